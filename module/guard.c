// SPDX-License-Identifier: GPL-2.0
/* A frame of a locked VIF before its lock: the bytes for the judge. */
#include "xvs.h"
#include "guard.h"

/* What can't be read yet is pulled, and then the frame is judged anew: never a
 * byte is read that may be in a page that the guest can still write to.
 */
static enum xvs_drop xvs_guard_read(struct sk_buff *skb,
				    const struct xvs_lock *lock,
				    struct xvs_packet *packet,
				    struct xvs_verdict *verdict)
{
	enum xvs_drop reason;

	for (;;) {
		packet->data = skb->data;
		packet->source = eth_hdr(skb)->h_source;
		packet->dest = eth_hdr(skb)->h_dest;
		packet->proto = skb->protocol;
		packet->avail = skb_headlen(skb);
		packet->end = skb->len;
		reason = xvs_portlock_judge(lock, packet, verdict);
		if (likely(!packet->need))
			return reason;
		if (unlikely(!pskb_may_pull(skb, packet->need)))
			return XVS_DROP_nomem;
	}
}

/* What a checksum is to be written over is judged as it will be. Segments get
 * theirs later: only behind what was judged.
 */
static enum xvs_drop xvs_guard_finish_csum(struct sk_buff *skb)
{
	int start;

	if (skb->ip_summed != CHECKSUM_PARTIAL || skb_is_gso(skb))
		return XVS_GO_ON;
	start = skb_checksum_start_offset(skb);
	if (start < 0 ||
	    !pskb_may_pull(skb, start + skb->csum_offset + sizeof(__sum16)) ||
	    skb_checksum_help(skb))
		return XVS_DROP_malformed;
	return XVS_GO_ON;
}

/* Each segment has the headers that were judged, and behind them bytes that were
 * not but for the first: what DHCP says there must be said at once.
 */
static enum xvs_drop xvs_guard_judge_segments(const struct sk_buff *skb,
					      struct xvs_packet *packet)
{
	const struct xvs_udphdr *udp;

	if ((packet->proto != htons(ETH_P_IP) &&
	     packet->proto != htons(ETH_P_IPV6)) ||
	    !xvs_is_csum_behind(skb, packet->upper))
		return XVS_DROP_malformed;
	if (packet->upper_proto != IPPROTO_UDP)
		return XVS_GO_ON;
	udp = xvs_packet_at(packet, packet->upper, sizeof(*udp));
	if (!udp)
		return XVS_DROP_malformed;
	if (udp->dest == htons(XVS_PORT_DHCP_SERVER))
		return XVS_DROP_dhcp_client;
	return udp->dest == htons(XVS_PORT_DHCP6_SERVER) ?
	       XVS_DROP_dhcp6_server : XVS_GO_ON;
}

static enum xvs_drop xvs_guard_judge(struct sk_buff *skb,
				     const struct xvs_frame *f,
				     struct xvs_packet *packet,
				     struct xvs_verdict *verdict)
{
	enum xvs_drop reason;

	if (f->lock == xvs_nobody)
		return XVS_DROP_disabled;
	reason = xvs_guard_finish_csum(skb);
	if (!reason)
		reason = xvs_guard_read(skb, &f->lock->lock, packet, verdict);
	if (!reason && skb_is_gso(skb))
		reason = xvs_guard_judge_segments(skb, packet);
	return reason;
}

/* Link-local addresses that are right if the VIF was the first to use them. */
static enum xvs_drop xvs_guard_first(const struct xvs_frame *f,
				     const struct xvs_verdict *verdict,
				     bool take)
{
	enum xvs_drop reason = XVS_GO_ON;
	int i;

	for (i = 0; i < verdict->n_claims && !reason; i++)
		reason = xvs_address_first(f->from, f->vid, f->lock,
					   &verdict->claims[i], take);
	return reason;
}

static bool xvs_guard_is_neighbour(const struct xvs_packet *packet)
{
	return packet->proto == htons(ETH_P_ARP) ||
	       (packet->proto == htons(ETH_P_IPV6) &&
		packet->upper_proto == IPPROTO_ICMPV6 && !packet->fragment);
}

/**
 * xvs_guard_closely() - may a locked VIF send what is not plain?
 * @skb: frame, its network header at skb->data, unshared
 * @f: its port, lock and VLAN; caller is in softirq context under the RCU read
 *	lock
 *
 * Return: XVS_GO_ON, or why it may not
 */
enum xvs_drop xvs_guard_closely(struct sk_buff *skb, const struct xvs_frame *f)
{
	struct xvs_verdict verdict;
	struct xvs_packet packet;
	enum xvs_drop reason;

	reason = xvs_guard_judge(skb, f, &packet, &verdict);
	if (!reason)
		reason = xvs_guard_first(f, &verdict, true);
	if (!reason && xvs_guard_is_neighbour(&packet))
		xvs_address_see(f->from, f->vid, &packet);
	return reason;
}

/**
 * xvs_guard_try() - would a locked VIF's frame be admitted?
 * @skb: frame
 * @f: its port, lock and VLAN; caller is as that of xvs_guard_closely()
 *
 * Return: as xvs_guard_admit(), which it is without any effect
 */
enum xvs_drop xvs_guard_try(struct sk_buff *skb, const struct xvs_frame *f)
{
	struct xvs_verdict verdict;
	struct xvs_packet packet;
	enum xvs_drop reason;

	reason = xvs_guard_judge(skb, f, &packet, &verdict);
	if (!reason)
		reason = xvs_guard_first(f, &verdict, false);
	if (reason)
		return reason;
	reason = xvs_fdb_judge(&f->from->sw->fdb, f->from, f->vid,
			       f->lock->lock.mac);
	/* It is one of the owners, or will be as soon as it has sent. */
	return reason == XVS_DROP_owned_mac ? XVS_GO_ON : reason;
}
