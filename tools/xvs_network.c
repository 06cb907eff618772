// SPDX-License-Identifier: GPL-2.0
/* xvs network: networks come, change and go. */
#include <net/if.h>
#include <string.h>
#include "address.h"
#include "host.h"
#include "net.h"
#include "rtnl.h"
#include "show.h"
#include "words.h"
#include "xvs.h"

/* What is said of any device */
struct link_options {
	const char *link, *name;
	__u32 mtu;
	__u8 mac[ETH_ALEN];
	bool has_mtu, has_mac;
	int up;		/* -1: nothing */
};

static void put_link_options(struct nlmsghdr *nlh, struct ifinfomsg *ifi,
			     const struct link_options *link)
{
	if (link->has_mtu)
		mnl_attr_put_u32(nlh, IFLA_MTU, link->mtu);
	if (link->has_mac)
		mnl_attr_put(nlh, IFLA_ADDRESS, sizeof(link->mac), link->mac);
	if (link->up >= 0) {
		ifi->ifi_change = IFF_UP;
		ifi->ifi_flags = link->up ? IFF_UP : 0;
	}
}

static void put_info(struct nlmsghdr *nlh, const struct attrs *attrs)
{
	struct nlattr *info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);

	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "xvs");
	if (attrs->len)
		mnl_attr_put(nlh, IFLA_INFO_DATA, attrs->len, attrs->data);
	mnl_attr_nest_end(nlh, info);
}

/* NULL, or what is wrong with it */
const char *network_mtu(__u32 *mtu, const char *arg)
{
	__u64 v;

	if (!words_number(&v, arg, 0x7fffffff))
		return "\"mtu\" is a number of bytes";
	*mtu = v;
	return NULL;
}

/* The same */
const char *network_address(__u8 *mac, const char *arg)
{
	return words_mac(mac, arg) ? NULL :
	       "\"address\" is such as 02:00:00:00:00:01";
}

/* Adds an option. NULL, or what is wrong with it */
static const char *parse(struct link_options *link, struct net_options *options,
			 const char *key, const char *value)
{
	if (!strcmp(key, "link")) {
		link->link = value;
		return NULL;
	}
	if (!strcmp(key, "mtu")) {
		link->has_mtu = true;
		return network_mtu(&link->mtu, value);
	}
	if (!strcmp(key, "address")) {
		link->has_mac = true;
		return network_address(link->mac, value);
	}
	if (!net_is_option(key))
		die(EXIT_USAGE, "\"%s\" is no option of a network", key);
	return net_parse(options, key, value);
}

/* The words behind the name of a network */
static void read_options(int argc, char **argv, struct link_options *link,
			 struct net_options *options)
{
	const char *key, *value, *msg;

	while (argc) {
		if (!strcmp(*argv, "up") || !strcmp(*argv, "down")) {
			link->up = **argv == 'u';
			argc--;
			argv++;
			continue;
		}
		key = next_option(&argc, &argv, &value);
		if (!value)
			die(EXIT_USAGE, "\"%s\" needs a value", key);
		msg = parse(link, options, key, value);
		if (msg)
			die(EXIT_USAGE, "\"%s\" is wrong: %s", value, msg);
	}
}

static int change(int flags, int argc, char **argv)
{
	struct net_options options = { 0 };
	struct link_options link = { .up = -1 };
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	unsigned int index;

	if (!argc)
		usage();
	link.name = *argv;
	read_options(argc - 1, argv + 1, &link, &options);
	nlh = rtnl_link(RTM_NEWLINK, flags, link.name, &ifi);
	put_link_options(nlh, ifi, &link);
	if (link.link) {
		index = if_nametoindex(link.link);
		if (!index)
			die(EXIT_REFUSED, "There is no network \"%s\"", link.link);
		mnl_attr_put_u32(nlh, IFLA_LINK, index);
	}
	put_info(nlh, &options.attrs);
	rtnl_talk(nlh, NULL, NULL);
	return 0;
}

static int add(int argc, char **argv)
{
	return change(NLM_F_CREATE | NLM_F_EXCL, argc, argv);
}

int network_set(int argc, char **argv)
{
	if (argc < 2)
		usage();
	return change(0, argc, argv);
}

int network_flush(int argc, char **argv)
{
	struct attrs attrs = { 0 };
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;

	if (argc != 1)
		usage();
	attrs_put(&attrs, IFLA_XVS_FDB_FLUSH, NULL, 0);
	nlh = rtnl_link(RTM_NEWLINK, 0, *argv, &ifi);
	put_info(nlh, &attrs);
	rtnl_talk(nlh, NULL, NULL);
	return 0;
}

static void refuse_views(const struct host *host, const struct device *root)
{
	size_t i;

	for (i = 0; i < host->n; i++)
		if (host->devices[i].vlan >= 0 &&
		    host->devices[i].link == root->index)
			die(EXIT_REFUSED,
			    "The network \"%s\" is a VLAN of it: \"--force\" deletes both",
			    host->devices[i].name);
}

static int del(int argc, char **argv)
{
	const struct device *network;
	struct ifinfomsg *ifi;
	struct host host;
	bool force;

	force = argc == 2 && (is_word(argv[1], "--force") ||
			      is_word(argv[1], "force"));
	if (argc - force != 1)
		usage();
	host_read(&host, true);
	network = host_network(&host, *argv);
	if (!force)
		refuse_views(&host, network);
	host_free(&host);
	rtnl_talk(rtnl_link(RTM_DELLINK, 0, *argv, &ifi), NULL, NULL);
	return 0;
}

static int adopt(int argc, char **argv)
{
	if (argc != 2)
		usage();
	address_move(argv[1], argv[0]);
	return 0;
}

static int release(int argc, char **argv)
{
	if (argc != 2)
		usage();
	address_move(argv[0], argv[1]);
	return 0;
}

static int help(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	fputs("\nOPTION := [ up | down ] [ mtu BYTES ] [ address MAC ]\n",
	      stdout);
	net_usage(stdout, 10);
	return 0;
}

static const struct command verbs[] = {
	{ "show", do_show, "network [ show [ NETWORK ] ]" },
	{ "add", add, "network add NAME [ link ROOT vlan VID ] [ OPTION... ]" },
	{ "set", network_set, "network set NETWORK OPTION..." },
	{ "del", del, "network del NETWORK [ --force ]" },
	{ "flush", network_flush, "network flush NETWORK" },
	{ "adopt", adopt, "network adopt NETWORK DEV" },
	{ "release", release, "network release NETWORK DEV" },
	{ "help", help, NULL },
	{ NULL, NULL, NULL }
};

int do_network(int argc, char **argv)
{
	return command_run(verbs, "verb", argc, argv);
}
