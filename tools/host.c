// SPDX-License-Identifier: GPL-2.0
/* What there is: the devices of the host, networks and ports among them. */
#include <stdlib.h>
#include <string.h>
#include "genl.h"
#include "host.h"
#include "net.h"
#include "nl.h"
#include "port.h"
#include "rtnl.h"
#include "show.h"
#include "xvs.h"

/* Devices may come and go while they are listed */
#define TRIES	20

static void read_network(struct device *dev, const struct rtattr *data)
{
	struct rtattr *tb[IFLA_XVS_MAX + 1];

	dev->is_network = true;
	attr_parse(tb, IFLA_XVS_MAX, RTA_DATA(data), RTA_PAYLOAD(data));
	if (tb[IFLA_XVS_VLAN])
		dev->vlan = attr_uint(tb[IFLA_XVS_VLAN], sizeof(__u16));
	json_capture();
	net_show(NULL, tb);
	dev->options = json_captured();
}

static void read_counters(struct device *dev, const struct rtattr *nest)
{
	struct rtattr *tb[XVS_PORT_STAT_MAX + 1];
	size_t i;

	attr_parse(tb, XVS_PORT_STAT_MAX, RTA_DATA(nest), RTA_PAYLOAD(nest));
	for (i = 0; i <= XVS_PORT_STAT_MAX; i++)
		if (tb[i])
			dev->counters[i] = attr_uint(tb[i], sizeof(__u64));
}

static void read_drops(struct device *dev, const struct rtattr *nest)
{
	const struct rtattr *entry = RTA_DATA(nest);
	struct rtattr *tb[XVS_A_DROP_MAX + 1];
	int left = RTA_PAYLOAD(nest);

	for (; RTA_OK(entry, left); entry = RTA_NEXT(entry, left)) {
		attr_parse(tb, XVS_A_DROP_MAX, RTA_DATA(entry),
			   RTA_PAYLOAD(entry));
		if (tb[XVS_A_DROP_COUNT])
			dev->drops += attr_uint(tb[XVS_A_DROP_COUNT],
						sizeof(__u64));
	}
}

static void read_port(struct device *dev, const struct rtattr *data)
{
	struct rtattr *tb[IFLA_BRPORT_MAX + 1];

	dev->is_port = true;
	attr_parse(tb, IFLA_BRPORT_MAX, RTA_DATA(data), RTA_PAYLOAD(data));
	if (tb[IFLA_XVS_PORT_ROLE])
		dev->is_pif = attr_uint(tb[IFLA_XVS_PORT_ROLE], 1) ==
			      XVS_ROLE_PIF;
	if (tb[IFLA_XVS_PORT_STATS])
		read_counters(dev, tb[IFLA_XVS_PORT_STATS]);
	if (tb[IFLA_XVS_PORT_DROPS])
		read_drops(dev, tb[IFLA_XVS_PORT_DROPS]);
	json_capture();
	port_show(NULL, tb);
	dev->options = json_captured();
}

static bool is_kind(const struct rtattr *kind)
{
	return kind && RTA_PAYLOAD(kind) >= sizeof("xvs") &&
	       !strcmp(RTA_DATA(kind), "xvs");
}

static void read_info(struct device *dev, const struct rtattr *info)
{
	struct rtattr *tb[IFLA_INFO_MAX + 1];

	attr_parse(tb, IFLA_INFO_MAX, RTA_DATA(info), RTA_PAYLOAD(info));
	if (is_kind(tb[IFLA_INFO_KIND]) && tb[IFLA_INFO_DATA])
		read_network(dev, tb[IFLA_INFO_DATA]);
	if (is_kind(tb[IFLA_INFO_SLAVE_KIND]) && tb[IFLA_INFO_SLAVE_DATA])
		read_port(dev, tb[IFLA_INFO_SLAVE_DATA]);
}

/* What the host itself sends and receives, seen from the network */
static void read_stats(struct device *dev, const struct rtattr *attr)
{
	struct rtnl_link_stats64 stats;

	if (RTA_PAYLOAD(attr) < offsetof(struct rtnl_link_stats64, rx_errors))
		return;
	memcpy(&stats, RTA_DATA(attr), offsetof(struct rtnl_link_stats64,
						rx_errors));
	dev->counters[XVS_PORT_STAT_RX_PACKETS] = stats.tx_packets;
	dev->counters[XVS_PORT_STAT_RX_BYTES] = stats.tx_bytes;
	dev->counters[XVS_PORT_STAT_TX_PACKETS] = stats.rx_packets;
	dev->counters[XVS_PORT_STAT_TX_BYTES] = stats.rx_bytes;
}

static __u32 number(const struct rtattr *attr)
{
	return attr ? attr_uint(attr, sizeof(__u32)) : 0;
}

static void read_device(struct device *dev, const struct ifinfomsg *ifi,
			struct rtattr *tb[])
{
	*dev = (struct device) {
		.index = ifi->ifi_index,
		.flags = ifi->ifi_flags,
		.master = number(tb[IFLA_MASTER]),
		.link = number(tb[IFLA_LINK]),
		.mtu = number(tb[IFLA_MTU]),
		.carrier = tb[IFLA_CARRIER] && attr_uint(tb[IFLA_CARRIER], 1),
		.vlan = -1,
	};
	if (tb[IFLA_IFNAME])
		snprintf(dev->name, sizeof(dev->name), "%s",
			 (char *)RTA_DATA(tb[IFLA_IFNAME]));
	if (tb[IFLA_ADDRESS] && RTA_PAYLOAD(tb[IFLA_ADDRESS]) == ETH_ALEN)
		memcpy(dev->mac, RTA_DATA(tb[IFLA_ADDRESS]), ETH_ALEN);
	if (tb[IFLA_LINKINFO])
		read_info(dev, tb[IFLA_LINKINFO]);
	if (dev->is_network && tb[IFLA_STATS64])
		read_stats(dev, tb[IFLA_STATS64]);
}

static int on_link(const struct nlmsghdr *nlh, void *data)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	struct rtattr *tb[IFLA_MAX + 1];
	struct host *host = data;
	void *grown;

	attr_parse(tb, IFLA_MAX, (const char *)ifi +
		   NLMSG_ALIGN(sizeof(*ifi)), IFLA_PAYLOAD(nlh));
	/* Room doubles whenever there are 2^n of them */
	if (!(host->n & (host->n - 1))) {
		grown = realloc(host->devices, sizeof(*host->devices) *
				(host->n ? host->n * 2 : 1));
		if (!grown)
			die(EXIT_REFUSED, "No memory");
		host->devices = grown;
	}
	read_device(&host->devices[host->n++], ifi, tb);
	return MNL_CB_OK;
}

/* With a mask the kernel has messages as long as the longest device needs. Without
 * one they may be of a page, which ports with their locks may not fit into.
 */
static int dump(struct host *host, bool networks_only)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	struct nlattr *info;
	void *body;

	nlh = rtnl_request(RTM_GETLINK, NLM_F_DUMP, sizeof(*ifi), &body);
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_VF);
	if (networks_only) {
		info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
		mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "xvs");
		mnl_attr_nest_end(nlh, info);
	}
	return rtnl_try(nlh, on_link, host);
}

static int by_index(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

void host_free(struct host *host)
{
	size_t i;

	for (i = 0; i < host->n; i++)
		json_decref(host->devices[i].options);
	free(host->devices);
	json_decref(host->names);
	*host = (struct host) { 0 };
}

static void index_host(struct host *host)
{
	size_t i;

	qsort(host->devices, host->n, sizeof(*host->devices), by_index);
	host->names = json_object();
	for (i = 0; i < host->n; i++)
		json_object_set_new_nocheck(host->names, host->devices[i].name,
					    json_integer(i));
}

/* One device, which has to be there */
void host_read_one(struct host *host, const char *name)
{
	struct ifinfomsg *ifi;

	*host = (struct host) { 0 };
	rtnl_talk(rtnl_link(RTM_GETLINK, 0, name, &ifi), on_link, host);
	index_host(host);
}

/* All at one time. A kernel without the module has no networks */
void host_read(struct host *host, bool networks_only)
{
	int ret, tries = TRIES;

	do {
		*host = (struct host) { 0 };
		ret = dump(host, networks_only);
		if (ret > 0 && tries > 1)
			host_free(host);
	} while (ret > 0 && --tries);
	if (ret)
		die(EXIT_REFUSED, "Devices can't be listed: %s", ret < 0 ?
		    nl_reason() : "they come and go too fast");
	index_host(host);
}

/* Of devices that are no ports; what only a port has is not known of them */
static int on_policy(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[XVS_A_MAX + 1];
	struct device *dev = NULL;

	genl_parse(nlh, tb);
	if (tb[XVS_A_IFINDEX])
		dev = host_at(data, mnl_attr_get_u32(tb[XVS_A_IFINDEX]));
	if (!dev || dev->options)
		return MNL_CB_OK;
	json_capture();
	lock_show_policy(tb);
	dev->options = json_captured();
	return MNL_CB_OK;
}

/* What was decided about devices for the time when they are ports */
void host_read_policies(struct host *host)
{
	genl_talk(genl_request(XVS_CMD_DEVICE_GET, true), on_policy, host);
}

struct device *host_find(const struct host *host, const char *name)
{
	const json_t *at = json_object_get(host->names, name);

	return at ? &host->devices[json_integer_value(at)] : NULL;
}

struct device *host_at(const struct host *host, unsigned int index)
{
	const struct device key = { .index = index };

	return bsearch(&key, host->devices, host->n, sizeof(key), by_index);
}

/* One that has to be there */
struct device *host_network(const struct host *host, const char *name)
{
	struct device *dev = host_find(host, name);

	if (!dev || !dev->is_network)
		die(EXIT_REFUSED, "\"%s\" is no network of xvs", name);
	return dev;
}

const char *device_string(const struct device *dev, const char *key)
{
	return json_string_value(json_object_get(dev->options, key));
}
