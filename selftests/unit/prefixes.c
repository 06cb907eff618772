// SPDX-License-Identifier: GPL-2.0
/* Sets of prefixes, beside a list that is gone through from end to end */
#include <linux/etherdevice.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "build.h"
#include "unit.h"

/* Behind a set's memory nothing may be written */
#define GUARD	0xa5
/* A prefix of a usual set is no further from its place */
#define REACH_MAX	2

static u64 random_state = 0x1234567890abcdefULL;

/* xorshift64: the same numbers each time */
static u64 next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static const char *next_word(const char *text)
{
	text += strcspn(text, " ");
	return text + strspn(text, " ");
}

static struct xvs_prefix parse(const char *text)
{
	struct xvs_prefix prefix = {};
	__be64 addr[2] = {};
	char word[64];
	int family, len;

	if (sscanf(text, "%63[^/]/%d", word, &len) != 2)
		abort();
	family = strchr(word, ':') ? AF_INET6 : AF_INET;
	if (build_address(family, word, addr) != 1)
		abort();
	prefix.hi = be64_to_cpu(addr[0]);
	prefix.lo = be64_to_cpu(addr[1]);
	prefix.len = len;
	return prefix;
}

static struct xvs_prefixes *make(const struct xvs_prefix *list, unsigned int n)
{
	struct xvs_prefixes *set = malloc(xvs_prefixes_size(n));

	memset(set, GUARD, xvs_prefixes_size(n));
	xvs_prefixes_build(set, list, n);
	return set;
}

/* A set of the prefixes in @text, to be freed by the caller */
struct xvs_prefixes *unit_prefixes(const char *text)
{
	struct xvs_prefix list[XVS_PREFIXES_MAX];
	unsigned int n = 0;

	for (; *text; text = next_word(text))
		list[n++] = parse(text);
	return make(list, n);
}

static u64 bits(int n)
{
	return n <= 0 ? 0 : n >= 64 ? ~0ULL : ~(~0ULL >> n);
}

static bool covers(const struct xvs_prefix *prefix, u64 hi, u64 lo)
{
	return !((prefix->hi ^ hi) & bits(prefix->len)) &&
	       !((prefix->lo ^ lo) & bits(prefix->len - 64));
}

static bool list_matches(const struct xvs_prefix *list, unsigned int n,
			 u64 hi, u64 lo)
{
	while (n--)
		if (covers(&list[n], hi, lo))
			return true;
	return false;
}

static bool set_matches(const struct xvs_prefixes *set, bool ip4, u64 hi,
			u64 lo)
{
	bool match = xvs_prefixes_match(set, hi, lo);
	bool hit = ip4 ? xvs_prefixes_hit4(set, hi) :
			 xvs_prefixes_hit6(set, hi, lo);

	if (hit && !match) {
		unit_note("a hit that is no match");
		abort();
	}
	return match;
}

/* What a set covers and what it does not, each an address with its full length */
struct text_test {
	const char *name;
	const char *set;
	const char *in;
	const char *out;
};

static const struct text_test text_tests[] = {
	{ "none cover nothing", "", "",
	  "0.0.0.0/32 192.0.2.1/32 255.255.255.255/32 ::/128 2001:db8::1/128" },
	{ "one address is itself alone", "192.0.2.1/32",
	  "192.0.2.1/32", "192.0.2.0/32 192.0.2.2/32 0.0.0.0/32" },
	{ "a network has edges", "198.51.100.128/25",
	  "198.51.100.128/32 198.51.100.255/32",
	  "198.51.100.127/32 198.51.101.0/32 198.51.100.0/32" },
	{ "host's bits do not count", "198.51.100.77/24",
	  "198.51.100.0/32 198.51.100.255/32", "198.51.101.77/32" },
	{ "the shortest covers all of IPv4", "0.0.0.0/0",
	  "0.0.0.0/32 255.255.255.255/32", "" },
	{ "the shortest covers all of IPv6", "::/0",
	  "::/128 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "" },
	{ "longer than half", "2001:db8::100/120",
	  "2001:db8::1ff/128", "2001:db8::200/128 2001:db8::/128" },
	{ "just half", "2001:db8:0:1::/64",
	  "2001:db8:0:1:ffff::/128", "2001:db8:0:2::/128" },
	{ "an address is not taken for a prefix", "10.0.0.0/32 10.1.0.0/16",
	  "10.0.0.0/32 10.1.2.3/32", "10.0.0.1/32 10.0.1.0/32" },
	{ "prefixes that begin alike", "10.0.0.0/8 10.0.0.0/24",
	  "10.0.0.1/32 10.255.0.1/32", "11.0.0.0/32 9.0.0.0/32" },
	{ "all ones", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/128 ::/128" },
};

static bool check_text(const struct xvs_prefixes *set, const char *addresses,
		       bool covered)
{
	struct xvs_prefix addr;

	for (; *addresses; addresses = next_word(addresses)) {
		addr = parse(addresses);
		if (set_matches(set, addr.len == 32, addr.hi, addr.lo) != covered)
			return false;
	}
	return true;
}

static void test_text(const struct text_test *t)
{
	struct xvs_prefixes *set = unit_prefixes(t->set);

	unit_result(check_text(set, t->in, true) &&
		    check_text(set, t->out, false), "prefixes: %s", t->name);
	free(set);
}

/* An address near to one of the prefixes, and an address anywhere in between */
static struct xvs_prefix random_address(const struct xvs_prefix *list,
					unsigned int n, bool ip4)
{
	struct xvs_prefix addr = { .hi = next_random(), .lo = next_random() };
	const struct xvs_prefix *near = n ? &list[next_random() % n] : &addr;
	int keep = next_random() % (ip4 ? 34 : 130);

	addr.hi = (near->hi & bits(keep)) | (addr.hi & ~bits(keep));
	addr.lo = (near->lo & bits(keep - 64)) | (addr.lo & ~bits(keep - 64));
	if (ip4) {
		addr.hi &= bits(32);
		addr.lo = 0;
	}
	return addr;
}

static unsigned int random_list(struct xvs_prefix *list, bool ip4)
{
	unsigned int n = next_random() % (XVS_PREFIXES_MAX + 1), i;
	unsigned int n_lens = 1 + next_random() % 40;
	unsigned int width = ip4 ? 32 : 128;
	u8 lens[40];

	if (next_random() % 2)
		n %= 8;
	for (i = 0; i < n_lens; i++)
		lens[i] = next_random() % 2 ? width : next_random() % (width + 1);
	for (i = 0; i < n; i++) {
		list[i] = random_address(list, i, ip4);
		list[i].len = lens[next_random() % n_lens];
	}
	return n;
}

static bool check_random(bool ip4)
{
	struct xvs_prefix list[XVS_PREFIXES_MAX], addr;
	unsigned int n = random_list(list, ip4), i;
	struct xvs_prefixes *set = make(list, n);
	bool ok = true;

	for (i = 0; ok && i < 2 * n + 100; i++) {
		if (i < n)
			addr = list[i];
		else
			addr = random_address(list, n, ip4);
		ok = set_matches(set, ip4, addr.hi, addr.lo) ==
		     list_matches(list, n, addr.hi, addr.lo);
	}
	free(set);
	return ok;
}

static void test_random(const char *name, bool ip4)
{
	bool ok = true;
	int i;

	for (i = 0; ok && i < 2000; i++)
		ok = check_random(ip4);
	unit_result(ok, "prefixes: of %s as a list has it", name);
}

static void test_read_back(void)
{
	const char *from = "10.9.8.7/8 192.0.2.1/32 10.0.0.0/8 192.0.2.1/32 10.0.0.0/16 0.0.0.0/0";
	struct xvs_prefixes *set = unit_prefixes(from);
	struct xvs_prefix expected[] = {
		parse("10.0.0.0/8"), parse("192.0.2.1/32"),
		parse("10.0.0.0/16"), parse("0.0.0.0/0"),
	};
	bool ok = set->n == ARRAY_SIZE(expected);
	unsigned int i;

	for (i = 0; ok && i < set->n; i++)
		ok = set->prefixes[i].hi == expected[i].hi &&
		     set->prefixes[i].lo == expected[i].lo &&
		     set->prefixes[i].len == expected[i].len;
	free(set);
	unit_result(ok, "prefixes: read back as given, each once");
}

/* How far a lookup has to look at worst */
static unsigned int reach(const struct xvs_prefix *list, unsigned int n)
{
	struct xvs_prefixes *set = make(list, n);
	unsigned int max = 0, i;

	for (i = 0; i < set->n_tables; i++)
		if (set->tables[i].reach > max)
			max = set->tables[i].reach;
	free(set);
	return max;
}

/* 16 rows of 16 prefixes */
struct reach_test {
	const char *name;
	const char *first;
	u64 hi_step;
	u64 lo_step;
	u64 hi_row;
	u64 lo_row;
};

#define HOST4	0x100000000ULL
#define NET4	(HOST4 << 8)

static const struct reach_test reach_tests[] = {
	{ "neighbours", "10.0.0.0/32", HOST4, 0, 16 * HOST4, 0 },
	{ "networks", "10.0.0.0/24", NET4, 0, 16 * NET4, 0 },
	{ "of 16 networks", "10.0.0.0/32", HOST4, 0, NET4, 0 },
	{ "IPv6 neighbours", "2001:db8::/128", 0, 1, 0, 16 },
	{ "IPv6 networks", "2001:db8::/64", 1, 0, 16, 0 },
	{ "of 16 IPv6 networks", "2001:db8::1/128", 0, 1, 1, 0 },
};

static void test_reach(const struct reach_test *t)
{
	struct xvs_prefix list[XVS_PREFIXES_MAX], first = parse(t->first);
	unsigned int i, found;

	for (i = 0; i < XVS_PREFIXES_MAX; i++) {
		list[i] = first;
		list[i].hi += i % 16 * t->hi_step + i / 16 * t->hi_row;
		list[i].lo += i % 16 * t->lo_step + i / 16 * t->lo_row;
	}
	found = reach(list, XVS_PREFIXES_MAX);
	if (found > REACH_MAX)
		unit_note("%u slots away", found);
	unit_result(found <= REACH_MAX, "prefixes: 256 %s lie apart", t->name);
}

static void test_random_ip4(void)
{
	test_random("IPv4", true);
}

static void test_random_ip6(void)
{
	test_random("IPv6", false);
}

static void (*const other_tests[])(void) = {
	test_read_back, test_random_ip4, test_random_ip6,
};

unsigned int unit_count_prefixes(void)
{
	return ARRAY_SIZE(text_tests) + ARRAY_SIZE(reach_tests) +
	       ARRAY_SIZE(other_tests);
}

void unit_test_prefixes(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(text_tests); i++)
		test_text(&text_tests[i]);
	for (i = 0; i < ARRAY_SIZE(reach_tests); i++)
		test_reach(&reach_tests[i]);
	for (i = 0; i < ARRAY_SIZE(other_tests); i++)
		other_tests[i]();
}
