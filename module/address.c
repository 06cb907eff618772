// SPDX-License-Identifier: GPL-2.0
/*
 * Whose an IP address is. Locked VIFs have the single addresses in their lists,
 * and link-local ones as linklocal.c says. Two things follow: nobody else is
 * first to use an address that is held, and who asks for one need not ask
 * everybody.
 */
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/ndisc.h>
#include "xvs.h"

static const struct rhashtable_params xvs_address_params = {
	.head_offset = offsetof(struct xvs_address, node),
	.key_offset = offsetof(struct xvs_address, key),
	.key_len = sizeof(struct xvs_address_key),
	.min_size = 4,
	.automatic_shrinking = true,
};

/* Return: who has an address; caller holds the RCU read lock */
struct rhlist_head *xvs_address_find(struct xvs_addresses *addresses,
				     const struct xvs_address_key *key)
{
	return rhltable_lookup(&addresses->table, key, xvs_address_params);
}

/* Was it seen in use within the ageing time? */
bool xvs_address_is_fresh(const struct xvs_address *a)
{
	unsigned long seen = READ_ONCE(a->seen);

	return seen && time_before(jiffies,
				   seen + READ_ONCE(a->port->sw->fdb.ageing));
}

/**
 * xvs_address_is_used() - was an address seen in use lately?
 * @a: the address; caller holds the RCU read lock
 *
 * Return: whether its VIF spoke of it as its own within the ageing time, and
 *	has carrier
 */
bool xvs_address_is_used(const struct xvs_address *a)
{
	return !a->noticed && xvs_port_usable(a->port) &&
	       xvs_address_is_fresh(a);
}

/**
 * xvs_address_is_latest() - was an address last seen in use by this VIF?
 * @a: the address; caller holds the RCU read lock
 *
 * One that is virtual may be listed for several, and goes from one to another.
 *
 * Return: whether nobody here has spoken of it as his own since
 */
bool xvs_address_is_latest(const struct xvs_address *a)
{
	struct rhlist_head *pos, *list;
	const struct xvs_address *b;
	unsigned long seen;

	list = xvs_address_find(&a->port->sw->addresses, &a->key);
	rhl_for_each_entry_rcu(b, pos, list, node) {
		seen = READ_ONCE(b->seen);
		if (seen && time_after(seen, READ_ONCE(a->seen)))
			return false;
	}
	return true;
}

/* Is there a way to where it is? */
bool xvs_address_is_alive(const struct xvs_address *a)
{
	const struct xvs_switch *sw = a->port->sw;

	if (a->port->role == XVS_ROLE_UPLINK)
		return xvs_bond_has_carrier(rcu_dereference(sw->uplink.bond));
	return xvs_port_usable(a->port);
}

/* Note that it is in use. Return: whether that was news, once a second */
bool xvs_address_touch(struct xvs_address *a)
{
	unsigned long now = jiffies ?: 1;

	if (a->seen && time_before(now, READ_ONCE(a->seen) + HZ))
		return false;
	WRITE_ONCE(a->seen, now);
	return true;
}

/* Give an address to a port; the lock is held. Return: NULL: no memory */
struct xvs_address *xvs_address_insert(struct xvs_port *port, const u8 *mac,
				       const struct xvs_address_key *key,
				       enum xvs_address_why why)
{
	struct xvs_addresses *addresses = &port->sw->addresses;
	struct xvs_address *a = kzalloc(sizeof(*a), GFP_ATOMIC | __GFP_NOWARN);

	if (!a)
		return NULL;
	a->key = *key;
	a->port = port;
	a->first = why != XVS_ADDRESS_LISTED;
	a->noticed = why == XVS_ADDRESS_NOTICED;
	ether_addr_copy(a->mac, mac);
	if (rhltable_insert(&addresses->table, &a->node, xvs_address_params)) {
		kfree(a);
		return NULL;
	}
	list_add_tail(&a->port_node, &port->addresses);
	if (a->noticed)
		port->n_noticed++;
	else
		WRITE_ONCE(addresses->count, addresses->count + 1);
	return a;
}

/* Take an address from its port; the lock is held. */
void xvs_address_delete(struct xvs_address *a)
{
	struct xvs_addresses *addresses = &a->port->sw->addresses;

	rhltable_remove(&addresses->table, &a->node, xvs_address_params);
	list_del(&a->port_node);
	if (a->noticed)
		a->port->n_noticed--;
	else
		WRITE_ONCE(addresses->count, addresses->count - 1);
	kfree_rcu(a, rcu);
}

/* ---- what the administrator has listed ---- */

/* What is listed comes before what another station was the first to use. */
static bool xvs_address_list(struct xvs_port *port,
			     const struct xvs_identity *lock,
			     const struct xvs_address_key *key)
{
	struct xvs_addresses *addresses = &port->sw->addresses;
	struct rhlist_head *pos, *list;
	struct xvs_address *a;
	bool listed = false;

	list = xvs_address_find(addresses, key);
	rhl_for_each_entry_rcu(a, pos, list, node) {
		if (a->port == port) {
			a->first = false;
			listed = true;
		} else if (a->first &&
			   !ether_addr_equal(a->mac, lock->lock.mac)) {
			xvs_address_delete(a);
		}
	}
	return listed || xvs_address_insert(port, lock->lock.mac, key,
					    XVS_ADDRESS_LISTED);
}

static void xvs_address_key_of(struct xvs_address_key *key, bool ipv4,
			       const struct xvs_prefix *prefix, u16 vid)
{
	__be64 ip[2] = { cpu_to_be64(prefix->hi), cpu_to_be64(prefix->lo) };

	*key = (struct xvs_address_key) { .vid = vid };
	if (ipv4)
		ipv6_addr_set_v4mapped(cpu_to_be32(prefix->hi >> 32), &key->ip);
	else
		memcpy(&key->ip, ip, sizeof(ip));
}

static bool xvs_addresses_list(struct xvs_port *port,
			       const struct xvs_identity *lock, bool ipv4)
{
	const struct xvs_prefixes *set = ipv4 ? lock->lock.ipv4 :
						lock->lock.ipv6;
	struct xvs_address_key key;
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		if (set->prefixes[i].len != (ipv4 ? 32 : 128))
			continue;
		xvs_address_key_of(&key, ipv4, &set->prefixes[i], port->vid);
		if (!xvs_address_list(port, lock, &key))
			return false;
	}
	return true;
}

/* The address made of its MAC is a station's as if it were listed. */
static void xvs_address_of_mac(struct in6_addr *ip, const u8 *mac)
{
	ipv6_addr_set(ip, htonl(0xfe800000), 0, 0, 0);
	ip->s6_addr[8] = mac[0] ^ 0x02;
	ip->s6_addr[9] = mac[1];
	ip->s6_addr[10] = mac[2];
	ip->s6_addr[11] = 0xff;
	ip->s6_addr[12] = 0xfe;
	memcpy(&ip->s6_addr[13], &mac[3], 3);
}

static bool xvs_address_has_eui64(const struct xvs_identity *lock)
{
	return lock->lock.linklocal == XVS_LINKLOCAL_FIRST ||
	       lock->lock.linklocal == XVS_LINKLOCAL_EUI64;
}

static void xvs_address_list_eui64(struct xvs_port *port,
				   const struct xvs_identity *lock)
{
	struct xvs_address_key key = { .vid = port->vid };

	if (!xvs_address_has_eui64(lock))
		return;
	xvs_address_of_mac(&key.ip, lock->lock.mac);
	xvs_address_list(port, lock, &key);
}

static bool xvs_address_is_listed(const struct xvs_identity *lock,
				  const struct xvs_address *a)
{
	struct in6_addr of_mac;
	__be64 ip[2];

	xvs_address_of_mac(&of_mac, lock->lock.mac);
	if (xvs_address_has_eui64(lock) &&
	    ipv6_addr_equal(&a->key.ip, &of_mac))
		return true;
	if (ipv6_addr_v4mapped(&a->key.ip))
		return xvs_prefixes_match(lock->lock.ipv4,
					  (u64)ntohl(a->key.ip.s6_addr32[3]) << 32,
					  0);
	memcpy(ip, &a->key.ip, sizeof(ip));
	return xvs_prefixes_match(lock->lock.ipv6, be64_to_cpu(ip[0]),
				  be64_to_cpu(ip[1]));
}

static bool xvs_address_stays(const struct xvs_address *a,
			      const struct xvs_identity *lock)
{
	if (!lock || a->noticed || !ether_addr_equal(a->mac, lock->lock.mac) ||
	    !xvs_port_may_use(a->port, a->key.vid))
		return false;
	if (a->first)
		return lock->lock.linklocal == XVS_LINKLOCAL_FIRST;
	return xvs_address_is_listed(lock, a);
}

/**
 * xvs_addresses_update() - let a VIF have what its lock lists, and nothing else
 * @port: the VIF; caller holds RTNL
 *
 * An address that there is no memory for is the VIF's all the same: others are
 * not kept from being first, and who asks for it asks everybody.
 */
void xvs_addresses_update(struct xvs_port *port)
{
	const struct xvs_identity *lock = rtnl_dereference(port->lock);
	struct xvs_addresses *addresses = &port->sw->addresses;
	struct xvs_address *a, *next;

	if (lock == xvs_nobody)
		lock = NULL;
	rcu_read_lock();
	spin_lock_bh(&addresses->lock);
	list_for_each_entry_safe(a, next, &port->addresses, port_node)
		if (!xvs_address_stays(a, lock))
			xvs_address_delete(a);
	if (lock && xvs_addresses_list(port, lock, true) &&
	    xvs_addresses_list(port, lock, false))
		xvs_address_list_eui64(port, lock);
	spin_unlock_bh(&addresses->lock);
	rcu_read_unlock();
}

/**
 * xvs_addresses_release() - let a port that goes away have no address
 * @port: the port; caller holds RTNL
 */
void xvs_addresses_release(struct xvs_port *port)
{
	struct xvs_addresses *addresses = &port->sw->addresses;
	struct xvs_address *a, *next;

	spin_lock_bh(&addresses->lock);
	list_for_each_entry_safe(a, next, &port->addresses, port_node)
		xvs_address_delete(a);
	spin_unlock_bh(&addresses->lock);
}

/* ---- who asks for an address ---- */

/**
 * xvs_address_see() - a locked VIF has spoken of an address as its own
 * @port: the VIF; caller is in softirq context under the RCU read lock
 * @vid: VLAN
 * @packet: its frame, which has passed the lock
 *
 * By ARP, a neighbour solicitation or an advertisement; what else it sends
 * from the address need not cost anything.
 */
void xvs_address_see(struct xvs_port *port, u16 vid,
		     const struct xvs_packet *packet)
{
	struct xvs_address_key key = { .vid = vid };
	struct rhlist_head *pos, *list;
	const struct nd_msg *nd;
	struct xvs_address *a;

	if (packet->proto == htons(ETH_P_ARP)) {
		const struct xvs_arp *arp = (const void *)packet->data;

		ipv6_addr_set_v4mapped(get_unaligned(&arp->spa), &key.ip);
	} else {
		nd = (const void *)(packet->data + packet->upper);
		if (nd->icmph.icmp6_type == NDISC_NEIGHBOUR_ADVERTISEMENT)
			key.ip = nd->target;
		else if (nd->icmph.icmp6_type == NDISC_NEIGHBOUR_SOLICITATION)
			key.ip = ((const struct ipv6hdr *)packet->data)->saddr;
		else
			return;
	}
	list = xvs_address_find(&port->sw->addresses, &key);
	rhl_for_each_entry_rcu(a, pos, list, node)
		if (a->port == port)
			xvs_address_touch(a);
}

/* A question, not an announcement that everybody is to hear. */
static bool xvs_address_arp_asks(struct sk_buff *skb, struct in6_addr *ip)
{
	const struct xvs_arp *arp;

	if (!pskb_may_pull(skb, sizeof(*arp)))
		return false;
	arp = (const void *)skb->data;
	if (arp->header.ar_op != htons(ARPOP_REQUEST) ||
	    arp->header.ar_pro != htons(ETH_P_IP) ||
	    arp->header.ar_pln != sizeof(__be32) ||
	    arp->header.ar_hln != ETH_ALEN || arp->spa == arp->tpa)
		return false;
	ipv6_addr_set_v4mapped(arp->tpa, ip);
	return true;
}

/**
 * xvs_is_garp() - is a frame a gratuitous ARP?
 * @skb: frame, its network header at skb->data; headers are pulled
 *
 * A reply, or a request for the sender's own address (RFC 5227 section 3), to
 * everybody.
 *
 * Return: whether it is
 */
bool xvs_is_garp(struct sk_buff *skb)
{
	const struct xvs_arp *arp;

	if (skb->protocol != htons(ETH_P_ARP) ||
	    !is_broadcast_ether_addr(eth_hdr(skb)->h_dest) ||
	    !pskb_may_pull(skb, sizeof(*arp)))
		return false;
	arp = (const void *)skb->data;
	if (arp->header.ar_hrd != htons(ARPHRD_ETHER) ||
	    arp->header.ar_pro != htons(ETH_P_IP) ||
	    arp->header.ar_pln != sizeof(__be32) ||
	    arp->header.ar_hln != ETH_ALEN)
		return false;
	return arp->header.ar_op == htons(ARPOP_REPLY) ||
	       (arp->header.ar_op == htons(ARPOP_REQUEST) &&
		arp->spa == arp->tpa);
}

static bool xvs_address_nd_asks(struct sk_buff *skb, struct in6_addr *ip)
{
	const struct ipv6hdr *hdr;
	const struct nd_msg *nd;

	if (!pskb_may_pull(skb, sizeof(*hdr) + sizeof(*nd)))
		return false;
	hdr = (const void *)skb->data;
	nd = (const void *)(hdr + 1);
	if (hdr->version != 6 || hdr->nexthdr != IPPROTO_ICMPV6 ||
	    nd->icmph.icmp6_type != NDISC_NEIGHBOUR_SOLICITATION)
		return false;
	*ip = nd->target;
	return true;
}

/* The only one of those who have it that could answer, if it is one. */
static struct xvs_port *xvs_address_owner(struct xvs_addresses *addresses,
					  const struct xvs_address_key *key)
{
	struct rhlist_head *pos, *list;
	struct xvs_port *owner = NULL;
	struct xvs_address *a;
	bool fresh = false;

	list = xvs_address_find(addresses, key);
	rhl_for_each_entry_rcu(a, pos, list, node) {
		if (!xvs_address_is_alive(a))
			continue;
		if (owner)
			return NULL;
		owner = a->port;
		fresh = !a->first && xvs_address_is_fresh(a);
	}
	return fresh ? owner : NULL;
}

/**
 * xvs_address_asked_for() - find who alone is to hear a question for an address
 * @skb: frame to a group, its network header at skb->data; headers are pulled
 * @f: its port and VLAN; caller holds the RCU read lock
 *
 * A virtual IP that several VIFs may have, a prefix, an owner who was not seen
 * to use its address lately: for these everybody is asked.
 *
 * Return: the VIF, or NULL: it is no such question, or it is for everybody
 */
struct xvs_port *xvs_address_asked_for(struct sk_buff *skb,
				       const struct xvs_frame *f)
{
	struct xvs_addresses *addresses = &f->from->sw->addresses;
	struct xvs_address_key key = { .vid = f->vid };
	struct xvs_port *owner;

	if (f->nested)
		return NULL;
	if (skb->protocol == htons(ETH_P_ARP) ?
	    !xvs_address_arp_asks(skb, &key.ip) :
	    skb->protocol != htons(ETH_P_IPV6) ||
	    !xvs_address_nd_asks(skb, &key.ip))
		return NULL;
	owner = xvs_address_owner(addresses, &key);
	return owner != f->from ? owner : NULL;
}

/**
 * xvs_addresses_init() - make a table in which nobody has an address
 * @addresses: the table
 *
 * Return: 0 or -ENOMEM
 */
int xvs_addresses_init(struct xvs_addresses *addresses)
{
	spin_lock_init(&addresses->lock);
	return rhltable_init(&addresses->table, &xvs_address_params);
}

/**
 * xvs_addresses_exit() - free a table that nobody has an address in
 * @addresses: the table
 */
void xvs_addresses_exit(struct xvs_addresses *addresses)
{
	rhltable_destroy(&addresses->table);
}
