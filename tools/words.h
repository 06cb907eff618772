/* SPDX-License-Identifier: GPL-2.0 */
/* The words that options are made of. */
#ifndef XVS_TOOLS_WORDS_H
#define XVS_TOOLS_WORDS_H

#include <stdbool.h>
#include <linux/types.h>

bool words_same(const char *given, const char *name);
bool words_choice(__u8 *v, const char * const *names, const char *arg);
bool words_number(__u64 *v, const char *arg, __u64 max);
const char *words_once(unsigned int *seen, unsigned int bit);
bool words_mac(__u8 *mac, const char *arg);

#endif /* XVS_TOOLS_WORDS_H */
