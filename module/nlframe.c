// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink about single frames: would this one pass, and which ones
 * did not.
 */
#include <linux/etherdevice.h>
#include <net/genetlink.h>
#include <net/sock.h>
#include "netlink-gen.h"
#include "netlink.h"
#include "rules.h"
#include "xvs.h"

/* What xvs_nl_put_offender() needs beside the device. */
#define XVS_OFFENDER_SIZE						\
	(nla_total_size(sizeof_field(struct xvs_offender, bytes)) +	\
	 nla_total_size(sizeof(u32)) + nla_total_size(sizeof(u16)) +	\
	 nla_total_size_64bit(sizeof(u64)) +				\
	 nla_total_size(XVS_REASON_LEN))

/* The longest name of a reason is shorter. */
#define XVS_REASON_LEN	32

/* By enum xvs_drop; each reason must have a rule for this to compile. */
static const char *const xvs_rules[XVS_DROP_MAX] = {
	NULL,
#define X(name, core) XVS_RULE_##name
	XVS_DROPS(X)
#undef X
};

static int xvs_nl_fill_verdict(struct sk_buff *skb, struct genl_info *info,
			       enum xvs_drop reason)
{
	void *header;

	header = genlmsg_put(skb, info->snd_portid, info->snd_seq,
			     &xvs_nl_family, 0, XVS_CMD_FRAME_CHECK);
	if (!header ||
	    nla_put_u8(skb, XVS_A_VERDICT,
		       reason ? XVS_FRAME_VERDICT_DROP : XVS_FRAME_VERDICT_PASS))
		return -EMSGSIZE;
	if (reason &&
	    (nla_put_string(skb, XVS_A_REASON, xvs_drop_names[reason]) ||
	     nla_put_string(skb, XVS_A_RULE, xvs_rules[reason])))
		return -EMSGSIZE;
	genlmsg_end(skb, header);
	return 0;
}

/* As a driver would hand it to the stack. */
static struct sk_buff *xvs_nl_make_frame(const struct nlattr *attr,
					 struct net_device *dev)
{
	struct sk_buff *skb = __netdev_alloc_skb_ip_align(dev, nla_len(attr),
							  GFP_KERNEL);

	if (!skb)
		return NULL;
	skb_put_data(skb, nla_data(attr), nla_len(attr));
	skb->protocol = eth_type_trans(skb, dev);
	return skb;
}

/* Return: enum xvs_drop, or an error */
static int xvs_nl_check_frame(struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[XVS_A_FRAME];
	enum xvs_drop reason;
	struct xvs_port *port;
	struct net_device *dev;
	struct sk_buff *frame;

	dev = xvs_netlink_find(genl_info_net(info), info->attrs,
			       XVS_A_IFINDEX, XVS_A_IFNAME, info->extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	port = xvs_port_get(dev);
	if (!port) {
		NL_SET_ERR_MSG(info->extack, "The device is a port of no network");
		return -ENODEV;
	}
	if (!attr || nla_len(attr) < ETH_HLEN) {
		NL_SET_ERR_MSG(info->extack, "A frame has at least 14 bytes");
		return -EINVAL;
	}
	frame = xvs_nl_make_frame(attr, dev);
	if (!frame)
		return -ENOMEM;
	local_bh_disable();
	rcu_read_lock();
	reason = xvs_dry_run(port, frame);
	rcu_read_unlock();
	local_bh_enable();
	return reason;
}

int xvs_nl_frame_check_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	int ret;

	rtnl_lock();
	ret = xvs_nl_check_frame(info);
	rtnl_unlock();
	if (ret < 0)
		return ret;
	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	if (WARN_ON_ONCE(xvs_nl_fill_verdict(msg, info, ret))) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return genlmsg_reply(msg, info);
}

static int xvs_nl_put_offender(struct sk_buff *skb,
			       const struct xvs_offender *offender)
{
	if (nla_put(skb, XVS_A_FRAME, offender->len, offender->bytes) ||
	    nla_put_u32(skb, XVS_A_FRAME_LEN, offender->frame_len) ||
	    nla_put_string(skb, XVS_A_REASON,
			   xvs_drop_names[offender->reason]) ||
	    nla_put_u16(skb, XVS_A_VID, offender->vid) ||
	    nla_put_u64_64bit(skb, XVS_A_TIME, offender->time_ns, XVS_A_PAD))
		return -EMSGSIZE;
	return 0;
}

static int xvs_nl_fill_offender(struct sk_buff *skb, struct net *net,
				u32 portid, u32 seq, int flags,
				const struct xvs_offender *offender)
{
	const struct net_device *dev = __dev_get_by_index(net,
							  offender->ifindex);
	void *header;

	header = genlmsg_put(skb, portid, seq, &xvs_nl_family, flags,
			     XVS_CMD_OFFENDER_GET);
	if (!header)
		return -EMSGSIZE;
	if ((dev ? xvs_netlink_put_device(skb, dev, NULL) :
		   nla_put_u32(skb, XVS_A_IFINDEX, offender->ifindex)) ||
	    xvs_nl_put_offender(skb, offender)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* Copies what a network remembers. Return: how many, or -ENOMEM */
static int xvs_nl_read_offenders(const struct net_device *network,
				 struct xvs_offender **offenders)
{
	*offenders = kmalloc_array(XVS_OFFENDERS, sizeof(**offenders),
				   GFP_KERNEL);
	if (!*offenders)
		return -ENOMEM;
	return xvs_offenders_read(netdev_priv(network), *offenders);
}

static int xvs_nl_show_last_offender(struct sk_buff *msg,
				     struct genl_info *info)
{
	const struct net_device *network =
		xvs_netlink_find_network(genl_info_net(info), info->attrs,
					 info->extack);
	struct xvs_offender *offenders;
	int n, err = -ENOENT;

	if (IS_ERR(network))
		return PTR_ERR(network);
	n = xvs_nl_read_offenders(network, &offenders);
	if (n < 0)
		return n;
	if (n)
		err = xvs_nl_fill_offender(msg, genl_info_net(info),
					   info->snd_portid, info->snd_seq, 0,
					   &offenders[n - 1]);
	kfree(offenders);
	return err;
}

int xvs_nl_offender_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	int err;

	msg = genlmsg_new(XVS_NETLINK_DEVICE_SIZE + XVS_OFFENDER_SIZE,
			  GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	rtnl_lock();
	err = xvs_nl_show_last_offender(msg, info);
	rtnl_unlock();
	if (!err)
		return genlmsg_reply(msg, info);
	nlmsg_free(msg);
	return err;
}

/* The time up to which offenders were shown tells where a dump goes on, as the
 * oldest may be gone by then.
 */
static int xvs_nl_dump_offenders(struct sk_buff *skb,
				 struct netlink_callback *cb,
				 const struct net_device *network)
{
	u64 *shown = (u64 *)cb->ctx, *until = shown + 1, from = *shown;
	struct xvs_offender *offenders;
	int i, n, err = 0;

	/* An end that does not move away while a guest goes on offending */
	if (!*until)
		*until = ktime_get_boottime_ns();
	n = xvs_nl_read_offenders(network, &offenders);
	if (n < 0)
		return n;
	for (i = 0; !err && i < n; i++) {
		if (offenders[i].time_ns <= from ||
		    offenders[i].time_ns > *until)
			continue;
		err = xvs_nl_fill_offender(skb, dev_net(network),
					   NETLINK_CB(cb->skb).portid,
					   cb->nlh->nlmsg_seq, NLM_F_MULTI,
					   &offenders[i]);
		if (!err)
			*shown = offenders[i].time_ns;
	}
	kfree(offenders);
	return skb->len ?: err;
}

int xvs_nl_offender_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	const struct net_device *network;
	int ret;

	rtnl_lock();
	network = xvs_netlink_find_network(sock_net(skb->sk),
					   xvs_compat_dump_attrs(cb),
					   cb->extack);
	if (IS_ERR(network))
		ret = PTR_ERR(network);
	else
		ret = xvs_nl_dump_offenders(skb, cb, network);
	rtnl_unlock();
	return ret;
}

static int xvs_nl_fill_violation(struct sk_buff *skb,
				 const struct xvs_port *port,
				 const struct xvs_offender *offender)
{
	void *header;

	header = genlmsg_put(skb, 0, 0, &xvs_nl_family, 0,
			     XVS_CMD_VIOLATION_NTF);
	if (!header || xvs_netlink_put_device(skb, port->dev, port) ||
	    xvs_nl_put_offender(skb, offender))
		return -EMSGSIZE;
	genlmsg_end(skb, header);
	return 0;
}

/**
 * xvs_netlink_violation() - tell who listens that a lock has dropped a frame
 * @port: the port that the frame came from; caller is in its RCU section
 * @offender: what is known of the frame
 */
void xvs_netlink_violation(const struct xvs_port *port,
			   const struct xvs_offender *offender)
{
	struct net *net = dev_net(port->dev);
	struct sk_buff *msg;

	if (!genl_has_listeners(&xvs_nl_family, net, XVS_NLGRP_EVENTS))
		return;
	msg = genlmsg_new(XVS_NETLINK_DEVICE_SIZE + XVS_OFFENDER_SIZE,
			  GFP_ATOMIC);
	if (!msg)
		return;
	if (WARN_ON_ONCE(xvs_nl_fill_violation(msg, port, offender))) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_multicast_netns(&xvs_nl_family, net, msg, 0, XVS_NLGRP_EVENTS,
				GFP_ATOMIC);
}
