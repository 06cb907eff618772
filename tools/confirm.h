/* SPDX-License-Identifier: GPL-2.0 */
/* A change that is taken back unless it is confirmed in time. */
#ifndef XVS_TOOLS_CONFIRM_H
#define XVS_TOOLS_CONFIRM_H

#include <stdbool.h>

void confirm_wait(unsigned int seconds, void (*revert)(void *data), void *data);
void confirm_done(bool is_changed);
void confirm_now(void);

#endif /* XVS_TOOLS_CONFIRM_H */
