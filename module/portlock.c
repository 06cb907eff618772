// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict on a frame of a locked VIF: it must not be anybody else. Plain C
 * on plain data, as frame.c. Here plain packets are judged, straight on, as
 * every instruction counts; all others are left to judge_*.c.
 */
#include <linux/if_ether.h>
#include <linux/in.h>
#include "judge.h"

static enum xvs_drop xvs_judge(const struct xvs_case *c)
{
	switch (c->packet->proto) {
	case htons(ETH_P_ARP):
		return xvs_judge_arp(c);
	case htons(ETH_P_IP):
		return xvs_judge_ip4(c);
	case htons(ETH_P_IPV6):
		return xvs_judge_ip6(c);
	default:
		return XVS_DROP_lock_ethertype;
	}
}

/* All that is not plain. The packet's end is left as it was, for another try. */
static noinline enum xvs_drop
xvs_portlock_judge_closely(const struct xvs_lock *lock,
			   struct xvs_packet *packet,
			   struct xvs_verdict *verdict)
{
	struct xvs_case c = { lock, packet, verdict };
	u32 end = packet->end;
	enum xvs_drop reason;

	reason = xvs_judge(&c);
	packet->end = end;
	if (reason)
		verdict->n_claims = 0;
	return reason;
}

static __always_inline bool xvs_is_udp_to(const struct xvs_udphdr *udp,
					  u16 port, u16 other)
{
	return udp->dest == htons(port) || udp->dest == htons(other);
}

/* Nothing is to be judged but the source where the headers agree, the packet is
 * whole, and it is neither UDP of DHCP nor IGMP. It is long enough for UDP in
 * any case, so that one comparison does for all.
 */
static __always_inline bool xvs_is_plain_ip4(const struct xvs_packet *packet,
					     const struct xvs_ip4hdr *ip)
{
	const struct xvs_udphdr *udp = (const void *)(ip + 1);
	u32 len;

	if (packet->avail < sizeof(*ip) + sizeof(*udp))
		return false;
	len = be16_to_cpu(ip->len);
	if (ip->version_ihl != 0x45 || len < sizeof(*ip) + sizeof(*udp) ||
	    len > packet->end ||
	    ip->fragment & htons(XVS_IP4_OFFSET | XVS_IP4_MORE))
		return false;
	if (ip->proto == IPPROTO_TCP)
		return true;
	if (likely(ip->proto == IPPROTO_UDP))
		return !xvs_is_udp_to(udp, XVS_PORT_DHCP_SERVER,
				      XVS_PORT_DHCP_CLIENT);
	return ip->proto != IPPROTO_IGMP;
}

/* The same of IPv6, of TCP and UDP alone. The source is neither ::, nor
 * link-local, nor a group's, which a prefix that covers them does not allow.
 */
static __always_inline bool xvs_is_plain_ip6(const struct xvs_packet *packet,
					     const struct xvs_ip6hdr *ip)
{
	const struct xvs_udphdr *udp = (const void *)(ip + 1);
	const u8 *source = (const u8 *)&ip->source;
	u32 len;

	if (packet->avail < sizeof(*ip) + sizeof(*udp))
		return false;
	len = be16_to_cpu(ip->len);
	if (ip->version >> 4 != 6 || len < sizeof(*udp) ||
	    len > packet->end - sizeof(*ip) || !*source || *source >= 0xfe)
		return false;
	if (ip->next == IPPROTO_TCP)
		return true;
	return ip->next == IPPROTO_UDP &&
	       !xvs_is_udp_to(udp, XVS_PORT_DHCP6_SERVER,
			      XVS_PORT_DHCP6_CLIENT);
}

/* A source that was not found at once */
static noinline enum xvs_drop
xvs_judge_plain_ip4(const struct xvs_lock *lock, const struct xvs_ip4hdr *ip)
{
	if (xvs_prefixes_match(lock->ipv4, xvs_ip4_key(ip->source), 0))
		return XVS_GO_ON;
	return XVS_DROP_ip4_source;
}

static noinline enum xvs_drop
xvs_judge_plain_ip6(const struct xvs_lock *lock, const struct xvs_ip6hdr *ip)
{
	if (xvs_prefixes_match(lock->ipv6, be64_to_cpu(ip->source.hi),
			       be64_to_cpu(ip->source.lo)))
		return XVS_GO_ON;
	return XVS_DROP_ip6_source;
}

/**
 * xvs_portlock_judge() - may a locked VIF send this frame?
 * @lock: the VIF's lock
 * @packet: the frame; bytes that can be read are no more than there are, and
 *	two can be read behind @source
 * @verdict: filled in
 *
 * If @packet->need is set afterwards there is no verdict yet: the caller makes
 * so many bytes readable, fills in @packet anew and asks again. That is not
 * often, and is for more than the first 1600 bytes never.
 *
 * Of IPv6 that passes @packet says afterwards what it is.
 *
 * Return: XVS_GO_ON, or why it may not
 */
enum xvs_drop xvs_portlock_judge(const struct xvs_lock *lock,
				 struct xvs_packet *packet,
				 struct xvs_verdict *verdict)
{
	const struct xvs_ip4hdr *ip4 = (const void *)packet->data;
	const struct xvs_ip6hdr *ip6 = (const void *)packet->data;

	packet->need = 0;
	verdict->n_claims = 0;
	if (unlikely(!ether_addr_equal_64bits(packet->source, lock->mac)))
		return XVS_DROP_lock_mac;
	if (likely(packet->proto == htons(ETH_P_IP)) &&
	    likely(xvs_is_plain_ip4(packet, ip4))) {
		if (xvs_prefixes_hit4(lock->ipv4, xvs_ip4_key(ip4->source)))
			return XVS_GO_ON;
		return xvs_judge_plain_ip4(lock, ip4);
	}
	if (packet->proto == htons(ETH_P_IPV6) &&
	    likely(xvs_is_plain_ip6(packet, ip6))) {
		packet->upper = sizeof(*ip6);
		packet->upper_proto = ip6->next;
		packet->fragment = XVS_FRAGMENT_NONE;
		if (xvs_prefixes_hit6(lock->ipv6, be64_to_cpu(ip6->source.hi),
				      be64_to_cpu(ip6->source.lo)))
			return XVS_GO_ON;
		return xvs_judge_plain_ip6(lock, ip6);
	}
	return xvs_portlock_judge_closely(lock, packet, verdict);
}
