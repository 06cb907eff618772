/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the port lock share: judge_*.c judge a frame closely, in
 * this order: what no guest may say, then who says it, then whether what it says
 * of itself is true. Where bytes are missing there is a reason to drop, which
 * counts if they are not there at all, and not if they only can't be read yet.
 */
#ifndef _XVS_JUDGE_H
#define _XVS_JUDGE_H

#include "portlock.h"

/* ARP's name for Ethernet, and DHCP's */
#define XVS_ARP_ETHER		1

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

static inline u64 xvs_ip4_key(__be32 addr)
{
	return (u64)be32_to_cpu(addr) << 32;
}

static inline bool xvs_is_allowed_ip4(const struct xvs_lock *lock, __be32 addr)
{
	return xvs_prefixes_hit4(lock->ipv4, xvs_ip4_key(addr)) ||
	       xvs_prefixes_match(lock->ipv4, xvs_ip4_key(addr), 0);
}

static inline bool xvs_is_allowed_ip6(const struct xvs_lock *lock,
				      const struct xvs_ip6addr *addr)
{
	u64 hi = be64_to_cpu(addr->hi), lo = be64_to_cpu(addr->lo);

	return xvs_prefixes_hit6(lock->ipv6, hi, lo) ||
	       xvs_prefixes_match(lock->ipv6, hi, lo);
}

static inline bool xvs_is_unspecified(const struct xvs_ip6addr *addr)
{
	return !(addr->hi | addr->lo);
}

static inline bool xvs_is_group(const struct xvs_ip6addr *addr)
{
	return be64_to_cpu(addr->hi) >> 56 == 0xff;
}

/* judge_arp.c */
enum xvs_drop xvs_judge_arp(const struct xvs_case *c);

/* judge_ip4.c */
enum xvs_drop xvs_judge_ip4(const struct xvs_case *c);

/* judge_ip6.c */
bool xvs_may_hold_ip6(const struct xvs_case *c, const struct xvs_ip6addr *addr);
enum xvs_drop xvs_judge_source6(const struct xvs_case *c,
				const struct xvs_ip6hdr *ip, bool anonymous);
enum xvs_drop xvs_judge_ip6(const struct xvs_case *c);

/* judge_icmp6.c */
enum xvs_drop xvs_judge_icmp6(const struct xvs_case *c,
			      const struct xvs_ip6hdr *ip);

#endif /* _XVS_JUDGE_H */
