/* SPDX-License-Identifier: GPL-2.0 */
/*
 * frame: make and watch raw Ethernet frames. frame.c says how it is used.
 *
 * One description, struct keys, is what is sent, what a filter asks for and
 * what a received frame is printed as: what `frame watch` prints can be given
 * to `frame send`.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <net/if.h>
#include <netinet/in.h>
#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MAC_LEN		6
#define ETH_HLEN	14
#define TAG_LEN		4
#define ARP_LEN		28
#define MAX_TAGS	8
#define MIN_FRAME	60
#define MAX_IP_LEN	65535
#define MAX_FRAME	(MAX_IP_LEN + ETH_HLEN + MAX_TAGS * TAG_LEN)

/*
 * What fills a frame: cells of 16 characters, "COOKIE:SEQ@OFFSET". They are
 * readable in any dump, and any 31 bytes of them tell which frame of which run
 * of this tool they belong to and where in its payload they stood.
 */
#define CELL_LEN	16
#define COOKIE_LEN	8
#define MAX_SEQ		4096

/* How many frames device_send() takes at once */
#define BATCH		64

/* Exit codes: what was asked for did not happen; it could not be tried */
#define EXIT_MISMATCH	1
#define EXIT_TROUBLE	2

enum key_bit {
	K_DST		= 1 << 0,
	K_SRC		= 1 << 1,
	K_TAGS		= 1 << 2,	/* without any tag: vlan=none */
	K_TYPE		= 1 << 3,
	K_LEN		= 1 << 4,
	K_PAYLOAD	= 1 << 5,
	K_IP		= 1 << 6,
	K_ARP		= 1 << 7,
	K_GSO		= 1 << 8,
	K_CSUM		= 1 << 9,
	K_RAW		= 1 << 10,
	K_PROTO		= 1 << 11,
	K_TTL		= 1 << 12,
	K_COOKIE	= 1 << 13,
	K_SUM_AT	= 1 << 14,	/* of what is sent, not a filter */
};

enum mac_mode {
	MAC_FIXED,
	MAC_RANDOM,	/* a new one for each frame */
	MAC_COUNT,	/* one more for each frame */
};

struct mac {
	enum mac_mode mode;
	u8 addr[MAC_LEN];
};

struct tag {
	u16 tpid;
	u16 vid;
	int pcp;	/* -1 in a filter: any */
};

struct bytes {
	u8 *data;
	size_t len;
};

/* An IPv4 or IPv6 header, and the ports if it is TCP or UDP */
struct flow {
	int family;	/* 0: not IP */
	u8 proto;
	u8 ttl;
	u8 saddr[16];
	u8 daddr[16];
	u16 sport;
	u16 dport;
};

struct arp {
	u16 op;	/* 0: not ARP */
	u8 spa[4];
	u8 tpa[4];
};

enum csum {
	CSUM_OK,
	CSUM_PARTIAL,	/* left to the device: in the vnet header */
	CSUM_BAD,
};

/* Where the cells go that fill a frame and tell it from all others */
enum cookie {
	COOKIE_PAYLOAD,	/* after the payload, counted in by the IP header */
	COOKIE_TRAILER,	/* behind the end of the IP packet */
	COOKIE_NONE,
};

struct keys {
	unsigned int set;	/* enum key_bit */
	struct mac dst;
	struct mac src;
	struct tag tags[MAX_TAGS];
	int n_tags;
	u16 type;
	u32 len;
	struct bytes payload;
	struct bytes raw;
	struct flow flow;
	struct arp arp;
	u16 gso;
	enum csum csum;
	unsigned int sum_start;	/* of a checksum that is left to the device */
	unsigned int sum_offset;
	enum cookie cookie;
};

/* A frame with all its tags in band, and what its headers say */
struct packet {
	u8 *data;
	size_t len;
	bool outgoing;
	u16 gso;
	enum csum csum;
	size_t partial_at;	/* which checksum the vnet header leaves open */
	struct tag tags[MAX_TAGS];
	int n_tags;
	u16 type;
	struct flow flow;
	struct arp arp;
	size_t l3;		/* offsets into data: what follows the type */
	size_t l4;		/* the TCP or UDP header, 0: none */
	size_t csum_at;		/* its checksum, or ICMPv6's, 0: none */
	size_t payload;		/* what follows the last known header */
	size_t end;		/* the end of the IP packet, or of the frame */
};

/* NETNS/DEV, or DEV in the current network namespace */
struct device {
	char name[64];
	char netns[64];
	char dev[IFNAMSIZ];
	int fd;
	bool vnet;
	bool down;	/* it was found to be, while receiving */
};

/* frame_keys.c */
void parse_key(struct keys *keys, char *arg);
void parse_filter(struct keys *keys, char *arg);
u32 parse_number(const char *what, const char *s, u32 min, u32 max);

/* frame_build.c */
extern char cookie[COOKIE_LEN + 1];
void build_init(void);
void build_check(struct keys *keys, bool need_cookie);
void build(const struct keys *keys, unsigned int seq, bool need_cookie,
	   struct packet *p);

/* frame_decode.c */
void decode(struct packet *p);
bool tags_match(const struct keys *keys, const struct packet *p);
bool match(const struct keys *keys, const struct packet *p);
void print_tags(FILE *f, const struct tag *tags, int n_tags);
void print_packet(FILE *f, const struct packet *p);
u16 l4_sum(const struct packet *p, bool pseudo_only);
u16 get16(const u8 *p);
void put16(u8 *p, u16 v);
u16 ones_sum(u32 sum, const u8 *p, size_t len);

/* frame_device.c */
void device_parse(struct device *d, const char *arg);
void device_mac(const char *arg, u8 mac[MAC_LEN]);
void device_share_tx(void);
void device_open_tx(struct device *d, bool vnet);
void device_set_eager(struct device *d);
void device_open_rx(struct device *d, bool promisc, bool outgoing);
unsigned int device_send(struct device *d, struct packet *p, unsigned int n);
bool device_receive(struct device *d, struct packet *p);
unsigned int device_lost(struct device *d);
u64 now_us(void);
void pause_us(unsigned int us);

/* frame_xfer.c */
int cmd_xfer(char **argv);

/* frame_stream.c */
int cmd_stream(char **argv);

/* frame.c */
[[gnu::noreturn, gnu::format(printf, 1, 2)]] void die(const char *fmt, ...);
u32 next_number(char ***argv, u32 min, u32 max);

#endif /* FRAME_H */
