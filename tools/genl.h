/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink, as much of it as xvs speaks. */
#ifndef XVS_TOOLS_GENL_H
#define XVS_TOOLS_GENL_H

#include <stdbool.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/xvs.h>

void genl_close(void);
struct nlmsghdr *genl_request(__u8 cmd, bool dump);
void genl_talk(struct nlmsghdr *nlh, mnl_cb_t cb, void *data);
void genl_listen(mnl_cb_t cb);
void genl_parse(const struct nlmsghdr *nlh, const struct nlattr *tb[]);

#endif /* XVS_TOOLS_GENL_H */
