/* SPDX-License-Identifier: GPL-2.0 */
/* JSON, written by what shows options and read from files. */
#ifndef XVS_TOOLS_JSON_H
#define XVS_TOOLS_JSON_H

#include <stdbool.h>
#include <jansson.h>

void json_enable(bool is_pretty);
void json_put(const char *key, json_t *value);
void json_end(void);
void json_reset(void);
void json_print(const json_t *tree, bool is_pretty);
void json_capture(void);
json_t *json_captured(void);

#endif /* XVS_TOOLS_JSON_H */
