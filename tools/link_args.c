// SPDX-License-Identifier: GPL-2.0
/* Options of `ip link`, one after the other. */
#include <string.h>
#include "link_args.h"

const char *next_arg(struct args *args)
{
	args->argv++;
	if (--args->argc <= 0)
		incomplete_command();
	return *args->argv;
}

/* They are whole, with their headers */
int add_attrs(struct nlmsghdr *n, const struct attrs *attrs)
{
	const struct rtattr *attr = (const void *)attrs->data;
	int left = attrs->len;

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		if (addattr_l(n, IPLINK_MSG_MAX, attr->rta_type, RTA_DATA(attr),
			      RTA_PAYLOAD(attr)))
			return -1;
	return 0;
}

int unknown_option(struct link_util *lu, const char *option, int argc,
		   char **argv)
{
	if (strcmp(option, "help"))
		fprintf(stderr, "%s: unknown option \"%s\"?\n", lu->id, option);
	lu->print_help(lu, argc, argv, stderr);
	return -1;
}
