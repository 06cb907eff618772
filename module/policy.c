// SPDX-License-Identifier: GPL-2.0
/*
 * What was decided about a device, kept from the first time that it was until
 * the device unregisters: it outlives the port, and so a device that leaves a
 * network, or moves to another, takes its policy along, but for the bridge's
 * flags.
 */
#include <linux/slab.h>
#include <linux/xarray.h>
#include <net/netns/generic.h>
#include "xvs.h"

/* struct xvs_policy_entry - a policy that is kept, for whoever reads it by RCU */
struct xvs_policy_entry {
	struct xvs_policy policy;
	struct rcu_head rcu;
};

static unsigned int xvs_policy_net_id;

/* Policies of a namespace by ifindex: changed under RTNL. */
static struct xarray *xvs_policies(const struct net_device *dev)
{
	return net_generic(dev_net(dev), xvs_policy_net_id);
}

/**
 * xvs_policy_get() - what was decided about a device
 * @dev: the device; caller holds RTNL, or reads by RCU
 *
 * Return: its policy, or the defaults; the identity is lent
 */
struct xvs_policy xvs_policy_get(const struct net_device *dev)
{
	const struct xvs_policy_entry *entry = xa_load(xvs_policies(dev),
						       dev->ifindex);
	static const struct xvs_policy defaults = {
		.flags = XVS_PORT_FLAGS_DEFAULT,
		.locking = XVS_LOCKING_NETWORK_DEFAULT,
		.lacp_prio = XVS_LACP_PORT_PRIORITY,
		.guards = { [0 ... XVS_GUARDS - 1] = XVS_GUARD_DEFAULT },
	};

	return entry ? entry->policy : defaults;
}

/**
 * xvs_policy_check() - does a policy make sense by itself?
 * @policy: the policy
 * @extack: says why not
 *
 * A VIF's MAC can't be read from its device: netback's are all
 * fe:ff:ff:ff:ff:ff.
 *
 * Return: 0 or -EINVAL
 */
int xvs_policy_check(const struct xvs_policy *policy,
		     struct netlink_ext_ack *extack)
{
	if (policy->locking != XVS_LOCKING_LOCKED ||
	    (policy->identity &&
	     is_valid_ether_addr(policy->identity->lock.mac)))
		return 0;
	NL_SET_ERR_MSG(extack, "locking_mode locked needs a mac, the guest's own address");
	return -EINVAL;
}

static void xvs_policy_free(struct xvs_policy_entry *entry)
{
	if (!entry)
		return;
	xvs_identity_put(entry->policy.identity);
	kfree_rcu(entry, rcu);
}

/**
 * xvs_policy_exists() - was anything decided about a device?
 * @dev: the device; caller holds RTNL
 *
 * Return: whether its policy is more than the defaults
 */
bool xvs_policy_exists(const struct net_device *dev)
{
	return xa_load(xvs_policies(dev), dev->ifindex);
}

/**
 * xvs_policy_set() - decide about a device
 * @dev: the device; caller holds RTNL
 * @policy: what was decided; its identity gets a further reference
 *
 * Return: 0 or -ENOMEM
 */
int xvs_policy_set(const struct net_device *dev,
		   const struct xvs_policy *policy)
{
	struct xvs_policy_entry *new = kmalloc(sizeof(*new), GFP_KERNEL);
	struct xvs_policy_entry *old;

	if (!new)
		return -ENOMEM;
	new->policy = *policy;
	old = xa_store(xvs_policies(dev), dev->ifindex, new, GFP_KERNEL);
	if (xa_is_err(old)) {
		kfree(new);
		return xa_err(old);
	}
	xvs_identity_get(new->policy.identity);
	xvs_policy_free(old);
	return 0;
}

/**
 * xvs_policy_leave() - a device leaves its network
 * @dev: the device; caller holds RTNL
 *
 * The flags are those of the bridge, where they end with the port.
 */
void xvs_policy_leave(const struct net_device *dev)
{
	struct xvs_policy_entry *entry = xa_load(xvs_policies(dev),
						 dev->ifindex);

	if (entry)
		WRITE_ONCE(entry->policy.flags, XVS_PORT_FLAGS_DEFAULT);
}

/**
 * xvs_policy_forget() - a device goes away
 * @dev: the device; caller holds RTNL
 */
void xvs_policy_forget(const struct net_device *dev)
{
	xvs_policy_free(xa_erase(xvs_policies(dev), dev->ifindex));
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
