// SPDX-License-Identifier: GPL-2.0
/* xvs top: how much passes each port now. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include "colour.h"
#include "host.h"
#include "iproute2.h"
#include "show.h"
#include "words.h"
#include "xvs.h"

enum column {
	RX_BYTES,	/* from the port */
	TX_BYTES,	/* to it */
	RX_PACKETS,
	TX_PACKETS,
	DROPS,
	COLUMNS,
};

static const char * const names[] = {
	[RX_BYTES] = "rx_bytes",
	[TX_BYTES] = "tx_bytes",
	[RX_PACKETS] = "rx_packets",
	[TX_PACKETS] = "tx_packets",
	[DROPS] = "drops",
};

static const enum xvs_port_stat counters[] = {
	[RX_BYTES] = XVS_PORT_STAT_RX_BYTES,
	[TX_BYTES] = XVS_PORT_STAT_TX_BYTES,
	[RX_PACKETS] = XVS_PORT_STAT_RX_PACKETS,
	[TX_PACKETS] = XVS_PORT_STAT_TX_PACKETS,
};

/* A line: a port, or the host's own on a network */
struct row {
	const struct device *dev;
	const char *network;
	__u64 rate[COLUMNS];	/* in a second */
};

static enum column sorted_by;

/* False: there is no such column */
static bool sort_by(const char *name)
{
	for (sorted_by = 0; sorted_by < COLUMNS; sorted_by++)
		if (is_word(name, names[sorted_by]))
			return true;
	return false;
}

static __u64 counter(const struct device *dev, enum column column)
{
	return column == DROPS ? dev->drops : dev->counters[counters[column]];
}

static __u64 rate(const struct device *now, const struct device *before,
		  enum column column, double seconds)
{
	__u64 a = counter(now, column), b = counter(before, column);

	return a > b ? (a - b) / seconds + 0.5 : 0;
}

static int by_rate(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->rate[sorted_by] != y->rate[sorted_by])
		return x->rate[sorted_by] < y->rate[sorted_by] ? 1 : -1;
	return strcmp(x->dev->name, y->dev->name);
}

/* Of those that were there the last time, too. Return: how many */
static size_t make_rows(struct row *rows, const struct host *now,
			const struct host *before, double seconds)
{
	const struct device *dev, *old, *network;
	enum column column;
	size_t i, n = 0;

	for (i = 0; i < now->n; i++) {
		dev = &now->devices[i];
		old = host_at(before, dev->index);
		if (!old || (!dev->is_port && !dev->is_network))
			continue;
		network = host_at(now, dev->master);
		rows[n].dev = dev;
		rows[n].network = dev->is_port && network ? network->name :
				  "host";
		for (column = 0; column < COLUMNS; column++)
			rows[n].rate[column] = rate(dev, old, column, seconds);
		n++;
	}
	qsort(rows, n, sizeof(*rows), by_rate);
	return n;
}

static size_t lines(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_row < 3)
		return (size_t)-1;
	return size.ws_row - 2;
}

static void print_text(const struct row *rows, size_t n)
{
	size_t i, max = lines();
	enum column column;

	if (isatty(STDOUT_FILENO))
		fputs("\033[H\033[J", stdout);
	printf("%-15s %-15s", "port", "network");
	for (column = 0; column < COLUMNS; column++)
		printf(" %12s", names[column]);
	fputs(" (a second)\n", stdout);
	for (i = 0; i < n && i < max; i++) {
		printf("%-15s %-15s", rows[i].dev->name, rows[i].network);
		for (column = 0; column < COLUMNS; column++)
			printf(" %12llu",
			       (unsigned long long)rows[i].rate[column]);
		putchar('\n');
	}
	fflush(stdout);
}

static void print_json(const struct row *rows, size_t n)
{
	enum column column;
	size_t i;

	open_json_array(PRINT_JSON, NULL);
	for (i = 0; i < n; i++) {
		open_json_object(NULL);
		show_string(NULL, "ifname", rows[i].dev->name);
		show_string(NULL, "network", rows[i].network);
		for (column = 0; column < COLUMNS; column++)
			show_u64(NULL, names[column], rows[i].rate[column]);
		close_json_object();
	}
	close_json_array(PRINT_JSON, NULL);
	json_end();
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void show_once(struct host *before, double *then)
{
	struct host now;
	struct row *rows;
	double at;
	size_t n;

	host_read(&now, false);
	at = seconds_now();
	rows = calloc(now.n + 1, sizeof(*rows));
	if (!rows)
		die(EXIT_REFUSED, "No memory");
	n = make_rows(rows, &now, before, at - *then);
	if (is_json_context())
		print_json(rows, n);
	else
		print_text(rows, n);
	free(rows);
	host_free(before);
	*before = now;
	*then = at;
}

int do_top(int argc, char **argv)
{
	__u64 interval = 2, count = isatty(STDOUT_FILENO) ? ~0ULL : 1;
	const char *key, *value;
	struct host before;
	bool ok = true;
	double then;

	sorted_by = RX_BYTES;
	while (argc && ok) {
		key = next_option(&argc, &argv, &value);
		if (!value)
			usage();
		if (is_word(key, "sort"))
			ok = sort_by(value);
		else if (is_word(key, "interval"))
			ok = words_number(&interval, value, 3600) && interval;
		else if (is_word(key, "count"))
			ok = words_number(&count, value, ~0U);
		else
			ok = false;
	}
	if (!ok)
		die(EXIT_USAGE,
		    "top takes \"sort\" with a column, \"interval\" SECONDS and \"count\" N");
	host_read(&before, false);
	then = seconds_now();
	for (; count; count--) {
		sleep(interval);
		show_once(&before, &then);
	}
	host_free(&before);
	return 0;
}
