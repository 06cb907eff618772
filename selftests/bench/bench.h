/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a packet costs, in instructions.
 *
 * Ports are netdevs of kind "xvs_bench" (`ip link add p0 type xvs_bench`) which
 * are put on the switch to be measured. A row is a set of flows between them:
 * frames are received by one port as a driver would have it, pass the switch,
 * and are counted and freed by the port that they are to leave by. Time is read
 * around batches of frames; under QEMU's -icount it is instructions.
 *
 * A row is measured by writing its description to debugfs:
 *
 *   echo "from=p0,p1 stations=2" >/sys/kernel/debug/xvs_bench/row
 *   cat /sys/kernel/debug/xvs_bench/row
 *
 * from=PORTS    stations that send are spread over these
 * to=PORTS      ... and those that receive over these; else each station sends
 *               to the next one
 * stations=N    how many send
 * from_vlan=V   accelerated tag of the frames at the one side, 0: none
 * to_vlan=V     ... and at the other
 * flood         nobody knows the stations that are sent to
 * gso           60 kB of TCP each, in place of 60 bytes of UDP
 * path=switch   ... sink: handed to a port at once, which is the floor; xmit:
 *               transmitted by dev_queue_xmit() without a switch
 * batches=N     how many are timed
 * samples=N     where is it spent: so many program counters, in "samples"
 */
#ifndef _XVS_BENCH_H
#define _XVS_BENCH_H

#include <linux/etherdevice.h>
#include <linux/netdevice.h>

#define BENCH_BATCH	64
#define BENCH_PORTS	16
#define BENCH_STATIONS	65536
#define BENCH_FRAME_LEN	60

/**
 * struct bench_port - private data of a netdev of kind "xvs_bench"
 *
 * @dev: the netdev
 * @node: in bench_ports
 * @frames: delivered in this pass
 * @expected: to be delivered in this pass
 * @wrong: those of them that should have gone elsewhere or are damaged
 */
struct bench_port {
	struct net_device *dev;
	struct list_head node;
	u64 frames;
	u64 expected;
	u64 wrong;
};

/**
 * struct bench_flow - frames from one station to another
 *
 * @in: port that receives them
 * @out: port that they leave by; NULL: all but @in
 * @src: number of the station that sends
 * @dst: number of the station that is sent to
 * @frame: its bytes, but for the payload of a large one
 */
struct bench_flow {
	struct bench_port *in;
	struct bench_port *out;
	u32 src;
	u32 dst;
	u8 frame[BENCH_FRAME_LEN];
};

enum bench_path {
	BENCH_SWITCH,
	BENCH_SINK,
	BENCH_XMIT,
};

/**
 * struct bench_row - what is measured
 *
 * @from: ports of the stations that send
 * @to: ports of those that receive
 * @n_from: number of @from
 * @n_to: number of @to; 0: stations that send receive too
 * @stations: how many send
 * @from_vlan: tag on the side of @from, 0: none
 * @to_vlan: tag on the side of @to, 0: none
 * @flood: to stations that nobody knows
 * @gso: large frames
 * @path: what is measured of the way of a frame
 * @batches: how many are timed
 * @samples: how many program counters are wanted
 * @flows: one of each station
 */
struct bench_row {
	struct bench_port *from[BENCH_PORTS];
	struct bench_port *to[BENCH_PORTS];
	unsigned int n_from;
	unsigned int n_to;
	unsigned int stations;
	unsigned int from_vlan;
	unsigned int to_vlan;
	bool flood;
	bool gso;
	enum bench_path path;
	unsigned int batches;
	unsigned int samples;
	struct bench_flow *flows;
};

/**
 * struct bench_result - what came of a row
 *
 * @median: of the batches' instructions
 * @min: the least of them
 * @max: the most of them
 * @frames: delivered, of all passes
 * @expected: to be delivered
 * @wrong: misdelivered, damaged, or lost
 */
struct bench_result {
	u64 median;
	u64 min;
	u64 max;
	u64 frames;
	u64 expected;
	u64 wrong;
};

/* row.c */
int bench_row_run(struct bench_row *row, struct bench_result *result);

/* frame.c */
int bench_frame_init(void);
void bench_frame_exit(void);
void bench_frame_build(u8 *frame, const struct bench_row *row, u32 index,
		       u32 src, u32 dst);
struct sk_buff *bench_frame_skb(const struct bench_row *row, const u8 *frame,
				struct net_device *dev, unsigned int vlan);
const struct bench_flow *bench_frame_flow(const struct bench_row *row,
					  const struct sk_buff *skb);
bool bench_frame_is_intact(const struct bench_row *row,
			   const struct bench_flow *flow,
			   const struct sk_buff *skb, unsigned int vlan);

/* port.c */
extern struct rtnl_link_ops bench_link_ops;
extern struct list_head bench_ports;
extern const struct bench_row *bench_verified;
struct bench_port *bench_port_find(const char *name);
netdev_tx_t bench_port_xmit(struct sk_buff *skb, struct net_device *dev);

/* fixed_random.c */
int bench_fix_random(void);
void bench_free_random(void);

/* sample.c */
int bench_samples_start(unsigned int max);
bool bench_samples_full(void);
void bench_samples_stop(void);
void bench_samples_free(void);
struct seq_file;
int bench_samples_show(struct seq_file *m, void *v);

#endif /* _XVS_BENCH_H */
