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

	__XVS_A_MAX,
	XVS_A_MAX = (__XVS_A_MAX - 1)
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

	__XVS_CMD_MAX,
	XVS_CMD_MAX = (__XVS_CMD_MAX - 1)
};

#define XVS_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_XVS_H */
