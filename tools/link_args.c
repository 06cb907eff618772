// SPDX-License-Identifier: GPL-2.0
/* Options of `ip link`, one after the other. */
#include <string.h>
#include "link_args.h"

const char *next_arg(struct args *args)
{
	args->argv++;
	if (--args->argc <= 0)
		incomplete_command();
	return *args->argv;
}

void only_once(bool *seen, const char *key, const char *value)
{
	if (*seen)
		duparg(key, value);
	*seen = true;
}

int unknown_option(struct link_util *lu, const char *option, int argc,
		   char **argv)
{
	if (strcmp(option, "help"))
		fprintf(stderr, "%s: unknown option \"%s\"?\n", lu->id, option);
	lu->print_help(lu, argc, argv, stderr);
	return -1;
}
