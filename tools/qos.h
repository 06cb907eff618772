/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much may pass a device, in words: the options, the same in ip(8) and in
 * xvs, and the nests that the kernel speaks.
 */
#ifndef XVS_TOOLS_QOS_H
#define XVS_TOOLS_QOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <linux/types.h>

/* Which of the nests an option is in */
enum qos_nest {
	QOS_TX,
	QOS_RX,
	QOS_GUARD,
	QOS_NESTS,
};

struct qos_nests {
	unsigned int seen;
	struct {
		size_t len;
		char data[256];
	} nest[QOS_NESTS];
};

void qos_usage(FILE *f, int indent);
bool qos_is_option(const char *key);
const char *qos_parse(struct qos_nests *nests, const char *key, const char *arg);
bool qos_setting(size_t i, bool is_vif, const char **name, const char **preset,
		 unsigned int *number);
void qos_show(FILE *f, enum qos_nest which, const void *data, size_t len);

#endif /* XVS_TOOLS_QOS_H */
