/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_PLAIN_H
#define _XVS_PLAIN_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include "judge.h"

/*
 * What nearly every frame of a locked VIF is: a plain packet of a single source.
 * It is judged here, straight on, where every instruction counts.
 */

static __always_inline bool xvs_is_udp_to(const struct xvs_udphdr *udp,
					  u16 port, u16 other)
{
	return udp->dest == htons(port) || udp->dest == htons(other);
}

/* Nothing is to be judged but the source where the headers agree, the packet is
 * whole, and it is neither UDP of DHCP nor IGMP. It is long enough for UDP in
 * any case, so that one comparison does for all.
 */
static __always_inline bool xvs_is_plain_ip4(const struct xvs_ip4hdr *ip,
					     u32 avail, u32 end)
{
	const struct xvs_udphdr *udp = (const void *)(ip + 1);
	u32 len;

	if (avail < sizeof(*ip) + sizeof(*udp))
		return false;
	len = be16_to_cpu(ip->len);
	if (ip->version_ihl != 0x45 || len < sizeof(*ip) + sizeof(*udp) ||
	    len > end ||
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
static __always_inline bool xvs_is_plain_ip6(const struct xvs_ip6hdr *ip,
					     u32 avail, u32 end)
{
	const struct xvs_udphdr *udp = (const void *)(ip + 1);
	const u8 *source = (const u8 *)&ip->source;
	u32 len;

	if (avail < sizeof(*ip) + sizeof(*udp))
		return false;
	len = be16_to_cpu(ip->len);
	if (ip->version >> 4 != 6 || len < sizeof(*udp) ||
	    len > end - sizeof(*ip) || !*source || *source >= 0xfe)
		return false;
	if (ip->next == IPPROTO_TCP)
		return true;
	return ip->next == IPPROTO_UDP &&
	       !xvs_is_udp_to(udp, XVS_PORT_DHCP6_SERVER,
			      XVS_PORT_DHCP6_CLIENT);
}

/**
 * xvs_is_plain() - is this a plain packet of who its sender may be?
 * @lock: the sender's lock
 * @source: Ethernet source, behind which two bytes can be read
 * @proto: ethertype
 * @data: the bytes behind it
 * @avail: how many of them can be read
 * @end: how many there are, at least as many
 *
 * Return: true: it may pass; false: xvs_portlock_judge() is to say
 */
static __always_inline bool xvs_is_plain(const struct xvs_lock *lock,
					 const u8 *source, __be16 proto,
					 const void *data, u32 avail, u32 end)
{
	const struct xvs_ip4hdr *ip4 = data;
	const struct xvs_ip6hdr *ip6 = data;

	if (unlikely(!ether_addr_equal_64bits(source, lock->mac)))
		return false;
	if (likely(proto == htons(ETH_P_IP)))
		return xvs_is_plain_ip4(ip4, avail, end) &&
		       xvs_prefixes_hit4(lock->ipv4, be64_to_cpu(ip4->ends));
	return proto == htons(ETH_P_IPV6) &&
	       xvs_is_plain_ip6(ip6, avail, end) &&
	       xvs_prefixes_hit6(lock->ipv6, be64_to_cpu(ip6->source.hi),
				 be64_to_cpu(ip6->source.lo));
}

#endif /* _XVS_PLAIN_H */
