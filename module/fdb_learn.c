// SPDX-License-Identifier: GPL-2.0
/*
 * What a frame tells the forwarding database: where its sender is, and whether
 * it may be there.
 */
#include "fdb_table.h"
#include "xvs.h"

/* How long a gratuitous ARP of a VIF keeps its like outside from moving the
 * station: XenServer's fdb_garp_lock_time.
 */
#define XVS_FDB_GARP_LOCK	(5 * HZ)

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

/* The bridge's locked port is that of an authenticator: whom it has let in is
 * pinned there.
 */
static bool xvs_fdb_is_let_in(const struct xvs_port *from,
			      const struct xvs_fdb_entry *e)
{
	return !(READ_ONCE(from->flags) & BR_PORT_LOCKED) ||
	       (e && READ_ONCE(e->port) == from->at);
}

/* What is not known is as what was learned: it may be, anywhere. */
static enum xvs_fdb_kind xvs_fdb_kind_of(const struct xvs_fdb_entry *e)
{
	return e ? READ_ONCE(e->kind) : XVS_FDB_LEARNED;
}

/* May this port send from an address that is not known to be there? */
static enum xvs_drop xvs_fdb_check(const struct xvs_fdb *fdb,
				   const struct xvs_port *from, u64 key,
				   const struct xvs_fdb_entry *e)
{
	enum xvs_fdb_kind kind = xvs_fdb_kind_of(e);

	if (kind == XVS_FDB_HOST || (!e && xvs_fdb_is_host(fdb, key)))
		return XVS_DROP_host_mac;
	if (kind == XVS_FDB_OWNED && from->role == XVS_ROLE_VIF &&
	    xvs_claims_hold(e))
		return XVS_DROP_owned_mac;
	if (!xvs_fdb_is_let_in(from, e))
		return XVS_DROP_port_locked;
	return e && xvs_fdb_is_reflection(from, e) ? XVS_DROP_bond_reflection :
						     XVS_GO_ON;
}

/**
 * xvs_fdb_judge() - may a port send from an address?
 * @fdb: the table; caller holds the RCU read lock
 * @from: the port
 * @vid: VLAN
 * @addr: the address
 *
 * Return: XVS_GO_ON; or XVS_DROP_host_mac, XVS_DROP_owned_mac,
 * XVS_DROP_port_locked or XVS_DROP_bond_reflection
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
	switch (xvs_fdb_kind_of(e)) {
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
