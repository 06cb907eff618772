// SPDX-License-Identifier: GPL-2.0
/*
 * A bond: which of its members carry, which of them is the active one, and what
 * follows when that changes. All of it runs under the bond's own lock, from a
 * timer and from configuration alike, and never waits for RTNL.
 */
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
static const struct xvs_bond_ops xvs_single_ops = {};

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

/* ---- which members carry ---- */

static bool xvs_member_may_carry(const struct xvs_bond *bond,
				 const struct xvs_member *member)
{
	return !bond->ops->may_carry || bond->ops->may_carry(bond, member);
}

static bool xvs_member_should_carry(const struct xvs_bond *bond,
				    const struct xvs_member *member)
{
	if (bond->ops == &xvs_single_ops)
		return member->link;
	return member->enabled && xvs_member_may_carry(bond, member);
}

/* Return: whether one that carried does so no longer */
static bool xvs_bond_update_carriers(struct xvs_bond *bond)
{
	struct xvs_member *member;
	bool carries, lost = false;

	xvs_for_each_member(member, bond->sw) {
		carries = xvs_member_should_carry(bond, member);
		if (carries == member->carries)
			continue;
		WRITE_ONCE(member->carries, carries);
		bond->changed = true;
		xvs_netlink_member(bond, member);
		lost |= !carries;
		/* It gets its share of the load at once. */
		if (carries && bond->ops->spreads)
			mod_delayed_work(system_unbound_wq, &bond->rebalance, 0);
	}
	return lost;
}

/* ---- the active member ---- */

static struct xvs_member *xvs_bond_find(const struct xvs_bond *bond,
					int ifindex)
{
	struct xvs_member *member;

	if (ifindex)
		xvs_for_each_member(member, bond->sw)
			if (member->port->dev->ifindex == ifindex)
				return member->carries ? member : NULL;
	return NULL;
}

static bool xvs_member_is_better(const struct xvs_member *a,
				 const struct xvs_member *b)
{
	if (a->speed == b->speed)
		return a->duplex > b->duplex;
	return b->speed == SPEED_UNKNOWN ||
	       (a->speed != SPEED_UNKNOWN && a->speed > b->speed);
}

/* Does the primary take over from one that carries? */
static bool xvs_bond_reselects(const struct xvs_bond *bond,
			       const struct xvs_member *primary,
			       const struct xvs_member *active)
{
	switch (bond->config.reselect) {
	case XVS_BOND_RESELECT_ALWAYS:
		return true;
	case XVS_BOND_RESELECT_BETTER:
		return xvs_member_is_better(primary, active);
	default:
		return false;
	}
}

static struct xvs_member *xvs_bond_choose(const struct xvs_bond *bond)
{
	const struct xvs_port *active = rcu_access_pointer(bond->active);
	struct xvs_member *member, *primary, *picked;

	picked = xvs_bond_find(bond, bond->picked);
	if (picked)
		return picked;
	primary = xvs_bond_find(bond, bond->config.primary);
	if (active && active->member->carries &&
	    (!primary || !xvs_bond_reselects(bond, primary, active->member)))
		return active->member;
	if (primary)
		return primary;
	xvs_for_each_member(member, bond->sw)
		if (member->carries)
			return member;
	return NULL;
}

/* A single PIF is the active one with and without carrier, so that what can't
 * be sent is counted as for any port that is down. Return: whether another is
 */
static bool xvs_bond_update_active(struct xvs_bond *bond)
{
	struct xvs_port *old = rcu_access_pointer(bond->active);
	struct xvs_member *member;

	if (bond->ops == &xvs_single_ops)
		member = list_first_entry_or_null(&bond->sw->uplink.members,
						  struct xvs_member, node);
	else
		member = xvs_bond_choose(bond);
	if (old == (member ? member->port : NULL))
		return false;
	/* One picked by hand is so until it fails. */
	if (!member || member->port->dev->ifindex != bond->picked)
		bond->picked = 0;
	rcu_assign_pointer(bond->active, member ? member->port : NULL);
	bond->changed = true;
	if (member)
		xvs_netlink_member(bond, member);
	return true;
}

/* ---- what follows ---- */

/* Everything that depends on the links, LACP and the configuration. @alone: the
 * partner that LACP had is none any more, and knows its ports apart again
 */
static void xvs_bond_update(struct xvs_bond *bond, bool alone)
{
	bool lost = xvs_bond_update_carriers(bond);
	bool moved = xvs_bond_update_active(bond);

	xvs_slb_assign(bond);
	if ((lost || moved || alone) && bond->ops->announces &&
	    !bond->negotiated)
		xvs_announce_all(bond);
	if (bond->changed)
		queue_delayed_work(system_unbound_wq, &bond->notify, 0);
}

/* The first that will carry does so now if there is no other. */
static void xvs_bond_skip_delay(struct xvs_bond *bond, unsigned long now)
{
	struct xvs_member *member, *soonest = NULL;

	xvs_for_each_member(member, bond->sw) {
		if (!xvs_member_may_carry(bond, member))
			continue;
		if (member->enabled)
			return;
		if (member->link &&
		    (!soonest || time_before(member->due, soonest->due)))
			soonest = member;
	}
	if (soonest)
		xvs_link_enable(soonest, now);
}

static void xvs_bond_step(struct xvs_bond *bond, struct sk_buff_head *out)
{
	bool negotiated = bond->negotiated;
	unsigned long now = jiffies;
	struct xvs_member *member;

	xvs_for_each_member(member, bond->sw)
		xvs_link_step(member, &bond->config, now);
	if (bond->ops == &xvs_lacp_ops)
		xvs_lacp_io_step(bond, out);
	xvs_bond_skip_delay(bond, now);
	xvs_bond_update(bond, negotiated && !bond->negotiated);
}

/* What was made with the lock held leaves without. */
static void xvs_bond_send(struct sk_buff_head *out)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(out)))
		dev_queue_xmit(skb);
}

/**
 * xvs_bond_look() - look at the links now
 * @bond: the bond; its lock is not held, softirqs may be disabled
 */
void xvs_bond_look(struct xvs_bond *bond)
{
	struct sk_buff_head out;

	__skb_queue_head_init(&out);
	spin_lock_bh(&bond->lock);
	xvs_bond_step(bond, &out);
	spin_unlock_bh(&bond->lock);
	xvs_bond_send(&out);
}

/**
 * xvs_bond_link_changed() - a notifier tells that a link may have changed
 * @bond: the bond; its lock is not held
 *
 * Its speed too may be another one, of which only @notify can ask the device.
 */
void xvs_bond_link_changed(struct xvs_bond *bond)
{
	spin_lock_bh(&bond->lock);
	bond->changed = true;
	spin_unlock_bh(&bond->lock);
	xvs_bond_look(bond);
}

static void xvs_bond_timer(struct timer_list *timer)
{
	struct xvs_bond *bond = container_of(timer, struct xvs_bond, timer);

	xvs_bond_look(bond);
	if (READ_ONCE(bond->ops) != &xvs_single_ops)
		mod_timer(&bond->timer, jiffies + XVS_BOND_TICK);
}

/* ---- configuration ---- */

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
