// SPDX-License-Identifier: GPL-2.0
/*
 * A row: let the switch learn its stations, see that each frame arrives where
 * it should and as it was, and then take the time of many more of them.
 */
#include <linux/delay.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <asm/msr.h>
#include "bench.h"

#define BENCH_PRIME_CHUNK	1024
#define BENCH_SAMPLED_BATCHES	100000

/* Until tables that grow in the background have grown, and until the host has
 * said, twice in a second, which groups a new bridge listens to.
 */
#define BENCH_SETTLE_MS	2500

static int bench_row_make_flows(struct bench_row *row)
{
	unsigned int i, n = row->stations, next;
	struct bench_flow *flow;

	row->flows = kvcalloc(n, sizeof(*row->flows), GFP_KERNEL);
	if (!row->flows)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		flow = &row->flows[i];
		next = (i + 1) % n;
		flow->src = i;
		flow->in = row->from[i % row->n_from];
		if (row->flood) {
			flow->dst = n + i;
		} else if (row->n_to) {
			flow->dst = n + i;
			flow->out = row->to[i % row->n_to];
		} else {
			flow->dst = next;
			flow->out = row->from[next % row->n_from];
		}
		bench_frame_build(flow->frame, row, i, flow->src, flow->dst);
	}
	return 0;
}

/* As a driver's poll does. */
static void bench_receive(const struct bench_row *row, const u8 *frame,
			  struct net_device *dev, unsigned int vlan)
{
	struct sk_buff *skb = bench_frame_skb(row, frame, dev, vlan);

	if (skb)
		netif_receive_skb(skb);
}

static void bench_send(const struct bench_row *row,
		       const struct bench_flow *flow)
{
	struct sk_buff *skb = bench_frame_skb(row, flow->frame, flow->in->dev,
					      row->from_vlan);

	if (unlikely(!skb))
		return;
	switch (row->path) {
	case BENCH_SWITCH:
		netif_receive_skb(skb);
		break;
	case BENCH_SINK:
		bench_port_xmit(skb, flow->in->dev);
		break;
	case BENCH_XMIT:
		skb_push(skb, ETH_HLEN);
		skb->dev = flow->out->dev;
		dev_queue_xmit(skb);
		break;
	}
}

/* Let everybody be heard: who is sent to, and who sends. From the last to the
 * first, so that nearly nothing is flooded: each sends to one heard already.
 * The processor is kept for so long that of a few stations all are learned
 * before a table grows; in which order its chains are depends on it.
 */
static void bench_row_prime(struct bench_row *row)
{
	u8 frame[BENCH_FRAME_LEN];
	struct bench_flow *flow;
	unsigned int i;

	for (i = row->stations; i-- > 0;) {
		flow = &row->flows[i];
		local_bh_disable();
		if (row->n_to) {
			bench_frame_build(frame, row, i, flow->dst, flow->src);
			bench_receive(row, frame, flow->out->dev, row->to_vlan);
		}
		bench_receive(row, flow->frame, flow->in->dev, row->from_vlan);
		local_bh_enable();
		if (i % BENCH_PRIME_CHUNK == 0)
			cond_resched();
	}
}

static u64 bench_row_batch(struct bench_row *row, unsigned int *at)
{
	const struct bench_flow *end = &row->flows[row->stations];
	const struct bench_flow *flow = &row->flows[*at];
	u64 begin, time;
	int i;

	local_bh_disable();
	begin = rdtsc_ordered();
	for (i = 0; i < BENCH_BATCH; i++) {
		bench_send(row, flow);
		if (++flow == end)
			flow = row->flows;
	}
	time = rdtsc_ordered() - begin;
	local_bh_enable();
	*at = flow - row->flows;
	return time;
}

static void bench_row_reset(void)
{
	struct bench_port *port;

	list_for_each_entry(port, &bench_ports, node) {
		port->frames = 0;
		port->expected = 0;
		port->wrong = 0;
	}
}

static struct bench_port *bench_row_end(const struct bench_row *row,
					const struct bench_flow *flow)
{
	return row->path == BENCH_SINK ? flow->in : flow->out;
}

/* Say of each port how many of so many frames are to arrive there. */
static void bench_row_expect(struct bench_row *row, unsigned int frames)
{
	const struct bench_flow *flow;
	struct bench_port *end;
	unsigned int i, j;

	for (i = 0; i < frames; i++) {
		flow = &row->flows[i % row->stations];
		end = bench_row_end(row, flow);
		if (end) {
			end->expected++;
			continue;
		}
		for (j = 0; j < row->n_from; j++)
			if (row->from[j] != flow->in)
				row->from[j]->expected++;
	}
}

/* Add what has arrived to the result. Whatever port has got one frame too few
 * or too many, it was lost or flooded.
 */
static void bench_row_judge(struct bench_result *result)
{
	struct bench_port *port;

	list_for_each_entry(port, &bench_ports, node) {
		result->frames += port->frames;
		result->expected += port->expected;
		result->wrong += port->wrong;
		result->wrong += max(port->frames, port->expected) -
				 min(port->frames, port->expected);
		if (port->wrong || port->frames != port->expected)
			netdev_err(port->dev, "%llu frames, not %llu, %llu wrong\n",
				   port->frames, port->expected, port->wrong);
	}
}

/* Each flow at least once. */
static void bench_row_verify(struct bench_row *row, struct bench_result *result)
{
	unsigned int n = DIV_ROUND_UP(row->stations, BENCH_BATCH), i, at = 0;

	bench_row_reset();
	bench_row_expect(row, n * BENCH_BATCH);
	if (row->path != BENCH_SINK)
		bench_verified = row;
	for (i = 0; i < n; i++, cond_resched())
		bench_row_batch(row, &at);
	bench_verified = NULL;
	bench_row_judge(result);
}

static int bench_cmp(const void *a, const void *b)
{
	u64 left = *(const u64 *)a, right = *(const u64 *)b;

	return left < right ? -1 : left > right;
}

static int bench_row_time(struct bench_row *row, struct bench_result *result)
{
	unsigned int i, at = 0;
	u64 *times;

	times = kvcalloc(row->batches, sizeof(*times), GFP_KERNEL);
	if (!times)
		return -ENOMEM;
	bench_row_reset();
	bench_row_expect(row, row->batches * BENCH_BATCH);
	for (i = 0; i < row->batches; i++, cond_resched())
		times[i] = bench_row_batch(row, &at);
	bench_row_judge(result);

	sort(times, row->batches, sizeof(*times), bench_cmp, NULL);
	result->min = times[0];
	result->median = times[row->batches / 2];
	result->max = times[row->batches - 1];
	kvfree(times);
	return 0;
}

static int bench_row_sample(struct bench_row *row)
{
	unsigned int at = 0, left = BENCH_SAMPLED_BATCHES;
	int err;

	err = bench_samples_start(row->samples);
	if (err)
		return err;
	for (; left && !bench_samples_full(); left--, cond_resched())
		bench_row_batch(row, &at);
	bench_samples_stop();
	return 0;
}

/**
 * bench_row_run() - measure a row
 * @row: the row; caller holds RTNL, so that the ports stay
 * @result: is filled in
 *
 * Return: 0 or -ENOMEM
 */
int bench_row_run(struct bench_row *row, struct bench_result *result)
{
	int err;

	err = bench_row_make_flows(row);
	if (err)
		return err;
	if (row->path == BENCH_SWITCH) {
		bench_row_prime(row);
		msleep(BENCH_SETTLE_MS);
	}
	bench_row_verify(row, result);
	err = bench_row_time(row, result);
	if (!err)
		bench_row_verify(row, result);
	if (!err && row->samples)
		err = bench_row_sample(row);
	kvfree(row->flows);
	return err;
}
