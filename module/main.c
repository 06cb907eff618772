// SPDX-License-Identifier: GPL-2.0
/* xvs, a virtual switch: the init and exit ladder, and nothing else. */
#include <linux/module.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>
#include "xvs.h"

static int __init xvs_module_init(void)
{
	int err;

	err = xvs_fdb_cache_create();
	if (err)
		return err;
	err = xvs_announce_create();
	if (err)
		goto err_announce;
	err = xvs_identity_init();
	if (err)
		goto err_identity;
	err = register_pernet_subsys(&xvs_policy_net_ops);
	if (err)
		goto err_pernet;
	err = register_netdevice_notifier(&xvs_notifier);
	if (err)
		goto err_notifier;
	err = xvs_netlink_register();
	if (err)
		goto err_netlink;
	err = rtnl_link_register(&xvs_link_ops);
	if (err)
		goto err_link;
	err = xvs_compat_af_register(&xvs_af_ops);
	if (err)
		goto err_af;
	return 0;

err_af:
	rtnl_link_unregister(&xvs_link_ops);
err_link:
	xvs_netlink_unregister();
err_netlink:
	unregister_netdevice_notifier(&xvs_notifier);
err_notifier:
	unregister_pernet_subsys(&xvs_policy_net_ops);
err_pernet:
	xvs_identity_exit();
err_identity:
	xvs_announce_destroy();
err_announce:
	xvs_fdb_cache_destroy();
	return err;
}

static void __exit xvs_module_exit(void)
{
	rtnl_af_unregister(&xvs_af_ops);
	rtnl_link_unregister(&xvs_link_ops);
	xvs_netlink_unregister();
	unregister_netdevice_notifier(&xvs_notifier);
	unregister_pernet_subsys(&xvs_policy_net_ops);
	xvs_identity_exit();
	xvs_announce_destroy();
	xvs_fdb_cache_destroy();
}

module_init(xvs_module_init);
module_exit(xvs_module_exit);

MODULE_DESCRIPTION("Virtual switch for Xen dom0 and other hosts of guests");
MODULE_VERSION("0.1");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("xvs");
MODULE_ALIAS_GENL_FAMILY("xvs");
