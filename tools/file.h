/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A whole host in one file, xvs.json: what is in it is checked as a whole and
 * made one that says everything.
 */
#ifndef XVS_TOOLS_FILE_H
#define XVS_TOOLS_FILE_H

#include "host.h"
#include "json.h"

#define FILE_VERSION	1

/* The kinds of objects */
enum file_of {
	FILE_ROOT,
	FILE_VIEW,
	FILE_VIF,
	FILE_PIF,
};

/* An option of one, and what it is if nothing is said of it */
struct file_setting {
	const char *name;
	const char *preset;	/* as it is given */
	unsigned int number;	/* as it is shown, if that is "default" */
};

bool file_setting(enum file_of of, size_t i, struct file_setting *setting);
[[gnu::noreturn]] void file_wrong(const char *key, const char *what);
json_t *file_shown(enum file_of of, const json_t *said);
json_t *file_read(const char *path);
json_t *file_check(const json_t *file);
json_t *file_save(const struct host *host, bool vifs);
const json_t *file_presets(enum file_of of);

#endif /* XVS_TOOLS_FILE_H */
