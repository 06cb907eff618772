/* SPDX-License-Identifier: GPL-2.0 */
/* Colours, where people look. */
#ifndef XVS_TOOLS_COLOUR_H
#define XVS_TOOLS_COLOUR_H

#include <stdbool.h>

enum colour {
	COLOUR_NONE,
	COLOUR_NETWORK,
	COLOUR_DEVICE,
	COLOUR_GOOD,
	COLOUR_BAD,
	COLOUR_WARN,
};

bool colour_option(const char *option);
void colour_print(enum colour colour, const char *text);

#endif /* XVS_TOOLS_COLOUR_H */
