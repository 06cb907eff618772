// SPDX-License-Identifier: GPL-2.0
/*
 * The way of a frame: in by a port's rx handler or by the transmission of the
 * host's own device, through one stage after the other, and out by
 * xvs_forward(). A stage says XVS_GO_ON or why the frame ends here; nobody but
 * xvs_drop() counts and frees.
 */
#include "xvs.h"

static void xvs_count_rx(const struct xvs_port *port, const struct sk_buff *skb)
{
	struct xvs_port_stats __percpu *stats = port->stats;

	this_cpu_inc(stats->rx_packets);
	this_cpu_add(stats->rx_bytes, skb->len + ETH_HLEN);
}

/* A group may be asked for, a group never asks. The header ends where the core
 * says, but on an 8021q device that was told to leave the tag in it.
 */
static enum xvs_drop xvs_check_header(const struct sk_buff *skb)
{
	if (unlikely(skb_mac_offset(skb) != -ETH_HLEN))
		return XVS_DROP_malformed;
	if (unlikely(!is_valid_ether_addr(eth_hdr(skb)->h_source)))
		return XVS_DROP_source_mac;
	return XVS_GO_ON;
}

/* What is on the wire for others to hear need not be learned here. */
static enum xvs_drop xvs_admit(const struct xvs_frame *f)
{
	if (f->from->role == XVS_ROLE_PIF &&
	    unlikely(!test_bit(f->vid, f->from->sw->members)))
		return XVS_DROP_vlan_unused;
	return XVS_GO_ON;
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
	struct ethhdr *eth;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb)) {
		xvs_drop(NULL, &f, XVS_DROP_nomem);
		return RX_HANDLER_CONSUMED;
	}
	*pskb = skb;
	eth = eth_hdr(skb);
	reason = XVS_GO_ON;
	if (unlikely(xvs_is_reserved(skb, eth->h_dest))) {
		if (xvs_is_for_nic(f.from, eth->h_dest))
			return RX_HANDLER_PASS;
		reason = XVS_DROP_reserved;
	}
	xvs_count_rx(f.from, skb);

	if (!reason)
		reason = xvs_check_header(skb);
	if (!reason)
		reason = xvs_vlan_classify(skb, &f);
	if (!reason)
		reason = xvs_admit(&f);
	if (!reason)
		reason = xvs_fdb_learn(&f.from->sw->fdb, f.from, f.vid,
				       eth->h_source);
	if (!reason)
		return xvs_forward(skb, &f);

	xvs_drop(skb, &f, reason);
	return RX_HANDLER_CONSUMED;
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
