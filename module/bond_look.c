// SPDX-License-Identifier: GPL-2.0
/*
 * A look at a bond's links: which of its members carry, which of them is the
 * active one, and what follows when that changes. All of it runs under the
 * bond's own lock, from a timer and from configuration alike, and never waits
 * for RTNL.
 */
#include "xvs.h"

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

/**
 * xvs_bond_send() - send what was made with the bond's lock held
 * @out: frames, with their devices; the lock is not held any more
 */
void xvs_bond_send(struct sk_buff_head *out)
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
