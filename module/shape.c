// SPDX-License-Identifier: GPL-2.0
/*
 * Frames over a rate wait here. The guest is slowed by it: pages of its own
 * that it has lent for a frame are not its again until the frame has gone. But
 * none is kept for long, lest a guest that ends has to wait for another's queue.
 */
#include <linux/slab.h>
#include <net/inet_ecn.h>
#include "xvs.h"

/* How many frames and bytes may wait: more than all of a guest's rings hold,
 * and at a high rate as many as TCP needs to fill it over a long way.
 */
#define XVS_QUEUE_FRAMES	2048
#define XVS_QUEUE_BYTES_MIN	SZ_1M
#define XVS_QUEUE_BYTES_MAX	SZ_16M
/* A part of a second's */
#define XVS_QUEUE_PARTS		4
/* Senders that understand it are told when this part of that is taken. */
#define XVS_QUEUE_MARK_PARTS	4

/* After so long a frame is a copy. 500 ms are allowed. */
#define XVS_QUEUE_LEND		(300 * NSEC_PER_MSEC)
/* It is not worth while to wait less. */
#define XVS_QUEUE_NAP		(NSEC_PER_MSEC / 4)
/* Others want the processor after so many frames, too. */
#define XVS_QUEUE_BATCH		64

/**
 * struct xvs_queued - in skb->cb of a frame that waits
 *
 * @cost: what it will be charged
 * @since: when it came, nanoseconds
 * @vid: VLAN, of one that comes from the guest
 * @pcp: priority
 * @nested: as in struct xvs_frame
 */
struct xvs_queued {
	struct xvs_cost cost;
	u64 since;
	u16 vid;
	u16 pcp;
	bool nested;
};

static struct xvs_queued *xvs_queued(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct xvs_queued) > sizeof(skb->cb));
	return (struct xvs_queued *)skb->cb;
}

/* The next to go. */
static struct sk_buff *xvs_queue_peek(const struct xvs_queue *queue)
{
	return skb_peek(&queue->old) ?: skb_peek(&queue->young);
}

static void xvs_queue_unlink(struct xvs_queue *queue, struct sk_buff *skb)
{
	struct sk_buff_head *list = skb == skb_peek(&queue->old) ?
				    &queue->old : &queue->young;

	__skb_unlink(skb, list);
	WRITE_ONCE(queue->bytes, queue->bytes - xvs_queued(skb)->cost.bytes);
}

/* Run when the first frame may go, or when the first page is due back: of the
 * frames that wait now or, if all are copies, of those that come yet.
 */
static void xvs_queue_arm(struct xvs_queue *queue, u64 wait, u64 now)
{
	struct sk_buff *young = skb_peek(&queue->young);
	u64 due = (young ? xvs_queued(young)->since : now) + XVS_QUEUE_LEND;

	wait = min(wait, due > now ? due - now : 0);
	hrtimer_start(&queue->timer, ns_to_ktime(max_t(u64, wait,
						       XVS_QUEUE_NAP)),
		      HRTIMER_MODE_REL_SOFT);
}

static void xvs_queue_drop(struct xvs_queue *queue, struct sk_buff *skb,
			   enum xvs_drop reason)
{
	struct xvs_frame f = {
		.from = queue->port,
		.vid = xvs_queued(skb)->vid,
	};

	this_cpu_inc(queue->port->stats->limits[queue->dir].dropped);
	xvs_drop(skb, &f, reason);
}

/* Drop what was taken out of the queue; its lock is not held. */
static void xvs_queue_drop_all(struct xvs_queue *queue,
			       struct sk_buff_head *frames,
			       enum xvs_drop reason)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(frames)))
		xvs_queue_drop(queue, skb, reason);
}

/* Give pages back that were lent for too long. */
static void xvs_queue_age(struct xvs_queue *queue)
{
	u64 now = xvs_qos_now();
	struct sk_buff_head lost;
	struct sk_buff *skb;

	__skb_queue_head_init(&lost);
	spin_lock(&queue->lock);
	while ((skb = skb_peek(&queue->young)) &&
	       now >= xvs_queued(skb)->since + XVS_QUEUE_LEND) {
		__skb_unlink(skb, &queue->young);
		if (likely(!skb_orphan_frags_rx(skb, GFP_ATOMIC))) {
			__skb_queue_tail(&queue->old, skb);
			continue;
		}
		WRITE_ONCE(queue->bytes,
			   queue->bytes - xvs_queued(skb)->cost.bytes);
		__skb_queue_tail(&lost, skb);
	}
	spin_unlock(&queue->lock);
	xvs_queue_drop_all(queue, &lost, XVS_DROP_nomem);
}

/* Take the next frame out that may go now, or see to it that the timer runs
 * when it may.
 */
static struct sk_buff *xvs_queue_next(struct xvs_queue *queue)
{
	u64 now = xvs_qos_now();
	struct sk_buff *skb;

	spin_lock(&queue->lock);
	skb = xvs_queue_peek(queue);
	if (!skb) {
		queue->busy = false;
	} else if (!queue->limit ||
		   xvs_limit_take(queue->limit, &xvs_queued(skb)->cost, now)) {
		xvs_queue_unlink(queue, skb);
	} else {
		xvs_queue_arm(queue, xvs_limit_wait(queue->limit,
						    &xvs_queued(skb)->cost, now),
			      now);
		skb = NULL;
	}
	spin_unlock(&queue->lock);
	return skb;
}

/* On its way again, as if it had never stopped. */
static void xvs_queue_send(struct xvs_queue *queue, struct sk_buff *skb)
{
	struct xvs_port *port = queue->port;
	struct xvs_frame f = {
		.from = port,
		.lock = rcu_dereference(port->lock),
		.vid = xvs_queued(skb)->vid,
		.pcp = xvs_queued(skb)->pcp,
		.nested = xvs_queued(skb)->nested,
	};

	this_cpu_inc(port->stats->limits[queue->dir].delayed);
	if (queue->dir == XVS_RX) {
		xvs_transmit(skb, port);
		return;
	}
	xvs_fdb_refresh(&port->sw->fdb, port, f.vid, eth_hdr(skb)->h_source);
	if (xvs_forward(skb, &f) == RX_HANDLER_ANOTHER)
		netif_rx(skb);
}

static enum hrtimer_restart xvs_queue_run(struct hrtimer *timer)
{
	struct xvs_queue *queue = container_of(timer, struct xvs_queue, timer);
	int left = XVS_QUEUE_BATCH;
	struct sk_buff *skb;

	xvs_queue_age(queue);
	rcu_read_lock();
	while (left-- && (skb = xvs_queue_next(queue)))
		xvs_queue_send(queue, skb);
	rcu_read_unlock();
	if (left >= 0)
		return HRTIMER_NORESTART;
	spin_lock(&queue->lock);
	if (!queue->stopped)
		hrtimer_start(timer, 0, HRTIMER_MODE_REL_SOFT);
	spin_unlock(&queue->lock);
	return HRTIMER_NORESTART;
}

/* Does so much wait that senders should know? */
static bool xvs_queue_is_long(const struct xvs_queue *queue)
{
	return READ_ONCE(queue->bytes) >
	       READ_ONCE(queue->max_bytes) / XVS_QUEUE_MARK_PARTS;
}

/* Tell the sender to slow down, if it says that it understands (RFC 3168). */
static bool xvs_mark(struct sk_buff *skb)
{
	int offset = skb_network_offset(skb);

	if (offset < 0)
		return false;
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return !skb_ensure_writable(skb,
					    offset + sizeof(struct iphdr)) &&
		       IP_ECN_set_ce(ip_hdr(skb));
	case htons(ETH_P_IPV6):
		return !skb_ensure_writable(skb,
					    offset + sizeof(struct ipv6hdr)) &&
		       IP6_ECN_set_ce(skb, ipv6_hdr(skb));
	default:
		return false;
	}
}

static bool xvs_queue_is_full(const struct xvs_queue *queue,
			      const struct xvs_cost *cost)
{
	return queue->stopped ||
	       queue->bytes + cost->bytes > queue->max_bytes ||
	       queue->old.qlen + queue->young.qlen >= XVS_QUEUE_FRAMES;
}

static void xvs_queue_add(struct xvs_queue *queue, struct sk_buff *skb,
			  const struct xvs_frame *f,
			  const struct xvs_cost *cost, u64 now)
{
	*xvs_queued(skb) = (struct xvs_queued) {
		.cost = *cost,
		.since = now,
		.vid = f->vid,
		.pcp = f->pcp,
		.nested = f->nested,
	};
	__skb_queue_tail(&queue->young, skb);
	WRITE_ONCE(queue->bytes, queue->bytes + cost->bytes);
	if (queue->busy)
		return;
	queue->busy = true;
	xvs_queue_arm(queue, xvs_limit_wait(queue->limit, cost, now), now);
}

/**
 * xvs_queue_pass() - let a frame pass or wait
 * @queue: where it would wait
 * @skb: the frame
 * @f: its port and VLAN; caller is in softirq context
 * @cost: what it is charged
 *
 * Return: XVS_GO_ON: it may pass; -EINPROGRESS: it was taken and waits; or why
 *	it is to be dropped
 */
int xvs_queue_pass(struct xvs_queue *queue, struct sk_buff *skb,
		   const struct xvs_frame *f, const struct xvs_cost *cost)
{
	u64 now = xvs_qos_now();
	int ret = XVS_GO_ON;

	if (xvs_queue_is_long(queue) && xvs_mark(skb))
		this_cpu_inc(queue->port->stats->limits[queue->dir].marked);
	spin_lock(&queue->lock);
	if (queue->busy ||
	    (queue->limit && !xvs_limit_take(queue->limit, cost, now))) {
		if (xvs_queue_is_full(queue, cost)) {
			ret = queue->dir == XVS_TX ? XVS_DROP_tx_queue :
						     XVS_DROP_rx_queue;
		} else {
			xvs_queue_add(queue, skb, f, cost, now);
			ret = -EINPROGRESS;
		}
	}
	spin_unlock(&queue->lock);
	return ret;
}

/**
 * xvs_queue_set_limit() - change what the frames of a queue wait for
 * @queue: the queue
 * @limit: is used until the next change; NULL: nothing any more
 */
void xvs_queue_set_limit(struct xvs_queue *queue, struct xvs_limit *limit)
{
	u64 bytes = XVS_QUEUE_BYTES_MAX;

	if (limit && limit->bytes.rate)
		bytes = clamp_t(u64, div_u64(limit->bytes.rate, XVS_QUEUE_PARTS),
				XVS_QUEUE_BYTES_MIN, XVS_QUEUE_BYTES_MAX);
	spin_lock_bh(&queue->lock);
	queue->limit = limit;
	WRITE_ONCE(queue->max_bytes, bytes);
	if (queue->busy)
		hrtimer_start(&queue->timer, 0, HRTIMER_MODE_REL_SOFT);
	spin_unlock_bh(&queue->lock);
}

/**
 * xvs_queue_purge() - drop all that waits
 * @queue: the queue
 */
void xvs_queue_purge(struct xvs_queue *queue)
{
	struct sk_buff_head frames;

	__skb_queue_head_init(&frames);
	spin_lock_bh(&queue->lock);
	skb_queue_splice_tail_init(&queue->old, &frames);
	skb_queue_splice_tail_init(&queue->young, &frames);
	WRITE_ONCE(queue->bytes, 0);
	spin_unlock_bh(&queue->lock);
	xvs_queue_drop_all(queue, &frames, XVS_DROP_purged);
}

/**
 * xvs_queue_stop() - drop all that waits, and whatever comes yet
 * @queue: the queue, whose limit does not change any more; caller can sleep
 */
void xvs_queue_stop(struct xvs_queue *queue)
{
	spin_lock_bh(&queue->lock);
	queue->stopped = true;
	spin_unlock_bh(&queue->lock);
	xvs_queue_purge(queue);
	hrtimer_cancel(&queue->timer);
}

/**
 * xvs_queue_create() - make an empty queue
 * @port: whose frames it is for
 * @dir: which of them
 *
 * Return: the queue or NULL
 */
struct xvs_queue *xvs_queue_create(struct xvs_port *port, enum xvs_dir dir)
{
	struct xvs_queue *queue = kzalloc(sizeof(*queue), GFP_KERNEL);

	if (!queue)
		return NULL;
	spin_lock_init(&queue->lock);
	__skb_queue_head_init(&queue->old);
	__skb_queue_head_init(&queue->young);
	xvs_compat_hrtimer_setup(&queue->timer, xvs_queue_run, CLOCK_MONOTONIC,
				 HRTIMER_MODE_REL_SOFT);
	queue->max_bytes = XVS_QUEUE_BYTES_MAX;
	queue->port = port;
	queue->dir = dir;
	return queue;
}

/**
 * xvs_queue_free() - free a queue that was stopped, or never used
 * @queue: the queue or NULL
 */
void xvs_queue_free(struct xvs_queue *queue)
{
	kfree(queue);
}
