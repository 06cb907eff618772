#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is counted: frames and bytes of a port, and each drop with its reason.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# stat PORT KEY: a counter of the port, as the switch sees it
stat()
{
	link_info "$1" ".linkinfo.info_slave_data.stats.$2"
}

# all_drops PORT: the sum over all reasons
all_drops()
{
	link_info "$1" "[.linkinfo.info_slave_data.drops[]] | add"
}

frames_and_bytes_are_exact()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	frame send g2
	frame send g1 count 10 len=100 dst="$(mac g2)"
	expect_eq "frames from g1" "$(stat vif_g1 rx_packets)" 10
	expect_eq "bytes from g1" "$(stat vif_g1 rx_bytes)" 1000
	expect_eq "frames to g2" "$(stat vif_g2 tx_packets)" 10
	expect_eq "bytes to g2" "$(stat vif_g2 tx_bytes)" 1000
	expect_eq "addresses on g1" "$(stat vif_g1 fdb_n_learned)" 1
	expect_eq "drops" "$(all_drops vif_g1)" 0
}

every_drop_has_its_reason()
{
	network xenbr0 vif_trunk none
	vif g1 xenbr0
	vif g2 xenbr0
	frame send g1 count 3 src=01:00:5e:00:00:01
	frame send g1 count 4 vlan=5
	frame send g1 count 5 dst=01:80:c2:00:00:00
	frame send g1 count 6 src="$(mac xenbr0)"
	ip link set vif_g2 down
	ip link set xenbr0 down
	frame send g1 count 7
	expect_eq "source_mac" "$(drops vif_g1 source_mac)" 3
	expect_eq "vlan_tag" "$(drops vif_g1 vlan_tag)" 4
	expect_eq "reserved" "$(drops vif_g1 reserved)" 5
	expect_eq "host_mac" "$(drops vif_g1 host_mac)" 6
	expect_eq "no_target" "$(drops vif_g1 no_target)" 7
	expect_eq "all are these" "$(all_drops vif_g1)" 25
	expect_eq "none is another's" "$(all_drops vif_g2)" 0
	expect_eq "all came in" "$(stat vif_g1 rx_packets)" 25
}

ethtool_sums_up_the_ports()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g2 xenbr0
	vif g5 xapi5
	frame send g1 count 2 src=01:00:5e:00:00:01
	frame send g2 count 3 src=01:00:5e:00:00:01
	frame send g5 count 4 src=01:00:5e:00:00:01
	expect_eq "of the root" "$(net_drops xenbr0 source_mac)" 5
	expect_eq "of the view" "$(net_drops xapi5 source_mac)" 4
}

# host_stat NETWORK COUNTER: of `ip -s link`
host_stat()
{
	echo "$(<"/sys/class/net/$1/statistics/$2")"
}

the_host_s_traffic_is_the_network_s()
{
	network xenbr0
	vif g1 xenbr0
	frame send g1 count 5 dst="$(mac xenbr0)"
	frame send xenbr0 count 3
	expect_eq "received" "$(host_stat xenbr0 rx_packets)" 5
	expect_eq "sent" "$(host_stat xenbr0 tx_packets)" 3
	ip link set vif_g1 down
	frame send xenbr0 count 2
	expect_eq "dropped" "$(host_stat xenbr0 tx_dropped)" 2
}

a_drop_is_traced()
{
	local trace=/sys/kernel/tracing/instances/xvs_stats

	if ! mkdir "$trace" 2>/dev/null; then
		skip "needs tracefs"
		return
	fi
	network xenbr0 vif_trunk none
	vif traced xenbr0
	echo 1 >"$trace/events/xvs/xvs_drop/enable"
	frame send traced vlan=7
	expect "it names port, VLAN and reason" grep -q \
		'port=vif_traced vlan=0 reason=vlan_tag' "$trace/trace"
	echo 0 >"$trace/events/xvs/xvs_drop/enable"
	rmdir "$trace"
}

run_tests frames_and_bytes_are_exact every_drop_has_its_reason \
	ethtool_sums_up_the_ports the_host_s_traffic_is_the_network_s \
	a_drop_is_traced
