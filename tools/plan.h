/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is to be done to make a host what a file says: the steps are commands of
 * this tool.
 */
#ifndef XVS_TOOLS_PLAN_H
#define XVS_TOOLS_PLAN_H

#include "address.h"
#include "host.h"
#include "json.h"

struct step {
	int argc;
	char **argv;
};

struct plan {
	size_t n;
	struct step *steps;
};

struct plan_options {
	bool ignore_missing;	/* leave out devices that are not there */
	bool force;		/* networks go with VIFs on them */
};

void plan_make(struct plan *plan, const struct host *host, json_t *file,
	       const struct addresses *addresses,
	       const struct plan_options *options);
void plan_print(const struct plan *plan);
int plan_run(const struct plan *plan, bool whatever);

#endif /* XVS_TOOLS_PLAN_H */
