// SPDX-License-Identifier: GPL-2.0
/* xvs check: would this frame of a port pass, and if not, why? */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "genl.h"
#include "iproute2.h"
#include "json.h"
#include "show.h"
#include "xvs.h"

/* What an attribute holds */
#define FRAME_MAX	65531

static __u8 frame[FRAME_MAX + 1];

/* Digits in pairs, with what people put between them */
static size_t read_hex(void)
{
	size_t n = 0;
	int c, high = -1;

	while ((c = getchar()) != EOF) {
		if (isspace(c) || c == ':')
			continue;
		if (!isxdigit(c))
			die(EXIT_USAGE, "The frame is not hexadecimal");
		c = isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
		if (high < 0) {
			high = c;
			continue;
		}
		if (n < sizeof(frame))
			frame[n++] = high << 4 | c;
		high = -1;
	}
	if (high >= 0)
		die(EXIT_USAGE, "The frame ends within a byte");
	return n;
}

static int on_verdict(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[XVS_A_MAX + 1];
	bool *passes = data;

	genl_parse(nlh, tb);
	*passes = tb[XVS_A_VERDICT] &&
		  mnl_attr_get_u8(tb[XVS_A_VERDICT]) == XVS_FRAME_VERDICT_PASS;
	if (!is_json_context()) {
		fputs(*passes ? "pass" : "drop", stdout);
		if (tb[XVS_A_REASON])
			printf(" %s", mnl_attr_get_str(tb[XVS_A_REASON]));
		if (tb[XVS_A_RULE])
			printf(": %s", mnl_attr_get_str(tb[XVS_A_RULE]));
		end_line();
		return MNL_CB_OK;
	}
	open_json_object(NULL);
	show_string(stdout, "verdict", *passes ? "pass" : "drop");
	if (tb[XVS_A_REASON])
		show_string(stdout, "reason", mnl_attr_get_str(tb[XVS_A_REASON]));
	if (tb[XVS_A_RULE])
		show_string(stdout, "rule", mnl_attr_get_str(tb[XVS_A_RULE]));
	close_json_object();
	return MNL_CB_OK;
}

int do_check(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	bool passes = false;
	size_t len;
	bool hex;

	hex = argc && !strcmp(*argv, "-x");
	if (argc - hex != 1)
		usage();
	len = hex ? read_hex() : fread(frame, 1, sizeof(frame), stdin);
	if (len > FRAME_MAX)
		die(EXIT_USAGE, "The frame is longer than %u bytes", FRAME_MAX);
	nlh = genl_request(XVS_CMD_FRAME_CHECK, false);
	put_device(nlh, argv[hex]);
	mnl_attr_put(nlh, XVS_A_FRAME, len, frame);
	genl_talk(nlh, on_verdict, &passes);
	json_end();
	return passes ? EXIT_SUCCESS : EXIT_DROPPED;
}
