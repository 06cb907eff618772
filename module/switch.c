// SPDX-License-Identifier: GPL-2.0
/* A switch: its views, and which VLANs somebody on it is a member of. */
#include <linux/slab.h>
#include "xvs.h"

#define XVS_VLAN_LONGS	BITS_TO_LONGS(VLAN_N_VID)

/* The trunk of a PIF and of the root's own port, and the default of VIFs: all
 * but the reserved VID 4095 (IEEE 802.1Q-2018 table 9-2).
 */
struct xvs_vlan_set xvs_all_vlans = {
	.vids = {
		[0 ... XVS_VLAN_LONGS - 2] = ~0UL,
		[XVS_VLAN_LONGS - 1] = ~0UL >> 1,
	},
};

static void xvs_vlan_set_free(struct xvs_vlan_set *set)
{
	if (set && set != &xvs_all_vlans)
		kfree_rcu(set, rcu);
}

/**
 * xvs_switch_create() - make the switch of a root
 * @root: the root that owns it
 *
 * Return: the switch, or NULL: out of memory
 */
struct xvs_switch *xvs_switch_create(struct xvs_network *root)
{
	struct xvs_switch *sw = kzalloc(sizeof(*sw), GFP_KERNEL);

	if (!sw)
		return NULL;
	if (xvs_fdb_init(&sw->fdb))
		goto err_fdb;
	if (xvs_addresses_init(&sw->addresses))
		goto err_addresses;
	sw->root = root;
	RCU_INIT_POINTER(sw->vif_trunk, &xvs_all_vlans);
	INIT_LIST_HEAD(&sw->trunks);
	INIT_LIST_HEAD(&sw->view_list);
	xvs_uplink_init(sw);
	__set_bit(0, sw->members);
	return sw;

err_addresses:
	xvs_fdb_exit(&sw->fdb);
err_fdb:
	kfree(sw);
	return NULL;
}

/**
 * xvs_switch_destroy() - free a switch without networks or ports
 * @sw: the switch; nobody reads it any more
 */
void xvs_switch_destroy(struct xvs_switch *sw)
{
	xvs_bond_destroy(rcu_dereference_protected(sw->uplink.bond, true));
	xvs_addresses_exit(&sw->addresses);
	xvs_fdb_exit(&sw->fdb);
	kvfree(sw->named);
	xvs_vlan_set_free(rcu_dereference_protected(sw->vif_trunk, true));
	kvfree(rcu_dereference_protected(sw->views, true));
	kfree(sw);
}

/**
 * xvs_switch_view() - find the view of a VLAN
 * @sw: the switch; caller holds the RCU read lock or RTNL
 * @vid: the VLAN
 *
 * Return: the view, up or down, or NULL
 */
struct xvs_network *xvs_switch_view(const struct xvs_switch *sw, u16 vid)
{
	struct xvs_network __rcu **views = rcu_dereference_rtnl(sw->views);

	return views ? rcu_dereference_rtnl(views[vid]) : NULL;
}

/**
 * xvs_switch_add_view() - let a view have its VLAN
 * @sw: the switch; caller holds RTNL
 * @view: the view; no other has its VLAN
 *
 * Return: 0 or -ENOMEM
 */
int xvs_switch_add_view(struct xvs_switch *sw, struct xvs_network *view)
{
	struct xvs_network __rcu **views = rtnl_dereference(sw->views);

	if (!views) {
		views = kvcalloc(VLAN_N_VID, sizeof(*views), GFP_KERNEL);
		if (!views)
			return -ENOMEM;
		rcu_assign_pointer(sw->views, views);
	}
	rcu_assign_pointer(views[view->host.vid], view);
	list_add_tail(&view->view_node, &sw->view_list);
	xvs_switch_update_member(sw, view->host.vid);
	return 0;
}

/**
 * xvs_switch_del_view() - take a view's VLAN from it
 * @sw: the switch; caller holds RTNL and lets readers finish
 * @view: the view
 */
void xvs_switch_del_view(struct xvs_switch *sw, struct xvs_network *view)
{
	struct xvs_network __rcu **views = rtnl_dereference(sw->views);

	RCU_INIT_POINTER(views[view->host.vid], NULL);
	list_del_init(&view->view_node);
	xvs_switch_update_member(sw, view->host.vid);
}

/* Does somebody here name this VLAN, so that a NIC's filter must open for it?
 * VIFs that may use every VLAN name none; for them the NIC is promiscuous.
 */
static bool xvs_switch_names(const struct xvs_switch *sw, u16 vid)
{
	const struct xvs_vlan_set *trunk = rtnl_dereference(sw->vif_trunk);

	if (!vid || vid == VLAN_VID_MASK)
		return false;
	return xvs_switch_view(sw, vid) || test_bit(vid, sw->host_vids) ||
	       (sw->named && sw->named[vid]) ||
	       (trunk && trunk != &xvs_all_vlans && test_bit(vid, trunk->vids));
}

static bool xvs_switch_uses(const struct xvs_switch *sw, u16 vid)
{
	const struct xvs_vlan_set *trunk = rtnl_dereference(sw->vif_trunk);

	return xvs_switch_names(sw, vid) ||
	       sw->root->host.dev->flags & IFF_PROMISC ||
	       (sw->n_followers && trunk && test_bit(vid, trunk->vids));
}

/**
 * xvs_switch_update_member() - find out whether a VLAN has a member here
 * @sw: the switch; caller holds RTNL
 * @vid: the VLAN
 *
 * A view is a member of its VLAN, VIFs of the root are of those they may use,
 * the host is of those it has an 8021q device for, and a promiscuous root is
 * of all. A frame of another VLAN is of no use here and is not learned from.
 */
void xvs_switch_update_member(struct xvs_switch *sw, u16 vid)
{
	assign_bit(vid, sw->members, !vid || xvs_switch_uses(sw, vid));
	xvs_uplink_filter(sw, vid, xvs_switch_names(sw, vid));
}

/**
 * xvs_switch_update_members() - the same for all VLANs
 * @sw: the switch; caller holds RTNL
 */
void xvs_switch_update_members(struct xvs_switch *sw)
{
	u16 vid;

	for (vid = 0; vid < VLAN_VID_MASK; vid++)
		xvs_switch_update_member(sw, vid);
}

/**
 * xvs_switch_prepare_named() - make sure that VIFs can have trunks of their own
 * @sw: the switch; caller holds RTNL
 *
 * Return: 0 or -ENOMEM
 */
int xvs_switch_prepare_named(struct xvs_switch *sw)
{
	if (!sw->named)
		sw->named = kvcalloc(VLAN_N_VID, sizeof(*sw->named),
				     GFP_KERNEL);
	return sw->named ? 0 : -ENOMEM;
}

/**
 * xvs_switch_count_trunk() - a VIF of the root is or was a member of VLANs
 * @sw: the switch; caller holds RTNL
 * @trunk: the VIF's tags; NULL: none
 * @follows: they are the network's vif_trunk, not of its own
 * @change: 1: it is, -1: it was
 */
void xvs_switch_count_trunk(struct xvs_switch *sw,
			    const struct xvs_vlan_set *trunk, bool follows,
			    int change)
{
	/* Of the first that comes, or of the last that goes */
	unsigned int edge = change > 0;
	unsigned int vid;

	if (follows) {
		sw->n_followers += change;
		if (sw->n_followers == edge)
			xvs_switch_update_members(sw);
		return;
	}
	if (!trunk)
		return;
	for_each_set_bit(vid, trunk->vids, VLAN_VID_MASK) {
		sw->named[vid] += change;
		if (sw->named[vid] == edge)
			xvs_switch_update_member(sw, vid);
	}
}

/* A set is replaced, never changed. Return: ERR_PTR(-ENOMEM), or the set */
static struct xvs_vlan_set *xvs_vlan_set_make(const void *bitmap)
{
	struct xvs_vlan_set *set;

	set = kzalloc(sizeof(*set), GFP_KERNEL);
	if (!set)
		return ERR_PTR(-ENOMEM);
	xvs_vlan_set_fill(set, bitmap);
	switch (bitmap_weight(set->vids, VLAN_N_VID)) {
	case 0:
		kfree(set);
		return NULL;
	case VLAN_N_VID - 2:
		kfree(set);
		return &xvs_all_vlans;
	default:
		return set;
	}
}

/**
 * xvs_switch_set_vif_trunk() - change the tags that VIFs of the root may use
 * @sw: the switch; caller holds RTNL
 * @bitmap: XVS_VLAN_BITMAP_LEN bytes, as IFLA_XVS_VIF_TRUNK
 *
 * Return: 0 or -ENOMEM
 */
int xvs_switch_set_vif_trunk(struct xvs_switch *sw, const void *bitmap)
{
	struct xvs_vlan_set *old = rtnl_dereference(sw->vif_trunk);
	struct xvs_vlan_set *set = xvs_vlan_set_make(bitmap);
	struct xvs_port *port;

	if (IS_ERR(set))
		return PTR_ERR(set);
	rcu_assign_pointer(sw->vif_trunk, set);
	list_for_each_entry(port, &sw->root->ports, node)
		xvs_port_update_trunk(port);
	xvs_switch_update_members(sw);
	xvs_vlan_set_free(old);
	return 0;
}
