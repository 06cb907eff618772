// SPDX-License-Identifier: GPL-2.0
/* What a frame is, before anything is decided about it. */
#include "xvs.h"

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

/* Take the frame's 802.1Q tag out of the skb. The core has moved a tag that
 * was in band out of band before us, and put skb->protocol behind it.
 */
static enum xvs_drop xvs_frame_take_tag(struct sk_buff *skb,
					struct xvs_frame *f)
{
	u16 vid = skb_vlan_tag_get_id(skb);

	f->pcp = skb_vlan_tag_get(skb) & ~VLAN_VID_MASK;
	if (vid) {
		if (unlikely(vid == f->from->vid ||
			     !xvs_port_may_use(f->from, vid)))
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
 * xvs_frame_classify() - find a frame's VLAN and say whether its port may use it
 * @skb: frame, its network header at skb->data, unshared
 * @f: its port is known, the rest is filled in
 *
 * Only 0x8100 makes a VLAN; VID 0 is no VLAN but a priority (IEEE 802.1Q-2018
 * 9.6, table 9-2). An 0x88a8 tag, and any tag behind the first, is payload.
 *
 * Return: XVS_GO_ON, or why the frame is dropped
 */
enum xvs_drop xvs_frame_classify(struct sk_buff *skb, struct xvs_frame *f)
{
	enum xvs_drop reason = XVS_GO_ON;

	f->vid = f->from->vid;
	f->pcp = 0;
	f->nested = eth_type_vlan(skb->protocol);

	if (skb_vlan_tag_present(skb)) {
		if (skb->vlan_proto == htons(ETH_P_8021Q))
			reason = xvs_frame_take_tag(skb, f);
		else
			f->nested = true;
	}
	if (unlikely(f->nested) && !reason &&
	    !rcu_access_pointer(f->from->trunk))
		reason = XVS_DROP_vlan_nested;
	return reason;
}
