// SPDX-License-Identifier: GPL-2.0
/* The port lock: addresses of IPv6, and DHCPv6. */
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/xvs.h>
#include "judge.h"

#define XVS_LINKLOCAL_HI	0xfe80000000000000ULL

static bool xvs_is_linklocal(const struct xvs_ip6addr *addr)
{
	return be64_to_cpu(addr->hi) >> 54 == XVS_LINKLOCAL_HI >> 54;
}

/* RFC 4291 appendix A */
static bool xvs_is_eui64(const struct xvs_lock *lock,
			 const struct xvs_ip6addr *addr)
{
	const u8 *mac = lock->mac;
	const u8 id[] = {
		mac[0] ^ 0x02, mac[1], mac[2], 0xff,
		0xfe, mac[3], mac[4], mac[5],
	};

	return !memcmp(&addr->lo, id, sizeof(id));
}

static void xvs_claim(struct xvs_verdict *verdict,
		      const struct xvs_ip6addr *addr)
{
	unsigned int i;

	for (i = 0; i < verdict->n_claims; i++)
		if (!memcmp(&verdict->claims[i], addr, sizeof(*addr)))
			return;
	memcpy(&verdict->claims[verdict->n_claims++], addr, sizeof(*addr));
}

/* Addresses are made in fe80::/64 (RFC 4291 2.5.6), but not fe80:: itself, which
 * means any router there (2.6.1).
 */
static bool xvs_may_hold_linklocal(const struct xvs_case *c,
				   const struct xvs_ip6addr *addr)
{
	if (addr->hi != cpu_to_be64(XVS_LINKLOCAL_HI) || !addr->lo)
		return false;
	switch (c->lock->linklocal) {
	case XVS_LINKLOCAL_EUI64:
		return xvs_is_eui64(c->lock, addr);
	case XVS_LINKLOCAL_FIRST:
		xvs_claim(c->verdict, addr);
		return true;
	default:
		return false;
	}
}

/* No station has a group's address, whatever prefix it is in. */
bool xvs_may_hold_ip6(const struct xvs_case *c, const struct xvs_ip6addr *addr)
{
	if (xvs_is_group(addr))
		return false;
	return xvs_is_allowed_ip6(c->lock, addr) ||
	       xvs_may_hold_linklocal(c, addr);
}

enum xvs_drop xvs_judge_source6(const struct xvs_case *c,
				const struct xvs_ip6hdr *ip, bool anonymous)
{
	if (xvs_is_unspecified(&ip->source))
		return anonymous ? XVS_GO_ON : XVS_DROP_ip6_source;
	if (xvs_may_hold_ip6(c, &ip->source))
		return XVS_GO_ON;
	return xvs_is_linklocal(&ip->source) ? XVS_DROP_ip6_linklocal :
					       XVS_DROP_ip6_source;
}

/* What servers and relays say (RFC 8415 7.3, RFC 5007 4.1.1) */
static bool xvs_is_dhcp6_of_server(u8 type)
{
	switch (type) {
	case 2:		/* advertise */
	case 7:		/* reply */
	case 10:	/* reconfigure */
	case 12:	/* relay's */
	case 13:	/* relay's reply */
	case 15:	/* reply on leases */
		return true;
	default:
		return false;
	}
}

static enum xvs_drop xvs_judge_udp6(const struct xvs_case *c)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_udphdr *udp;
	const u8 *type;

	udp = xvs_packet_at(packet, packet->upper, sizeof(*udp));
	if (!udp)
		return XVS_DROP_ip6_malformed;
	if (udp->dest == htons(XVS_PORT_DHCP6_CLIENT))
		return XVS_DROP_dhcp6_server;
	if (udp->dest != htons(XVS_PORT_DHCP6_SERVER))
		return XVS_GO_ON;
	type = xvs_packet_at(packet, packet->upper + sizeof(*udp), 1);
	if (!type)
		return packet->fragment ? XVS_DROP_ip_fragment :
					  XVS_DROP_ip6_malformed;
	return xvs_is_dhcp6_of_server(*type) ? XVS_DROP_dhcp6_server :
					       XVS_GO_ON;
}

enum xvs_drop xvs_judge_ip6(const struct xvs_case *c)
{
	enum xvs_drop reason = xvs_packet_walk(c->packet);
	const struct xvs_ip6hdr *ip;

	if (reason)
		return reason;
	ip = xvs_packet_at(c->packet, 0, sizeof(*ip));
	if (!ip)
		return XVS_DROP_ip6_malformed;
	if (c->packet->fragment != XVS_FRAGMENT_LATER) {
		if (c->packet->upper_proto == IPPROTO_ICMPV6)
			return xvs_judge_icmp6(c, ip);
		if (c->packet->upper_proto == IPPROTO_UDP)
			reason = xvs_judge_udp6(c);
	}
	return reason ?: xvs_judge_source6(c, ip, false);
}
