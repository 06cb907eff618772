// SPDX-License-Identifier: GPL-2.0
/* What there is, as a file says it. */
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include "file.h"
#include "value.h"

/* Those that are not what they are by default. Sets of VLANs are easier read in
 * words
 */
static void save_options(json_t *to, const struct device *dev, enum file_of of)
{
	const json_t *presets = file_presets(of), *value;
	struct file_setting setting;
	size_t i;
	char *text;

	for (i = 0; file_setting(of, i, &setting); i++) {
		value = json_object_get(dev->options, setting.name);
		if (!value || value_same(value, json_object_get(presets,
								setting.name)))
			continue;
		/* A primary that is gone has no name any more */
		if (!strcmp(setting.name, "primary") && !json_is_string(value))
			continue;
		if (json_is_array(value) && strstr(setting.name, "trunk")) {
			text = value_text(value);
			json_object_set_new(to, setting.name, json_string(text));
			free(text);
		} else {
			json_object_set(to, setting.name, (json_t *)value);
		}
	}
}

/* One without options is its name */
static json_t *save_port(const struct device *dev)
{
	json_t *port = json_pack("{s:s}", "name", dev->name);

	if (!is_up(dev))
		json_object_set_new(port, "up", json_false());
	save_options(port, dev, dev->is_pif ? FILE_PIF : FILE_VIF);
	if (json_object_size(port) > 1)
		return port;
	json_decref(port);
	return json_string(dev->name);
}

static void save_ports(json_t *network, const struct host *host,
		       const struct device *dev, bool is_pif)
{
	json_t *ports = json_array();
	size_t i;

	for (i = 0; i < host->n; i++)
		if (host->devices[i].is_port &&
		    host->devices[i].master == dev->index &&
		    host->devices[i].is_pif == is_pif)
			json_array_append_new(ports,
					      save_port(&host->devices[i]));
	json_object_set_new(network, is_pif ? "pifs" : "vifs", ports);
}

/* Was it given its address? Only sysfs tells */
static bool has_own_address(const struct device *dev)
{
	char path[64];
	int type = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/class/net/%s/addr_assign_type",
		 dev->name);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%d", &type) != 1)
		type = 0;
	fclose(f);
	return type == NET_ADDR_SET;
}

/* What it would be if it had not been set */
static unsigned int own_mtu(const struct host *host, const struct device *dev)
{
	const struct device *root = host_at(host, dev->link);
	unsigned int mtu = 0;
	size_t i;

	if (!is_root(dev))
		return root ? root->mtu : 0;
	for (i = 0; i < host->n; i++)
		if (host->devices[i].is_pif &&
		    host->devices[i].master == dev->index &&
		    (!mtu || host->devices[i].mtu < mtu))
			mtu = host->devices[i].mtu;
	return mtu ?: ETH_DATA_LEN;
}

static json_t *save_network(const struct host *host, const struct device *dev,
			    bool vifs)
{
	json_t *network = json_pack("{s:s}", "name", dev->name), *views;
	char mac[3 * ETH_ALEN];
	size_t i;

	if (dev->vlan >= 0)
		json_object_set_new(network, "vlan", json_integer(dev->vlan));
	if (!is_up(dev))
		json_object_set_new(network, "up", json_false());
	if (dev->mtu != own_mtu(host, dev))
		json_object_set_new(network, "mtu", json_integer(dev->mtu));
	if (has_own_address(dev)) {
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x",
			 dev->mac[0], dev->mac[1], dev->mac[2], dev->mac[3],
			 dev->mac[4], dev->mac[5]);
		json_object_set_new(network, "address", json_string(mac));
	}
	save_options(network, dev, is_root(dev) ? FILE_ROOT : FILE_VIEW);
	if (is_root(dev))
		save_ports(network, host, dev, true);
	if (vifs)
		save_ports(network, host, dev, false);
	if (!is_root(dev))
		return network;
	views = json_array();
	for (i = 0; i < host->n; i++)
		if (host->devices[i].vlan >= 0 &&
		    host->devices[i].link == dev->index)
			json_array_append_new(views,
					      save_network(host,
							   &host->devices[i],
							   vifs));
	json_object_set_new(network, "vlans", views);
	return network;
}

/* Return: the caller's */
json_t *file_save(const struct host *host, bool vifs)
{
	json_t *networks = json_array();
	size_t i;

	for (i = 0; i < host->n; i++)
		if (is_root(&host->devices[i]))
			json_array_append_new(networks,
					      save_network(host,
							   &host->devices[i],
							   vifs));
	return json_pack("{s:i, s:o}", "version", FILE_VERSION, "networks",
			 networks);
}
