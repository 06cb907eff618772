// SPDX-License-Identifier: GPL-2.0
/*
 * How a frame leaves: by a VIF or PIF, by the uplink as its bond has it, or up
 * the host's stack. Here it gets the tag that it wears there.
 */
#include <linux/tcp.h>
#include "limit.h"

/* Flags that keep two ports which have them from talking to each other. */
#define XVS_PORT_SEPARATED	(BR_ISOLATED | XVS_PORT_DISABLED | XVS_PORT_APART)

/* Put on the tag that the frame wears at this port, if any. */
static __always_inline enum xvs_drop xvs_dress(struct sk_buff *skb,
					       const struct xvs_frame *f,
					       const struct xvs_port *to)
{
	if (unlikely(!xvs_port_may_use(to, f->vid)))
		return XVS_DROP_vlan_egress;
	if (unlikely(f->nested && !rcu_access_pointer(to->trunk)))
		return XVS_DROP_vlan_nested;
	if (f->vid != to->vid)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), f->vid | f->pcp);
	return XVS_GO_ON;
}

/* Segments larger than the MTU make some NICs hang. The core measures them by
 * their TCP header, which a guest may have left out.
 */
static noinline bool xvs_segments_fit(struct sk_buff *skb, unsigned int max)
{
	int offset = skb->encapsulation ? skb_inner_transport_offset(skb) :
					  skb_transport_offset(skb);

	return skb_transport_header_was_set(skb) && offset >= 0 &&
	       pskb_may_pull(skb, offset + sizeof(struct tcphdr)) &&
	       skb_gso_validate_mac_len(skb, max + ETH_HLEN);
}

static __always_inline bool xvs_fits(struct sk_buff *skb,
				     const struct net_device *dev)
{
	unsigned int max = dev->mtu;

	/* A tag does not count, and one may be in band behind another. */
	if (unlikely(eth_type_vlan(skb->protocol)))
		max += VLAN_HLEN;
	if (likely(skb->len <= max))
		return true;
	return skb_is_gso(skb) && xvs_segments_fit(skb, max);
}

/* A tag that is in band is inserted before the network header that checksum
 * offload counts from.
 */
static noinline bool xvs_move_csum_start(struct sk_buff *skb)
{
	int depth;

	if (!vlan_get_protocol_and_depth(skb, skb->protocol, &depth))
		return false;
	skb_set_network_header(skb, depth);
	return true;
}

static __always_inline bool xvs_fix_csum_start(struct sk_buff *skb)
{
	return likely(skb->ip_summed != CHECKSUM_PARTIAL ||
		      !eth_type_vlan(skb->protocol)) ||
	       xvs_move_csum_start(skb);
}

/* Make a frame one that a VIF or PIF is to transmit. */
static __always_inline enum xvs_drop xvs_prepare(struct sk_buff *skb,
						 const struct xvs_frame *f,
						 const struct xvs_port *to)
{
	struct net_device *dev = to->dev;
	enum xvs_drop reason;

	if (unlikely(!xvs_port_usable(to)))
		return XVS_DROP_port_down;
	if (unlikely(skb_is_nonlinear(skb) && skb_warn_if_lro(skb)))
		return XVS_DROP_lro;
	if (unlikely(!xvs_fits(skb, dev)))
		return XVS_DROP_mtu;
	reason = xvs_dress(skb, f, to);
	if (unlikely(reason))
		return reason;

	__skb_push(skb, ETH_HLEN);
	if (unlikely(!xvs_fix_csum_start(skb))) {
		skb_pull(skb, ETH_HLEN);
		return XVS_DROP_malformed;
	}
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	skb->dev = dev;
	return XVS_GO_ON;
}

static __always_inline void xvs_transmit_prepared(struct sk_buff *skb,
						  const struct xvs_port *to)
{
	struct xvs_port_stats __percpu *stats = to->stats;

	this_cpu_inc(stats->tx_packets);
	this_cpu_add(stats->tx_bytes, skb->len);
	dev_queue_xmit(skb);
}

/**
 * xvs_transmit() - hand a frame that was prepared for it to a port
 * @skb: frame; taken
 * @to: VIF or PIF; caller holds the RCU read lock
 */
void xvs_transmit(struct sk_buff *skb, const struct xvs_port *to)
{
	xvs_transmit_prepared(skb, to);
}

/* Out of line, as it is asked only if a frame goes no further. */
static noinline enum xvs_drop xvs_why_separated(const struct xvs_port *from,
						const struct xvs_port *to)
{
	if (to->flags & XVS_PORT_DISABLED)
		return XVS_DROP_disabled;
	return from->flags & to->flags & XVS_PORT_APART ?
		XVS_DROP_split_horizon : XVS_DROP_isolated;
}

/* To a port that has said something against it, or against so much of it. */
static noinline enum xvs_drop xvs_emit_closely(struct sk_buff *skb,
					       const struct xvs_frame *f,
					       const struct xvs_port *to)
{
	enum xvs_drop reason;
	int ret;

	if (unlikely((f->from->flags | XVS_PORT_DISABLED) & to->flags &
		     XVS_PORT_SEPARATED))
		return xvs_why_separated(f->from, to);
	reason = xvs_prepare(skb, f, to);
	if (unlikely(reason))
		return reason;
	ret = xvs_limit(to, XVS_RX, skb, f, skb->len);
	if (unlikely(ret))
		return max(ret, 0);
	xvs_transmit_prepared(skb, to);
	return XVS_GO_ON;
}

/**
 * xvs_emit() - hand a frame to a VIF or PIF
 * @skb: frame; taken, but for a drop
 * @f: its port and VLAN; caller holds the RCU read lock
 * @to: VIF or PIF
 *
 * Return: XVS_GO_ON or why it is to be dropped
 */
enum xvs_drop xvs_emit(struct sk_buff *skb, const struct xvs_frame *f,
		       const struct xvs_port *to)
{
	enum xvs_drop reason;

	if (unlikely((f->from->flags | XVS_PORT_STRICT) & to->flags &
		     (XVS_PORT_SEPARATED | XVS_PORT_STRICT)))
		return xvs_emit_closely(skb, f, to);
	reason = xvs_prepare(skb, f, to);
	if (unlikely(reason))
		return reason;
	xvs_transmit_prepared(skb, to);
	return XVS_GO_ON;
}

/**
 * xvs_host_listens() - does the host want frames of a VLAN?
 * @host: port of the host's
 * @vid: the VLAN
 *
 * Return: whether it has a device for it behind the port, or is promiscuous
 */
bool xvs_host_listens(const struct xvs_port *host, u16 vid)
{
	return vid == host->vid || test_bit(vid, host->sw->host_vids) ||
	       host->dev->flags & IFF_PROMISC;
}

/* By every PIF that may send. Takes the frame, but for a drop. */
static noinline enum xvs_drop xvs_emit_members(struct sk_buff *skb,
					       const struct xvs_frame *f)
{
	struct xvs_port *last = NULL;
	struct xvs_member *member;
	struct sk_buff *clone;
	enum xvs_drop reason;

	list_for_each_entry_rcu(member, &f->from->sw->uplink.members, node) {
		if (!READ_ONCE(member->carries))
			continue;
		clone = last ? skb_clone(skb, GFP_ATOMIC) : NULL;
		if (clone) {
			reason = xvs_emit(clone, f, last);
			if (reason)
				xvs_drop(clone, f, reason);
		} else if (last) {
			xvs_drop(NULL, f, XVS_DROP_nomem);
		}
		last = member->port;
	}
	return last ? xvs_emit(skb, f, last) : XVS_DROP_bond_down;
}

/* Make a frame one that the host has received by its own port. */
static enum xvs_drop xvs_to_host(struct sk_buff *skb,
				 const struct xvs_frame *f,
				 const struct xvs_port *host, u8 pkt_type)
{
	enum xvs_drop reason;

	if (unlikely(f->from->role == XVS_ROLE_HOST))
		return XVS_DROP_host_loop;
	if (unlikely(!netif_running(host->dev)))
		return XVS_DROP_host_down;
	if (unlikely(!xvs_host_listens(host, f->vid)))
		return XVS_DROP_host_vlan;
	/* The core would take the tag behind a priority tag for the frame's. */
	if (unlikely(f->nested && skb_vlan_tag_present(skb) &&
		     !skb_vlan_tag_get_id(skb)))
		return XVS_DROP_vlan_nested;
	reason = xvs_dress(skb, f, host);
	if (unlikely(reason))
		return reason;

	skb->dev = host->dev;
	skb->pkt_type = pkt_type;
	this_cpu_inc(host->stats->tx_packets);
	this_cpu_add(host->stats->tx_bytes, skb->len + ETH_HLEN);
	dev_sw_netstats_rx_add(host->dev, skb->len);
	return XVS_GO_ON;
}

static enum xvs_drop xvs_emit_uplink(struct sk_buff *skb,
				     const struct xvs_frame *f)
{
	struct xvs_switch *sw = f->from->sw;
	const struct xvs_bond *bond = rcu_dereference(sw->uplink.bond);
	const struct xvs_port *pif;

	if (unlikely(READ_ONCE(bond->ops)->to_all))
		return xvs_emit_members(skb, f);
	pif = xvs_uplink_select(bond, skb, f);
	return likely(pif) ? xvs_emit(skb, f, pif) : XVS_DROP_bond_down;
}

/**
 * xvs_serve_other() - serve what is no device's port
 * @skb: frame; taken, unless it is the host's to receive
 * @f: its port and VLAN; caller holds the RCU read lock
 * @to: the host's port, or the uplink
 * @pkt_type: what the frame is to the host
 *
 * Return: RX_HANDLER_ANOTHER: skb->dev is the host's device; else
 *	RX_HANDLER_CONSUMED
 */
rx_handler_result_t xvs_serve_other(struct sk_buff *skb,
				    const struct xvs_frame *f,
				    const struct xvs_port *to, u8 pkt_type)
{
	enum xvs_drop reason;

	if (to->role == XVS_ROLE_UPLINK) {
		reason = xvs_emit_uplink(skb, f);
	} else {
		reason = xvs_to_host(skb, f, to, pkt_type);
		if (likely(!reason))
			return RX_HANDLER_ANOTHER;
	}
	if (unlikely(reason))
		xvs_drop(skb, f, reason);
	return RX_HANDLER_CONSUMED;
}

/**
 * xvs_send_out() - send a frame of the host's by the uplink alone
 * @skb: frame, its network header at skb->data; taken
 * @f: its port and VLAN; caller holds the RCU read lock
 */
void xvs_send_out(struct sk_buff *skb, const struct xvs_frame *f)
{
	enum xvs_drop reason = xvs_emit_uplink(skb, f);

	if (unlikely(reason))
		xvs_drop(skb, f, reason);
}
