// SPDX-License-Identifier: GPL-2.0
/* Generic netlink. What the kernel refuses ends the program, in its words. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "genl.h"
#include "xvs.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

static struct mnl_socket *sock;
static __u16 family;
static __u32 group;
static unsigned int seq;
static char request[GENL_MSG_MAX];

static void set_option(int option)
{
	int one = 1;

	mnl_socket_setsockopt(sock, option, &one, sizeof(one));
}

/* The kernel's own words for why it refuses, behind its copy of the request's
 * header, or NULL
 */
static const char *find_reason(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	unsigned int offset = sizeof(*err);
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += err->msg.nlmsg_len - sizeof(err->msg);
	mnl_attr_for_each(attr, nlh, offset)
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
			return mnl_attr_get_str(attr);
	return NULL;
}

/* The end of a dump has a status too, and the words right behind it */
static const char *find_dump_reason(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	mnl_attr_for_each(attr, nlh, sizeof(int))
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
			return mnl_attr_get_str(attr);
	return NULL;
}

static int refused(int err, const char *reason)
{
	if (err)
		die(EXIT_REFUSED, "%s", reason ? reason : strerror(-err));
	return MNL_CB_STOP;
}

static int on_error(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

	(void)data;
	return refused(err->error, find_reason(nlh));
}

static int on_done(const struct nlmsghdr *nlh, void *data)
{
	(void)data;
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(int))
		return MNL_CB_STOP;
	return refused(*(int *)mnl_nlmsg_get_payload(nlh),
		       find_dump_reason(nlh));
}

/* Not const as mnl would have it otherwise */
static mnl_cb_t control[NLMSG_MIN_TYPE] = {
	[NLMSG_ERROR] = on_error,
	[NLMSG_DONE] = on_done,
};

/* mnl would give up at a message that says so. Return: whether one did */
static bool clear_interruption(void *answer, int len)
{
	struct nlmsghdr *nlh = answer;
	bool interrupted = false;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		interrupted |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
		nlh->nlmsg_flags &= ~NLM_F_DUMP_INTR;
	}
	return interrupted;
}

static void receive(unsigned int want, mnl_cb_t *ctl, mnl_cb_t cb, void *data)
{
	bool interrupted = false;
	unsigned int portid = want ? mnl_socket_get_portid(sock) : 0;
	static char answer[GENL_MSG_MAX];
	ssize_t len;
	int ret;

	do {
		len = mnl_socket_recvfrom(sock, answer, sizeof(answer));
		/* Events came faster than they were read */
		if (len < 0 && errno == ENOBUFS && !want)
			continue;
		if (len < 0)
			die(EXIT_REFUSED, "%s", strerror(errno));
		interrupted |= clear_interruption(answer, len);
		ret = mnl_cb_run2(answer, len, want, portid, cb, data, ctl,
				  NLMSG_MIN_TYPE);
		if (ret < 0)
			die(EXIT_REFUSED, "%s", strerror(errno));
	} while (ret > MNL_CB_STOP);
	if (interrupted)
		fputs("Devices came or went meanwhile: some may be missing.\n",
		      stderr);
}

static struct nlmsghdr *start(__u16 type, __u8 cmd, __u8 version, int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
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

static int on_no_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

	(void)data;
	if (err->error == -ENOENT)
		die(EXIT_REFUSED, "The module xvs is not loaded");
	return refused(err->error, find_reason(nlh));
}

static void send_request(const struct nlmsghdr *nlh)
{
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		die(EXIT_REFUSED, "%s", strerror(errno));
}

static void find_family(void)
{
	static mnl_cb_t ctl[NLMSG_MIN_TYPE] = {
		[NLMSG_ERROR] = on_no_family,
	};
	struct nlmsghdr *nlh;

	nlh = start(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, NLM_F_ACK);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, XVS_FAMILY_NAME);
	send_request(nlh);
	receive(nlh->nlmsg_seq, ctl, on_family, NULL);
}

void genl_open(void)
{
	sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0)
		die(EXIT_REFUSED, "%s", strerror(errno));
	set_option(NETLINK_CAP_ACK);
	set_option(NETLINK_EXT_ACK);
	find_family();
}

struct nlmsghdr *genl_request(__u8 cmd, bool dump)
{
	return start(family, cmd, XVS_FAMILY_VERSION,
		     dump ? NLM_F_DUMP : NLM_F_ACK);
}

/* Sends a request and has @cb see each message of the answer */
void genl_talk(struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	send_request(nlh);
	receive(nlh->nlmsg_seq, control, cb, data);
}

/* Has @cb see each event, for ever */
void genl_listen(mnl_cb_t cb)
{
	if (mnl_socket_setsockopt(sock, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0)
		die(EXIT_REFUSED, "%s", strerror(errno));
	receive(0, control, cb, NULL);
}

void genl_parse(const struct nlmsghdr *nlh, const struct nlattr *tb[])
{
	const struct nlattr *attr;

	memset(tb, 0, sizeof(*tb) * (XVS_A_MAX + 1));
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) <= XVS_A_MAX)
			tb[mnl_attr_get_type(attr)] = attr;
}
