// SPDX-License-Identifier: GPL-2.0
/* The frames: what stations send to each other, and whether it came through. */
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include "bench.h"

/* Of a large frame. */
#define BENCH_PAGES	15
#define BENCH_GSO_SIZE	1460
#define BENCH_GSO_LEN	(BENCH_PAGES * PAGE_SIZE)

/* Where a frame bears the number of its flow: the first payload of UDP, and
 * the acknowledgment of TCP.
 */
#define BENCH_INDEX	(ETH_HLEN + sizeof(struct iphdr) + sizeof(struct udphdr))

static struct page *bench_pages[BENCH_PAGES];

static unsigned int bench_frame_head(const struct bench_row *row)
{
	if (row->gso)
		return ETH_HLEN + sizeof(struct iphdr) + sizeof(struct tcphdr);
	return BENCH_FRAME_LEN;
}

/* Finalizer of splitmix64: addresses as if drawn at random, always the same. */
static u64 bench_mix(u64 x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static void bench_station_addr(u8 *addr, u32 station)
{
	u64_to_ether_addr(0x020000000000 | bench_mix(station) >> 24, addr);
}

static void bench_build_ip(struct iphdr *ip, const struct bench_row *row,
			   u32 src, u32 dst)
{
	unsigned int len = bench_frame_head(row) - ETH_HLEN;

	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->tot_len = htons(row->gso ? len + BENCH_GSO_LEN : len);
	ip->ttl = 64;
	ip->protocol = row->gso ? IPPROTO_TCP : IPPROTO_UDP;
	ip->saddr = htonl(0x0a000001 + src);
	ip->daddr = htonl(0x0a000001 + dst);
	ip_send_check(ip);
}

/* The checksum is the NIC's to finish. */
static void bench_build_tcp(struct tcphdr *tcp, const struct iphdr *ip)
{
	tcp->source = htons(1);
	tcp->dest = htons(2);
	tcp->doff = sizeof(*tcp) / 4;
	tcp->ack = 1;
	tcp->check = ~csum_tcpudp_magic(ip->saddr, ip->daddr,
					sizeof(*tcp) + BENCH_GSO_LEN,
					IPPROTO_TCP, 0);
}

static void bench_build_udp(struct udphdr *udp)
{
	udp->source = htons(1);
	udp->dest = htons(2);
	udp->len = htons(BENCH_FRAME_LEN - ETH_HLEN - sizeof(struct iphdr));
}

/**
 * bench_frame_build() - write the bytes of a flow's frames
 * @frame: BENCH_FRAME_LEN bytes
 * @row: what kind of frames
 * @index: number of the flow
 * @src: number of the station that sends
 * @dst: number of the station that is sent to
 */
void bench_frame_build(u8 *frame, const struct bench_row *row, u32 index,
		       u32 src, u32 dst)
{
	struct ethhdr *eth = (struct ethhdr *)frame;
	struct iphdr *ip = (struct iphdr *)(eth + 1);

	memset(frame, 0, ETH_HLEN + sizeof(*ip) + sizeof(struct tcphdr));
	memset(frame + BENCH_INDEX, 0xa5, BENCH_FRAME_LEN - BENCH_INDEX);
	bench_station_addr(eth->h_dest, dst);
	bench_station_addr(eth->h_source, src);
	eth->h_proto = htons(ETH_P_IP);
	bench_build_ip(ip, row, src, dst);
	if (row->gso)
		bench_build_tcp((struct tcphdr *)(ip + 1), ip);
	else
		bench_build_udp((struct udphdr *)(ip + 1));
	put_unaligned_be32(index, frame + BENCH_INDEX);
}

/* As netback makes one of what a guest sent. */
static void bench_make_gso(struct sk_buff *skb)
{
	int i;

	for (i = 0; i < BENCH_PAGES; i++) {
		get_page(bench_pages[i]);
		skb_add_rx_frag(skb, i, bench_pages[i], 0, PAGE_SIZE, PAGE_SIZE);
	}
	skb_partial_csum_set(skb, sizeof(struct iphdr),
			     offsetof(struct tcphdr, check));
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
	skb_shinfo(skb)->gso_size = BENCH_GSO_SIZE;
	skb_shinfo(skb)->gso_segs = DIV_ROUND_UP(BENCH_GSO_LEN, BENCH_GSO_SIZE);
}

/**
 * bench_frame_skb() - make a frame that a device has received
 * @row: what kind of frames
 * @frame: its bytes
 * @dev: the device
 * @vlan: accelerated tag, 0: none
 *
 * Return: the frame, as netif_receive_skb() takes it, or NULL
 */
struct sk_buff *bench_frame_skb(const struct bench_row *row, const u8 *frame,
				struct net_device *dev, unsigned int vlan)
{
	struct sk_buff *skb = alloc_skb(NET_SKB_PAD + NET_IP_ALIGN +
					BENCH_FRAME_LEN, GFP_ATOMIC);

	if (!skb)
		return NULL;
	skb_reserve(skb, NET_SKB_PAD + NET_IP_ALIGN);
	skb_put_data(skb, frame, bench_frame_head(row));
	skb->protocol = eth_type_trans(skb, dev);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	if (vlan)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), vlan);
	if (row->gso)
		bench_make_gso(skb);
	return skb;
}

/**
 * bench_frame_flow() - find the flow that a frame is of
 * @row: what is measured
 * @skb: any frame, its Ethernet header at skb->data
 *
 * Return: the flow, or NULL: it is none of ours
 */
const struct bench_flow *bench_frame_flow(const struct bench_row *row,
					  const struct sk_buff *skb)
{
	__be32 buffer;
	const __be32 *index = skb_header_pointer(skb, BENCH_INDEX,
						 sizeof(buffer), &buffer);

	if (!index || get_unaligned_be32(index) >= row->stations)
		return NULL;
	return &row->flows[get_unaligned_be32(index)];
}

static bool bench_payload_is_intact(const struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	int i;

	if (info->gso_size != BENCH_GSO_SIZE || info->nr_frags != BENCH_PAGES)
		return false;
	for (i = 0; i < BENCH_PAGES; i++)
		if (skb_frag_size(&info->frags[i]) != PAGE_SIZE ||
		    memchr_inv(skb_frag_address(&info->frags[i]), 0x40 + i,
			       PAGE_SIZE))
			return false;
	return true;
}

/**
 * bench_frame_is_intact() - is a frame that is to leave what it was?
 * @row: what kind of frames
 * @flow: its flow
 * @skb: the frame, its Ethernet header at skb->data
 * @vlan: tag that it should have, 0: none
 *
 * Return: whether it is
 */
bool bench_frame_is_intact(const struct bench_row *row,
			   const struct bench_flow *flow,
			   const struct sk_buff *skb, unsigned int vlan)
{
	unsigned int head = bench_frame_head(row);
	u8 bytes[BENCH_FRAME_LEN];

	if (skb->len != head + (row->gso ? BENCH_GSO_LEN : 0) ||
	    (skb_vlan_tag_present(skb) ? skb_vlan_tag_get(skb) : 0) != vlan ||
	    skb_copy_bits(skb, 0, bytes, head) ||
	    memcmp(bytes, flow->frame, head))
		return false;
	return !row->gso || bench_payload_is_intact(skb);
}

int bench_frame_init(void)
{
	int i;

	for (i = 0; i < BENCH_PAGES; i++) {
		bench_pages[i] = alloc_page(GFP_KERNEL);
		if (!bench_pages[i]) {
			bench_frame_exit();
			return -ENOMEM;
		}
		memset(page_address(bench_pages[i]), 0x40 + i, PAGE_SIZE);
	}
	return 0;
}

void bench_frame_exit(void)
{
	int i;

	for (i = 0; i < BENCH_PAGES && bench_pages[i]; i++)
		put_page(bench_pages[i]);
}
