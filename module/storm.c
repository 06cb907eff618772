// SPDX-License-Identifier: GPL-2.0
/*
 * What costs all ports is rationed: frames that are flooded, and stations that
 * are learned. Protocols without which nothing works have rations of their own,
 * so that whoever floods, or is made to, is still reached.
 */
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/ndisc.h>
#include "judge.h"
#include "xvs.h"

static const u8 xvs_storm_reasons[] = {
	[XVS_GUARD_BROADCAST] = XVS_DROP_guard_broadcast,
	[XVS_GUARD_MULTICAST] = XVS_DROP_guard_multicast,
	[XVS_GUARD_UNKNOWN] = XVS_DROP_guard_unknown,
	[XVS_GUARD_ARP] = XVS_DROP_guard_arp,
	[XVS_GUARD_ND] = XVS_DROP_guard_nd,
	[XVS_GUARD_DHCP] = XVS_DROP_guard_dhcp,
};

static bool xvs_is_udp_between(const struct sk_buff *skb, int offset,
			       u16 server, u16 client)
{
	const struct udphdr *udp;
	struct udphdr buffer;

	udp = skb_header_pointer(skb, offset, sizeof(buffer), &buffer);
	return udp && (udp->dest == htons(server) || udp->dest == htons(client));
}

static bool xvs_is_dhcp4(const struct sk_buff *skb)
{
	const struct iphdr *ip;
	struct iphdr buffer;

	ip = skb_header_pointer(skb, 0, sizeof(buffer), &buffer);
	return ip && ip->protocol == IPPROTO_UDP && ip->ihl >= 5 &&
	       !(ip->frag_off & htons(XVS_IP4_OFFSET)) &&
	       xvs_is_udp_between(skb, ip->ihl * 4, XVS_PORT_DHCP_SERVER,
				  XVS_PORT_DHCP_CLIENT);
}

/* Neither has extension headers where it is of use (RFC 6980). */
static enum xvs_guard xvs_storm_ip6(const struct sk_buff *skb,
				    enum xvs_guard other)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;
	const u8 *type;
	u8 byte;

	ip = skb_header_pointer(skb, 0, sizeof(buffer), &buffer);
	if (!ip)
		return other;
	if (ip->nexthdr == IPPROTO_UDP &&
	    xvs_is_udp_between(skb, sizeof(*ip), XVS_PORT_DHCP6_SERVER,
			       XVS_PORT_DHCP6_CLIENT))
		return XVS_GUARD_DHCP;
	if (ip->nexthdr != IPPROTO_ICMPV6)
		return other;
	type = skb_header_pointer(skb, sizeof(*ip), sizeof(byte), &byte);
	return type && *type >= NDISC_ROUTER_SOLICITATION &&
	       *type <= NDISC_REDIRECT ? XVS_GUARD_ND : other;
}

/* Out of which ration a flooded frame comes. */
static enum xvs_guard xvs_storm_ration(const struct sk_buff *skb)
{
	const u8 *dest = eth_hdr(skb)->h_dest;
	enum xvs_guard other = XVS_GUARD_UNKNOWN;

	if (is_broadcast_ether_addr(dest))
		other = XVS_GUARD_BROADCAST;
	else if (is_multicast_ether_addr(dest))
		other = XVS_GUARD_MULTICAST;

	switch (skb->protocol) {
	case htons(ETH_P_ARP):
		return XVS_GUARD_ARP;
	case htons(ETH_P_IP):
		return xvs_is_dhcp4(skb) ? XVS_GUARD_DHCP : other;
	case htons(ETH_P_IPV6):
		return xvs_storm_ip6(skb, other);
	default:
		return other;
	}
}

static bool xvs_storm_take(struct xvs_meter *bucket, u32 packets)
{
	unsigned long tick = jiffies;

	return !bucket->rate || xvs_meter_take_quick(bucket, packets, tick) ||
	       xvs_meter_take(bucket, packets, xvs_qos_now(), tick);
}

/**
 * xvs_storm_admit() - may a frame be flooded?
 * @skb: frame, its network header at skb->data
 * @f: its port; caller holds the RCU read lock
 *
 * Return: XVS_GO_ON, or why not
 */
enum xvs_drop xvs_storm_admit(const struct sk_buff *skb,
			      const struct xvs_frame *f)
{
	struct xvs_qos *qos = rcu_dereference(f->from->qos);
	struct xvs_meter *bucket;
	enum xvs_guard guard;
	u32 packets;

	/* The host has none. */
	if (!qos)
		return XVS_GO_ON;
	guard = xvs_storm_ration(skb);
	bucket = &qos->budgets[guard];
	/* The number of segments that a guest tells need not be right. */
	packets = skb_is_gso(skb) ?
		  DIV_ROUND_UP(skb->len, skb_shinfo(skb)->gso_size) : 1;
	return xvs_storm_take(bucket, packets) ? XVS_GO_ON :
						 xvs_storm_reasons[guard];
}

/**
 * xvs_storm_is_full() - are as many stations known of a port as may be?
 * @port: the port; caller holds the RCU read lock
 *
 * Return: whether there are, where they are said to be
 */
bool xvs_storm_is_full(const struct xvs_port *port)
{
	return READ_ONCE(port->at->fdb.count) >=
	       rcu_dereference(port->qos)->learn_limit;
}

/* Would a station that is not known be taken for one outside, by what comes
 * back of its own? Then another one gives way, see xvs_fdb_learn().
 */
static bool xvs_storm_replaces(const struct xvs_port *port)
{
	return port->role == XVS_ROLE_VIF &&
	       xvs_bond_echoes(rcu_dereference(port->sw->uplink.bond));
}

/**
 * xvs_storm_may_learn() - may one more station be learned on a port?
 * @port: the port; caller holds the RCU read lock
 *
 * Return: whether it may; counted if not
 */
bool xvs_storm_may_learn(struct xvs_port *port)
{
	struct xvs_qos *qos = rcu_dereference(port->qos);
	struct xvs_meter *bucket = &qos->budgets[XVS_GUARD_LEARN_RATE];

	if ((!xvs_storm_is_full(port) || xvs_storm_replaces(port)) &&
	    xvs_storm_take(bucket, 1))
		return true;
	this_cpu_inc(port->stats->not_learned);
	return false;
}
