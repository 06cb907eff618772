/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options of a network in words: the same in ip(8), in xvs and in its
 * files.
 */
#ifndef XVS_TOOLS_NET_H
#define XVS_TOOLS_NET_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/rtnetlink.h>
#include "attrs.h"

struct net_options {
	unsigned int seen;
	struct attrs attrs;	/* IFLA_XVS_* */
};

/* Of which networks an option is */
enum net_of {
	NET_OF_ROOT,
	NET_OF_VIEW,
	NET_OF_BOTH,
};

/* An option that a file may have, and what it is if the file has it not */
struct net_setting {
	const char *name;
	const char *preset;
	enum net_of of;
};

void net_usage(FILE *f, int indent);
bool net_is_option(const char *key);
const char *net_parse(struct net_options *options, const char *key,
		      const char *arg);
void net_show(FILE *f, struct rtattr *tb[]);
bool net_setting(size_t i, struct net_setting *setting);

#endif /* XVS_TOOLS_NET_H */
