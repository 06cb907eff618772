// SPDX-License-Identifier: GPL-2.0
/*
 * What was decided about a port takes effect: who it may be, which tags it may
 * use, what its role is.
 */
#include "xvs.h"

/**
 * xvs_port_locking() - what a VIF may do now
 * @port: the VIF; caller holds RTNL
 *
 * Return: enum xvs_locking_mode, never the network's default
 */
u8 xvs_port_locking(const struct xvs_port *port)
{
	if (port->policy.locking == XVS_LOCKING_NETWORK_DEFAULT)
		return port->network->locking;
	return port->policy.locking;
}

/**
 * xvs_port_wanted_lock() - who a port may be now
 * @port: the port; caller holds RTNL
 *
 * Return: NULL: whoever it likes
 */
struct xvs_identity *xvs_port_wanted_lock(const struct xvs_port *port)
{
	if (port->role != XVS_ROLE_VIF)
		return NULL;
	switch (xvs_port_locking(port)) {
	case XVS_LOCKING_LOCKED:
		return port->policy.identity;
	case XVS_LOCKING_DISABLED:
		return xvs_nobody;
	default:
		return NULL;
	}
}

/**
 * xvs_port_wanted_flags() - what of its policy's flags is in effect now
 * @port: the port; caller holds RTNL
 * @lock: who it may be
 *
 * Unknown unicast is never for a VIF whose address is known, nor need that be
 * asked for in the table.
 *
 * Return: see XVS_PORT_FLAGS
 */
unsigned long xvs_port_wanted_flags(const struct xvs_port *port,
				    const struct xvs_identity *lock)
{
	if (lock == xvs_nobody)
		return XVS_PORT_DISABLED;
	return (port->policy.flags & ~(lock ? BR_FLOOD | BR_PORT_LOCKED : 0)) |
	       xvs_qos_flags(port);
}

/* Tags that a VIF may use. On a view it has none, and a lock allows those
 * that it names and no others.
 */
static struct xvs_vlan_set *xvs_port_wanted_trunk(const struct xvs_port *port,
						  bool *follows)
{
	struct xvs_identity *identity = port->policy.identity;

	*follows = false;
	if (!port->network->is_root || port->flags & XVS_PORT_DISABLED)
		return NULL;
	if (identity && identity->has_trunk)
		return bitmap_empty(identity->trunk.vids, VLAN_N_VID) ?
		       NULL : &identity->trunk;
	if (rcu_access_pointer(port->lock))
		return NULL;
	*follows = true;
	return rtnl_dereference(port->sw->vif_trunk);
}

/**
 * xvs_port_update_trunk() - give a VIF the tags that it may use now
 * @port: the VIF; caller holds RTNL
 *
 * VLANs that it keeps are never without it.
 */
void xvs_port_update_trunk(struct xvs_port *port)
{
	struct xvs_vlan_set *old = rtnl_dereference(port->trunk), *new;
	struct xvs_switch *sw = port->sw;
	bool follows;

	new = xvs_port_wanted_trunk(port, &follows);
	xvs_switch_count_trunk(sw, new, follows, 1);
	rcu_assign_pointer(port->trunk, new);
	if (new && list_empty(&port->trunk_node))
		list_add_tail_rcu(&port->trunk_node, &sw->trunks);
	xvs_switch_count_trunk(sw, old, port->follows, -1);
	port->follows = follows;
	xvs_fdb_flush_foreign(&sw->fdb, port);
	if (old && new != old)
		xvs_qos_recall(port);
}

/**
 * xvs_port_update_lock() - let a VIF be who it may be now
 * @port: the VIF; caller holds RTNL
 *
 * Every frame is judged by all of the old lock or by all of the new one. What
 * is in both is never without effect: the new addresses are claimed before the
 * old ones are given up.
 */
void xvs_port_update_lock(struct xvs_port *port)
{
	struct xvs_identity *lock = xvs_port_wanted_lock(port);
	struct xvs_identity *old = rtnl_dereference(port->lock);

	WRITE_ONCE(port->flags, xvs_port_wanted_flags(port, lock));
	rcu_assign_pointer(port->lock, lock);
	xvs_port_update_trunk(port);
	xvs_claims_update(port);
	xvs_addresses_update(port);
	if (lock && lock != old)
		xvs_qos_recall(port);
}

static int xvs_port_change_check(struct xvs_port *port,
				 const struct xvs_policy *policy,
				 struct netlink_ext_ack *extack)
{
	int err;

	if (policy->has_role && policy->role == XVS_ROLE_PIF &&
	    port->role != XVS_ROLE_PIF) {
		err = xvs_uplink_check(port->network, port->dev, extack);
		if (!err)
			err = xvs_uplink_prepare(port);
		if (err)
			return err;
	}
	if (policy->identity && policy->identity->has_trunk) {
		err = xvs_switch_prepare_named(port->sw);
		if (err)
			return err;
	}
	return xvs_qos_prepare(port, policy);
}

static void xvs_port_change(struct xvs_port *port,
			    const struct xvs_policy *policy)
{
	struct xvs_identity *old = port->policy.identity;

	port->policy = *policy;
	xvs_identity_get(port->policy.identity);
	if (policy->has_role)
		xvs_port_set_role(port, policy->role);
	if (port->role == XVS_ROLE_VIF)
		xvs_port_update_lock(port);
	else
		xvs_uplink_change(port);
	xvs_qos_update(port);
	xvs_identity_put(old);
}

/**
 * xvs_device_change() - decide about a device, whether it is a port or not
 * @dev: the device; caller holds RTNL
 * @policy: what was decided; its identity gets references of its own
 * @extack: says why not
 *
 * Return: 0; nothing has changed if not: -EINVAL, -EBUSY or -ENOMEM
 */
int xvs_device_change(struct net_device *dev, const struct xvs_policy *policy,
		      struct netlink_ext_ack *extack)
{
	struct xvs_port *port = xvs_port_get(dev);
	int err;

	err = xvs_policy_check(policy, extack);
	if (!err && port)
		err = xvs_port_change_check(port, policy, extack);
	if (!err)
		err = xvs_policy_set(dev, policy);
	if (!err && port)
		xvs_port_change(port, policy);
	return err;
}
