// SPDX-License-Identifier: GPL-2.0
/* The words that options are made of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "words.h"

#define ETH_ALEN	6

/* The hyphens of xe(1) are as good as our underscores */
bool words_same(const char *given, const char *name)
{
	for (; *given && (*given == *name || (*given == '-' && *name == '_'));
	     given++)
		name++;
	return !*given && !*name;
}

/* The number of a name in a list that NULL ends */
bool words_choice(__u8 *v, const char * const *names, const char *arg)
{
	for (*v = 0; names[*v]; ++*v)
		if (!strcmp(names[*v], arg))
			return true;
	return false;
}

/* A whole number and nothing else */
bool words_number(__u64 *v, const char *arg, __u64 max)
{
	char *end;

	*v = 0;
	if (*arg < '0' || *arg > '9' || strspn(arg, "0123456789") > 19)
		return false;
	*v = strtoull(arg, &end, 10);
	return !*end && *v <= max;
}

/* Such as 02:00:00:00:00:01 */
bool words_mac(__u8 *mac, const char *arg)
{
	unsigned int byte[ETH_ALEN];
	int i, end = 0;

	if (sscanf(arg, "%2x:%2x:%2x:%2x:%2x:%2x%n", &byte[0], &byte[1],
		   &byte[2], &byte[3], &byte[4], &byte[5], &end) != ETH_ALEN ||
	    arg[end] || strspn(arg, "0123456789abcdefABCDEF:") != strlen(arg))
		return false;
	for (i = 0; i < ETH_ALEN; i++)
		mac[i] = byte[i];
	return true;
}

/* Marks an option as given. NULL, or what is wrong with it: it was given before */
const char *words_once(unsigned int *seen, unsigned int bit)
{
	if (*seen & bit)
		return "an option may be given only once";
	*seen |= bit;
	return NULL;
}
