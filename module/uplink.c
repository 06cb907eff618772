// SPDX-License-Identifier: GPL-2.0
/*
 * The uplink of a switch: its PIFs, and what the networks take from them, which
 * is address, MTU and carrier.
 */
#include <linux/slab.h>
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

/* The smallest of the PIFs'. Return: 0: there is none */
static unsigned int xvs_uplink_mtu(const struct xvs_switch *sw)
{
	struct xvs_member *member;
	unsigned int mtu = 0;

	xvs_for_each_member(member, sw)
		mtu = min_not_zero(mtu, member->port->dev->mtu);
	return mtu;
}

static bool xvs_uplink_exists(const struct xvs_switch *sw)
{
	return !list_empty(&sw->uplink.members);
}

/**
 * xvs_uplink_update() - let the networks follow their uplink
 * @sw: the switch; caller holds RTNL. Its root is registered
 *
 * To be called when a PIF has joined, left or changed, or the root has.
 */
void xvs_uplink_update(struct xvs_switch *sw)
{
	struct xvs_network *root = sw->root, *view;
	bool external = xvs_uplink_exists(sw);
	unsigned int mtu = xvs_uplink_mtu(sw);

	xvs_follow_addr(root, external ? sw->uplink.addr : xvs_internal_addr);
	xvs_follow_mtu(root, mtu ?: ETH_DATA_LEN, mtu ?: ETH_MAX_MTU);
	xvs_follow_carrier(root, !external ||
			   xvs_bond_has_carrier(rtnl_dereference(sw->uplink.bond)));
	list_for_each_entry(view, &sw->view_list, view_node)
		xvs_uplink_inherit(view);
}

/**
 * xvs_uplink_mtu_changed() - let the networks follow a PIF's MTU
 * @pif: the PIF; caller holds RTNL
 */
void xvs_uplink_mtu_changed(struct xvs_port *pif)
{
	const struct net_device *root = pif->sw->root->host.dev;

	xvs_uplink_update(pif->sw);
	if (root->mtu > pif->dev->mtu)
		netdev_warn(root,
			    "MTU %u is above the %u of %s: longer frames to it are dropped\n",
			    root->mtu, pif->dev->mtu, pif->dev->name);
}

/**
 * xvs_uplink_addr_changed() - let the networks follow a PIF's address
 * @pif: the PIF; caller holds RTNL
 */
void xvs_uplink_addr_changed(struct xvs_port *pif)
{
	struct xvs_uplink *uplink = &pif->sw->uplink;

	if (uplink->addr_of != pif)
		return;
	ether_addr_copy(uplink->addr, pif->dev->dev_addr);
	/* LACP's system is this address. */
	xvs_bond_refresh(rtnl_dereference(uplink->bond));
	xvs_uplink_update(pif->sw);
}

static void xvs_member_read_speed(struct xvs_member *member)
{
	struct ethtool_link_ksettings link = {};

	if (__ethtool_get_link_ksettings(member->port->dev, &link)) {
		link.base.speed = SPEED_UNKNOWN;
		link.base.duplex = DUPLEX_UNKNOWN;
	}
	WRITE_ONCE(member->speed, link.base.speed);
	WRITE_ONCE(member->duplex, link.base.duplex);
}

/**
 * xvs_uplink_read_speeds() - ask the PIFs how fast their links are
 * @sw: the switch; caller holds RTNL, but no device's own lock, as a notifier
 *	may
 */
void xvs_uplink_read_speeds(struct xvs_switch *sw)
{
	struct xvs_member *member;

	xvs_for_each_member(member, sw)
		xvs_member_read_speed(member);
	xvs_bond_look(rtnl_dereference(sw->uplink.bond));
}

/**
 * xvs_uplink_link_changed() - let the networks follow a PIF's link
 * @pif: the PIF; caller holds RTNL
 */
void xvs_uplink_link_changed(struct xvs_port *pif)
{
	struct xvs_bond *bond = rtnl_dereference(pif->sw->uplink.bond);

	xvs_bond_link_changed(bond);
	if (!xvs_port_usable(pif))
		xvs_fdb_flush_port(&pif->sw->fdb, pif, false);
	/* What was learned behind it is not there while the uplink is down. */
	if (!xvs_bond_has_carrier(bond))
		xvs_fdb_flush_port(&pif->sw->fdb, &pif->sw->uplink.port, false);
	xvs_uplink_update(pif->sw);
}

/* ---- the filters of the NICs ---- */

static void xvs_member_filter(struct xvs_member *member, u16 vid, bool open)
{
	struct net_device *dev = member->port->dev;

	if (test_bit(vid, member->filter) == open)
		return;
	if (!open) {
		vlan_vid_del(dev, htons(ETH_P_8021Q), vid);
	} else if (vlan_vid_add(dev, htons(ETH_P_8021Q), vid)) {
		netdev_warn(member->port->network->host.dev,
			    "%s refused to open its filter for VLAN %u\n",
			    dev->name, vid);
		return;
	}
	assign_bit(vid, member->filter, open);
}

/**
 * xvs_uplink_filter() - open or close the PIFs' filters for a VLAN
 * @sw: the switch; caller holds RTNL
 * @vid: the VLAN
 * @open: whether frames of it are wanted
 *
 * Promiscuity does not open the VLAN filter of every NIC. What a NIC has no
 * room for may still reach it, and what does not is no reason to lose the rest.
 */
void xvs_uplink_filter(struct xvs_switch *sw, u16 vid, bool open)
{
	struct xvs_member *member;

	xvs_for_each_member(member, sw)
		xvs_member_filter(member, vid, open);
}

static void xvs_member_close_filter(struct xvs_member *member)
{
	unsigned long vid;

	for_each_set_bit(vid, member->filter, VLAN_N_VID)
		xvs_member_filter(member, vid, false);
}

/* ---- PIFs come and go ---- */

static bool xvs_uplink_has_tags(const struct xvs_switch *sw)
{
	const struct xvs_network *view;

	list_for_each_entry(view, &sw->view_list, view_node)
		if (view->host.vid)
			return true;
	return false;
}

/**
 * xvs_uplink_is_challenged() - is there a PIF that can't carry VLANs?
 * @sw: the switch; caller holds RTNL
 *
 * Return: whether there is
 */
bool xvs_uplink_is_challenged(const struct xvs_switch *sw)
{
	struct xvs_member *member;

	xvs_for_each_member(member, sw)
		if (member->port->dev->features & NETIF_F_VLAN_CHALLENGED)
			return true;
	return false;
}

/**
 * xvs_uplink_check() - may this device become a PIF of a switch?
 * @network: what it is to hang on; caller holds RTNL
 * @dev: the device
 * @extack: says why not
 *
 * Return: 0 or -EINVAL
 */
int xvs_uplink_check(const struct xvs_network *network,
		     const struct net_device *dev,
		     struct netlink_ext_ack *extack)
{
	if (!network->is_root) {
		NL_SET_ERR_MSG(extack, "A pif joins a root network, not a VLAN of it");
		return -EINVAL;
	}
	if (dev->features & NETIF_F_VLAN_CHALLENGED &&
	    xvs_uplink_has_tags(network->host.sw)) {
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
 * xvs_uplink_prepare() - get what it takes to make a port a PIF
 * @pif: the port, checked by xvs_uplink_check(); caller holds RTNL
 *
 * Return: 0 or -ENOMEM
 */
int xvs_uplink_prepare(struct xvs_port *pif)
{
	struct xvs_uplink *uplink = &pif->sw->uplink;
	struct xvs_bond *bond;

	if (!pif->member) {
		pif->member = kzalloc(sizeof(*pif->member), GFP_KERNEL);
		if (!pif->member)
			return -ENOMEM;
		pif->member->port = pif;
	}
	if (rtnl_dereference(uplink->bond))
		return 0;
	bond = xvs_bond_create(pif->sw);
	if (!bond)
		return -ENOMEM;
	rcu_assign_pointer(uplink->bond, bond);
	return 0;
}

/**
 * xvs_uplink_join() - make a port part of the uplink of its switch
 * @pif: the port, prepared by xvs_uplink_prepare(); caller holds RTNL
 */
void xvs_uplink_join(struct xvs_port *pif)
{
	struct xvs_switch *sw = pif->sw;

	if (!xvs_uplink_exists(sw)) {
		sw->uplink.addr_of = pif;
		ether_addr_copy(sw->uplink.addr, pif->dev->dev_addr);
	}
	xvs_member_read_speed(pif->member);
	xvs_bond_join(rtnl_dereference(sw->uplink.bond), pif->member);
	xvs_switch_update_members(sw);
	xvs_uplink_update(sw);
}

/* On another network the PIF would give it the same address, and with it the
 * same system of LACP.
 */
static void xvs_uplink_warn_addr(const struct xvs_port *pif)
{
	const struct xvs_switch *sw = pif->sw;

	if (xvs_uplink_exists(sw))
		netdev_warn(sw->root->host.dev,
			    "keeps the address %pM of %s: give that another before it is used elsewhere\n",
			    sw->uplink.addr, pif->dev->name);
}

/**
 * xvs_uplink_leave() - let a PIF be none any more
 * @pif: the PIF; caller holds RTNL and lets readers finish
 */
void xvs_uplink_leave(struct xvs_port *pif)
{
	struct xvs_switch *sw = pif->sw;

	xvs_member_close_filter(pif->member);
	xvs_bond_leave(rtnl_dereference(sw->uplink.bond), pif->member);
	if (sw->uplink.addr_of == pif) {
		sw->uplink.addr_of = NULL;
		xvs_uplink_warn_addr(pif);
	}
	if (!xvs_uplink_exists(sw)) {
		xvs_fdb_flush_port(&sw->fdb, &sw->uplink.port, true);
		xvs_addresses_release(&sw->uplink.port);
	}
	xvs_uplink_update(sw);
}

/**
 * xvs_uplink_change() - let a PIF's new policy have effect
 * @pif: the PIF; caller holds RTNL
 */
void xvs_uplink_change(struct xvs_port *pif)
{
	xvs_bond_refresh(rtnl_dereference(pif->sw->uplink.bond));
}

/**
 * xvs_uplink_dev() - find the device that stands for the uplink
 * @sw: the switch, which has a PIF; caller holds RTNL or the RCU read lock
 *
 * Return: the active PIF's, or NULL: none is active
 */
const struct net_device *xvs_uplink_dev(const struct xvs_switch *sw)
{
	const struct xvs_bond *bond = rcu_dereference_rtnl(sw->uplink.bond);
	const struct xvs_port *active;

	active = bond ? rcu_dereference_rtnl(bond->active) : NULL;
	return active ? active->dev : NULL;
}

/**
 * xvs_uplink_init() - make the uplink of a switch that has no PIF yet
 * @sw: the switch
 */
void xvs_uplink_init(struct xvs_switch *sw)
{
	struct xvs_uplink *uplink = &sw->uplink;

	uplink->port.sw = sw;
	uplink->port.at = &uplink->port;
	uplink->port.role = XVS_ROLE_UPLINK;
	RCU_INIT_POINTER(uplink->port.trunk, &xvs_all_vlans);
	xvs_fdb_owner_init(&uplink->port.fdb);
	INIT_LIST_HEAD(&uplink->port.addresses);
	INIT_LIST_HEAD(&uplink->members);
	uplink->config = xvs_bond_defaults;
	uplink->announce_rate = XVS_ANNOUNCE_RATE;
}
