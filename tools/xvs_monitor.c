// SPDX-License-Identifier: GPL-2.0
/* xvs monitor: what happens, as it happens. */
#include "genl.h"
#include "iproute2.h"
#include "json.h"
#include "xvs.h"

static int on_event(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *tb[XVS_A_MAX + 1];

	(void)data;
	if (genl->cmd != XVS_CMD_VIOLATION_NTF &&
	    genl->cmd != XVS_CMD_MEMBER_NTF)
		return MNL_CB_OK;
	genl_parse(nlh, tb);
	open_json_object(NULL);
	if (genl->cmd == XVS_CMD_MEMBER_NTF) {
		show_uplink(tb);
		end_line();
	} else {
		show_offender(tb);
	}
	close_json_object();
	json_end();
	fflush(stdout);
	return MNL_CB_OK;
}

int do_monitor(int argc, char **argv)
{
	(void)argv;
	if (argc)
		usage();
	genl_listen(on_event);
	return 0;
}

static const struct command verbs[] = {
	{ "monitor", do_monitor, "event [ monitor ]" },
	{ NULL, NULL, NULL }
};

int do_event(int argc, char **argv)
{
	return command_run(verbs, "verb", argc, argv);
}
