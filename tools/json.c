// SPDX-License-Identifier: GPL-2.0
/*
 * JSON for xvs, by the functions that ip(8) lends to its plug-ins: what shows
 * an option there shows it here too.
 */
#include <stdio.h>
#include "iproute2.h"
#include "xvs.h"

static bool is_json;
static bool needs_comma;

void json_enable(void)
{
	is_json = true;
}

bool is_json_context(void)
{
	return is_json;
}

static void write_string(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if ((unsigned char)*s < ' ')
			printf("\\u%04x", *s);
		else if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void name(const char *key)
{
	if (needs_comma)
		putchar(',');
	if (key) {
		write_string(key);
		putchar(':');
	}
	needs_comma = true;
}

static void open_with(const char *key, char bracket)
{
	if (!is_json)
		return;
	name(key);
	putchar(bracket);
	needs_comma = false;
}

static void close_with(char bracket)
{
	if (!is_json)
		return;
	putchar(bracket);
	needs_comma = true;
}

void open_json_object(const char *key)
{
	open_with(key, '{');
}

void close_json_object(void)
{
	close_with('}');
}

void open_json_array(enum output_type type, const char *key)
{
	(void)type;
	open_with(key, '[');
}

void close_json_array(enum output_type type, const char *end)
{
	(void)type;
	(void)end;
	close_with(']');
}

int print_color_string(enum output_type type, int colour, const char *key,
		       const char *fmt, const char *value)
{
	(void)type;
	(void)colour;
	(void)fmt;
	name(key);
	write_string(value);
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
	name(key);
	printf("%llu", (unsigned long long)value);
	return 0;
}

int print_color_bool(enum output_type type, int colour, const char *key,
		     const char *fmt, bool value)
{
	(void)type;
	(void)colour;
	(void)fmt;
	name(key);
	fputs(value ? "true" : "false", stdout);
	return 0;
}

/* Each event is a document of its own, on a line of its own */
void json_end(void)
{
	if (is_json)
		putchar('\n');
	needs_comma = false;
}
