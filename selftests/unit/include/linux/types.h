/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel's headers of the same names give to the files of the module
 * that are built in user space too.
 */
#ifndef _UNIT_LINUX_TYPES_H
#define _UNIT_LINUX_TYPES_H

#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;

#define U16_MAX		0xffff

#endif /* _UNIT_LINUX_TYPES_H */
