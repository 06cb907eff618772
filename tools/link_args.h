/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_LINK_ARGS_H
#define XVS_TOOLS_LINK_ARGS_H

#include "attrs.h"
#include "iproute2.h"

#define EXPORT		__attribute__((visibility("default")))

/* What is left of the command line */
struct args {
	int argc;
	char **argv;
};

const char *next_arg(struct args *args);
int add_attrs(struct nlmsghdr *n, const struct attrs *attrs);
int unknown_option(struct link_util *lu, const char *option, int argc,
		   char **argv);

#endif /* XVS_TOOLS_LINK_ARGS_H */
