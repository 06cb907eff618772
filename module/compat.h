/* SPDX-License-Identifier: GPL-2.0 */
/* The only file that knows which kernel this is. */
#ifndef _XVS_COMPAT_H
#define _XVS_COMPAT_H

#include <linux/version.h>

#endif /* _XVS_COMPAT_H */
