/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_PORTLOCK_H
#define _XVS_PORTLOCK_H

#include <linux/in6.h>
#include <linux/types.h>
#include "drop.h"
#include "frame.h"
#include "prefix.h"

/**
 * struct xvs_lock - who a locked VIF may be
 *
 * @mac: its MAC, with two bytes behind it that make a word of it
 * @linklocal: enum xvs_linklocal, never the default
 * @ipv4: its IPv4 prefixes
 * @ipv6: its IPv6 prefixes
 */
struct xvs_lock {
	u8 mac[ETH_ALEN + 2];
	u8 linklocal;
	const struct xvs_prefixes *ipv4;
	const struct xvs_prefixes *ipv6;
};

/* A frame names no more addresses than these that "first" has to know of:
 * its source's, and the one that it advertises or asks for.
 */
#define XVS_CLAIMS	2

/**
 * struct xvs_verdict - what the lock has to say of a frame beside yes or no
 *
 * @claims: link-local addresses, each once, that a frame that passes is right
 *	to use if its VIF was the first to
 * @n_claims: how many
 */
struct xvs_verdict {
	struct in6_addr claims[XVS_CLAIMS];
	u8 n_claims;
};

enum xvs_drop xvs_portlock_judge(const struct xvs_lock *lock,
				 struct xvs_packet *packet,
				 struct xvs_verdict *verdict);

#endif /* _XVS_PORTLOCK_H */
