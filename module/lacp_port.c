// SPDX-License-Identifier: GPL-2.0
/*
 * A port's machines, as IEEE 802.1AX-2014 6.4.12 to 6.4.17 has them (5.4.12 to
 * 5.4.17 of 802.1AX-2008). Each makes one transition at a time, and is called
 * until none has one to make: so each sees every state of the others.
 */
#include "lacp_port.h"

/* ---- what the functions of 6.4.9 do ------------------------------------- */

static bool xvs_lacp_same_info(const struct xvs_lacp_info *a,
			       const struct xvs_lacp_info *b, u8 state_mask)
{
	return a->port == b->port && a->port_priority == b->port_priority &&
	       xvs_lacp_same_system(a->system, b->system) &&
	       a->system_priority == b->system_priority && a->key == b->key &&
	       !((a->state ^ b->state) & state_mask);
}

/* update_Selected and update_Default_Selected: another partner is another LAG,
 * even if it turns out to be the same one.
 */
static void xvs_lacp_update_selected(struct xvs_lacp_port *port,
				     const struct xvs_lacp_info *partner)
{
	if (!xvs_lacp_same_info(partner, &port->partner, XVS_LACP_AGGREGATION))
		port->selected = false;
}

/* update_NTT: the partner has to hear what it does not know of us. */
static void xvs_lacp_update_ntt(struct xvs_lacp_port *port,
				const struct xvs_lacp_info *actor)
{
	if (!xvs_lacp_same_info(actor, &port->actor,
				XVS_LACP_ACTIVITY | XVS_LACP_TIMEOUT |
				XVS_LACP_SYNC | XVS_LACP_AGGREGATION))
		port->ntt = true;
}

/* Will the link go on to be looked after? One of its ends has to speak of its
 * own accord, and to know that it is wanted to.
 */
static bool xvs_lacp_is_maintained(const struct xvs_lacp_port *port,
				   const struct xvs_lacp_pdu *pdu)
{
	return pdu->actor.state & XVS_LACP_ACTIVITY ||
	       pdu->partner.state & port->actor.state & XVS_LACP_ACTIVITY;
}

/* A partner is in sync if it says so and knows whom it talks to, or if it does
 * not want to know.
 */
static bool xvs_lacp_is_in_sync(const struct xvs_lacp_port *port,
				const struct xvs_lacp_pdu *pdu)
{
	if (!(pdu->actor.state & XVS_LACP_SYNC) ||
	    !xvs_lacp_is_maintained(port, pdu))
		return false;
	return !(pdu->actor.state & XVS_LACP_AGGREGATION) ||
	       xvs_lacp_same_info(&pdu->partner, &port->actor,
				  XVS_LACP_AGGREGATION);
}

/* recordPDU */
static void xvs_lacp_record_pdu(struct xvs_lacp_port *port,
				const struct xvs_lacp_pdu *pdu)
{
	port->partner = pdu->actor;
	if (!xvs_lacp_is_in_sync(port, pdu))
		port->partner.state &= ~XVS_LACP_SYNC;
	port->actor.state &= ~XVS_LACP_DEFAULTED;
}

/* Partner_Admin_*: nobody, who does not aggregate and is not in sync, as Open
 * vSwitch has it. A partner that does not speak LACP is no partner: what to do
 * then is not for LACP to say.
 */
static const struct xvs_lacp_info xvs_lacp_nobody;

/* recordDefault */
static void xvs_lacp_record_default(struct xvs_lacp_port *port)
{
	port->partner = xvs_lacp_nobody;
	port->actor.state |= XVS_LACP_DEFAULTED;
}

/* ---- receive machine (6.4.12) ------------------------------------------- */

static void xvs_lacp_rx_initialize(struct xvs_lacp_port *port)
{
	port->rx = XVS_LACP_RX_INITIALIZE;
	port->selected = false;
	xvs_lacp_record_default(port);
	port->actor.state &= ~XVS_LACP_EXPIRED;
	port->moved = false;
	port->current_while = XVS_LACP_NEVER;
}

/* What is selected stays so: the link may come back to the same partner. */
static void xvs_lacp_rx_port_disabled(struct xvs_lacp_port *port)
{
	port->rx = XVS_LACP_RX_PORT_DISABLED;
	port->heard = false;
	port->partner.state &= ~XVS_LACP_SYNC;
	port->current_while = XVS_LACP_NEVER;
}

static void xvs_lacp_rx_expired(struct xvs_lacp_port *port, u64 now)
{
	port->rx = XVS_LACP_RX_EXPIRED;
	port->partner.state &= ~XVS_LACP_SYNC;
	port->partner.state |= XVS_LACP_TIMEOUT;
	port->current_while = now + XVS_LACP_SHORT_TIMEOUT;
	port->actor.state |= XVS_LACP_EXPIRED;
}

static void xvs_lacp_rx_defaulted(struct xvs_lacp_port *port)
{
	port->rx = XVS_LACP_RX_DEFAULTED;
	xvs_lacp_update_selected(port, &xvs_lacp_nobody);
	xvs_lacp_record_default(port);
	port->actor.state &= ~XVS_LACP_EXPIRED;
	port->current_while = XVS_LACP_NEVER;
}

static void xvs_lacp_rx_current(struct xvs_lacp_port *port,
				const struct xvs_lacp_pdu *pdu, u64 now)
{
	port->rx = XVS_LACP_RX_CURRENT;
	port->heard = true;
	xvs_lacp_update_selected(port, &pdu->actor);
	xvs_lacp_update_ntt(port, &pdu->partner);
	xvs_lacp_record_pdu(port, pdu);
	port->current_while = now;
	if (port->actor.state & XVS_LACP_TIMEOUT)
		port->current_while += XVS_LACP_SHORT_TIMEOUT;
	else
		port->current_while += XVS_LACP_LONG_TIMEOUT;
	port->actor.state &= ~XVS_LACP_EXPIRED;
}

static bool xvs_lacp_rx_leave_disabled(struct xvs_lacp_port *port, u64 now)
{
	if (port->moved)
		xvs_lacp_rx_initialize(port);
	else if (port->up)
		xvs_lacp_rx_expired(port, now);
	else
		return false;
	return true;
}

static bool xvs_lacp_rx_time_out(struct xvs_lacp_port *port, u64 now)
{
	if (now < port->current_while)
		return false;
	if (port->rx == XVS_LACP_RX_CURRENT)
		xvs_lacp_rx_expired(port, now);
	else
		xvs_lacp_rx_defaulted(port);
	return true;
}

static bool xvs_lacp_rx_step(struct xvs_lacp_port *port, u64 now)
{
	if (port->rx == XVS_LACP_RX_PORT_DISABLED)
		return xvs_lacp_rx_leave_disabled(port, now);
	if (port->rx == XVS_LACP_RX_INITIALIZE || !port->up) {
		xvs_lacp_rx_port_disabled(port);
		return true;
	}
	return xvs_lacp_rx_time_out(port, now);
}

/**
 * xvs_lacp_port_hear() - the receive machine gets a LACPDU
 * @port: a port with a link
 * @pdu: the LACPDU
 * @now: time
 */
void xvs_lacp_port_hear(struct xvs_lacp_port *port,
			const struct xvs_lacp_pdu *pdu, u64 now)
{
	if (port->rx != XVS_LACP_RX_INITIALIZE &&
	    port->rx != XVS_LACP_RX_PORT_DISABLED)
		xvs_lacp_rx_current(port, pdu, now);
}

/* ---- periodic transmission machine (6.4.13) ----------------------------- */

static bool xvs_lacp_periodic_enter(struct xvs_lacp_port *port,
				    enum xvs_lacp_periodic state, u64 timer)
{
	port->periodic = state;
	port->periodic_timer = timer;
	return true;
}

/* Whoever is passive speaks to the active only. */
static bool xvs_lacp_is_silent(const struct xvs_lacp_port *port)
{
	return !port->up || !((port->actor.state | port->partner.state) &
			      XVS_LACP_ACTIVITY);
}

static bool xvs_lacp_periodic_tx(struct xvs_lacp_port *port)
{
	port->ntt = true;
	return xvs_lacp_periodic_enter(port, XVS_LACP_PERIODIC_TX,
				       XVS_LACP_NEVER);
}

static bool xvs_lacp_periodic_fast(struct xvs_lacp_port *port, u64 now)
{
	return xvs_lacp_periodic_enter(port, XVS_LACP_PERIODIC_FAST,
				       now + XVS_LACP_FAST_PERIODIC);
}

static bool xvs_lacp_periodic_slow(struct xvs_lacp_port *port, u64 now)
{
	return xvs_lacp_periodic_enter(port, XVS_LACP_PERIODIC_SLOW,
				       now + XVS_LACP_SLOW_PERIODIC);
}

/* Nobody has said how often to speak: as often as is asked of the partner, who
 * may have been lost sight of but listens, and answers.
 */
static bool xvs_lacp_is_fast(const struct xvs_lacp_port *port)
{
	if (port->rx == XVS_LACP_RX_DEFAULTED)
		return port->actor.state & XVS_LACP_TIMEOUT;
	return port->partner.state & XVS_LACP_TIMEOUT;
}

static bool xvs_lacp_periodic_step(struct xvs_lacp_port *port, u64 now)
{
	bool fast = xvs_lacp_is_fast(port);

	if (xvs_lacp_is_silent(port))
		return port->periodic != XVS_LACP_NO_PERIODIC &&
		       xvs_lacp_periodic_enter(port, XVS_LACP_NO_PERIODIC,
					       XVS_LACP_NEVER);
	switch (port->periodic) {
	case XVS_LACP_NO_PERIODIC:
		return xvs_lacp_periodic_fast(port, now);
	case XVS_LACP_PERIODIC_FAST:
		if (!fast)
			return xvs_lacp_periodic_slow(port, now);
		return now >= port->periodic_timer &&
		       xvs_lacp_periodic_tx(port);
	case XVS_LACP_PERIODIC_SLOW:
		return (fast || now >= port->periodic_timer) &&
		       xvs_lacp_periodic_tx(port);
	case XVS_LACP_PERIODIC_TX:
		return fast ? xvs_lacp_periodic_fast(port, now) :
			      xvs_lacp_periodic_slow(port, now);
	}
	return false;
}

/* ---- mux machine, coupled control (6.4.15) ------------------------------ */

static bool xvs_lacp_mux_enter(struct xvs_lacp_port *port,
			       enum xvs_lacp_mux state, u8 bits)
{
	port->mux = state;
	port->wait_while = XVS_LACP_NEVER;
	port->actor.state &= ~(XVS_LACP_SYNC | XVS_LACP_COLLECTING |
			       XVS_LACP_DISTRIBUTING);
	port->actor.state |= bits;
	port->ntt = true;
	return true;
}

static bool xvs_lacp_mux_detached(struct xvs_lacp_port *port)
{
	return xvs_lacp_mux_enter(port, XVS_LACP_MUX_DETACHED, 0);
}

/* Nothing is new to the partner. */
static bool xvs_lacp_mux_waiting(struct xvs_lacp_port *port, u64 now)
{
	port->mux = XVS_LACP_MUX_WAITING;
	port->wait_while = now + XVS_LACP_AGGREGATE_WAIT;
	return true;
}

static bool xvs_lacp_mux_attached(struct xvs_lacp_port *port)
{
	return xvs_lacp_mux_enter(port, XVS_LACP_MUX_ATTACHED, XVS_LACP_SYNC);
}

static bool xvs_lacp_mux_collecting_distributing(struct xvs_lacp_port *port)
{
	return xvs_lacp_mux_enter(port, XVS_LACP_MUX_COLLECTING_DISTRIBUTING,
				  XVS_LACP_SYNC | XVS_LACP_COLLECTING |
				  XVS_LACP_DISTRIBUTING);
}

/**
 * xvs_lacp_port_mux() - make a transition of the mux machine
 * @port: the port
 * @ready: all ports of the group that wait have waited long enough
 * @now: time
 *
 * Return: whether there was one
 */
bool xvs_lacp_port_mux(struct xvs_lacp_port *port, bool ready, u64 now)
{
	bool sync = port->partner.state & XVS_LACP_SYNC;

	switch (port->mux) {
	case XVS_LACP_MUX_DETACHED:
		return port->selected && xvs_lacp_mux_waiting(port, now);
	case XVS_LACP_MUX_WAITING:
		if (!port->selected)
			return xvs_lacp_mux_detached(port);
		return ready && xvs_lacp_mux_attached(port);
	case XVS_LACP_MUX_ATTACHED:
		if (!port->selected)
			return xvs_lacp_mux_detached(port);
		return sync && xvs_lacp_mux_collecting_distributing(port);
	case XVS_LACP_MUX_COLLECTING_DISTRIBUTING:
		return !(port->selected && sync) && xvs_lacp_mux_attached(port);
	}
	return false;
}

/* ---- churn detection machines (6.4.17) ---------------------------------- */

static bool xvs_lacp_churn_enter(struct xvs_lacp_churn *churn,
				 enum xvs_lacp_churning state, u64 timer)
{
	churn->state = state;
	churn->timer = timer;
	churn->count += state == XVS_LACP_CHURN;
	return true;
}

static bool xvs_lacp_churn_step(struct xvs_lacp_churn *churn, bool fine,
				u64 now)
{
	if (fine)
		return churn->state != XVS_LACP_NO_CHURN &&
		       xvs_lacp_churn_enter(churn, XVS_LACP_NO_CHURN,
					    XVS_LACP_NEVER);
	if (churn->state == XVS_LACP_NO_CHURN)
		return xvs_lacp_churn_enter(churn, XVS_LACP_CHURN_MONITOR,
					    now + XVS_LACP_CHURN_TIME);
	return now >= churn->timer &&
	       xvs_lacp_churn_enter(churn, XVS_LACP_CHURN, XVS_LACP_NEVER);
}

/* Without a link nobody is late. */
static bool xvs_lacp_is_fine(const struct xvs_lacp_port *port,
			     const struct xvs_lacp_info *end)
{
	return !port->up || end->state & XVS_LACP_SYNC;
}

/* ---- all of them -------------------------------------------------------- */

/**
 * xvs_lacp_port_begin() - all machines go where they begin
 * @port: the port, whose @actor is filled in but for what machines change
 */
void xvs_lacp_port_begin(struct xvs_lacp_port *port)
{
	xvs_lacp_rx_initialize(port);
	xvs_lacp_periodic_enter(port, XVS_LACP_NO_PERIODIC, XVS_LACP_NEVER);
	xvs_lacp_mux_detached(port);
	xvs_lacp_churn_enter(&port->actor_churn, XVS_LACP_NO_CHURN,
			     XVS_LACP_NEVER);
	xvs_lacp_churn_enter(&port->partner_churn, XVS_LACP_NO_CHURN,
			     XVS_LACP_NEVER);
}

/**
 * xvs_lacp_port_step() - make a transition of each machine but the mux
 * @port: the port
 * @now: time
 *
 * Return: whether there was one
 */
bool xvs_lacp_port_step(struct xvs_lacp_port *port, u64 now)
{
	bool changed = xvs_lacp_rx_step(port, now);

	changed |= xvs_lacp_periodic_step(port, now);
	changed |= xvs_lacp_churn_step(&port->actor_churn,
				       xvs_lacp_is_fine(port, &port->actor),
				       now);
	changed |= xvs_lacp_churn_step(&port->partner_churn,
				       xvs_lacp_is_fine(port, &port->partner),
				       now);
	return changed;
}

static u64 xvs_lacp_earlier(u64 a, u64 b)
{
	return a < b ? a : b;
}

/**
 * xvs_lacp_port_timer() - say when a machine has something to do next
 * @port: a port without a transition to make
 * @now: time
 *
 * Return: the time, or XVS_LACP_NEVER
 */
u64 xvs_lacp_port_timer(const struct xvs_lacp_port *port, u64 now)
{
	u64 timer = xvs_lacp_earlier(port->current_while, port->periodic_timer);

	timer = xvs_lacp_earlier(timer, port->actor_churn.timer);
	timer = xvs_lacp_earlier(timer, port->partner_churn.timer);
	/* It may be another port that this one waits for. */
	if (port->wait_while > now)
		timer = xvs_lacp_earlier(timer, port->wait_while);
	/* What can be said now is not waited for. */
	if (port->ntt && port->tx_free[port->tx_next] > now)
		timer = xvs_lacp_earlier(timer, port->tx_free[port->tx_next]);
	return timer;
}
