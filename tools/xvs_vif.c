// SPDX-License-Identifier: GPL-2.0
/* xvs vif: move a device to a network, and see what locks have dropped. */
#include <string.h>
#include "genl.h"
#include "iproute2.h"
#include "xvs.h"

static int move(int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc != 2)
		usage();
	genl_open();
	nlh = genl_request(XVS_CMD_PORT_MOVE, false);
	put_device(nlh, argv[0]);
	put_network(nlh, argv[1]);
	genl_talk(nlh, NULL, NULL);
	return 0;
}

static int on_offender(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[XVS_A_MAX + 1];

	(void)data;
	genl_parse(nlh, tb);
	open_json_object(NULL);
	show_offender(tb);
	close_json_object();
	return MNL_CB_OK;
}

static int drops(int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc != 1)
		usage();
	genl_open();
	nlh = genl_request(XVS_CMD_OFFENDER_GET, true);
	put_network(nlh, *argv);
	open_json_array(PRINT_JSON, NULL);
	genl_talk(nlh, on_offender, NULL);
	close_json_array(PRINT_JSON, NULL);
	json_end();
	return 0;
}

int do_vif(int argc, char **argv)
{
	if (argc && !strcmp(*argv, "move"))
		return move(argc - 1, argv + 1);
	if (argc && !strcmp(*argv, "drops"))
		return drops(argc - 1, argv + 1);
	usage();
}
