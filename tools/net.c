// SPDX-License-Identifier: GPL-2.0
/*
 * The options of a network in words. What is shown of it can be given, but for
 * fdb_n_learned.
 */
#include <net/if.h>
#include <string.h>
#include <linux/xvs_link.h>
#include "bond.h"
#include "iproute2.h"
#include "net.h"
#include "show.h"
#include "vids.h"
#include "words.h"

enum kind {
	CHOICE,		/* __u8, one of names */
	DEVICE,		/* __u32, a device's index */
	VIDS,		/* a bitmap */
	U16,
	U32,
};

/* A network is not locked */
static const char * const lockings[] = {
	[XVS_LOCKING_NETWORK_DEFAULT] = "",
	[XVS_LOCKING_LOCKED] = "",
	[XVS_LOCKING_UNLOCKED] = "unlocked",
	[XVS_LOCKING_DISABLED] = "disabled",
	NULL
};

static const char * const reselects[] = { "always", "better", "failure", NULL };
static const char * const hashes[] = { "tcpudp_ports", "src_mac", NULL };
static const char * const rates[] = { "slow", "fast", NULL };
static const char * const off_on[] = { "off", "on", NULL };

/* What is set to what it is unless something is said of it; NULL: it is not
 * kept in a file
 */
static const struct option {
	const char *name;
	int attr;
	enum kind kind;
	const char * const *names;
	enum net_of of;
	const char *preset;
	const char *bad;
} options[] = {
	{ "vlan", IFLA_XVS_VLAN, U16, NULL, NET_OF_VIEW, NULL,
	  "\"vlan\" is a number in 0..4094" },
	{ "vif_trunk", IFLA_XVS_VIF_TRUNK, VIDS, NULL, NET_OF_ROOT, "all",
	  "\"vif_trunk\" is " VIDS_WORDS },
	{ "ageing_time", IFLA_XVS_AGEING_TIME, U32, NULL, NET_OF_ROOT, "30000",
	  "\"ageing_time\" is a number of hundredths of a second" },
	{ "fdb_n_learned", IFLA_XVS_FDB_N_LEARNED, U32, NULL, NET_OF_ROOT, NULL,
	  NULL },
	{ "fdb_max_learned", IFLA_XVS_FDB_MAX_LEARNED, U32, NULL, NET_OF_ROOT,
	  "65536", "\"fdb_max_learned\" is a number of addresses" },
	{ "default_locking_mode", IFLA_XVS_DEFAULT_LOCKING_MODE, CHOICE,
	  lockings, NET_OF_BOTH, "unlocked",
	  "\"default_locking_mode\" is unlocked or disabled" },
	{ "bond_mode", IFLA_XVS_BOND_MODE, CHOICE, bond_modes, NET_OF_ROOT,
	  "balance-slb",
	  "\"bond_mode\" is balance-slb, active-backup, lacp, broadcast or split-horizon" },
	{ "updelay", IFLA_XVS_BOND_UPDELAY, U32, NULL, NET_OF_ROOT, "31000",
	  "\"updelay\" is a number of milliseconds" },
	{ "downdelay", IFLA_XVS_BOND_DOWNDELAY, U32, NULL, NET_OF_ROOT, "200",
	  "\"downdelay\" is a number of milliseconds" },
	{ "primary", IFLA_XVS_BOND_PRIMARY, DEVICE, NULL, NET_OF_ROOT, "none",
	  "\"primary\" is a device or none" },
	{ "primary_reselect", IFLA_XVS_BOND_RESELECT, CHOICE, reselects,
	  NET_OF_ROOT, "always",
	  "\"primary_reselect\" is always, better or failure" },
	{ "active", IFLA_XVS_BOND_ACTIVE, DEVICE, NULL, NET_OF_ROOT, NULL,
	  "\"active\" is a device or none" },
	{ "rebalance_interval", IFLA_XVS_BOND_REBALANCE, U32, NULL, NET_OF_ROOT,
	  "10000", "\"rebalance_interval\" is a number of milliseconds" },
	{ "hashing_algorithm", IFLA_XVS_BOND_HASH, CHOICE, hashes, NET_OF_ROOT,
	  "tcpudp_ports", "\"hashing_algorithm\" is tcpudp_ports or src_mac" },
	{ "lacp_rate", IFLA_XVS_LACP_FAST, CHOICE, rates, NET_OF_ROOT, "slow",
	  "\"lacp_rate\" is slow or fast" },
	{ "lacp_active", IFLA_XVS_LACP_ACTIVE, CHOICE, off_on, NET_OF_ROOT,
	  "on", "\"lacp_active\" is on or off" },
	{ "lacp_sys_prio", IFLA_XVS_LACP_SYS_PRIO, U16, NULL, NET_OF_ROOT,
	  "65535", "\"lacp_sys_prio\" is a number in 0..65535" },
	{ "min_links", IFLA_XVS_LACP_MIN_LINKS, U16, NULL, NET_OF_ROOT, "0",
	  "\"min_links\" is a number of links" },
	{ "lacp_fallback_ab", IFLA_XVS_LACP_FALLBACK, CHOICE, off_on,
	  NET_OF_ROOT, "on", "\"lacp_fallback_ab\" is on or off" },
	{ "announce_rate", IFLA_XVS_ANNOUNCE_RATE, U32, NULL, NET_OF_ROOT,
	  "20000", "\"announce_rate\" is a number of frames a second" },
};

/* xe(1)'s words for some of them */
static const struct {
	const char *word;
	const char *name;
} aliases[] = {
	{ "mode", "bond_mode" },
	{ "lacp_time", "lacp_rate" },
};

/* How the options are given, with something before each line of them */
void net_usage(FILE *f, int indent)
{
	static const char * const lines[] = {
		"vif_trunk { all | none | VLANS }",
		"ageing_time CENTISECONDS",
		"fdb_max_learned NUMBER",
		"default_locking_mode { unlocked | disabled }",
		"bond_mode { balance-slb | active-backup | lacp |",
		"            broadcast | split-horizon }",
		"updelay MS ] [ downdelay MS",
		"primary { DEV | none } ] [ active { DEV | none }",
		"primary_reselect { always | better | failure }",
		"rebalance_interval MS",
		"hashing_algorithm { tcpudp_ports | src_mac }",
		"lacp_rate { slow | fast } ] [ lacp_active { on | off }",
		"lacp_sys_prio NUMBER ] [ min_links NUMBER",
		"lacp_fallback_ab { on | off }",
		"announce_rate FRAMES_PER_SECOND",
	};
	bool goes_on = false;
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		fprintf(f, "%*s%c %s", indent, "", goes_on ? ' ' : '[',
			lines[i]);
		len = strlen(lines[i]);
		goes_on = lines[i][len - 1] == '|';
		fputs(goes_on ? "\n" : " ]\n", f);
	}
}

static const struct option *find(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(aliases); i++)
		if (words_same(key, aliases[i].word))
			key = aliases[i].name;
	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (words_same(key, options[i].name))
			return options[i].bad ? &options[i] : NULL;
	return NULL;
}

bool net_is_option(const char *key)
{
	return find(key);
}

static bool parse_device(__u32 *v, const char *arg)
{
	*v = strcmp(arg, "none") ? if_nametoindex(arg) : 0;
	return *v || !strcmp(arg, "none");
}

/* Adds an option. NULL, or what is wrong with it */
const char *net_parse(struct net_options *to, const char *key, const char *arg)
{
	const struct option *option = find(key);
	__u8 map[XVS_VLAN_BITMAP_LEN], u8;
	const char *twice;
	bool ok, fits;
	__u64 v = 0;
	__u32 u32;
	__u16 u16;

	twice = words_once(&to->seen, 1U << (option - options));
	if (twice)
		return twice;
	switch (option->kind) {
	case CHOICE:
		ok = *arg && words_choice(&u8, option->names, arg);
		fits = attrs_put(&to->attrs, option->attr, &u8, sizeof(u8));
		break;
	case DEVICE:
		ok = parse_device(&u32, arg);
		fits = attrs_put(&to->attrs, option->attr, &u32, sizeof(u32));
		break;
	case VIDS:
		ok = parse_vids(map, arg);
		fits = attrs_put(&to->attrs, option->attr, map, sizeof(map));
		break;
	case U16:
		ok = words_number(&v, arg, option->attr == IFLA_XVS_VLAN ?
					   VID_MAX : 0xffff);
		u16 = v;
		fits = attrs_put(&to->attrs, option->attr, &u16, sizeof(u16));
		break;
	default:
		ok = words_number(&v, arg, 0xffffffff);
		u32 = v;
		fits = attrs_put(&to->attrs, option->attr, &u32, sizeof(u32));
		break;
	}
	if (!ok)
		return option->bad;
	return fits ? NULL : "too many options";
}

static void show_choice(FILE *f, const struct option *option, unsigned int v)
{
	unsigned int n = 0;

	while (option->names[n] && n < v)
		n++;
	if (option->names == off_on)
		show_on_off(f, option->name, v);
	else if (option->names[n] && *option->names[n])
		show_string(f, option->name, option->names[n]);
	else
		show_uint(f, option->name, v);
}

static void show_device(FILE *f, const char *key, unsigned int index)
{
	char name[IF_NAMESIZE];

	if (!index)
		show_string(f, key, "none");
	else if (if_indextoname(index, name))
		show_string(f, key, name);
	else
		show_uint(f, key, index);
}

static void show_option(FILE *f, const struct option *option,
			const struct rtattr *attr)
{
	switch (option->kind) {
	case CHOICE:
		show_choice(f, option, attr_uint(attr, sizeof(__u8)));
		break;
	case DEVICE:
		show_device(f, option->name, attr_uint(attr, sizeof(__u32)));
		break;
	case VIDS:
		if (RTA_PAYLOAD(attr) >= XVS_VLAN_BITMAP_LEN)
			show_vids(f, option->name, RTA_DATA(attr));
		break;
	case U16:
		show_uint(f, option->name, attr_uint(attr, sizeof(__u16)));
		break;
	default:
		show_uint(f, option->name, attr_uint(attr, sizeof(__u32)));
		break;
	}
}

/* By IFLA_XVS_* */
void net_show(FILE *f, struct rtattr *tb[])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (tb[options[i].attr])
			show_option(f, &options[i], tb[options[i].attr]);
}

/* What a file may say of a network, one after the other. False: no more */
bool net_setting(size_t i, struct net_setting *setting)
{
	size_t n;

	for (n = 0; n < ARRAY_SIZE(options); n++) {
		if (!options[n].preset || i--)
			continue;
		setting->name = options[n].name;
		setting->preset = options[n].preset;
		setting->of = options[n].of;
		return true;
	}
	return false;
}
