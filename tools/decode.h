/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_DECODE_H
#define XVS_TOOLS_DECODE_H

#include <stddef.h>
#include <linux/types.h>

void decode_frame(const __u8 *frame, size_t len, char *text, size_t size);

#endif /* XVS_TOOLS_DECODE_H */
