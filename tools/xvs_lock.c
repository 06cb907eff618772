// SPDX-License-Identifier: GPL-2.0
/* xvs lock: who a device may be and how much may pass it, port or not. */
#include <stdlib.h>
#include <string.h>
#include <linux/xvs_link.h>
#include "genl.h"
#include "iproute2.h"
#include "lock.h"
#include "qos.h"
#include "show.h"
#include "xvs.h"

static const char * const role_names[] = {
	[XVS_ROLE_VIF] = "vif",
	[XVS_ROLE_PIF] = "pif",
};

static const int qos_types[QOS_NESTS] = {
	[QOS_TX] = XVS_A_TX,
	[QOS_RX] = XVS_A_RX,
	[QOS_GUARD] = XVS_A_GUARD,
};

static void show_role(const struct nlattr *attr)
{
	__u8 role = mnl_attr_get_u8(attr);

	if (role < ARRAY_SIZE(role_names))
		show_string(stdout, "role", role_names[role]);
	else
		show_uint(stdout, "role", role);
}

/* In text only if it ever was a reason */
static void show_drop(const struct nlattr *entry)
{
	const struct nlattr *attr;
	const char *name = NULL;
	__u64 count = 0;

	mnl_attr_for_each_nested(attr, entry) {
		if (mnl_attr_get_type(attr) == XVS_A_DROP_NAME)
			name = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == XVS_A_DROP_COUNT)
			count = mnl_attr_get_u64(attr);
	}
	if (name && (count || is_json_context()))
		show_u64(stdout, name, count);
}

static void show_drops(const struct nlattr *nest)
{
	const struct nlattr *entry;

	if (!is_json_context())
		fputs("\n    drops { ", stdout);
	open_json_object("drops");
	mnl_attr_for_each_nested(entry, nest)
		show_drop(entry);
	close_json_object();
	if (!is_json_context())
		putchar('}');
}

static int on_device(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[XVS_A_MAX + 1], *attr;
	size_t i;

	(void)data;
	genl_parse(nlh, tb);
	open_json_object(NULL);
	show_device(tb);
	if (tb[XVS_A_ROLE])
		show_role(tb[XVS_A_ROLE]);
	if (!is_json_context())
		fputs("\n    ", stdout);
	if (tb[XVS_A_LOCK])
		lock_show(stdout, mnl_attr_get_payload(tb[XVS_A_LOCK]),
			  mnl_attr_get_payload_len(tb[XVS_A_LOCK]), true);
	if (!is_json_context())
		fputs("\n    ", stdout);
	for (i = 0; i < QOS_NESTS; i++) {
		attr = tb[qos_types[i]];
		if (attr)
			qos_show(stdout, i, mnl_attr_get_payload(attr),
				 mnl_attr_get_payload_len(attr));
	}
	if (tb[XVS_A_DROPS] && show_stats)
		show_drops(tb[XVS_A_DROPS]);
	end_line();
	close_json_object();
	return MNL_CB_OK;
}

static int show(int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc > 1)
		usage();
	genl_open();
	nlh = genl_request(XVS_CMD_DEVICE_GET, !argc);
	if (argc)
		put_device(nlh, *argv);
	open_json_array(PRINT_JSON, NULL);
	genl_talk(nlh, on_device, NULL);
	close_json_array(PRINT_JSON, NULL);
	json_end();
	return 0;
}

static void put_role(struct nlmsghdr *nlh, const char *arg)
{
	__u8 i;

	for (i = 0; i < ARRAY_SIZE(role_names); i++)
		if (!strcmp(arg, role_names[i]))
			break;
	if (i == ARRAY_SIZE(role_names))
		die(EXIT_USAGE, "\"role\" is vif or pif");
	mnl_attr_put_u8(nlh, XVS_A_ROLE, i);
}

static void put_nests(struct nlmsghdr *nlh, const struct lock_nest *lock,
		      const struct qos_nests *qos)
{
	size_t i;

	if (lock->len)
		mnl_attr_put(nlh, XVS_A_LOCK | NLA_F_NESTED, lock->len,
			     lock->data);
	for (i = 0; i < QOS_NESTS; i++)
		if (qos->nest[i].len)
			mnl_attr_put(nlh, qos_types[i] | NLA_F_NESTED,
				     qos->nest[i].len, qos->nest[i].data);
}

/* NULL, or what is wrong with the option */
static const char *parse_option(struct lock_nest *lock, struct qos_nests *qos,
				const char *key, const char *arg)
{
	if (lock_is_option(key))
		return lock_parse(lock, key, arg);
	if (qos_is_option(key))
		return qos_parse(qos, key, arg);
	die(EXIT_USAGE, "\"%s\" is no option of a device", key);
}

static int set(int argc, char **argv)
{
	struct lock_nest lock = { 0 };
	struct qos_nests qos = { 0 };
	struct nlmsghdr *nlh;
	const char *msg;

	if (argc < 3 || !(argc & 1))
		usage();
	genl_open();
	nlh = genl_request(XVS_CMD_DEVICE_SET, false);
	put_device(nlh, *argv);
	for (argc--, argv++; argc; argc -= 2, argv += 2) {
		if (!strcmp(*argv, "role")) {
			put_role(nlh, argv[1]);
			continue;
		}
		msg = parse_option(&lock, &qos, *argv, argv[1]);
		if (msg)
			die(EXIT_USAGE, "\"%s\" is wrong: %s", argv[1], msg);
	}
	put_nests(nlh, &lock, &qos);
	genl_talk(nlh, NULL, NULL);
	return 0;
}

int do_lock(int argc, char **argv)
{
	if (argc && !strcmp(*argv, "show"))
		return show(argc - 1, argv + 1);
	if (argc && !strcmp(*argv, "set"))
		return set(argc - 1, argv + 1);
	usage();
}
