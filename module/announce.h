/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_ANNOUNCE_H
#define _XVS_ANNOUNCE_H

#include <linux/types.h>
#include <linux/workqueue.h>
#include "slb.h"

/* Frames per second, unless told otherwise, and the range of it. */
#define XVS_ANNOUNCE_RATE	20000
#define XVS_ANNOUNCE_RATE_MAX	1000000

/* Bits of xvs_announcer.asked: everybody, not only those whose entries say so;
 * and to come to an end, for the network goes away
 */
#define XVS_ANNOUNCE_ALL	0
#define XVS_ANNOUNCE_STOP	1

struct xvs_bond;
struct xvs_fdb_entry;
struct xvs_port;

/**
 * struct xvs_announcer - makes known outside who is behind an uplink
 *
 * @work: does it
 * @asked: XVS_ANNOUNCE_*
 * @buckets: those whose stations it is asked for
 */
struct xvs_announcer {
	struct work_struct work;
	unsigned long asked;
	DECLARE_BITMAP(buckets, XVS_SLB_BUCKETS);
};

int xvs_announce_create(void);
void xvs_announce_destroy(void);
void xvs_announcer_init(struct xvs_announcer *announcer);
void xvs_announcer_stop(struct xvs_announcer *announcer);
void xvs_announce_all(struct xvs_bond *bond);
void xvs_announce_buckets_moved(struct xvs_bond *bond,
				const unsigned long *buckets);
void xvs_announce_entry(struct xvs_port *port, struct xvs_fdb_entry *e);

#endif /* _XVS_ANNOUNCE_H */
