// SPDX-License-Identifier: GPL-2.0
/*
 * The way of a frame: in by a port's rx handler or by the transmission of the
 * host's own device, through one stage after the other, and out by
 * xvs_forward(). A stage says XVS_GO_ON or why the frame ends here; nobody but
 * xvs_drop() counts and frees.
 */
#include "guard.h"
#include "xvs.h"

static void xvs_count_rx(const struct xvs_port *port, const struct sk_buff *skb)
{
	struct xvs_port_stats __percpu *stats = port->stats;

	this_cpu_inc(stats->rx_packets);
	this_cpu_add(stats->rx_bytes, skb->len + ETH_HLEN);
}

/* Control frames are the link's and go no further than its two ends. Those
 * that reach a PIF are for the host's own daemons there (such as LLDP's), but for
 * pause, which the NIC has obeyed or ignored already.
 */
static bool xvs_is_for_nic(const struct xvs_port *from, const u8 *dest)
{
	return from->role == XVS_ROLE_PIF && is_link_local_ether_addr(dest) &&
	       dest[5] != 0x01;
}

/* Pause may be addressed to a single station too (IEEE 802.3 annex 31B.1). */
static bool xvs_is_reserved(const struct sk_buff *skb, const u8 *dest)
{
	return unlikely(skb->protocol == htons(ETH_P_PAUSE)) ||
	       (is_multicast_ether_addr(dest) && xvs_addr_is_reserved(dest));
}

/* Most frames have no tag, and are of their port's VLAN. */
static __always_inline bool xvs_is_tagged(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) || eth_type_vlan(skb->protocol);
}

/* Is it a frame that goes any further? The header ends where the core says, but
 * on an 8021q device that was told to leave the tag in it.
 */
static __always_inline enum xvs_drop xvs_check_frame(const struct sk_buff *skb)
{
	if (unlikely(xvs_is_reserved(skb, eth_hdr(skb)->h_dest)))
		return XVS_DROP_reserved;
	if (unlikely(skb_mac_offset(skb) != -ETH_HLEN))
		return XVS_DROP_malformed;
	return XVS_GO_ON;
}

/* What is on the wire for others to hear is of no use here, nor what another
 * PIF of a bond is there to take.
 */
static __always_inline enum xvs_drop
xvs_check_uplink(const struct sk_buff *skb, const struct xvs_frame *f)
{
	const struct xvs_switch *sw = f->from->sw;
	const struct xvs_bond *bond = rcu_dereference(sw->uplink.bond);
	const struct xvs_bond_ops *ops = READ_ONCE(bond->ops);

	if (unlikely(!test_bit(f->vid, sw->members)))
		return XVS_DROP_vlan_unused;
	return ops->accept ? ops->accept(bond, skb, f) : XVS_GO_ON;
}

/* Whoever is not locked may be anybody but a group, which may be asked for and
 * never asks.
 */
static __always_inline enum xvs_drop
xvs_check_source(const struct sk_buff *skb, const struct xvs_frame *f)
{
	if (unlikely(!is_valid_ether_addr(eth_hdr(skb)->h_source)))
		return XVS_DROP_source_mac;
	if (f->from->role == XVS_ROLE_PIF)
		return xvs_check_uplink(skb, f);
	return XVS_GO_ON;
}

/* Let a frame in, and note that its station has sent. */
static __always_inline enum xvs_drop
xvs_admit(struct sk_buff *skb, const struct xvs_frame *f)
{
	enum xvs_drop reason;

	if (f->lock)
		return xvs_guard_admit(skb, f);
	reason = xvs_check_source(skb, f);
	if (unlikely(reason))
		return reason;
	reason = xvs_fdb_learn(&f->from->sw->fdb, f->from, f->vid,
			       eth_hdr(skb)->h_source);
	if (unlikely(reason == XVS_DROP_bond_reflection) && xvs_is_garp(skb))
		return xvs_fdb_follow(&f->from->sw->fdb, f->from, f->vid,
				      eth_hdr(skb)->h_source);
	return reason;
}

/* What a VIF may not send is held against it. */
static noinline rx_handler_result_t xvs_refuse(struct sk_buff *skb,
					       const struct xvs_frame *f,
					       enum xvs_drop reason)
{
	if (xvs_is_reserved(skb, eth_hdr(skb)->h_dest) &&
	    xvs_is_for_nic(f->from, eth_hdr(skb)->h_dest)) {
		if (!xvs_lacp_io_receive(f->from, skb))
			return RX_HANDLER_PASS;
		consume_skb(skb);
		return RX_HANDLER_CONSUMED;
	}
	xvs_count_rx(f->from, skb);
	if (f->from->role == XVS_ROLE_VIF)
		xvs_offender_note(skb, f, reason);
	xvs_drop(skb, f, reason);
	return RX_HANDLER_CONSUMED;
}

/* The rest of the way, once the VLAN is known */
static __always_inline rx_handler_result_t xvs_enter(struct sk_buff *skb,
						     const struct xvs_frame *f)
{
	enum xvs_drop reason = xvs_admit(skb, f);

	if (unlikely(reason))
		return xvs_refuse(skb, f, reason);
	xvs_count_rx(f->from, skb);
	if (unlikely(f->from->flags & XVS_PORT_TX_LIMITED))
		return xvs_limit_tx(skb, f);
	return xvs_forward(skb, f);
}

/* By itself, so that a frame without a tag is asked nothing of what only one with
 * a tag can be.
 */
static noinline rx_handler_result_t xvs_enter_tagged(struct sk_buff *skb,
						     struct xvs_frame *f)
{
	enum xvs_drop reason = xvs_vlan_classify(skb, f);

	return unlikely(reason) ? xvs_refuse(skb, f, reason) : xvs_enter(skb, f);
}

/**
 * xvs_rx() - rx handler of every port: a frame enters the switch
 * @pskb: the frame; replaced where it was shared
 *
 * Return: RX_HANDLER_CONSUMED; RX_HANDLER_ANOTHER: it is the host's, and
 *	skb->dev says by which device; RX_HANDLER_PASS: it is the NIC's own
 */
rx_handler_result_t xvs_rx(struct sk_buff **pskb)
{
	struct xvs_frame f = {
		.from = rcu_dereference((*pskb)->dev->rx_handler_data),
	};
	struct sk_buff *skb = *pskb;
	enum xvs_drop reason;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb)) {
		xvs_drop(NULL, &f, XVS_DROP_nomem);
		return RX_HANDLER_CONSUMED;
	}
	*pskb = skb;

	f.lock = rcu_dereference(f.from->lock);
	reason = xvs_check_frame(skb);
	if (unlikely(reason))
		return xvs_refuse(skb, &f, reason);
	if (xvs_is_tagged(skb))
		return xvs_enter_tagged(skb, &f);
	f.vid = f.from->vid;
	return xvs_enter(skb, &f);
}

/**
 * xvs_dry_run() - would a frame be let in?
 * @port: the port that would have received it; caller holds the RCU read lock
 *	with softirqs disabled
 * @skb: the frame as a driver hands it in, its network header at skb->data;
 *	freed
 *
 * The stages that a frame goes through, without any effect.
 *
 * Return: XVS_GO_ON, or why not
 */
enum xvs_drop xvs_dry_run(struct xvs_port *port, struct sk_buff *skb)
{
	struct xvs_frame f = {
		.from = port,
		.lock = rcu_dereference(port->lock),
	};
	enum xvs_drop reason;

	if (eth_type_vlan(skb->protocol)) {
		skb = skb_vlan_untag(skb);
		if (!skb)
			return XVS_DROP_malformed;
	}
	reason = xvs_check_frame(skb) ?: xvs_vlan_classify(skb, &f);
	if (!reason)
		reason = f.lock ? xvs_guard_try(skb, &f) :
				  xvs_check_source(skb, &f) ?:
				  xvs_fdb_judge(&port->sw->fdb, port, f.vid,
						eth_hdr(skb)->h_source);
	kfree_skb(skb);
	return reason;
}

/* Where the core would look for a received frame's headers and tag. A packet
 * socket may have sent a tag in band.
 */
static struct sk_buff *xvs_as_received(struct sk_buff *skb)
{
	__be16 proto;

	skb_reset_mac_header(skb);
	proto = eth_hdr(skb)->h_proto;
	skb_pull(skb, ETH_HLEN);
	if (likely(!eth_type_vlan(proto)))
		return skb;
	skb->protocol = proto;
	return skb_vlan_tag_present(skb) ? skb : skb_vlan_untag(skb);
}

static void xvs_xmit_rcu(struct sk_buff *skb, struct xvs_network *network)
{
	struct xvs_frame f = { .from = &network->host };
	enum xvs_drop reason;

	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		xvs_drop(skb, &f, XVS_DROP_malformed);
		return;
	}
	skb = xvs_as_received(skb);
	if (unlikely(!skb)) {
		xvs_drop(NULL, &f, XVS_DROP_malformed);
		return;
	}
	xvs_count_rx(f.from, skb);

	reason = xvs_vlan_classify(skb, &f);
	if (!reason && unlikely(xvs_is_reserved(skb, eth_hdr(skb)->h_dest)))
		reason = XVS_DROP_reserved;
	if (reason)
		xvs_drop(skb, &f, reason);
	else
		xvs_forward(skb, &f);
}

/**
 * xvs_xmit() - ndo_start_xmit of a network: the host sends into the switch
 * @skb: frame
 * @dev: the network's device
 *
 * The host is trusted: its frames are neither judged nor learned from.
 *
 * Return: NETDEV_TX_OK
 */
netdev_tx_t xvs_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	rcu_read_lock();
	xvs_xmit_rcu(skb, netdev_priv(dev));
	rcu_read_unlock();
	return NETDEV_TX_OK;
}
