// SPDX-License-Identifier: GPL-2.0
/* xvs save, apply, confirm, reset: a whole host in one file. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "address.h"
#include "confirm.h"
#include "file.h"
#include "genl.h"
#include "plan.h"
#include "rtnl.h"
#include "words.h"
#include "xvs.h"

/* The longest that one can be asked to confirm, in seconds */
#define CONFIRM_MAX	86400

/* What there was: networks and ports as a file has them, and addresses */
struct before {
	json_t *file;
	struct addresses addresses;
};

struct apply_options {
	struct plan_options plan;
	bool dry_run;
	unsigned int confirm;
	const char *path;
};

/* As far as it can be done: devices may be gone */
static void revert(void *data)
{
	const struct plan_options options = {
		.ignore_missing = true,
		.force = true,
	};
	struct before *before = data;
	struct addresses addresses;
	struct plan plan;
	struct host host;

	host_read(&host, false);
	host_read_policies(&host);
	addresses_read(&addresses);
	plan_make(&plan, &host, before->file, &addresses, &options);
	plan_run(&plan, true);
	addresses_restore(&before->addresses);
}

/* In another process, which shares no socket with the one that it comes from */
static void revert_alone(void *data)
{
	rtnl_close();
	genl_close();
	revert(data);
}

/* All of it, or nothing */
static int run(const struct plan *plan, struct before *before,
	       const struct apply_options *options)
{
	int status;

	/* The session may end by what is done */
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (options->confirm)
		confirm_wait(options->confirm, revert_alone, before);
	status = plan_run(plan, false);
	if (status)
		revert(before);
	if (options->confirm)
		confirm_done(!status);
	if (options->confirm && !status)
		printf("To keep it say \"xvs confirm\" within %u s.\n",
		       options->confirm);
	return status;
}

static int apply(json_t *file, const struct apply_options *options)
{
	struct before before;
	struct plan plan;
	struct host host;
	json_t *saved;
	int status = 0;

	host_read(&host, false);
	host_read_policies(&host);
	addresses_read(&before.addresses);
	plan_make(&plan, &host, file, &before.addresses, &options->plan);
	if (options->dry_run) {
		plan_print(&plan);
		return 0;
	}
	if (plan.n) {
		saved = file_save(&host, true);
		before.file = file_check(saved);
		status = run(&plan, &before, options);
	}
	return status;
}

/* NULL: nothing was said */
static unsigned int parse_seconds(const char *arg)
{
	__u64 seconds;

	if (!arg || !words_number(&seconds, arg, CONFIRM_MAX) || !seconds)
		die(EXIT_USAGE, "\"--confirm\" needs a number of seconds in 1..%u",
		    CONFIRM_MAX);
	return seconds;
}

static void read_options(int argc, char **argv, struct apply_options *options)
{
	for (; argc; argc--, argv++) {
		if (is_word(*argv, "--dry_run")) {
			options->dry_run = true;
		} else if (is_word(*argv, "--ignore_missing")) {
			options->plan.ignore_missing = true;
		} else if (!strcmp(*argv, "--force")) {
			options->plan.force = true;
		} else if (!strcmp(*argv, "--confirm")) {
			options->confirm = parse_seconds(argc > 1 ? argv[1] :
							 NULL);
			argc--;
			argv++;
		} else if (**argv == '-' && (*argv)[1]) {
			die(EXIT_USAGE, "\"%s\" is no option of apply", *argv);
		} else if (!options->path) {
			options->path = *argv;
		} else {
			usage();
		}
	}
}

int do_apply(int argc, char **argv)
{
	struct apply_options options = { 0 };

	read_options(argc, argv, &options);
	if (!options.path)
		usage();
	return apply(file_check(file_read(options.path)), &options);
}

int do_confirm(int argc, char **argv)
{
	(void)argv;
	if (argc)
		usage();
	confirm_now();
	return 0;
}

int do_save(int argc, char **argv)
{
	bool vifs = !argc;
	struct host host;

	if (argc && (argc > 1 || !is_word(*argv, "--no_vifs")))
		usage();
	host_read(&host, false);
	json_print(file_save(&host, vifs), true);
	host_free(&host);
	return 0;
}

/* As a file without networks says it */
int do_reset(int argc, char **argv)
{
	struct apply_options options = { .plan.force = true };
	json_t *nothing = json_pack("{s:i, s:[]}", "version", FILE_VERSION,
				    "networks");

	if (argc != 1 || strcmp(*argv, "--force"))
		die(EXIT_USAGE, "\"xvs reset --force\" takes all networks, bonds and VLANs away");
	return apply(file_check(nothing), &options);
}
