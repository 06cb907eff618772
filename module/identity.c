// SPDX-License-Identifier: GPL-2.0
/*
 * Who a device may be: made from what an administrator has said, whole, beside
 * the one that it replaces.
 */
#include <linux/slab.h>
#include "xvs.h"

/* Who is disabled: allowed nothing, whatever address a frame may come from. */
struct xvs_identity *xvs_nobody;

/* A lock that says "first" for itself where IPv6 is allowed at all: a guest
 * that was given no address of IPv6 has no business with it.
 */
static u8 xvs_identity_linklocal(const struct xvs_identity_spec *spec)
{
	if (spec->linklocal != XVS_LINKLOCAL_DEFAULT)
		return spec->linklocal;
	return spec->n_ipv6 ? XVS_LINKLOCAL_FIRST : XVS_LINKLOCAL_LISTED;
}

/* The two sets lie behind the identity, in its memory. */
static void xvs_identity_fill(struct xvs_identity *identity,
			      const struct xvs_identity_spec *spec)
{
	struct xvs_prefixes *ipv4 = (struct xvs_prefixes *)(identity + 1);
	struct xvs_prefixes *ipv6 = (void *)ipv4 +
				    xvs_prefixes_size(spec->n_ipv4);

	xvs_prefixes_build(ipv4, spec->ipv4, spec->n_ipv4);
	xvs_prefixes_build(ipv6, spec->ipv6, spec->n_ipv6);
	identity->lock.ipv4 = ipv4;
	identity->lock.ipv6 = ipv6;
	identity->lock.linklocal = xvs_identity_linklocal(spec);
	ether_addr_copy(identity->lock.mac, spec->mac);
	identity->linklocal = spec->linklocal;
	identity->has_trunk = spec->trunk;
	if (spec->trunk)
		xvs_vlan_set_fill(&identity->trunk, spec->trunk);
}

/**
 * xvs_identity_create() - say who a device may be
 * @spec: who; checked by the caller
 *
 * Return: the identity, of which the caller has a reference, or NULL: there is
 *	no memory for it
 */
struct xvs_identity *xvs_identity_create(const struct xvs_identity_spec *spec)
{
	struct xvs_identity *identity;

	BUILD_BUG_ON(sizeof(*identity) % __alignof__(struct xvs_prefixes));
	identity = kvzalloc(sizeof(*identity) +
			    xvs_prefixes_size(spec->n_ipv4) +
			    xvs_prefixes_size(spec->n_ipv6), GFP_KERNEL);
	if (!identity)
		return NULL;
	refcount_set(&identity->refs, 1);
	xvs_identity_fill(identity, spec);
	return identity;
}

/**
 * xvs_identity_get() - take a reference
 * @identity: the identity, or NULL
 *
 * Return: @identity
 */
struct xvs_identity *xvs_identity_get(struct xvs_identity *identity)
{
	if (identity)
		refcount_inc(&identity->refs);
	return identity;
}

/**
 * xvs_identity_put() - drop a reference
 * @identity: the identity, or NULL; of the last reference it is freed once all
 *	frames that were judged by it are through
 */
void xvs_identity_put(struct xvs_identity *identity)
{
	if (identity && refcount_dec_and_test(&identity->refs))
		kvfree_rcu(identity, rcu);
}

int xvs_identity_init(void)
{
	static const struct xvs_identity_spec spec;

	xvs_nobody = xvs_identity_create(&spec);
	return xvs_nobody ? 0 : -ENOMEM;
}

void xvs_identity_exit(void)
{
	xvs_identity_put(xvs_nobody);
}
