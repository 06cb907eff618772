// SPDX-License-Identifier: GPL-2.0
/*
 * frame: a stream of numbered frames at a steady pace, and what became of each:
 * how many were lost or came twice, and how long the longest outage was, by the
 * times at which the frames were sent.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include "frame.h"

#define MAX_DEVICES	8
#define LINGER_US	300000
#define MARK_LEN	8

struct stream {
	struct device from;
	struct device to[MAX_DEVICES];
	unsigned long by[MAX_DEVICES];
	unsigned int n_to;
	struct packet frame;
	u32 count;
	u32 interval;
	u32 mark;	/* tells this stream's frames from others' */
	u64 *sent;	/* when each was, us; 0: it was not */
	u32 *received;	/* how often each was */
};

/* The frame ends with the mark and its number */
static void write_end(struct stream *s, u32 number)
{
	u8 *end = s->frame.data + s->frame.len - MARK_LEN;

	memcpy(end, &s->mark, sizeof(s->mark));
	memcpy(end + 4, &number, sizeof(number));
}

static void count_frame(struct stream *s, unsigned int i, const struct packet *p)
{
	u32 mark, number;

	if (p->len < MARK_LEN)
		return;
	memcpy(&mark, p->data + p->len - MARK_LEN, sizeof(mark));
	memcpy(&number, p->data + p->len - 4, sizeof(number));
	if (mark != s->mark || number >= s->count)
		return;
	s->received[number]++;
	s->by[i]++;
}

static void receive_until(struct stream *s, u64 end)
{
	struct pollfd pfd[MAX_DEVICES];
	struct packet p;
	unsigned int i;
	u64 now;

	for (i = 0; i < s->n_to; i++)
		pfd[i] = (struct pollfd){ s->to[i].fd, POLLIN, 0 };
	do {
		for (i = 0; i < s->n_to; i++)
			while (device_receive(&s->to[i], &p))
				count_frame(s, i, &p);
		now = now_us();
		if (now < end && poll(pfd, s->n_to, (end - now) / 1000) < 0)
			die("poll: %m");
		now = now_us();
		if (now < end && end - now < 1000)
			pause_us(end - now);
	} while (now_us() < end);
}

static void run(struct stream *s)
{
	u64 start = now_us();
	u32 i;

	for (i = 0; i < s->count; i++) {
		receive_until(s, start + (u64)i * s->interval);
		write_end(s, i);
		s->sent[i] = now_us();
		if (!device_send(&s->from, &s->frame, 1))
			s->received[i] = 0;
	}
	receive_until(s, now_us() + LINGER_US);
}

/* From the last frame before a gap that arrived to the first one after it, less
 * what there is between two frames in any case
 */
static u64 longest_outage(const struct stream *s)
{
	u64 longest = 0, outage;
	u32 i, last = 0;

	for (i = 0; i < s->count; i++) {
		if (!s->received[i] && i + 1 < s->count)
			continue;
		outage = i - last > 1 ? s->sent[i] - s->sent[last + 1] : 0;
		if (outage > longest)
			longest = outage;
		last = i;
	}
	return longest;
}

static void report(const struct stream *s)
{
	unsigned long lost = 0, twice = 0;
	unsigned int i;

	for (i = 0; i < s->count; i++) {
		lost += !s->received[i];
		if (s->received[i] > 1)
			twice += s->received[i] - 1;
	}
	printf("{\"sent\":%u,\"lost\":%lu,\"duplicates\":%lu,\"outage_us\":%llu",
	       s->count, lost, twice, (unsigned long long)longest_outage(s));
	for (i = 0; i < s->n_to; i++)
		printf(",\"%s\":%lu", s->to[i].name, s->by[i]);
	puts("}");
}

static void parse(struct stream *s, struct keys *keys, char **argv)
{
	if (!*argv)
		die("stream: from which device?");
	device_parse(&s->from, *argv);
	for (argv++; *argv && strcmp(*argv, "to"); argv++) {
		if (!strcmp(*argv, "count"))
			s->count = next_number(&argv, 1, 100000000);
		else if (!strcmp(*argv, "interval"))
			s->interval = next_number(&argv, 0, 1000000);
		else
			parse_key(keys, *argv);
	}
	for (argv += !!*argv; *argv; argv++) {
		if (s->n_to == MAX_DEVICES)
			die("stream: to more than %d devices", MAX_DEVICES);
		device_parse(&s->to[s->n_to++], *argv);
	}
	if (!s->n_to)
		die("stream: to whom?");
}

int cmd_stream(char **argv)
{
	struct stream s = { .count = 1000, .interval = 1000 };
	struct keys keys = { 0 };
	unsigned int i;

	parse(&s, &keys, argv);
	if (!(keys.set & K_SRC))
		device_mac(s.from.name, keys.src.addr);
	if (!(keys.set & K_LEN)) {
		keys.set |= K_LEN;
		keys.len = 100;
	}
	build_check(&keys, false);
	build(&keys, 0, false, &s.frame);
	s.mark = now_us() * 2654435761U;
	s.sent = calloc(s.count, sizeof(*s.sent));
	s.received = calloc(s.count, sizeof(*s.received));
	if (!s.sent || !s.received)
		die("out of memory");
	for (i = 0; i < s.n_to; i++)
		device_open_rx(&s.to[i], true, false);
	device_open_tx(&s.from, false);
	run(&s);
	report(&s);
	return 0;
}
