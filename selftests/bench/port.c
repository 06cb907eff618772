// SPDX-License-Identifier: GPL-2.0
/* A port: a netdev that has what a NIC or a VIF has, counts and frees. */
#include <linux/if_vlan.h>
#include <net/rtnetlink.h>
#include "bench.h"

#define BENCH_FEATURES	(NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO |	\
			 NETIF_F_TSO6 | NETIF_F_HIGHDMA |		\
			 NETIF_F_HW_VLAN_CTAG_TX)

/* All ports (RTNL). */
LIST_HEAD(bench_ports);

/* What each frame is compared with while it is set, which costs too much to be
 * done while time is taken.
 */
const struct bench_row *bench_verified;

static bool bench_port_is_right(const struct bench_port *port,
				const struct sk_buff *skb)
{
	const struct bench_row *row = bench_verified;
	const struct bench_flow *flow = bench_frame_flow(row, skb);

	if (!flow || flow->in == port || (flow->out && flow->out != port))
		return false;
	return bench_frame_is_intact(row, flow, skb,
				     flow->out ? row->to_vlan : row->from_vlan);
}

/**
 * bench_port_xmit() - ndo_start_xmit of a port: the end of a frame's way
 * @skb: frame
 * @dev: the port
 *
 * Return: NETDEV_TX_OK
 */
netdev_tx_t bench_port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct bench_port *port = netdev_priv(dev);

	port->frames++;
	if (unlikely(bench_verified) && !bench_port_is_right(port, skb))
		port->wrong++;
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static int bench_port_init(struct net_device *dev)
{
	struct bench_port *port = netdev_priv(dev);

	port->dev = dev;
	list_add_tail(&port->node, &bench_ports);
	return 0;
}

static void bench_port_uninit(struct net_device *dev)
{
	struct bench_port *port = netdev_priv(dev);

	list_del(&port->node);
}

static const struct net_device_ops bench_port_ops = {
	.ndo_init = bench_port_init,
	.ndo_uninit = bench_port_uninit,
	.ndo_start_xmit = bench_port_xmit,
	.ndo_set_mac_address = eth_mac_addr,
};

/* The address is not a random one, as random numbers are all the same here. */
static void bench_port_setup(struct net_device *dev)
{
	static u32 ports;
	u8 addr[ETH_ALEN] = { 0x06 };

	put_unaligned_be32(++ports, addr + 2);
	ether_setup(dev);
	eth_hw_addr_set(dev, addr);
	dev->netdev_ops = &bench_port_ops;
	dev->needs_free_netdev = true;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->features |= BENCH_FEATURES;
	dev->hw_features |= BENCH_FEATURES;
	/* As a NIC has it, which cuts a large frame with a tag, too */
	dev->vlan_features |= BENCH_FEATURES;
}

struct rtnl_link_ops bench_link_ops = {
	.kind = "xvs_bench",
	.priv_size = sizeof(struct bench_port),
	.setup = bench_port_setup,
};

/**
 * bench_port_find() - find a port
 * @name: its name; caller holds RTNL
 *
 * Return: the port, or NULL: there is no port of that name
 */
struct bench_port *bench_port_find(const char *name)
{
	struct bench_port *port;

	list_for_each_entry(port, &bench_ports, node)
		if (!strcmp(port->dev->name, name))
			return port;
	return NULL;
}
