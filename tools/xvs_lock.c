// SPDX-License-Identifier: GPL-2.0
/* xvs lock: who a device may be and how much may pass it, port or not. */
#include "genl.h"
#include "iproute2.h"
#include "json.h"
#include "port.h"
#include "show.h"
#include "xvs.h"

static const int qos_types[QOS_NESTS] = {
	[QOS_TX] = XVS_A_TX,
	[QOS_RX] = XVS_A_RX,
	[QOS_GUARD] = XVS_A_GUARD,
};

/* Of a device, port or not */
void lock_show_policy(const struct nlattr *tb[])
{
	const struct nlattr *attr;
	size_t i;

	if (tb[XVS_A_ROLE])
		port_show_role(stdout, mnl_attr_get_u8(tb[XVS_A_ROLE]));
	if (is_json_context()) {
		if (tb[XVS_A_LACP_PRIO])
			show_uint(stdout, "lacp_prio",
				  mnl_attr_get_u16(tb[XVS_A_LACP_PRIO]));
		if (tb[XVS_A_LACP_KEY])
			show_uint(stdout, "lacp_key",
				  mnl_attr_get_u16(tb[XVS_A_LACP_KEY]));
	} else {
		fputs("\n    ", stdout);
	}
	if (tb[XVS_A_LOCK])
		lock_show(stdout, mnl_attr_get_payload(tb[XVS_A_LOCK]),
			  mnl_attr_get_payload_len(tb[XVS_A_LOCK]), true);
	if (!is_json_context())
		fputs("\n    ", stdout);
	for (i = 0; i < QOS_NESTS; i++) {
		attr = tb[qos_types[i]];
		if (attr)
			qos_show(stdout, i, mnl_attr_get_payload(attr),
				 mnl_attr_get_payload_len(attr));
	}
}

static int on_device(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[XVS_A_MAX + 1];

	(void)data;
	genl_parse(nlh, tb);
	open_json_object(NULL);
	show_device(tb);
	lock_show_policy(tb);
	if (tb[XVS_A_DROPS] && show_stats) {
		if (!is_json_context())
			fputs("\n    ", stdout);
		show_drops(stdout, mnl_attr_get_payload(tb[XVS_A_DROPS]),
			   mnl_attr_get_payload_len(tb[XVS_A_DROPS]));
	}
	end_line();
	close_json_object();
	return MNL_CB_OK;
}

static int show(int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc > 1)
		usage();
	nlh = genl_request(XVS_CMD_DEVICE_GET, !argc);
	if (argc)
		put_device(nlh, *argv);
	open_json_array(PRINT_JSON, NULL);
	genl_talk(nlh, on_device, NULL);
	close_json_array(PRINT_JSON, NULL);
	json_end();
	return 0;
}

static const struct command verbs[] = {
	{ "show", show, "lock [ show [ DEV ] ]" },
	{ "set", port_set, "lock set DEV OPTION..." },
	{ NULL, NULL, NULL }
};

int do_lock(int argc, char **argv)
{
	return command_run(verbs, "verb", argc, argv);
}
