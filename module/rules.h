/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_RULES_H
#define _XVS_RULES_H

/*
 * The rule behind each reason of drop.h, for people: XVS_RULE_ and the reason's
 * name.
 */
#define XVS_RULE_source_mac						\
	"No station has a group's address or none (IEEE 802.3 3.2.3)"
#define XVS_RULE_host_mac						\
	"Nobody but the host may use the host's own address on the network"
#define XVS_RULE_reserved						\
	"No bridge relays control frames or pause (IEEE 802.1Q 8.6.3)"
#define XVS_RULE_vlan_tag						\
	"The port may not use this VLAN tag, or it is the reserved VID 4095"
#define XVS_RULE_vlan_nested						\
	"A port that may not use tags may not hide one behind another"
#define XVS_RULE_vlan_unused						\
	"Nobody on this switch is a member of the VLAN"
#define XVS_RULE_vlan_egress						\
	"The destination is not a member of the VLAN"
#define XVS_RULE_same_port						\
	"The destination is on the port that the frame comes from"
#define XVS_RULE_isolated						\
	"Isolated ports do not reach each other"
#define XVS_RULE_no_target						\
	"There is nobody to flood the frame to"
#define XVS_RULE_port_down						\
	"The destination's port is down or has no carrier"
#define XVS_RULE_host_down						\
	"The host's device is down"
#define XVS_RULE_host_vlan						\
	"The host has no device for the VLAN"
#define XVS_RULE_host_loop						\
	"The host's devices on one switch do not reach each other"
#define XVS_RULE_mtu							\
	"The frame is longer than the destination port's MTU"
#define XVS_RULE_lro							\
	"A frame put together by LRO can't be taken apart again"
#define XVS_RULE_malformed						\
	"The frame is shorter than its headers say"
#define XVS_RULE_nomem							\
	"There is no memory for the frame"
#define XVS_RULE_disabled						\
	"A port in locking mode disabled neither sends nor receives"
#define XVS_RULE_owned_mac						\
	"Nobody but the VIFs locked to it may use an address while they are up"

/* The lock */
#define XVS_RULE_lock_mac						\
	"A locked port sends from the MAC that it is locked to, and no other"
#define XVS_RULE_lock_ethertype						\
	"A locked port sends IPv4, ARP and IPv6, and nothing else"

#define XVS_RULE_arp_malformed						\
	"ARP is a request or a reply for IPv4 over Ethernet (RFC 826)"
#define XVS_RULE_arp_sender_mac						\
	"ARP must name the port's MAC as its sender's (RFC 826)"
#define XVS_RULE_arp_sender_ip						\
	"ARP must name an allowed address as its sender's, or none (RFC 5227)"

#define XVS_RULE_ip4_malformed						\
	"The headers of IPv4 must be complete and agree (RFC 791)"
#define XVS_RULE_ip4_source						\
	"The source must be an allowed IPv4 address (RFC 2827)"
#define XVS_RULE_dhcp_client						\
	"A DHCP client speaks for its own MAC and address, in one frame (RFC 2131)"
#define XVS_RULE_dhcp_server						\
	"A locked port is no DHCP server (RFC 7610)"
#define XVS_RULE_mcast_router						\
	"A locked port is no querier of IGMP or MLD (RFC 3376, RFC 3810)"
#define XVS_RULE_ip_fragment						\
	"A first fragment must show what it carries (RFC 1858, 6980, 7112)"

#define XVS_RULE_ip6_malformed						\
	"The headers of IPv6 must be complete and agree (RFC 8200)"
#define XVS_RULE_ip6_chain						\
	"Extension headers must be few, in order and complete (RFC 8200, 8504)"
#define XVS_RULE_ip6_source						\
	"The source must be an allowed IPv6 address (RFC 2827)"
#define XVS_RULE_ip6_linklocal						\
	"The link-local source is not the port's (RFC 4291, RFC 6620)"
#define XVS_RULE_nd_router						\
	"A locked port is no router: it does not advertise itself (RFC 6105)"
#define XVS_RULE_nd_redirect						\
	"A locked port is no router: it does not redirect (RFC 4861 8.1)"
#define XVS_RULE_nd_malformed						\
	"Neighbour discovery must be complete and well formed (RFC 4861)"
#define XVS_RULE_nd_option						\
	"Neighbour discovery must name the port's MAC (RFC 4861 4.6.1)"
#define XVS_RULE_nd_target						\
	"The port may advertise, or claim, none but its own addresses (RFC 4861)"
#define XVS_RULE_dhcp6_server						\
	"A locked port is no DHCPv6 server or relay (RFC 7610)"
#define XVS_RULE_bond_down						\
	"A PIF of the bond must be up, and with LACP have a partner"
#define XVS_RULE_bond_backup						\
	"Of what reaches a bond each frame is taken from one PIF alone"
#define XVS_RULE_bond_reflection					\
	"What a VIF has sent must not come back by another PIF of the bond"
#define XVS_RULE_split_horizon						\
	"The PIFs of a mesh do not send to each other"
#define XVS_RULE_port_locked						\
	"From a port with locked on only known addresses may send (IEEE 802.1X)"
#define XVS_RULE_tx_rate						\
	"The port sends more than its tx_rate and tx_packets allow"
#define XVS_RULE_rx_rate						\
	"The destination gets more than its rx_rate and rx_packets allow"
#define XVS_RULE_tx_queue						\
	"As much as may wait for the port's tx_rate waits already"
#define XVS_RULE_rx_queue						\
	"As much as may wait for the destination's rx_rate waits already"
#define XVS_RULE_purged							\
	"The port at which the frame has waited is gone, down or disabled"
#define XVS_RULE_guard_broadcast					\
	"The port sends more broadcast than its guard_broadcast allows"
#define XVS_RULE_guard_multicast					\
	"The port sends more multicast than its guard_multicast allows"
#define XVS_RULE_guard_unknown						\
	"The port sends more to unknown stations than its guard_unknown allows"
#define XVS_RULE_guard_arp						\
	"The port sends more ARP than its guard_arp allows"
#define XVS_RULE_guard_nd						\
	"The port sends more neighbour discovery than its guard_nd allows"
#define XVS_RULE_guard_dhcp						\
	"The port sends more DHCP than its guard_dhcp allows"

#endif /* _XVS_RULES_H */
