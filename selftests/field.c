// SPDX-License-Identifier: GPL-2.0
/*
 * One value of the JSON that is read, as by jq -r '.[0].A.B': where the processor
 * is emulated jq takes longer to start than all the rest of many a test.
 *
 *   ip -j link show dev xenbr0 | field .linkinfo.info_kind
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

/* What a path of names leads to; NULL: null, or nothing of that name */
static struct json_object *walk(struct json_object *at, char *path)
{
	char *name;

	for (name = strtok(path, "."); name && at; name = strtok(NULL, ".")) {
		if (!json_object_object_get_ex(at, name, &at))
			return NULL;
	}
	return at;
}

int main(int argc, char **argv)
{
	struct json_object *all, *value;

	if (argc != 2 || argv[1][0] != '.') {
		fprintf(stderr, "usage: field .NAME[.NAME]... <JSON\n");
		return 2;
	}
	all = json_object_from_fd(STDIN_FILENO);
	if (!all) {
		fprintf(stderr, "field: %s", json_util_get_last_err());
		return 1;
	}
	value = json_object_is_type(all, json_type_array) ?
		json_object_array_get_idx(all, 0) : all;
	value = walk(value, argv[1]);
	if (json_object_is_type(value, json_type_string))
		puts(json_object_get_string(value));
	else
		puts(json_object_to_json_string_ext(value,
						    JSON_C_TO_STRING_PLAIN));
	json_object_put(all);
	return 0;
}
