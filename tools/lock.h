/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who a device may be, in words: the options of a lock, the same in ip(8) and
 * in xvs, and the nest that the kernel speaks.
 */
#ifndef XVS_TOOLS_LOCK_H
#define XVS_TOOLS_LOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What a nest of options may grow to: each list at its longest */
#define LOCK_NEST_MAX	(3 * 256 * (8 + 20) + 1024)

struct lock_nest {
	size_t len;
	unsigned int seen;
	char data[LOCK_NEST_MAX];
};

void lock_usage(FILE *f, int indent);
bool lock_is_option(const char *key);
const char *lock_parse(struct lock_nest *nest, const char *key, const char *arg);
bool lock_setting(size_t *i, const char **name, const char **preset);
void lock_show(FILE *f, const void *data, size_t len, bool all);

#endif /* XVS_TOOLS_LOCK_H */
