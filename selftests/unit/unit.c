// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the module's plain C, in KTAP. What a port lock lets pass and
 * what it drops is told in frames_*.c; with "frames DIR" the frames themselves
 * are written there, and "list" says of each what is to become of it.
 */
#include <linux/types.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "unit.h"

const char *const unit_drop_names[XVS_DROP_MAX] = {
	"passes",
#define X(name, core)	#name
	XVS_DROPS(X),
#undef X
};

static const struct unit_group *const all_groups[] = {
	unit_ethernet, unit_ip4, unit_ip6, unit_icmp6,
};

static unsigned int passed, failed;

void unit_note(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("# ");
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
}

void unit_result(bool ok, const char *fmt, ...)
{
	va_list args;

	if (ok)
		passed++;
	else
		failed++;
	va_start(args, fmt);
	printf("%sok %u ", ok ? "" : "not ", passed + failed);
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
}

static int write_frames(const char *dir)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all_groups); i++)
		unit_write_frames(all_groups[i], dir);
	return 0;
}

static int list_frames(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all_groups); i++)
		unit_list_frames(all_groups[i]);
	return 0;
}

static unsigned int count(void)
{
	unsigned int n = unit_count_prefixes() + unit_count_lacp_pdus() +
			 unit_count_lacp_machines() + unit_count_lacp_links() +
			 unit_count_police() + unit_count_slb();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all_groups); i++)
		n += unit_count_groups(all_groups[i]);
	return n;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc == 3 && !strcmp(argv[1], "frames"))
		return write_frames(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "list"))
		return list_frames();
	printf("KTAP version 1\n1..%u\n", count());
	for (i = 0; i < ARRAY_SIZE(all_groups); i++)
		unit_test_groups(all_groups[i]);
	unit_test_prefixes();
	unit_test_lacp_pdus();
	unit_test_lacp_machines();
	unit_test_lacp_links();
	unit_test_police();
	unit_test_slb();
	printf("# Totals: pass:%u fail:%u xfail:0 xpass:0 skip:0 error:0\n",
	       passed, failed);
	return failed > 0;
}
