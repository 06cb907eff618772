// SPDX-License-Identifier: GPL-2.0
/* What a PIF is to its bond, in words, and how a bond's modes are called. */
#include <string.h>
#include <linux/xvs_link.h>
#include "bond.h"
#include "iproute2.h"
#include "show.h"

#define ETH_ALEN	6

const char * const bond_modes[] = {
	[XVS_BOND_MODE_BALANCE_SLB] = "balance-slb",
	[XVS_BOND_MODE_ACTIVE_BACKUP] = "active-backup",
	[XVS_BOND_MODE_LACP] = "lacp",
	[XVS_BOND_MODE_BROADCAST] = "broadcast",
	[XVS_BOND_MODE_SPLIT_HORIZON] = "split-horizon",
	NULL
};

static const char * const rx_names[] = {
	[XVS_LACP_RX_STATE_INITIALIZE] = "initialize",
	[XVS_LACP_RX_STATE_PORT_DISABLED] = "port-disabled",
	[XVS_LACP_RX_STATE_EXPIRED] = "expired",
	[XVS_LACP_RX_STATE_DEFAULTED] = "defaulted",
	[XVS_LACP_RX_STATE_CURRENT] = "current",
};

static const char * const mux_names[] = {
	[XVS_LACP_MUX_STATE_DETACHED] = "detached",
	[XVS_LACP_MUX_STATE_WAITING] = "waiting",
	[XVS_LACP_MUX_STATE_ATTACHED] = "attached",
	[XVS_LACP_MUX_STATE_COLLECTING_DISTRIBUTING] =
		"collecting-distributing",
};

/* By bit of a state, as the standard writes them */
static const char * const flag_names[] = {
	"activity", "timeout", "aggregation", "synchronization",
	"collecting", "distributing", "defaulted", "expired",
};

static void show_name(FILE *f, const char *key, const char * const names[],
		      size_t n, unsigned int v)
{
	if (v < n)
		show_string(f, key, names[v]);
	else
		show_uint(f, key, v);
}

static void show_flags(FILE *f, unsigned int state)
{
	char text[128] = "";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flag_names); i++) {
		if (!(state & 1U << i))
			continue;
		if (*text)
			strcat(text, ",");
		strcat(text, flag_names[i]);
	}
	show_string(f, "state", *text ? text : "none");
}

static void show_system(FILE *f, const struct rtattr *attr)
{
	const __u8 *mac = RTA_DATA(attr);
	char text[3 * ETH_ALEN];

	if (RTA_PAYLOAD(attr) < ETH_ALEN)
		return;
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	show_string(f, "system", text);
}

static void show_info(FILE *f, const char *key, const struct rtattr *nest)
{
	static const struct {
		int attr;
		const char *name;
	} numbers[] = {
		{ XVS_A_LACP_INFO_SYSTEM_PRIO, "system_prio" },
		{ XVS_A_LACP_INFO_KEY, "key" },
		{ XVS_A_LACP_INFO_PORT_PRIO, "port_prio" },
		{ XVS_A_LACP_INFO_PORT, "port" },
	};
	struct rtattr *tb[XVS_A_LACP_INFO_MAX + 1];
	size_t i;

	attr_parse(tb, XVS_A_LACP_INFO_MAX, RTA_DATA(nest), RTA_PAYLOAD(nest));
	if (is_json_context())
		open_json_object(key);
	else
		fprintf(f, "%s { ", key);
	if (tb[XVS_A_LACP_INFO_SYSTEM])
		show_system(f, tb[XVS_A_LACP_INFO_SYSTEM]);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (tb[numbers[i].attr])
			show_uint(f, numbers[i].name,
				  attr_uint(tb[numbers[i].attr], sizeof(__u16)));
	if (tb[XVS_A_LACP_INFO_STATE])
		show_flags(f, attr_uint(tb[XVS_A_LACP_INFO_STATE], 1));
	if (is_json_context())
		close_json_object();
	else
		fputs("} ", f);
}

static void show_lacp(FILE *f, struct rtattr *tb[])
{
	if (tb[XVS_A_MEMBER_LACP_RX])
		show_name(f, "lacp_rx", rx_names, ARRAY_SIZE(rx_names),
			  attr_uint(tb[XVS_A_MEMBER_LACP_RX], 1));
	if (tb[XVS_A_MEMBER_LACP_MUX])
		show_name(f, "lacp_mux", mux_names, ARRAY_SIZE(mux_names),
			  attr_uint(tb[XVS_A_MEMBER_LACP_MUX], 1));
	if (tb[XVS_A_MEMBER_LACP_ACTOR])
		show_info(f, "actor", tb[XVS_A_MEMBER_LACP_ACTOR]);
	if (tb[XVS_A_MEMBER_LACP_PARTNER])
		show_info(f, "partner", tb[XVS_A_MEMBER_LACP_PARTNER]);
	if (tb[XVS_A_MEMBER_LACP_ACTOR_CHURNED])
		show_on_off(f, "actor_churned",
			    attr_uint(tb[XVS_A_MEMBER_LACP_ACTOR_CHURNED], 1));
	if (tb[XVS_A_MEMBER_LACP_PARTNER_CHURNED])
		show_on_off(f, "partner_churned",
			    attr_uint(tb[XVS_A_MEMBER_LACP_PARTNER_CHURNED], 1));
}

static void show_counts(FILE *f, struct rtattr *tb[])
{
	static const struct {
		int attr;
		const char *name;
	} counts[] = {
		{ XVS_A_MEMBER_LOAD, "load" },
		{ XVS_A_MEMBER_LACP_PDUS_RX, "lacp_pdus_rx" },
		{ XVS_A_MEMBER_LACP_PDUS_TX, "lacp_pdus_tx" },
		{ XVS_A_MEMBER_LACP_PDUS_BAD, "lacp_pdus_bad" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++)
		if (tb[counts[i].attr])
			show_u64(f, counts[i].name,
				 attr_uint(tb[counts[i].attr], sizeof(__u64)));
}

/* A nest of XVS_A_MEMBER_*, but for the name of the PIF */
void member_show(FILE *f, const void *data, int len)
{
	static const struct {
		int attr;
		const char *name;
	} flags[] = {
		{ XVS_A_MEMBER_LINK, "link" },
		{ XVS_A_MEMBER_ENABLED, "enabled" },
		{ XVS_A_MEMBER_CARRIES, "carries" },
		{ XVS_A_MEMBER_ACTIVE, "active" },
	}, numbers[] = {
		{ XVS_A_MEMBER_FAILURES, "failures" },
		{ XVS_A_MEMBER_FLAPS, "flaps" },
		{ XVS_A_MEMBER_SPEED, "speed" },
		{ XVS_A_MEMBER_BUCKETS, "buckets" },
	};
	struct rtattr *tb[XVS_A_MEMBER_MAX + 1];
	size_t i;

	attr_parse(tb, XVS_A_MEMBER_MAX, data, len);
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (tb[flags[i].attr])
			show_on_off(f, flags[i].name,
				    attr_uint(tb[flags[i].attr], 1));
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (tb[numbers[i].attr])
			show_uint(f, numbers[i].name,
				  attr_uint(tb[numbers[i].attr], sizeof(__u32)));
	if (tb[XVS_A_MEMBER_DUPLEX])
		show_string(f, "duplex", attr_uint(tb[XVS_A_MEMBER_DUPLEX], 1) ?
			    "full" : "half");
	if (tb[XVS_A_MEMBER_LACP_PRIO])
		show_uint(f, "lacp_prio",
			  attr_uint(tb[XVS_A_MEMBER_LACP_PRIO], sizeof(__u16)));
	if (tb[XVS_A_MEMBER_LACP_KEY])
		show_uint(f, "lacp_key",
			  attr_uint(tb[XVS_A_MEMBER_LACP_KEY], sizeof(__u16)));
	show_lacp(f, tb);
	show_counts(f, tb);
}
