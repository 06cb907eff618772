// SPDX-License-Identifier: GPL-2.0
/* The lists of prefixes in the nest that says who a device may be. */
#include "lockattr.h"
#include "xvs.h"

#define XVS_LIST_MSGS(option, max) {					\
	.size = option " must be an array of prefixes",			\
	.bits = option ": the length of a prefix is 0 to " max " bits",	\
	.addr = option ": no station has this address",			\
	.full = option ": no more than 256 prefixes can be allowed",	\
	.absent = option ": the prefix is not in the list",		\
}

/* Multicast, or what a host that has no address yet is called (RFC 1122
 * 3.2.1.3), or all of them; 0.0.0.0/0 is more than that.
 */
static bool xvs_ipv4_is_no_station(const struct xvs_prefix *prefix)
{
	__be32 addr = htonl(prefix->hi >> 32);

	if (prefix->len == 32 && (!addr || ipv4_is_lbcast(addr)))
		return true;
	return prefix->len >= 4 && ipv4_is_multicast(addr);
}

static bool xvs_ipv6_is_no_station(const struct xvs_prefix *prefix)
{
	if (prefix->len == 128 && !prefix->hi && !prefix->lo)
		return true;
	return prefix->len >= 8 && prefix->hi >> 56 == 0xff;
}

const struct xvs_lock_family xvs_lock_ipv4 = {
	.bits = 32,
	.stride = sizeof(struct xvs_ipv4_prefix),
	.set = XVS_A_LOCK_IPV4,
	.add = XVS_A_LOCK_IPV4_ADD,
	.del = XVS_A_LOCK_IPV4_DEL,
	.set_msgs = XVS_LIST_MSGS("ipv4_allowed", "32"),
	.add_msgs = XVS_LIST_MSGS("ipv4_add", "32"),
	.del_msgs = XVS_LIST_MSGS("ipv4_del", "32"),
	.is_no_station = xvs_ipv4_is_no_station,
};

const struct xvs_lock_family xvs_lock_ipv6 = {
	.bits = 128,
	.stride = sizeof(struct xvs_ipv6_prefix),
	.set = XVS_A_LOCK_IPV6,
	.add = XVS_A_LOCK_IPV6_ADD,
	.del = XVS_A_LOCK_IPV6_DEL,
	.set_msgs = XVS_LIST_MSGS("ipv6_allowed", "128"),
	.add_msgs = XVS_LIST_MSGS("ipv6_add", "128"),
	.del_msgs = XVS_LIST_MSGS("ipv6_del", "128"),
	.is_no_station = xvs_ipv6_is_no_station,
};

/* Both families lay a prefix out alike: the address, its length, zeroes. What
 * the prefix does not cover is left out. Return: what is wrong, or 0
 */
static int xvs_prefix_read(const struct xvs_lock_family *family,
			   const u8 *from, struct xvs_prefix *prefix)
{
	unsigned int bytes = family->bits / 8;
	u64 hi, lo = 0;

	if (memchr_inv(from + bytes + 1, 0, family->stride - bytes - 1))
		return -EINVAL;
	if (from[bytes] > family->bits)
		return -ERANGE;
	if (family->bits == 32) {
		hi = (u64)get_unaligned_be32(from) << 32;
	} else {
		hi = get_unaligned_be64(from);
		lo = get_unaligned_be64(from + 8);
	}
	*prefix = (struct xvs_prefix) {
		.hi = hi & xvs_prefix_mask(from[bytes]),
		.lo = lo & xvs_prefix_mask(from[bytes] - 64),
		.len = from[bytes],
	};
	return family->is_no_station(prefix) ? -EADDRNOTAVAIL : 0;
}

static void xvs_prefix_write(const struct xvs_lock_family *family,
			     u8 *to, const struct xvs_prefix *prefix)
{
	memset(to, 0, family->stride);
	if (family->bits == 32) {
		put_unaligned_be32(prefix->hi >> 32, to);
	} else {
		put_unaligned_be64(prefix->hi, to);
		put_unaligned_be64(prefix->lo, to + 8);
	}
	to[family->bits / 8] = prefix->len;
}

static struct xvs_prefix *xvs_list_find(const struct xvs_lock_list *list,
					const struct xvs_prefix *prefix)
{
	unsigned int i;

	for (i = 0; i < *list->n; i++)
		if (list->prefixes[i].len == prefix->len &&
		    list->prefixes[i].hi == prefix->hi &&
		    list->prefixes[i].lo == prefix->lo)
			return &list->prefixes[i];
	return NULL;
}

static int xvs_list_add(struct xvs_lock_list *list,
			const struct xvs_prefix *prefix)
{
	if (xvs_list_find(list, prefix))
		return 0;
	if (*list->n == XVS_IDENTITY_MAX_PREFIXES)
		return -ENOSPC;
	list->prefixes[(*list->n)++] = *prefix;
	return 0;
}

/* The others keep their order, in which they are shown. */
static int xvs_list_del(struct xvs_lock_list *list,
			const struct xvs_prefix *prefix)
{
	struct xvs_prefix *found = xvs_list_find(list, prefix);
	struct xvs_prefix *last = list->prefixes + *list->n - 1;

	if (!found)
		return -ENOENT;
	memmove(found, found + 1, (u8 *)last - (u8 *)found);
	(*list->n)--;
	return 0;
}

static const char *xvs_list_msg(const struct xvs_list_msgs *msgs, int err)
{
	switch (err) {
	case -ERANGE:
		return msgs->bits;
	case -EADDRNOTAVAIL:
		return msgs->addr;
	case -ENOSPC:
		return msgs->full;
	case -ENOENT:
		return msgs->absent;
	default:
		return msgs->size;
	}
}

/* Do with each prefix of an attribute, if it is there, what @change does. */
static int xvs_list_change(struct xvs_lock_list *list,
			   const struct xvs_lock_family *family,
			   const struct nlattr *attr,
			   int (*change)(struct xvs_lock_list *list,
					 const struct xvs_prefix *prefix),
			   const struct xvs_list_msgs *msgs,
			   struct netlink_ext_ack *extack)
{
	struct xvs_prefix prefix;
	int i, err = 0;

	if (!attr)
		return 0;
	if (nla_len(attr) % family->stride)
		err = -EINVAL;
	for (i = 0; !err && i < nla_len(attr); i += family->stride) {
		err = xvs_prefix_read(family, nla_data(attr) + i, &prefix);
		if (!err)
			err = change(list, &prefix);
	}
	if (err)
		xvs_lock_refuse(extack, attr, xvs_list_msg(msgs, err), err);
	return err;
}

/**
 * xvs_lock_change_list() - change a list as a message says
 * @list: the list
 * @family: whose it is
 * @tb: attributes of the nest, by XVS_A_LOCK_*
 * @extack: says what is wrong
 *
 * Return: 0, -EINVAL, -ERANGE, -EADDRNOTAVAIL, -ENOSPC or -ENOENT
 */
int xvs_lock_change_list(struct xvs_lock_list list,
			 const struct xvs_lock_family *family,
			 struct nlattr *tb[],
			 struct netlink_ext_ack *extack)
{
	int err;

	if (tb[family->set])
		*list.n = 0;
	err = xvs_list_change(&list, family, tb[family->set], xvs_list_add,
			      &family->set_msgs, extack);
	if (!err)
		err = xvs_list_change(&list, family, tb[family->add],
				      xvs_list_add, &family->add_msgs, extack);
	if (!err)
		err = xvs_list_change(&list, family, tb[family->del],
				      xvs_list_del, &family->del_msgs, extack);
	return err;
}

/**
 * xvs_lock_fill_list() - show a list
 * @skb: message
 * @family: whose the list is
 * @list: the list
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_lock_fill_list(struct sk_buff *skb,
		       const struct xvs_lock_family *family,
		       const struct xvs_prefixes *list)
{
	struct nlattr *attr = nla_reserve(skb, family->set,
					  list->n * family->stride);
	unsigned int i;

	if (!attr)
		return -EMSGSIZE;
	for (i = 0; i < list->n; i++)
		xvs_prefix_write(family, nla_data(attr) + i * family->stride,
				 &list->prefixes[i]);
	return 0;
}
