// SPDX-License-Identifier: GPL-2.0
/* Steps for what is left over: addresses, and networks that go. */
#include <string.h>
#include "making.h"
#include "xvs.h"

void plan_adopt(struct making *m, const json_t *network)
{
	const char *from = plan_string(network, "adopt");
	const struct device *dev = from ? host_find(m->host, from) : NULL;

	if (!dev || !addresses_on(m->addresses, dev->index))
		return;
	/* What is in the way goes before anything comes that could adopt */
	if (!plan_now(m, from))
		die(EXIT_REFUSED,
		    "\"%s\" can't adopt the addresses of \"%s\", which has to go first",
		    plan_name(network), from);
	step_words(step_add(m), "network", "adopt", plan_name(network), from,
		   NULL);
}

/* Does a network of the file take its addresses? */
static bool is_adopted(const struct making *m, const char *name)
{
	const json_t *root, *view;
	const char *from;
	size_t i, n;

	json_array_foreach(plan_roots(m), i, root) {
		from = plan_string(root, "adopt");
		if (from && !strcmp(from, name))
			return true;
		json_array_foreach(json_object_get(root, "vlans"), n, view) {
			from = plan_string(view, "adopt");
			if (from && !strcmp(from, name))
				return true;
		}
	}
	return false;
}

/* The host stays reachable by the NIC, if that is no part of a network then */
static void plan_release(struct making *m, const struct device *root)
{
	size_t i;

	if (!is_root(root) || is_adopted(m, root->name) ||
	    !addresses_on(m->addresses, root->index))
		return;
	for (i = 0; i < m->host->n; i++) {
		const struct device *dev = &m->host->devices[i];

		if (!dev->is_pif || dev->master != root->index ||
		    plan_wants(m, dev->name))
			continue;
		step_words(step_add(m), "network", "release", root->name,
			   dev->name, NULL);
		return;
	}
}

/* If the network goes, guests on it that the file has nowhere are on none */
void plan_refuse_vifs(const struct making *m, const struct device *network)
{
	size_t i;

	if (m->options->force)
		return;
	for (i = 0; i < m->host->n; i++) {
		const struct device *dev = &m->host->devices[i];

		if (dev->is_port && !dev->is_pif &&
		    dev->master == network->index && !plan_wants(m, dev->name))
			die(EXIT_REFUSED,
			    "The network \"%s\" has to go, on which \"%s\" is: \"--force\" takes it away",
			    network->name, dev->name);
	}
}

/* VLANs before their roots, whose deletion would take them along */
void plan_leftover(struct making *m, bool of_roots)
{
	const struct device *dev;
	size_t i;

	for (i = 0; i < m->host->n; i++) {
		dev = &m->host->devices[i];
		if (!dev->is_network || is_root(dev) != of_roots ||
		    plan_wants(m, dev->name) || !plan_now(m, dev->name))
			continue;
		plan_refuse_vifs(m, dev);
		plan_release(m, dev);
		step_words(step_add(m), "network", "del", dev->name, NULL);
	}
}
