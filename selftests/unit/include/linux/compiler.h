/* SPDX-License-Identifier: GPL-2.0 */
/* What are attributes only is in kernel.mk. */
#ifndef _UNIT_LINUX_COMPILER_H
#define _UNIT_LINUX_COMPILER_H

#include <sys/cdefs.h>

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#endif /* _UNIT_LINUX_COMPILER_H */
