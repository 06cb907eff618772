// SPDX-License-Identifier: GPL-2.0
/*
 * The options of objects in a file: what they are, and what they are if nothing
 * is said of them.
 */
#include <stdlib.h>
#include <string.h>
#include "file.h"
#include "net.h"
#include "port.h"
#include "show.h"
#include "value.h"
#include "words.h"
#include "xvs.h"

/* The one option that is a device, which may not be there */
static bool is_primary(const char *key, const json_t *value)
{
	return !strcmp(key, "primary") && json_is_string(value);
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
			file_wrong(key, "no value of an option");
		msg = is_primary(key, value) ? NULL :
		      net_parse(&options, key, text);
		if (msg)
			file_wrong(key, msg);
		free(text);
	}
	attr_parse(tb, IFLA_XVS_MAX, options.attrs.data, options.attrs.len);
	json_capture();
	net_show(NULL, tb);
	shown = json_captured();
	json_object_foreach((json_t *)said, key, value)
		if (is_primary(key, value))
			json_object_set(shown, key, (json_t *)value);
	return shown;
}

static bool has_word(const json_t *said, const char *key)
{
	const json_t *value;
	const char *word;

	json_object_foreach((json_t *)said, word, value)
		if (words_same(word, key))
			return true;
	return false;
}

/* Was it said, or is it shown because everything of its kind is? */
static bool is_said(const json_t *said, const char *key)
{
	if (has_word(said, key))
		return true;
	/* The other word for a rate */
	if (!strcmp(key, "tx_rate"))
		return has_word(said, "tx_kbps");
	return !strcmp(key, "rx_rate") && has_word(said, "rx_kbps");
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
			file_wrong(key, "no value of an option");
		msg = port_parse(&options, key, text);
		if (msg)
			file_wrong(key, msg);
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

/* How options that are said are shown, each only if it is said */
json_t *file_shown(enum file_of of, const json_t *said)
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
	shown = file_shown(of, said);
	json_decref(said);
	for (i = 0; file_setting(of, i, &setting); i++)
		if (!strcmp(setting.preset, "default") &&
		    json_is_integer(json_object_get(shown, setting.name)))
			json_object_set_new(shown, setting.name,
					    json_integer(setting.number));
	presets[of] = shown;
	return shown;
}
