// SPDX-License-Identifier: GPL-2.0
/*
 * rtnetlink: `ip link add|set|show ... type xvs` for networks, `type
 * xvs_slave` for ports. All of a message is checked before any is applied.
 */
#include "xvs.h"

/* In hundredths of a second, as the bridge has it. */
#define XVS_AGEING_MIN	200
#define XVS_AGEING_MAX	100000000
#define XVS_FDB_MAX_MAX	BIT(20)

/* Ranges are checked in xvs_validate(), which can name the option. */
static const struct nla_policy xvs_attr_policy[IFLA_XVS_MAX + 1] = {
	[IFLA_XVS_VLAN] = { .type = NLA_U16 },
	[IFLA_XVS_VIF_TRUNK] = { .type = NLA_BINARY },
	[IFLA_XVS_AGEING_TIME] = { .type = NLA_U32 },
	[IFLA_XVS_FDB_MAX_LEARNED] = { .type = NLA_U32 },
	[IFLA_XVS_FDB_N_LEARNED] = {
		.type = NLA_REJECT,
		.reject_message = "fdb_n_learned can only be read",
	},
	[IFLA_XVS_FDB_FLUSH] = { .type = NLA_FLAG },
	[IFLA_XVS_DEFAULT_LOCKING_MODE] = { .type = NLA_U8 },
	XVS_BONDATTR_POLICY,
};

static int xvs_validate_trunk(const struct nlattr *attr,
			      struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	if (nla_len(attr) != XVS_VLAN_BITMAP_LEN) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "vif_trunk must be a bitmap of 4096 VLANs");
		return -EINVAL;
	}
	if (!xvs_vlans_valid(nla_data(attr))) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "vif_trunk may name VLANs 1 to 4094 only");
		return -ERANGE;
	}
	return 0;
}

static int xvs_validate_u32(const struct nlattr *attr, u32 min, u32 max,
			    const char *msg, struct netlink_ext_ack *extack)
{
	if (!attr || (nla_get_u32(attr) >= min && nla_get_u32(attr) <= max))
		return 0;
	if (extack) {
		extack->_msg = msg;
		extack->bad_attr = attr;
	}
	return -ERANGE;
}

static int xvs_validate(struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	const struct nlattr *addr = tb[IFLA_ADDRESS];
	int err;

	if (addr && (nla_len(addr) != ETH_ALEN ||
		     !is_valid_ether_addr(nla_data(addr)))) {
		NL_SET_ERR_MSG_ATTR(extack, addr,
				    "address must be that of a station, not of a group or all zero");
		return -EADDRNOTAVAIL;
	}
	if (!data)
		return 0;
	if (data[IFLA_XVS_VLAN] &&
	    nla_get_u16(data[IFLA_XVS_VLAN]) >= VLAN_VID_MASK) {
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_XVS_VLAN],
				    "vlan must be 0 to 4094");
		return -ERANGE;
	}
	err = xvs_validate_trunk(data[IFLA_XVS_VIF_TRUNK], extack);
	if (err)
		return err;
	err = xvs_validate_u32(data[IFLA_XVS_AGEING_TIME],
			       XVS_AGEING_MIN, XVS_AGEING_MAX,
			       "ageing_time must be 200 to 100000000 hundredths of a second",
			       extack);
	if (err)
		return err;
	err = xvs_validate_u32(data[IFLA_XVS_FDB_MAX_LEARNED],
			       1, XVS_FDB_MAX_MAX,
			       "fdb_max_learned must be 1 to 1048576", extack);
	return err ?: xvs_bondattr_validate(data, extack);
}

/* What only a root can be told. */
static int xvs_check_view_options(struct nlattr *data[],
				  struct netlink_ext_ack *extack)
{
	static const struct {
		int attr;
		const char *msg;
	} root_only[] = {
		{ IFLA_XVS_VIF_TRUNK, "vif_trunk is an option of a root network" },
		{ IFLA_XVS_AGEING_TIME, "ageing_time is an option of a root network" },
		{ IFLA_XVS_FDB_MAX_LEARNED, "fdb_max_learned is an option of a root network" },
	};
	int i;

	for (i = 0; data && i < ARRAY_SIZE(root_only); i++) {
		if (!data[root_only[i].attr])
			continue;
		if (extack) {
			extack->_msg = root_only[i].msg;
			extack->bad_attr = data[root_only[i].attr];
		}
		return -EINVAL;
	}
	return data ? xvs_bondattr_refuse(data, extack) : 0;
}

/* Apply checked options to a network that exists. */
static int xvs_apply(struct xvs_network *network, struct nlattr *data[],
		     struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = network->host.sw;
	u8 locking = network->locking;
	int err;

	if (!data)
		return 0;
	err = xvs_bondattr_check(sw, data, extack);
	if (err)
		return err;
	if (data[IFLA_XVS_DEFAULT_LOCKING_MODE]) {
		err = xvs_network_set_locking(network,
					      nla_get_u8(data[IFLA_XVS_DEFAULT_LOCKING_MODE]),
					      extack);
		if (err)
			return err;
	}
	if (data[IFLA_XVS_VIF_TRUNK]) {
		err = xvs_switch_set_vif_trunk(sw,
					       nla_data(data[IFLA_XVS_VIF_TRUNK]));
		if (err) {
			network->locking = locking;
			return err;
		}
	}
	xvs_bondattr_apply(sw, data);
	if (data[IFLA_XVS_AGEING_TIME])
		xvs_fdb_set_ageing(&sw->fdb,
				   clock_t_to_jiffies(nla_get_u32(data[IFLA_XVS_AGEING_TIME])));
	if (data[IFLA_XVS_FDB_MAX_LEARNED])
		xvs_fdb_set_max(&sw->fdb,
				nla_get_u32(data[IFLA_XVS_FDB_MAX_LEARNED]));
	if (data[IFLA_XVS_FDB_FLUSH])
		xvs_fdb_flush(&sw->fdb, network->is_root ? -1 : network->host.vid);
	return 0;
}

/* The root that a view is to be of, which rtnetlink's `link` names. */
static struct xvs_network *xvs_find_root(struct net_device *dev,
					 struct rtnl_newlink_params *params,
					 struct netlink_ext_ack *extack)
{
	struct xvs_network *root;
	struct net_device *link;

	link = __dev_get_by_index(rtnl_newlink_link_net(params),
				  nla_get_u32(params->tb[IFLA_LINK]));
	if (!link || !xvs_is_network(link)) {
		NL_SET_ERR_MSG_ATTR(extack, params->tb[IFLA_LINK],
				    "link must be a network of xvs");
		return ERR_PTR(link ? -EINVAL : -ENODEV);
	}
	if (params->tb[IFLA_LINK_NETNSID] ||
	    !net_eq(dev_net(link), dev_net(dev))) {
		NL_SET_ERR_MSG_ATTR(extack, params->tb[IFLA_LINK],
				    "link is in another network namespace");
		return ERR_PTR(-EINVAL);
	}
	root = netdev_priv(link);
	if (!root->is_root) {
		NL_SET_ERR_MSG_ATTR(extack, params->tb[IFLA_LINK],
				    "link must be a root network, not a VLAN of one");
		return ERR_PTR(-EINVAL);
	}
	return root;
}

static int xvs_check_view(const struct xvs_network *root, struct nlattr *tb[],
			  struct nlattr *data[], struct netlink_ext_ack *extack)
{
	const struct xvs_switch *sw = root->host.sw;
	const struct nlattr *vlan = data ? data[IFLA_XVS_VLAN] : NULL;

	if (!vlan) {
		NL_SET_ERR_MSG(extack, "A network with a link needs a vlan");
		return -EINVAL;
	}
	if (xvs_switch_view(sw, nla_get_u16(vlan))) {
		NL_SET_ERR_MSG_ATTR(extack, vlan,
				    "vlan is that of another network of this root");
		return -EEXIST;
	}
	if (nla_get_u16(vlan) && xvs_uplink_is_challenged(sw)) {
		NL_SET_ERR_MSG_ATTR(extack, vlan,
				    "vlan can't be carried by the root's pif");
		return -EINVAL;
	}
	if (tb[IFLA_MTU] && nla_get_u32(tb[IFLA_MTU]) > root->host.dev->mtu) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_MTU],
				    "mtu is above the root's");
		return -EINVAL;
	}
	return xvs_check_view_options(data, extack);
}

static int xvs_newlink(struct net_device *dev,
		       struct rtnl_newlink_params *params,
		       struct netlink_ext_ack *extack)
{
	struct xvs_network *network = netdev_priv(dev), *root = NULL;
	struct nlattr **tb = params->tb, **data = params->data;
	LIST_HEAD(queue);
	int err;

	if (tb[IFLA_LINK]) {
		root = xvs_find_root(dev, params, extack);
		if (IS_ERR(root))
			return PTR_ERR(root);
		err = xvs_check_view(root, tb, data, extack);
		if (err)
			return err;
	} else if (data && data[IFLA_XVS_VLAN]) {
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_XVS_VLAN],
				    "vlan needs a link, the root network that it is of");
		return -EINVAL;
	}
	if (root)
		xvs_network_make_view(dev, root, nla_get_u16(data[IFLA_XVS_VLAN]));
	else
		xvs_network_make_root(dev);
	network->mtu_set = tb[IFLA_MTU];
	err = register_netdevice(dev);
	if (err)
		return err;
	err = xvs_network_start(network);
	if (!err)
		err = xvs_apply(network, data, extack);
	if (err) {
		xvs_network_delete(network, &queue);
		unregister_netdevice_many(&queue);
	}
	return err;
}

XVS_COMPAT_NEWLINK(xvs_newlink)

static int xvs_changelink(struct net_device *dev, struct nlattr *tb[],
			  struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	struct xvs_network *network = netdev_priv(dev);
	int err;

	if (!data)
		return 0;
	if (data[IFLA_XVS_VLAN] &&
	    (network->is_root ||
	     nla_get_u16(data[IFLA_XVS_VLAN]) != network->host.vid)) {
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_XVS_VLAN],
				    "vlan is given when a network is made and can't be changed");
		return -EOPNOTSUPP;
	}
	if (!network->is_root) {
		err = xvs_check_view_options(data, extack);
		if (err)
			return err;
	}
	return xvs_apply(network, data, extack);
}

static void xvs_dellink(struct net_device *dev, struct list_head *queue)
{
	xvs_network_delete(netdev_priv(dev), queue);
}

static size_t xvs_get_size(const struct net_device *dev)
{
	return nla_total_size(XVS_VLAN_BITMAP_LEN) + /* IFLA_XVS_VIF_TRUNK */
	       nla_total_size(sizeof(u32)) * 3 + xvs_bondattr_size() +
	       nla_total_size(sizeof(u8)); /* IFLA_XVS_DEFAULT_LOCKING_MODE */
}

static int xvs_fill_trunk(struct sk_buff *skb, const struct xvs_switch *sw)
{
	const struct xvs_vlan_set *trunk = rcu_dereference_rtnl(sw->vif_trunk);
	struct nlattr *attr;

	attr = nla_reserve(skb, IFLA_XVS_VIF_TRUNK, XVS_VLAN_BITMAP_LEN);
	if (!attr)
		return -EMSGSIZE;
	xvs_vlans_write(nla_data(attr), trunk);
	return 0;
}

static int xvs_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct xvs_network *network = netdev_priv(dev);
	const struct xvs_switch *sw = network->host.sw;
	int err;

	if (nla_put_u8(skb, IFLA_XVS_DEFAULT_LOCKING_MODE, network->locking))
		return -EMSGSIZE;
	if (!network->is_root)
		return nla_put_u16(skb, IFLA_XVS_VLAN, network->host.vid);

	rcu_read_lock();
	err = xvs_fill_trunk(skb, sw);
	rcu_read_unlock();
	if (err ||
	    nla_put_u32(skb, IFLA_XVS_AGEING_TIME,
			jiffies_to_clock_t(READ_ONCE(sw->fdb.ageing))) ||
	    nla_put_u32(skb, IFLA_XVS_FDB_MAX_LEARNED,
			READ_ONCE(sw->fdb.max_learned)) ||
	    nla_put_u32(skb, IFLA_XVS_FDB_N_LEARNED,
			READ_ONCE(sw->fdb.n_learned)))
		return -EMSGSIZE;
	return xvs_bondattr_fill(skb, sw);
}

struct rtnl_link_ops xvs_link_ops __read_mostly = {
	.kind = "xvs",
	.priv_size = sizeof(struct xvs_network),
	.setup = xvs_network_setup,
	.maxtype = IFLA_XVS_MAX,
	.policy = xvs_attr_policy,
	.validate = xvs_validate,
	.newlink = xvs_compat_newlink(xvs_newlink),
	.changelink = xvs_changelink,
	.dellink = xvs_dellink,
	.get_size = xvs_get_size,
	.fill_info = xvs_fill_info,
	.slave_maxtype = XVS_BRPORT_MAX,
	.slave_policy = xvs_brport_policy,
	.slave_changelink = xvs_brport_changelink,
	.get_slave_size = xvs_brport_get_size,
	.fill_slave_info = xvs_brport_fill_info,
};

/* rtnl_link_get_size() reserves nothing for what a master shows of a port whose
 * device has no link type, as NICs and netback's VIFs have none: `ip link show`
 * would end with EMSGSIZE. What a family says it needs is reserved for all.
 */
static size_t xvs_get_link_af_size(const struct net_device *dev,
				   u32 ext_filter_mask)
{
	struct net_device *master;

	if (dev->rtnl_link_ops)
		return 0;
	master = netdev_master_upper_dev_get_rcu((struct net_device *)dev);
	if (!master || master->rtnl_link_ops != &xvs_link_ops)
		return 0;
	return nla_total_size(0) * 2 + nla_total_size(sizeof("xvs")) +
	       xvs_brport_get_size(master, dev);
}

/* A family that nobody can name. */
struct rtnl_af_ops xvs_af_ops __read_mostly = {
	.family = AF_UNSPEC,
	.get_link_af_size = xvs_get_link_af_size,
};
