// SPDX-License-Identifier: GPL-2.0
/*
 * xvs in ip(8): the options of `ip link ... type xvs`, a network, and of
 * `ip link set DEV type xvs_slave`, a port. iproute2 looks for the one in
 * link_xvs.so and for the other in link_xvs_slave.so: the same file.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/if_link.h>
#include <linux/xvs_link.h>
#include "iproute2.h"

#define EXPORT		__attribute__((visibility("default")))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define VID_MAX		4094

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
};

static const char * const port_stat_names[] = {
	[XVS_PORT_STAT_RX_PACKETS] = "rx_packets",
	[XVS_PORT_STAT_RX_BYTES] = "rx_bytes",
	[XVS_PORT_STAT_TX_PACKETS] = "tx_packets",
	[XVS_PORT_STAT_TX_BYTES] = "tx_bytes",
	[XVS_PORT_STAT_FDB] = "fdb_n_learned",
};

/* What is left of the command line */
struct args {
	int argc;
	char **argv;
};

static const char *next_arg(struct args *args)
{
	args->argv++;
	if (--args->argc <= 0)
		incomplete_command();
	return *args->argv;
}

static void only_once(bool *seen, const char *key, const char *value)
{
	if (*seen)
		duparg(key, value);
	*seen = true;
}

static void show_string(FILE *f, const char *key, const char *v)
{
	if (is_json_context())
		print_color_string(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %s ", key, v);
}

static void show_uint(FILE *f, const char *key, unsigned int v)
{
	if (is_json_context())
		print_color_uint(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %u ", key, v);
}

static void show_u64(FILE *f, const char *key, __u64 v)
{
	if (is_json_context())
		print_color_u64(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %llu ", key, (unsigned long long)v);
}

static void show_on_off(FILE *f, const char *key, bool v)
{
	if (is_json_context())
		print_color_bool(PRINT_JSON, 0, key, NULL, v);
	else
		fprintf(f, "%s %s ", key, v ? "on" : "off");
}

/* An attribute's number, 0 if it is shorter than that; it need not be aligned */
static __u64 attr_uint(const struct rtattr *attr, size_t size)
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

static bool test_vid(const __u8 *map, unsigned int vid)
{
	return map[vid / 8] & 1 << vid % 8;
}

static void set_vids(__u8 *map, unsigned int from, unsigned int to)
{
	for (; from <= to; from++)
		map[from / 8] |= 1 << from % 8;
}

/* The end of the run of VIDs that starts with @vid, or 0 if @vid isn't in */
static unsigned int run_end(const __u8 *map, unsigned int vid)
{
	if (!test_vid(map, vid))
		return 0;
	while (vid < VID_MAX && test_vid(map, vid + 1))
		vid++;
	return vid;
}

/* Reads a VID of 1..4094 and goes past it, or returns 0 */
static unsigned int parse_vid(const char **s)
{
	unsigned long vid;
	char *end;

	if (**s < '0' || **s > '9')
		return 0;
	vid = strtoul(*s, &end, 10);
	*s = end;
	return vid <= VID_MAX ? vid : 0;
}

/* Like 5,10-20,4000 */
static bool parse_vid_list(__u8 *map, const char *s)
{
	unsigned int from, to;

	for (;; s++) {
		from = parse_vid(&s);
		to = from;
		if (*s == '-') {
			s++;
			to = parse_vid(&s);
		}
		if (!from || to < from)
			return false;
		set_vids(map, from, to);
		if (*s != ',')
			return !*s;
	}
}

static void parse_vif_trunk(struct nlmsghdr *n, const char *arg)
{
	__u8 map[XVS_VLAN_BITMAP_LEN] = { 0 };

	if (!strcmp(arg, "all"))
		set_vids(map, 1, VID_MAX);
	else if (strcmp(arg, "none") && !parse_vid_list(map, arg))
		invarg("\"vif_trunk\" is all, none, or a list such as 5,10-20 of 1..4094",
		       arg);
	addattr_l(n, IPLINK_MSG_MAX, IFLA_XVS_VIF_TRUNK, map, sizeof(map));
}

static void parse_vlan(struct nlmsghdr *n, const char *arg)
{
	__u16 vid;

	if (get_u16(&vid, arg, 0) || vid > VID_MAX)
		invarg("\"vlan\" is a number in 0..4094", arg);
	addattr16(n, IPLINK_MSG_MAX, IFLA_XVS_VLAN, vid);
}

static void parse_ageing_time(struct nlmsghdr *n, const char *arg)
{
	__u32 v;

	if (get_u32(&v, arg, 0))
		invarg("\"ageing_time\" is a number of hundredths of a second",
		       arg);
	addattr32(n, IPLINK_MSG_MAX, IFLA_XVS_AGEING_TIME, v);
}

static void parse_fdb_max_learned(struct nlmsghdr *n, const char *arg)
{
	__u32 v;

	if (get_u32(&v, arg, 0))
		invarg("\"fdb_max_learned\" is a number of addresses", arg);
	addattr32(n, IPLINK_MSG_MAX, IFLA_XVS_FDB_MAX_LEARNED, v);
}

static const struct {
	const char *name;
	void (*parse)(struct nlmsghdr *n, const char *arg);
} net_opts[] = {
	{ "vlan", parse_vlan },
	{ "vif_trunk", parse_vif_trunk },
	{ "ageing_time", parse_ageing_time },
	{ "fdb_max_learned", parse_fdb_max_learned },
};

static void print_net_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	(void)lu;
	(void)argc;
	(void)argv;
	fputs("Usage: ... xvs [ vif_trunk { all | none | VLANS } ]\n"
	      "               [ ageing_time CENTISECONDS ]\n"
	      "               [ fdb_max_learned NUMBER ]\n"
	      "               [ fdb_flush ]\n"
	      "       ... link ROOT ... xvs vlan VID\n"
	      "\n"
	      "Where: ROOT  := a network of type xvs that is not itself a VLAN's\n"
	      "       VID   := 0-4094, 0 for untagged frames\n"
	      "       VLANS := VID[-VID][,VLANS] of 1-4094\n", f);
}

static int unknown_option(struct link_util *lu, const char *option,
			  int argc, char **argv)
{
	if (strcmp(option, "help"))
		fprintf(stderr, "%s: unknown option \"%s\"?\n", lu->id, option);
	lu->print_help(lu, argc, argv, stderr);
	return -1;
}

static int parse_net(struct link_util *lu, int argc, char **argv,
		     struct nlmsghdr *n)
{
	bool seen[ARRAY_SIZE(net_opts)] = { false };
	struct args args = { argc, argv };
	const char *arg;
	size_t i;

	for (; args.argc > 0; args.argc--, args.argv++) {
		if (!strcmp(*args.argv, "fdb_flush")) {
			addattr_l(n, IPLINK_MSG_MAX, IFLA_XVS_FDB_FLUSH, NULL, 0);
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(net_opts); i++)
			if (!strcmp(*args.argv, net_opts[i].name))
				break;
		if (i == ARRAY_SIZE(net_opts))
			return unknown_option(lu, *args.argv, argc, argv);
		arg = next_arg(&args);
		only_once(&seen[i], net_opts[i].name, arg);
		net_opts[i].parse(n, arg);
	}
	return 0;
}

/* An array of {"vlan":5} and {"vlan":10,"vlanEnd":20}, as bridge(8) has it */
static void print_trunk_json(const __u8 *map)
{
	unsigned int vid, end;

	open_json_array(PRINT_JSON, "vif_trunk");
	for (vid = 1; vid <= VID_MAX; vid++) {
		end = run_end(map, vid);
		if (!end)
			continue;
		open_json_object(NULL);
		print_color_uint(PRINT_JSON, 0, "vlan", NULL, vid);
		if (end > vid)
			print_color_uint(PRINT_JSON, 0, "vlanEnd", NULL, end);
		close_json_object();
		vid = end;
	}
	close_json_array(PRINT_JSON, NULL);
}

static void print_trunk_text(FILE *f, const __u8 *map)
{
	const char *sep = "vif_trunk ";
	unsigned int vid, end;

	if (run_end(map, 1) == VID_MAX) {
		fputs("vif_trunk all ", f);
		return;
	}
	for (vid = 1; vid <= VID_MAX; vid++) {
		end = run_end(map, vid);
		if (!end)
			continue;
		fprintf(f, "%s%u", sep, vid);
		if (end > vid)
			fprintf(f, "-%u", end);
		sep = ",";
		vid = end;
	}
	fputs(*sep == ',' ? " " : "vif_trunk none ", f);
}

static void print_net(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	(void)lu;
	if (!tb)
		return;
	if (tb[IFLA_XVS_VLAN])
		show_uint(f, "vlan", attr_uint(tb[IFLA_XVS_VLAN], sizeof(__u16)));
	if (tb[IFLA_XVS_VIF_TRUNK] &&
	    RTA_PAYLOAD(tb[IFLA_XVS_VIF_TRUNK]) >= XVS_VLAN_BITMAP_LEN) {
		const __u8 *map = RTA_DATA(tb[IFLA_XVS_VIF_TRUNK]);

		if (is_json_context())
			print_trunk_json(map);
		else
			print_trunk_text(f, map);
	}
	if (tb[IFLA_XVS_AGEING_TIME])
		show_uint(f, "ageing_time",
			  attr_uint(tb[IFLA_XVS_AGEING_TIME], sizeof(__u32)));
	if (tb[IFLA_XVS_FDB_N_LEARNED])
		show_uint(f, "fdb_n_learned",
			  attr_uint(tb[IFLA_XVS_FDB_N_LEARNED], sizeof(__u32)));
	if (tb[IFLA_XVS_FDB_MAX_LEARNED])
		show_uint(f, "fdb_max_learned",
			  attr_uint(tb[IFLA_XVS_FDB_MAX_LEARNED], sizeof(__u32)));
}

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
	      "                     [ fdb_flush ]\n", f);
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

static int parse_port(struct link_util *lu, int argc, char **argv,
		      struct nlmsghdr *n)
{
	bool seen[ARRAY_SIZE(port_flags)] = { false }, role_seen = false;
	struct args args = { argc, argv };
	const char *key, *arg;
	size_t i;
	int err;

	for (; args.argc > 0; args.argc--, args.argv++) {
		key = *args.argv;
		if (!strcmp(key, "fdb_flush")) {
			addattr_l(n, IPLINK_MSG_MAX, IFLA_BRPORT_FLUSH, NULL, 0);
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(port_flags); i++)
			if (!strcmp(key, port_flags[i].name))
				break;
		if (i == ARRAY_SIZE(port_flags) && strcmp(key, "role"))
			return unknown_option(lu, key, argc, argv);
		arg = next_arg(&args);
		only_once(i < ARRAY_SIZE(port_flags) ? &seen[i] : &role_seen,
			  key, arg);
		if (i < ARRAY_SIZE(port_flags))
			err = parse_port_flag(n, i, arg);
		else
			err = parse_role(n, arg);
		if (err)
			return err;
	}
	return 0;
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
	struct rtattr *tb[XVS_DROP_ATTR_MAX + 1];
	const struct rtattr *name;
	char text[64];
	__u64 count;

	parse_rtattr(tb, XVS_DROP_ATTR_MAX, RTA_DATA(entry), RTA_PAYLOAD(entry));
	name = tb[XVS_DROP_ATTR_NAME];
	if (!name || !tb[XVS_DROP_ATTR_COUNT])
		return false;
	count = attr_uint(tb[XVS_DROP_ATTR_COUNT], sizeof(count));
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
	if (!show_stats)
		return;
	if (tb[IFLA_XVS_PORT_STATS])
		print_port_stats(f, tb[IFLA_XVS_PORT_STATS]);
	if (tb[IFLA_XVS_PORT_DROPS])
		print_port_drops(f, tb[IFLA_XVS_PORT_DROPS]);
}

EXPORT struct link_util xvs_link_util = {
	.id = "xvs",
	.maxattr = IFLA_XVS_MAX,
	.parse_opt = parse_net,
	.print_opt = print_net,
	.print_help = print_net_help,
};

EXPORT struct link_util xvs_slave_link_util = {
	.id = "xvs_slave",
	.maxattr = IFLA_BRPORT_MAX,
	.parse_opt = parse_port,
	.print_opt = print_port,
	.print_help = print_port_help,
};
