/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _UNIT_LINUX_ETHERDEVICE_H
#define _UNIT_LINUX_ETHERDEVICE_H

#include <linux/compiler.h>
#include <linux/if_ether.h>
#include <linux/types.h>
#include <string.h>

#define cpu_to_be16(x)	((__be16)__builtin_bswap16(x))
#define cpu_to_be32(x)	((__be32)__builtin_bswap32(x))
#define cpu_to_be64(x)	((__be64)__builtin_bswap64(x))
#define be16_to_cpu(x)	__builtin_bswap16(x)
#define be32_to_cpu(x)	__builtin_bswap32(x)
#define be64_to_cpu(x)	__builtin_bswap64(x)
#define htons(x)	cpu_to_be16(x)

static inline u32 min(u32 a, u32 b)
{
	return a < b ? a : b;
}

static inline bool is_link_local_ether_addr(const u8 *addr)
{
	static const u8 base[] = { 0x01, 0x80, 0xc2, 0x00, 0x00 };

	return !memcmp(addr, base, sizeof(base)) && !(addr[5] & 0xf0);
}

/* Reads the two bytes behind each address, as the kernel's does */
static inline bool ether_addr_equal_64bits(const u8 *a, const u8 *b)
{
	u64 words[2];

	memcpy(&words[0], a, 8);
	memcpy(&words[1], b, 8);
	return !((words[0] ^ words[1]) << 16);
}

#endif /* _UNIT_LINUX_ETHERDEVICE_H */
