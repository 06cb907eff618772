// SPDX-License-Identifier: GPL-2.0
/* Attributes of netlink one behind the other, as a nest holds them. */
#include <string.h>
#include <linux/rtnetlink.h>
#include "attrs.h"

/* Behind the first @at bytes of @room at @buf, which become more. False if there
 * is no more room
 */
bool attrs_append(char *buf, size_t room, size_t *at, int type,
		  const void *data, size_t len)
{
	struct rtattr *attr = (void *)(buf + *at);
	size_t size = RTA_ALIGN(RTA_LENGTH(len));

	if (*at + size > room)
		return false;
	memset(attr, 0, size);
	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(attr), data, len);
	*at += size;
	return true;
}

bool attrs_put(struct attrs *attrs, int type, const void *data, size_t len)
{
	return attrs_append(attrs->data, sizeof(attrs->data), &attrs->len, type,
			    data, len);
}
