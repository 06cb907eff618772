/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the forwarding database share: fdb.c is the table,
 * fdb_learn.c what frames tell it, fdb_set.c what the host does, fdb_age.c what
 * time does, and claim.c what locks do. Entries change under the table's lock.
 */
#ifndef _XVS_FDB_TABLE_H
#define _XVS_FDB_TABLE_H

#include "fdb.h"

/* fdb.c */
struct xvs_fdb_table *xvs_fdb_table_alloc(unsigned int bits, u8 ver);
struct xvs_fdb_entry *xvs_fdb_insert(struct xvs_fdb *fdb, u64 key,
				     struct xvs_port *port,
				     enum xvs_fdb_kind kind);
void xvs_fdb_own(struct xvs_fdb *fdb, struct xvs_fdb_entry *e,
		 struct xvs_port *port, enum xvs_fdb_kind kind);
void xvs_fdb_make_learned(struct xvs_fdb *fdb, struct xvs_fdb_entry *e,
			  struct xvs_port *port);
void xvs_fdb_disown(struct xvs_fdb *fdb, struct xvs_fdb_entry *e);
void xvs_fdb_delete(struct xvs_fdb *fdb, struct xvs_fdb_entry *e);
struct xvs_fdb_entry *xvs_fdb_idlest(struct xvs_fdb_owner *owner);
void xvs_fdb_evict(struct xvs_fdb *fdb);

/* fdb_age.c */
void xvs_fdb_work(struct work_struct *work);

/* Only the work replaces the table, so it may read it as it likes. */
static inline struct xvs_fdb_table *xvs_fdb_work_table(struct xvs_fdb *fdb)
{
	return rcu_dereference_protected(fdb->table, true);
}

/* Pair-multiply-shift: universal, so chains stay short for all who don't
 * know the secret (Thorup, "High Speed Hashing for Integers and Strings").
 */
static __always_inline struct hlist_head *
xvs_fdb_bucket(const struct xvs_fdb *fdb, struct xvs_fdb_table *table, u64 key)
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

#endif /* _XVS_FDB_TABLE_H */
