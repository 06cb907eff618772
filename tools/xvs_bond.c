// SPDX-License-Identifier: GPL-2.0
/* xvs bond: the PIFs of a network, and what they are told to do. */
#include <string.h>
#include "bond.h"
#include "genl.h"
#include "iproute2.h"
#include "json.h"
#include "show.h"
#include "xvs.h"

static void show_member_of(const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == XVS_A_MEMBER_IFNAME)
			show_string(stdout, is_json_context() ? "ifname" : "  pif",
				    mnl_attr_get_str(attr));
	member_show(stdout, mnl_attr_get_payload(nest),
		    mnl_attr_get_payload_len(nest));
}

/* Of an uplink, or of an event of one */
void show_uplink(const struct nlattr *tb[])
{
	const struct nlattr *nest;

	if (tb[XVS_A_NETWORK_IFNAME])
		show_string(stdout, "network",
			    mnl_attr_get_str(tb[XVS_A_NETWORK_IFNAME]));
	if (tb[XVS_A_BOND_MODE] &&
	    mnl_attr_get_u8(tb[XVS_A_BOND_MODE]) <= XVS_BOND_MODE_SPLIT_HORIZON)
		show_string(stdout, "bond_mode",
			    bond_modes[mnl_attr_get_u8(tb[XVS_A_BOND_MODE])]);
	if (tb[XVS_A_LACP_NEGOTIATED])
		show_on_off(stdout, "lacp_negotiated",
			    mnl_attr_get_u8(tb[XVS_A_LACP_NEGOTIATED]));
	if (!tb[XVS_A_MEMBERS])
		return;
	open_json_array(PRINT_JSON, "pifs");
	mnl_attr_for_each_nested(nest, tb[XVS_A_MEMBERS]) {
		end_line();
		open_json_object(NULL);
		show_member_of(nest);
		close_json_object();
	}
	close_json_array(PRINT_JSON, NULL);
}

static int on_uplink(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[XVS_A_MAX + 1];

	(void)data;
	genl_parse(nlh, tb);
	open_json_object(NULL);
	show_uplink(tb);
	end_line();
	close_json_object();
	return MNL_CB_OK;
}

static int show(int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc > 1)
		usage();
	nlh = genl_request(XVS_CMD_UPLINK_GET, !argc);
	if (argc)
		put_network(nlh, *argv);
	open_json_array(PRINT_JSON, NULL);
	genl_talk(nlh, on_uplink, NULL);
	close_json_array(PRINT_JSON, NULL);
	json_end();
	return 0;
}

static int tell(int cmd, int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc != 1)
		usage();
	nlh = genl_request(cmd, false);
	put_network(nlh, *argv);
	genl_talk(nlh, NULL, NULL);
	return 0;
}

static int announce(int argc, char **argv)
{
	return tell(XVS_CMD_UPLINK_ANNOUNCE, argc, argv);
}

static int rebalance(int argc, char **argv)
{
	return tell(XVS_CMD_UPLINK_REBALANCE, argc, argv);
}

static const struct command verbs[] = {
	{ "show", show, "bond [ show [ NETWORK ] ]" },
	{ "set", network_set, "bond set NETWORK OPTION..." },
	{ "announce", announce, "bond announce NETWORK" },
	{ "rebalance", rebalance, "bond rebalance NETWORK" },
	{ NULL, NULL, NULL }
};

int do_bond(int argc, char **argv)
{
	return command_run(verbs, "verb", argc, argv);
}
