// SPDX-License-Identifier: GPL-2.0
/* frame: from struct keys to the bytes of a frame */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include "frame.h"

#define DEF_TYPE	0x88b5	/* IEEE 802: for local experiments */
#define DEF_PROTO	253	/* RFC 3692: for experiments */
#define DEF_TTL		255	/* what neighbour discovery insists on */
#define DEF_GSO_LEN	60000

#define IP4_HLEN	20
#define IP6_HLEN	40
#define UDP_HLEN	8
#define TCP_HLEN	20

char cookie[COOKIE_LEN + 1];
static u64 random_state;

void build_init(void)
{
	if (getrandom(&random_state, sizeof(random_state), 0) < 0)
		die("getrandom: %m");
	random_state |= 1;
	snprintf(cookie, sizeof(cookie), "%07x:",
		 (unsigned int)(random_state >> 36));
}

/* xorshift64: a system call for each of a million addresses is too slow */
static u64 next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static void put_mac(u8 *p, const struct mac *mac, unsigned int seq)
{
	u64 v = 0;
	int i;

	for (i = 0; i < MAC_LEN; i++)
		v = v << 8 | mac->addr[i];
	if (mac->mode == MAC_COUNT)
		v += seq;
	if (mac->mode == MAC_RANDOM)
		v = (next_random() & ~(1ULL << 40)) | 1ULL << 41;
	for (i = MAC_LEN - 1; i >= 0; i--, v >>= 8)
		p[i] = v;
}

static size_t l4_len(const struct keys *k)
{
	if (!k->flow.family)
		return 0;
	return k->flow.proto == IPPROTO_TCP ? TCP_HLEN :
	       k->flow.proto == IPPROTO_UDP ? UDP_HLEN : 0;
}

static size_t l3_len(const struct keys *k)
{
	if (k->set & K_ARP)
		return ARP_LEN;
	return k->flow.family == AF_INET ? IP4_HLEN :
	       k->flow.family == AF_INET6 ? IP6_HLEN : 0;
}

static size_t header_len(const struct keys *k)
{
	return ETH_HLEN + k->n_tags * TAG_LEN + l3_len(k) + l4_len(k);
}

/* The length before short frames are padded to MIN_FRAME */
static size_t natural_len(const struct keys *k, bool need_cookie)
{
	size_t len = k->set & K_RAW ? k->raw.len :
		     header_len(k) + k->payload.len;

	if (k->set & K_LEN)
		return k->len;
	if (need_cookie || !(k->set & (K_RAW | K_PAYLOAD | K_ARP)))
		len += 2 * CELL_LEN;
	return len;
}

static void check_offload(const struct keys *k)
{
	if (!l4_len(k))
		die("gso= and csum=partial need tcp4, tcp6, udp4 or udp6");
	if (k->set & K_CSUM && k->csum == CSUM_BAD)
		die("csum=bad: made with raw= alone");
	if (k->cookie == COOKIE_TRAILER)
		die("cookie=trailer: not with gso= or csum=partial");
}

/* Each segment must hold a whole cell, at any offset, to be known by it */
static void check_segments(const struct keys *k)
{
	size_t last = (k->len - header_len(k)) % k->gso;
	size_t least = 2 * CELL_LEN - 1;

	if (k->gso < k->payload.len + least || (last && last < least))
		die("gso=%u: a segment has too little payload for the cookie",
		    k->gso);
}

/* Complete the description and refuse what can't be built */
void build_check(struct keys *k, bool need_cookie)
{
	size_t fixed, len;

	if (k->set & K_RAW && k->set & ~(K_RAW | K_LEN | K_COOKIE | K_SUM_AT))
		die("raw= is the whole frame: only len=, cookie= and sum_at= go with it");
	if (!!(k->set & K_IP) + !!(k->set & K_ARP) > 1)
		die("arp= and an IP header: only one of them");
	if (k->set & (K_PROTO | K_TTL) && !(k->set & K_IP))
		die("proto= and ttl= need an IP header");
	if (k->set & K_IP && !k->flow.proto && !(k->set & K_PROTO))
		k->flow.proto = DEF_PROTO;
	if (!(k->set & K_TTL))
		k->flow.ttl = DEF_TTL;
	if (k->gso)
		k->csum = CSUM_PARTIAL;
	if (k->set & (K_GSO | K_CSUM))
		check_offload(k);
	if (k->gso && !(k->set & K_LEN)) {
		k->set |= K_LEN;
		k->len = DEF_GSO_LEN;
	}
	if (!(k->set & K_DST))
		memset(k->dst.addr, 0xff, MAC_LEN);
	if (!(k->set & K_TYPE))
		k->type = k->set & K_ARP ? 0x0806 :
			  k->flow.family == AF_INET ? 0x0800 :
			  k->flow.family == AF_INET6 ? 0x86dd : DEF_TYPE;

	fixed = k->set & K_RAW ? k->raw.len : header_len(k) + k->payload.len;
	if (need_cookie)
		fixed += CELL_LEN;
	len = natural_len(k, need_cookie);
	if (len < fixed)
		die("len=%zu: at least %zu bytes are needed%s", len, fixed,
		    need_cookie ? " (16 less with cookie=none)" : "");
	if (k->flow.family && len - ETH_HLEN - k->n_tags * TAG_LEN > MAX_IP_LEN)
		die("len=%zu: too long for an IP packet", len);
	if (k->gso && need_cookie)
		check_segments(k);
}

static u8 *put_l2(u8 *d, const struct keys *k, unsigned int seq)
{
	int i;

	put_mac(d, &k->dst, seq);
	put_mac(d + MAC_LEN, &k->src, seq);
	d += 2 * MAC_LEN;
	for (i = 0; i < k->n_tags; i++, d += TAG_LEN) {
		const struct tag *t = &k->tags[i];

		put16(d, t->tpid);
		put16(d + 2, (t->pcp < 0 ? 0 : t->pcp) << 13 | t->vid);
	}
	put16(d, k->type);
	return d + 2;
}

static u8 *put_arp(u8 *d, const struct keys *k, const u8 *src)
{
	static const u8 head[] = { 0, 1, 8, 0, 6, 4 };

	memcpy(d, head, sizeof(head));
	put16(d + 6, k->arp.op);
	memcpy(d + 8, src, MAC_LEN);
	memcpy(d + 14, k->arp.spa, 4);
	/* Who is asked for is not known, who is answered is */
	if (k->arp.op == 1)
		memset(d + 18, 0, MAC_LEN);
	else
		memcpy(d + 18, src - MAC_LEN, MAC_LEN);
	memcpy(d + 24, k->arp.tpa, 4);
	return d + ARP_LEN;
}

static u8 *put_ip4(u8 *d, const struct flow *f, size_t total)
{
	memset(d, 0, IP4_HLEN);
	d[0] = 0x45;
	put16(d + 2, total);
	d[6] = 0x40;	/* don't fragment */
	d[8] = f->ttl;
	d[9] = f->proto;
	memcpy(d + 12, f->saddr, 4);
	memcpy(d + 16, f->daddr, 4);
	put16(d + 10, ~ones_sum(0, d, IP4_HLEN));
	return d + IP4_HLEN;
}

static u8 *put_ip6(u8 *d, const struct flow *f, size_t total)
{
	memset(d, 0, 8);
	d[0] = 0x60;
	put16(d + 4, total - IP6_HLEN);
	d[6] = f->proto;
	d[7] = f->ttl;
	memcpy(d + 8, f->saddr, 16);
	memcpy(d + 24, f->daddr, 16);
	return d + IP6_HLEN;
}

static u8 *put_l4(u8 *d, const struct flow *f, size_t total)
{
	if (f->proto == IPPROTO_UDP) {
		put16(d, f->sport);
		put16(d + 2, f->dport);
		put16(d + 4, total);
		put16(d + 6, 0);
		return d + UDP_HLEN;
	}
	if (f->proto != IPPROTO_TCP)
		return d;
	memset(d, 0, TCP_HLEN);
	put16(d, f->sport);
	put16(d + 2, f->dport);
	put16(d + 6, 1);	/* sequence number */
	put16(d + 10, 1);	/* acknowledged */
	d[12] = TCP_HLEN / 4 << 4;
	d[13] = 0x18;		/* ACK, PSH */
	put16(d + 14, 0xffff);
	return d + TCP_HLEN;
}

/* Each cell tells its distance from the start of the payload */
static void put_cells(u8 *payload, u8 *from, u8 *to, unsigned int seq)
{
	char cell[CELL_LEN + 1];

	for (; from < to; from += CELL_LEN) {
		snprintf(cell, sizeof(cell), "%s%03x@%04x", cookie,
			 seq % MAX_SEQ, (unsigned int)(from - payload) & 0xffff);
		memcpy(from, cell,
		       to - from < CELL_LEN ? to - from : CELL_LEN);
	}
}

/* decode() says where the checksum is; ICMPv6 has one, but it isn't offloaded */
static void put_csum(struct packet *p, enum csum csum)
{
	u8 *at = p->data + p->csum_at;
	u16 sum;

	if (!p->csum_at)
		return;
	put16(at, 0);
	sum = l4_sum(p, csum == CSUM_PARTIAL);
	if (csum != CSUM_PARTIAL)
		sum = ~sum;
	/* For UDP 0 would mean that there is none */
	put16(at, sum || p->flow.proto != IPPROTO_UDP ? sum : 0xffff);
	p->csum = csum;
	p->partial_at = p->csum_at;
}

static void build_raw(const struct keys *k, unsigned int seq, struct packet *p)
{
	memcpy(p->data, k->raw.data, k->raw.len);
	put_cells(p->data + k->raw.len, p->data + k->raw.len,
		  p->data + p->len, seq);
}

static void build_keys(const struct keys *k, unsigned int seq, struct packet *p)
{
	size_t l3 = ETH_HLEN + k->n_tags * TAG_LEN;
	size_t payload = header_len(k);
	size_t end = k->cookie == COOKIE_TRAILER ? payload + k->payload.len :
		     p->len;
	u8 *d = put_l2(p->data, k, seq);

	if (k->set & K_ARP)
		d = put_arp(d, k, p->data + MAC_LEN);
	else if (k->flow.family == AF_INET)
		d = put_ip4(d, &k->flow, end - l3);
	else if (k->flow.family == AF_INET6)
		d = put_ip6(d, &k->flow, end - l3);
	if (k->flow.family)
		d = put_l4(d, &k->flow, end - l3 - l3_len(k));
	if (k->payload.len)
		memcpy(d, k->payload.data, k->payload.len);
	put_cells(d, d + k->payload.len, p->data + p->len, seq);
}

/* Frame number @seq, in a buffer of its own: p->data is the caller's to free */
void build(const struct keys *k, unsigned int seq, bool need_cookie,
	   struct packet *p)
{
	memset(p, 0, sizeof(*p));
	p->len = natural_len(k, need_cookie);
	p->data = calloc(1, p->len < MIN_FRAME ? MIN_FRAME : p->len);
	if (!p->data)
		die("out of memory");
	if (k->set & K_RAW)
		build_raw(k, seq, p);
	else
		build_keys(k, seq, p);
	/* As a NIC would, with zeroes; a stated length is kept */
	if (p->len < MIN_FRAME && !(k->set & (K_LEN | K_RAW)))
		p->len = MIN_FRAME;
	p->gso = k->gso;
	decode(p);
	if (k->set & K_SUM_AT) {
		p->csum = CSUM_PARTIAL;
		p->l4 = k->sum_start;
		p->csum_at = k->sum_start + k->sum_offset;
	} else if (!(k->set & K_RAW)) {
		put_csum(p, k->csum);
	}
}
