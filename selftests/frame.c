// SPDX-License-Identifier: GPL-2.0
/*
 * frame: make and watch raw Ethernet frames, for tests in shell
 *
 *   frame xfer from g1/eth0 dst=g2/eth0 to g2/eth0=1,vlan=none g3/eth0=0
 *
 * sends a frame from one network namespace and checks who gets it. The text of
 * usage() tells all the rest; frame.h has the types the files share.
 *
 * Build: gcc -O2 -Wall -Wextra -o frame frame*.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "frame.h"

#define DRAIN_US	100000
#define BATCH_WORDS	32

static const char usage[] =
"usage: frame send DEV [count N] [interval US] [eager] KEY=VALUE...\n"
"       frame watch DEV [for MS] [until N] [promisc] [out|both] [ready FILE]\n"
"                       FILTER...\n"
"       frame count (as watch; prints how many, with `until' no more than N)\n"
"       frame xfer from DEV [count N] [interval US] KEY=VALUE... to RECEIVER...\n"
"                  [for MS] [settle MS] [verbose]\n"
"       frame stream FROM [count N] [interval US] KEY=VALUE... to DEV...\n"
"       frame batch <COMMANDS   each line is one of these, without `frame'; ends\n"
"                               with the first that fails\n"
"\n"
"DEV: NETNS/DEV, or DEV in the current network namespace\n"
"\n"
"KEY=VALUE, what a frame is made of; what watch prints, send takes:\n"
"  dst= src=      MAC, MAC+ (one more each frame), random, or the MAC of\n"
"                 NETNS/DEV; dst is broadcast, src the sender's by default\n"
"  vlan= qinq=    VID[:PCP] of an 0x8100 or 0x88a8 tag, outermost first\n"
"  type=          Ethernet type, 0x88b5 by default\n"
"  len=           of the whole frame, tags included, filled with a pattern\n"
"  payload=       TEXT or hex:DIGITS, after the headers\n"
"  udp4= udp6= tcp4= tcp6=    ADDR:PORT-ADDR:PORT\n"
"  ip4= ip6=      ADDR-ADDR, with proto=N (253; ICMPv6 gets its checksum)\n"
"  ttl=           255 by default\n"
"  arp=           request|reply|N:SENDER:TARGET\n"
"  gso=MSS        one large frame (len=, 60000 by default) of tcp or udp\n"
"  csum=partial   the checksum is left to the device\n"
"  sum_at=START+OFFSET        one of any bytes is, to be written anywhere\n"
"  raw=DIGITS     the whole frame\n"
"  cookie=        payload (default), trailer (behind the IP packet) or none:\n"
"                 where the pattern goes by which xfer knows its frames\n"
"\n"
"FILTER: dst, src, vlan, qinq (all the tags, or vlan=none), type, len,\n"
"  payload (what it begins with), ip4, udp4..., arp, gso, csum=ok|partial|bad\n"
"\n"
"RECEIVER: DEV=COUNT[,FILTER...][,nopromisc]: exactly COUNT frames, all of them\n"
"  as the filter says and with the payload unharmed; COUNT `all': each byte\n"
"  sent, once, in however many frames\n"
"\n"
"eager: send though earlier frames still wait on their way\n"
"\n"
"xfer waits 2000 ms (for) at most until all have come, then 50 ms (settle) for\n"
"what should not come. Exit code: 0 as expected, 1 not so, 2 other trouble.\n";

static bool stopped;	/* written by a signal handler */

void die(const char *fmt, ...)
{
	va_list ap;
	int err = errno;

	fputs("frame: ", stderr);
	va_start(ap, fmt);
	errno = err;
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(EXIT_TROUBLE);
}

/* The number after the keyword **argv */
u32 next_number(char ***argv, u32 min, u32 max)
{
	const char *what = *(*argv)++;

	if (!**argv)
		die("%s: a number is missing", what);
	return parse_number(what, **argv, min, max);
}

static void send_all(struct device *d, const struct keys *keys, u32 count,
		     u32 interval)
{
	u32 batch = interval ? 1 : BATCH;
	u32 seq = 0, sent = 0, n, i;
	struct packet p[BATCH];

	while (seq < count) {
		n = count - seq < batch ? count - seq : batch;
		for (i = 0; i < n; i++)
			build(keys, seq + i, false, &p[i]);
		sent += device_send(d, p, n);
		for (i = 0; i < n; i++)
			free(p[i].data);
		seq += n;
		if (interval && seq < count)
			pause_us(interval);
	}
	if (sent < count)
		fprintf(stderr, "frame: %s dropped %u of %u frames\n", d->name,
			count - sent, count);
}

static int cmd_send(char **argv)
{
	struct keys keys = { 0 };
	u32 count = 1, interval = 0;
	bool eager = false;
	struct device d;

	if (!*argv)
		die("send: which device?");
	device_parse(&d, *argv++);
	for (; *argv; argv++) {
		if (!strcmp(*argv, "count"))
			count = next_number(&argv, 0, UINT32_MAX);
		else if (!strcmp(*argv, "interval"))
			interval = next_number(&argv, 0, UINT32_MAX);
		else if (!strcmp(*argv, "eager"))
			eager = true;
		else
			parse_key(&keys, *argv);
	}
	if (!(keys.set & (K_SRC | K_RAW)))
		device_mac(d.name, keys.src.addr);
	build_check(&keys, false);
	device_open_tx(&d, keys.csum == CSUM_PARTIAL);
	if (eager)
		device_set_eager(&d);
	send_all(&d, &keys, count, interval);
	return 0;
}

enum { DIR_IN = 1, DIR_OUT = 2, DIR_BOTH = 3 };

struct watch {
	struct device dev;
	struct keys filter;
	const char *ready;
	u32 for_ms;	/* 0: until it is told to stop */
	u32 until;		/* 0: no limit */
	bool promisc;
	unsigned int dir;
};

static void parse_watch(struct watch *w, char **argv)
{
	w->dir = DIR_IN;
	if (!*argv)
		die("which device?");
	device_parse(&w->dev, *argv++);
	for (; *argv; argv++) {
		if (!strcmp(*argv, "for"))
			w->for_ms = next_number(&argv, 1, UINT32_MAX / 1000);
		else if (!strcmp(*argv, "until"))
			w->until = next_number(&argv, 1, UINT32_MAX);
		else if (!strcmp(*argv, "promisc"))
			w->promisc = true;
		else if (!strcmp(*argv, "out"))
			w->dir = DIR_OUT;
		else if (!strcmp(*argv, "both"))
			w->dir = DIR_BOTH;
		else if (!strcmp(*argv, "ready") && argv[1])
			w->ready = *++argv;
		else
			parse_filter(&w->filter, *argv);
	}
}

/* A file that appears, or a line: a script need not guess when to send */
static void say_ready(const struct watch *w)
{
	int fd;

	if (!w->ready) {
		fputs("ready\n", stderr);
		return;
	}
	fd = open(w->ready, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		die("%s: %m", w->ready);
	close(fd);
}

static void stop(int sig)
{
	(void)sig;
	__atomic_store_n(&stopped, true, __ATOMIC_RELAXED);
}

static bool is_stopped(void)
{
	return __atomic_load_n(&stopped, __ATOMIC_RELAXED);
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = stop };

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
}

/* The signals are blocked between test and wait, so that none is missed */
static void wait_frame(const struct watch *w, u64 end)
{
	struct pollfd pfd = { .fd = w->dev.fd, .events = POLLIN };
	u64 now = now_us();
	u64 left = end > now ? end - now : 0;
	struct timespec t = { left / 1000000, left % 1000000 * 1000L };
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, &old);
	if (!is_stopped() && ppoll(&pfd, 1, w->for_ms ? &t : NULL, &old) < 0 &&
	    errno != EINTR)
		die("poll: %m");
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static bool wanted(const struct watch *w, const struct packet *p)
{
	return (w->dir & (p->outgoing ? DIR_OUT : DIR_IN)) && match(&w->filter, p);
}

/* What already came still counts when the time is up, but a flood must end */
static u32 watch_frames(struct watch *w, bool quiet)
{
	u64 end = now_us() + w->for_ms * 1000ULL;
	bool last = false;
	u32 got = 0;
	struct packet p;

	while (!w->until || got < w->until) {
		if (!last && (is_stopped() || (w->for_ms && now_us() >= end))) {
			last = true;
			end = now_us() + DRAIN_US;
		}
		if (!device_receive(&w->dev, &p)) {
			if (last)
				break;
			wait_frame(w, end);
			continue;
		}
		if (wanted(w, &p)) {
			got++;
			if (!quiet)
				print_packet(stdout, &p);
		}
		if (last && now_us() >= end)
			break;
	}
	return got;
}

static int cmd_watch(char **argv, bool quiet)
{
	struct watch w = { 0 };
	u32 got, lost;

	parse_watch(&w, argv);
	catch_signals();
	device_open_rx(&w.dev, w.promisc, w.dir & DIR_OUT);
	say_ready(&w);
	got = watch_frames(&w, quiet);
	if (quiet)
		printf("%u\n", got);
	lost = device_lost(&w.dev);
	if (lost && !(w.until && got == w.until))
		die("%s: %u more frames did not fit into the socket",
		    w.dev.name, lost);
	return got < w.until ? EXIT_MISMATCH : 0;
}

static int run(char **argv);

/* A child is had for much less than a program that is started */
static int run_line(char *line)
{
	char *argv[BATCH_WORDS + 1] = { NULL };
	int n = 0, status;
	char *word;
	pid_t pid;

	for (word = strtok(line, "\n "); word; word = strtok(NULL, "\n ")) {
		if (n == BATCH_WORDS)
			die("batch: more than %d words", BATCH_WORDS);
		argv[n++] = word;
	}
	pid = n ? fork() : -1;
	if (!pid)
		exit(run(argv));
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		die("batch: %m");
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_TROUBLE;
}

static int cmd_batch(void)
{
	char *line = NULL;
	size_t size = 0;
	int rc = 0;

	device_share_tx();
	while (!rc && getline(&line, &size, stdin) > 0)
		rc = run_line(line);
	free(line);
	return rc;
}

static int run(char **argv)
{
	const char *cmd = argv[0] ? argv[0] : "";

	argv++;
	if (!strcmp(cmd, "send"))
		return cmd_send(argv);
	if (!strcmp(cmd, "watch"))
		return cmd_watch(argv, false);
	if (!strcmp(cmd, "count"))
		return cmd_watch(argv, true);
	if (!strcmp(cmd, "xfer"))
		return cmd_xfer(argv);
	if (!strcmp(cmd, "stream"))
		return cmd_stream(argv);
	if (!strcmp(cmd, "help")) {
		fputs(usage, stdout);
		return 0;
	}
	if (!strcmp(cmd, "batch"))
		return cmd_batch();
	fputs(usage, stderr);
	return EXIT_TROUBLE;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	build_init();
	return argc ? run(argv + 1) : EXIT_TROUBLE;
}
