// SPDX-License-Identifier: GPL-2.0
/* xvs in ip(8): the options of `ip link ... type xvs`, a network. */
#include <string.h>
#include <linux/xvs_link.h>
#include "bond.h"
#include "link_args.h"
#include "show.h"
#include "vids.h"

static const char * const locking_names[] = {
	[XVS_LOCKING_UNLOCKED] = "unlocked",
	[XVS_LOCKING_DISABLED] = "disabled",
};

static void parse_vif_trunk(struct nlmsghdr *n, const char *arg)
{
	__u8 map[XVS_VLAN_BITMAP_LEN];

	if (!parse_vids(map, arg))
		invarg("\"vif_trunk\" is " VIDS_WORDS, arg);
	addattr_l(n, IPLINK_MSG_MAX, IFLA_XVS_VIF_TRUNK, map, sizeof(map));
}

static void parse_default_locking_mode(struct nlmsghdr *n, const char *arg)
{
	__u8 mode = XVS_LOCKING_UNLOCKED;

	if (!strcmp(arg, locking_names[XVS_LOCKING_DISABLED]))
		mode = XVS_LOCKING_DISABLED;
	else if (strcmp(arg, locking_names[XVS_LOCKING_UNLOCKED]))
		invarg("\"default_locking_mode\" is unlocked or disabled", arg);
	addattr8(n, IPLINK_MSG_MAX, IFLA_XVS_DEFAULT_LOCKING_MODE, mode);
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
	{ "default_locking_mode", parse_default_locking_mode },
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
	      "               [ default_locking_mode { unlocked | disabled } ]\n", f);
	bond_usage(f);
	fputs("       ... link ROOT ... xvs vlan VID\n"
	      "               [ default_locking_mode { unlocked | disabled } ]\n"
	      "\n"
	      "Where: ROOT  := a network of type xvs that is not itself a VLAN's\n"
	      "       VID   := 0-4094, 0 for untagged frames\n"
	      "       VLANS := VID[-VID][,VLANS] of 1-4094\n", f);
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
		if (bond_is_option(*args.argv)) {
			const char *key = *args.argv;

			bond_parse(n, key, next_arg(&args));
			continue;
		}
		if (i == ARRAY_SIZE(net_opts))
			return unknown_option(lu, *args.argv, argc, argv);
		arg = next_arg(&args);
		only_once(&seen[i], net_opts[i].name, arg);
		net_opts[i].parse(n, arg);
	}
	return 0;
}

static void print_locking(FILE *f, const struct rtattr *attr)
{
	__u8 mode = attr_uint(attr, sizeof(mode));

	if (mode < ARRAY_SIZE(locking_names) && locking_names[mode])
		show_string(f, "default_locking_mode", locking_names[mode]);
	else
		show_uint(f, "default_locking_mode", mode);
}

static void print_net(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	(void)lu;
	if (!tb)
		return;
	if (tb[IFLA_XVS_VLAN])
		show_uint(f, "vlan", attr_uint(tb[IFLA_XVS_VLAN], sizeof(__u16)));
	if (tb[IFLA_XVS_VIF_TRUNK] &&
	    RTA_PAYLOAD(tb[IFLA_XVS_VIF_TRUNK]) >= XVS_VLAN_BITMAP_LEN)
		show_vids(f, "vif_trunk", RTA_DATA(tb[IFLA_XVS_VIF_TRUNK]));
	if (tb[IFLA_XVS_AGEING_TIME])
		show_uint(f, "ageing_time",
			  attr_uint(tb[IFLA_XVS_AGEING_TIME], sizeof(__u32)));
	if (tb[IFLA_XVS_FDB_N_LEARNED])
		show_uint(f, "fdb_n_learned",
			  attr_uint(tb[IFLA_XVS_FDB_N_LEARNED], sizeof(__u32)));
	if (tb[IFLA_XVS_FDB_MAX_LEARNED])
		show_uint(f, "fdb_max_learned",
			  attr_uint(tb[IFLA_XVS_FDB_MAX_LEARNED], sizeof(__u32)));
	if (tb[IFLA_XVS_DEFAULT_LOCKING_MODE])
		print_locking(f, tb[IFLA_XVS_DEFAULT_LOCKING_MODE]);
	bond_print(f, tb);
}

EXPORT struct link_util xvs_link_util = {
	.id = "xvs",
	.maxattr = IFLA_XVS_MAX,
	.parse_opt = parse_net,
	.print_opt = print_net,
	.print_help = print_net_help,
};
