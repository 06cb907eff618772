/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_XVS_H
#define XVS_TOOLS_XVS_H

#include <stdbool.h>
#include <stdio.h>
#include <libmnl/libmnl.h>
#include <linux/types.h>

/* What the program ends with, beside 0 */
enum {
	EXIT_DROPPED = 1,	/* `check`: the frame would be dropped */
	EXIT_REFUSED = 2,	/* by the kernel */
	EXIT_USAGE = 255,
};

extern bool show_details;	/* -d */

/* A word of the command line and what it does. The usage of an object that has
 * verbs is a choice of them in braces. What a verb `help' does is behind the usage
 * of the others.
 */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
};

/* command.c */
int command_run(const struct command *commands, const char *what, int argc,
		char **argv);
int command_line(int argc, char **argv);
int command_batch(const char *path);
int command_try(int argc, char **argv);
[[gnu::noreturn, gnu::format(printf, 2, 3)]]
void die(int status, const char *format, ...);
[[gnu::noreturn]] void usage(void);
bool is_word(const char *given, const char *word);
const char *next_option(int *argc, char ***argv, const char **value);
void check_name(const char *name);

/* xvs.c */
extern const struct command objects[];
void options_usage(FILE *f);

/* words about a device or a frame */
void put_device(struct nlmsghdr *nlh, const char *name);
void put_network(struct nlmsghdr *nlh, const char *name);
void show_device(const struct nlattr *tb[]);
void show_offender(const struct nlattr *tb[]);
void show_uplink(const struct nlattr *tb[]);
void end_line(void);

/* what more than one object has */
int network_set(int argc, char **argv);
int network_flush(int argc, char **argv);
const char *network_mtu(__u32 *mtu, const char *arg);
const char *network_address(__u8 *mac, const char *arg);
int port_set(int argc, char **argv);
void lock_show_policy(const struct nlattr *tb[]);

int do_network(int argc, char **argv);
int do_vif(int argc, char **argv);
int do_pif(int argc, char **argv);
int do_bond(int argc, char **argv);
int do_fdb(int argc, char **argv);
int do_lock(int argc, char **argv);
int do_event(int argc, char **argv);
int do_monitor(int argc, char **argv);
int do_check(int argc, char **argv);
int do_show(int argc, char **argv);
int do_top(int argc, char **argv);
int do_save(int argc, char **argv);
int do_apply(int argc, char **argv);
int do_confirm(int argc, char **argv);
int do_reset(int argc, char **argv);

#endif /* XVS_TOOLS_XVS_H */
