// SPDX-License-Identifier: GPL-2.0
/* Two groups that are wired to each other: what becomes of it, to the ms */
#include <stdio.h>
#include <string.h>
#include "lacp_wire.h"
#include "unit.h"

static struct wire w;

static bool expect(const char *what, bool ok)
{
	if (!ok)
		unit_note("%s: %#x and %#x distribute at %llu", what,
			  wire_distributing(&w, 0), wire_distributing(&w, 1),
			  (unsigned long long)w.now);
	return ok;
}

/* Which links both ends send over */
static bool expect_links(const char *what, unsigned int mask)
{
	return expect(what, wire_distributing(&w, 0) == mask &&
			    wire_distributing(&w, 1) == mask);
}

static unsigned int all_links(void)
{
	return (1U << w.links) - 1;
}

static void plug(unsigned int links, const char *a, const char *b)
{
	unsigned int i;

	wire_init(&w, links, a, b);
	for (i = 0; i < links; i++)
		wire_link(&w, i, true);
}

/* As above, and ten seconds later */
static bool form(unsigned int links, const char *a, const char *b)
{
	plug(links, a, b);
	wire_go(&w, 10000);
	return expect_links("forms", all_links());
}

static struct xvs_lacp_port *port_of(unsigned int end, unsigned int link)
{
	return &w.ends[end].ports[link];
}

/* ---- all kinds of ends -------------------------------------------------- */

static const char *const kinds[] = { "as", "af", "ps", "pf" };

static bool is_passive(const char *kind)
{
	return kind[0] == 'p';
}

static void test_form(unsigned int links, const char *a, const char *b)
{
	bool forms = !is_passive(a) || !is_passive(b), ok;

	plug(links, a, b);
	wire_go(&w, XVS_LACP_AGGREGATE_WAIT - 1);
	ok = expect_links("before the wait is over", 0);
	wire_go(&w, 1);
	ok &= expect_links("after it", forms ? all_links() : 0);
	wire_go(&w, 300000);
	ok &= expect_links("five minutes later", forms ? all_links() : 0);
	ok &= expect("as negotiated", xvs_lacp_negotiated(&w.ends[0].lacp) ==
				      forms);
	if (!forms)
		ok &= expect("in silence", !port_of(0, 0)->stats.lacpdu_tx &&
					   !port_of(1, 0)->stats.lacpdu_tx);
	unit_result(ok, "lacp: %u links, %s and %s: %s", links, a, b,
		    forms ? "form" : "do not form");
}

static void test_forms(void)
{
	size_t i, j, links;

	for (links = 2; links <= 4; links += 2)
		for (i = 0; i < ARRAY_SIZE(kinds); i++)
			for (j = 0; j < ARRAY_SIZE(kinds); j++)
				test_form(links, kinds[i], kinds[j]);
}

#define N_FORMS	(2 * ARRAY_SIZE(kinds) * ARRAY_SIZE(kinds))

/* ---- how often they speak ----------------------------------------------- */

/* LACPDUs that the second end sends in an hour are what the first asks for */
static bool test_rate(const char *asks, unsigned int expected)
{
	u64 before;
	bool ok = form(2, asks, "as");

	before = port_of(1, 0)->stats.lacpdu_tx;
	wire_go(&w, 3600000);
	before = port_of(1, 0)->stats.lacpdu_tx - before;
	if (before != expected)
		unit_note("%llu LACPDUs", (unsigned long long)before);
	return ok && before == expected;
}

static bool test_rate_fast(void)
{
	return test_rate("af", 3600);
}

static bool test_rate_slow(void)
{
	return test_rate("as", 120);
}

static bool test_rate_changes(void)
{
	struct xvs_lacp_config config = wire_config(0, "af");
	bool ok = form(2, "as", "as");

	ok &= port_of(1, 0)->periodic == XVS_LACP_PERIODIC_SLOW;
	xvs_lacp_configure(&w.ends[0].lacp, &config, w.now);
	wire_go(&w, 0);
	ok &= port_of(1, 0)->periodic == XVS_LACP_PERIODIC_FAST;
	return ok && expect_links("all the while", 3);
}

static unsigned int count_pulls(void)
{
	u8 pdu[XVS_LACP_PDU_LEN];
	unsigned int n = 0;

	while (wire_pull(&w, 0, 0, pdu))
		n++;
	return n;
}

/* A port that has something new to say at any time */
static unsigned int talk(unsigned int ms)
{
	unsigned int n = 0, i;

	for (i = 0; i < ms; i++, w.now++) {
		xvs_lacp_set_priority(port_of(0, 0), i + 1, w.now);
		xvs_lacp_run(&w.ends[0].lacp, w.now);
		n += count_pulls();
	}
	return n;
}

static bool test_limit(void)
{
	u32 delay;
	bool ok = form(2, "as", "as");
	unsigned int n;

	n = talk(999);
	ok &= expect("three in a second", n == 3);
	n = talk(1);
	ok &= expect("the second ends", !n);
	n = talk(3);
	ok &= expect("three more at once", n == 3);
	xvs_lacp_set_priority(port_of(0, 0), 9, w.now);
	delay = xvs_lacp_run(&w.ends[0].lacp, w.now);
	ok &= expect("a second from the first of them", delay == 997);
	w.now += delay - 1;
	xvs_lacp_run(&w.ends[0].lacp, w.now);
	ok &= expect("not before", !count_pulls());
	w.now++;
	xvs_lacp_run(&w.ends[0].lacp, w.now);
	return ok && expect("but then", count_pulls() == 1);
}

/* ---- links come and go -------------------------------------------------- */

static bool test_pull_link(void)
{
	bool ok = form(4, "as", "as");

	wire_link(&w, 1, false);
	ok &= expect_links("at once", 0xd);
	wire_go(&w, 5000);
	ok &= expect_links("later", 0xd);
	wire_link(&w, 1, true);
	ok &= expect_links("before a word is said", 0xd);
	ok &= expect("nor is any taken", !port_of(0, 1)->collecting);
	wire_go(&w, 0);
	return ok && expect_links("back without a wait", 0xf);
}

static bool test_pull_all(void)
{
	bool ok = form(2, "as", "as");

	wire_link(&w, 0, false);
	wire_link(&w, 1, false);
	ok &= expect_links("none is left", 0);
	ok &= expect("the LAG stays", w.ends[0].lacp.selected);
	wire_go(&w, 3600000);
	wire_link(&w, 1, true);
	wire_go(&w, 0);
	ok &= expect_links("one is back", 2);
	return ok && expect("as the same LAG", w.ends[0].lacp.selections == 1);
}

/* Of a cut in one direction the deaf end knows by silence, and the other by what
 * it is told. Until it has been told that the link is out of sync the deaf end
 * takes what it is sent: another kind of partner may not have stopped.
 */
static bool test_deaf(const char *kind, u64 timeout)
{
	struct xvs_lacp_port *deaf;
	bool ok = form(2, "as", kind);

	deaf = port_of(1, 0);
	wire_go(&w, 60000);
	w.ends[1].deaf[0] = true;
	ok &= expect("from the last word on", deaf->current_while >
		     w.now + timeout - (timeout > 3000 ? 30000 : 1000) - 1 &&
		     deaf->current_while <= w.now + timeout);
	wire_go(&w, deaf->current_while - w.now - 1);
	ok &= expect_links("1 ms before", 3);
	wire_go(&w, 1);
	ok &= expect_links("then", 2);
	ok &= expect("still in sync", deaf->rx == XVS_LACP_RX_EXPIRED &&
		     deaf->actor.state & XVS_LACP_SYNC && deaf->collecting);
	wire_go(&w, 2999);
	ok &= expect("another 3 s", deaf->rx == XVS_LACP_RX_EXPIRED &&
		     deaf->collecting);
	wire_go(&w, 1);
	ok &= expect("defaulted", deaf->rx == XVS_LACP_RX_DEFAULTED &&
		     !deaf->collecting);
	ok &= expect_links("out of sync", 2);
	w.ends[1].deaf[0] = false;
	wire_go(&w, 32001);
	return ok && expect_links("restored", 3);
}

static bool test_deaf_fast(void)
{
	return test_deaf("af", 3000);
}

static bool test_deaf_slow(void)
{
	return test_deaf("as", 90000);
}

/* An end that is heard as little as it hears need not wait for half a minute */
static bool test_deaf_for_long(void)
{
	bool ok = form(2, "af", "af");

	w.ends[1].deaf[0] = true;
	wire_go(&w, 60000);
	ok &= expect_links("deaf", 2);
	w.ends[1].deaf[0] = false;
	wire_go(&w, 3001);
	return ok && expect_links("restored", 3);
}

/* The link is gone at one end only */
static bool test_half_link(void)
{
	bool ok = form(2, "af", "af");

	xvs_lacp_set_link(port_of(0, 0), false, WIRE_KEY, w.now);
	wire_go(&w, 3000);
	ok &= expect_links("silence is heard", 2);
	xvs_lacp_set_link(port_of(0, 0), true, WIRE_KEY, w.now);
	wire_go(&w, 4000);
	return ok && expect_links("restored", 3);
}

/* A second link while the first has been there for long waits on its own */
static bool test_late_link(void)
{
	bool ok = true;

	wire_init(&w, 2, "as", "as");
	wire_link(&w, 0, true);
	wire_go(&w, 10000);
	ok &= expect_links("one", 1);
	wire_link(&w, 1, true);
	wire_go(&w, 1999);
	ok &= expect_links("the other waits", 1);
	wire_go(&w, 1);
	return ok && expect_links("both", 3);
}

/* Links that come one after another are attached at once: the first waits */
static bool test_wait_for_others(void)
{
	bool ok = true;

	wire_init(&w, 2, "as", "as");
	wire_link(&w, 0, true);
	wire_go(&w, 1500);
	wire_link(&w, 1, true);
	wire_go(&w, 1999);
	ok &= expect_links("the first waits for the second", 0);
	wire_go(&w, 1);
	return ok && expect_links("both", 3);
}

static bool test_remove_add(void)
{
	bool ok = form(4, "as", "as");

	wire_remove(&w, 0, 2);
	ok &= expect("removed", wire_distributing(&w, 0) == 0xb &&
		     !port_of(0, 2)->collecting);
	wire_add(&w, 0, 2);
	xvs_lacp_set_link(port_of(0, 2), true, WIRE_KEY, w.now);
	wire_go(&w, 4000);
	return ok && expect_links("added", 0xf);
}

/* Who is told of it need not wait for the port's silence */
static bool test_last_word(void)
{
	u8 data[XVS_LACP_PDU_LEN];
	bool ok = form(2, "as", "as");

	ok &= expect("there is one", xvs_lacp_last_word(port_of(0, 1), data));
	wire_remove(&w, 0, 1);
	ok &= expect("the partner goes on", wire_distributing(&w, 1) == 3);
	wire_receive(port_of(1, 1), data, sizeof(data), w.now);
	wire_go(&w, 0);
	ok &= expect_links("until it hears", 1);
	wire_go(&w, 3600000);
	ok &= expect_links("and later", 1);
	wire_link(&w, 0, false);
	return ok && expect("without a link none",
			    !xvs_lacp_last_word(port_of(0, 0), data));
}

/* The cable of a port without a link is in another port of the group now */
static bool test_port_moved(void)
{
	struct xvs_lacp_pdu pdu;
	u8 data[XVS_LACP_PDU_LEN];
	bool ok = form(2, "as", "as");

	xvs_lacp_set_link(port_of(0, 0), false, WIRE_KEY, w.now);
	ok &= expect("the partner is kept", port_of(0, 0)->partner.port == 1);
	pdu.actor = port_of(1, 0)->actor;
	pdu.partner = port_of(0, 1)->actor;
	xvs_lacp_build(&pdu, data);
	wire_receive(port_of(0, 1), data, sizeof(data), w.now);
	return ok && expect("until it moves", !port_of(0, 0)->partner.port &&
			    port_of(0, 1)->partner.port == 1 &&
			    port_of(0, 0)->mux == XVS_LACP_MUX_DETACHED);
}

/* ---- who the partner is ------------------------------------------------- */

static void set_key(unsigned int end, unsigned int link, u16 key)
{
	xvs_lacp_set_link(port_of(end, link), true, key, w.now);
	wire_check(&w.ends[end].lacp, w.now);
}

/* A link whose partner has another key leaves; when all have, they are a LAG */
static bool test_partner_key(void)
{
	bool ok = form(4, "as", "as");

	set_key(1, 0, 8);
	wire_go(&w, 10000);
	ok &= expect_links("one leaves", 0xe);
	set_key(1, 1, 8);
	set_key(1, 2, 8);
	wire_go(&w, 10000);
	ok &= expect_links("the smaller stays", 0x8);
	set_key(1, 3, 8);
	wire_go(&w, 10000);
	ok &= expect_links("all are another", 0xf);
	ok &= expect("second choice", w.ends[0].lacp.selections == 2);
	return ok && expect("of that key", w.ends[0].lacp.lag.partner_key == 8 &&
			    w.ends[1].lacp.lag.key == 8);
}

/* Even if the LAG has no other port and its key changes with the port's */
static bool test_own_key(void)
{
	bool ok = form(1, "as", "as");

	set_key(0, 0, 8);
	ok &= expect("detached", port_of(0, 0)->mux == XVS_LACP_MUX_WAITING);
	wire_go(&w, 1999);
	ok &= expect_links("waits", 0);
	wire_go(&w, 1);
	return ok && expect_links("attached anew", 1);
}

/* Both ends have two LAGs to choose from, and one has reason to leave the first
 * that the other knows nothing of. They meet where the better system is.
 */
static bool test_other_choice(unsigned int end)
{
	unsigned int links = end == 0 ? 5 : 2;
	bool ok = true;

	wire_init(&w, 3, "af", "af");
	set_key(0, 1, 8);
	xvs_lacp_set_link(port_of(1, 1), true, WIRE_KEY, w.now);
	wire_go(&w, 10000);
	ok &= expect_links("the first", 2);
	wire_link(&w, 0, true);
	wire_link(&w, 2, true);
	wire_go(&w, 10000);
	ok &= expect_links("it stays", 2);
	w.ends[end].deaf[1] = true;
	wire_go(&w, 7000);
	w.ends[end].deaf[1] = false;
	wire_go(&w, 1000);
	ok &= expect_links("they differ", 0);
	wire_go(&w, XVS_LACP_FOLLOW_WAIT + 3000);
	ok &= expect_links("they meet", links);
	wire_go(&w, 600000);
	return ok && expect_links("and stay", links);
}

static bool test_other_choices(void)
{
	bool ok = test_other_choice(0);

	return test_other_choice(1) && ok;
}

static bool test_partner_system(void)
{
	struct xvs_lacp_config config = wire_config(7, "as");
	bool ok = form(4, "as", "as");

	xvs_lacp_configure(&w.ends[1].lacp, &config, w.now);
	ok &= expect("detached", port_of(1, 0)->mux == XVS_LACP_MUX_WAITING);
	wire_go(&w, 0);
	ok &= expect_links("at once", 0);
	wire_go(&w, 3000);
	ok &= expect_links("attached anew", 0xf);
	return ok && expect("to it", w.ends[0].lacp.lag.partner_system[5] == 0x11);
}

static bool test_partner_priority(void)
{
	bool ok = form(2, "as", "as");

	xvs_lacp_set_priority(port_of(1, 0), 5, w.now);
	wire_go(&w, 0);
	ok &= expect_links("taken for another port", 2);
	wire_go(&w, 2001);
	ok &= expect_links("attached anew", 3);
	return ok && expect("known", port_of(0, 0)->partner.port_priority == 5);
}

static bool test_active_changes(void)
{
	struct xvs_lacp_config config = wire_config(0, "ps");
	bool ok = form(2, "as", "ps");

	xvs_lacp_configure(&w.ends[0].lacp, &config, w.now);
	wire_go(&w, 97000);
	ok &= expect_links("nobody speaks any more", 0);
	config.active = true;
	xvs_lacp_configure(&w.ends[0].lacp, &config, w.now);
	wire_go(&w, 3000);
	return ok && expect_links("one does", 3);
}

static bool test_loopback(void)
{
	struct xvs_lacp_config config = wire_config(0, "as");
	bool ok;

	plug(2, "as", "as");
	xvs_lacp_configure(&w.ends[1].lacp, &config, w.now);
	wire_go(&w, 120000);
	ok = expect_links("a system's own ports", 0);
	return ok && expect("speak", port_of(0, 0)->rx == XVS_LACP_RX_CURRENT &&
			    port_of(0, 0)->mux == XVS_LACP_MUX_DETACHED);
}

static bool test_min_links(void)
{
	struct xvs_lacp_config config = wire_config(0, "as");
	bool ok;

	config.min_links = 2;
	plug(2, "as", "as");
	xvs_lacp_configure(&w.ends[0].lacp, &config, w.now);
	wire_go(&w, 10000);
	ok = expect_links("two of two", 3);
	wire_link(&w, 0, false);
	ok &= expect("one of two", !wire_distributing(&w, 0) &&
		     !xvs_lacp_negotiated(&w.ends[0].lacp) &&
		     port_of(0, 1)->collecting &&
		     wire_distributing(&w, 1) == 2);
	config.min_links = 1;
	xvs_lacp_configure(&w.ends[0].lacp, &config, w.now);
	ok &= expect_links("one of one", 2);
	config.min_links = 3;
	wire_link(&w, 0, true);
	xvs_lacp_configure(&w.ends[0].lacp, &config, w.now);
	wire_go(&w, 10000);
	return ok && expect("two of three", !wire_distributing(&w, 0) &&
			    wire_distributing(&w, 1) == 3);
}

/* ---- churn -------------------------------------------------------------- */

static bool churns(unsigned int end, enum xvs_lacp_churning actor,
		   enum xvs_lacp_churning partner)
{
	return port_of(end, 0)->actor_churn.state == actor &&
	       port_of(end, 0)->partner_churn.state == partner;
}

static bool test_churn(void)
{
	bool ok = true;

	wire_init(&w, 2, "as", "as");
	w.ends[0].deaf[0] = true;
	w.ends[1].deaf[0] = true;
	ok &= expect("no link", churns(0, XVS_LACP_NO_CHURN, XVS_LACP_NO_CHURN));
	wire_link(&w, 0, true);
	wire_go(&w, 59999);
	ok &= expect("almost", churns(0, XVS_LACP_CHURN_MONITOR,
				      XVS_LACP_CHURN_MONITOR));
	wire_go(&w, 1);
	ok &= expect("both", churns(0, XVS_LACP_CHURN, XVS_LACP_CHURN));
	w.ends[0].deaf[0] = false;
	w.ends[1].deaf[0] = false;
	wire_go(&w, 40000);
	ok &= expect("none", churns(0, XVS_LACP_NO_CHURN, XVS_LACP_NO_CHURN));
	return ok && expect("counted", port_of(0, 0)->actor_churn.count == 1 &&
			    port_of(0, 0)->partner_churn.count == 1);
}

/* A link with a key of its own is left out by both ends, and both know of both. */
static bool test_churn_left_out(void)
{
	bool ok = form(2, "as", "as");

	set_key(1, 0, 8);
	wire_go(&w, 59999);
	ok &= expect("almost", churns(0, XVS_LACP_CHURN_MONITOR,
				      XVS_LACP_CHURN_MONITOR) &&
		     churns(1, XVS_LACP_CHURN_MONITOR, XVS_LACP_CHURN_MONITOR));
	wire_go(&w, 1);
	ok &= expect("both", churns(0, XVS_LACP_CHURN, XVS_LACP_CHURN) &&
		     churns(1, XVS_LACP_CHURN, XVS_LACP_CHURN));
	ok &= expect_links("the other is in sync", 2);
	wire_link(&w, 0, false);
	return ok && expect("not without a link",
			    churns(0, XVS_LACP_NO_CHURN, XVS_LACP_NO_CHURN));
}

/* ---- links that lose ---------------------------------------------------- */

static u64 history(bool each_ms, unsigned int loss)
{
	plug(4, "af", "as");
	w.loss = loss;
	w.each_ms = each_ms;
	wire_go(&w, 7000);
	wire_link(&w, 2, false);
	wire_go(&w, 3333);
	wire_link(&w, 2, true);
	wire_go(&w, 10000);
	return w.hash;
}

/* Whoever only runs when it was said misses nothing. */
static bool test_run_in_time(void)
{
	bool ok = true;
	unsigned int loss;

	for (loss = 0; loss <= 60; loss += 20)
		ok &= expect("as each ms",
			     history(false, loss) == history(true, loss));
	return ok;
}

static bool test_loss(void)
{
	bool ok;

	plug(4, "as", "as");
	w.loss = 20;
	wire_go(&w, 120000);
	ok = expect_links("forms", 0xf);
	wire_go(&w, 600000);
	w.loss = 0;
	wire_go(&w, 35000);
	return ok && expect_links("and is there", 0xf);
}

static bool test_all_lost(void)
{
	bool ok = form(4, "af", "as");

	w.loss = 100;
	wire_go(&w, 96000);
	ok &= expect_links("nothing is heard", 0);
	ok &= expect("there is no LAG", !w.ends[0].lacp.selected &&
		     !w.ends[1].lacp.selected);
	w.loss = 0;
	wire_go(&w, 32001);
	return ok && expect_links("forms again", 0xf);
}

/* ---- all of them -------------------------------------------------------- */

static const struct {
	const char *name;
	bool (*test)(void);
} tests[] = {
	{ "each second if the partner asks for it", test_rate_fast },
	{ "each 30 if not", test_rate_slow },
	{ "another rate is asked for", test_rate_changes },
	{ "three LACPDUs in any second", test_limit },
	{ "a link is pulled and restored", test_pull_link },
	{ "all links are pulled, one restored", test_pull_all },
	{ "a fast end goes deaf", test_deaf_fast },
	{ "a slow end goes deaf", test_deaf_slow },
	{ "a fast end is deaf for long", test_deaf_for_long },
	{ "a link is gone at one end", test_half_link },
	{ "a link comes late", test_late_link },
	{ "a link comes while another waits", test_wait_for_others },
	{ "a port is removed and added", test_remove_add },
	{ "a port that is removed says so", test_last_word },
	{ "a port's partner is at another", test_port_moved },
	{ "a partner's key changes", test_partner_key },
	{ "the key of the only link changes", test_own_key },
	{ "both ends have chosen differently", test_other_choices },
	{ "a partner's system changes", test_partner_system },
	{ "a partner's port's priority changes", test_partner_priority },
	{ "an active end turns passive and back", test_active_changes },
	{ "a loop is no partner", test_loopback },
	{ "enough links", test_min_links },
	{ "churn after 60 s of silence", test_churn },
	{ "churn of a link left out", test_churn_left_out },
	{ "runs when it says so", test_run_in_time },
	{ "a fifth is lost", test_loss },
	{ "all is lost for a while", test_all_lost },
};

unsigned int unit_count_lacp_links(void)
{
	return N_FORMS + ARRAY_SIZE(tests);
}

void unit_test_lacp_links(void)
{
	size_t i;

	test_forms();
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		unit_result(tests[i].test(), "lacp: %s", tests[i].name);
}
