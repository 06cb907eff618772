// SPDX-License-Identifier: GPL-2.0
/* A port: a device joins a network, leaves it, changes its role. */
#include <linux/slab.h>
#include <linux/if_arp.h>
#include <net/dsa.h>
#include "xvs.h"

/**
 * xvs_port_get() - find the port that a device is
 * @dev: the device; caller holds RTNL or the RCU read lock
 *
 * Return: the port, or NULL: it hangs on no network of xvs
 */
struct xvs_port *xvs_port_get(const struct net_device *dev)
{
	if (rcu_access_pointer(dev->rx_handler) != xvs_rx)
		return NULL;
	return rcu_dereference_rtnl(dev->rx_handler_data);
}

/* A device that hardware stands behind is a PIF. netback's sit on a bus too,
 * and a guest must never be trusted by accident.
 */
static enum xvs_role xvs_port_default_role(const struct xvs_network *network,
					   const struct net_device *dev)
{
	const struct device *parent = dev->dev.parent;

	if (!network->is_root || !parent)
		return XVS_ROLE_VIF;
	if (parent->bus && !strcmp(parent->bus->name, "xen-backend"))
		return XVS_ROLE_VIF;
	return XVS_ROLE_PIF;
}

/* Has anybody else a claim on what the device receives? */
static int xvs_port_check_free(struct net_device *dev,
			       struct netlink_ext_ack *extack)
{
	if (netdev_master_upper_dev_get(dev)) {
		NL_SET_ERR_MSG(extack, "The device has a master");
		return -EBUSY;
	}
	if (netdev_uses_dsa(dev)) {
		NL_SET_ERR_MSG(extack, "The device is the conduit of a DSA switch");
		return -EBUSY;
	}
	if (netdev_is_rx_handler_busy(dev)) {
		NL_SET_ERR_MSG(extack, "The device's frames go to macvlan or its like");
		return -EBUSY;
	}
	if (vlan_uses_dev(dev)) {
		NL_SET_ERR_MSG(extack, "The device has 8021q devices on it");
		return -EBUSY;
	}
	return 0;
}

static int xvs_port_check(const struct net_device *master,
			  struct net_device *dev,
			  struct netlink_ext_ack *extack)
{
	if (xvs_is_network(dev)) {
		NL_SET_ERR_MSG(extack, "A network can't be a port of a network");
		return -ELOOP;
	}
	if (xvs_is_above_network(dev)) {
		NL_SET_ERR_MSG(extack, XVS_MSG_LOOP);
		return -ELOOP;
	}
	if (dev->flags & IFF_LOOPBACK || dev->type != ARPHRD_ETHER ||
	    dev->addr_len != ETH_ALEN) {
		NL_SET_ERR_MSG(extack, "Only an Ethernet device can be a port");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(dev->dev_addr)) {
		NL_SET_ERR_MSG(extack, "The device's address is not that of a station");
		return -EINVAL;
	}
	if (dev->priv_flags & IFF_DONT_BRIDGE) {
		NL_SET_ERR_MSG(extack, "The device does not allow to be bridged");
		return -EOPNOTSUPP;
	}
	if (!net_eq(dev_net(dev), dev_net(master))) {
		NL_SET_ERR_MSG(extack, "The device is in another network namespace");
		return -EINVAL;
	}
	return xvs_port_check_free(dev, extack);
}

/**
 * xvs_port_set_trunk() - change the tags that a VIF may use
 * @port: the VIF; caller holds RTNL
 * @trunk: the new set, NULL: none
 *
 * A port that has left the list of trunks may be put on it again only after
 * readers of the list have finished.
 */
void xvs_port_set_trunk(struct xvs_port *port, struct xvs_vlan_set *trunk)
{
	const struct xvs_vlan_set *old = rtnl_dereference(port->trunk);

	rcu_assign_pointer(port->trunk, trunk);
	if (trunk && !old)
		list_add_tail_rcu(&port->trunk_node, &port->sw->trunks);
	else if (!trunk && old)
		list_del_rcu(&port->trunk_node);
}

/* From here on others' frames find the port. */
static void xvs_port_link(struct xvs_port *port)
{
	struct xvs_network *network = port->network;
	struct xvs_switch *sw = port->sw;
	bool first_trunk = list_empty(&sw->trunks);

	if (port->role == XVS_ROLE_PIF) {
		rcu_assign_pointer(port->trunk, &xvs_all_vlans);
		xvs_uplink_join(port);
		return;
	}
	list_add_tail_rcu(&port->node, &network->ports);
	if (network->is_root)
		xvs_port_set_trunk(port, rtnl_dereference(sw->vif_trunk));
	if (first_trunk != list_empty(&sw->trunks))
		xvs_switch_update_members(sw);
}

static void xvs_port_unlink(struct xvs_port *port)
{
	struct xvs_switch *sw = port->sw;

	if (port->role == XVS_ROLE_PIF) {
		xvs_uplink_leave(port);
		RCU_INIT_POINTER(port->trunk, NULL);
		return;
	}
	list_del_rcu(&port->node);
	if (!rcu_access_pointer(port->trunk))
		return;
	xvs_port_set_trunk(port, NULL);
	if (list_empty(&sw->trunks))
		xvs_switch_update_members(sw);
}

static struct xvs_port *xvs_port_alloc(struct xvs_network *network,
				       struct net_device *dev,
				       const struct xvs_policy *policy)
{
	struct xvs_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	if (xvs_stats_alloc(port)) {
		kfree(port);
		return NULL;
	}
	port->dev = dev;
	port->sw = network->host.sw;
	port->network = network;
	port->vid = network->host.vid;
	port->role = policy->role;
	port->flags = policy->flags;
	xvs_fdb_owner_init(&port->fdb);
	netdev_hold(dev, &port->dev_tracker, GFP_KERNEL);
	return port;
}

static void xvs_port_free_rcu(struct rcu_head *rcu)
{
	struct xvs_port *port = container_of(rcu, struct xvs_port, rcu);

	netdev_put(port->dev, &port->dev_tracker);
	free_percpu(port->stats);
	kfree(port);
}

/* Take what the device receives. */
static int xvs_port_capture(struct xvs_port *port,
			    struct netlink_ext_ack *extack)
{
	struct net_device *master = port->network->host.dev;
	struct net_device *dev = port->dev;
	int err;

	err = dev_set_promiscuity(dev, 1);
	if (err) {
		NL_SET_ERR_MSG(extack, "The device can't be made promiscuous");
		return err;
	}
	err = netdev_master_upper_dev_link(dev, master, NULL, NULL, extack);
	if (err)
		goto err_promiscuity;
	/* Last: from here on there are frames, and addresses are learned. */
	err = netdev_rx_handler_register(dev, xvs_rx, port);
	if (err)
		goto err_link;
	return 0;

err_link:
	netdev_upper_dev_unlink(dev, master);
err_promiscuity:
	dev_set_promiscuity(dev, -1);
	return err;
}

/**
 * xvs_port_add() - ndo_add_slave: a device joins a network
 * @master: the network; caller holds RTNL
 * @dev: the device
 * @extack: says why not
 *
 * Return: 0; nothing has changed if not: -ELOOP, -EINVAL, -EOPNOTSUPP, -EBUSY,
 *	-ENOMEM or what the device's driver says
 */
int xvs_port_add(struct net_device *master, struct net_device *dev,
		 struct netlink_ext_ack *extack)
{
	struct xvs_network *network = netdev_priv(master);
	struct xvs_policy policy = xvs_policy_get(dev);
	struct xvs_port *port;
	int err;

	err = xvs_port_check(master, dev, extack);
	if (err)
		return err;
	if (!policy.has_role)
		policy.role = xvs_port_default_role(network, dev);
	if (policy.role == XVS_ROLE_PIF) {
		err = xvs_uplink_check(network, dev, extack);
		if (err)
			return err;
	}
	port = xvs_port_alloc(network, dev, &policy);
	if (!port)
		return -ENOMEM;
	err = xvs_port_capture(port, extack);
	if (err) {
		call_rcu(&port->rcu, xvs_port_free_rcu);
		return err;
	}
	dev_disable_lro(dev);
	xvs_compat_no_addrconf(dev, true);
	xvs_port_link(port);
	return 0;
}

/**
 * xvs_port_detach() - a device leaves its network
 * @port: the device's port; caller holds RTNL
 */
void xvs_port_detach(struct xvs_port *port)
{
	struct net_device *dev = port->dev;

	/* After this nothing is received, and so learned, from the port. */
	netdev_rx_handler_unregister(dev);
	xvs_port_unlink(port);
	netdev_upper_dev_unlink(dev, port->network->host.dev);
	dev_set_promiscuity(dev, -1);
	xvs_compat_no_addrconf(dev, false);
	xvs_fdb_flush_port(&port->sw->fdb, port, true);
	call_rcu(&port->rcu, xvs_port_free_rcu);
}

/**
 * xvs_port_del() - ndo_del_slave: a device leaves a network
 * @master: the network; caller holds RTNL
 * @dev: the device
 *
 * Return: 0, or -EINVAL: it is not a port of it
 */
int xvs_port_del(struct net_device *master, struct net_device *dev)
{
	struct xvs_port *port = xvs_port_get(dev);

	if (!port || port->network->host.dev != master)
		return -EINVAL;
	xvs_port_detach(port);
	return 0;
}

/* The port is nobody's target while it is neither. */
static void xvs_port_set_role(struct xvs_port *port, enum xvs_role role)
{
	if (port->role == role)
		return;
	xvs_port_unlink(port);
	synchronize_net();
	xvs_fdb_flush_port(&port->sw->fdb, port, true);
	port->role = role;
	xvs_port_link(port);
}

/**
 * xvs_port_change() - decide anew about a device that is a port
 * @port: the port; caller holds RTNL
 * @policy: what was decided
 * @extack: says why not
 *
 * Return: 0; nothing has changed if not: -EINVAL, -EBUSY or -ENOMEM
 */
int xvs_port_change(struct xvs_port *port, const struct xvs_policy *policy,
		    struct netlink_ext_ack *extack)
{
	int err;

	if (policy->has_role && policy->role == XVS_ROLE_PIF &&
	    port->role != XVS_ROLE_PIF) {
		err = xvs_uplink_check(port->network, port->dev, extack);
		if (err)
			return err;
	}
	err = xvs_policy_set(port->dev, policy);
	if (err)
		return err;
	if (policy->has_role)
		xvs_port_set_role(port, policy->role);
	WRITE_ONCE(port->flags, policy->flags);
	return 0;
}
