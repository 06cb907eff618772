// SPDX-License-Identifier: GPL-2.0
/*
 * JSON for xvs, by the functions that ip(8) lends to its plug-ins: what shows
 * an option there shows it here too. What is shown is built as a tree, which is
 * then printed, or compared with another.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "iproute2.h"
#include "json.h"
#include "show.h"
#include "xvs.h"

/* How deep objects are in each other */
#define DEPTH_MAX	16

static bool wanted, pretty, capturing;
static json_t *stack[DEPTH_MAX];
static size_t depth;

void json_enable(bool is_pretty)
{
	wanted = true;
	pretty |= is_pretty;
}

bool is_json_context(void)
{
	return wanted || capturing;
}

/* What is shown up to json_captured() is not printed */
void json_capture(void)
{
	json_reset();
	capturing = true;
	open_json_object(NULL);
}

/* Return: the caller's, an object */
json_t *json_captured(void)
{
	json_t *shown = depth ? json_incref(stack[0]) : json_object();

	json_reset();
	capturing = false;
	return shown;
}

static void put(const char *key, json_t *value)
{
	json_t *in = depth ? stack[depth - 1] : NULL;

	if (json_is_object(in) && key)
		json_object_set_new(in, key, value);
	else if (json_is_array(in))
		json_array_append_new(in, value);
	else
		json_decref(value);
}

static void open_with(const char *key, json_t *value)
{
	if (!is_json_context()) {
		json_decref(value);
		return;
	}
	assert(depth < DEPTH_MAX);
	if (depth)
		put(key, value);
	stack[depth++] = value;
}

/* The outermost stays until it is printed */
static void close_with(void)
{
	if (is_json_context() && depth > 1)
		depth--;
}

void open_json_object(const char *key)
{
	open_with(key, json_object());
}

void close_json_object(void)
{
	close_with();
}

void open_json_array(enum output_type type, const char *key)
{
	(void)type;
	open_with(key, json_array());
}

void close_json_array(enum output_type type, const char *end)
{
	(void)type;
	(void)end;
	close_with();
}

/* The names of devices may be any bytes, but JSON is UTF-8 */
static json_t *any_string(const char *value)
{
	json_t *string = json_string(value);
	char *copy, *c;

	if (string)
		return string;
	copy = strdup(value);
	for (c = copy; c && *c; c++)
		if (*c & 0x80)
			*c = '?';
	string = json_string(copy ?: "");
	free(copy);
	return string;
}

int print_color_string(enum output_type type, int colour, const char *key,
		       const char *fmt, const char *value)
{
	(void)type;
	(void)colour;
	(void)fmt;
	put(key, any_string(value));
	return 0;
}

int print_color_uint(enum output_type type, int colour, const char *key,
		     const char *fmt, unsigned int value)
{
	return print_color_u64(type, colour, key, fmt, value);
}

int print_color_u64(enum output_type type, int colour, const char *key,
		    const char *fmt, uint64_t value)
{
	(void)type;
	(void)colour;
	(void)fmt;
	put(key, json_integer(value));
	return 0;
}

int print_color_bool(enum output_type type, int colour, const char *key,
		     const char *fmt, bool value)
{
	(void)type;
	(void)colour;
	(void)fmt;
	put(key, json_boolean(value));
	return 0;
}

/* Puts a tree where a value would be */
void json_put(const char *key, json_t *value)
{
	put(key, value);
}

/* What a command did not come to the end of */
void json_reset(void)
{
	if (depth)
		json_decref(stack[0]);
	depth = 0;
}

/* Each event is a document of its own, on a line of its own */
void json_print(const json_t *tree, bool is_pretty)
{
	json_dumpf(tree, stdout, JSON_ENCODE_ANY | (is_pretty ? JSON_INDENT(2) :
		   JSON_COMPACT));
	putchar('\n');
	fflush(stdout);
}

void json_end(void)
{
	if (!wanted || !depth)
		return;
	json_print(stack[0], pretty);
	json_reset();
}
