// SPDX-License-Identifier: GPL-2.0
/* xvs in ip(8): the options of `ip link ... type xvs`, a network. */
#include <string.h>
#include <linux/xvs_link.h>
#include "link_args.h"
#include "net.h"

static void print_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	(void)lu;
	(void)argc;
	(void)argv;
	fputs("Usage: ... xvs [ fdb_flush ]\n", f);
	net_usage(f, 15);
	fputs("       ... link ROOT ... xvs vlan VID\n"
	      "               [ default_locking_mode { unlocked | disabled } ]\n"
	      "\n"
	      "Where: ROOT  := a network of type xvs that is not itself a VLAN's\n"
	      "       VID   := 0-4094, 0 for untagged frames\n"
	      "       VLANS := VID[-VID][,VLANS] of 1-4094\n", f);
}

static int parse(struct link_util *lu, int argc, char **argv,
		 struct nlmsghdr *n)
{
	struct args args = { argc, argv };
	struct net_options options = { 0 };
	const char *key, *msg;

	for (; args.argc > 0; args.argc--, args.argv++) {
		key = *args.argv;
		if (!strcmp(key, "fdb_flush")) {
			attrs_put(&options.attrs, IFLA_XVS_FDB_FLUSH, NULL, 0);
			continue;
		}
		if (!net_is_option(key))
			return unknown_option(lu, key, argc, argv);
		msg = net_parse(&options, key, next_arg(&args));
		if (msg)
			invarg(msg, *args.argv);
	}
	return add_attrs(n, &options.attrs);
}

static void print(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	(void)lu;
	if (tb)
		net_show(f, tb);
}

EXPORT struct link_util xvs_link_util = {
	.id = "xvs",
	.maxattr = IFLA_XVS_MAX,
	.parse_opt = parse,
	.print_opt = print,
	.print_help = print_help,
};
