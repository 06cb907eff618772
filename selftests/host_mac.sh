#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The host's addresses: that of each network and those of macvlans on it. No
# other port can have one, in whatever VLAN, whoever had it first.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

root_and_view()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	pif xenbr0
	host_mac=$(mac xenbr0)
}

nobody_sends_from_the_hosts_address()
{
	root_and_view
	expect "a vif of the root" frame xfer from g1 src="$host_mac" \
		to out=0 xenbr0=0,nopromisc g5=0
	expect "with a tag" frame xfer from g1 vlan=7 src="$host_mac" \
		to out=0 g5=0
	expect_eq "dropped as such" "$(drops vif_g1 host_mac)" 2
	expect "a vif of a view" frame xfer from g5 src="$host_mac" \
		to out=0 xapi5=0,nopromisc g1=0
	expect_eq "dropped as such" "$(drops vif_g5 host_mac)" 1
	expect "nor a reflection" frame xfer from out src="$host_mac" \
		to g1=0 xenbr0=0,nopromisc
	expect_eq "dropped as such" "$(drops nic host_mac)" 1
	expect "it is where it was" frame xfer from g1 dst="$host_mac" \
		to xenbr0=1,nopromisc out=0
	expect "whether a guest's port learns or not" \
		ip link set vif_g1 type xvs_slave learning off
	expect "dropped" frame xfer from g1 src="$host_mac" to out=0
}

# was_a_guests MAC: of g1 and of g5, who both had it first
was_a_guests()
{
	expect_eq "g1 is forgotten" "$(fdb_port xenbr0 "$1" | grep vif)" ""
	expect_eq "g5 is forgotten" "$(fdb_port xenbr0 "$1" 5 | grep vif)" ""
	expect "it is the root's" frame xfer from out dst="$1" \
		to xenbr0=1,nopromisc g1=0
	expect "and the view's" frame xfer from out vlan=5 dst="$1" \
		to xapi5=1,nopromisc g5=0
	expect "g1 sends from it no more" frame xfer from g1 src="$1" \
		to out=0
	expect "nor does g5" frame xfer from g5 src="$1" to out=0
}

a_new_address_was_a_guests()
{
	local mac=02:00:00:00:00:77

	root_and_view
	frame send g1 src="$mac"
	frame send g5 src="$mac"
	expect_eq "g1 had it" "$(fdb_port xenbr0 "$mac")" vif_g1
	ip link set xenbr0 address "$mac"
	was_a_guests "$mac"
	expect "the old one is free" frame xfer from g1 src="$host_mac" \
		to out=1
}

the_nics_address_was_a_guests()
{
	local mac

	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	wire nic out
	mac=$(mac nic)
	frame send g1 src="$mac"
	frame send g5 src="$mac"
	expect_eq "g5 had it" "$(fdb_port xenbr0 "$mac" 5)" vif_g5
	ip link set nic master xenbr0
	ip link set nic type xvs_slave role pif
	expect_eq "the network has the NIC's" "$(mac xenbr0)" "$mac"
	was_a_guests "$mac"
}

a_new_address_was_pinned_to_a_guest()
{
	local mac=02:00:00:00:00:77

	root_and_view
	expect "pinned" bridge fdb add "$mac" dev xenbr0 self via vif_g1 static
	expect "on a view" bridge fdb add "$mac" dev xapi5 self via vif_g5 static
	ip link set xenbr0 address "$mac"
	was_a_guests "$mac"
}

a_view_can_have_its_own()
{
	local mac=02:00:00:00:00:55

	root_and_view
	frame send g5 src="$mac"
	ip link set xapi5 address "$mac"
	expect "in its VLAN it is the view's" frame xfer from out vlan=5 \
		dst="$mac" to xapi5=1,vlan=none,nopromisc g5=0 g1=0
	expect "and no guest's" frame xfer from g5 src="$mac" to out=0
	expect_eq "dropped as such" "$(drops vif_g5 host_mac)" 1
	expect "elsewhere it is anybody's" frame xfer from g1 src="$mac" \
		to out=1 xenbr0=1,nopromisc
	ip link set xapi5 down
	expect "down, it is not claimed" frame xfer from out vlan=5 \
		dst="$mac" to g5=1
	ip link set xapi5 up
	expect "up, it is again" frame xfer from out vlan=5 dst="$mac" \
		to xapi5=1,vlan=none,nopromisc g5=0
}

# A macvlan NAME on NETWORK with an address in 10.0.N.0/24
macvlan()
{
	ip link add link "$2" name "$1" type macvlan mode bridge
	ip addr add "$3" dev "$1"
	ip link set "$1" up
}

a_macvlan_is_another_address()
{
	local mac5

	network xenbr0
	view xapi5 xenbr0 5
	guest g1 xenbr0 10.0.0.2/24
	guest g5 xapi5 10.0.5.2/24
	uplink xenbr0
	ip -n out addr add 10.0.0.9/24 dev eth0
	macvlan mv1 xenbr0 10.0.0.1/24
	macvlan mv5 xapi5 10.0.5.1/24
	expect "a guest reaches it" ip netns exec g1 ping -qc 1 -W 5 10.0.0.1
	expect "and others outside" ip netns exec out ping -qc 1 -W 5 10.0.0.1
	expect "and one on a view" ip netns exec g5 ping -qc 1 -W 5 10.0.5.1
	mac5=$(mac mv5)
	expect "it is the host's alone" frame xfer from out/eth0 vlan=5 \
		dst="$mac5" to mv5=1,vlan=none,nopromisc g5/eth0=0 g1/eth0=0
	expect "no guest sends from it" frame xfer from g5/eth0 src="$mac5" \
		to out/eth0=0
	ip link set xapi5 down
	ip link set xapi5 up
	ip link set mv5 up
	expect "after the network was down" frame xfer from out/eth0 vlan=5 \
		dst="$mac5" to mv5=1,vlan=none,nopromisc g5/eth0=0
	ip link del mv5
	expect "and gone it is anybody's" frame xfer from g5/eth0 src="$mac5" \
		to out/eth0=1
}

what_left_while_it_was_down_is_gone()
{
	local mac

	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	ip link add link xenbr0 name mv1 type macvlan mode bridge
	ip link set mv1 up
	mac=$(mac mv1)
	expect "it is the host's" frame xfer from g1 src="$mac" to g2=0
	ip link set xenbr0 down
	ip link del mv1
	expect "then anybody's" frame xfer from g1 src="$mac" to g2=1
}

run_tests nobody_sends_from_the_hosts_address a_new_address_was_a_guests \
	the_nics_address_was_a_guests a_new_address_was_pinned_to_a_guest \
	a_view_can_have_its_own a_macvlan_is_another_address \
	what_left_while_it_was_down_is_gone
