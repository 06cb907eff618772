// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: what is said to devices, ports or not. The tables are
 * generated from Documentation/netlink/specs/xvs.yaml, which says what each
 * command does. All commands take RTNL themselves.
 */
#include <net/genetlink.h>
#include <net/sock.h>
#include "netlink-gen.h"
#include "netlink.h"
#include "qosattr.h"
#include "xvs.h"

static const struct xvs_qosattr_types xvs_nl_qos = {
	.rates = {
		[XVS_TX] = XVS_A_TX,
		[XVS_RX] = XVS_A_RX,
	},
	.guard = XVS_A_GUARD,
};

/**
 * xvs_netlink_find() - find the device that a message names
 * @net: the asker's namespace
 * @attrs: attributes of the message
 * @index: of the device's index, which counts
 * @name: of its name
 * @extack: says why not
 *
 * Return: the device, as long as the caller holds RTNL; ERR_PTR(-ENODEV) or
 *	ERR_PTR(-EINVAL): none is named
 */
struct net_device *xvs_netlink_find(struct net *net, struct nlattr **attrs,
				    int index, int name,
				    struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[index] ?: attrs[name];
	struct net_device *dev;

	if (!attr) {
		NL_SET_ERR_MSG(extack, "A device must be named by index or name");
		return ERR_PTR(-EINVAL);
	}
	if (attrs[index])
		dev = __dev_get_by_index(net, nla_get_u32(attr));
	else
		dev = __dev_get_by_name(net, nla_data(attr));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "There is no such device");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

/**
 * xvs_netlink_find_network() - find the network that a message names
 * @net: the asker's namespace
 * @attrs: attributes of the message
 * @extack: says why not
 *
 * Return: the network's device, or as xvs_netlink_find()
 */
struct net_device *xvs_netlink_find_network(struct net *net,
					    struct nlattr **attrs,
					    struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	dev = xvs_netlink_find(net, attrs, XVS_A_NETWORK_IFINDEX,
			       XVS_A_NETWORK_IFNAME, extack);
	if (!IS_ERR(dev) && !xvs_is_network(dev)) {
		NL_SET_ERR_MSG(extack, "The device is no network of xvs");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

static struct net_device *xvs_nl_device(struct genl_info *info)
{
	return xvs_netlink_find(genl_info_net(info), info->attrs,
				XVS_A_IFINDEX, XVS_A_IFNAME, info->extack);
}

/**
 * xvs_netlink_put_device() - name a device, and the network that it is on
 * @skb: message
 * @dev: the device
 * @port: the port that it is, NULL: none, or its network is not of interest
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_netlink_put_device(struct sk_buff *skb, const struct net_device *dev,
			   const struct xvs_port *port)
{
	const struct net_device *network;

	if (nla_put_u32(skb, XVS_A_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, XVS_A_IFNAME, dev->name))
		return -EMSGSIZE;
	if (!port)
		return 0;
	network = port->network->host.dev;
	if (nla_put_u32(skb, XVS_A_NETWORK_IFINDEX, network->ifindex) ||
	    nla_put_string(skb, XVS_A_NETWORK_IFNAME, network->name))
		return -EMSGSIZE;
	return 0;
}

static size_t xvs_nl_device_size(const struct net_device *dev)
{
	return XVS_NETLINK_DEVICE_SIZE +
	       nla_total_size(sizeof(u8)) + /* XVS_A_ROLE */
	       nla_total_size(sizeof(u16)) * 2 + /* XVS_A_LACP_* */
	       xvs_lockattr_size(dev) + xvs_qosattr_size() + xvs_drops_size();
}

static int xvs_nl_put_role(struct sk_buff *skb, const struct net_device *dev,
			   const struct xvs_port *port)
{
	const struct xvs_policy policy = xvs_policy_get(dev);

	if (port)
		return nla_put_u8(skb, XVS_A_ROLE, port->role);
	return policy.has_role ? nla_put_u8(skb, XVS_A_ROLE, policy.role) : 0;
}

static int xvs_nl_put_lacp(struct sk_buff *skb, const struct net_device *dev)
{
	const struct xvs_policy policy = xvs_policy_get(dev);

	if (nla_put_u16(skb, XVS_A_LACP_PRIO, policy.lacp_prio) ||
	    nla_put_u16(skb, XVS_A_LACP_KEY, policy.lacp_key))
		return -EMSGSIZE;
	return 0;
}

/* What limits a device, and of a port what was counted. */
static int xvs_nl_put_limits(struct sk_buff *skb, const struct net_device *dev,
			     const struct xvs_port *port)
{
	struct xvs_port_stats sum = {};

	if (!port)
		return xvs_qosattr_fill(skb, &xvs_nl_qos, dev, NULL);
	xvs_stats_fold(port, &sum);
	return xvs_qosattr_fill(skb, &xvs_nl_qos, dev, &sum) ?:
	       xvs_drops_fill(skb, XVS_A_DROPS, &sum);
}

/* Of a dump, whose reader is told if it missed that devices came or went, or
 * not.
 */
static int xvs_nl_fill_device(struct sk_buff *skb, u32 portid, u32 seq,
			      struct netlink_callback *cb,
			      const struct net_device *dev)
{
	const struct xvs_port *port = xvs_port_get(dev);
	void *header;

	header = genlmsg_put(skb, portid, seq, &xvs_nl_family,
			     cb ? NLM_F_MULTI : 0, XVS_CMD_DEVICE_GET);
	if (!header)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, header);
	if (xvs_netlink_put_device(skb, dev, port) ||
	    xvs_nl_put_role(skb, dev, port) ||
	    xvs_nl_put_lacp(skb, dev) ||
	    xvs_lockattr_fill(skb, XVS_A_LOCK, dev) ||
	    xvs_nl_put_limits(skb, dev, port)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static struct sk_buff *xvs_nl_show_device(struct genl_info *info)
{
	const struct net_device *dev = xvs_nl_device(info);
	struct sk_buff *msg;

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	msg = genlmsg_new(xvs_nl_device_size(dev), GFP_KERNEL);
	if (!msg)
		return ERR_PTR(-ENOMEM);
	if (WARN_ON_ONCE(xvs_nl_fill_device(msg, info->snd_portid,
					    info->snd_seq, NULL, dev))) {
		nlmsg_free(msg);
		return ERR_PTR(-EMSGSIZE);
	}
	return msg;
}

int xvs_nl_device_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;

	rtnl_lock();
	msg = xvs_nl_show_device(info);
	rtnl_unlock();
	return IS_ERR(msg) ? PTR_ERR(msg) : genlmsg_reply(msg, info);
}

/* Those that are shown are counted, which is where the next part of the dump
 * goes on.
 */
static int xvs_nl_dump_devices(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
	long n = 0;
	int err;

	cb->seq = READ_ONCE(net->dev_base_seq) ?: 1;
	for_each_netdev(net, dev) {
		if (!xvs_port_get(dev) && !xvs_policy_exists(dev))
			continue;
		if (n++ < cb->args[0])
			continue;
		err = xvs_nl_fill_device(skb, NETLINK_CB(cb->skb).portid,
					 cb->nlh->nlmsg_seq, cb, dev);
		if (err)
			return skb->len ?: err;
		cb->args[0] = n;
	}
	return skb->len;
}

int xvs_nl_device_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret;

	rtnl_lock();
	ret = xvs_nl_dump_devices(skb, cb);
	rtnl_unlock();
	return ret;
}

static int xvs_nl_set_device(struct genl_info *info)
{
	struct net_device *dev = xvs_nl_device(info);
	struct xvs_policy policy;
	int err;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	if (xvs_is_network(dev)) {
		NL_SET_ERR_MSG(info->extack, "A network is no port: it can't be locked or limited");
		return -EINVAL;
	}
	policy = xvs_policy_get(dev);
	if (info->attrs[XVS_A_ROLE]) {
		policy.role = nla_get_u8(info->attrs[XVS_A_ROLE]);
		policy.has_role = true;
	}
	if (info->attrs[XVS_A_LACP_PRIO])
		policy.lacp_prio = nla_get_u16(info->attrs[XVS_A_LACP_PRIO]);
	if (info->attrs[XVS_A_LACP_KEY])
		policy.lacp_key = nla_get_u16(info->attrs[XVS_A_LACP_KEY]);
	err = xvs_qosattr_read(&policy, info->attrs, &xvs_nl_qos, info->extack);
	if (err)
		return err;
	err = xvs_lockattr_read(&policy, info->attrs[XVS_A_LOCK], info->extack);
	if (err)
		return err;
	err = xvs_device_change(dev, &policy, info->extack);
	xvs_identity_put(policy.identity);
	/* rtnetlink shows it too, to those who listen there. */
	if (!err && xvs_port_get(dev))
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA, dev);
	return err;
}

int xvs_nl_device_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = xvs_nl_set_device(info);
	rtnl_unlock();
	return err;
}

static int xvs_nl_move_port(struct genl_info *info)
{
	struct net_device *dev = xvs_nl_device(info), *network;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	network = xvs_netlink_find_network(genl_info_net(info), info->attrs,
					   info->extack);
	if (IS_ERR(network))
		return PTR_ERR(network);
	return xvs_port_move(dev, network, info->extack);
}

int xvs_nl_port_move_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = xvs_nl_move_port(info);
	rtnl_unlock();
	return err;
}

/* The events show bytes of frames: only who may see those can join. */
static const struct genl_multicast_group xvs_nl_groups[] = {
	[XVS_NLGRP_EVENTS] = {
		.name = XVS_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family xvs_nl_family __ro_after_init = {
	.name = XVS_FAMILY_NAME,
	.version = XVS_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = xvs_nl_ops,
	.n_ops = ARRAY_SIZE(xvs_nl_ops),
	.mcgrps = xvs_nl_groups,
	.n_mcgrps = ARRAY_SIZE(xvs_nl_groups),
};

int __init xvs_netlink_register(void)
{
	return genl_register_family(&xvs_nl_family);
}

void xvs_netlink_unregister(void)
{
	genl_unregister_family(&xvs_nl_family);
}
