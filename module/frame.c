// SPDX-License-Identifier: GPL-2.0
/*
 * What a frame's bytes say. Plain C on plain data, so that user space can test
 * and fuzz the very file that the kernel runs.
 */
#include "frame.h"

/* The Cisco groups 01:00:0c:cc:cc:c0..c7, :cc and :cd, cd:cd:cd and ISL. */
static bool xvs_addr_is_cisco(const u8 *addr)
{
	static const u8 isl[] = { 0x00, 0x00, 0x00 };
	static const u8 sstp[] = { 0xcd, 0xcd, 0xcd };

	if (addr[3] == 0xcc && addr[4] == 0xcc)
		return (addr[5] & 0xf8) == 0xc0 || (addr[5] & 0xfe) == 0xcc;
	return !memcmp(addr + 3, isl, 3) || !memcmp(addr + 3, sstp, 3);
}

/**
 * xvs_addr_is_reserved() - is this an address that no switch relays to?
 * @addr: address
 *
 * 01:80:c2:00:00:00 to :0f (IEEE 802.1Q-2018 8.6.3, table 8-1): spanning tree,
 * pause, LACP, LLDP and their like; Cisco's CDP, VTP, DTP, PAgP, UDLD, PVST+,
 * CFM and ISL; Extreme's 00:e0:2b:00:00:00, :04 and :06, which are unicast.
 * The list is Open vSwitch's, which XenServer's guests are used to.
 *
 * Return: whether it is
 */
bool xvs_addr_is_reserved(const u8 *addr)
{
	static const u8 cisco[] = { 0x01, 0x00, 0x0c };
	static const u8 extreme[] = { 0x00, 0xe0, 0x2b, 0x00, 0x00 };

	if (is_link_local_ether_addr(addr))
		return true;
	if (!memcmp(addr, cisco, sizeof(cisco)))
		return xvs_addr_is_cisco(addr);
	return !memcmp(addr, extreme, sizeof(extreme)) &&
	       (addr[5] == 0x00 || addr[5] == 0x04 || addr[5] == 0x06);
}
