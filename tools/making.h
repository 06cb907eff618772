/* SPDX-License-Identifier: GPL-2.0 */
/* A plan while it is made. */
#ifndef XVS_TOOLS_MAKING_H
#define XVS_TOOLS_MAKING_H

#include "file.h"
#include "plan.h"

struct making {
	struct plan *plan;
	const struct host *host;
	const json_t *file;
	const struct addresses *addresses;
	const struct plan_options *options;
	json_t *wanted;		/* names of devices: networks and ports */
	json_t *gone;		/* names of networks that go first */
};

/* plan_step.c */
void step_word(struct step *step, const char *word);
struct step *step_words(struct step *step, ...);
struct step *step_add(struct making *m);
void step_drop(struct making *m);
bool step_options(struct step *step, const json_t *object, enum file_of of,
		  const json_t *have);
bool step_state(struct step *step, const json_t *object,
		const struct device *dev);
const char *plan_string(const json_t *object, const char *key);
const char *plan_name(const json_t *object);
bool plan_wants(const struct making *m, const char *name);
const json_t *plan_roots(const struct making *m);
const struct device *plan_now(const struct making *m, const char *name);

void plan_check(struct making *m);
void plan_clear(struct making *m);
void plan_network(struct making *m, const json_t *network, const char *root);
void plan_leave(struct making *m, const json_t *network, bool is_pif);
void plan_ports(struct making *m, const json_t *network, bool is_pif);
void plan_adopt(struct making *m, const json_t *network);
void plan_refuse_vifs(const struct making *m, const struct device *network);
void plan_leftover(struct making *m, bool of_roots);

#endif /* XVS_TOOLS_MAKING_H */
