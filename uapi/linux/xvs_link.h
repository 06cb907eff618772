/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xvs: rtnetlink attributes of a network (IFLA_INFO_DATA of kind "xvs") and
 * of a port (IFLA_INFO_SLAVE_DATA of slave kind "xvs").
 */
#ifndef _UAPI_LINUX_XVS_LINK_H
#define _UAPI_LINUX_XVS_LINK_H

#include <linux/types.h>
#include <linux/xvs.h>

/**
 * enum - attributes of a network
 *
 * @IFLA_XVS_UNSPEC: never sent
 * @IFLA_XVS_VLAN: u16, 0..4094. The one VLAN of a view; 0 is the native VLAN,
 *	untagged and priority-tagged frames alone. Needs IFLA_LINK naming the
 *	root, is given at creation and never changes. Absent on a root.
 * @IFLA_XVS_VIF_TRUNK: binary, XVS_VLAN_BITMAP_LEN bytes, bit V (of byte V/8,
 *	least significant first) for VLAN V in 1..4094: the tags that the VIFs
 *	of a root may send and see. Bits 0 and 4095 must be clear. All bits
 *	set is the default. Refused on a view.
 * @IFLA_XVS_AGEING_TIME: u32, 200..100000000, hundredths of a second, as
 *	802.1Q-2018 8.8.3 and the Linux bridge have it: how long a learned
 *	address lives after its last frame. 30000 by default. Root only.
 * @IFLA_XVS_FDB_MAX_LEARNED: u32, 1..1048576: how many addresses the switch
 *	learns before one of the port that owns most makes room. 65536 by
 *	default. Root only.
 * @IFLA_XVS_FDB_N_LEARNED: u32, read only: how many it has learned.
 * @IFLA_XVS_FDB_FLUSH: flag, write only: forget every learned address (of a
 *	view: those of its VLAN).
 * @IFLA_XVS_DEFAULT_LOCKING_MODE: u8, XVS_LOCKING_UNLOCKED (the default) or
 *	XVS_LOCKING_DISABLED: what the mode XVS_LOCKING_NETWORK_DEFAULT of a
 *	VIF comes to. Changed only while no VIF is attached (EBUSY).
 * @__IFLA_XVS_MAX: internal use
 */
enum {
	IFLA_XVS_UNSPEC,
	IFLA_XVS_VLAN,
	IFLA_XVS_VIF_TRUNK,
	IFLA_XVS_AGEING_TIME,
	IFLA_XVS_FDB_MAX_LEARNED,
	IFLA_XVS_FDB_N_LEARNED,
	IFLA_XVS_FDB_FLUSH,
	IFLA_XVS_DEFAULT_LOCKING_MODE,
	__IFLA_XVS_MAX,
};

#define IFLA_XVS_MAX (__IFLA_XVS_MAX - 1)

/* Bytes of a set of VLANs: one bit for each of the 4096 VIDs. */
#define XVS_VLAN_BITMAP_LEN 512

/*
 * Attributes of a port. Where the meaning is the bridge's the number is the
 * bridge's too, so that `ip link set DEV type bridge_slave isolated on` does
 * what it says on a port of xvs; the others take numbers of attributes that
 * the bridge only ever reports (IFLA_BRPORT_ROOT_ID and its neighbours), so
 * that no bridge option is ever taken for one of ours.
 *
 * From the bridge, each a u8 of 0 or 1: IFLA_BRPORT_LEARNING,
 * IFLA_BRPORT_UNICAST_FLOOD, IFLA_BRPORT_MCAST_FLOOD, IFLA_BRPORT_BCAST_FLOOD,
 * IFLA_BRPORT_ISOLATED; and the flag IFLA_BRPORT_FLUSH.
 */

/* u8, enum xvs_role */
#define IFLA_XVS_PORT_ROLE	13
/* nest of u64 counters, read only: enum xvs_port_stat */
#define IFLA_XVS_PORT_STATS	14
/* nest of drop counters, read only: a nest of XVS_A_DROP_* for each reason,
 * known by its name and not by its type
 */
#define IFLA_XVS_PORT_DROPS	15
/* nest of XVS_A_LOCK_*, as generic netlink has it */
#define IFLA_XVS_PORT_LOCK	16

/**
 * enum xvs_role - what a port is to its switch
 *
 * @XVS_ROLE_VIF: a guest's interface: untrusted
 * @XVS_ROLE_PIF: a physical interface, part of the uplink: trusted. On a root
 *	only.
 */
enum xvs_role {
	XVS_ROLE_VIF,
	XVS_ROLE_PIF,
};

/**
 * enum xvs_port_stat - counters of a port, seen from the switch
 *
 * @XVS_PORT_STAT_UNSPEC: never sent
 * @XVS_PORT_STAT_RX_PACKETS: frames that entered the switch by the port,
 *	dropped ones too
 * @XVS_PORT_STAT_RX_BYTES: their bytes, Ethernet header included
 * @XVS_PORT_STAT_TX_PACKETS: frames handed to the port
 * @XVS_PORT_STAT_TX_BYTES: their bytes
 * @XVS_PORT_STAT_FDB: addresses learned on the port now
 * @XVS_PORT_STAT_PAD: alignment
 * @__XVS_PORT_STAT_MAX: internal use
 */
enum xvs_port_stat {
	XVS_PORT_STAT_UNSPEC,
	XVS_PORT_STAT_RX_PACKETS,
	XVS_PORT_STAT_RX_BYTES,
	XVS_PORT_STAT_TX_PACKETS,
	XVS_PORT_STAT_TX_BYTES,
	XVS_PORT_STAT_FDB,
	XVS_PORT_STAT_PAD,
	__XVS_PORT_STAT_MAX,
};

#define XVS_PORT_STAT_MAX (__XVS_PORT_STAT_MAX - 1)

/**
 * struct xvs_ipv4_prefix - entry of an XVS_A_LOCK_IPV4*
 *
 * @addr: address
 * @len: length of the prefix in bits, 0..32
 * @pad: zero
 */
struct xvs_ipv4_prefix {
	__be32 addr;
	__u8 len;
	__u8 pad[3];
};

/**
 * struct xvs_ipv6_prefix - entry of an XVS_A_LOCK_IPV6*
 *
 * @addr: address, as in struct in6_addr
 * @len: length of the prefix in bits, 0..128
 * @pad: zero
 */
struct xvs_ipv6_prefix {
	__u8 addr[16];
	__u8 len;
	__u8 pad[3];
};

#endif /* _UAPI_LINUX_XVS_LINK_H */
