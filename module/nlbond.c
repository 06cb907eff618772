// SPDX-License-Identifier: GPL-2.0
/* Generic netlink about uplinks: what they are, what they are told to do, and
 * what happens to them.
 */
#include <net/genetlink.h>
#include <net/sock.h>
#include "netlink-gen.h"
#include "netlink.h"
#include "xvs.h"

/* ---- what happens ---- */

static int xvs_nl_put_network(struct sk_buff *skb,
			      const struct net_device *network)
{
	if (nla_put_u32(skb, XVS_A_NETWORK_IFINDEX, network->ifindex) ||
	    nla_put_string(skb, XVS_A_NETWORK_IFNAME, network->name))
		return -EMSGSIZE;
	return 0;
}

static int xvs_nl_fill_event(struct sk_buff *skb, const struct xvs_bond *bond,
			     const struct xvs_member *member)
{
	struct nlattr *members;
	void *header;

	header = genlmsg_put(skb, 0, 0, &xvs_nl_family, 0, XVS_CMD_MEMBER_NTF);
	if (!header || xvs_nl_put_network(skb, bond->sw->root->host.dev))
		return -EMSGSIZE;
	members = nla_nest_start(skb, XVS_A_MEMBERS);
	if (!members || xvs_memberattr_fill_locked(skb, 1, bond, member))
		return -EMSGSIZE;
	nla_nest_end(skb, members);
	genlmsg_end(skb, header);
	return 0;
}

/**
 * xvs_netlink_member() - tell who listens that a member has changed
 * @bond: its bond, whose lock is held
 * @member: the member
 */
void xvs_netlink_member(const struct xvs_bond *bond,
			const struct xvs_member *member)
{
	struct net *net = dev_net(bond->sw->root->host.dev);
	struct sk_buff *msg;

	if (!genl_has_listeners(&xvs_nl_family, net, XVS_NLGRP_EVENTS))
		return;
	msg = genlmsg_new(XVS_NETLINK_DEVICE_SIZE + xvs_memberattr_size(),
			  GFP_ATOMIC);
	if (!msg)
		return;
	if (WARN_ON_ONCE(xvs_nl_fill_event(msg, bond, member))) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_multicast_netns(&xvs_nl_family, net, msg, 0, XVS_NLGRP_EVENTS,
				GFP_ATOMIC);
}

static bool xvs_bond_take_changed(struct xvs_bond *bond)
{
	bool changed;

	spin_lock_bh(&bond->lock);
	changed = bond->changed;
	bond->changed = false;
	spin_unlock_bh(&bond->lock);
	return changed;
}

/* The networks follow the bond, and rtnetlink shows what has become of it. */
static void xvs_bond_tell(struct xvs_bond *bond)
{
	struct xvs_member *member;

	xvs_uplink_read_speeds(bond->sw);
	xvs_uplink_update(bond->sw);
	xvs_for_each_member(member, bond->sw)
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA,
					 member->port->dev);
}

/**
 * xvs_bond_notify() - do what takes RTNL after a bond has changed
 * @work: of the bond
 *
 * Nobody waits for it, and it waits for nobody: who ends the bond holds RTNL.
 */
void xvs_bond_notify(struct work_struct *work)
{
	struct xvs_bond *bond = container_of(to_delayed_work(work),
					     struct xvs_bond, notify);
	const struct net_device *root = bond->sw->root->host.dev;

	if (!rtnl_trylock()) {
		queue_delayed_work(system_unbound_wq, &bond->notify, 1);
		return;
	}
	if (root->reg_state == NETREG_REGISTERED && xvs_bond_take_changed(bond))
		xvs_bond_tell(bond);
	rtnl_unlock();
}

/* ---- what there is ---- */

static int xvs_nl_put_members(struct sk_buff *skb, const struct xvs_switch *sw)
{
	struct nlattr *members = nla_nest_start(skb, XVS_A_MEMBERS);
	struct xvs_member *member;
	int i = 1;

	if (!members)
		return -EMSGSIZE;
	xvs_for_each_member(member, sw)
		if (xvs_memberattr_fill(skb, i++, member))
			return -EMSGSIZE;
	/* A nest has 16 bits for its length. */
	if (skb_tail_pointer(skb) - (u8 *)members > U16_MAX)
		return -EMSGSIZE;
	nla_nest_end(skb, members);
	return 0;
}

static int xvs_nl_put_buckets(struct sk_buff *skb, struct xvs_bond *bond)
{
	struct xvs_bucket_info *info;
	const struct xvs_port *pif;
	struct nlattr *attr;
	int i;

	attr = nla_reserve(skb, XVS_A_BUCKETS, sizeof(*info) * XVS_SLB_BUCKETS);
	if (!attr)
		return -EMSGSIZE;
	info = nla_data(attr);
	spin_lock_bh(&bond->lock);
	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		pif = rcu_access_pointer(bond->buckets[i].pif);
		info[i] = (struct xvs_bucket_info) {
			.ifindex = pif ? pif->dev->ifindex : 0,
			.load = bond->load[i],
		};
	}
	spin_unlock_bh(&bond->lock);
	return 0;
}

static int xvs_nl_fill_uplink(struct sk_buff *skb, u32 portid, u32 seq,
			      struct netlink_callback *cb,
			      const struct xvs_switch *sw)
{
	struct xvs_bond *bond = rtnl_dereference(sw->uplink.bond);
	void *header;

	header = genlmsg_put(skb, portid, seq, &xvs_nl_family,
			     cb ? NLM_F_MULTI : 0, XVS_CMD_UPLINK_GET);
	if (!header)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, header);
	if (xvs_nl_put_network(skb, sw->root->host.dev) ||
	    nla_put_u8(skb, XVS_A_BOND_MODE, sw->uplink.config.mode) ||
	    nla_put_u8(skb, XVS_A_LACP_NEGOTIATED,
		       bond && READ_ONCE(bond->negotiated)) ||
	    xvs_nl_put_members(skb, sw) ||
	    (!cb && bond && xvs_nl_put_buckets(skb, bond))) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static struct xvs_switch *xvs_nl_switch(struct genl_info *info)
{
	const struct net_device *dev;

	dev = xvs_netlink_find_network(genl_info_net(info), info->attrs,
				       info->extack);
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	return ((const struct xvs_network *)netdev_priv(dev))->host.sw;
}

static size_t xvs_nl_uplink_size(const struct xvs_switch *sw)
{
	const struct xvs_bond *bond = rtnl_dereference(sw->uplink.bond);

	return XVS_NETLINK_DEVICE_SIZE + 2 * nla_total_size(sizeof(u8)) +
	       nla_total_size(xvs_memberattr_size() *
			      (bond ? bond->n_members : 0)) +
	       nla_total_size(sizeof(struct xvs_bucket_info) * XVS_SLB_BUCKETS);
}

static struct sk_buff *xvs_nl_show_uplink(struct genl_info *info)
{
	const struct xvs_switch *sw = xvs_nl_switch(info);
	struct sk_buff *msg;

	if (IS_ERR(sw))
		return ERR_CAST(sw);
	msg = genlmsg_new(xvs_nl_uplink_size(sw), GFP_KERNEL);
	if (!msg)
		return ERR_PTR(-ENOMEM);
	/* So many members that their nest has no room for them all */
	if (xvs_nl_fill_uplink(msg, info->snd_portid, info->snd_seq, NULL,
			       sw)) {
		nlmsg_free(msg);
		return ERR_PTR(-EMSGSIZE);
	}
	return msg;
}

int xvs_nl_uplink_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;

	rtnl_lock();
	msg = xvs_nl_show_uplink(info);
	rtnl_unlock();
	return IS_ERR(msg) ? PTR_ERR(msg) : genlmsg_reply(msg, info);
}

static int xvs_nl_dump_uplinks(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net *net = sock_net(skb->sk);
	const struct xvs_network *network;
	struct net_device *dev;
	long n = 0;
	int err;

	cb->seq = READ_ONCE(net->dev_base_seq) ?: 1;
	for_each_netdev(net, dev) {
		if (!xvs_is_network(dev))
			continue;
		network = netdev_priv(dev);
		if (!network->is_root || n++ < cb->args[0])
			continue;
		err = xvs_nl_fill_uplink(skb, NETLINK_CB(cb->skb).portid,
					 cb->nlh->nlmsg_seq, cb,
					 network->host.sw);
		if (err)
			return skb->len ?: err;
		cb->args[0] = n;
	}
	return skb->len;
}

int xvs_nl_uplink_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret;

	rtnl_lock();
	ret = xvs_nl_dump_uplinks(skb, cb);
	rtnl_unlock();
	return ret;
}

/* ---- what is to be done ---- */

static struct xvs_bond *xvs_nl_bond(struct genl_info *info)
{
	const struct xvs_switch *sw = xvs_nl_switch(info);
	struct xvs_bond *bond;

	if (IS_ERR(sw))
		return ERR_CAST(sw);
	bond = rtnl_dereference(sw->uplink.bond);
	if (!bond || !bond->n_members) {
		NL_SET_ERR_MSG(info->extack, "The network has no pif");
		return ERR_PTR(-ENODEV);
	}
	return bond;
}

int xvs_nl_uplink_announce_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_bond *bond;

	rtnl_lock();
	bond = xvs_nl_bond(info);
	if (!IS_ERR(bond))
		xvs_announce_all(bond);
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(bond);
}

int xvs_nl_uplink_rebalance_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_bond *bond;

	rtnl_lock();
	bond = xvs_nl_bond(info);
	if (!IS_ERR(bond))
		mod_delayed_work(system_unbound_wq, &bond->rebalance, 0);
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(bond);
}
