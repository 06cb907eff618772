// SPDX-License-Identifier: GPL-2.0
/* The port lock: ICMPv6, which is neighbour discovery above all. */
#include <linux/if_ether.h>
#include "judge.h"

struct xvs_ndhdr {
	u8 type;
	u8 code;
	__be16 check;
	__be32 flags;
	struct xvs_ip6addr target;
} __packed;

struct xvs_ndopt {
	u8 type;
	u8 len;
	u8 mac[ETH_ALEN];
} __packed;

#define XVS_ND_SOURCE		1
#define XVS_ND_TARGET		2
#define XVS_ND_OPTIONS_MAX	16
/* It can't be fragmented (RFC 6980), so it fits into a frame. */
#define XVS_ND_LEN_MAX		ETH_DATA_LEN

/* RFC 4861 4.6.1. Who has no address has no link-layer address to tell either
 * (4.1, 4.3).
 */
static enum xvs_drop xvs_judge_nd_option(const struct xvs_case *c,
					 const struct xvs_ndopt *opt,
					 bool anonymous)
{
	if (opt->type != XVS_ND_SOURCE && opt->type != XVS_ND_TARGET)
		return XVS_GO_ON;
	if (anonymous || opt->len != 1 ||
	    memcmp(opt->mac, c->lock->mac, ETH_ALEN))
		return XVS_DROP_nd_option;
	return XVS_GO_ON;
}

/* The options from @offset to the end */
static enum xvs_drop xvs_judge_nd_options(const struct xvs_case *c, u32 offset,
					  bool anonymous)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_ndopt *opt;
	enum xvs_drop reason;
	unsigned int n;

	for (n = 0; offset < packet->end; n++) {
		opt = xvs_packet_at(packet, offset, sizeof(*opt));
		if (!opt || !opt->len || n == XVS_ND_OPTIONS_MAX ||
		    opt->len * 8 > packet->end - offset)
			return XVS_DROP_nd_malformed;
		reason = xvs_judge_nd_option(c, opt, anonymous);
		if (reason)
			return reason;
		offset += opt->len * 8;
	}
	return XVS_GO_ON;
}

/* RFC 4291 2.7.1: ff02::1:ff00:0/104 */
static bool xvs_is_solicited_node(const struct xvs_ip6addr *addr)
{
	return addr->hi == cpu_to_be64(0xff02000000000000ULL) &&
	       be64_to_cpu(addr->lo) >> 24 == 0x1ff;
}

/* Neighbour solicitation (RFC 4861 4.3): a question, and may be for any address;
 * but without a source it is duplicate address detection (RFC 4862 5.4.2), and
 * says of the target that it is about to be the sender's.
 */
static enum xvs_drop xvs_judge_ns(const struct xvs_case *c,
				  const struct xvs_ip6hdr *ip,
				  const struct xvs_ndhdr *msg)
{
	if (xvs_is_group(&msg->target))
		return XVS_DROP_nd_malformed;
	if (!xvs_is_unspecified(&ip->source))
		return XVS_GO_ON;
	if (!xvs_is_solicited_node(&ip->dest))
		return XVS_DROP_ip6_source;
	return xvs_may_hold_ip6(c, &msg->target) ? XVS_GO_ON : XVS_DROP_nd_target;
}

/* Neighbour advertisement (RFC 4861 4.4). Its flags are not judged: a guest that
 * forwards is a router, of its own address.
 */
static enum xvs_drop xvs_judge_na(const struct xvs_case *c,
				  const struct xvs_ip6hdr *ip,
				  const struct xvs_ndhdr *msg)
{
	if (xvs_is_group(&msg->target))
		return XVS_DROP_nd_malformed;
	return xvs_may_hold_ip6(c, &msg->target) ? XVS_GO_ON : XVS_DROP_nd_target;
}

/**
 * struct xvs_icmp6_rule - what is to be said about some types of ICMPv6
 *
 * @first: first type
 * @last: last type
 * @never: why they are dropped whoever sends them, or 0
 * @whole: not to be sent in fragments
 * @anonymous: may be sent by who has no address yet
 * @header: bytes before the options of neighbour discovery; 0: it is none
 * @judge: judges what it says beside its options, if there is anything
 */
struct xvs_icmp6_rule {
	u8 first;
	u8 last;
	enum xvs_drop never;
	bool whole;
	bool anonymous;
	u8 header;
	enum xvs_drop (*judge)(const struct xvs_case *c,
			       const struct xvs_ip6hdr *ip,
			       const struct xvs_ndhdr *msg);
};

/* Neighbour discovery is never in fragments (RFC 6980), and MLD has no need to
 * be (RFC 3810 5.2.15). Who has no address yet solicits and reports (RFC 3590).
 */
static const struct xvs_icmp6_rule xvs_icmp6_rules[] = {
	/* MLD: query, report and done (RFC 2710), report (RFC 3810) */
	{ 130, 130, .whole = true, .never = XVS_DROP_mcast_router },
	{ 131, 132, .whole = true, .anonymous = true },
	{ 143, 143, .whole = true, .anonymous = true },
	/* discovery of multicast routers (RFC 4286) */
	{ 151, 153, .whole = true, .never = XVS_DROP_mcast_router },
	/* neighbour discovery (RFC 4861) */
	{ 133, 133, .whole = true, .anonymous = true, .header = 8 },
	{ 134, 134, .whole = true, .never = XVS_DROP_nd_router },
	{ 135, 135, .whole = true, .anonymous = true, .header = 24,
	  .judge = xvs_judge_ns },
	{ 136, 136, .whole = true, .header = 24, .judge = xvs_judge_na },
	{ 137, 137, .whole = true, .never = XVS_DROP_nd_redirect },
	/* mobile prefix solicitation and advertisement (RFC 6275) */
	{ 146, 147, .never = XVS_DROP_nd_router },
	/* any other */
	{ .last = 255 },
};

static const struct xvs_icmp6_rule *xvs_icmp6_rule(u8 type)
{
	const struct xvs_icmp6_rule *rule = xvs_icmp6_rules;

	while (type < rule->first || type > rule->last)
		rule++;
	return rule;
}

/* A message of neighbour discovery whose sender is who it says */
static enum xvs_drop xvs_judge_nd(const struct xvs_case *c,
				  const struct xvs_ip6hdr *ip,
				  const struct xvs_icmp6_rule *rule)
{
	struct xvs_packet *packet = c->packet;
	u32 len = packet->end - packet->upper;
	const struct xvs_ndhdr *msg = NULL;
	enum xvs_drop reason;

	if (len >= rule->header && len <= XVS_ND_LEN_MAX)
		msg = xvs_packet_at(packet, packet->upper, len);
	if (!msg)
		return XVS_DROP_nd_malformed;
	reason = xvs_judge_nd_options(c, packet->upper + rule->header,
				      xvs_is_unspecified(&ip->source));
	if (!reason && rule->judge)
		reason = rule->judge(c, ip, msg);
	return reason;
}

enum xvs_drop xvs_judge_icmp6(const struct xvs_case *c,
			      const struct xvs_ip6hdr *ip)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_icmp6_rule *rule;
	enum xvs_drop reason;
	const u8 *type;

	type = xvs_packet_at(packet, packet->upper, XVS_UPPER_MIN);
	if (!type)
		return XVS_DROP_ip6_malformed;
	rule = xvs_icmp6_rule(*type);
	if (packet->fragment && rule->whole)
		return XVS_DROP_ip_fragment;
	if (rule->never)
		return rule->never;
	reason = xvs_judge_source6(c, ip, rule->anonymous);
	if (!reason && rule->header)
		reason = xvs_judge_nd(c, ip, rule);
	return reason;
}
