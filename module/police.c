// SPDX-License-Identifier: GPL-2.0
/* How much may pass: token buckets. */
#include <linux/bitops.h>
#include <linux/time64.h>
#include "police.h"

/* A burst that has so many ticks may be one longer. */
#define XVS_METER_TICKS	8

/**
 * xvs_meter_init() - make a bucket
 * @bucket: the bucket, which nobody uses yet
 * @rate: tokens in a second, at most XVS_RATE_MAX; 0: without end
 * @burst: tokens that it has when it is full
 * @used: tokens that it is short of that now
 * @now: nanoseconds
 */
void xvs_meter_init(struct xvs_meter *bucket, u64 rate, u64 burst, u64 used,
		    u64 now)
{
	bucket->rate = rate;
	bucket->burst = burst;
	bucket->shift = 64 - fls64(rate | 1);
	bucket->mult = div64_u64(rate << bucket->shift, NSEC_PER_SEC);
	bucket->quick = false;
	bucket->tick = 0;
	if (used > burst)
		used = burst;
	atomic64_set(&bucket->spent, xvs_meter_clock(bucket, now) + used);
}

/**
 * xvs_meter_set_tick() - let the time be read once in a tick where it may be
 * @bucket: the bucket, which nobody uses yet
 * @length: of a tick, in nanoseconds
 * @tick: now, in ticks
 */
void xvs_meter_set_tick(struct xvs_meter *bucket, u64 length,
			unsigned long tick)
{
	bucket->quick = div_u64(bucket->burst, XVS_METER_TICKS) >=
			xvs_meter_clock(bucket, length);
	bucket->tick = tick - 1;
}

/**
 * xvs_meter_take() - take tokens out of a bucket, or none
 * @bucket: the bucket; its rate is not 0
 * @n: how many
 * @now: nanoseconds; CPUs need not agree to the last of them
 * @tick: the same, in ticks
 *
 * Return: whether they were there
 */
bool xvs_meter_take(struct xvs_meter *bucket, u64 n, u64 now,
		    unsigned long tick)
{
	u64 clock = xvs_meter_clock(bucket, now);

	if (bucket->quick) {
		WRITE_ONCE(bucket->shown, clock);
		/* Who sees the tick sees the clock that was shown in it. */
		smp_store_release(&bucket->tick, tick);
	}
	return xvs_meter_take_at(bucket, n, clock);
}

/**
 * xvs_meter_wait() - how long until tokens can be taken?
 * @bucket: the bucket; its rate is not 0
 * @n: how many
 * @now: nanoseconds
 *
 * Return: nanoseconds, 0: now
 */
u64 xvs_meter_wait(const struct xvs_meter *bucket, u64 n, u64 now)
{
	u64 missing = xvs_meter_used(bucket, now);
	u64 room = xvs_meter_room(bucket, n);

	if (missing <= room)
		return 0;
	missing -= room;
	/* Of so many tokens a nanosecond more or less is no matter. */
	if (missing > div64_u64(~0ULL, NSEC_PER_SEC))
		return div64_u64(missing, bucket->rate) * NSEC_PER_SEC;
	return div64_u64(missing * NSEC_PER_SEC - 1, bucket->rate) + 1;
}
