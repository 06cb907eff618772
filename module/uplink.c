// SPDX-License-Identifier: GPL-2.0
/*
 * The uplink of a switch: its PIF, and what the networks take from it, which
 * is address, MTU and carrier.
 */
#include "xvs.h"

static void xvs_follow_addr(struct xvs_network *network, const u8 *addr)
{
	if (network->host.dev->addr_assign_type != NET_ADDR_SET)
		xvs_network_set_addr(network, addr);
}

/* An MTU that the administrator chose stays, unless a view's is above that of
 * the root below it. A change by the core counts as chosen, this one is not.
 */
static void xvs_follow_mtu(struct xvs_network *network, unsigned int below,
			   unsigned int max)
{
	struct net_device *dev = network->host.dev;
	bool stays = network->mtu_set && (network->is_root || dev->mtu <= below);

	dev->max_mtu = max;
	if (stays || dev->mtu == below)
		return;
	dev_set_mtu(dev, below);
	network->mtu_set = false;
}

static void xvs_follow_carrier(struct xvs_network *network, bool on)
{
	if (on)
		netif_carrier_on(network->host.dev);
	else
		netif_carrier_off(network->host.dev);
}

/**
 * xvs_uplink_inherit() - give a new view what its root has
 * @view: the view; caller holds RTNL
 *
 * A view takes its root's address and MTU where it was given none of its own,
 * and always its carrier.
 */
void xvs_uplink_inherit(struct xvs_network *view)
{
	const struct net_device *root = view->host.sw->root->host.dev;

	xvs_follow_addr(view, root->dev_addr);
	xvs_follow_mtu(view, root->mtu, root->mtu);
	xvs_follow_carrier(view, netif_carrier_ok(root));
}

/**
 * xvs_uplink_update() - let the networks follow their uplink
 * @sw: the switch; caller holds RTNL. Its root is registered
 *
 * To be called when the PIF has joined, left or changed, or the root has.
 */
void xvs_uplink_update(struct xvs_switch *sw)
{
	const struct xvs_port *pif = rtnl_dereference(sw->pif);
	struct xvs_network *root = sw->root, *view;

	xvs_follow_addr(root, pif ? pif->dev->dev_addr : xvs_internal_addr);
	xvs_follow_mtu(root, pif ? pif->dev->mtu : ETH_DATA_LEN,
		       pif ? pif->dev->mtu : ETH_MAX_MTU);
	xvs_follow_carrier(root, !pif || xvs_port_usable(pif));
	list_for_each_entry(view, &sw->view_list, view_node)
		xvs_uplink_inherit(view);
}

/**
 * xvs_uplink_mtu_changed() - let the networks follow their PIF's MTU
 * @sw: the switch, which has a PIF; caller holds RTNL
 */
void xvs_uplink_mtu_changed(struct xvs_switch *sw)
{
	const struct net_device *pif = rtnl_dereference(sw->pif)->dev;
	const struct net_device *root = sw->root->host.dev;

	xvs_uplink_update(sw);
	if (root->mtu > pif->mtu)
		netdev_warn(root,
			    "MTU %u is above the %u of %s: longer frames to it are dropped\n",
			    root->mtu, pif->mtu, pif->name);
}

/**
 * xvs_uplink_filter() - open or close the PIF's filter for a VLAN
 * @sw: the switch; caller holds RTNL
 * @vid: the VLAN
 * @open: whether frames of it are wanted
 *
 * Promiscuity does not open the VLAN filter of every NIC. What a NIC has no
 * room for may still reach it, and what does not is no reason to lose the rest.
 */
void xvs_uplink_filter(struct xvs_switch *sw, u16 vid, bool open)
{
	struct xvs_port *pif = rtnl_dereference(sw->pif);

	if (!pif || test_bit(vid, sw->filter_vids) == open)
		return;
	if (!open) {
		vlan_vid_del(pif->dev, htons(ETH_P_8021Q), vid);
	} else if (vlan_vid_add(pif->dev, htons(ETH_P_8021Q), vid)) {
		netdev_warn(sw->root->host.dev,
			    "%s refused to open its filter for VLAN %u\n",
			    pif->dev->name, vid);
		return;
	}
	assign_bit(vid, sw->filter_vids, open);
}

static void xvs_uplink_close_filter(struct xvs_switch *sw)
{
	unsigned long vid;

	for_each_set_bit(vid, sw->filter_vids, VLAN_N_VID)
		xvs_uplink_filter(sw, vid, false);
}

static bool xvs_uplink_has_tags(const struct xvs_switch *sw)
{
	const struct xvs_network *view;

	list_for_each_entry(view, &sw->view_list, view_node)
		if (view->host.vid)
			return true;
	return false;
}

/**
 * xvs_uplink_check() - may this device become the PIF of a switch?
 * @network: what it is to hang on; caller holds RTNL
 * @dev: the device
 * @extack: says why not
 *
 * Return: 0, -EINVAL or -EBUSY
 */
int xvs_uplink_check(const struct xvs_network *network,
		     const struct net_device *dev,
		     struct netlink_ext_ack *extack)
{
	const struct xvs_switch *sw = network->host.sw;

	if (!network->is_root) {
		NL_SET_ERR_MSG(extack, "A pif joins a root network, not a VLAN of it");
		return -EINVAL;
	}
	if (rtnl_dereference(sw->pif)) {
		NL_SET_ERR_MSG(extack, "The network has a pif, and can't have two yet");
		return -EBUSY;
	}
	if (dev->features & NETIF_F_VLAN_CHALLENGED &&
	    xvs_uplink_has_tags(sw)) {
		NL_SET_ERR_MSG(extack, "The network has VLANs, which the device can't carry");
		return -EINVAL;
	}
	if (network->mtu_set && network->host.dev->mtu > dev->mtu) {
		NL_SET_ERR_MSG(extack, "The network's mtu was set above the device's");
		return -EINVAL;
	}
	return 0;
}

/**
 * xvs_uplink_join() - make a port the uplink of its switch
 * @pif: the port, checked by xvs_uplink_check(); caller holds RTNL
 */
void xvs_uplink_join(struct xvs_port *pif)
{
	struct xvs_switch *sw = pif->sw;

	rcu_assign_pointer(sw->pif, pif);
	xvs_switch_update_members(sw);
	xvs_uplink_update(sw);
}

/**
 * xvs_uplink_leave() - make a switch one without an uplink
 * @pif: its PIF; caller holds RTNL and lets readers finish
 */
void xvs_uplink_leave(struct xvs_port *pif)
{
	struct xvs_switch *sw = pif->sw;

	xvs_uplink_close_filter(sw);
	RCU_INIT_POINTER(sw->pif, NULL);
	xvs_uplink_update(sw);
}
