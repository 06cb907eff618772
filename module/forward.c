// SPDX-License-Identifier: GPL-2.0
/*
 * Where a frame goes and how it leaves: by a port, up the host's stack, or to
 * everybody. Known unicast is never cloned, and of a flood the last to be
 * served gets the original, so that zero-copy frames of a guest stay so. The
 * host is served last: its copy goes up the stack that the frame came from.
 */
#include <linux/tcp.h>
#include "xvs.h"

/* Flags that keep two ports which have them from talking to each other. */
#define XVS_PORT_SEPARATED	(BR_ISOLATED | XVS_PORT_DISABLED | XVS_PORT_APART)

static bool xvs_is_up(const struct xvs_network *network)
{
	return netif_running(network->host.dev);
}

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

/* To a port that has said something against it, or against so much of it. */
static noinline enum xvs_drop xvs_emit_closely(struct sk_buff *skb,
					       const struct xvs_frame *f,
					       const struct xvs_port *to)
{
	enum xvs_drop reason;
	int ret;

	if (to->flags & XVS_PORT_DISABLED)
		return XVS_DROP_disabled;
	if (f->from->flags & to->flags & XVS_PORT_APART)
		return XVS_DROP_split_horizon;
	if (f->from->flags & to->flags & BR_ISOLATED)
		return XVS_DROP_isolated;
	reason = xvs_prepare(skb, f, to);
	if (unlikely(reason))
		return reason;
	ret = xvs_limit_rx(skb, f, to);
	if (unlikely(ret))
		return max(ret, 0);
	xvs_transmit_prepared(skb, to);
	return XVS_GO_ON;
}

/* Hand a frame to a VIF or PIF. Takes the frame, but for a drop. */
static enum xvs_drop xvs_emit(struct sk_buff *skb, const struct xvs_frame *f,
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

/* Does the host have a device for this VLAN behind this port of its? */
static bool xvs_host_listens(const struct xvs_port *host, u16 vid)
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

/* The PIF that a frame leaves by; NULL: none may send it. */
static __always_inline struct xvs_port *
xvs_uplink_select(const struct xvs_bond *bond, struct sk_buff *skb,
		  const struct xvs_frame *f)
{
	const struct xvs_bond_ops *ops = READ_ONCE(bond->ops);

	return ops->select ? ops->select(bond, skb, f) :
			     rcu_dereference(bond->active);
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

/* Serve what is no device's port: the host, or the uplink. */
static noinline rx_handler_result_t
xvs_serve_other(struct sk_buff *skb, const struct xvs_frame *f,
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

/* Serve one port with a frame and be done with it. */
static __always_inline rx_handler_result_t
xvs_serve(struct sk_buff *skb, const struct xvs_frame *f,
	  const struct xvs_port *to, u8 pkt_type)
{
	enum xvs_drop reason;

	if (to->role > XVS_ROLE_PIF)
		return xvs_serve_other(skb, f, to, pkt_type);
	reason = xvs_emit(skb, f, to);
	if (unlikely(reason))
		xvs_drop(skb, f, reason);
	return RX_HANDLER_CONSUMED;
}

static void xvs_serve_clone(struct sk_buff *skb, const struct xvs_frame *f,
			    const struct xvs_port *to, u8 pkt_type)
{
	skb = skb_clone(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		xvs_drop(NULL, f, XVS_DROP_nomem);
	else if (xvs_serve(skb, f, to, pkt_type) == RX_HANDLER_ANOTHER)
		netif_rx(skb);
}

/**
 * struct xvs_flood - a flood under way
 *
 * @skb: the frame
 * @f: what is known of it
 * @last: the port that gets a copy as soon as another one is found, or, if
 *	there is none, the original
 * @flag: what a port's flags must have
 * @stays: not by the uplink
 * @pkt_type: what the frame is to the host
 */
struct xvs_flood {
	struct sk_buff *skb;
	const struct xvs_frame *f;
	const struct xvs_port *last;
	unsigned long flag;
	bool stays;
	u8 pkt_type;
};

static void xvs_flood_add(struct xvs_flood *flood, const struct xvs_port *to)
{
	if (flood->last)
		xvs_serve_clone(flood->skb, flood->f, flood->last,
				flood->pkt_type);
	flood->last = to;
}

static void xvs_flood_port(struct xvs_flood *flood, const struct xvs_port *to)
{
	const struct xvs_port *from = flood->f->from;

	if (to != from && (to->flags & flood->flag) && xvs_port_usable(to) &&
	    !(from->flags & to->flags & BR_ISOLATED))
		xvs_flood_add(flood, to);
}

/* What came by a PIF leaves by none, whatever the bond does. */
static void xvs_flood_uplink(struct xvs_flood *flood,
			     const struct xvs_switch *sw)
{
	const struct xvs_bond *bond = rcu_dereference(sw->uplink.bond);
	const struct xvs_member *member;
	const struct xvs_port *pif;

	if (!bond || flood->stays || flood->f->from->role == XVS_ROLE_PIF)
		return;
	if (READ_ONCE(bond->ops)->to_all) {
		list_for_each_entry_rcu(member, &sw->uplink.members, node)
			if (READ_ONCE(member->carries))
				xvs_flood_port(flood, member->port);
		return;
	}
	pif = xvs_uplink_select(bond, flood->skb, flood->f);
	if (pif)
		xvs_flood_port(flood, pif);
}

/* Everybody in the VLAN who is not the host. */
static void xvs_flood_ports(struct xvs_flood *flood,
			    const struct xvs_switch *sw,
			    const struct xvs_network *view)
{
	u16 vid = flood->f->vid;
	struct xvs_port *to;

	xvs_flood_uplink(flood, sw);
	if (view)
		list_for_each_entry_rcu(to, &view->ports, node)
			xvs_flood_port(flood, to);
	if (vid) {
		list_for_each_entry_rcu(to, &sw->trunks, trunk_node)
			if (xvs_port_may_use(to, vid))
				xvs_flood_port(flood, to);
	} else {
		list_for_each_entry_rcu(to, &sw->root->ports, node)
			xvs_flood_port(flood, to);
	}
}

/* Of unknown unicast the host gets only what it asked for by promiscuity. */
static void xvs_flood_host(struct xvs_flood *flood,
			   const struct xvs_network *network)
{
	if (!xvs_is_up(network) ||
	    !xvs_host_listens(&network->host, flood->f->vid))
		return;
	if (flood->pkt_type != PACKET_OTHERHOST ||
	    network->host.dev->flags & IFF_PROMISC)
		xvs_flood_add(flood, &network->host);
}

/* To an address whose owners have not sent yet: to all of them, and to nobody
 * else. Return: whether there are any
 */
static bool xvs_flood_owners(struct xvs_flood *flood, const struct xvs_fdb *fdb,
			     const u8 *dest)
{
	const struct xvs_port *from = flood->f->from;
	const struct xvs_fdb_entry *e;
	const struct xvs_claim *claim;
	bool any = false;

	e = xvs_fdb_entry_find(fdb, xvs_fdb_key(flood->f->vid, dest));
	if (!e || READ_ONCE(e->kind) != XVS_FDB_OWNED)
		return false;
	list_for_each_entry_rcu(claim, &e->claims, entry_node) {
		if (!xvs_port_usable(claim->port))
			continue;
		any = true;
		if (claim->port != from &&
		    !(from->flags & claim->port->flags & BR_ISOLATED))
			xvs_flood_add(flood, claim->port);
	}
	return any;
}

static void xvs_flood_class(struct xvs_flood *flood, const u8 *dest)
{
	if (is_broadcast_ether_addr(dest)) {
		flood->flag = BR_BCAST_FLOOD;
		flood->pkt_type = PACKET_BROADCAST;
	} else if (is_multicast_ether_addr(dest)) {
		flood->flag = BR_MCAST_FLOOD;
		flood->pkt_type = PACKET_MULTICAST;
	} else {
		flood->flag = BR_FLOOD;
		flood->pkt_type = PACKET_OTHERHOST;
	}
}

/* What may come back has to be known as what was sent: who is one too many to
 * be learned would be sought outside, by others here too.
 */
static void xvs_flood_prepare_echo(struct xvs_flood *flood)
{
	const struct xvs_frame *f = flood->f;
	const struct xvs_switch *sw = f->from->sw;
	struct xvs_fdb_entry *e;

	if (f->from->role != XVS_ROLE_VIF ||
	    !xvs_bond_echoes(rcu_dereference(sw->uplink.bond)))
		return;
	e = xvs_fdb_entry_find(&sw->fdb,
			       xvs_fdb_key(f->vid,
					   eth_hdr(flood->skb)->h_source));
	if (!e)
		flood->stays = true;
	else if (flood->flag == BR_BCAST_FLOOD && xvs_is_garp(flood->skb))
		xvs_fdb_note_garp(e);
}

static rx_handler_result_t xvs_flood(struct sk_buff *skb,
				     const struct xvs_frame *f)
{
	struct xvs_flood flood = { .skb = skb, .f = f };
	const struct xvs_switch *sw = f->from->sw;
	const u8 *dest = eth_hdr(skb)->h_dest;
	const struct xvs_network *view;
	enum xvs_drop reason;

	xvs_flood_class(&flood, dest);
	/* Of the reserved addresses those that are no group's end up here. */
	if (flood.flag == BR_FLOOD && unlikely(xvs_addr_is_reserved(dest)))
		reason = XVS_DROP_reserved;
	else
		reason = xvs_storm_admit(skb, f);
	if (unlikely(reason)) {
		xvs_drop(skb, f, reason);
		return RX_HANDLER_CONSUMED;
	}
	if (flood.flag == BR_MCAST_FLOOD && !f->lock &&
	    f->from->role != XVS_ROLE_HOST)
		xvs_address_notice(skb, f);
	view = xvs_switch_view(sw, f->vid);
	xvs_flood_prepare_echo(&flood);
	if (flood.flag != BR_FLOOD ||
	    !xvs_flood_owners(&flood, &sw->fdb, dest))
		xvs_flood_ports(&flood, sw, view);
	if (f->from->role != XVS_ROLE_HOST) {
		if (view)
			xvs_flood_host(&flood, view);
		xvs_flood_host(&flood, sw->root);
	}
	if (flood.last)
		return xvs_serve(skb, f, flood.last, flood.pkt_type);

	xvs_drop(skb, f, XVS_DROP_no_target);
	return RX_HANDLER_CONSUMED;
}

/* To whom alone a frame is, as far as that is known. A question for an address
 * that only one could answer is for that one, all else to a group is not.
 */
static const struct xvs_port *xvs_find_target(struct sk_buff *skb,
					      const struct xvs_frame *f)
{
	const struct xvs_switch *sw = f->from->sw;
	const u8 *dest = eth_hdr(skb)->h_dest;

	if (!is_multicast_ether_addr(dest))
		return xvs_fdb_lookup(&sw->fdb, f->vid, dest);
	if (READ_ONCE(sw->addresses.count))
		return xvs_address_asked_for(skb, f);
	return NULL;
}

/* Somebody watches: give copies of a frame for @to to promiscuous networks. */
static noinline void xvs_show_promisc(struct sk_buff *skb,
				      const struct xvs_frame *f,
				      const struct xvs_port *to)
{
	const struct xvs_switch *sw = f->from->sw;
	const struct xvs_network *watcher[] = {
		sw->root, xvs_switch_view(sw, f->vid)
	};
	int i;

	if (f->from->role == XVS_ROLE_HOST)
		return;
	for (i = 0; i < ARRAY_SIZE(watcher); i++)
		if (watcher[i] && &watcher[i]->host != to &&
		    xvs_is_up(watcher[i]) &&
		    watcher[i]->host.dev->flags & IFF_PROMISC)
			xvs_serve_clone(skb, f, &watcher[i]->host,
					PACKET_OTHERHOST);
}

/**
 * xvs_forward() - send an admitted frame where it belongs
 * @skb: frame, its network header at skb->data; taken
 * @f: its port and VLAN; caller holds the RCU read lock
 *
 * Return: RX_HANDLER_ANOTHER: it is for the host and skb->dev is the host's
 *	device, never so for a frame of the host; else RX_HANDLER_CONSUMED
 */
rx_handler_result_t xvs_forward(struct sk_buff *skb, const struct xvs_frame *f)
{
	const struct xvs_port *to = xvs_find_target(skb, f);

	if (unlikely(!to))
		return xvs_flood(skb, f);
	if (unlikely(READ_ONCE(f->from->sw->promisc)))
		xvs_show_promisc(skb, f, to);
	if (likely(to != f->from->at))
		return xvs_serve(skb, f, to, PACKET_HOST);

	xvs_drop(skb, f, XVS_DROP_same_port);
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
