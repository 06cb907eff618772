// SPDX-License-Identifier: GPL-2.0
/* Steps that make ports what a file says. */
#include <string.h>
#include "making.h"
#include "xvs.h"

static void plan_port(struct making *m, const json_t *port,
		      const char *network, bool is_pif)
{
	enum file_of of = is_pif ? FILE_PIF : FILE_VIF;
	const struct device *dev = host_find(m->host, plan_name(port)),
			    *on = dev && dev->is_port ?
				  host_at(m->host, dev->master) : NULL;
	const char *object = is_pif ? "pif" : "vif";
	bool there = on && !strcmp(on->name, network) && plan_now(m, network);
	struct step *step;
	bool any = !there;

	if (!dev)
		return;
	step = step_add(m);
	step_words(step, object, there ? "set" : "add", dev->name, NULL);
	if (!there)
		step_word(step, network);
	if (there && dev->is_pif != is_pif) {
		step_words(step, "role", object, NULL);
		any = true;
	}
	any |= step_options(step, port, of, dev->options);
	/* Whoever joins is brought up, unless it is said otherwise */
	if (there)
		any |= step_state(step, port, dev);
	else if (json_is_false(json_object_get(port, "up")))
		step_word(step, "down");
	if (!any)
		step_drop(m);
}

void plan_ports(struct making *m, const json_t *network, bool is_pif)
{
	const json_t *port;
	size_t i;

	json_array_foreach(json_object_get(network, is_pif ? "pifs" : "vifs"),
			   i, port)
		plan_port(m, port, plan_name(network), is_pif);
}

/* Of a list that is there everything is said: who is not in it leaves */
void plan_leave(struct making *m, const json_t *network, bool is_pif)
{
	const struct device *on = plan_now(m, plan_name(network)), *dev;
	size_t i;

	if (!on || !json_object_get(network, is_pif ? "pifs" : "vifs"))
		return;
	for (i = 0; i < m->host->n; i++) {
		dev = &m->host->devices[i];
		if (dev->is_port && dev->master == on->index &&
		    dev->is_pif == is_pif && !plan_wants(m, dev->name))
			step_words(step_add(m), is_pif ? "pif" : "vif", "del",
				   dev->name, NULL);
	}
}
