// SPDX-License-Identifier: GPL-2.0
/*
 * The modes that send by every member. broadcast: each frame, and each that
 * comes in is taken; what comes back is known as our own. split-horizon: a mesh
 * of tunnels, each of which leads to other stations, that were learned there.
 */
#include "xvs.h"

const struct xvs_bond_ops xvs_broadcast_ops = {
	.to_all = true,
	.echoes = true,
};

const struct xvs_bond_ops xvs_split_horizon_ops = {
	.to_all = true,
	.apart = true,
};
