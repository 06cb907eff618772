// SPDX-License-Identifier: GPL-2.0
/*
 * LACP, IEEE 802.1AX: a group of ports, and how its machines are run. Plain C on
 * the caller's memory, as frame.c: who calls has the locks, the clock and the
 * wire. Clauses are those of 802.1AX-2014.
 *
 * The clock is in ms and never goes back. Whatever is called runs the machines
 * until they rest, so that collecting and distributing are true at any time.
 */
#include "lacp_port.h"

/* More rounds than any event needs */
#define XVS_LACP_ROUNDS_MAX	32

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

/**
 * xvs_lacp_settle() - run the machines until they rest
 * @lacp: the group
 * @now: time
 *
 * Return: whether they do, which they do
 */
bool xvs_lacp_settle(struct xvs_lacp *lacp, u64 now)
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
	u64 next, timer;

	if (!xvs_lacp_settle(lacp, now))
		return 1;
	next = lacp->follow;
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
	lacp->follow = XVS_LACP_NEVER;
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
