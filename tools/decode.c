// SPDX-License-Identifier: GPL-2.0
/* The first bytes of a frame in words: who, to whom, and what it claims. */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <linux/if_ether.h>
#include <linux/if_arp.h>
#include "decode.h"

/* What was not read yet, and where the words go */
struct reader {
	const __u8 *at, *end;
	char *text, *text_end;
};

[[gnu::format(printf, 2, 3)]]
static void say(struct reader *r, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(r->text, r->text_end - r->text, format, args);
	va_end(args);
	if (len > 0)
		r->text += len < r->text_end - r->text ? len :
			   r->text_end - r->text - 1;
}

/* The next bytes, NULL: they are not there */
static const __u8 *take(struct reader *r, size_t n)
{
	const __u8 *at = r->at;

	if ((size_t)(r->end - r->at) < n)
		return NULL;
	r->at += n;
	return at;
}

static unsigned int be16(const __u8 *p)
{
	return p[0] << 8 | p[1];
}

static void say_mac(struct reader *r, const __u8 *mac)
{
	say(r, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
	    mac[4], mac[5]);
}

static void say_ip(struct reader *r, int af, const __u8 *addr)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(af, addr, text, sizeof(text)))
		say(r, "%s", text);
}

static void decode_arp(struct reader *r)
{
	const __u8 *arp = take(r, 28);

	if (!arp) {
		say(r, "arp, cut off");
		return;
	}
	say(r, be16(arp + 6) == ARPOP_REQUEST ? "arp who has " :
	    be16(arp + 6) == ARPOP_REPLY ? "arp reply to " : "arp ");
	say_ip(r, AF_INET, arp + 24);
	say(r, " from ");
	say_ip(r, AF_INET, arp + 14);
	say(r, " (");
	say_mac(r, arp + 8);
	say(r, ")");
}

/* What an IP packet carries, where it can be told by its first bytes */
static void decode_payload(struct reader *r, unsigned int protocol)
{
	static const char * const names[] = {
		[IPPROTO_ICMP] = "icmp", [IPPROTO_IGMP] = "igmp",
		[IPPROTO_TCP] = "tcp", [IPPROTO_UDP] = "udp",
		[IPPROTO_GRE] = "gre", [IPPROTO_ESP] = "esp",
		[IPPROTO_ICMPV6] = "icmp6", [IPPROTO_SCTP] = "sctp",
	};
	const __u8 *p;

	if (protocol < sizeof(names) / sizeof(*names) && names[protocol])
		say(r, " %s", names[protocol]);
	else
		say(r, " protocol %u", protocol);
	p = take(r, 4);
	if (!p)
		return;
	if (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP)
		say(r, " port %u to %u", be16(p), be16(p + 2));
	else if (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6)
		say(r, " type %u", p[0]);
}

static void decode_ip4(struct reader *r)
{
	const __u8 *ip = take(r, 20);

	if (!ip) {
		say(r, "ip4, cut off");
		return;
	}
	say(r, "ip4 ");
	say_ip(r, AF_INET, ip + 12);
	say(r, " to ");
	say_ip(r, AF_INET, ip + 16);
	if ((ip[0] & 15) > 5)
		take(r, ((ip[0] & 15) - 5) * 4);
	if (be16(ip + 6) & 0x1fff)
		say(r, " later fragment");
	else
		decode_payload(r, ip[9]);
}

static void decode_ip6(struct reader *r)
{
	const __u8 *ip = take(r, 40);

	if (!ip) {
		say(r, "ip6, cut off");
		return;
	}
	say(r, "ip6 ");
	say_ip(r, AF_INET6, ip + 8);
	say(r, " to ");
	say_ip(r, AF_INET6, ip + 24);
	decode_payload(r, ip[6]);
}

void decode_frame(const __u8 *frame, size_t len, char *text, size_t size)
{
	struct reader r = { frame, frame + len, text, text + size };
	const __u8 *eth = take(&r, ETH_HLEN), *tag;
	unsigned int proto;

	*text = '\0';
	if (!eth)
		return;
	say_mac(&r, eth + 6);
	say(&r, " to ");
	say_mac(&r, eth);
	say(&r, ": ");
	for (proto = be16(eth + 12); proto == ETH_P_8021Q ||
	     proto == ETH_P_8021AD; proto = be16(tag + 2)) {
		tag = take(&r, 4);
		if (!tag)
			return;
		say(&r, "tag %u ", be16(tag) & 0xfff);
	}
	switch (proto) {
	case ETH_P_ARP:
		decode_arp(&r);
		break;
	case ETH_P_IP:
		decode_ip4(&r);
		break;
	case ETH_P_IPV6:
		decode_ip6(&r);
		break;
	default:
		say(&r, "type 0x%04x", proto);
	}
}
