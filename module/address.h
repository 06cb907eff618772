/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_ADDRESS_H
#define _XVS_ADDRESS_H

#include <linux/if_arp.h>
#include <linux/in6.h>
#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include "drop.h"

struct sk_buff;
struct xvs_frame;
struct xvs_identity;
struct xvs_packet;
struct xvs_port;
struct xvs_switch;

/* So many link-local addresses has a VIF, in each of its VLANs, that may have
 * whichever it was the first to use.
 */
#define XVS_LINKLOCAL_MAX	4

/* Layout of ARP for IPv4 on Ethernet (RFC 826), behind the fixed header. */
struct xvs_arp {
	struct arphdr header;
	u8 sha[ETH_ALEN];
	__be32 spa;
	u8 tha[ETH_ALEN];
	__be32 tpa;
} __packed;

/**
 * struct xvs_address_key - an address in a VLAN
 *
 * @ip: IPv6 address, or IPv4 address mapped into IPv6 (RFC 4291 2.5.5.2)
 * @vid: the VLAN
 */
struct xvs_address_key {
	struct in6_addr ip;
	u32 vid;
};

/**
 * struct xvs_address - that an address is a locked VIF's
 *
 * @node: in xvs_addresses.table
 * @key: the address
 * @port: the VIF
 * @mac: the VIF's MAC; those who share it share the address too
 * @first: it was not in the VIF's list, but the VIF was the first to use it
 * @seen: jiffies of when the VIF last spoke of it as its own, written at most
 *	once a second; 0: never
 * @port_node: in the port's addresses (lock)
 * @rcu: frees it
 */
struct xvs_address {
	struct rhlist_head node;
	struct xvs_address_key key;
	struct xvs_port *port;
	u8 mac[ETH_ALEN];
	bool first;
	unsigned long seen;
	struct list_head port_node;
	struct rcu_head rcu;
};

/**
 * struct xvs_addresses - whose the addresses of a switch's locked VIFs are
 *
 * @table: single addresses, prefixes are not in it (RCU)
 * @lock: guards changes of it and the lists of the ports
 * @count: addresses in it
 */
struct xvs_addresses {
	struct rhltable table;
	spinlock_t lock; /* outside the fdb's */
	unsigned int count;
};

int xvs_addresses_init(struct xvs_addresses *addresses);
void xvs_addresses_exit(struct xvs_addresses *addresses);
void xvs_addresses_update(struct xvs_port *port);
void xvs_addresses_release(struct xvs_port *port);
enum xvs_drop xvs_address_first(struct xvs_port *port, u16 vid,
				const struct xvs_identity *lock,
				const struct in6_addr *ip, bool take);
void xvs_address_see(struct xvs_port *port, u16 vid,
		     const struct xvs_packet *packet);
bool xvs_address_is_used(const struct xvs_address *a);
bool xvs_is_garp(struct sk_buff *skb);
struct xvs_port *xvs_address_asked_for(struct sk_buff *skb,
				       const struct xvs_frame *f);

#endif /* _XVS_ADDRESS_H */
