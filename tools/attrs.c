// SPDX-License-Identifier: GPL-2.0
/* Attributes of netlink one behind the other, as a nest holds them. */
#include <string.h>
#include <linux/rtnetlink.h>
#include "attrs.h"

/* False if there is no more room */
bool attrs_put(struct attrs *attrs, int type, const void *data, size_t len)
{
	struct rtattr *attr = (void *)(attrs->data + attrs->len);
	size_t size = RTA_ALIGN(RTA_LENGTH(len));

	if (attrs->len + size > sizeof(attrs->data))
		return false;
	memset(attr, 0, size);
	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(attr), data, len);
	attrs->len += size;
	return true;
}
