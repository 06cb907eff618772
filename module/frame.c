// SPDX-License-Identifier: GPL-2.0
/*
 * What a frame's bytes say. Plain C on plain data, so that user space can test
 * and fuzz the very file that the kernel runs.
 */
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include "frame.h"

/* The Cisco groups 01:00:0c:cc:cc:c0..c7, :cc and :cd, cd:cd:cd and ISL. */
static bool xvs_addr_is_cisco(const u8 *addr)
{
	static const u8 isl[] = { 0x00, 0x00, 0x00 };
	static const u8 sstp[] = { 0xcd, 0xcd, 0xcd };

	if (addr[3] == 0xcc && addr[4] == 0xcc)
		return (addr[5] & 0xf8) == 0xc0 || (addr[5] & 0xfe) == 0xcc;
	return !memcmp(addr + 3, isl, 3) || !memcmp(addr + 3, sstp, 3);
}

/**
 * xvs_addr_is_reserved() - is this an address that no switch relays to?
 * @addr: address
 *
 * 01:80:c2:00:00:00 to :0f (IEEE 802.1Q-2018 8.6.3, table 8-1): spanning tree,
 * pause, LACP, LLDP and their like; Cisco's CDP, VTP, DTP, PAgP, UDLD, PVST+,
 * CFM and ISL; Extreme's 00:e0:2b:00:00:00, :04 and :06, which are unicast.
 * The list is Open vSwitch's, which XenServer's guests are used to.
 *
 * Return: whether it is
 */
bool xvs_addr_is_reserved(const u8 *addr)
{
	static const u8 cisco[] = { 0x01, 0x00, 0x0c };
	static const u8 extreme[] = { 0x00, 0xe0, 0x2b, 0x00, 0x00 };

	if (is_link_local_ether_addr(addr))
		return true;
	if (!memcmp(addr, cisco, sizeof(cisco)))
		return xvs_addr_is_cisco(addr);
	return !memcmp(addr, extreme, sizeof(extreme)) &&
	       (addr[5] == 0x00 || addr[5] == 0x04 || addr[5] == 0x06);
}

/* Asked for beside what is needed: most headers that may come next, so that a
 * packet in many small pieces is not pulled together as often.
 */
#define XVS_PACKET_AHEAD	64

/**
 * xvs_packet_ask() - ask for bytes that can't be read, if there are any
 * @packet: the packet
 * @end: where they end
 *
 * Return: NULL, which is what they are for now
 */
const void *xvs_packet_ask(struct xvs_packet *packet, u32 end)
{
	if (end <= packet->end)
		packet->need = min(end + XVS_PACKET_AHEAD, packet->end);
	return NULL;
}

/* Options are skipped: none makes a packet another's. A length of 0 is one that
 * does not fit into 16 bits, of a packet that was never on a wire.
 */
static enum xvs_drop xvs_packet_walk_ip4(struct xvs_packet *packet)
{
	const struct xvs_ip4hdr *ip = xvs_packet_at(packet, 0, sizeof(*ip));
	u32 header, len;
	u16 fragment;

	if (!ip)
		return XVS_DROP_ip4_malformed;
	header = (ip->version_ihl & 0x0f) * 4;
	len = be16_to_cpu(ip->len);
	if (!len && packet->end > U16_MAX)
		len = packet->end;
	if (ip->version_ihl >> 4 != 4 || header < sizeof(*ip) || header > len ||
	    len > packet->end)
		return XVS_DROP_ip4_malformed;
	fragment = be16_to_cpu(ip->fragment);
	if (fragment & XVS_IP4_OFFSET)
		packet->fragment = XVS_FRAGMENT_LATER;
	else if (fragment & XVS_IP4_MORE)
		packet->fragment = XVS_FRAGMENT_FIRST;
	packet->end = len;
	packet->upper = header;
	packet->upper_proto = ip->proto;
	return XVS_GO_ON;
}

/* A host may have a limit (RFC 8504 5.3); nobody needs so many. */
#define XVS_EXT_MAX		8
/* Headers that do not fit into a packet of an Ethernet are an attack. */
#define XVS_CHAIN_MAX		ETH_DATA_LEN

#define XVS_EXT_AUTH		51
#define XVS_EXT_MOBILITY	135
#define XVS_EXT_HIP		139
#define XVS_EXT_SHIM6		140

/* What all extension headers begin with (RFC 6564), and a fragment's */
struct xvs_exthdr {
	u8 next;
	u8 len;
	__be16 fragment;
} __packed;

#define XVS_IP6_OFFSET		0xfff8

/* IANA's list but for ESP, behind which nothing can be read, and experiments.
 * A number that is not in it is the upper protocol.
 */
static bool xvs_is_exthdr(u8 proto)
{
	switch (proto) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case XVS_EXT_AUTH:
	case IPPROTO_DSTOPTS:
	case XVS_EXT_MOBILITY:
	case XVS_EXT_HIP:
	case XVS_EXT_SHIM6:
		return true;
	default:
		return false;
	}
}

/* RFC 8200 4.2, and RFC 4302 2.2 for AH */
static u32 xvs_exthdr_len(u8 proto, const struct xvs_exthdr *ext)
{
	switch (proto) {
	case IPPROTO_FRAGMENT:
		return 8;
	case XVS_EXT_AUTH:
		return (ext->len + 2) * 4;
	default:
		return (ext->len + 1) * 8;
	}
}

/* Hop-by-hop options come first and nowhere else (RFC 8200 4.1), and what is
 * a fragment is not one of a fragment.
 */
static bool xvs_exthdr_is_in_place(const struct xvs_packet *packet)
{
	switch (packet->upper_proto) {
	case IPPROTO_HOPOPTS:
		return packet->upper == sizeof(struct xvs_ip6hdr);
	case IPPROTO_FRAGMENT:
		return !packet->fragment;
	default:
		return true;
	}
}

/* The first fragment holds all headers, the upper protocol's too (RFC 7112). */
static enum xvs_drop xvs_chain_is_cut(const struct xvs_packet *packet)
{
	return packet->fragment ? XVS_DROP_ip_fragment : XVS_DROP_ip6_chain;
}

/* A fragment that is the only one is a first fragment too (RFC 6946). */
static enum xvs_drop xvs_packet_skip_ext(struct xvs_packet *packet)
{
	const struct xvs_exthdr *ext;
	u32 end;

	if (!xvs_exthdr_is_in_place(packet))
		return XVS_DROP_ip6_chain;
	ext = xvs_packet_at(packet, packet->upper, sizeof(*ext));
	if (!ext)
		return xvs_chain_is_cut(packet);
	end = packet->upper + xvs_exthdr_len(packet->upper_proto, ext);
	if (end > packet->end)
		return xvs_chain_is_cut(packet);
	if (end > XVS_CHAIN_MAX)
		return XVS_DROP_ip6_chain;
	if (packet->upper_proto == IPPROTO_FRAGMENT)
		packet->fragment = ext->fragment & htons(XVS_IP6_OFFSET) ?
				   XVS_FRAGMENT_LATER : XVS_FRAGMENT_FIRST;
	packet->upper = end;
	packet->upper_proto = ext->next;
	return XVS_GO_ON;
}

static bool xvs_packet_shows_upper(struct xvs_packet *packet)
{
	u32 least;

	switch (packet->upper_proto) {
	case IPPROTO_NONE:
		return true;
	case IPPROTO_UDP:
		least = sizeof(struct xvs_udphdr);
		break;
	default:
		least = XVS_UPPER_MIN;
	}
	return xvs_packet_at(packet, packet->upper, least);
}

/* What is behind the header of a later fragment is no header. */
static enum xvs_drop xvs_packet_walk_chain(struct xvs_packet *packet)
{
	enum xvs_drop reason;
	unsigned int n = 0;

	while (xvs_is_exthdr(packet->upper_proto)) {
		if (n++ == XVS_EXT_MAX)
			return XVS_DROP_ip6_chain;
		reason = xvs_packet_skip_ext(packet);
		if (reason)
			return reason;
		if (packet->fragment == XVS_FRAGMENT_LATER)
			return XVS_GO_ON;
	}
	if (packet->fragment && !xvs_packet_shows_upper(packet))
		return XVS_DROP_ip_fragment;
	return XVS_GO_ON;
}

/* A length of 0 is a jumbogram's (RFC 2675), or one that was never on a wire:
 * what is judged goes to the end of the frame.
 */
static enum xvs_drop xvs_packet_walk_ip6(struct xvs_packet *packet)
{
	const struct xvs_ip6hdr *ip = xvs_packet_at(packet, 0, sizeof(*ip));
	u32 len;

	if (!ip || ip->version >> 4 != 6)
		return XVS_DROP_ip6_malformed;
	len = be16_to_cpu(ip->len);
	if (len > packet->end - sizeof(*ip))
		return XVS_DROP_ip6_malformed;
	if (len)
		packet->end = sizeof(*ip) + len;
	packet->upper = sizeof(*ip);
	packet->upper_proto = ip->next;
	return xvs_packet_walk_chain(packet);
}

/**
 * xvs_packet_walk() - find what the headers of IP lead to
 * @packet: packet of IPv4 or IPv6; @end, @upper, @upper_proto and @fragment are
 *	filled in
 *
 * Return: XVS_GO_ON and @packet is complete, or why the packet is no good; of
 *	no meaning if @packet->need is set
 */
enum xvs_drop xvs_packet_walk(struct xvs_packet *packet)
{
	packet->fragment = XVS_FRAGMENT_NONE;
	return packet->proto == htons(ETH_P_IP) ? xvs_packet_walk_ip4(packet) :
						  xvs_packet_walk_ip6(packet);
}
