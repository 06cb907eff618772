/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options of a port, or of a device that may be one, in words: the same in
 * ip(8), in xvs and in its files.
 */
#ifndef XVS_TOOLS_PORT_H
#define XVS_TOOLS_PORT_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/rtnetlink.h>
#include <linux/xvs_link.h>
#include "attrs.h"
#include "lock.h"
#include "qos.h"

struct port_options {
	unsigned int seen;
	int role;		/* enum xvs_role, -1: not said */
	struct attrs flags;	/* IFLA_BRPORT_*, which a port alone has */
	struct attrs lacp;	/* XVS_A_MEMBER_* */
	struct lock_nest lock;
	struct qos_nests qos;
};

/* An option that a file may have, and what it is if the file has it not */
struct port_setting {
	const char *name;
	const char *preset;	/* as it is given */
	unsigned int number;	/* as it is shown, if preset is no number */
};

void port_usage(FILE *f, int indent);
void port_begin(struct port_options *options);
bool port_is_option(const char *key);
const char *port_parse(struct port_options *options, const char *key,
		       const char *arg);
void port_show(FILE *f, struct rtattr *tb[]);
void port_show_options(FILE *f, const struct port_options *options);
void port_show_role(FILE *f, unsigned int role);
bool port_setting(size_t i, enum xvs_role role, struct port_setting *setting);

#endif /* XVS_TOOLS_PORT_H */
