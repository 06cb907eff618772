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
#include "file.h"
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

/* What it is there, and why it can't be */
void file_wrong(const char *key, const char *what)
{
	die(EXIT_USAGE, "%s%s%s: %s", place, *place && *key ? "." : "", key,
	    what);
}

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
			file_wrong(key, types[members[i].type]);
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

static void check_name_of(const json_t *object)
{
	const char *name = name_of(object);

	if (!name)
		file_wrong("name", "is missing");
	if (!*name || strlen(name) >= IF_NAMESIZE || strpbrk(name, "/ \t\n:") ||
	    !strcmp(name, ".") || !strcmp(name, ".."))
		file_wrong("name", "no name of a device");
}

/* As `xvs network` would take them */
static void check_link(const json_t *object)
{
	const json_t *mtu = json_object_get(object, "mtu"),
		     *address = json_object_get(object, "address");
	const char *msg = NULL;
	__u8 mac[ETH_ALEN];
	__u32 bytes;
	char *text;

	if (mtu) {
		text = value_text(mtu);
		msg = network_mtu(&bytes, text);
		free(text);
	}
	if (msg)
		file_wrong("mtu", msg);
	if (address)
		msg = network_address(mac, json_string_value(address));
	if (msg)
		file_wrong("address", msg);
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
		file_wrong("", "an object is meant");
	json_object_foreach((json_t *)object, key, value) {
		if (is_member(key, value, of))
			json_object_set(checked, key, value);
		else if (is_option(key, of))
			json_object_set(said, key, value);
		else
			file_wrong(key, "no such word here");
	}
	check_name_of(object);
	check_link(object);
	if (!json_object_get(checked, "up"))
		json_object_set_new(checked, "up", json_true());
	options = json_copy((json_t *)file_presets(of));
	given = file_shown(of, said);
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
		file_wrong("vlan", "is missing");
	if (json_integer_value(vlan) < 0 || json_integer_value(vlan) > VID_MAX)
		file_wrong("vlan", "is a number in 0..4094");
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
		file_wrong("", "an object is meant");
	json_object_foreach((json_t *)file, key, value)
		if (strcmp(key, "version") && strcmp(key, "networks"))
			file_wrong(key, "no such word here");
	value = json_object_get(file, "version");
	if (json_integer_value(value) != FILE_VERSION)
		file_wrong("version", "is missing, or one that this tool does not know");
	value = json_object_get(file, "networks");
	if (!json_is_array(value))
		file_wrong("networks", "a list is meant");
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
