// SPDX-License-Identifier: GPL-2.0
/*
 * A change that is taken back unless it is confirmed in time, by a process of
 * its own: it knows what there was, and needs neither the terminal nor the
 * session that it was started from. It is there before the change begins, lest
 * that be cut short by what it changes, and its time runs from the end of the
 * change, or of the process that makes it. A local socket, which only root can
 * reach, is where it waits, and there is one of them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include "confirm.h"
#include "xvs.h"

/* What is said to confirm, and to say that it was understood */
#define CONFIRM	'c'

/* How long a peer may be silent */
#define PEER_MS	1000

static const struct sockaddr_un address = {
	.sun_family = AF_UNIX,
	.sun_path = "/run/xvs-confirm",
};

/* To the process that waits, and closed by the end of ours */
static int waiting;

/* Read again and again, and written by the handler of a signal */
static atomic_bool told_to_end;

/* Return: a socket, -1: nobody is there */
static int reach(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die(EXIT_REFUSED, "%s", strerror(errno));
	if (!connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		return fd;
	close(fd);
	return -1;
}

static int listen_here(void)
{
	int fd = reach();
	mode_t mask;

	if (fd >= 0)
		die(EXIT_REFUSED, "An earlier change waits for \"xvs confirm\"");
	/* What one left that was killed */
	unlink(address.sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	mask = umask(077);
	if (fd < 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) ||
	    listen(fd, 1))
		die(EXIT_REFUSED, "%s: %s", address.sun_path, strerror(errno));
	umask(mask);
	return fd;
}

static void on_term(int sig)
{
	(void)sig;
	told_to_end = true;
}

static void leave_session(void)
{
	struct sigaction action = { .sa_handler = on_term };
	int null = open("/dev/null", O_RDWR);

	setsid();
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &action, NULL);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	if (chdir("/"))
		_exit(EXIT_REFUSED);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Did somebody come to confirm, or only to see whether we are there? */
static bool is_meant(int peer)
{
	struct pollfd pfd = { .fd = peer, .events = POLLIN };
	char word = 0;

	return poll(&pfd, 1, PEER_MS) == 1 && read(peer, &word, 1) == 1 &&
	       word == CONFIRM;
}

/* Return: who confirmed, -1: nobody. To be told to end is to be told to hurry */
static int wait_for(int fd, unsigned int seconds)
{
	long long end = now_ms() + seconds * 1000LL, left;
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int peer;

	while (!told_to_end) {
		left = end - now_ms();
		if (left <= 0)
			break;
		if (poll(&pfd, 1, left) != 1)
			continue;
		peer = accept(fd, NULL, NULL);
		if (is_meant(peer))
			return peer;
		close(peer);
	}
	return -1;
}

/* False: it was taken back already */
static bool has_changed(int changing)
{
	ssize_t len;
	char word;

	do
		len = read(changing, &word, 1);
	while (len < 0 && errno == EINTR);
	return len <= 0;
}

/* The process that waits */
[[gnu::noreturn]]
static void await(int fd, int changing, unsigned int seconds,
		  void (*revert)(void *data), void *data)
{
	int peer;

	leave_session();
	if (write(changing, &(char){ CONFIRM }, 1) != 1)
		_exit(EXIT_REFUSED);
	openlog("xvs", LOG_PID, LOG_DAEMON);
	if (!has_changed(changing)) {
		unlink(address.sun_path);
		_exit(0);
	}
	peer = wait_for(fd, seconds);
	/* Too late from now on */
	unlink(address.sun_path);
	if (peer >= 0) {
		syslog(LOG_NOTICE, "The change was confirmed");
		_exit(write(peer, &(char){ CONFIRM }, 1) != 1);
	}
	close(fd);
	syslog(LOG_WARNING, "The change was not confirmed within %u s, and is taken back",
	       seconds);
	revert(data);
	syslog(LOG_WARNING, "All is as before");
	_exit(0);
}

/* Has @revert be run that time after confirm_done(), unless confirm_now() is */
void confirm_wait(unsigned int seconds, void (*revert)(void *data), void *data)
{
	int fd = listen_here(), ends[2];
	char ready;
	pid_t pid;

	fflush(NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		die(EXIT_REFUSED, "%s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die(EXIT_REFUSED, "%s", strerror(errno));
	if (!pid) {
		close(ends[0]);
		await(fd, ends[1], seconds, revert, data);
	}
	close(fd);
	close(ends[1]);
	waiting = ends[0];
	/* Until it is out of the session, and safe from its end */
	if (read(waiting, &ready, 1) != 1)
		die(EXIT_REFUSED, "The process that would take it back does not run");
}

/* The change is made, and the time runs, or nothing has changed after all */
void confirm_done(bool is_changed)
{
	char word = CONFIRM;

	/* It answers by its end */
	if (!is_changed && write(waiting, &word, 1) == 1)
		while (read(waiting, &word, 1) > 0)
			;
	close(waiting);
}

void confirm_now(void)
{
	char word = CONFIRM;
	int fd = reach();

	if (fd < 0)
		die(EXIT_REFUSED, "There is nothing to confirm");
	if (write(fd, &word, 1) != 1 || read(fd, &word, 1) != 1)
		die(EXIT_REFUSED, "It was too late");
	close(fd);
}
