/* SPDX-License-Identifier: GPL-2.0 */
/* Values of options in JSON, as they are given in words. */
#ifndef XVS_TOOLS_VALUE_H
#define XVS_TOOLS_VALUE_H

#include <stdbool.h>
#include "json.h"

char *value_text(const json_t *value);
bool value_same(const json_t *a, const json_t *b);

#endif /* XVS_TOOLS_VALUE_H */
