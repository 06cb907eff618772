// SPDX-License-Identifier: GPL-2.0
/* Steps that make networks what a file says. */
#include <string.h>
#include <strings.h>
#include "making.h"
#include "value.h"
#include "xvs.h"

static bool add_mtu(struct step *step, const json_t *network,
		    const struct device *dev)
{
	const json_t *mtu = json_object_get(network, "mtu");
	char *text;

	if (!mtu || (dev && dev->mtu == json_integer_value(mtu)))
		return false;
	text = value_text(mtu);
	step_words(step, "mtu", text, NULL);
	free(text);
	return true;
}

static bool add_address(struct step *step, const json_t *network,
			const struct device *dev)
{
	const char *address = plan_string(network, "address");
	char mac[3 * ETH_ALEN] = "";

	if (dev)
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x",
			 dev->mac[0], dev->mac[1], dev->mac[2], dev->mac[3],
			 dev->mac[4], dev->mac[5]);
	if (!address || !strcasecmp(address, mac))
		return false;
	step_words(step, "address", address, NULL);
	return true;
}

/* The kernel would refuse it half-way */
static void check_locking(const struct making *m, const json_t *network,
			  const struct device *dev)
{
	const char *want = plan_string(json_object_get(network, "options"),
				       "default_locking_mode");
	size_t i;

	if (!dev || !want ||
	    !strcmp(want, device_string(dev, "default_locking_mode") ?: want))
		return;
	for (i = 0; i < m->host->n; i++)
		if (m->host->devices[i].is_port &&
		    !m->host->devices[i].is_pif &&
		    m->host->devices[i].master == dev->index)
			die(EXIT_REFUSED,
			    "default_locking_mode of \"%s\" can't be changed while \"%s\" is on it",
			    dev->name, m->host->devices[i].name);
}

/* Its options, or all of it if it is new */
void plan_network(struct making *m, const json_t *network, const char *root)
{
	const struct device *dev = plan_now(m, plan_name(network));
	enum file_of of = root ? FILE_VIEW : FILE_ROOT;
	struct step *step = step_add(m);
	bool any = !dev;
	char vlan[16];

	check_locking(m, network, dev);
	step_words(step, "network", dev ? "set" : "add", plan_name(network), NULL);
	if (!dev && root) {
		snprintf(vlan, sizeof(vlan), "%d",
			 (int)json_integer_value(json_object_get(network,
								 "vlan")));
		step_words(step, "link", root, "vlan", vlan, NULL);
	}
	any |= add_mtu(step, network, dev);
	any |= add_address(step, network, dev);
	any |= step_options(step, network, of, dev ? dev->options : NULL);
	any |= step_state(step, network, dev);
	if (!any)
		step_drop(m);
}

/* Is a network that is there what the file says that it is? */
static bool is_as_wanted(const struct making *m, const struct device *dev,
			 const json_t *network, const char *root)
{
	const struct device *link = dev->link ? host_at(m->host, dev->link) :
				    NULL;

	if (!root)
		return is_root(dev);
	return dev->vlan == json_integer_value(json_object_get(network,
							       "vlan")) &&
	       link && !strcmp(link->name, root) && plan_now(m, root);
}

/* It is there no more when networks come */
static void clear(struct making *m, const struct device *dev)
{
	plan_refuse_vifs(m, dev);
	json_object_set_new(m->gone, dev->name, json_true());
}

/* A VLAN or a kind is no option of a network: one of the same name goes first,
 * and with a root its VLANs
 */
static void plan_clear_one(struct making *m, const json_t *network,
			   const char *root)
{
	const struct device *dev = plan_now(m, plan_name(network));
	size_t i;

	if (!dev || is_as_wanted(m, dev, network, root))
		return;
	step_words(step_add(m), "network", "del", dev->name, "--force", NULL);
	clear(m, dev);
	for (i = 0; i < m->host->n; i++)
		if (m->host->devices[i].vlan >= 0 &&
		    m->host->devices[i].link == dev->index)
			clear(m, &m->host->devices[i]);
}

/* One that has a VLAN which another is to have */
static void plan_clear_vlan(struct making *m, const json_t *root,
			    const struct device *view)
{
	const json_t *wanted;
	size_t i;

	if (plan_wants(m, view->name) || !plan_now(m, view->name))
		return;
	json_array_foreach(json_object_get(root, "vlans"), i, wanted) {
		if (json_integer_value(json_object_get(wanted, "vlan")) !=
		    view->vlan)
			continue;
		step_words(step_add(m), "network", "del", view->name, NULL);
		clear(m, view);
	}
}

void plan_clear(struct making *m)
{
	const json_t *root, *view;
	const struct device *dev;
	size_t i, n;

	json_array_foreach(plan_roots(m), i, root) {
		plan_clear_one(m, root, NULL);
		dev = plan_now(m, plan_name(root));
		json_array_foreach(json_object_get(root, "vlans"), n, view)
			plan_clear_one(m, view, plan_name(root));
		for (n = 0; dev && n < m->host->n; n++)
			if (m->host->devices[n].vlan >= 0 &&
			    m->host->devices[n].link == dev->index)
				plan_clear_vlan(m, root, &m->host->devices[n]);
	}
}
