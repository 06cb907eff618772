// SPDX-License-Identifier: GPL-2.0
/*
 * A whole host in one file. What is read is checked as a whole, and becomes one
 * in which every object has all of its options, as they would be shown of it:
 *
 *   {"networks": [
 *     {"name": "xenbr0", "up": true, "adopt": "eth0", "options": {...},
 *      "pifs": [{"name": "eth0", "up": true, "options": {...}}],
 *      "vifs": [...], "vlans": [{"name": "xapi5", "vlan": 5, ...}]}]}
 */
#include <net/if.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include "file.h"
#include "net.h"
#include "port.h"
#include "show.h"
#include "value.h"
#include "vids.h"
#include "words.h"
#include "xvs.h"

/* Where in the file, for people */
static char place[256];

/* Goes into a part of the file. Return: what leave() wants */
[[gnu::format(printf, 1, 2)]]
static size_t enter(const char *format, ...)
{
	size_t len = strlen(place);
	va_list args;

	va_start(args, format);
	vsnprintf(place + len, sizeof(place) - len, format, args);
	va_end(args);
	return len;
}

static void leave(size_t len)
{
	place[len] = '\0';
}

static void wrong(const char *key, const char *what)
{
	die(EXIT_USAGE, "%s%s%s: %s", place, *place && *key ? "." : "", key,
	    what);
}

/* ---- what is not said -------------------------------------------------------- */

/* The one option that is a device */
static bool is_primary(const char *key)
{
	return !strcmp(key, "primary");
}

/* How options are shown that are said like this */
static json_t *shown_of_network(const json_t *said)
{
	struct net_options options = { 0 };
	struct rtattr *tb[IFLA_XVS_MAX + 1];
	const char *key, *msg;
	const json_t *value;
	json_t *shown;
	char *text;

	json_object_foreach((json_t *)said, key, value) {
		text = value_text(value);
		if (!text)
			wrong(key, "no value of an option");
		/* The device may not be there */
		msg = is_primary(key) ? NULL : net_parse(&options, key, text);
		if (msg)
			wrong(key, msg);
		free(text);
	}
	attr_parse(tb, IFLA_XVS_MAX, options.attrs.data, options.attrs.len);
	json_capture();
	net_show(NULL, tb);
	shown = json_captured();
	json_object_foreach((json_t *)said, key, value)
		if (is_primary(key))
			json_object_set(shown, key, (json_t *)value);
	return shown;
}

/* Was it said, or is it shown because everything of its kind is? */
static bool is_said(const json_t *said, const char *key)
{
	const json_t *value;
	const char *word;

	json_object_foreach((json_t *)said, word, value)
		if (words_same(word, key))
			return true;
	/* The other word for a rate */
	if (!strcmp(key, "tx_rate"))
		return json_object_get(said, "tx_kbps");
	return !strcmp(key, "rx_rate") && json_object_get(said, "rx_kbps");
}

static json_t *shown_of_port(const json_t *said)
{
	static struct port_options options;
	json_t *shown, *value;
	const char *key, *msg;
	char *text;
	void *next;

	port_begin(&options);
	json_object_foreach((json_t *)said, key, value) {
		text = value_text(value);
		if (!text)
			wrong(key, "no value of an option");
		msg = port_parse(&options, key, text);
		if (msg)
			wrong(key, msg);
		free(text);
	}
	json_capture();
	port_show_options(NULL, &options);
	shown = json_captured();
	json_object_foreach_safe(shown, next, key, value)
		if (!is_said(said, key))
			json_object_del(shown, key);
	return shown;
}

static json_t *shown_of(enum file_of of, const json_t *said)
{
	return of == FILE_VIF || of == FILE_PIF ? shown_of_port(said) :
						   shown_of_network(said);
}

/* The options of a kind of object one after the other. False: no more */
bool file_setting(enum file_of of, size_t i, struct file_setting *setting)
{
	struct port_setting port;
	struct net_setting net;
	size_t n;

	if (of == FILE_VIF || of == FILE_PIF) {
		if (!port_setting(i, of == FILE_PIF ? XVS_ROLE_PIF :
				  XVS_ROLE_VIF, &port))
			return false;
		*setting = (struct file_setting) { port.name, port.preset,
						   port.number };
		return true;
	}
	for (n = 0; net_setting(n, &net); n++) {
		if (net.of == (of == FILE_VIEW ? NET_OF_ROOT : NET_OF_VIEW))
			continue;
		if (i--)
			continue;
		*setting = (struct file_setting) { net.name, net.preset, 0 };
		return true;
	}
	return false;
}

/* What is not said is as it is by default. A guard is shown as a number then */
const json_t *file_presets(enum file_of of)
{
	static json_t *presets[FILE_PIF + 1];
	struct file_setting setting;
	json_t *said, *shown;
	size_t i;

	if (presets[of])
		return presets[of];
	said = json_object();
	for (i = 0; file_setting(of, i, &setting); i++)
		json_object_set_new(said, setting.name,
				    json_string(setting.preset));
	shown = shown_of(of, said);
	json_decref(said);
	for (i = 0; file_setting(of, i, &setting); i++)
		if (!strcmp(setting.preset, "default") &&
		    json_is_integer(json_object_get(shown, setting.name)))
			json_object_set_new(shown, setting.name,
					    json_integer(setting.number));
	presets[of] = shown;
	return shown;
}

/* ---- reading ----------------------------------------------------------------- */

json_t *file_read(const char *path)
{
	json_error_t error;
	json_t *file;

	if (!strcmp(path, "-"))
		file = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
	else
		file = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!file && error.line > 0)
		die(EXIT_USAGE, "%s:%d: %s", path, error.line, error.text);
	if (!file)
		die(EXIT_USAGE, "%s: %s", path, error.text);
	return file;
}

#define OF(of)	(1U << (of))
#define ROOT	OF(FILE_ROOT)
#define VIEW	OF(FILE_VIEW)
#define PORT	(OF(FILE_VIF) | OF(FILE_PIF))

/* Words that are no options, and which objects have them */
static const struct {
	const char *name;
	json_type type;
	unsigned int of;
} members[] = {
	{ "name", JSON_STRING, ROOT | VIEW | PORT },
	{ "up", JSON_TRUE, ROOT | VIEW | PORT },
	{ "mtu", JSON_INTEGER, ROOT | VIEW },
	{ "address", JSON_STRING, ROOT | VIEW },
	{ "adopt", JSON_STRING, ROOT | VIEW },
	{ "vlan", JSON_INTEGER, VIEW },
	{ "pifs", JSON_ARRAY, ROOT },
	{ "vifs", JSON_ARRAY, ROOT | VIEW },
	{ "vlans", JSON_ARRAY, ROOT },
};

/* Is it one of those? Ends the program if it is a wrong one */
static bool is_member(const char *key, const json_t *value, enum file_of of)
{
	static const char * const types[] = {
		[JSON_ARRAY] = "a list is meant",
		[JSON_STRING] = "a string is meant",
		[JSON_INTEGER] = "a number is meant",
		[JSON_TRUE] = "true or false is meant",
	};
	json_type type = json_is_false(value) ? JSON_TRUE : json_typeof(value);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++) {
		if (strcmp(key, members[i].name) || !(members[i].of & OF(of)))
			continue;
		if (type != members[i].type)
			wrong(key, types[members[i].type]);
		return true;
	}
	return false;
}

static bool is_option(const char *key, enum file_of of)
{
	struct file_setting setting;
	size_t i;

	for (i = 0; file_setting(of, i, &setting); i++)
		if (words_same(key, setting.name))
			return true;
	return (of == FILE_VIF || of == FILE_PIF) &&
	       (words_same(key, "tx_kbps") || words_same(key, "rx_kbps"));
}

static const char *name_of(const json_t *object)
{
	return json_string_value(json_object_get(object, "name"));
}

static void check_names(const json_t *object)
{
	const char *name = name_of(object), *mac;
	__u8 bytes[ETH_ALEN];

	if (!name)
		wrong("name", "is missing");
	if (!*name || strlen(name) >= IF_NAMESIZE || strpbrk(name, "/ \t\n:") ||
	    !strcmp(name, ".") || !strcmp(name, ".."))
		wrong("name", "no name of a device");
	mac = json_string_value(json_object_get(object, "address"));
	if (mac && !words_mac(bytes, mac))
		wrong("address", "is such as 02:00:00:00:00:01");
}

/* Parts an object into what it is and its options, and adds those that are not
 * said
 */
static json_t *check_object(const json_t *object, enum file_of of)
{
	json_t *checked = json_object(), *said = json_object(), *given,
	       *options, *value;
	const char *key;

	if (!json_is_object(object))
		wrong("", "an object is meant");
	json_object_foreach((json_t *)object, key, value) {
		if (is_member(key, value, of))
			json_object_set(checked, key, value);
		else if (is_option(key, of))
			json_object_set(said, key, value);
		else
			wrong(key, "no such word here");
	}
	check_names(object);
	if (!json_object_get(checked, "up"))
		json_object_set_new(checked, "up", json_true());
	options = json_copy((json_t *)file_presets(of));
	given = shown_of(of, said);
	json_object_update(options, given);
	json_object_set_new(checked, "options", options);
	json_decref(given);
	json_decref(said);
	return checked;
}

/* A port may be no more than its name */
static json_t *check_port(const json_t *port, bool is_pif)
{
	enum file_of of = is_pif ? FILE_PIF : FILE_VIF;
	json_t *object, *checked;

	if (!json_is_string(port))
		return check_object(port, of);
	object = json_pack("{s:O}", "name", port);
	checked = check_object(object, of);
	json_decref(object);
	return checked;
}

static void check_ports(json_t *network, const char *key, bool is_pif)
{
	json_t *ports = json_object_get(network, key), *port, *checked;
	size_t i, here;

	if (!ports)
		return;
	checked = json_array();
	json_array_foreach(ports, i, port) {
		here = enter(".%s[%zu]", key, i);
		json_array_append_new(checked, check_port(port, is_pif));
		leave(here);
	}
	json_object_set_new(network, key, checked);
}

static json_t *check_view(const json_t *view)
{
	const json_t *vlan = json_object_get(view, "vlan");
	json_t *checked = check_object(view, FILE_VIEW);

	if (!vlan)
		wrong("vlan", "is missing");
	if (json_integer_value(vlan) < 0 || json_integer_value(vlan) > VID_MAX)
		wrong("vlan", "is a number in 0..4094");
	check_ports(checked, "vifs", false);
	return checked;
}

static json_t *check_root(const json_t *root)
{
	json_t *checked = check_object(root, FILE_ROOT), *views, *view;
	size_t i, here;

	check_ports(checked, "pifs", true);
	check_ports(checked, "vifs", false);
	views = json_array();
	json_array_foreach(json_object_get(checked, "vlans"), i, view) {
		here = enter(".vlans[%zu]", i);
		json_array_append_new(views, check_view(view));
		leave(here);
	}
	json_object_set_new(checked, "vlans", views);
	return checked;
}

/* Each device is named once */
static void check_once(json_t *seen, const json_t *object)
{
	static const char * const lists[] = { "pifs", "vifs", "vlans" };
	const char *name = name_of(object);
	const json_t *entry;
	size_t i, n;

	if (json_object_get(seen, name))
		die(EXIT_USAGE, "\"%s\" is there twice", name);
	json_object_set_new(seen, name, json_true());
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		json_array_foreach(json_object_get(object, lists[i]), n, entry)
			check_once(seen, entry);
}

static void check_vlans_once(const json_t *root)
{
	bool seen[VID_MAX + 1] = { false };
	const json_t *view;
	json_int_t vlan;
	size_t i;

	json_array_foreach(json_object_get(root, "vlans"), i, view) {
		vlan = json_integer_value(json_object_get(view, "vlan"));
		if (seen[vlan])
			die(EXIT_USAGE, "VLAN %d of \"%s\" is there twice",
			    (int)vlan, name_of(root));
		seen[vlan] = true;
	}
}

/* Return: the caller's, which says everything */
json_t *file_check(const json_t *file)
{
	json_t *roots = json_array(), *seen = json_object(), *value;
	const char *key;
	size_t i, here;

	leave(0);
	if (!json_is_object(file))
		wrong("", "an object is meant");
	json_object_foreach((json_t *)file, key, value)
		if (strcmp(key, "version") && strcmp(key, "networks"))
			wrong(key, "no such word here");
	value = json_object_get(file, "version");
	if (json_integer_value(value) != FILE_VERSION)
		wrong("version", "is missing, or one that this tool does not know");
	value = json_object_get(file, "networks");
	if (!json_is_array(value))
		wrong("networks", "a list is meant");
	for (i = 0; i < json_array_size(value); i++) {
		here = enter("networks[%zu]", i);
		json_array_append_new(roots, check_root(json_array_get(value, i)));
		leave(here);
		check_once(seen, json_array_get(roots, i));
		check_vlans_once(json_array_get(roots, i));
	}
	json_decref(seen);
	return json_pack("{s:o}", "networks", roots);
}

/* ---- writing ----------------------------------------------------------------- */

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
