// SPDX-License-Identifier: GPL-2.0
/*
 * Networks and ports, for people a line each and those that are in another
 * below it, and in JSON one in the other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "colour.h"
#include "iproute2.h"
#include "show.h"
#include "tree.h"
#include "value.h"
#include "xvs.h"

/* xe(1)'s kbps are bytes, and more of them than the name says */
#define KBPS	1024

/* ---- JSON -------------------------------------------------------------------- */

static void json_device(const struct host *host, const struct device *dev)
{
	const struct device *of = host_at(host, dev->is_network ? dev->link :
					  dev->master);
	char mac[3 * ETH_ALEN];
	const char *key;
	json_t *value;

	snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", dev->mac[0],
		 dev->mac[1], dev->mac[2], dev->mac[3], dev->mac[4],
		 dev->mac[5]);
	show_string(NULL, "ifname", dev->name);
	show_uint(NULL, "ifindex", dev->index);
	if (of)
		show_string(NULL, dev->is_network ? "link" : "network",
			    of->name);
	show_on_off(NULL, "up", is_up(dev));
	show_on_off(NULL, "carrier", dev->carrier);
	show_uint(NULL, "mtu", dev->mtu);
	show_string(NULL, "address", mac);
	json_object_foreach(dev->options, key, value)
		json_put(key, json_incref(value));
}

/* ---- text -------------------------------------------------------------------- */

static void word(const char *key, const char *value)
{
	if (value)
		printf(" %s %s", key, value);
}

static void option(const struct device *dev, const char *key)
{
	char *text = value_text(json_object_get(dev->options, key));

	word(key, text);
	free(text);
}

static bool is_on(const struct device *dev, const char *key)
{
	return json_is_true(json_object_get(dev->options, key));
}

static void state(const struct device *dev)
{
	putchar(' ');
	if (!is_up(dev))
		colour_print(COLOUR_WARN, "down");
	else if (!dev->carrier)
		colour_print(COLOUR_BAD, "no-carrier");
	else
		colour_print(COLOUR_GOOD, "up");
}

static void rate(const struct device *dev, const char *key, const char *name)
{
	json_int_t bytes =
		json_integer_value(json_object_get(dev->options, key));

	if (bytes && bytes % KBPS)
		printf(" %s %lld", key, (long long)bytes);
	else if (bytes)
		printf(" %s %lld", name, (long long)bytes / KBPS);
}

/* The first few of a list */
static void list(const struct device *dev, const char *key)
{
	const json_t *list = json_object_get(dev->options, key), *entry;
	size_t i, n = json_array_size(list);

	json_array_foreach(list, i, entry) {
		if (i == 4) {
			printf(" and %zu more", n - i);
			break;
		}
		printf(" %s", json_string_value(entry));
	}
}

static void text_vif(const struct device *dev)
{
	const char *mode = device_string(dev, "effective_mode"),
		   *mac = device_string(dev, "mac");

	if (mode && strcmp(mode, "unlocked")) {
		putchar(' ');
		colour_print(strcmp(mode, "disabled") ? COLOUR_GOOD :
			     COLOUR_WARN, mode);
	}
	if (mode && !strcmp(mode, "locked")) {
		printf(" %s", mac ?: "");
		list(dev, "ipv4_allowed");
		list(dev, "ipv6_allowed");
	}
	option(dev, "trunk");
	if (is_on(dev, "isolated"))
		fputs(" isolated", stdout);
	rate(dev, "tx_rate", "tx_kbps");
	rate(dev, "rx_rate", "rx_kbps");
}

static void text_role(const struct host *host, const struct device *dev)
{
	const struct device *network = host_at(host, dev->master);
	const char *mode = network ? device_string(network, "bond_mode") : NULL;

	if (is_on(dev, "active"))
		fputs(" active", stdout);
	else if (!is_on(dev, "carries"))
		colour_print(COLOUR_WARN, " unused");
	else if (mode && !strcmp(mode, "active-backup"))
		fputs(" backup", stdout);
}

static void text_pif(const struct device *dev)
{
	const json_t *partner = json_object_get(dev->options, "partner");
	const char *mux = device_string(dev, "lacp_mux");

	option(dev, "speed");
	option(dev, "duplex");
	word("lacp", mux);
	if (mux)
		word("partner", json_string_value(json_object_get(partner,
								  "system")));
}

/* All options, as they can be given, a line for some of them */
static void text_details(const struct device *dev, unsigned int level)
{
	unsigned int column = 0;
	const char *key;
	json_t *value;
	char *text;

	json_object_foreach(dev->options, key, value) {
		text = value_text(value);
		if (text && (!column || column > 60)) {
			printf("\n%*s", 2 * level + 3, "");
			column = 0;
		}
		if (text)
			column += printf(" %s %s", key, text);
		free(text);
	}
}

static void text_counters(const struct device *dev, unsigned int level)
{
	printf("\n%*srx %llu frames %llu bytes tx %llu frames %llu bytes",
	       2 * level + 4, "",
	       (unsigned long long)dev->counters[XVS_PORT_STAT_RX_PACKETS],
	       (unsigned long long)dev->counters[XVS_PORT_STAT_RX_BYTES],
	       (unsigned long long)dev->counters[XVS_PORT_STAT_TX_PACKETS],
	       (unsigned long long)dev->counters[XVS_PORT_STAT_TX_BYTES]);
	if (!dev->is_network)
		printf(" dropped %llu", (unsigned long long)dev->drops);
}

static void text_end(const struct device *dev, unsigned int level)
{
	if (show_details)
		text_details(dev, level);
	if (show_stats)
		text_counters(dev, level);
	putchar('\n');
}

static void text_port(const struct host *host, const struct device *port,
		      unsigned int level)
{
	const struct device *network = host_at(host, port->master);

	printf("%*s%s ", 2 * level, "", port->is_pif ? "pif" : "vif");
	colour_print(COLOUR_DEVICE, port->name);
	if (!level && network)
		word("network", network->name);
	state(port);
	if (port->is_pif) {
		text_role(host, port);
		text_pif(port);
	} else {
		text_vif(port);
	}
	text_end(port, level);
}

static unsigned int count(const struct host *host, const struct device *network)
{
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < host->n; i++)
		n += host->devices[i].is_pif &&
		     host->devices[i].master == network->index;
	return n;
}

static void text_network(const struct host *host, const struct device *network,
			 unsigned int level)
{
	unsigned int pifs = count(host, network);
	const char *mode = device_string(network, "bond_mode");

	printf("%*s", 2 * level, "");
	if (network->vlan >= 0)
		printf("vlan %d ", network->vlan);
	else
		fputs("network ", stdout);
	colour_print(COLOUR_NETWORK, network->name);
	state(network);
	printf(" mtu %u", network->mtu);
	if (is_root(network)) {
		option(network, "vif_trunk");
		if (pifs > 1 || (mode && !strcmp(mode, "lacp")))
			word("bond_mode", mode);
		else if (!pifs)
			fputs(" internal", stdout);
	}
	text_end(network, level);
}

/* ---- both -------------------------------------------------------------------- */

void tree_port(const struct host *host, const struct device *port,
	       unsigned int level)
{
	if (!is_json_context()) {
		text_port(host, port, level);
		return;
	}
	open_json_object(NULL);
	json_device(host, port);
	close_json_object();
}

static void ports(const struct host *host, const struct device *network,
		  bool is_pif, unsigned int level)
{
	size_t i;

	open_json_array(PRINT_JSON, is_pif ? "pifs" : "vifs");
	for (i = 0; i < host->n; i++)
		if (host->devices[i].is_port &&
		    host->devices[i].master == network->index &&
		    host->devices[i].is_pif == is_pif)
			tree_port(host, &host->devices[i], level);
	close_json_array(PRINT_JSON, NULL);
}

void tree_network(const struct host *host, const struct device *network,
		  unsigned int level)
{
	size_t i;

	open_json_object(NULL);
	if (is_json_context())
		json_device(host, network);
	else
		text_network(host, network, level);
	if (is_root(network))
		ports(host, network, true, level + 1);
	ports(host, network, false, level + 1);
	if (is_root(network)) {
		open_json_array(PRINT_JSON, "vlans");
		for (i = 0; i < host->n; i++)
			if (host->devices[i].vlan >= 0 &&
			    host->devices[i].link == network->index)
				tree_network(host, &host->devices[i], level + 1);
		close_json_array(PRINT_JSON, NULL);
	}
	close_json_object();
}
