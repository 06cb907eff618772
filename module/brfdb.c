// SPDX-License-Identifier: GPL-2.0
/* bridge(8)'s `fdb show|add|del ... dev NETWORK self [via PORT] [vlan V]`. */
#include <net/neighbour.h>
#include "xvs.h"

/* Of a hash, more than a table has buckets, and a positive int. */
#define XVS_BRFDB_POSITION_BITS	30

/* A view names its VLAN by being it; a root's is the native one by default. */
static int xvs_brfdb_vid(const struct xvs_network *network, u16 vid,
			 struct netlink_ext_ack *extack)
{
	if (network->is_root || !vid || vid == network->host.vid)
		return vid ?: network->host.vid;
	NL_SET_ERR_MSG(extack, "vlan is not that of this network");
	return -EINVAL;
}

static struct xvs_port *xvs_brfdb_via(const struct xvs_network *network,
				      struct nlattr *tb[],
				      struct netlink_ext_ack *extack)
{
	struct xvs_port *port = NULL;
	struct net_device *dev;

	if (!tb[NDA_IFINDEX] || nla_len(tb[NDA_IFINDEX]) != sizeof(u32)) {
		NL_SET_ERR_MSG(extack, "via is needed: the port that the address is on");
		return ERR_PTR(-EINVAL);
	}
	dev = __dev_get_by_index(dev_net(network->host.dev),
				 nla_get_u32(tb[NDA_IFINDEX]));
	if (dev)
		port = xvs_port_get(dev);
	if (!port || port->sw != network->host.sw) {
		NL_SET_ERR_MSG(extack, "via must be a port of this switch");
		return ERR_PTR(-EINVAL);
	}
	return port;
}

static int xvs_brfdb_check(const u8 *addr, const struct ndmsg *ndm,
			   struct netlink_ext_ack *extack)
{
	if (!is_valid_ether_addr(addr) || xvs_addr_is_reserved(addr)) {
		NL_SET_ERR_MSG(extack, "The address must be that of a station");
		return -EINVAL;
	}
	if (!(ndm->ndm_state & (NUD_NOARP | NUD_PERMANENT))) {
		NL_SET_ERR_MSG(extack, "Only static addresses can be added");
		return -EOPNOTSUPP;
	}
	return 0;
}

/**
 * xvs_brfdb_add() - ndo_fdb_add: `bridge fdb add MAC dev NETWORK self via PORT`
 * @ndm: message
 * @tb: its attributes
 * @dev: the network's device; caller holds RTNL
 * @addr: address
 * @vid: VLAN, or 0
 * @flags: NLM_F_EXCL: do not replace a static address
 * @extack: says why not
 *
 * Return: 0, -EINVAL, -EOPNOTSUPP, or as xvs_fdb_add_static()
 */
int xvs_brfdb_add(struct ndmsg *ndm, struct nlattr *tb[],
		  struct net_device *dev, const u8 *addr, u16 vid, u16 flags,
		  XVS_COMPAT_FDB_NOTIFIED struct netlink_ext_ack *extack)
{
	struct xvs_network *network = netdev_priv(dev);
	struct xvs_port *port;
	int err;

	err = xvs_brfdb_check(addr, ndm, extack);
	if (err)
		return err;
	port = xvs_brfdb_via(network, tb, extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	err = xvs_brfdb_vid(network, vid, extack);
	if (err < 0)
		return err;
	vid = err;
	if (!xvs_port_may_use(port, vid)) {
		NL_SET_ERR_MSG(extack, "via is not a member of the vlan");
		return -EINVAL;
	}
	return xvs_fdb_add_static(&network->host.sw->fdb, port->at, vid, addr,
				  flags & NLM_F_EXCL, extack);
}

/**
 * xvs_brfdb_del() - ndo_fdb_del: `bridge fdb del MAC dev NETWORK self`
 * @ndm: message
 * @tb: its attributes
 * @dev: the network's device; caller holds RTNL
 * @addr: address
 * @vid: VLAN, or 0
 * @extack: says why not
 *
 * Return: 0, -EINVAL, or as xvs_fdb_del_user()
 */
int xvs_brfdb_del(struct ndmsg *ndm, struct nlattr *tb[],
		  struct net_device *dev, const u8 *addr, u16 vid,
		  XVS_COMPAT_FDB_NOTIFIED struct netlink_ext_ack *extack)
{
	struct xvs_network *network = netdev_priv(dev);
	int err = xvs_brfdb_vid(network, vid, extack);

	if (err < 0)
		return err;
	return xvs_fdb_del_user(&network->host.sw->fdb, err, addr, extack);
}

/* Where an address is. No owner of it may have sent yet, no PIF may be active. */
static const struct net_device *xvs_brfdb_dev(const struct xvs_port *port)
{
	if (port && port->role == XVS_ROLE_UPLINK)
		return xvs_uplink_dev(port->sw);
	return port ? port->dev : NULL;
}

static int xvs_brfdb_fill_body(struct sk_buff *skb,
			       const struct xvs_fdb_entry *e)
{
	unsigned long age = jiffies - READ_ONCE(e->updated);
	struct nda_cacheinfo info = {
		.ndm_used = jiffies_to_clock_t(age),
		.ndm_updated = jiffies_to_clock_t(age),
	};
	const struct net_device *via = xvs_brfdb_dev(READ_ONCE(e->port));
	u16 vid = xvs_fdb_key_vid(e->key);
	u8 addr[ETH_ALEN];

	xvs_fdb_key_addr(e->key, addr);
	if (nla_put(skb, NDA_LLADDR, ETH_ALEN, addr) ||
	    (via && nla_put_u32(skb, NDA_IFINDEX, via->ifindex)) ||
	    nla_put(skb, NDA_CACHEINFO, sizeof(info), &info))
		return -EMSGSIZE;
	if (vid && vid != XVS_FDB_ANY_VID)
		return nla_put_u16(skb, NDA_VLAN, vid);
	return 0;
}

static int xvs_brfdb_fill(struct sk_buff *skb, const struct net_device *dev,
			  const struct xvs_fdb_entry *e, u32 portid, u32 seq)
{
	static const u16 state[] = {
		[XVS_FDB_LEARNED] = NUD_REACHABLE,
		[XVS_FDB_STATIC] = NUD_NOARP,
		[XVS_FDB_HOST] = NUD_PERMANENT,
		[XVS_FDB_OWNED] = NUD_NOARP,
	};
	u8 kind = READ_ONCE(e->kind);
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;

	nlh = nlmsg_put(skb, portid, seq, RTM_NEWNEIGH, sizeof(*ndm),
			NLM_F_MULTI);
	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	*ndm = (struct ndmsg) {
		.ndm_family = AF_BRIDGE,
		.ndm_flags = NTF_SELF | (kind == XVS_FDB_OWNED ? NTF_STICKY : 0),
		.ndm_ifindex = dev->ifindex,
		.ndm_state = state[kind],
	};
	if (xvs_brfdb_fill_body(skb, e)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

/* A view shows its own VLAN, a root everything. */
static bool xvs_brfdb_shows(const struct xvs_network *network, u64 key)
{
	return network->is_root || xvs_fdb_key_vid(key) == network->host.vid;
}

/* All of a bucket, or nothing of it: -EMSGSIZE. One that an empty message has no
 * room for, which the secret of the hash rules out, would keep the dump from
 * coming to an end.
 */
static int xvs_brfdb_dump_bucket(struct sk_buff *skb,
				 struct netlink_callback *cb,
				 struct net_device *dev,
				 const struct xvs_fdb_table *table,
				 unsigned int bucket)
{
	const struct xvs_network *network = netdev_priv(dev);
	const unsigned int len = skb->len;
	const struct xvs_fdb_entry *e;

	hlist_for_each_entry_rcu(e, &table->buckets[bucket], node[table->ver]) {
		if (!xvs_brfdb_shows(network, e->key) ||
		    !xvs_brfdb_fill(skb, dev, e, NETLINK_CB(cb->skb).portid,
				    cb->nlh->nlmsg_seq))
			continue;
		if (!len)
			break;
		skb_trim(skb, len);
		return -EMSGSIZE;
	}
	return 0;
}

/**
 * xvs_brfdb_dump() - ndo_fdb_dump: `bridge fdb show dev NETWORK`
 * @skb: message
 * @cb: the dump; how far it has come is kept by the core
 * @dev: the network's device
 * @filter_dev: unused: it is a real bridge's port
 * @idx: how far it has come
 *
 * That is the hash of the first bucket that is left, by its highest bits. So
 * entries that come and go elsewhere do not move those that stay, nor does the
 * table if it grows: each is shown once.
 *
 * Return: 0, or -EMSGSIZE: to be continued
 */
int xvs_brfdb_dump(struct sk_buff *skb, struct netlink_callback *cb,
		   struct net_device *dev, struct net_device *filter_dev,
		   int *idx)
{
	const struct xvs_network *network = netdev_priv(dev);
	const struct xvs_fdb_table *table;
	unsigned int bucket, shift;
	int err = 0;

	rcu_read_lock();
	table = rcu_dereference(network->host.sw->fdb.table);
	shift = table->shift - (64 - XVS_BRFDB_POSITION_BITS);
	bucket = xvs_compat_fdb_skip(cb) >> shift;
	for (; bucket < xvs_fdb_buckets(table); bucket++) {
		err = xvs_brfdb_dump_bucket(skb, cb, dev, table, bucket);
		if (err)
			break;
	}
	*idx = bucket << shift;
	rcu_read_unlock();
	return err;
}
