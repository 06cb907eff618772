/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files share that read and show who a device may be: lockattr.c has
 * the nest, prefixattr.c the lists of prefixes in it.
 */
#ifndef _XVS_LOCKATTR_H
#define _XVS_LOCKATTR_H

#include <net/netlink.h>
#include "prefix.h"

/* One of the lists of an identity while it is being written. */
struct xvs_lock_list {
	struct xvs_prefix *prefixes;
	unsigned int *n;
};

/* What can be wrong with a list, by the name of the option that gives it. */
struct xvs_list_msgs {
	const char *size;
	const char *bits;
	const char *addr;
	const char *full;
	const char *absent;
};

/**
 * struct xvs_lock_family - what differs between IPv4 and IPv6
 *
 * @bits: length of an address
 * @stride: bytes of a struct xvs_ipv4_prefix or xvs_ipv6_prefix
 * @set: attribute that replaces the list
 * @add: attribute that adds to it
 * @del: attribute that removes from it
 * @set_msgs: what is said of @set
 * @add_msgs: what is said of @add
 * @del_msgs: what is said of @del
 * @is_no_station: can no address of a prefix be a station's?
 */
struct xvs_lock_family {
	u8 bits;
	u8 stride;
	u8 set;
	u8 add;
	u8 del;
	struct xvs_list_msgs set_msgs;
	struct xvs_list_msgs add_msgs;
	struct xvs_list_msgs del_msgs;
	bool (*is_no_station)(const struct xvs_prefix *prefix);
};

extern const struct xvs_lock_family xvs_lock_ipv4;
extern const struct xvs_lock_family xvs_lock_ipv6;

int xvs_lock_change_list(struct xvs_lock_list list,
			 const struct xvs_lock_family *family,
			 struct nlattr *tb[],
			 struct netlink_ext_ack *extack);
int xvs_lock_fill_list(struct sk_buff *skb,
		       const struct xvs_lock_family *family,
		       const struct xvs_prefixes *list);

static inline int xvs_lock_refuse(struct netlink_ext_ack *extack,
				  const struct nlattr *attr, const char *msg,
				  int err)
{
	if (extack) {
		extack->_msg = msg;
		extack->bad_attr = attr;
	}
	return err;
}

#endif /* _XVS_LOCKATTR_H */
