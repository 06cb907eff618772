/* SPDX-License-Identifier: GPL-2.0 */
/* What there is: the devices of the host, networks and ports among them. */
#ifndef XVS_TOOLS_HOST_H
#define XVS_TOOLS_HOST_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <linux/if_ether.h>
#include <linux/xvs_link.h>
#include "json.h"

struct device {
	char name[IF_NAMESIZE];
	unsigned int index;
	unsigned int master;	/* the network of a port */
	unsigned int link;	/* the root of a view */
	unsigned int flags;	/* IFF_* */
	unsigned int mtu;
	bool carrier;
	bool is_network;
	bool is_port;		/* of a network */
	bool is_pif;
	int vlan;		/* of a view, -1: none */
	unsigned char mac[ETH_ALEN];
	json_t *options;	/* as they are shown, NULL: all are defaults */
	__u64 counters[XVS_PORT_STAT_MAX + 1];	/* enum xvs_port_stat */
	__u64 drops;
};

struct host {
	size_t n;
	struct device *devices;	/* by their index */
	json_t *names;		/* at which of them each is */
};

/* The whole host, or its networks alone */
void host_read(struct host *host, bool networks_only);
void host_read_policies(struct host *host);
void host_read_one(struct host *host, const char *name);
void host_free(struct host *host);
struct device *host_find(const struct host *host, const char *name);
struct device *host_at(const struct host *host, unsigned int index);
struct device *host_network(const struct host *host, const char *name);

static inline bool is_root(const struct device *dev)
{
	return dev->is_network && dev->vlan < 0;
}

static inline bool is_up(const struct device *dev)
{
	return dev->flags & IFF_UP;
}

const char *device_string(const struct device *dev, const char *key);

#endif /* XVS_TOOLS_HOST_H */
