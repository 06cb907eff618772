// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to the devices that are ports. Some kernels call a notifier
 * under the lower device's lock: nothing here changes a port's device, or asks
 * it for what takes that lock.
 */
#include "xvs.h"

/* The core does not know that a view is on its root, and so does not see the
 * loop from a view by a device on the root to the view.
 */
static int xvs_veto_loop(struct net_device *dev,
			 struct netdev_notifier_changeupper_info *info)
{
	if (!info->linking || !xvs_is_below_network(info->upper_dev) ||
	    !xvs_is_above_network(dev))
		return NOTIFY_DONE;
	NL_SET_ERR_MSG(netdev_notifier_info_to_extack(&info->info),
		       XVS_MSG_LOOP);
	return notifier_from_errno(-ELOOP);
}

/* An 8021q device on a port would take the frames of its VLAN before us. */
static int xvs_veto_vlan(struct netdev_notifier_changeupper_info *info)
{
	if (!info->linking || !is_vlan_dev(info->upper_dev))
		return NOTIFY_DONE;
	NL_SET_ERR_MSG(netdev_notifier_info_to_extack(&info->info),
		       "The device is a port of xvs: make a network with a vlan instead");
	return notifier_from_errno(-EBUSY);
}

/* What was learned behind a link is not there while the link is down. */
static void xvs_port_link_changed(struct xvs_port *port)
{
	if (port->role == XVS_ROLE_PIF) {
		xvs_uplink_link_changed(port);
		return;
	}
	if (!xvs_port_usable(port)) {
		port->announced = false;
		xvs_fdb_flush_port(&port->sw->fdb, port, false);
		xvs_qos_purge(port);
	}
	xvs_claims_update(port);
	if (xvs_port_usable(port))
		xvs_claims_announce(port);
}

static int xvs_port_event(struct xvs_port *port, unsigned long event,
			  void *info)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		xvs_port_link_changed(port);
		break;
	case NETDEV_CHANGEADDR:
		if (port->role == XVS_ROLE_PIF)
			xvs_uplink_addr_changed(port);
		break;
	case NETDEV_CHANGEMTU:
		if (port->role == XVS_ROLE_PIF)
			xvs_uplink_mtu_changed(port);
		break;
	case NETDEV_PRECHANGEUPPER:
		return xvs_veto_vlan(info);
	case NETDEV_PRE_TYPE_CHANGE:
		return NOTIFY_BAD;
	case NETDEV_UNREGISTER:
		xvs_port_detach(port);
		break;
	}
	return NOTIFY_DONE;
}

static int xvs_device_event(struct notifier_block *nb, unsigned long event,
			    void *info)
{
	struct net_device *dev = netdev_notifier_info_to_dev(info);
	struct xvs_port *port = xvs_port_get(dev);
	int ret = NOTIFY_DONE;

	if (port)
		ret = xvs_port_event(port, event, info);
	else if (event == NETDEV_PRECHANGEUPPER)
		ret = xvs_veto_loop(dev, info);
	if (event == NETDEV_UNREGISTER)
		xvs_policy_forget(dev);
	return ret;
}

struct notifier_block xvs_notifier = {
	.notifier_call = xvs_device_event,
};
