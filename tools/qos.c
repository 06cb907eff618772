// SPDX-License-Identifier: GPL-2.0
/* How much may pass a device, in words. What is shown of it can be given. */
#include <stdlib.h>
#include <string.h>
#include <linux/xvs.h>
#include "attrs.h"
#include "iproute2.h"
#include "qos.h"
#include "show.h"
#include "words.h"

/* xe(1)'s kbps are bytes, and more of them than the name says */
#define KBPS	1024ULL

/* Of a guard: what it is if nothing is said of it */
#define GUARD_DEFAULT	0xffffffffU

static const char * const mode_names[] = {
	[XVS_RATE_MODE_SHAPE] = "shape",
	[XVS_RATE_MODE_POLICE] = "police",
};

/* How the options are given, with something before each line of them */
void qos_usage(FILE *f, int indent)
{
	static const char * const lines[] = {
		"tx_rate BYTES_A_SECOND ] [ tx_kbps N",
		"tx_burst BYTES ] [ tx_packets PACKETS_A_SECOND",
		"tx_mode { shape | police }",
		"rx_rate BYTES_A_SECOND ] [ rx_kbps N",
		"rx_burst BYTES ] [ rx_packets PACKETS_A_SECOND",
		"rx_mode { shape | police }",
		"guard_broadcast GUARD ] [ guard_multicast GUARD",
		"guard_unknown GUARD ] [ guard_arp GUARD",
		"guard_nd GUARD ] [ guard_dhcp GUARD",
		"learn_rate GUARD ] [ learn_limit GUARD",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		fprintf(f, "%*s[ %s ]\n", indent, "", lines[i]);
}

/* ---- reading --------------------------------------------------------------- */

static const char *put(struct qos_nests *nests, enum qos_nest which, int type,
		       const void *data, size_t len)
{
	return attrs_append(nests->nest[which].data,
			    sizeof(nests->nest[which].data),
			    &nests->nest[which].len, type, data, len) ?
	       NULL : "too many options";
}

static const char *put_u64(struct qos_nests *nests, enum qos_nest which,
			   int type, const char *arg, __u64 unit)
{
	__u64 value;

	if (!words_number(&value, arg, ~0ULL / unit))
		return unit == 1 ? "a number of bytes is meant" :
				   "a number of 1024 bytes is meant";
	value *= unit;
	return put(nests, which, type, &value, sizeof(value));
}

static const char *parse_bytes(struct qos_nests *nests, enum qos_nest which,
			       int type, const char *arg)
{
	return put_u64(nests, which, type, arg, 1);
}

static const char *parse_kbps(struct qos_nests *nests, enum qos_nest which,
			      int type, const char *arg)
{
	return put_u64(nests, which, type, arg, KBPS);
}

static const char *parse_u32(struct qos_nests *nests, enum qos_nest which,
			     int type, const char *arg)
{
	__u64 value;
	__u32 u32;

	if (!words_number(&value, arg, GUARD_DEFAULT - 1))
		return "a number of 32 bits is meant";
	u32 = value;
	return put(nests, which, type, &u32, sizeof(u32));
}

static const char *parse_guard(struct qos_nests *nests, enum qos_nest which,
			       int type, const char *arg)
{
	__u32 u32 = GUARD_DEFAULT;

	if (!strcmp(arg, "default"))
		return put(nests, which, type, &u32, sizeof(u32));
	return parse_u32(nests, which, type, arg);
}

static const char *parse_mode(struct qos_nests *nests, enum qos_nest which,
			      int type, const char *arg)
{
	__u8 i;

	for (i = 0; i < ARRAY_SIZE(mode_names); i++)
		if (!strcmp(arg, mode_names[i]))
			return put(nests, which, type, &i, sizeof(i));
	return "a mode is shape or police";
}

static const struct {
	const char *name;
	enum qos_nest nest;
	int type;
	const char *(*parse)(struct qos_nests *nests, enum qos_nest which,
			     int type, const char *arg);
	const char *preset;	/* NULL: another option's other name */
	unsigned int number;	/* what "default" is for a VIF */
} options[] = {
	{ "tx_rate", QOS_TX, XVS_A_RATE_RATE, parse_bytes,
	  "0", 0 },
	{ "tx_kbps", QOS_TX, XVS_A_RATE_RATE, parse_kbps,
	  NULL, 0 },
	{ "tx_burst", QOS_TX, XVS_A_RATE_BURST, parse_bytes,
	  "0", 0 },
	{ "tx_packets", QOS_TX, XVS_A_RATE_PACKETS, parse_u32,
	  "0", 0 },
	{ "tx_mode", QOS_TX, XVS_A_RATE_MODE, parse_mode,
	  "shape", 0 },
	{ "rx_rate", QOS_RX, XVS_A_RATE_RATE, parse_bytes,
	  "0", 0 },
	{ "rx_kbps", QOS_RX, XVS_A_RATE_RATE, parse_kbps,
	  NULL, 0 },
	{ "rx_burst", QOS_RX, XVS_A_RATE_BURST, parse_bytes,
	  "0", 0 },
	{ "rx_packets", QOS_RX, XVS_A_RATE_PACKETS, parse_u32,
	  "0", 0 },
	{ "rx_mode", QOS_RX, XVS_A_RATE_MODE, parse_mode,
	  "shape", 0 },
	{ "guard_broadcast", QOS_GUARD, XVS_A_GUARD_BROADCAST, parse_guard,
	  "default", 1000 },
	{ "guard_multicast", QOS_GUARD, XVS_A_GUARD_MULTICAST, parse_guard,
	  "default", 4000 },
	{ "guard_unknown", QOS_GUARD, XVS_A_GUARD_UNKNOWN, parse_guard,
	  "default", 2000 },
	{ "guard_arp", QOS_GUARD, XVS_A_GUARD_ARP, parse_guard,
	  "default", 1000 },
	{ "guard_nd", QOS_GUARD, XVS_A_GUARD_ND, parse_guard,
	  "default", 1000 },
	{ "guard_dhcp", QOS_GUARD, XVS_A_GUARD_DHCP, parse_guard,
	  "default", 200 },
	{ "learn_rate", QOS_GUARD, XVS_A_GUARD_LEARN_RATE, parse_guard,
	  "default", 500 },
	{ "learn_limit", QOS_GUARD, XVS_A_GUARD_LEARN_LIMIT, parse_guard,
	  "default", 128 },
};

static size_t find_option(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (words_same(key, options[i].name))
			break;
	return i;
}

bool qos_is_option(const char *key)
{
	return find_option(key) < ARRAY_SIZE(options);
}

/* A rate is one, in whatever unit it is given */
static unsigned int option_bit(size_t i)
{
	return options[i].parse == parse_kbps ? 1U << (i - 1) : 1U << i;
}

/* Adds an option to its nest. NULL, or what is wrong with it */
const char *qos_parse(struct qos_nests *nests, const char *key, const char *arg)
{
	size_t i = find_option(key);
	const char *twice = words_once(&nests->seen, option_bit(i));

	return twice ?: options[i].parse(nests, options[i].nest, options[i].type, arg);
}

/* As port_setting() */
bool qos_setting(size_t i, bool is_vif, const char **name, const char **preset,
		 unsigned int *number)
{
	size_t n;

	for (n = 0; n < ARRAY_SIZE(options); n++) {
		if (!options[n].preset || i--)
			continue;
		*name = options[n].name;
		*preset = options[n].preset;
		*number = is_vif ? options[n].number : 0;
		return true;
	}
	return false;
}

/* ---- showing --------------------------------------------------------------- */

static const struct {
	const char *name;
	int type;
} rate_counters[] = {
	{ "passed", XVS_A_RATE_PASSED },
	{ "delayed", XVS_A_RATE_DELAYED },
	{ "marked", XVS_A_RATE_MARKED },
	{ "dropped", XVS_A_RATE_DROPPED },
	{ "backlog", XVS_A_RATE_BACKLOG },
};

static void parse_nest(const struct rtattr *tb[], int max, const void *data,
		       size_t len)
{
	const struct rtattr *attr = data;
	int left = len, type;

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
		type = attr->rta_type & NLA_TYPE_MASK;
		if (type <= max)
			tb[type] = attr;
	}
}

static __u64 number(const struct rtattr *attr)
{
	return attr ? attr_uint(attr, RTA_PAYLOAD(attr)) : 0;
}

static void show_mode(FILE *f, const char *key, const struct rtattr *attr)
{
	__u64 mode = number(attr);

	if (mode < ARRAY_SIZE(mode_names))
		show_string(f, key, mode_names[mode]);
	else
		show_u64(f, key, mode);
}

/* Options as they are given */
static void show_options(FILE *f, enum qos_nest which, const struct rtattr *tb[])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		if (options[i].nest != which || !tb[options[i].type] ||
		    options[i].parse == parse_kbps)
			continue;
		if (options[i].parse == parse_mode)
			show_mode(f, options[i].name, tb[options[i].type]);
		else
			show_u64(f, options[i].name,
				 number(tb[options[i].type]));
	}
}

static void show_counters(FILE *f, const char *name, const struct rtattr *tb[])
{
	size_t i;

	if (!tb[XVS_A_RATE_PASSED])
		return;
	open_json_object(name);
	if (!is_json_context())
		fprintf(f, "%s { ", name);
	for (i = 0; i < ARRAY_SIZE(rate_counters); i++)
		show_u64(f, rate_counters[i].name,
			 number(tb[rate_counters[i].type]));
	if (!is_json_context())
		fputs("} ", f);
	close_json_object();
}

/* Text is silent of a direction without a limit */
static void show_rate(FILE *f, enum qos_nest which, const void *data, size_t len)
{
	const struct rtattr *tb[XVS_A_RATE_MAX + 1] = { NULL };

	parse_nest(tb, XVS_A_RATE_MAX, data, len);
	if (!is_json_context() && !number(tb[XVS_A_RATE_RATE]) &&
	    !number(tb[XVS_A_RATE_PACKETS]))
		return;
	show_options(f, which, tb);
	if (show_stats)
		show_counters(f, which == QOS_TX ? "tx" : "rx", tb);
}

void qos_show(FILE *f, enum qos_nest which, const void *data, size_t len)
{
	const struct rtattr *tb[XVS_A_GUARD_MAX + 1] = { NULL };

	if (which != QOS_GUARD) {
		show_rate(f, which, data, len);
		return;
	}
	parse_nest(tb, XVS_A_GUARD_MAX, data, len);
	show_options(f, which, tb);
	if (show_stats && tb[XVS_A_GUARD_NOT_LEARNED])
		show_u64(f, "not_learned", number(tb[XVS_A_GUARD_NOT_LEARNED]));
}
