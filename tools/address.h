/* SPDX-License-Identifier: GPL-2.0 */
/* The host's addresses and routes, which move with its networks. */
#ifndef XVS_TOOLS_ADDRESS_H
#define XVS_TOOLS_ADDRESS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <libmnl/libmnl.h>

/* All of them, as the kernel tells of them, and the names of their devices */
struct addresses {
	size_t n;
	struct address {
		struct nlmsghdr *msg;
		char dev[IF_NAMESIZE];
	} *at;
};

void addresses_read(struct addresses *all);
void addresses_free(struct addresses *all);
bool addresses_on(const struct addresses *all, unsigned int index);
void addresses_restore(const struct addresses *before);
void address_move(const char *from, const char *to);

#endif /* XVS_TOOLS_ADDRESS_H */
