// SPDX-License-Identifier: GPL-2.0
/* What the ports of an LACP group hear and say. */
#include "lacp_port.h"

/* port_moved of 6.4.8: a partner's port has one link, so another one that is
 * without a link but has waited for that port need not any more.
 */
static void xvs_lacp_move(struct xvs_lacp_port *to)
{
	struct xvs_lacp_port *port;

	for (port = to->lacp->ports; port; port = port->next)
		if (port->rx == XVS_LACP_RX_PORT_DISABLED &&
		    port->partner.port == to->partner.port &&
		    xvs_lacp_same_system(port->partner.system,
					 to->partner.system))
			port->moved = true;
}

static enum xvs_lacp_heard xvs_lacp_hear(struct xvs_lacp_port *port,
					 const u8 *data, u32 len, u64 now)
{
	struct xvs_lacp_pdu pdu;

	if (!xvs_lacp_parse(data, len, &pdu)) {
		port->stats.bad++;
		return XVS_LACP_BAD;
	}
	port->stats.lacpdu_rx++;
	if (!port->up)
		return XVS_LACP_IGNORED;
	xvs_lacp_port_hear(port, &pdu, now);
	xvs_lacp_move(port);
	xvs_lacp_settle(port->lacp, now);
	return XVS_LACP_HANDLED;
}

static bool xvs_lacp_may_answer(struct xvs_lacp_port *port, u64 now)
{
	if (now >= port->marker_window) {
		port->marker_window = now + 1000;
		port->markers = 0;
	}
	if (!port->up || port->markers == XVS_LACP_MARKER_MAX)
		return false;
	port->markers++;
	return true;
}

static enum xvs_lacp_heard xvs_lacp_hear_marker(struct xvs_lacp_port *port,
						const u8 *data, u32 len,
						u64 now)
{
	switch (xvs_lacp_parse_marker(data, len)) {
	case XVS_MARKER_REQUEST:
		port->stats.marker_rx++;
		return xvs_lacp_may_answer(port, now) ? XVS_LACP_MARKER :
							XVS_LACP_IGNORED;
	case XVS_MARKER_RESPONSE:
		port->stats.marker_response_rx++;
		return XVS_LACP_IGNORED;
	default:
		port->stats.bad++;
		return XVS_LACP_BAD;
	}
}

/**
 * xvs_lacp_receive() - take a slow protocol's frame
 * @port: where it comes from
 * @data: its bytes behind the Ethernet header, from the subtype on
 * @len: how many
 * @now: time
 *
 * Return: what it was, and whether there is something left to do
 */
enum xvs_lacp_heard xvs_lacp_receive(struct xvs_lacp_port *port, const u8 *data,
				     u32 len, u64 now)
{
	if (!len) {
		port->stats.bad++;
		return XVS_LACP_BAD;
	}
	switch (data[0]) {
	case XVS_LACP_SUBTYPE:
		return xvs_lacp_hear(port, data, len, now);
	case XVS_MARKER_SUBTYPE:
		return xvs_lacp_hear_marker(port, data, len, now);
	default:
		port->stats.unknown++;
		return XVS_LACP_IGNORED;
	}
}

/**
 * xvs_lacp_answer_marker() - make the response to a marker
 * @port: where the marker came from and the response goes
 * @marker: of which xvs_lacp_receive() said that it is to be answered
 * @response: XVS_LACP_PDU_LEN bytes for it
 */
void xvs_lacp_answer_marker(struct xvs_lacp_port *port, const u8 *marker,
			    u8 *response)
{
	xvs_lacp_build_response(marker, response);
	port->stats.marker_response_tx++;
}

/**
 * xvs_lacp_pull() - what does a port have to say now?
 * @port: the port
 * @now: time
 * @pdu: XVS_LACP_PDU_LEN bytes for what goes behind the Ethernet header
 *
 * No more than XVS_LACP_TX_MAX in any XVS_LACP_FAST_PERIODIC (6.4.16); the rest
 * is said when xvs_lacp_run() wants to be called for it.
 *
 * Return: whether there is anything
 */
bool xvs_lacp_pull(struct xvs_lacp_port *port, u64 now, u8 *pdu)
{
	struct xvs_lacp_pdu say = {
		.actor = port->actor,
		.partner = port->partner,
	};

	if (!port->ntt || now < port->tx_free[port->tx_next])
		return false;
	xvs_lacp_build(&say, pdu);
	port->tx_free[port->tx_next] = now + XVS_LACP_FAST_PERIODIC;
	port->tx_next = (port->tx_next + 1) % XVS_LACP_TX_MAX;
	port->ntt = false;
	port->stats.lacpdu_tx++;
	return true;
}

/**
 * xvs_lacp_last_word() - what has a port to say before it is removed?
 * @port: the port
 * @pdu: XVS_LACP_PDU_LEN bytes for it
 *
 * That it is out of sync, lest the partner go on sending until it has waited for
 * long enough.
 *
 * Return: whether there is anything
 */
bool xvs_lacp_last_word(struct xvs_lacp_port *port, u8 *pdu)
{
	struct xvs_lacp_pdu say = {
		.actor = port->actor,
		.partner = port->partner,
	};

	if (!port->up || !(port->actor.state & XVS_LACP_SYNC))
		return false;
	say.actor.state &= ~(XVS_LACP_SYNC | XVS_LACP_COLLECTING |
			     XVS_LACP_DISTRIBUTING);
	xvs_lacp_build(&say, pdu);
	port->stats.lacpdu_tx++;
	return true;
}
