// SPDX-License-Identifier: GPL-2.0
/*
 * Where a frame goes: to a port, up the host's stack, or to everybody. Known
 * unicast is never cloned, and of a flood the last to be served gets the
 * original, so that zero-copy frames of a guest stay so. The host is served
 * last: its copy goes up the stack that the frame came from.
 */
#include "xvs.h"

static bool xvs_is_up(const struct xvs_network *network)
{
	return netif_running(network->host.dev);
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
