// SPDX-License-Identifier: GPL-2.0
/*
 * Devices that a switch treats differently from a veth:
 *
 *   ip link add NAME type xvs_test_nic      a parent on an ordinary bus, and a
 *                                           lock of its own, where there are any
 *   ip link add NAME type xvs_test_vif      ... on the bus of Xen's backends
 *   ip link add NAME type xvs_test_station  it does not allow to be bridged
 *   ip link add NAME type xvs_test_novlan   it can't carry VLANs
 *
 * What they are given to send is gone. They take any address at creation.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/version.h>
#include <net/rtnetlink.h>

/* Never registered: a bus of the second name may be there already, as kernels
 * that can be a dom0 have it whether they are one or not.
 */
static struct bus_type nic_bus = { .name = "xvs-test" };
static struct bus_type vif_bus = { .name = "xen-backend" };

static struct device *nic_parent, *vif_parent;

static netdev_tx_t test_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops test_netdev_ops = {
	.ndo_start_xmit = test_xmit,
	.ndo_set_mac_address = eth_mac_addr,
};

static void test_setup(struct net_device *dev, struct device *parent)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->netdev_ops = &test_netdev_ops;
	dev->needs_free_netdev = true;
	SET_NETDEV_DEV(dev, parent);
}

static int nic_get_link(struct net_device *dev,
			struct ethtool_link_ksettings *link)
{
	link->base.speed = SPEED_1000;
	link->base.duplex = DUPLEX_FULL;
	return 0;
}

static const struct ethtool_ops nic_ethtool_ops = {
	.get_link_ksettings = nic_get_link,
};

static void nic_setup(struct net_device *dev)
{
	test_setup(dev, nic_parent);
	dev->ethtool_ops = &nic_ethtool_ops;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	dev->request_ops_lock = true;
#endif
}

static void vif_setup(struct net_device *dev)
{
	test_setup(dev, vif_parent);
}

/* As cfg80211 does where the access point takes frames of one address only. */
static void station_setup(struct net_device *dev)
{
	test_setup(dev, NULL);
	dev->priv_flags |= IFF_DONT_BRIDGE;
}

static void novlan_setup(struct net_device *dev)
{
	test_setup(dev, NULL);
	dev->features |= NETIF_F_VLAN_CHALLENGED;
}

static struct rtnl_link_ops test_link_ops[] = {
	{ .kind = "xvs_test_nic", .setup = nic_setup },
	{ .kind = "xvs_test_vif", .setup = vif_setup },
	{ .kind = "xvs_test_station", .setup = station_setup },
	{ .kind = "xvs_test_novlan", .setup = novlan_setup },
};

/* The core would have a device that is being added join its bus. */
static struct device *parent_add(const char *name, struct bus_type *bus)
{
	struct device *parent = root_device_register(name);

	if (!IS_ERR(parent))
		parent->bus = bus;
	return parent;
}

static void parent_del(struct device *parent)
{
	parent->bus = NULL;
	root_device_unregister(parent);
}

static int __init test_init(void)
{
	int i, err;

	nic_parent = parent_add("xvs-test-nic", &nic_bus);
	if (IS_ERR(nic_parent))
		return PTR_ERR(nic_parent);
	vif_parent = parent_add("xvs-test-vif", &vif_bus);
	err = PTR_ERR_OR_ZERO(vif_parent);
	if (err)
		goto err_vif_parent;
	for (i = 0; i < ARRAY_SIZE(test_link_ops); i++) {
		err = rtnl_link_register(&test_link_ops[i]);
		if (err)
			goto err_link;
	}
	return 0;

err_link:
	while (i--)
		rtnl_link_unregister(&test_link_ops[i]);
	parent_del(vif_parent);
err_vif_parent:
	parent_del(nic_parent);
	return err;
}

static void __exit test_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(test_link_ops); i++)
		rtnl_link_unregister(&test_link_ops[i]);
	parent_del(vif_parent);
	parent_del(nic_parent);
}

module_init(test_init);
module_exit(test_exit);

MODULE_DESCRIPTION("Devices for the tests of xvs");
MODULE_LICENSE("GPL");
