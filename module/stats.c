// SPDX-License-Identifier: GPL-2.0
/* What is counted: frames and drops, per port and CPU. */
#include "xvs.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* By enum xvs_drop, which is made of the same list. */
const char *const xvs_drop_names[XVS_DROP_MAX] = {
	"none",
#define X(name, core) #name
	XVS_DROPS(X)
#undef X
};

static const enum skb_drop_reason xvs_core_reasons[XVS_DROP_MAX] = {
	SKB_DROP_REASON_NOT_SPECIFIED,
#define X(name, core) SKB_DROP_REASON_##core
	XVS_DROPS(X)
#undef X
};

/**
 * xvs_stats_alloc() - give a port its counters
 * @port: the port
 *
 * Return: 0 or -ENOMEM
 */
int xvs_stats_alloc(struct xvs_port *port)
{
	port->stats = alloc_percpu(struct xvs_port_stats);
	return port->stats ? 0 : -ENOMEM;
}

/**
 * xvs_drop() - the one place where a frame is dropped
 * @skb: frame, freed; NULL where there was no memory for it
 * @f: its port, which the drop is counted against
 * @reason: why
 */
void xvs_drop(struct sk_buff *skb, const struct xvs_frame *f,
	      enum xvs_drop reason)
{
	this_cpu_inc(f->from->stats->drops[reason]);
	trace_xvs_drop(skb, f, reason);
	if (skb)
		kfree_skb_reason(skb, xvs_core_reasons[reason]);
}

static void xvs_stats_fold_limit(const struct xvs_limit_stats *stats,
				 struct xvs_limit_stats *sum)
{
	sum->passed += READ_ONCE(stats->passed);
	sum->delayed += READ_ONCE(stats->delayed);
	sum->marked += READ_ONCE(stats->marked);
	sum->dropped += READ_ONCE(stats->dropped);
}

/**
 * xvs_stats_fold() - add a port's counters of all CPUs to a sum
 * @port: the port
 * @sum: added to
 */
void xvs_stats_fold(const struct xvs_port *port, struct xvs_port_stats *sum)
{
	const struct xvs_port_stats *stats;
	int cpu, i;

	for_each_possible_cpu(cpu) {
		stats = per_cpu_ptr(port->stats, cpu);
		sum->rx_packets += READ_ONCE(stats->rx_packets);
		sum->rx_bytes += READ_ONCE(stats->rx_bytes);
		sum->tx_packets += READ_ONCE(stats->tx_packets);
		sum->tx_bytes += READ_ONCE(stats->tx_bytes);
		for (i = 0; i < XVS_DROP_MAX; i++)
			sum->drops[i] += READ_ONCE(stats->drops[i]);
		for (i = 0; i < XVS_DIRS; i++)
			xvs_stats_fold_limit(&stats->limits[i],
					     &sum->limits[i]);
		sum->not_learned += READ_ONCE(stats->not_learned);
	}
}
