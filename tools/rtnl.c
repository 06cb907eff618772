// SPDX-License-Identifier: GPL-2.0
/* rtnetlink: what there is, and what is done to it. */
#include <string.h>
#include "nl.h"
#include "rtnl.h"
#include "xvs.h"

static struct nl nl = { .bus = NETLINK_ROUTE };

/* The next request opens it again */
void rtnl_close(void)
{
	nl_close(&nl);
}

struct nlmsghdr *rtnl_request(int type, int flags, size_t header, void **body)
{
	nl_open(&nl);
	return nl_start(type, flags, header, body);
}

/* A request about the device of that name */
struct nlmsghdr *rtnl_link(int type, int flags, const char *name,
			   struct ifinfomsg **ifi)
{
	struct nlmsghdr *nlh;
	void *body;

	check_name(name);
	nlh = rtnl_request(type, NLM_F_ACK | flags, sizeof(**ifi), &body);
	*ifi = body;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	return nlh;
}

int rtnl_try(struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	return nl_try(&nl, nlh, cb, data);
}

void rtnl_talk(struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	nl_talk(&nl, nlh, cb, data);
}

void rtnl_dump(struct nlmsghdr *nlh, mnl_cb_t cb, void *data)
{
	nl_dump(&nl, nlh, cb, data);
}
