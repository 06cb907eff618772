// SPDX-License-Identifier: GPL-2.0
/*
 * xvs: what there is to say to the virtual switch beyond ip(8): to devices that
 * are no ports yet, and about single frames.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "genl.h"
#include "iproute2.h"
#include "lock.h"
#include "qos.h"
#include "show.h"
#include "xvs.h"

int show_stats;

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "lock", do_lock },
	{ "bond", do_bond },
	{ "vif", do_vif },
	{ "check", do_check },
	{ "monitor", do_monitor },
};

static const char usage_start[] =
	"Usage: xvs [ -j ] [ -s ] lock show [ DEV ]\n"
	"       xvs lock set DEV OPTION...\n"
	"       xvs [ -j ] bond [ show [ NETWORK ] ]\n"
	"       xvs bond { announce | rebalance } NETWORK\n"
	"       xvs vif move DEV NETWORK\n"
	"       xvs [ -j ] vif drops NETWORK\n"
	"       xvs [ -j ] check [ -x ] DEV [ < FRAME ]\n"
	"       xvs [ -j ] monitor\n"
	"\n"
	"OPTION := [ role { vif | pif } ]\n";

static const char usage_end[] =
	"       FRAME := an Ethernet frame, with -x in hexadecimal\n"
	"       -j    in JSON, -s drop counters too\n";

/* Whatever was written is not worth reading if there is an error */
void die(int status, const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("Error: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs(".\n", stderr);
	exit(status);
}

void usage(void)
{
	fputs(usage_start, stderr);
	qos_usage(stderr, 10);
	lock_usage(stderr, 10);
	fputs(usage_end, stderr);
	exit(EXIT_USAGE);
}

static void put_name(struct nlmsghdr *nlh, int type, const char *name)
{
	if (!*name || strlen(name) > 15)
		die(EXIT_USAGE, "\"%s\" is no name of a device", name);
	mnl_attr_put_strz(nlh, type, name);
}

void put_device(struct nlmsghdr *nlh, const char *name)
{
	put_name(nlh, XVS_A_IFNAME, name);
}

void put_network(struct nlmsghdr *nlh, const char *name)
{
	put_name(nlh, XVS_A_NETWORK_IFNAME, name);
}

/* A device that is gone has its number alone */
void show_device(const struct nlattr *tb[])
{
	if (tb[XVS_A_IFINDEX] && (is_json_context() || !tb[XVS_A_IFNAME]))
		show_uint(stdout, "ifindex", mnl_attr_get_u32(tb[XVS_A_IFINDEX]));
	if (tb[XVS_A_IFNAME] && is_json_context())
		show_string(stdout, "ifname", mnl_attr_get_str(tb[XVS_A_IFNAME]));
	else if (tb[XVS_A_IFNAME])
		printf("%s ", mnl_attr_get_str(tb[XVS_A_IFNAME]));
	if (tb[XVS_A_NETWORK_IFNAME])
		show_string(stdout, "network",
			    mnl_attr_get_str(tb[XVS_A_NETWORK_IFNAME]));
}

void end_line(void)
{
	if (!is_json_context())
		putchar('\n');
	fflush(stdout);
}

static void show_bytes(const struct nlattr *attr)
{
	const __u8 *bytes = mnl_attr_get_payload(attr);
	size_t i, len = mnl_attr_get_payload_len(attr);
	char text[2 * 64 + 1] = "";

	for (i = 0; i < len && i < 64; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	show_string(stdout, "frame", text);
}

/* A frame that a lock has dropped; the time is since the machine started */
void show_offender(const struct nlattr *tb[])
{
	__u64 time = tb[XVS_A_TIME] ? mnl_attr_get_u64(tb[XVS_A_TIME]) : 0;

	if (is_json_context())
		show_u64(stdout, "time", time);
	else
		printf("[%5llu.%06llu] ", time / 1000000000ULL,
		       time / 1000ULL % 1000000ULL);
	show_device(tb);
	if (tb[XVS_A_REASON])
		show_string(stdout, "reason",
			    mnl_attr_get_str(tb[XVS_A_REASON]));
	if (tb[XVS_A_VID])
		show_uint(stdout, "vlan", mnl_attr_get_u16(tb[XVS_A_VID]));
	if (tb[XVS_A_FRAME_LEN])
		show_uint(stdout, "length",
			  mnl_attr_get_u32(tb[XVS_A_FRAME_LEN]));
	if (tb[XVS_A_FRAME])
		show_bytes(tb[XVS_A_FRAME]);
	end_line();
}

static void global_option(const char *option)
{
	if (!strcmp(option, "-j") || !strcmp(option, "-json"))
		json_enable();
	else if (!strcmp(option, "-s") || !strcmp(option, "-statistics"))
		show_stats = 1;
	else
		usage();
}

int main(int argc, char **argv)
{
	size_t i;

	while (--argc > 0 && **++argv == '-')
		global_option(*argv);
	if (argc <= 0)
		usage();
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(*argv, commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	usage();
}
