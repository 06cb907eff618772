/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of netlink one behind the other, as a nest holds them. */
#ifndef XVS_TOOLS_ATTRS_H
#define XVS_TOOLS_ATTRS_H

#include <stdbool.h>
#include <stddef.h>

struct attrs {
	size_t len;
	char data[2048];
};

bool attrs_append(char *buf, size_t room, size_t *at, int type,
		  const void *data, size_t len);
bool attrs_put(struct attrs *attrs, int type, const void *data, size_t len);

#endif /* XVS_TOOLS_ATTRS_H */
