// SPDX-License-Identifier: GPL-2.0
/*
 * The machines of 6.4.12 to 6.4.17, transition by transition: a port is put into
 * a state, and a machine makes a step or does not.
 */
#include <stdio.h>
#include <string.h>
#include "lacp_wire.h"
#include "unit.h"

#define NOW	1000000ULL
#define NEVER	XVS_LACP_NEVER

#define ACT	XVS_LACP_ACTIVITY
#define SHORT	XVS_LACP_TIMEOUT
#define AGG	XVS_LACP_AGGREGATION
#define SYNC	XVS_LACP_SYNC
#define COLL	XVS_LACP_COLLECTING
#define DIST	XVS_LACP_DISTRIBUTING
#define DEF	XVS_LACP_DEFAULTED
#define EXP	XVS_LACP_EXPIRED

static struct xvs_lacp group;
static struct xvs_lacp_port port;

/* Who is at the other end */
static const struct xvs_lacp_info other = {
	.system_priority = 0x8000,
	.system = { 2, 0, 0, 0, 0, 5 },
	.key = 3,
	.port_priority = 0x80,
	.port = 44,
	.state = ACT | AGG,
};

static void set_up(void)
{
	struct xvs_lacp_config config = wire_config(0, "as");

	xvs_lacp_init(&group, &config);
	xvs_lacp_add(&group, &port, 1, 65535, NOW);
	port.ntt = false;
}

static u64 after(u64 delay)
{
	return delay == NEVER ? NEVER : NOW + delay;
}

/* ---- receive machine ---------------------------------------------------- */

#define RX(state)	XVS_LACP_RX_##state

/* What else there is but states */
#define LINK		0x01	/* port_enabled */
#define MOVED		0x02	/* port_moved */
#define TIMEOUT		0x04	/* current_while_timer has expired */
#define SELECTED	0x08	/* Selected */
#define NOBODY		0x10	/* the partner is the default's already */

/* The state, and what a step makes of it. All begin with a partner in sync whose
 * timeout is long, and this end's being neither expired nor defaulted.
 */
static const struct rx_case {
	const char *name;
	enum xvs_lacp_rx from;
	u8 flags;
	bool step;
	enum xvs_lacp_rx to;
	bool selected;
	u8 actor;
	u8 partner;
	u64 timer;
} rx_cases[] = {
	{ "INITIALIZE goes to PORT_DISABLED", RX(INITIALIZE), SELECTED,
	  true, RX(PORT_DISABLED), true, 0, ACT | AGG, NEVER },
	{ "INITIALIZE does with a link too", RX(INITIALIZE), LINK,
	  true, RX(PORT_DISABLED), false, 0, ACT | AGG, NEVER },
	{ "PORT_DISABLED stays without a link", RX(PORT_DISABLED), SELECTED,
	  false, RX(PORT_DISABLED), true, 0, ACT | AGG | SYNC, 1 },
	{ "PORT_DISABLED goes to EXPIRED", RX(PORT_DISABLED), LINK | SELECTED,
	  true, RX(EXPIRED), true, EXP, ACT | AGG | SHORT, 3000 },
	{ "PORT_DISABLED that moved is made anew", RX(PORT_DISABLED),
	  MOVED | SELECTED, true, RX(INITIALIZE), false, DEF, 0, NEVER },
	{ "PORT_DISABLED that moved is so first", RX(PORT_DISABLED),
	  MOVED | LINK | SELECTED, true, RX(INITIALIZE), false, DEF, 0,
	  NEVER },
	{ "EXPIRED waits", RX(EXPIRED), LINK | SELECTED,
	  false, RX(EXPIRED), true, 0, ACT | AGG | SYNC, 1 },
	{ "EXPIRED goes to DEFAULTED", RX(EXPIRED), LINK | TIMEOUT | SELECTED,
	  true, RX(DEFAULTED), false, DEF, 0, NEVER },
	{ "EXPIRED goes to DEFAULTED, the same partner", RX(EXPIRED),
	  LINK | TIMEOUT | SELECTED | NOBODY,
	  true, RX(DEFAULTED), true, DEF, 0, NEVER },
	{ "EXPIRED loses its link", RX(EXPIRED), TIMEOUT | SELECTED,
	  true, RX(PORT_DISABLED), true, 0, ACT | AGG, NEVER },
	{ "DEFAULTED stays", RX(DEFAULTED), LINK,
	  false, RX(DEFAULTED), false, 0, ACT | AGG | SYNC, 1 },
	{ "DEFAULTED loses its link", RX(DEFAULTED), 0,
	  true, RX(PORT_DISABLED), false, 0, ACT | AGG, NEVER },
	{ "CURRENT stays", RX(CURRENT), LINK | SELECTED,
	  false, RX(CURRENT), true, 0, ACT | AGG | SYNC, 1 },
	{ "CURRENT goes to EXPIRED", RX(CURRENT), LINK | TIMEOUT | SELECTED,
	  true, RX(EXPIRED), true, EXP, ACT | AGG | SHORT, 3000 },
	{ "CURRENT loses its link", RX(CURRENT), SELECTED,
	  true, RX(PORT_DISABLED), true, 0, ACT | AGG, NEVER },
	{ "CURRENT that moved is only without a link", RX(CURRENT),
	  LINK | MOVED | SELECTED,
	  false, RX(CURRENT), true, 0, ACT | AGG | SYNC, 1 },
};

static void set_up_rx(enum xvs_lacp_rx state, u8 flags)
{
	set_up();
	port.rx = state;
	port.up = flags & LINK;
	port.moved = flags & MOVED;
	port.selected = flags & SELECTED;
	port.current_while = flags & TIMEOUT || state == RX(DEFAULTED) ?
			     NOW : NOW + 1;
	if (state == RX(DEFAULTED))
		port.current_while = NOW + 1;
	port.actor.state = ACT | AGG;
	if (!(flags & NOBODY)) {
		port.partner = other;
		port.partner.state |= SYNC;
	}
	/* The other machines rest */
	port.periodic = XVS_LACP_PERIODIC_SLOW;
	port.periodic_timer = NEVER;
	port.actor_churn.state = XVS_LACP_CHURN;
	port.partner_churn.state = XVS_LACP_CHURN;
}

static void test_rx(const struct rx_case *c)
{
	bool ok;

	set_up_rx(c->from, c->flags);
	xvs_lacp_port_step(&port, NOW);
	ok = port.rx == c->to && (c->from != c->to) == c->step &&
	     port.selected == c->selected &&
	     (port.actor.state & (DEF | EXP)) == c->actor &&
	     port.partner.state == c->partner &&
	     port.current_while == after(c->timer);
	if (!ok)
		unit_note("state %u selected %u actor %#x partner %#x timer %lld",
			  port.rx, port.selected, port.actor.state,
			  port.partner.state,
			  (long long)(port.current_while - NOW));
	unit_result(ok, "lacp: receive: %s", c->name);
}

/* In each state, what a LACPDU makes of it */
static const struct rx_hear_case {
	const char *name;
	enum xvs_lacp_rx from;
	const char *how;
	enum xvs_lacp_rx to;
	u64 timer;
} rx_hear_cases[] = {
	{ "INITIALIZE hears nothing", RX(INITIALIZE), "as",
	  RX(INITIALIZE), 1 },
	{ "PORT_DISABLED hears nothing", RX(PORT_DISABLED), "as",
	  RX(PORT_DISABLED), 1 },
	{ "EXPIRED hears", RX(EXPIRED), "as", RX(CURRENT), 90000 },
	{ "DEFAULTED hears", RX(DEFAULTED), "as", RX(CURRENT), 90000 },
	{ "CURRENT hears", RX(CURRENT), "as", RX(CURRENT), 90000 },
	{ "EXPIRED hears, fast", RX(EXPIRED), "af", RX(CURRENT), 3000 },
	{ "DEFAULTED hears, fast", RX(DEFAULTED), "af", RX(CURRENT), 3000 },
	{ "CURRENT hears, fast", RX(CURRENT), "pf", RX(CURRENT), 3000 },
};

static void test_rx_hear(const struct rx_hear_case *c)
{
	struct xvs_lacp_pdu pdu = { .actor = other };

	set_up_rx(c->from, LINK);
	if (strchr(c->how, 'f'))
		port.actor.state |= SHORT;
	port.actor.state |= DEF | EXP;
	pdu.partner = port.actor;
	xvs_lacp_port_hear(&port, &pdu, NOW);
	unit_result(port.rx == c->to && port.current_while == after(c->timer) &&
		    !(port.actor.state & (DEF | EXP)) == (c->to == RX(CURRENT)),
		    "lacp: receive: %s", c->name);
}

/* ---- update_Selected, update_NTT and recordPDU -------------------------- */

enum field { NONE, PRIORITY, SYSTEM, KEY, PORT_PRIORITY, PORT, STATE };

static void change(struct xvs_lacp_info *info, enum field field, u8 bits)
{
	switch (field) {
	case NONE:
		break;
	case PRIORITY:
		info->system_priority ^= 0x0100;
		break;
	case SYSTEM:
		info->system[5] ^= 1;
		break;
	case KEY:
		info->key ^= 0x0100;
		break;
	case PORT_PRIORITY:
		info->port_priority ^= 0x0100;
		break;
	case PORT:
		info->port ^= 0x0100;
		break;
	case STATE:
		info->state ^= bits;
		break;
	}
}

/* A LACPDU of a partner in sync that knows all of us, but for one thing. This end
 * is active, attached, and knew the partner before.
 */
static const struct record_case {
	const char *name;
	bool of_actor;
	enum field field;
	u8 bits;
	bool selected;
	bool ntt;
	bool sync;
} record_cases[] = {
	{ "nothing new", true, NONE, 0, true, false, true },
	{ "another system priority", true, PRIORITY, 0, false, false, true },
	{ "another system", true, SYSTEM, 0, false, false, true },
	{ "another key", true, KEY, 0, false, false, true },
	{ "another port priority", true, PORT_PRIORITY, 0, false, false, true },
	{ "another port", true, PORT, 0, false, false, true },
	{ "does not aggregate", true, STATE, AGG, false, false, true },
	{ "is not in sync", true, STATE, SYNC, true, false, false },
	{ "is passive", true, STATE, ACT, true, false, true },
	{ "wants to hear more often", true, STATE, SHORT, true, false, true },
	{ "collects", true, STATE, COLL, true, false, true },
	{ "is defaulted", true, STATE, DEF, true, false, true },
	{ "is expired", true, STATE, EXP, true, false, true },
	{ "does not know our system priority", false, PRIORITY, 0, true, true,
	  false },
	{ "does not know our system", false, SYSTEM, 0, true, true, false },
	{ "does not know our key", false, KEY, 0, true, true, false },
	{ "does not know our port priority", false, PORT_PRIORITY, 0, true,
	  true, false },
	{ "does not know our port", false, PORT, 0, true, true, false },
	{ "does not know that we aggregate", false, STATE, AGG, true, true,
	  false },
	{ "does not know that we are in sync", false, STATE, SYNC, true, true,
	  true },
	{ "does not know that we are active", false, STATE, ACT, true, true,
	  true },
	{ "does not know how often we want to hear", false, STATE, SHORT, true,
	  true, true },
	{ "does not know that we collect", false, STATE, COLL, true, false,
	  true },
	{ "does not know that we distribute", false, STATE, DIST, true, false,
	  true },
	{ "does not know that we are defaulted", false, STATE, DEF, true, false,
	  true },
	{ "does not know that we are expired", false, STATE, EXP, true, false,
	  true },
};

static void set_up_record(struct xvs_lacp_pdu *pdu)
{
	set_up_rx(RX(CURRENT), LINK | SELECTED);
	port.actor.state |= SYNC;
	pdu->actor = port.partner;
	pdu->partner = port.actor;
}

static void test_record(const struct record_case *c)
{
	struct xvs_lacp_pdu pdu;
	bool ok;

	set_up_record(&pdu);
	change(c->of_actor ? &pdu.actor : &pdu.partner, c->field, c->bits);
	xvs_lacp_port_hear(&port, &pdu, NOW);
	ok = port.selected == c->selected && port.ntt == c->ntt &&
	     !!(port.partner.state & SYNC) == c->sync &&
	     port.partner.port == pdu.actor.port &&
	     port.partner.key == pdu.actor.key;
	unit_result(ok, "lacp: record: a partner %s", c->name);
}

/* Who has to be active that the link is looked after */
static const struct active_case {
	const char *name;
	u8 us, partner, as_known;
	bool sync;
} active_cases[] = {
	{ "both are", ACT, ACT, ACT, true },
	{ "the partner is", 0, ACT, 0, true },
	{ "we are", ACT, 0, ACT, true },
	{ "we are, which it does not know", ACT, 0, 0, false },
	{ "we are not any more, which it does not know", 0, 0, ACT, false },
	{ "nobody is", 0, 0, 0, false },
};

static void test_active(const struct active_case *c)
{
	struct xvs_lacp_pdu pdu;

	set_up_record(&pdu);
	port.actor.state = AGG | SYNC | c->us;
	pdu.actor.state = AGG | SYNC | c->partner;
	pdu.partner.state = AGG | SYNC | c->as_known;
	xvs_lacp_port_hear(&port, &pdu, NOW);
	unit_result(!!(port.partner.state & SYNC) == c->sync,
		    "lacp: record: in sync if active: %s", c->name);
}

/* A partner that does not aggregate need not know us. */
static void test_individual(void)
{
	struct xvs_lacp_pdu pdu;

	set_up_record(&pdu);
	pdu.actor.state &= ~AGG;
	pdu.partner.key++;
	xvs_lacp_port_hear(&port, &pdu, NOW);
	unit_result(port.partner.state & SYNC && !port.selected,
		    "lacp: record: a partner alone is in sync with anyone");
}

/* ---- periodic machine --------------------------------------------------- */

#define P(state)	XVS_LACP_PERIODIC_##state
#define P_NO		XVS_LACP_NO_PERIODIC

static const struct periodic_case {
	const char *name;
	enum xvs_lacp_periodic from;
	bool up, active, expired;
	u8 partner;
	enum xvs_lacp_periodic to;
	bool ntt;
	u64 timer;
} periodic_cases[] = {
	{ "NO begins fast", P_NO, true, true, false, 0, P(FAST), false, 1000 },
	{ "NO begins for an active partner", P_NO, true, false, false, ACT,
	  P(FAST), false, 1000 },
	{ "NO stays without a link", P_NO, false, true, false, ACT,
	  P_NO, false, 1 },
	{ "NO stays if both are passive", P_NO, true, false, false, SHORT,
	  P_NO, false, 1 },
	{ "FAST waits", P(FAST), true, true, false, SHORT, P(FAST), false, 1 },
	{ "FAST speaks", P(FAST), true, true, true, SHORT, P(TX), true, NEVER },
	{ "FAST turns slow", P(FAST), true, true, false, 0, P(SLOW), false,
	  30000 },
	{ "FAST turns slow rather than speaks", P(FAST), true, true, true, 0,
	  P(SLOW), false, 30000 },
	{ "FAST ends without a link", P(FAST), false, true, true, SHORT,
	  P_NO, false, NEVER },
	{ "FAST ends if both are passive", P(FAST), true, false, true, SHORT,
	  P_NO, false, NEVER },
	{ "SLOW waits", P(SLOW), true, true, false, 0, P(SLOW), false, 1 },
	{ "SLOW speaks", P(SLOW), true, true, true, 0, P(TX), true, NEVER },
	{ "SLOW speaks at once for a fast partner", P(SLOW), true, true, false,
	  SHORT, P(TX), true, NEVER },
	{ "SLOW ends without a link", P(SLOW), false, true, true, 0,
	  P_NO, false, NEVER },
	{ "SLOW ends if both are passive", P(SLOW), true, false, true, 0,
	  P_NO, false, NEVER },
	{ "TX goes on fast", P(TX), true, true, false, SHORT, P(FAST), false,
	  1000 },
	{ "TX goes on slow", P(TX), true, true, false, 0, P(SLOW), false,
	  30000 },
	{ "TX ends without a link", P(TX), false, true, false, 0,
	  P_NO, false, NEVER },
};

static void test_periodic(const struct periodic_case *c)
{
	bool ok;

	set_up_rx(c->up ? RX(CURRENT) : RX(PORT_DISABLED), c->up ? LINK : 0);
	port.periodic = c->from;
	port.periodic_timer = c->expired ? NOW : NOW + 1;
	port.actor.state = AGG | (c->active ? ACT : 0);
	port.partner.state = AGG | c->partner;
	xvs_lacp_port_step(&port, NOW);
	ok = port.periodic == c->to && port.ntt == c->ntt &&
	     port.periodic_timer == after(c->timer);
	unit_result(ok, "lacp: periodic: %s", c->name);
}

/* ---- mux machine -------------------------------------------------------- */

#define MUX(state)	XVS_LACP_MUX_##state

static const struct mux_case {
	const char *name;
	enum xvs_lacp_mux from;
	bool selected, ready, sync;
	enum xvs_lacp_mux to;
	u8 actor;
	bool ntt;
} mux_cases[] = {
	{ "DETACHED stays", MUX(DETACHED), false, true, true,
	  MUX(DETACHED), 0, false },
	{ "DETACHED goes to WAITING", MUX(DETACHED), true, true, true,
	  MUX(WAITING), 0, false },
	{ "WAITING waits", MUX(WAITING), true, false, true,
	  MUX(WAITING), 0, false },
	{ "WAITING goes to ATTACHED", MUX(WAITING), true, true, false,
	  MUX(ATTACHED), SYNC, true },
	{ "WAITING goes to ATTACHED first", MUX(WAITING), true, true, true,
	  MUX(ATTACHED), SYNC, true },
	{ "WAITING is not selected", MUX(WAITING), false, true, true,
	  MUX(DETACHED), 0, true },
	{ "ATTACHED stays", MUX(ATTACHED), true, true, false,
	  MUX(ATTACHED), SYNC, false },
	{ "ATTACHED does not wait for others", MUX(ATTACHED), true, false, true,
	  MUX(COLLECTING_DISTRIBUTING), SYNC | COLL | DIST, true },
	{ "ATTACHED is not selected", MUX(ATTACHED), false, true, true,
	  MUX(DETACHED), 0, true },
	{ "COLLECTING_DISTRIBUTING stays", MUX(COLLECTING_DISTRIBUTING),
	  true, false, true,
	  MUX(COLLECTING_DISTRIBUTING), SYNC | COLL | DIST, false },
	{ "COLLECTING_DISTRIBUTING is out of sync", MUX(COLLECTING_DISTRIBUTING),
	  true, true, false, MUX(ATTACHED), SYNC, true },
	{ "COLLECTING_DISTRIBUTING is not selected",
	  MUX(COLLECTING_DISTRIBUTING), false, true, true,
	  MUX(ATTACHED), SYNC, true },
};

static u8 mux_bits(enum xvs_lacp_mux state)
{
	return state == MUX(COLLECTING_DISTRIBUTING) ? SYNC | COLL | DIST :
	       state == MUX(ATTACHED) ? SYNC : 0;
}

static void test_mux(const struct mux_case *c)
{
	bool changed, ok;

	set_up_rx(RX(CURRENT), LINK);
	port.mux = c->from;
	port.selected = c->selected;
	port.actor.state = ACT | AGG | mux_bits(c->from);
	port.partner.state = ACT | AGG | (c->sync ? SYNC : 0);
	changed = xvs_lacp_port_mux(&port, c->ready, NOW);
	ok = changed == (c->from != c->to) && port.mux == c->to &&
	     (port.actor.state & (SYNC | COLL | DIST)) == c->actor &&
	     port.ntt == c->ntt;
	if (changed && c->to == MUX(WAITING))
		ok &= port.wait_while == NOW + 2000;
	unit_result(ok, "lacp: mux: %s", c->name);
}

/* ---- churn machines ----------------------------------------------------- */

#define CHURN(state)	XVS_LACP_##state

static const struct churn_case {
	const char *name;
	enum xvs_lacp_churning from;
	bool up, sync, expired;
	enum xvs_lacp_churning to;
	u64 timer;
	unsigned int count;
} churn_cases[] = {
	{ "none in sync", CHURN(NO_CHURN), true, true, false,
	  CHURN(NO_CHURN), 1, 0 },
	{ "none without a link", CHURN(NO_CHURN), false, false, false,
	  CHURN(NO_CHURN), 1, 0 },
	{ "is looked for", CHURN(NO_CHURN), true, false, false,
	  CHURN(CHURN_MONITOR), 60000, 0 },
	{ "is not there yet", CHURN(CHURN_MONITOR), true, false, false,
	  CHURN(CHURN_MONITOR), 1, 0 },
	{ "is there", CHURN(CHURN_MONITOR), true, false, true,
	  CHURN(CHURN), NEVER, 1 },
	{ "never comes", CHURN(CHURN_MONITOR), true, true, true,
	  CHURN(NO_CHURN), NEVER, 0 },
	{ "is not looked for without a link", CHURN(CHURN_MONITOR), false,
	  false, true, CHURN(NO_CHURN), NEVER, 0 },
	{ "goes away", CHURN(CHURN), true, true, false,
	  CHURN(NO_CHURN), NEVER, 0 },
	{ "goes with the link", CHURN(CHURN), false, false, false,
	  CHURN(NO_CHURN), NEVER, 0 },
};

static void set_up_churn(const struct churn_case *c,
			 struct xvs_lacp_churn *churn,
			 struct xvs_lacp_info *info)
{
	set_up_rx(c->up ? RX(CURRENT) : RX(PORT_DISABLED), c->up ? LINK : 0);
	churn->state = c->from;
	churn->timer = c->expired ? NOW : NOW + 1;
	churn->count = 0;
	info->state = ACT | AGG | (c->sync ? SYNC : 0);
}

static void test_churn_of(const struct churn_case *c, const char *whose,
			  struct xvs_lacp_churn *churn,
			  struct xvs_lacp_info *info)
{
	set_up_churn(c, churn, info);
	xvs_lacp_port_step(&port, NOW);
	unit_result(churn->state == c->to && churn->count == c->count &&
		    churn->timer == after(c->timer), "lacp: churn: %s %s",
		    whose, c->name);
}

static void test_churn(const struct churn_case *c)
{
	test_churn_of(c, "the actor's", &port.actor_churn, &port.actor);
	test_churn_of(c, "the partner's", &port.partner_churn, &port.partner);
}

/* ---- selection ---------------------------------------------------------- */

/* Who is at each port, in the order of arrival: the partner's system, 'a' being
 * ours, in capitals if it does not aggregate and '-' if there is none; its
 * priority, its key and our key, all digits.
 */
static const struct select_case {
	const char *name;
	const char *partners;
	unsigned int selected;
} select_cases[] = {
	{ "one partner", "b511 b511 b511 b511", 0xf },
	{ "nobody", "- - - -", 0 },
	{ "a partner and nobody", "- b511 - b511", 0xa },
	{ "more ports are better", "b511 c511 c511", 0x6 },
	{ "more ports are better than a priority", "b111 c911 c911", 0x6 },
	{ "more ports that came first", "c511 c511 b511", 0x3 },
	{ "as many, a priority", "b911 c111 b911 c111", 0xa },
	{ "as many, a priority that came first", "c111 b911", 0x1 },
	{ "as many, the lower system", "c511 b511", 0x2 },
	{ "one partner with two keys", "b512 b511", 0x2 },
	{ "one partner with two keys, more ports", "b511 b512 b512", 0x6 },
	{ "our keys differ", "b512 b522 b512", 0x5 },
	{ "our keys are all another's", "b511 b512 b513 b514", 0x1 },
	{ "one system with two priorities", "b511 b411", 0x2 },
	{ "a partner alone", "B511", 0 },
	{ "partners alone are not many", "B111 B111 c911", 0x4 },
	{ "a loop", "a511", 0 },
	{ "loops are not many", "a111 a111 c911", 0x4 },
	{ "a loop with another priority", "a911", 0 },
};

static void hear_from(struct xvs_lacp_port *to, const char *who, u64 now)
{
	struct xvs_lacp_pdu pdu = { .actor = other, .partner = to->actor };
	u8 data[XVS_LACP_PDU_LEN];

	memcpy(pdu.actor.system, group.config.system, ETH_ALEN);
	pdu.actor.system[5] += (who[0] | 0x20) - 'a';
	pdu.actor.system_priority = who[1] - '0';
	pdu.actor.key = who[2] - '0';
	pdu.actor.port = to->actor.port;
	pdu.actor.state = ACT | SYNC | (who[0] & 0x20 ? AGG : 0);
	xvs_lacp_build(&pdu, data);
	wire_receive(to, data, sizeof(data), now);
}

static unsigned int selected_ports(const struct xvs_lacp_port *ports)
{
	unsigned int mask = 0, i;

	for (i = 0; i < WIRE_LINKS; i++)
		if (ports[i].selected)
			mask |= 1U << i;
	return mask;
}

static void hear_all(struct xvs_lacp_port *ports, const char *partners,
		     u64 now)
{
	int i;

	for (i = 0; *partners; i++) {
		if (*partners != '-') {
			xvs_lacp_set_link(&ports[i], true, partners[3] - '0',
					  now);
			hear_from(&ports[i], partners, now);
		}
		partners += strcspn(partners, " ");
		partners += strspn(partners, " ");
	}
}

static void set_up_ports(struct xvs_lacp_port *ports)
{
	struct xvs_lacp_config config = wire_config(0, "as");
	int i;

	xvs_lacp_init(&group, &config);
	for (i = 0; i < WIRE_LINKS; i++)
		xvs_lacp_add(&group, &ports[i], i + 1, 65535, NOW);
}

static void test_select(const struct select_case *c)
{
	struct xvs_lacp_port ports[WIRE_LINKS];
	unsigned int selected;

	set_up_ports(ports);
	hear_all(ports, c->partners, NOW);
	selected = selected_ports(ports);
	if (selected != c->selected)
		unit_note("selected %#x", selected);
	unit_result(selected == c->selected, "lacp: selection: %s", c->name);
}

/* A LAG that has been there for two seconds is not left for a better one. */
static void test_select_stays(void)
{
	struct xvs_lacp_port ports[WIRE_LINKS];
	bool ok;

	set_up_ports(ports);
	hear_all(ports, "c911", NOW);
	xvs_lacp_run(&group, NOW + 1999);
	ok = selected_ports(ports) == 1 && ports[0].mux == MUX(WAITING);
	xvs_lacp_run(&group, NOW + 2000);
	ok &= ports[0].mux == MUX(COLLECTING_DISTRIBUTING);
	hear_all(ports, "c911 b111 b111 b111", NOW + 2000);
	ok &= selected_ports(ports) == 1;
	xvs_lacp_set_link(&ports[0], false, 1, NOW + 2000);
	ok &= selected_ports(ports) == 0xe;
	unit_result(ok, "lacp: selection: stays while one of its ports hears");
}

static void test_select_only_better(void)
{
	struct xvs_lacp_port ports[WIRE_LINKS];

	set_up_ports(ports);
	hear_all(ports, "b511 b511 b511", NOW);
	unit_result(group.selections == 1,
		    "lacp: selection: more ports are not another LAG");
}

/* What a port without a link heard once is no reason to attach it. */
static void test_select_no_link(void)
{
	struct xvs_lacp_port ports[WIRE_LINKS];
	bool ok;

	set_up_ports(ports);
	hear_all(ports, "c911 b111 b111", NOW);
	xvs_lacp_set_link(&ports[0], false, 1, NOW);
	ok = selected_ports(ports) == 6;
	xvs_lacp_set_link(&ports[1], false, 1, NOW);
	xvs_lacp_set_link(&ports[2], false, 1, NOW);
	ok &= selected_ports(ports) == 6;
	hear_all(ports, "- - - c911", NOW);
	ok &= selected_ports(ports) == 8;
	unit_result(ok, "lacp: selection: no port without a link");
}

/* ---- all of them -------------------------------------------------------- */

unsigned int unit_count_lacp_machines(void)
{
	return ARRAY_SIZE(rx_cases) + ARRAY_SIZE(rx_hear_cases) +
	       ARRAY_SIZE(record_cases) + ARRAY_SIZE(active_cases) + 1 +
	       ARRAY_SIZE(periodic_cases) + ARRAY_SIZE(mux_cases) +
	       2 * ARRAY_SIZE(churn_cases) + ARRAY_SIZE(select_cases) + 3;
}

static void test_rx_all(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rx_cases); i++)
		test_rx(&rx_cases[i]);
	for (i = 0; i < ARRAY_SIZE(rx_hear_cases); i++)
		test_rx_hear(&rx_hear_cases[i]);
	for (i = 0; i < ARRAY_SIZE(record_cases); i++)
		test_record(&record_cases[i]);
	for (i = 0; i < ARRAY_SIZE(active_cases); i++)
		test_active(&active_cases[i]);
	test_individual();
}

void unit_test_lacp_machines(void)
{
	size_t i;

	test_rx_all();
	for (i = 0; i < ARRAY_SIZE(periodic_cases); i++)
		test_periodic(&periodic_cases[i]);
	for (i = 0; i < ARRAY_SIZE(mux_cases); i++)
		test_mux(&mux_cases[i]);
	for (i = 0; i < ARRAY_SIZE(churn_cases); i++)
		test_churn(&churn_cases[i]);
	for (i = 0; i < ARRAY_SIZE(select_cases); i++)
		test_select(&select_cases[i]);
	test_select_stays();
	test_select_only_better();
	test_select_no_link();
}
