// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer's target: a byte that chooses a lock, two that say how many bytes
 * can be read at first, and the frame from its Ethernet header. The frame is
 * judged twice, by the bytes that can be read and whole, which is to be the same,
 * and then by the oracle.
 */
#include <linux/types.h>
#include <linux/xvs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "oracle.h"

#define HEAD		3
#define ETH_HLEN	14

static const struct oracle_list none = { .n = 0 };
static const struct oracle_list any = { 1, { { 0, 0, 0 } } };

static const struct oracle_list usual4 = { 3, {
	{ 0xc000020100000000, 0, 32 },	/* 192.0.2.1 */
	{ 0xc000020200000000, 0, 32 },	/* 192.0.2.2 */
	{ 0xc633640000000000, 0, 24 },	/* 198.51.100.0 */
} };

static const struct oracle_list usual6 = { 2, {
	{ 0x20010db800000000, 1, 128 },	/* 2001:db8::1 */
	{ 0x20010db800010000, 0, 64 },	/* 2001:db8:1:: */
} };

static const struct oracle_list odd4 = { 5, {
	{ 0, 0, 32 }, { 0x8000000000000000, 0, 1 }, { 0xffff000000000000, 0, 13 },
	{ 0x7f00000100000000, 0, 31 }, { 0xffffffff00000000, 0, 32 },
} };

static const struct oracle_list odd6 = { 6, {
	{ 0, 0, 127 }, { 0xfe80000000000000, 0x1234, 128 },
	{ 0xfe80000100000000, 0, 63 }, { ~0ULL, ~0ULL, 128 },
	{ 0x4000000000000000, 0, 3 }, { 0xff00000000000000, 0, 8 },
} };

static const struct oracle_lock oracle_locks[] = {
	{ XVS_LINKLOCAL_FIRST, &usual4, &usual6 },
	{ XVS_LINKLOCAL_EUI64, &usual4, &usual6 },
	{ XVS_LINKLOCAL_LISTED, &usual4, &usual6 },
	{ XVS_LINKLOCAL_LISTED, &any, &any },
	{ XVS_LINKLOCAL_FIRST, &odd4, &odd6 },
	{ XVS_LINKLOCAL_LISTED, &none, &none },
	{ XVS_LINKLOCAL_EUI64, &none, &none },
	{ XVS_LINKLOCAL_FIRST, &none, &none },
};

static struct xvs_lock locks[ARRAY_SIZE(oracle_locks)];

static const struct xvs_prefixes *make(const struct oracle_list *list)
{
	struct xvs_prefixes *set = malloc(xvs_prefixes_size(list->n));

	xvs_prefixes_build(set, list->prefixes, list->n);
	return set;
}

int fuzz_initialize(int *argc, char ***argv)
{
	static const u8 mac[] = UNIT_MAC;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(locks); i++) {
		const struct oracle_lock *from = &oracle_locks[i];

		memcpy(locks[i].mac, mac, sizeof(mac));
		locks[i].linklocal = from->linklocal;
		locks[i].ipv4 = make(from->ipv4);
		locks[i].ipv6 = make(from->ipv6);
	}
	return 0;
}

int fuzz_one_input(const u8 *data, size_t size)
{
	const u8 *frame = data + HEAD;
	struct unit_outcome parts, whole;
	size_t which, avail, len;

	if (size < HEAD + ETH_HLEN)
		return -1;
	len = size - HEAD;
	which = data[0] % ARRAY_SIZE(locks);
	avail = (data[1] | data[2] << 8) % (len - ETH_HLEN + 1);

	unit_judge(&locks[which], frame, len, avail, &parts);
	unit_judge(&locks[which], frame, len, len - ETH_HLEN, &whole);
	if (whole.rounds != 1 || parts.reason != whole.reason ||
	    parts.n_claims != whole.n_claims ||
	    memcmp(parts.claims, whole.claims,
		   whole.n_claims * sizeof(whole.claims[0]))) {
		fprintf(stderr, "%u in %u rounds, %u in %u\n", parts.reason,
			parts.rounds, whole.reason, whole.rounds);
		abort();
	}
	oracle_check(&oracle_locks[which], frame, len, &whole);
	return 0;
}
