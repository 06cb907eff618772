/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of LACP share: lacp.c is the group, lacp_select.c what it
 * selects, lacp_talk.c what it hears and says, lacp_port.c a port's machines,
 * lacp_pdu.c what is on the wire.
 */
#ifndef _XVS_LACP_PORT_H
#define _XVS_LACP_PORT_H

#include <linux/etherdevice.h>
#include "lacp.h"

#define XVS_LACP_SUBTYPE	1
#define XVS_MARKER_SUBTYPE	2

/* TLV types of a marker PDU */
#define XVS_MARKER_REQUEST	1
#define XVS_MARKER_RESPONSE	2

/**
 * struct xvs_lacp_pdu - what counts of a LACPDU
 *
 * @actor: who sent it
 * @partner: who the sender takes us to be
 */
struct xvs_lacp_pdu {
	struct xvs_lacp_info actor;
	struct xvs_lacp_info partner;
};

static inline bool xvs_lacp_same_system(const u8 *a, const u8 *b)
{
	return !memcmp(a, b, ETH_ALEN);
}

/* lacp.c */
bool xvs_lacp_settle(struct xvs_lacp *lacp, u64 now);

/* lacp_select.c */
bool xvs_lacp_choose(struct xvs_lacp *lacp, u64 now);
bool xvs_lacp_select_port(struct xvs_lacp_port *port);

/* lacp_pdu.c */
bool xvs_lacp_parse(const u8 *data, u32 len, struct xvs_lacp_pdu *pdu);
void xvs_lacp_build(const struct xvs_lacp_pdu *pdu, u8 *data);
u8 xvs_lacp_parse_marker(const u8 *data, u32 len);
void xvs_lacp_build_response(const u8 *marker, u8 *response);

/* lacp_port.c */
void xvs_lacp_port_begin(struct xvs_lacp_port *port);
void xvs_lacp_port_hear(struct xvs_lacp_port *port,
			const struct xvs_lacp_pdu *pdu, u64 now);
bool xvs_lacp_port_step(struct xvs_lacp_port *port, u64 now);
bool xvs_lacp_port_mux(struct xvs_lacp_port *port, bool ready, u64 now);
u64 xvs_lacp_port_timer(const struct xvs_lacp_port *port, u64 now);

#endif /* _XVS_LACP_PORT_H */
