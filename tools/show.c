// SPDX-License-Identifier: GPL-2.0
/* What is shown, in JSON or as "key value" for people. */
#include <string.h>
#include <linux/xvs.h>
#include "iproute2.h"
#include "show.h"

void show_string(FILE *f, const char *key, const char *v)
{
	if (is_json_context())
		print_color_string(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %s ", key, v);
}

void show_uint(FILE *f, const char *key, unsigned int v)
{
	if (is_json_context())
		print_color_uint(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %u ", key, v);
}

void show_u64(FILE *f, const char *key, __u64 v)
{
	if (is_json_context())
		print_color_u64(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %llu ", key, (unsigned long long)v);
}

void show_on_off(FILE *f, const char *key, bool v)
{
	if (is_json_context())
		print_color_bool(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %s ", key, v ? "on" : "off");
}

/* One reason; in text only if it ever was one */
static bool show_drop(FILE *f, const struct rtattr *entry, const char *before)
{
	struct rtattr *tb[XVS_A_DROP_MAX + 1];
	const struct rtattr *name;
	char text[64];
	__u64 count;

	attr_parse(tb, XVS_A_DROP_MAX, RTA_DATA(entry), RTA_PAYLOAD(entry));
	name = tb[XVS_A_DROP_NAME];
	if (!name || !tb[XVS_A_DROP_COUNT])
		return false;
	count = attr_uint(tb[XVS_A_DROP_COUNT], sizeof(count));
	snprintf(text, sizeof(text), "%.*s", (int)RTA_PAYLOAD(name),
		 (const char *)RTA_DATA(name));
	if (!is_json_context()) {
		if (!count)
			return false;
		fputs(before, f);
	}
	show_u64(f, text, count);
	return true;
}

/* Nests of XVS_A_DROP_* */
void show_drops(FILE *f, const void *data, int len)
{
	const struct rtattr *entry = data;
	bool any = false;

	open_json_object("drops");
	for (; RTA_OK(entry, len); entry = RTA_NEXT(entry, len))
		any |= show_drop(f, entry, any ? "" : "drops { ");
	if (any && !is_json_context())
		fputs("} ", f);
	close_json_object();
}

/* The attributes of a nest by their type */
void attr_parse(struct rtattr *tb[], int max, const void *data, int len)
{
	struct rtattr *attr = (struct rtattr *)data;
	int type;

	memset(tb, 0, sizeof(*tb) * (max + 1));
	for (; RTA_OK(attr, len); attr = RTA_NEXT(attr, len)) {
		type = attr->rta_type & NLA_TYPE_MASK;
		if (type <= max)
			tb[type] = attr;
	}
}

/* The number that an attribute is, 0 if it is shorter; it need not be aligned */
__u64 attr_uint(const struct rtattr *attr, size_t size)
{
	__u64 u64;
	__u32 u32;
	__u16 u16;

	if (RTA_PAYLOAD(attr) < size)
		return 0;
	switch (size) {
	case sizeof(u64):
		memcpy(&u64, RTA_DATA(attr), size);
		return u64;
	case sizeof(u32):
		memcpy(&u32, RTA_DATA(attr), size);
		return u32;
	case sizeof(u16):
		memcpy(&u16, RTA_DATA(attr), size);
		return u16;
	}
	return *(__u8 *)RTA_DATA(attr);
}
