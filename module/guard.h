/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_GUARD_H
#define _XVS_GUARD_H

#include "plain.h"
#include "xvs.h"

/* UDP's checksum, which is nearer to the start of its header than others' */
#define XVS_CSUM_MIN	offsetof(struct xvs_udphdr, check)

enum xvs_drop xvs_guard_closely(struct sk_buff *skb, const struct xvs_frame *f);
enum xvs_drop xvs_guard_try(struct sk_buff *skb, const struct xvs_frame *f);

/* Checksum offload writes to where the guest says, after the frame was judged:
 * not before the upper header, nor to the ports that begin it.
 */
static inline bool xvs_is_csum_behind(const struct sk_buff *skb, u32 upper)
{
	int start;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return true;
	start = skb_checksum_start_offset(skb);
	return start >= (int)upper &&
	       start + skb->csum_offset >= upper + XVS_CSUM_MIN;
}

/* The protocol is read anew where a checksum is to be written, and costs
 * nothing where none is.
 */
static __always_inline bool xvs_guard_is_plain(const struct sk_buff *skb,
					       const struct xvs_frame *f)
{
	return xvs_is_plain(&f->lock->lock, eth_hdr(skb)->h_source,
			    skb->protocol, skb->data, skb_headlen(skb),
			    skb->len) &&
	       (likely(skb->ip_summed != CHECKSUM_PARTIAL) ||
		xvs_is_csum_behind(skb, READ_ONCE(skb->protocol) == htons(ETH_P_IP) ?
					sizeof(struct xvs_ip4hdr) :
					sizeof(struct xvs_ip6hdr)));
}

/**
 * xvs_guard_admit() - may a locked VIF send this frame?
 * @skb: frame, its network header at skb->data, unshared
 * @f: its port, lock and VLAN; caller is in softirq context under the RCU read
 *	lock
 *
 * What passes has shown where its address is. A locked VIF needs no learning.
 *
 * Return: XVS_GO_ON, or why it may not
 */
static __always_inline enum xvs_drop
xvs_guard_admit(struct sk_buff *skb, const struct xvs_frame *f)
{
	struct xvs_fdb_entry *own;
	enum xvs_drop reason;

	if (unlikely(!xvs_guard_is_plain(skb, f))) {
		reason = xvs_guard_closely(skb, f);
		if (reason)
			return reason;
	}
	own = rcu_dereference(f->from->own);
	if (likely(READ_ONCE(own->port) == f->from && f->vid == f->from->vid)) {
		xvs_fdb_touch(own);
		return XVS_GO_ON;
	}
	return xvs_claim_take(f->from, f->vid, f->lock);
}

#endif /* _XVS_GUARD_H */
