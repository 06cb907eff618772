// SPDX-License-Identifier: GPL-2.0
/*
 * What is to be done to make a host what a file says. Only what differs is
 * touched. The order is such that a guest is never on a network without its
 * policy, that a device goes from one network to another without being on none,
 * and that the host has its addresses all the time: what is in the way goes
 * first, then networks come, PIFs, VLANs, VIFs, addresses, and in the end what is
 * left over goes.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "file.h"
#include "plan.h"
#include "value.h"
#include "xvs.h"

struct making {
	struct plan *plan;
	const struct host *host;
	const json_t *file;
	const struct addresses *addresses;
	const struct plan_options *options;
	json_t *wanted;		/* names of devices: networks and ports */
	json_t *gone;		/* names of networks that go first */
};

/* ---- steps ------------------------------------------------------------------- */

static void add_word(struct step *step, const char *word)
{
	char **grown = realloc(step->argv, (step->argc + 2) * sizeof(*grown));

	if (!grown)
		die(EXIT_REFUSED, "No memory");
	step->argv = grown;
	step->argv[step->argc] = strdup(word);
	if (!step->argv[step->argc])
		die(EXIT_REFUSED, "No memory");
	step->argv[++step->argc] = NULL;
}

/* Words up to a NULL */
static struct step *add_words(struct step *step, ...)
{
	const char *word;
	va_list args;

	va_start(args, step);
	while ((word = va_arg(args, const char *)))
		add_word(step, word);
	va_end(args);
	return step;
}

static struct step *add_step(struct making *m)
{
	struct step *grown = realloc(m->plan->steps,
				     (m->plan->n + 1) * sizeof(*grown));

	if (!grown)
		die(EXIT_REFUSED, "No memory");
	m->plan->steps = grown;
	grown[m->plan->n] = (struct step) { 0 };
	return &grown[m->plan->n++];
}

static void drop_step(struct making *m)
{
	m->plan->n--;
}

/* ---- what the file says ------------------------------------------------------ */

static const char *string(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static const char *name_of(const json_t *object)
{
	return string(object, "name");
}

static bool is_wanted(const struct making *m, const char *name)
{
	return json_object_get(m->wanted, name);
}

static const json_t *roots(const struct making *m)
{
	return json_object_get(m->file, "networks");
}

/* What it is now, NULL: it is not there, or will be gone by then */
static const struct device *now(const struct making *m, const char *name)
{
	return json_object_get(m->gone, name) ? NULL : host_find(m->host, name);
}

/* The options that differ from what there is, NULL: from the defaults */
static bool add_options(struct step *step, const json_t *object,
			enum file_of of, const json_t *have)
{
	const json_t *options = json_object_get(object, "options"), *want;
	struct file_setting setting;
	bool any = false;
	char *text;
	size_t i;

	if (!have)
		have = file_presets(of);
	for (i = 0; file_setting(of, i, &setting); i++) {
		want = json_object_get(options, setting.name);
		if (value_same(want, json_object_get(have, setting.name)))
			continue;
		text = want && !value_same(want,
					   json_object_get(file_presets(of),
							   setting.name)) ?
		       value_text(want) : NULL;
		add_words(step, setting.name, text ?: setting.preset, NULL);
		free(text);
		any = true;
	}
	return any;
}

static bool add_state(struct step *step, const json_t *object,
		      const struct device *dev)
{
	bool want = json_is_true(json_object_get(object, "up"));

	if (dev && is_up(dev) == want)
		return false;
	add_word(step, want ? "up" : "down");
	return true;
}

/* ---- networks ---------------------------------------------------------------- */

static bool add_mtu(struct step *step, const json_t *network,
		    const struct device *dev)
{
	const json_t *mtu = json_object_get(network, "mtu");
	char *text;

	if (!mtu || (dev && dev->mtu == json_integer_value(mtu)))
		return false;
	text = value_text(mtu);
	add_words(step, "mtu", text, NULL);
	free(text);
	return true;
}

static bool add_address(struct step *step, const json_t *network,
			const struct device *dev)
{
	const char *address = string(network, "address");
	char mac[3 * ETH_ALEN] = "";

	if (dev)
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x",
			 dev->mac[0], dev->mac[1], dev->mac[2], dev->mac[3],
			 dev->mac[4], dev->mac[5]);
	if (!address || !strcasecmp(address, mac))
		return false;
	add_words(step, "address", address, NULL);
	return true;
}

/* The kernel would refuse it half-way */
static void check_locking(const struct making *m, const json_t *network,
			  const struct device *dev)
{
	const char *want = string(json_object_get(network, "options"),
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

static void plan_network(struct making *m, const json_t *network,
			 const char *root)
{
	const struct device *dev = now(m, name_of(network));
	enum file_of of = root ? FILE_VIEW : FILE_ROOT;
	struct step *step = add_step(m);
	bool any = !dev;
	char vlan[16];

	check_locking(m, network, dev);
	add_words(step, "network", dev ? "set" : "add", name_of(network), NULL);
	if (!dev && root) {
		snprintf(vlan, sizeof(vlan), "%d",
			 (int)json_integer_value(json_object_get(network,
								 "vlan")));
		add_words(step, "link", root, "vlan", vlan, NULL);
	}
	any |= add_mtu(step, network, dev);
	any |= add_address(step, network, dev);
	any |= add_options(step, network, of, dev ? dev->options : NULL);
	any |= add_state(step, network, dev);
	if (!any)
		drop_step(m);
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
	       link && !strcmp(link->name, root) && now(m, root);
}

/* A VLAN or a kind is no option of a network: one of the same name goes first,
 * and with a root its VLANs
 */
static void plan_clear_one(struct making *m, const json_t *network,
			   const char *root)
{
	const struct device *dev = now(m, name_of(network));
	size_t i;

	if (!dev || is_as_wanted(m, dev, network, root))
		return;
	add_words(add_step(m), "network", "del", dev->name, "--force", NULL);
	json_object_set_new(m->gone, dev->name, json_true());
	for (i = 0; i < m->host->n; i++)
		if (m->host->devices[i].vlan >= 0 &&
		    m->host->devices[i].link == dev->index)
			json_object_set_new(m->gone, m->host->devices[i].name,
					    json_true());
}

/* One that has a VLAN which another is to have */
static void plan_clear_vlan(struct making *m, const json_t *root,
			    const struct device *view)
{
	const json_t *wanted;
	size_t i;

	if (is_wanted(m, view->name) || !now(m, view->name))
		return;
	json_array_foreach(json_object_get(root, "vlans"), i, wanted) {
		if (json_integer_value(json_object_get(wanted, "vlan")) !=
		    view->vlan)
			continue;
		add_words(add_step(m), "network", "del", view->name, NULL);
		json_object_set_new(m->gone, view->name, json_true());
	}
}

static void plan_clear(struct making *m)
{
	const json_t *root, *view;
	const struct device *dev;
	size_t i, n;

	json_array_foreach(roots(m), i, root) {
		plan_clear_one(m, root, NULL);
		dev = now(m, name_of(root));
		json_array_foreach(json_object_get(root, "vlans"), n, view)
			plan_clear_one(m, view, name_of(root));
		for (n = 0; dev && n < m->host->n; n++)
			if (m->host->devices[n].vlan >= 0 &&
			    m->host->devices[n].link == dev->index)
				plan_clear_vlan(m, root, &m->host->devices[n]);
	}
}

/* ---- ports ------------------------------------------------------------------- */

static void plan_port(struct making *m, const json_t *port,
		      const char *network, bool is_pif)
{
	enum file_of of = is_pif ? FILE_PIF : FILE_VIF;
	const struct device *dev = host_find(m->host, name_of(port)),
			    *on = dev && dev->is_port ?
				  host_at(m->host, dev->master) : NULL;
	const char *object = is_pif ? "pif" : "vif";
	bool there = on && !strcmp(on->name, network) && now(m, network);
	struct step *step;
	bool any = !there;

	if (!dev)
		return;
	step = add_step(m);
	add_words(step, object, there ? "set" : "add", dev->name, NULL);
	if (!there)
		add_word(step, network);
	if (there && dev->is_pif != is_pif) {
		add_words(step, "role", object, NULL);
		any = true;
	}
	any |= add_options(step, port, of, dev->options);
	/* Whoever joins is brought up, unless it is said otherwise */
	if (there)
		any |= add_state(step, port, dev);
	else if (json_is_false(json_object_get(port, "up")))
		add_word(step, "down");
	if (!any)
		drop_step(m);
}

static void plan_ports(struct making *m, const json_t *network, bool is_pif)
{
	const json_t *port;
	size_t i;

	json_array_foreach(json_object_get(network, is_pif ? "pifs" : "vifs"),
			   i, port)
		plan_port(m, port, name_of(network), is_pif);
}

/* Of a list that is there everything is said: who is not in it leaves */
static void plan_leave(struct making *m, const json_t *network, bool is_pif)
{
	const struct device *on = now(m, name_of(network)), *dev;
	size_t i;

	if (!on || !json_object_get(network, is_pif ? "pifs" : "vifs"))
		return;
	for (i = 0; i < m->host->n; i++) {
		dev = &m->host->devices[i];
		if (dev->is_port && dev->master == on->index &&
		    dev->is_pif == is_pif && !is_wanted(m, dev->name))
			add_words(add_step(m), is_pif ? "pif" : "vif", "del",
				  dev->name, NULL);
	}
}

/* ---- what is left over ------------------------------------------------------- */

static void plan_adopt(struct making *m, const json_t *network)
{
	const char *from = string(network, "adopt");
	const struct device *dev = from ? host_find(m->host, from) : NULL;

	if (dev && addresses_on(m->addresses, dev->index))
		add_words(add_step(m), "network", "adopt", name_of(network),
			  from, NULL);
}

/* Does a network of the file take its addresses? */
static bool is_adopted(const struct making *m, const char *name)
{
	const json_t *root, *view;
	const char *from;
	size_t i, n;

	json_array_foreach(roots(m), i, root) {
		from = string(root, "adopt");
		if (from && !strcmp(from, name))
			return true;
		json_array_foreach(json_object_get(root, "vlans"), n, view) {
			from = string(view, "adopt");
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
		    is_wanted(m, dev->name))
			continue;
		add_words(add_step(m), "network", "release", root->name,
			  dev->name, NULL);
		return;
	}
}

static void refuse_vifs(const struct making *m, const struct device *network)
{
	size_t i;

	if (m->options->force)
		return;
	for (i = 0; i < m->host->n; i++) {
		const struct device *dev = &m->host->devices[i];

		if (dev->is_port && !dev->is_pif &&
		    dev->master == network->index && !is_wanted(m, dev->name))
			die(EXIT_REFUSED,
			    "The file has no network \"%s\", on which \"%s\" is: \"--force\" takes it away",
			    network->name, dev->name);
	}
}

/* VLANs before their roots, whose deletion would take them along */
static void plan_leftover(struct making *m, bool of_roots)
{
	const struct device *dev;
	size_t i;

	for (i = 0; i < m->host->n; i++) {
		dev = &m->host->devices[i];
		if (!dev->is_network || is_root(dev) != of_roots ||
		    is_wanted(m, dev->name) || !now(m, dev->name))
			continue;
		refuse_vifs(m, dev);
		plan_release(m, dev);
		add_words(add_step(m), "network", "del", dev->name, NULL);
	}
}

/* ---- can it be? -------------------------------------------------------------- */

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
	const char *primary = string(options, "primary");

	if (!primary || !strcmp(primary, "none") ||
	    host_find(m->host, primary))
		return;
	if (!m->options->ignore_missing)
		die(EXIT_REFUSED, "There is no device \"%s\", the primary of \"%s\"",
		    primary, name_of(network));
	json_object_set_new(options, "primary", json_string("none"));
}

static void check_ports(struct making *m, json_t *network, const char *key)
{
	json_t *ports = json_object_get(network, key);
	size_t i;

	for (i = 0; i < json_array_size(ports);) {
		const json_t *port = json_array_get(ports, i);

		if (check_port(m, name_of(port), name_of(network))) {
			json_object_set_new(m->wanted, name_of(port),
					    json_true());
			i++;
		} else {
			json_array_remove(ports, i);
		}
	}
}

static void check_network(struct making *m, json_t *network)
{
	const struct device *dev = host_find(m->host, name_of(network));

	if (dev && !dev->is_network)
		die(EXIT_REFUSED, "\"%s\" is a device, and no network of xvs",
		    dev->name);
	json_object_set_new(m->wanted, name_of(network), json_true());
	check_primary(m, network);
	check_ports(m, network, "pifs");
	check_ports(m, network, "vifs");
}

static void check(struct making *m)
{
	json_t *root, *view;
	size_t i, n;

	json_array_foreach(roots(m), i, root) {
		check_network(m, root);
		json_array_foreach(json_object_get(root, "vlans"), n, view)
			check_network(m, view);
	}
}

/* ---- all --------------------------------------------------------------------- */

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
		plan_network(m, view, name_of(root));
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
	check(&m);
	plan_clear(&m);
	json_array_foreach(roots(&m), i, root)
		plan_root(&m, root);
	json_array_foreach(roots(&m), i, root) {
		plan_vifs(&m, root);
		json_array_foreach(json_object_get(root, "vlans"), n, view)
			plan_vifs(&m, view);
	}
	json_array_foreach(roots(&m), i, root) {
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
