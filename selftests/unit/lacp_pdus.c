// SPDX-License-Identifier: GPL-2.0
/* What is on the wire: which frames of slow protocols are taken for what */
#include <stdio.h>
#include <string.h>
#include "lacp_wire.h"
#include "unit.h"

#define NOW	5000

static struct xvs_lacp group;
static struct xvs_lacp_port port;

static void set_up(bool link)
{
	struct xvs_lacp_config config = wire_config(0, "as");

	xvs_lacp_init(&group, &config);
	xvs_lacp_add(&group, &port, 1, 65535, NOW);
	xvs_lacp_set_link(&port, link, WIRE_KEY, NOW);
}

/* By the book, byte by byte (6.4.2.3, 6.5.3.3) */
static const u8 lacpdu[XVS_LACP_PDU_LEN] = {
	1, 1,
	1, 20, 0x80, 0x01, 2, 0, 0, 0, 0, 5, 0x01, 0x02, 0x80, 0x03, 0, 4,
	0x3d, 0, 0, 0,
	2, 20, 0xff, 0xff, 0, 0x16, 0x3e, 0, 0, 0x0a, 0, WIRE_KEY, 0xff, 0xff,
	0, 1, 0x0d, 0, 0, 0,
	3, 16, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0,
};

static const u8 marker[XVS_LACP_PDU_LEN] = {
	2, 1,
	1, 16, 0, 4, 2, 0, 0, 0, 0, 5, 0xde, 0xad, 0xbe, 0xef, 0, 0,
	0, 0,
};

/* Those frames with a byte changed, and so long */
static const struct pdu_case {
	const char *name;
	const u8 *base;
	u32 len;
	u8 at;
	u8 value;
	enum xvs_lacp_heard heard;
} cases[] = {
	{ "a LACPDU", lacpdu, 110, 0, 1, XVS_LACP_HANDLED },
	{ "another version", lacpdu, 110, 1, 2, XVS_LACP_HANDLED },
	{ "version 0", lacpdu, 110, 1, 0, XVS_LACP_HANDLED },
	{ "reserved bytes of the actor", lacpdu, 110, 19, 9, XVS_LACP_HANDLED },
	{ "reserved bytes of the partner", lacpdu, 110, 41, 9,
	  XVS_LACP_HANDLED },
	{ "another type of collector", lacpdu, 110, 42, 9, XVS_LACP_HANDLED },
	{ "another length of collector", lacpdu, 110, 43, 255,
	  XVS_LACP_HANDLED },
	{ "another terminator", lacpdu, 110, 58, 4, XVS_LACP_HANDLED },
	{ "reserved bytes at the end", lacpdu, 110, 109, 4, XVS_LACP_HANDLED },
	{ "no more than both ends", lacpdu, 42, 0, 1, XVS_LACP_HANDLED },
	{ "not as much", lacpdu, 41, 0, 1, XVS_LACP_BAD },
	{ "just the actor", lacpdu, 22, 0, 1, XVS_LACP_BAD },
	{ "just the subtype", lacpdu, 1, 0, 1, XVS_LACP_BAD },
	{ "nothing", lacpdu, 0, 0, 1, XVS_LACP_BAD },
	{ "another type of actor", lacpdu, 110, 2, 2, XVS_LACP_BAD },
	{ "a shorter actor", lacpdu, 110, 3, 19, XVS_LACP_BAD },
	{ "a longer actor", lacpdu, 110, 3, 255, XVS_LACP_BAD },
	{ "another type of partner", lacpdu, 110, 22, 1, XVS_LACP_BAD },
	{ "a shorter partner", lacpdu, 110, 23, 0, XVS_LACP_BAD },
	{ "a longer partner", lacpdu, 110, 23, 21, XVS_LACP_BAD },
	{ "a marker", marker, 110, 0, 2, XVS_LACP_MARKER },
	{ "a marker of another version", marker, 110, 1, 7, XVS_LACP_MARKER },
	{ "a marker without an end", marker, 18, 0, 2, XVS_LACP_MARKER },
	{ "not a whole marker", marker, 17, 0, 2, XVS_LACP_BAD },
	{ "a marker without anything", marker, 1, 0, 2, XVS_LACP_BAD },
	{ "a marker's response", marker, 110, 2, 2, XVS_LACP_IGNORED },
	{ "a marker of another type", marker, 110, 2, 3, XVS_LACP_BAD },
	{ "a marker of another length", marker, 110, 3, 17, XVS_LACP_BAD },
	{ "OAM", lacpdu, 110, 0, 3, XVS_LACP_IGNORED },
	{ "no subtype", lacpdu, 110, 0, 0, XVS_LACP_IGNORED },
	{ "the last subtype", lacpdu, 110, 0, 255, XVS_LACP_IGNORED },
};

/* Each is counted once, and as what it is */
static bool check_counted(const struct pdu_case *c, u8 subtype)
{
	const struct xvs_lacp_stats *s = &port.stats;
	u64 n = s->lacpdu_rx + s->marker_rx + s->marker_response_rx + s->bad +
		s->unknown;

	if (n != 1)
		return false;
	switch (c->heard) {
	case XVS_LACP_HANDLED:
		return s->lacpdu_rx;
	case XVS_LACP_MARKER:
		return s->marker_rx;
	case XVS_LACP_BAD:
		return s->bad;
	default:
		return subtype == 2 ? s->marker_response_rx : s->unknown;
	}
}

static void test_case(const struct pdu_case *c)
{
	u8 data[XVS_LACP_PDU_LEN];
	enum xvs_lacp_heard heard;

	set_up(true);
	memcpy(data, c->base, sizeof(data));
	data[c->at] = c->value;
	heard = wire_receive(&port, data, c->len, NOW);
	unit_result(heard == c->heard && check_counted(c, data[0]),
		    "lacp: %s: %s", c->name,
		    heard == XVS_LACP_HANDLED ? "handled" :
		    heard == XVS_LACP_MARKER ? "to be answered" :
		    heard == XVS_LACP_BAD ? "bad" : "ignored");
}

/* ---- the rest ----------------------------------------------------------- */

static bool test_fields(void)
{
	static const struct xvs_lacp_info expected = {
		.system_priority = 0x8001,
		.system = { 2, 0, 0, 0, 0, 5 },
		.key = 0x0102,
		.port_priority = 0x8003,
		.port = 4,
		.state = 0x3d,
	};
	const struct xvs_lacp_info *p = &port.partner;

	set_up(true);
	wire_receive(&port, lacpdu, sizeof(lacpdu), NOW);
	return p->system_priority == expected.system_priority &&
	       !memcmp(p->system, expected.system, ETH_ALEN) &&
	       p->key == expected.key &&
	       p->port_priority == expected.port_priority &&
	       p->port == expected.port && p->state == expected.state;
}

static bool test_answer(void)
{
	u8 expected[XVS_LACP_PDU_LEN], answer[XVS_LACP_PDU_LEN];

	set_up(true);
	memset(answer, 0xa5, sizeof(answer));
	memcpy(expected, marker, sizeof(expected));
	expected[2] = 2;
	xvs_lacp_answer_marker(&port, marker, answer);
	return !memcmp(answer, expected, sizeof(answer)) &&
	       port.stats.marker_response_tx == 1;
}

static bool test_marker_limit(void)
{
	unsigned int n[3] = {}, ms;

	set_up(true);
	for (ms = 0; ms < 3000; ms += 10) {
		xvs_lacp_run(&group, NOW + ms);
		n[ms / 1000] += wire_receive(&port, marker, sizeof(marker),
					     NOW + ms) == XVS_LACP_MARKER;
	}
	return n[0] == 5 && n[1] == 5 && n[2] == 5 &&
	       port.stats.marker_rx == 300;
}

static bool test_no_link(void)
{
	set_up(false);
	return wire_receive(&port, lacpdu, sizeof(lacpdu), NOW) ==
	       XVS_LACP_IGNORED &&
	       wire_receive(&port, marker, sizeof(marker), NOW) ==
	       XVS_LACP_IGNORED && port.rx == XVS_LACP_RX_PORT_DISABLED;
}

/* What is said first, byte by byte */
static bool test_first(void)
{
	static const u8 expected[XVS_LACP_PDU_LEN] = {
		1, 1,
		1, 20, 0xff, 0xff, 0, 0x16, 0x3e, 0, 0, 0x0a, 0, WIRE_KEY,
		0xff, 0xff, 0, 1,
		XVS_LACP_ACTIVITY | XVS_LACP_AGGREGATION | XVS_LACP_DEFAULTED |
		XVS_LACP_EXPIRED, 0, 0, 0,
		2, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		XVS_LACP_TIMEOUT, 0, 0, 0,
		3, 16, 0xff, 0xff,
	};
	u8 data[XVS_LACP_PDU_LEN];

	set_up(true);
	return xvs_lacp_pull(&port, NOW, data) &&
	       !memcmp(data, expected, sizeof(data)) &&
	       !xvs_lacp_pull(&port, NOW, data) && port.stats.lacpdu_tx == 1;
}

static const struct {
	const char *name;
	bool (*test)(void);
} tests[] = {
	{ "what a LACPDU says", test_fields },
	{ "what is said first", test_first },
	{ "a marker's answer", test_answer },
	{ "five markers in a second are answered", test_marker_limit },
	{ "nothing is heard without a link", test_no_link },
};

unsigned int unit_count_lacp_pdus(void)
{
	return ARRAY_SIZE(cases) + ARRAY_SIZE(tests);
}

void unit_test_lacp_pdus(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		test_case(&cases[i]);
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		unit_result(tests[i].test(), "lacp: %s", tests[i].name);
}
