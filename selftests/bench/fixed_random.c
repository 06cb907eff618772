// SPDX-License-Identifier: GPL-2.0
/*
 * Random numbers that are always the same. How long the chains of a hash table
 * are depends on its secret; two boots would differ by some instructions for
 * that alone. What a caller gets depends on nothing but the seed, not even on
 * who asked before.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/random.h>
#include "bench.h"

static unsigned int seed = 1;
module_param(seed, uint, 0400);
MODULE_PARM_DESC(seed, "of all random numbers while the module is loaded");

static u64 fixed_number(unsigned int i)
{
	u64 x = (u64)seed << 32 | i;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static void fixed_bytes(void *buf, size_t len)
{
	u8 *bytes = buf;
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = fixed_number(i);
}

static u32 fixed_u32(void)
{
	return fixed_number(0);
}

static int enter_fixed_bytes(struct kprobe *probe, struct pt_regs *regs)
{
	instruction_pointer_set(regs, (unsigned long)fixed_bytes);
	return 1;
}

static int enter_fixed_u32(struct kprobe *probe, struct pt_regs *regs)
{
	instruction_pointer_set(regs, (unsigned long)fixed_u32);
	return 1;
}

/* Without one a probe might become a jump, which can't lead elsewhere. */
static void no_jump(struct kprobe *probe, struct pt_regs *regs,
		    unsigned long flags)
{
}

static struct kprobe bytes_probe = {
	.symbol_name = "get_random_bytes",
	.pre_handler = enter_fixed_bytes,
	.post_handler = no_jump,
};

static struct kprobe u32_probe = {
	.symbol_name = "get_random_u32",
	.pre_handler = enter_fixed_u32,
	.post_handler = no_jump,
};

static struct kprobe *probes[] = { &bytes_probe, &u32_probe };

int bench_fix_random(void)
{
	return register_kprobes(probes, ARRAY_SIZE(probes));
}

void bench_free_random(void)
{
	unregister_kprobes(probes, ARRAY_SIZE(probes));
}
