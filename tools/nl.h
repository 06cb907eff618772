/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink: a request, its answer, and the kernel's words if it refuses. */
#ifndef XVS_TOOLS_NL_H
#define XVS_TOOLS_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <libmnl/libmnl.h>

/* What a message may hold: an attribute is no longer than 64 KiB */
#define NL_MSG_MAX	(80 * 1024)

/* A socket of one protocol of netlink */
struct nl {
	int bus;
	struct mnl_socket *sock;
};

void nl_open(struct nl *nl);
void nl_close(struct nl *nl);
struct nlmsghdr *nl_start(int type, int flags, size_t header, void **body);
int nl_try(struct nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *data);
void nl_talk(struct nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *data);
void nl_dump(struct nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *data);
void nl_listen(struct nl *nl, unsigned int group, mnl_cb_t cb);
const char *nl_reason(void);

#endif /* XVS_TOOLS_NL_H */
