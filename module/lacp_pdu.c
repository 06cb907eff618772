// SPDX-License-Identifier: GPL-2.0
/*
 * LACPDUs and markers as they are on the wire (IEEE 802.1AX-2014 6.4.2.3 and
 * 6.5.3.3), from the subtype of the slow protocol on.
 */
#include "lacp_port.h"

#define XVS_LACP_VERSION	1

/* Where the TLVs of a LACPDU are, and how long they are with their header */
#define XVS_LACP_ACTOR		2
#define XVS_LACP_PARTNER	22
#define XVS_LACP_COLLECTOR	42
#define XVS_LACP_INFO_LEN	20
#define XVS_LACP_COLLECTOR_LEN	16

#define XVS_LACP_TLV_ACTOR	1
#define XVS_LACP_TLV_PARTNER	2
#define XVS_LACP_TLV_COLLECTOR	3

/* In tens of microseconds. Nobody is known to go by it, and Open vSwitch says
 * the same.
 */
#define XVS_LACP_MAX_DELAY	65535

/* A marker's TLV, its length and what of it is repeated in a response */
#define XVS_MARKER_TLV		2
#define XVS_MARKER_TLV_LEN	16
#define XVS_MARKER_DATA		4
#define XVS_MARKER_DATA_LEN	12

static u16 xvs_lacp_get(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static void xvs_lacp_put(u8 *p, u16 value)
{
	p[0] = value >> 8;
	p[1] = value & 0xff;
}

static void xvs_lacp_get_info(const u8 *tlv, struct xvs_lacp_info *info)
{
	info->system_priority = xvs_lacp_get(tlv + 2);
	memcpy(info->system, tlv + 4, ETH_ALEN);
	info->key = xvs_lacp_get(tlv + 10);
	info->port_priority = xvs_lacp_get(tlv + 12);
	info->port = xvs_lacp_get(tlv + 14);
	info->state = tlv[16];
}

static void xvs_lacp_put_info(u8 *tlv, u8 type,
			      const struct xvs_lacp_info *info)
{
	tlv[0] = type;
	tlv[1] = XVS_LACP_INFO_LEN;
	xvs_lacp_put(tlv + 2, info->system_priority);
	memcpy(tlv + 4, info->system, ETH_ALEN);
	xvs_lacp_put(tlv + 10, info->key);
	xvs_lacp_put(tlv + 12, info->port_priority);
	xvs_lacp_put(tlv + 14, info->port);
	tlv[16] = info->state;
}

static bool xvs_lacp_is_tlv(const u8 *tlv, u8 type, u8 len)
{
	return tlv[0] == type && tlv[1] == len;
}

/**
 * xvs_lacp_parse() - read a LACPDU
 * @data: from the subtype on, which is known to be LACP's
 * @len: bytes that there are
 * @pdu: what it says
 *
 * A version that is not known says the same in the same place (6.4.2.3 d), and
 * what is behind the partner is not asked for: it may be missing.
 *
 * Return: whether it is one
 */
bool xvs_lacp_parse(const u8 *data, u32 len, struct xvs_lacp_pdu *pdu)
{
	if (len < XVS_LACP_COLLECTOR ||
	    !xvs_lacp_is_tlv(data + XVS_LACP_ACTOR, XVS_LACP_TLV_ACTOR,
			     XVS_LACP_INFO_LEN) ||
	    !xvs_lacp_is_tlv(data + XVS_LACP_PARTNER, XVS_LACP_TLV_PARTNER,
			     XVS_LACP_INFO_LEN))
		return false;
	xvs_lacp_get_info(data + XVS_LACP_ACTOR, &pdu->actor);
	xvs_lacp_get_info(data + XVS_LACP_PARTNER, &pdu->partner);
	return true;
}

/**
 * xvs_lacp_build() - write a LACPDU
 * @pdu: what it says
 * @data: XVS_LACP_PDU_LEN bytes for it
 */
void xvs_lacp_build(const struct xvs_lacp_pdu *pdu, u8 *data)
{
	u8 *collector = data + XVS_LACP_COLLECTOR;

	memset(data, 0, XVS_LACP_PDU_LEN);
	data[0] = XVS_LACP_SUBTYPE;
	data[1] = XVS_LACP_VERSION;
	xvs_lacp_put_info(data + XVS_LACP_ACTOR, XVS_LACP_TLV_ACTOR,
			  &pdu->actor);
	xvs_lacp_put_info(data + XVS_LACP_PARTNER, XVS_LACP_TLV_PARTNER,
			  &pdu->partner);
	collector[0] = XVS_LACP_TLV_COLLECTOR;
	collector[1] = XVS_LACP_COLLECTOR_LEN;
	xvs_lacp_put(collector + 2, XVS_LACP_MAX_DELAY);
}

/**
 * xvs_lacp_parse_marker() - read a marker PDU
 * @data: from the subtype on, which is known to be the marker protocol's
 * @len: bytes that there are
 *
 * Return: XVS_MARKER_REQUEST, XVS_MARKER_RESPONSE, or 0: it is neither
 */
u8 xvs_lacp_parse_marker(const u8 *data, u32 len)
{
	const u8 *tlv = data + XVS_MARKER_TLV;

	if (len < XVS_MARKER_TLV + XVS_MARKER_TLV_LEN)
		return 0;
	if (xvs_lacp_is_tlv(tlv, XVS_MARKER_REQUEST, XVS_MARKER_TLV_LEN) ||
	    xvs_lacp_is_tlv(tlv, XVS_MARKER_RESPONSE, XVS_MARKER_TLV_LEN))
		return tlv[0];
	return 0;
}

/**
 * xvs_lacp_build_response() - write the response to a marker
 * @marker: the marker, which was parsed
 * @response: XVS_LACP_PDU_LEN bytes for it
 */
void xvs_lacp_build_response(const u8 *marker, u8 *response)
{
	memset(response, 0, XVS_LACP_PDU_LEN);
	response[0] = XVS_MARKER_SUBTYPE;
	response[1] = XVS_LACP_VERSION;
	response[XVS_MARKER_TLV] = XVS_MARKER_RESPONSE;
	response[XVS_MARKER_TLV + 1] = XVS_MARKER_TLV_LEN;
	memcpy(response + XVS_MARKER_DATA, marker + XVS_MARKER_DATA,
	       XVS_MARKER_DATA_LEN);
}
