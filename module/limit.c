// SPDX-License-Identifier: GPL-2.0
/* A frame before a rate: what it costs, and whether there is as much left. */
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/tcp.h>
#include "limit.h"

/* Bytes up to the payload that is cut into pieces. What is not known, since a
 * guest has left it out, counts as no header: then it is the Ethernet header's
 * alone that is sent again with each piece.
 */
static unsigned int xvs_gso_header(const struct sk_buff *skb)
{
	int offset = skb->encapsulation ? skb_inner_transport_offset(skb) :
					  skb_transport_offset(skb);
	const struct tcphdr *tcp;
	struct tcphdr buffer;

	if (!skb_transport_header_was_set(skb) || offset < 0)
		return ETH_HLEN;
	if (!(skb_shinfo(skb)->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)))
		return offset - skb_mac_offset(skb) + sizeof(struct udphdr);
	tcp = skb_header_pointer(skb, offset, sizeof(buffer), &buffer);
	return offset - skb_mac_offset(skb) +
	       (tcp ? __tcp_hdrlen(tcp) : sizeof(*tcp));
}

/* The number of segments that a guest tells need not be right, and their size is
 * its word too: who receives them is charged for none that is smaller than TCP
 * may be told to make them.
 */
static void xvs_gso_cost(const struct sk_buff *skb, enum xvs_dir dir,
			 struct xvs_cost *cost)
{
	unsigned int header = xvs_gso_header(skb);
	unsigned int size = skb_shinfo(skb)->gso_size;

	if (header >= cost->bytes)
		return;
	if (dir == XVS_RX)
		size = max(size, TCP_MIN_MSS);
	cost->packets = DIV_ROUND_UP((u32)cost->bytes - header, size);
	cost->bytes += (u64)(cost->packets - 1) * header;
}

/**
 * xvs_limit_take() - may a frame pass?
 * @limit: this limit
 * @cost: what it is charged if so
 * @now: nanoseconds
 *
 * Return: true: it is charged; false: it is not and may not
 */
bool xvs_limit_take(struct xvs_limit *limit, const struct xvs_cost *cost,
		    u64 now)
{
	unsigned long tick = jiffies;

	if (limit->packets.rate &&
	    !xvs_meter_take(&limit->packets, cost->packets, now, tick))
		return false;
	if (!limit->bytes.rate ||
	    xvs_meter_take(&limit->bytes, cost->bytes, now, tick))
		return true;
	if (limit->packets.rate)
		xvs_meter_give(&limit->packets, cost->packets);
	return false;
}

/**
 * xvs_limit_wait() - how long until a frame may pass?
 * @limit: this limit
 * @cost: what it will be charged
 * @now: nanoseconds
 *
 * Return: nanoseconds
 */
u64 xvs_limit_wait(const struct xvs_limit *limit, const struct xvs_cost *cost,
		   u64 now)
{
	u64 packets = 0, bytes = 0;

	if (limit->packets.rate)
		packets = xvs_meter_wait(&limit->packets, cost->packets, now);
	if (limit->bytes.rate)
		bytes = xvs_meter_wait(&limit->bytes, cost->bytes, now);
	return max(packets, bytes);
}

/* The time is not read for a large frame either where that can be spared. */
static int xvs_limit_police(struct xvs_limit *limit, enum xvs_dir dir,
			    const struct xvs_cost *cost)
{
	if (xvs_meter_take_quick(&limit->bytes, cost->bytes, jiffies) ||
	    xvs_limit_take(limit, cost, xvs_qos_now()))
		return XVS_GO_ON;
	return dir == XVS_TX ? XVS_DROP_tx_rate : XVS_DROP_rx_rate;
}

/**
 * xvs_limit_closely() - xvs_limit(), for any frame
 * @port: the guest's
 * @dir: from it or to it
 * @skb: frame
 * @f: where it comes from
 *
 * Return: as xvs_limit()
 */
int xvs_limit_closely(const struct xvs_port *port, enum xvs_dir dir,
		      struct sk_buff *skb, const struct xvs_frame *f)
{
	struct xvs_limit *limit = &rcu_dereference(port->qos)->limits[dir];
	struct xvs_cost cost = {
		.bytes = skb->len - skb_mac_offset(skb),
		.packets = 1,
	};
	int ret = XVS_GO_ON;

	if (skb_is_gso(skb))
		xvs_gso_cost(skb, dir, &cost);
	if (limit->queue)
		ret = xvs_queue_pass(limit->queue, skb, f, &cost);
	if (!ret && !limit->shapes)
		ret = xvs_limit_police(limit, dir, &cost);
	if (!ret)
		this_cpu_inc(port->stats->limits[dir].passed);
	else if (ret > 0)
		this_cpu_inc(port->stats->limits[dir].dropped);
	return ret;
}

/**
 * xvs_limit_tx() - forward a frame of a guest whose rate is limited
 * @skb: frame, admitted; taken
 * @f: its port and VLAN; caller is in softirq context under the RCU read lock
 *
 * What a lock drops is not charged: the rate is for what a guest may send.
 *
 * Return: as xvs_forward()
 */
rx_handler_result_t xvs_limit_tx(struct sk_buff *skb, const struct xvs_frame *f)
{
	int ret = xvs_limit(f->from, XVS_TX, skb, f, skb->len + ETH_HLEN);

	if (likely(!ret))
		return xvs_forward(skb, f);
	if (ret > 0)
		xvs_drop(skb, f, ret);
	return RX_HANDLER_CONSUMED;
}
