// SPDX-License-Identifier: GPL-2.0
/*
 * Who a device may be, in words. What is shown of a lock can be given, but for
 * effective_mode, which is what the mode comes to on the device's network.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <linux/xvs_link.h>
#include "attrs.h"
#include "iproute2.h"
#include "lock.h"
#include "show.h"
#include "vids.h"
#include "words.h"

#define ETH_ALEN	6

struct family {
	int af;
	unsigned int bits;
	size_t stride;
	const char *bad;
};

static const struct family ipv4 = {
	.af = AF_INET,
	.bits = 32,
	.stride = sizeof(struct xvs_ipv4_prefix),
	.bad = "a list of IPv4 addresses is none or such as 192.0.2.1,198.51.100.0/24",
};

static const struct family ipv6 = {
	.af = AF_INET6,
	.bits = 128,
	.stride = sizeof(struct xvs_ipv6_prefix),
	.bad = "a list of IPv6 addresses is none or such as 2001:db8::1,2001:db8:1::/64",
};

static const char * const mode_names[] = {
	[XVS_LOCKING_NETWORK_DEFAULT] = "network_default",
	[XVS_LOCKING_LOCKED] = "locked",
	[XVS_LOCKING_UNLOCKED] = "unlocked",
	[XVS_LOCKING_DISABLED] = "disabled",
};

static const char * const linklocal_names[] = {
	[XVS_LINKLOCAL_DEFAULT] = "default",
	[XVS_LINKLOCAL_LISTED] = "listed",
	[XVS_LINKLOCAL_EUI64] = "eui64",
	[XVS_LINKLOCAL_FIRST] = "first",
};

/* How the options are given, with something before each line of them */
void lock_usage(FILE *f, int indent)
{
	static const char * const lines[] = {
		"locking_mode { network_default | locked | unlocked | disabled }",
		"mac { MAC | none }",
		"ipv4_allowed { LIST | none }",
		"ipv4_add LIST ] [ ipv4_del LIST",
		"ipv6_allowed { LIST | none }",
		"ipv6_add LIST ] [ ipv6_del LIST",
		"ipv6_linklocal { default | listed | eui64 | first }",
		"trunk { all | none | default | VLANS }",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		fprintf(f, "%*s[ %s ]\n", indent, "", lines[i]);
	fputs("\n"
	      "Where: GUARD := N | default\n"
	      "       LIST  := ADDRESS[/LEN][,LIST]\n"
	      "       VLANS := VID[-VID][,VLANS] of 1-4094\n", f);
}

/* ---- reading --------------------------------------------------------------- */

static bool put(struct lock_nest *nest, int type, const void *data, size_t len)
{
	return attrs_append(nest->data, sizeof(nest->data), &nest->len, type,
			    data, len);
}

static const char *put_name(struct lock_nest *nest, int type, const char *arg,
			    const char * const *names, size_t n,
			    const char *bad)
{
	__u8 i;

	for (i = 0; i < n; i++)
		if (!strcmp(arg, names[i]))
			return put(nest, type, &i, sizeof(i)) ? NULL : bad;
	return bad;
}

static const char *parse_mode(struct lock_nest *nest, int type, const char *arg)
{
	return put_name(nest, type, arg, mode_names, ARRAY_SIZE(mode_names),
			"\"locking_mode\" is network_default, locked, unlocked or disabled");
}

static const char *parse_linklocal(struct lock_nest *nest, int type,
				   const char *arg)
{
	return put_name(nest, type, arg, linklocal_names,
			ARRAY_SIZE(linklocal_names),
			"\"ipv6_linklocal\" is default, listed, eui64 or first");
}

static const char *parse_mac(struct lock_nest *nest, int type, const char *arg)
{
	static const char bad[] = "\"mac\" is none or such as 02:00:00:00:00:01";
	__u8 mac[ETH_ALEN] = { 0 };

	if (strcmp(arg, "none") && !words_mac(mac, arg))
		return bad;
	return put(nest, type, mac, sizeof(mac)) ? NULL : bad;
}

/* One of a list, without what is behind it */
static bool parse_prefix(const struct family *family, const char *from,
			 size_t len, __u8 *to)
{
	unsigned long bits = family->bits;
	char text[64], *slash, *end;

	if (!len || len >= sizeof(text))
		return false;
	memcpy(text, from, len);
	text[len] = '\0';
	slash = strchr(text, '/');
	if (slash) {
		*slash++ = '\0';
		if (*slash < '0' || *slash > '9')
			return false;
		bits = strtoul(slash, &end, 10);
		if (*end || bits > 255)
			return false;
	}
	memset(to, 0, family->stride);
	if (inet_pton(family->af, text, to) != 1)
		return false;
	to[family->bits / 8] = bits;
	return true;
}

/* How long a prefix may be, and how many there may be, the kernel says */
static const char *parse_list(struct lock_nest *nest, int type, const char *arg,
			      const struct family *family)
{
	static __u8 list[LOCK_NEST_MAX];
	size_t n = 0, len;

	if (!strcmp(arg, "none"))
		return put(nest, type, NULL, 0) ? NULL : family->bad;
	for (;; arg += len + 1) {
		len = strcspn(arg, ",");
		if ((n + 1) * family->stride > sizeof(list))
			break;
		if (!parse_prefix(family, arg, len, list + n * family->stride))
			return family->bad;
		n++;
		if (!arg[len])
			break;
	}
	if (!put(nest, type, list, n * family->stride) || arg[len])
		return "the list is too long: add the addresses in steps";
	return NULL;
}

static const char *parse_ipv4(struct lock_nest *nest, int type, const char *arg)
{
	return parse_list(nest, type, arg, &ipv4);
}

static const char *parse_ipv6(struct lock_nest *nest, int type, const char *arg)
{
	return parse_list(nest, type, arg, &ipv6);
}

static const char *parse_trunk(struct lock_nest *nest, int type, const char *arg)
{
	static const char bad[] = "\"trunk\" is default, " VIDS_WORDS;
	__u8 map[XVS_VLAN_BITMAP_LEN];

	if (!strcmp(arg, "default"))
		return put(nest, type, NULL, 0) ? NULL : bad;
	if (!parse_vids(map, arg) || !put(nest, type, map, sizeof(map)))
		return bad;
	return NULL;
}

static const struct {
	const char *name;
	int type;
	const char *(*parse)(struct lock_nest *nest, int type, const char *arg);
	const char *preset;	/* NULL: it is none of its own */
} options[] = {
	{ "locking_mode", XVS_A_LOCK_MODE, parse_mode,
	  "network_default" },
	{ "mac", XVS_A_LOCK_MAC, parse_mac,
	  "none" },
	{ "ipv4_allowed", XVS_A_LOCK_IPV4, parse_ipv4,
	  "none" },
	{ "ipv4_add", XVS_A_LOCK_IPV4_ADD, parse_ipv4, NULL },
	{ "ipv4_del", XVS_A_LOCK_IPV4_DEL, parse_ipv4, NULL },
	{ "ipv6_allowed", XVS_A_LOCK_IPV6, parse_ipv6,
	  "none" },
	{ "ipv6_add", XVS_A_LOCK_IPV6_ADD, parse_ipv6, NULL },
	{ "ipv6_del", XVS_A_LOCK_IPV6_DEL, parse_ipv6, NULL },
	{ "ipv6_linklocal", XVS_A_LOCK_IPV6_LINKLOCAL, parse_linklocal,
	  "default" },
	{ "trunk", XVS_A_LOCK_TRUNK, parse_trunk,
	  "default" },
};

static size_t find_option(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (words_same(key, options[i].name))
			break;
	return i;
}

bool lock_is_option(const char *key)
{
	return find_option(key) < ARRAY_SIZE(options);
}

/* Adds an option to the nest. NULL, or what is wrong with it */
const char *lock_parse(struct lock_nest *nest, const char *key, const char *arg)
{
	size_t i = find_option(key);

	const char *twice = words_once(&nest->seen, 1U << i);

	return twice ?: options[i].parse(nest, options[i].type, arg);
}

/* What can be said of a lock, one after the other, as port_setting() */
bool lock_setting(size_t *i, const char **name, const char **preset)
{
	size_t n;

	for (n = 0; n < ARRAY_SIZE(options); n++) {
		if (!options[n].preset || (*i)--)
			continue;
		*name = options[n].name;
		*preset = options[n].preset;
		return true;
	}
	return false;
}

/* ---- showing --------------------------------------------------------------- */

static void show_name(FILE *f, const char *key, const struct rtattr *attr,
		      const char * const *names, size_t n)
{
	__u8 v = attr_uint(attr, sizeof(v));

	if (v < n)
		show_string(f, key, names[v]);
	else
		show_uint(f, key, v);
}

static void show_mac(FILE *f, const struct rtattr *attr)
{
	static const __u8 none[ETH_ALEN];
	const __u8 *mac;
	char text[32];

	if (!attr || RTA_PAYLOAD(attr) < ETH_ALEN ||
	    !memcmp(RTA_DATA(attr), none, sizeof(none))) {
		if (!is_json_context())
			show_string(f, "mac", "none");
		return;
	}
	mac = RTA_DATA(attr);
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	show_string(f, "mac", text);
}

/* A whole address is shown without its length */
static void write_prefix(const struct family *family, const __u8 *prefix,
			 char *text, size_t size)
{
	unsigned int bits = prefix[family->bits / 8];
	size_t len;

	if (!inet_ntop(family->af, prefix, text, size))
		return;
	len = strlen(text);
	if (bits != family->bits)
		snprintf(text + len, size - len, "/%u", bits);
}

static void show_list(FILE *f, const char *key, const struct rtattr *attr,
		      const struct family *family)
{
	size_t left = attr ? RTA_PAYLOAD(attr) : 0;
	const __u8 *prefix = attr ? RTA_DATA(attr) : NULL;
	const char *sep = "";
	char text[64] = "";

	open_json_array(PRINT_JSON, key);
	if (!is_json_context())
		fprintf(f, "%s ", key);
	if (!is_json_context() && left < family->stride)
		fputs("none", f);
	for (; left >= family->stride; left -= family->stride) {
		write_prefix(family, prefix, text, sizeof(text));
		if (is_json_context())
			print_color_string(PRINT_JSON, 0, NULL, NULL, text);
		else
			fprintf(f, "%s%s", sep, text);
		prefix += family->stride;
		sep = ",";
	}
	if (!is_json_context())
		fputc(' ', f);
	close_json_array(PRINT_JSON, NULL);
}

static void show_trunk(FILE *f, const struct rtattr *attr)
{
	if (attr && RTA_PAYLOAD(attr) >= XVS_VLAN_BITMAP_LEN)
		show_vids(f, "trunk", RTA_DATA(attr));
	else if (!is_json_context())
		show_string(f, "trunk", "default");
}

/* Text has what was set, unless @all is wanted; JSON has all of it */
void lock_show(FILE *f, const void *data, size_t len, bool all)
{
	const struct rtattr *tb[XVS_A_LOCK_MAX + 1] = { NULL }, *attr = data;
	int left = len;

	all |= is_json_context();
	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		if ((attr->rta_type & NLA_TYPE_MASK) <= XVS_A_LOCK_MAX)
			tb[attr->rta_type & NLA_TYPE_MASK] = attr;

	if (tb[XVS_A_LOCK_MODE])
		show_name(f, "locking_mode", tb[XVS_A_LOCK_MODE], mode_names,
			  ARRAY_SIZE(mode_names));
	if (tb[XVS_A_LOCK_EFFECTIVE_MODE])
		show_name(f, "effective_mode", tb[XVS_A_LOCK_EFFECTIVE_MODE],
			  mode_names, ARRAY_SIZE(mode_names));
	if (all || tb[XVS_A_LOCK_MAC])
		show_mac(f, tb[XVS_A_LOCK_MAC]);
	if (all || tb[XVS_A_LOCK_IPV4])
		show_list(f, "ipv4_allowed", tb[XVS_A_LOCK_IPV4], &ipv4);
	if (all || tb[XVS_A_LOCK_IPV6])
		show_list(f, "ipv6_allowed", tb[XVS_A_LOCK_IPV6], &ipv6);
	if (tb[XVS_A_LOCK_IPV6_LINKLOCAL] &&
	    (all || attr_uint(tb[XVS_A_LOCK_IPV6_LINKLOCAL], sizeof(__u8))))
		show_name(f, "ipv6_linklocal", tb[XVS_A_LOCK_IPV6_LINKLOCAL],
			  linklocal_names, ARRAY_SIZE(linklocal_names));
	if (all || tb[XVS_A_LOCK_TRUNK])
		show_trunk(f, tb[XVS_A_LOCK_TRUNK]);
}
