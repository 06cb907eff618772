// SPDX-License-Identifier: GPL-2.0
/*
 * Which member of a bond carries which bucket. Plain C: the kernel and the unit
 * tests build it.
 */
#include "slb.h"

static void xvs_slb_sum(struct xvs_slb_bucket *buckets,
			struct xvs_slb_member *members, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		members[i] = (struct xvs_slb_member) {};
	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		buckets[i].moved = false;
		members[buckets[i].member].load += buckets[i].load;
		members[buckets[i].member].n_loaded += !!buckets[i].load;
	}
}

/* The member that has most, of those that have something to give. */
static int xvs_slb_fullest(const struct xvs_slb_member *members, unsigned int n)
{
	int best = -1;
	unsigned int i;

	for (i = 0; i < n; i++)
		if (!members[i].spent && members[i].n_loaded > 1 &&
		    (best < 0 || members[i].load > members[best].load))
			best = i;
	return best;
}

static unsigned int xvs_slb_emptiest(const struct xvs_slb_member *members,
				     unsigned int n)
{
	unsigned int best = 0, i;

	for (i = 1; i < n; i++)
		if (members[i].load < members[best].load)
			best = i;
	return best;
}

/* The heaviest that fits into half the difference, or else the lightest that
 * still makes it smaller.
 */
static int xvs_slb_pick(const struct xvs_slb_bucket *buckets,
			unsigned int from, u64 difference)
{
	int fits = -1, lightest = -1, i;

	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		if (buckets[i].member != from || !buckets[i].load ||
		    buckets[i].moved)
			continue;
		if (buckets[i].load <= difference / 2 &&
		    (fits < 0 || buckets[i].load > buckets[fits].load))
			fits = i;
		if (lightest < 0 || buckets[i].load < buckets[lightest].load)
			lightest = i;
	}
	if (fits >= 0)
		return fits;
	return lightest >= 0 && buckets[lightest].load < difference ?
	       lightest : -1;
}

/* What is more than half of the difference turns it around: it is to be smaller
 * then, by a sixteenth at least.
 */
static bool xvs_slb_gains(u64 load, u64 difference)
{
	return load <= difference / 2 ||
	       2 * load - difference <= difference - difference / 16;
}

/**
 * xvs_slb_rebalance() - even out the loads of a bond's members
 * @buckets: XVS_SLB_BUCKETS of them; those that should move are moved
 * @members: @n of them, filled in: what they carry after the moves
 * @n: how many members there are, at least 1
 *
 * From the member with most to the one with least, in the manner of Open
 * vSwitch, whose numbers users know: nothing moves for a difference of less
 * than 1/32 of the smaller load or of XVS_SLB_MIN_SHIFT, and no bucket twice.
 *
 * Return: how many buckets have moved
 */
unsigned int xvs_slb_rebalance(struct xvs_slb_bucket *buckets,
			       struct xvs_slb_member *members, unsigned int n)
{
	unsigned int moves = 0, to;
	int from, bucket;
	u64 difference;

	xvs_slb_sum(buckets, members, n);
	while (moves < XVS_SLB_BUCKETS) {
		from = xvs_slb_fullest(members, n);
		to = xvs_slb_emptiest(members, n);
		if (from < 0 || members[from].load <= members[to].load)
			break;
		difference = members[from].load - members[to].load;
		if (difference < XVS_SLB_MIN_SHIFT ||
		    difference < members[to].load / 32)
			break;
		bucket = xvs_slb_pick(buckets, from, difference);
		if (bucket < 0 ||
		    !xvs_slb_gains(buckets[bucket].load, difference)) {
			members[from].spent = true;
			continue;
		}
		members[from].load -= buckets[bucket].load;
		members[from].n_loaded--;
		members[to].load += buckets[bucket].load;
		members[to].n_loaded++;
		buckets[bucket].member = to;
		buckets[bucket].moved = true;
		moves++;
	}
	return moves;
}
