// SPDX-License-Identifier: GPL-2.0
/*
 * Each frame is judged whole, and then with each of its bytes the last and with
 * each the last that can be read: a frame that is cut off never passes, but if
 * its headers know nothing of the rest, and what can be read changes nothing.
 */
#include <linux/etherdevice.h>
#include <linux/if_ether.h>
#include <linux/xvs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "build.h"
#include "unit.h"

/* Of longer frames not each byte is the last, but so many are */
#define LONG_FRAME	400
#define LONG_STEPS	100

static struct build frame;

static bool same_outcome(const struct unit_outcome *a,
			 const struct unit_outcome *b)
{
	return a->reason == b->reason && a->n_claims == b->n_claims &&
	       !memcmp(a->claims, b->claims,
		       a->n_claims * sizeof(a->claims[0]));
}

static u32 step(void)
{
	return frame.len > LONG_FRAME ? frame.len / LONG_STEPS : 1;
}

/* With some of @len bytes that can be read at first */
static bool check_avail(const struct xvs_lock *lock, u32 len,
			const struct unit_outcome *expected)
{
	struct unit_outcome outcome;
	u32 avail;

	for (avail = 0; avail < len - ETH_HLEN; avail += step()) {
		unit_judge(lock, frame.data, len, avail, &outcome);
		if (!same_outcome(&outcome, expected)) {
			unit_note("%u of %u bytes: %s", avail, len - ETH_HLEN,
				  unit_drop_names[outcome.reason]);
			return false;
		}
	}
	return true;
}

static bool check_cut(const struct xvs_lock *lock)
{
	struct unit_outcome outcome;
	u32 len;

	for (len = ETH_HLEN; len < frame.len; len += step()) {
		unit_judge(lock, frame.data, len, len - ETH_HLEN, &outcome);
		if (!outcome.reason && frame.honest && len < frame.whole) {
			unit_note("passes without its end, %u of %zu bytes",
				  len, frame.len);
			return false;
		}
		if (!check_avail(lock, len, &outcome))
			return false;
	}
	return true;
}

static unsigned int count_words(const char *text)
{
	unsigned int n = 0;

	for (; *text; text += strcspn(text, " "), text += strspn(text, " "))
		n++;
	return n;
}

/* In any order */
static bool check_claims(const char *claims, const struct unit_outcome *outcome)
{
	struct in6_addr addr;
	char word[64];
	int i;

	if (!claims)
		return !outcome->n_claims;
	if (count_words(claims) != outcome->n_claims)
		return false;
	for (; sscanf(claims, "%63s", word) == 1;
	     claims += strcspn(claims, " "), claims += strspn(claims, " ")) {
		if (build_address(AF_INET6, word, &addr) != 1)
			abort();
		for (i = 0; i < outcome->n_claims; i++)
			if (!memcmp(&addr, &outcome->claims[i], sizeof(addr)))
				break;
		if (i == outcome->n_claims)
			return false;
	}
	return true;
}

static bool check_whole(const struct xvs_lock *lock, const struct unit_case *c)
{
	struct unit_outcome outcome;

	unit_judge(lock, frame.data, frame.len, frame.len - ETH_HLEN, &outcome);
	if (outcome.reason != c->reason) {
		unit_note("%s, expected %s", unit_drop_names[outcome.reason],
			  unit_drop_names[c->reason]);
		return false;
	}
	if (!check_claims(c->claims, &outcome)) {
		unit_note("claims %u addresses, expected %s", outcome.n_claims,
			  c->claims ?: "none");
		return false;
	}
	return check_avail(lock, frame.len, &outcome);
}

static void test_case(const struct xvs_lock *lock, const char *title,
		      const struct unit_case *c)
{
	bool ok;

	build(&frame, c->frame);
	ok = check_whole(lock, c) && check_cut(lock);
	if (!ok)
		unit_note("%s", c->frame);
	unit_result(ok, "%s: %s: %s", title, c->name, unit_drop_names[c->reason]);
}

static void test_group(const struct unit_group *group)
{
	struct xvs_prefixes *ipv4 = unit_prefixes(group->ipv4);
	struct xvs_prefixes *ipv6 = unit_prefixes(group->ipv6);
	struct xvs_lock lock = {
		.mac = UNIT_MAC,
		.linklocal = group->linklocal,
		.ipv4 = ipv4,
		.ipv6 = ipv6,
	};
	const struct unit_case *c;

	for (c = group->cases; c->name; c++)
		test_case(&lock, group->title, c);
	free(ipv4);
	free(ipv6);
}

unsigned int unit_count_groups(const struct unit_group *groups)
{
	const struct unit_case *c;
	unsigned int n = 0;

	for (; groups->title; groups++)
		for (c = groups->cases; c->name; c++)
			n++;
	return n;
}

void unit_test_groups(const struct unit_group *groups)
{
	for (; groups->title; groups++)
		test_group(groups);
}

static void write_frame(const char *dir)
{
	static unsigned int n;
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%03u", dir, ++n);
	f = fopen(name, "w");
	if (!f || fwrite(frame.data, frame.len, 1, f) != 1 || fclose(f)) {
		perror(name);
		exit(2);
	}
}

/* The frames themselves, each a file, for a fuzzer to begin with */
void unit_write_frames(const struct unit_group *groups, const char *dir)
{
	const struct unit_case *c;

	for (; groups->title; groups++)
		for (c = groups->cases; c->name; c++) {
			build(&frame, c->frame);
			write_frame(dir);
		}
}

static void list_frame(const struct unit_group *group,
		       const struct unit_case *c)
{
	size_t i;

	printf("%s|%s|%u|%s|%s|", group->ipv4, group->ipv6, group->linklocal,
	       unit_drop_names[c->reason], c->claims ?: "");
	for (i = 0; i < frame.len; i++)
		printf("%02x", frame.data[i]);
	printf("|%s: %s\n", group->title, c->name);
}

/* A line for each: the lock, what becomes of it, its bytes and its name */
void unit_list_frames(const struct unit_group *groups)
{
	const struct unit_case *c;

	for (; groups->title; groups++)
		for (c = groups->cases; c->name; c++) {
			build(&frame, c->frame);
			list_frame(groups, c);
		}
}
