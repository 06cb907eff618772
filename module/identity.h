/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_IDENTITY_H
#define _XVS_IDENTITY_H

#include <linux/refcount.h>
#include <linux/xvs_link.h>
#include "portlock.h"
#include "vlan.h"

/* How many prefixes of a family a device may be allowed. */
#define XVS_IDENTITY_MAX_PREFIXES	256

/**
 * struct xvs_identity - who a device may be and which tags it may use
 *
 * Never changed, but replaced as a whole: a frame is judged by all of one or
 * by all of the other. What is not set is zero.
 *
 * @lock: the part that judges frames
 * @linklocal: enum xvs_linklocal as it was set, the default too
 * @has_trunk: @trunk was set
 * @trunk: tags that the device may use instead of its network's vif_trunk
 * @refs: policies and ports that it is of
 * @rcu: frees it
 */
struct xvs_identity {
	struct xvs_lock lock;
	u8 linklocal;
	bool has_trunk;
	struct xvs_vlan_set trunk;
	refcount_t refs;
	struct rcu_head rcu;
};

/**
 * struct xvs_identity_spec - what an identity is made of
 *
 * @mac: MAC, all zero: not set
 * @linklocal: enum xvs_linklocal
 * @ipv4: IPv4 prefixes, at most XVS_IDENTITY_MAX_PREFIXES
 * @ipv6: IPv6 prefixes, as many
 * @n_ipv4: how many
 * @n_ipv6: how many
 * @trunk: a bitmap of XVS_VLAN_BITMAP_LEN bytes, NULL: not set
 */
struct xvs_identity_spec {
	u8 mac[ETH_ALEN];
	u8 linklocal;
	const struct xvs_prefix *ipv4;
	const struct xvs_prefix *ipv6;
	unsigned int n_ipv4;
	unsigned int n_ipv6;
	const u8 *trunk;
};

extern struct xvs_identity *xvs_nobody;

int xvs_identity_init(void);
void xvs_identity_exit(void);

struct xvs_identity *xvs_identity_create(const struct xvs_identity_spec *spec);
struct xvs_identity *xvs_identity_get(struct xvs_identity *identity);
void xvs_identity_put(struct xvs_identity *identity);

#endif /* _XVS_IDENTITY_H */
