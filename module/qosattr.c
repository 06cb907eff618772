// SPDX-License-Identifier: GPL-2.0
/*
 * The nests that say how much may pass a device, the same in rtnetlink and in
 * generic netlink: read into a policy, and shown. See Documentation/netlink/specs.
 */
#include "netlink-gen.h"
#include "qosattr.h"
#include "xvs.h"

#define XVS_BURST_MAX	1000000000000ULL

/* What can be wrong with a direction, by the name of the option. */
struct xvs_rate_msgs {
	const char *rate;
	const char *burst;
	const char *mode;
	const char *counter;
};

#define XVS_RATE_MSGS(dir) {						\
	.rate = dir "_rate must be at most 100000000000 bytes a second",\
	.burst = dir "_burst must be at most 1000000000000 bytes",	\
	.mode = dir "_mode must be shape or police",			\
	.counter = "the counters of " dir " can only be read",		\
}

static const struct xvs_rate_msgs xvs_rate_msgs[XVS_DIRS] = {
	[XVS_TX] = XVS_RATE_MSGS("tx"),
	[XVS_RX] = XVS_RATE_MSGS("rx"),
};

static int xvs_qos_refuse(struct netlink_ext_ack *extack,
			  const struct nlattr *attr, const char *msg, int err)
{
	if (extack) {
		extack->_msg = msg;
		extack->bad_attr = attr;
	}
	return err;
}

/* Old tools do not say that a nest is one; all else is to be right. */
static int xvs_qos_parse(struct nlattr *tb[], int max,
			 const struct nlattr *nest,
			 const struct nla_policy *policy,
			 struct netlink_ext_ack *extack)
{
	return __nla_parse(tb, max, nla_data(nest), nla_len(nest), policy,
			   NL_VALIDATE_STRICT & ~NL_VALIDATE_NESTED, extack);
}

static int xvs_rate_check(const struct xvs_rate *rate, struct nlattr *tb[],
			  const struct xvs_rate_msgs *msgs,
			  struct netlink_ext_ack *extack)
{
	int i;

	if (rate->bytes > XVS_RATE_MAX)
		return xvs_qos_refuse(extack, tb[XVS_A_RATE_RATE], msgs->rate,
				      -ERANGE);
	if (rate->burst > XVS_BURST_MAX)
		return xvs_qos_refuse(extack, tb[XVS_A_RATE_BURST],
				      msgs->burst, -ERANGE);
	if (rate->mode > XVS_RATE_MODE_POLICE)
		return xvs_qos_refuse(extack, tb[XVS_A_RATE_MODE], msgs->mode,
				      -ERANGE);
	for (i = XVS_A_RATE_PASSED; i <= XVS_A_RATE_BACKLOG; i++)
		if (tb[i])
			return xvs_qos_refuse(extack, tb[i], msgs->counter,
					      -EINVAL);
	return 0;
}

static int xvs_rate_read(struct xvs_rate *rate, const struct nlattr *nest,
			 const struct xvs_rate_msgs *msgs,
			 struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XVS_A_RATE_MAX + 1];
	int err;

	if (!nest)
		return 0;
	err = xvs_qos_parse(tb, XVS_A_RATE_MAX, nest, xvs_rate_nl_policy,
			    extack);
	if (err)
		return err;
	if (tb[XVS_A_RATE_RATE])
		rate->bytes = nla_get_u64(tb[XVS_A_RATE_RATE]);
	if (tb[XVS_A_RATE_BURST])
		rate->burst = nla_get_u64(tb[XVS_A_RATE_BURST]);
	if (tb[XVS_A_RATE_PACKETS])
		rate->packets = nla_get_u32(tb[XVS_A_RATE_PACKETS]);
	if (tb[XVS_A_RATE_MODE])
		rate->mode = nla_get_u8(tb[XVS_A_RATE_MODE]);
	return xvs_rate_check(rate, tb, msgs, extack);
}

/* The attributes of guards are in the order of enum xvs_guard. */
static int xvs_guard_attr(enum xvs_guard guard)
{
	BUILD_BUG_ON(XVS_A_GUARD_BROADCAST + XVS_GUARD_LEARN_RATE !=
		     XVS_A_GUARD_LEARN_RATE);
	BUILD_BUG_ON(XVS_A_GUARD_BROADCAST + XVS_GUARD_LEARN_LIMIT !=
		     XVS_A_GUARD_LEARN_LIMIT);
	return XVS_A_GUARD_BROADCAST + guard;
}

static int xvs_guards_read(u32 *guards, const struct nlattr *nest,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XVS_A_GUARD_MAX + 1];
	enum xvs_guard guard;
	int err;

	if (!nest)
		return 0;
	err = xvs_qos_parse(tb, XVS_A_GUARD_MAX, nest, xvs_guard_nl_policy,
			    extack);
	if (err)
		return err;
	if (tb[XVS_A_GUARD_NOT_LEARNED])
		return xvs_qos_refuse(extack, tb[XVS_A_GUARD_NOT_LEARNED],
				      "not_learned can only be read", -EINVAL);
	for (guard = 0; guard < XVS_GUARDS; guard++)
		if (tb[xvs_guard_attr(guard)])
			guards[guard] = nla_get_u32(tb[xvs_guard_attr(guard)]);
	return 0;
}

/**
 * xvs_qosattr_read() - read what a message says about limits
 * @policy: what was decided up to now; its parts that are limits are changed,
 *	and are of no use after an error
 * @tb: attributes of the message
 * @types: which of them the nests are
 * @extack: says what is wrong
 *
 * Return: 0, -EINVAL or -ERANGE
 */
int xvs_qosattr_read(struct xvs_policy *policy, struct nlattr *tb[],
		     const struct xvs_qosattr_types *types,
		     struct netlink_ext_ack *extack)
{
	enum xvs_dir dir;
	int err;

	for (dir = 0; dir < XVS_DIRS; dir++) {
		err = xvs_rate_read(&policy->rates[dir], tb[types->rates[dir]],
				    &xvs_rate_msgs[dir], extack);
		if (err)
			return err;
	}
	return xvs_guards_read(policy->guards, tb[types->guard], extack);
}

/**
 * xvs_qosattr_size() - how much xvs_qosattr_fill() needs
 *
 * Return: bytes of a message
 */
size_t xvs_qosattr_size(void)
{
	size_t rate = nla_total_size_64bit(sizeof(u64)) * 7 +
		      nla_total_size(sizeof(u32)) + nla_total_size(sizeof(u8));
	size_t guard = nla_total_size(sizeof(u32)) * XVS_GUARDS +
		       nla_total_size_64bit(sizeof(u64));

	return nla_total_size(rate) * XVS_DIRS + nla_total_size(guard);
}

static int xvs_limit_fill_stats(struct sk_buff *skb,
				const struct xvs_queue *queue,
				const struct xvs_limit_stats *stats)
{
	u64 backlog = queue ? READ_ONCE(queue->bytes) : 0;

	if (nla_put_u64_64bit(skb, XVS_A_RATE_PASSED, stats->passed,
			      XVS_A_RATE_PAD) ||
	    nla_put_u64_64bit(skb, XVS_A_RATE_DELAYED, stats->delayed,
			      XVS_A_RATE_PAD) ||
	    nla_put_u64_64bit(skb, XVS_A_RATE_MARKED, stats->marked,
			      XVS_A_RATE_PAD) ||
	    nla_put_u64_64bit(skb, XVS_A_RATE_DROPPED, stats->dropped,
			      XVS_A_RATE_PAD) ||
	    nla_put_u64_64bit(skb, XVS_A_RATE_BACKLOG, backlog,
			      XVS_A_RATE_PAD))
		return -EMSGSIZE;
	return 0;
}

static int xvs_rate_fill(struct sk_buff *skb, const struct xvs_rate *rate)
{
	if (nla_put_u64_64bit(skb, XVS_A_RATE_RATE, rate->bytes,
			      XVS_A_RATE_PAD) ||
	    nla_put_u64_64bit(skb, XVS_A_RATE_BURST, rate->burst,
			      XVS_A_RATE_PAD) ||
	    nla_put_u32(skb, XVS_A_RATE_PACKETS, rate->packets) ||
	    nla_put_u8(skb, XVS_A_RATE_MODE, rate->mode))
		return -EMSGSIZE;
	return 0;
}

static int xvs_guards_fill(struct sk_buff *skb, int type,
			   const struct xvs_policy *policy, u8 role,
			   const struct xvs_port_stats *sum)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	enum xvs_guard guard;

	if (!nest)
		return -EMSGSIZE;
	for (guard = 0; guard < XVS_GUARDS; guard++)
		if (nla_put_u32(skb, xvs_guard_attr(guard),
				xvs_qos_guard(policy, role, guard)))
			return -EMSGSIZE;
	if (sum && nla_put_u64_64bit(skb, XVS_A_GUARD_NOT_LEARNED,
				     sum->not_learned, XVS_A_GUARD_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * xvs_qosattr_fill() - show what limits a device
 * @skb: message
 * @types: of the nests in it
 * @dev: the device, port or not; caller holds RTNL
 * @sum: what was counted for the port; NULL: it is none
 *
 * Return: 0 or -EMSGSIZE
 */
int xvs_qosattr_fill(struct sk_buff *skb,
		     const struct xvs_qosattr_types *types,
		     const struct net_device *dev,
		     const struct xvs_port_stats *sum)
{
	const struct xvs_policy policy = xvs_policy_get(dev);
	const struct xvs_port *port = xvs_port_get(dev);
	struct nlattr *nest;
	enum xvs_dir dir;

	for (dir = 0; dir < XVS_DIRS; dir++) {
		nest = nla_nest_start(skb, types->rates[dir]);
		if (!nest || xvs_rate_fill(skb, &policy.rates[dir]) ||
		    (sum && xvs_limit_fill_stats(skb, port->queues[dir],
						 &sum->limits[dir])))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return xvs_guards_fill(skb, types->guard, &policy,
			       port ? port->role : policy.role, sum);
}
