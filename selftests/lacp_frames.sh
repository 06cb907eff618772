#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=400
#
# LACP: which frames go by which link, and which are taken.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/lacp_lib.sh
. "$(dirname "$0")/lacp_lib.sh"

# send_flows N: from N ports of g1, one frame each; leaves in BY the number that
# each link has carried
send_flows()
{
	local i before=()

	for i in 0 1; do
		before[i]=$(filtered -n out "eth$i")
	done
	for ((i = 0; i < $1; i++)); do
		# shellcheck disable=SC2046 # words
		frame send $(flow out $((6000 + i)))
	done
	for i in 0 1; do
		BY[i]=$(($(filtered -n out "eth$i") - before[i]))
	done
	note "of $1 flows ${BY[0]} by link 0, ${BY[1]} by link 1"
}

# UDP alone
count_by_link()
{
	local i

	for i in 0 1; do
		tc -n out qdisc add dev "eth$i" clsact
		tc -n out filter add dev "eth$i" ingress protocol ip flower \
			ip_proto udp action ok
	done
}
declare -a BY

flows_are_spread()
{
	two_links || return
	meet
	count_by_link
	send_flows 64
	expect_eq "all arrive" $((BY[0] + BY[1])) 64
	expect "link 0 has its share" test "${BY[0]}" -ge 16
	expect "link 1 has its share" test "${BY[1]}" -ge 16
}

one_guest_one_link()
{
	two_links hashing_algorithm src_mac || return
	meet
	count_by_link
	send_flows 24
	expect_eq "all arrive" $((BY[0] + BY[1])) 24
	expect_eq "by one link" $((BY[0] * BY[1])) 0
	ip link set xenbr0 type xvs hashing_algorithm tcpudp_ports
	send_flows 48
	expect "now by both" test $((BY[0] * BY[1])) -gt 0
	ip link set xenbr0 type xvs hashing_algorithm src_mac
	send_flows 24
	expect_eq "and by one" $((BY[0] * BY[1])) 0
}

# A link that is back need not wait for the next rebalancing
a_link_gets_its_share_at_once()
{
	two_links rebalance_interval 0 || return
	meet
	count_by_link
	ip -n out link set eth1 down
	expect_soon "pulled" agree 0
	ip -n out link set eth1 up
	expect_soon "back" agree "0 1"
	send_flows 48
	expect "it has its share" test "${BY[1]}" -ge 8
}

# The peer sends by whichever it likes
frames_are_taken_from_each_link()
{
	local i

	two_links || return
	meet
	for i in 0 1 0 1 1 0; do
		expect "by link $i" frame xfer from "out/eth$i" count 20 \
			src="$OUT" dst="$G1" to g1/eth0=20
		expect "to all, by link $i" frame xfer from "out/eth$i" \
			count 20 src="$OUT" to g1/eth0=20 xenbr0=20
	done
	expect "to nobody here" frame xfer from out/eth1 src="$OUT" \
		dst=02:00:00:00:00:99 to g1/eth0=1
	expect_eq "none was refused" "$(drops nic0 bond_backup)" 0
	expect_eq "on either link" "$(drops nic1 bond_backup)" 0
}

frames_to_all_leave_once()
{
	two_links || return
	meet
	expect "of a guest" frame xfer from g1/eth0 count 50 to out/lag=50
	expect "of the host" frame xfer from xenbr0 count 50 to out/lag=50
	expect "to who is not known" frame xfer from g1/eth0 count 50 \
		dst=02:00:00:00:00:99 to out/lag=50
	expect "nothing comes back" frame xfer from out/lag count 20 \
		to out/lag=0 g1/eth0=20
}

a_marker_is_answered()
{
	two_links || return
	expect "with the same content" frame xfer from out/eth0 \
		dst="$SLOW_GROUP" type=0x8809 cookie=none len=124 \
		payload=hex:0201011011223344556677889900aabb to g1/eth0=0
	frame count out/eth0 for 10000 until 1 ready /run/ready type=0x8809 \
		src="$(mac nic0)" payload=hex:0201021011223344556677889900aabb \
		>/run/answers &
	until_true 5 test -e /run/ready
	frame send out/eth0 dst="$SLOW_GROUP" type=0x8809 len=124 \
		payload=hex:0201011011223344556677889900aabb
	wait $!
	expect_eq "an answer" "$(</run/answers)" 1
}

# Nobody but the system at the other end of a link is listened to
a_guests_lacpdu_ends_here()
{
	local heard

	two_links || return
	meet
	heard=$(pif_info 0 .partner.system)
	frame send g1/eth0 count 5 dst="$SLOW_GROUP" type=0x8809 len=124 \
		payload=hex:010101140001020000000077000100010001ff000000
	expect_eq "dropped as reserved" "$(drops vif_g1 reserved)" 5
	expect "gets nowhere" frame xfer from g1/eth0 dst="$SLOW_GROUP" \
		type=0x8809 len=124 payload=hex:0101 to out/eth0=0 out/eth1=0 \
		xenbr0=0
	expect_eq "the partner is who it was" \
		"$(pif_info 0 .partner.system)" "$heard"
	expect "still agreed" agree "0 1"
}

# An LACPDU of another address or type is none
only_lacpdus_are_heard()
{
	local bad

	two_links || return
	bad=$(pif_info 0 .lacp_pdus_bad)
	frame send out/eth0 count 3 dst="$SLOW_GROUP" type=0x8809 len=124 \
		payload=hex:0101ffff
	expect_soon "a bad one is counted" test_bad $((bad + 3))
	frame send out/eth0 dst="$SLOW_GROUP" type=0x88b5 len=124 \
		payload=hex:0101ffff
	frame send out/eth0 dst="$G1" type=0x8809 len=124 payload=hex:0101ffff
	expect "others are not" test_bad $((bad + 3))
	expect "still agreed" agree "0 1"
}

test_bad()
{
	[[ $(pif_info 0 .lacp_pdus_bad) = "$1" ]]
}

tcpdump_sees_both_ends()
{
	local way

	two_links || return
	for way in in out; do
		expect "$way" timeout 20 tcpdump -n -Z root -i nic0 -Q "$way" \
			-c 2 ether proto 0x8809
	done
	timeout 20 tcpdump -n -Z root -v -i nic0 -c 4 ether proto 0x8809 \
		>/run/dump 2>/dev/null
	expect "it knows them" grep -q 'LACPv1, length 110' /run/dump
}

# What a link that is not aggregated brings is not for anybody
left_out_links_bring_nothing()
{
	two_links || return
	meet
	ip -n out link set eth1 nomaster
	ip -n out link set eth1 up
	expect_soon "left" carries_only 0
	expect "nothing gets in" frame xfer from out/eth1 count 5 src="$OUT" \
		to g1/eth0=0 xenbr0=0
	expect "but by the other" frame xfer from out/eth0 count 5 \
		src="$OUT" to g1/eth0=5 xenbr0=5
	expect_eq "and is counted" "$(drops nic1 bond_backup)" 5
}

run_tests flows_are_spread one_guest_one_link a_link_gets_its_share_at_once \
	frames_are_taken_from_each_link frames_to_all_leave_once \
	a_marker_is_answered a_guests_lacpdu_ends_here only_lacpdus_are_heard \
	tcpdump_sees_both_ends left_out_links_bring_nothing
