/* SPDX-License-Identifier: GPL-2.0 */
/* What the files that speak generic netlink share. */
#ifndef _XVS_NETLINK_H
#define _XVS_NETLINK_H

#include <net/genetlink.h>

struct xvs_port;

/* What xvs_netlink_put_device() needs: an index and a name, twice. */
#define XVS_NETLINK_DEVICE_SIZE						\
	(2 * (nla_total_size(sizeof(u32)) + nla_total_size(IFNAMSIZ)))

extern struct genl_family xvs_nl_family;

struct net_device *xvs_netlink_find(struct net *net, struct nlattr **attrs,
				    int index, int name,
				    struct netlink_ext_ack *extack);
struct net_device *xvs_netlink_find_network(struct net *net,
					    struct nlattr **attrs,
					    struct netlink_ext_ack *extack);
int xvs_netlink_put_device(struct sk_buff *skb, const struct net_device *dev,
			   const struct xvs_port *port);

#endif /* _XVS_NETLINK_H */
