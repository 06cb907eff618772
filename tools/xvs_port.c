// SPDX-License-Identifier: GPL-2.0
/* xvs vif, xvs pif: devices join a network, move, change and leave. */
#include <net/if.h>
#include <string.h>
#include "genl.h"
#include "host.h"
#include "json.h"
#include "port.h"
#include "rtnl.h"
#include "show.h"
#include "tree.h"
#include "xvs.h"

/* Of whichever was named: the interface of a guest, or the machine's */
static enum xvs_role object;

static const int qos_types[QOS_NESTS] = {
	[QOS_TX] = XVS_A_TX,
	[QOS_RX] = XVS_A_RX,
	[QOS_GUARD] = XVS_A_GUARD,
};

static void put_lacp(struct nlmsghdr *nlh, const struct attrs *lacp)
{
	const struct rtattr *attr = (const void *)lacp->data;
	int left = lacp->len;

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		mnl_attr_put_u16(nlh, attr->rta_type == XVS_A_MEMBER_LACP_KEY ?
				 XVS_A_LACP_KEY : XVS_A_LACP_PRIO,
				 attr_uint(attr, sizeof(__u16)));
}

static bool has_policy(const struct port_options *options)
{
	const struct qos_nests *qos = &options->qos;

	return options->role >= 0 || options->lacp.len || options->lock.len ||
	       qos->nest[QOS_TX].len || qos->nest[QOS_RX].len ||
	       qos->nest[QOS_GUARD].len;
}

/* What is decided about a device, port or not */
static void set_policy(const char *dev, const struct port_options *options)
{
	const struct qos_nests *qos = &options->qos;
	struct nlmsghdr *nlh;
	size_t i;

	if (!has_policy(options))
		return;
	nlh = genl_request(XVS_CMD_DEVICE_SET, false);
	put_device(nlh, dev);
	if (options->role >= 0)
		mnl_attr_put_u8(nlh, XVS_A_ROLE, options->role);
	put_lacp(nlh, &options->lacp);
	if (options->lock.len)
		mnl_attr_put(nlh, XVS_A_LOCK | NLA_F_NESTED, options->lock.len,
			     options->lock.data);
	for (i = 0; i < QOS_NESTS; i++)
		if (qos->nest[i].len)
			mnl_attr_put(nlh, qos_types[i] | NLA_F_NESTED,
				     qos->nest[i].len, qos->nest[i].data);
	genl_talk(nlh, NULL, NULL);
}

/* What can be said of a port alone */
static void set_flags(const char *dev, const struct attrs *flags)
{
	struct nlattr *info;
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;

	if (!flags->len)
		return;
	nlh = rtnl_link(RTM_NEWLINK, 0, dev, &ifi);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_SLAVE_KIND, "xvs");
	mnl_attr_put(nlh, IFLA_INFO_SLAVE_DATA, flags->len, flags->data);
	mnl_attr_nest_end(nlh, info);
	rtnl_talk(nlh, NULL, NULL);
}

static void set_up(const char *dev, int up)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;

	if (up < 0)
		return;
	nlh = rtnl_link(RTM_SETLINK, 0, dev, &ifi);
	ifi->ifi_change = IFF_UP;
	ifi->ifi_flags = up ? IFF_UP : 0;
	rtnl_talk(nlh, NULL, NULL);
}

static void join(const char *dev, const char *network)
{
	struct nlmsghdr *nlh = genl_request(XVS_CMD_PORT_MOVE, false);

	put_device(nlh, dev);
	put_network(nlh, network);
	genl_talk(nlh, NULL, NULL);
}

static const char *alias(const char *key)
{
	/* xe(1) limits what a guest sends alone */
	if (is_word(key, "kbps"))
		return "tx_kbps";
	return key;
}

static void read_options(int argc, char **argv, struct port_options *options,
			 int *up)
{
	const char *key, *value, *msg;

	port_begin(options);
	while (argc) {
		if (!strcmp(*argv, "up") || !strcmp(*argv, "down")) {
			*up = **argv == 'u';
			argc--;
			argv++;
			continue;
		}
		key = alias(next_option(&argc, &argv, &value));
		if (!value)
			die(EXIT_USAGE, "\"%s\" needs a value", key);
		if (!port_is_option(key))
			die(EXIT_USAGE, "\"%s\" is no option of a device", key);
		msg = port_parse(options, key, value);
		if (msg)
			die(EXIT_USAGE, "\"%s\" is wrong: %s", value, msg);
	}
}

/* The kernel would take no notice of what is said of a port that is none */
static void need_port(const char *name)
{
	struct host host;
	bool is_port;

	host_read_one(&host, name);
	is_port = host.n && host.devices[0].is_port;
	host_free(&host);
	if (!is_port)
		die(EXIT_REFUSED, "\"%s\" is on no network, and has no options of a port",
		    name);
}

int port_set(int argc, char **argv)
{
	static struct port_options options;
	int up = -1;

	if (argc < 2)
		usage();
	read_options(argc - 1, argv + 1, &options, &up);
	if (options.flags.len)
		need_port(*argv);
	set_policy(*argv, &options);
	set_flags(*argv, &options.flags);
	set_up(*argv, up);
	return 0;
}

/* First what it may do, then on the network, then up: there is no moment in
 * which a guest is on the network without its policy. A device that may not
 * join keeps its policy for a network that takes it.
 */
static int add(int argc, char **argv)
{
	static struct port_options options;
	int up = 1;

	if (argc < 2)
		usage();
	read_options(argc - 2, argv + 2, &options, &up);
	if (options.role >= 0 && options.role != (int)object)
		die(EXIT_USAGE, "\"role\" is what the object's name says");
	options.role = object;
	set_policy(*argv, &options);
	join(*argv, argv[1]);
	set_flags(*argv, &options.flags);
	set_up(*argv, up);
	return 0;
}

static int del(int argc, char **argv)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;

	if (argc != 1)
		usage();
	nlh = rtnl_link(RTM_SETLINK, 0, *argv, &ifi);
	mnl_attr_put_u32(nlh, IFLA_MASTER, 0);
	rtnl_talk(nlh, NULL, NULL);
	return 0;
}

static int move(int argc, char **argv)
{
	if (argc != 2)
		usage();
	join(argv[0], argv[1]);
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
	nlh = genl_request(XVS_CMD_OFFENDER_GET, true);
	put_network(nlh, *argv);
	open_json_array(PRINT_JSON, NULL);
	genl_talk(nlh, on_offender, NULL);
	close_json_array(PRINT_JSON, NULL);
	json_end();
	return 0;
}

/* All of that role, or the one */
static int show(int argc, char **argv)
{
	bool pifs = object == XVS_ROLE_PIF;
	struct host host;
	size_t i, shown = 0;

	if (argc > 1)
		usage();
	host_read(&host, false);
	open_json_array(PRINT_JSON, NULL);
	for (i = 0; i < host.n; i++) {
		const struct device *dev = &host.devices[i];

		if (!dev->is_port || dev->is_pif != pifs ||
		    (argc && strcmp(dev->name, *argv)))
			continue;
		tree_port(&host, dev, 0);
		shown++;
	}
	if (argc && !shown)
		die(EXIT_REFUSED, "\"%s\" is no %s", *argv,
		    pifs ? "pif" : "vif");
	close_json_array(PRINT_JSON, NULL);
	json_end();
	host_free(&host);
	return 0;
}

static int help(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	fputs("\nOPTION :=\n", stdout);
	port_usage(stdout, 10);
	return 0;
}

static const struct command vif_verbs[] = {
	{ "show", show, "vif [ show [ DEV ] ]" },
	{ "add", add, "vif add DEV NETWORK [ up | down ] [ OPTION... ]" },
	{ "set", port_set, "vif set DEV [ up | down ] OPTION..." },
	{ "del", del, "vif del DEV" },
	{ "move", move, "vif move DEV NETWORK" },
	{ "drops", drops, "vif drops NETWORK" },
	{ "help", help, NULL },
	{ NULL, NULL, NULL }
};

static const struct command pif_verbs[] = {
	{ "show", show, "pif [ show [ DEV ] ]" },
	{ "add", add, "pif add DEV NETWORK [ up | down ] [ OPTION... ]" },
	{ "set", port_set, "pif set DEV [ up | down ] OPTION..." },
	{ "del", del, "pif del DEV" },
	{ "move", move, "pif move DEV NETWORK" },
	{ "help", help, NULL },
	{ NULL, NULL, NULL }
};

int do_vif(int argc, char **argv)
{
	object = XVS_ROLE_VIF;
	return command_run(vif_verbs, "verb", argc, argv);
}

int do_pif(int argc, char **argv)
{
	object = XVS_ROLE_PIF;
	return command_run(pif_verbs, "verb", argc, argv);
}
