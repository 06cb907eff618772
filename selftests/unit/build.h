/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _BUILD_H
#define _BUILD_H

#include <linux/types.h>

#define BUILD_MAX	70000

/**
 * struct build - a frame that is built
 *
 * @data: its bytes, from the Ethernet header
 * @len: how many
 * @whole: how many before what pads it
 * @honest: the lengths in its headers were not given but fit
 */
struct build {
	u8 data[BUILD_MAX];
	size_t len;
	size_t whole;
	bool honest;
};

void build(struct build *b, const char *text);
int build_address(int family, const char *text, void *addr);

#endif /* _BUILD_H */
