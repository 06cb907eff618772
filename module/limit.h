/* SPDX-License-Identifier: GPL-2.0 */
/* The short way past a rate; see limit.c */
#ifndef _XVS_LIMIT_H
#define _XVS_LIMIT_H

#include "xvs.h"

int xvs_limit_closely(const struct xvs_port *port, enum xvs_dir dir,
		      struct sk_buff *skb, const struct xvs_frame *f);

/**
 * xvs_limit() - may a guest whose rate is limited send or be handed a frame?
 * @port: the guest's; caller is in softirq context under the RCU read lock
 * @dir: from it or to it
 * @skb: frame
 * @f: where it comes from
 * @len: its bytes
 *
 * For a frame that is no large one, and before no queue, every instruction
 * counts.
 *
 * Return: XVS_GO_ON: now; -EINPROGRESS: later, it was taken; or why it is to be
 *	dropped
 */
static __always_inline int xvs_limit(const struct xvs_port *port,
				     enum xvs_dir dir, struct sk_buff *skb,
				     const struct xvs_frame *f,
				     unsigned int len)
{
	struct xvs_limit *limit = &rcu_dereference(port->qos)->limits[dir];
	struct xvs_port_stats __percpu *stats = port->stats;

	if (unlikely(skb_is_gso(skb) ||
		     !xvs_meter_take_quick(&limit->bytes, len, jiffies)))
		return xvs_limit_closely(port, dir, skb, f);
	this_cpu_inc(stats->limits[dir].passed);
	return XVS_GO_ON;
}

#endif /* _XVS_LIMIT_H */
