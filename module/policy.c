// SPDX-License-Identifier: GPL-2.0
/*
 * What was decided about a device, kept from the first time that it was until
 * the device unregisters: it outlives the port, and so a device that leaves a
 * network, or moves to another, takes its policy along.
 */
#include <linux/slab.h>
#include <linux/xarray.h>
#include <net/netns/generic.h>
#include "xvs.h"

static unsigned int xvs_policy_net_id;

/* Policies of a namespace by ifindex (RTNL). */
static struct xarray *xvs_policies(const struct net_device *dev)
{
	return net_generic(dev_net(dev), xvs_policy_net_id);
}

/**
 * xvs_policy_get() - what was decided about a device
 * @dev: the device; caller holds RTNL
 *
 * Return: its policy, or the defaults
 */
struct xvs_policy xvs_policy_get(const struct net_device *dev)
{
	const struct xvs_policy *policy = xa_load(xvs_policies(dev),
						  dev->ifindex);
	static const struct xvs_policy defaults = {
		.flags = XVS_PORT_FLAGS_DEFAULT,
	};

	return policy ? *policy : defaults;
}

/**
 * xvs_policy_set() - decide about a device
 * @dev: the device; caller holds RTNL
 * @policy: what was decided
 *
 * Return: 0 or -ENOMEM
 */
int xvs_policy_set(const struct net_device *dev,
		   const struct xvs_policy *policy)
{
	struct xvs_policy *new = kmemdup(policy, sizeof(*policy), GFP_KERNEL);
	struct xvs_policy *old;

	if (!new)
		return -ENOMEM;
	old = xa_store(xvs_policies(dev), dev->ifindex, new, GFP_KERNEL);
	if (xa_is_err(old)) {
		kfree(new);
		return xa_err(old);
	}
	kfree(old);
	return 0;
}

/**
 * xvs_policy_forget() - a device goes away
 * @dev: the device; caller holds RTNL
 */
void xvs_policy_forget(const struct net_device *dev)
{
	kfree(xa_erase(xvs_policies(dev), dev->ifindex));
}

static int __net_init xvs_policy_net_init(struct net *net)
{
	xa_init(net_generic(net, xvs_policy_net_id));
	return 0;
}

/* The devices have unregistered and their policies are gone. */
static void __net_exit xvs_policy_net_exit(struct net *net)
{
	struct xarray *policies = net_generic(net, xvs_policy_net_id);

	WARN_ON_ONCE(!xa_empty(policies));
	xa_destroy(policies);
}

struct pernet_operations xvs_policy_net_ops = {
	.init = xvs_policy_net_init,
	.exit = xvs_policy_net_exit,
	.id = &xvs_policy_net_id,
	.size = sizeof(struct xarray),
};
