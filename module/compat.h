/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only file that knows which kernel this is: included before all others.
 * What can be detected is detected, since distributions port back; the rest
 * goes by version.
 */
#ifndef _XVS_COMPAT_H
#define _XVS_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "xvs needs Linux 6.1 or newer"
#endif

/* Counters and clocks of 64 bits are read without a lock. */
#ifndef CONFIG_64BIT
#error "xvs needs a 64-bit kernel"
#endif

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

/* 6.12 moved it. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#include <asm/unaligned.h>
#else
#include <linux/unaligned.h>
#endif

/* 6.5 gave GSO a header of its own. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include <net/gso.h>
#endif

/* 6.15 gave the locks of devices one too. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
#include <net/netdev_lock.h>
#endif

/* 6.10 took the source from __assign_str(). */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define xvs_assign_str(dst, src)	__assign_str(dst, src)
#else
#define xvs_assign_str(dst, src)	__assign_str(dst)
#endif

/* 6.12 made flags of these two features, 6.15 renamed the second, and so did
 * 6.12 later.
 */
static inline void xvs_compat_dev_flags(struct net_device *dev)
{
#ifdef NETIF_F_LLTX
	dev->features |= NETIF_F_LLTX | NETIF_F_NETNS_LOCAL;
#else
	dev->lltx = true;
#ifdef XVS_HAS_NETNS_IMMUTABLE
	dev->netns_immutable = true;
#else
	dev->netns_local = true;
#endif
#endif
}

/* 6.18 renamed it. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
#define dev_get_flags(dev)	netif_get_flags(dev)
#endif

/* 6.13 made it possible that this fails. */
static inline int xvs_compat_af_register(struct rtnl_af_ops *ops)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
	rtnl_af_register(ops);
	return 0;
#else
	return rtnl_af_register(ops);
#endif
}

/* Since 6.2 a port can be told to get no address of IPv6 by itself, by which
 * the host would speak to a guest without meaning to.
 */
static inline void xvs_compat_no_addrconf(struct net_device *dev, bool on)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	if (on)
		dev->priv_flags |= IFF_NO_ADDRCONF;
	else
		dev->priv_flags &= ~IFF_NO_ADDRCONF;
#endif
}

/* 6.15 gathered what newlink is given in a structure. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
struct rtnl_newlink_params {
	struct net *src_net;
	struct nlattr **tb;
	struct nlattr **data;
};

static inline struct net *
rtnl_newlink_link_net(struct rtnl_newlink_params *params)
{
	return params->src_net;
}

#define XVS_COMPAT_NEWLINK(fn)						\
static int fn##_compat(struct net *src_net, struct net_device *dev,	\
		       struct nlattr *tb[], struct nlattr *data[],	\
		       struct netlink_ext_ack *extack)			\
{									\
	struct rtnl_newlink_params params = {				\
		.src_net = src_net, .tb = tb, .data = data,		\
	};								\
									\
	return fn(dev, &params, extack);				\
}
#define xvs_compat_newlink(fn)	fn##_compat
#else
#define XVS_COMPAT_NEWLINK(fn)
#define xvs_compat_newlink(fn)	fn
#endif

/* 6.6 moved a dump's attributes into what a request's are in. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define xvs_compat_dump_attrs(cb)	(genl_dumpit_info(cb)->attrs)
#else
#define xvs_compat_dump_attrs(cb)	(genl_info_dump(cb)->attrs)
#endif

/* 6.15 lets ndo_fdb_add and _del say that they have told user space. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
#define XVS_COMPAT_FDB_NOTIFIED
#else
#define XVS_COMPAT_FDB_NOTIFIED	bool *notified,
#endif

/* 6.13 gave a timer its function together with all else. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void
xvs_compat_hrtimer_setup(struct hrtimer *timer,
			 enum hrtimer_restart (*function)(struct hrtimer *),
			 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#else
#define xvs_compat_hrtimer_setup(timer, function, clock, mode)		\
	hrtimer_setup(timer, function, clock, mode)
#endif

/* Where the core keeps how far a dump of addresses has come. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define xvs_compat_fdb_skip(cb)	((cb)->args[2])
#else
#define xvs_compat_fdb_skip(cb)						\
	(((struct ndo_fdb_dump_context *)(cb)->ctx)->fdb_idx)
#endif

#endif /* _XVS_COMPAT_H */
