// SPDX-License-Identifier: GPL-2.0
/* Sets of VLANs, in the words "all", "none", or a list such as 5,10-20. */
#include <stdlib.h>
#include <string.h>
#include "iproute2.h"
#include "vids.h"

static bool test_vid(const __u8 *map, unsigned int vid)
{
	return map[vid / 8] & 1 << vid % 8;
}

static void set_vids(__u8 *map, unsigned int from, unsigned int to)
{
	for (; from <= to; from++)
		map[from / 8] |= 1 << from % 8;
}

/* The end of the run of VIDs that starts with @vid, or 0 if @vid isn't in */
static unsigned int run_end(const __u8 *map, unsigned int vid)
{
	if (!test_vid(map, vid))
		return 0;
	while (vid < VID_MAX && test_vid(map, vid + 1))
		vid++;
	return vid;
}

/* Reads a VID of 1..4094 and goes past it, or returns 0 */
static unsigned int parse_vid(const char **s)
{
	unsigned long vid;
	char *end;

	if (**s < '0' || **s > '9')
		return 0;
	vid = strtoul(*s, &end, 10);
	*s = end;
	return vid <= VID_MAX ? vid : 0;
}

/* Like 5,10-20,4000 */
static bool parse_vid_list(__u8 *map, const char *s)
{
	unsigned int from, to;

	for (;; s++) {
		from = parse_vid(&s);
		to = from;
		if (*s == '-') {
			s++;
			to = parse_vid(&s);
		}
		if (!from || to < from)
			return false;
		set_vids(map, from, to);
		if (*s != ',')
			return !*s;
	}
}

/* False if it is none of the words */
bool parse_vids(__u8 *map, const char *arg)
{
	memset(map, 0, XVS_VLAN_BITMAP_LEN);
	if (!strcmp(arg, "none"))
		return true;
	if (strcmp(arg, "all"))
		return parse_vid_list(map, arg);
	set_vids(map, 1, VID_MAX);
	return true;
}

/* An array of {"vlan":5} and {"vlan":10,"vlanEnd":20}, as bridge(8) has it */
static void show_vids_json(const char *key, const __u8 *map)
{
	unsigned int vid, end;

	open_json_array(PRINT_JSON, key);
	for (vid = 1; vid <= VID_MAX; vid++) {
		end = run_end(map, vid);
		if (!end)
			continue;
		open_json_object(NULL);
		print_color_uint(PRINT_JSON, 0, "vlan", NULL, vid);
		if (end > vid)
			print_color_uint(PRINT_JSON, 0, "vlanEnd", NULL, end);
		close_json_object();
		vid = end;
	}
	close_json_array(PRINT_JSON, NULL);
}

static void show_vids_text(FILE *f, const char *key, const __u8 *map)
{
	const char *sep = " ";
	unsigned int vid, end;

	fputs(key, f);
	if (run_end(map, 1) == VID_MAX) {
		fputs(" all ", f);
		return;
	}
	for (vid = 1; vid <= VID_MAX; vid++) {
		end = run_end(map, vid);
		if (!end)
			continue;
		fprintf(f, "%s%u", sep, vid);
		if (end > vid)
			fprintf(f, "-%u", end);
		sep = ",";
		vid = end;
	}
	fputs(*sep == ',' ? " " : " none ", f);
}

void show_vids(FILE *f, const char *key, const __u8 *map)
{
	if (is_json_context())
		show_vids_json(key, map);
	else
		show_vids_text(f, key, map);
}
