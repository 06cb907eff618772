/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_OFFENDER_H
#define _XVS_OFFENDER_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include "drop.h"

#define XVS_OFFENDER_BYTES	64
#define XVS_OFFENDERS		32

struct sk_buff;
struct xvs_frame;
struct xvs_network;

/**
 * struct xvs_offender - a frame that a VIF should not have sent
 *
 * @time_ns: nanoseconds since boot
 * @ifindex: the VIF
 * @frame_len: its length, Ethernet header included
 * @vid: VLAN, or that of the tag which it may not have
 * @reason: enum xvs_drop
 * @len: length of @bytes
 * @bytes: its first, Ethernet header included and tag not
 */
struct xvs_offender {
	u64 time_ns;
	u32 ifindex;
	u32 frame_len;
	u16 vid;
	u8 reason;
	u8 len;
	u8 bytes[XVS_OFFENDER_BYTES];
};

/**
 * struct xvs_offenders - the last of them on a network
 *
 * @lock: guards the rest
 * @count: how many there have been
 * @ring: the last of them, number N at N modulo XVS_OFFENDERS
 */
struct xvs_offenders {
	spinlock_t lock; /* innermost */
	unsigned int count;
	struct xvs_offender ring[XVS_OFFENDERS];
};

struct xvs_offenders *xvs_offenders_create(void);
void xvs_offender_note(struct sk_buff *skb, const struct xvs_frame *f,
		       enum xvs_drop reason);
int xvs_offenders_read(const struct xvs_network *network,
		       struct xvs_offender *array);

#endif /* _XVS_OFFENDER_H */
