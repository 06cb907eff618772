/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The PIFs of a switch acting as one. What the datapath asks of a bond is
 * inline here; what a bond is made of is in bond.c, what decides in bond_look.c,
 * with one file beside them for each mode.
 */
#ifndef _XVS_BOND_H
#define _XVS_BOND_H

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <linux/xvs.h>
#include "announce.h"
#include "drop.h"
#include "lacp.h"
#include "slb.h"

struct xvs_bond;
struct xvs_frame;
struct xvs_port;
struct xvs_switch;

/**
 * struct xvs_bond_config - what the administrator has decided
 *
 * @updelay: ms from a link's return to the use of it
 * @downdelay: ms from a link's loss to the end of its use
 * @rebalance: ms between two looks at the loads; 0: never
 * @primary: index of the PIF to prefer; 0: none
 * @lacp_sys_prio: the actor's system priority
 * @min_links: as many LACP links must be in use, or none is
 * @mode: enum xvs_bond_mode
 * @reselect: enum xvs_bond_reselect
 * @hash: enum xvs_bond_hash, of LACP
 * @lacp_fast: ask the partner for a PDU each second
 * @lacp_active: speak first
 * @lacp_fallback: without a partner act as active-backup
 */
struct xvs_bond_config {
	u32 updelay;
	u32 downdelay;
	u32 rebalance;
	int primary;
	u16 lacp_sys_prio;
	u16 min_links;
	u8 mode;
	u8 reselect;
	u8 hash;
	bool lacp_fast;
	bool lacp_active;
	bool lacp_fallback;
};

/**
 * struct xvs_member - a PIF as part of its bond
 *
 * @port: the PIF
 * @node: in xvs_bond.members
 * @link: its device runs and has carrier, as last seen
 * @enabled: as @link, after the delays
 * @carries: frames may leave and enter by it (datapath)
 * @due: jiffies of when @enabled becomes @link
 * @enabled_at: jiffies of when it was last enabled
 * @flaps: times that the link did not last, of which each makes the next wait
 *	for it longer
 * @failures: times that the link was lost
 * @speed: Mbit/s, or SPEED_UNKNOWN
 * @duplex: DUPLEX_*
 * @load: bytes of its buckets, as last looked at
 * @lacp: its port of the link aggregation group
 * @filter: VLANs that the device's filter was opened for (RTNL)
 */
struct xvs_member {
	struct xvs_port *port;
	struct list_head node;
	bool link;
	bool enabled;
	bool carries;
	unsigned long due;
	unsigned long enabled_at;
	unsigned int flaps;
	u32 failures;
	u32 speed;
	u8 duplex;
	u64 load;
	struct xvs_lacp_port lacp;
	DECLARE_BITMAP(filter, VLAN_N_VID);
};

/**
 * struct xvs_bucket - what carries the frames of one hash value
 *
 * @pif: the PIF; NULL: none can (lock, RCU)
 * @was: the PIF before it (lock, RCU)
 * @moved: jiffies of the change
 */
struct xvs_bucket {
	struct xvs_port __rcu *pif;
	struct xvs_port __rcu *was;
	unsigned long moved;
};

/**
 * struct xvs_bond_ops - a bond mode
 *
 * @select: which PIF sends a frame, NULL if none may; not there: the active one
 * @accept: whether a frame may come in by the PIF that it came in by; not
 *	there: any frame may
 * @may_carry: whether an enabled member takes part; not there: all do. The lock
 *	is held
 * @to_all: every member sends each frame, but those that are known to be
 *	behind a single one
 * @apart: members are ports of their own, which never talk to each other
 * @spreads: buckets are spread over the members
 * @announces: what moves to another member has to be made known
 * @echoes: what leaves by one member may come back by another, and is taken;
 *	not so with a partner of LACP's
 */
struct xvs_bond_ops {
	struct xvs_port *(*select)(const struct xvs_bond *bond,
				   struct sk_buff *skb,
				   const struct xvs_frame *f);
	enum xvs_drop (*accept)(const struct xvs_bond *bond,
				const struct sk_buff *skb,
				const struct xvs_frame *f);
	bool (*may_carry)(const struct xvs_bond *bond,
			  const struct xvs_member *member);
	bool to_all;
	bool apart;
	bool spreads;
	bool announces;
	bool echoes;
};

/**
 * struct xvs_bond - the PIFs of a switch
 *
 * Made with the first PIF and kept until the switch goes. With one PIF it is
 * not a bond yet, unless the mode makes sense of it.
 *
 * @ops: its mode, or that of a single PIF (lock, datapath)
 * @active: the PIF for whatever is not spread over all; NULL: none (lock, RCU)
 * @n_members: how many PIFs there are (lock, datapath)
 * @negotiated: LACP has a partner (lock, datapath)
 * @bytes: of each bucket, by CPU
 * @buckets: by hash
 * @sw: the switch
 * @lock: guards all that is not RTNL's; never held for a frame
 * @config: what was decided
 * @picked: index of the PIF that was made active by hand; 0: none
 * @changed: members or the active one, since @notify last ran
 * @lacp: the link aggregation group
 * @lacp_number: of its port that was added last
 * @announcer: makes known who is behind it
 * @load: of each bucket, as last looked at (@rebalance)
 * @seen: bytes of each bucket when they were last looked at (@rebalance)
 * @timer: looks at links and runs LACP
 * @rebalance: moves buckets
 * @notify: tells what takes RTNL to tell
 */
struct xvs_bond {
	const struct xvs_bond_ops *ops;
	struct xvs_port __rcu *active;
	unsigned int n_members;
	bool negotiated;
	u64 __percpu *bytes;
	struct xvs_bucket buckets[XVS_SLB_BUCKETS];

	struct xvs_switch *sw;
	spinlock_t lock; /* outside those of the fdb */
	struct xvs_bond_config config;
	int picked;
	bool changed;
	struct xvs_lacp lacp;
	u16 lacp_number;
	struct xvs_announcer announcer;
	u64 load[XVS_SLB_BUCKETS];
	u64 seen[XVS_SLB_BUCKETS];
	struct timer_list timer;
	struct delayed_work rebalance;
	struct delayed_work notify;
};

extern const struct xvs_bond_config xvs_bond_defaults;

/* Default priority of a port in LACP, as Open vSwitch has it. */
#define XVS_LACP_PORT_PRIORITY	65535

/* bond.c */
extern const struct xvs_bond_ops xvs_single_ops;
struct xvs_bond *xvs_bond_create(struct xvs_switch *sw);
void xvs_bond_destroy(struct xvs_bond *bond);
void xvs_bond_join(struct xvs_bond *bond, struct xvs_member *member);
void xvs_bond_leave(struct xvs_bond *bond, struct xvs_member *member);
void xvs_bond_configure(struct xvs_bond *bond,
			const struct xvs_bond_config *config);
void xvs_bond_pick(struct xvs_bond *bond, int ifindex);
void xvs_bond_refresh(struct xvs_bond *bond);
bool xvs_bond_is_multiple(const struct xvs_bond *bond);
bool xvs_bond_echoes(const struct xvs_bond *bond);
bool xvs_bond_has_carrier(const struct xvs_bond *bond);
bool xvs_member_is_in_use(const struct xvs_member *member);

/* bond_look.c */
void xvs_bond_look(struct xvs_bond *bond);
void xvs_bond_link_changed(struct xvs_bond *bond);
void xvs_bond_send(struct sk_buff_head *out);

/* bond_link.c */
void xvs_link_start(struct xvs_member *member);
bool xvs_link_step(struct xvs_member *member,
		   const struct xvs_bond_config *config, unsigned long now);
void xvs_link_enable(struct xvs_member *member, unsigned long now);

/* bond_slb.c */
extern const struct xvs_bond_ops xvs_slb_ops;
u8 xvs_slb_bucket(u16 vid, const u8 *addr);
struct xvs_port *xvs_slb_carrier(const struct xvs_bond *bond, u8 bucket,
				 unsigned int bytes);
void xvs_slb_assign(struct xvs_bond *bond);
void xvs_slb_work(struct work_struct *work);

/* bond_ab.c, bond_all.c, bond_lacp.c: a mode each, or two that are alike */
extern const struct xvs_bond_ops xvs_ab_ops;
extern const struct xvs_bond_ops xvs_broadcast_ops;
extern const struct xvs_bond_ops xvs_split_horizon_ops;
extern const struct xvs_bond_ops xvs_lacp_ops;

void xvs_lacp_io_init(struct xvs_bond *bond);
void xvs_lacp_io_configure(struct xvs_bond *bond, struct sk_buff_head *out);
void xvs_lacp_io_leave(struct xvs_bond *bond, struct xvs_member *member,
		       struct sk_buff_head *out);
void xvs_lacp_io_step(struct xvs_bond *bond, struct sk_buff_head *out);
bool xvs_lacp_io_receive(struct xvs_port *pif, struct sk_buff *skb);

/* nlbond.c */
void xvs_bond_notify(struct work_struct *work);

/**
 * xvs_uplink_select() - the PIF that a frame leaves by
 * @bond: the bond; caller holds the RCU read lock
 * @skb: frame
 * @f: its port and VLAN
 *
 * Return: the PIF; NULL: none may send it
 */
static __always_inline struct xvs_port *
xvs_uplink_select(const struct xvs_bond *bond, struct sk_buff *skb,
		  const struct xvs_frame *f)
{
	const struct xvs_bond_ops *ops = READ_ONCE(bond->ops);

	return ops->select ? ops->select(bond, skb, f) :
			     rcu_dereference(bond->active);
}

#endif /* _XVS_BOND_H */
