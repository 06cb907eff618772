// SPDX-License-Identifier: GPL-2.0
/*
 * What limits a port: made of its device's policy, whole, beside what it
 * replaces. The memory is there before anything changes, so that a change can't
 * fail half way.
 */
#include <linux/slab.h>
#include "xvs.h"

/* A GSO frame of 64 KiB fits in twice. */
#define XVS_BURST_MIN		131072
#define XVS_PACKETS_MIN		64
/* ... and more where that is more: so many bursts make a second. */
#define XVS_BURSTS_A_SECOND	20

/* Many times what a guest does that is up to no harm. */
static const u32 xvs_guard_defaults[XVS_GUARDS] = {
	[XVS_GUARD_BROADCAST] = 1000,
	[XVS_GUARD_MULTICAST] = 4000,
	[XVS_GUARD_UNKNOWN] = 2000,
	[XVS_GUARD_ARP] = 1000,
	[XVS_GUARD_ND] = 1000,
	[XVS_GUARD_DHCP] = 200,
	[XVS_GUARD_LEARN_RATE] = 500,
	[XVS_GUARD_LEARN_LIMIT] = 128,
};

static bool xvs_rate_is_set(const struct xvs_rate *rate)
{
	return rate->bytes || rate->packets;
}

/* Where frames may still wait others look. */
static bool xvs_qos_looks(const struct xvs_port *port, enum xvs_dir dir)
{
	return port->queues[dir] || xvs_rate_is_set(&port->policy.rates[dir]);
}

/**
 * xvs_qos_flags() - what a VIF's flags say of its limits
 * @port: the VIF, for whose policy xvs_qos_prepare() was called
 *
 * Return: XVS_PORT_TX_LIMITED, XVS_PORT_RX_LIMITED, both or none
 */
unsigned long xvs_qos_flags(const struct xvs_port *port)
{
	return (xvs_qos_looks(port, XVS_TX) ? XVS_PORT_TX_LIMITED : 0) |
	       (xvs_qos_looks(port, XVS_RX) ? XVS_PORT_RX_LIMITED : 0);
}

/**
 * xvs_qos_guard() - what one of the guards of a device comes to
 * @policy: what was decided about it
 * @role: enum xvs_role
 * @guard: which
 *
 * Return: how many, 0: no limit
 */
u32 xvs_qos_guard(const struct xvs_policy *policy, u8 role,
		  enum xvs_guard guard)
{
	if (policy->guards[guard] != XVS_GUARD_DEFAULT)
		return policy->guards[guard];
	return role == XVS_ROLE_VIF ? xvs_guard_defaults[guard] : 0;
}

/**
 * xvs_qos_prepare() - make sure that xvs_qos_update() can't fail
 * @port: the port; caller holds RTNL, or nobody else knows it yet
 * @policy: what it is to be updated to
 *
 * Return: 0 or -ENOMEM
 */
int xvs_qos_prepare(struct xvs_port *port, const struct xvs_policy *policy)
{
	enum xvs_dir dir;

	if (!port->qos_spare)
		port->qos_spare = kzalloc(sizeof(*port->qos_spare), GFP_KERNEL);
	if (!port->qos_spare)
		return -ENOMEM;
	for (dir = 0; dir < XVS_DIRS; dir++) {
		if (port->queues[dir] ||
		    !xvs_rate_is_set(&policy->rates[dir]) ||
		    policy->rates[dir].mode != XVS_RATE_MODE_SHAPE)
			continue;
		port->queues[dir] = xvs_queue_create(port, dir);
		if (!port->queues[dir])
			return -ENOMEM;
	}
	return 0;
}

/* What was used of the old bucket is not there in the new one. */
static void xvs_qos_fill_bucket(struct xvs_meter *new,
				const struct xvs_meter *old,
				u64 rate, u64 burst, u64 now)
{
	u64 used = old && old->rate ? xvs_meter_used(old, now) : 0;

	xvs_meter_init(new, rate, burst, used, now);
}

static void xvs_qos_fill_limit(struct xvs_limit *new,
			       const struct xvs_limit *old,
			       const struct xvs_rate *rate,
			       struct xvs_queue *queue, u64 now)
{
	u64 burst = rate->burst ?:
		    max_t(u64, XVS_BURST_MIN,
			  div_u64(rate->bytes, XVS_BURSTS_A_SECOND));
	u32 packets = max_t(u32, XVS_PACKETS_MIN,
			    rate->packets / XVS_BURSTS_A_SECOND);

	xvs_qos_fill_bucket(&new->bytes, old ? &old->bytes : NULL,
			    rate->bytes, burst, now);
	xvs_qos_fill_bucket(&new->packets, old ? &old->packets : NULL,
			    rate->packets, packets, now);
	new->queue = queue;
	new->shapes = xvs_rate_is_set(rate) &&
		      rate->mode == XVS_RATE_MODE_SHAPE;
	/* If nothing else is to be asked. */
	if (rate->bytes && !rate->packets && !new->queue)
		xvs_meter_set_tick(&new->bytes, TICK_NSEC, jiffies);
}

static void xvs_qos_fill_budgets(struct xvs_qos *new, const struct xvs_qos *old,
				 const struct xvs_port *port, u64 now)
{
	enum xvs_guard guard;
	u32 rate;

	for (guard = 0; guard < XVS_BUDGETS; guard++) {
		rate = xvs_qos_guard(&port->policy, port->role, guard);
		xvs_qos_fill_bucket(&new->budgets[guard],
				    old ? &old->budgets[guard] : NULL,
				    rate, rate, now);
		xvs_meter_set_tick(&new->budgets[guard], TICK_NSEC, jiffies);
	}
	new->learn_limit = xvs_qos_guard(&port->policy, port->role,
					 XVS_GUARD_LEARN_LIMIT) ?: U32_MAX;
}

static bool xvs_qos_is_limited(const struct xvs_port *port, enum xvs_dir dir)
{
	return port->role == XVS_ROLE_VIF &&
	       !(port->flags & XVS_PORT_DISABLED) &&
	       xvs_rate_is_set(&port->policy.rates[dir]);
}

/**
 * xvs_qos_update() - give a port the limits of its policy
 * @port: the port, for whose policy xvs_qos_prepare() was called; caller holds
 *	RTNL, or nobody else knows it yet
 *
 * Frames that wait are lost only if the port is disabled now. Without a limit,
 * or where it does not shape any more, they are sent.
 */
void xvs_qos_update(struct xvs_port *port)
{
	struct xvs_qos *old = rcu_dereference_protected(port->qos, true);
	static const struct xvs_rate no_rate;
	struct xvs_qos *new = port->qos_spare;
	struct xvs_limit *limit;
	u64 now = xvs_qos_now();
	enum xvs_dir dir;

	port->qos_spare = NULL;
	for (dir = 0; dir < XVS_DIRS; dir++)
		xvs_qos_fill_limit(&new->limits[dir],
				   old ? &old->limits[dir] : NULL,
				   xvs_qos_is_limited(port, dir) ?
				   &port->policy.rates[dir] : &no_rate,
				   port->queues[dir], now);
	xvs_qos_fill_budgets(new, old, port, now);
	if (port->flags & XVS_PORT_DISABLED)
		xvs_qos_purge(port);
	for (dir = 0; dir < XVS_DIRS; dir++) {
		limit = &new->limits[dir];
		if (port->queues[dir])
			xvs_queue_set_limit(port->queues[dir],
					    limit->shapes ? limit : NULL);
	}
	rcu_assign_pointer(port->qos, new);
	if (old)
		kfree_rcu(old, rcu);
}

/**
 * xvs_qos_purge() - drop all frames that wait
 * @port: at this port, whose link is down
 */
void xvs_qos_purge(struct xvs_port *port)
{
	enum xvs_dir dir;

	for (dir = 0; dir < XVS_DIRS; dir++)
		if (port->queues[dir])
			xvs_queue_purge(port->queues[dir]);
}

/**
 * xvs_qos_recall() - drop what waits to be sent, which may not be any more
 * @port: of this port, which has another lock or other tags; caller can sleep
 */
void xvs_qos_recall(struct xvs_port *port)
{
	if (!port->queues[XVS_TX])
		return;
	/* What was let in before waits by then. */
	synchronize_net();
	xvs_queue_purge(port->queues[XVS_TX]);
}

/**
 * xvs_qos_stop() - let no frame wait any more
 * @port: at this port, which goes away; caller can sleep
 */
void xvs_qos_stop(struct xvs_port *port)
{
	enum xvs_dir dir;

	for (dir = 0; dir < XVS_DIRS; dir++)
		if (port->queues[dir])
			xvs_queue_stop(port->queues[dir]);
}

/**
 * xvs_qos_free() - free what limited a port
 * @port: the port, stopped and used by nobody
 */
void xvs_qos_free(struct xvs_port *port)
{
	enum xvs_dir dir;

	for (dir = 0; dir < XVS_DIRS; dir++)
		xvs_queue_free(port->queues[dir]);
	kfree(rcu_dereference_protected(port->qos, true));
	kfree(port->qos_spare);
}
