// SPDX-License-Identifier: GPL-2.0
/*
 * zerocopy: lend pages to the network, and see when they come back
 *
 *   zerocopy ADDRESS PORT COUNT
 *
 * sends COUNT datagrams of UDP over IPv4 without copying them (MSG_ZEROCOPY)
 * and prints how many milliseconds it took until the kernel needed the pages of
 * none of them any more.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#ifndef SO_EE_ORIGIN_ZEROCOPY
#define SO_EE_ORIGIN_ZEROCOPY	5
#endif

#define DATAGRAM	1472

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* How many datagrams a message of the error queue says are through */
static unsigned int completed(int fd)
{
	union {
		struct cmsghdr align;
		char bytes[256];
	} control;
	struct msghdr msg = {
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct sock_extended_err *err;
	struct cmsghdr *cmsg;

	if (recvmsg(fd, &msg, MSG_ERRQUEUE) < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return 0;
		die("recvmsg");
	}
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg)
		return 0;
	err = (struct sock_extended_err *)CMSG_DATA(cmsg);
	if (err->ee_origin != SO_EE_ORIGIN_ZEROCOPY)
		return 0;
	return err->ee_data - err->ee_info + 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd, one = 1, count, left, size = 1 << 22;
	struct pollfd pfd = { 0 };
	long start;
	char *page;

	if (argc != 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 2;
	to.sin_port = htons(atoi(argv[2]));
	count = atoi(argv[3]);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		die("socket");
	page = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (page == MAP_FAILED)
		die("mmap");
	start = now_ms();
	for (left = 0; left < count; left++)
		if (sendto(fd, page, DATAGRAM, MSG_ZEROCOPY,
			   (struct sockaddr *)&to, sizeof(to)) != DATAGRAM)
			die("sendto");
	pfd.fd = fd;
	while (left > 0) {
		poll(&pfd, 1, 1000);
		left -= completed(fd);
	}
	printf("%ld\n", now_ms() - start);
	return 0;
}
