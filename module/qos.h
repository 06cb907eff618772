/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_QOS_H
#define _XVS_QOS_H

#include <linux/hrtimer.h>
#include <linux/skbuff.h>
#include <linux/xvs.h>
#include "drop.h"
#include "police.h"

struct xvs_frame;
struct xvs_policy;
struct xvs_port;

/* Of a guard: as if nothing had been said of it. */
#define XVS_GUARD_DEFAULT	U32_MAX

/**
 * enum xvs_dir - directions as the guest has them
 *
 * @XVS_TX: what it transmits
 * @XVS_RX: what it receives
 * @XVS_DIRS: how many there are
 */
enum xvs_dir {
	XVS_TX,
	XVS_RX,
	XVS_DIRS,
};

/**
 * enum xvs_guard - what a VIF may do only so often, as XVS_A_GUARD_* has it
 *
 * @XVS_GUARD_BROADCAST: broadcast
 * @XVS_GUARD_MULTICAST: multicast
 * @XVS_GUARD_UNKNOWN: send to stations that nobody knows
 * @XVS_GUARD_ARP: ARP, which has no part in the above
 * @XVS_GUARD_ND: neighbour discovery, nor has it
 * @XVS_GUARD_DHCP: DHCP, nor has it
 * @XVS_GUARD_LEARN_RATE: have addresses learned
 * @XVS_BUDGETS: how many are frames a second
 * @XVS_GUARD_LEARN_LIMIT: addresses learned at a time
 * @XVS_GUARDS: how many there are
 */
enum xvs_guard {
	XVS_GUARD_BROADCAST,
	XVS_GUARD_MULTICAST,
	XVS_GUARD_UNKNOWN,
	XVS_GUARD_ARP,
	XVS_GUARD_ND,
	XVS_GUARD_DHCP,
	XVS_GUARD_LEARN_RATE,
	XVS_BUDGETS,
	XVS_GUARD_LEARN_LIMIT = XVS_BUDGETS,
	XVS_GUARDS,
};

/**
 * struct xvs_rate - what was decided about one direction
 *
 * @bytes: a second; 0: no limit
 * @burst: bytes; 0: as many as suit @bytes
 * @packets: a second; 0: no limit
 * @mode: enum xvs_rate_mode
 */
struct xvs_rate {
	u64 bytes;
	u64 burst;
	u32 packets;
	u8 mode;
};

/**
 * struct xvs_cost - what a frame is charged
 *
 * @bytes: of all the frames that it is cut into, Ethernet header included
 * @packets: how many these are
 */
struct xvs_cost {
	u64 bytes;
	u32 packets;
};

/**
 * struct xvs_limit - a rate in effect
 *
 * @bytes: bucket of bytes
 * @packets: bucket of packets
 * @queue: where frames wait, or waited when it still shaped; NULL: it never did
 * @shapes: frames over the rate wait, else they are dropped
 */
struct xvs_limit {
	struct xvs_meter bytes;
	struct xvs_meter packets;
	struct xvs_queue *queue;
	bool shapes;
};

/**
 * xvs_qos_now() - the time as all buckets have it
 *
 * Return: nanoseconds
 */
static inline u64 xvs_qos_now(void)
{
	return ktime_get_ns();
}

/**
 * struct xvs_limit_stats - what one CPU has counted of a limit
 *
 * @passed: frames that passed at once
 * @delayed: frames that have waited
 * @marked: frames marked as having met congestion
 * @dropped: frames dropped
 */
struct xvs_limit_stats {
	u64 passed;
	u64 delayed;
	u64 marked;
	u64 dropped;
};

/**
 * struct xvs_qos - all limits and budgets of a port
 *
 * Replaced as a whole; but for what the buckets hold it never changes.
 *
 * @limits: by enum xvs_dir
 * @budgets: by enum xvs_guard
 * @learn_limit: addresses learned at a time
 * @rcu: frees it
 */
struct xvs_qos {
	struct xvs_limit limits[XVS_DIRS];
	struct xvs_meter budgets[XVS_BUDGETS];
	u32 learn_limit;
	struct rcu_head rcu;
};

/**
 * struct xvs_queue - frames that wait for their turn
 *
 * The timer empties it. Whoever finds it busy puts his frame behind those that
 * wait, so that none is overtaken.
 *
 * @lock: guards the rest; no frame is sent under it
 * @busy: the timer is going to run, or does
 * @stopped: the port goes away, nothing waits any more
 * @limit: what they wait for; NULL: nothing any more
 * @max_bytes: how many bytes may wait
 * @bytes: how many do
 * @old: those whose pages are nobody else's, before @young
 * @young: the others
 * @timer: of when the next frame may go
 * @port: whose they are
 * @dir: which way they go
 */
struct xvs_queue {
	spinlock_t lock; /* innermost */
	bool busy;
	bool stopped;
	struct xvs_limit *limit;
	u64 max_bytes;
	u64 bytes;
	struct sk_buff_head old;
	struct sk_buff_head young;
	struct hrtimer timer;
	struct xvs_port *port;
	enum xvs_dir dir;
};

/* qos.c */
unsigned long xvs_qos_flags(const struct xvs_port *port);
u32 xvs_qos_guard(const struct xvs_policy *policy, u8 role,
		  enum xvs_guard guard);
int xvs_qos_prepare(struct xvs_port *port, const struct xvs_policy *policy);
void xvs_qos_update(struct xvs_port *port);
void xvs_qos_purge(struct xvs_port *port);
void xvs_qos_recall(struct xvs_port *port);
void xvs_qos_stop(struct xvs_port *port);
void xvs_qos_free(struct xvs_port *port);

/* limit.c */
bool xvs_limit_take(struct xvs_limit *limit, const struct xvs_cost *cost,
		    u64 now);
u64 xvs_limit_wait(const struct xvs_limit *limit, const struct xvs_cost *cost,
		   u64 now);
rx_handler_result_t xvs_limit_tx(struct sk_buff *skb,
				 const struct xvs_frame *f);

/* shape.c */
struct xvs_queue *xvs_queue_create(struct xvs_port *port, enum xvs_dir dir);
void xvs_queue_free(struct xvs_queue *queue);
void xvs_queue_set_limit(struct xvs_queue *queue, struct xvs_limit *limit);
void xvs_queue_purge(struct xvs_queue *queue);
void xvs_queue_stop(struct xvs_queue *queue);
int xvs_queue_pass(struct xvs_queue *queue, struct sk_buff *skb,
		   const struct xvs_frame *f, const struct xvs_cost *cost);

/* storm.c */
enum xvs_drop xvs_storm_admit(const struct sk_buff *skb,
			      const struct xvs_frame *f);
bool xvs_storm_is_full(const struct xvs_port *port);
bool xvs_storm_may_learn(struct xvs_port *port);

#endif /* _XVS_QOS_H */
