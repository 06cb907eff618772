// SPDX-License-Identifier: GPL-2.0
/* xvs show: the whole host, or one network of it. */
#include "host.h"
#include "iproute2.h"
#include "tree.h"
#include "xvs.h"

int do_show(int argc, char **argv)
{
	struct host host;
	size_t i;

	if (argc > 1)
		usage();
	host_read(&host, false);
	open_json_array(PRINT_JSON, NULL);
	if (argc)
		tree_network(&host, host_network(&host, *argv), 0);
	for (i = 0; !argc && i < host.n; i++)
		if (is_root(&host.devices[i]))
			tree_network(&host, &host.devices[i], 0);
	close_json_array(PRINT_JSON, NULL);
	json_end();
	host_free(&host);
	return 0;
}
