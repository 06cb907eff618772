// SPDX-License-Identifier: GPL-2.0
/* The port lock: IPv4, with DHCP and IGMP. */
#include <linux/if_ether.h>
#include <linux/in.h>
#include "judge.h"

struct xvs_dhcphdr {
	u8 op;
	u8 hardware;
	u8 hardware_len;
	u8 unused[9];
	__be32 client_ip;
	u8 unused2[8];
	__be32 relay_ip;
	u8 client[ETH_ALEN];
} __packed;

#define XVS_DHCP_REQUEST	1

/* RFC 2131. A client asks for itself alone, or it would empty the server's pool or
 * release another's address, and in the open. Only relays name one (4.1).
 */
static enum xvs_drop xvs_judge_dhcp(const struct xvs_case *c)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_dhcphdr *dhcp;

	dhcp = xvs_packet_at(packet, packet->upper + sizeof(struct xvs_udphdr),
			     sizeof(*dhcp));
	if (!dhcp || packet->fragment || dhcp->op != XVS_DHCP_REQUEST ||
	    dhcp->hardware != XVS_ARP_ETHER ||
	    dhcp->hardware_len != ETH_ALEN ||
	    dhcp->relay_ip || memcmp(dhcp->client, c->lock->mac, ETH_ALEN))
		return XVS_DROP_dhcp_client;
	if (dhcp->client_ip && !xvs_is_allowed_ip4(c->lock, dhcp->client_ip))
		return XVS_DROP_dhcp_client;
	return XVS_GO_ON;
}

/* What is too short for its header is a fragment that hides it (RFC 1858). */
static enum xvs_drop xvs_ip4_is_cut(const struct xvs_packet *packet)
{
	return packet->fragment ? XVS_DROP_ip_fragment :
				  XVS_DROP_ip4_malformed;
}

/* Who asks for an address has none yet. */
static enum xvs_drop xvs_judge_udp4(const struct xvs_case *c, bool *anonymous)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_udphdr *udp;

	udp = xvs_packet_at(packet, packet->upper, sizeof(*udp));
	if (!udp)
		return xvs_ip4_is_cut(packet);
	if (udp->dest == htons(XVS_PORT_DHCP_CLIENT))
		return XVS_DROP_dhcp_server;
	if (udp->dest != htons(XVS_PORT_DHCP_SERVER))
		return XVS_GO_ON;
	*anonymous = true;
	return xvs_judge_dhcp(c);
}

struct xvs_igmphdr {
	u8 type;
	u8 code;
	__be16 check;
	__be32 group;
} __packed;

/* RFC 2236, 3376 and, for the discovery of multicast routers, 4286. A host that
 * has no address yet may report (RFC 3376 4.2.13).
 */
static enum xvs_drop xvs_judge_igmp(const struct xvs_case *c, bool *anonymous)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_igmphdr *igmp;

	igmp = xvs_packet_at(packet, packet->upper, sizeof(*igmp));
	if (!igmp)
		return xvs_ip4_is_cut(packet);
	switch (igmp->type) {
	case 0x11:	/* query */
	case 0x30:	/* advertisement, solicitation and end of a router */
	case 0x31:
	case 0x32:
		return XVS_DROP_mcast_router;
	case 0x12:	/* reports of the three versions, and leave */
	case 0x16:
	case 0x17:
	case 0x22:
		*anonymous = true;
		return XVS_GO_ON;
	default:
		return XVS_GO_ON;
	}
}

static enum xvs_drop xvs_judge_upper4(const struct xvs_case *c, bool *anonymous)
{
	if (c->packet->fragment == XVS_FRAGMENT_LATER)
		return XVS_GO_ON;
	if (c->packet->upper_proto == IPPROTO_UDP)
		return xvs_judge_udp4(c, anonymous);
	if (c->packet->upper_proto == IPPROTO_IGMP)
		return xvs_judge_igmp(c, anonymous);
	return XVS_GO_ON;
}

enum xvs_drop xvs_judge_ip4(const struct xvs_case *c)
{
	enum xvs_drop reason = xvs_packet_walk(c->packet);
	const struct xvs_ip4hdr *ip;
	bool anonymous = false;

	if (!reason)
		reason = xvs_judge_upper4(c, &anonymous);
	if (reason)
		return reason;
	ip = xvs_packet_at(c->packet, 0, sizeof(*ip));
	if (!ip)
		return XVS_DROP_ip4_malformed;
	if ((anonymous && !ip->source) ||
	    xvs_is_allowed_ip4(c->lock, ip->source))
		return XVS_GO_ON;
	return XVS_DROP_ip4_source;
}
