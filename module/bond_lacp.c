// SPDX-License-Identifier: GPL-2.0
/*
 * LACP: members that the other end is known to aggregate, and flows spread over
 * them. The protocol is in lacp.c, which knows neither devices nor frames; here
 * are both. Without a partner the bond may act as active-backup.
 */
#include <linux/hash.h>
#include <linux/ipv6.h>
#include <linux/pkt_sched.h>
#include <net/ip.h>
#include "xvs.h"

/* A marker and its answer are as long as a LACPDU (802.1AX-2014 6.5.3.3). */
#define XVS_SLOW_LEN	XVS_LACP_PDU_LEN

/* Where slow protocols are spoken (IEEE 802.3-2018 annex 57A.3). */
static const u8 xvs_slow_addr[ETH_ALEN] = {
	0x01, 0x80, 0xc2, 0x00, 0x00, 0x02
};

/* ---- which member sends a frame ---- */

static u64 xvs_hash_mix(u64 a, u64 b)
{
	return a * GOLDEN_RATIO_64 ^ b;
}

static u64 xvs_hash_ports(struct sk_buff *skb, u8 proto, int offset)
{
	const __be32 *ports;
	__be32 buf;

	if (proto != IPPROTO_TCP && proto != IPPROTO_UDP)
		return proto;
	ports = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	return ports ? (u64)(__force u32)*ports << 8 | proto : proto;
}

/* Fragments go where the first one does, which alone has ports: none counts. */
static u64 xvs_hash_ip4(struct sk_buff *skb)
{
	const struct iphdr *ip;
	struct iphdr buf;
	u64 pair;

	ip = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!ip || ip->ihl < 5)
		return 0;
	pair = (u64)(__force u32)ip->saddr << 32 | (__force u32)ip->daddr;
	if (ip->frag_off & htons(IP_MF | IP_OFFSET))
		return xvs_hash_mix(pair, ip->protocol);
	return xvs_hash_mix(pair, xvs_hash_ports(skb, ip->protocol,
						 ip->ihl * 4));
}

static u64 xvs_hash_ip6(struct sk_buff *skb)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buf;
	u64 from[2], to[2], hash;

	ip = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!ip)
		return 0;
	memcpy(from, &ip->saddr, sizeof(from));
	memcpy(to, &ip->daddr, sizeof(to));
	hash = xvs_hash_mix(xvs_hash_mix(from[0], from[1]),
			    xvs_hash_mix(to[0], to[1]));
	return xvs_hash_mix(hash, xvs_hash_ports(skb, ip->nexthdr,
						 sizeof(*ip)));
}

static u64 xvs_hash_flow(struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return xvs_hash_ip4(skb);
	if (skb->protocol == htons(ETH_P_IPV6))
		return xvs_hash_ip6(skb);
	return xvs_fdb_key(0, eth_hdr(skb)->h_dest);
}

static u8 xvs_lacp_bucket(const struct xvs_bond *bond, struct sk_buff *skb,
			  const struct xvs_frame *f)
{
	const u8 *source = eth_hdr(skb)->h_source;

	if (bond->config.hash == XVS_BOND_HASH_SRC_MAC)
		return xvs_slb_bucket(f->vid, source);
	return hash_64(xvs_hash_mix(xvs_hash_flow(skb),
				    xvs_fdb_key(f->vid, source)), 8);
}

static struct xvs_port *xvs_lacp_select(const struct xvs_bond *bond,
					struct sk_buff *skb,
					const struct xvs_frame *f)
{
	if (unlikely(!READ_ONCE(bond->negotiated)))
		return rcu_dereference(bond->active);
	return xvs_slb_carrier(bond, xvs_lacp_bucket(bond, skb, f), skb->len);
}

static enum xvs_drop xvs_lacp_accept(const struct xvs_bond *bond,
				     const struct sk_buff *skb,
				     const struct xvs_frame *f)
{
	if (likely(READ_ONCE(f->from->member->lacp.collecting)))
		return XVS_GO_ON;
	if (!READ_ONCE(bond->negotiated) &&
	    rcu_access_pointer(bond->active) == f->from)
		return XVS_GO_ON;
	return XVS_DROP_bond_backup;
}

static bool xvs_lacp_may_carry(const struct xvs_bond *bond,
			       const struct xvs_member *member)
{
	if (bond->negotiated)
		return member->lacp.distributing;
	/* Too few links are less than none: the partner has no other. */
	return bond->config.lacp_fallback && !bond->lacp.distributing;
}

const struct xvs_bond_ops xvs_lacp_ops = {
	.select = xvs_lacp_select,
	.accept = xvs_lacp_accept,
	.may_carry = xvs_lacp_may_carry,
	.spreads = true,
	.announces = true,
	.echoes = true,
};

/* ---- devices and frames of the protocol ---- */

static u64 xvs_lacp_now(void)
{
	return jiffies64_to_msecs(get_jiffies_64());
}

/* A frame to the other end of a link, to be filled in; NULL: no memory. */
static struct sk_buff *xvs_slow_alloc(const struct xvs_member *member,
				      u8 **payload)
{
	struct net_device *dev = member->port->dev;
	struct sk_buff *skb;
	struct ethhdr *eth;

	skb = netdev_alloc_skb(dev, LL_RESERVED_SPACE(dev) + ETH_HLEN +
			       XVS_SLOW_LEN + dev->needed_tailroom);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_reset_mac_header(skb);
	eth = skb_put(skb, sizeof(*eth));
	skb_set_network_header(skb, ETH_HLEN);
	ether_addr_copy(eth->h_dest, xvs_slow_addr);
	ether_addr_copy(eth->h_source, dev->dev_addr);
	eth->h_proto = htons(ETH_P_SLOW);
	*payload = skb_put(skb, XVS_SLOW_LEN);
	skb->protocol = eth->h_proto;
	skb->priority = TC_PRIO_CONTROL;
	return skb;
}

static void xvs_lacp_io_say(struct xvs_member *member, const u8 *pdu,
			    struct sk_buff_head *out)
{
	struct sk_buff *skb;
	u8 *payload;

	skb = xvs_slow_alloc(member, &payload);
	if (!skb)
		return;
	memcpy(payload, pdu, XVS_LACP_PDU_LEN);
	__skb_queue_tail(out, skb);
}

static void xvs_lacp_io_speak(struct xvs_member *member,
			      struct sk_buff_head *out, u64 now)
{
	u8 pdu[XVS_LACP_PDU_LEN];

	while (xvs_lacp_pull(&member->lacp, now, pdu))
		xvs_lacp_io_say(member, pdu, out);
}

/* What links need to have in common to be aggregated. */
static u16 xvs_lacp_key(const struct xvs_member *member)
{
	if (member->port->policy.lacp_key)
		return member->port->policy.lacp_key;
	if (member->speed == SPEED_UNKNOWN)
		return 1;
	return min_t(u32, member->speed / 100 + 1, U16_MAX / 2) << 1 |
	       (member->duplex == DUPLEX_FULL);
}

static bool xvs_lacp_is_taken(const struct xvs_bond *bond, u16 number)
{
	const struct xvs_member *member;

	xvs_for_each_member(member, bond->sw)
		if (member->lacp.lacp && member->lacp.actor.port == number)
			return true;
	return false;
}

/* A number for one more port, none of which is 0. */
static u16 xvs_lacp_number(struct xvs_bond *bond)
{
	do
		bond->lacp_number = bond->lacp_number % U16_MAX + 1;
	while (xvs_lacp_is_taken(bond, bond->lacp_number));
	return bond->lacp_number;
}

static void xvs_lacp_io_config(const struct xvs_bond *bond,
			       struct xvs_lacp_config *config)
{
	*config = (struct xvs_lacp_config) {
		.system_priority = bond->config.lacp_sys_prio,
		.active = bond->config.lacp_active,
		.fast = bond->config.lacp_fast,
		.min_links = bond->config.min_links,
	};
	ether_addr_copy(config->system, bond->sw->uplink.addr);
}

static void xvs_lacp_io_start(struct xvs_bond *bond, u64 now)
{
	struct xvs_lacp_config config;
	struct xvs_member *member;

	xvs_lacp_io_config(bond, &config);
	xvs_lacp_configure(&bond->lacp, &config, now);
	xvs_for_each_member(member, bond->sw) {
		if (!member->lacp.lacp)
			xvs_lacp_add(&bond->lacp, &member->lacp,
				     xvs_lacp_number(bond),
				     member->port->policy.lacp_prio, now);
		else
			xvs_lacp_set_priority(&member->lacp,
					      member->port->policy.lacp_prio,
					      now);
	}
}

/* The partner is told by which links not to send any more; what it sends by the
 * active one is taken as before.
 */
static void xvs_lacp_io_stop(struct xvs_bond *bond, struct sk_buff_head *out)
{
	const struct xvs_port *active = rcu_access_pointer(bond->active);
	struct xvs_member *member;

	xvs_for_each_member(member, bond->sw)
		xvs_lacp_io_leave(bond, member,
				  member->port == active ? NULL : out);
	WRITE_ONCE(bond->negotiated, false);
}

/**
 * xvs_lacp_io_configure() - speak LACP, or stop
 * @bond: the bond, whose mode says which; its lock is held
 * @out: takes the frames to be sent when it is no longer
 */
void xvs_lacp_io_configure(struct xvs_bond *bond, struct sk_buff_head *out)
{
	if (bond->ops == &xvs_lacp_ops)
		xvs_lacp_io_start(bond, xvs_lacp_now());
	else
		xvs_lacp_io_stop(bond, out);
}

/**
 * xvs_lacp_io_leave() - a member speaks LACP no longer
 * @bond: the bond; its lock is held
 * @member: the member, which need not have spoken it
 * @out: takes what it has to say to its partner; NULL: nothing
 */
void xvs_lacp_io_leave(struct xvs_bond *bond, struct xvs_member *member,
		       struct sk_buff_head *out)
{
	u8 pdu[XVS_LACP_PDU_LEN];

	if (!member->lacp.lacp)
		return;
	if (out && xvs_lacp_last_word(&member->lacp, pdu))
		xvs_lacp_io_say(member, pdu, out);
	xvs_lacp_remove(&bond->lacp, &member->lacp, xvs_lacp_now());
	member->lacp = (struct xvs_lacp_port) {};
}

/**
 * xvs_lacp_io_init() - make a group without ports
 * @bond: the bond being made
 */
void xvs_lacp_io_init(struct xvs_bond *bond)
{
	struct xvs_lacp_config config;

	xvs_lacp_io_config(bond, &config);
	xvs_lacp_init(&bond->lacp, &config);
}

/**
 * xvs_lacp_io_step() - let the protocol go on
 * @bond: the bond; its lock is held
 * @out: takes the frames to be sent when it is no longer
 */
void xvs_lacp_io_step(struct xvs_bond *bond, struct sk_buff_head *out)
{
	u64 now = xvs_lacp_now();
	struct xvs_member *member;

	xvs_for_each_member(member, bond->sw)
		xvs_lacp_set_link(&member->lacp, member->link,
				  xvs_lacp_key(member), now);
	xvs_lacp_run(&bond->lacp, now);
	WRITE_ONCE(bond->negotiated, xvs_lacp_negotiated(&bond->lacp));
	xvs_for_each_member(member, bond->sw)
		xvs_lacp_io_speak(member, out, now);
}

static struct sk_buff *xvs_lacp_io_answer(struct xvs_member *member,
					  const u8 *marker)
{
	struct sk_buff *skb;
	u8 *payload;

	skb = xvs_slow_alloc(member, &payload);
	if (skb)
		xvs_lacp_answer_marker(&member->lacp, marker, payload);
	return skb;
}

/**
 * xvs_lacp_io_receive() - is a control frame LACP's?
 * @pif: that received it; caller is in softirq context under the RCU read lock
 * @skb: the frame, its network header at skb->data; not freed
 *
 * Return: whether it is, and has had its effect
 */
bool xvs_lacp_io_receive(struct xvs_port *pif, struct sk_buff *skb)
{
	struct xvs_bond *bond = rcu_dereference(pif->sw->uplink.bond);
	u32 len = min_t(u32, skb->len, XVS_SLOW_LEN);
	enum xvs_lacp_heard heard = XVS_LACP_IGNORED;
	struct xvs_member *member = pif->member;
	struct sk_buff *answer = NULL;
	u8 data[XVS_SLOW_LEN];

	if (skb->protocol != htons(ETH_P_SLOW) ||
	    READ_ONCE(bond->ops) != &xvs_lacp_ops ||
	    !ether_addr_equal(eth_hdr(skb)->h_dest, xvs_slow_addr) ||
	    skb_copy_bits(skb, 0, data, len))
		return false;
	spin_lock(&bond->lock);
	if (member->lacp.lacp)
		heard = xvs_lacp_receive(&member->lacp, data, len,
					 xvs_lacp_now());
	if (heard == XVS_LACP_MARKER)
		answer = xvs_lacp_io_answer(member, data);
	spin_unlock(&bond->lock);
	if (answer)
		dev_queue_xmit(answer);
	else if (heard == XVS_LACP_HANDLED)
		xvs_bond_look(bond);
	return heard != XVS_LACP_IGNORED;
}
