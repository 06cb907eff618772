// SPDX-License-Identifier: GPL-2.0
/*
 * One value of the JSON that is read, as by jq -r '.[0].A.B': where the processor
 * is emulated jq takes longer to start than all the rest of many a test.
 *
 *   ip -j link show dev xenbr0 | field .linkinfo.info_kind
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* What a path of names leads to; NULL: nothing of that name */
static const json_t *walk(const json_t *at, char *path)
{
	char *name;

	for (name = strtok(path, "."); name && at; name = strtok(NULL, "."))
		at = json_object_get(at, name);
	return at;
}

int main(int argc, char **argv)
{
	const json_t *value;
	json_error_t error;
	json_t *all;

	if (argc != 2 || argv[1][0] != '.') {
		fprintf(stderr, "usage: field .NAME[.NAME]... <JSON\n");
		return 2;
	}
	all = json_loadf(stdin, 0, &error);
	if (!all) {
		fprintf(stderr, "field: %s\n", error.text);
		return 1;
	}
	value = walk(json_is_array(all) ? json_array_get(all, 0) : all, argv[1]);
	if (json_is_string(value))
		puts(json_string_value(value));
	else if (!value)
		puts("null");
	else if (!json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY))
		putchar('\n');
	json_decref(all);
	return 0;
}
