// SPDX-License-Identifier: GPL-2.0
/* Steps of a plan: commands, and the words of them in which two things differ. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "making.h"
#include "value.h"
#include "xvs.h"

void step_word(struct step *step, const char *word)
{
	char **grown = realloc(step->argv, (step->argc + 2) * sizeof(*grown));

	if (!grown)
		die(EXIT_REFUSED, "No memory");
	step->argv = grown;
	step->argv[step->argc] = strdup(word);
	if (!step->argv[step->argc])
		die(EXIT_REFUSED, "No memory");
	step->argv[++step->argc] = NULL;
}

/* Words up to a NULL */
struct step *step_words(struct step *step, ...)
{
	const char *word;
	va_list args;

	va_start(args, step);
	while ((word = va_arg(args, const char *)))
		step_word(step, word);
	va_end(args);
	return step;
}

struct step *step_add(struct making *m)
{
	struct step *grown = realloc(m->plan->steps,
				     (m->plan->n + 1) * sizeof(*grown));

	if (!grown)
		die(EXIT_REFUSED, "No memory");
	m->plan->steps = grown;
	grown[m->plan->n] = (struct step) { 0 };
	return &grown[m->plan->n++];
}

void step_drop(struct making *m)
{
	m->plan->n--;
}

const char *plan_string(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

const char *plan_name(const json_t *object)
{
	return plan_string(object, "name");
}

bool plan_wants(const struct making *m, const char *name)
{
	return json_object_get(m->wanted, name);
}

const json_t *plan_roots(const struct making *m)
{
	return json_object_get(m->file, "networks");
}

/* What it is now, NULL: it is not there, or will be gone by then */
const struct device *plan_now(const struct making *m, const char *name)
{
	return json_object_get(m->gone, name) ? NULL : host_find(m->host, name);
}

/* The options that differ from what there is, NULL: from the defaults */
bool step_options(struct step *step, const json_t *object, enum file_of of,
		  const json_t *have)
{
	const json_t *options = json_object_get(object, "options"), *want;
	struct file_setting setting;
	bool any = false;
	char *text;
	size_t i;

	if (!have)
		have = file_presets(of);
	for (i = 0; file_setting(of, i, &setting); i++) {
		want = json_object_get(options, setting.name);
		if (value_same(want, json_object_get(have, setting.name)))
			continue;
		text = want && !value_same(want,
					   json_object_get(file_presets(of),
							   setting.name)) ?
		       value_text(want) : NULL;
		step_words(step, setting.name, text ?: setting.preset, NULL);
		free(text);
		any = true;
	}
	return any;
}

bool step_state(struct step *step, const json_t *object,
		const struct device *dev)
{
	bool want = json_is_true(json_object_get(object, "up"));

	if (dev && is_up(dev) == want)
		return false;
	step_word(step, want ? "up" : "down");
	return true;
}
