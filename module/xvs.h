/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nouns of xvs. A switch is one L2 forwarding instance. A network is a
 * netdev of kind "xvs" and the host's own port on a switch: a root, which owns
 * the switch, or a view, one VLAN of it. A port is a device that hangs on a
 * network.
 *
 * Configuration is serialised by RTNL and read by the datapath under RCU;
 * "RTNL" and "RCU" beside a member say who writes and who reads it.
 */
#ifndef _XVS_H
#define _XVS_H

#include <linux/etherdevice.h>
#include <linux/if_bridge.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/xvs_link.h>

#include "address.h"
#include "bond.h"
#include "drop.h"
#include "fdb.h"
#include "frame.h"
#include "identity.h"
#include "offender.h"
#include "qos.h"
#include "vlan.h"

#define XVS_MSG_LOOP	"A device on a network of xvs can't be a port of one"

/* Roles beside those that user space may choose: of a network's own port, and
 * of what all PIFs of a switch are together.
 */
#define XVS_ROLE_HOST	(XVS_ROLE_PIF + 1)
#define XVS_ROLE_UPLINK	(XVS_ROLE_PIF + 2)

/* Of a port that is to neither send nor receive: none of the bridge's flags. */
#define XVS_PORT_DISABLED	BIT(31)
/* Of a PIF that sends nothing to others that have the flag. */
#define XVS_PORT_APART		BIT(30)

/* Of a VIF: its rate is limited that way. */
#define XVS_PORT_TX_LIMITED	BIT(29)
#define XVS_PORT_RX_LIMITED	BIT(28)

/* Whoever sends to a port with one of these has to look closely. */
#define XVS_PORT_STRICT		(XVS_PORT_DISABLED | XVS_PORT_RX_LIMITED)

/* Flags of a port are the bridge's BR_*; these are what a user may change. */
#define XVS_PORT_FLAGS	(BR_LEARNING | BR_FLOOD | BR_MCAST_FLOOD |	\
			 BR_BCAST_FLOOD | BR_ISOLATED | BR_PORT_LOCKED)
#define XVS_PORT_FLAGS_DEFAULT	\
	(XVS_PORT_FLAGS & ~(BR_ISOLATED | BR_PORT_LOCKED))

/**
 * struct xvs_policy - what was decided about a device, port or not
 *
 * @flags: BR_*, see XVS_PORT_FLAGS
 * @has_role: @role was decided too, it is not for xvs to find out
 * @role: enum xvs_role
 * @locking: enum xvs_locking_mode
 * @lacp_prio: of the device as a port of LACP
 * @lacp_key: the same; 0: made of its speed and duplex
 * @rates: limits, by enum xvs_dir
 * @guards: by enum xvs_guard; XVS_GUARD_DEFAULT: was not set
 * @identity: who it is if it is locked, and its own tags; NULL: neither was set
 */
struct xvs_policy {
	unsigned long flags;
	bool has_role;
	u8 role;
	u8 locking;
	u16 lacp_prio;
	u16 lacp_key;
	struct xvs_rate rates[XVS_DIRS];
	u32 guards[XVS_GUARDS];
	struct xvs_identity *identity;
};

/**
 * struct xvs_port_stats - what one CPU has counted for a port
 *
 * @rx_packets: frames that entered the switch here, dropped ones too
 * @rx_bytes: their bytes, Ethernet header included
 * @tx_packets: frames handed to the port
 * @tx_bytes: their bytes
 * @drops: frames from the port dropped, by reason
 * @limits: what its limits did, by enum xvs_dir
 * @not_learned: frames whose source was one too many to be learned
 */
struct xvs_port_stats {
	u64 rx_packets;
	u64 rx_bytes;
	u64 tx_packets;
	u64 tx_bytes;
	u64 drops[XVS_DROP_MAX];
	struct xvs_limit_stats limits[XVS_DIRS];
	u64 not_learned;
};

/**
 * struct xvs_port - a way into and out of a switch
 *
 * @dev: the VIF, PIF or, of the host's port, the network itself
 * @sw: its switch
 * @at: where the addresses are that are learned on it: itself or, of a PIF, the
 *	uplink (RTNL, datapath)
 * @trunk: tags it may send and is sent; NULL: none, an access port (RTNL, RCU)
 * @lock: who it may be; NULL: whoever it likes (RTNL, RCU)
 * @own: entry of its own address in @vid if it is locked, never NULL (fdb lock,
 *	RCU)
 * @stats: per CPU
 * @flags: what of its policy's flags is in effect (RTNL, datapath)
 * @vid: VLAN of its untagged frames
 * @role: enum xvs_role or XVS_ROLE_HOST
 * @follows: its trunk is its network's, none of its own (RTNL)
 * @network: what it hangs on
 * @policy: what was decided about it, whether in effect or not (RTNL)
 * @qos: what limits it; NULL: it is the host's (RTNL, RCU)
 * @qos_spare: memory for the next of these (RTNL)
 * @queues: by enum xvs_dir; NULL: nothing was ever shaped (RTNL)
 * @fdb: addresses learned on it
 * @claims: to its own address, in each of its VLANs (fdb lock)
 * @addresses: IP addresses that are its own (addresses' lock)
 * @n_noticed: how many of them were noticed (addresses' lock)
 * @refused: jiffies of when it was last refused a link-local address
 * @offended: jiffies of when an event last told that it did; 0: never
 * @announced: the world outside knows where it is
 * @member: of a PIF: what it is to its bond
 * @node: in xvs_network.ports (RTNL, RCU)
 * @trunk_node: in xvs_switch.trunks (RTNL, RCU)
 * @dev_tracker: of the reference to @dev
 * @rcu: frees it
 */
struct xvs_port {
	struct net_device *dev;
	struct xvs_switch *sw;
	struct xvs_port *at;
	struct xvs_vlan_set __rcu *trunk;
	struct xvs_identity __rcu *lock;
	struct xvs_fdb_entry __rcu *own;
	struct xvs_port_stats __percpu *stats;
	unsigned long flags;
	u16 vid;
	u8 role;
	bool follows;

	struct xvs_network *network;
	struct xvs_policy policy;
	struct xvs_qos __rcu *qos;
	struct xvs_qos *qos_spare;
	struct xvs_queue *queues[XVS_DIRS];
	struct xvs_fdb_owner fdb;
	struct list_head claims;
	struct list_head addresses;
	unsigned int n_noticed;
	unsigned long refused;
	unsigned long offended;
	bool announced;
	struct xvs_member *member;
	struct list_head node;
	struct list_head trunk_node;
	netdevice_tracker dev_tracker;
	struct rcu_head rcu;
};

/**
 * struct xvs_network - private data of a netdev of kind "xvs"
 *
 * @host: the host's port; host.dev is the netdev, host.vid a view's VLAN
 * @is_root: owns the switch, sees all of its VLANs
 * @mtu_set: the administrator chose the MTU
 * @locking: enum xvs_locking_mode of VIFs that have none of their own
 * @offenders: what its VIFs should not have sent
 * @ports: VIFs that hang on it (RTNL, RCU)
 * @view_node: of a view, in xvs_switch.view_list (RTNL)
 * @root_tracker: of a view's reference to its root
 */
struct xvs_network {
	struct xvs_port host;
	bool is_root;
	bool mtu_set;
	u8 locking;
	struct xvs_offenders *offenders;
	struct list_head ports;
	struct list_head view_node;
	netdevice_tracker root_tracker;
};

/**
 * struct xvs_uplink - the way out of a switch
 *
 * @port: what the forwarding table knows of it; it has no device
 * @members: its PIFs in the order of joining, by xvs_member.node (RTNL and the
 *	bond's lock, RCU)
 * @bond: what they are together; NULL: there was never one (RTNL, RCU)
 * @config: of the bond, whether there is one or not (RTNL)
 * @announce_rate: frames per second that make known who is here
 * @addr_of: the PIF whose address the root has; NULL: it is gone, and the root
 *	keeps the address while there is any other (RTNL)
 * @addr: that address (RTNL)
 */
struct xvs_uplink {
	struct xvs_port port;
	struct list_head members;
	struct xvs_bond __rcu *bond;
	struct xvs_bond_config config;
	u32 announce_rate;
	const struct xvs_port *addr_of;
	u8 addr[ETH_ALEN];
};

/**
 * struct xvs_switch - one L2 forwarding instance
 *
 * @fdb: who is where
 * @addresses: whose IP addresses are whose, of locked VIFs
 * @root: the network that owns it
 * @uplink: its way out, if it has any
 * @views: by VLAN, allocated with the first view (RTNL, RCU)
 * @trunks: VIFs that may use tags or once could (RTNL, RCU)
 * @promisc: how many of its networks are promiscuous
 * @members: VLANs that somebody here is a member of (RTNL, datapath)
 * @vif_trunk: tags of the root's VIFs; NULL: none (RTNL, RCU)
 * @n_followers: VIFs of the root that have no tags of their own (RTNL)
 * @named: by VLAN, how many VIFs have it among tags of their own; allocated
 *	with the first (RTNL)
 * @host_vids: VLANs that have an 8021q device on the root (RTNL, datapath)
 * @view_list: all views (RTNL)
 */
struct xvs_switch {
	struct xvs_fdb fdb;
	struct xvs_addresses addresses;
	struct xvs_network *root;
	struct xvs_uplink uplink;
	struct xvs_network __rcu * __rcu *views;
	struct list_head trunks;
	unsigned int promisc;
	DECLARE_BITMAP(members, VLAN_N_VID);

	struct xvs_vlan_set __rcu *vif_trunk;
	unsigned int n_followers;
	u16 *named;
	DECLARE_BITMAP(host_vids, VLAN_N_VID);
	struct list_head view_list;
};

/**
 * struct xvs_frame - what the switch knows of the frame in its hands
 *
 * Between classification and emission the frame's 802.1Q tag is here and not
 * in the skb, so that every copy of it can be tagged as its own port needs.
 *
 * @from: port that it came from
 * @lock: what it is judged by; NULL: its sender may be anybody
 * @vid: its VLAN
 * @pcp: priority and DEI bits of its tag
 * @nested: carries a further tag, or an S-tag
 */
struct xvs_frame {
	struct xvs_port *from;
	const struct xvs_identity *lock;
	u16 vid;
	u16 pcp;
	bool nested;
};

/* rx.c */
rx_handler_result_t xvs_rx(struct sk_buff **pskb);
netdev_tx_t xvs_xmit(struct sk_buff *skb, struct net_device *dev);
enum xvs_drop xvs_dry_run(struct xvs_port *port, struct sk_buff *skb);

/* vlan.c */
enum xvs_drop xvs_vlan_classify(struct sk_buff *skb, struct xvs_frame *f);

/* forward.c */
rx_handler_result_t xvs_forward(struct sk_buff *skb, const struct xvs_frame *f);

/* emit.c */
enum xvs_drop xvs_emit(struct sk_buff *skb, const struct xvs_frame *f,
		       const struct xvs_port *to);
rx_handler_result_t xvs_serve_other(struct sk_buff *skb,
				    const struct xvs_frame *f,
				    const struct xvs_port *to, u8 pkt_type);
bool xvs_host_listens(const struct xvs_port *host, u16 vid);
void xvs_send_out(struct sk_buff *skb, const struct xvs_frame *f);
void xvs_transmit(struct sk_buff *skb, const struct xvs_port *to);

/* stats.c */
int xvs_stats_alloc(struct xvs_port *port);
void xvs_drop(struct sk_buff *skb, const struct xvs_frame *f,
	      enum xvs_drop reason);
void xvs_stats_fold(const struct xvs_port *port, struct xvs_port_stats *sum);
extern const char *const xvs_drop_names[XVS_DROP_MAX];

/* switch.c */
extern struct xvs_vlan_set xvs_all_vlans;
struct xvs_switch *xvs_switch_create(struct xvs_network *root);
void xvs_switch_destroy(struct xvs_switch *sw);
int xvs_switch_add_view(struct xvs_switch *sw, struct xvs_network *view);
void xvs_switch_del_view(struct xvs_switch *sw, struct xvs_network *view);
struct xvs_network *xvs_switch_view(const struct xvs_switch *sw, u16 vid);
int xvs_switch_set_vif_trunk(struct xvs_switch *sw, const void *bitmap);
int xvs_switch_prepare_named(struct xvs_switch *sw);
void xvs_switch_count_trunk(struct xvs_switch *sw,
			    const struct xvs_vlan_set *trunk, bool follows,
			    int change);
void xvs_switch_update_member(struct xvs_switch *sw, u16 vid);
void xvs_switch_update_members(struct xvs_switch *sw);

/* uplink.c */
void xvs_uplink_init(struct xvs_switch *sw);
int xvs_uplink_check(const struct xvs_network *network,
		     const struct net_device *dev,
		     struct netlink_ext_ack *extack);
int xvs_uplink_prepare(struct xvs_port *pif);
void xvs_uplink_join(struct xvs_port *pif);
void xvs_uplink_leave(struct xvs_port *pif);
void xvs_uplink_change(struct xvs_port *pif);
void xvs_uplink_read_speeds(struct xvs_switch *sw);
void xvs_uplink_link_changed(struct xvs_port *pif);
void xvs_uplink_addr_changed(struct xvs_port *pif);
void xvs_uplink_update(struct xvs_switch *sw);
void xvs_uplink_mtu_changed(struct xvs_port *pif);
const struct net_device *xvs_uplink_dev(const struct xvs_switch *sw);
bool xvs_uplink_is_challenged(const struct xvs_switch *sw);
void xvs_uplink_inherit(struct xvs_network *view);
void xvs_uplink_filter(struct xvs_switch *sw, u16 vid, bool open);

/* network.c */
extern const struct net_device_ops xvs_netdev_ops;
extern const u8 xvs_internal_addr[ETH_ALEN];
bool xvs_is_network(const struct net_device *dev);
bool xvs_is_above_network(struct net_device *dev);
bool xvs_is_below_network(struct net_device *dev);
void xvs_network_setup(struct net_device *dev);
void xvs_network_make_root(struct net_device *dev);
void xvs_network_make_view(struct net_device *dev,
			   const struct xvs_network *root, u16 vid);
int xvs_network_start(struct xvs_network *network);
void xvs_network_set_addr(struct xvs_network *network, const u8 *addr);
void xvs_network_delete(struct xvs_network *network, struct list_head *queue);
int xvs_network_set_locking(struct xvs_network *network, u8 mode,
			    struct netlink_ext_ack *extack);

/* policy.c */
extern struct pernet_operations xvs_policy_net_ops;
struct xvs_policy xvs_policy_get(const struct net_device *dev);
int xvs_policy_check(const struct xvs_policy *policy,
		     struct netlink_ext_ack *extack);
bool xvs_policy_exists(const struct net_device *dev);
int xvs_policy_set(const struct net_device *dev,
		   const struct xvs_policy *policy);
void xvs_policy_leave(const struct net_device *dev);
void xvs_policy_forget(const struct net_device *dev);

/* port.c */
struct xvs_port *xvs_port_get(const struct net_device *dev);
int xvs_port_add(struct net_device *master, struct net_device *dev,
		 struct netlink_ext_ack *extack);
int xvs_port_del(struct net_device *master, struct net_device *dev);
void xvs_port_detach(struct xvs_port *port);
int xvs_port_move(struct net_device *dev, struct net_device *master,
		  struct netlink_ext_ack *extack);
void xvs_port_set_role(struct xvs_port *port, enum xvs_role role);

/* port_check.c */
int xvs_port_check_free(struct net_device *dev,
			struct netlink_ext_ack *extack);
int xvs_port_check_kind(const struct net_device *master,
			struct net_device *dev,
			struct netlink_ext_ack *extack);

/* port_policy.c */
u8 xvs_port_locking(const struct xvs_port *port);
struct xvs_identity *xvs_port_wanted_lock(const struct xvs_port *port);
unsigned long xvs_port_wanted_flags(const struct xvs_port *port,
				    const struct xvs_identity *lock);
void xvs_port_update_trunk(struct xvs_port *port);
void xvs_port_update_lock(struct xvs_port *port);
int xvs_device_change(struct net_device *dev, const struct xvs_policy *policy,
		      struct netlink_ext_ack *extack);

/* rtnl.c */
extern struct rtnl_link_ops xvs_link_ops;
extern struct rtnl_af_ops xvs_af_ops;

/* lockattr.c */
int xvs_lockattr_read(struct xvs_policy *policy, const struct nlattr *nest,
		      struct netlink_ext_ack *extack);
size_t xvs_lockattr_size(const struct net_device *dev);
int xvs_lockattr_fill(struct sk_buff *skb, int type,
		      const struct net_device *dev);
bool xvs_vlans_valid(const u8 *bitmap);
void xvs_vlans_write(u8 *bitmap, const struct xvs_vlan_set *set);

/* bondattr.c */
#define XVS_BONDATTR_POLICY						\
	[IFLA_XVS_BOND_MODE] = { .type = NLA_U8 },			\
	[IFLA_XVS_BOND_UPDELAY] = { .type = NLA_U32 },			\
	[IFLA_XVS_BOND_DOWNDELAY] = { .type = NLA_U32 },		\
	[IFLA_XVS_BOND_PRIMARY] = { .type = NLA_U32 },			\
	[IFLA_XVS_BOND_RESELECT] = { .type = NLA_U8 },			\
	[IFLA_XVS_BOND_ACTIVE] = { .type = NLA_U32 },			\
	[IFLA_XVS_BOND_REBALANCE] = { .type = NLA_U32 },		\
	[IFLA_XVS_BOND_HASH] = { .type = NLA_U8 },			\
	[IFLA_XVS_LACP_FAST] = { .type = NLA_U8 },			\
	[IFLA_XVS_LACP_ACTIVE] = { .type = NLA_U8 },			\
	[IFLA_XVS_LACP_SYS_PRIO] = { .type = NLA_U16 },			\
	[IFLA_XVS_LACP_MIN_LINKS] = { .type = NLA_U16 },		\
	[IFLA_XVS_LACP_FALLBACK] = { .type = NLA_U8 },			\
	[IFLA_XVS_ANNOUNCE_RATE] = { .type = NLA_U32 }

int xvs_bondattr_validate(struct nlattr *data[],
			  struct netlink_ext_ack *extack);
int xvs_bondattr_refuse(struct nlattr *data[], struct netlink_ext_ack *extack);
int xvs_bondattr_check(const struct xvs_switch *sw, struct nlattr *data[],
		       struct netlink_ext_ack *extack);
void xvs_bondattr_apply(struct xvs_switch *sw, struct nlattr *data[]);
size_t xvs_bondattr_size(void);
int xvs_bondattr_fill(struct sk_buff *skb, const struct xvs_switch *sw);
int xvs_memberattr_read(struct xvs_policy *policy, const struct nlattr *nest,
			struct netlink_ext_ack *extack);
size_t xvs_memberattr_size(void);
int xvs_memberattr_fill(struct sk_buff *skb, int type,
			struct xvs_member *member);
int xvs_memberattr_fill_locked(struct sk_buff *skb, int type,
			       const struct xvs_bond *bond,
			       const struct xvs_member *member);

/* brport.c */
/* IFLA_BRPORT_MAB, which 6.1 has no name for; rtnetlink takes no more than 40. */
#define XVS_BRPORT_MAB	40
#define XVS_BRPORT_MAX	XVS_BRPORT_MAB
extern const struct nla_policy xvs_brport_policy[XVS_BRPORT_MAX + 1];
int xvs_brport_changelink(struct net_device *dev, struct net_device *slave,
			  struct nlattr *tb[], struct nlattr *data[],
			  struct netlink_ext_ack *extack);
size_t xvs_brport_get_size(const struct net_device *dev,
			   const struct net_device *slave);
int xvs_brport_fill_info(struct sk_buff *skb, const struct net_device *dev,
			 const struct net_device *slave);
size_t xvs_drops_size(void);
int xvs_drops_fill(struct sk_buff *skb, int type,
		   const struct xvs_port_stats *sum);
int xvs_bridge_setlink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
		       struct netlink_ext_ack *extack);
int xvs_bridge_getlink(struct sk_buff *skb, u32 pid, u32 seq,
		       struct net_device *dev, u32 filter_mask, int nlflags);

/* brfdb.c */
int xvs_brfdb_add(struct ndmsg *ndm, struct nlattr *tb[],
		  struct net_device *dev, const u8 *addr, u16 vid, u16 flags,
		  XVS_COMPAT_FDB_NOTIFIED struct netlink_ext_ack *extack);
int xvs_brfdb_del(struct ndmsg *ndm, struct nlattr *tb[],
		  struct net_device *dev, const u8 *addr, u16 vid,
		  XVS_COMPAT_FDB_NOTIFIED struct netlink_ext_ack *extack);
int xvs_brfdb_dump(struct sk_buff *skb, struct netlink_callback *cb,
		   struct net_device *dev, struct net_device *filter_dev,
		   int *idx);

/* brctl.c */
int xvs_siocdevprivate(struct net_device *dev, struct ifreq *ifr,
		       void __user *data, int cmd);

/* netlink.c */
int xvs_netlink_register(void);
void xvs_netlink_unregister(void);

/* nlframe.c */
void xvs_netlink_violation(const struct xvs_port *port,
			   const struct xvs_offender *offender);

/* nlbond.c */
void xvs_netlink_member(const struct xvs_bond *bond,
			const struct xvs_member *member);

/* ethtool.c */
extern const struct ethtool_ops xvs_ethtool_ops;

/* notify.c */
extern struct notifier_block xvs_notifier;

/**
 * xvs_port_usable() - can a frame leave by this port now?
 * @port: the port
 *
 * Read from the device and not from a notifier's memory: a carrier change can
 * wait a second for its notifier.
 *
 * Return: whether the device is up and has carrier
 */
static inline bool xvs_port_usable(const struct xvs_port *port)
{
	return netif_running(port->dev) && netif_carrier_ok(port->dev);
}

/* For each PIF of a switch; caller holds RTNL or the bond's lock. */
#define xvs_for_each_member(member, sw)					\
	list_for_each_entry(member, &(sw)->uplink.members, node)

/**
 * xvs_port_may_use() - is a port a member of a VLAN?
 * @port: the port
 * @vid: the VLAN; caller holds the RCU read lock or RTNL
 *
 * Return: whether its frames may carry that VLAN, untagged or by tag
 */
static inline bool xvs_port_may_use(const struct xvs_port *port, u16 vid)
{
	const struct xvs_vlan_set *trunk;

	if (vid == port->vid)
		return true;
	trunk = rcu_dereference_rtnl(port->trunk);
	return trunk && test_bit(vid, trunk->vids);
}

#endif /* _XVS_H */
