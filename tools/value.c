// SPDX-License-Identifier: GPL-2.0
/* Values of options in JSON, as they are given in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "value.h"
#include "vids.h"
#include "xvs.h"

/* The words of a list, with commas between them */
static bool add(char **text, const char *word)
{
	size_t len = *text ? strlen(*text) : 0;
	char *grown = realloc(*text, len + strlen(word) + 2);

	if (!grown)
		die(EXIT_REFUSED, "No memory");
	*text = grown;
	sprintf(grown + len, "%s%s", len ? "," : "", word);
	return true;
}

/* An entry of a list: an address, a VLAN, or {"vlan":10,"vlanEnd":20} */
static bool add_entry(char **text, const json_t *entry)
{
	const json_t *from = json_object_get(entry, "vlan"),
		     *to = json_object_get(entry, "vlanEnd");
	char word[64];

	if (json_is_string(entry))
		return add(text, json_string_value(entry));
	if (json_is_integer(entry))
		from = entry;
	if (!json_is_integer(from) || (to && !json_is_integer(to)))
		return false;
	snprintf(word, sizeof(word), to ? "%lld-%lld" : "%lld",
		 (long long)json_integer_value(from),
		 (long long)json_integer_value(to));
	return add(text, word);
}

/* Return: the caller's, NULL: it is no value of an option */
char *value_text(const json_t *value)
{
	const json_t *entry;
	char *text = NULL;
	char number[32];
	size_t i;

	if (json_is_string(value)) {
		add(&text, json_string_value(value));
	} else if (json_is_boolean(value)) {
		add(&text, json_is_true(value) ? "on" : "off");
	} else if (json_is_integer(value)) {
		snprintf(number, sizeof(number), "%lld",
			 (long long)json_integer_value(value));
		add(&text, number);
	} else if (json_is_array(value)) {
		json_array_foreach(value, i, entry) {
			if (add_entry(&text, entry))
				continue;
			free(text);
			return NULL;
		}
		if (!i)
			add(&text, "none");
		if (!strcmp(text, VIDS_ALL)) {
			free(text);
			text = NULL;
			add(&text, "all");
		}
	}
	return text;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char **)a, *(const char **)b);
}

/* The strings of a list in order, NULL: it is none of strings */
static const char **sorted(const json_t *list, size_t *n)
{
	const char **strings = calloc(json_array_size(list) + 1,
				      sizeof(*strings));
	const json_t *entry;
	size_t i;

	if (!strings)
		die(EXIT_REFUSED, "No memory");
	*n = 0;
	json_array_foreach(list, i, entry) {
		if (!json_is_string(entry)) {
			free(strings);
			return NULL;
		}
		strings[i] = json_string_value(entry);
	}
	qsort(strings, i, sizeof(*strings), by_text);
	/* Each once */
	for (i = 0; i < json_array_size(list); i++)
		if (!*n || strcmp(strings[*n - 1], strings[i]))
			strings[(*n)++] = strings[i];
	return strings;
}

static bool same_lists(const json_t *a, const json_t *b)
{
	size_t i, n = 0, m = 0;
	const char **x = sorted(a, &n), **y = sorted(b, &m);
	bool same = x && y && n == m;

	for (i = 0; same && i < n; i++)
		same = !strcmp(x[i], y[i]);
	free(x);
	free(y);
	return same;
}

/* Do they say the same? Lists of addresses have no order */
bool value_same(const json_t *a, const json_t *b)
{
	if (!a || !b)
		return a == b;
	if (json_equal(a, b))
		return true;
	return json_is_array(a) && json_is_array(b) && same_lists(a, b);
}
