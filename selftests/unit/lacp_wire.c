// SPDX-License-Identifier: GPL-2.0
/* Two groups of ports, links between them that may lose what they carry, and a
 * clock. After each event there is a look at what must be true of any group.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lacp_wire.h"

#define must(cond)							\
	do {								\
		if (!(cond)) {						\
			fprintf(stderr, "%s:%d: " #cond "\n",		\
				__FILE__, __LINE__);			\
			abort();					\
		}							\
	} while (0)

/* ---- what is always true ------------------------------------------------ */

static bool has(u8 state, u8 bits)
{
	return (state & bits) == bits;
}

static void check_mux(const struct xvs_lacp_port *port)
{
	u8 on = port->mux == XVS_LACP_MUX_COLLECTING_DISTRIBUTING ?
		XVS_LACP_SYNC | XVS_LACP_COLLECTING | XVS_LACP_DISTRIBUTING :
		port->mux == XVS_LACP_MUX_ATTACHED ? XVS_LACP_SYNC : 0;

	must((port->actor.state & (XVS_LACP_SYNC | XVS_LACP_COLLECTING |
				   XVS_LACP_DISTRIBUTING)) == on);
	must(port->selected == (port->mux != XVS_LACP_MUX_DETACHED));
	must(port->collecting ==
	     (port->mux == XVS_LACP_MUX_COLLECTING_DISTRIBUTING ||
	      (port->mux == XVS_LACP_MUX_ATTACHED &&
	       port->rx == XVS_LACP_RX_EXPIRED && port->heard)));
	must(!port->distributing ||
	     port->mux == XVS_LACP_MUX_COLLECTING_DISTRIBUTING);
}

static void check_selected(const struct xvs_lacp_port *port)
{
	const struct xvs_lacp_lag *lag = &port->lacp->lag;

	if (!port->selected)
		return;
	must(port->lacp->selected);
	must(port->partner.state & XVS_LACP_AGGREGATION);
	must(memcmp(port->partner.system, port->actor.system, ETH_ALEN));
	must(!memcmp(port->partner.system, lag->partner_system, ETH_ALEN));
	must(port->partner.system_priority == lag->partner_system_priority);
	must(port->partner.key == lag->partner_key);
	must(port->actor.key == lag->key);
}

static void check_collecting(const struct xvs_lacp_port *port)
{
	if (!port->collecting)
		return;
	must(port->up);
	must(port->selected);
	must(has(port->partner.state, XVS_LACP_AGGREGATION));
	if (port->rx == XVS_LACP_RX_EXPIRED)
		return;
	must(port->rx == XVS_LACP_RX_CURRENT);
	must(has(port->partner.state, XVS_LACP_SYNC));
}

static void check_rx(const struct xvs_lacp_port *port)
{
	must(port->rx != XVS_LACP_RX_INITIALIZE);
	must(port->up == (port->rx != XVS_LACP_RX_PORT_DISABLED));
	must(!port->heard || port->up);
	must(!port->moved);
	must(port->rx != XVS_LACP_RX_EXPIRED ||
	     has(port->actor.state, XVS_LACP_EXPIRED));
	must(port->rx != XVS_LACP_RX_DEFAULTED ||
	     has(port->actor.state, XVS_LACP_DEFAULTED));
	must(port->rx != XVS_LACP_RX_CURRENT ||
	     !(port->actor.state & (XVS_LACP_DEFAULTED | XVS_LACP_EXPIRED)));
	must(port->rx == XVS_LACP_RX_CURRENT ||
	     !(port->partner.state & XVS_LACP_SYNC));
}

static void check_actor(const struct xvs_lacp_port *port)
{
	const struct xvs_lacp_config *config = &port->lacp->config;

	must(!memcmp(port->actor.system, config->system, ETH_ALEN));
	must(port->actor.system_priority == config->system_priority);
	must(has(port->actor.state, XVS_LACP_AGGREGATION));
	must(has(port->actor.state, XVS_LACP_ACTIVITY) == config->active);
	must(has(port->actor.state, XVS_LACP_TIMEOUT) == config->fast);
}

static void check_timer(u64 timer, bool runs, u64 now, u64 max)
{
	must((timer != XVS_LACP_NEVER) == runs);
	must(!runs || (timer > now && timer <= now + max));
}

static void check_timers(const struct xvs_lacp_port *port, u64 now)
{
	check_timer(port->current_while, port->rx == XVS_LACP_RX_CURRENT ||
		    port->rx == XVS_LACP_RX_EXPIRED, now,
		    port->rx == XVS_LACP_RX_CURRENT ? XVS_LACP_LONG_TIMEOUT :
						      XVS_LACP_SHORT_TIMEOUT);
	check_timer(port->periodic_timer,
		    port->periodic != XVS_LACP_NO_PERIODIC, now,
		    port->periodic == XVS_LACP_PERIODIC_FAST ?
		    XVS_LACP_FAST_PERIODIC : XVS_LACP_SLOW_PERIODIC);
	check_timer(port->actor_churn.timer,
		    port->actor_churn.state == XVS_LACP_CHURN_MONITOR, now,
		    XVS_LACP_CHURN_TIME);
	check_timer(port->partner_churn.timer,
		    port->partner_churn.state == XVS_LACP_CHURN_MONITOR, now,
		    XVS_LACP_CHURN_TIME);
	must((port->wait_while != XVS_LACP_NEVER) ==
	     (port->mux == XVS_LACP_MUX_WAITING));
}

static void check_speech(const struct xvs_lacp_port *port)
{
	bool speaks = port->up && (port->actor.state | port->partner.state) &
				  XVS_LACP_ACTIVITY;

	must(port->periodic != XVS_LACP_PERIODIC_TX);
	must(speaks == (port->periodic != XVS_LACP_NO_PERIODIC));
	must(speaks || !port->ntt);
	must(!speaks || has(port->rx == XVS_LACP_RX_DEFAULTED ?
			    port->actor.state : port->partner.state,
			    XVS_LACP_TIMEOUT) ==
			(port->periodic == XVS_LACP_PERIODIC_FAST));
}

void wire_check(const struct xvs_lacp *lacp, u64 now)
{
	unsigned int able = 0, distributing = 0, min = lacp->config.min_links;
	const struct xvs_lacp_port *port;

	must(lacp->follow == XVS_LACP_NEVER || lacp->follow > now);
	for (port = lacp->ports; port; port = port->next) {
		check_mux(port);
		check_selected(port);
		check_collecting(port);
		check_rx(port);
		check_actor(port);
		check_timers(port, now);
		check_speech(port);
		able += port->rx == XVS_LACP_RX_CURRENT && port->collecting &&
			has(port->partner.state, XVS_LACP_COLLECTING);
		distributing += port->distributing;
	}
	must(xvs_lacp_negotiated(lacp) == (able && able >= min));
	must(distributing == (xvs_lacp_negotiated(lacp) ? able : 0));
}

/* ---- what is said ------------------------------------------------------- */

static bool same(const struct xvs_lacp_info *a, const struct xvs_lacp_info *b)
{
	return a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, ETH_ALEN) && a->key == b->key &&
	       a->port_priority == b->port_priority && a->port == b->port &&
	       a->state == b->state;
}

static bool is_zero(const u8 *p, size_t n)
{
	while (n--)
		if (p[n])
			return false;
	return true;
}

static void check_pdu(const struct xvs_lacp_port *port, const u8 *data)
{
	struct xvs_lacp_pdu pdu;

	must(data[0] == 1 && data[1] == 1);
	must(xvs_lacp_parse(data, XVS_LACP_PDU_LEN, &pdu));
	must(same(&pdu.actor, &port->actor));
	must(same(&pdu.partner, &port->partner));
	must(is_zero(data + 19, 3) && is_zero(data + 39, 3));
	must(data[42] == 3 && data[43] == 16);
	must(data[44] == 0xff && data[45] == 0xff);
	must(is_zero(data + 46, XVS_LACP_PDU_LEN - 46));
}

static void check_rate(u64 *sent, u64 now)
{
	must(!sent[0] || now + 1 - sent[0] >= XVS_LACP_FAST_PERIODIC);
	memmove(sent, sent + 1, (XVS_LACP_TX_MAX - 1) * sizeof(*sent));
	sent[XVS_LACP_TX_MAX - 1] = now + 1;
}

/* FNV-1a */
static u64 hash(u64 h, const void *data, size_t n)
{
	const u8 *p = data;

	while (n--)
		h = (h ^ *p++) * 0x100000001b3ULL;
	return h;
}

/* Into a buffer of just that size, as all that is read here is */
bool wire_pull(struct wire *w, unsigned int end, unsigned int link, u8 *pdu)
{
	struct xvs_lacp_port *port = &w->ends[end].ports[link];
	u8 *data = malloc(XVS_LACP_PDU_LEN);
	bool any;

	memset(data, 0xa5, XVS_LACP_PDU_LEN);
	any = xvs_lacp_pull(port, w->now, data);
	if (any) {
		must(port->up && port->periodic != XVS_LACP_NO_PERIODIC);
		check_pdu(port, data);
		check_rate(w->ends[end].sent[link], w->now);
		memcpy(pdu, data, XVS_LACP_PDU_LEN);
		w->hash = hash(w->hash, &w->now, sizeof(w->now));
		w->hash = hash(w->hash, data, XVS_LACP_PDU_LEN);
	}
	free(data);
	return any;
}

enum xvs_lacp_heard wire_receive(struct xvs_lacp_port *port, const u8 *data,
				 u32 len, u64 now)
{
	u8 *copy = malloc(len);
	enum xvs_lacp_heard heard;

	if (len)
		memcpy(copy, data, len);
	heard = xvs_lacp_receive(port, copy, len, now);
	free(copy);
	wire_check(port->lacp, now);
	return heard;
}

/* ---- the links ---------------------------------------------------------- */

struct xvs_lacp_config wire_config(unsigned int end, const char *how)
{
	struct xvs_lacp_config config = {
		.system_priority = 65535,
		.system = { 0x00, 0x16, 0x3e, 0x00, 0x00, 0x0a + end },
		.active = strchr(how, 'a'),
		.fast = strchr(how, 'f'),
	};

	return config;
}

void wire_init(struct wire *w, unsigned int links, const char *a, const char *b)
{
	struct xvs_lacp_config config;
	unsigned int end, i;

	memset(w, 0, sizeof(*w));
	w->links = links;
	w->now = 1000000;
	w->random = 0x9e3779b97f4a7c15ULL;
	for (end = 0; end < 2; end++) {
		config = wire_config(end, end ? b : a);
		xvs_lacp_init(&w->ends[end].lacp, &config);
		for (i = 0; i < links; i++)
			xvs_lacp_add(&w->ends[end].lacp, &w->ends[end].ports[i],
				     i + 1, 65535, w->now);
	}
}

void wire_link(struct wire *w, unsigned int link, bool up)
{
	struct xvs_lacp_port *port;
	unsigned int end;

	for (end = 0; end < 2; end++) {
		if (w->ends[end].gone[link])
			continue;
		port = &w->ends[end].ports[link];
		xvs_lacp_set_link(port, up, port->actor.key ?: WIRE_KEY, w->now);
		wire_check(&w->ends[end].lacp, w->now);
	}
}

void wire_remove(struct wire *w, unsigned int end, unsigned int link)
{
	struct wire_end *at = &w->ends[end];
	struct xvs_lacp_port *port = &at->ports[link];

	xvs_lacp_remove(&at->lacp, port, w->now);
	at->gone[link] = true;
	must(!port->collecting && !port->distributing && !port->ntt);
	wire_check(&at->lacp, w->now);
}

/* As it was in the beginning, without a link */
void wire_add(struct wire *w, unsigned int end, unsigned int link)
{
	struct wire_end *at = &w->ends[end];

	xvs_lacp_add(&at->lacp, &at->ports[link], link + 1, 65535, w->now);
	at->gone[link] = false;
	memset(at->sent[link], 0, sizeof(at->sent[link]));
	wire_check(&at->lacp, w->now);
}

static bool is_lost(struct wire *w)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random % 100 < w->loss;
}

static bool carry(struct wire *w, unsigned int end, unsigned int link)
{
	struct wire_end *to = &w->ends[!end];
	u8 pdu[XVS_LACP_PDU_LEN];

	if (!wire_pull(w, end, link, pdu))
		return false;
	if (!to->deaf[link] && !to->gone[link] && !is_lost(w))
		wire_receive(&to->ports[link], pdu, sizeof(pdu), w->now);
	return true;
}

static bool carry_all(struct wire *w)
{
	unsigned int end, i;
	bool any = false;

	for (end = 0; end < 2; end++)
		for (i = 0; i < w->links; i++)
			any |= carry(w, end, i);
	return any;
}

static u64 run_both(struct wire *w)
{
	u32 delays[2];
	int end;

	for (end = 0; end < 2; end++) {
		delays[end] = xvs_lacp_run(&w->ends[end].lacp, w->now);
		wire_check(&w->ends[end].lacp, w->now);
	}
	return delays[0] < delays[1] ? delays[0] : delays[1];
}

/* All that happens at this very time; says when something happens next. What
 * is at rest stays so.
 */
static u64 happen(struct wire *w)
{
	struct wire_end before[2];
	u64 delay;

	do {
		delay = run_both(w);
	} while (carry_all(w));
	memcpy(before, w->ends, sizeof(before));
	must(delay && delay == run_both(w));
	must(!memcmp(before, w->ends, sizeof(before)));
	return delay;
}

void wire_go(struct wire *w, u64 ms)
{
	u64 end = w->now + ms, delay;

	for (;;) {
		delay = happen(w);
		if (w->now == end)
			return;
		if (w->each_ms)
			delay = 1;
		if (delay > end - w->now)
			delay = end - w->now;
		w->now += delay;
	}
}

unsigned int wire_distributing(const struct wire *w, unsigned int end)
{
	unsigned int mask = 0, i;

	for (i = 0; i < w->links; i++)
		mask |= w->ends[end].ports[i].distributing << i;
	return mask;
}
