// SPDX-License-Identifier: GPL-2.0
/* Colours, where people look: on a terminal, unless they want none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "colour.h"

static enum { AUTO, ALWAYS, NEVER } wanted;

static const char * const codes[] = {
	[COLOUR_NETWORK] = "1;36",
	[COLOUR_DEVICE] = "36",
	[COLOUR_GOOD] = "32",
	[COLOUR_BAD] = "1;31",
	[COLOUR_WARN] = "33",
};

/* False if it is another option */
bool colour_option(const char *option)
{
	size_t len = strcspn(option, "=");
	const char *when = option[len] ? option + len + 1 : "always";

	if (!len || strncmp(option, "color", len))
		return false;
	if (!strcmp(when, "always"))
		wanted = ALWAYS;
	else if (!strcmp(when, "never"))
		wanted = NEVER;
	else if (!strcmp(when, "auto"))
		wanted = AUTO;
	else
		return false;
	return true;
}

static bool is_on(void)
{
	if (wanted == AUTO)
		return isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	return wanted == ALWAYS;
}

void colour_print(enum colour colour, const char *text)
{
	if (colour != COLOUR_NONE && is_on())
		printf("\033[%sm%s\033[0m", codes[colour], text);
	else
		fputs(text, stdout);
}
