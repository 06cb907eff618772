/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_FRAME_H
#define _XVS_FRAME_H

#include <linux/etherdevice.h>
#include <linux/types.h>

/**
 * struct xvs_packet - a frame's bytes behind its Ethernet header and tag
 *
 * Nothing of it is read but by xvs_packet_at(), which knows how much there is.
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

#endif /* _XVS_FRAME_H */
