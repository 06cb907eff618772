/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_VIDS_H
#define XVS_TOOLS_VIDS_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/xvs_link.h>

#define VID_MAX		4094
#define VIDS_ALL	"1-4094"
#define VIDS_WORDS	"all, none, or a list such as 5,10-20 of 1..4094"

bool parse_vids(__u8 *map, const char *arg);
void show_vids(FILE *f, const char *key, const __u8 *map);

#endif /* XVS_TOOLS_VIDS_H */
