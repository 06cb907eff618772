// SPDX-License-Identifier: GPL-2.0
/* frame: packet sockets on devices of any network namespace */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include "frame.h"

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4	/* since Linux 6.2 */
#define VIRTIO_NET_HDR_GSO_UDP_L4	5
#endif

#define NETNS_DIR	"/run/netns/"
#define RX_BUFFER	(32 << 20)
#define TX_BUFFER	(64 << 20)
#define RUNNING_US	2000000

u64 now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ULL + t.tv_nsec / 1000;
}

void pause_us(unsigned int us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000L };

	nanosleep(&t, NULL);
}

static void copy_name(char *to, size_t size, const char *from, size_t len)
{
	if (!len || len >= size)
		die("\"%.*s\": no name of a device or namespace", (int)len, from);
	memcpy(to, from, len);
	to[len] = '\0';
}

/* NETNS/DEV or DEV */
void device_parse(struct device *d, const char *arg)
{
	const char *slash = strrchr(arg, '/');
	const char *dev = slash ? slash + 1 : arg;

	memset(d, 0, sizeof(*d));
	d->fd = -1;
	copy_name(d->name, sizeof(d->name), arg, strlen(arg));
	copy_name(d->dev, sizeof(d->dev), dev, strlen(dev));
	if (slash)
		copy_name(d->netns, sizeof(d->netns), arg, slash - arg);
}

static void enter_netns(int fd, const char *name)
{
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		die("network namespace %s: %m", name);
}

/* A socket belongs for good to the namespace it was made in */
static int socket_in(const struct device *d)
{
	char path[sizeof(NETNS_DIR) + sizeof(d->netns)];
	int home, fd, sock;

	if (!*d->netns) {
		sock = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	} else {
		snprintf(path, sizeof(path), NETNS_DIR "%s", d->netns);
		home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		enter_netns(fd, d->netns);
		sock = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
		enter_netns(home, "of this process");
		close(fd);
		close(home);
	}
	if (sock < 0)
		die("%s: packet socket: %m", d->name);
	return sock;
}

/* A packet socket that is closed waits for RCU: one for many frames does once */
static int shared = -1;

void device_share_tx(void)
{
	shared = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (shared < 0)
		die("packet socket: %m");
}

static int tx_socket(const struct device *d)
{
	return *d->netns || shared < 0 ? socket_in(d) : dup(shared);
}

static void device_ioctl(const struct device *d, int sock, int request,
			 struct ifreq *ifr)
{
	memset(ifr, 0, sizeof(*ifr));
	memcpy(ifr->ifr_name, d->dev, IFNAMSIZ);
	if (ioctl(sock, request, ifr) < 0)
		die("%s: %m", d->name);
}

static int device_index(const struct device *d)
{
	struct ifreq ifr;

	device_ioctl(d, d->fd, SIOCGIFINDEX, &ifr);
	return ifr.ifr_ifindex;
}

void device_mac(const char *arg, u8 mac[MAC_LEN])
{
	struct device d;
	struct ifreq ifr;

	device_parse(&d, arg);
	d.fd = tx_socket(&d);
	device_ioctl(&d, d.fd, SIOCGIFHWADDR, &ifr);
	memcpy(mac, ifr.ifr_hwaddr.sa_data, MAC_LEN);
	close(d.fd);
}

static void set_option(struct device *d, int option, int value, const char *what)
{
	if (setsockopt(d->fd, SOL_PACKET, option, &value, sizeof(value)) < 0)
		die("%s: %s: %m", d->name, what);
}

static void bind_device(struct device *d, int ifindex, int protocol)
{
	struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = ifindex,
	};

	if (bind(d->fd, (struct sockaddr *)&sll, sizeof(sll)) < 0)
		die("%s: bind: %m", d->name);
}

static bool is_running(const struct device *d)
{
	struct ifreq ifr;

	device_ioctl(d, d->fd, SIOCGIFFLAGS, &ifr);
	return ifr.ifr_flags & IFF_RUNNING;
}

/*
 * A device that was just set up has no queue until the kernel got round to
 * noticing its carrier, and loses what it is given without a word.
 */
static void wait_running(const struct device *d)
{
	u64 end = now_us() + RUNNING_US;

	while (!is_running(d)) {
		if (now_us() > end)
			die("%s: is down or has no carrier", d->name);
		pause_us(1000);
	}
}

void device_open_tx(struct device *d, bool vnet)
{
	d->fd = tx_socket(d);
	d->vnet = vnet;
	wait_running(d);
	set_option(d, PACKET_VNET_HDR, vnet, "PACKET_VNET_HDR");
	bind_device(d, device_index(d), 0);
}

/* Frames are sent though others, 64 MiB of them, are still under way */
void device_set_eager(struct device *d)
{
	int size = TX_BUFFER;

	if (setsockopt(d->fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0)
		die("%s: SO_SNDBUFFORCE: %m", d->name);
}

static void set_promisc(struct device *d, int ifindex)
{
	struct packet_mreq mreq = {
		.mr_ifindex = ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};

	if (setsockopt(d->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &mreq,
		       sizeof(mreq)) < 0)
		die("%s: promiscuous: %m", d->name);
}

/* Frames are kept for device_receive() from when this returns */
void device_open_rx(struct device *d, bool promisc, bool outgoing)
{
	int size = RX_BUFFER;
	int ifindex;

	d->fd = socket_in(d);
	d->vnet = true;
	ifindex = device_index(d);
	set_option(d, PACKET_VNET_HDR, true, "PACKET_VNET_HDR");
	set_option(d, PACKET_AUXDATA, true, "PACKET_AUXDATA");
	if (!outgoing)
		set_option(d, PACKET_IGNORE_OUTGOING, true,
			   "PACKET_IGNORE_OUTGOING");
	if (setsockopt(d->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		die("%s: SO_RCVBUFFORCE: %m", d->name);
	if (promisc)
		set_promisc(d, ifindex);
	bind_device(d, ifindex, ETH_P_ALL);
}

/* How many frames did not fit into the socket since the last call */
unsigned int device_lost(struct device *d)
{
	struct tpacket_stats stats = { 0 };
	socklen_t len = sizeof(stats);

	if (getsockopt(d->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) < 0)
		die("%s: PACKET_STATISTICS: %m", d->name);
	return stats.tp_drops;
}

static struct virtio_net_hdr vnet_header(const struct packet *p)
{
	struct virtio_net_hdr h = { 0 };
	bool udp = p->flow.proto == IPPROTO_UDP;

	if (p->csum == CSUM_PARTIAL) {
		h.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
		h.csum_start = p->l4;
		h.csum_offset = p->csum_at - p->l4;
	}
	if (p->gso) {
		h.gso_type = udp ? VIRTIO_NET_HDR_GSO_UDP_L4 :
			     p->flow.family == AF_INET6 ?
			     VIRTIO_NET_HDR_GSO_TCPV6 :
			     VIRTIO_NET_HDR_GSO_TCPV4;
		h.gso_size = p->gso;
		h.hdr_len = p->payload;
	}
	return h;
}

/*
 * Sends what sendmmsg() takes at once. Returns how many were sent, 0 if the
 * device dropped the first: not an error, but what a full queue or a peer that
 * is down looks like.
 */
static unsigned int send_some(struct device *d, struct mmsghdr *msgs, unsigned int n)
{
	int done = sendmmsg(d->fd, msgs, n, 0);

	if (done >= 0)
		return done;
	if (errno == ENOBUFS || errno == EINTR)
		return 0;
	if (errno == EMSGSIZE)
		die("%s: the frame exceeds the MTU", d->name);
	die("%s: send: %m", d->name);
}

/* Returns how many of the @n frames the device took */
unsigned int device_send(struct device *d, struct packet *p, unsigned int n)
{
	struct virtio_net_hdr vnet[BATCH];
	struct mmsghdr msgs[BATCH];
	struct iovec iov[BATCH][2];
	unsigned int i, done, sent = 0;

	if (n > BATCH)
		die("more than %d frames at once", BATCH);
	memset(msgs, 0, sizeof(msgs));
	for (i = 0; i < n; i++) {
		vnet[i] = vnet_header(&p[i]);
		iov[i][0] = (struct iovec){ &vnet[i], sizeof(vnet[i]) };
		iov[i][1] = (struct iovec){ p[i].data, p[i].len };
		msgs[i].msg_hdr.msg_iov = d->vnet ? iov[i] : &iov[i][1];
		msgs[i].msg_hdr.msg_iovlen = d->vnet ? 2 : 1;
	}
	for (i = 0; i < n; i += done ?: 1) {
		done = send_some(d, msgs + i, n - i);
		sent += done;
	}
	return sent;
}

/* Put the tag back that the kernel took out of the frame */
static void restore_tag(struct packet *p, const struct tpacket_auxdata *aux)
{
	u8 *at = p->data + 2 * MAC_LEN;

	memmove(at + TAG_LEN, at, p->len - 2 * MAC_LEN);
	put16(at, aux->tp_status & TP_STATUS_VLAN_TPID_VALID ?
	      aux->tp_vlan_tpid : ETH_P_8021Q);
	put16(at + 2, aux->tp_vlan_tci);
	p->len += TAG_LEN;
	p->partial_at += TAG_LEN;
}

static const struct tpacket_auxdata *find_aux(struct msghdr *msg)
{
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA)
			return (void *)CMSG_DATA(c);
	return NULL;
}

/*
 * The next frame, in a buffer that the next call uses again; false if there is
 * none now.
 */
bool device_receive(struct device *d, struct packet *p)
{
	static u8 buf[MAX_FRAME + TAG_LEN];
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct virtio_net_hdr vnet;
	struct iovec iov[2] = {
		{ &vnet, sizeof(vnet) },
		{ buf, sizeof(buf) - TAG_LEN },
	};
	struct sockaddr_ll from;
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = iov, .msg_iovlen = 2,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	const struct tpacket_auxdata *aux;
	ssize_t len = recvmsg(d->fd, &msg, MSG_DONTWAIT);

	if (len < 0 && errno == ENETDOWN)
		d->down = true;	/* reported once; it may come up again */
	if (len < 0 && (errno == EAGAIN || errno == EINTR || errno == ENETDOWN))
		return false;
	if (len < 0)
		die("%s: receive: %m", d->name);
	memset(p, 0, sizeof(*p));
	p->data = buf;
	p->len = len - sizeof(vnet);
	if (len < (ssize_t)sizeof(vnet) + ETH_HLEN)
		die("%s: received less than an Ethernet header", d->name);
	p->outgoing = from.sll_pkttype == PACKET_OUTGOING;
	p->gso = vnet.gso_type ? vnet.gso_size : 0;
	if (vnet.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) {
		p->csum = CSUM_PARTIAL;
		p->partial_at = vnet.csum_start + vnet.csum_offset;
	}
	aux = find_aux(&msg);
	if (aux && aux->tp_status & TP_STATUS_VLAN_VALID)
		restore_tag(p, aux);
	decode(p);
	return true;
}
