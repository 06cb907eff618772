// SPDX-License-Identifier: GPL-2.0
/* The attributes of a bond, and of a PIF as its member. */
#include "xvs.h"

#define XVS_DELAY_MAX		600000
#define XVS_REBALANCE_MIN	1000
#define XVS_REBALANCE_MAX	86400000
#define XVS_MIN_LINKS_MAX	256

/* Options that are numbers in the configuration: which are right, and where they
 * are kept.
 */
static const struct xvs_bond_option {
	int attr;
	u32 max;
	unsigned int offset;
	unsigned int size;
	const char *range;
	const char *root_only;
} xvs_bond_options[] = {
	{
		.attr = IFLA_XVS_BOND_MODE,
		.max = XVS_BOND_MODE_SPLIT_HORIZON,
		.offset = offsetof(struct xvs_bond_config, mode),
		.size = sizeof_field(struct xvs_bond_config, mode),
		.range = "bond_mode must be a mode that this version knows",
		.root_only = "bond_mode is an option of a root network",
	},
	{
		.attr = IFLA_XVS_BOND_UPDELAY,
		.max = XVS_DELAY_MAX,
		.offset = offsetof(struct xvs_bond_config, updelay),
		.size = sizeof_field(struct xvs_bond_config, updelay),
		.range = "updelay must be 0 to 600000 ms",
		.root_only = "updelay is an option of a root network",
	},
	{
		.attr = IFLA_XVS_BOND_DOWNDELAY,
		.max = XVS_DELAY_MAX,
		.offset = offsetof(struct xvs_bond_config, downdelay),
		.size = sizeof_field(struct xvs_bond_config, downdelay),
		.range = "downdelay must be 0 to 600000 ms",
		.root_only = "downdelay is an option of a root network",
	},
	{
		.attr = IFLA_XVS_BOND_PRIMARY,
		.max = S32_MAX,
		.offset = offsetof(struct xvs_bond_config, primary),
		.size = sizeof_field(struct xvs_bond_config, primary),
		.range = "primary must be the index of a device, or 0",
		.root_only = "primary is an option of a root network",
	},
	{
		.attr = IFLA_XVS_BOND_RESELECT,
		.max = XVS_BOND_RESELECT_FAILURE,
		.offset = offsetof(struct xvs_bond_config, reselect),
		.size = sizeof_field(struct xvs_bond_config, reselect),
		.range = "primary_reselect must be always, better or failure",
		.root_only = "primary_reselect is an option of a root network",
	},
	{
		.attr = IFLA_XVS_BOND_REBALANCE,
		.max = XVS_REBALANCE_MAX,
		.offset = offsetof(struct xvs_bond_config, rebalance),
		.size = sizeof_field(struct xvs_bond_config, rebalance),
		.range = "rebalance_interval must be 0 or 1000 to 86400000 ms",
		.root_only = "rebalance_interval is an option of a root network",
	},
	{
		.attr = IFLA_XVS_BOND_HASH,
		.max = XVS_BOND_HASH_SRC_MAC,
		.offset = offsetof(struct xvs_bond_config, hash),
		.size = sizeof_field(struct xvs_bond_config, hash),
		.range = "hashing_algorithm must be tcpudp_ports or src_mac",
		.root_only = "hashing_algorithm is an option of a root network",
	},
	{
		.attr = IFLA_XVS_LACP_FAST,
		.max = 1,
		.offset = offsetof(struct xvs_bond_config, lacp_fast),
		.size = sizeof_field(struct xvs_bond_config, lacp_fast),
		.range = "lacp_rate must be slow or fast",
		.root_only = "lacp_rate is an option of a root network",
	},
	{
		.attr = IFLA_XVS_LACP_ACTIVE,
		.max = 1,
		.offset = offsetof(struct xvs_bond_config, lacp_active),
		.size = sizeof_field(struct xvs_bond_config, lacp_active),
		.range = "lacp_active must be on or off",
		.root_only = "lacp_active is an option of a root network",
	},
	{
		.attr = IFLA_XVS_LACP_SYS_PRIO,
		.max = U16_MAX,
		.offset = offsetof(struct xvs_bond_config, lacp_sys_prio),
		.size = sizeof_field(struct xvs_bond_config, lacp_sys_prio),
		.range = "lacp_sys_prio must be 0 to 65535",
		.root_only = "lacp_sys_prio is an option of a root network",
	},
	{
		.attr = IFLA_XVS_LACP_MIN_LINKS,
		.max = XVS_MIN_LINKS_MAX,
		.offset = offsetof(struct xvs_bond_config, min_links),
		.size = sizeof_field(struct xvs_bond_config, min_links),
		.range = "min_links must be 0 to 256",
		.root_only = "min_links is an option of a root network",
	},
	{
		.attr = IFLA_XVS_LACP_FALLBACK,
		.max = 1,
		.offset = offsetof(struct xvs_bond_config, lacp_fallback),
		.size = sizeof_field(struct xvs_bond_config, lacp_fallback),
		.range = "lacp_fallback_ab must be on or off",
		.root_only = "lacp_fallback_ab is an option of a root network",
	},
};

static u32 xvs_bondattr_get(const struct xvs_bond_option *option,
			    const struct nlattr *attr)
{
	switch (option->size) {
	case sizeof(u8):
		return nla_get_u8(attr);
	case sizeof(u16):
		return nla_get_u16(attr);
	default:
		return nla_get_u32(attr);
	}
}

static int xvs_bondattr_error(const struct nlattr *attr, const char *msg,
			      struct netlink_ext_ack *extack, int err)
{
	if (extack) {
		extack->_msg = msg;
		extack->bad_attr = attr;
	}
	return err;
}

static int xvs_validate_rate(const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	u32 rate = attr ? nla_get_u32(attr) : 1;

	if (rate && rate <= XVS_ANNOUNCE_RATE_MAX)
		return 0;
	return xvs_bondattr_error(attr,
				  "announce_rate must be 1 to 1000000 frames a second",
				  extack, -ERANGE);
}

/**
 * xvs_bondattr_validate() - are the options right by themselves?
 * @data: options of a network
 * @extack: says why not
 *
 * Return: 0 or -ERANGE
 */
int xvs_bondattr_validate(struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	const struct xvs_bond_option *option;
	const struct nlattr *attr;
	u32 value;
	int i;

	for (i = 0; i < ARRAY_SIZE(xvs_bond_options); i++) {
		option = &xvs_bond_options[i];
		attr = data[option->attr];
		if (!attr)
			continue;
		value = xvs_bondattr_get(option, attr);
		if (value > option->max ||
		    (option->attr == IFLA_XVS_BOND_REBALANCE && value &&
		     value < XVS_REBALANCE_MIN))
			return xvs_bondattr_error(attr, option->range, extack,
						  -ERANGE);
	}
	return xvs_validate_rate(data[IFLA_XVS_ANNOUNCE_RATE], extack);
}

/**
 * xvs_bondattr_refuse() - a view has no options of a bond
 * @data: options of a view
 * @extack: says so
 *
 * Return: 0 or -EINVAL
 */
int xvs_bondattr_refuse(struct nlattr *data[], struct netlink_ext_ack *extack)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(xvs_bond_options); i++)
		if (data[xvs_bond_options[i].attr])
			return xvs_bondattr_error(data[xvs_bond_options[i].attr],
						  xvs_bond_options[i].root_only,
						  extack, -EINVAL);
	if (data[IFLA_XVS_BOND_ACTIVE])
		return xvs_bondattr_error(data[IFLA_XVS_BOND_ACTIVE],
					  "active is an option of a root network",
					  extack, -EINVAL);
	if (data[IFLA_XVS_ANNOUNCE_RATE])
		return xvs_bondattr_error(data[IFLA_XVS_ANNOUNCE_RATE],
					  "announce_rate is an option of a root network",
					  extack, -EINVAL);
	return 0;
}

/**
 * xvs_bondattr_check() - can the options be applied now?
 * @sw: to this switch; caller holds RTNL
 * @data: valid options
 * @extack: says why not
 *
 * Return: 0 or -EINVAL
 */
int xvs_bondattr_check(const struct xvs_switch *sw, struct nlattr *data[],
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = data[IFLA_XVS_BOND_ACTIVE];
	const struct xvs_member *member;

	if (!attr || !nla_get_u32(attr))
		return 0;
	xvs_for_each_member(member, sw)
		if (member->port->dev->ifindex == nla_get_u32(attr) &&
		    READ_ONCE(member->carries))
			return 0;
	return xvs_bondattr_error(attr,
				  "active must be a pif of this network that can send",
				  extack, -EINVAL);
}

static void xvs_bondattr_store(struct xvs_bond_config *config,
			       const struct xvs_bond_option *option,
			       const struct nlattr *attr)
{
	memcpy((u8 *)config + option->offset, nla_data(attr), option->size);
}

/**
 * xvs_bondattr_apply() - let options have effect
 * @sw: on this switch; caller holds RTNL
 * @data: options, checked
 */
void xvs_bondattr_apply(struct xvs_switch *sw, struct nlattr *data[])
{
	struct xvs_bond *bond = rtnl_dereference(sw->uplink.bond);
	bool changed = false;
	int i;

	if (data[IFLA_XVS_ANNOUNCE_RATE])
		WRITE_ONCE(sw->uplink.announce_rate,
			   nla_get_u32(data[IFLA_XVS_ANNOUNCE_RATE]));
	for (i = 0; i < ARRAY_SIZE(xvs_bond_options); i++) {
		if (!data[xvs_bond_options[i].attr])
			continue;
		xvs_bondattr_store(&sw->uplink.config, &xvs_bond_options[i],
				   data[xvs_bond_options[i].attr]);
		changed = true;
	}
	if (changed && bond)
		xvs_bond_configure(bond, &sw->uplink.config);
	if (data[IFLA_XVS_BOND_ACTIVE] && bond)
		xvs_bond_pick(bond, nla_get_u32(data[IFLA_XVS_BOND_ACTIVE]));
	if (changed && bond)
		xvs_uplink_update(sw);
}

/**
 * xvs_bondattr_size() - how much xvs_bondattr_fill() needs
 *
 * Return: bytes of a message
 */
size_t xvs_bondattr_size(void)
{
	return nla_total_size(sizeof(u32)) * (ARRAY_SIZE(xvs_bond_options) + 2);
}

/**
 * xvs_bondattr_fill() - show the options of a bond
 * @skb: message
 * @sw: the switch; caller holds RTNL
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_bondattr_fill(struct sk_buff *skb, const struct xvs_switch *sw)
{
	const struct net_device *active = xvs_uplink_dev(sw);
	const struct xvs_bond_option *option;
	int i;

	for (i = 0; i < ARRAY_SIZE(xvs_bond_options); i++) {
		option = &xvs_bond_options[i];
		if (nla_put(skb, option->attr, option->size,
			    (const u8 *)&sw->uplink.config + option->offset))
			return -EMSGSIZE;
	}
	if (active && nla_put_u32(skb, IFLA_XVS_BOND_ACTIVE, active->ifindex))
		return -EMSGSIZE;
	return nla_put_u32(skb, IFLA_XVS_ANNOUNCE_RATE,
			   sw->uplink.announce_rate);
}

/* ---- a member ---- */

#define XVS_READ_ONLY {							\
	.type = NLA_REJECT,						\
	.reject_message = "Only lacp_prio and lacp_key of a pif can be set",	\
}

static const struct nla_policy xvs_member_policy[XVS_A_MEMBER_MAX + 1] = {
	[1 ... XVS_A_MEMBER_LACP_PRIO - 1] = XVS_READ_ONLY,
	[XVS_A_MEMBER_LACP_PRIO] = { .type = NLA_U16 },
	[XVS_A_MEMBER_LACP_KEY] = { .type = NLA_U16 },
	[XVS_A_MEMBER_LACP_KEY + 1 ... XVS_A_MEMBER_MAX] = XVS_READ_ONLY,
};

/**
 * xvs_memberattr_read() - take what is decided about a device as a member
 * @policy: changed by it
 * @nest: IFLA_XVS_PORT_BOND, or NULL
 * @extack: says what is wrong
 *
 * Return: 0, or as nla_parse_nested()
 */
int xvs_memberattr_read(struct xvs_policy *policy, const struct nlattr *nest,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XVS_A_MEMBER_MAX + 1];
	int err;

	if (!nest)
		return 0;
	err = nla_parse_nested(tb, XVS_A_MEMBER_MAX, nest, xvs_member_policy,
			       extack);
	if (err)
		return err;
	if (tb[XVS_A_MEMBER_LACP_PRIO])
		policy->lacp_prio = nla_get_u16(tb[XVS_A_MEMBER_LACP_PRIO]);
	if (tb[XVS_A_MEMBER_LACP_KEY])
		policy->lacp_key = nla_get_u16(tb[XVS_A_MEMBER_LACP_KEY]);
	return 0;
}

/**
 * xvs_memberattr_size() - how much xvs_memberattr_fill() needs
 *
 * Return: bytes of a message
 */
size_t xvs_memberattr_size(void)
{
	/* None of them is longer than a name or than a number of 64 bits, but
	 * for two nests of the same.
	 */
	return nla_total_size(nla_total_size_64bit(IFNAMSIZ) *
			      (XVS_A_MEMBER_MAX + 2 * XVS_A_LACP_INFO_MAX));
}

static int xvs_lacp_info_fill(struct sk_buff *skb, int type,
			      const struct xvs_lacp_info *info)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest ||
	    nla_put_u16(skb, XVS_A_LACP_INFO_SYSTEM_PRIO,
			info->system_priority) ||
	    nla_put(skb, XVS_A_LACP_INFO_SYSTEM, ETH_ALEN, info->system) ||
	    nla_put_u16(skb, XVS_A_LACP_INFO_KEY, info->key) ||
	    nla_put_u16(skb, XVS_A_LACP_INFO_PORT_PRIO, info->port_priority) ||
	    nla_put_u16(skb, XVS_A_LACP_INFO_PORT, info->port) ||
	    nla_put_u8(skb, XVS_A_LACP_INFO_STATE, info->state))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int xvs_member_fill_lacp(struct sk_buff *skb,
				const struct xvs_lacp_port *lacp)
{
	BUILD_BUG_ON((int)XVS_LACP_RX_STATE_CURRENT != XVS_LACP_RX_CURRENT);
	BUILD_BUG_ON((int)XVS_LACP_MUX_STATE_COLLECTING_DISTRIBUTING !=
		     XVS_LACP_MUX_COLLECTING_DISTRIBUTING);
	BUILD_BUG_ON((int)XVS_LACP_FLAGS_EXPIRED != XVS_LACP_EXPIRED);

	if (nla_put_u8(skb, XVS_A_MEMBER_LACP_RX, lacp->rx) ||
	    nla_put_u8(skb, XVS_A_MEMBER_LACP_MUX, lacp->mux) ||
	    xvs_lacp_info_fill(skb, XVS_A_MEMBER_LACP_ACTOR, &lacp->actor) ||
	    xvs_lacp_info_fill(skb, XVS_A_MEMBER_LACP_PARTNER,
			       &lacp->partner) ||
	    nla_put_u8(skb, XVS_A_MEMBER_LACP_ACTOR_CHURNED,
		       lacp->actor_churn.state == XVS_LACP_CHURN) ||
	    nla_put_u8(skb, XVS_A_MEMBER_LACP_PARTNER_CHURNED,
		       lacp->partner_churn.state == XVS_LACP_CHURN) ||
	    nla_put_u64_64bit(skb, XVS_A_MEMBER_LACP_PDUS_RX,
			      lacp->stats.lacpdu_rx, XVS_A_MEMBER_PAD) ||
	    nla_put_u64_64bit(skb, XVS_A_MEMBER_LACP_PDUS_TX,
			      lacp->stats.lacpdu_tx, XVS_A_MEMBER_PAD) ||
	    nla_put_u64_64bit(skb, XVS_A_MEMBER_LACP_PDUS_BAD,
			      lacp->stats.bad, XVS_A_MEMBER_PAD))
		return -EMSGSIZE;
	return 0;
}

static u32 xvs_member_buckets(const struct xvs_bond *bond,
			      const struct xvs_member *member)
{
	u32 count = 0;
	int i;

	for (i = 0; i < XVS_SLB_BUCKETS; i++)
		count += rcu_access_pointer(bond->buckets[i].pif) ==
			 member->port;
	return count;
}

static int xvs_member_fill_speed(struct sk_buff *skb,
				 const struct xvs_member *member)
{
	if (member->speed != SPEED_UNKNOWN &&
	    nla_put_u32(skb, XVS_A_MEMBER_SPEED, member->speed))
		return -EMSGSIZE;
	if (member->duplex != DUPLEX_UNKNOWN &&
	    nla_put_u8(skb, XVS_A_MEMBER_DUPLEX, member->duplex))
		return -EMSGSIZE;
	return 0;
}

/**
 * xvs_memberattr_fill_locked() - show a member
 * @skb: message
 * @type: of the nest in it
 * @bond: the member's bond, whose lock is held
 * @member: the member
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_memberattr_fill_locked(struct sk_buff *skb, int type,
			       const struct xvs_bond *bond,
			       const struct xvs_member *member)
{
	const struct net_device *dev = member->port->dev;
	struct nlattr *nest = nla_nest_start(skb, type);
	bool active = rcu_access_pointer(bond->active) == member->port;

	if (!nest ||
	    nla_put_u32(skb, XVS_A_MEMBER_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, XVS_A_MEMBER_IFNAME, dev->name) ||
	    nla_put_u8(skb, XVS_A_MEMBER_LINK, member->link) ||
	    nla_put_u8(skb, XVS_A_MEMBER_ENABLED, member->enabled) ||
	    nla_put_u8(skb, XVS_A_MEMBER_CARRIES, member->carries) ||
	    nla_put_u8(skb, XVS_A_MEMBER_ACTIVE, active) ||
	    nla_put_u32(skb, XVS_A_MEMBER_FAILURES, member->failures) ||
	    nla_put_u32(skb, XVS_A_MEMBER_FLAPS, member->flaps) ||
	    xvs_member_fill_speed(skb, member) ||
	    nla_put_u64_64bit(skb, XVS_A_MEMBER_LOAD, member->load,
			      XVS_A_MEMBER_PAD) ||
	    nla_put_u32(skb, XVS_A_MEMBER_BUCKETS,
			xvs_member_buckets(bond, member)) ||
	    nla_put_u16(skb, XVS_A_MEMBER_LACP_PRIO,
			member->port->policy.lacp_prio) ||
	    nla_put_u16(skb, XVS_A_MEMBER_LACP_KEY,
			member->port->policy.lacp_key))
		return -EMSGSIZE;
	if (member->lacp.lacp && xvs_member_fill_lacp(skb, &member->lacp))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * xvs_memberattr_fill() - show a member
 * @skb: message
 * @type: of the nest in it
 * @member: the member; caller holds RTNL
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_memberattr_fill(struct sk_buff *skb, int type,
			struct xvs_member *member)
{
	struct xvs_bond *bond;
	int err;

	bond = rtnl_dereference(member->port->sw->uplink.bond);
	spin_lock_bh(&bond->lock);
	err = xvs_memberattr_fill_locked(skb, type, bond, member);
	spin_unlock_bh(&bond->lock);
	return err;
}
