// SPDX-License-Identifier: GPL-2.0
/*
 * What is to be done to make a host what a file says. Only what differs is
 * touched. The order is such that a guest is never on a network without its
 * policy, that a device goes from one network to another without being on none,
 * and that the host has its addresses all the time: what is in the way goes
 * first, then networks come, PIFs, VLANs, VIFs, addresses, and in the end what is
 * left over goes.
 */
#include <stdio.h>
#include "making.h"
#include "xvs.h"

static void plan_vifs(struct making *m, const json_t *network)
{
	plan_leave(m, network, false);
	plan_ports(m, network, false);
}

static void plan_root(struct making *m, const json_t *root)
{
	const json_t *view;
	size_t i;

	plan_network(m, root, NULL);
	plan_leave(m, root, true);
	plan_ports(m, root, true);
	json_array_foreach(json_object_get(root, "vlans"), i, view)
		plan_network(m, view, plan_name(root));
}

/* @file is one that was checked; what is missing is taken out of it */
void plan_make(struct plan *plan, const struct host *host, json_t *file,
	       const struct addresses *addresses,
	       const struct plan_options *options)
{
	struct making m = {
		.plan = plan,
		.host = host,
		.file = file,
		.addresses = addresses,
		.options = options,
		.wanted = json_object(),
		.gone = json_object(),
	};
	const json_t *root, *view;
	size_t i, n;

	*plan = (struct plan) { 0 };
	plan_check(&m);
	plan_clear(&m);
	json_array_foreach(plan_roots(&m), i, root)
		plan_root(&m, root);
	json_array_foreach(plan_roots(&m), i, root) {
		plan_vifs(&m, root);
		json_array_foreach(json_object_get(root, "vlans"), n, view)
			plan_vifs(&m, view);
	}
	json_array_foreach(plan_roots(&m), i, root) {
		plan_adopt(&m, root);
		json_array_foreach(json_object_get(root, "vlans"), n, view)
			plan_adopt(&m, view);
	}
	plan_leftover(&m, false);
	plan_leftover(&m, true);
	json_decref(m.wanted);
	json_decref(m.gone);
}

void plan_print(const struct plan *plan)
{
	size_t i;
	int n;

	for (i = 0; i < plan->n; i++) {
		for (n = 0; n < plan->steps[i].argc; n++)
			printf("%s%s", n ? " " : "", plan->steps[i].argv[n]);
		putchar('\n');
	}
}

/* Up to the first that fails, or all. Return: what that would end with */
int plan_run(const struct plan *plan, bool whatever)
{
	int status = 0, ret;
	size_t i;

	for (i = 0; i < plan->n && (whatever || !status); i++) {
		ret = command_try(plan->steps[i].argc, plan->steps[i].argv);
		status = status ?: ret;
	}
	return status;
}
