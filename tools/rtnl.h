/* SPDX-License-Identifier: GPL-2.0 */
/* rtnetlink: what there is, and what is done to it. */
#ifndef XVS_TOOLS_RTNL_H
#define XVS_TOOLS_RTNL_H

#include <stddef.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>

void rtnl_close(void);
struct nlmsghdr *rtnl_request(int type, int flags, size_t header, void **body);
struct nlmsghdr *rtnl_link(int type, int flags, const char *name,
			   struct ifinfomsg **ifi);
int rtnl_try(struct nlmsghdr *nlh, mnl_cb_t cb, void *data);
void rtnl_talk(struct nlmsghdr *nlh, mnl_cb_t cb, void *data);
void rtnl_dump(struct nlmsghdr *nlh, mnl_cb_t cb, void *data);

#endif /* XVS_TOOLS_RTNL_H */
