// SPDX-License-Identifier: GPL-2.0
/* The port lock: IPv4, with DHCP and IGMP. */
#include <linux/if_ether.h>
#include <linux/in.h>
#include "judge.h"

/* Up to where the options begin, which BOOTP fills with zeroes */
struct xvs_dhcphdr {
	u8 op;
	u8 hardware;
	u8 hardware_len;
	u8 unused[9];
	__be32 client_ip;
	u8 unused2[8];
	__be32 relay_ip;
	u8 client[ETH_ALEN];
	u8 unused3[10];
	u8 server[64];
	u8 file[128];
	__be32 magic;
} __packed;

#define XVS_DHCP_REQUEST	1
#define XVS_DHCP_MAGIC		0x63825363
/* A client's message fits into a packet of an Ethernet. */
#define XVS_DHCP_MAX		ETH_DATA_LEN

/* RFC 2132 */
#define XVS_DHCP_PAD		0
#define XVS_DHCP_ADDRESS	50
#define XVS_DHCP_OVERLOAD	52
#define XVS_DHCP_TYPE		53
#define XVS_DHCP_IDENTIFIER	61
#define XVS_DHCP_RELAY		82	/* RFC 3046 */
#define XVS_DHCP_END		255

#define XVS_DHCP_OVERLOAD_FILE	1
#define XVS_DHCP_OVERLOAD_SERVER 2
#define XVS_DHCP_DECLINE	4

/* The options that matter, from their length on, or NULL */
struct xvs_dhcp_options {
	const u8 *address;
	const u8 *overload;
	const u8 *type;
	const u8 *identifier;
	const u8 *relay;
};

static const u8 **xvs_dhcp_option(struct xvs_dhcp_options *options, u8 code)
{
	switch (code) {
	case XVS_DHCP_ADDRESS:
		return &options->address;
	case XVS_DHCP_OVERLOAD:
		return &options->overload;
	case XVS_DHCP_TYPE:
		return &options->type;
	case XVS_DHCP_IDENTIFIER:
		return &options->identifier;
	case XVS_DHCP_RELAY:
		return &options->relay;
	default:
		return NULL;
	}
}

/* Servers differ in what they make of an option that is cut off, and of one that
 * is there twice: the first, the last, or both as one (RFC 3396). None of those
 * that matter is ever that long. An end that is missing is no harm.
 */
static bool xvs_dhcp_read(struct xvs_dhcp_options *options, const u8 *at,
			  const u8 *end)
{
	const u8 **option;

	while (at < end && *at != XVS_DHCP_END) {
		if (*at == XVS_DHCP_PAD) {
			at++;
			continue;
		}
		if (end - at < 2 || end - at - 2 < at[1])
			return false;
		option = xvs_dhcp_option(options, *at);
		if (option && *option)
			return false;
		if (option)
			*option = at + 1;
		at += 2 + at[1];
	}
	return true;
}

/* Options may go on in two fields of the header. */
static bool xvs_dhcp_read_all(struct xvs_dhcp_options *options,
			      const struct xvs_dhcphdr *dhcp, u32 len)
{
	const u8 *start = (const u8 *)dhcp;
	u8 overload;

	if (!xvs_dhcp_read(options, start + sizeof(*dhcp), start + len))
		return false;
	if (!options->overload)
		return true;
	if (options->overload[0] != 1)
		return false;
	overload = options->overload[1];
	if (overload & XVS_DHCP_OVERLOAD_FILE &&
	    !xvs_dhcp_read(options, dhcp->file,
			   dhcp->file + sizeof(dhcp->file)))
		return false;
	return !(overload & XVS_DHCP_OVERLOAD_SERVER) ||
	       xvs_dhcp_read(options, dhcp->server,
			     dhcp->server + sizeof(dhcp->server));
}

static bool xvs_dhcp_is_own_address(const struct xvs_lock *lock,
				    const u8 *option)
{
	__be32 address;

	if (!option || option[0] != sizeof(address))
		return false;
	memcpy(&address, option + 1, sizeof(address));
	return xvs_is_allowed_ip4(lock, address);
}

/* An identifier that begins with a type of hardware goes on with an address of
 * it (RFC 2132 9.14); of any other nobody can tell whose it is.
 */
static bool xvs_dhcp_is_own_identifier(const struct xvs_lock *lock,
				       const u8 *option)
{
	return !option || option[0] != 1 + ETH_ALEN ||
	       option[1] != XVS_ARP_ETHER ||
	       !memcmp(option + 2, lock->mac, ETH_ALEN);
}

/* Without the magic it is BOOTP, which has no options that a server would ask. */
static enum xvs_drop xvs_judge_dhcp_options(const struct xvs_case *c,
					    const struct xvs_dhcphdr *dhcp,
					    u32 len)
{
	struct xvs_dhcp_options options = {};

	if (be32_to_cpu(dhcp->magic) != XVS_DHCP_MAGIC)
		return XVS_GO_ON;
	if (!xvs_dhcp_read_all(&options, dhcp, len) || options.relay ||
	    !xvs_dhcp_is_own_identifier(c->lock, options.identifier))
		return XVS_DROP_dhcp_client;
	if (!options.type)
		return XVS_GO_ON;
	if (options.type[0] != 1 ||
	    (options.type[1] == XVS_DHCP_DECLINE &&
	     !xvs_dhcp_is_own_address(c->lock, options.address)))
		return XVS_DROP_dhcp_client;
	return XVS_GO_ON;
}

/* RFC 2131. A client asks for itself alone, or it would empty the server's pool or
 * release another's address, and in the open. Only relays name one (4.1),
 * or have the option of theirs.
 */
static enum xvs_drop xvs_judge_dhcp(const struct xvs_case *c)
{
	struct xvs_packet *packet = c->packet;
	u32 start = packet->upper + sizeof(struct xvs_udphdr);
	u32 len = packet->end - start;
	const struct xvs_dhcphdr *dhcp;

	if (packet->fragment || len < sizeof(*dhcp) ||
	    packet->end > XVS_DHCP_MAX)
		return XVS_DROP_dhcp_client;
	dhcp = xvs_packet_at(packet, start, len);
	if (!dhcp || dhcp->op != XVS_DHCP_REQUEST ||
	    dhcp->hardware != XVS_ARP_ETHER ||
	    dhcp->hardware_len != ETH_ALEN ||
	    dhcp->relay_ip || memcmp(dhcp->client, c->lock->mac, ETH_ALEN))
		return XVS_DROP_dhcp_client;
	if (dhcp->client_ip && !xvs_is_allowed_ip4(c->lock, dhcp->client_ip))
		return XVS_DROP_dhcp_client;
	return xvs_judge_dhcp_options(c, dhcp, len);
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
