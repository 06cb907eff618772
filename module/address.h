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

/* Link-local addresses that are noticed of a VIF that is not locked, and of the
 * uplink; and how many are looked at to find one that is not in use any more
 */
#define XVS_NOTICED_MAX_VIF	16
#define XVS_NOTICED_MAX_PIF	4096
#define XVS_NOTICED_SCAN	8

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
 * enum xvs_address_why - by what right an address is a port's
 *
 * @XVS_ADDRESS_LISTED: the administrator says so
 * @XVS_ADDRESS_FIRST: it was the first to use it, and is locked
 * @XVS_ADDRESS_NOTICED: it was heard to use it, and may be anybody
 */
enum xvs_address_why {
	XVS_ADDRESS_LISTED,
	XVS_ADDRESS_FIRST,
	XVS_ADDRESS_NOTICED,
};

/**
 * struct xvs_address - that an address is a port's
 *
 * @node: in xvs_addresses.table
 * @key: the address
 * @port: the VIF or uplink
 * @mac: the station's MAC; those who share it share the address too
 * @first: it was in no list, but the station was the first to use it
 * @noticed: and its port is not locked
 * @router: the station has said that it is one
 * @seen: jiffies of when the station last spoke of it as its own, written at most
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
	bool noticed;
	bool router;
	unsigned long seen;
	struct list_head port_node;
	struct rcu_head rcu;
};

/**
 * struct xvs_addresses - whose the addresses of a switch are
 *
 * @table: single addresses, prefixes are not in it (RCU)
 * @lock: guards changes of it and the lists of the ports
 * @count: addresses of locked VIFs in it
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
void xvs_address_notice(struct sk_buff *skb, const struct xvs_frame *f);
bool xvs_address_is_used(const struct xvs_address *a);
bool xvs_address_is_latest(const struct xvs_address *a);
bool xvs_is_garp(struct sk_buff *skb);
struct xvs_port *xvs_address_asked_for(struct sk_buff *skb,
				       const struct xvs_frame *f);

/* What linklocal.c needs of the table */
struct rhlist_head *xvs_address_find(struct xvs_addresses *addresses,
				     const struct xvs_address_key *key);
struct xvs_address *xvs_address_insert(struct xvs_port *port, const u8 *mac,
				       const struct xvs_address_key *key,
				       enum xvs_address_why why);
void xvs_address_delete(struct xvs_address *a);
bool xvs_address_touch(struct xvs_address *a);
bool xvs_address_is_fresh(const struct xvs_address *a);
bool xvs_address_is_alive(const struct xvs_address *a);

#endif /* _XVS_ADDRESS_H */
