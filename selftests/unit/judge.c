// SPDX-License-Identifier: GPL-2.0
/*
 * A frame before the judge, as the kernel puts it there: what can't be read yet
 * is made readable when it is asked for. What can be read is a buffer of just
 * that size, so that whoever reads more is caught.
 */
#include <linux/etherdevice.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include "unit.h"

static void *copy_of(const void *from, size_t n)
{
	void *copy = malloc(n);

	if (n)
		memcpy(copy, from, n);
	return copy;
}

static bool is_ip(__be16 proto)
{
	return proto == htons(ETH_P_IP) || proto == htons(ETH_P_IPV6);
}

/* One round with so much that can be read of so much behind the header */
static u32 judge_once(const struct xvs_lock *lock, const u8 *frame, u32 avail,
		      u32 end, struct unit_outcome *outcome)
{
	u8 *data = copy_of(frame + ETH_HLEN, avail);
	u8 *source = copy_of(frame + ETH_ALEN, 8);
	struct xvs_packet packet = {
		.data = data,
		.source = source,
		.avail = avail,
		.end = end,
		.need = 1,
		.upper = 0xdeadbeef,
		.upper_proto = 0xff,
		.fragment = XVS_FRAGMENT_LATER,
	};
	struct xvs_verdict verdict = { .n_claims = 0xff };

	memcpy(&packet.proto, frame + ETH_HLEN - 2, 2);
	outcome->reason = xvs_portlock_judge(lock, &packet, &verdict);
	outcome->n_claims = verdict.n_claims;
	memcpy(outcome->claims, verdict.claims, sizeof(outcome->claims));
	free(data);
	free(source);
	if (packet.end != end) {
		fprintf(stderr, "the end was %u and is %u\n", end, packet.end);
		abort();
	}
	if (!packet.need && !outcome->reason && is_ip(packet.proto) &&
	    packet.upper > end) {
		fprintf(stderr, "what passes has no upper header\n");
		abort();
	}
	return packet.need;
}

/* Judge the first @len bytes of a frame, of which @avail behind the header can
 * be read at first
 */
void unit_judge(const struct xvs_lock *lock, const u8 *frame, u32 len,
		u32 avail, struct unit_outcome *outcome)
{
	u32 end = len - ETH_HLEN, need;

	for (outcome->rounds = 1;; outcome->rounds++) {
		need = judge_once(lock, frame, avail, end, outcome);
		if (!need)
			return;
		if (need <= avail || need > end ||
		    outcome->rounds == UNIT_ROUNDS_MAX) {
			fprintf(stderr, "round %u asks for %u of %u, has %u\n",
				outcome->rounds, need, end, avail);
			abort();
		}
		avail = need;
	}
}
