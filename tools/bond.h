/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_BOND_H
#define XVS_TOOLS_BOND_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/rtnetlink.h>

bool bond_parse(struct nlmsghdr *n, const char *key, const char *arg);
bool bond_is_option(const char *key);
void bond_usage(FILE *f);
void bond_print(FILE *f, struct rtattr *tb[]);

/* By enum xvs_bond_mode, and NULL behind the last */
extern const char * const bond_modes[];

void member_show(FILE *f, const void *data, int len);

#endif /* XVS_TOOLS_BOND_H */
