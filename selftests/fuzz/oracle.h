/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ORACLE_H
#define _ORACLE_H

#include <linux/types.h>
#include "unit.h"

/**
 * struct oracle_list - prefixes, to be gone through from end to end
 *
 * @n: how many
 * @prefixes: the prefixes
 */
struct oracle_list {
	unsigned int n;
	struct xvs_prefix prefixes[6];
};

/**
 * struct oracle_lock - a lock as the oracle knows it
 *
 * @linklocal: enum xvs_linklocal
 * @ipv4: prefixes
 * @ipv6: prefixes
 */
struct oracle_lock {
	u8 linklocal;
	const struct oracle_list *ipv4;
	const struct oracle_list *ipv6;
};

void oracle_check(const struct oracle_lock *lock, const u8 *frame, size_t len,
		  const struct unit_outcome *outcome);

#endif /* _ORACLE_H */
