// SPDX-License-Identifier: GPL-2.0
/*
 * balance-slb: each source address sends by one member, so that the switches
 * outside need not know of the bond. Addresses fall into buckets, buckets are
 * placed on members, and the loads are evened out now and then.
 */
#include <linux/hash.h>
#include <linux/slab.h>
#include "xvs.h"

/* A frame for an address may still come by the old member for so long after
 * its bucket has moved, until the switch outside has seen it send by the new.
 */
#define XVS_SLB_GRACE	HZ

/**
 * xvs_slb_bucket() - hash an address of a VLAN
 * @vid: the VLAN
 * @addr: the address
 *
 * Return: its bucket
 */
u8 xvs_slb_bucket(u16 vid, const u8 *addr)
{
	return hash_64(xvs_fdb_key(vid, addr), 8);
}

/**
 * xvs_slb_carrier() - find the member that sends a bucket's frames
 * @bond: the bond; caller holds the RCU read lock with softirqs disabled
 * @bucket: the bucket
 * @bytes: that it is about to send
 *
 * Return: the PIF, or NULL: none may send
 */
struct xvs_port *xvs_slb_carrier(const struct xvs_bond *bond, u8 bucket,
				 unsigned int bytes)
{
	this_cpu_add(bond->bytes[bucket], bytes);
	return rcu_dereference(bond->buckets[bucket].pif);
}

static struct xvs_port *xvs_slb_select(const struct xvs_bond *bond,
				       struct sk_buff *skb,
				       const struct xvs_frame *f)
{
	return xvs_slb_carrier(bond,
			       xvs_slb_bucket(f->vid, eth_hdr(skb)->h_source),
			       skb->len);
}

/* What the switch outside floods arrives by every member and is to be taken
 * once: a group's by the active one, a station's by the one that the station
 * would answer by, whether it is known here or not.
 */
static enum xvs_drop xvs_slb_accept(const struct xvs_bond *bond,
				    const struct sk_buff *skb,
				    const struct xvs_frame *f)
{
	const u8 *dest = eth_hdr(skb)->h_dest;
	const struct xvs_bucket *bucket;

	if (is_multicast_ether_addr(dest))
		return rcu_access_pointer(bond->active) == f->from ?
		       XVS_GO_ON : XVS_DROP_bond_backup;
	bucket = &bond->buckets[xvs_slb_bucket(f->vid, dest)];
	if (likely(rcu_access_pointer(bucket->pif) == f->from))
		return XVS_GO_ON;
	if (rcu_access_pointer(bucket->was) == f->from &&
	    time_before(jiffies, READ_ONCE(bucket->moved) + XVS_SLB_GRACE))
		return XVS_GO_ON;
	return XVS_DROP_bond_backup;
}

const struct xvs_bond_ops xvs_slb_ops = {
	.select = xvs_slb_select,
	.accept = xvs_slb_accept,
	.spreads = true,
	.announces = true,
	.echoes = true,
};

static void xvs_slb_move(struct xvs_bucket *bucket, struct xvs_port *pif)
{
	rcu_assign_pointer(bucket->was, rcu_access_pointer(bucket->pif));
	WRITE_ONCE(bucket->moved, jiffies);
	rcu_assign_pointer(bucket->pif, pif);
}

static struct xvs_member *xvs_slb_next(struct xvs_bond *bond,
				       struct xvs_member *member)
{
	struct list_head *members = &bond->sw->uplink.members;
	unsigned int left = bond->n_members;

	while (left--) {
		if (!member || list_is_last(&member->node, members))
			member = list_first_entry(members, struct xvs_member,
						  node);
		else
			member = list_next_entry(member, node);
		if (member->carries)
			return member;
	}
	return NULL;
}

static bool xvs_slb_is_carried(const struct xvs_bond *bond,
			       const struct xvs_bucket *bucket)
{
	const struct xvs_port *pif = rcu_access_pointer(bucket->pif);

	return pif && pif->member && pif->member->carries;
}

/**
 * xvs_slb_assign() - place the buckets that no member carries
 * @bond: the bond; its lock is held
 *
 * On one member after the other. The rest stay where they are.
 */
void xvs_slb_assign(struct xvs_bond *bond)
{
	struct xvs_member *member = NULL;
	struct xvs_bucket *bucket;
	unsigned int i;

	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		bucket = &bond->buckets[i];
		if (xvs_slb_is_carried(bond, bucket))
			continue;
		member = xvs_slb_next(bond, member);
		if (!member && !rcu_access_pointer(bucket->pif))
			continue;
		xvs_slb_move(bucket, member ? member->port : NULL);
	}
}

/* What each bucket has carried lately: half of what it had, and the new. */
static void xvs_slb_look(struct xvs_bond *bond)
{
	unsigned int i;
	u64 bytes;
	int cpu;

	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		bytes = 0;
		for_each_possible_cpu(cpu)
			bytes += READ_ONCE(per_cpu_ptr(bond->bytes, cpu)[i]);
		bond->load[i] = bond->load[i] / 2 + bytes - bond->seen[i];
		bond->seen[i] = bytes;
	}
}

/* Room to place buckets in; much for a stack, and not needed in between. */
struct xvs_slb_plan {
	struct xvs_slb_bucket buckets[XVS_SLB_BUCKETS];
	struct xvs_member *members[XVS_SLB_BUCKETS];
	struct xvs_slb_member loads[XVS_SLB_BUCKETS];
	unsigned int count[XVS_SLB_BUCKETS];
	unsigned int n;
};

static void xvs_slb_plan_members(struct xvs_bond *bond,
				 struct xvs_slb_plan *plan)
{
	struct xvs_member *member;

	xvs_for_each_member(member, bond->sw) {
		member->load = 0;
		if (member->carries && plan->n < XVS_SLB_BUCKETS)
			plan->members[plan->n++] = member;
	}
}

static unsigned int xvs_slb_plan_index(const struct xvs_slb_plan *plan,
				       const struct xvs_port *pif)
{
	unsigned int i;

	for (i = 0; i < plan->n - 1; i++)
		if (plan->members[i]->port == pif)
			break;
	return i;
}

/* A member that is new and has nothing gets its share of the idle buckets. */
static void xvs_slb_spread(struct xvs_slb_plan *plan)
{
	unsigned int *count = plan->count, i, idlest, j;

	for (i = 0; i < XVS_SLB_BUCKETS; i++)
		count[plan->buckets[i].member]++;
	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		if (plan->buckets[i].load)
			continue;
		for (idlest = 0, j = 1; j < plan->n; j++)
			if (count[j] < count[idlest])
				idlest = j;
		if (count[plan->buckets[i].member] <= count[idlest] + 1)
			continue;
		count[plan->buckets[i].member]--;
		count[idlest]++;
		plan->buckets[i].member = idlest;
		plan->buckets[i].moved = true;
	}
}

static void xvs_slb_carry_out(struct xvs_bond *bond,
			      const struct xvs_slb_plan *plan)
{
	DECLARE_BITMAP(moved, XVS_SLB_BUCKETS) = {};
	unsigned int i;

	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		if (!plan->buckets[i].moved)
			continue;
		xvs_slb_move(&bond->buckets[i],
			     plan->members[plan->buckets[i].member]->port);
		__set_bit(i, moved);
	}
	/* The switch outside would send by the old one until they speak. */
	if (bond->ops == &xvs_slb_ops && !bitmap_empty(moved, XVS_SLB_BUCKETS))
		xvs_announce_buckets_moved(bond, moved);
	for (i = 0; i < plan->n; i++)
		plan->members[i]->load = plan->loads[i].load;
}

static void xvs_slb_rebalance_bond(struct xvs_bond *bond,
				   struct xvs_slb_plan *plan)
{
	unsigned int i;

	xvs_slb_plan_members(bond, plan);
	if (!plan->n)
		return;
	for (i = 0; i < XVS_SLB_BUCKETS; i++)
		plan->buckets[i] = (struct xvs_slb_bucket) {
			.load = bond->load[i],
			.member = xvs_slb_plan_index(plan,
				rcu_access_pointer(bond->buckets[i].pif)),
		};
	xvs_slb_rebalance(plan->buckets, plan->loads, plan->n);
	xvs_slb_spread(plan);
	xvs_slb_carry_out(bond, plan);
}

/**
 * xvs_slb_work() - look at the loads, and even them out
 * @work: of the bond
 */
void xvs_slb_work(struct work_struct *work)
{
	struct xvs_bond *bond = container_of(to_delayed_work(work),
					     struct xvs_bond, rebalance);
	struct xvs_slb_plan *plan = kzalloc(sizeof(*plan), GFP_KERNEL);

	spin_lock_bh(&bond->lock);
	xvs_slb_look(bond);
	if (plan)
		xvs_slb_rebalance_bond(bond, plan);
	if (bond->config.rebalance && xvs_bond_is_multiple(bond))
		queue_delayed_work(system_unbound_wq, &bond->rebalance,
				   msecs_to_jiffies(bond->config.rebalance));
	spin_unlock_bh(&bond->lock);
	kfree(plan);
}
