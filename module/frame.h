/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_FRAME_H
#define _XVS_FRAME_H

#include <linux/etherdevice.h>
#include <linux/types.h>
#include "drop.h"

/* What is on the wire, at any alignment */
struct xvs_ip4hdr {
	u8 version_ihl;
	u8 tos;
	__be16 len;
	__be16 id;
	__be16 fragment;
	u8 ttl;
	u8 proto;
	__be16 check;
	union {
		struct {
			__be32 source;
			__be32 dest;
		} __packed;
		__be64 ends;
	} __packed;
} __packed;

/* In xvs_ip4hdr.fragment */
#define XVS_IP4_OFFSET		0x1fff
#define XVS_IP4_MORE		0x2000

struct xvs_ip6addr {
	__be64 hi;
	__be64 lo;
} __packed;

struct xvs_ip6hdr {
	u8 version;
	u8 flow[3];
	__be16 len;
	u8 next;
	u8 hops;
	struct xvs_ip6addr source;
	struct xvs_ip6addr dest;
} __packed;

/* The ports, or as much of ICMPv6 */
#define XVS_UPPER_MIN	4

struct xvs_udphdr {
	__be16 source;
	__be16 dest;
	__be16 len;
	__be16 check;
} __packed;

/**
 * struct xvs_packet - a frame's bytes behind its Ethernet header and tag
 *
 * Nothing of it is read but by xvs_packet_at(), which knows how much there is.
 * Who asks fills in what is above @need; the rest is answered.
 *
 * @data: the bytes
 * @source: the Ethernet header's source address
 * @dest: its destination address
 * @proto: ethertype behind the tag, or the length of an 802.3 frame
 * @avail: bytes that may be read at @data
 * @end: bytes that there are, by the frame's length and then by its headers'
 * @need: more than @avail if the answer depends on bytes that can't be read
 *	yet: make so many readable and ask again; else 0
 * @upper: offset of what @upper_proto says
 * @upper_proto: protocol behind IP's headers (IPPROTO_*)
 * @fragment: what part of a packet it is
 */
struct xvs_packet {
	const u8 *data;
	const u8 *source;
	const u8 *dest;
	__be16 proto;
	u32 avail;
	u32 end;
	u32 need;

	u32 upper;
	u8 upper_proto;
	enum xvs_fragment {
		XVS_FRAGMENT_NONE,
		XVS_FRAGMENT_FIRST,
		XVS_FRAGMENT_LATER,
	} fragment;
};

bool xvs_addr_is_reserved(const u8 *addr);
const void *xvs_packet_ask(struct xvs_packet *packet, u32 end);
enum xvs_drop xvs_packet_walk(struct xvs_packet *packet);

/**
 * xvs_packet_at() - the only way to a packet's bytes
 * @packet: the packet
 * @offset: of the first byte
 * @n: how many; neither number is near to U32_MAX
 *
 * Return: the bytes, at any alignment, or NULL: they are not there, or can't be
 *	read yet, which @packet->need says
 */
static inline const void *xvs_packet_at(struct xvs_packet *packet, u32 offset,
					u32 n)
{
	if (likely(offset + n <= packet->avail && offset + n <= packet->end))
		return packet->data + offset;
	return xvs_packet_ask(packet, offset + n);
}

#endif /* _XVS_FRAME_H */
