/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_SHOW_H
#define XVS_TOOLS_SHOW_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/rtnetlink.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

void show_string(FILE *f, const char *key, const char *v);
void show_uint(FILE *f, const char *key, unsigned int v);
void show_u64(FILE *f, const char *key, __u64 v);
void show_on_off(FILE *f, const char *key, bool v);
void show_drops(FILE *f, const void *data, int len);
void attr_parse(struct rtattr *tb[], int max, const void *data, int len);
__u64 attr_uint(const struct rtattr *attr, size_t size);

#endif /* XVS_TOOLS_SHOW_H */
