// SPDX-License-Identifier: GPL-2.0
/*
 * What must never pass and what must, said a second time and another way: slow,
 * byte by byte, and without a look at the module's code. A receiver is taken to
 * be careless: it takes headers in any order and number.
 */
#include <linux/types.h>
#include <linux/xvs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "oracle.h"

#define ETH_HLEN	14

static const u8 mac[] = UNIT_MAC;

#define must(cond)							\
	do {								\
		if (!(cond)) {						\
			fprintf(stderr, "%s:%d: " #cond "\n",		\
				__FILE__, __LINE__);			\
			abort();					\
		}							\
	} while (0)

/* A packet behind the Ethernet header, as long as its own header says */
struct view {
	const struct oracle_lock *lock;
	const struct unit_outcome *outcome;
	const u8 *p;
	size_t n;
};

static unsigned int get16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static bool bit(const u8 *addr, unsigned int i)
{
	return addr[i / 8] & 0x80 >> i % 8;
}

static bool bit_of(const struct xvs_prefix *prefix, unsigned int i)
{
	return (i < 64 ? prefix->hi >> (63 - i) : prefix->lo >> (127 - i)) & 1;
}

static bool listed(const struct oracle_list *list, const u8 *addr)
{
	const struct xvs_prefix *prefix = list->prefixes;
	unsigned int len;

	for (; prefix < list->prefixes + list->n; prefix++) {
		for (len = 0; len < prefix->len; len++)
			if (bit(addr, len) != bit_of(prefix, len))
				break;
		if (len == prefix->len)
			return true;
	}
	return false;
}

static bool all_zero(const u8 *p, size_t n)
{
	while (n--)
		if (p[n])
			return false;
	return true;
}

/* ---- ARP and IPv4 ------------------------------------------------------- */

static void check_arp(const struct view *v)
{
	must(v->n >= 28);
	must(!memcmp(v->p, "\0\1\x08\0\6\4\0", 7));
	must(v->p[7] == 1 || v->p[7] == 2);
	must(!memcmp(v->p + 8, mac, 6));
	must(all_zero(v->p + 14, 4) ||
	     listed(v->lock->ipv4, v->p + 14));
}

/* What a server may find in options that it reads as it likes */
struct said {
	bool overload_file;
	bool overload_server;
	bool declines;
	bool another;
};

static void read_options(const struct view *v, const u8 *at, const u8 *end,
			 struct said *said)
{
	for (; at < end && *at != 255; at += *at ? 2 + at[1] : 1) {
		if (!*at)
			continue;
		must(end - at >= 2 && end - at - 2 >= at[1]);
		must(*at != 82);
		if (*at == 52 && at[1]) {
			said->overload_file |= at[2] & 1;
			said->overload_server |= at[2] & 2;
		}
		if (*at == 53 && at[1])
			said->declines |= at[2] == 4;
		if (*at == 50 && at[1] >= 4)
			said->another |= !listed(v->lock->ipv4, at + 2);
		if (*at == 61 && at[1] == 7 && at[2] == 1)
			must(!memcmp(at + 3, mac, 6));
	}
}

static void check_dhcp_options(const struct view *v, const u8 *dhcp)
{
	struct said said = {};

	if (memcmp(dhcp + 236, "\x63\x82\x53\x63", 4))
		return;
	read_options(v, dhcp + 240, v->p + v->n, &said);
	if (said.overload_file)
		read_options(v, dhcp + 108, dhcp + 236, &said);
	if (said.overload_server)
		read_options(v, dhcp + 44, dhcp + 108, &said);
	must(!said.declines || !said.another);
}

static void check_dhcp(const struct view *v, const u8 *udp)
{
	must(udp + 8 + 240 <= v->p + v->n);
	must(!(v->p[6] & 0x20));
	must(udp[8] == 1 && udp[9] == 1 && udp[10] == 6);
	must(all_zero(udp + 8 + 12, 4) ||
	     listed(v->lock->ipv4, udp + 8 + 12));
	must(all_zero(udp + 8 + 24, 4));
	must(!memcmp(udp + 8 + 28, mac, 6));
	check_dhcp_options(v, udp + 8);
}

/* Returns whether it may be said without an address */
static bool check_upper4(const struct view *v, const u8 *upper)
{
	unsigned int left = v->p + v->n - upper;

	if (v->p[9] == 17) {
		must(left >= 8);
		must(get16(upper + 2) != 68);
		if (get16(upper + 2) != 67)
			return false;
		check_dhcp(v, upper);
		return true;
	}
	if (v->p[9] == 2) {
		must(left >= 8);
		must(*upper != 0x11 && (*upper < 0x30 || *upper > 0x32));
		return !!memchr("\x12\x16\x17\x22", *upper, 4);
	}
	return false;
}

static void check_ip4(struct view *v)
{
	bool anonymous = false;
	size_t header, len;

	must(v->n >= 20);
	header = (v->p[0] & 15) * 4;
	len = get16(v->p + 2);
	if (!len) {
		must(v->n > 65535);
		len = v->n;
	}
	must(v->p[0] >> 4 == 4 && header >= 20 && header <= len && len <= v->n);
	v->n = len;
	if (!(get16(v->p + 6) & 0x1fff))
		anonymous = check_upper4(v, v->p + header);
	must(listed(v->lock->ipv4, v->p + 12) ||
	     (anonymous && all_zero(v->p + 12, 4)));
}

/* ---- IPv6 --------------------------------------------------------------- */

static bool claimed(const struct view *v, const u8 *addr)
{
	int i;

	for (i = 0; i < v->outcome->n_claims; i++)
		if (!memcmp(&v->outcome->claims[i], addr, 16))
			return true;
	return false;
}

static bool held(const struct view *v, const u8 *addr)
{
	static const u8 eui64[] = {
		0xfe, 0x80, 0, 0, 0, 0, 0, 0,
		0x02, 0x16, 0x3e, 0xff, 0xfe, 0x11, 0x22, 0x33,
	};

	if (addr[0] == 0xff)
		return false;
	if (listed(v->lock->ipv6, addr))
		return true;
	switch (v->lock->linklocal) {
	case XVS_LINKLOCAL_EUI64:
		return !memcmp(addr, eui64, 16);
	case XVS_LINKLOCAL_FIRST:
		return !memcmp(addr, eui64, 8) && claimed(v, addr);
	default:
		return false;
	}
}

/* Whatever looks like an option that names a MAC names the right one */
static void check_options(const struct view *v, size_t at, bool anonymous)
{
	while (at + 8 <= v->n) {
		if (v->p[at] == 1 || v->p[at] == 2) {
			must(!anonymous);
			must(v->p[at + 1] == 1);
			must(!memcmp(v->p + at + 2, mac, 6));
		}
		must(v->p[at + 1]);
		at += v->p[at + 1] * 8;
	}
	must(at == v->n);
}

static void check_solicitation(const struct view *v, size_t at, bool anonymous)
{
	static const u8 group[] = { 0xff, 2, 0, 0, 0, 0, 0, 0,
				    0, 0, 0, 1, 0xff };

	must(at + 24 <= v->n);
	must(v->p[at + 8] != 0xff);
	check_options(v, at + 24, anonymous);
	if (anonymous) {
		must(held(v, v->p + at + 8));
		must(!memcmp(v->p + 24, group, sizeof(group)));
	}
}

/* Returns whether it may be said without an address */
static bool check_icmp6(const struct view *v, size_t at, bool fragment)
{
	bool anonymous = all_zero(v->p + 8, 16);
	u8 type;

	must(at + 4 <= v->n);
	type = v->p[at];
	must(!memchr("\x82\x86\x89\x92\x93\x97\x98\x99", type, 8));
	if (fragment)
		must((type < 130 || type > 137) && type != 143);
	switch (type) {
	case 133:
		must(at + 8 <= v->n);
		check_options(v, at + 8, anonymous);
		return true;
	case 135:
		check_solicitation(v, at, anonymous);
		return true;
	case 136:
		must(at + 24 <= v->n);
		must(held(v, v->p + at + 8));
		check_options(v, at + 24, anonymous);
		return false;
	default:
		return type == 131 || type == 132 || type == 143;
	}
}

static void check_udp6(const struct view *v, size_t at)
{
	must(at + 8 <= v->n);
	must(get16(v->p + at + 2) != 546);
	if (get16(v->p + at + 2) == 547) {
		must(at + 9 <= v->n);
		must(!memchr("\2\7\x0a\x0d\x0f", v->p[at + 8], 5));
	}
}

/* Behind the header at @at, whose number is @proto; returns whether it may be
 * said without an address
 */
static bool check_upper6(const struct view *v, size_t at, u8 proto, bool fragment)
{
	size_t len;

	switch (proto) {
	case 58:
		return check_icmp6(v, at, fragment);
	case 17:
		check_udp6(v, at);
		return false;
	case 44:
		must(at + 8 <= v->n);
		if (get16(v->p + at + 2) & 0xfff8)
			return false;
		return check_upper6(v, at + 8, v->p[at], true);
	case 0: case 43: case 51: case 60: case 135: case 139: case 140:
		must(at + 8 <= v->n);
		len = proto == 51 ? v->p[at + 1] * 4 + 8 :
				    v->p[at + 1] * 8 + 8;
		must(at + len <= v->n);
		return check_upper6(v, at + len, v->p[at], fragment);
	default:
		if (fragment && proto != 59)
			must(at + 4 <= v->n);
		return false;
	}
}

static void check_claims(const struct view *v)
{
	int i;

	for (i = 0; i < v->outcome->n_claims; i++) {
		must(v->lock->linklocal == XVS_LINKLOCAL_FIRST);
		must(!memcmp(&v->outcome->claims[i], "\xfe\x80\0\0\0\0\0", 8));
		must(!all_zero((const u8 *)&v->outcome->claims[i] + 8, 8));
		must(memmem(v->p, v->n, &v->outcome->claims[i], 16));
	}
}

static void check_ip6(struct view *v)
{
	bool anonymous;
	size_t len;

	must(v->n >= 40 && v->p[0] >> 4 == 6);
	len = get16(v->p + 4);
	must(len + 40 <= v->n);
	if (len)
		v->n = len + 40;
	check_claims(v);
	anonymous = check_upper6(v, 40, v->p[6], false);
	if (all_zero(v->p + 8, 16))
		must(anonymous);
	else
		must(held(v, v->p + 8));
}

/* ---- any frame ---------------------------------------------------------- */

static void check_passed(struct view *v, const u8 *frame)
{
	must(!memcmp(frame + 6, mac, 6));
	switch (get16(frame + 12)) {
	case 0x0806:
		check_arp(v);
		must(!v->outcome->n_claims);
		break;
	case 0x0800:
		check_ip4(v);
		must(!v->outcome->n_claims);
		break;
	case 0x86dd:
		check_ip6(v);
		break;
	default:
		must(!"another ethertype");
	}
}

/* TCP from an allowed address is nobody's harm */
static bool is_harmless(const struct view *v, const u8 *frame)
{
	if (memcmp(frame + 6, mac, 6))
		return false;
	if (get16(frame + 12) == 0x0800)
		return v->n >= 40 && v->p[0] == 0x45 && v->p[9] == 6 &&
		       get16(v->p + 2) >= 40 && get16(v->p + 2) <= v->n &&
		       listed(v->lock->ipv4, v->p + 12);
	return get16(frame + 12) == 0x86dd && v->n >= 60 &&
	       v->p[0] >> 4 == 6 && v->p[6] == 6 &&
	       get16(v->p + 4) >= 20 && get16(v->p + 4) <= v->n - 40 &&
	       v->p[8] && v->p[8] < 0xfe &&
	       listed(v->lock->ipv6, v->p + 8);
}

/* Abort if a frame was not to pass that did, or the other way round */
void oracle_check(const struct oracle_lock *lock, const u8 *frame, size_t len,
		  const struct unit_outcome *outcome)
{
	struct view v = { lock, outcome, frame + ETH_HLEN, len - ETH_HLEN };

	if (outcome->reason) {
		must(!is_harmless(&v, frame));
		must(!outcome->n_claims);
		return;
	}
	check_passed(&v, frame);
}
