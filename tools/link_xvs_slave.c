// SPDX-License-Identifier: GPL-2.0
/* xvs in ip(8): the options of `ip link set DEV type xvs_slave`, a port. */
#include <string.h>
#include <linux/if_link.h>
#include <linux/xvs_link.h>
#include "link_args.h"
#include "port.h"
#include "show.h"

static void print_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	(void)lu;
	(void)argc;
	(void)argv;
	fputs("Usage: ... xvs_slave [ fdb_flush ]\n", f);
	port_usage(f, 21);
}

static int add_nest(struct nlmsghdr *n, int type, const void *data, size_t len)
{
	if (!len)
		return 0;
	/* ip has no room for long lists, and says so in words that help nobody */
	if (NLMSG_ALIGN(n->nlmsg_len) + RTA_LENGTH(len) > IPLINK_MSG_MAX) {
		fputs("Error: the lists are too long for one command of ip: ",
		      stderr);
		fputs("add to them in steps, by ipv4_add and ipv6_add, or use \"xvs lock set\".\n",
		      stderr);
		return -1;
	}
	return addattr_l(n, IPLINK_MSG_MAX, type | NLA_F_NESTED, data, len);
}

static int add_all(struct nlmsghdr *n, const struct port_options *options)
{
	const struct qos_nests *qos = &options->qos;
	__u8 role = options->role;

	if (options->role >= 0)
		addattr_l(n, IPLINK_MSG_MAX, IFLA_XVS_PORT_ROLE, &role,
			  sizeof(role));
	if (add_attrs(n, &options->flags) ||
	    add_nest(n, IFLA_XVS_PORT_BOND, options->lacp.data,
		     options->lacp.len) ||
	    add_nest(n, IFLA_XVS_PORT_TX, qos->nest[QOS_TX].data,
		     qos->nest[QOS_TX].len) ||
	    add_nest(n, IFLA_XVS_PORT_RX, qos->nest[QOS_RX].data,
		     qos->nest[QOS_RX].len) ||
	    add_nest(n, IFLA_XVS_PORT_GUARD, qos->nest[QOS_GUARD].data,
		     qos->nest[QOS_GUARD].len))
		return -1;
	return add_nest(n, IFLA_XVS_PORT_LOCK, options->lock.data,
			options->lock.len);
}

static int parse(struct link_util *lu, int argc, char **argv,
		 struct nlmsghdr *n)
{
	static struct port_options options;
	struct args args = { argc, argv };
	const char *key, *msg;

	port_begin(&options);
	for (; args.argc > 0; args.argc--, args.argv++) {
		key = *args.argv;
		if (!strcmp(key, "fdb_flush")) {
			attrs_put(&options.flags, IFLA_BRPORT_FLUSH, NULL, 0);
			continue;
		}
		if (!port_is_option(key))
			return unknown_option(lu, key, argc, argv);
		msg = port_parse(&options, key, next_arg(&args));
		if (msg)
			invarg(msg, *args.argv);
	}
	return add_all(n, &options);
}

static void print(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	(void)lu;
	if (tb)
		port_show(f, tb);
}

EXPORT struct link_util xvs_slave_link_util = {
	.id = "xvs_slave",
	.maxattr = IFLA_BRPORT_MAX,
	.parse_opt = parse,
	.print_opt = print,
	.print_help = print_help,
};
