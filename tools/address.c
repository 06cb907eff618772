// SPDX-License-Identifier: GPL-2.0
/*
 * The host's addresses and routes. They move from one device to another without
 * a moment in which there are none: they are on both until those of the first
 * are removed. What the kernel makes by itself, as routes to what is on the link
 * and link-local addresses, stays where it is and comes by itself.
 */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_addr.h>
#include "address.h"
#include "nl.h"
#include "rtnl.h"
#include "show.h"
#include "xvs.h"

/* Devices may come and go while they are listed */
#define TRIES	20

static const struct ifaddrmsg *address_of(const struct nlmsghdr *msg)
{
	return mnl_nlmsg_get_payload(msg);
}

static bool is_address(const struct nlmsghdr *msg)
{
	return msg->nlmsg_type == RTM_NEWADDR;
}

static const struct nlattr *find(const struct nlmsghdr *msg, size_t header,
				 int type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, msg, header)
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

/* The device of a route, 0: it is of several, or of an object of its own */
static unsigned int route_index(const struct nlmsghdr *msg)
{
	const struct nlattr *oif = find(msg, sizeof(struct rtmsg), RTA_OIF);

	if (!oif || find(msg, sizeof(struct rtmsg), RTA_NH_ID))
		return 0;
	return mnl_attr_get_u32(oif);
}

static unsigned int index_of(const struct nlmsghdr *msg)
{
	return is_address(msg) ? address_of(msg)->ifa_index : route_index(msg);
}

/* ---- reading ----------------------------------------------------------------- */

static bool is_kept(const struct nlmsghdr *msg)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(msg);

	if (is_address(msg))
		return address_of(msg)->ifa_family == AF_INET ||
		       address_of(msg)->ifa_scope < RT_SCOPE_LINK;
	return msg->nlmsg_type == RTM_NEWROUTE &&
	       rtm->rtm_type == RTN_UNICAST &&
	       rtm->rtm_protocol != RTPROT_KERNEL &&
	       !(rtm->rtm_flags & RTM_F_CLONED) && route_index(msg);
}

static int on_message(const struct nlmsghdr *nlh, void *data)
{
	struct addresses *all = data;
	struct address *new;
	void *grown;

	if (!is_kept(nlh))
		return MNL_CB_OK;
	grown = realloc(all->at, (all->n + 1) * sizeof(*all->at));
	if (!grown)
		die(EXIT_REFUSED, "No memory");
	all->at = grown;
	new = &all->at[all->n++];
	new->msg = malloc(nlh->nlmsg_len);
	if (!new->msg)
		die(EXIT_REFUSED, "No memory");
	memcpy(new->msg, nlh, nlh->nlmsg_len);
	if (!if_indextoname(index_of(nlh), new->dev))
		*new->dev = '\0';
	return MNL_CB_OK;
}

static int dump(struct addresses *all, int type, size_t header, int family)
{
	struct nlmsghdr *nlh;
	struct rtgenmsg *gen;
	void *body;

	nlh = rtnl_request(type, NLM_F_DUMP, header, &body);
	/* The family is the first byte of every header */
	gen = body;
	gen->rtgen_family = family;
	return rtnl_try(nlh, on_message, all);
}

static int read_once(struct addresses *all)
{
	int family, ret = 0, i;

	for (i = 0; i < 2 && !ret; i++) {
		family = i ? AF_INET6 : AF_INET;
		ret = dump(all, RTM_GETADDR, sizeof(struct ifaddrmsg), family);
		if (!ret)
			ret = dump(all, RTM_GETROUTE, sizeof(struct rtmsg),
				   family);
		/* A kernel may have no IPv6 */
		if (i && ret == -EOPNOTSUPP)
			ret = 0;
	}
	return ret;
}

void addresses_read(struct addresses *all)
{
	int ret, tries = TRIES;

	do {
		*all = (struct addresses) { 0 };
		ret = read_once(all);
		if (ret)
			addresses_free(all);
	} while (ret > 0 && --tries);
	if (ret)
		die(EXIT_REFUSED, "Addresses can't be listed: %s", ret < 0 ?
		    nl_reason() : "they come and go too fast");
}

void addresses_free(struct addresses *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		free(all->at[i].msg);
	free(all->at);
	*all = (struct addresses) { 0 };
}

/* Has a device any that would move? */
bool addresses_on(const struct addresses *all, unsigned int index)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (index_of(all->at[i].msg) == index)
			return true;
	return false;
}

/* ---- changing ---------------------------------------------------------------- */

/* A label is the device's name with something behind it */
static void put_label(struct nlmsghdr *nlh, const char *label,
		      unsigned int from, unsigned int to)
{
	char old[IF_NAMESIZE], new[IF_NAMESIZE], text[2 * IF_NAMESIZE];
	size_t len;

	if (!if_indextoname(from, old) || !if_indextoname(to, new))
		return;
	len = strlen(old);
	if (strncmp(label, old, len))
		return;
	snprintf(text, sizeof(text), "%s%s", new, label + len);
	if (strlen(text) < IF_NAMESIZE)
		mnl_attr_put_strz(nlh, IFA_LABEL, text);
}

/* Without duplicate address detection: the address was this host's before */
static struct nlmsghdr *address_request(const struct nlmsghdr *msg, int type,
					unsigned int to)
{
	const struct ifaddrmsg *from = address_of(msg);
	__u32 flags = from->ifa_flags;
	const struct nlattr *attr;
	struct ifaddrmsg *ifa;
	struct nlmsghdr *nlh;
	void *body;

	nlh = rtnl_request(type, NLM_F_ACK | (type == RTM_NEWADDR ?
			   NLM_F_CREATE | NLM_F_REPLACE : 0), sizeof(*ifa),
			   &body);
	ifa = body;
	*ifa = *from;
	ifa->ifa_index = to;
	mnl_attr_for_each(attr, msg, sizeof(*ifa)) {
		switch (mnl_attr_get_type(attr)) {
		case IFA_FLAGS:
			flags = mnl_attr_get_u32(attr);
			break;
		case IFA_LABEL:
			put_label(nlh, mnl_attr_get_str(attr), from->ifa_index,
				  to);
			break;
		default:
			mnl_attr_put(nlh, attr->nla_type,
				     mnl_attr_get_payload_len(attr),
				     mnl_attr_get_payload(attr));
		}
	}
	flags &= IFA_F_NOPREFIXROUTE | IFA_F_MANAGETEMPADDR | IFA_F_HOMEADDRESS |
		 IFA_F_MCAUTOJOIN;
	if (from->ifa_family == AF_INET6)
		flags |= IFA_F_NODAD;
	ifa->ifa_flags = flags;
	mnl_attr_put_u32(nlh, IFA_FLAGS, flags);
	return nlh;
}

static struct nlmsghdr *route_request(const struct nlmsghdr *msg, int type,
				      unsigned int to)
{
	const struct rtmsg *from = mnl_nlmsg_get_payload(msg);
	const struct nlattr *attr;
	struct nlmsghdr *nlh;
	struct rtmsg *rtm;
	void *body;

	nlh = rtnl_request(type, NLM_F_ACK | (type == RTM_NEWROUTE ?
			   NLM_F_CREATE | NLM_F_REPLACE : 0), sizeof(*rtm),
			   &body);
	rtm = body;
	*rtm = *from;
	rtm->rtm_flags &= RTNH_F_ONLINK;
	mnl_attr_for_each(attr, msg, sizeof(*rtm)) {
		switch (mnl_attr_get_type(attr)) {
		case RTA_OIF:
			mnl_attr_put_u32(nlh, RTA_OIF, to);
			break;
		case RTA_CACHEINFO:
			break;
		default:
			mnl_attr_put(nlh, attr->nla_type,
				     mnl_attr_get_payload_len(attr),
				     mnl_attr_get_payload(attr));
		}
	}
	return nlh;
}

static int add_to(const struct nlmsghdr *msg, unsigned int to)
{
	int ret;

	if (is_address(msg))
		ret = rtnl_try(address_request(msg, RTM_NEWADDR, to), NULL,
			       NULL);
	else
		ret = rtnl_try(route_request(msg, RTM_NEWROUTE, to), NULL,
			       NULL);
	return ret == -EEXIST ? 0 : ret;
}

static int del_from(const struct nlmsghdr *msg, unsigned int from)
{
	if (is_address(msg))
		return rtnl_try(address_request(msg, RTM_DELADDR, from), NULL,
				NULL);
	return rtnl_try(route_request(msg, RTM_DELROUTE, from), NULL, NULL);
}

static void set_up(unsigned int index)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *body;

	nlh = rtnl_request(RTM_SETLINK, NLM_F_ACK, sizeof(*ifi), &body);
	ifi = body;
	ifi->ifi_index = index;
	ifi->ifi_change = IFF_UP;
	ifi->ifi_flags = IFF_UP;
	rtnl_talk(nlh, NULL, NULL);
}

/* First the addresses, which the routes need */
static bool add_all(const struct addresses *all, unsigned int from,
		    unsigned int to)
{
	bool routes = false;
	size_t i;

	do {
		for (i = 0; i < all->n; i++)
			if (index_of(all->at[i].msg) == from &&
			    is_address(all->at[i].msg) != routes &&
			    add_to(all->at[i].msg, to) < 0)
				return false;
		routes = !routes;
	} while (routes);
	return true;
}

static void del_all(const struct addresses *all, unsigned int from,
		    unsigned int on)
{
	size_t i;

	/* The routes that are left go with the addresses that they need */
	for (i = 0; i < all->n; i++)
		if (index_of(all->at[i].msg) == from)
			del_from(all->at[i].msg, on);
}

static unsigned int need_index(const char *name)
{
	unsigned int index = if_nametoindex(name);

	if (!index)
		die(EXIT_REFUSED, "There is no device \"%s\"", name);
	return index;
}

/* All or none */
void address_move(const char *from_name, const char *to_name)
{
	unsigned int from = need_index(from_name), to = need_index(to_name);
	struct addresses all;
	char reason[256];

	addresses_read(&all);
	if (from != to && addresses_on(&all, from)) {
		set_up(to);
		if (!add_all(&all, from, to)) {
			snprintf(reason, sizeof(reason), "%s", nl_reason());
			add_all(&all, from, from);
			del_all(&all, from, to);
			die(EXIT_REFUSED, "%s", reason);
		}
		del_all(&all, from, from);
	}
	addresses_free(&all);
}

/* ---- as it was --------------------------------------------------------------- */

static bool same_attr(const struct nlmsghdr *a, const struct nlmsghdr *b,
		      size_t header, int type)
{
	const struct nlattr *x = find(a, header, type),
			    *y = find(b, header, type);

	if (!x || !y)
		return x == y;
	return x->nla_len == y->nla_len &&
	       !memcmp(mnl_attr_get_payload(x), mnl_attr_get_payload(y),
		       mnl_attr_get_payload_len(x));
}

/* An address is on its device */
static bool is_same(const struct address *a, const struct address *b)
{
	const struct ifaddrmsg *x = address_of(a->msg), *y = address_of(b->msg);

	return is_address(a->msg) && is_address(b->msg) &&
	       !strcmp(a->dev, b->dev) &&
	       x->ifa_prefixlen == y->ifa_prefixlen &&
	       same_attr(a->msg, b->msg, sizeof(*x), IFA_ADDRESS) &&
	       same_attr(a->msg, b->msg, sizeof(*x), IFA_LOCAL);
}

static bool has(const struct addresses *all, const struct address *address)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (is_same(&all->at[i], address))
			return true;
	return false;
}

/* As well as it can be done: devices that are gone stay so, and those that are
 * there again may have another index
 */
void addresses_restore(const struct addresses *before)
{
	const struct address *at;
	struct addresses now;
	bool routes = false;
	size_t i;

	addresses_read(&now);
	do {
		for (i = 0; i < before->n; i++) {
			at = &before->at[i];
			if (is_address(at->msg) != routes && !has(&now, at))
				add_to(at->msg, if_nametoindex(at->dev));
		}
		routes = !routes;
	} while (routes);
	for (i = 0; i < now.n; i++)
		if (is_address(now.at[i].msg) && !has(before, &now.at[i]))
			del_from(now.at[i].msg, index_of(now.at[i].msg));
	addresses_free(&now);
}
