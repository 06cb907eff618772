// SPDX-License-Identifier: GPL-2.0
/* What a port lock says of IPv4, DHCP and IGMP */
#include <linux/etherdevice.h>
#include <linux/xvs.h>
#include "unit.h"

static const struct unit_case ip4[] = {
	PASS("TCP", "ip4 tcp"),
	PASS("TCP from a further address", "ip4 src=192.0.2.2 tcp"),
	PASS("TCP from an allowed network", "ip4 src=198.51.100.255 tcp"),
	PASS("TCP, padded", "ip4 tcp pad n=6"),
	PASS("TCP to DHCP's port", "ip4 tcp dport=67"),
	PASS("UDP", "ip4 udp zero n=20"),
	PASS("UDP without data", "ip4 udp pad n=18"),
	PASS("ICMP", "ip4 ping"),
	PASS("GRE", "ip4 gre"),
	PASS("ESP", "ip4 esp"),
	PASS("SCTP", "ip4 sctp"),
	PASS("IPv6 in IPv4", "ip4 ip6 src=2001:db8:bad::1 tcp"),
	PASS("a protocol without data", "ip4 next=255"),
	PASS("options", "ip4 ihl=0x4f zero n=40 tcp"),
	PASS("options before UDP", "ip4 ihl=0x46 zero n=4 udp"),
	PASS("TCP to a group", "ip4 dst=224.0.0.251 udp dport=5353"),
	DROP(ip4_source, "another's address", "ip4 src=192.0.2.254 tcp"),
	DROP(ip4_source, "another's address, UDP", "ip4 src=192.0.2.254 udp"),
	DROP(ip4_source, "another's address, ICMP", "ip4 src=192.0.2.254 ping"),
	DROP(ip4_source, "another's address, ESP", "ip4 src=192.0.2.254 esp"),
	DROP(ip4_source, "another's address behind options",
	     "ip4 ihl=0x46 src=192.0.2.254 zero n=4 tcp"),
	DROP(ip4_source, "no address", "ip4 src=0.0.0.0 tcp"),
	DROP(ip4_source, "no address, UDP", "ip4 src=0.0.0.0 udp"),
	DROP(ip4_source, "an address beside an allowed network",
	     "ip4 src=198.51.101.0 tcp"),
	DROP(ip4_malformed, "IPv6 as IPv4", "eth next=0x0800 ip6 tcp"),
	DROP(ip4_malformed, "another version", "ip4 ihl=0x55 tcp"),
	DROP(ip4_malformed, "a header of 16 bytes", "ip4 ihl=0x44 tcp"),
	DROP(ip4_malformed, "a header that is longer than the packet",
	     "ip4 ihl=0x4f tcp"),
	DROP(ip4_malformed, "a length that is shorter than the header",
	     "ip4 len=19 tcp"),
	DROP(ip4_malformed, "a length that is longer than the frame",
	     "ip4 len=41 tcp"),
	DROP(ip4_malformed, "no length", "ip4 len=0 tcp"),
	DROP(ip4_malformed, "half a header", "ip4 tcp cut n=10"),
	DROP(ip4_malformed, "nothing behind the header", "ip4 cut n=0"),
	DROP(ip4_malformed, "UDP that ends before its ports do",
	     "ip4 len=23 udp dport=53"),
	DROP(ip4_malformed, "UDP to DHCP's port whose header ends outside",
	     "ip4 len=27 udp dport=67"),
	{}
};

/* BIG TCP, which was never on a wire */
static const struct unit_case ip4_big[] = {
	PASS("TCP of more than 65535 bytes", "ip4 len=0 tcp zero n=66000"),
	DROP(ip4_source, "the same from another's address",
	     "ip4 len=0 src=192.0.2.254 tcp zero n=66000"),
	DROP(ip4_malformed, "no length, and 65535 bytes",
	     "ip4 len=0 tcp zero n=65495"),
	DROP(dhcp_server, "DHCP's server of more than 65535 bytes",
	     "ip4 len=0 udp dport=68 zero n=66000"),
	{}
};

static const struct unit_case ip4_fragments[] = {
	PASS("a first fragment", "ip4 frag=0x2000 udp zero n=16"),
	PASS("a first fragment of ICMP", "ip4 frag=0x2000 ping zero n=16"),
	PASS("a later fragment", "ip4 frag=0x2003 next=17 zero n=24"),
	PASS("the last fragment", "ip4 frag=0x0003 next=17 zero n=3"),
	PASS("a later fragment that would be DHCP's server",
	     "ip4 frag=0x0001 udp dport=68"),
	PASS("a later fragment that would be a query",
	     "ip4 frag=0x0001 igmp type=0x11"),
	PASS("not to be fragmented", "ip4 frag=0x4000 tcp"),
	DROP(ip4_source, "a first fragment from another's address",
	     "ip4 src=192.0.2.254 frag=0x2000 udp zero n=16"),
	DROP(ip4_source, "a later fragment from another's address",
	     "ip4 src=192.0.2.254 frag=0x0003 next=17 zero n=24"),
	DROP(ip4_source, "a later fragment of a DHCP client without address",
	     "ip4 src=0.0.0.0 frag=0x0003 next=17 zero n=24"),
	DROP(dhcp_server, "a first fragment of DHCP's server",
	     "ip4 frag=0x2000 udp dport=68 zero n=16"),
	DROP(mcast_router, "a first fragment of a query",
	     "ip4 frag=0x2000 igmp type=0x11"),
	DROP(ip_fragment, "a first fragment that hides UDP's ports",
	     "ip4 frag=0x2000 next=17"),
	DROP(ip_fragment, "a first fragment that shows UDP's ports alone",
	     "ip4 frag=0x2000 len=24 udp"),
	DROP(ip_fragment, "a first fragment that hides IGMP's type",
	     "ip4 frag=0x2000 next=2"),
	{}
};

static const struct unit_case dhcp[] = {
	PASS("a request", "ip4 src=0.0.0.0 udp sport=68 dport=67 dhcp"),
	PASS("a request to renew", "ip4 udp sport=68 dport=67 dhcp"),
	PASS("a release of its own address",
	     "ip4 udp sport=68 dport=67 dhcp ciaddr=192.0.2.1"),
	DROP(dhcp_client, "a release of another's address",
	     "ip4 udp sport=68 dport=67 dhcp ciaddr=192.0.2.254"),
	DROP(dhcp_client, "the same from no address",
	     "ip4 src=0.0.0.0 udp sport=68 dport=67 dhcp ciaddr=192.0.2.254"),
	DROP(dhcp_client, "a request as a relay",
	     "ip4 udp sport=67 dport=67 dhcp giaddr=192.0.2.1"),
	DROP(dhcp_client, "a request as another relay",
	     "ip4 udp sport=67 dport=67 dhcp giaddr=192.0.2.254"),
	PASS("a request of 34 bytes",
	     "ip4 src=0.0.0.0 len=62 udp dport=67 dhcp"),
	PASS("a request behind options",
	     "ip4 ihl=0x46 src=0.0.0.0 zero n=4 udp dport=67 dhcp"),
	DROP(ip4_source, "a request from another's address",
	     "ip4 src=192.0.2.254 udp dport=67 dhcp"),
	DROP(dhcp_client, "a request for another's MAC",
	     "ip4 src=0.0.0.0 udp dport=67 dhcp chaddr=V"),
	DROP(dhcp_client, "a request to renew for another's MAC",
	     "ip4 udp dport=67 dhcp chaddr=V"),
	DROP(dhcp_client, "a reply to a relay", "ip4 udp dport=67 dhcp op=2"),
	DROP(dhcp_client, "a request not of Ethernet",
	     "ip4 src=0.0.0.0 udp dport=67 dhcp htype=6"),
	DROP(dhcp_client, "a request with a longer address",
	     "ip4 src=0.0.0.0 udp dport=67 dhcp hlen=16"),
	DROP(dhcp_client, "a request of 33 bytes",
	     "ip4 src=0.0.0.0 len=61 udp dport=67 dhcp"),
	DROP(dhcp_client, "no request", "ip4 src=0.0.0.0 udp dport=67"),
	DROP(dhcp_client, "a request in fragments",
	     "ip4 src=0.0.0.0 frag=0x2000 udp dport=67 dhcp"),
	DROP(dhcp_server, "an offer", "ip4 udp sport=67 dport=68 dhcp op=2"),
	DROP(dhcp_server, "an offer from any port",
	     "ip4 udp sport=1024 dport=68 dhcp op=2"),
	DROP(dhcp_server, "an offer from the server's address",
	     "ip4 src=192.0.2.254 udp sport=67 dport=68 dhcp op=2"),
	DROP(dhcp_server, "an offer behind options",
	     "ip4 ihl=0x46 zero n=4 udp dport=68 dhcp op=2"),
	{}
};

static const struct unit_case igmp[] = {
	PASS("a report", "ip4 ihl=0x46 zero n=4 igmp type=0x16"),
	PASS("a report of version 1", "ip4 igmp type=0x12"),
	PASS("a report of version 3", "ip4 ihl=0x46 zero n=4 igmp type=0x22"),
	PASS("a report before there is an address",
	     "ip4 src=0.0.0.0 ihl=0x46 zero n=4 igmp type=0x22"),
	PASS("leave", "ip4 ihl=0x46 zero n=4 igmp type=0x17"),
	PASS("another type", "ip4 igmp type=0x1f"),
	DROP(ip4_source, "a report from another's address",
	     "ip4 src=192.0.2.254 igmp type=0x22"),
	DROP(ip4_source, "another type before there is an address",
	     "ip4 src=0.0.0.0 igmp type=0x1f"),
	DROP(mcast_router, "a query", "ip4 igmp type=0x11"),
	DROP(mcast_router, "a query without an address",
	     "ip4 src=0.0.0.0 igmp type=0x11"),
	DROP(mcast_router, "a query with router alert",
	     "ip4 ihl=0x46 zero n=4 igmp type=0x11 zero n=4"),
	DROP(mcast_router, "a multicast router's advertisement",
	     "ip4 igmp type=0x30"),
	DROP(mcast_router, "a multicast router's solicitation",
	     "ip4 igmp type=0x31"),
	DROP(mcast_router, "a multicast router's end", "ip4 igmp type=0x32"),
	DROP(ip4_malformed, "half a message", "ip4 len=24 igmp"),
	{}
};

static const struct unit_case ip4_anybody[] = {
	PASS("any source", "ip4 src=203.0.113.5 tcp"),
	PASS("any source of UDP", "ip4 src=203.0.113.5 udp"),
	DROP(dhcp_server, "a DHCP server all the same",
	     "ip4 src=203.0.113.5 udp dport=68"),
	DROP(lock_mac, "another's MAC all the same", "eth src=V ip4 tcp"),
	{}
};

static const struct unit_case ip4_nobody[] = {
	PASS("DHCP's request", "ip4 src=0.0.0.0 udp dport=67 dhcp"),
	PASS("a report", "ip4 src=0.0.0.0 igmp type=0x22"),
	DROP(ip4_source, "any source", "ip4 tcp"),
	DROP(ip4_source, "the last address", "ip4 src=255.255.255.255 tcp"),
	{}
};

const struct unit_group unit_ip4[] = {
	UNIT_GROUP("ipv4", UNIT_IPV4, UNIT_IPV6, FIRST, ip4),
	UNIT_GROUP("ipv4, big", UNIT_IPV4, UNIT_IPV6, FIRST, ip4_big),
	UNIT_GROUP("ipv4 in fragments", UNIT_IPV4, UNIT_IPV6, FIRST,
		   ip4_fragments),
	UNIT_GROUP("dhcp", UNIT_IPV4, UNIT_IPV6, FIRST, dhcp),
	UNIT_GROUP("igmp", UNIT_IPV4, UNIT_IPV6, FIRST, igmp),
	UNIT_GROUP("ipv4, 0.0.0.0/0 allowed", "0.0.0.0/0", "", LISTED,
		   ip4_anybody),
	UNIT_GROUP("ipv4, no address allowed", "", "", LISTED, ip4_nobody),
	{}
};
