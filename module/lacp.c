// SPDX-License-Identifier: GPL-2.0
/*
 * LACP, IEEE 802.1AX: a group of ports, and which of them carry traffic. Plain C
 * on the caller's memory, as frame.c: who calls has the locks, the clock and the
 * wire. Clauses are those of 802.1AX-2014.
 *
 * The clock is in ms and never goes back. Whatever is called runs the machines
 * until they rest, so that collecting and distributing are true at any time.
 *
 * Selection (6.4.14) is simpler than it may be, as there is one aggregator only:
 * the ports of one LAG are selected. It stays as long as one of its ports hears
 * from the partner. If none does, the LAG with most ports that do takes its
 * place, of these the one whose partner has the better priority. For as long as
 * ports wait for each other after that, a better one may still come: what was
 * heard first is not to count. A port whose partner does not aggregate is left
 * out, and one whose partner is this system, which is a loop.
 */
#include "lacp_port.h"

/* More rounds than any event needs */
#define XVS_LACP_ROUNDS_MAX	32

/* ---- selection ---------------------------------------------------------- */

static bool xvs_lacp_may_attach(const struct xvs_lacp_port *port)
{
	return port->partner.state & XVS_LACP_AGGREGATION &&
	       !xvs_lacp_same_system(port->partner.system, port->actor.system);
}

static struct xvs_lacp_lag xvs_lacp_lag_of(const struct xvs_lacp_port *port)
{
	struct xvs_lacp_lag lag = {
		.key = port->actor.key,
		.partner_key = port->partner.key,
		.partner_system_priority = port->partner.system_priority,
	};

	memcpy(lag.partner_system, port->partner.system, ETH_ALEN);
	return lag;
}

/* Less than 0 if @a is better. No two LAGs are alike. */
static int xvs_lacp_lag_compare(const struct xvs_lacp_lag *a,
				const struct xvs_lacp_lag *b)
{
	int diff = a->partner_system_priority - b->partner_system_priority;

	if (!diff)
		diff = memcmp(a->partner_system, b->partner_system, ETH_ALEN);
	if (!diff)
		diff = a->key - b->key;
	if (!diff)
		diff = a->partner_key - b->partner_key;
	return diff;
}

static bool xvs_lacp_is_in_lag(const struct xvs_lacp_port *port,
			       const struct xvs_lacp_lag *lag)
{
	struct xvs_lacp_lag own = xvs_lacp_lag_of(port);

	return xvs_lacp_may_attach(port) && !xvs_lacp_lag_compare(&own, lag);
}

/* Ports that hear from their partner; one without a link never does. */
static unsigned int xvs_lacp_count_current(const struct xvs_lacp *lacp,
					   const struct xvs_lacp_lag *lag)
{
	const struct xvs_lacp_port *port;
	unsigned int n = 0;

	for (port = lacp->ports; port; port = port->next)
		n += port->rx == XVS_LACP_RX_CURRENT &&
		     xvs_lacp_is_in_lag(port, lag);
	return n;
}

static bool xvs_lacp_has_port(const struct xvs_lacp *lacp,
			      const struct xvs_lacp_lag *lag)
{
	const struct xvs_lacp_port *port;

	for (port = lacp->ports; port; port = port->next)
		if (xvs_lacp_is_in_lag(port, lag))
			return true;
	return false;
}

/* How many ports the best LAG has */
static unsigned int xvs_lacp_find_best(const struct xvs_lacp *lacp,
				       struct xvs_lacp_lag *best)
{
	const struct xvs_lacp_port *port;
	struct xvs_lacp_lag lag;
	unsigned int n, most = 0;

	for (port = lacp->ports; port; port = port->next) {
		lag = xvs_lacp_lag_of(port);
		n = xvs_lacp_count_current(lacp, &lag);
		if (n > most ||
		    (n && n == most && xvs_lacp_lag_compare(&lag, best) < 0)) {
			*best = lag;
			most = n;
		}
	}
	return most;
}

/* Without a better one the LAG stays for as long as any port has to do with it:
 * its links may come back.
 */
static bool xvs_lacp_choose(struct xvs_lacp *lacp, u64 now)
{
	bool alive = lacp->selected && xvs_lacp_count_current(lacp, &lacp->lag);
	struct xvs_lacp_lag best;

	if (alive && now >= lacp->settled)
		return false;
	if (!xvs_lacp_find_best(lacp, &best)) {
		if (!lacp->selected || xvs_lacp_has_port(lacp, &lacp->lag))
			return false;
		lacp->selected = false;
		return true;
	}
	if (!alive)
		lacp->settled = now + XVS_LACP_AGGREGATE_WAIT;
	else if (!xvs_lacp_lag_compare(&best, &lacp->lag))
		return false;
	lacp->lag = best;
	lacp->selected = true;
	lacp->selections++;
	return true;
}

/* A port that was in another LAG before leaves that first, whatever its machine
 * has to do for it.
 */
static bool xvs_lacp_select_port(struct xvs_lacp_port *port)
{
	const struct xvs_lacp *lacp = port->lacp;
	bool fits = lacp->selected && xvs_lacp_is_in_lag(port, &lacp->lag);

	if (fits == port->selected ||
	    (fits && (!port->up || port->mux != XVS_LACP_MUX_DETACHED)))
		return false;
	port->selected = fits;
	return true;
}

/* ---- running the machines ----------------------------------------------- */

/* Ready of 6.4.8: the ports of a LAG are attached at once. */
static bool xvs_lacp_is_ready(const struct xvs_lacp *lacp, u64 now)
{
	const struct xvs_lacp_port *port;

	for (port = lacp->ports; port; port = port->next)
		if (port->mux == XVS_LACP_MUX_WAITING && now < port->wait_while)
			return false;
	return true;
}

static bool xvs_lacp_round(struct xvs_lacp *lacp, u64 now)
{
	struct xvs_lacp_port *port;
	bool changed = false, ready;

	for (port = lacp->ports; port; port = port->next)
		changed |= xvs_lacp_port_step(port, now);
	changed |= xvs_lacp_choose(lacp, now);
	for (port = lacp->ports; port; port = port->next)
		changed |= xvs_lacp_select_port(port);
	ready = xvs_lacp_is_ready(lacp, now);
	for (port = lacp->ports; port; port = port->next)
		changed |= xvs_lacp_port_mux(port, ready, now);
	return changed;
}

/* A partner that has lost sight of us does not collect, which it says long
 * before it is out of sync: as if control were independent (6.4.15).
 */
static bool xvs_lacp_is_distributing(const struct xvs_lacp_port *port)
{
	return port->mux == XVS_LACP_MUX_COLLECTING_DISTRIBUTING &&
	       port->partner.state & XVS_LACP_COLLECTING;
}

/* A partner that is not heard any more may go on to send until it is told that
 * the link is out of sync. A link that has come up may lead to another one.
 */
static bool xvs_lacp_is_collecting(const struct xvs_lacp_port *port)
{
	return port->mux == XVS_LACP_MUX_COLLECTING_DISTRIBUTING ||
	       (port->mux == XVS_LACP_MUX_ATTACHED &&
		port->rx == XVS_LACP_RX_EXPIRED && port->heard);
}

static void xvs_lacp_count_distributing(struct xvs_lacp *lacp)
{
	const struct xvs_lacp_port *port;

	lacp->distributing = 0;
	for (port = lacp->ports; port; port = port->next)
		lacp->distributing += xvs_lacp_is_distributing(port);
}

/* Too few links send nothing. What the partner was told that is collected is. */
static void xvs_lacp_output(struct xvs_lacp *lacp)
{
	struct xvs_lacp_port *port;

	xvs_lacp_count_distributing(lacp);
	for (port = lacp->ports; port; port = port->next) {
		port->collecting = xvs_lacp_is_collecting(port);
		port->distributing = xvs_lacp_is_distributing(port) &&
				     xvs_lacp_negotiated(lacp);
		/* Nothing is left to be said later (6.4.16). */
		if (port->periodic == XVS_LACP_NO_PERIODIC)
			port->ntt = false;
	}
}

/* Whether the machines rest, which they do */
static bool xvs_lacp_settle(struct xvs_lacp *lacp, u64 now)
{
	unsigned int n = XVS_LACP_ROUNDS_MAX;

	while (n && xvs_lacp_round(lacp, now))
		n--;
	xvs_lacp_output(lacp);
	return n;
}

/**
 * xvs_lacp_run() - let time go by
 * @lacp: the group
 * @now: time
 *
 * To be called when it said so, and behind whatever else was called to be told
 * anew. Each port is pulled from after that; what it has to say at once is not
 * waited for.
 *
 * Return: in how many ms to call it again, or XVS_LACP_IDLE: not for now
 */
u32 xvs_lacp_run(struct xvs_lacp *lacp, u64 now)
{
	const struct xvs_lacp_port *port;
	u64 next = XVS_LACP_NEVER, timer;

	if (!xvs_lacp_settle(lacp, now))
		return 1;
	for (port = lacp->ports; port; port = port->next) {
		timer = xvs_lacp_port_timer(port, now);
		if (timer < next)
			next = timer;
	}
	return next == XVS_LACP_NEVER ? XVS_LACP_IDLE : next - now;
}

/**
 * xvs_lacp_negotiated() - has the group agreed with a partner?
 * @lacp: the group
 *
 * Return: whether there are enough links that frames may be sent over; without,
 *	no port is distributing
 */
bool xvs_lacp_negotiated(const struct xvs_lacp *lacp)
{
	return lacp->distributing &&
	       lacp->distributing >= lacp->config.min_links;
}

/* ---- what a group is made of -------------------------------------------- */

/* Whether the partner has to hear of it */
static bool xvs_lacp_set_bit(struct xvs_lacp_port *port, u8 bit, bool value)
{
	u8 old = port->actor.state;

	port->actor.state &= ~bit;
	if (value)
		port->actor.state |= bit;
	return port->actor.state != old;
}

static bool xvs_lacp_set_system(struct xvs_lacp_port *port)
{
	const struct xvs_lacp_config *config = &port->lacp->config;

	if (port->actor.system_priority == config->system_priority &&
	    xvs_lacp_same_system(port->actor.system, config->system))
		return false;
	port->actor.system_priority = config->system_priority;
	memcpy(port->actor.system, config->system, ETH_ALEN);
	/* Another system's ports have to be attached anew. */
	port->selected = false;
	return true;
}

static void xvs_lacp_port_configure(struct xvs_lacp_port *port)
{
	const struct xvs_lacp_config *config = &port->lacp->config;

	port->ntt |= xvs_lacp_set_system(port);
	port->ntt |= xvs_lacp_set_bit(port, XVS_LACP_ACTIVITY, config->active);
	port->ntt |= xvs_lacp_set_bit(port, XVS_LACP_TIMEOUT, config->fast);
}

/**
 * xvs_lacp_init() - make a group without ports
 * @lacp: memory for it
 * @config: what it is told
 */
void xvs_lacp_init(struct xvs_lacp *lacp, const struct xvs_lacp_config *config)
{
	memset(lacp, 0, sizeof(*lacp));
	lacp->config = *config;
}

/**
 * xvs_lacp_configure() - tell a group something else
 * @lacp: the group
 * @config: what it is told
 * @now: time
 *
 * If the system is another one its ports are attached anew.
 */
void xvs_lacp_configure(struct xvs_lacp *lacp,
			const struct xvs_lacp_config *config, u64 now)
{
	struct xvs_lacp_port *port;

	lacp->config = *config;
	for (port = lacp->ports; port; port = port->next)
		xvs_lacp_port_configure(port);
	xvs_lacp_settle(lacp, now);
}

/**
 * xvs_lacp_add() - add a port without a link
 * @lacp: the group
 * @port: memory for the port
 * @number: from 1, of no other port of this system
 * @priority: of the port; less is better
 * @now: time
 */
void xvs_lacp_add(struct xvs_lacp *lacp, struct xvs_lacp_port *port, u16 number,
		  u16 priority, u64 now)
{
	memset(port, 0, sizeof(*port));
	port->lacp = lacp;
	port->next = lacp->ports;
	lacp->ports = port;
	port->actor.port = number;
	port->actor.port_priority = priority;
	port->actor.state = XVS_LACP_AGGREGATION;
	xvs_lacp_port_configure(port);
	xvs_lacp_port_begin(port);
	xvs_lacp_settle(lacp, now);
}

/**
 * xvs_lacp_remove() - remove a port
 * @lacp: its group
 * @port: the port, which neither collects nor distributes after that
 * @now: time
 */
void xvs_lacp_remove(struct xvs_lacp *lacp, struct xvs_lacp_port *port, u64 now)
{
	struct xvs_lacp_port **at = &lacp->ports;

	while (*at != port)
		at = &(*at)->next;
	*at = port->next;
	port->next = NULL;
	port->ntt = false;
	port->collecting = false;
	port->distributing = false;
	xvs_lacp_settle(lacp, now);
}

/**
 * xvs_lacp_set_link() - say whether a port has a link, and of what kind
 * @port: the port
 * @up: it has
 * @key: the same for all ports that may be aggregated, made of speed and duplex
 *	or the administrator's
 * @now: time
 */
void xvs_lacp_set_link(struct xvs_lacp_port *port, bool up, u16 key, u64 now)
{
	if (port->up == up && port->actor.key == key)
		return;
	if (port->actor.key != key) {
		port->actor.key = key;
		port->selected = false;
		port->ntt = true;
	}
	/* Not only after a second: the partner may wait for nothing else. */
	if (up && !port->up)
		port->ntt = true;
	port->up = up;
	xvs_lacp_settle(port->lacp, now);
}

/**
 * xvs_lacp_set_priority() - change a port's priority
 * @port: the port
 * @priority: less is better
 * @now: time
 *
 * The partner takes it for another port then, and attaches it anew.
 */
void xvs_lacp_set_priority(struct xvs_lacp_port *port, u16 priority, u64 now)
{
	if (port->actor.port_priority == priority)
		return;
	port->actor.port_priority = priority;
	port->ntt = true;
	xvs_lacp_settle(port->lacp, now);
}

/* ---- what is heard and said --------------------------------------------- */

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
