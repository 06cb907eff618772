/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XVS_LACP_H
#define _XVS_LACP_H

#include <linux/if_ether.h>
#include <linux/types.h>

/* What is behind the Ethernet header of a LACPDU and of a marker (IEEE
 * 802.1AX-2014 6.4.2.3, 6.5.3.3)
 */
#define XVS_LACP_PDU_LEN	110

/* Constants of 6.4.4, in ms */
#define XVS_LACP_FAST_PERIODIC	1000
#define XVS_LACP_SLOW_PERIODIC	30000
#define XVS_LACP_SHORT_TIMEOUT	3000
#define XVS_LACP_LONG_TIMEOUT	90000
#define XVS_LACP_CHURN_TIME	60000
#define XVS_LACP_AGGREGATE_WAIT	2000

/* How long a partner may be in sync with links that are not selected, at least */
#define XVS_LACP_FOLLOW_WAIT	(2 * XVS_LACP_AGGREGATE_WAIT)

/* Of LACPDUs in XVS_LACP_FAST_PERIODIC (6.4.16) */
#define XVS_LACP_TX_MAX		3

/* Markers that are answered in a second that begins with one of them: so no more
 * than twice as many in any, which is what a slow protocol may send (IEEE 802.3
 * 57A.2).
 */
#define XVS_LACP_MARKER_MAX	5

/* A time that never comes, and a delay that never ends */
#define XVS_LACP_NEVER		(~0ULL)
#define XVS_LACP_IDLE		(~0U)

/* Bits of xvs_lacp_info.state (6.4.2.3 m) */
#define XVS_LACP_ACTIVITY	0x01
#define XVS_LACP_TIMEOUT	0x02
#define XVS_LACP_AGGREGATION	0x04
#define XVS_LACP_SYNC		0x08
#define XVS_LACP_COLLECTING	0x10
#define XVS_LACP_DISTRIBUTING	0x20
#define XVS_LACP_DEFAULTED	0x40
#define XVS_LACP_EXPIRED	0x80

/**
 * struct xvs_lacp_info - what an end of a link says of itself
 *
 * @system_priority: of its system; less is better
 * @system: its system
 * @key: ports of a system that may be aggregated have the same
 * @port_priority: of its port; less is better
 * @port: its port
 * @state: XVS_LACP_ACTIVITY etc.
 */
struct xvs_lacp_info {
	u16 system_priority;
	u8 system[ETH_ALEN];
	u16 key;
	u16 port_priority;
	u16 port;
	u8 state;
};

/**
 * struct xvs_lacp_config - what a group is told
 *
 * @system_priority: of this system
 * @system: this system
 * @active: speak without being spoken to
 * @fast: ask the partner to speak each second, not each 30
 * @min_links: nothing is sent over less links
 */
struct xvs_lacp_config {
	u16 system_priority;
	u8 system[ETH_ALEN];
	bool active;
	bool fast;
	u16 min_links;
};

/**
 * struct xvs_lacp_lag - what links have in common that may be aggregated
 *
 * The LAG ID of 6.3.6.1, but for what is the same for all ports of a group.
 *
 * @key: our key
 * @partner_key: the partner's
 * @partner_system_priority: the partner's system's
 * @partner_system: the partner's system
 */
struct xvs_lacp_lag {
	u16 key;
	u16 partner_key;
	u16 partner_system_priority;
	u8 partner_system[ETH_ALEN];
};

struct xvs_lacp_port;

/**
 * struct xvs_lacp - ports that are aggregated if their partners are one
 *
 * @config: what it was told
 * @ports: its ports
 * @lag: what the ports that carry traffic have in common
 * @selected: there is such a LAG
 * @settled: when the LAG has been there for so long that it stays
 * @follow: when to select the LAG that the partner has, if that is another one
 * @distributing: ports that are, if there are enough of them
 * @selections: how often a LAG was selected
 */
struct xvs_lacp {
	struct xvs_lacp_config config;
	struct xvs_lacp_port *ports;
	struct xvs_lacp_lag lag;
	bool selected;
	u64 settled;
	u64 follow;
	u32 distributing;
	u64 selections;
};

/* 6.4.12, but LACP_DISABLED: without LACP there is no group */
enum xvs_lacp_rx {
	XVS_LACP_RX_INITIALIZE,
	XVS_LACP_RX_PORT_DISABLED,
	XVS_LACP_RX_EXPIRED,
	XVS_LACP_RX_DEFAULTED,
	XVS_LACP_RX_CURRENT,
};

/* 6.4.13 */
enum xvs_lacp_periodic {
	XVS_LACP_NO_PERIODIC,
	XVS_LACP_PERIODIC_FAST,
	XVS_LACP_PERIODIC_SLOW,
	XVS_LACP_PERIODIC_TX,
};

/* 6.4.15, coupled control */
enum xvs_lacp_mux {
	XVS_LACP_MUX_DETACHED,
	XVS_LACP_MUX_WAITING,
	XVS_LACP_MUX_ATTACHED,
	XVS_LACP_MUX_COLLECTING_DISTRIBUTING,
};

/* 6.4.17 */
enum xvs_lacp_churning {
	XVS_LACP_NO_CHURN,
	XVS_LACP_CHURN_MONITOR,
	XVS_LACP_CHURN,
};

/**
 * struct xvs_lacp_churn - does one end of a link not come into sync?
 *
 * @state: what is known
 * @timer: when to give up on it
 * @count: how often that was so
 */
struct xvs_lacp_churn {
	enum xvs_lacp_churning state;
	u64 timer;
	u64 count;
};

/**
 * struct xvs_lacp_stats - what a port has heard and said
 *
 * @lacpdu_rx: LACPDUs that were right
 * @lacpdu_tx: LACPDUs
 * @marker_rx: markers
 * @marker_response_rx: responses, though no marker is ever sent
 * @marker_response_tx: responses
 * @bad: LACPDUs and markers that were not right
 * @unknown: other slow protocols
 */
struct xvs_lacp_stats {
	u64 lacpdu_rx;
	u64 lacpdu_tx;
	u64 marker_rx;
	u64 marker_response_rx;
	u64 marker_response_tx;
	u64 bad;
	u64 unknown;
};

/**
 * struct xvs_lacp_port - a link of a group
 *
 * Written by xvs_lacp_*() only, and to be read under what the caller locks the
 * group with; but @collecting and @distributing may be read at any time.
 *
 * @lacp: its group
 * @next: the next port of it
 * @actor: what this end says of itself
 * @partner: what the other end is taken to be
 * @up: there is a link
 * @heard: the partner has spoken since the link came up
 * @moved: the partner is at another port now
 * @selected: its LAG is the one that carries traffic
 * @ntt: there is something to say
 * @rx: state of the receive machine
 * @periodic: state of the periodic machine
 * @mux: state of the mux machine
 * @current_while: until when what the partner said is true
 * @periodic_timer: when to speak again
 * @wait_while: until when to wait for other ports
 * @tx_free: when the port may speak again, for the LACPDUs sent last
 * @tx_next: the oldest of them
 * @marker_window: when markers are counted anew
 * @markers: answered before that
 * @actor_churn: does this end come into sync?
 * @partner_churn: does the other?
 * @stats: what was heard and said
 * @collecting: frames from here are taken
 * @distributing: frames may be sent here
 */
struct xvs_lacp_port {
	struct xvs_lacp *lacp;
	struct xvs_lacp_port *next;
	struct xvs_lacp_info actor;
	struct xvs_lacp_info partner;
	bool up;
	bool heard;
	bool moved;
	bool selected;
	bool ntt;
	enum xvs_lacp_rx rx;
	enum xvs_lacp_periodic periodic;
	enum xvs_lacp_mux mux;
	u64 current_while;
	u64 periodic_timer;
	u64 wait_while;
	u64 tx_free[XVS_LACP_TX_MAX];
	u8 tx_next;
	u64 marker_window;
	u8 markers;
	struct xvs_lacp_churn actor_churn;
	struct xvs_lacp_churn partner_churn;
	struct xvs_lacp_stats stats;
	bool collecting;
	bool distributing;
};

/**
 * enum xvs_lacp_heard - what became of a slow protocol's frame
 *
 * @XVS_LACP_HANDLED: it was a LACPDU
 * @XVS_LACP_MARKER: it is a marker, to be answered
 * @XVS_LACP_IGNORED: it is of no concern here
 * @XVS_LACP_BAD: it is not what it says it is
 */
enum xvs_lacp_heard {
	XVS_LACP_HANDLED,
	XVS_LACP_MARKER,
	XVS_LACP_IGNORED,
	XVS_LACP_BAD,
};

void xvs_lacp_init(struct xvs_lacp *lacp, const struct xvs_lacp_config *config);
void xvs_lacp_configure(struct xvs_lacp *lacp,
			const struct xvs_lacp_config *config, u64 now);
void xvs_lacp_add(struct xvs_lacp *lacp, struct xvs_lacp_port *port, u16 number,
		  u16 priority, u64 now);
void xvs_lacp_remove(struct xvs_lacp *lacp, struct xvs_lacp_port *port, u64 now);
void xvs_lacp_set_link(struct xvs_lacp_port *port, bool up, u16 key, u64 now);
void xvs_lacp_set_priority(struct xvs_lacp_port *port, u16 priority, u64 now);
enum xvs_lacp_heard xvs_lacp_receive(struct xvs_lacp_port *port, const u8 *data,
				     u32 len, u64 now);
void xvs_lacp_answer_marker(struct xvs_lacp_port *port, const u8 *marker,
			    u8 *response);
u32 xvs_lacp_run(struct xvs_lacp *lacp, u64 now);
bool xvs_lacp_pull(struct xvs_lacp_port *port, u64 now, u8 *pdu);
bool xvs_lacp_last_word(struct xvs_lacp_port *port, u8 *pdu);
bool xvs_lacp_negotiated(const struct xvs_lacp *lacp);

#endif /* _XVS_LACP_H */
