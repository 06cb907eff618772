// SPDX-License-Identifier: GPL-2.0
/* The forwarding database in the course of time: it forgets, and it grows. */
#include <linux/slab.h>
#include "fdb_table.h"
#include "xvs.h"

/* The work lets the datapath have the lock after so many buckets. */
#define XVS_FDB_AGE_BATCH	256

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

/**
 * xvs_fdb_work() - let time go by for a table
 * @work: the table's
 */
void xvs_fdb_work(struct work_struct *work)
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
