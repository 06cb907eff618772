// SPDX-License-Identifier: GPL-2.0
/* frame: send from one place, check who receives what in others */
#define _GNU_SOURCE
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "frame.h"

#define MAX_RECEIVERS	32
#define MAX_KEPT	16
#define MAX_DRAIN	256
#define DEF_FOR_MS	2000
#define DEF_SETTLE_MS	50

/* A frame that came, and what is wrong with it, if anything is */
struct kept {
	struct packet p;
	char why[64];
};

struct receiver {
	struct device dev;
	struct keys want;
	const char *text;	/* as it was asked for */
	bool all;
	bool promisc;
	u32 count;
	u32 got;
	u32 wrong;
	u8 *seen;		/* how often each byte came, for `all' */
	size_t seen_bytes;
	size_t again_bytes;
	struct kept kept[MAX_KEPT];
	unsigned int n_kept;
};

struct xfer {
	struct device from;
	struct keys keys;
	bool need_cookie;
	bool verbose;
	u32 count;
	u32 interval;
	u32 for_ms;
	u32 settle_ms;
	struct packet *sent;
	size_t body;		/* bytes of each frame behind its headers */
	struct receiver to[MAX_RECEIVERS];
	unsigned int n_to;
};

/* DEV=COUNT[,FILTER...][,nopromisc] */
static void parse_receiver(struct xfer *x, char *arg)
{
	struct receiver *r = &x->to[x->n_to];
	char *s, *count = strchr(arg, '=');

	if (x->n_to == MAX_RECEIVERS)
		die("more than %d receivers", MAX_RECEIVERS);
	if (!count)
		die("\"%s\": not DEV=COUNT[,FILTER...]", arg);
	r->text = strdup(count + 1);
	r->promisc = true;
	*count++ = '\0';
	device_parse(&r->dev, arg);
	strtok_r(count, ",", &s);
	if (!strcmp(count, "all"))
		r->all = true;
	else
		r->count = parse_number(arg, count, 0, UINT32_MAX);
	while ((arg = strtok_r(NULL, ",", &s))) {
		if (!strcmp(arg, "nopromisc"))
			r->promisc = false;
		else
			parse_filter(&r->want, arg);
	}
	x->n_to++;
}

static char **parse_from(struct xfer *x, char **argv)
{
	if (!argv[0] || strcmp(argv[0], "from") || !argv[1])
		die("xfer: `from DEV' comes first");
	device_parse(&x->from, argv[1]);
	for (argv += 2; *argv && strcmp(*argv, "to"); argv++) {
		if (!strcmp(*argv, "count"))
			x->count = next_number(&argv, 1, MAX_SEQ);
		else if (!strcmp(*argv, "interval"))
			x->interval = next_number(&argv, 0, UINT32_MAX);
		else
			parse_key(&x->keys, *argv);
	}
	return argv;
}

static void parse_xfer(struct xfer *x, char **argv)
{
	argv = parse_from(x, argv);
	if (!*argv || !argv[1])
		die("xfer: to whom?");
	while (*++argv) {
		if (!strcmp(*argv, "for"))
			x->for_ms = next_number(&argv, 0, UINT32_MAX / 1000);
		else if (!strcmp(*argv, "settle"))
			x->settle_ms = next_number(&argv, 0, UINT32_MAX / 1000);
		else if (!strcmp(*argv, "verbose"))
			x->verbose = true;
		else
			parse_receiver(x, *argv);
	}
}

static void build_all(struct xfer *x)
{
	struct packet *p;
	u32 i;

	if (!(x->keys.set & (K_SRC | K_RAW)))
		device_mac(x->from.name, x->keys.src.addr);
	x->need_cookie = x->keys.cookie != COOKIE_NONE;
	build_check(&x->keys, x->need_cookie);
	x->sent = calloc(x->count, sizeof(*x->sent));
	if (!x->sent)
		die("out of memory");
	for (i = 0; i < x->count; i++)
		build(&x->keys, i, x->need_cookie, &x->sent[i]);
	p = &x->sent[0];
	x->body = (p->gso ? p->end : p->len) - p->payload;
}

static void open_all(struct xfer *x)
{
	struct receiver *r;

	for (r = x->to; r < x->to + x->n_to; r++) {
		device_open_rx(&r->dev, r->promisc, false);
		if (r->all)
			r->seen = calloc(x->count, x->body);
	}
	device_open_tx(&x->from, x->keys.csum == CSUM_PARTIAL);
}

static void send_all(struct xfer *x)
{
	u32 i, sent = 0;

	for (i = 0; i < x->count; i++) {
		sent += device_send(&x->from, &x->sent[i], 1);
		if (x->interval && i + 1 < x->count)
			pause_us(x->interval);
	}
	/* What was never sent proves nothing by not arriving */
	if (sent < x->count)
		die("%s dropped %u of %u frames: is its peer down?",
		    x->from.name, x->count - sent, x->count);
}

/* Without a cookie a frame is known by being equal */
static const struct packet *find_equal(const struct xfer *x, const struct packet *p)
{
	const struct packet *tx;

	for (tx = x->sent; tx < x->sent + x->count; tx++)
		if (p->type == tx->type && p->len - p->l3 >= tx->len - tx->l3 &&
		    !memcmp(p->data, tx->data, 2 * MAC_LEN) &&
		    !memcmp(p->data + p->l3, tx->data + tx->l3,
			    tx->len - tx->l3))
			return tx;
	return NULL;
}

/*
 * Which of the frames sent @p is, or is a segment of, or NULL. @at: where in
 * that frame's body @p's payload belongs, as far as its first cell tells.
 */
static const struct packet *find_sent(const struct xfer *x, const struct packet *p,
				      long *at)
{
	char numbers[CELL_LEN - COOKIE_LEN + 1] = "";
	unsigned int seq, offset;
	const u8 *cell;

	*at = 0;
	if (!x->need_cookie)
		return find_equal(x, p);
	cell = memmem(p->data, p->len, cookie, COOKIE_LEN);
	if (!cell || p->data + p->len - cell < CELL_LEN)
		return NULL;
	memcpy(numbers, cell + COOKIE_LEN, CELL_LEN - COOKIE_LEN);
	if (sscanf(numbers, "%3x@%4x", &seq, &offset) != 2 || seq >= x->count)
		return NULL;
	*at = offset - (cell - (p->data + p->payload));
	return &x->sent[seq];
}

[[gnu::format(printf, 2, 3)]]
static void say(char why[64], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, 64, fmt, ap);
	va_end(ap);
}

/*
 * Is @is what was sent from byte @from on? A checksum that the device had to
 * fill in does not count.
 */
static bool check_bytes(const u8 *is, const struct packet *tx, size_t from,
			size_t len, char why[64])
{
	size_t skip = tx->csum == CSUM_PARTIAL ? tx->csum_at : 0;
	size_t i;

	for (i = from; i < from + len; i++, is++) {
		if (*is == tx->data[i] || (skip && i - skip < 2))
			continue;
		say(why, "corrupt: byte %zu sent as %02x came as %02x", i,
		    tx->data[i], *is);
		return false;
	}
	return true;
}

/* A large frame may arrive as segments, with headers of their own */
static bool check_segment(const struct packet *p, const struct packet *tx, long at,
			  char why[64])
{
	size_t len = p->end - p->payload;

	if (at < 0 || at + len > tx->end - tx->payload) {
		say(why, "corrupt: claims to be bytes %ld..%ld", at, at + (long)len);
		return false;
	}
	return check_bytes(p->data + p->payload, tx, tx->payload + at, len, why);
}

/* Everything behind the tags has to be as it was, but a NIC may have padded */
static bool check_whole(const struct packet *p, const struct packet *tx, char why[64])
{
	size_t was = tx->len - tx->l3, is = p->len - p->l3;

	if (is < was || (is > was && p->len > MIN_FRAME + TAG_LEN)) {
		say(why, "corrupt: %zu bytes behind the type sent as %zu", is, was);
		return false;
	}
	return check_bytes(p->data + p->l3, tx, tx->l3, was, why);
}

/* Says in @why what is wrong with @p, the first thing found */
static bool check(const struct receiver *r, const struct packet *p,
		  const struct packet *tx, long at, char why[64])
{
	if (memcmp(p->data, tx->data, 2 * MAC_LEN)) {
		say(why, "corrupt: the MAC addresses");
		return false;
	}
	if (p->type != tx->type) {
		say(why, "corrupt: type=0x%04x", p->type);
		return false;
	}
	if (tx->gso ? !check_segment(p, tx, at, why) : !check_whole(p, tx, why))
		return false;
	if (p->csum == CSUM_BAD && tx->csum != CSUM_BAD) {
		say(why, "corrupt: the checksum");
		return false;
	}
	if (!tags_match(&r->want, p)) {
		say(why, "wrong tags");
		return false;
	}
	if (!match(&r->want, p)) {
		say(why, "not as the filter says");
		return false;
	}
	return true;
}

static void keep(struct receiver *r, const struct packet *p, const char *why)
{
	struct kept *k = &r->kept[r->n_kept];

	if (r->n_kept == MAX_KEPT)
		return;
	k->p = *p;
	k->p.data = malloc(p->len);
	if (!k->p.data)
		die("out of memory");
	memcpy(k->p.data, p->data, p->len);
	strcpy(k->why, why);
	r->n_kept++;
}

static void mark_seen(const struct xfer *x, struct receiver *r,
		      const struct packet *p, const struct packet *tx, long at)
{
	size_t len = tx->gso ? p->end - p->payload : x->body;
	u8 *seen = r->seen + (tx - x->sent) * x->body + (tx->gso ? at : 0);

	for (; len; len--, seen++) {
		if (*seen)
			r->again_bytes++;
		else
			r->seen_bytes++;
		*seen = 1;
	}
}

static void receive(const struct xfer *x, struct receiver *r)
{
	const struct packet *tx;
	struct packet p;
	char why[64];
	long at;
	int i;

	for (i = 0; i < MAX_DRAIN && device_receive(&r->dev, &p); i++) {
		tx = find_sent(x, &p, &at);
		if (!tx)
			continue;
		r->got++;
		*why = '\0';
		if (!check(r, &p, tx, at, why))
			r->wrong++;
		else if (r->all)
			mark_seen(x, r, &p, tx, at);
		keep(r, &p, why);
	}
}

static bool is_complete(const struct xfer *x, const struct receiver *r)
{
	return r->all ? r->seen_bytes == x->count * x->body : r->got >= r->count;
}

static bool is_good(const struct xfer *x, const struct receiver *r)
{
	return is_complete(x, r) && !r->wrong &&
	       (r->all ? !r->again_bytes : r->got == r->count);
}

static bool all_complete(const struct xfer *x)
{
	unsigned int i;

	for (i = 0; i < x->n_to; i++)
		if (!is_complete(x, &x->to[i]))
			return false;
	return true;
}

/* Until all that is expected has come, and then a little for the unexpected */
static void collect(struct xfer *x)
{
	u64 now, end = now_us() + x->for_ms * 1000ULL;
	struct pollfd pfd[MAX_RECEIVERS];
	bool settling = false;
	unsigned int i;

	for (i = 0; i < x->n_to; i++)
		pfd[i] = (struct pollfd){ x->to[i].dev.fd, POLLIN, 0 };
	for (;;) {
		for (i = 0; i < x->n_to; i++)
			receive(x, &x->to[i]);
		now = now_us();
		if (!settling && all_complete(x)) {
			settling = true;
			end = now + x->settle_ms * 1000ULL;
		}
		if (now >= end)
			return;
		if (poll(pfd, x->n_to, (end - now + 999) / 1000) < 0)
			die("poll: %m");
	}
}

static void report_receiver(const struct xfer *x, const struct receiver *r)
{
	const struct kept *k;

	fprintf(stderr, "  %s: %s: expected %s, got %u", r->dev.name,
		is_good(x, r) ? "good" : "BAD", r->text, r->got);
	if (r->wrong)
		fprintf(stderr, ", %u of them wrong", r->wrong);
	if (r->all)
		fprintf(stderr, ": %zu of %zu bytes, %zu twice", r->seen_bytes,
			x->count * x->body, r->again_bytes);
	if (r->dev.down)
		fputs(" (the device is down)", stderr);
	fputc('\n', stderr);
	for (k = r->kept; k < r->kept + r->n_kept; k++) {
		fprintf(stderr, "    %s%s", k->why, *k->why ? ": " : "");
		print_packet(stderr, &k->p);
	}
	if (r->got > r->n_kept)
		fprintf(stderr, "    and %u more\n", r->got - r->n_kept);
}

static void report(const struct xfer *x)
{
	unsigned int i;

	fprintf(stderr, "frame: %u from %s: ", x->count, x->from.name);
	print_packet(stderr, &x->sent[0]);
	for (i = 0; i < x->n_to; i++)
		report_receiver(x, &x->to[i]);
}

int cmd_xfer(char **argv)
{
	static struct xfer x = {
		.count = 1,
		.for_ms = DEF_FOR_MS,
		.settle_ms = DEF_SETTLE_MS,
	};
	bool good = true;
	unsigned int i, lost;

	parse_xfer(&x, argv);
	build_all(&x);
	open_all(&x);
	send_all(&x);
	collect(&x);
	for (i = 0; i < x.n_to; i++)
		good &= is_good(&x, &x.to[i]);
	if (!good || x.verbose)
		report(&x);
	for (i = 0; i < x.n_to; i++) {
		lost = device_lost(&x.to[i].dev);
		if (lost)
			die("%s: %u more frames did not fit into the socket",
			    x.to[i].dev.name, lost);
	}
	return good ? 0 : EXIT_MISMATCH;
}
