#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Where a station is can be said once and for all, with bridge(8):
#
#   bridge fdb add MAC dev NETWORK self via PORT [vlan V] static

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:00:77

three_guests()
{
	network xenbr0 "$@"
	vif g1 xenbr0
	vif g2 xenbr0
	vif g3 xenbr0
}

# fdb add|replace|del MAC ...: of xenbr0
fdb()
{
	local action=$1 mac=$2

	shift 2
	bridge fdb "$action" "$mac" dev xenbr0 self "$@"
}

is_at()
{
	expect_eq "$1" "$(fdb_port xenbr0 "$MAC" "${3:-0}")" "$2"
}

a_static_station_stays()
{
	three_guests ageing_time 200
	expect "pinned" fdb add "$MAC" via vif_g2 static
	expect "it is g2's" frame xfer from g1 dst="$MAC" \
		to g2=1 g3=0
	frame send g3 src="$MAC"
	is_at "it does not move" vif_g2
	ip link set vif_g2 type xvs_slave fdb_flush
	ip link set xenbr0 type xvs fdb_flush
	is_at "it is not flushed" vif_g2
	frame send g3 src=02:00:00:00:00:78
	expect_soon "while others age" forgotten 02:00:00:00:00:78
	is_at "it does not" vif_g2
	ip link set vif_g2 down
	ip link set vif_g2 up
	is_at "it waits for its port" vif_g2
	ip link set vif_g2 nomaster
	is_at "and goes with it" ""
	expect "to be unknown again" frame xfer from g1 dst="$MAC" \
		to g3=1
}

forgotten()
{
	[[ -z $(fdb_port xenbr0 "$1") ]]
}

what_was_learned_can_be_pinned()
{
	three_guests
	frame send g2 src="$MAC"
	expect "where it is" fdb add "$MAC" via vif_g2 static
	frame send g3 src="$MAC"
	is_at "it stays" vif_g2
	frame send g3 src=02:00:00:00:00:78
	expect "or elsewhere" fdb add 02:00:00:00:00:78 via vif_g1 static
	expect_eq "they count as learned no more" "$(link_info xenbr0 \
		.linkinfo.info_data.fdb_n_learned)" 0
	expect "where it is then" frame xfer from g2 \
		dst=02:00:00:00:00:78 to g1=1 g3=0
}

it_can_be_moved_and_unpinned()
{
	three_guests
	expect "pinned" fdb add "$MAC" via vif_g2 static
	expect_refused "static already" fdb add "$MAC" via vif_g3 static
	is_at "it was left alone" vif_g2
	expect "moved" fdb replace "$MAC" via vif_g3 static
	is_at "it is elsewhere" vif_g3
	expect "it is g3's" frame xfer from g1 dst="$MAC" \
		to g3=1 g2=0
	expect "unpinned" fdb del "$MAC"
	is_at "it is unknown" ""
	frame send g2 src="$MAC"
	is_at "and can be learned" vif_g2
	expect "what was learned can be deleted too" fdb del "$MAC"
	is_at "it is unknown again" ""
}

each_vlan_has_its_own()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	pif xenbr0
	expect "a view's is of its VLAN" \
		bridge fdb add "$MAC" dev xapi5 self via vif_g5 static
	is_at "and of no other" ""
	is_at "the root has it with the VLAN" vif_g5 5
	expect_eq "the view shows it" "$(fdb_port xapi5 "$MAC" 5)" vif_g5
	expect "the root's is of the VLAN that is said" \
		fdb add "$MAC" vlan 7 via vif_g1 static
	expect "or of none" fdb add "$MAC" via nic static
	expect_eq "which the view does not show" "$(fdb_port xapi5 "$MAC")" ""
	expect "in 5" frame xfer from out vlan=5 dst="$MAC" \
		to g5=1,vlan=none g1=0
	expect "in 7" frame xfer from out vlan=7 dst="$MAC" \
		to g1=1,vlan=7 g5=0
	expect "in none" frame xfer from g1 dst="$MAC" to out=1,vlan=none
	expect "deleted by the view" bridge fdb del "$MAC" dev xapi5 self
	is_at "it is gone" "" 5
	is_at "and the others are not" vif_g1 7
}

what_can_not_be_changes_nothing()
{
	local before host_mac dev mac

	three_guests vif_trunk none
	view xapi5 xenbr0 5
	vif g5 xapi5
	network xenbr1
	vif g9 xenbr1
	ip link add dummy0 type dummy
	host_mac=$(mac xenbr0)
	fdb add 02:00:00:00:00:78 via vif_g2 static
	frame send g3
	before=$(bridge fdb show dev xenbr0 | sort)

	expect_refused "via is needed" fdb add "$MAC" static
	for dev in dummy0 vif_g9 xenbr0 xapi5 xenbr1; do
		expect_refused "via must be a port of this switch" \
			fdb add "$MAC" via "$dev" static
	done
	for mac in ff:ff:ff:ff:ff:ff 01:00:5e:00:00:01 00:00:00:00:00:00 \
		   01:80:c2:00:00:0e 00:e0:2b:00:00:00; do
		expect_refused "must be that of a station" \
			fdb add "$mac" via vif_g1 static
	done
	expect_refused "Only static addresses" fdb add "$MAC" via vif_g1 dynamic
	expect_refused "via is not a member of the vlan" \
		fdb add "$MAC" via vif_g1 vlan 7 static
	expect_refused "via is not a member of the vlan" \
		fdb add "$MAC" via vif_g5 static
	expect_refused "via is not a member of the vlan" \
		bridge fdb add "$MAC" dev xapi5 self via vif_g1 static
	expect_refused "vlan is not that of this network" \
		bridge fdb add "$MAC" dev xapi5 self via vif_g5 vlan 7 static
	expect_refused "vlan is not that of this network" \
		bridge fdb del 02:00:00:00:00:78 dev xapi5 self vlan 7
	expect_refused "No such address in this VLAN" fdb del "$MAC"
	expect_refused "No such address in this VLAN" \
		fdb del 02:00:00:00:00:78 vlan 7
	expect_refused "the host's own" fdb add "$host_mac" via vif_g1 static
	expect_refused "the host's own" fdb replace "$host_mac" via vif_g1 static
	expect_refused "the host's own" bridge fdb add "$host_mac" dev xapi5 \
		self via vif_g5 static
	expect_refused "the host's own" bridge fdb del "$host_mac" dev xapi5 self
	expect_refused "" fdb del "$host_mac"

	expect_eq "all is as it was" "$(bridge fdb show dev xenbr0 | sort)" \
		"$before"
}

run_tests a_static_station_stays what_was_learned_can_be_pinned \
	it_can_be_moved_and_unpinned each_vlan_has_its_own \
	what_can_not_be_changes_nothing
