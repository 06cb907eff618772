// SPDX-License-Identifier: GPL-2.0
/* How balance-slb evens out its loads */
#include <stdlib.h>
#include <string.h>
#include "slb.h"
#include "unit.h"

#define MAX_MEMBERS	4
/* What a guest sends between two looks at the loads */
#define RATE		10000000

static struct xvs_slb_bucket buckets[XVS_SLB_BUCKETS];
static struct xvs_slb_member members[MAX_MEMBERS];

/* All on the first member, or one after the other */
static void place(unsigned int n)
{
	unsigned int i;

	memset(buckets, 0, sizeof(buckets));
	for (i = 0; i < XVS_SLB_BUCKETS; i++)
		buckets[i].member = i % n;
}

static u64 least(unsigned int n)
{
	u64 load = members[0].load;
	unsigned int i;

	for (i = 1; i < n; i++)
		if (members[i].load < load)
			load = members[i].load;
	return load;
}

static u64 most(unsigned int n)
{
	u64 load = 0;
	unsigned int i;

	for (i = 0; i < n; i++)
		if (members[i].load > load)
			load = members[i].load;
	return load;
}

/* Is what the members say they carry what their buckets do? */
static bool adds_up(unsigned int n)
{
	u64 loads[MAX_MEMBERS] = {};
	unsigned int i;

	for (i = 0; i < XVS_SLB_BUCKETS; i++) {
		if (buckets[i].member >= n)
			return false;
		loads[buckets[i].member] += buckets[i].load;
	}
	for (i = 0; i < n; i++)
		if (loads[i] != members[i].load)
			return false;
	return true;
}

/* Guests of equal rate wherever their addresses fall: after two rebalances no
 * member has more or less than a tenth from even. Return: how often not
 */
static unsigned int spread(unsigned int guests, unsigned int n)
{
	unsigned int seed, round, i, bad = 0;
	u64 rates[XVS_SLB_BUCKETS], even = (u64)guests * RATE / n * 2;

	for (seed = 1; seed <= 1000; seed++) {
		srandom(seed);
		place(seed % 2 ? n : 1);
		memset(rates, 0, sizeof(rates));
		for (i = 0; i < guests; i++)
			rates[random() % XVS_SLB_BUCKETS] += RATE;
		for (round = 0; round < 2; round++) {
			/* As much again, and half of what was */
			for (i = 0; i < XVS_SLB_BUCKETS; i++)
				buckets[i].load = buckets[i].load / 2 + rates[i];
			xvs_slb_rebalance(buckets, members, n);
			if (!adds_up(n))
				return seed;
		}
		/* 1.5 times the rates have been counted */
		even = (u64)guests * RATE * 3 / 2 / n;
		if (most(n) * 10 > even * 11 || least(n) * 10 < even * 9)
			bad++;
	}
	return bad;
}

static bool even_loads_stay(void)
{
	unsigned int i;

	place(2);
	for (i = 0; i < XVS_SLB_BUCKETS; i++)
		buckets[i].load = RATE;
	return !xvs_slb_rebalance(buckets, members, 2);
}

static bool small_differences_stay(void)
{
	place(2);
	buckets[0].load = XVS_SLB_MIN_SHIFT / 2 - 1;
	buckets[2].load = buckets[0].load;
	return !xvs_slb_rebalance(buckets, members, 2);
}

/* A single bucket can't be shared: to move it would only turn the tables */
static bool a_heavy_one_stays(void)
{
	place(2);
	buckets[0].load = 1000 * (u64)RATE;
	return !xvs_slb_rebalance(buckets, members, 2);
}

static bool what_is_beside_a_heavy_one_leaves_it(void)
{
	unsigned int i;

	place(1);
	buckets[0].load = 100 * (u64)RATE;
	for (i = 1; i <= 20; i++)
		buckets[i].load = RATE;
	xvs_slb_rebalance(buckets, members, 2);
	return !buckets[0].member && members[0].load == 100 * (u64)RATE &&
	       members[1].load == 20 * (u64)RATE;
}

static bool nothing_moves_without_load(void)
{
	place(1);
	return !xvs_slb_rebalance(buckets, members, 4);
}

static bool one_member_has_all(void)
{
	place(1);
	buckets[0].load = RATE;
	buckets[1].load = RATE;
	return !xvs_slb_rebalance(buckets, members, 1) &&
	       members[0].load == 2 * (u64)RATE;
}

static bool huge_loads_do_not_overflow(void)
{
	unsigned int i;

	place(1);
	for (i = 0; i < 8; i++)
		buckets[i].load = 1ULL << 58;
	xvs_slb_rebalance(buckets, members, 4);
	return most(4) == 1ULL << 59 && least(4) == 1ULL << 59;
}

static const struct {
	const char *name;
	bool (*test)(void);
} tests[] = {
	{ "even loads stay", even_loads_stay },
	{ "small differences stay", small_differences_stay },
	{ "a single heavy one stays", a_heavy_one_stays },
	{ "others leave it alone", what_is_beside_a_heavy_one_leaves_it },
	{ "nothing moves without load", nothing_moves_without_load },
	{ "one member has all", one_member_has_all },
	{ "huge loads do not overflow", huge_loads_do_not_overflow },
};

static const unsigned int spreads[] = { 2, 4 };

unsigned int unit_count_slb(void)
{
	return ARRAY_SIZE(tests) + ARRAY_SIZE(spreads);
}

void unit_test_slb(void)
{
	unsigned int bad;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tests); i++)
		unit_result(tests[i].test(), "slb: %s", tests[i].name);
	for (i = 0; i < ARRAY_SIZE(spreads); i++) {
		bad = spread(64, spreads[i]);
		if (bad)
			unit_note("%u of 1000 times not", bad);
		unit_result(!bad, "slb: 64 guests over %u members are within a tenth of even",
			    spreads[i]);
	}
}
