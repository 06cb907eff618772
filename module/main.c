// SPDX-License-Identifier: GPL-2.0
/* xvs: the init and exit ladder, and nothing else. */
#include <linux/module.h>

MODULE_DESCRIPTION("Virtual switch for Xen dom0");
MODULE_LICENSE("GPL");
