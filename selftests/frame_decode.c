// SPDX-License-Identifier: GPL-2.0
/* frame: from the bytes of a frame to struct packet, to a line of text */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <sys/socket.h>
#include "frame.h"

#define IS_TAG(type)	((type) == 0x8100 || (type) == 0x88a8)
#define SHOWN_TEXT	48
#define SHOWN_HEX	16

u16 get16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

void put16(u8 *p, u16 v)
{
	p[0] = v >> 8;
	p[1] = v;
}

/* The sum of RFC 1071, not complemented */
u16 ones_sum(u32 sum, const u8 *p, size_t len)
{
	for (; len > 1; len -= 2, p += 2)
		sum += get16(p);
	if (len)
		sum += *p << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* The sum of pseudo header and, unless @pseudo_only, TCP, UDP or ICMPv6 */
u16 l4_sum(const struct packet *p, bool pseudo_only)
{
	size_t addr_len = p->flow.family == AF_INET ? 4 : 16;
	size_t len = p->end - p->l4;
	u32 sum = p->flow.proto + len;

	sum = ones_sum(sum, p->flow.saddr, addr_len);
	sum = ones_sum(sum, p->flow.daddr, addr_len);
	return pseudo_only ? sum : ones_sum(sum, p->data + p->l4, len);
}

static void decode_l2(struct packet *p)
{
	size_t at = 2 * MAC_LEN;

	p->n_tags = 0;
	while (at + TAG_LEN + 2 <= p->len && p->n_tags < MAX_TAGS &&
	       IS_TAG(get16(p->data + at))) {
		struct tag *t = &p->tags[p->n_tags++];

		t->tpid = get16(p->data + at);
		t->vid = get16(p->data + at + 2) & 0xfff;
		t->pcp = p->data[at + 2] >> 5;
		at += TAG_LEN;
	}
	p->type = get16(p->data + at);
	p->l3 = at + 2;
	p->payload = p->l3;
	p->end = p->len;
}

static void decode_arp(struct packet *p)
{
	const u8 *d = p->data + p->l3;

	if (p->len < p->l3 + ARP_LEN || get16(d) != 1 || get16(d + 2) != 0x0800)
		return;
	p->arp.op = get16(d + 6);
	memcpy(p->arp.spa, d + 14, 4);
	memcpy(p->arp.tpa, d + 24, 4);
	p->payload += ARP_LEN;
}

/* Where the headers end if they make sense, else 0; @total: with the payload */
static size_t decode_ip4(struct packet *p, size_t *total)
{
	const u8 *d = p->data + p->l3;
	size_t hlen = (d[0] & 0xf) * 4;

	if (p->len < p->l3 + 20 || d[0] >> 4 != 4 || hlen < 20)
		return 0;
	p->flow.proto = d[9];
	p->flow.ttl = d[8];
	memcpy(p->flow.saddr, d + 12, 4);
	memcpy(p->flow.daddr, d + 16, 4);
	/* What a fragment begins with is no TCP or UDP header */
	if (get16(d + 6) & 0x3fff)
		p->flow.proto = 0;
	*total = get16(d + 2);
	return hlen;
}

static size_t decode_ip6(struct packet *p, size_t *total)
{
	const u8 *d = p->data + p->l3;

	if (p->len < p->l3 + 40 || d[0] >> 4 != 6)
		return 0;
	p->flow.proto = d[6];
	p->flow.ttl = d[7];
	memcpy(p->flow.saddr, d + 8, 16);
	memcpy(p->flow.daddr, d + 24, 16);
	*total = 40 + get16(d + 4);
	return 40;
}

static void decode_l4(struct packet *p)
{
	const u8 *d = p->data + p->l4;
	size_t room = p->end - p->l4;

	if (p->flow.proto == IPPROTO_TCP && room >= 20) {
		p->csum_at = p->l4 + 16;
		p->payload = p->l4 + (d[12] >> 4) * 4;
	} else if (p->flow.proto == IPPROTO_UDP && room >= 8) {
		p->csum_at = p->l4 + 6;
		p->payload = p->l4 + 8;
	} else if (p->flow.proto == IPPROTO_ICMPV6 && room >= 4 &&
		   p->flow.family == AF_INET6) {
		p->csum_at = p->l4 + 2;
		return;
	} else {
		return;
	}
	p->flow.sport = get16(d);
	p->flow.dport = get16(d + 2);
	if (p->payload > p->end)
		p->payload = p->end;
}

static void decode_ip(struct packet *p, int family)
{
	size_t total = 0;
	size_t hlen = family == AF_INET ? decode_ip4(p, &total) :
		      decode_ip6(p, &total);

	if (!hlen)
		return;
	p->flow.family = family;
	/* Without a good length the header alone is believed */
	if (total < hlen || p->l3 + total > p->len)
		return;
	p->end = p->l3 + total;
	p->l4 = p->l3 + hlen;
	p->payload = p->l4;
	decode_l4(p);
}

/*
 * A checksum that is left to the device holds the sum of the pseudo header;
 * UDP over IPv4 may have none.
 */
static void decode_csum(struct packet *p)
{
	u16 field;

	if (!p->csum_at)
		return;
	field = get16(p->data + p->csum_at);
	if (p->csum == CSUM_PARTIAL) {
		if (p->partial_at != p->csum_at || field != l4_sum(p, true))
			p->csum = CSUM_BAD;
	} else if (l4_sum(p, false) != 0xffff &&
		   (field || p->flow.proto != IPPROTO_UDP)) {
		p->csum = CSUM_BAD;
	}
}

/*
 * Needs data, len, gso, csum (partial or not) and partial_at; finds out all the
 * others.
 */
void decode(struct packet *p)
{
	memset(&p->flow, 0, sizeof(p->flow));
	memset(&p->arp, 0, sizeof(p->arp));
	p->l4 = 0;
	p->csum_at = 0;
	decode_l2(p);
	if (p->type == 0x0806)
		decode_arp(p);
	else if (p->type == 0x0800)
		decode_ip(p, AF_INET);
	else if (p->type == 0x86dd)
		decode_ip(p, AF_INET6);
	decode_csum(p);
}

bool tags_match(const struct keys *k, const struct packet *p)
{
	int i;

	if (!(k->set & K_TAGS))
		return true;
	if (k->n_tags != p->n_tags)
		return false;
	for (i = 0; i < k->n_tags; i++)
		if (k->tags[i].tpid != p->tags[i].tpid ||
		    k->tags[i].vid != p->tags[i].vid ||
		    (k->tags[i].pcp >= 0 && k->tags[i].pcp != p->tags[i].pcp))
			return false;
	return true;
}

/* A filter's ttl is never set; its proto is that of udp4= and the like, or 0 */
static bool flow_match(const struct flow *k, const struct flow *p)
{
	return k->family == p->family &&
	       !memcmp(k->saddr, p->saddr, sizeof(k->saddr)) &&
	       !memcmp(k->daddr, p->daddr, sizeof(k->daddr)) &&
	       (!k->proto || (k->proto == p->proto && k->sport == p->sport &&
			      k->dport == p->dport));
}

bool match(const struct keys *k, const struct packet *p)
{
	if (k->set & K_DST && memcmp(k->dst.addr, p->data, MAC_LEN))
		return false;
	if (k->set & K_SRC && memcmp(k->src.addr, p->data + MAC_LEN, MAC_LEN))
		return false;
	if (k->set & K_TYPE && k->type != p->type)
		return false;
	if (k->set & K_LEN && k->len != p->len)
		return false;
	if (k->set & K_GSO && k->gso != p->gso)
		return false;
	if (k->set & K_CSUM && k->csum != p->csum)
		return false;
	if (k->set & K_ARP && memcmp(&k->arp, &p->arp, sizeof(k->arp)))
		return false;
	if (k->set & K_IP && !flow_match(&k->flow, &p->flow))
		return false;
	if (k->set & K_PAYLOAD &&
	    (p->end - p->payload < k->payload.len ||
	     memcmp(p->data + p->payload, k->payload.data, k->payload.len)))
		return false;
	return tags_match(k, p);
}

void print_tags(FILE *f, const struct tag *tags, int n_tags)
{
	int i;

	if (!n_tags)
		fputs(" vlan=none", f);
	for (i = 0; i < n_tags; i++) {
		fprintf(f, " %s=%u", tags[i].tpid == 0x8100 ? "vlan" : "qinq",
			tags[i].vid);
		if (tags[i].pcp >= 0)
			fprintf(f, ":%d", tags[i].pcp);
	}
}

static void print_mac(FILE *f, const char *key, const u8 *m)
{
	fprintf(f, "%s=%02x:%02x:%02x:%02x:%02x:%02x", key, m[0], m[1], m[2],
		m[3], m[4], m[5]);
}

static void print_flow(FILE *f, const struct packet *p)
{
	const char *name = "ip";
	const struct flow *fl = &p->flow;
	char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN];
	int version = fl->family == AF_INET ? 4 : 6;

	inet_ntop(fl->family, fl->saddr, src, sizeof(src));
	inet_ntop(fl->family, fl->daddr, dst, sizeof(dst));
	if (p->csum_at && fl->proto == IPPROTO_TCP)
		name = "tcp";
	else if (p->csum_at && fl->proto == IPPROTO_UDP)
		name = "udp";
	if (*name == 'i')
		fprintf(f, " ip%d=%s-%s proto=%u", version, src, dst, fl->proto);
	else
		fprintf(f, " %s%d=%s:%u-%s:%u", name, version, src, fl->sport,
			dst, fl->dport);
}

static void print_arp(FILE *f, const struct arp *a)
{
	char spa[INET_ADDRSTRLEN], tpa[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, a->spa, spa, sizeof(spa));
	inet_ntop(AF_INET, a->tpa, tpa, sizeof(tpa));
	if (a->op == 1 || a->op == 2)
		fprintf(f, " arp=%s:%s:%s", a->op == 1 ? "request" : "reply",
			spa, tpa);
	else
		fprintf(f, " arp=%u:%s:%s", a->op, spa, tpa);
}

/* As text if it is text, but for the zeroes of padding */
static void print_payload(FILE *f, const u8 *d, size_t len)
{
	size_t n, i;

	while (len && !d[len - 1])
		len--;
	n = len < SHOWN_TEXT ? len : SHOWN_TEXT;
	for (i = 0; i < n && isascii(d[i]) && isprint(d[i]); i++)
		;
	if (!n)
		return;
	if (i == n) {
		fprintf(f, " payload=%.*s", (int)n, d);
		return;
	}
	fputs(" payload=hex:", f);
	for (i = 0; i < n && i < SHOWN_HEX; i++)
		fprintf(f, "%02x", d[i]);
}

void print_packet(FILE *f, const struct packet *p)
{
	if (p->outgoing)
		fputs("out ", f);
	print_mac(f, "dst", p->data);
	print_mac(f, " src", p->data + MAC_LEN);
	print_tags(f, p->tags, p->n_tags);
	fprintf(f, " type=0x%04x len=%zu", p->type, p->len);
	if (p->arp.op)
		print_arp(f, &p->arp);
	if (p->flow.family)
		print_flow(f, p);
	if (p->gso)
		fprintf(f, " gso=%u", p->gso);
	if (p->csum == CSUM_PARTIAL)
		fputs(" csum=partial", f);
	else if (p->csum == CSUM_BAD)
		fputs(" csum=bad", f);
	print_payload(f, p->data + p->payload, p->end - p->payload);
	fputc('\n', f);
}
