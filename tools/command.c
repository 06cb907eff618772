// SPDX-License-Identifier: GPL-2.0
/*
 * Commands: found by their words, which may be abbreviated, and run one by one,
 * from the command line, from a file, or as the steps of something larger. One
 * that fails says why in one line and ends itself, but not the others.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"
#include "show.h"
#include "words.h"
#include "xvs.h"

/* Words of a line of a file */
#define WORDS_MAX	256

/* Those that tell which step it is */
#define STEP_WORDS	4

static jmp_buf *failed;
static const char *place;
static unsigned int line;
static char step[80];
static const struct command *current = objects;

/* Whatever was written is not worth reading if there is an error */
void die(int status, const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("Error: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	if (place)
		fprintf(stderr, " (%s:%u)", place, line);
	if (*step)
		fprintf(stderr, " (xvs %s)", step);
	fputs(".\n", stderr);
	if (failed)
		longjmp(*failed, status);
	exit(status);
}

static void print_usage(FILE *f, const struct command *commands)
{
	const char *before = "Usage:";

	for (; commands->name; commands++) {
		if (!commands->usage)
			continue;
		fprintf(f, "%s xvs %s\n", before, commands->usage);
		before = "      ";
	}
	options_usage(f);
}

/* How the commands of the object are given, or what objects there are */
void usage(void)
{
	print_usage(stderr, current);
	if (failed)
		longjmp(*failed, EXIT_USAGE);
	exit(EXIT_USAGE);
}

/* The same for who asks */
static int help(void)
{
	const struct command *command;

	print_usage(stdout, current);
	for (command = current; command->name; command++)
		if (!strcmp(command->name, "help"))
			return command->run(0, NULL);
	return 0;
}

bool is_word(const char *given, const char *word)
{
	return words_same(given, word);
}

/* By its name, or by as much of it as only it begins with */
static const struct command *find(const struct command *commands,
				  const char *what, const char *word)
{
	const struct command *command, *found = NULL;
	size_t len = strlen(word);

	for (command = commands; command->name; command++)
		if (!strcmp(command->name, word))
			return command;
	for (command = commands; command->name; command++) {
		if (strncmp(command->name, word, len))
			continue;
		if (found)
			die(EXIT_USAGE, "\"%s\" may be %s or %s", word,
			    found->name, command->name);
		found = command;
	}
	if (!found && strcmp(word, "help"))
		die(EXIT_USAGE, "\"%s\" is no %s of xvs", word, what);
	return found;
}

/* Runs the command that the first word names, the first one if there is none */
int command_run(const struct command *commands, const char *what, int argc,
		char **argv)
{
	const struct command *command = commands;

	current = commands;
	if (argc) {
		command = find(commands, what, *argv);
		if (!command || !command->usage)
			return help();
		argc--;
		argv++;
	}
	return command->run(argc, argv);
}

/* An object without verbs is a command itself, the only one of its kind */
static int run_alone(const struct command *object, int argc, char **argv)
{
	static struct command alone[2];

	*alone = *object;
	current = alone;
	if (argc == 1 && !strcmp(*argv, "help"))
		return help();
	return object->run(argc, argv);
}

int command_line(int argc, char **argv)
{
	const struct command *object;

	current = objects;
	if (!argc)
		usage();
	object = find(objects, "object", *argv);
	if (!object)
		return help();
	argc--;
	argv++;
	return strchr(object->usage, '{') ? object->run(argc, argv) :
					    run_alone(object, argc, argv);
}

/* Whom and what it is about, for people */
static void name_step(int argc, char **argv)
{
	size_t len = 0;
	int i;

	for (i = 0; i < argc && i < STEP_WORDS && len < sizeof(step); i++)
		len += snprintf(step + len, sizeof(step) - len, "%s%s",
				i ? " " : "", argv[i]);
}

/* Runs a command that may fail. Return: what it would end with */
int command_try(int argc, char **argv)
{
	jmp_buf here, *outer = failed;
	int status;

	name_step(argc, argv);
	failed = &here;
	status = setjmp(here);
	if (!status)
		status = command_line(argc, argv);
	json_reset();
	failed = outer;
	*step = '\0';
	return status;
}

/* The words of a line, up to a comment */
static int split(char *text, char **argv)
{
	char *word, *rest = text;
	int argc = 0;

	text[strcspn(text, "#\n")] = '\0';
	while ((word = strsep(&rest, " \t"))) {
		if (!*word)
			continue;
		if (argc == WORDS_MAX)
			die(EXIT_USAGE, "A line has too many words");
		argv[argc++] = word;
	}
	return argc;
}

/* The commands of a file, one on each line, up to one that fails */
int command_batch(const char *path)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "r") : stdin;
	char *text = NULL, *argv[WORDS_MAX];
	int argc, status = 0;
	size_t size = 0;

	if (!f)
		die(EXIT_USAGE, "%s: %s", path, strerror(errno));
	place = path;
	while (!status && getline(&text, &size, f) >= 0) {
		line++;
		argc = split(text, argv);
		if (argc)
			status = command_line(argc, argv);
	}
	place = NULL;
	free(text);
	if (f != stdin)
		fclose(f);
	return status;
}

/* An option that has a value, as two words or as KEY=VALUE, or NULL: no more */
const char *next_option(int *argc, char ***argv, const char **value)
{
	char *key, *equals;

	if (!*argc)
		return NULL;
	key = **argv;
	equals = strchr(key, '=');
	(*argv)++;
	--*argc;
	if (equals) {
		*equals = '\0';
		*value = equals + 1;
		return key;
	}
	*value = *argc ? **argv : NULL;
	if (*argc) {
		(*argv)++;
		--*argc;
	}
	return key;
}

void check_name(const char *name)
{
	if (!*name || strlen(name) > 15)
		die(EXIT_USAGE, "\"%s\" is no name of a device", name);
}
