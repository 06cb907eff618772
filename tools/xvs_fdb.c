// SPDX-License-Identifier: GPL-2.0
/* xvs fdb: who is where. */
#include <net/if.h>
#include <string.h>
#include <linux/neighbour.h>
#include "host.h"
#include "iproute2.h"
#include "rtnl.h"
#include "show.h"
#include "vids.h"
#include "words.h"
#include "xvs.h"

/* What to show of it */
struct filter {
	const struct host *host;
	unsigned int network;
	int vlan;		/* -1: all */
	unsigned int via;	/* 0: all */
	__u8 mac[ETH_ALEN];
	bool has_mac;
};

static const char *state_name(const struct ndmsg *ndm)
{
	if (ndm->ndm_flags & NTF_STICKY)
		return "locked";
	if (ndm->ndm_state & NUD_PERMANENT)
		return "host";
	return ndm->ndm_state & NUD_NOARP ? "static" : "learned";
}

static void show_entry(const struct filter *filter, const struct ndmsg *ndm,
		       struct rtattr *tb[], unsigned int vlan)
{
	const __u8 *mac = RTA_DATA(tb[NDA_LLADDR]);
	const struct device *via = NULL;
	struct nda_cacheinfo *info;
	char text[3 * ETH_ALEN];

	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	if (tb[NDA_IFINDEX])
		via = host_at(filter->host, attr_uint(tb[NDA_IFINDEX],
						      sizeof(__u32)));
	open_json_object(NULL);
	if (is_json_context())
		show_string(stdout, "mac", text);
	else
		printf("%s ", text);
	show_uint(stdout, "vlan", vlan);
	if (via)
		show_string(stdout, "via", via->name);
	show_string(stdout, "state", state_name(ndm));
	if (tb[NDA_CACHEINFO] && !(ndm->ndm_state & (NUD_PERMANENT | NUD_NOARP))) {
		info = RTA_DATA(tb[NDA_CACHEINFO]);
		/* In hundredths of a second */
		show_uint(stdout, "age", info->ndm_updated / 100);
	}
	if (!is_json_context())
		putchar('\n');
	close_json_object();
}

static int on_entry(const struct nlmsghdr *nlh, void *data)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	const struct filter *filter = data;
	struct rtattr *tb[NDA_MAX + 1];
	unsigned int vlan = 0;

	if (ndm->ndm_ifindex != (int)filter->network)
		return MNL_CB_OK;
	attr_parse(tb, NDA_MAX, (const char *)ndm + NLMSG_ALIGN(sizeof(*ndm)),
		   nlh->nlmsg_len - NLMSG_LENGTH(sizeof(*ndm)));
	if (!tb[NDA_LLADDR] || RTA_PAYLOAD(tb[NDA_LLADDR]) != ETH_ALEN)
		return MNL_CB_OK;
	if (tb[NDA_VLAN])
		vlan = attr_uint(tb[NDA_VLAN], sizeof(__u16));
	if ((filter->vlan >= 0 && filter->vlan != (int)vlan) ||
	    (filter->via && (!tb[NDA_IFINDEX] || filter->via !=
	     attr_uint(tb[NDA_IFINDEX], sizeof(__u32)))) ||
	    (filter->has_mac && memcmp(filter->mac, RTA_DATA(tb[NDA_LLADDR]),
				       ETH_ALEN)))
		return MNL_CB_OK;
	show_entry(filter, ndm, tb, vlan);
	return MNL_CB_OK;
}

static void show_network(struct filter *filter, const struct device *network)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;
	void *body;

	filter->network = network->index;
	nlh = rtnl_request(RTM_GETNEIGH, NLM_F_DUMP, sizeof(*ndm), &body);
	ndm = body;
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_ifindex = network->index;
	open_json_object(NULL);
	if (is_json_context())
		show_string(stdout, "network", network->name);
	else
		printf("network %s\n", network->name);
	open_json_array(PRINT_JSON, "fdb");
	rtnl_dump(nlh, on_entry, filter);
	close_json_array(PRINT_JSON, NULL);
	close_json_object();
}

static __u16 parse_vlan(const char *arg)
{
	__u64 vlan;

	if (!words_number(&vlan, arg, VID_MAX))
		die(EXIT_USAGE, "\"vlan\" is a number in 0..4094");
	return vlan;
}

static unsigned int parse_via(const char *arg)
{
	unsigned int index = if_nametoindex(arg);

	if (!index)
		die(EXIT_REFUSED, "There is no device \"%s\"", arg);
	return index;
}

static void read_filter(struct filter *filter, int argc, char **argv)
{
	const char *key, *value;

	while (argc) {
		key = next_option(&argc, &argv, &value);
		if (value && !strcmp(key, "vlan"))
			filter->vlan = parse_vlan(value);
		else if (value && !strcmp(key, "via"))
			filter->via = parse_via(value);
		else if (value && !strcmp(key, "mac") &&
			 words_mac(filter->mac, value))
			filter->has_mac = true;
		else
			usage();
	}
}

static int show(int argc, char **argv)
{
	const struct device *network = NULL;
	struct host host;
	struct filter filter = { .host = &host, .vlan = -1 };
	size_t i;

	host_read(&host, false);
	if (argc) {
		network = host_network(&host, *argv);
		read_filter(&filter, argc - 1, argv + 1);
	}
	open_json_array(PRINT_JSON, NULL);
	for (i = 0; i < host.n; i++)
		if (network ? &host.devices[i] == network :
		    is_root(&host.devices[i]))
			show_network(&filter, &host.devices[i]);
	close_json_array(PRINT_JSON, NULL);
	json_end();
	host_free(&host);
	return 0;
}

/* add and del: MAC NETWORK [via PORT] [vlan VID] */
static int change(int type, int flags, int argc, char **argv)
{
	const char *key, *value;
	__u8 mac[ETH_ALEN];
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;
	__u16 vlan = 0;
	void *body;

	if (argc < 2)
		usage();
	if (!words_mac(mac, argv[0]))
		die(EXIT_USAGE, "\"%s\" is no address such as 02:00:00:00:00:01",
		    argv[0]);
	nlh = rtnl_request(type, NLM_F_ACK | flags, sizeof(*ndm), &body);
	ndm = body;
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_flags = NTF_SELF;
	ndm->ndm_state = NUD_NOARP;
	ndm->ndm_ifindex = parse_via(argv[1]);
	mnl_attr_put(nlh, NDA_LLADDR, sizeof(mac), mac);
	for (argc -= 2, argv += 2; argc;) {
		key = next_option(&argc, &argv, &value);
		if (value && !strcmp(key, "vlan"))
			vlan = parse_vlan(value);
		else if (value && !strcmp(key, "via"))
			mnl_attr_put_u32(nlh, NDA_IFINDEX, parse_via(value));
		else
			usage();
	}
	/* None is the native one, whose number the kernel takes for wrong */
	if (vlan)
		mnl_attr_put_u16(nlh, NDA_VLAN, vlan);
	rtnl_talk(nlh, NULL, NULL);
	return 0;
}

static int add(int argc, char **argv)
{
	return change(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, argc, argv);
}

static int del(int argc, char **argv)
{
	return change(RTM_DELNEIGH, 0, argc, argv);
}

static const struct command verbs[] = {
	{ "show", show,
	  "fdb [ show [ NETWORK [ vlan VID ] [ via PORT ] [ mac MAC ] ] ]" },
	{ "add", add, "fdb add MAC NETWORK via PORT [ vlan VID ]" },
	{ "del", del, "fdb del MAC NETWORK [ vlan VID ]" },
	{ "flush", network_flush, "fdb flush NETWORK" },
	{ NULL, NULL, NULL }
};

int do_fdb(int argc, char **argv)
{
	return command_run(verbs, "verb", argc, argv);
}
