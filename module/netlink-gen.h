/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/xvs.yaml */
/* YNL-GEN kernel header */
/* To regenerate run: Documentation/netlink/regen */

#ifndef _LINUX_XVS_GEN_H
#define _LINUX_XVS_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <linux/xvs.h>
#include <linux/xvs_link.h>

/* Common nested types */
extern const struct nla_policy xvs_guard_nl_policy[XVS_A_GUARD_PAD + 1];
extern const struct nla_policy xvs_lock_nl_policy[XVS_A_LOCK_TRUNK + 1];
extern const struct nla_policy xvs_rate_nl_policy[XVS_A_RATE_PAD + 1];

extern const struct nla_policy xvs_device_get_nl_policy[XVS_A_IFNAME + 1];

extern const struct nla_policy xvs_device_set_nl_policy[XVS_A_GUARD + 1];

extern const struct nla_policy xvs_port_move_nl_policy[XVS_A_NETWORK_IFNAME + 1];

extern const struct nla_policy xvs_frame_check_nl_policy[XVS_A_FRAME + 1];

extern const struct nla_policy xvs_offender_get_nl_policy[XVS_A_NETWORK_IFNAME + 1];

extern const struct nla_policy xvs_uplink_get_nl_policy[XVS_A_NETWORK_IFNAME + 1];

extern const struct nla_policy xvs_uplink_announce_nl_policy[XVS_A_NETWORK_IFNAME + 1];

extern const struct nla_policy xvs_uplink_rebalance_nl_policy[XVS_A_NETWORK_IFNAME + 1];

/* Ops table for xvs */
extern const struct genl_ops xvs_nl_ops[8];

int xvs_nl_device_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_device_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_device_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_port_move_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_frame_check_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_offender_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_offender_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int xvs_nl_uplink_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_uplink_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_uplink_announce_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_uplink_rebalance_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	XVS_NLGRP_EVENTS,
};

#endif /* _LINUX_XVS_GEN_H */
