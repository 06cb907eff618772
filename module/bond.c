// SPDX-License-Identifier: GPL-2.0
/* A bond: the modes, the members, and how it is told to act. */
#include <linux/slab.h>
#include "xvs.h"

/* How often links are looked at: two or three times within what a failover
 * may take.
 */
#define XVS_BOND_TICK	msecs_to_jiffies(10)

/* XenServer's, and Open vSwitch's where XenServer has none. */
const struct xvs_bond_config xvs_bond_defaults = {
	.updelay = 31000,
	.downdelay = 200,
	.rebalance = 10000,
	.lacp_sys_prio = 65535,
	.mode = XVS_BOND_MODE_BALANCE_SLB,
	.reselect = XVS_BOND_RESELECT_ALWAYS,
	.hash = XVS_BOND_HASH_TCPUDP_PORTS,
	.lacp_active = true,
	.lacp_fallback = true,
};

/* A single PIF: as if there were no bonds. */
const struct xvs_bond_ops xvs_single_ops = {};

static const struct xvs_bond_ops *const xvs_bond_modes[] = {
	[XVS_BOND_MODE_BALANCE_SLB] = &xvs_slb_ops,
	[XVS_BOND_MODE_ACTIVE_BACKUP] = &xvs_ab_ops,
	[XVS_BOND_MODE_LACP] = &xvs_lacp_ops,
	[XVS_BOND_MODE_BROADCAST] = &xvs_broadcast_ops,
	[XVS_BOND_MODE_SPLIT_HORIZON] = &xvs_split_horizon_ops,
};

static bool xvs_bond_acts(const struct xvs_bond *bond)
{
	return bond->n_members > 1 ||
	       (bond->n_members &&
		(bond->config.mode == XVS_BOND_MODE_LACP ||
		 bond->config.mode == XVS_BOND_MODE_BROADCAST));
}

/**
 * xvs_bond_is_multiple() - are there several members?
 * @bond: the bond, or NULL: there was never a PIF
 *
 * Return: whether there are
 */
bool xvs_bond_is_multiple(const struct xvs_bond *bond)
{
	return bond && READ_ONCE(bond->n_members) > 1;
}

/**
 * xvs_bond_echoes() - may what was sent come back?
 * @bond: the bond, or NULL: there was never a PIF
 *
 * Return: whether what leaves by one member may be taken from another
 */
bool xvs_bond_echoes(const struct xvs_bond *bond)
{
	return xvs_bond_is_multiple(bond) && READ_ONCE(bond->ops)->echoes &&
	       !READ_ONCE(bond->negotiated);
}

/**
 * xvs_bond_has_carrier() - can anything enter or leave?
 * @bond: the bond, or NULL: there was never a PIF
 *
 * Return: whether any member carries
 */
bool xvs_bond_has_carrier(const struct xvs_bond *bond)
{
	struct xvs_member *member;
	bool carrier = false;

	if (!bond)
		return false;
	rcu_read_lock();
	list_for_each_entry_rcu(member, &bond->sw->uplink.members, node)
		carrier |= READ_ONCE(member->carries);
	rcu_read_unlock();
	return carrier;
}

/**
 * xvs_member_is_in_use() - does a member do its part now?
 * @member: the member; caller holds RTNL
 *
 * Return: whether it carries and is no backup
 */
bool xvs_member_is_in_use(const struct xvs_member *member)
{
	const struct xvs_bond *bond;

	bond = rtnl_dereference(member->port->sw->uplink.bond);
	if (!READ_ONCE(member->carries))
		return false;
	if (bond->ops == &xvs_ab_ops ||
	    (bond->ops == &xvs_lacp_ops && !READ_ONCE(bond->negotiated)))
		return rcu_access_pointer(bond->active) == member->port;
	return true;
}

static void xvs_bond_timer(struct timer_list *timer)
{
	struct xvs_bond *bond = container_of(timer, struct xvs_bond, timer);

	xvs_bond_look(bond);
	if (READ_ONCE(bond->ops) != &xvs_single_ops)
		mod_timer(&bond->timer, jiffies + XVS_BOND_TICK);
}

/* Members that are apart are where their stations are; the others are all of
 * them the uplink.
 */
static void xvs_bond_place_members(struct xvs_bond *bond)
{
	struct xvs_uplink *uplink = &bond->sw->uplink;
	struct xvs_member *member;
	struct xvs_port *port;

	xvs_for_each_member(member, bond->sw) {
		port = member->port;
		WRITE_ONCE(port->at, bond->ops->apart ? port : &uplink->port);
		WRITE_ONCE(port->flags, port->policy.flags |
			   (bond->ops->apart ? XVS_PORT_APART : 0));
	}
}

/**
 * xvs_bond_refresh() - act as members and configuration say
 * @bond: the bond; caller holds RTNL
 *
 * To be called when a member has joined or left, or the mode has changed. What
 * was learned stays, but where it would not be found any more.
 */
void xvs_bond_refresh(struct xvs_bond *bond)
{
	const struct xvs_bond_ops *ops = &xvs_single_ops, *old = bond->ops;
	struct xvs_switch *sw = bond->sw;
	struct xvs_member *member;
	struct sk_buff_head out;

	__skb_queue_head_init(&out);
	if (xvs_bond_acts(bond))
		ops = xvs_bond_modes[bond->config.mode];
	spin_lock_bh(&bond->lock);
	WRITE_ONCE(bond->ops, ops);
	xvs_bond_place_members(bond);
	xvs_lacp_io_configure(bond, &out);
	spin_unlock_bh(&bond->lock);
	xvs_bond_send(&out);

	if (ops->apart != old->apart) {
		synchronize_net();
		xvs_fdb_flush_port(&sw->fdb, &sw->uplink.port, true);
		xvs_for_each_member(member, bond->sw)
			xvs_fdb_flush_port(&sw->fdb, member->port, true);
	}
	xvs_bond_look(bond);
	/* In another mode they may be behind another member. */
	if (ops != old && old != &xvs_single_ops && ops->announces)
		xvs_announce_all(bond);
	if (ops == &xvs_single_ops)
		return;
	mod_timer(&bond->timer, jiffies + XVS_BOND_TICK);
	/* Nothing if it is due already */
	if (bond->config.rebalance)
		queue_delayed_work(system_unbound_wq, &bond->rebalance,
				   msecs_to_jiffies(bond->config.rebalance));
}

/**
 * xvs_bond_configure() - take what the administrator has decided
 * @bond: the bond; caller holds RTNL
 * @config: checked
 */
void xvs_bond_configure(struct xvs_bond *bond,
			const struct xvs_bond_config *config)
{
	spin_lock_bh(&bond->lock);
	bond->config = *config;
	spin_unlock_bh(&bond->lock);
	cancel_delayed_work(&bond->rebalance);
	xvs_bond_refresh(bond);
}

/**
 * xvs_bond_pick() - make a member the active one, until it fails
 * @bond: the bond; caller holds RTNL
 * @ifindex: the member, which carries; 0: whichever it would be by itself
 */
void xvs_bond_pick(struct xvs_bond *bond, int ifindex)
{
	spin_lock_bh(&bond->lock);
	bond->picked = ifindex;
	spin_unlock_bh(&bond->lock);
	xvs_bond_look(bond);
}

/**
 * xvs_bond_join() - a PIF becomes a member
 * @bond: the bond; caller holds RTNL
 * @member: the PIF's
 */
void xvs_bond_join(struct xvs_bond *bond, struct xvs_member *member)
{
	spin_lock_bh(&bond->lock);
	member->carries = false;
	xvs_link_start(member);
	list_add_tail_rcu(&member->node, &bond->sw->uplink.members);
	WRITE_ONCE(bond->n_members, bond->n_members + 1);
	bond->changed = true;
	spin_unlock_bh(&bond->lock);
	xvs_bond_refresh(bond);
}

/* No bucket is to name a PIF that is gone. */
static void xvs_bond_forget(struct xvs_bond *bond, const struct xvs_port *pif)
{
	unsigned int i;

	if (rcu_access_pointer(bond->active) == pif)
		RCU_INIT_POINTER(bond->active, NULL);
	for (i = 0; i < XVS_SLB_BUCKETS; i++)
		if (rcu_access_pointer(bond->buckets[i].was) == pif)
			RCU_INIT_POINTER(bond->buckets[i].was, NULL);
}

/**
 * xvs_bond_leave() - a PIF is a member no longer
 * @bond: the bond; caller holds RTNL and lets readers finish
 * @member: the PIF's
 */
void xvs_bond_leave(struct xvs_bond *bond, struct xvs_member *member)
{
	struct sk_buff_head out;
	bool carried;

	__skb_queue_head_init(&out);
	spin_lock_bh(&bond->lock);
	carried = member->carries;
	list_del_rcu(&member->node);
	WRITE_ONCE(bond->n_members, bond->n_members - 1);
	WRITE_ONCE(member->carries, false);
	bond->changed = true;
	xvs_lacp_io_leave(bond, member, &out);
	xvs_slb_assign(bond);
	xvs_bond_forget(bond, member->port);
	spin_unlock_bh(&bond->lock);
	xvs_bond_send(&out);
	xvs_bond_refresh(bond);
	if (carried)
		xvs_announce_all(bond);
}

/**
 * xvs_bond_create() - make what a switch with a PIF needs
 * @sw: the switch
 *
 * Return: the bond, without a member; NULL: out of memory
 */
struct xvs_bond *xvs_bond_create(struct xvs_switch *sw)
{
	struct xvs_bond *bond = kzalloc(sizeof(*bond), GFP_KERNEL);

	if (!bond)
		return NULL;
	bond->bytes = __alloc_percpu(XVS_SLB_BUCKETS * sizeof(u64),
				     sizeof(u64));
	if (!bond->bytes) {
		kfree(bond);
		return NULL;
	}
	bond->sw = sw;
	bond->ops = &xvs_single_ops;
	bond->config = sw->uplink.config;
	spin_lock_init(&bond->lock);
	timer_setup(&bond->timer, xvs_bond_timer, 0);
	INIT_DELAYED_WORK(&bond->rebalance, xvs_slb_work);
	INIT_DELAYED_WORK(&bond->notify, xvs_bond_notify);
	xvs_announcer_init(&bond->announcer);
	xvs_lacp_io_init(bond);
	return bond;
}

/**
 * xvs_bond_destroy() - free a bond without members
 * @bond: the bond, which nobody reads any more, or NULL
 */
void xvs_bond_destroy(struct xvs_bond *bond)
{
	if (!bond)
		return;
	timer_shutdown_sync(&bond->timer);
	cancel_delayed_work_sync(&bond->rebalance);
	cancel_delayed_work_sync(&bond->notify);
	xvs_announcer_stop(&bond->announcer);
	free_percpu(bond->bytes);
	kfree(bond);
}
