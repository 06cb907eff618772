// SPDX-License-Identifier: GPL-2.0
/*
 * Devices with something behind them, which no veth has:
 *
 *   ip link add nic type xvs_test_nic      its parent is on an ordinary bus
 *   ip link add vif1.0 type xvs_test_vif   ... on the bus of Xen's backends
 *
 * What they are given to send is gone.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
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

static void nic_setup(struct net_device *dev)
{
	test_setup(dev, nic_parent);
}

static void vif_setup(struct net_device *dev)
{
	test_setup(dev, vif_parent);
}

static struct rtnl_link_ops nic_link_ops = {
	.kind = "xvs_test_nic",
	.setup = nic_setup,
};

static struct rtnl_link_ops vif_link_ops = {
	.kind = "xvs_test_vif",
	.setup = vif_setup,
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
	int err;

	nic_parent = parent_add("xvs-test-nic", &nic_bus);
	if (IS_ERR(nic_parent))
		return PTR_ERR(nic_parent);
	vif_parent = parent_add("xvs-test-vif", &vif_bus);
	err = PTR_ERR_OR_ZERO(vif_parent);
	if (err)
		goto err_vif_parent;
	err = rtnl_link_register(&nic_link_ops);
	if (err)
		goto err_nic_link;
	err = rtnl_link_register(&vif_link_ops);
	if (err)
		goto err_vif_link;
	return 0;

err_vif_link:
	rtnl_link_unregister(&nic_link_ops);
err_nic_link:
	parent_del(vif_parent);
err_vif_parent:
	parent_del(nic_parent);
	return err;
}

static void __exit test_exit(void)
{
	rtnl_link_unregister(&vif_link_ops);
	rtnl_link_unregister(&nic_link_ops);
	parent_del(vif_parent);
	parent_del(nic_parent);
}

module_init(test_init);
module_exit(test_exit);

MODULE_DESCRIPTION("Devices with a parent, for the tests of xvs");
MODULE_LICENSE("GPL");
