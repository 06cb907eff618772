// SPDX-License-Identifier: GPL-2.0
/* A network: the netdev of kind "xvs" that is the host's port of a switch. */
#include <linux/slab.h>
#include "xvs.h"

/* XenServer's address of a network that has none of a NIC. */
const u8 xvs_internal_addr[ETH_ALEN] = {
	0xfe, 0xff, 0xff, 0xff, 0xff, 0xff
};

static const struct device_type xvs_device_type = {
	.name = "xvs",
};

#define XVS_FEATURES	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | \
			 NETIF_F_HW_CSUM | NETIF_F_GSO_SOFTWARE)
#define XVS_ROOT_FEATURES	(NETIF_F_HW_VLAN_CTAG_TX | \
				 NETIF_F_HW_VLAN_CTAG_FILTER)

/**
 * xvs_is_network() - is this device ours?
 * @dev: any device
 *
 * Return: whether it is a network
 */
bool xvs_is_network(const struct net_device *dev)
{
	return dev->netdev_ops == &xvs_netdev_ops;
}

static int xvs_is_network_cb(struct net_device *dev,
			     struct netdev_nested_priv *priv)
{
	return xvs_is_network(dev);
}

/**
 * xvs_is_above_network() - is a device a network, or stacked on one?
 * @dev: any device; caller holds RTNL
 *
 * Return: whether it is
 */
bool xvs_is_above_network(struct net_device *dev)
{
	struct netdev_nested_priv priv = {};

	return xvs_is_network(dev) ||
	       netdev_walk_all_lower_dev(dev, xvs_is_network_cb, &priv);
}

/**
 * xvs_is_below_network() - is a device a network, a port, or below a port?
 * @dev: any device; caller holds RTNL
 *
 * Return: whether it is
 */
bool xvs_is_below_network(struct net_device *dev)
{
	struct netdev_nested_priv priv = {};
	bool below;

	rcu_read_lock();
	below = xvs_is_network(dev) ||
		netdev_walk_all_upper_dev_rcu(dev, xvs_is_network_cb, &priv);
	rcu_read_unlock();
	return below;
}

/* A root has its address in every VLAN and for as long as it exists; a view has
 * it in its own while it is up, and then it comes before the root.
 */
static bool xvs_network_claims(const struct xvs_network *network)
{
	return network->is_root || netif_running(network->host.dev);
}

static u16 xvs_network_claim_vid(const struct xvs_network *network)
{
	return network->is_root ? XVS_FDB_ANY_VID : network->host.vid;
}

static int xvs_network_claim(struct net_device *dev, const u8 *addr)
{
	struct xvs_network *network = netdev_priv(dev);

	return xvs_fdb_add_host(&network->host.sw->fdb, &network->host,
				xvs_network_claim_vid(network), addr);
}

static int xvs_network_disclaim(struct net_device *dev, const u8 *addr)
{
	struct xvs_network *network = netdev_priv(dev);

	xvs_fdb_del_host(&network->host.sw->fdb,
			 xvs_network_claim_vid(network), addr);
	return 0;
}

/* The address is another device's: udev must leave it alone. */
static void xvs_network_adopt_addr(struct net_device *dev, const u8 *addr)
{
	dev->addr_assign_type = NET_ADDR_STOLEN;
	eth_hw_addr_set(dev, addr);
}

static int xvs_network_readdress(struct xvs_network *network, const u8 *addr)
{
	struct net_device *dev = network->host.dev;
	int err;

	if (xvs_network_claims(network)) {
		err = xvs_network_claim(dev, addr);
		if (err)
			return err;
		xvs_network_disclaim(dev, dev->dev_addr);
	}
	eth_hw_addr_set(dev, addr);
	return 0;
}

/**
 * xvs_network_set_addr() - let a network follow another device's address
 * @network: the network; caller holds RTNL
 * @addr: the address
 *
 * The network's neighbours are told. Where there is no memory to switch to
 * the new address the network keeps the old one.
 */
void xvs_network_set_addr(struct xvs_network *network, const u8 *addr)
{
	struct net_device *dev = network->host.dev;

	if (ether_addr_equal(dev->dev_addr, addr) ||
	    xvs_network_readdress(network, addr))
		return;
	dev->addr_assign_type = NET_ADDR_STOLEN;
	call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
	call_netdevice_notifiers(NETDEV_NOTIFY_PEERS, dev);
}

static int xvs_set_mac_address(struct net_device *dev, void *p)
{
	struct xvs_network *network = netdev_priv(dev), *view;
	const struct sockaddr *addr = p;
	int err;

	if (!is_valid_ether_addr(addr->sa_data))
		return -EADDRNOTAVAIL;
	err = xvs_network_readdress(network, addr->sa_data);
	if (err || !network->is_root)
		return err;
	list_for_each_entry(view, &network->host.sw->view_list, view_node)
		xvs_uplink_inherit(view);
	return 0;
}

/* The core has checked it against max_mtu, which follows the PIF. */
static int xvs_change_mtu(struct net_device *dev, int mtu)
{
	struct xvs_network *network = netdev_priv(dev), *view;

	WRITE_ONCE(dev->mtu, mtu);
	network->mtu_set = true;
	if (network->is_root)
		list_for_each_entry(view, &network->host.sw->view_list,
				    view_node)
			xvs_uplink_inherit(view);
	return 0;
}

static int xvs_open(struct net_device *dev)
{
	struct xvs_network *network = netdev_priv(dev);

	return network->is_root ? 0 : xvs_network_claim(dev, dev->dev_addr);
}

static int xvs_stop(struct net_device *dev)
{
	struct xvs_network *network = netdev_priv(dev);

	netif_addr_lock_bh(dev);
	__dev_uc_unsync(dev, xvs_network_disclaim);
	netif_addr_unlock_bh(dev);
	if (network->is_root)
		return 0;
	return xvs_network_disclaim(dev, dev->dev_addr);
}

/* Further addresses of the host, such as a macvlan's on the network. */
static void xvs_set_rx_mode(struct net_device *dev)
{
	__dev_uc_sync(dev, xvs_network_claim, xvs_network_disclaim);
}

static void xvs_change_rx_flags(struct net_device *dev, int change)
{
	struct xvs_network *network = netdev_priv(dev);
	struct xvs_switch *sw = network->host.sw;

	if (!(change & IFF_PROMISC))
		return;
	WRITE_ONCE(sw->promisc,
		   sw->promisc + (dev->flags & IFF_PROMISC ? 1 : -1));
	if (network->is_root)
		xvs_switch_update_members(sw);
}

static int xvs_vlan_rx_add_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct xvs_switch *sw = ((struct xvs_network *)netdev_priv(dev))->host.sw;

	set_bit(vid, sw->host_vids);
	xvs_switch_update_member(sw, vid);
	return 0;
}

static int xvs_vlan_rx_kill_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct xvs_switch *sw = ((struct xvs_network *)netdev_priv(dev))->host.sw;

	clear_bit(vid, sw->host_vids);
	xvs_switch_update_member(sw, vid);
	return 0;
}

static void xvs_get_stats64(struct net_device *dev,
			    struct rtnl_link_stats64 *stats)
{
	struct xvs_network *network = netdev_priv(dev);
	struct xvs_port_stats sum = {};
	int i;

	dev_get_tstats64(dev, stats);
	xvs_stats_fold(&network->host, &sum);
	for (i = 0; i < XVS_DROP_MAX; i++)
		stats->tx_dropped += sum.drops[i];
}

/* A view shows its root as the device it is on; there is no other bond. */
static int xvs_get_iflink(const struct net_device *dev)
{
	const struct xvs_network *network = netdev_priv(dev);

	return network->is_root ? dev->ifindex :
				  network->host.sw->root->host.dev->ifindex;
}

/* rtnetlink has filled in what a network is; here it gets what it needs. */
static int xvs_init(struct net_device *dev)
{
	struct xvs_network *network = netdev_priv(dev);
	struct xvs_port *host = &network->host;
	int err;

	host->dev = dev;
	host->network = network;
	host->at = host;
	host->role = XVS_ROLE_HOST;
	host->flags = XVS_PORT_FLAGS_DEFAULT;
	network->locking = XVS_LOCKING_UNLOCKED;
	xvs_fdb_owner_init(&host->fdb);
	INIT_LIST_HEAD(&network->ports);
	INIT_LIST_HEAD(&network->view_node);
	netdev_lockdep_set_classes(dev);

	network->offenders = xvs_offenders_create();
	if (!network->offenders)
		return -ENOMEM;
	err = xvs_stats_alloc(host);
	if (err)
		goto err_stats;
	if (!network->is_root) {
		netdev_hold(host->sw->root->host.dev, &network->root_tracker,
			    GFP_KERNEL);
		return 0;
	}
	host->sw = xvs_switch_create(network);
	if (!host->sw) {
		err = -ENOMEM;
		goto err_switch;
	}
	return 0;

err_switch:
	free_percpu(host->stats);
err_stats:
	kvfree(network->offenders);
	return err;
}

static void xvs_uninit(struct net_device *dev)
{
	struct xvs_network *network = netdev_priv(dev);
	struct xvs_switch *sw = network->host.sw;

	/* Somebody's `promisc on` is not taken back by the core. */
	if (dev->flags & IFF_PROMISC)
		WRITE_ONCE(sw->promisc, sw->promisc - 1);
	xvs_fdb_flush_port(&sw->fdb, &network->host, true);
	if (!list_empty(&network->view_node))
		xvs_switch_del_view(sw, network);
}

/* Nobody reads the network any more. */
static void xvs_destroy(struct net_device *dev)
{
	struct xvs_network *network = netdev_priv(dev);
	struct xvs_switch *sw = network->host.sw;

	if (network->is_root)
		xvs_switch_destroy(sw);
	else
		netdev_put(sw->root->host.dev, &network->root_tracker);
	free_percpu(network->host.stats);
	kvfree(network->offenders);
}

/**
 * xvs_network_delete() - delete a network and, with a root, all views of it
 * @network: the network; caller holds RTNL
 * @queue: what is to be unregistered
 *
 * May be called again for one that is in the queue already, as the end of a
 * namespace does. Its ports are let go. A view holds a reference to its root,
 * so that they may be unregistered in any order.
 */
void xvs_network_delete(struct xvs_network *network, struct list_head *queue)
{
	struct xvs_port *port, *next;
	struct xvs_member *member, *tmp;
	struct xvs_network *view;

	if (network->is_root) {
		list_for_each_entry(view, &network->host.sw->view_list,
				    view_node)
			xvs_network_delete(view, queue);
		list_for_each_entry_safe(member, tmp,
					 &network->host.sw->uplink.members,
					 node)
			xvs_port_detach(member->port);
	}
	list_for_each_entry_safe(port, next, &network->ports, node)
		xvs_port_detach(port);
	unregister_netdevice_queue(network->host.dev, queue);
}

/**
 * xvs_network_set_locking() - say what VIFs may do that say nothing themselves
 * @network: the network; caller holds RTNL
 * @mode: XVS_LOCKING_UNLOCKED or XVS_LOCKING_DISABLED
 * @extack: says why not
 *
 * As XAPI has it, not while a VIF is attached.
 *
 * Return: 0, -EINVAL or -EBUSY
 */
int xvs_network_set_locking(struct xvs_network *network, u8 mode,
			    struct netlink_ext_ack *extack)
{
	if (mode != XVS_LOCKING_UNLOCKED && mode != XVS_LOCKING_DISABLED) {
		NL_SET_ERR_MSG(extack, "default_locking_mode must be unlocked or disabled");
		return -EINVAL;
	}
	if (mode != network->locking && !list_empty(&network->ports)) {
		NL_SET_ERR_MSG(extack, "default_locking_mode can't change while a vif is attached");
		return -EBUSY;
	}
	network->locking = mode;
	return 0;
}

const struct net_device_ops xvs_netdev_ops = {
	.ndo_init = xvs_init,
	.ndo_uninit = xvs_uninit,
	.ndo_open = xvs_open,
	.ndo_stop = xvs_stop,
	.ndo_start_xmit = xvs_xmit,
	.ndo_get_stats64 = xvs_get_stats64,
	.ndo_set_mac_address = xvs_set_mac_address,
	.ndo_change_mtu = xvs_change_mtu,
	.ndo_set_rx_mode = xvs_set_rx_mode,
	.ndo_change_rx_flags = xvs_change_rx_flags,
	.ndo_vlan_rx_add_vid = xvs_vlan_rx_add_vid,
	.ndo_vlan_rx_kill_vid = xvs_vlan_rx_kill_vid,
	.ndo_siocdevprivate = xvs_siocdevprivate,
	.ndo_add_slave = xvs_port_add,
	.ndo_del_slave = xvs_port_del,
	.ndo_get_iflink = xvs_get_iflink,
	.ndo_fdb_add = xvs_brfdb_add,
	.ndo_fdb_del = xvs_brfdb_del,
	.ndo_fdb_dump = xvs_brfdb_dump,
	.ndo_bridge_setlink = xvs_bridge_setlink,
	.ndo_bridge_getlink = xvs_bridge_getlink,
	.ndo_features_check = passthru_features_check,
};

/**
 * xvs_network_setup() - what all networks have in common
 * @dev: device being made
 */
void xvs_network_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &xvs_netdev_ops;
	dev->ethtool_ops = &xvs_ethtool_ops;
	SET_NETDEV_DEVTYPE(dev, &xvs_device_type);
	dev->needs_free_netdev = true;
	dev->priv_destructor = xvs_destroy;
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->max_mtu = ETH_MAX_MTU;

	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE |
			   IFF_UNICAST_FLT | IFF_DONT_BRIDGE;
	dev->features = XVS_FEATURES;
	dev->hw_features = XVS_FEATURES;
	xvs_compat_dev_flags(dev);
}

/**
 * xvs_network_make_root() - make a network one that owns a switch
 * @dev: device being made
 */
void xvs_network_make_root(struct net_device *dev)
{
	struct xvs_network *network = netdev_priv(dev);

	network->is_root = true;
	RCU_INIT_POINTER(network->host.trunk, &xvs_all_vlans);
	dev->features |= XVS_ROOT_FEATURES;
	dev->hw_features |= NETIF_F_HW_VLAN_CTAG_TX;
	dev->vlan_features = XVS_FEATURES;
	if (dev->addr_assign_type != NET_ADDR_SET)
		xvs_network_adopt_addr(dev, xvs_internal_addr);
}

/**
 * xvs_network_make_view() - make a network a view of one VLAN of another
 * @dev: device being made
 * @root: the other; caller holds RTNL
 * @vid: VLAN, which no other view of the root has
 */
void xvs_network_make_view(struct net_device *dev,
			   const struct xvs_network *root, u16 vid)
{
	struct xvs_network *network = netdev_priv(dev);

	network->host.sw = root->host.sw;
	network->host.vid = vid;
	dev->features |= NETIF_F_VLAN_CHALLENGED;
	if (dev->addr_assign_type != NET_ADDR_SET)
		xvs_network_adopt_addr(dev, root->host.dev->dev_addr);
	dev->mtu = min(dev->mtu, root->host.dev->mtu);
}

/**
 * xvs_network_start() - let a network that was registered take part
 * @network: the network; caller holds RTNL
 *
 * Return: 0 or -ENOMEM
 */
int xvs_network_start(struct xvs_network *network)
{
	struct net_device *dev = network->host.dev;
	int err;

	if (network->is_root)
		return xvs_network_claim(dev, dev->dev_addr);
	err = xvs_switch_add_view(network->host.sw, network);
	if (!err)
		xvs_uplink_inherit(network);
	return err;
}
