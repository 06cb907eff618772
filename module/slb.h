/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_SLB_H
#define _XVS_SLB_H

#include <linux/types.h>

#define XVS_SLB_BUCKETS	256

/* Loads that differ by less are not worth a move (bytes). */
#define XVS_SLB_MIN_SHIFT	100000

/**
 * struct xvs_slb_bucket - a bucket to be placed
 *
 * @load: bytes that it is expected to carry
 * @member: index of the member that carries it
 * @moved: it has a new member
 */
struct xvs_slb_bucket {
	u64 load;
	unsigned int member;
	bool moved;
};

/**
 * struct xvs_slb_member - a member to place buckets on
 *
 * @load: bytes of its buckets
 * @n_loaded: buckets of it that carry anything
 * @spent: nothing of it is worth a move any more
 */
struct xvs_slb_member {
	u64 load;
	unsigned int n_loaded;
	bool spent;
};

unsigned int xvs_slb_rebalance(struct xvs_slb_bucket *buckets,
			       struct xvs_slb_member *members, unsigned int n);

#endif /* _XVS_SLB_H */
