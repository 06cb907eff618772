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
 * @IFLA_XVS_BOND_MODE: u8, enum xvs_bond_mode: how two or more PIFs act as one.
 *	balance-slb by default. This and all that follow are of a root only, and
 *	can be set whether there are PIFs or not.
 * @IFLA_XVS_BOND_UPDELAY: u32, 0..600000 ms from the return of a link to the
 *	use of it, skipped where there is no other. 31000 by default.
 * @IFLA_XVS_BOND_DOWNDELAY: u32, 0..600000 ms from the loss of a link to the
 *	end of its use. 200 by default.
 * @IFLA_XVS_BOND_PRIMARY: u32, index of the PIF that is to be the active one
 *	where it can; 0, the default: none.
 * @IFLA_XVS_BOND_RESELECT: u8, enum xvs_bond_reselect. always by default.
 * @IFLA_XVS_BOND_ACTIVE: u32, index of the active PIF. To set it makes that one
 *	active until it fails; 0 undoes that. EINVAL: it is no PIF of this root
 *	that can send now. Not there if none is active.
 * @IFLA_XVS_BOND_REBALANCE: u32, 1000..86400000 ms between two looks at the
 *	loads, 0: never. 10000 by default.
 * @IFLA_XVS_BOND_HASH: u8, enum xvs_bond_hash. tcpudp-ports by default.
 * @IFLA_XVS_LACP_FAST: u8, 1: ask the partner for a LACPDU each second, 0, the
 *	default: each 30.
 * @IFLA_XVS_LACP_ACTIVE: u8, 1, the default: speak LACP without being spoken to.
 * @IFLA_XVS_LACP_SYS_PRIO: u16, priority of the system. 65535 by default.
 * @IFLA_XVS_LACP_MIN_LINKS: u16, 0..256: nothing is sent over fewer links.
 * @IFLA_XVS_LACP_FALLBACK: u8, 1, the default: act as active-backup while there
 *	is no partner; 0: send nothing then.
 * @IFLA_XVS_ANNOUNCE_RATE: u32, 1..1000000 frames a second that make known
 *	outside who is here. 20000 by default.
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
	IFLA_XVS_BOND_MODE,
	IFLA_XVS_BOND_UPDELAY,
	IFLA_XVS_BOND_DOWNDELAY,
	IFLA_XVS_BOND_PRIMARY,
	IFLA_XVS_BOND_RESELECT,
	IFLA_XVS_BOND_ACTIVE,
	IFLA_XVS_BOND_REBALANCE,
	IFLA_XVS_BOND_HASH,
	IFLA_XVS_LACP_FAST,
	IFLA_XVS_LACP_ACTIVE,
	IFLA_XVS_LACP_SYS_PRIO,
	IFLA_XVS_LACP_MIN_LINKS,
	IFLA_XVS_LACP_FALLBACK,
	IFLA_XVS_ANNOUNCE_RATE,
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
/* nest of XVS_A_MEMBER_*, as generic netlink has it, of a PIF; the two of them
 * that can be set, XVS_A_MEMBER_LACP_PRIO and XVS_A_MEMBER_LACP_KEY, of any port
 */
#define IFLA_XVS_PORT_BOND	17
/* nests of XVS_A_RATE_*, as generic netlink has them: what the guest may send,
 * and what it is sent
 */
#define IFLA_XVS_PORT_TX	18
#define IFLA_XVS_PORT_RX	19
/* nest of XVS_A_GUARD_*, as generic netlink has it */
#define IFLA_XVS_PORT_GUARD	20

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
 * struct xvs_bucket_info - entry of an XVS_A_BUCKETS
 *
 * @ifindex: index of the PIF that carries it, 0 if none does
 * @pad: zero
 * @load: bytes that it carried lately, older ones counting half
 */
struct xvs_bucket_info {
	__u32 ifindex;
	__u32 pad;
	__u64 load;
};

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
