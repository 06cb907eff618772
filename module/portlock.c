// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict on a frame of a locked VIF: it must not be anybody else. Plain C
 * on plain data, as frame.c.
 *
 * xvs_portlock_judge() lets plain packets of an allowed source pass at once and
 * drops nothing but a wrong MAC. All else is judged closely, in this order:
 * what no guest may say, then who says it, then if what it says of itself is
 * true. Where bytes are missing there is a reason to drop, which counts if they
 * are not there at all and does not if they only can't be read yet.
 */
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/xvs.h>
#include "portlock.h"

#define XVS_PORT_DHCP_SERVER	67
#define XVS_PORT_DHCP_CLIENT	68
#define XVS_PORT_DHCP6_CLIENT	546
#define XVS_PORT_DHCP6_SERVER	547

/**
 * struct xvs_case - a frame before its judge
 *
 * @lock: who may have sent it
 * @packet: its bytes
 * @verdict: beside yes or no
 */
struct xvs_case {
	const struct xvs_lock *lock;
	struct xvs_packet *packet;
	struct xvs_verdict *verdict;
};

static bool xvs_is_allowed_ip4(const struct xvs_lock *lock, __be32 addr)
{
	return xvs_prefixes_match(lock->ipv4, (u64)be32_to_cpu(addr) << 32, 0);
}

static bool xvs_is_allowed_ip6(const struct xvs_lock *lock,
			       const struct xvs_ip6addr *addr)
{
	return xvs_prefixes_match(lock->ipv6, be64_to_cpu(addr->hi),
				  be64_to_cpu(addr->lo));
}

/* ---- ARP ---------------------------------------------------------------- */

struct xvs_arphdr {
	__be16 hardware;
	__be16 proto;
	u8 hardware_len;
	u8 proto_len;
	__be16 op;
	u8 sender_mac[ETH_ALEN];
	__be32 sender_ip;
	u8 target_mac[ETH_ALEN];
	__be32 target_ip;
} __packed;

#define XVS_ARP_ETHER		1
#define XVS_ARP_REQUEST		1
#define XVS_ARP_REPLY		2

/* RFC 826. A request without a sender's address is a probe (RFC 5227). */
static enum xvs_drop xvs_judge_arp(const struct xvs_case *c)
{
	const struct xvs_arphdr *arp = xvs_packet_at(c->packet, 0, sizeof(*arp));

	if (!arp || arp->hardware != htons(XVS_ARP_ETHER) ||
	    arp->proto != htons(ETH_P_IP) || arp->hardware_len != ETH_ALEN ||
	    arp->proto_len != sizeof(arp->sender_ip) ||
	    (arp->op != htons(XVS_ARP_REQUEST) &&
	     arp->op != htons(XVS_ARP_REPLY)))
		return XVS_DROP_arp_malformed;
	if (memcmp(arp->sender_mac, c->lock->mac, ETH_ALEN))
		return XVS_DROP_arp_sender_mac;
	if (arp->sender_ip && !xvs_is_allowed_ip4(c->lock, arp->sender_ip))
		return XVS_DROP_arp_sender_ip;
	return XVS_GO_ON;
}

/* ---- IPv4 --------------------------------------------------------------- */

struct xvs_dhcphdr {
	u8 op;
	u8 hardware;
	u8 hardware_len;
	u8 unused[25];
	u8 client[ETH_ALEN];
} __packed;

#define XVS_DHCP_REQUEST	1

/* RFC 2131. A client asks for itself alone, or it would empty the server's pool,
 * and in the open.
 */
static enum xvs_drop xvs_judge_dhcp(const struct xvs_case *c)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_dhcphdr *dhcp;

	dhcp = xvs_packet_at(packet, packet->upper + sizeof(struct xvs_udphdr),
			     sizeof(*dhcp));
	if (!dhcp || packet->fragment || dhcp->op != XVS_DHCP_REQUEST ||
	    dhcp->hardware != XVS_ARP_ETHER ||
	    dhcp->hardware_len != ETH_ALEN ||
	    memcmp(dhcp->client, c->lock->mac, ETH_ALEN))
		return XVS_DROP_dhcp_client;
	return XVS_GO_ON;
}

/* What is too short for its header is a fragment that hides it (RFC 1858). */
static enum xvs_drop xvs_ip4_is_cut(const struct xvs_packet *packet)
{
	return packet->fragment ? XVS_DROP_ip_fragment :
				  XVS_DROP_ip4_malformed;
}

/* Who asks for an address has none yet. */
static enum xvs_drop xvs_judge_udp4(const struct xvs_case *c, bool *anonymous)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_udphdr *udp;

	udp = xvs_packet_at(packet, packet->upper, sizeof(*udp));
	if (!udp)
		return xvs_ip4_is_cut(packet);
	if (udp->dest == htons(XVS_PORT_DHCP_CLIENT))
		return XVS_DROP_dhcp_server;
	if (udp->dest != htons(XVS_PORT_DHCP_SERVER))
		return XVS_GO_ON;
	*anonymous = true;
	return xvs_judge_dhcp(c);
}

struct xvs_igmphdr {
	u8 type;
	u8 code;
	__be16 check;
	__be32 group;
} __packed;

/* RFC 2236, 3376 and, for the discovery of multicast routers, 4286. A host that
 * has no address yet may report (RFC 3376 4.2.13).
 */
static enum xvs_drop xvs_judge_igmp(const struct xvs_case *c, bool *anonymous)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_igmphdr *igmp;

	igmp = xvs_packet_at(packet, packet->upper, sizeof(*igmp));
	if (!igmp)
		return xvs_ip4_is_cut(packet);
	switch (igmp->type) {
	case 0x11:	/* query */
	case 0x30:	/* advertisement, solicitation and end of a router */
	case 0x31:
	case 0x32:
		return XVS_DROP_mcast_router;
	case 0x12:	/* reports of the three versions, and leave */
	case 0x16:
	case 0x17:
	case 0x22:
		*anonymous = true;
		return XVS_GO_ON;
	default:
		return XVS_GO_ON;
	}
}

static enum xvs_drop xvs_judge_upper4(const struct xvs_case *c, bool *anonymous)
{
	if (c->packet->fragment == XVS_FRAGMENT_LATER)
		return XVS_GO_ON;
	if (c->packet->upper_proto == IPPROTO_UDP)
		return xvs_judge_udp4(c, anonymous);
	if (c->packet->upper_proto == IPPROTO_IGMP)
		return xvs_judge_igmp(c, anonymous);
	return XVS_GO_ON;
}

static enum xvs_drop xvs_judge_ip4(const struct xvs_case *c)
{
	enum xvs_drop reason = xvs_packet_walk(c->packet);
	const struct xvs_ip4hdr *ip;
	bool anonymous = false;

	if (!reason)
		reason = xvs_judge_upper4(c, &anonymous);
	if (reason)
		return reason;
	ip = xvs_packet_at(c->packet, 0, sizeof(*ip));
	if (!ip)
		return XVS_DROP_ip4_malformed;
	if ((anonymous && !ip->source) ||
	    xvs_is_allowed_ip4(c->lock, ip->source))
		return XVS_GO_ON;
	return XVS_DROP_ip4_source;
}

/* ---- IPv6 addresses ----------------------------------------------------- */

#define XVS_LINKLOCAL_HI	0xfe80000000000000ULL

static bool xvs_is_unspecified(const struct xvs_ip6addr *addr)
{
	return !(addr->hi | addr->lo);
}

static bool xvs_is_group(const struct xvs_ip6addr *addr)
{
	return be64_to_cpu(addr->hi) >> 56 == 0xff;
}

static bool xvs_is_linklocal(const struct xvs_ip6addr *addr)
{
	return be64_to_cpu(addr->hi) >> 54 == XVS_LINKLOCAL_HI >> 54;
}

/* RFC 4291 2.7.1: ff02::1:ff00:0/104 */
static bool xvs_is_solicited_node(const struct xvs_ip6addr *addr)
{
	return addr->hi == cpu_to_be64(0xff02000000000000ULL) &&
	       be64_to_cpu(addr->lo) >> 24 == 0x1ff;
}

/* RFC 4291 appendix A */
static bool xvs_is_eui64(const struct xvs_lock *lock,
			 const struct xvs_ip6addr *addr)
{
	const u8 *mac = lock->mac;
	const u8 id[] = {
		mac[0] ^ 0x02, mac[1], mac[2], 0xff,
		0xfe, mac[3], mac[4], mac[5],
	};

	return !memcmp(&addr->lo, id, sizeof(id));
}

static void xvs_claim(struct xvs_verdict *verdict,
		      const struct xvs_ip6addr *addr)
{
	unsigned int i;

	for (i = 0; i < verdict->n_claims; i++)
		if (!memcmp(&verdict->claims[i], addr, sizeof(*addr)))
			return;
	memcpy(&verdict->claims[verdict->n_claims++], addr, sizeof(*addr));
}

/* Addresses are made in fe80::/64 (RFC 4291 2.5.6), but not fe80:: itself, which
 * means any router there (2.6.1).
 */
static bool xvs_may_hold_linklocal(const struct xvs_case *c,
				   const struct xvs_ip6addr *addr)
{
	if (addr->hi != cpu_to_be64(XVS_LINKLOCAL_HI) || !addr->lo)
		return false;
	switch (c->lock->linklocal) {
	case XVS_LINKLOCAL_EUI64:
		return xvs_is_eui64(c->lock, addr);
	case XVS_LINKLOCAL_FIRST:
		xvs_claim(c->verdict, addr);
		return true;
	default:
		return false;
	}
}

/* No station has a group's address, whatever prefix it is in. */
static bool xvs_may_hold(const struct xvs_case *c,
			 const struct xvs_ip6addr *addr)
{
	if (xvs_is_group(addr))
		return false;
	return xvs_is_allowed_ip6(c->lock, addr) ||
	       xvs_may_hold_linklocal(c, addr);
}

static enum xvs_drop xvs_judge_source6(const struct xvs_case *c,
				       const struct xvs_ip6hdr *ip,
				       bool anonymous)
{
	if (xvs_is_unspecified(&ip->source))
		return anonymous ? XVS_GO_ON : XVS_DROP_ip6_source;
	if (xvs_may_hold(c, &ip->source))
		return XVS_GO_ON;
	return xvs_is_linklocal(&ip->source) ? XVS_DROP_ip6_linklocal :
					       XVS_DROP_ip6_source;
}

/* ---- ICMPv6 ------------------------------------------------------------- */

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

/* Router solicitation (RFC 4861 4.1) */
static enum xvs_drop xvs_judge_rs(const struct xvs_case *c,
				  const struct xvs_ip6hdr *ip,
				  const struct xvs_ndhdr *nd)
{
	return XVS_GO_ON;
}

/* Neighbour solicitation (RFC 4861 4.3): a question, and may be for any address;
 * but without a source it is duplicate address detection (RFC 4862 5.4.2), and
 * says of the target that it is about to be the sender's.
 */
static enum xvs_drop xvs_judge_ns(const struct xvs_case *c,
				  const struct xvs_ip6hdr *ip,
				  const struct xvs_ndhdr *nd)
{
	if (xvs_is_group(&nd->target))
		return XVS_DROP_nd_malformed;
	if (!xvs_is_unspecified(&ip->source))
		return XVS_GO_ON;
	if (!xvs_is_solicited_node(&ip->dest))
		return XVS_DROP_ip6_source;
	return xvs_may_hold(c, &nd->target) ? XVS_GO_ON : XVS_DROP_nd_target;
}

/* Neighbour advertisement (RFC 4861 4.4). Its flags are not judged: a guest that
 * forwards is a router, of its own address.
 */
static enum xvs_drop xvs_judge_na(const struct xvs_case *c,
				  const struct xvs_ip6hdr *ip,
				  const struct xvs_ndhdr *nd)
{
	if (xvs_is_group(&nd->target))
		return XVS_DROP_nd_malformed;
	return xvs_may_hold(c, &nd->target) ? XVS_GO_ON : XVS_DROP_nd_target;
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
 * @judge: judges what it says
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
			       const struct xvs_ndhdr *nd);
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
	{ 133, 133, .whole = true, .anonymous = true, .header = 8,
	  .judge = xvs_judge_rs },
	{ 134, 134, .whole = true, .never = XVS_DROP_nd_router },
	{ 135, 135, .whole = true, .anonymous = true, .header = 24,
	  .judge = xvs_judge_ns },
	{ 136, 136, .whole = true, .header = 24, .judge = xvs_judge_na },
	{ 137, 137, .whole = true, .never = XVS_DROP_nd_redirect },
	/* mobile prefix solicitation and advertisement (RFC 6275) */
	{ 146, 147, .never = XVS_DROP_nd_router },
	/* any other */
	{ 0, 255 },
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
	const struct xvs_ndhdr *nd = NULL;
	enum xvs_drop reason;

	if (len >= rule->header && len <= XVS_ND_LEN_MAX)
		nd = xvs_packet_at(packet, packet->upper, len);
	if (!nd)
		return XVS_DROP_nd_malformed;
	reason = xvs_judge_nd_options(c, packet->upper + rule->header,
				      xvs_is_unspecified(&ip->source));
	return reason ?: rule->judge(c, ip, nd);
}

static enum xvs_drop xvs_judge_icmp6(const struct xvs_case *c,
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
	if (!reason && rule->judge)
		reason = xvs_judge_nd(c, ip, rule);
	return reason;
}

/* ---- IPv6 --------------------------------------------------------------- */

/* RFC 8415 7.3: what servers, and relays in their name, say */
static bool xvs_is_dhcp6_of_server(u8 type)
{
	switch (type) {
	case 2:		/* advertise */
	case 7:		/* reply */
	case 10:	/* reconfigure */
	case 13:	/* relay's reply */
		return true;
	default:
		return false;
	}
}

static enum xvs_drop xvs_judge_udp6(const struct xvs_case *c)
{
	struct xvs_packet *packet = c->packet;
	const struct xvs_udphdr *udp;
	const u8 *type;

	udp = xvs_packet_at(packet, packet->upper, sizeof(*udp));
	if (!udp)
		return XVS_DROP_ip6_malformed;
	if (udp->dest == htons(XVS_PORT_DHCP6_CLIENT))
		return XVS_DROP_dhcp6_server;
	if (udp->dest != htons(XVS_PORT_DHCP6_SERVER))
		return XVS_GO_ON;
	type = xvs_packet_at(packet, packet->upper + sizeof(*udp), 1);
	if (!type)
		return packet->fragment ? XVS_DROP_ip_fragment :
					  XVS_DROP_ip6_malformed;
	return xvs_is_dhcp6_of_server(*type) ? XVS_DROP_dhcp6_server :
					       XVS_GO_ON;
}

static enum xvs_drop xvs_judge_ip6(const struct xvs_case *c)
{
	enum xvs_drop reason = xvs_packet_walk(c->packet);
	const struct xvs_ip6hdr *ip;

	if (reason)
		return reason;
	ip = xvs_packet_at(c->packet, 0, sizeof(*ip));
	if (!ip)
		return XVS_DROP_ip6_malformed;
	if (c->packet->fragment != XVS_FRAGMENT_LATER) {
		if (c->packet->upper_proto == IPPROTO_ICMPV6)
			return xvs_judge_icmp6(c, ip);
		if (c->packet->upper_proto == IPPROTO_UDP)
			reason = xvs_judge_udp6(c);
	}
	return reason ?: xvs_judge_source6(c, ip, false);
}

/* ---- any frame ---------------------------------------------------------- */

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
static noinline enum xvs_drop
xvs_portlock_judge_closely(const struct xvs_lock *lock,
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

/* Is this UDP that is not DHCP, or anything but UDP? */
static __always_inline bool xvs_is_plain_upper(u8 proto,
					       const struct xvs_udphdr *udp,
					       u16 server, u16 client)
{
	return proto == IPPROTO_TCP ||
	       (proto == IPPROTO_UDP && udp->dest != htons(server) &&
		udp->dest != htons(client));
}

/* A whole packet of TCP, or of UDP but DHCP, whose headers agree. For TCP it is
 * as long as for UDP at least, so that one comparison does for both.
 */
static __always_inline bool xvs_is_plain_ip4(const struct xvs_packet *packet)
{
	const struct xvs_ip4hdr *ip = (const void *)packet->data;
	const struct xvs_udphdr *udp = (const void *)(ip + 1);
	u32 len;

	if (packet->avail < sizeof(*ip) + sizeof(*udp))
		return false;
	len = be16_to_cpu(ip->len);
	return ip->version_ihl == 0x45 && len >= sizeof(*ip) + sizeof(*udp) &&
	       len <= packet->end &&
	       !(ip->fragment & htons(XVS_IP4_OFFSET | XVS_IP4_MORE)) &&
	       xvs_is_plain_upper(ip->proto, udp, XVS_PORT_DHCP_SERVER,
				  XVS_PORT_DHCP_CLIENT);
}

static __always_inline bool xvs_is_plain_ip6(const struct xvs_packet *packet)
{
	const struct xvs_ip6hdr *ip = (const void *)packet->data;
	const struct xvs_udphdr *udp = (const void *)(ip + 1);
	u32 len;

	if (packet->avail < sizeof(*ip) + sizeof(*udp))
		return false;
	len = be16_to_cpu(ip->len);
	return ip->version >> 4 == 6 && len >= sizeof(*udp) &&
	       len <= packet->end - sizeof(*ip) &&
	       xvs_is_plain_upper(ip->next, udp, XVS_PORT_DHCP6_SERVER,
				  XVS_PORT_DHCP6_CLIENT);
}

/* Neither ::, nor link-local or a group's, of which a prefix may be too wide */
static __always_inline bool xvs_is_plain_source6(const struct xvs_ip6addr *addr)
{
	u8 first = *(const u8 *)addr;

	return first && first < 0xfe;
}

/**
 * xvs_portlock_judge() - may a locked VIF send this frame?
 * @lock: the VIF's lock
 * @packet: the frame; bytes that can be read are no more than there are, and
 *	two follow behind @source
 * @verdict: filled in
 *
 * If @packet->need is set afterwards there is no verdict yet: the caller makes
 * so many bytes readable, fills in @packet anew and asks again. It is asked for
 * little at a time and not often.
 *
 * Of IPv6 that passes @packet says afterwards what is in it.
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
	if (packet->proto == htons(ETH_P_IP)) {
		if (xvs_is_plain_ip4(packet) &&
		    xvs_is_allowed_ip4(lock, ip4->source))
			return XVS_GO_ON;
	} else if (packet->proto == htons(ETH_P_IPV6)) {
		if (xvs_is_plain_ip6(packet) &&
		    xvs_is_plain_source6(&ip6->source) &&
		    xvs_is_allowed_ip6(lock, &ip6->source)) {
			packet->upper = sizeof(*ip6);
			packet->upper_proto = ip6->next;
			packet->fragment = XVS_FRAGMENT_NONE;
			return XVS_GO_ON;
		}
	}
	return xvs_portlock_judge_closely(lock, packet, verdict);
}
