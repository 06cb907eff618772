#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# Control frames concern the two ends of one link. No guest's gets anywhere,
# and what the switch outside sends is for daemons that listen on the NIC.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# Address and how many from there on
RESERVED=(
	"01:80:c2:00:00:00 16"	# IEEE 802.1Q 8.6.3: STP, pause, LACP, LLDP...
	"01:00:0c:cc:cc:cc 2"	# Cisco: CDP, VTP, DTP, PAgP, UDLD; PVST+
	"01:00:0c:cd:cd:cd 1"	# STP uplink fast
	"01:00:0c:cc:cc:c0 8"	# CFM
	"01:00:0c:00:00:00 1"	# ISL
	"00:e0:2b:00:00:00 1"	# Extreme: EDP, EAPS, ESRP
	"00:e0:2b:00:00:04 1"
	"00:e0:2b:00:00:06 1"
)
NEAR_MISSES=(
	"01:80:c2:00:00:10 18"	# and MMRP, MVRP
	"01:80:c2:00:01:00 1"
	"01:80:c3:00:00:00 1"
	"01:00:0c:cc:cc:bf 1"
	"01:00:0c:cc:cc:c8 4"
	"01:00:0c:cc:cc:ce 2"
	"01:00:0c:cd:cd:ce 1"
	"01:00:0c:00:00:01 1"
	"00:e0:2b:00:00:01 3"
	"00:e0:2b:00:00:05 1"
	"00:e0:2b:00:00:07 1"
)

root_and_view()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g2 xenbr0
	vif g5 xapi5
	pif xenbr0
}

a_guests_get_nowhere()
{
	local range dst count total=0

	root_and_view
	for range in "${RESERVED[@]}"; do
		read -r dst count <<<"$range"
		expect "$range" frame xfer from g1 count "$count" \
			dst="$dst+" to g2=0 out=0 xenbr0=0
		total=$((total + count))
		expect_eq "$range dropped as such" \
			"$(drops vif_g1 reserved)" "$total"
	done
	expect "with a tag" frame xfer from g1 vlan=5 \
		dst=01:80:c2:00:00:02 to g5=0 out=0 xenbr0=0
	expect "of a view" frame xfer from g5 dst=01:00:0c:cc:cc:cc \
		to g1=0 out=0 xenbr0=0
	expect "with a priority" frame xfer from g5 vlan=0:7 \
		dst=01:80:c2:00:00:0e to g1=0 out=0 xenbr0=0
	expect_eq "dropped as such too" "$(drops vif_g5 reserved)" 2
}

neighbours_of_theirs_get_everywhere()
{
	local range dst n

	root_and_view
	for range in "${NEAR_MISSES[@]}"; do
		read -r dst n <<<"$range"
		expect "$range out" frame xfer from g1 count "$n" \
			dst="$dst+" to g2="$n" out="$n" xenbr0="$n"
		expect "$range in" frame xfer from out count "$n" \
			dst="$dst+" to g1="$n" g2="$n" xenbr0="$n"
	done
	expect_eq "none is dropped" "$(net_drops xenbr0 reserved)" 0
}

# The real thing, headers and all
protocols_get_nowhere()
{
	local dst=01:80:c2:00:00

	root_and_view
	expect "spanning tree" frame xfer from g1 dst="$dst":00 type=0x0026 \
		payload=hex:4242030000000000 to g2=0 out=0
	expect "PVST+" frame xfer from g1 vlan=5 dst=01:00:0c:cc:cc:cd \
		type=0x0032 payload=hex:aaaa0300000c010b to g5=0 out=0
	expect "CDP" frame xfer from g1 dst=01:00:0c:cc:cc:cc \
		type=0x0032 payload=hex:aaaa0300000c2000 to g2=0 out=0
	expect "LACP" frame xfer from g1 dst="$dst":02 type=0x8809 \
		payload=hex:0101 to g2=0 out=0
	expect "LLDP" frame xfer from g1 dst="$dst":0e type=0x88cc \
		to g2=0 out=0
	expect "pause" frame xfer from g1 dst="$dst":01 type=0x8808 \
		payload=hex:0001ffff to g2=0 out=0
	expect_eq "dropped as such" "$(drops vif_g1 reserved)" 6
}

a_pause_for_one_station_gets_nowhere()
{
	local pause=(type=0x8808 "payload=hex:0001ffff")

	root_and_view
	frame send g2
	frame send out
	frame send g5
	expect "for a guest" frame xfer from g1 dst="$(mac g2)" "${pause[@]}" \
		to g2=0
	expect "for the outside" frame xfer from g1 dst="$(mac out)" \
		"${pause[@]}" to out=0
	expect "for the host" frame xfer from g1 dst="$(mac xenbr0)" \
		"${pause[@]}" to xenbr0=0
	expect "for all" frame xfer from g1 "${pause[@]}" \
		to g2=0 out=0 xenbr0=0
	expect "with a tag" frame xfer from g1 vlan=5 dst="$(mac g5)" \
		"${pause[@]}" to g5=0
	expect_eq "dropped as such" "$(drops vif_g1 reserved)" 5
	expect "from outside" frame xfer from out dst="$(mac g2)" \
		"${pause[@]}" to g2=0
	expect_eq "dropped as such too" "$(drops nic reserved)" 1
}

what_comes_from_outside_gets_nowhere_else()
{
	local range dst count

	root_and_view
	for range in "${RESERVED[@]}"; do
		read -r dst count <<<"$range"
		expect "$range" frame xfer from out count "$count" \
			dst="$dst+" to g1=0 g2=0 xenbr0=0
	done
	expect "with a tag" frame xfer from out vlan=5 \
		dst=01:80:c2:00:00:0e to g1=0 g5=0 xenbr0=0
}

# A daemon has a packet socket of its protocol on the NIC; `frame watch' is no
# such, it sees frames before the switch does. The rest of struct sockaddr_ll
# is the index of the device, least byte first, and zeroes.
listen_on_nic()
{
	local type=$1 i

	printf -v i '%04x' "$(</sys/class/net/nic/ifindex)"
	socat -u "SOCKET-RECV:17:3:$((0x${type:2}${type:0:2})):x$type${i:2}${i:0:2}$(
		printf '%028d' 0)" CREATE:/run/heard &
	until_true 5 grep -qi " $type " /proc/net/packet
}

# heard N: frames so far
heard()
{
	[[ $(grep -ao HEAR-ME /run/heard | wc -l) = "$1" ]]
}

the_nic_hears_its_own()
{
	root_and_view
	listen_on_nic 88cc
	frame send out count 16 dst=01:80:c2:00:00:00+ type=0x88cc \
		payload=HEAR-ME
	expect_soon "all but pause" heard 15
	expect_eq "which is dropped" "$(drops nic reserved)" 1
	frame send g1
	frame send out dst="$(mac g1)" type=0x88cc payload=HEAR-ME
	frame send out dst=01:00:0c:cc:cc:cc type=0x88cc payload=HEAR-ME
	frame send out dst=01:80:c2:00:00:0e type=0x88cc payload=HEAR-ME
	expect_soon "and no others" heard 16
	kill $!
	wait $! 2>/dev/null
}

who_sends_them_is_not_learned()
{
	local mac=02:00:00:00:00:77

	root_and_view
	frame send g1 src="$mac" dst=01:80:c2:00:00:00
	frame send out src="$mac" dst=01:80:c2:00:00:00
	frame send out src="$mac" dst=01:00:0c:cc:cc:cc
	expect_eq "by them" "$(fdb_port xenbr0 "$mac")" ""
	expect "nor is a reserved address" frame xfer from g1 \
		src=00:e0:2b:00:00:04 to g2=1
	expect_eq "it is nobody's" "$(fdb_port xenbr0 00:e0:2b:00:00:04)" ""
}

run_tests a_guests_get_nowhere neighbours_of_theirs_get_everywhere \
	protocols_get_nowhere a_pause_for_one_station_gets_nowhere \
	what_comes_from_outside_gets_nowhere_else the_nic_hears_its_own \
	who_sends_them_is_not_learned
