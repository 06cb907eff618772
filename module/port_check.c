// SPDX-License-Identifier: GPL-2.0
/* Which devices can't be a port, and why. */
#include <linux/if_arp.h>
#include <net/dsa.h>
#include "xvs.h"

/**
 * xvs_port_check_free() - has anybody a claim on what a device receives?
 * @dev: the device; caller holds RTNL
 * @extack: says who
 *
 * Return: 0 or -EBUSY
 */
int xvs_port_check_free(struct net_device *dev,
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

/**
 * xvs_port_check_kind() - is a device one that can be a port?
 * @master: the network
 * @dev: the device; caller holds RTNL
 * @extack: says why not
 *
 * Return: 0, -ELOOP, -EINVAL or -EOPNOTSUPP
 */
int xvs_port_check_kind(const struct net_device *master,
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
	return 0;
}
