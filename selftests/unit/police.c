// SPDX-License-Identifier: GPL-2.0
/* Token buckets, on a clock that the test sets */
#include <pthread.h>
#include <linux/time64.h>
#include "police.h"
#include "unit.h"

#define SECOND		((u64)NSEC_PER_SEC)
/* A clock that has run for a year */
#define BEGIN		(365 * 86400 * SECOND)

#define TICK		(4 * SECOND / 1000)

#define TAKERS		4
#define TAKER_BURST	1000000

/* Without a tick, and so by the clock */
static bool take(struct xvs_meter *bucket, u64 n, u64 now)
{
	return xvs_meter_take(bucket, n, now, 0);
}

/* How many of @n tokens each pass in a second, asked for every @step ns */
static u64 passed_in(struct xvs_meter *bucket, u64 n, u64 step, u64 seconds)
{
	u64 now, end = BEGIN + seconds * SECOND, passed = 0;

	for (now = BEGIN; now < end; now += step)
		passed += take(bucket, n, now);
	return passed;
}

struct rate_test {
	u64 rate;
	u64 burst;
	u64 n;
};

static const struct rate_test rate_tests[] = {
	{ 1, 1, 1 }, { 3, 10, 2 }, { 7, 1, 1 }, { 102400, 131072, 60 },
	{ 102400, 131072, 1514 }, { 1000000, 131072, 65536 },
	{ 10000000, 500000, 1514 }, { 1000000000, 50000000, 65536 },
	{ XVS_RATE_MAX, 5000000000ULL, 1514000 }, { 999999937, 131072, 9014 },
};

/* What has passed at any time is the burst and what was earned, and less than
 * one frame is left of it
 */
static void test_rate(const struct rate_test *t)
{
	u64 seconds = t->rate < 100 ? 1000 : 3, earned, most;
	u64 step = SECOND * t->n / t->rate / 3 + 1;
	struct xvs_meter bucket;
	u64 passed;

	xvs_meter_init(&bucket, t->rate, t->burst, 0, BEGIN);
	passed = passed_in(&bucket, t->n, step, seconds) * t->n;
	earned = seconds * t->rate;
	most = t->burst + earned;
	unit_result(passed <= most && passed + 2 * t->n + earned / 1000000000 >= most,
		    "police: %llu/s in %llus", t->rate, t->n);
}

static void test_starts_full(void)
{
	struct xvs_meter bucket;
	u64 n = 0;

	xvs_meter_init(&bucket, 1000, 5000, 0, BEGIN);
	while (take(&bucket, 100, BEGIN))
		n++;
	unit_result(n == 50, "police: a bucket starts full");
}

static void test_no_more_than_full(void)
{
	struct xvs_meter bucket;
	u64 n = 0, now = BEGIN + 3 * 365 * 86400 * SECOND;

	xvs_meter_init(&bucket, 1000, 5000, 5000, BEGIN);
	while (take(&bucket, 100, now))
		n++;
	unit_result(n == 50, "police: idle for years it is full and no more");
}

static void test_idle_at_most(void)
{
	struct xvs_meter bucket;

	xvs_meter_init(&bucket, XVS_RATE_MAX, 5000, 0, BEGIN);
	unit_result(take(&bucket, 5000,
			 BEGIN + 2 * 365 * 86400 * SECOND),
		    "police: nor does the largest rate wrap");
}

static void test_refused_costs_nothing(void)
{
	struct xvs_meter bucket;
	u64 before;

	xvs_meter_init(&bucket, 1000, 5000, 4500, BEGIN);
	before = xvs_meter_used(&bucket, BEGIN);
	unit_result(!take(&bucket, 501, BEGIN) &&
		    xvs_meter_used(&bucket, BEGIN) == before &&
		    take(&bucket, 500, BEGIN),
		    "police: what is refused costs nothing");
}

static void test_given_back(void)
{
	struct xvs_meter bucket;

	xvs_meter_init(&bucket, 1000, 5000, 0, BEGIN);
	take(&bucket, 5000, BEGIN);
	xvs_meter_give(&bucket, 2000);
	unit_result(!take(&bucket, 2001, BEGIN) &&
		    take(&bucket, 2000, BEGIN),
		    "police: what is given back is there");
}

static void test_larger_than_burst(void)
{
	struct xvs_meter bucket;

	xvs_meter_init(&bucket, 1000, 500, 0, BEGIN);
	unit_result(take(&bucket, 2000, BEGIN) &&
		    !take(&bucket, 1, BEGIN + SECOND) &&
		    take(&bucket, 2000, BEGIN + 2 * SECOND),
		    "police: a frame above the burst passes, and is paid for");
}

static void test_clock_goes_back(void)
{
	struct xvs_meter bucket;

	xvs_meter_init(&bucket, 1000, 5000, 0, BEGIN);
	take(&bucket, 5000, BEGIN + SECOND);
	unit_result(!take(&bucket, 1, BEGIN) &&
		    take(&bucket, 1000, BEGIN + 2 * SECOND) &&
		    !take(&bucket, 1, BEGIN + 2 * SECOND),
		    "police: another CPU's earlier time earns nothing");
}

/* Neither too early nor too late */
static void test_wait(void)
{
	static const u64 rates[] = { 1, 7, 102400, 1000000, 1000000007 };
	struct xvs_meter bucket;
	bool ok = true;
	u64 wait;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rates); i++) {
		xvs_meter_init(&bucket, rates[i], 3000, 3000, BEGIN);
		wait = xvs_meter_wait(&bucket, 1514, BEGIN);
		/* The bucket's clock is exact to 2^-33, and shows whole tokens */
		ok &= !take(&bucket, 1514, BEGIN + wait - wait / 100) &&
		      take(&bucket, 1514, BEGIN + wait + wait / 1000);
	}
	xvs_meter_init(&bucket, 1000, 3000, 1000, BEGIN);
	unit_result(ok && !xvs_meter_wait(&bucket, 2000, BEGIN),
		    "police: how long to wait");
}

/* As a CPU does that may read the time once in a tick */
static bool take_quick(struct xvs_meter *bucket, u64 n, u64 now)
{
	return xvs_meter_take_quick(bucket, n, now / TICK) ||
	       xvs_meter_take(bucket, n, now, now / TICK);
}

/* Full at the beginning of a tick and asked for all at its end, it has what was
 * earned in between and no more, and afterwards keeps to its rate
 */
static void test_quick(void)
{
	struct xvs_meter bucket;
	u64 now, n = 0, burst;

	xvs_meter_init(&bucket, 1000000, 100000, 0, BEGIN);
	xvs_meter_set_tick(&bucket, TICK, BEGIN / TICK);
	n += take_quick(&bucket, 100, BEGIN);
	now = BEGIN + TICK - 1;
	while (take_quick(&bucket, 100, now))
		n++;
	burst = n;
	for (; now < BEGIN + SECOND; now += 10000)
		n += take_quick(&bucket, 100, now);
	unit_result(burst >= 1000 && burst <= 1040 &&
		    n >= 10990 && n <= 11000,
		    "police: a tick's worth more at most");
}

static void test_not_quick(void)
{
	struct xvs_meter bucket;
	u64 n = 0;

	xvs_meter_init(&bucket, 1000000, 2000, 0, BEGIN);
	xvs_meter_set_tick(&bucket, TICK, BEGIN / TICK);
	take_quick(&bucket, 100, BEGIN);
	while (take_quick(&bucket, 100, BEGIN + TICK - 1))
		n++;
	unit_result(n == 20, "police: a small burst is exact");
}

static void *take_all(void *data)
{
	struct xvs_meter *bucket = data;
	u64 n = 0;

	while (take_quick(bucket, 1, BEGIN))
		n++;
	return (void *)n;
}

/* Together they get what one alone would */
static void test_no_lost_update(void)
{
	pthread_t takers[TAKERS];
	struct xvs_meter bucket;
	u64 sum = 0;
	void *n;
	int i;

	xvs_meter_init(&bucket, 1, TAKER_BURST, 0, BEGIN);
	xvs_meter_set_tick(&bucket, TICK, BEGIN / TICK);
	for (i = 0; i < TAKERS; i++)
		pthread_create(&takers[i], NULL, take_all, &bucket);
	for (i = 0; i < TAKERS; i++) {
		pthread_join(takers[i], &n);
		sum += (u64)n;
	}
	unit_result(sum == TAKER_BURST, "police: %d threads lose no update",
		    TAKERS);
}

static void (*const other_tests[])(void) = {
	test_starts_full, test_no_more_than_full, test_idle_at_most,
	test_refused_costs_nothing, test_given_back, test_larger_than_burst,
	test_clock_goes_back, test_wait, test_quick, test_not_quick,
	test_no_lost_update,
};

unsigned int unit_count_police(void)
{
	return ARRAY_SIZE(rate_tests) + ARRAY_SIZE(other_tests);
}

void unit_test_police(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rate_tests); i++)
		test_rate(&rate_tests[i]);
	for (i = 0; i < ARRAY_SIZE(other_tests); i++)
		other_tests[i]();
}
