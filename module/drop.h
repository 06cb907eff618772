/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_DROP_H
#define _XVS_DROP_H

/*
 * Why a frame was dropped: X(name, the core's reason nearest to it).
 *
 * The names are what a user sees (`ethtool -S`, `ip -s -d link`, the
 * tracepoint); new ones go to the end. Every drop is counted once, against
 * the port that the frame came from and one of these.
 */
#define XVS_DROPS(X)							\
	/* source address is a group's or all zero */			\
	X(source_mac,	NOT_SPECIFIED),					\
	/* source address is the host's own on this switch */		\
	X(host_mac,	NOT_SPECIFIED),					\
	/* control frame that no bridge relays (802.1Q 8.6.3), or pause */	\
	X(reserved,	NOT_SPECIFIED),					\
	/* VLAN tag that this port may not send, or reserved VID 4095 */	\
	X(vlan_tag,	NOT_SPECIFIED),					\
	/* a further tag behind the first, to or from an access port */	\
	X(vlan_nested,	NOT_SPECIFIED),					\
	/* nobody here is a member of the frame's VLAN */		\
	X(vlan_unused,	NOT_SPECIFIED),					\
	/* destination is not a member of the frame's VLAN */		\
	X(vlan_egress,	NOT_SPECIFIED),					\
	/* destination is on the port that the frame came from */	\
	X(same_port,	NOT_SPECIFIED),					\
	/* both ports are isolated */					\
	X(isolated,	NOT_SPECIFIED),					\
	/* flooded, and nobody was there to take it */			\
	X(no_target,	NOT_SPECIFIED),					\
	/* destination port is down or has no carrier */		\
	X(port_down,	DEV_READY),					\
	/* host's device is down */					\
	X(host_down,	DEV_READY),					\
	/* the host has no device for the frame's VLAN */		\
	X(host_vlan,	NOT_SPECIFIED),					\
	/* from one device of the host to another of the same switch */	\
	X(host_loop,	NOT_SPECIFIED),					\
	/* too long for the destination port */				\
	X(mtu,		PKT_TOO_BIG),					\
	/* received by LRO, which can't be undone */			\
	X(lro,		SKB_GSO_SEG),					\
	/* shorter than its headers say */				\
	X(malformed,	HDR_TRUNC),					\
	X(nomem,	NOMEM),						\
	/* the port's locking mode is "disabled" */			\
	X(disabled,	NOT_SPECIFIED),					\
	/* source address is that of another VIF, which is locked to it */	\
	X(owned_mac,	NOT_SPECIFIED),					\
	/* locked, and the source address is not the lock's MAC */	\
	X(lock_mac,	NOT_SPECIFIED),					\
	/* locked, and neither IPv4, ARP nor IPv6, but a tag, SNAP, ... */	\
	X(lock_ethertype, UNHANDLED_PROTO),				\
	/* ARP that is no request or reply for IPv4 over Ethernet */	\
	X(arp_malformed, HDR_TRUNC),					\
	/* ARP sender has another MAC than the lock's */		\
	X(arp_sender_mac, NOT_SPECIFIED),				\
	/* ARP sender has an address that the lock does not allow */	\
	X(arp_sender_ip, NOT_SPECIFIED),				\
	/* IPv4 header that is incomplete or contradicts itself */	\
	X(ip4_malformed, IP_INHDR),					\
	/* IPv4 source that the lock does not allow */			\
	X(ip4_source,	IP_RPFILTER),					\
	/* to a DHCP server, but no whole request of the lock's MAC */	\
	X(dhcp_client,	NOT_SPECIFIED),					\
	/* to a DHCP client, as servers do */				\
	X(dhcp_server,	NOT_SPECIFIED),					\
	/* IGMP or MLD query, or multicast router discovery */		\
	X(mcast_router,	NOT_SPECIFIED),					\
	/* first fragment that hides headers, or asks for neighbours */	\
	X(ip_fragment,	NOT_SPECIFIED),					\
	/* IPv6 header that is incomplete or contradicts itself */	\
	X(ip6_malformed, IP_INHDR),					\
	/* IPv6 extension headers: too many, in disorder or cut off */	\
	X(ip6_chain,	IP_INHDR),					\
	/* IPv6 source that the lock does not allow */			\
	X(ip6_source,	IP_RPFILTER),					\
	/* link-local IPv6 source that is not the sender's */		\
	X(ip6_linklocal, IP_RPFILTER),					\
	/* router or mobile prefix advertisement */			\
	X(nd_router,	NOT_SPECIFIED),					\
	/* ICMPv6 redirect */						\
	X(nd_redirect,	NOT_SPECIFIED),					\
	/* neighbour discovery that is incomplete or forbids itself */	\
	X(nd_malformed,	HDR_TRUNC),					\
	/* neighbour discovery that names another MAC than the lock's */	\
	X(nd_option,	NOT_SPECIFIED),					\
	/* neighbour discovery that claims another's address */		\
	X(nd_target,	NOT_SPECIFIED),					\
	/* DHCPv6 as servers speak it */				\
	X(dhcp6_server,	NOT_SPECIFIED),					\
	/* no PIF of the bond may send it */				\
	X(bond_down,	DEV_READY),					\
	/* received by a PIF of the bond that another one stands in for */ \
	X(bond_backup,	NOT_SPECIFIED),					\
	/* sent by a VIF, and come back by another PIF of the bond */	\
	X(bond_reflection, NOT_SPECIFIED),				\
	/* from one PIF of a mesh to another */				\
	X(split_horizon, NOT_SPECIFIED),					\
	/* from an address that is not known on the bridge's locked port */ \
	X(port_locked,	NOT_SPECIFIED),					\
	/* over the rate of the VIF that sends it */			\
	X(tx_rate,	QDISC_DROP),					\
	/* over the rate of the VIF that it is for */			\
	X(rx_rate,	QDISC_DROP),					\
	/* ... and too many wait already */				\
	X(tx_queue,	QDISC_DROP),					\
	X(rx_queue,	QDISC_DROP),					\
	/* has waited at a port that is gone, down or locked now */	\
	X(purged,	QDISC_DROP),					\
	/* more to all, of its kind, than a VIF may send in a second */	\
	X(guard_broadcast, NOT_SPECIFIED),				\
	X(guard_multicast, NOT_SPECIFIED),				\
	X(guard_unknown, NOT_SPECIFIED),				\
	X(guard_arp,	NOT_SPECIFIED),					\
	X(guard_nd,	NOT_SPECIFIED),					\
	X(guard_dhcp,	NOT_SPECIFIED)

/* Verdict of a stage of the datapath: a reason to drop, or that the next stage
 * is to judge.
 */
enum xvs_drop {
	XVS_GO_ON,
#define X(name, core) XVS_DROP_##name
	XVS_DROPS(X),
#undef X
	XVS_DROP_MAX
};

#endif /* _XVS_DROP_H */
