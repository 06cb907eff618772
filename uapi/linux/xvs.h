/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/xvs.yaml */
/* YNL-GEN uapi header */
/* To regenerate run: Documentation/netlink/regen */

#ifndef _UAPI_LINUX_XVS_H
#define _UAPI_LINUX_XVS_H

#define XVS_FAMILY_NAME		"xvs"
#define XVS_FAMILY_VERSION	1

/**
 * enum xvs_locking_mode - what a VIF may send and is sent
 * @XVS_LOCKING_NETWORK_DEFAULT: as its network's default_locking_mode says;
 *   the default
 * @XVS_LOCKING_LOCKED: only frames that name it, by its MAC and the addresses
 *   in its lists, as their sender; it is sent everything
 * @XVS_LOCKING_UNLOCKED: everything
 * @XVS_LOCKING_DISABLED: nothing, either way
 */
enum xvs_locking_mode {
	XVS_LOCKING_NETWORK_DEFAULT,
	XVS_LOCKING_LOCKED,
	XVS_LOCKING_UNLOCKED,
	XVS_LOCKING_DISABLED,
};

/**
 * enum xvs_linklocal - which link-local addresses of IPv6 (fe80::/10) a locked
 *   VIF may have besides those in its list
 * @XVS_LINKLOCAL_DEFAULT: first where its list names any IPv6 prefix,
 *   otherwise listed
 * @XVS_LINKLOCAL_LISTED: none
 * @XVS_LINKLOCAL_EUI64: the one that is made of its MAC (RFC 4291, appendix A)
 * @XVS_LINKLOCAL_FIRST: up to four that it was the first to use and no other
 *   port holds (in the manner of RFC 6620)
 */
enum xvs_linklocal {
	XVS_LINKLOCAL_DEFAULT,
	XVS_LINKLOCAL_LISTED,
	XVS_LINKLOCAL_EUI64,
	XVS_LINKLOCAL_FIRST,
};

/**
 * enum xvs_frame_verdict - what becomes of a frame
 * @XVS_FRAME_VERDICT_PASS: it is forwarded
 * @XVS_FRAME_VERDICT_DROP: it is dropped, for a reason
 */
enum xvs_frame_verdict {
	XVS_FRAME_VERDICT_PASS,
	XVS_FRAME_VERDICT_DROP,
};

/**
 * enum xvs_bond_mode - how the PIFs of a network act as one
 * @XVS_BOND_MODE_BALANCE_SLB: each source address sends by one of them, chosen
 *   by a hash and moved now and then to even out the loads; the default
 * @XVS_BOND_MODE_ACTIVE_BACKUP: one of them carries everything
 * @XVS_BOND_MODE_LACP: IEEE 802.1AX link aggregation
 * @XVS_BOND_MODE_BROADCAST: each frame leaves by all of them
 * @XVS_BOND_MODE_SPLIT_HORIZON: each leads to other stations, as the tunnels
 *   of a mesh do, and what comes by one leaves by none
 */
enum xvs_bond_mode {
	XVS_BOND_MODE_BALANCE_SLB,
	XVS_BOND_MODE_ACTIVE_BACKUP,
	XVS_BOND_MODE_LACP,
	XVS_BOND_MODE_BROADCAST,
	XVS_BOND_MODE_SPLIT_HORIZON,
};

/**
 * enum xvs_bond_reselect - when the primary PIF becomes the active one
 * @XVS_BOND_RESELECT_ALWAYS: whenever it can; the default
 * @XVS_BOND_RESELECT_BETTER: whenever it can and is faster than the active one
 * @XVS_BOND_RESELECT_FAILURE: when the active one fails
 */
enum xvs_bond_reselect {
	XVS_BOND_RESELECT_ALWAYS,
	XVS_BOND_RESELECT_BETTER,
	XVS_BOND_RESELECT_FAILURE,
};

/**
 * enum xvs_bond_hash - what LACP spreads over the links
 * @XVS_BOND_HASH_TCPUDP_PORTS: flows, by addresses and ports; the default
 * @XVS_BOND_HASH_SRC_MAC: source addresses, as balance-slb
 */
enum xvs_bond_hash {
	XVS_BOND_HASH_TCPUDP_PORTS,
	XVS_BOND_HASH_SRC_MAC,
};

/*
 * the mux machine of IEEE 802.1AX-2014 6.4.15
 */
enum xvs_lacp_mux_state {
	XVS_LACP_MUX_STATE_DETACHED,
	XVS_LACP_MUX_STATE_WAITING,
	XVS_LACP_MUX_STATE_ATTACHED,
	XVS_LACP_MUX_STATE_COLLECTING_DISTRIBUTING,
};

/*
 * the receive machine of IEEE 802.1AX-2014 6.4.12
 */
enum xvs_lacp_rx_state {
	XVS_LACP_RX_STATE_INITIALIZE,
	XVS_LACP_RX_STATE_PORT_DISABLED,
	XVS_LACP_RX_STATE_EXPIRED,
	XVS_LACP_RX_STATE_DEFAULTED,
	XVS_LACP_RX_STATE_CURRENT,
};

/*
 * bits of a state of IEEE 802.1AX-2014 6.4.2.3
 */
enum xvs_lacp_flags {
	XVS_LACP_FLAGS_ACTIVITY = 1,
	XVS_LACP_FLAGS_TIMEOUT = 2,
	XVS_LACP_FLAGS_AGGREGATION = 4,
	XVS_LACP_FLAGS_SYNCHRONIZATION = 8,
	XVS_LACP_FLAGS_COLLECTING = 16,
	XVS_LACP_FLAGS_DISTRIBUTING = 32,
	XVS_LACP_FLAGS_DEFAULTED = 64,
	XVS_LACP_FLAGS_EXPIRED = 128,
};

/**
 * enum xvs_rate_mode - what becomes of frames over a rate
 * @XVS_RATE_MODE_SHAPE: they wait in a queue, which slows their sender; the
 *   default
 * @XVS_RATE_MODE_POLICE: they are dropped
 */
enum xvs_rate_mode {
	XVS_RATE_MODE_SHAPE,
	XVS_RATE_MODE_POLICE,
};

enum {
	XVS_A_IFINDEX = 1,
	XVS_A_IFNAME,
	XVS_A_NETWORK_IFINDEX,
	XVS_A_NETWORK_IFNAME,
	XVS_A_ROLE,
	XVS_A_LOCK,
	XVS_A_DROPS,
	XVS_A_FRAME,
	XVS_A_FRAME_LEN,
	XVS_A_VERDICT,
	XVS_A_REASON,
	XVS_A_RULE,
	XVS_A_VID,
	XVS_A_TIME,
	XVS_A_PAD,
	XVS_A_LACP_PRIO,
	XVS_A_LACP_KEY,
	XVS_A_MEMBERS,
	XVS_A_BOND_MODE,
	XVS_A_LACP_NEGOTIATED,
	XVS_A_BUCKETS,
	XVS_A_TX,
	XVS_A_RX,
	XVS_A_GUARD,

	__XVS_A_MAX,
	XVS_A_MAX = (__XVS_A_MAX - 1)
};

enum {
	XVS_A_MEMBER_IFINDEX = 1,
	XVS_A_MEMBER_IFNAME,
	XVS_A_MEMBER_LINK,
	XVS_A_MEMBER_ENABLED,
	XVS_A_MEMBER_CARRIES,
	XVS_A_MEMBER_ACTIVE,
	XVS_A_MEMBER_FAILURES,
	XVS_A_MEMBER_FLAPS,
	XVS_A_MEMBER_SPEED,
	XVS_A_MEMBER_DUPLEX,
	XVS_A_MEMBER_LOAD,
	XVS_A_MEMBER_BUCKETS,
	XVS_A_MEMBER_LACP_PRIO,
	XVS_A_MEMBER_LACP_KEY,
	XVS_A_MEMBER_LACP_RX,
	XVS_A_MEMBER_LACP_MUX,
	XVS_A_MEMBER_LACP_ACTOR,
	XVS_A_MEMBER_LACP_PARTNER,
	XVS_A_MEMBER_LACP_ACTOR_CHURNED,
	XVS_A_MEMBER_LACP_PARTNER_CHURNED,
	XVS_A_MEMBER_LACP_PDUS_RX,
	XVS_A_MEMBER_LACP_PDUS_TX,
	XVS_A_MEMBER_LACP_PDUS_BAD,
	XVS_A_MEMBER_PAD,

	__XVS_A_MEMBER_MAX,
	XVS_A_MEMBER_MAX = (__XVS_A_MEMBER_MAX - 1)
};

enum {
	XVS_A_LACP_INFO_SYSTEM_PRIO = 1,
	XVS_A_LACP_INFO_SYSTEM,
	XVS_A_LACP_INFO_KEY,
	XVS_A_LACP_INFO_PORT_PRIO,
	XVS_A_LACP_INFO_PORT,
	XVS_A_LACP_INFO_STATE,

	__XVS_A_LACP_INFO_MAX,
	XVS_A_LACP_INFO_MAX = (__XVS_A_LACP_INFO_MAX - 1)
};

enum {
	XVS_A_RATE_RATE = 1,
	XVS_A_RATE_BURST,
	XVS_A_RATE_PACKETS,
	XVS_A_RATE_MODE,
	XVS_A_RATE_PASSED,
	XVS_A_RATE_DELAYED,
	XVS_A_RATE_MARKED,
	XVS_A_RATE_DROPPED,
	XVS_A_RATE_BACKLOG,
	XVS_A_RATE_PAD,

	__XVS_A_RATE_MAX,
	XVS_A_RATE_MAX = (__XVS_A_RATE_MAX - 1)
};

enum {
	XVS_A_GUARD_BROADCAST = 1,
	XVS_A_GUARD_MULTICAST,
	XVS_A_GUARD_UNKNOWN,
	XVS_A_GUARD_ARP,
	XVS_A_GUARD_ND,
	XVS_A_GUARD_DHCP,
	XVS_A_GUARD_LEARN_RATE,
	XVS_A_GUARD_LEARN_LIMIT,
	XVS_A_GUARD_NOT_LEARNED,
	XVS_A_GUARD_PAD,

	__XVS_A_GUARD_MAX,
	XVS_A_GUARD_MAX = (__XVS_A_GUARD_MAX - 1)
};

enum {
	XVS_A_LOCK_MODE = 1,
	XVS_A_LOCK_EFFECTIVE_MODE,
	XVS_A_LOCK_MAC,
	XVS_A_LOCK_IPV4,
	XVS_A_LOCK_IPV4_ADD,
	XVS_A_LOCK_IPV4_DEL,
	XVS_A_LOCK_IPV6,
	XVS_A_LOCK_IPV6_ADD,
	XVS_A_LOCK_IPV6_DEL,
	XVS_A_LOCK_IPV6_LINKLOCAL,
	XVS_A_LOCK_TRUNK,

	__XVS_A_LOCK_MAX,
	XVS_A_LOCK_MAX = (__XVS_A_LOCK_MAX - 1)
};

enum {
	XVS_A_DROP_NAME = 1,
	XVS_A_DROP_COUNT,
	XVS_A_DROP_PAD,

	__XVS_A_DROP_MAX,
	XVS_A_DROP_MAX = (__XVS_A_DROP_MAX - 1)
};

enum {
	XVS_CMD_DEVICE_GET = 1,
	XVS_CMD_DEVICE_SET,
	XVS_CMD_PORT_MOVE,
	XVS_CMD_FRAME_CHECK,
	XVS_CMD_OFFENDER_GET,
	XVS_CMD_VIOLATION_NTF,
	XVS_CMD_UPLINK_GET,
	XVS_CMD_UPLINK_ANNOUNCE,
	XVS_CMD_UPLINK_REBALANCE,
	XVS_CMD_MEMBER_NTF,

	__XVS_CMD_MAX,
	XVS_CMD_MAX = (__XVS_CMD_MAX - 1)
};

#define XVS_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_XVS_H */
