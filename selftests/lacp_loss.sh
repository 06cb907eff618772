#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=400
#
# LACP: what becomes of traffic when a link goes wrong and its carrier does not
# show it, at the fast rate.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/lacp_lib.sh
. "$(dirname "$0")/lacp_lib.sh"

# How many ms may pass without a frame: that three LACPDUs were lost, and what a
# processor takes that is emulated
LIMIT=$((3000 + 500 * XVS_TIME_SCALE))

# traffic_by I SECONDS: streams both ways by the link
traffic_by()
{
	meet
	stream out "$(flow_by out "$1")" "$2"
	stream in "$(flow_by in "$1")" "$2"
}

# What the peer sends is the peer's to move
a_dead_link()
{
	two_links || return
	traffic_by 1 8
	deaden out/eth1
	stream_ends out
	((GAP <= LIMIT)) || fail "no frame for $GAP ms"
	stream_ends in
	expect_soon "not aggregated" carries_only 0
	unmute out/eth1
	expect_soon "agreed again" agree "0 1"
}

# lost_at_most N: of either stream. The peer acts ten times a second.
lost_at_most()
{
	local way

	for way in out in; do
		stream_ends "$way"
		((LOST <= $1)) || fail "$way: $LOST frames were lost"
	done
}

# The peer hears us, we don't hear it: all frames arrive nevertheless
lacpdus_lost_to_us()
{
	two_links || return
	traffic_by 1 9
	mute out/eth1
	lost_at_most 100
	expect "not aggregated" agree 0
	unmute out/eth1
	expect_soon "agreed again" agree "0 1"
}

lacpdus_lost_from_us()
{
	two_links || return
	traffic_by 1 9
	mute nic1
	lost_at_most 100
	expect "not aggregated" agree 0
	unmute nic1
	expect_soon "agreed again" agree "0 1"
}

# Who has not heard the other for longer stops first, by as much as a second
lacpdus_lost_both_ways()
{
	two_links || return
	traffic_by 1 9
	mute nic1
	mute out/eth1
	lost_at_most 600
	expect "not aggregated" agree 0
	unmute nic1
	unmute out/eth1
	expect_soon "agreed again" agree "0 1"
}

# A PIF that leaves says so
a_pif_leaves()
{
	two_links || return
	traffic_by 1 4
	ip link set nic1 nomaster
	lost_at_most 100
	expect_soon "not aggregated" peer_sends_only 0
}

a_link_is_pulled()
{
	two_links || return
	traffic_by 1 4
	ip link set nic1 down
	stream_ends out
	((LOST <= 100)) || fail "$LOST frames were lost"
	stream_ends in
	expect_soon "not aggregated" agree 0
}

# The mode is changed, and what the peer sends by the one link left is taken
another_mode()
{
	lacp_network lacp_rate slow
	guest g1 xenbr0 192.0.2.1/24
	lacp_pair 2 lacp_rate slow
	expect_soon "agreed" agree "0 1" || return
	ip link set xenbr0 type xvs active nic0
	traffic_by 1 3
	ip link set xenbr0 type xvs bond_mode active-backup
	lost_at_most 100
	expect "the peer sends by the other" peer_sends_only 0
	expect "traffic" all_reach
}

run_tests a_dead_link lacpdus_lost_to_us lacpdus_lost_from_us \
	lacpdus_lost_both_ways a_pif_leaves a_link_is_pulled another_mode
