/* SPDX-License-Identifier: GPL-2.0 */
/* Networks and ports for people and in JSON, one in the other. */
#ifndef XVS_TOOLS_TREE_H
#define XVS_TOOLS_TREE_H

#include "host.h"
#include "iproute2.h"

void tree_network(const struct host *host, const struct device *network,
		  unsigned int level);
void tree_port(const struct host *host, const struct device *port,
	       unsigned int level);

#endif /* XVS_TOOLS_TREE_H */
