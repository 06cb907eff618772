// SPDX-License-Identifier: GPL-2.0
/*
 * Announcing: after a failover the switches outside have to learn who is behind
 * which of their ports, and nobody here need wait until each guest has spoken.
 * For each address of each VLAN a RARP frame goes out by the member that would
 * carry it, and for IP addresses in use a gratuitous ARP or an unsolicited
 * neighbour advertisement. All of it is paced.
 */
#include <linux/inetdevice.h>
#include <linux/ipv6.h>
#include <net/addrconf.h>
#include <net/ip6_checksum.h>
#include <net/ndisc.h>
#include "xvs.h"

/* Frames are sent in bursts of what falls due in so many microseconds. */
#define XVS_ANNOUNCE_PAUSE	500
/* The forwarding table is read for no longer than so many buckets at once. */
#define XVS_ANNOUNCE_BATCH	256

static struct workqueue_struct *xvs_announce_wq;

/**
 * struct xvs_announcing - an announcement under way
 *
 * @sw: the switch
 * @announcer: which of its
 * @start: when it began
 * @sent: frames so far
 * @all: of everybody, not only of those whose entries say so
 * @buckets: of balance-slb: and of whom these are
 */
struct xvs_announcing {
	struct xvs_switch *sw;
	const struct xvs_announcer *announcer;
	ktime_t start;
	u64 sent;
	bool all;
	DECLARE_BITMAP(buckets, XVS_SLB_BUCKETS);
};

/* ---- the frames ---- */

/* A frame to a group, of a station here. Return: it, or NULL: no memory */
static struct sk_buff *xvs_announce_alloc(const u8 *dest, const u8 *source,
					  u16 proto, unsigned int len)
{
	unsigned int size = max_t(unsigned int, ETH_HLEN + len, ETH_ZLEN);
	struct sk_buff *skb;
	struct ethhdr *eth;

	/* Room for a tag, and for what a tunnel as PIF puts before it. */
	skb = alloc_skb(MAX_HEADER + VLAN_HLEN + size, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, MAX_HEADER + VLAN_HLEN);
	skb_reset_mac_header(skb);
	eth = skb_put_zero(skb, size);
	ether_addr_copy(eth->h_dest, dest);
	ether_addr_copy(eth->h_source, source);
	eth->h_proto = htons(proto);
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	skb->protocol = eth->h_proto;
	skb->priority = TC_PRIO_CONTROL;
	return skb;
}

static void xvs_announce_send(struct xvs_announcing *a, struct sk_buff *skb,
			      u16 vid)
{
	struct xvs_frame f = { .from = &a->sw->root->host, .vid = vid };

	if (!skb)
		return;
	xvs_send_out(skb, &f);
	a->sent++;
}

static void xvs_announce_arp(struct xvs_announcing *a, u16 vid, const u8 *mac,
			     u16 proto, u16 op, __be32 ip)
{
	struct xvs_arp *arp;
	u8 broadcast[ETH_ALEN];
	struct sk_buff *skb;

	eth_broadcast_addr(broadcast);
	skb = xvs_announce_alloc(broadcast, mac, proto, sizeof(*arp));
	if (skb) {
		arp = (void *)skb->data;
		*arp = (struct xvs_arp) {
			.header = {
				.ar_hrd = htons(ARPHRD_ETHER),
				.ar_pro = htons(ETH_P_IP),
				.ar_hln = ETH_ALEN,
				.ar_pln = sizeof(ip),
				.ar_op = htons(op),
			},
			.spa = ip,
			.tpa = ip,
		};
		ether_addr_copy(arp->sha, mac);
		if (op == ARPOP_RREQUEST)
			ether_addr_copy(arp->tha, mac);
	}
	xvs_announce_send(a, skb, vid);
}

/* RARP, which asks nobody but shows every switch where the station is. */
static void xvs_announce_mac(struct xvs_announcing *a, u16 vid, const u8 *mac)
{
	xvs_announce_arp(a, vid, mac, ETH_P_RARP, ARPOP_RREQUEST, 0);
}

/* Gratuitous ARP (RFC 5227 section 2.3) */
static void xvs_announce_ip4(struct xvs_announcing *a, u16 vid, const u8 *mac,
			     __be32 ip)
{
	xvs_announce_arp(a, vid, mac, ETH_P_ARP, ARPOP_REQUEST, ip);
}

struct xvs_announce_na {
	struct ipv6hdr ip;
	struct nd_msg nd;
	u8 opt_type;
	u8 opt_len;
	u8 opt_addr[ETH_ALEN];
} __packed;

/* Unsolicited neighbour advertisement (RFC 4861 section 7.2.6). It overrides
 * nothing but an older place of the same MAC.
 */
static void xvs_announce_ip6(struct xvs_announcing *a, u16 vid, const u8 *mac,
			     const struct in6_addr *ip)
{
	static const u8 all_nodes[ETH_ALEN] = { 0x33, 0x33, 0, 0, 0, 1 };
	const unsigned int len = sizeof(struct xvs_announce_na) -
				 sizeof(struct ipv6hdr);
	struct xvs_announce_na *na;
	struct sk_buff *skb;

	skb = xvs_announce_alloc(all_nodes, mac, ETH_P_IPV6, sizeof(*na));
	if (skb) {
		na = (void *)skb->data;
		na->ip.version = 6;
		na->ip.payload_len = htons(len);
		na->ip.nexthdr = IPPROTO_ICMPV6;
		na->ip.hop_limit = 255;
		na->ip.saddr = *ip;
		ipv6_addr_set(&na->ip.daddr, htonl(0xff020000), 0, 0, htonl(1));
		na->nd.icmph.icmp6_type = NDISC_NEIGHBOUR_ADVERTISEMENT;
		na->nd.icmph.icmp6_override = 1;
		na->nd.target = *ip;
		na->opt_type = ND_OPT_TARGET_LL_ADDR;
		na->opt_len = sizeof_field(struct xvs_announce_na, opt_addr) / 6;
		ether_addr_copy(na->opt_addr, mac);
		na->nd.icmph.icmp6_cksum =
			csum_ipv6_magic(&na->ip.saddr, &na->ip.daddr, len,
					IPPROTO_ICMPV6,
					csum_partial(&na->nd, len, 0));
	}
	xvs_announce_send(a, skb, vid);
}

/* ---- the pace ---- */

/* Not more than falls due. Nothing is held here. Return: false: stop */
static bool xvs_announce_pace(const struct xvs_announcing *a)
{
	u64 rate = READ_ONCE(a->sw->uplink.announce_rate);
	u64 due;

	while (!test_bit(XVS_ANNOUNCE_STOP, &a->announcer->asked)) {
		due = div_u64((u64)ktime_us_delta(ktime_get(), a->start) * rate,
			      USEC_PER_SEC);
		if (a->sent <= due)
			return true;
		usleep_range(XVS_ANNOUNCE_PAUSE, 2 * XVS_ANNOUNCE_PAUSE);
	}
	return false;
}

/* ---- who is here ---- */

static bool xvs_announce_has_moved(const struct xvs_announcing *a, u16 vid,
				   const u8 *mac)
{
	return a->all || test_bit(xvs_slb_bucket(vid, mac), a->buckets);
}

static void xvs_announce_moved(struct xvs_announcing *a, u16 vid,
			       const u8 *mac)
{
	if (xvs_announce_has_moved(a, vid, mac))
		xvs_announce_mac(a, vid, mac);
}

/* The root's own address is there in every VLAN that the host has a device for;
 * the others speak for themselves.
 */
static void xvs_announce_root(struct xvs_announcing *a, const u8 *mac)
{
	unsigned int vid;

	xvs_announce_moved(a, 0, mac);
	for_each_set_bit(vid, a->sw->host_vids, VLAN_N_VID)
		xvs_announce_moved(a, vid, mac);
}

/* Is it one of those who are here? */
static bool xvs_announce_is_here(const struct xvs_fdb_entry *e)
{
	const struct xvs_port *port = READ_ONCE(e->port);

	/* Until one of its owners has sent, whoever has carrier has it. */
	if (!port)
		return xvs_claims_hold(e);
	return port->role == XVS_ROLE_VIF || port->role == XVS_ROLE_HOST;
}

static void xvs_announce_fdb_entry(struct xvs_announcing *a,
				   struct xvs_fdb_entry *e)
{
	u16 vid = xvs_fdb_key_vid(e->key);
	bool wanted = READ_ONCE(e->announce);
	u8 mac[ETH_ALEN];

	if (wanted)
		WRITE_ONCE(e->announce, false);
	if (!xvs_announce_is_here(e))
		return;
	xvs_fdb_key_addr(e->key, mac);
	if (vid == XVS_FDB_ANY_VID) {
		xvs_announce_root(a, mac);
	} else if (wanted || xvs_announce_has_moved(a, vid, mac)) {
		WRITE_ONCE(e->announced, jiffies ?: 1);
		xvs_announce_mac(a, vid, mac);
	}
}

/* A table that grows meanwhile is read by the same indices: what is missed for
 * it has spoken just now.
 */
static unsigned int xvs_announce_buckets(struct xvs_announcing *a,
					 unsigned int i)
{
	unsigned int end = i + XVS_ANNOUNCE_BATCH;
	const struct xvs_fdb_table *table;
	struct xvs_fdb_entry *e;

	rcu_read_lock();
	local_bh_disable();
	table = rcu_dereference(a->sw->fdb.table);
	end = min(end, xvs_fdb_buckets(table));
	for (; i < end; i++)
		hlist_for_each_entry_rcu(e, &table->buckets[i],
					 node[table->ver])
			xvs_announce_fdb_entry(a, e);
	if (i == xvs_fdb_buckets(table))
		i = UINT_MAX;
	local_bh_enable();
	rcu_read_unlock();
	return i;
}

static void xvs_announce_stations(struct xvs_announcing *a)
{
	unsigned int i = 0;

	do
		i = xvs_announce_buckets(a, i);
	while (xvs_announce_pace(a) && i != UINT_MAX);
}

static void xvs_announce_address(struct xvs_announcing *a,
				 const struct xvs_address *address)
{
	const struct xvs_address_key *key = &address->key;

	if (!xvs_address_is_used(address) || !xvs_address_is_latest(address))
		return;
	if (ipv6_addr_v4mapped(&key->ip))
		xvs_announce_ip4(a, key->vid, address->mac,
				 key->ip.s6_addr32[3]);
	else
		xvs_announce_ip6(a, key->vid, address->mac, &key->ip);
}

/* Addresses of locked VIFs. One that is listed but was not seen in use may be a
 * virtual IP that is in use elsewhere: it is not ours to claim.
 */
static void xvs_announce_addresses(struct xvs_announcing *a)
{
	const struct xvs_address *address;
	struct rhashtable_iter iter;
	bool go_on = true;

	rhltable_walk_enter(&a->sw->addresses.table, &iter);
	rhashtable_walk_start(&iter);
	while (go_on && (address = rhashtable_walk_next(&iter))) {
		/* The table was resized: some may come again. */
		if (IS_ERR(address))
			continue;
		local_bh_disable();
		xvs_announce_address(a, address);
		local_bh_enable();
		rhashtable_walk_stop(&iter);
		go_on = xvs_announce_pace(a);
		rhashtable_walk_start(&iter);
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
}

static void xvs_announce_host_ip4(struct xvs_announcing *a,
				  const struct net_device *dev, u16 vid)
{
	const struct in_device *in = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (in)
		in_dev_for_each_ifa_rcu(ifa, in)
			xvs_announce_ip4(a, vid, dev->dev_addr,
					 ifa->ifa_local);
}

static void xvs_announce_host_ip6(struct xvs_announcing *a,
				  const struct net_device *dev, u16 vid)
{
#if IS_ENABLED(CONFIG_IPV6)
	const struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;

	if (!idev)
		return;
	list_for_each_entry_rcu(ifa, &idev->addr_list, if_list)
		if (!(ifa->flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)))
			xvs_announce_ip6(a, vid, dev->dev_addr, &ifa->addr);
#endif
}

static void xvs_announce_network(struct xvs_announcing *a,
				 const struct xvs_network *network)
{
	const struct net_device *dev = network->host.dev;

	if (!netif_running(dev))
		return;
	xvs_announce_host_ip4(a, dev, network->host.vid);
	xvs_announce_host_ip6(a, dev, network->host.vid);
}

static void xvs_announce_host(struct xvs_announcing *a)
{
	const struct xvs_network *view;
	unsigned int vid;

	for (vid = 0; vid < VLAN_N_VID; vid++) {
		rcu_read_lock();
		local_bh_disable();
		view = xvs_switch_view(a->sw, vid);
		if (view)
			xvs_announce_network(a, view);
		if (!vid)
			xvs_announce_network(a, a->sw->root);
		local_bh_enable();
		rcu_read_unlock();
		if (view && !xvs_announce_pace(a))
			return;
	}
}

/* What was asked for is asked for no more. */
static void xvs_announce_take(struct xvs_announcing *a,
			      struct xvs_announcer *announcer)
{
	unsigned int i;

	a->all = test_and_clear_bit(XVS_ANNOUNCE_ALL, &announcer->asked);
	for (i = 0; i < BITS_TO_LONGS(XVS_SLB_BUCKETS); i++)
		a->buckets[i] = xchg(&announcer->buckets[i], 0);
}

static void xvs_announce_work(struct work_struct *work)
{
	struct xvs_bond *bond = container_of(work, struct xvs_bond,
					     announcer.work);
	struct xvs_announcing a = {
		.sw = bond->sw,
		.announcer = &bond->announcer,
		.start = ktime_get(),
	};

	xvs_announce_take(&a, &bond->announcer);
	xvs_announce_stations(&a);
	if (!a.all)
		return;
	xvs_announce_addresses(&a);
	xvs_announce_host(&a);
}

/**
 * xvs_announce_all() - make known everybody who is here
 * @bond: by which they are; any context
 *
 * Asked for again while it is under way it starts anew when it has ended. While
 * no member carries nobody would hear it; when one does it is asked for again.
 */
void xvs_announce_all(struct xvs_bond *bond)
{
	if (!xvs_bond_has_carrier(bond))
		return;
	set_bit(XVS_ANNOUNCE_ALL, &bond->announcer.asked);
	queue_work(xvs_announce_wq, &bond->announcer.work);
}

/**
 * xvs_announce_buckets_moved() - make known whose frames leave by another PIF
 * @bond: of balance-slb; any context
 * @buckets: theirs
 *
 * No more than where they are: no IP address has moved.
 */
void xvs_announce_buckets_moved(struct xvs_bond *bond,
				const unsigned long *buckets)
{
	unsigned int i;

	for_each_set_bit(i, buckets, XVS_SLB_BUCKETS)
		set_bit(i, bond->announcer.buckets);
	queue_work(xvs_announce_wq, &bond->announcer.work);
}

/**
 * xvs_announce_entry() - make a station known, as the first of its VIF
 * @port: the VIF
 * @e: the station's entry; caller holds the table's lock
 *
 * The others that a VIF may have are not announced: a guest that makes up
 * addresses would have us announce them all.
 */
void xvs_announce_entry(struct xvs_port *port, struct xvs_fdb_entry *e)
{
	struct xvs_bond *bond;

	if (port->announced || port->role != XVS_ROLE_VIF)
		return;
	port->announced = true;
	rcu_read_lock();
	bond = rcu_dereference(port->sw->uplink.bond);
	if (bond) {
		WRITE_ONCE(e->announce, true);
		queue_work(xvs_announce_wq, &bond->announcer.work);
	}
	rcu_read_unlock();
}

void xvs_announcer_init(struct xvs_announcer *announcer)
{
	INIT_WORK(&announcer->work, xvs_announce_work);
}

void xvs_announcer_stop(struct xvs_announcer *announcer)
{
	set_bit(XVS_ANNOUNCE_STOP, &announcer->asked);
	cancel_work_sync(&announcer->work);
}

int xvs_announce_create(void)
{
	xvs_announce_wq = alloc_workqueue("xvs_announce",
					  WQ_UNBOUND | WQ_HIGHPRI, 0);
	return xvs_announce_wq ? 0 : -ENOMEM;
}

void xvs_announce_destroy(void)
{
	destroy_workqueue(xvs_announce_wq);
}
