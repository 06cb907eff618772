// SPDX-License-Identifier: GPL-2.0
/* frame: from KEY=VALUE to struct keys */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "frame.h"

#define ETH_P_IP	0x0800
#define ETH_P_ARP	0x0806
#define ETH_P_8021Q	0x8100
#define ETH_P_IPV6	0x86dd
#define ETH_P_8021AD	0x88a8

/* What only makes sense of a frame that is to be sent */
#define SEND_ONLY	(K_RAW | K_PROTO | K_TTL | K_COOKIE)

u32 parse_number(const char *what, const char *s, u32 min, u32 max)
{
	char *end;
	unsigned long v = strtoul(s, &end, 0);

	if (!*s || *end || *s == '-' || v < min || v > max)
		die("%s: \"%s\" is not a number in %u..%u", what, s, min, max);
	return v;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Digits in pairs; ':', ' ' and '.' may stand between the pairs */
static void parse_hex(const char *what, const char *s, struct bytes *out)
{
	out->data = malloc(strlen(s) / 2 + 1);
	out->len = 0;
	while (*s) {
		if (strchr(": .", *s)) {
			s++;
			continue;
		}
		if (hex_digit(s[0]) < 0 || hex_digit(s[1]) < 0)
			die("%s: no pair of hex digits at \"%.8s\"", what, s);
		out->data[out->len++] = hex_digit(s[0]) << 4 | hex_digit(s[1]);
		s += 2;
	}
}

/* xx:xx:xx:xx:xx:xx, the same with '+', "random", or the address of NETNS/DEV */
static void parse_mac(const char *key, char *s, struct mac *mac)
{
	size_t n = strlen(s);
	int used = 0;

	mac->mode = MAC_FIXED;
	if (strchr(s, '/')) {
		device_mac(s, mac->addr);
		return;
	}
	if (!strcmp(s, "random")) {
		mac->mode = MAC_RANDOM;
		return;
	}
	if (n && s[n - 1] == '+') {
		mac->mode = MAC_COUNT;
		s[--n] = '\0';
	}
	if (sscanf(s, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac->addr[0],
		   &mac->addr[1], &mac->addr[2], &mac->addr[3], &mac->addr[4],
		   &mac->addr[5], &used) != 6 || (size_t)used != n)
		die("%s=%s: neither a MAC address nor NETNS/DEV", key, s);
}

static void parse_dst(struct keys *k, char *s)
{
	parse_mac("dst", s, &k->dst);
}

static void parse_src(struct keys *k, char *s)
{
	parse_mac("src", s, &k->src);
}

static void parse_tag(struct keys *k, const char *key, u16 tpid, char *s)
{
	char *pcp = strchr(s, ':');
	struct tag *tag;

	if (k->n_tags == MAX_TAGS)
		die("%s=%s: more than %d tags", key, s, MAX_TAGS);
	tag = &k->tags[k->n_tags++];
	if (pcp)
		*pcp++ = '\0';
	tag->tpid = tpid;
	tag->vid = parse_number(key, s, 0, 4095);
	tag->pcp = pcp ? (int)parse_number(key, pcp, 0, 7) : -1;
}

static void parse_vlan(struct keys *k, char *s)
{
	if (strcmp(s, "none"))
		parse_tag(k, "vlan", ETH_P_8021Q, s);
	else if (k->n_tags)
		die("vlan=none beside other tags");
}

static void parse_qinq(struct keys *k, char *s)
{
	parse_tag(k, "qinq", ETH_P_8021AD, s);
}

static void parse_type(struct keys *k, char *s)
{
	k->type = parse_number("type", s, 0, 0xffff);
}

static void parse_len(struct keys *k, char *s)
{
	k->len = parse_number("len", s, 0, MAX_FRAME);
}

static void parse_payload(struct keys *k, char *s)
{
	if (!strncmp(s, "hex:", 4)) {
		parse_hex("payload", s + 4, &k->payload);
		return;
	}
	k->payload.data = (u8 *)s;
	k->payload.len = strlen(s);
}

static void parse_raw(struct keys *k, char *s)
{
	parse_hex("raw", s, &k->raw);
	if (k->raw.len < ETH_HLEN)
		die("raw: a frame has %d bytes at least", ETH_HLEN);
}

/* ADDR or, with a port, ADDR:PORT; the last colon counts, [] are optional */
static void parse_endpoint(const char *key, char *s, int family, u8 *addr,
			   u16 *port)
{
	char *colon = port ? strrchr(s, ':') : NULL;
	size_t n;

	if (port) {
		if (!colon)
			die("%s: \"%s\" has no port", key, s);
		*colon = '\0';
		*port = parse_number(key, colon + 1, 0, 0xffff);
	}
	n = strlen(s);
	if (*s == '[' && s[n - 1] == ']') {
		s[n - 1] = '\0';
		s++;
	}
	if (inet_pton(family, s, addr) != 1)
		die("%s: \"%s\" is not an IPv%d address", key, s,
		    family == AF_INET ? 4 : 6);
}

/* SRC-DST */
static void parse_flow(struct keys *k, const char *key, char *s, int family,
		       u8 proto)
{
	bool ports = proto == IPPROTO_TCP || proto == IPPROTO_UDP;
	struct flow *f = &k->flow;
	char *dst = strchr(s, '-');

	if (f->family)
		die("%s: only one IP header", key);
	if (!dst)
		die("%s=%s: not SRC-DST", key, s);
	*dst++ = '\0';
	f->family = family;
	if (proto)
		f->proto = proto;
	parse_endpoint(key, s, family, f->saddr, ports ? &f->sport : NULL);
	parse_endpoint(key, dst, family, f->daddr, ports ? &f->dport : NULL);
}

static void parse_ip4(struct keys *k, char *s)
{
	parse_flow(k, "ip4", s, AF_INET, 0);
}

static void parse_ip6(struct keys *k, char *s)
{
	parse_flow(k, "ip6", s, AF_INET6, 0);
}

static void parse_udp4(struct keys *k, char *s)
{
	parse_flow(k, "udp4", s, AF_INET, IPPROTO_UDP);
}

static void parse_udp6(struct keys *k, char *s)
{
	parse_flow(k, "udp6", s, AF_INET6, IPPROTO_UDP);
}

static void parse_tcp4(struct keys *k, char *s)
{
	parse_flow(k, "tcp4", s, AF_INET, IPPROTO_TCP);
}

static void parse_tcp6(struct keys *k, char *s)
{
	parse_flow(k, "tcp6", s, AF_INET6, IPPROTO_TCP);
}

static void parse_proto(struct keys *k, char *s)
{
	k->flow.proto = parse_number("proto", s, 0, 255);
}

static void parse_ttl(struct keys *k, char *s)
{
	k->flow.ttl = parse_number("ttl", s, 0, 255);
}

/* request|reply:SPA:TPA */
static void parse_arp(struct keys *k, char *s)
{
	char *spa = strchr(s, ':');
	char *tpa = spa ? strchr(spa + 1, ':') : NULL;

	if (!tpa)
		die("arp=%s: not request|reply:SENDER:TARGET", s);
	*spa++ = '\0';
	*tpa++ = '\0';
	if (!strcmp(s, "request"))
		k->arp.op = 1;
	else if (!strcmp(s, "reply"))
		k->arp.op = 2;
	else
		k->arp.op = parse_number("arp", s, 1, 0xffff);
	parse_endpoint("arp", spa, AF_INET, k->arp.spa, NULL);
	parse_endpoint("arp", tpa, AF_INET, k->arp.tpa, NULL);
}

static void parse_gso(struct keys *k, char *s)
{
	k->gso = parse_number("gso", s, 0, 0xffff);
}

static void parse_csum(struct keys *k, char *s)
{
	if (!strcmp(s, "ok"))
		k->csum = CSUM_OK;
	else if (!strcmp(s, "partial"))
		k->csum = CSUM_PARTIAL;
	else if (!strcmp(s, "bad"))
		k->csum = CSUM_BAD;
	else
		die("csum=%s: not ok, partial or bad", s);
}

static void parse_sum_at(struct keys *k, char *s)
{
	char more;

	if (sscanf(s, "%u+%u%c", &k->sum_start, &k->sum_offset, &more) != 2)
		die("sum_at=%s: not START+OFFSET", s);
	k->csum = CSUM_PARTIAL;
}

static void parse_cookie(struct keys *k, char *s)
{
	if (!strcmp(s, "payload"))
		k->cookie = COOKIE_PAYLOAD;
	else if (!strcmp(s, "trailer"))
		k->cookie = COOKIE_TRAILER;
	else if (!strcmp(s, "none"))
		k->cookie = COOKIE_NONE;
	else
		die("cookie=%s: not payload, trailer or none", s);
}

static const struct key {
	const char *name;
	unsigned int bit;
	void (*parse)(struct keys *k, char *value);
} key_table[] = {
	{ "dst",	K_DST,		parse_dst },
	{ "src",	K_SRC,		parse_src },
	{ "vlan",	K_TAGS,		parse_vlan },
	{ "qinq",	K_TAGS,		parse_qinq },
	{ "type",	K_TYPE,		parse_type },
	{ "len",	K_LEN,		parse_len },
	{ "payload",	K_PAYLOAD,	parse_payload },
	{ "ip4",	K_IP,		parse_ip4 },
	{ "ip6",	K_IP,		parse_ip6 },
	{ "udp4",	K_IP,		parse_udp4 },
	{ "udp6",	K_IP,		parse_udp6 },
	{ "tcp4",	K_IP,		parse_tcp4 },
	{ "tcp6",	K_IP,		parse_tcp6 },
	{ "proto",	K_PROTO,	parse_proto },
	{ "ttl",	K_TTL,		parse_ttl },
	{ "arp",	K_ARP,		parse_arp },
	{ "gso",	K_GSO,		parse_gso },
	{ "csum",	K_CSUM,		parse_csum },
	{ "sum_at",	K_SUM_AT,	parse_sum_at },
	{ "raw",	K_RAW,		parse_raw },
	{ "cookie",	K_COOKIE,	parse_cookie },
};

static const struct key *find_key(const char *arg)
{
	size_t n = strcspn(arg, "=");
	size_t i;

	for (i = 0; arg[n] && i < ARRAY_SIZE(key_table); i++)
		if (strlen(key_table[i].name) == n &&
		    !strncmp(key_table[i].name, arg, n))
			return &key_table[i];
	return NULL;
}

void parse_key(struct keys *k, char *arg)
{
	const struct key *key = find_key(arg);

	if (!key)
		die("\"%s\": not a key that is known", arg);
	if (key->bit != K_TAGS && k->set & key->bit)
		die("%s: given twice", arg);
	k->set |= key->bit;
	key->parse(k, strchr(arg, '=') + 1);
}

void parse_filter(struct keys *k, char *arg)
{
	parse_key(k, arg);
	if (k->set & SEND_ONLY)
		die("raw, proto, ttl and cookie are for frames to be sent");
	if (k->dst.mode != MAC_FIXED || k->src.mode != MAC_FIXED)
		die("a MAC address to look for is one address");
}
