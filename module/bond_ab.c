// SPDX-License-Identifier: GPL-2.0
/*
 * active-backup: one member carries everything, the others wait. What they
 * receive is what the active one receives too, or is none of ours.
 */
#include "xvs.h"

static enum xvs_drop xvs_ab_accept(const struct xvs_bond *bond,
				   const struct sk_buff *skb,
				   const struct xvs_frame *f)
{
	return rcu_access_pointer(bond->active) == f->from ?
	       XVS_GO_ON : XVS_DROP_bond_backup;
}

const struct xvs_bond_ops xvs_ab_ops = {
	.accept = xvs_ab_accept,
	.announces = true,
};
