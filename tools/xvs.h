/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_XVS_H
#define XVS_TOOLS_XVS_H

#include <stdbool.h>
#include <libmnl/libmnl.h>
#include <linux/types.h>

/* What the program ends with, beside 0 */
enum {
	EXIT_DROPPED = 1,	/* `check`: the frame would be dropped */
	EXIT_REFUSED = 2,	/* by the kernel */
	EXIT_USAGE = 255,
};

[[gnu::noreturn, gnu::format(printf, 2, 3)]]
void die(int status, const char *format, ...);
[[gnu::noreturn]] void usage(void);

void put_device(struct nlmsghdr *nlh, const char *name);
void put_network(struct nlmsghdr *nlh, const char *name);
void show_device(const struct nlattr *tb[]);
void show_offender(const struct nlattr *tb[]);
void show_uplink(const struct nlattr *tb[]);
void end_line(void);

/* json.c */
void json_enable(void);
void json_end(void);

int do_lock(int argc, char **argv);
int do_bond(int argc, char **argv);
int do_vif(int argc, char **argv);
int do_check(int argc, char **argv);
int do_monitor(int argc, char **argv);

#endif /* XVS_TOOLS_XVS_H */
