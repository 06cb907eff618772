/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_FDB_H
#define _XVS_FDB_H

#include <linux/if_vlan.h>
#include <linux/jiffies.h>
#include <linux/rbtree.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include "drop.h"

struct netlink_ext_ack;
struct xvs_identity;
struct xvs_port;

/* In place of a VLAN: the root's own addresses, which it has in every VLAN. */
#define XVS_FDB_ANY_VID		VLAN_VID_MASK

/* A key is the VLAN above the address. */
#define XVS_FDB_VID_SHIFT	48

/* What a VIF sends may come back by another PIF for so long: a tenth more than it
 * takes to note that it sends, see xvs_fdb_touch().
 */
#define XVS_FDB_ECHO		(HZ + HZ / 10)

#define XVS_FDB_DEFAULT_AGEING	(300 * HZ)
#define XVS_FDB_DEFAULT_MAX	65536

/**
 * enum xvs_fdb_kind - what an address in the table is
 *
 * @XVS_FDB_LEARNED: seen as a source; moves and ages
 * @XVS_FDB_STATIC: put there by the administrator; stays where it is
 * @XVS_FDB_HOST: the host's own; nobody else may send from it
 * @XVS_FDB_OWNED: of a VIF that is locked to it, or of several
 */
enum xvs_fdb_kind {
	XVS_FDB_LEARNED,
	XVS_FDB_STATIC,
	XVS_FDB_HOST,
	XVS_FDB_OWNED,
};

/**
 * struct xvs_fdb_entry - where one address of one VLAN is
 *
 * What a lookup reads is in the first 64 bytes.
 *
 * @node: in the table; the second serves the table that a growing one becomes
 * @key: VLAN and address, see xvs_fdb_key()
 * @port: where it is; NULL: any of its owners, none of them has sent yet
 * @updated: jiffies of its last frame, written at most once a second
 * @kind: enum xvs_fdb_kind
 * @announce: it is to be made known outside
 * @refs: of a host's address: how many times it was added
 * @owned: in its owner's list (fdb lock)
 * @claims: of an owned address: the claims to it (fdb lock, RCU)
 * @garp: jiffies of its last gratuitous ARP from a VIF, if the uplink echoes;
 *	0: none
 * @announced: jiffies of when it was last made known outside; 0: never
 * @rcu: frees it
 */
struct xvs_fdb_entry {
	struct hlist_node node[2];
	u64 key;
	struct xvs_port *port;
	unsigned long updated;
	u8 kind;
	bool announce;
	u16 refs;

	struct list_head owned;
	struct list_head claims;
	unsigned long garp;
	unsigned long announced;
	struct rcu_head rcu;
};

/**
 * struct xvs_claim - that a locked VIF is one owner of an address
 *
 * @port: the VIF
 * @entry: of the address; NULL: the host or, while no owner had carrier,
 *	another station has taken it since (fdb lock)
 * @entry_node: in @entry's claims (fdb lock, RCU)
 * @port_node: in @port's claims (fdb lock)
 * @rcu: frees it
 */
struct xvs_claim {
	struct xvs_port *port;
	struct xvs_fdb_entry *entry;
	struct list_head entry_node;
	struct list_head port_node;
	struct rcu_head rcu;
};

/**
 * struct xvs_fdb_owner - the entries of one port (fdb lock)
 *
 * @learned: learned entries, the longest known first
 * @fixed: static and host entries
 * @count: length of @learned
 * @rank: in xvs_fdb.ranks while @count is not 0
 */
struct xvs_fdb_owner {
	struct list_head learned;
	struct list_head fixed;
	unsigned int count;
	struct rb_node rank;
};

/**
 * struct xvs_fdb_table - the buckets, replaced by twice as many when they fill
 *
 * @shift: 64 less the binary logarithm of their number
 * @ver: which of an entry's nodes is in them
 * @buckets: chains of entries
 */
struct xvs_fdb_table {
	u8 shift;
	u8 ver;
	struct hlist_head buckets[];
};

/**
 * struct xvs_fdb - the forwarding table of a switch
 *
 * Lookups take no lock. One lock serialises changes: eviction compares the
 * ports with each other, so that a lock for each bucket would not do.
 *
 * @table: (written by @work, RCU)
 * @secret: of the hash, so that a guest can't choose addresses that collide
 * @ageing: jiffies that a learned entry lives without a frame
 * @max_learned: learned entries beyond which one is evicted
 * @lock: guards all below and every change of the table
 * @n_learned: learned entries
 * @n_entries: all entries
 * @ranks: ports that have learned entries, the one with most of them first
 * @work: ages entries and grows the table
 */
struct xvs_fdb {
	struct xvs_fdb_table __rcu *table;
	u64 secret[2];
	unsigned long ageing;
	unsigned int max_learned;

	spinlock_t lock; /* innermost */
	unsigned int n_learned;
	unsigned int n_entries;
	struct rb_root_cached ranks;
	struct delayed_work work;
};

/* fdb.c */
int xvs_fdb_cache_create(void);
void xvs_fdb_cache_destroy(void);

int xvs_fdb_init(struct xvs_fdb *fdb);
void xvs_fdb_exit(struct xvs_fdb *fdb);
void xvs_fdb_owner_init(struct xvs_fdb_owner *owner);

struct xvs_port *xvs_fdb_lookup(const struct xvs_fdb *fdb, u16 vid,
				const u8 *addr);
struct xvs_fdb_entry *xvs_fdb_entry_find(const struct xvs_fdb *fdb, u64 key);
bool xvs_fdb_is_host(const struct xvs_fdb *fdb, u64 key);

/* fdb_learn.c */
enum xvs_drop xvs_fdb_judge(const struct xvs_fdb *fdb,
			    const struct xvs_port *from, u16 vid,
			    const u8 *addr);
enum xvs_drop xvs_fdb_learn(struct xvs_fdb *fdb, struct xvs_port *from,
			    u16 vid, const u8 *addr);
void xvs_fdb_refresh(const struct xvs_fdb *fdb, const struct xvs_port *from,
		     u16 vid, const u8 *addr);
enum xvs_drop xvs_fdb_follow(struct xvs_fdb *fdb, struct xvs_port *from,
			     u16 vid, const u8 *addr);
void xvs_fdb_note_garp(struct xvs_fdb_entry *e);

/* fdb_set.c */
int xvs_fdb_add_host(struct xvs_fdb *fdb, struct xvs_port *host, u16 vid,
		     const u8 *addr);
void xvs_fdb_del_host(struct xvs_fdb *fdb, u16 vid, const u8 *addr);
int xvs_fdb_add_static(struct xvs_fdb *fdb, struct xvs_port *port, u16 vid,
		       const u8 *addr, bool excl,
		       struct netlink_ext_ack *extack);
int xvs_fdb_del_user(struct xvs_fdb *fdb, u16 vid, const u8 *addr,
		     struct netlink_ext_ack *extack);

void xvs_fdb_flush_port(struct xvs_fdb *fdb, struct xvs_port *port,
			bool fixed_too);
void xvs_fdb_flush_foreign(struct xvs_fdb *fdb, struct xvs_port *port);
void xvs_fdb_flush(struct xvs_fdb *fdb, int vid);
void xvs_fdb_set_ageing(struct xvs_fdb *fdb, unsigned long ageing);
void xvs_fdb_set_max(struct xvs_fdb *fdb, unsigned int max);

/* claim.c */
void xvs_claims_init(struct xvs_port *port);
void xvs_claims_update(struct xvs_port *port);
void xvs_claims_release(struct xvs_port *port);
void xvs_claims_announce(struct xvs_port *port);
void xvs_claims_dissolve(struct xvs_fdb_entry *e);
bool xvs_claims_hold(const struct xvs_fdb_entry *e);
enum xvs_drop xvs_claim_take(struct xvs_port *port, u16 vid,
			     const struct xvs_identity *lock);

/* VLAN in the upper 16 bits, address in the lower 48 as it lies in memory. */
static inline u64 xvs_fdb_key(u16 vid, const u8 *addr)
{
	return (u64)vid << XVS_FDB_VID_SHIFT |
	       (u64)get_unaligned((const u16 *)(addr + 4)) << 32 |
	       get_unaligned((const u32 *)addr);
}

static inline unsigned int xvs_fdb_buckets(const struct xvs_fdb_table *table)
{
	return 1U << (64 - table->shift);
}

static inline u16 xvs_fdb_key_vid(u64 key)
{
	return key >> XVS_FDB_VID_SHIFT;
}

static inline void xvs_fdb_key_addr(u64 key, u8 *addr)
{
	put_unaligned((u32)key, (u32 *)addr);
	put_unaligned((u16)(key >> 32), (u16 *)(addr + 4));
}

/* Note that a station has sent: what is shared is written once a second. */
static inline void xvs_fdb_touch(struct xvs_fdb_entry *e)
{
	unsigned long now = jiffies;

	if (time_after_eq(now, READ_ONCE(e->updated) + HZ))
		WRITE_ONCE(e->updated, now);
}

#endif /* _XVS_FDB_H */
