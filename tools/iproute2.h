/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ip(8) of iproute2 lends to the link_KIND.so it loads, and what it looks
 * for in there. iproute2 installs no header for it; this is the part of it that
 * we use, the same in 6.1 to 7.3.
 *
 * Of the functions that print, those for text take a colour, and the number
 * that means "none" is not the same in all versions. They are used for JSON
 * alone, which has no colours; text is written with fprintf().
 */
#ifndef XVS_TOOLS_IPROUTE2_H
#define XVS_TOOLS_IPROUTE2_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/* The symbol KIND_link_util, or KIND_slave_link_util for the ports of a KIND */
struct link_util {
	struct link_util *next;
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *lu, int argc, char **argv,
			 struct nlmsghdr *n);
	void (*print_opt)(struct link_util *lu, FILE *f, struct rtattr *tb[]);
	void (*print_xstats)(struct link_util *lu, FILE *f, struct rtattr *xstats);
	void (*print_help)(struct link_util *lu, int argc, char **argv, FILE *f);
	int (*parse_ifla_xstats)(struct link_util *lu, int argc, char **argv);
	int (*print_ifla_xstats)(struct nlmsghdr *n, void *arg);
};

/* What a message of `ip link add|set` may grow to */
#define IPLINK_MSG_MAX	1024

extern int show_stats;		/* -s */

int addattr_l(struct nlmsghdr *n, int maxlen, int type, const void *data,
	      int alen);

/* These print one line and exit */
[[gnu::noreturn]] void incomplete_command(void);
[[gnu::noreturn]] void invarg(const char *msg, const char *arg);

enum output_type {
	PRINT_FP = 1,
	PRINT_JSON = 2,
	PRINT_ANY = 4,
};

bool is_json_context(void);
void open_json_object(const char *key);
void close_json_object(void);
void open_json_array(enum output_type type, const char *key);
void close_json_array(enum output_type type, const char *end);
int print_color_string(enum output_type type, int colour, const char *key,
		       const char *fmt, const char *value);
int print_color_uint(enum output_type type, int colour, const char *key,
		     const char *fmt, unsigned int value);
int print_color_u64(enum output_type type, int colour, const char *key,
		    const char *fmt, uint64_t value);
int print_color_bool(enum output_type type, int colour, const char *key,
		     const char *fmt, bool value);

#endif /* XVS_TOOLS_IPROUTE2_H */
