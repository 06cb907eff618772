// SPDX-License-Identifier: GPL-2.0
/* The port lock: ARP. */
#include <linux/if_ether.h>
#include "judge.h"

struct xvs_arphdr {
	__be16 hardware;
	__be16 proto;
	u8 hardware_len;
	u8 proto_len;
	__be16 op;
	u8 sender_mac[ETH_ALEN];
	__be32 sender_ip;
	u8 target_mac[ETH_ALEN];
	__be32 target_ip;
} __packed;

#define XVS_ARP_REQUEST		1
#define XVS_ARP_REPLY		2

/* RFC 826. A request without a sender's address is a probe (RFC 5227). */
enum xvs_drop xvs_judge_arp(const struct xvs_case *c)
{
	const struct xvs_arphdr *arp = xvs_packet_at(c->packet, 0, sizeof(*arp));

	if (!arp || arp->hardware != htons(XVS_ARP_ETHER) ||
	    arp->proto != htons(ETH_P_IP) || arp->hardware_len != ETH_ALEN ||
	    arp->proto_len != sizeof(arp->sender_ip) ||
	    (arp->op != htons(XVS_ARP_REQUEST) &&
	     arp->op != htons(XVS_ARP_REPLY)))
		return XVS_DROP_arp_malformed;
	if (memcmp(arp->sender_mac, c->lock->mac, ETH_ALEN))
		return XVS_DROP_arp_sender_mac;
	if (arp->sender_ip && !xvs_is_allowed_ip4(c->lock, arp->sender_ip))
		return XVS_DROP_arp_sender_ip;
	return XVS_GO_ON;
}
