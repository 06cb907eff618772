// SPDX-License-Identifier: GPL-2.0
/*
 * The forwarding database: where each address of each VLAN is.
 *
 * The hash table is our own because each frame looks into it twice: a lookup
 * is one multiplication, one chain and one comparison of 64 bits. Every entry
 * has two hash nodes, so that a table of twice the size is filled beside the
 * one in use and then swapped for it.
 */
#include <linux/random.h>
#include <linux/slab.h>
#include "xvs.h"

#define XVS_FDB_MIN_BITS	6
/* An eviction looks at so many of the owner's entries for the idlest. */
#define XVS_FDB_EVICT_SCAN	8
/* The work lets the datapath have the lock after so many buckets. */
#define XVS_FDB_AGE_BATCH	256

static struct kmem_cache *xvs_fdb_cache;

static u64 xvs_fdb_any_vid(u64 key)
{
	return key | (u64)XVS_FDB_ANY_VID << XVS_FDB_VID_SHIFT;
}

void xvs_fdb_key_addr(u64 key, u8 *addr)
{
	put_unaligned((u32)key, (u32 *)addr);
	put_unaligned((u16)(key >> 32), (u16 *)(addr + 4));
}

/* Pair-multiply-shift: universal, so chains stay short for all who don't
 * know the secret (Thorup, "High Speed Hashing for Integers and Strings").
 */
static struct hlist_head *xvs_fdb_bucket(const struct xvs_fdb *fdb,
					 struct xvs_fdb_table *table, u64 key)
{
	u64 hash = ((key >> 32) + fdb->secret[0]) *
		   ((u32)key + fdb->secret[1]);

	return &table->buckets[hash >> table->shift];
}

static __always_inline struct xvs_fdb_entry *
xvs_fdb_find(const struct xvs_fdb *fdb, u64 key)
{
	struct xvs_fdb_table *table = rcu_dereference_check(fdb->table,
						lockdep_is_held(&fdb->lock));
	struct xvs_fdb_entry *e;

	hlist_for_each_entry_rcu(e, xvs_fdb_bucket(fdb, table, key),
				 node[table->ver], lockdep_is_held(&fdb->lock))
		if (e->key == key)
			return e;
	return NULL;
}

/**
 * xvs_fdb_entry_find() - find what is known of an address
 * @fdb: the table; caller holds the RCU read lock or the table's
 * @key: VLAN and address, see xvs_fdb_key()
 *
 * Return: the entry or NULL
 */
struct xvs_fdb_entry *xvs_fdb_entry_find(const struct xvs_fdb *fdb, u64 key)
{
	return xvs_fdb_find(fdb, key);
}

/* What seldom happens to a frame is kept out of line, so that the way of the
 * others saves no registers for it.
 */
static noinline struct xvs_port *xvs_fdb_lookup_any(const struct xvs_fdb *fdb,
						    u64 key)
{
	struct xvs_fdb_entry *e = xvs_fdb_find(fdb, xvs_fdb_any_vid(key));

	return e ? READ_ONCE(e->port) : NULL;
}

/**
 * xvs_fdb_lookup() - find the port of a unicast address
 * @fdb: the table; caller holds the RCU read lock
 * @vid: VLAN
 * @addr: address
 *
 * Return: its port, the host's own among them, or NULL: unknown
 */
struct xvs_port *xvs_fdb_lookup(const struct xvs_fdb *fdb, u16 vid,
				const u8 *addr)
{
	u64 key = xvs_fdb_key(vid, addr);
	struct xvs_fdb_entry *e = xvs_fdb_find(fdb, key);

	if (unlikely(!e))
		return xvs_fdb_lookup_any(fdb, key);
	return READ_ONCE(e->port);
}

static void xvs_fdb_free_rcu(struct rcu_head *rcu)
{
	kmem_cache_free(xvs_fdb_cache,
			container_of(rcu, struct xvs_fdb_entry, rcu));
}

void xvs_fdb_owner_init(struct xvs_fdb_owner *owner)
{
	INIT_LIST_HEAD(&owner->learned);
	INIT_LIST_HEAD(&owner->fixed);
}

static bool xvs_fdb_owns_more(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct xvs_fdb_owner, rank)->count >
	       rb_entry(b, struct xvs_fdb_owner, rank)->count;
}

static void xvs_fdb_recount(struct xvs_fdb *fdb, struct xvs_fdb_owner *owner,
			    int change)
{
	if (owner->count)
		rb_erase_cached(&owner->rank, &fdb->ranks);
	owner->count += change;
	fdb->n_learned += change;
	if (owner->count)
		rb_add_cached(&owner->rank, &fdb->ranks, xvs_fdb_owns_more);
}

/* Give an entry, new or without an owner, to a port. */
void xvs_fdb_own(struct xvs_fdb *fdb, struct xvs_fdb_entry *e,
		 struct xvs_port *port, enum xvs_fdb_kind kind)
{
	e->updated = jiffies;
	WRITE_ONCE(e->kind, kind);
	WRITE_ONCE(e->port, port);
	if (kind == XVS_FDB_LEARNED) {
		list_add_tail(&e->owned, &port->fdb.learned);
		xvs_fdb_recount(fdb, &port->fdb, 1);
	} else if (kind != XVS_FDB_OWNED) {
		list_add_tail(&e->owned, &port->fdb.fixed);
	}
}

/* Take an entry from its port or from those who claim it. */
void xvs_fdb_disown(struct xvs_fdb *fdb, struct xvs_fdb_entry *e)
{
	if (e->kind == XVS_FDB_OWNED) {
		xvs_claims_dissolve(e);
		return;
	}
	list_del(&e->owned);
	if (e->kind == XVS_FDB_LEARNED)
		xvs_fdb_recount(fdb, &e->port->fdb, -1);
}

void xvs_fdb_delete(struct xvs_fdb *fdb, struct xvs_fdb_entry *e)
{
	struct xvs_fdb_table *table = rcu_dereference_protected(fdb->table,
						lockdep_is_held(&fdb->lock));

	xvs_fdb_disown(fdb, e);
	hlist_del_rcu(&e->node[table->ver]);
	fdb->n_entries--;
	call_rcu(&e->rcu, xvs_fdb_free_rcu);
}

/* Who of a few has been silent for longest; the next call looks at others. */
static struct xvs_fdb_entry *xvs_fdb_idlest(struct xvs_fdb_owner *owner)
{
	struct xvs_fdb_entry *e, *next, *idlest = NULL;
	int left = XVS_FDB_EVICT_SCAN;

	list_for_each_entry_safe(e, next, &owner->learned, owned) {
		if (!idlest || time_before(e->updated, idlest->updated))
			idlest = e;
		list_move_tail(&e->owned, &owner->learned);
		if (!--left)
			break;
	}
	return idlest;
}

/* Make room at the cost of the port that owns most, so that one guest with
 * many addresses can't make the switch forget the others.
 */
static void xvs_fdb_evict(struct xvs_fdb *fdb)
{
	struct xvs_fdb_owner *owner = rb_entry(rb_first_cached(&fdb->ranks),
					       struct xvs_fdb_owner, rank);

	xvs_fdb_delete(fdb, xvs_fdb_idlest(owner));
}

/* Let an entry without an owner be a learned one, which ages and counts. */
void xvs_fdb_make_learned(struct xvs_fdb *fdb, struct xvs_fdb_entry *e,
			  struct xvs_port *port)
{
	if (fdb->n_learned >= fdb->max_learned)
		xvs_fdb_evict(fdb);
	xvs_fdb_own(fdb, e, port, XVS_FDB_LEARNED);
	queue_delayed_work(system_long_wq, &fdb->work, fdb->ageing);
}

/* Put an entry for a key that has none into the table. */
struct xvs_fdb_entry *xvs_fdb_insert(struct xvs_fdb *fdb, u64 key,
				     struct xvs_port *port,
				     enum xvs_fdb_kind kind)
{
	struct xvs_fdb_table *table = rcu_dereference_protected(fdb->table,
						lockdep_is_held(&fdb->lock));
	struct xvs_fdb_entry *e;

	if (kind == XVS_FDB_LEARNED && fdb->n_learned >= fdb->max_learned)
		xvs_fdb_evict(fdb);
	e = kmem_cache_alloc(xvs_fdb_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!e)
		return NULL;
	e->key = key;
	e->refs = 0;
	e->announce = false;
	e->garp = 0;
	e->announced = 0;
	/* Who sees that it has become an owned one walks them without a lock. */
	INIT_LIST_HEAD(&e->claims);
	xvs_fdb_own(fdb, e, port, kind);
	hlist_add_head_rcu(&e->node[table->ver],
			   xvs_fdb_bucket(fdb, table, key));

	if (++fdb->n_entries == xvs_fdb_buckets(table) + 1)
		mod_delayed_work(system_long_wq, &fdb->work, 0);
	else if (kind == XVS_FDB_LEARNED)
		queue_delayed_work(system_long_wq, &fdb->work, fdb->ageing);
	return e;
}

/* Has the root the key's address? */
bool xvs_fdb_is_host(const struct xvs_fdb *fdb, u64 key)
{
	return xvs_fdb_find(fdb, xvs_fdb_any_vid(key));
}

/* May what has left from an address still come back? */
static bool xvs_fdb_may_echo(const struct xvs_fdb_entry *e)
{
	unsigned long announced = READ_ONCE(e->announced);

	return time_before(jiffies, READ_ONCE(e->updated) + XVS_FDB_ECHO) ||
	       (announced && time_before(jiffies, announced + XVS_FDB_ECHO));
}

/* Has a VIF of ours sent lately from an address that comes in by the uplink, or
 * have we for it? Then a switch outside has sent back what left by another PIF.
 * A VIF that has been silent for longer than what it sends is noted has moved
 * away.
 */
static bool xvs_fdb_is_reflection(const struct xvs_port *from,
				  const struct xvs_fdb_entry *e)
{
	const struct xvs_port *at = READ_ONCE(e->port);

	return from->role == XVS_ROLE_PIF && at && at->role == XVS_ROLE_VIF &&
	       xvs_bond_echoes(rcu_dereference(from->sw->uplink.bond)) &&
	       xvs_fdb_may_echo(e);
}

/* May this port send from an address that is not known to be there? */
static enum xvs_drop xvs_fdb_check(const struct xvs_fdb *fdb,
				   const struct xvs_port *from, u64 key,
				   const struct xvs_fdb_entry *e)
{
	if (!e)
		return xvs_fdb_is_host(fdb, key) ? XVS_DROP_host_mac :
						   XVS_GO_ON;
	switch (READ_ONCE(e->kind)) {
	case XVS_FDB_HOST:
		return XVS_DROP_host_mac;
	case XVS_FDB_OWNED:
		if (from->role == XVS_ROLE_VIF && xvs_claims_hold(e))
			return XVS_DROP_owned_mac;
		break;
	}
	return xvs_fdb_is_reflection(from, e) ? XVS_DROP_bond_reflection :
						XVS_GO_ON;
}

/**
 * xvs_fdb_judge() - may a port send from an address?
 * @fdb: the table; caller holds the RCU read lock
 * @from: the port
 * @vid: VLAN
 * @addr: the address
 *
 * Return: XVS_GO_ON, XVS_DROP_host_mac or XVS_DROP_owned_mac
 */
enum xvs_drop xvs_fdb_judge(const struct xvs_fdb *fdb,
			    const struct xvs_port *from, u16 vid,
			    const u8 *addr)
{
	u64 key = xvs_fdb_key(vid, addr);

	return xvs_fdb_check(fdb, from, key, xvs_fdb_find(fdb, key));
}

/* Is where an address is not for this frame to say? */
static bool xvs_fdb_is_settled(const struct xvs_fdb_entry *e)
{
	switch (e ? READ_ONCE(e->kind) : XVS_FDB_LEARNED) {
	case XVS_FDB_LEARNED:
		return false;
	case XVS_FDB_OWNED:
		return xvs_claims_hold(e);
	default:
		return true;
	}
}

/* Let one station of a port give way to another, unless what it has sent may
 * still come back. Return: whether one has
 */
static bool xvs_fdb_replace(struct xvs_fdb *fdb, struct xvs_fdb_owner *owner)
{
	struct xvs_fdb_entry *e = xvs_fdb_idlest(owner);

	if (xvs_fdb_may_echo(e))
		return false;
	xvs_fdb_delete(fdb, e);
	return true;
}

/* What was seen of the table without the lock may have changed since. */
static enum xvs_drop xvs_fdb_learn_locked(struct xvs_fdb *fdb,
					  struct xvs_port *from, u64 key)
{
	struct xvs_fdb_entry *e = xvs_fdb_find(fdb, key);
	enum xvs_drop reason = xvs_fdb_check(fdb, from, key, e);

	if (reason || xvs_fdb_is_settled(e))
		return reason;
	/* Whoever locks the port or takes the VLAN from it flushes it then. */
	if (rcu_access_pointer(from->lock) ||
	    !xvs_port_may_use(from, xvs_fdb_key_vid(key)))
		return XVS_GO_ON;
	if ((!e || e->port != from->at) && xvs_storm_is_full(from) &&
	    !xvs_fdb_replace(fdb, &from->at->fdb)) {
		this_cpu_inc(from->stats->not_learned);
		return XVS_GO_ON;
	}
	if (!e) {
		e = xvs_fdb_insert(fdb, key, from->at, XVS_FDB_LEARNED);
	} else if (e->port != from->at) {
		xvs_fdb_disown(fdb, e);
		xvs_fdb_make_learned(fdb, e, from->at);
	}
	if (e)
		xvs_announce_entry(from, e);
	return XVS_GO_ON;
}

/* A station that is new, or elsewhere than it was. */
static noinline enum xvs_drop xvs_fdb_learn_new(struct xvs_fdb *fdb,
						struct xvs_port *from, u64 key)
{
	struct xvs_fdb_entry *e = xvs_fdb_find(fdb, key);
	enum xvs_drop reason;
	u8 addr[ETH_ALEN];

	reason = xvs_fdb_check(fdb, from, key, e);
	if (reason || xvs_fdb_is_settled(e))
		return reason;
	xvs_fdb_key_addr(key, addr);
	if (!(READ_ONCE(from->flags) & BR_LEARNING) ||
	    xvs_addr_is_reserved(addr) || !xvs_storm_may_learn(from))
		return XVS_GO_ON;

	spin_lock(&fdb->lock);
	reason = xvs_fdb_learn_locked(fdb, from, key);
	spin_unlock(&fdb->lock);
	return reason;
}

/**
 * xvs_fdb_learn() - note that a station has sent
 * @fdb: the table; caller is in softirq context under the RCU read lock
 * @from: port that it sent from
 * @vid: VLAN that it sent in
 * @addr: its address
 *
 * A station that is where it was costs no lock, and a write once a second.
 * An address that there is no memory for is flooded to, not lost.
 *
 * Return: as xvs_fdb_judge()
 */
enum xvs_drop xvs_fdb_learn(struct xvs_fdb *fdb, struct xvs_port *from,
			    u16 vid, const u8 *addr)
{
	u64 key = xvs_fdb_key(vid, addr);
	struct xvs_fdb_entry *e = xvs_fdb_find(fdb, key);

	if (unlikely(!e || READ_ONCE(e->port) != from->at))
		return xvs_fdb_learn_new(fdb, from, key);
	xvs_fdb_touch(e);
	return XVS_GO_ON;
}

/**
 * xvs_fdb_refresh() - note that a frame which has waited leaves only now
 * @fdb: the table; caller holds the RCU read lock
 * @from: port that it came from
 * @vid: its VLAN
 * @addr: its source
 *
 * What is where else meanwhile stays there.
 */
void xvs_fdb_refresh(const struct xvs_fdb *fdb, const struct xvs_port *from,
		     u16 vid, const u8 *addr)
{
	struct xvs_fdb_entry *e = xvs_fdb_find(fdb, xvs_fdb_key(vid, addr));

	if (e && READ_ONCE(e->port) == from->at)
		xvs_fdb_touch(e);
}

/* How long a gratuitous ARP of a VIF keeps its like outside from moving the
 * station: XenServer's fdb_garp_lock_time.
 */
#define XVS_FDB_GARP_LOCK	(5 * HZ)

static bool xvs_fdb_is_garp_locked(const struct xvs_fdb_entry *e)
{
	unsigned long garp = READ_ONCE(e->garp);

	return garp && time_before(jiffies, garp + XVS_FDB_GARP_LOCK);
}

/**
 * xvs_fdb_follow() - a station that has just sent here announces itself outside
 * @fdb: the table; caller is in softirq context under the RCU read lock
 * @from: the PIF
 * @vid: VLAN
 * @addr: its address
 *
 * It has moved, unless the announcement was its own and has come back.
 *
 * Return: XVS_GO_ON or XVS_DROP_bond_reflection
 */
enum xvs_drop xvs_fdb_follow(struct xvs_fdb *fdb, struct xvs_port *from,
			     u16 vid, const u8 *addr)
{
	enum xvs_drop reason = XVS_GO_ON;
	struct xvs_fdb_entry *e;

	spin_lock(&fdb->lock);
	e = xvs_fdb_find(fdb, xvs_fdb_key(vid, addr));
	if (e && xvs_fdb_is_garp_locked(e)) {
		reason = XVS_DROP_bond_reflection;
	} else if (e && e->kind == XVS_FDB_LEARNED &&
		   READ_ONCE(from->flags) & BR_LEARNING) {
		xvs_fdb_disown(fdb, e);
		xvs_fdb_make_learned(fdb, e, from->at);
	}
	spin_unlock(&fdb->lock);
	return reason;
}

/**
 * xvs_fdb_note_garp() - a VIF's station has announced itself
 * @e: its entry; caller holds the RCU read lock
 */
void xvs_fdb_note_garp(struct xvs_fdb_entry *e)
{
	WRITE_ONCE(e->garp, jiffies ?: 1);
}

/* Whatever was learned of an address that is now the host's was a spoof, and
 * nobody else can be pinned to it.
 */
static void xvs_fdb_forget_addr(struct xvs_fdb *fdb, const u8 *addr)
{
	struct xvs_fdb_entry *e;
	u16 vid;

	for (vid = 0; vid < VLAN_VID_MASK; vid++) {
		e = xvs_fdb_find(fdb, xvs_fdb_key(vid, addr));
		if (e && e->kind != XVS_FDB_HOST)
			xvs_fdb_delete(fdb, e);
	}
}

/**
 * xvs_fdb_add_host() - claim an address for the host
 * @fdb: the table
 * @host: the host's port that has the address
 * @vid: VLAN, or XVS_FDB_ANY_VID: every VLAN in which nobody else has it
 * @addr: address; what was learned of it is forgotten
 *
 * Counted: it takes as many xvs_fdb_del_host() to give the address up.
 *
 * Return: 0 or -ENOMEM
 */
int xvs_fdb_add_host(struct xvs_fdb *fdb, struct xvs_port *host, u16 vid,
		     const u8 *addr)
{
	u64 key = xvs_fdb_key(vid, addr);
	struct xvs_fdb_entry *e;

	spin_lock_bh(&fdb->lock);
	e = xvs_fdb_find(fdb, key);
	if (!e) {
		e = xvs_fdb_insert(fdb, key, host, XVS_FDB_HOST);
	} else if (e->kind != XVS_FDB_HOST) {
		xvs_fdb_disown(fdb, e);
		xvs_fdb_own(fdb, e, host, XVS_FDB_HOST);
	}
	if (e)
		e->refs++;
	if (vid == XVS_FDB_ANY_VID)
		xvs_fdb_forget_addr(fdb, addr);
	spin_unlock_bh(&fdb->lock);
	return e ? 0 : -ENOMEM;
}

/**
 * xvs_fdb_del_host() - give up an address of the host
 * @fdb: the table
 * @vid: VLAN it was added with
 * @addr: address
 */
void xvs_fdb_del_host(struct xvs_fdb *fdb, u16 vid, const u8 *addr)
{
	struct xvs_fdb_entry *e;

	spin_lock_bh(&fdb->lock);
	e = xvs_fdb_find(fdb, xvs_fdb_key(vid, addr));
	if (e && e->kind == XVS_FDB_HOST && !--e->refs)
		xvs_fdb_delete(fdb, e);
	spin_unlock_bh(&fdb->lock);
}

/**
 * xvs_fdb_add_static() - pin an address to a port
 * @fdb: the table
 * @port: the port
 * @vid: VLAN
 * @addr: address; a learned entry becomes static
 * @excl: leave a static entry alone, do not move it to @port
 * @extack: says what was wrong
 *
 * Return: 0, -EBUSY (the host's or a locked VIF's), -EEXIST or -ENOMEM
 */
int xvs_fdb_add_static(struct xvs_fdb *fdb, struct xvs_port *port, u16 vid,
		       const u8 *addr, bool excl,
		       struct netlink_ext_ack *extack)
{
	u64 key = xvs_fdb_key(vid, addr);
	struct xvs_fdb_entry *e;
	int err = 0;

	spin_lock_bh(&fdb->lock);
	e = xvs_fdb_find(fdb, key);
	if ((e && e->kind == XVS_FDB_HOST) || xvs_fdb_is_host(fdb, key)) {
		NL_SET_ERR_MSG(extack, "The address is the host's own");
		err = -EBUSY;
	} else if (e && e->kind == XVS_FDB_OWNED) {
		NL_SET_ERR_MSG(extack, "A VIF is locked to the address");
		err = -EBUSY;
	} else if (e && e->kind == XVS_FDB_STATIC && excl) {
		NL_SET_ERR_MSG(extack, "The address is static already");
		err = -EEXIST;
	} else if (e) {
		xvs_fdb_disown(fdb, e);
		xvs_fdb_own(fdb, e, port, XVS_FDB_STATIC);
	} else if (!xvs_fdb_insert(fdb, key, port, XVS_FDB_STATIC)) {
		err = -ENOMEM;
	}
	spin_unlock_bh(&fdb->lock);
	return err;
}

/**
 * xvs_fdb_del_user() - forget a learned or static address
 * @fdb: the table
 * @vid: VLAN
 * @addr: address
 * @extack: says what was wrong
 *
 * Return: 0, -ENOENT, or -EPERM: the host's or a locked VIF's own address
 */
int xvs_fdb_del_user(struct xvs_fdb *fdb, u16 vid, const u8 *addr,
		     struct netlink_ext_ack *extack)
{
	struct xvs_fdb_entry *e;
	int err = 0;

	spin_lock_bh(&fdb->lock);
	e = xvs_fdb_find(fdb, xvs_fdb_key(vid, addr));
	if (!e) {
		NL_SET_ERR_MSG(extack, "No such address in this VLAN");
		err = -ENOENT;
	} else if (e->kind == XVS_FDB_HOST) {
		NL_SET_ERR_MSG(extack, "The address is the host's own");
		err = -EPERM;
	} else if (e->kind == XVS_FDB_OWNED) {
		NL_SET_ERR_MSG(extack, "A VIF is locked to the address");
		err = -EPERM;
	} else {
		xvs_fdb_delete(fdb, e);
	}
	spin_unlock_bh(&fdb->lock);
	return err;
}

/**
 * xvs_fdb_flush_port() - forget what was learned on a port
 * @fdb: the table
 * @port: the port
 * @fixed_too: and its static and host entries: the port goes away
 */
void xvs_fdb_flush_port(struct xvs_fdb *fdb, struct xvs_port *port,
			bool fixed_too)
{
	struct xvs_fdb_entry *e, *next;

	spin_lock_bh(&fdb->lock);
	list_for_each_entry_safe(e, next, &port->fdb.learned, owned)
		xvs_fdb_delete(fdb, e);
	if (fixed_too)
		list_for_each_entry_safe(e, next, &port->fdb.fixed, owned)
			xvs_fdb_delete(fdb, e);
	spin_unlock_bh(&fdb->lock);
}

/**
 * xvs_fdb_flush_foreign() - forget a port in VLANs it has left
 * @fdb: the table
 * @port: the port; caller holds RTNL
 */
void xvs_fdb_flush_foreign(struct xvs_fdb *fdb, struct xvs_port *port)
{
	struct xvs_fdb_entry *e, *next;

	spin_lock_bh(&fdb->lock);
	list_for_each_entry_safe(e, next, &port->fdb.learned, owned)
		if (!xvs_port_may_use(port, xvs_fdb_key_vid(e->key)))
			xvs_fdb_delete(fdb, e);
	list_for_each_entry_safe(e, next, &port->fdb.fixed, owned)
		if (!xvs_port_may_use(port, xvs_fdb_key_vid(e->key)))
			xvs_fdb_delete(fdb, e);
	spin_unlock_bh(&fdb->lock);
}

/**
 * xvs_fdb_flush() - forget all learned addresses
 * @fdb: the table
 * @vid: of this VLAN alone, or -1: of every VLAN
 */
void xvs_fdb_flush(struct xvs_fdb *fdb, int vid)
{
	struct xvs_fdb_table *table;
	struct xvs_fdb_entry *e;
	struct hlist_node *next;
	unsigned int i;

	spin_lock_bh(&fdb->lock);
	table = rcu_dereference_protected(fdb->table,
					  lockdep_is_held(&fdb->lock));
	for (i = 0; fdb->n_learned && i < xvs_fdb_buckets(table); i++)
		hlist_for_each_entry_safe(e, next, &table->buckets[i],
					  node[table->ver])
			if (e->kind == XVS_FDB_LEARNED &&
			    (vid < 0 || vid == xvs_fdb_key_vid(e->key)))
				xvs_fdb_delete(fdb, e);
	spin_unlock_bh(&fdb->lock);
}

/**
 * xvs_fdb_set_ageing() - change how long a silent station is remembered
 * @fdb: the table
 * @ageing: jiffies
 */
void xvs_fdb_set_ageing(struct xvs_fdb *fdb, unsigned long ageing)
{
	WRITE_ONCE(fdb->ageing, ageing);
	mod_delayed_work(system_long_wq, &fdb->work, 0);
}

/**
 * xvs_fdb_set_max() - change how many addresses are learned
 * @fdb: the table
 * @max: at least 1; what is learned beyond it is evicted
 */
void xvs_fdb_set_max(struct xvs_fdb *fdb, unsigned int max)
{
	spin_lock_bh(&fdb->lock);
	fdb->max_learned = max;
	while (fdb->n_learned > max)
		xvs_fdb_evict(fdb);
	spin_unlock_bh(&fdb->lock);
}

static struct xvs_fdb_table *xvs_fdb_table_alloc(unsigned int bits, u8 ver)
{
	struct xvs_fdb_table *table;

	table = kvzalloc(struct_size(table, buckets, 1UL << bits), GFP_KERNEL);
	if (!table)
		return NULL;
	table->shift = 64 - bits;
	table->ver = ver;
	return table;
}

/* Only the work replaces the table, so it may read it as it likes. */
static struct xvs_fdb_table *xvs_fdb_work_table(struct xvs_fdb *fdb)
{
	return rcu_dereference_protected(fdb->table, true);
}

/* Without memory for a larger table chains get longer, nothing else. */
static void xvs_fdb_grow(struct xvs_fdb *fdb, unsigned int n_entries)
{
	struct xvs_fdb_table *old = xvs_fdb_work_table(fdb), *new;
	struct xvs_fdb_entry *e;
	unsigned int i;

	new = xvs_fdb_table_alloc(ilog2(n_entries) + 1, !old->ver);
	if (!new)
		return;

	spin_lock_bh(&fdb->lock);
	for (i = 0; i < xvs_fdb_buckets(old); i++)
		hlist_for_each_entry(e, &old->buckets[i], node[old->ver])
			hlist_add_head_rcu(&e->node[new->ver],
					   xvs_fdb_bucket(fdb, new, e->key));
	rcu_assign_pointer(fdb->table, new);
	spin_unlock_bh(&fdb->lock);

	/* The old nodes serve again when the table next grows. */
	synchronize_rcu();
	kvfree(old);
}

/* Return: jiffies until the next of the bucket's entries is due */
static unsigned long xvs_fdb_age_bucket(struct xvs_fdb *fdb,
					struct xvs_fdb_table *table,
					unsigned int bucket,
					unsigned long ageing)
{
	unsigned long now = jiffies, due, next = ageing;
	struct xvs_fdb_entry *e;
	struct hlist_node *tmp;

	hlist_for_each_entry_safe(e, tmp, &table->buckets[bucket],
				  node[table->ver]) {
		if (e->kind != XVS_FDB_LEARNED)
			continue;
		due = READ_ONCE(e->updated) + ageing;
		if (time_after_eq(now, due))
			xvs_fdb_delete(fdb, e);
		else
			next = min(next, due - now);
	}
	return next;
}

static unsigned long xvs_fdb_age(struct xvs_fdb *fdb)
{
	struct xvs_fdb_table *table = xvs_fdb_work_table(fdb);
	unsigned int i, end, n = xvs_fdb_buckets(table);
	unsigned long ageing = READ_ONCE(fdb->ageing);
	unsigned long next = ageing;

	for (i = 0; i < n; cond_resched()) {
		spin_lock_bh(&fdb->lock);
		for (end = min(n, i + XVS_FDB_AGE_BATCH); i < end; i++)
			next = min(next, xvs_fdb_age_bucket(fdb, table, i,
							    ageing));
		spin_unlock_bh(&fdb->lock);
	}
	return next;
}

static void xvs_fdb_work(struct work_struct *work)
{
	struct xvs_fdb *fdb = container_of(to_delayed_work(work),
					   struct xvs_fdb, work);
	unsigned int n_entries = READ_ONCE(fdb->n_entries);
	unsigned long next;

	if (n_entries > xvs_fdb_buckets(xvs_fdb_work_table(fdb)))
		xvs_fdb_grow(fdb, n_entries);

	next = xvs_fdb_age(fdb);
	/* It may have grown out of the new table, too. */
	if (READ_ONCE(fdb->n_entries) > xvs_fdb_buckets(xvs_fdb_work_table(fdb)))
		next = 0;
	if (READ_ONCE(fdb->n_learned))
		mod_delayed_work(system_long_wq, &fdb->work,
				 max_t(unsigned long, next, HZ / 4));
}

/**
 * xvs_fdb_init() - make a table that knows nobody
 * @fdb: the table
 *
 * Return: 0 or -ENOMEM
 */
int xvs_fdb_init(struct xvs_fdb *fdb)
{
	struct xvs_fdb_table *table = xvs_fdb_table_alloc(XVS_FDB_MIN_BITS, 0);

	if (!table)
		return -ENOMEM;
	RCU_INIT_POINTER(fdb->table, table);
	get_random_bytes(fdb->secret, sizeof(fdb->secret));
	fdb->ageing = XVS_FDB_DEFAULT_AGEING;
	fdb->max_learned = XVS_FDB_DEFAULT_MAX;
	spin_lock_init(&fdb->lock);
	fdb->ranks = RB_ROOT_CACHED;
	INIT_DELAYED_WORK(&fdb->work, xvs_fdb_work);
	return 0;
}

/**
 * xvs_fdb_exit() - free a table that no port uses any more
 * @fdb: the table; its owners were flushed, its readers are gone
 */
void xvs_fdb_exit(struct xvs_fdb *fdb)
{
	cancel_delayed_work_sync(&fdb->work);
	kvfree(xvs_fdb_work_table(fdb));
}

int xvs_fdb_cache_create(void)
{
	xvs_fdb_cache = kmem_cache_create("xvs_fdb_entry",
					  sizeof(struct xvs_fdb_entry), 0,
					  SLAB_HWCACHE_ALIGN, NULL);
	return xvs_fdb_cache ? 0 : -ENOMEM;
}

void xvs_fdb_cache_destroy(void)
{
	/* Entries on their way out hold no reference to the module. */
	rcu_barrier();
	kmem_cache_destroy(xvs_fdb_cache);
}
