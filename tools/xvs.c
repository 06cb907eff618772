// SPDX-License-Identifier: GPL-2.0
/*
 * xvs: the virtual switch in the manner of ip(8): `xvs [ OPTIONS ] OBJECT VERB
 * ...`.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "colour.h"
#include "json.h"
#include "show.h"
#include "xvs.h"

int show_stats;
bool show_details;

const struct command objects[] = {
	{ "show", do_show, "show [ NETWORK ]" },
	{ "network", do_network, "network { show | add | set | del | flush | adopt | release }" },
	{ "vif", do_vif, "vif { show | add | set | del | move | drops }" },
	{ "pif", do_pif, "pif { show | add | set | del | move }" },
	{ "bond", do_bond, "bond { show | set | announce | rebalance }" },
	{ "fdb", do_fdb, "fdb { show | add | del | flush }" },
	{ "lock", do_lock, "lock { show | set }" },
	{ "event", do_event, "event { monitor }" },
	{ "monitor", do_monitor, "monitor" },
	{ "check", do_check, "check [ -x ] DEV [ < FRAME ]" },
	{ "top", do_top, "top [ sort COLUMN ] [ interval SECONDS ] [ count N ]" },
	{ "save", do_save, "save [ --no-vifs ]" },
	{ "apply", do_apply,
	  "apply [ --dry-run ] [ --confirm SECONDS ] [ --ignore-missing ]\n"
	  "                 [ --force ] FILE" },
	{ "confirm", do_confirm, "confirm" },
	{ "reset", do_reset, "reset --force" },
	{ NULL, NULL, NULL }
};

void options_usage(FILE *f)
{
	fputs("OPTIONS := -j JSON | -p pretty JSON | -s counters | -d details |\n"
	      "           -c[olor][=always|auto|never] | -b FILE of commands |\n"
	      "           -V version\n"
	      "`xvs OBJECT help' tells more of an object.\n", f);
}

static void global_option(const char *option, const char **batch,
			  const char *value, bool *takes)
{
	static const struct {
		const char *name;
		char letter;
	} names[] = {
		{ "json", 'j' }, { "pretty", 'p' }, { "statistics", 's' },
		{ "details", 'd' }, { "batch", 'b' }, { "Version", 'V' },
	};
	size_t i, len;

	option += 1 + (option[1] == '-');
	if (colour_option(option))
		return;
	len = strlen(option);
	for (i = 0; len && i < ARRAY_SIZE(names); i++)
		if (!strncmp(option, names[i].name, len))
			break;
	if (!len || i == ARRAY_SIZE(names))
		die(EXIT_USAGE, "\"-%s\" is no option of xvs", option);
	switch (names[i].letter) {
	case 'b':
		if (!value)
			die(EXIT_USAGE, "-b needs a file, or - for the standard input");
		*batch = value;
		*takes = true;
		break;
	case 's':
		show_stats = 1;
		break;
	case 'd':
		show_details = true;
		break;
	case 'V':
		puts("xvs " XVS_VERSION);
		exit(0);
	default:
		json_enable(names[i].letter == 'p');
	}
}

int main(int argc, char **argv)
{
	const char *batch = NULL;

	while (--argc > 0 && **++argv == '-') {
		bool takes = false;

		global_option(*argv, &batch, argv[1], &takes);
		argc -= takes;
		argv += takes;
	}
	if (batch)
		return command_batch(batch);
	return command_line(argc > 0 ? argc : 0, argv);
}
