/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_QOSATTR_H
#define _XVS_QOSATTR_H

#include "qos.h"

struct net_device;
struct netlink_ext_ack;
struct nlattr;
struct xvs_port_stats;

/**
 * struct xvs_qosattr_types - which attributes of a message are the nests
 *
 * @rates: XVS_A_RATE_*, by enum xvs_dir
 * @guard: XVS_A_GUARD_*
 */
struct xvs_qosattr_types {
	int rates[XVS_DIRS];
	int guard;
};

int xvs_qosattr_read(struct xvs_policy *policy, struct nlattr *tb[],
		     const struct xvs_qosattr_types *types,
		     struct netlink_ext_ack *extack);
size_t xvs_qosattr_size(void);
int xvs_qosattr_fill(struct sk_buff *skb,
		     const struct xvs_qosattr_types *types,
		     const struct net_device *dev,
		     const struct xvs_port_stats *sum);

#endif /* _XVS_QOSATTR_H */
