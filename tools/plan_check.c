// SPDX-License-Identifier: GPL-2.0
/* Can the host be what a file says? Before anything is done. */
#include <string.h>
#include "making.h"
#include "xvs.h"

/* Of a device that is to be a port. False: leave it out */
static bool check_port(const struct making *m, const char *name,
		       const char *network)
{
	const struct device *dev = host_find(m->host, name);

	if (!dev && m->options->ignore_missing) {
		fprintf(stderr, "\"%s\" is not there: left out of \"%s\".\n",
			name, network);
		return false;
	}
	if (!dev)
		die(EXIT_REFUSED, "There is no device \"%s\" for \"%s\"", name,
		    network);
	if (dev->is_network)
		die(EXIT_REFUSED, "\"%s\" is a network, and no port for \"%s\"",
		    name, network);
	if (dev->master && !dev->is_port)
		die(EXIT_REFUSED, "\"%s\" has a master, and can't join \"%s\"",
		    name, network);
	return true;
}

static void check_primary(const struct making *m, const json_t *network)
{
	json_t *options = json_object_get(network, "options");
	const char *primary = plan_string(options, "primary");

	if (!primary || !strcmp(primary, "none") ||
	    host_find(m->host, primary))
		return;
	if (!m->options->ignore_missing)
		die(EXIT_REFUSED, "There is no device \"%s\", the primary of \"%s\"",
		    primary, plan_name(network));
	json_object_set_new(options, "primary", json_string("none"));
}

static void check_ports(struct making *m, json_t *network, const char *key)
{
	json_t *ports = json_object_get(network, key);
	size_t i;

	for (i = 0; i < json_array_size(ports);) {
		const json_t *port = json_array_get(ports, i);

		if (check_port(m, plan_name(port), plan_name(network))) {
			json_object_set_new(m->wanted, plan_name(port),
					    json_true());
			i++;
		} else {
			json_array_remove(ports, i);
		}
	}
}

static void check_network(struct making *m, json_t *network)
{
	const struct device *dev = host_find(m->host, plan_name(network));

	if (dev && !dev->is_network)
		die(EXIT_REFUSED, "\"%s\" is a device, and no network of xvs",
		    dev->name);
	json_object_set_new(m->wanted, plan_name(network), json_true());
	check_primary(m, network);
	check_ports(m, network, "pifs");
	check_ports(m, network, "vifs");
}

void plan_check(struct making *m)
{
	json_t *root, *view;
	size_t i, n;

	json_array_foreach(plan_roots(m), i, root) {
		check_network(m, root);
		json_array_foreach(json_object_get(root, "vlans"), n, view)
			check_network(m, view);
	}
}
