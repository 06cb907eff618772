/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XVS_TOOLS_BOND_H
#define XVS_TOOLS_BOND_H

#include <stdio.h>

/* By enum xvs_bond_mode, and NULL behind the last */
extern const char * const bond_modes[];

void member_show(FILE *f, const void *data, int len);

#endif /* XVS_TOOLS_BOND_H */
