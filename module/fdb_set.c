// SPDX-License-Identifier: GPL-2.0
/*
 * What the host and its administrator tell the forwarding database: addresses
 * that stay where they are, what is to be forgotten, and how much is learned.
 */
#include "fdb_table.h"
#include "xvs.h"

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
