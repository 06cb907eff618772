// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of prefixes, made once and then looked at for every frame: a lookup
 * costs the same among one address and among 256. Plain C on the caller's
 * memory, as frame.c.
 *
 * The memory of a set is, in this order: the set with a table for each length,
 * the prefixes, the slots of the tables.
 */
#include <linux/bitops.h>
#include "prefix.h"

#define XVS_PREFIX_MAX_LEN	128

/* At least four slots for each prefix, and a power of two of them. */
static unsigned int xvs_prefix_bits(unsigned int count)
{
	return fls(4 * (count ?: 1) - 1);
}

/* That power of two is less than eight for each. */
#define XVS_PREFIX_MAX_SLOTS	8

/**
 * xvs_prefixes_size() - say how much memory a set needs
 * @n: how many prefixes it is made of, at most XVS_PREFIXES_MAX
 *
 * Return: bytes, a multiple of eight
 */
size_t xvs_prefixes_size(unsigned int n)
{
	struct xvs_prefixes *set;

	/* An empty set has a table with a slot too. */
	n = n ?: 1;
	return sizeof(*set) + n * (sizeof(*set->tables) +
				   sizeof(*set->prefixes) +
				   XVS_PREFIX_MAX_SLOTS *
				   sizeof(*set->tables->slots));
}

static bool xvs_prefixes_have(const struct xvs_prefixes *set,
			      const struct xvs_prefix *prefix)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (set->prefixes[i].hi == prefix->hi &&
		    set->prefixes[i].lo == prefix->lo &&
		    set->prefixes[i].len == prefix->len)
			return true;
	return false;
}

/* The prefixes without their host's bits, each once */
static void xvs_prefixes_list(struct xvs_prefixes *set,
			      const struct xvs_prefix *prefixes, unsigned int n)
{
	struct xvs_prefix prefix;
	unsigned int i;

	for (i = 0; i < n; i++) {
		prefix = prefixes[i];
		prefix.hi &= xvs_prefix_mask(prefix.len);
		prefix.lo &= xvs_prefix_mask(prefix.len - 64);
		if (!xvs_prefixes_have(set, &prefix))
			set->prefixes[set->n++] = prefix;
	}
}

/* A table goes before those that have fewer prefixes, or shorter ones. */
static bool xvs_prefix_table_precedes(const struct xvs_prefix_table *a,
				      const struct xvs_prefix_table *b)
{
	return a->count != b->count ? a->count > b->count : a->len > b->len;
}

static void xvs_prefixes_add_table(struct xvs_prefixes *set, unsigned int len,
				   unsigned int count)
{
	struct xvs_prefix_table table = {
		.hi = xvs_prefix_mask(len),
		.lo = xvs_prefix_mask((int)len - 64),
		.count = count,
		.shift = 64 - xvs_prefix_bits(count),
		.len = len,
	};
	unsigned int i = set->n_tables++;

	for (; i && xvs_prefix_table_precedes(&table, &set->tables[i - 1]); i--)
		set->tables[i] = set->tables[i - 1];
	set->tables[i] = table;
}

/* A table for each length that there is; an empty one where there is none */
static void xvs_prefixes_sort(struct xvs_prefixes *set)
{
	u16 counts[XVS_PREFIX_MAX_LEN + 1] = {};
	unsigned int i;

	for (i = 0; i < set->n; i++)
		counts[set->prefixes[i].len]++;
	for (i = 0; i <= XVS_PREFIX_MAX_LEN; i++)
		if (counts[i])
			xvs_prefixes_add_table(set, i, counts[i]);
	if (!set->n)
		xvs_prefixes_add_table(set, 0, 0);
}

/* The slot that is @distance behind a prefix's place */
static struct xvs_prefix_slot *
xvs_prefix_slot(const struct xvs_prefix_table *table, u64 hi, u64 lo,
		unsigned int distance)
{
	u64 index = xvs_prefix_place(table, hi, lo) + distance;

	return &table->slots[index & (~0ULL >> table->shift)];
}

/* A slot that is not taken yet holds the prefix that came first, which is in
 * its right place besides.
 */
static bool xvs_prefix_slot_is_free(const struct xvs_prefix_table *table,
				    const struct xvs_prefix_slot *slot,
				    const struct xvs_prefix *first)
{
	return xvs_prefix_is_at(slot, first->hi, first->lo) &&
	       slot != xvs_prefix_slot(table, first->hi, first->lo, 0);
}

static void xvs_prefix_table_add(struct xvs_prefix_table *table,
				 const struct xvs_prefix *prefix,
				 const struct xvs_prefix *first)
{
	struct xvs_prefix_slot *slot;
	u8 i;

	for (i = 0;; i++) {
		slot = xvs_prefix_slot(table, prefix->hi, prefix->lo, i);
		if (xvs_prefix_slot_is_free(table, slot, first))
			break;
	}
	slot->hi = prefix->hi;
	slot->lo = prefix->lo;
	if (i > table->reach)
		table->reach = i;
}

static unsigned int xvs_prefix_table_slots(const struct xvs_prefix_table *table)
{
	return 1U << (64 - table->shift);
}

static void xvs_prefix_table_clear(struct xvs_prefix_table *table,
				   u64 hi, u64 lo)
{
	unsigned int i;

	for (i = 0; i < xvs_prefix_table_slots(table); i++) {
		table->slots[i].hi = hi;
		table->slots[i].lo = lo;
	}
}

/* The mask of an empty table makes zeroes of all that is looked for. */
static void xvs_prefix_table_fill(struct xvs_prefix_table *table,
				  const struct xvs_prefixes *set)
{
	const struct xvs_prefix *first = NULL, *prefix = set->prefixes;

	if (!table->count)
		xvs_prefix_table_clear(table, ~0ULL, ~0ULL);
	for (; prefix < set->prefixes + set->n; prefix++) {
		if (prefix->len != table->len)
			continue;
		if (first) {
			xvs_prefix_table_add(table, prefix, first);
		} else {
			first = prefix;
			xvs_prefix_table_clear(table, first->hi, first->lo);
		}
	}
}

/**
 * xvs_prefixes_build() - make a set of prefixes
 * @set: memory for it, aligned for u64: xvs_prefixes_size(@n) bytes
 * @prefixes: what to make it of, in any order; bits behind a prefix's length
 *	are ignored, and so is a prefix that was there before
 * @n: how many, at most XVS_PREFIXES_MAX
 */
void xvs_prefixes_build(struct xvs_prefixes *set,
			const struct xvs_prefix *prefixes, unsigned int n)
{
	struct xvs_prefix_slot *slots;
	unsigned int i;

	set->n = 0;
	set->n_tables = 0;
	set->prefixes = (struct xvs_prefix *)&set->tables[n ?: 1];
	slots = (struct xvs_prefix_slot *)&set->prefixes[n];
	xvs_prefixes_list(set, prefixes, n);
	xvs_prefixes_sort(set);
	for (i = 0; i < set->n_tables; i++) {
		set->tables[i].slots = slots;
		xvs_prefix_table_fill(&set->tables[i], set);
		slots += xvs_prefix_table_slots(&set->tables[i]);
	}
}

static bool xvs_prefix_table_has(const struct xvs_prefix_table *table,
				 u64 hi, u64 lo)
{
	unsigned int i;

	for (i = 0; i <= table->reach; i++)
		if (xvs_prefix_is_at(xvs_prefix_slot(table, hi, lo, i), hi, lo))
			return true;
	return false;
}

/**
 * xvs_prefixes_match() - is an address covered by one of a set's prefixes?
 * @set: the set
 * @hi: the address's first 64 bits, as in struct xvs_prefix
 * @lo: its last
 *
 * Return: whether it is
 */
bool xvs_prefixes_match(const struct xvs_prefixes *set, u64 hi, u64 lo)
{
	const struct xvs_prefix_table *table = set->tables;
	const struct xvs_prefix_table *end = table + set->n_tables;

	for (; table < end; table++)
		if (xvs_prefix_table_has(table, hi & table->hi, lo & table->lo))
			return true;
	return false;
}
