// SPDX-License-Identifier: GPL-2.0
/*
 * brctl(8)'s `addif` and `delif`, which Xen's script vif-bridge says in place of
 * `ip link set DEV master NETWORK` where brctl is installed. It asks with the
 * bridge's own ioctl, which the core keeps for real bridges, and then with the
 * older one that is a device's own.
 */
#include <linux/compat.h>
#include <linux/if_bridge.h>
#include <linux/sockios.h>
#include <linux/uaccess.h>
#include "xvs.h"

/* An array of four: the command, and what it is about. */
#define XVS_BRCTL_ARGS	4

static int xvs_brctl_get_args(unsigned long *args, const void __user *data)
{
	u32 args32[XVS_BRCTL_ARGS];
	int i;

	if (!in_compat_syscall())
		return copy_from_user(args, data, XVS_BRCTL_ARGS *
				      sizeof(*args)) ? -EFAULT : 0;
	if (copy_from_user(args32, data, sizeof(args32)))
		return -EFAULT;
	for (i = 0; i < XVS_BRCTL_ARGS; i++)
		args[i] = args32[i];
	return 0;
}

/**
 * xvs_siocdevprivate() - ndo_siocdevprivate: brctl adds or removes a port
 * @dev: the network; caller holds RTNL
 * @ifr: the request
 * @data: its arguments
 * @cmd: its number
 *
 * Return: 0; -EOPNOTSUPP: brctl says something else; -EPERM, -EFAULT, -EINVAL,
 *	or as xvs_port_add()
 */
int xvs_siocdevprivate(struct net_device *dev, struct ifreq *ifr,
		       void __user *data, int cmd)
{
	unsigned long args[XVS_BRCTL_ARGS];
	struct net_device *port;
	int err;

	if (cmd != SIOCDEVPRIVATE)
		return -EOPNOTSUPP;
	err = xvs_brctl_get_args(args, data);
	if (err)
		return err;
	if (args[0] != BRCTL_ADD_IF && args[0] != BRCTL_DEL_IF)
		return -EOPNOTSUPP;
	if (!ns_capable(dev_net(dev)->user_ns, CAP_NET_ADMIN))
		return -EPERM;
	port = __dev_get_by_index(dev_net(dev), args[1]);
	if (!port)
		return -EINVAL;
	return args[0] == BRCTL_ADD_IF ? xvs_port_add(dev, port, NULL) :
					 xvs_port_del(dev, port);
}
