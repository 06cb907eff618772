// SPDX-License-Identifier: GPL-2.0
/*
 * Which ports of an LACP group carry traffic.
 *
 * Selection (6.4.14) is simpler than it may be, as there is one aggregator only:
 * the ports of one LAG are selected. It stays as long as one of its ports hears
 * from the partner. If none does, the LAG with most ports that do takes its
 * place, of these the one whose partner has the better priority. For as long as
 * ports wait for each other after that, a better one may still come: what was
 * heard first is not to count. A port whose partner does not aggregate is left
 * out, and one whose partner is this system, which is a loop.
 *
 * The partner may have one aggregator, too, and another LAG in it. Then it is in
 * sync there, and nowhere else: it is followed.
 */
#include "lacp_port.h"

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

/* Less than 0 if @a is better */
static int xvs_lacp_system_compare(u16 a_priority, const u8 *a,
				   u16 b_priority, const u8 *b)
{
	int diff = a_priority - b_priority;

	return diff ?: memcmp(a, b, ETH_ALEN);
}

/* Less than 0 if @a is better. No two LAGs are alike. */
static int xvs_lacp_lag_compare(const struct xvs_lacp_lag *a,
				const struct xvs_lacp_lag *b)
{
	int diff = xvs_lacp_system_compare(a->partner_system_priority,
					   a->partner_system,
					   b->partner_system_priority,
					   b->partner_system);

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

static void xvs_lacp_select(struct xvs_lacp *lacp,
			    const struct xvs_lacp_lag *lag)
{
	lacp->lag = *lag;
	lacp->selected = true;
	lacp->selections++;
	lacp->follow = XVS_LACP_NEVER;
}

/* A port that the partner has attached, of the selected LAG if there is one */
static const struct xvs_lacp_port *
xvs_lacp_find_in_sync(const struct xvs_lacp *lacp)
{
	const struct xvs_lacp_port *port, *found = NULL;

	for (port = lacp->ports; port; port = port->next) {
		if (!(port->partner.state & XVS_LACP_SYNC) ||
		    !xvs_lacp_may_attach(port))
			continue;
		found = port;
		if (xvs_lacp_is_in_lag(port, &lacp->lag))
			break;
	}
	return found;
}

/* How long the partner is given to come. If it follows us, too, the better of
 * both systems is to find it here.
 */
static u64 xvs_lacp_patience(const struct xvs_lacp_port *port)
{
	const struct xvs_lacp_info *actor = &port->actor;
	const struct xvs_lacp_info *partner = &port->partner;
	bool better = xvs_lacp_system_compare(actor->system_priority,
					      actor->system,
					      partner->system_priority,
					      partner->system) < 0;

	return better ? 2 * XVS_LACP_FOLLOW_WAIT : XVS_LACP_FOLLOW_WAIT;
}

/* Nothing is lost by it: where the partner is not in sync nothing is sent. */
static bool xvs_lacp_follow(struct xvs_lacp *lacp, u64 now)
{
	const struct xvs_lacp_port *port = xvs_lacp_find_in_sync(lacp);
	struct xvs_lacp_lag lag;

	if (!port || xvs_lacp_is_in_lag(port, &lacp->lag)) {
		lacp->follow = XVS_LACP_NEVER;
		return false;
	}
	if (lacp->follow == XVS_LACP_NEVER)
		lacp->follow = now + xvs_lacp_patience(port);
	if (now < lacp->follow)
		return false;
	lag = xvs_lacp_lag_of(port);
	xvs_lacp_select(lacp, &lag);
	return true;
}

/**
 * xvs_lacp_choose() - choose the LAG that carries traffic
 * @lacp: the group
 * @now: time
 *
 * Without a better one the LAG stays for as long as any port has to do with it:
 * its links may come back.
 *
 * Return: whether it is another one now
 */
bool xvs_lacp_choose(struct xvs_lacp *lacp, u64 now)
{
	bool alive = lacp->selected && xvs_lacp_count_current(lacp, &lacp->lag);
	struct xvs_lacp_lag best;

	if (!alive)
		lacp->follow = XVS_LACP_NEVER;
	else if (xvs_lacp_follow(lacp, now))
		return true;
	else if (now >= lacp->settled)
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
	xvs_lacp_select(lacp, &best);
	return true;
}

/**
 * xvs_lacp_select_port() - select a port if it fits the LAG, or do so no longer
 * @port: the port
 *
 * A port that was in another LAG before leaves that first, whatever its machine
 * has to do for it.
 *
 * Return: whether anything has changed
 */
bool xvs_lacp_select_port(struct xvs_lacp_port *port)
{
	const struct xvs_lacp *lacp = port->lacp;
	bool fits = lacp->selected && xvs_lacp_is_in_lag(port, &lacp->lag);

	if (fits == port->selected ||
	    (fits && (!port->up || port->mux != XVS_LACP_MUX_DETACHED)))
		return false;
	port->selected = fits;
	return true;
}
