// SPDX-License-Identifier: GPL-2.0
/* Generic netlink, as much of it as xvs speaks. */
#include <errno.h>
#include <string.h>
#include "genl.h"
#include "nl.h"
#include "xvs.h"

static struct nl nl = { .bus = NETLINK_GENERIC };
static __u16 family;
static __u32 group;

static struct nlmsghdr *start(__u16 type, __u8 cmd, __u8 version, int flags)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;
	void *body;

	nlh = nl_start(type, flags, sizeof(*genl), &body);
	genl = body;
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

/* The only one of our groups */
static void read_groups(const struct nlattr *groups)
{
	const struct nlattr *entry, *attr;

	mnl_attr_for_each_nested(entry, groups)
		mnl_attr_for_each_nested(attr, entry)
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
				group = mnl_attr_get_u32(attr);
}

static int on_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;

	(void)data;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			family = mnl_attr_get_u16(attr);
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			read_groups(attr);
	}
	return MNL_CB_OK;
}

static void find_family(void)
{
	struct nlmsghdr *nlh;
	int ret;

	if (family)
		return;
	nl_open(&nl);
	nlh = start(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, NLM_F_ACK);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, XVS_FAMILY_NAME);
	ret = nl_try(&nl, nlh, on_family, NULL);
	if (ret == -ENOENT)
		die(EXIT_REFUSED, "The module xvs is not loaded");
	if (ret < 0)
		die(EXIT_REFUSED, "%s", nl_reason());
}

/* The next request opens it again */
void genl_close(void)
{
	nl_close(&nl);
	family = 0;
}

struct nlmsghdr *genl_request(__u8 cmd, bool dump)
{
	find_family();
	return start(family, cmd, XVS_FAMILY_VERSION,
		     dump ? NLM_F_DUMP : NLM_F_ACK);
}

void genl_talk(struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	nl_dump(&nl, nlh, cb, data);
}

void genl_listen(mnl_cb_t cb)
{
	find_family();
	nl_listen(&nl, group, cb);
}

void genl_parse(const struct nlmsghdr *nlh, const struct nlattr *tb[])
{
	const struct nlattr *attr;

	memset(tb, 0, sizeof(*tb) * (XVS_A_MAX + 1));
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) <= XVS_A_MAX)
			tb[mnl_attr_get_type(attr)] = attr;
}
