// SPDX-License-Identifier: GPL-2.0
/*
 * Owned addresses: a locked VIF claims its MAC for the set of all VIFs that are
 * locked to it, such as a guest's paravirtual interface and the emulated one
 * beside it, or the two halves of a migration. The one that sent last is the
 * destination, and until one has, all are. An owner counts while it has
 * carrier; without any the address is an ordinary one.
 */
#include <linux/slab.h>
#include "fdb_table.h"
#include "xvs.h"

/* In place of the entry of a port that owns nothing, so that who asks for it need
 * not ask whether there is one: nobody is there.
 */
static struct xvs_fdb_entry xvs_claim_none;

/**
 * xvs_claims_init() - let a port own nothing
 * @port: the port, new
 */
void xvs_claims_init(struct xvs_port *port)
{
	INIT_LIST_HEAD(&port->claims);
	RCU_INIT_POINTER(port->own, &xvs_claim_none);
}

static struct xvs_claim *xvs_claim_of(const struct xvs_fdb_entry *e,
				      const struct xvs_port *port)
{
	struct xvs_claim *claim;

	list_for_each_entry(claim, &e->claims, entry_node)
		if (claim->port == port)
			return claim;
	return NULL;
}

/* Let an address have owners, whatever it was before. */
static struct xvs_fdb_entry *xvs_claim_entry(struct xvs_fdb *fdb,
					     const struct xvs_port *port,
					     u64 key)
{
	struct xvs_fdb_entry *e = xvs_fdb_entry_find(fdb, key);
	struct xvs_port *at = NULL;

	if (!e)
		return xvs_fdb_insert(fdb, key, NULL, XVS_FDB_OWNED);
	if (e->kind == XVS_FDB_OWNED)
		return e;
	/* It has sent from the address already, while it was not locked. */
	if (e->port == port)
		at = e->port;
	xvs_fdb_disown(fdb, e);
	xvs_fdb_own(fdb, e, at, XVS_FDB_OWNED);
	return e;
}

/* Return: the claim, new or not; NULL: there is no memory for it, or the
 * address is the host's
 */
static struct xvs_claim *xvs_claim_add(struct xvs_fdb *fdb,
				       struct xvs_port *port, u64 key)
{
	struct xvs_fdb_entry *e = xvs_fdb_entry_find(fdb, key);
	struct xvs_claim *claim;

	if (xvs_fdb_is_host(fdb, key) || (e && e->kind == XVS_FDB_HOST))
		return NULL;
	claim = e && e->kind == XVS_FDB_OWNED ? xvs_claim_of(e, port) : NULL;
	if (claim)
		return claim;
	claim = kzalloc(sizeof(*claim), GFP_ATOMIC | __GFP_NOWARN);
	if (!claim)
		return NULL;
	e = xvs_claim_entry(fdb, port, key);
	if (!e) {
		kfree(claim);
		return NULL;
	}
	claim->port = port;
	claim->entry = e;
	list_add_tail_rcu(&claim->entry_node, &e->claims);
	list_add_tail(&claim->port_node, &port->claims);
	if (xvs_fdb_key_vid(key) == port->vid)
		rcu_assign_pointer(port->own, e);
	return claim;
}

static void xvs_claim_detach(struct xvs_claim *claim)
{
	struct xvs_fdb_entry *e = claim->entry;

	list_del_rcu(&claim->entry_node);
	claim->entry = NULL;
	if (rcu_access_pointer(claim->port->own) == e)
		RCU_INIT_POINTER(claim->port->own, &xvs_claim_none);
}

/**
 * xvs_claims_dissolve() - end all claims to an address
 * @e: its entry; caller holds the table's lock
 */
void xvs_claims_dissolve(struct xvs_fdb_entry *e)
{
	struct xvs_claim *claim, *next;

	list_for_each_entry_safe(claim, next, &e->claims, entry_node)
		xvs_claim_detach(claim);
}

/* A VIF that may be whoever it likes from now on is still where it was. */
static void xvs_claim_end(struct xvs_fdb *fdb, struct xvs_claim *claim)
{
	struct xvs_fdb_entry *e = claim->entry;
	struct xvs_port *port = claim->port;
	bool learn;

	list_del(&claim->port_node);
	if (e) {
		xvs_claim_detach(claim);
		learn = e->port == port && port->flags & BR_LEARNING &&
			!rcu_access_pointer(port->lock);
		if (e->port == port)
			WRITE_ONCE(e->port, NULL);
		if (list_empty(&e->claims) && learn)
			xvs_fdb_make_learned(fdb, e, port);
		else if (list_empty(&e->claims))
			xvs_fdb_delete(fdb, e);
	}
	kfree_rcu(claim, rcu);
}

static bool xvs_claim_is_wanted(const struct xvs_port *port,
				const struct xvs_identity *lock, u64 key)
{
	return lock && xvs_port_may_use(port, xvs_fdb_key_vid(key)) &&
	       key == xvs_fdb_key(xvs_fdb_key_vid(key), lock->lock.mac);
}

static void xvs_claims_add(struct xvs_fdb *fdb, struct xvs_port *port,
			   const struct xvs_identity *lock)
{
	const struct xvs_vlan_set *trunk = rtnl_dereference(port->trunk);
	unsigned int vid;

	xvs_claim_add(fdb, port, xvs_fdb_key(port->vid, lock->lock.mac));
	if (!trunk)
		return;
	for_each_set_bit(vid, trunk->vids, VLAN_VID_MASK)
		xvs_claim_add(fdb, port, xvs_fdb_key(vid, lock->lock.mac));
}

/**
 * xvs_claims_update() - let a VIF own what its lock says, and nothing else
 * @port: the VIF; caller holds RTNL
 *
 * To be called when its lock, its tags or its link have changed. What it had
 * learned while it was not locked it may no longer be.
 */
void xvs_claims_update(struct xvs_port *port)
{
	const struct xvs_identity *lock = rtnl_dereference(port->lock);
	struct xvs_fdb *fdb = &port->sw->fdb;
	struct xvs_claim *claim, *next;
	bool is_locked = lock;

	if (lock == xvs_nobody || !xvs_port_usable(port))
		lock = NULL;
	spin_lock_bh(&fdb->lock);
	if (lock)
		xvs_claims_add(fdb, port, lock);
	list_for_each_entry_safe(claim, next, &port->claims, port_node)
		if (!claim->entry ||
		    !xvs_claim_is_wanted(port, lock, claim->entry->key))
			xvs_claim_end(fdb, claim);
	spin_unlock_bh(&fdb->lock);
	if (is_locked)
		xvs_fdb_flush_port(fdb, port, false);
}

/**
 * xvs_claims_announce() - make a VIF known outside that has carrier now
 * @port: the VIF; caller holds RTNL
 */
void xvs_claims_announce(struct xvs_port *port)
{
	struct xvs_fdb *fdb = &port->sw->fdb;
	struct xvs_claim *claim;

	spin_lock_bh(&fdb->lock);
	list_for_each_entry(claim, &port->claims, port_node) {
		if (claim->entry)
			xvs_announce_entry(port, claim->entry);
	}
	spin_unlock_bh(&fdb->lock);
}

/**
 * xvs_claims_release() - let a VIF that goes away own nothing
 * @port: the VIF, which receives no frames any more; caller holds RTNL
 */
void xvs_claims_release(struct xvs_port *port)
{
	struct xvs_fdb *fdb = &port->sw->fdb;
	struct xvs_claim *claim, *next;

	spin_lock_bh(&fdb->lock);
	list_for_each_entry_safe(claim, next, &port->claims, port_node)
		xvs_claim_end(fdb, claim);
	spin_unlock_bh(&fdb->lock);
}

/**
 * xvs_claims_hold() - is an owned address protected now?
 * @e: its entry; caller holds the RCU read lock
 *
 * Asks the devices and not what a notifier remembers of them.
 *
 * Return: whether any of its owners has carrier
 */
bool xvs_claims_hold(const struct xvs_fdb_entry *e)
{
	const struct xvs_claim *claim;

	list_for_each_entry_rcu(claim, &e->claims, entry_node)
		if (xvs_port_usable(claim->port))
			return true;
	return false;
}

/**
 * xvs_claim_take() - an owner has sent: what is for its address goes there
 * @port: the owner; caller is in softirq context under the RCU read lock
 * @vid: VLAN that it sent in
 * @lock: what its frame was judged by
 *
 * Return: XVS_GO_ON, or XVS_DROP_host_mac: the address is the host's too
 */
enum xvs_drop xvs_claim_take(struct xvs_port *port, u16 vid,
			     const struct xvs_identity *lock)
{
	u64 key = xvs_fdb_key(vid, lock->lock.mac);
	struct xvs_fdb *fdb = &port->sw->fdb;
	enum xvs_drop reason = XVS_GO_ON;
	struct xvs_fdb_entry *e;
	struct xvs_claim *claim;

	/* In a VLAN of its tags it is as ever where it was. */
	e = xvs_fdb_entry_find(fdb, key);
	if (e && READ_ONCE(e->kind) == XVS_FDB_OWNED &&
	    READ_ONCE(e->port) == port) {
		xvs_fdb_touch(e);
		return XVS_GO_ON;
	}
	if (!xvs_port_usable(port))
		return XVS_GO_ON;
	spin_lock(&fdb->lock);
	/* Whoever changes the lock updates the claims after it, under ours. */
	if (rcu_access_pointer(port->lock) == lock) {
		claim = xvs_claim_add(fdb, port, key);
		if (claim) {
			WRITE_ONCE(claim->entry->port, port);
			WRITE_ONCE(claim->entry->updated, jiffies);
			xvs_announce_entry(port, claim->entry);
		} else {
			reason = xvs_fdb_judge(fdb, port, vid, lock->lock.mac);
		}
	}
	spin_unlock(&fdb->lock);
	return reason;
}
