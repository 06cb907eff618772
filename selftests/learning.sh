#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A switch learns where stations are: a frame to one that it knows goes there
# alone, a frame to one that it does not know goes to everybody.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

three_guests()
{
	network xenbr0
	guest g1 xenbr0
	guest g2 xenbr0
	guest g3 xenbr0
}

unknown_reaches_all()
{
	three_guests
	expect "an unknown station's frame is everybody's but the sender's" \
		frame xfer from g1/eth0 dst=02:00:00:00:00:99 \
		to g2/eth0=1 g3/eth0=1 g1/eth0=0
}

broadcast_reaches_all()
{
	three_guests
	expect "broadcast" frame xfer from g1/eth0 dst=ff:ff:ff:ff:ff:ff \
		to g2/eth0=1 g3/eth0=1 g1/eth0=0
	expect "multicast" frame xfer from g1/eth0 dst=01:00:5e:00:00:fb \
		to g2/eth0=1 g3/eth0=1 g1/eth0=0
}

known_reaches_one()
{
	three_guests
	frame send g2/eth0 dst=ff:ff:ff:ff:ff:ff
	expect "a known station's frame is its alone" \
		frame xfer from g1/eth0 dst=g2/eth0 to g2/eth0=1 g3/eth0=0
	expect_eq "it is where it sent from" \
		"$(fdb_port xenbr0 "$(mac g2/eth0)")" vif_g2
}

a_station_moves()
{
	three_guests
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	expect "first it is behind g2" frame xfer from g1/eth0 \
		dst=02:00:00:00:00:77 to g2/eth0=1 g3/eth0=0
	frame send g3/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	expect "then it is behind g3" frame xfer from g1/eth0 \
		dst=02:00:00:00:00:77 to g2/eth0=0 g3/eth0=1
}

a_station_does_not_hear_its_own_port()
{
	three_guests
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	expect "two stations behind one port" frame xfer from g2/eth0 \
		dst=02:00:00:00:00:77 to g1/eth0=0 g3/eth0=0
	expect_eq "dropped as such" "$(drops vif_g2 same_port)" 1
}

what_was_learned_ages()
{
	network xenbr0 ageing_time 300
	guest g1 xenbr0
	guest g2 xenbr0
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	expect_eq "it is there" "$(fdb_port xenbr0 02:00:00:00:00:77)" vif_g2
	expect_soon "a silent station is forgotten" forgotten 02:00:00:00:00:77
}

forgotten()
{
	[[ -z $(fdb_port xenbr0 "$1") ]]
}

# Learning others keeps the switch busy, but not from forgetting
others_do_not_keep_it()
{
	local end

	network xenbr0 ageing_time 300
	guest g1 xenbr0
	guest g2 xenbr0
	unguarded vif_g1
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	end=$((SECONDS + 5))
	while ((SECONDS < end)); do
		frame send g1/eth0 count 3 src=random dst=ff:ff:ff:ff:ff:ff
	done
	expect_eq "forgotten" "$(fdb_port xenbr0 02:00:00:00:00:77)" ""
}

who_sends_stays()
{
	local end

	network xenbr0 ageing_time 300
	guest g1 xenbr0
	guest g2 xenbr0
	end=$((SECONDS + 6))
	while ((SECONDS < end)); do
		frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
		expect_eq "it is there" \
			"$(fdb_port xenbr0 02:00:00:00:00:77)" vif_g2
	done
}

flush_forgets_learned()
{
	three_guests
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	frame send g3/eth0 src=02:00:00:00:00:78 dst=ff:ff:ff:ff:ff:ff
	ip link set vif_g2 type xvs_slave fdb_flush
	expect_eq "of a port" "$(fdb_port xenbr0 02:00:00:00:00:77)" ""
	expect_eq "of that port alone" "$(fdb_port xenbr0 02:00:00:00:00:78)" vif_g3
	ip link set xenbr0 type xvs fdb_flush
	expect_eq "of the switch" "$(fdb_port xenbr0 02:00:00:00:00:78)" ""
	expect_eq "nothing is learned" "$(link_info xenbr0 \
		.linkinfo.info_data.fdb_n_learned)" 0
}

a_port_that_goes_is_forgotten()
{
	three_guests
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	ip link set vif_g2 nomaster
	expect_eq "with its stations" "$(fdb_port xenbr0 02:00:00:00:00:77)" ""
	expect "which are unknown again" frame xfer from g1/eth0 \
		dst=02:00:00:00:00:77 to g3/eth0=1 g2/eth0=0
}

a_port_that_does_not_learn()
{
	three_guests
	ip link set vif_g2 type xvs_slave learning off
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	expect_eq "nothing" "$(fdb_port xenbr0 02:00:00:00:00:77)" ""
	expect "but what it sends goes on" frame xfer from g2/eth0 \
		src=02:00:00:00:00:77 dst=02:00:00:00:00:99 \
		to g1/eth0=1 g3/eth0=1
	ip link set vif_g2 type bridge_slave learning on
	frame send g2/eth0 src=02:00:00:00:00:77 dst=ff:ff:ff:ff:ff:ff
	expect_eq "in the bridge's words" \
		"$(fdb_port xenbr0 02:00:00:00:00:77)" vif_g2
}

group_source_is_dropped()
{
	three_guests
	expect "a group never sends" frame xfer from g1/eth0 \
		src=01:00:5e:00:00:01 dst=ff:ff:ff:ff:ff:ff to g2/eth0=0
	expect "nor does nobody" frame xfer from g1/eth0 \
		src=00:00:00:00:00:00 dst=ff:ff:ff:ff:ff:ff to g2/eth0=0
	expect_eq "counted" "$(drops vif_g1 source_mac)" 2
}

run_tests unknown_reaches_all broadcast_reaches_all known_reaches_one \
	a_station_moves a_station_does_not_hear_its_own_port \
	what_was_learned_ages others_do_not_keep_it who_sends_stays flush_forgets_learned \
	a_port_that_goes_is_forgotten a_port_that_does_not_learn \
	group_source_is_dropped
