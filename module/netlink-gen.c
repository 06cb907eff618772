// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/xvs.yaml */
/* YNL-GEN kernel source */
/* To regenerate run: Documentation/netlink/regen */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink-gen.h"

#include <linux/xvs.h>
#include <linux/xvs_link.h>

/* Common nested types */
const struct nla_policy xvs_guard_nl_policy[XVS_A_GUARD_PAD + 1] = {
	[XVS_A_GUARD_BROADCAST] = { .type = NLA_U32, },
	[XVS_A_GUARD_MULTICAST] = { .type = NLA_U32, },
	[XVS_A_GUARD_UNKNOWN] = { .type = NLA_U32, },
	[XVS_A_GUARD_ARP] = { .type = NLA_U32, },
	[XVS_A_GUARD_ND] = { .type = NLA_U32, },
	[XVS_A_GUARD_DHCP] = { .type = NLA_U32, },
	[XVS_A_GUARD_LEARN_RATE] = { .type = NLA_U32, },
	[XVS_A_GUARD_LEARN_LIMIT] = { .type = NLA_U32, },
	[XVS_A_GUARD_NOT_LEARNED] = { .type = NLA_U64, },
};

const struct nla_policy xvs_lock_nl_policy[XVS_A_LOCK_TRUNK + 1] = {
	[XVS_A_LOCK_MODE] = NLA_POLICY_MAX(NLA_U8, 3),
	[XVS_A_LOCK_EFFECTIVE_MODE] = NLA_POLICY_MAX(NLA_U8, 3),
	[XVS_A_LOCK_MAC] = { .type = NLA_BINARY, },
	[XVS_A_LOCK_IPV4] = { .type = NLA_BINARY, },
	[XVS_A_LOCK_IPV4_ADD] = { .type = NLA_BINARY, },
	[XVS_A_LOCK_IPV4_DEL] = { .type = NLA_BINARY, },
	[XVS_A_LOCK_IPV6] = { .type = NLA_BINARY, },
	[XVS_A_LOCK_IPV6_ADD] = { .type = NLA_BINARY, },
	[XVS_A_LOCK_IPV6_DEL] = { .type = NLA_BINARY, },
	[XVS_A_LOCK_IPV6_LINKLOCAL] = NLA_POLICY_MAX(NLA_U8, 3),
	[XVS_A_LOCK_TRUNK] = { .type = NLA_BINARY, },
};

const struct nla_policy xvs_rate_nl_policy[XVS_A_RATE_PAD + 1] = {
	[XVS_A_RATE_RATE] = { .type = NLA_U64, },
	[XVS_A_RATE_BURST] = { .type = NLA_U64, },
	[XVS_A_RATE_PACKETS] = { .type = NLA_U32, },
	[XVS_A_RATE_MODE] = { .type = NLA_U8, },
	[XVS_A_RATE_PASSED] = { .type = NLA_U64, },
	[XVS_A_RATE_DELAYED] = { .type = NLA_U64, },
	[XVS_A_RATE_MARKED] = { .type = NLA_U64, },
	[XVS_A_RATE_DROPPED] = { .type = NLA_U64, },
	[XVS_A_RATE_BACKLOG] = { .type = NLA_U64, },
};

/* XVS_CMD_DEVICE_GET - do */
const struct nla_policy xvs_device_get_nl_policy[XVS_A_IFNAME + 1] = {
	[XVS_A_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_DEVICE_SET - do */
const struct nla_policy xvs_device_set_nl_policy[XVS_A_GUARD + 1] = {
	[XVS_A_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_ROLE] = NLA_POLICY_MAX(NLA_U8, 1),
	[XVS_A_LOCK] = NLA_POLICY_NESTED(xvs_lock_nl_policy),
	[XVS_A_LACP_PRIO] = { .type = NLA_U16, },
	[XVS_A_LACP_KEY] = { .type = NLA_U16, },
	[XVS_A_TX] = NLA_POLICY_NESTED(xvs_rate_nl_policy),
	[XVS_A_RX] = NLA_POLICY_NESTED(xvs_rate_nl_policy),
	[XVS_A_GUARD] = NLA_POLICY_NESTED(xvs_guard_nl_policy),
};

/* XVS_CMD_PORT_MOVE - do */
const struct nla_policy xvs_port_move_nl_policy[XVS_A_NETWORK_IFNAME + 1] = {
	[XVS_A_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NETWORK_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_NETWORK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_FRAME_CHECK - do */
const struct nla_policy xvs_frame_check_nl_policy[XVS_A_FRAME + 1] = {
	[XVS_A_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_FRAME] = { .type = NLA_BINARY, },
};

/* XVS_CMD_OFFENDER_GET - do */
const struct nla_policy xvs_offender_get_nl_policy[XVS_A_NETWORK_IFNAME + 1] = {
	[XVS_A_NETWORK_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_NETWORK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_UPLINK_GET - do */
const struct nla_policy xvs_uplink_get_nl_policy[XVS_A_NETWORK_IFNAME + 1] = {
	[XVS_A_NETWORK_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_NETWORK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_UPLINK_ANNOUNCE - do */
const struct nla_policy xvs_uplink_announce_nl_policy[XVS_A_NETWORK_IFNAME + 1] = {
	[XVS_A_NETWORK_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_NETWORK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_UPLINK_REBALANCE - do */
const struct nla_policy xvs_uplink_rebalance_nl_policy[XVS_A_NETWORK_IFNAME + 1] = {
	[XVS_A_NETWORK_IFINDEX] = { .type = NLA_U32, },
	[XVS_A_NETWORK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* Ops table for xvs */
const struct genl_ops xvs_nl_ops[8] = {
	{
		.cmd		= XVS_CMD_DEVICE_GET,
		.doit		= xvs_nl_device_get_doit,
		.dumpit		= xvs_nl_device_get_dumpit,
		.policy		= xvs_device_get_nl_policy,
		.maxattr	= XVS_A_IFNAME,
	},
	{
		.cmd		= XVS_CMD_DEVICE_SET,
		.doit		= xvs_nl_device_set_doit,
		.policy		= xvs_device_set_nl_policy,
		.maxattr	= XVS_A_GUARD,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_PORT_MOVE,
		.doit		= xvs_nl_port_move_doit,
		.policy		= xvs_port_move_nl_policy,
		.maxattr	= XVS_A_NETWORK_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_FRAME_CHECK,
		.doit		= xvs_nl_frame_check_doit,
		.policy		= xvs_frame_check_nl_policy,
		.maxattr	= XVS_A_FRAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_OFFENDER_GET,
		.doit		= xvs_nl_offender_get_doit,
		.dumpit		= xvs_nl_offender_get_dumpit,
		.policy		= xvs_offender_get_nl_policy,
		.maxattr	= XVS_A_NETWORK_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_UPLINK_GET,
		.doit		= xvs_nl_uplink_get_doit,
		.dumpit		= xvs_nl_uplink_get_dumpit,
		.policy		= xvs_uplink_get_nl_policy,
		.maxattr	= XVS_A_NETWORK_IFNAME,
	},
	{
		.cmd		= XVS_CMD_UPLINK_ANNOUNCE,
		.doit		= xvs_nl_uplink_announce_doit,
		.policy		= xvs_uplink_announce_nl_policy,
		.maxattr	= XVS_A_NETWORK_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_UPLINK_REBALANCE,
		.doit		= xvs_nl_uplink_rebalance_doit,
		.policy		= xvs_uplink_rebalance_nl_policy,
		.maxattr	= XVS_A_NETWORK_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};
