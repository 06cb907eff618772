// SPDX-License-Identifier: GPL-2.0
/*
 * Where the instructions go: a timer that looks, every so many of them, which
 * one it has interrupted. Between two samples are many more than a packet
 * takes, and a number of them that no packet's cost divides, so that each
 * instruction of a packet's way is met as often as any other. Those that run
 * with interrupts disabled are counted for the one that enables them again.
 */
#include <linux/hrtimer.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <asm/irq_regs.h>
#include "bench.h"

#define SAMPLE_PERIOD_NS	25013

static struct hrtimer sample_timer;
static unsigned long *samples;
static unsigned int n_samples, max_samples;

static enum hrtimer_restart sample_take(struct hrtimer *timer)
{
	struct pt_regs *regs = get_irq_regs();

	if (regs && !user_mode(regs) && n_samples < max_samples)
		samples[n_samples++] = instruction_pointer(regs);
	hrtimer_forward_now(timer, ns_to_ktime(SAMPLE_PERIOD_NS));
	return HRTIMER_RESTART;
}

int bench_samples_start(unsigned int max)
{
	bench_samples_free();
	samples = kvcalloc(max, sizeof(*samples), GFP_KERNEL);
	if (!samples)
		return -ENOMEM;
	max_samples = max;
	hrtimer_init(&sample_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	sample_timer.function = sample_take;
	hrtimer_start(&sample_timer, ns_to_ktime(SAMPLE_PERIOD_NS),
		      HRTIMER_MODE_REL_HARD);
	return 0;
}

bool bench_samples_full(void)
{
	return READ_ONCE(n_samples) == max_samples;
}

void bench_samples_stop(void)
{
	hrtimer_cancel(&sample_timer);
}

void bench_samples_free(void)
{
	kvfree(samples);
	samples = NULL;
	n_samples = 0;
	max_samples = 0;
}

int bench_samples_show(struct seq_file *m, void *v)
{
	unsigned int i;

	for (i = 0; i < n_samples; i++)
		seq_printf(m, "%pS\n", (void *)samples[i]);
	return 0;
}
