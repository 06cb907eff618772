// SPDX-License-Identifier: GPL-2.0
/* ethtool(8) of a network: who it is, its speed, what it counts. */
#include <linux/ethtool.h>
#include <linux/module.h>
#include "xvs.h"

static const char xvs_frame_stats[][ETH_GSTRING_LEN] = {
	"rx_packets", "rx_bytes", "tx_packets", "tx_bytes",
};

static void xvs_get_drvinfo(struct net_device *dev,
			    struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->version, THIS_MODULE->version, sizeof(info->version));
	strscpy(info->bus_info, "virtual", sizeof(info->bus_info));
}

static int xvs_get_sset_count(struct net_device *dev, int sset)
{
	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return ARRAY_SIZE(xvs_frame_stats) + XVS_DROP_MAX - 1;
}

static void xvs_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	int i;

	if (sset != ETH_SS_STATS)
		return;
	memcpy(data, xvs_frame_stats, sizeof(xvs_frame_stats));
	data += sizeof(xvs_frame_stats);
	for (i = XVS_GO_ON + 1; i < XVS_DROP_MAX; i++, data += ETH_GSTRING_LEN)
		snprintf(data, ETH_GSTRING_LEN, "drop_%s", xvs_drop_names[i]);
}

/* All ports of the network together, the host's own among them. */
static void xvs_get_ethtool_stats(struct net_device *dev,
				  struct ethtool_stats *stats, u64 *data)
{
	const struct xvs_network *network = netdev_priv(dev);
	const struct xvs_port *port;
	struct xvs_member *member;
	struct xvs_port_stats sum = {};

	xvs_stats_fold(&network->host, &sum);
	list_for_each_entry(port, &network->ports, node)
		xvs_stats_fold(port, &sum);
	if (network->is_root)
		xvs_for_each_member(member, network->host.sw)
			xvs_stats_fold(member->port, &sum);

	*data++ = sum.rx_packets;
	*data++ = sum.rx_bytes;
	*data++ = sum.tx_packets;
	*data++ = sum.tx_bytes;
	memcpy(data, &sum.drops[XVS_GO_ON + 1],
	       (XVS_DROP_MAX - 1) * sizeof(*data));
}

/* The speed of a network is that of its uplink, all that its PIFs have which
 * carry; an internal one has none.
 */
static int xvs_get_link_ksettings(struct net_device *dev,
				  struct ethtool_link_ksettings *cmd)
{
	const struct xvs_network *network = netdev_priv(dev);
	struct xvs_member *member;
	u32 speed = 0;

	cmd->base.port = PORT_OTHER;
	cmd->base.speed = SPEED_UNKNOWN;
	cmd->base.duplex = DUPLEX_UNKNOWN;
	xvs_for_each_member(member, network->host.sw) {
		if (!xvs_member_is_in_use(member) ||
		    member->speed == SPEED_UNKNOWN)
			continue;
		speed += member->speed;
		cmd->base.speed = speed;
		if (cmd->base.duplex != DUPLEX_HALF)
			cmd->base.duplex = member->duplex;
	}
	return 0;
}

const struct ethtool_ops xvs_ethtool_ops = {
	.get_drvinfo = xvs_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = xvs_get_link_ksettings,
	.get_sset_count = xvs_get_sset_count,
	.get_strings = xvs_get_strings,
	.get_ethtool_stats = xvs_get_ethtool_stats,
};
