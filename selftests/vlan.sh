#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# VLANs of a switch: a view's ports are access ports of one, a root's VIFs are
# trunks of all, and a frame never leaves the VLAN that it came in.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# The root's g1, g5 of VLAN 5 and g6 of VLAN 6 behind one NIC
three_networks()
{
	network xenbr0 "$@"
	view xapi5 xenbr0 5
	view xapi6 xenbr0 6
	vif g1 xenbr0
	vif g5 xapi5
	vif g6 xapi6
	pif xenbr0
}

networks_share_a_nic()
{
	three_networks vif_trunk none
	expect "untagged inside of a view, tagged outside" \
		frame xfer from g5 to out=1,vlan=5 g1=0 g6=0
	expect "with the tag of that view" \
		frame xfer from g6 to out=1,vlan=6 g1=0 g5=0
	expect "the root's are untagged" \
		frame xfer from g1 to out=1,vlan=none g5=0 g6=0
	expect "a tag leads to its view, and is gone there" \
		frame xfer from out vlan=5 \
		to g5=1,vlan=none g1=0 g6=0
	expect "another to another" frame xfer from out vlan=6 \
		to g6=1,vlan=none g1=0 g5=0
	expect "none to the root" frame xfer from out \
		to g1=1,vlan=none g5=0 g6=0
}

known_stations_of_views()
{
	three_networks
	vif g7 xapi5
	frame send g5
	expect "from outside" frame xfer from out vlan=5 dst="$(mac g5)" \
		to g5=1,vlan=none g1=0 g7=0
	expect "from inside" frame xfer from g7 dst="$(mac g5)" \
		to g5=1,vlan=none g1=0 out=0
	frame send out vlan=5
	expect "to outside" frame xfer from g5 dst="$(mac out)" \
		to out=1,vlan=5 g1=0 g7=0
}

a_view_takes_no_tags_from_its_guests()
{
	three_networks
	expect "not its own" frame xfer from g5 vlan=5 \
		to out=0 g1=0 g6=0
	expect "not another's" frame xfer from g5 vlan=6 \
		to out=0 g1=0 g6=0
	expect_eq "dropped as such" "$(drops vif_g5 vlan_tag)" 2
}

the_native_vlan_is_untagged()
{
	network xenbr0
	view xapi0 xenbr0 0
	vif g1 xenbr0
	vif g0 xapi0
	pif xenbr0
	expect "out" frame xfer from g0 \
		to out=1,vlan=none g1=1,vlan=none
	expect "with a priority as well" frame xfer from g0 vlan=0:5 \
		to out=1,vlan=none g1=1,vlan=none
	expect "in, to the root's too" frame xfer from out \
		to g0=1,vlan=none g1=1,vlan=none
	expect "and in with a priority" frame xfer from out vlan=0:5 \
		to g0=1,vlan=none
	expect "no tag comes in" frame xfer from out vlan=5 \
		to g0=0 g1=1,vlan=5
	expect "nor goes out" frame xfer from g0 vlan=5 \
		to out=0 g1=0
	expect_eq "dropped as such" "$(drops vif_g0 vlan_tag)" 1
}

vifs_of_the_root_are_trunks()
{
	three_networks
	expect "their tags go out" frame xfer from g1 vlan=7:3 \
		to out=1,vlan=7:3 g5=0 g6=0
	expect "and come in" frame xfer from out vlan=7:3 \
		to g1=1,vlan=7:3 g5=0 g6=0
	frame send g1 vlan=4094
	expect "known ones too" frame xfer from out vlan=4094 dst="$(mac g1)" \
		to g1=1,vlan=4094
}

a_trunk_and_a_view_meet()
{
	three_networks
	expect "a tag leads to the view of that VLAN" \
		frame xfer from g1 vlan=5 \
		to g5=1,vlan=none out=1,vlan=5 g6=0
	expect "whose frames the trunk sees with it" frame xfer from g5 \
		dst="$(mac g1)" to g1=1,vlan=5 out=0 g6=0
	expect "and to whose stations it knows the way" \
		frame xfer from g1 vlan=5 dst="$(mac g5)" \
		to g5=1,vlan=none out=0 g6=0
}

# Each tries to reach each other: by broadcast, unknown and known address
vlans_are_isolated()
{
	local guests="g1 g5 g6 g9" from to others dst

	three_networks vif_trunk none
	network xenbr1
	vif g9 xenbr1
	for from in $guests; do
		frame send "$from"
	done
	for from in $guests; do
		others=() dst=(ff:ff:ff:ff:ff:ff 02:00:00:00:00:99)
		for to in $guests; do
			[[ $to != "$from" ]] || continue
			others+=("$to=0")
			dst+=("$(mac "$to")")
		done
		for to in "${dst[@]}"; do
			expect "from $from to $to" frame xfer from "$from" \
				dst="$to" to "${others[@]}"
		done
	done
}

one_address_in_two_vlans()
{
	local mac=02:00:00:00:00:77

	three_networks
	frame send g5 src="$mac"
	frame send g6 src="$mac"
	frame send g1 src="$mac"
	expect_eq "in VLAN 5" "$(fdb_port xenbr0 "$mac" 5)" vif_g5
	expect_eq "in VLAN 6" "$(fdb_port xenbr0 "$mac" 6)" vif_g6
	expect_eq "in none" "$(fdb_port xenbr0 "$mac")" vif_g1
	expect "to the one" frame xfer from out vlan=5 dst="$mac" \
		to g5=1 g6=0 g1=0
	expect "to the other" frame xfer from out vlan=6 dst="$mac" \
		to g6=1 g5=0 g1=0
	expect "to the third" frame xfer from out dst="$mac" \
		to g1=1 g5=0 g6=0
}

what_nobody_uses_is_dropped()
{
	local mac=02:00:00:00:00:77

	network xenbr0
	view xapi5 xenbr0 5
	vif g5 xapi5
	pif xenbr0
	expect "VLAN 9 is nobody's" frame xfer from out vlan=9 src="$mac" \
		to g5=0
	expect_eq "dropped as such" "$(drops nic vlan_unused)" 1
	expect_eq "and not learned" "$(fdb_port xenbr0 "$mac" 9)" ""

	vif g1 xenbr0
	expect "a trunk uses it" frame xfer from out vlan=9 src="$mac" \
		to g1=1,vlan=9
	expect_eq "learned" "$(fdb_port xenbr0 "$mac" 9)" nic
	ip link set vif_g1 nomaster
	frame send out vlan=9
	expect_eq "while it is there" "$(drops nic vlan_unused)" 2

	view xapi9 xenbr0 9
	frame send out vlan=9
	ip link del xapi9
	expect_eq "a view uses it" "$(drops nic vlan_unused)" 2
	frame send out vlan=9
	expect_eq "while it is there too" "$(drops nic vlan_unused)" 3
}

run_tests networks_share_a_nic known_stations_of_views \
	a_view_takes_no_tags_from_its_guests the_native_vlan_is_untagged \
	vifs_of_the_root_are_trunks a_trunk_and_a_view_meet \
	vlans_are_isolated one_address_in_two_vlans \
	what_nobody_uses_is_dropped
