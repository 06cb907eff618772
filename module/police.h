/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_POLICE_H
#define _XVS_POLICE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/math64.h>
#include <linux/types.h>

/* Tokens a second, beyond which a bucket that is idle for years would wrap. */
#define XVS_RATE_MAX	100000000000ULL

/**
 * struct xvs_meter - a token bucket that CPUs share without a lock
 *
 * It has a clock of its own, which counts the tokens earned since the clock
 * began: a multiplication away from the time, so that nothing is rounded twice
 * and nothing but @spent is ever written. What is spent is what the clock shows
 * when the bucket will be full again: behind the clock it is full, and a burst
 * ahead of it, it is empty.
 *
 * To read the time costs more than all the rest. What the clock showed is good
 * for the tick in which it was read: at worst a bucket that was full all the
 * time gives what is earned in a tick beyond its burst, once. Where that is no
 * small part of the burst, the time is read for each frame.
 *
 * @spent: tokens, on the bucket's clock
 * @mult: tokens in a nanosecond, as a fraction of 2^@shift
 * @burst: tokens that a full bucket has
 * @rate: tokens in a second; 0: there is no end of them
 * @shift: so that @mult has 34 significant bits
 * @quick: @shown is of use
 * @tick: when @shown was read
 * @shown: by the clock
 */
struct xvs_meter {
	atomic64_t spent;
	u64 mult;
	u64 burst;
	u64 rate;
	u8 shift;
	bool quick;
	unsigned long tick;
	u64 shown;
};

void xvs_meter_init(struct xvs_meter *bucket, u64 rate, u64 burst, u64 used,
		    u64 now);
void xvs_meter_set_tick(struct xvs_meter *bucket, u64 length,
			unsigned long tick);
bool xvs_meter_take(struct xvs_meter *bucket, u64 n, u64 now,
		    unsigned long tick);
u64 xvs_meter_wait(const struct xvs_meter *bucket, u64 n, u64 now);

/* What the bucket's clock shows; it goes round after 2^64 tokens. */
static inline u64 xvs_meter_clock(const struct xvs_meter *bucket, u64 now)
{
	return mul_u64_u64_shr(now, bucket->mult, bucket->shift);
}

/* How many tokens a full bucket has more than this one with so many spent. */
static inline u64 xvs_meter_missing(u64 spent, u64 clock)
{
	return (s64)(spent - clock) > 0 ? spent - clock : 0;
}

/**
 * xvs_meter_used() - how many tokens is a bucket short of being full?
 * @bucket: the bucket
 * @now: nanoseconds
 *
 * Return: tokens
 */
static inline u64 xvs_meter_used(const struct xvs_meter *bucket, u64 now)
{
	return xvs_meter_missing(atomic64_read(&bucket->spent),
				  xvs_meter_clock(bucket, now));
}

/* With how many tokens missing @n can still be taken. Of more than there can
 * ever be all are taken and the rest is owed, lest a large frame never pass.
 */
static inline u64 xvs_meter_room(const struct xvs_meter *bucket, u64 n)
{
	return n < bucket->burst ? bucket->burst - n : 0;
}

/* Take tokens, or none, when the bucket's clock has shown @clock at least. */
static __always_inline bool xvs_meter_take_at(struct xvs_meter *bucket,
					      u64 n, u64 clock)
{
	u64 room = xvs_meter_room(bucket, n);
	s64 spent = atomic64_read(&bucket->spent);
	u64 missing;

	do {
		missing = xvs_meter_missing(spent, clock);
		if (unlikely(missing > room))
			return false;
	} while (unlikely(!atomic64_try_cmpxchg(&bucket->spent, &spent,
						clock + missing + n)));
	return true;
}

/**
 * xvs_meter_take_quick() - take tokens out of a bucket, if that is cheap
 * @bucket: the bucket
 * @n: how many
 * @tick: now, in ticks
 *
 * Return: true: they were taken; false: ask xvs_meter_take()
 */
static __always_inline bool xvs_meter_take_quick(struct xvs_meter *bucket,
						 u64 n, unsigned long tick)
{
	/* Of the clock that was shown in the tick */
	return smp_load_acquire(&bucket->tick) == tick &&
	       xvs_meter_take_at(bucket, n, READ_ONCE(bucket->shown));
}

/**
 * xvs_meter_give() - give tokens back that were of no use after all
 * @bucket: the bucket
 * @n: how many were taken
 */
static inline void xvs_meter_give(struct xvs_meter *bucket, u64 n)
{
	atomic64_sub(n, &bucket->spent);
}

#endif /* _XVS_POLICE_H */
