/* SPDX-License-Identifier: GPL-2.0 */
/* Unit tests of the module's plain C: what their files share. */
#ifndef _UNIT_H
#define _UNIT_H

#include <linux/types.h>
#include "portlock.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* The MAC of every lock here, as build.c's M */
#define UNIT_MAC	{ 0x00, 0x16, 0x3e, 0x11, 0x22, 0x33 }

/* A frame can be asked for so often until there is a verdict. */
#define UNIT_ROUNDS_MAX	12

/**
 * struct unit_case - what is to become of a frame
 *
 * @name: what it is
 * @frame: its bytes, as build.c reads them
 * @reason: why it is dropped, or 0: it passes
 * @claims: link-local addresses that it is to claim then, or NULL
 */
struct unit_case {
	const char *name;
	const char *frame;
	enum xvs_drop reason;
	const char *claims;
};

#define PASS(name, frame)		{ name, frame, XVS_GO_ON, NULL }
#define CLAIM(name, frame, claims)	{ name, frame, XVS_GO_ON, claims }
#define DROP(reason, name, frame)	\
	{ name, frame, XVS_DROP_##reason, NULL }

/**
 * struct unit_group - frames that are judged by the same lock
 *
 * @title: what they are
 * @ipv4: prefixes that the lock allows
 * @ipv6: prefixes that the lock allows
 * @linklocal: what else it does, enum xvs_linklocal
 * @cases: the frames, up to one without a name
 */
struct unit_group {
	const char *title;
	const char *ipv4;
	const char *ipv6;
	u8 linklocal;
	const struct unit_case *cases;
};

/* What most are judged by */
#define UNIT_IPV4	"192.0.2.1/32 192.0.2.2/32 198.51.100.0/24"
#define UNIT_IPV6	"2001:db8::1/128 2001:db8:1::/64"

#define UNIT_GROUP(title, ipv4, ipv6, linklocal, cases)			\
	{ title, ipv4, ipv6, XVS_LINKLOCAL_##linklocal, cases }

extern const struct unit_group unit_ethernet[];
extern const struct unit_group unit_ip4[];
extern const struct unit_group unit_ip6[];
extern const struct unit_group unit_icmp6[];

/**
 * struct unit_outcome - what became of a frame
 *
 * @reason: why it was dropped, or 0
 * @claims: what it claimed
 * @n_claims: how many
 * @rounds: how often it was judged
 */
struct unit_outcome {
	enum xvs_drop reason;
	struct in6_addr claims[XVS_CLAIMS];
	u8 n_claims;
	unsigned int rounds;
};

/* unit.c */
extern const char *const unit_drop_names[XVS_DROP_MAX];
void __printf(2, 3) unit_result(bool ok, const char *fmt, ...);
void __printf(1, 2) unit_note(const char *fmt, ...);

/* judge.c */
void unit_judge(const struct xvs_lock *lock, const u8 *frame, u32 len,
		u32 avail, struct unit_outcome *outcome);

/* groups.c */
unsigned int unit_count_groups(const struct unit_group *groups);
void unit_test_groups(const struct unit_group *groups);
void unit_list_frames(const struct unit_group *groups);
void unit_write_frames(const struct unit_group *groups, const char *dir);

/* police.c */
unsigned int unit_count_police(void);
void unit_test_police(void);

/* prefixes.c */
struct xvs_prefixes *unit_prefixes(const char *list);
unsigned int unit_count_prefixes(void);
void unit_test_prefixes(void);

/* lacp_pdus.c */
unsigned int unit_count_lacp_pdus(void);
void unit_test_lacp_pdus(void);

/* lacp_machines.c */
unsigned int unit_count_lacp_machines(void);
void unit_test_lacp_machines(void);

/* lacp_links.c */
unsigned int unit_count_lacp_links(void);
void unit_test_lacp_links(void);

/* slb.c */
unsigned int unit_count_slb(void);
void unit_test_slb(void);

#endif /* _UNIT_H */
