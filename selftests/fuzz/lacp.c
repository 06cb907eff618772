// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer's target: two groups of four ports that are wired to each other, and
 * bytes that say what happens to them: time, links, settings, frames of any kind.
 * What must be true of a group is looked at after each event. In the end all is
 * made well, after which all links have to carry traffic before long.
 */
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lacp_wire.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Of simulated time, so that no input takes long */
#define TIME_MAX	150000
/* No LACPDU is waited for any longer, and then for other ports twice */
#define HEAL_TIME	40000

struct input {
	const u8 *p;
	const u8 *end;
	u64 time;
};

static struct wire w;

static u8 next(struct input *in)
{
	return in->p < in->end ? *in->p++ : 0;
}

static void go(struct input *in, u64 ms)
{
	if (ms > in->time)
		ms = in->time;
	in->time -= ms;
	wire_go(&w, ms);
}

static void configure(struct input *in, unsigned int end)
{
	struct xvs_lacp_config config = wire_config(end, "");
	u8 flags = next(in);

	config.active = flags & 1;
	config.fast = flags & 2;
	config.min_links = flags >> 2 & 7;
	if (flags & 0x20)
		config.system[5] ^= 1;
	if (flags & 0x40)
		config.system_priority = next(in);
	xvs_lacp_configure(&w.ends[end].lacp, &config, w.now);
	wire_check(&w.ends[end].lacp, w.now);
}

/* Anything */
static void hear_raw(struct input *in, struct xvs_lacp_port *port)
{
	u8 len = next(in);

	if (len > in->end - in->p)
		len = in->end - in->p;
	wire_receive(port, in->p, len, w.now);
	in->p += len;
}

/* A LACPDU that knows more or less whom it is for, changed in a byte or cut */
static void hear_lacpdu(struct input *in, struct xvs_lacp_port *port)
{
	struct xvs_lacp_config config;
	struct xvs_lacp_pdu pdu = {};
	u8 data[XVS_LACP_PDU_LEN];
	u8 who = next(in), at;
	u32 len = sizeof(data);

	config = wire_config(who & 3, "");
	memcpy(pdu.actor.system, config.system, ETH_ALEN);
	pdu.actor.system_priority = who >> 2 & 1;
	pdu.actor.key = who >> 3 & 1;
	pdu.actor.port = who >> 4;
	pdu.actor.state = next(in);
	pdu.partner = port->actor;
	xvs_lacp_build(&pdu, data);
	at = next(in);
	if (at < sizeof(data))
		data[at] = next(in);
	else if (at < 2 * sizeof(data))
		len = at - sizeof(data);
	wire_receive(port, data, len, w.now);
}

static void hear_marker(struct input *in, struct xvs_lacp_port *port)
{
	u8 *marker = malloc(18), *answer = malloc(XVS_LACP_PDU_LEN);
	int i;

	marker[0] = 2;
	marker[2] = 1;
	marker[3] = 16;
	marker[1] = next(in);
	for (i = 4; i < 18; i++)
		marker[i] = next(in);
	if (wire_receive(port, marker, 18, w.now) == XVS_LACP_MARKER) {
		xvs_lacp_answer_marker(port, marker, answer);
		if (answer[2] != 2 || memcmp(answer + 4, marker + 4, 12))
			abort();
		/* An answer is none to be answered */
		if (wire_receive(port, answer, XVS_LACP_PDU_LEN, w.now) !=
		    XVS_LACP_IGNORED)
			abort();
	}
	free(marker);
	free(answer);
}

static void set_link(struct input *in, struct xvs_lacp_port *port)
{
	u8 how = next(in);

	xvs_lacp_set_link(port, how & 1, how >> 1 & 3, w.now);
	wire_check(port->lacp, w.now);
}

static void set_priority(struct input *in, struct xvs_lacp_port *port)
{
	xvs_lacp_set_priority(port, next(in), w.now);
	wire_check(port->lacp, w.now);
}

/* What happens to all or to a link */
static bool happens(struct input *in, u8 what, unsigned int end,
		    unsigned int link)
{
	static const u32 times[] = {
		1, 999, 1000, 2000, 2999, 3000, 30000, 90000,
	};

	switch (what) {
	case 0:
		go(in, times[(end << 2 | link) % ARRAY_SIZE(times)]);
		return true;
	case 1:
		go(in, next(in) * 10);
		return true;
	case 2:
		wire_link(&w, link, true);
		return true;
	case 3:
		wire_link(&w, link, false);
		return true;
	case 4:
		configure(in, end);
		return true;
	case 5:
		w.ends[end].deaf[link] ^= true;
		return true;
	case 6:
		w.loss = next(in) % 101;
		return true;
	default:
		return false;
	}
}

static void happens_to_port(struct input *in, u8 what, unsigned int end,
			    unsigned int link)
{
	struct xvs_lacp_port *port = &w.ends[end].ports[link];
	u8 pdu[XVS_LACP_PDU_LEN];

	switch (what) {
	case 7:
		wire_remove(&w, end, link);
		break;
	case 8:
		set_link(in, port);
		break;
	case 9:
		set_priority(in, port);
		break;
	case 10:
		hear_raw(in, port);
		break;
	case 11:
		hear_marker(in, port);
		break;
	case 12:
		wire_pull(&w, end, link, pdu);
		break;
	default:
		hear_lacpdu(in, port);
	}
}

static void step(struct input *in)
{
	u8 op = next(in), what = op & 0x0f;
	unsigned int end = op >> 4 & 1, link = op >> 5 & 3;

	if (happens(in, what, end, link))
		return;
	if (!w.ends[end].gone[link])
		happens_to_port(in, what, end, link);
	else if (what == 7)
		wire_add(&w, end, link);
}

static void heal_end(unsigned int end)
{
	struct xvs_lacp_config config = wire_config(end, "as");
	unsigned int i;

	xvs_lacp_configure(&w.ends[end].lacp, &config, w.now);
	for (i = 0; i < WIRE_LINKS; i++) {
		w.ends[end].deaf[i] = false;
		if (w.ends[end].gone[i])
			wire_add(&w, end, i);
		xvs_lacp_set_link(&w.ends[end].ports[i], true, WIRE_KEY, w.now);
	}
}

static void heal(void)
{
	w.loss = 0;
	heal_end(0);
	heal_end(1);
	wire_go(&w, HEAL_TIME);
	if (wire_distributing(&w, 0) == 0xf && wire_distributing(&w, 1) == 0xf)
		return;
	fprintf(stderr, "%#x and %#x distribute\n", wire_distributing(&w, 0),
		wire_distributing(&w, 1));
	abort();
}

int fuzz_one_input(const u8 *data, size_t size)
{
	struct input in = { data, data + size, TIME_MAX };
	unsigned int i;

	wire_init(&w, WIRE_LINKS, "as", "as");
	configure(&in, 0);
	configure(&in, 1);
	for (i = 0; i < WIRE_LINKS; i++)
		wire_link(&w, i, true);
	while (in.p < in.end)
		step(&in);
	heal();
	return 0;
}
