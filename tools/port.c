// SPDX-License-Identifier: GPL-2.0
/* The options of a port in words. */
#include <string.h>
#include <linux/if_link.h>
#include <linux/xvs_link.h>
#include "bond.h"
#include "iproute2.h"
#include "port.h"
#include "show.h"
#include "words.h"

static const char * const roles[] = {
	[XVS_ROLE_VIF] = "vif",
	[XVS_ROLE_PIF] = "pif",
	NULL
};

static const char * const off_on[] = { "off", "on", NULL };

/* Those that are on or off, as the bridge names them */
static const struct {
	const char *name;
	int attr;
	const char *preset;
} flags[] = {
	{ "learning", IFLA_BRPORT_LEARNING, "on" },
	{ "flood", IFLA_BRPORT_UNICAST_FLOOD, "on" },
	{ "mcast_flood", IFLA_BRPORT_MCAST_FLOOD, "on" },
	{ "bcast_flood", IFLA_BRPORT_BCAST_FLOOD, "on" },
	{ "isolated", IFLA_BRPORT_ISOLATED, "off" },
	{ "locked", IFLA_BRPORT_LOCKED, "off" },
};

/* Each a number of 16 bits, of a PIF */
static const struct {
	const char *name;
	int attr;
	const char *preset;
} lacp[] = {
	{ "lacp_prio", XVS_A_MEMBER_LACP_PRIO, "65535" },
	{ "lacp_key", XVS_A_MEMBER_LACP_KEY, "0" },
};

static const char * const stat_names[] = {
	[XVS_PORT_STAT_RX_PACKETS] = "rx_packets",
	[XVS_PORT_STAT_RX_BYTES] = "rx_bytes",
	[XVS_PORT_STAT_TX_PACKETS] = "tx_packets",
	[XVS_PORT_STAT_TX_BYTES] = "tx_bytes",
	[XVS_PORT_STAT_FDB] = "fdb_n_learned",
};

static const int qos_types[QOS_NESTS] = {
	[QOS_TX] = IFLA_XVS_PORT_TX,
	[QOS_RX] = IFLA_XVS_PORT_RX,
	[QOS_GUARD] = IFLA_XVS_PORT_GUARD,
};

/* How the options are given, with something before each line of them */
void port_usage(FILE *f, int indent)
{
	static const char * const lines[] = {
		"role { vif | pif }",
		"learning { on | off }",
		"flood { on | off }",
		"mcast_flood { on | off }",
		"bcast_flood { on | off }",
		"isolated { on | off }",
		"locked { on | off }",
		"lacp_prio NUMBER ] [ lacp_key NUMBER",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		fprintf(f, "%*s[ %s ]\n", indent, "", lines[i]);
	qos_usage(f, indent);
	lock_usage(f, indent);
}

/* ---- reading --------------------------------------------------------------- */

void port_begin(struct port_options *options)
{
	memset(options, 0, offsetof(struct port_options, lock));
	options->role = -1;
	options->lock.len = 0;
	options->lock.seen = 0;
	memset(&options->qos, 0, sizeof(options->qos));
}

static int find_flag(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (words_same(key, flags[i].name))
			return i;
	return -1;
}

static int find_lacp(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lacp); i++)
		if (words_same(key, lacp[i].name))
			return i;
	return -1;
}

bool port_is_option(const char *key)
{
	return !strcmp(key, "role") || find_flag(key) >= 0 ||
	       find_lacp(key) >= 0 || lock_is_option(key) ||
	       qos_is_option(key);
}

static const char *parse_role(struct port_options *options, const char *arg)
{
	const char *twice = words_once(&options->seen,
				       1U << (ARRAY_SIZE(flags) +
					      ARRAY_SIZE(lacp)));
	__u8 role;

	if (twice)
		return twice;
	if (!words_choice(&role, roles, arg))
		return "\"role\" is vif or pif";
	options->role = role;
	return NULL;
}

static const char *parse_flag(struct port_options *options, int i,
			      const char *arg)
{
	const char *twice = words_once(&options->seen, 1U << i);
	__u8 v;

	if (twice)
		return twice;
	if (!words_choice(&v, off_on, arg))
		return "on or off is meant";
	attrs_put(&options->flags, flags[i].attr, &v, sizeof(v));
	return NULL;
}

static const char *parse_lacp(struct port_options *options, int i,
			      const char *arg)
{
	const char *twice = words_once(&options->seen,
				       1U << (ARRAY_SIZE(flags) + i));
	__u64 v;
	__u16 u16;

	if (twice)
		return twice;
	if (!words_number(&v, arg, 0xffff))
		return "\"lacp_prio\" and \"lacp_key\" are numbers in 0..65535";
	u16 = v;
	attrs_put(&options->lacp, lacp[i].attr, &u16, sizeof(u16));
	return NULL;
}

/* Adds an option. NULL, or what is wrong with it */
const char *port_parse(struct port_options *options, const char *key,
		       const char *arg)
{
	if (!strcmp(key, "role"))
		return parse_role(options, arg);
	if (find_flag(key) >= 0)
		return parse_flag(options, find_flag(key), arg);
	if (find_lacp(key) >= 0)
		return parse_lacp(options, find_lacp(key), arg);
	if (lock_is_option(key))
		return lock_parse(&options->lock, key, arg);
	return qos_parse(&options->qos, key, arg);
}

/* ---- showing --------------------------------------------------------------- */

void port_show_role(FILE *f, unsigned int role)
{
	if (role <= XVS_ROLE_PIF)
		show_string(f, "role", roles[role]);
	else
		show_uint(f, "role", role);
}

static void show_stats_of(FILE *f, const struct rtattr *nest)
{
	struct rtattr *tb[XVS_PORT_STAT_MAX + 1];
	size_t i;

	attr_parse(tb, XVS_PORT_STAT_MAX, RTA_DATA(nest), RTA_PAYLOAD(nest));
	open_json_object("stats");
	for (i = 0; i < ARRAY_SIZE(stat_names); i++)
		if (tb[i])
			show_u64(f, stat_names[i],
				 attr_uint(tb[i], sizeof(__u64)));
	close_json_object();
}

/* By IFLA_BRPORT_* and IFLA_XVS_PORT_* */
void port_show(FILE *f, struct rtattr *tb[])
{
	const struct rtattr *attr;
	size_t i;

	if (tb[IFLA_XVS_PORT_ROLE])
		port_show_role(f, attr_uint(tb[IFLA_XVS_PORT_ROLE], 1));
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (tb[flags[i].attr])
			show_on_off(f, flags[i].name,
				    attr_uint(tb[flags[i].attr], 1));
	attr = tb[IFLA_XVS_PORT_LOCK];
	if (attr)
		lock_show(f, RTA_DATA(attr), RTA_PAYLOAD(attr), false);
	attr = tb[IFLA_XVS_PORT_BOND];
	if (attr)
		member_show(f, RTA_DATA(attr), RTA_PAYLOAD(attr));
	for (i = 0; i < QOS_NESTS; i++) {
		attr = tb[qos_types[i]];
		if (attr)
			qos_show(f, i, RTA_DATA(attr), RTA_PAYLOAD(attr));
	}
	if (!show_stats)
		return;
	if (tb[IFLA_XVS_PORT_STATS])
		show_stats_of(f, tb[IFLA_XVS_PORT_STATS]);
	if (tb[IFLA_XVS_PORT_DROPS])
		show_drops(f, RTA_DATA(tb[IFLA_XVS_PORT_DROPS]),
			   RTA_PAYLOAD(tb[IFLA_XVS_PORT_DROPS]));
}

/* Options that were read, as they would be shown of a port that has them */
void port_show_options(FILE *f, const struct port_options *options)
{
	struct rtattr *tb[IFLA_BRPORT_MAX + 1];
	size_t i;

	attr_parse(tb, IFLA_BRPORT_MAX, options->flags.data,
		   options->flags.len);
	port_show(f, tb);
	member_show(f, options->lacp.data, options->lacp.len);
	lock_show(f, options->lock.data, options->lock.len, false);
	for (i = 0; i < QOS_NESTS; i++)
		qos_show(f, i, options->qos.nest[i].data,
			 options->qos.nest[i].len);
}

/* What a file may say of a port of that role, one after the other, and what it
 * is otherwise. False: no more
 */
bool port_setting(size_t i, enum xvs_role role, struct port_setting *setting)
{
	setting->number = 0;
	if (i < ARRAY_SIZE(flags)) {
		setting->name = flags[i].name;
		setting->preset = flags[i].preset;
		return true;
	}
	i -= ARRAY_SIZE(flags);
	if (role == XVS_ROLE_PIF) {
		if (i < ARRAY_SIZE(lacp)) {
			setting->name = lacp[i].name;
			setting->preset = lacp[i].preset;
			return true;
		}
		i -= ARRAY_SIZE(lacp);
	}
	if (lock_setting(&i, &setting->name, &setting->preset))
		return true;
	return qos_setting(i, role == XVS_ROLE_VIF, &setting->name,
			   &setting->preset, &setting->number);
}
