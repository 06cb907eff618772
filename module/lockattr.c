// SPDX-License-Identifier: GPL-2.0
/*
 * The nest that says who a device may be, the same in rtnetlink and in generic
 * netlink: read into a policy, and shown. See Documentation/netlink/specs.
 */
#include <linux/slab.h>
#include "lockattr.h"
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
