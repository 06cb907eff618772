// SPDX-License-Identifier: GPL-2.0
/*
 * From a line of text to the bytes of a frame. A frame is its layers, each a
 * word and then fields that are not to be what they usually are:
 *
 *	ip6 src=fe80::1 hop ns target=2001:db8::1 slla mac=V
 *
 * Lengths and protocols fit what follows, but for those that are given. With
 * times=N there are N of a layer. M is the lock's MAC, V another's.
 *
 *	zero n=N	so many zeroes, of no protocol
 *	pad n=N		the same, behind the end that lengths tell
 *	cut n=N		what was built ends after N bytes behind Ethernet's
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "build.h"

#define ETH_HLEN	14
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

enum kind {
	NUMBER1 = 1,
	NUMBER2 = 2,
	NUMBER4 = 4,
	MAC,
	IP4,
	IP6,
};

struct field {
	const char *name;
	size_t at;
	enum kind kind;
	const char *usual;
};

/* Fields named next and len are made to fit, but for what they do not count. */
struct layer {
	const char *name;
	size_t size;
	int ethertype;
	int proto;
	size_t uncounted;
	struct field fields[12];
};

#define NO_PROTO	-1
#define EXTENSION(name, proto)						\
	{ name, 8, 0, proto, 0, {					\
		{ "next", 0, NUMBER1, "59" }, { "units", 1, NUMBER1, "0" } } }
#define NDISC(name, size, type)						\
	{ name, size, 0, 58, 0, {					\
		{ "type", 0, NUMBER1, type }, { "code", 1, NUMBER1, "0" }, \
		{ "flags", 4, NUMBER4, "0" },				\
		{ "target", 8, IP6, "2001:db8::1" } } }
#define NDISC_OPTION(name, type)						\
	{ name, 8, 0, NO_PROTO, 0, {					\
		{ "type", 0, NUMBER1, type }, { "units", 1, NUMBER1, "1" }, \
		{ "mac", 2, MAC, "M" } } }

static const struct layer layers[] = {
	{ "eth", ETH_HLEN, 0, NO_PROTO, 0, {
		{ "dst", 0, MAC, "ff:ff:ff:ff:ff:ff" }, { "src", 6, MAC, "M" },
		{ "next", 12, NUMBER2, "0x88b5" } } },
	{ "arp", 28, 0x0806, NO_PROTO, 0, {
		{ "htype", 0, NUMBER2, "1" }, { "ptype", 2, NUMBER2, "0x800" },
		{ "hlen", 4, NUMBER1, "6" }, { "plen", 5, NUMBER1, "4" },
		{ "op", 6, NUMBER2, "1" }, { "sha", 8, MAC, "M" },
		{ "spa", 14, IP4, "192.0.2.1" },
		{ "tmac", 18, MAC, "00:00:00:00:00:00" },
		{ "tpa", 24, IP4, "192.0.2.254" } } },

	{ "ip4", 20, 0x0800, 4, 0, {
		{ "ihl", 0, NUMBER1, "0x45" }, { "len", 2, NUMBER2, "0" },
		{ "frag", 6, NUMBER2, "0" }, { "ttl", 8, NUMBER1, "64" },
		{ "next", 9, NUMBER1, "253" },
		{ "src", 12, IP4, "192.0.2.1" },
		{ "dst", 16, IP4, "192.0.2.254" } } },
	{ "ping", 8, 0, 1, 0, { { "type", 0, NUMBER1, "8" } } },
	{ "igmp", 8, 0, 2, 0, {
		{ "type", 0, NUMBER1, "0x22" },
		{ "group", 4, IP4, "0.0.0.0" } } },
	{ "tcp", 20, 0, 6, 0, {
		{ "sport", 0, NUMBER2, "1024" }, { "dport", 2, NUMBER2, "80" },
		{ "offset", 12, NUMBER1, "0x50" } } },
	{ "udp", 8, 0, 17, 0, {
		{ "sport", 0, NUMBER2, "1024" }, { "dport", 2, NUMBER2, "53" },
		{ "len", 4, NUMBER2, "0" } } },
	{ "gre", 4, 0, 47, 0, { { "type", 2, NUMBER2, "0x6558" } } },
	{ "esp", 8, 0, 50, 0, { { "spi", 0, NUMBER4, "1" } } },
	{ "sctp", 12, 0, 132, 0, { { "sport", 0, NUMBER2, "1024" } } },
	{ "dhcp", 240, 0, NO_PROTO, 0, {
		{ "op", 0, NUMBER1, "1" }, { "htype", 1, NUMBER1, "1" },
		{ "hlen", 2, NUMBER1, "6" }, { "ciaddr", 12, IP4, "0.0.0.0" },
		{ "giaddr", 24, IP4, "0.0.0.0" }, { "chaddr", 28, MAC, "M" },
		{ "sname", 44, NUMBER4, "0" }, { "file", 108, NUMBER4, "0" },
		{ "magic", 236, NUMBER4, "0x63825363" } } },
	{ "type", 3, 0, NO_PROTO, 0, {
		{ "code", 0, NUMBER1, "53" }, { "size", 1, NUMBER1, "1" },
		{ "is", 2, NUMBER1, "1" } } },
	{ "address", 6, 0, NO_PROTO, 0, {
		{ "code", 0, NUMBER1, "50" }, { "size", 1, NUMBER1, "4" },
		{ "is", 2, IP4, "192.0.2.1" } } },
	{ "ident", 9, 0, NO_PROTO, 0, {
		{ "code", 0, NUMBER1, "61" }, { "size", 1, NUMBER1, "7" },
		{ "htype", 2, NUMBER1, "1" }, { "is", 3, MAC, "M" } } },
	{ "option", 2, 0, NO_PROTO, 0, {
		{ "code", 0, NUMBER1, "12" }, { "size", 1, NUMBER1, "0" } } },
	{ "end", 1, 0, NO_PROTO, 0, { { "is", 0, NUMBER1, "255" } } },

	{ "ip6", 40, 0x86dd, 41, 40, {
		{ "ver", 0, NUMBER1, "0x60" }, { "len", 4, NUMBER2, "0" },
		{ "next", 6, NUMBER1, "253" }, { "hops", 7, NUMBER1, "255" },
		{ "src", 8, IP6, "2001:db8::1" },
		{ "dst", 24, IP6, "ff02::1" } } },
	EXTENSION("hop", 0),
	EXTENSION("rt", 43),
	EXTENSION("dst", 60),
	EXTENSION("mh", 135),
	EXTENSION("hip", 139),
	EXTENSION("shim6", 140),
	{ "frag", 8, 0, 44, 0, {
		{ "next", 0, NUMBER1, "59" }, { "off", 2, NUMBER2, "0" } } },
	{ "ah", 24, 0, 51, 0, {
		{ "next", 0, NUMBER1, "59" }, { "units", 1, NUMBER1, "4" } } },
	{ "none", 0, 0, 59, 0, {} },
	{ "dhcp6", 4, 0, NO_PROTO, 0, { { "type", 0, NUMBER1, "1" } } },

	{ "icmp6", 8, 0, 58, 0, {
		{ "type", 0, NUMBER1, "128" }, { "code", 1, NUMBER1, "0" } } },
	NDISC("mld", 24, "131"),
	NDISC("ns", 24, "135"),
	NDISC("na", 24, "136"),
	NDISC("redirect", 40, "137"),
	{ "rs", 8, 0, 58, 0, { { "type", 0, NUMBER1, "133" } } },
	{ "ra", 16, 0, 58, 0, { { "type", 0, NUMBER1, "134" } } },
	NDISC_OPTION("slla", "1"),
	NDISC_OPTION("tlla", "2"),
	NDISC_OPTION("nonce", "14"),
};

/* What was built and may have to be made to fit: where, of how many bytes, and
 * for a length where what it measures begins
 */
struct patch {
	size_t at;
	enum kind kind;
	size_t from;
};

struct state {
	struct build *b;
	struct patch next;
	struct patch lens[16];
	size_t n_lens;
};

static void fail(const char *what, const char *which)
{
	fprintf(stderr, "build: %s: %s\n", what, which);
	exit(2);
}

static void put_number(u8 *to, unsigned long value, size_t n)
{
	while (n--) {
		to[n] = value;
		value >>= 8;
	}
}

static void put_mac(u8 *to, const char *text)
{
	unsigned int byte[6], i;

	if (!strcmp(text, "M"))
		text = "00:16:3e:11:22:33";
	if (!strcmp(text, "V"))
		text = "00:16:3e:44:55:66";
	if (sscanf(text, "%x:%x:%x:%x:%x:%x", &byte[0], &byte[1], &byte[2],
		   &byte[3], &byte[4], &byte[5]) != 6)
		fail("no MAC", text);
	for (i = 0; i < 6; i++)
		to[i] = byte[i];
}

/* An address of AF_INET or AF_INET6, for those who can't include its header */
int build_address(int family, const char *text, void *addr)
{
	return inet_pton(family, text, addr);
}

static void put(u8 *to, enum kind kind, const char *text)
{
	char *rest;

	switch (kind) {
	case MAC:
		put_mac(to, text);
		break;
	case IP4:
	case IP6:
		if (build_address(kind == IP4 ? AF_INET : AF_INET6, text, to) != 1)
			fail("no address", text);
		break;
	default:
		put_number(to, strtoul(text, &rest, 0), kind);
		if (*rest)
			fail("no number", text);
	}
}

/* The value of "name=value" in words that hold no word without, or NULL */
static const char *value_of(char **words, const char *name)
{
	size_t n = strlen(name);

	for (; *words && strchr(*words, '='); words++)
		if (!strncmp(*words, name, n) && (*words)[n] == '=')
			return *words + n + 1;
	return NULL;
}

static bool is_field(const struct layer *layer, const char *word)
{
	const struct field *f;
	size_t n = strchr(word, '=') - word;

	for (f = layer->fields; f->name; f++)
		if (strlen(f->name) == n && !strncmp(f->name, word, n))
			return true;
	return !strncmp(word, "times=", 6);
}

static u8 *grow(struct build *b, size_t n)
{
	u8 *at = b->data + b->len;

	if (n > BUILD_MAX - b->len)
		fail("too long", "frame");
	memset(at, 0, n);
	b->len += n;
	return at;
}

static void set_next(struct state *s, const struct layer *layer)
{
	int value = s->next.kind == NUMBER2 ? layer->ethertype : layer->proto;

	if (value == NO_PROTO || (s->next.kind == NUMBER2 && !value))
		return;
	if (s->next.kind)
		put_number(s->b->data + s->next.at, value, s->next.kind);
	s->next.kind = 0;
}

static void add_field(struct state *s, const struct layer *layer, size_t start,
		      const struct field *f, const char *given)
{
	struct patch patch = {
		start + f->at, f->kind, start + layer->uncounted,
	};

	put(s->b->data + patch.at, f->kind, given ?: f->usual);
	if (!strcmp(f->name, "next"))
		s->next = given ? (struct patch) {} : patch;
	if (strcmp(f->name, "len"))
		return;
	if (given)
		s->b->honest = false;
	else
		s->lens[s->n_lens++] = patch;
}

static void add_layer(struct state *s, const struct layer *layer, char **words)
{
	size_t start = s->b->len;
	const struct field *f;
	char **word;

	for (word = words; *word && strchr(*word, '='); word++)
		if (!is_field(layer, *word))
			fail(layer->name, *word);
	set_next(s, layer);
	grow(s->b, layer->size);
	for (f = layer->fields; f->name; f++)
		add_field(s, layer, start, f, value_of(words, f->name));
}

static const struct layer *find_layer(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layers); i++)
		if (!strcmp(layers[i].name, name))
			return &layers[i];
	fail("no such layer", name);
	return NULL;
}

static void fit_lengths(struct state *s)
{
	const struct patch *p;

	for (p = s->lens; p < s->lens + s->n_lens; p++)
		put_number(s->b->data + p->at, s->b->len - p->from, p->kind);
	s->n_lens = 0;
}

static size_t count_of(char **words)
{
	const char *n = value_of(words + 1, "n");

	if (!n)
		fail("needs n=", *words);
	return strtoul(n, NULL, 0);
}

static void add_layers(struct state *s, char **words)
{
	const char *times = value_of(words + 1, "times");
	size_t n = times ? strtoul(times, NULL, 0) : 1;

	while (n--)
		add_layer(s, find_layer(*words), words + 1);
}

static void add_word(struct state *s, char **words)
{
	struct build *b = s->b;

	if (!strcmp(*words, "zero")) {
		grow(b, count_of(words));
	} else if (!strcmp(*words, "pad")) {
		fit_lengths(s);
		b->whole = b->len;
		grow(b, count_of(words));
	} else if (!strcmp(*words, "cut")) {
		fit_lengths(s);
		b->len = ETH_HLEN + count_of(words);
	} else {
		add_layers(s, words);
	}
}

/* Build the frame that @text tells of */
void build(struct build *b, const char *text)
{
	char *copy = strdup(text), *words[64], *rest = copy;
	struct state s = { .b = b };
	size_t n = 0, i;

	while ((words[n] = strsep(&rest, " ")))
		if (*words[n] && ++n == ARRAY_SIZE(words))
			fail("too many words", text);
	b->len = 0;
	b->whole = 0;
	b->honest = true;
	if (strcmp(words[0], "eth"))
		add_layer(&s, find_layer("eth"), &words[n]);
	for (i = 0; i < n; i++)
		if (!strchr(words[i], '='))
			add_word(&s, &words[i]);
	fit_lengths(&s);
	if (!b->whole)
		b->whole = b->len;
	free(copy);
}
