// SPDX-License-Identifier: GPL-2.0
/*
 * The nest that says who a device may be, the same in rtnetlink and in generic
 * netlink: read into a policy, and shown. See Documentation/netlink/specs.
 */
#include <linux/slab.h>
#include "netlink-gen.h"
#include "xvs.h"

/**
 * xvs_vlans_valid() - is it a set of VLANs that a port can be given?
 * @bitmap: XVS_VLAN_BITMAP_LEN bytes, as user space has it
 *
 * Return: whether it names VLANs of 1..4094 alone
 */
bool xvs_vlans_valid(const u8 *bitmap)
{
	return !(bitmap[0] & 1) && !(bitmap[XVS_VLAN_BITMAP_LEN - 1] & 0x80);
}

/**
 * xvs_vlans_write() - write a set of VLANs for user space
 * @bitmap: XVS_VLAN_BITMAP_LEN bytes
 * @set: the set; NULL: none
 */
void xvs_vlans_write(u8 *bitmap, const struct xvs_vlan_set *set)
{
	unsigned int vid;

	memset(bitmap, 0, XVS_VLAN_BITMAP_LEN);
	for (vid = 1; set && vid < VLAN_VID_MASK; vid++)
		if (test_bit(vid, set->vids))
			bitmap[vid / 8] |= BIT(vid % 8);
}

/* An identity while it is being written. */
struct xvs_lock_draft {
	struct xvs_identity_spec spec;
	struct xvs_prefix ipv4[XVS_IDENTITY_MAX_PREFIXES];
	struct xvs_prefix ipv6[XVS_IDENTITY_MAX_PREFIXES];
	u8 trunk[XVS_VLAN_BITMAP_LEN];
};

/* One of the lists of the draft. */
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

#define XVS_LIST_MSGS(option, max) {					\
	.size = option " must be an array of prefixes",			\
	.bits = option ": the length of a prefix is 0 to " max " bits",	\
	.addr = option ": no station has this address",			\
	.full = option ": no more than 256 prefixes can be allowed",	\
	.absent = option ": the prefix is not in the list",		\
}

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

static const struct xvs_lock_family xvs_lock_ipv4 = {
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

static const struct xvs_lock_family xvs_lock_ipv6 = {
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

static int xvs_lock_refuse(struct netlink_ext_ack *extack,
			   const struct nlattr *attr, const char *msg, int err)
{
	if (extack) {
		extack->_msg = msg;
		extack->bad_attr = attr;
	}
	return err;
}

/* The first @len bits of 64, of which there may be less or more. */
static u64 xvs_prefix_mask(int len)
{
	if (len <= 0)
		return 0;
	return len < 64 ? ~(~0ULL >> len) : ~0ULL;
}

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

static int xvs_lock_change_list(struct xvs_lock_list list,
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

static int xvs_lock_change_mac(struct xvs_lock_draft *draft,
			       const struct nlattr *attr,
			       struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	if (nla_len(attr) != ETH_ALEN)
		return xvs_lock_refuse(extack, attr, "mac must be 6 bytes",
				       -EINVAL);
	if (is_multicast_ether_addr(nla_data(attr)))
		return xvs_lock_refuse(extack, attr,
				       "mac must be that of a station, not of a group",
				       -EADDRNOTAVAIL);
	ether_addr_copy(draft->spec.mac, nla_data(attr));
	return 0;
}

static int xvs_lock_change_trunk(struct xvs_lock_draft *draft,
				 const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	const u8 *bitmap;

	if (!attr)
		return 0;
	draft->spec.trunk = NULL;
	if (!nla_len(attr))
		return 0;
	if (nla_len(attr) != XVS_VLAN_BITMAP_LEN)
		return xvs_lock_refuse(extack, attr,
				       "trunk must be a bitmap of 4096 VLANs, or empty",
				       -EINVAL);
	bitmap = nla_data(attr);
	if (!xvs_vlans_valid(bitmap))
		return xvs_lock_refuse(extack, attr,
				       "trunk may name VLANs 1 to 4094 only",
				       -ERANGE);
	draft->spec.trunk = memcpy(draft->trunk, bitmap, sizeof(draft->trunk));
	return 0;
}

static int xvs_lock_change(struct xvs_lock_draft *draft, struct nlattr *tb[],
			   struct netlink_ext_ack *extack)
{
	struct xvs_lock_list ipv4 = { draft->ipv4, &draft->spec.n_ipv4 };
	struct xvs_lock_list ipv6 = { draft->ipv6, &draft->spec.n_ipv6 };
	int err;

	err = xvs_lock_change_mac(draft, tb[XVS_A_LOCK_MAC], extack);
	if (!err)
		err = xvs_lock_change_list(ipv4, &xvs_lock_ipv4, tb, extack);
	if (!err)
		err = xvs_lock_change_list(ipv6, &xvs_lock_ipv6, tb, extack);
	if (!err)
		err = xvs_lock_change_trunk(draft, tb[XVS_A_LOCK_TRUNK],
					    extack);
	if (!err && tb[XVS_A_LOCK_IPV6_LINKLOCAL])
		draft->spec.linklocal =
			nla_get_u8(tb[XVS_A_LOCK_IPV6_LINKLOCAL]);
	return err;
}

/* What was said of the device up to now, to be written over. */
static void xvs_lock_draft_init(struct xvs_lock_draft *draft,
				const struct xvs_identity *identity)
{
	struct xvs_identity_spec *spec = &draft->spec;

	memset(spec, 0, sizeof(*spec));
	spec->ipv4 = draft->ipv4;
	spec->ipv6 = draft->ipv6;
	if (!identity)
		return;
	ether_addr_copy(spec->mac, identity->lock.mac);
	spec->linklocal = identity->linklocal;
	spec->n_ipv4 = identity->lock.ipv4->n;
	memcpy(draft->ipv4, identity->lock.ipv4->prefixes,
	       spec->n_ipv4 * sizeof(*draft->ipv4));
	spec->n_ipv6 = identity->lock.ipv6->n;
	memcpy(draft->ipv6, identity->lock.ipv6->prefixes,
	       spec->n_ipv6 * sizeof(*draft->ipv6));
	if (identity->has_trunk) {
		xvs_vlans_write(draft->trunk, &identity->trunk);
		spec->trunk = draft->trunk;
	}
}

/* An identity that says nothing is none. */
static bool xvs_lock_draft_is_empty(const struct xvs_lock_draft *draft)
{
	const struct xvs_identity_spec *spec = &draft->spec;

	return is_zero_ether_addr(spec->mac) && !spec->n_ipv4 &&
	       !spec->n_ipv6 && !spec->trunk &&
	       spec->linklocal == XVS_LINKLOCAL_DEFAULT;
}

/* Return: the identity with its changes, a reference; or ERR_PTR() */
static struct xvs_identity *
xvs_lock_rewrite(const struct xvs_identity *identity, struct nlattr *tb[],
		 struct netlink_ext_ack *extack)
{
	struct xvs_lock_draft *draft = kvmalloc(sizeof(*draft), GFP_KERNEL);
	struct xvs_identity *new = NULL;
	int err;

	if (!draft)
		return ERR_PTR(-ENOMEM);
	xvs_lock_draft_init(draft, identity);
	err = xvs_lock_change(draft, tb, extack);
	if (!err && !xvs_lock_draft_is_empty(draft)) {
		new = xvs_identity_create(&draft->spec);
		err = new ? 0 : -ENOMEM;
	}
	kvfree(draft);
	return err ? ERR_PTR(err) : new;
}

/**
 * xvs_lockattr_read() - read what a message says about who a device may be
 * @policy: what was decided up to now; changed by all or by nothing of it, and
 *	with success its identity is a reference of the caller's own
 * @nest: attribute of the message, NULL if it has none
 * @extack: says what is wrong
 *
 * Return: 0, -EINVAL, -ERANGE, -EADDRNOTAVAIL, -ENOSPC, -ENOENT or -ENOMEM
 */
int xvs_lockattr_read(struct xvs_policy *policy, const struct nlattr *nest,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XVS_A_LOCK_MAX + 1];
	struct xvs_identity *identity;
	int err;

	if (!nest) {
		xvs_identity_get(policy->identity);
		return 0;
	}
	/* Old tools do not say that a nest is one; all else is to be right. */
	err = __nla_parse(tb, XVS_A_LOCK_MAX, nla_data(nest), nla_len(nest),
			  xvs_lock_nl_policy,
			  NL_VALIDATE_STRICT & ~NL_VALIDATE_NESTED, extack);
	if (err)
		return err;
	if (tb[XVS_A_LOCK_EFFECTIVE_MODE])
		return xvs_lock_refuse(extack, tb[XVS_A_LOCK_EFFECTIVE_MODE],
				       "effective_mode can only be read",
				       -EINVAL);
	identity = xvs_lock_rewrite(policy->identity, tb, extack);
	if (IS_ERR(identity))
		return PTR_ERR(identity);
	policy->identity = identity;
	if (tb[XVS_A_LOCK_MODE])
		policy->locking = nla_get_u8(tb[XVS_A_LOCK_MODE]);
	return 0;
}

/**
 * xvs_lockattr_size() - how much xvs_lockattr_fill() needs
 * @dev: the device; caller holds RTNL, or reads by RCU
 *
 * Return: bytes of a message
 */
size_t xvs_lockattr_size(const struct net_device *dev)
{
	const struct xvs_identity *identity = xvs_policy_get(dev).identity;
	size_t size = nla_total_size(sizeof(u8)) * 3;

	if (identity)
		size += nla_total_size(ETH_ALEN) +
			nla_total_size(identity->lock.ipv4->n *
				       xvs_lock_ipv4.stride) +
			nla_total_size(identity->lock.ipv6->n *
				       xvs_lock_ipv6.stride) +
			nla_total_size(XVS_VLAN_BITMAP_LEN);
	return nla_total_size(size);
}

static int xvs_lock_fill_list(struct sk_buff *skb,
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

static int xvs_lock_fill_trunk(struct sk_buff *skb,
			       const struct xvs_vlan_set *trunk)
{
	struct nlattr *attr = nla_reserve(skb, XVS_A_LOCK_TRUNK,
					  XVS_VLAN_BITMAP_LEN);

	if (!attr)
		return -EMSGSIZE;
	xvs_vlans_write(nla_data(attr), trunk);
	return 0;
}

static int xvs_lock_fill_identity(struct sk_buff *skb,
				  const struct xvs_identity *identity)
{
	if (!is_zero_ether_addr(identity->lock.mac) &&
	    nla_put(skb, XVS_A_LOCK_MAC, ETH_ALEN, identity->lock.mac))
		return -EMSGSIZE;
	if (xvs_lock_fill_list(skb, &xvs_lock_ipv4, identity->lock.ipv4) ||
	    xvs_lock_fill_list(skb, &xvs_lock_ipv6, identity->lock.ipv6))
		return -EMSGSIZE;
	return identity->has_trunk ?
	       xvs_lock_fill_trunk(skb, &identity->trunk) : 0;
}

/**
 * xvs_lockattr_fill() - show who a device may be
 * @skb: message
 * @type: of the nest in it
 * @dev: the device, port or not; caller holds RTNL
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_lockattr_fill(struct sk_buff *skb, int type,
		      const struct net_device *dev)
{
	const struct xvs_policy policy = xvs_policy_get(dev);
	const struct xvs_identity *identity = policy.identity;
	const struct xvs_port *port = xvs_port_get(dev);
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest ||
	    nla_put_u8(skb, XVS_A_LOCK_MODE, policy.locking) ||
	    (port && port->role == XVS_ROLE_VIF &&
	     nla_put_u8(skb, XVS_A_LOCK_EFFECTIVE_MODE,
			xvs_port_locking(port))) ||
	    nla_put_u8(skb, XVS_A_LOCK_IPV6_LINKLOCAL,
		       identity ? identity->linklocal :
				  XVS_LINKLOCAL_DEFAULT) ||
	    (identity && xvs_lock_fill_identity(skb, identity)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
