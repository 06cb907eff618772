// SPDX-License-Identifier: GPL-2.0
/*
 * How a port is spoken to: `ip link set ... type xvs_slave` and, in the words
 * that both share, `type bridge_slave` and bridge(8)'s `link`.
 */
#include "qosattr.h"
#include "xvs.h"

#define XVS_REJECT(option) {						\
	.type = NLA_REJECT,						\
	.reject_message = option " is no option of a port of xvs",	\
}

#define XVS_READ_ONLY { .type = NLA_REJECT, .reject_message = "Read only" }

/* Each option that the bridge takes and we don't is refused by name, lest it
 * be thought to have had an effect.
 */
const struct nla_policy xvs_brport_policy[XVS_BRPORT_MAX + 1] = {
	[IFLA_BRPORT_STATE] = XVS_REJECT("state"),
	[IFLA_BRPORT_PRIORITY] = XVS_REJECT("priority"),
	[IFLA_BRPORT_COST] = XVS_REJECT("cost"),
	[IFLA_BRPORT_MODE] = XVS_REJECT("hairpin"),
	[IFLA_BRPORT_GUARD] = XVS_REJECT("guard"),
	[IFLA_BRPORT_PROTECT] = XVS_REJECT("root_block"),
	[IFLA_BRPORT_FAST_LEAVE] = XVS_REJECT("fastleave"),
	[IFLA_BRPORT_LEARNING] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_BRPORT_UNICAST_FLOOD] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_BRPORT_PROXYARP] = XVS_REJECT("proxy_arp"),
	[IFLA_BRPORT_LEARNING_SYNC] = XVS_REJECT("learning_sync"),
	[IFLA_BRPORT_PROXYARP_WIFI] = XVS_REJECT("proxy_arp_wifi"),
	[IFLA_XVS_PORT_ROLE] = { .type = NLA_U8 },
	[IFLA_XVS_PORT_STATS] = XVS_READ_ONLY,
	[IFLA_XVS_PORT_DROPS] = XVS_READ_ONLY,
	[IFLA_XVS_PORT_LOCK] = { .type = NLA_NESTED },
	[IFLA_XVS_PORT_BOND] = { .type = NLA_NESTED },
	[IFLA_XVS_PORT_TX] = { .type = NLA_NESTED },
	[IFLA_XVS_PORT_RX] = { .type = NLA_NESTED },
	[IFLA_XVS_PORT_GUARD] = { .type = NLA_NESTED },
	[IFLA_BRPORT_FLUSH] = { .type = NLA_FLAG },
	[IFLA_BRPORT_MULTICAST_ROUTER] = XVS_REJECT("mcast_router"),
	[IFLA_BRPORT_MCAST_FLOOD] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_BRPORT_MCAST_TO_UCAST] = XVS_REJECT("mcast_to_unicast"),
	[IFLA_BRPORT_VLAN_TUNNEL] = XVS_REJECT("vlan_tunnel"),
	[IFLA_BRPORT_BCAST_FLOOD] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_BRPORT_GROUP_FWD_MASK] = XVS_REJECT("group_fwd_mask"),
	[IFLA_BRPORT_NEIGH_SUPPRESS] = XVS_REJECT("neigh_suppress"),
	[IFLA_BRPORT_ISOLATED] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_BRPORT_BACKUP_PORT] = XVS_REJECT("backup_port"),
	[IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT] =
		XVS_REJECT("mcast_eht_hosts_limit"),
	[IFLA_BRPORT_LOCKED] = NLA_POLICY_MAX(NLA_U8, 1),
	[XVS_BRPORT_MAB] = XVS_REJECT("mab"),
};

static const struct {
	int attr;
	unsigned long flag;
} xvs_brport_flags[] = {
	{ IFLA_BRPORT_LEARNING, BR_LEARNING },
	{ IFLA_BRPORT_UNICAST_FLOOD, BR_FLOOD },
	{ IFLA_BRPORT_MCAST_FLOOD, BR_MCAST_FLOOD },
	{ IFLA_BRPORT_BCAST_FLOOD, BR_BCAST_FLOOD },
	{ IFLA_BRPORT_ISOLATED, BR_ISOLATED },
	{ IFLA_BRPORT_LOCKED, BR_PORT_LOCKED },
};

static const struct xvs_qosattr_types xvs_brport_qos = {
	.rates = {
		[XVS_TX] = IFLA_XVS_PORT_TX,
		[XVS_RX] = IFLA_XVS_PORT_RX,
	},
	.guard = IFLA_XVS_PORT_GUARD,
};

static int xvs_brport_change(struct xvs_port *port, struct nlattr *tb[],
			     struct netlink_ext_ack *extack)
{
	struct xvs_policy policy = xvs_policy_get(port->dev);
	int i, err;

	BUILD_BUG_ON(IFLA_XVS_PORT_ROLE != IFLA_BRPORT_ROOT_ID);
	BUILD_BUG_ON(IFLA_XVS_PORT_STATS != IFLA_BRPORT_BRIDGE_ID);
	BUILD_BUG_ON(IFLA_XVS_PORT_DROPS != IFLA_BRPORT_DESIGNATED_PORT);
	BUILD_BUG_ON(IFLA_XVS_PORT_LOCK != IFLA_BRPORT_DESIGNATED_COST);
	BUILD_BUG_ON(IFLA_XVS_PORT_BOND != IFLA_BRPORT_ID);
	BUILD_BUG_ON(IFLA_XVS_PORT_TX != IFLA_BRPORT_NO);
	BUILD_BUG_ON(IFLA_XVS_PORT_RX != IFLA_BRPORT_TOPOLOGY_CHANGE_ACK);
	BUILD_BUG_ON(IFLA_XVS_PORT_GUARD != IFLA_BRPORT_CONFIG_PENDING);

	if (tb[IFLA_XVS_PORT_ROLE]) {
		policy.role = nla_get_u8(tb[IFLA_XVS_PORT_ROLE]);
		policy.has_role = true;
		if (policy.role > XVS_ROLE_PIF) {
			NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_XVS_PORT_ROLE],
					    "role must be vif or pif");
			return -EINVAL;
		}
	}
	for (i = 0; i < ARRAY_SIZE(xvs_brport_flags); i++) {
		if (!tb[xvs_brport_flags[i].attr])
			continue;
		policy.flags &= ~xvs_brport_flags[i].flag;
		if (nla_get_u8(tb[xvs_brport_flags[i].attr]))
			policy.flags |= xvs_brport_flags[i].flag;
	}
	err = xvs_memberattr_read(&policy, tb[IFLA_XVS_PORT_BOND], extack);
	if (err)
		return err;
	err = xvs_qosattr_read(&policy, tb, &xvs_brport_qos, extack);
	if (err)
		return err;
	err = xvs_lockattr_read(&policy, tb[IFLA_XVS_PORT_LOCK], extack);
	if (err)
		return err;
	err = xvs_device_change(port->dev, &policy, extack);
	xvs_identity_put(policy.identity);
	if (!err && tb[IFLA_BRPORT_FLUSH])
		xvs_fdb_flush_port(&port->sw->fdb, port->at, false);
	return err;
}

int xvs_brport_changelink(struct net_device *dev, struct net_device *slave,
			  struct nlattr *tb[], struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	return data ? xvs_brport_change(xvs_port_get(slave), data, extack) : 0;
}

/* What the core puts behind it in a message, such as counters of IPv6. */
#define XVS_BRPORT_BEHIND	512

size_t xvs_brport_get_size(const struct net_device *dev,
			   const struct net_device *slave)
{
	return XVS_BRPORT_BEHIND +
	       nla_total_size(sizeof(u8)) * (1 + ARRAY_SIZE(xvs_brport_flags)) +
	       nla_total_size(nla_total_size_64bit(sizeof(u64)) *
			      XVS_PORT_STAT_MAX) +
	       xvs_drops_size() + xvs_lockattr_size(slave) +
	       xvs_memberattr_size() + xvs_qosattr_size();
}

static int xvs_brport_fill_flags(struct sk_buff *skb,
				 const struct xvs_port *port)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(xvs_brport_flags); i++)
		if (nla_put_u8(skb, xvs_brport_flags[i].attr,
			       !!(port->policy.flags & xvs_brport_flags[i].flag)))
			return -EMSGSIZE;
	return 0;
}

static int xvs_brport_fill_stats(struct sk_buff *skb,
				 const struct xvs_port *port,
				 const struct xvs_port_stats *sum)
{
	struct nlattr *nest = nla_nest_start(skb, IFLA_XVS_PORT_STATS);

	if (!nest ||
	    nla_put_u64_64bit(skb, XVS_PORT_STAT_RX_PACKETS, sum->rx_packets,
			      XVS_PORT_STAT_PAD) ||
	    nla_put_u64_64bit(skb, XVS_PORT_STAT_RX_BYTES, sum->rx_bytes,
			      XVS_PORT_STAT_PAD) ||
	    nla_put_u64_64bit(skb, XVS_PORT_STAT_TX_PACKETS, sum->tx_packets,
			      XVS_PORT_STAT_PAD) ||
	    nla_put_u64_64bit(skb, XVS_PORT_STAT_TX_BYTES, sum->tx_bytes,
			      XVS_PORT_STAT_PAD) ||
	    nla_put_u64_64bit(skb, XVS_PORT_STAT_FDB,
			      READ_ONCE(port->at->fdb.count), XVS_PORT_STAT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int xvs_drop_fill(struct sk_buff *skb, int reason, u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, reason);

	if (!nest ||
	    nla_put_string(skb, XVS_A_DROP_NAME, xvs_drop_names[reason]) ||
	    nla_put_u64_64bit(skb, XVS_A_DROP_COUNT, count, XVS_A_DROP_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * xvs_drops_size() - how much xvs_drops_fill() needs
 *
 * Return: bytes of a message
 */
size_t xvs_drops_size(void)
{
	size_t drop = nla_total_size(0) + nla_total_size(IFNAMSIZ) +
		      nla_total_size_64bit(sizeof(u64));

	return nla_total_size(drop * XVS_DROP_MAX);
}

/**
 * xvs_drops_fill() - show why a port's frames were dropped, and how many
 * @skb: message
 * @type: of the nest in it
 * @sum: what was counted for the port
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_drops_fill(struct sk_buff *skb, int type,
		   const struct xvs_port_stats *sum)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = XVS_GO_ON + 1; i < XVS_DROP_MAX; i++)
		if (xvs_drop_fill(skb, i, sum->drops[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* A dump of links that has no filter mask, such as getifaddrs()'s, gets messages
 * of a page at most, and ends with EMSGSIZE where a device does not fit into one.
 * Whoever asks so does not look for locks and drops; others have a message as
 * long as they said that they need. An unfinished message has the length of its
 * header.
 */
static bool xvs_brport_is_brief(const struct sk_buff *skb,
				const struct net_device *dev,
				const struct net_device *slave)
{
	return nlmsg_hdr(skb)->nlmsg_len ==
	       nlmsg_msg_size(sizeof(struct ifinfomsg)) &&
	       skb_tailroom(skb) < xvs_brport_get_size(dev, slave);
}

int xvs_brport_fill_info(struct sk_buff *skb, const struct net_device *dev,
			 const struct net_device *slave)
{
	bool brief = xvs_brport_is_brief(skb, dev, slave);
	const struct xvs_port *port = xvs_port_get(slave);
	struct xvs_port_stats sum = {};

	if (!port)
		return 0;
	if (nla_put_u8(skb, IFLA_XVS_PORT_ROLE, port->role) ||
	    xvs_brport_fill_flags(skb, port) ||
	    (!brief && xvs_lockattr_fill(skb, IFLA_XVS_PORT_LOCK, slave)))
		return -EMSGSIZE;
	if (port->role == XVS_ROLE_PIF &&
	    xvs_memberattr_fill(skb, IFLA_XVS_PORT_BOND, port->member))
		return -EMSGSIZE;
	xvs_stats_fold(port, &sum);
	return xvs_qosattr_fill(skb, &xvs_brport_qos, slave, &sum) ?:
	       xvs_brport_fill_stats(skb, port, &sum) ?:
	       (brief ? 0 : xvs_drops_fill(skb, IFLA_XVS_PORT_DROPS, &sum));
}

/**
 * xvs_bridge_setlink() - ndo_bridge_setlink: `bridge link set dev PORT`
 * @dev: the port's device; caller holds RTNL
 * @nlh: message
 * @flags: BRIDGE_FLAGS_*
 * @extack: says why not
 *
 * Return: 0, -EOPNOTSUPP, -EINVAL, or as xvs_device_change()
 */
int xvs_bridge_setlink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *protinfo, *tb[XVS_BRPORT_MAX + 1];
	struct xvs_port *port = xvs_port_get(dev);
	struct nlattr *attr;
	int err, rem;

	protinfo = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_PROTINFO);
	if (!port || !protinfo || !(protinfo->nla_type & NLA_F_NESTED)) {
		NL_SET_ERR_MSG(extack, "Only options of a port can be set, its VLANs can't");
		return -EOPNOTSUPP;
	}
	nla_for_each_nested(attr, protinfo, rem) {
		if (nla_type(attr) > XVS_BRPORT_MAX) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "No option of a port of xvs");
			return -EOPNOTSUPP;
		}
	}
	err = nla_parse_nested_deprecated(tb, XVS_BRPORT_MAX, protinfo,
					  xvs_brport_policy, extack);
	return err ?: xvs_brport_change(port, tb, extack);
}

/* What bridge(8) shows of a port. The core's own ndo_dflt_bridge_getlink() does
 * not know of isolation.
 */
static int xvs_bridge_fill(struct sk_buff *skb, const struct xvs_port *port)
{
	const struct net_device *dev = port->dev;
	struct nlattr *nest;
	u8 state = netif_running(dev) ? READ_ONCE(dev->operstate) : IF_OPER_DOWN;

	if (nla_put_string(skb, IFLA_IFNAME, dev->name) ||
	    nla_put_u32(skb, IFLA_MASTER, port->network->host.dev->ifindex) ||
	    nla_put_u32(skb, IFLA_MTU, dev->mtu) ||
	    nla_put_u8(skb, IFLA_OPERSTATE, state) ||
	    nla_put(skb, IFLA_ADDRESS, dev->addr_len, dev->dev_addr) ||
	    (dev->ifindex != dev_get_iflink(dev) &&
	     nla_put_u32(skb, IFLA_LINK, dev_get_iflink(dev))))
		return -EMSGSIZE;
	nest = nla_nest_start(skb, IFLA_PROTINFO);
	if (!nest || xvs_brport_fill_flags(skb, port))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * xvs_bridge_getlink() - ndo_bridge_getlink: `bridge link show`
 * @skb: message
 * @pid: of the asker
 * @seq: of the request
 * @dev: a network, or any device that has one as master; caller holds RTNL
 * @filter_mask: RTEXT_FILTER_*, of which none asks for anything that we have
 * @nlflags: of the message
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_bridge_getlink(struct sk_buff *skb, u32 pid, u32 seq,
		       struct net_device *dev, u32 filter_mask, int nlflags)
{
	const struct xvs_port *port = xvs_port_get(dev);
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;

	if (!port)
		return 0;
	nlh = nlmsg_put(skb, pid, seq, RTM_NEWLINK, sizeof(*ifi), nlflags);
	if (!nlh)
		return -EMSGSIZE;
	ifi = nlmsg_data(nlh);
	*ifi = (struct ifinfomsg) {
		.ifi_family = AF_BRIDGE,
		.ifi_type = dev->type,
		.ifi_index = dev->ifindex,
		.ifi_flags = dev_get_flags(dev),
	};
	if (xvs_bridge_fill(skb, port)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}
