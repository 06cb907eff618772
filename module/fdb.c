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
#include "fdb_table.h"
#include "xvs.h"

#define XVS_FDB_MIN_BITS	6
/* An eviction looks at so many of the owner's entries for the idlest. */
#define XVS_FDB_EVICT_SCAN	8

static struct kmem_cache *xvs_fdb_cache;

static u64 xvs_fdb_any_vid(u64 key)
{
	return key | (u64)XVS_FDB_ANY_VID << XVS_FDB_VID_SHIFT;
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

/* Has the root the key's address? */
bool xvs_fdb_is_host(const struct xvs_fdb *fdb, u64 key)
{
	return xvs_fdb_find(fdb, xvs_fdb_any_vid(key));
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

/**
 * xvs_fdb_idlest() - who of a few has been silent for longest
 * @owner: whose entries these are, of which it has learned some
 *
 * The next call looks at others.
 *
 * Return: the entry
 */
struct xvs_fdb_entry *xvs_fdb_idlest(struct xvs_fdb_owner *owner)
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

/**
 * xvs_fdb_evict() - make room for one more learned entry
 * @fdb: the table, in which something is learned
 *
 * It is at the cost of the port that owns most, so that one guest with many
 * addresses can't make the switch forget the others.
 */
void xvs_fdb_evict(struct xvs_fdb *fdb)
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

/**
 * xvs_fdb_table_alloc() - make empty buckets
 * @bits: the binary logarithm of their number
 * @ver: which of an entry's nodes is to be in them
 *
 * Return: the buckets; NULL: out of memory
 */
struct xvs_fdb_table *xvs_fdb_table_alloc(unsigned int bits, u8 ver)
{
	struct xvs_fdb_table *table;

	table = kvzalloc(struct_size(table, buckets, 1UL << bits), GFP_KERNEL);
	if (!table)
		return NULL;
	table->shift = 64 - bits;
	table->ver = ver;
	return table;
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
