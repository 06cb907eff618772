// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict on a frame of a locked VIF: it must not be anybody else. Plain C
 * on plain data, as frame.c. Plain packets are judged as in plain.h, which most of
 * them do not get past; all others are left to judge_*.c.
 */
#include "judge.h"
#include "plain.h"

static enum xvs_drop xvs_judge(const struct xvs_case *c)
{
	switch (c->packet->proto) {
	case htons(ETH_P_ARP):
		return xvs_judge_arp(c);
	case htons(ETH_P_IP):
		return xvs_judge_ip4(c);
	case htons(ETH_P_IPV6):
		return xvs_judge_ip6(c);
	default:
		return XVS_DROP_lock_ethertype;
	}
}

/* All that is not plain. The packet's end is left as it was, for another try. */
static enum xvs_drop xvs_judge_closely(const struct xvs_lock *lock,
				       struct xvs_packet *packet,
				       struct xvs_verdict *verdict)
{
	struct xvs_case c = { lock, packet, verdict };
	u32 end = packet->end;
	enum xvs_drop reason;

	reason = xvs_judge(&c);
	packet->end = end;
	if (reason)
		verdict->n_claims = 0;
	return reason;
}

/* All that is to be known of a plain packet is who has sent it. */
static enum xvs_drop xvs_judge_plain_ip4(const struct xvs_lock *lock,
					 const struct xvs_ip4hdr *ip)
{
	if (xvs_prefixes_match(lock->ipv4, xvs_ip4_key(ip->source), 0))
		return XVS_GO_ON;
	return XVS_DROP_ip4_source;
}

static enum xvs_drop xvs_judge_plain_ip6(const struct xvs_lock *lock,
					 const struct xvs_ip6hdr *ip)
{
	if (xvs_prefixes_match(lock->ipv6, be64_to_cpu(ip->source.hi),
			       be64_to_cpu(ip->source.lo)))
		return XVS_GO_ON;
	return XVS_DROP_ip6_source;
}

/**
 * xvs_portlock_judge() - may a locked VIF send this frame?
 * @lock: the VIF's lock
 * @packet: the frame; bytes that can be read are no more than there are, and
 *	two can be read behind @source
 * @verdict: filled in
 *
 * If @packet->need is set afterwards there is no verdict yet: the caller makes
 * so many bytes readable, fills in @packet anew and asks again. That is not
 * often, and never for more than the first 3200 bytes.
 *
 * Of IP that passes @packet says afterwards what it is.
 *
 * Return: XVS_GO_ON, or why it may not
 */
enum xvs_drop xvs_portlock_judge(const struct xvs_lock *lock,
				 struct xvs_packet *packet,
				 struct xvs_verdict *verdict)
{
	const struct xvs_ip4hdr *ip4 = (const void *)packet->data;
	const struct xvs_ip6hdr *ip6 = (const void *)packet->data;

	packet->need = 0;
	verdict->n_claims = 0;
	if (unlikely(!ether_addr_equal_64bits(packet->source, lock->mac)))
		return XVS_DROP_lock_mac;
	if (packet->proto == htons(ETH_P_IP) &&
	    xvs_is_plain_ip4(ip4, packet->avail, packet->end)) {
		packet->upper = sizeof(*ip4);
		packet->upper_proto = ip4->proto;
		packet->fragment = XVS_FRAGMENT_NONE;
		return xvs_judge_plain_ip4(lock, ip4);
	}
	if (packet->proto == htons(ETH_P_IPV6) &&
	    xvs_is_plain_ip6(ip6, packet->avail, packet->end)) {
		packet->upper = sizeof(*ip6);
		packet->upper_proto = ip6->next;
		packet->fragment = XVS_FRAGMENT_NONE;
		return xvs_judge_plain_ip6(lock, ip6);
	}
	return xvs_judge_closely(lock, packet, verdict);
}
