/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_PREFIX_H
#define _XVS_PREFIX_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct xvs_prefix - addresses that begin alike
 *
 * Both families are 128 bits in host order; an IPv4 address is the first 32,
 * and the rest is zero.
 *
 * @hi: the first 64 bits
 * @lo: the last 64 bits
 * @len: how many bits count
 */
struct xvs_prefix {
	u64 hi;
	u64 lo;
	u8 len;
};

/**
 * struct xvs_prefix_slot - a prefix whose length is known from where it is
 *
 * @hi: the first 64 bits
 * @lo: the last 64 bits
 */
struct xvs_prefix_slot {
	u64 hi;
	u64 lo;
};

/**
 * struct xvs_prefix_table - the prefixes of one length
 *
 * Open addressing, a quarter full at most. What is looked for is in the slot
 * that its hash says, or no further than @reach behind it. Every slot holds a
 * prefix of the set, one that would be empty too: so none need be told from an
 * empty one.
 *
 * @slots: a power of two of them
 * @hi: mask of the first 64 bits
 * @lo: mask of the last 64 bits
 * @count: prefixes in it
 * @shift: of a hash, so that the index of a slot is left
 * @reach: how far from its place a prefix may be
 * @len: the length
 */
struct xvs_prefix_table {
	struct xvs_prefix_slot *slots;
	u64 hi;
	u64 lo;
	u16 count;
	u8 shift;
	u8 reach;
	u8 len;
};

/**
 * struct xvs_prefixes - a set of prefixes of one family, never changed
 *
 * Points into its own memory, so it must not be copied.
 *
 * @prefixes: them, as they were given, but each once and without host's bits
 * @n: how many
 * @n_tables: how many lengths they have, but one where there are none
 * @tables: one for each length, that which has most prefixes first
 */
struct xvs_prefixes {
	struct xvs_prefix *prefixes;
	u16 n;
	u16 n_tables;
	struct xvs_prefix_table tables[];
};

/* At most so many prefixes are in a set. */
#define XVS_PREFIXES_MAX	256

size_t xvs_prefixes_size(unsigned int n);
void xvs_prefixes_build(struct xvs_prefixes *set,
			const struct xvs_prefix *prefixes, unsigned int n);

/* The first @bits of 64, of which there may be less than none or too many */
static inline u64 xvs_prefix_mask(int bits)
{
	if (bits <= 0)
		return 0;
	return bits < 64 ? ~0ULL << (64 - bits) : ~0ULL;
}

/* Multiplicative hashing: neighbours end up far from each other, in one
 * direction and, as the two factors have nothing in common, in both
 * (Martin Roberts' R2 sequence). Of IPv4 the low half of the first factor
 * counts, which is the same number.
 */
static inline u64 xvs_prefix_hash(u64 hi, u64 lo)
{
	return hi * 0xc13fa9a9c13fa9a9ULL + lo * 0x91e10da5c79e7b1dULL;
}

/* The same of IPv4, by a factor that x86's instruction can have in it */
static inline u64 xvs_prefix_hash4(u64 hi)
{
	return hi * 0xffffffffc13fa9a9ULL;
}

static inline bool xvs_prefix_is_at(const struct xvs_prefix_slot *slot,
				    u64 hi, u64 lo)
{
	return slot->hi == hi && slot->lo == lo;
}

/* Where a prefix is, unless another was there before it */
static inline u64 xvs_prefix_place(const struct xvs_prefix_table *table,
				   u64 hi, u64 lo)
{
	return xvs_prefix_hash(hi, lo) >> table->shift;
}

bool xvs_prefixes_match(const struct xvs_prefixes *set, u64 hi, u64 lo);

/* A hit is in the table of the length that most have, in the place that is its own:
 * most addresses are. The others are left to xvs_prefixes_match().
 */

/**
 * xvs_prefixes_hit4() - is an IPv4 address where it is looked for first?
 * @set: a set of IPv4's
 * @hi: the address, and behind it whatever it may be
 *
 * Return: true: it is covered; false: it may be all the same
 */
static __always_inline bool xvs_prefixes_hit4(const struct xvs_prefixes *set,
					      u64 hi)
{
	const struct xvs_prefix_table *table = set->tables;

	hi &= table->hi;
	return likely(table->slots[xvs_prefix_hash4(hi) >> table->shift].hi == hi);
}

/**
 * xvs_prefixes_hit6() - is an IPv6 address where it is looked for first?
 * @set: a set of IPv6's
 * @hi: the address's first 64 bits
 * @lo: its last
 *
 * Return: true: it is covered; false: it may be all the same
 */
static __always_inline bool xvs_prefixes_hit6(const struct xvs_prefixes *set,
					      u64 hi, u64 lo)
{
	const struct xvs_prefix_table *table = set->tables;

	hi &= table->hi;
	lo &= table->lo;
	return likely(xvs_prefix_is_at(&table->slots[xvs_prefix_place(table, hi, lo)],
				       hi, lo));
}

#endif /* _XVS_PREFIX_H */
