/* SPDX-License-Identifier: GPL-2.0 */
/* Two groups of ports, and the links between them */
#ifndef _LACP_WIRE_H
#define _LACP_WIRE_H

#include "lacp_port.h"

#define WIRE_LINKS	4
#define WIRE_KEY	7

/**
 * struct wire_end - a group at an end of the links
 *
 * @lacp: the group
 * @ports: its ports, one for each link
 * @deaf: it hears nothing on this link
 * @gone: this port was removed
 * @sent: when the last LACPDUs were sent, plus one
 */
struct wire_end {
	struct xvs_lacp lacp;
	struct xvs_lacp_port ports[WIRE_LINKS];
	bool deaf[WIRE_LINKS];
	bool gone[WIRE_LINKS];
	u64 sent[WIRE_LINKS][XVS_LACP_TX_MAX];
};

/**
 * struct wire - both ends
 *
 * @ends: them
 * @links: how many links there are
 * @now: time
 * @each_ms: run each millisecond, not when it is asked for
 * @loss: how many of 100 LACPDUs are lost
 * @random: what decides on that
 * @hash: of all that was sent, and when
 */
struct wire {
	struct wire_end ends[2];
	unsigned int links;
	u64 now;
	bool each_ms;
	unsigned int loss;
	u64 random;
	u64 hash;
};

/* How the ends are set up: 'a'ctive or 'p'assive, 'f'ast or 's'low */
void wire_init(struct wire *w, unsigned int links, const char *a,
	       const char *b);
struct xvs_lacp_config wire_config(unsigned int end, const char *how);
void wire_link(struct wire *w, unsigned int link, bool up);
void wire_remove(struct wire *w, unsigned int end, unsigned int link);
void wire_add(struct wire *w, unsigned int end, unsigned int link);
void wire_go(struct wire *w, u64 ms);

/* Ports of an end that distribute, a bit for each link */
unsigned int wire_distributing(const struct wire *w, unsigned int end);

enum xvs_lacp_heard wire_receive(struct xvs_lacp_port *port, const u8 *data,
				 u32 len, u64 now);
bool wire_pull(struct wire *w, unsigned int end, unsigned int link, u8 *pdu);

/* What is always true of a group at rest, or the end of all */
void wire_check(const struct xvs_lacp *lacp, u64 now);

#endif /* _LACP_WIRE_H */
