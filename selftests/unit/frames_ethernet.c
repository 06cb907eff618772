// SPDX-License-Identifier: GPL-2.0
/* What a port lock says of Ethernet and ARP */
#include <linux/etherdevice.h>
#include <linux/xvs.h>
#include "unit.h"

static const struct unit_case ethernet[] = {
	DROP(lock_mac, "another's MAC", "eth src=V ip4 tcp"),
	DROP(lock_mac, "another's MAC, IPv6", "eth src=V ip6 tcp"),
	DROP(lock_mac, "a MAC that differs in its last bit",
	     "eth src=00:16:3e:11:22:32 arp"),
	DROP(lock_mac, "a MAC that differs in its first bit",
	     "eth src=80:16:3e:11:22:33 arp"),
	DROP(lock_ethertype, "RARP", "eth next=0x8035 zero n=46"),
	DROP(lock_ethertype, "a VLAN tag", "eth next=0x8100 zero n=46"),
	DROP(lock_ethertype, "an S-tag", "eth next=0x88a8 zero n=46"),
	DROP(lock_ethertype, "EAPOL", "eth next=0x888e zero n=46"),
	DROP(lock_ethertype, "LLDP", "eth next=0x88cc zero n=46"),
	DROP(lock_ethertype, "LACP", "eth next=0x8809 zero n=110"),
	DROP(lock_ethertype, "PPPoE discovery", "eth next=0x8863 zero n=46"),
	DROP(lock_ethertype, "MPLS", "eth next=0x8847 zero n=46"),
	DROP(lock_ethertype, "a length, as LLC and SNAP have",
	     "eth next=46 zero n=46"),
	DROP(lock_ethertype, "the number that Linux has for LLC",
	     "eth next=4 zero n=46"),
	DROP(lock_ethertype, "an empty frame", "eth next=0"),
	{}
};

static const struct unit_case arp[] = {
	PASS("a request", "arp"),
	PASS("a request, padded", "arp pad n=18"),
	PASS("a reply", "arp op=2"),
	PASS("a reply from an allowed network", "arp op=2 spa=198.51.100.9"),
	PASS("a probe", "arp spa=0.0.0.0 tpa=192.0.2.1"),
	PASS("a probe for an address that is not allowed yet",
	     "arp spa=0.0.0.0 tpa=203.0.113.1"),
	PASS("an announcement", "arp spa=192.0.2.1 tpa=192.0.2.1"),
	DROP(arp_sender_ip, "a request from another's address",
	     "arp spa=192.0.2.254"),
	DROP(arp_sender_ip, "a reply from another's address",
	     "arp op=2 spa=192.0.2.254"),
	DROP(arp_sender_ip, "an announcement of another's address",
	     "arp spa=203.0.113.1 tpa=203.0.113.1"),
	DROP(arp_sender_mac, "a request in another's name", "arp sha=V"),
	DROP(arp_sender_mac, "a reply in another's name", "arp op=2 sha=V"),
	DROP(arp_sender_mac, "a probe in another's name",
	     "arp sha=V spa=0.0.0.0"),
	DROP(arp_malformed, "RARP's request", "arp op=3"),
	DROP(arp_malformed, "InARP's request", "arp op=8"),
	DROP(arp_malformed, "no operation", "arp op=0"),
	DROP(arp_malformed, "an operation in the wrong byte", "arp op=0x100"),
	DROP(arp_malformed, "not for Ethernet", "arp htype=6"),
	DROP(arp_malformed, "not for IPv4", "arp ptype=0x86dd"),
	DROP(arp_malformed, "addresses of another length", "arp hlen=8"),
	DROP(arp_malformed, "protocol addresses of another length",
	     "arp plen=16"),
	DROP(arp_malformed, "one byte is missing", "arp cut n=27"),
	DROP(arp_malformed, "nothing behind the header", "arp cut n=0"),
	{}
};

static const struct unit_case arp_anybody[] = {
	PASS("any sender's address", "arp spa=203.0.113.77"),
	DROP(arp_sender_mac, "any address in another's name",
	     "arp sha=V spa=203.0.113.77"),
	{}
};

static const struct unit_case arp_nobody[] = {
	PASS("a probe", "arp spa=0.0.0.0 tpa=192.0.2.1"),
	DROP(arp_sender_ip, "a request", "arp"),
	{}
};

const struct unit_group unit_ethernet[] = {
	UNIT_GROUP("ethernet", UNIT_IPV4, UNIT_IPV6, FIRST, ethernet),
	UNIT_GROUP("arp", UNIT_IPV4, UNIT_IPV6, FIRST, arp),
	UNIT_GROUP("arp, 0.0.0.0/0 allowed", "0.0.0.0/0", "", LISTED,
		   arp_anybody),
	UNIT_GROUP("arp, no address allowed", "", "", LISTED, arp_nobody),
	{}
};
