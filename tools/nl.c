// SPDX-License-Identifier: GPL-2.0
/* Netlink: a request, its answer, and the kernel's words if it refuses. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "nl.h"
#include "xvs.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

static unsigned int seq;
static char request[NL_MSG_MAX], answer[NL_MSG_MAX], reason[256];

static void set_option(struct nl *nl, int option)
{
	int one = 1;

	/* Kernels that don't know it do without */
	mnl_socket_setsockopt(nl->sock, option, &one, sizeof(one));
}

void nl_open(struct nl *nl)
{
	if (nl->sock)
		return;
	nl->sock = mnl_socket_open(nl->bus);
	if (!nl->sock ||
	    mnl_socket_bind(nl->sock, 0, MNL_SOCKET_AUTOPID) < 0)
		die(EXIT_REFUSED, "%s", strerror(errno));
	set_option(nl, NETLINK_CAP_ACK);
	set_option(nl, NETLINK_EXT_ACK);
	set_option(nl, NETLINK_GET_STRICT_CHK);
}

void nl_close(struct nl *nl)
{
	if (nl->sock)
		mnl_socket_close(nl->sock);
	nl->sock = NULL;
}

/* Why the last request was refused */
const char *nl_reason(void)
{
	return reason;
}

/* The kernel's own words behind @offset, or those for the error */
static void keep_reason(const struct nlmsghdr *nlh, unsigned int offset,
			int err)
{
	const char *text = strerror(-err);
	const struct nlattr *attr;

	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		mnl_attr_for_each(attr, nlh, offset)
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
				text = mnl_attr_get_str(attr);
	snprintf(reason, sizeof(reason), "%s", text);
}

static int refused(int err)
{
	errno = -err;
	return err ? MNL_CB_ERROR : MNL_CB_STOP;
}

/* The words are behind the kernel's copy of the request's header */
static int on_error(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	unsigned int offset = sizeof(*err);

	(void)data;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += err->msg.nlmsg_len - sizeof(err->msg);
	keep_reason(nlh, offset, err->error);
	return refused(err->error);
}

/* The end of a dump has a status too, and the words right behind it */
static int on_done(const struct nlmsghdr *nlh, void *data)
{
	int err;

	(void)data;
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(err))
		return MNL_CB_STOP;
	err = *(int *)mnl_nlmsg_get_payload(nlh);
	keep_reason(nlh, sizeof(err), err);
	return refused(err);
}

/* Not const as mnl would have it otherwise */
static mnl_cb_t control[NLMSG_MIN_TYPE] = {
	[NLMSG_ERROR] = on_error,
	[NLMSG_DONE] = on_done,
};

/* mnl would give up at a message that says so. Return: whether one did */
static bool clear_interruption(void *messages, int len)
{
	struct nlmsghdr *nlh = messages;
	bool interrupted = false;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		interrupted |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
		nlh->nlmsg_flags &= ~NLM_F_DUMP_INTR;
	}
	return interrupted;
}

/* Return: 0, 1: what was said is not of one piece, or -errno */
static int receive(struct nl *nl, unsigned int want, mnl_cb_t cb, void *data)
{
	unsigned int portid = want ? mnl_socket_get_portid(nl->sock) : 0;
	bool interrupted = false;
	ssize_t len;
	int ret;

	do {
		len = mnl_socket_recvfrom(nl->sock, answer, sizeof(answer));
		/* Events came faster than they were read */
		if (len < 0 && errno == ENOBUFS && !want)
			continue;
		if (len < 0) {
			snprintf(reason, sizeof(reason), "%s", strerror(errno));
			return -errno;
		}
		interrupted |= clear_interruption(answer, len);
		ret = mnl_cb_run2(answer, len, want, portid, cb, data, control,
				  NLMSG_MIN_TYPE);
		if (ret < 0)
			return errno ? -errno : -EIO;
	} while (ret > MNL_CB_STOP);
	return interrupted;
}

/* Begins a request, whose header of its family is @body */
struct nlmsghdr *nl_start(int type, int flags, size_t header, void **body)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	*body = mnl_nlmsg_put_extra_header(nlh, header);
	return nlh;
}

/* Sends a request and has @cb see each message of the answer.
 * Return: 0, 1 or -errno as receive(), and nl_reason() says why
 */
int nl_try(struct nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	nlh->nlmsg_seq = ++seq;
	if (mnl_socket_sendto(nl->sock, nlh, nlh->nlmsg_len) < 0) {
		snprintf(reason, sizeof(reason), "%s", strerror(errno));
		return -errno;
	}
	return receive(nl, nlh->nlmsg_seq, cb, data);
}

/* The same; a refusal ends the command, in the kernel's words */
void nl_talk(struct nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	if (nl_try(nl, nlh, cb, data) < 0)
		die(EXIT_REFUSED, "%s", reason);
}

/* The same for what is to be shown */
void nl_dump(struct nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	int ret = nl_try(nl, nlh, cb, data);

	if (ret < 0)
		die(EXIT_REFUSED, "%s", reason);
	if (ret)
		fputs("Devices came or went meanwhile: some may be missing.\n",
		      stderr);
}

/* Has @cb see each event, for ever */
void nl_listen(struct nl *nl, unsigned int group, mnl_cb_t cb)
{
	if (mnl_socket_setsockopt(nl->sock, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0)
		die(EXIT_REFUSED, "%s", strerror(errno));
	if (receive(nl, 0, cb, NULL) < 0)
		die(EXIT_REFUSED, "%s", reason);
}
