// SPDX-License-Identifier: GPL-2.0
/*
 * Link-local addresses of IPv6: first come, first served, as in RFC 6620. A
 * locked VIF has those that it was the first to use. What others use is noticed
 * when they speak of it to a group: stations outside, and VIFs that are not
 * locked. The host's own is never to be taken.
 */
#include <net/addrconf.h>
#include <net/ndisc.h>
#include "xvs.h"

/* Return: the address's holder among those who share a MAC, or whoever else
 * holds it, or NULL
 */
static struct xvs_address *xvs_address_holder(struct xvs_addresses *addresses,
					      const struct xvs_address_key *key,
					      const struct xvs_identity *lock)
{
	struct xvs_address *a, *other = NULL;
	struct rhlist_head *pos, *list;

	list = xvs_address_find(addresses, key);
	rhl_for_each_entry_rcu(a, pos, list, node) {
		if (ether_addr_equal(a->mac, lock->lock.mac))
			return a;
		other = a;
	}
	return other;
}

/* The address made of a MAC is for the station that has the MAC. */
static bool xvs_address_is_of_another(const struct xvs_port *port, u16 vid,
				      const struct xvs_identity *lock,
				      const struct in6_addr *ip)
{
	const struct xvs_fdb *fdb = &port->sw->fdb;
	const u8 *id = ip->s6_addr + 8;
	u8 mac[ETH_ALEN] = {
		id[0] ^ 0x02, id[1], id[2], id[5], id[6], id[7]
	};

	if (id[3] != 0xff || id[4] != 0xfe ||
	    ether_addr_equal(mac, lock->lock.mac))
		return false;
	return xvs_fdb_entry_find(fdb, xvs_fdb_key(vid, mac)) ||
	       xvs_fdb_is_host(fdb, xvs_fdb_key(vid, mac));
}

static bool xvs_address_is_host(const struct xvs_port *port, u16 vid,
				const struct in6_addr *ip)
{
	const struct xvs_switch *sw = port->sw;
	const struct xvs_network *view = xvs_switch_view(sw, vid);
	const struct net_device *root = sw->root->host.dev;

	/* Booted with ipv6.disable=1 it has no table to look into. */
	if (!ipv6_mod_enabled())
		return false;
	return ipv6_chk_addr(dev_net(root), ip, root, 0) ||
	       (view && ipv6_chk_addr(dev_net(root), ip, view->host.dev, 0));
}

/* May an address be taken from whoever has it? Not while there is a way to it, if
 * it is a VIF's. Of a station outside it is known only that it was heard: one
 * that is not heard any more may be gone, but a router need not speak often.
 */
static bool xvs_address_is_held(const struct xvs_address *a)
{
	if (!a->first || xvs_address_is_fresh(a))
		return true;
	if (a->noticed && !a->router)
		return false;
	return xvs_address_is_alive(a);
}

/* Make room for one more: of those that the VIF has not used for long. */
static bool xvs_address_make_room(struct xvs_port *port, u32 vid)
{
	struct xvs_address *a, *idle = NULL;
	unsigned int n = 0;

	list_for_each_entry(a, &port->addresses, port_node) {
		if (!a->first || a->noticed || a->key.vid != vid)
			continue;
		n++;
		if (!xvs_address_is_fresh(a))
			idle = a;
	}
	if (n < XVS_LINKLOCAL_MAX)
		return true;
	if (!idle)
		return false;
	xvs_address_delete(idle);
	return true;
}

static enum xvs_drop xvs_address_take(struct xvs_port *port,
				      const struct xvs_identity *lock,
				      const struct xvs_address_key *key)
{
	struct xvs_addresses *addresses = &port->sw->addresses;
	struct xvs_address *a;

	/* Whoever changes the lock updates the addresses after it. */
	if (rcu_access_pointer(port->lock) != lock)
		return XVS_DROP_ip6_linklocal;
	a = xvs_address_holder(addresses, key, lock);
	if (a && !ether_addr_equal(a->mac, lock->lock.mac)) {
		if (xvs_address_is_held(a))
			return XVS_DROP_ip6_linklocal;
		xvs_address_delete(a);
		a = NULL;
	} else if (a && a->noticed) {
		/* It was itself, before it was here or was locked. */
		xvs_address_delete(a);
		a = NULL;
	}
	if (!a && xvs_address_make_room(port, key->vid))
		a = xvs_address_insert(port, lock->lock.mac, key,
				       XVS_ADDRESS_FIRST);
	if (!a)
		return XVS_DROP_ip6_linklocal;
	xvs_address_touch(a);
	return XVS_GO_ON;
}

/**
 * xvs_address_first() - may a VIF use a link-local address of its choice?
 * @port: the VIF; caller is in softirq context under the RCU read lock
 * @vid: VLAN
 * @lock: what its frame was judged by
 * @ip: the address
 * @take: it is in use from now on
 *
 * Yes if nobody else does and it has no more than XVS_LINKLOCAL_MAX. One that
 * was not used for the ageing time is anybody's again when its holder is gone.
 *
 * Return: XVS_GO_ON or XVS_DROP_ip6_linklocal
 */
enum xvs_drop xvs_address_first(struct xvs_port *port, u16 vid,
				const struct xvs_identity *lock,
				const struct in6_addr *ip, bool take)
{
	struct xvs_addresses *addresses = &port->sw->addresses;
	struct xvs_address_key key = { .ip = *ip, .vid = vid };
	unsigned long now = jiffies;
	enum xvs_drop reason;
	struct xvs_address *a;

	a = xvs_address_holder(addresses, &key, lock);
	if (a && !a->noticed && ether_addr_equal(a->mac, lock->lock.mac)) {
		/* The host may have got it since: that is looked at now and then. */
		return take && xvs_address_touch(a) &&
		       xvs_address_is_host(port, vid, ip) ?
		       XVS_DROP_ip6_linklocal : XVS_GO_ON;
	}
	if (xvs_address_is_of_another(port, vid, lock, ip) ||
	    xvs_address_is_host(port, vid, ip) ||
	    (a && !ether_addr_equal(a->mac, lock->lock.mac) &&
	     xvs_address_is_held(a)))
		return XVS_DROP_ip6_linklocal;
	if (!take)
		return XVS_GO_ON;
	/* Who asks for more than there is does not hold up the others. */
	if (READ_ONCE(port->refused) == now)
		return XVS_DROP_ip6_linklocal;

	spin_lock(&addresses->lock);
	reason = xvs_address_take(port, lock, &key);
	spin_unlock(&addresses->lock);
	if (reason)
		WRITE_ONCE(port->refused, now);
	return reason;
}

/* ---- what others use ---- */

/* A station that has spoken of its address to a group */
struct xvs_notice {
	struct xvs_address_key key;
	const u8 *mac;
	bool router;
};

/* Neighbour discovery tells of its sender's address, and an advertisement of the
 * one that it is about. Duplicate address detection asks, and tells of none.
 */
static bool xvs_notice_read(struct sk_buff *skb, u16 vid,
			    struct xvs_notice *notice)
{
	const struct ipv6hdr *ip;
	const struct nd_msg *nd;

	if (skb->protocol != htons(ETH_P_IPV6) ||
	    !pskb_may_pull(skb, sizeof(*ip) + sizeof(*nd)))
		return false;
	ip = (const void *)skb->data;
	nd = (const void *)(ip + 1);
	if (ip->version != 6 || ip->nexthdr != IPPROTO_ICMPV6 ||
	    ip->hop_limit != 255 ||
	    nd->icmph.icmp6_type < NDISC_ROUTER_SOLICITATION ||
	    nd->icmph.icmp6_type > NDISC_NEIGHBOUR_ADVERTISEMENT)
		return false;
	*notice = (struct xvs_notice) {
		.key = { .ip = ip->saddr, .vid = vid },
		.mac = eth_hdr(skb)->h_source,
		.router = nd->icmph.icmp6_type == NDISC_ROUTER_ADVERTISEMENT,
	};
	if (nd->icmph.icmp6_type == NDISC_NEIGHBOUR_ADVERTISEMENT)
		notice->key.ip = nd->target;
	return ipv6_addr_type(&notice->key.ip) & IPV6_ADDR_LINKLOCAL;
}

/* Make room for one more, of those that were not heard for long. */
static bool xvs_notice_make_room(struct xvs_port *at)
{
	unsigned int max = at->role == XVS_ROLE_VIF ? XVS_NOTICED_MAX_VIF :
						      XVS_NOTICED_MAX_PIF;
	unsigned int left = XVS_NOTICED_SCAN;
	struct xvs_address *a, *next;

	if (at->n_noticed < max)
		return true;
	list_for_each_entry_safe(a, next, &at->addresses, port_node) {
		if (a->noticed && !a->router && !xvs_address_is_fresh(a)) {
			xvs_address_delete(a);
			return true;
		}
		list_move_tail(&a->port_node, &at->addresses);
		if (!--left)
			break;
	}
	return false;
}

static struct xvs_address *xvs_notice_find(struct xvs_addresses *addresses,
					   const struct xvs_notice *notice,
					   bool *held)
{
	struct rhlist_head *pos, *list;
	struct xvs_address *a;

	*held = false;
	list = xvs_address_find(addresses, &notice->key);
	rhl_for_each_entry_rcu(a, pos, list, node) {
		if (ether_addr_equal(a->mac, notice->mac))
			return a;
		*held |= !a->noticed;
	}
	return NULL;
}

/* It was first if no VIF has it that is locked, wherever it was before. */
static void xvs_notice_take(struct xvs_port *at, const struct xvs_notice *notice)
{
	struct xvs_addresses *addresses = &at->sw->addresses;
	struct xvs_address *a;
	bool held;

	a = xvs_notice_find(addresses, notice, &held);
	if (a && a->noticed && a->port != at) {
		xvs_address_delete(a);
		a = NULL;
	}
	if (!a && !held && xvs_notice_make_room(at))
		a = xvs_address_insert(at, notice->mac, &notice->key,
				       XVS_ADDRESS_NOTICED);
	if (!a || !a->noticed)
		return;
	a->router |= notice->router;
	xvs_address_touch(a);
}

/**
 * xvs_address_notice() - a port that may be anybody has spoken to a group
 * @skb: its frame, its network header at skb->data; headers are pulled
 * @f: its port and VLAN; caller is in softirq context under the RCU read lock
 *
 * If it was neighbour discovery, the link-local address that it was about is not
 * to be taken by a locked VIF.
 */
void xvs_address_notice(struct sk_buff *skb, const struct xvs_frame *f)
{
	struct xvs_addresses *addresses = &f->from->sw->addresses;
	struct xvs_notice notice;
	struct xvs_address *a;
	bool held;

	if (f->nested || !xvs_notice_read(skb, f->vid, &notice))
		return;
	a = xvs_notice_find(addresses, &notice, &held);
	if (a && (!a->noticed || (a->port == f->from->at &&
				  a->router >= notice.router))) {
		if (a->noticed)
			xvs_address_touch(a);
		return;
	}
	spin_lock(&addresses->lock);
	xvs_notice_take(f->from->at, &notice);
	spin_unlock(&addresses->lock);
}
