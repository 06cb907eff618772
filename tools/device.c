// SPDX-License-Identifier: GPL-2.0
/* Devices in messages of generic netlink, and frames that they sent. */
#include <string.h>
#include "decode.h"
#include "genl.h"
#include "iproute2.h"
#include "show.h"
#include "xvs.h"

static void put_name(struct nlmsghdr *nlh, int type, const char *name)
{
	check_name(name);
	mnl_attr_put_strz(nlh, type, name);
}

void put_device(struct nlmsghdr *nlh, const char *name)
{
	put_name(nlh, XVS_A_IFNAME, name);
}

void put_network(struct nlmsghdr *nlh, const char *name)
{
	put_name(nlh, XVS_A_NETWORK_IFNAME, name);
}

/* A device that is gone has its number alone */
void show_device(const struct nlattr *tb[])
{
	if (tb[XVS_A_IFINDEX] && (is_json_context() || !tb[XVS_A_IFNAME]))
		show_uint(stdout, "ifindex", mnl_attr_get_u32(tb[XVS_A_IFINDEX]));
	if (tb[XVS_A_IFNAME] && is_json_context())
		show_string(stdout, "ifname", mnl_attr_get_str(tb[XVS_A_IFNAME]));
	else if (tb[XVS_A_IFNAME])
		printf("%s ", mnl_attr_get_str(tb[XVS_A_IFNAME]));
	if (tb[XVS_A_NETWORK_IFNAME])
		show_string(stdout, "network",
			    mnl_attr_get_str(tb[XVS_A_NETWORK_IFNAME]));
}

void end_line(void)
{
	if (!is_json_context())
		putchar('\n');
	fflush(stdout);
}

static void show_bytes(const struct nlattr *attr)
{
	const __u8 *bytes = mnl_attr_get_payload(attr);
	size_t i, len = mnl_attr_get_payload_len(attr);
	char text[256] = "";

	for (i = 0; i < len && i < 64; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	show_string(stdout, "frame", text);
	decode_frame(bytes, len, text, sizeof(text));
	if (is_json_context())
		show_string(stdout, "decoded", text);
	else
		printf("\n    %s", text);
}

/* A frame that a lock has dropped; the time is since the machine started */
void show_offender(const struct nlattr *tb[])
{
	__u64 time = tb[XVS_A_TIME] ? mnl_attr_get_u64(tb[XVS_A_TIME]) : 0;

	if (is_json_context())
		show_u64(stdout, "time", time);
	else
		printf("[%5llu.%06llu] ", time / 1000000000ULL,
		       time / 1000ULL % 1000000ULL);
	show_device(tb);
	if (tb[XVS_A_REASON])
		show_string(stdout, "reason",
			    mnl_attr_get_str(tb[XVS_A_REASON]));
	if (tb[XVS_A_VID])
		show_uint(stdout, "vlan", mnl_attr_get_u16(tb[XVS_A_VID]));
	if (tb[XVS_A_FRAME_LEN])
		show_uint(stdout, "length",
			  mnl_attr_get_u32(tb[XVS_A_FRAME_LEN]));
	if (tb[XVS_A_FRAME])
		show_bytes(tb[XVS_A_FRAME]);
	end_line();
}
