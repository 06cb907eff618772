// SPDX-License-Identifier: GPL-2.0
/* Which VLAN a frame is of, by its tag and the port that it came from. */
#include "xvs.h"

/**
 * xvs_vlan_set_fill() - make a set of VLANs of what user space sends
 * @set: the set, empty
 * @bitmap: XVS_VLAN_BITMAP_LEN bytes, as IFLA_XVS_VIF_TRUNK
 */
void xvs_vlan_set_fill(struct xvs_vlan_set *set, const u8 *bitmap)
{
	unsigned int vid;

	for (vid = 1; vid < VLAN_VID_MASK; vid++)
		if (bitmap[vid / 8] & BIT(vid % 8))
			__set_bit(vid, set->vids);
}

/* Take the frame's 802.1Q tag out of the skb. The core has moved a tag that
 * was in band out of band before us, and put skb->protocol behind it.
 */
static enum xvs_drop xvs_vlan_take_tag(struct sk_buff *skb, struct xvs_frame *f)
{
	u16 vid = skb_vlan_tag_get_id(skb);

	f->pcp = skb_vlan_tag_get(skb) & ~VLAN_VID_MASK;
	if (vid) {
		if (unlikely(vid == f->from->vid ||
			     !xvs_port_may_use(f->from, vid)))
			return XVS_DROP_vlan_tag;
		/* Its tags and its lock are not changed in one moment. */
		if (unlikely(f->lock && !test_bit(vid, f->lock->trunk.vids)))
			return XVS_DROP_vlan_tag;
		f->vid = vid;
	} else if (f->nested) {
		/* A tag behind a priority tag is payload. Without the priority
		 * tag before it the next switch would take it for the frame's.
		 */
		return XVS_GO_ON;
	}
	__vlan_hwaccel_clear_tag(skb);
	return XVS_GO_ON;
}

/**
 * xvs_vlan_classify() - find a frame's VLAN and say whether its port may use it
 * @skb: frame, its network header at skb->data, unshared
 * @f: its port is known, the rest is filled in
 *
 * Only 0x8100 makes a VLAN; VID 0 is no VLAN but a priority (IEEE 802.1Q-2018
 * 9.6, table 9-2). An 0x88a8 tag, and any tag behind the first, is payload.
 *
 * Return: XVS_GO_ON, or why the frame is dropped
 */
enum xvs_drop xvs_vlan_classify(struct sk_buff *skb, struct xvs_frame *f)
{
	enum xvs_drop reason = XVS_GO_ON;

	f->vid = f->from->vid;
	f->pcp = 0;
	f->nested = eth_type_vlan(skb->protocol);

	if (skb_vlan_tag_present(skb)) {
		if (skb->vlan_proto == htons(ETH_P_8021Q))
			reason = xvs_vlan_take_tag(skb, f);
		else
			f->nested = true;
	}
	if (unlikely(f->nested) && !reason) {
		if (!rcu_access_pointer(f->from->trunk))
			reason = XVS_DROP_vlan_nested;
		else if (f->lock && f->lock != xvs_nobody)
			reason = XVS_DROP_lock_ethertype;
	}
	return reason;
}
