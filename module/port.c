// SPDX-License-Identifier: GPL-2.0
/* A port: a device joins a network, leaves it, changes its role. */
#include <linux/slab.h>
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

/* A device that hardware stands behind is a PIF. netback's sit on a bus too, one
 * that is locked is a guest's, and a guest must never be trusted by accident.
 */
static enum xvs_role xvs_port_default_role(const struct xvs_network *network,
					   const struct net_device *dev,
					   const struct xvs_policy *policy)
{
	const struct device *parent = dev->dev.parent;

	if (!network->is_root || !parent ||
	    policy->locking != XVS_LOCKING_NETWORK_DEFAULT)
		return XVS_ROLE_VIF;
	if (parent->bus && !strcmp(parent->bus->name, "xen-backend"))
		return XVS_ROLE_VIF;
	return XVS_ROLE_PIF;
}

/* From here on others' frames find the port. */
static void xvs_port_link(struct xvs_port *port)
{
	/* It may have been on the list before, as a VIF that became a PIF. */
	INIT_LIST_HEAD(&port->trunk_node);
	if (port->role == XVS_ROLE_PIF) {
		WRITE_ONCE(port->at, &port->sw->uplink.port);
		RCU_INIT_POINTER(port->lock, NULL);
		rcu_assign_pointer(port->trunk, &xvs_all_vlans);
		xvs_uplink_join(port);
		return;
	}
	xvs_port_update_lock(port);
	list_add_tail_rcu(&port->node, &port->network->ports);
}

static void xvs_port_unlink(struct xvs_port *port)
{
	if (port->role == XVS_ROLE_PIF) {
		xvs_uplink_leave(port);
		RCU_INIT_POINTER(port->trunk, NULL);
		WRITE_ONCE(port->at, port);
		xvs_addresses_release(port);
		return;
	}
	/* From here on no frame makes it an owner of anything. */
	rcu_assign_pointer(port->lock, xvs_nobody);
	list_del_rcu(&port->node);
	if (!list_empty(&port->trunk_node))
		list_del_rcu(&port->trunk_node);
	xvs_switch_count_trunk(port->sw, rtnl_dereference(port->trunk),
			       port->follows, -1);
	RCU_INIT_POINTER(port->trunk, NULL);
	port->follows = false;
	xvs_claims_release(port);
	xvs_addresses_release(port);
}

static struct xvs_port *xvs_port_alloc(struct xvs_network *network,
				       struct net_device *dev,
				       const struct xvs_policy *policy)
{
	struct xvs_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	if (xvs_stats_alloc(port) || xvs_qos_prepare(port, policy)) {
		xvs_qos_free(port);
		free_percpu(port->stats);
		kfree(port);
		return NULL;
	}
	port->dev = dev;
	port->sw = network->host.sw;
	port->at = port;
	port->network = network;
	port->vid = network->host.vid;
	port->role = policy->role;
	/* Its frames may come before it takes part. */
	if (port->role == XVS_ROLE_PIF)
		port->at = &port->sw->uplink.port;
	port->policy = *policy;
	xvs_identity_get(port->policy.identity);
	RCU_INIT_POINTER(port->lock, xvs_port_wanted_lock(port));
	port->flags = xvs_port_wanted_flags(port, xvs_port_wanted_lock(port));
	xvs_qos_update(port);
	xvs_fdb_owner_init(&port->fdb);
	xvs_claims_init(port);
	INIT_LIST_HEAD(&port->addresses);
	netdev_hold(dev, &port->dev_tracker, GFP_KERNEL);
	return port;
}

static void xvs_port_free_rcu(struct rcu_head *rcu)
{
	struct xvs_port *port = container_of(rcu, struct xvs_port, rcu);

	WARN_ON_ONCE(!list_empty(&port->claims) ||
		     !list_empty(&port->addresses));
	netdev_put(port->dev, &port->dev_tracker);
	xvs_identity_put(port->policy.identity);
	kfree(port->member);
	xvs_qos_free(port);
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

/* All that can be said against a device as a port of a network is said here,
 * but for what others say who are asked on the way. Return: the port, which
 * has no part in anything yet, or ERR_PTR()
 */
static struct xvs_port *xvs_port_prepare(struct net_device *master,
					 struct net_device *dev,
					 struct netlink_ext_ack *extack)
{
	struct xvs_network *network = netdev_priv(master);
	struct xvs_policy policy = xvs_policy_get(dev);
	struct xvs_port *port;
	int err;

	err = xvs_port_check_kind(master, dev, extack);
	if (err)
		return ERR_PTR(err);
	if (!policy.has_role)
		policy.role = xvs_port_default_role(network, dev, &policy);
	if (policy.role == XVS_ROLE_PIF) {
		err = xvs_uplink_check(network, dev, extack);
		if (err)
			return ERR_PTR(err);
	}
	if (policy.identity && policy.identity->has_trunk) {
		err = xvs_switch_prepare_named(network->host.sw);
		if (err)
			return ERR_PTR(err);
	}
	port = xvs_port_alloc(network, dev, &policy);
	if (!port)
		return ERR_PTR(-ENOMEM);
	if (port->role == XVS_ROLE_PIF && xvs_uplink_prepare(port)) {
		call_rcu(&port->rcu, xvs_port_free_rcu);
		return ERR_PTR(-ENOMEM);
	}
	return port;
}

/* Let a prepared port take part; if that fails it is freed. */
static int xvs_port_attach(struct xvs_port *port,
			   struct netlink_ext_ack *extack)
{
	int err = xvs_port_capture(port, extack);

	if (err) {
		call_rcu(&port->rcu, xvs_port_free_rcu);
		return err;
	}
	dev_disable_lro(port->dev);
	xvs_compat_no_addrconf(port->dev, true);
	xvs_port_link(port);
	return 0;
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
	struct xvs_port *port;
	int err;

	err = xvs_port_check_free(dev, extack);
	if (err)
		return err;
	port = xvs_port_prepare(master, dev, extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	return xvs_port_attach(port, extack);
}

/* Free a port that receives nothing and that nobody's frames find any more. */
static void xvs_port_discard(struct xvs_port *port)
{
	xvs_fdb_flush_port(&port->sw->fdb, port, true);
	call_rcu(&port->rcu, xvs_port_free_rcu);
}

/* Let go of what the device receives. */
static void xvs_port_let_go(struct net_device *dev)
{
	dev_set_promiscuity(dev, -1);
	xvs_compat_no_addrconf(dev, false);
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
	xvs_qos_stop(port);
	netdev_upper_dev_unlink(dev, port->network->host.dev);
	xvs_port_let_go(dev);
	xvs_policy_leave(dev);
	xvs_port_discard(port);
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

/* Give a device another master, or the one that it had. Return: 0; -ENOTCONN: it
 * has neither; or why it could not have the other
 */
static int xvs_port_change_master(struct net_device *dev,
				  struct net_device *from,
				  struct net_device *to,
				  struct netlink_ext_ack *extack)
{
	int err;

	netdev_upper_dev_unlink(dev, from);
	err = netdev_master_upper_dev_link(dev, to, NULL, NULL, extack);
	if (err && netdev_master_upper_dev_link(dev, from, NULL, NULL, NULL))
		return -ENOTCONN;
	return err;
}

/* The device is never without a port: what it receives meanwhile is dropped, and
 * would be the host's if it had none.
 */
static int xvs_port_replace(struct xvs_port *old, struct xvs_port *new,
			    struct netlink_ext_ack *extack)
{
	struct net_device *dev = old->dev;
	int err;

	rcu_assign_pointer(old->lock, xvs_nobody);
	synchronize_net();
	xvs_port_unlink(old);
	err = xvs_port_change_master(dev, old->network->host.dev,
				     new->network->host.dev, extack);
	if (!err) {
		rcu_assign_pointer(dev->rx_handler_data, new);
		xvs_port_link(new);
		xvs_qos_stop(old);
		xvs_port_discard(old);
	} else if (err == -ENOTCONN) {
		netdev_err(dev, "lost its network\n");
		netdev_rx_handler_unregister(dev);
		xvs_port_let_go(dev);
		xvs_qos_stop(old);
		xvs_port_discard(old);
	} else {
		/* Who reads a list that it was on is to come to its end. */
		synchronize_net();
		xvs_port_link(old);
	}
	return err;
}

/**
 * xvs_port_move() - let a device change its network
 * @dev: the device, port or not; caller holds RTNL
 * @master: the network that it is to be on
 * @extack: says why not
 *
 * rtnetlink's own move leaves first and then finds that it may not join. Here
 * the target is asked first, and a port that could not join in the end, for
 * want of memory, is back where it was.
 *
 * Return: 0; nothing has changed if not: as xvs_port_add()
 */
int xvs_port_move(struct net_device *dev, struct net_device *master,
		  struct netlink_ext_ack *extack)
{
	struct xvs_port *old = xvs_port_get(dev), *new;
	int err;

	if (!old)
		return xvs_port_add(master, dev, extack);
	if (old->network->host.dev == master)
		return 0;
	new = xvs_port_prepare(master, dev, extack);
	if (IS_ERR(new))
		return PTR_ERR(new);
	err = xvs_port_replace(old, new, extack);
	if (err)
		call_rcu(&new->rcu, xvs_port_free_rcu);
	return err;
}

/**
 * xvs_port_set_role() - let a port be a VIF or a PIF
 * @port: the port; caller holds RTNL
 * @role: what it is to be; if a PIF, xvs_uplink_prepare() has made it ready
 *
 * The port is nobody's target while it is neither.
 */
void xvs_port_set_role(struct xvs_port *port, enum xvs_role role)
{
	if (port->role == role)
		return;
	xvs_port_unlink(port);
	synchronize_net();
	xvs_fdb_flush_port(&port->sw->fdb, port, true);
	xvs_qos_purge(port);
	port->role = role;
	xvs_port_link(port);
}
