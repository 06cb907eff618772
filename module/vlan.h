/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_VLAN_H
#define _XVS_VLAN_H

#include <linux/if_vlan.h>
#include <linux/types.h>

/**
 * struct xvs_vlan_set - a set of VLANs, replaced as a whole under RCU
 *
 * @vids: bit V for VLAN V
 * @rcu: frees it
 */
struct xvs_vlan_set {
	DECLARE_BITMAP(vids, VLAN_N_VID);
	struct rcu_head rcu;
};

void xvs_vlan_set_fill(struct xvs_vlan_set *set, const u8 *bitmap);

#endif /* _XVS_VLAN_H */
