// SPDX-License-Identifier: GPL-2.0
/* xvs in ip(8): the options of `ip link set DEV type xvs_slave`, a port. */
#include <string.h>
#include <linux/if_link.h>
#include <linux/xvs_link.h>
#include "bond.h"
#include "link_args.h"
#include "lock.h"
#include "qos.h"
#include "show.h"

static const char * const role_names[] = {
	[XVS_ROLE_VIF] = "vif",
	[XVS_ROLE_PIF] = "pif",
};

/* The options of a port that are on or off, as the bridge names them */
static const struct {
	const char *name;
	int attr;
} port_flags[] = {
	{ "learning", IFLA_BRPORT_LEARNING },
	{ "flood", IFLA_BRPORT_UNICAST_FLOOD },
	{ "mcast_flood", IFLA_BRPORT_MCAST_FLOOD },
	{ "bcast_flood", IFLA_BRPORT_BCAST_FLOOD },
	{ "isolated", IFLA_BRPORT_ISOLATED },
	{ "locked", IFLA_BRPORT_LOCKED },
};

static const char * const port_stat_names[] = {
	[XVS_PORT_STAT_RX_PACKETS] = "rx_packets",
	[XVS_PORT_STAT_RX_BYTES] = "rx_bytes",
	[XVS_PORT_STAT_TX_PACKETS] = "tx_packets",
	[XVS_PORT_STAT_TX_BYTES] = "tx_bytes",
	[XVS_PORT_STAT_FDB] = "fdb_n_learned",
};

static void print_port_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	(void)lu;
	(void)argc;
	(void)argv;
	fputs("Usage: ... xvs_slave [ role { vif | pif } ]\n"
	      "                     [ learning { on | off } ]\n"
	      "                     [ flood { on | off } ]\n"
	      "                     [ mcast_flood { on | off } ]\n"
	      "                     [ bcast_flood { on | off } ]\n"
	      "                     [ isolated { on | off } ]\n"
	      "                     [ locked { on | off } ]\n"
	      "                     [ fdb_flush ]\n"
	      "                     [ lacp_prio NUMBER ] [ lacp_key NUMBER ]\n", f);
	qos_usage(f, 21);
	lock_usage(f, 21);
}

static int parse_role(struct nlmsghdr *n, const char *arg)
{
	int err, role;

	role = parse_one_of("role", arg, role_names, ARRAY_SIZE(role_names), &err);
	if (!err)
		addattr8(n, IPLINK_MSG_MAX, IFLA_XVS_PORT_ROLE, role);
	return err;
}

static int parse_port_flag(struct nlmsghdr *n, size_t i, const char *arg)
{
	bool on;
	int err;

	on = parse_on_off(port_flags[i].name, arg, &err);
	if (!err)
		addattr8(n, IPLINK_MSG_MAX, port_flags[i].attr, on);
	return err;
}

static int parse_port_option(struct nlmsghdr *n, bool *seen, size_t i,
			     const char *arg)
{
	const char *key = i < ARRAY_SIZE(port_flags) ? port_flags[i].name :
						       "role";

	only_once(&seen[i], key, arg);
	return i < ARRAY_SIZE(port_flags) ? parse_port_flag(n, i, arg) :
					    parse_role(n, arg);
}

/* ip has no room for long lists, and says so in words that help nobody */
static int add_lock(struct nlmsghdr *n, const struct lock_nest *lock)
{
	if (!lock->len)
		return 0;
	if (NLMSG_ALIGN(n->nlmsg_len) + RTA_LENGTH(lock->len) > IPLINK_MSG_MAX) {
		fputs("Error: the lists are too long for one command of ip: ",
		      stderr);
		fputs("add to them in steps, by ipv4_add and ipv6_add, or use \"xvs lock set\".\n",
		      stderr);
		return -1;
	}
	addattr_l(n, IPLINK_MSG_MAX, IFLA_XVS_PORT_LOCK | NLA_F_NESTED,
		  lock->data, lock->len);
	return 0;
}

static const int qos_types[QOS_NESTS] = {
	[QOS_TX] = IFLA_XVS_PORT_TX,
	[QOS_RX] = IFLA_XVS_PORT_RX,
	[QOS_GUARD] = IFLA_XVS_PORT_GUARD,
};

static void add_qos(struct nlmsghdr *n, const struct qos_nests *nests)
{
	size_t i;

	for (i = 0; i < QOS_NESTS; i++)
		if (nests->nest[i].len)
			addattr_l(n, IPLINK_MSG_MAX, qos_types[i] | NLA_F_NESTED,
				  nests->nest[i].data, nests->nest[i].len);
}

/* Each a number of 16 bits */
struct lacp_nest {
	struct {
		struct rtattr attr;
		__u16 v, pad;
	} attrs[2];
	int len;
};

static void parse_lacp(struct lacp_nest *nest, int type, const char *arg)
{
	size_t i = nest->len / sizeof(nest->attrs[0]);

	if (i == ARRAY_SIZE(nest->attrs))
		duparg("lacp_prio\" or \"lacp_key", arg);
	if (get_u16(&nest->attrs[i].v, arg, 0))
		invarg("\"lacp_prio\" and \"lacp_key\" are numbers in 0..65535",
		       arg);
	nest->attrs[i].attr.rta_type = type;
	nest->attrs[i].attr.rta_len = RTA_LENGTH(sizeof(__u16));
	nest->len += sizeof(nest->attrs[0]);
}

static int parse_port(struct link_util *lu, int argc, char **argv,
		      struct nlmsghdr *n)
{
	bool seen[ARRAY_SIZE(port_flags) + 1] = { false };
	struct args args = { argc, argv };
	struct lacp_nest lacp = { 0 };
	struct lock_nest lock = { 0 };
	struct qos_nests qos = { 0 };
	const char *key, *msg;
	size_t i;
	int err;

	for (; args.argc > 0; args.argc--, args.argv++) {
		key = *args.argv;
		if (!strcmp(key, "fdb_flush")) {
			addattr_l(n, IPLINK_MSG_MAX, IFLA_BRPORT_FLUSH, NULL, 0);
			continue;
		}
		if (!strcmp(key, "lacp_prio")) {
			parse_lacp(&lacp, XVS_A_MEMBER_LACP_PRIO, next_arg(&args));
			continue;
		}
		if (!strcmp(key, "lacp_key")) {
			parse_lacp(&lacp, XVS_A_MEMBER_LACP_KEY, next_arg(&args));
			continue;
		}
		if (lock_is_option(key)) {
			msg = lock_parse(&lock, key, next_arg(&args));
			if (msg)
				invarg(msg, *args.argv);
			continue;
		}
		if (qos_is_option(key)) {
			msg = qos_parse(&qos, key, next_arg(&args));
			if (msg)
				invarg(msg, *args.argv);
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(port_flags); i++)
			if (!strcmp(key, port_flags[i].name))
				break;
		if (i == ARRAY_SIZE(port_flags) && strcmp(key, "role"))
			return unknown_option(lu, key, argc, argv);
		err = parse_port_option(n, seen, i, next_arg(&args));
		if (err)
			return err;
	}
	if (lacp.len)
		addattr_l(n, IPLINK_MSG_MAX, IFLA_XVS_PORT_BOND | NLA_F_NESTED,
			  lacp.attrs, lacp.len);
	add_qos(n, &qos);
	return add_lock(n, &lock);
}

static void print_role(FILE *f, const struct rtattr *attr)
{
	__u8 role = attr_uint(attr, sizeof(role));

	if (role < ARRAY_SIZE(role_names))
		show_string(f, "role", role_names[role]);
	else
		show_uint(f, "role", role);
}

static void print_port_stats(FILE *f, const struct rtattr *nest)
{
	struct rtattr *tb[XVS_PORT_STAT_MAX + 1];
	size_t i;

	parse_rtattr(tb, XVS_PORT_STAT_MAX, RTA_DATA(nest), RTA_PAYLOAD(nest));
	open_json_object("stats");
	for (i = 0; i < ARRAY_SIZE(port_stat_names); i++)
		if (tb[i])
			show_u64(f, port_stat_names[i],
				 attr_uint(tb[i], sizeof(__u64)));
	close_json_object();
}

/* One reason; in text only if it ever was one */
static bool print_drop(FILE *f, const struct rtattr *entry, const char *before)
{
	struct rtattr *tb[XVS_A_DROP_MAX + 1];
	const struct rtattr *name;
	char text[64];
	__u64 count;

	parse_rtattr(tb, XVS_A_DROP_MAX, RTA_DATA(entry), RTA_PAYLOAD(entry));
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

static void print_port_drops(FILE *f, const struct rtattr *nest)
{
	const struct rtattr *entry = RTA_DATA(nest);
	int left = RTA_PAYLOAD(nest);
	bool any = false;

	open_json_object("drops");
	for (; RTA_OK(entry, left); entry = RTA_NEXT(entry, left))
		any |= print_drop(f, entry, any ? "" : "drops { ");
	if (any && !is_json_context())
		fputs("} ", f);
	close_json_object();
}

static void print_port(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	size_t i;

	(void)lu;
	if (!tb)
		return;
	if (tb[IFLA_XVS_PORT_ROLE])
		print_role(f, tb[IFLA_XVS_PORT_ROLE]);
	for (i = 0; i < ARRAY_SIZE(port_flags); i++)
		if (tb[port_flags[i].attr])
			show_on_off(f, port_flags[i].name,
				    attr_uint(tb[port_flags[i].attr], 1));
	if (tb[IFLA_XVS_PORT_LOCK])
		lock_show(f, RTA_DATA(tb[IFLA_XVS_PORT_LOCK]),
			  RTA_PAYLOAD(tb[IFLA_XVS_PORT_LOCK]), false);
	if (tb[IFLA_XVS_PORT_BOND])
		member_show(f, RTA_DATA(tb[IFLA_XVS_PORT_BOND]),
			    RTA_PAYLOAD(tb[IFLA_XVS_PORT_BOND]));
	for (i = 0; i < QOS_NESTS; i++)
		if (tb[qos_types[i]])
			qos_show(f, i, RTA_DATA(tb[qos_types[i]]),
				 RTA_PAYLOAD(tb[qos_types[i]]));
	if (!show_stats)
		return;
	if (tb[IFLA_XVS_PORT_STATS])
		print_port_stats(f, tb[IFLA_XVS_PORT_STATS]);
	if (tb[IFLA_XVS_PORT_DROPS])
		print_port_drops(f, tb[IFLA_XVS_PORT_DROPS]);
}

EXPORT struct link_util xvs_slave_link_util = {
	.id = "xvs_slave",
	.maxattr = IFLA_BRPORT_MAX,
	.parse_opt = parse_port,
	.print_opt = print_port,
	.print_help = print_port_help,
};
