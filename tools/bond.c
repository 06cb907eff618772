// SPDX-License-Identifier: GPL-2.0
/* The options of a bond, as `ip link ... type xvs` has them. */
#include <net/if.h>
#include <string.h>
#include <linux/xvs_link.h>
#include "bond.h"
#include "iproute2.h"
#include "show.h"

enum kind {
	CHOICE,		/* __u8, one of names */
	DEVICE,		/* __u32, a device's index */
	U16,
	U32,
};

static const char * const reselects[] = { "always", "better", "failure", NULL };
static const char * const hashes[] = { "tcpudp_ports", "src_mac", NULL };
static const char * const rates[] = { "slow", "fast", NULL };
static const char * const off_on[] = { "off", "on", NULL };

static const struct {
	const char *name;
	int attr;
	enum kind kind;
	const char * const *names;
	const char *bad;
} options[] = {
	{ "bond_mode", IFLA_XVS_BOND_MODE, CHOICE, bond_modes,
	  "\"bond_mode\" is balance-slb, active-backup, lacp, broadcast or split-horizon" },
	{ "updelay", IFLA_XVS_BOND_UPDELAY, U32, NULL,
	  "\"updelay\" is a number of milliseconds" },
	{ "downdelay", IFLA_XVS_BOND_DOWNDELAY, U32, NULL,
	  "\"downdelay\" is a number of milliseconds" },
	{ "primary", IFLA_XVS_BOND_PRIMARY, DEVICE, NULL,
	  "\"primary\" is a device or none" },
	{ "primary_reselect", IFLA_XVS_BOND_RESELECT, CHOICE, reselects,
	  "\"primary_reselect\" is always, better or failure" },
	{ "active", IFLA_XVS_BOND_ACTIVE, DEVICE, NULL,
	  "\"active\" is a device or none" },
	{ "rebalance_interval", IFLA_XVS_BOND_REBALANCE, U32, NULL,
	  "\"rebalance_interval\" is a number of milliseconds" },
	{ "hashing_algorithm", IFLA_XVS_BOND_HASH, CHOICE, hashes,
	  "\"hashing_algorithm\" is tcpudp_ports or src_mac" },
	{ "lacp_rate", IFLA_XVS_LACP_FAST, CHOICE, rates,
	  "\"lacp_rate\" is slow or fast" },
	{ "lacp_active", IFLA_XVS_LACP_ACTIVE, CHOICE, off_on,
	  "\"lacp_active\" is on or off" },
	{ "lacp_sys_prio", IFLA_XVS_LACP_SYS_PRIO, U16, NULL,
	  "\"lacp_sys_prio\" is a number in 0..65535" },
	{ "min_links", IFLA_XVS_LACP_MIN_LINKS, U16, NULL,
	  "\"min_links\" is a number of links" },
	{ "lacp_fallback_ab", IFLA_XVS_LACP_FALLBACK, CHOICE, off_on,
	  "\"lacp_fallback_ab\" is on or off" },
	{ "announce_rate", IFLA_XVS_ANNOUNCE_RATE, U32, NULL,
	  "\"announce_rate\" is a number of frames a second" },
};

void bond_usage(FILE *f)
{
	fputs("               [ bond_mode { balance-slb | active-backup | lacp |\n"
	      "                             broadcast | split-horizon } ]\n"
	      "               [ updelay MS ] [ downdelay MS ]\n"
	      "               [ primary { DEV | none } ] [ active { DEV | none } ]\n"
	      "               [ primary_reselect { always | better | failure } ]\n"
	      "               [ rebalance_interval MS ]\n"
	      "               [ hashing_algorithm { tcpudp_ports | src_mac } ]\n"
	      "               [ lacp_rate { slow | fast } ] [ lacp_active { on | off } ]\n"
	      "               [ lacp_sys_prio NUMBER ] [ min_links NUMBER ]\n"
	      "               [ lacp_fallback_ab { on | off } ]\n"
	      "               [ announce_rate FRAMES_PER_SECOND ]\n", f);
}

static int find(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (!strcmp(key, options[i].name))
			return i;
	return -1;
}

bool bond_is_option(const char *key)
{
	return find(key) >= 0;
}

static bool parse_choice(__u8 *v, const char * const *names, const char *arg)
{
	for (*v = 0; names[*v]; ++*v)
		if (!strcmp(names[*v], arg))
			return true;
	return false;
}

static bool parse_device(__u32 *v, const char *arg)
{
	*v = strcmp(arg, "none") ? if_nametoindex(arg) : 0;
	return *v || !strcmp(arg, "none");
}

/* Exits where the option is not what it should be */
bool bond_parse(struct nlmsghdr *n, const char *key, const char *arg)
{
	int i = find(key);
	__u32 u32;
	__u16 u16;
	bool ok;
	__u8 u8;

	if (i < 0)
		return false;
	switch (options[i].kind) {
	case CHOICE:
		ok = parse_choice(&u8, options[i].names, arg);
		addattr8(n, IPLINK_MSG_MAX, options[i].attr, u8);
		break;
	case DEVICE:
		ok = parse_device(&u32, arg);
		addattr32(n, IPLINK_MSG_MAX, options[i].attr, u32);
		break;
	case U16:
		ok = !get_u16(&u16, arg, 0);
		addattr16(n, IPLINK_MSG_MAX, options[i].attr, ok ? u16 : 0);
		break;
	default:
		ok = !get_u32(&u32, arg, 0);
		addattr32(n, IPLINK_MSG_MAX, options[i].attr, ok ? u32 : 0);
		break;
	}
	if (!ok)
		invarg(options[i].bad, arg);
	return true;
}

static void print_choice(FILE *f, const char *key, const char * const *names,
			 unsigned int v)
{
	unsigned int n = 0;

	while (names[n] && n < v)
		n++;
	if (names == off_on)
		show_on_off(f, key, v);
	else if (names[n])
		show_string(f, key, names[n]);
	else
		show_uint(f, key, v);
}

static void print_device(FILE *f, const char *key, unsigned int index)
{
	char name[IF_NAMESIZE];

	if (!index)
		show_string(f, key, "none");
	else if (if_indextoname(index, name))
		show_string(f, key, name);
	else
		show_uint(f, key, index);
}

void bond_print(FILE *f, struct rtattr *tb[])
{
	const struct rtattr *attr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		attr = tb[options[i].attr];
		if (!attr)
			continue;
		switch (options[i].kind) {
		case CHOICE:
			print_choice(f, options[i].name, options[i].names,
				     attr_uint(attr, sizeof(__u8)));
			break;
		case DEVICE:
			print_device(f, options[i].name,
				     attr_uint(attr, sizeof(__u32)));
			break;
		case U16:
			show_uint(f, options[i].name,
				  attr_uint(attr, sizeof(__u16)));
			break;
		default:
			show_uint(f, options[i].name,
				  attr_uint(attr, sizeof(__u32)));
			break;
		}
	}
}
