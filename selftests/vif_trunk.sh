#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# vif_trunk of a root says which tags its VIFs may send and are sent: all, none
# or those of a list. It can change at any time.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

root_and_view()
{
	network xenbr0 "$@"
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	pif xenbr0
}

vif_trunk()
{
	ip link set xenbr0 type xvs vif_trunk "$1"
}

# passes VID, passes_not VID: of g1, to the uplink and from it
passes()
{
	expect "VLAN $1 out" frame xfer from g1 vlan="$1" \
		to out=1,vlan="$1"
	expect "VLAN $1 in" frame xfer from out vlan="$1" \
		to g1=1,vlan="$1"
}

passes_not()
{
	expect "no VLAN $1 out" frame xfer from g1 vlan="$1" \
		to out=0
	expect "no VLAN $1 in" frame xfer from out vlan="$1" to g1=0
}

untagged_passes()
{
	expect "untagged out" frame xfer from g1 to out=1,vlan=none
	expect "untagged in" frame xfer from out to g1=1,vlan=none
}

all_is_the_default()
{
	root_and_view
	passes 1
	passes 4094
	untagged_passes
}

none_takes_and_gives_no_tags()
{
	root_and_view vif_trunk none
	untagged_passes
	passes_not 7
	passes_not 5
	expect_eq "dropped as such" "$(drops vif_g1 vlan_tag)" 2
	expect "nor tags that are payload" frame xfer from g1 qinq=7 \
		to out=0
	expect_eq "dropped as such too" "$(drops vif_g1 vlan_nested)" 1
}

a_list_takes_and_gives_its_tags()
{
	local vid

	root_and_view vif_trunk 7,10-20
	untagged_passes
	for vid in 7 10 20; do
		passes "$vid"
	done
	for vid in 6 8 9 21; do
		passes_not "$vid"
	done
	expect "payload is any trunk's" frame xfer from g1 vlan=7 vlan=8 \
		to out=1,vlan=7,vlan=8
}

it_holds_between_vifs_too()
{
	root_and_view vif_trunk 7
	vif g2 xenbr0
	expect "of the root" frame xfer from g1 vlan=7 \
		to g2=1,vlan=7 g5=0
	expect "not to one of a view" frame xfer from g1 vlan=5 to g5=0
	expect "nor from it" frame xfer from g5 to g1=0
	vif_trunk 5
	expect "but for the view's VLAN" frame xfer from g1 vlan=5 \
		to g5=1,vlan=none g2=1,vlan=5
	expect "both ways" frame xfer from g5 to g1=1,vlan=5
}

views_do_not_need_it()
{
	root_and_view vif_trunk none
	expect "out" frame xfer from g5 to out=1,vlan=5 g1=0
	expect "in" frame xfer from out vlan=5 \
		to g5=1,vlan=none g1=0
	expect "nor the host's own tags" frame xfer from xenbr0 vlan=7 \
		to out=1,vlan=7 g1=0
}

a_new_vif_gets_what_holds()
{
	network xenbr0
	vif_trunk 7
	vif g1 xenbr0
	pif xenbr0
	passes 7
	passes_not 8
}

it_can_change_at_any_time()
{
	root_and_view vif_trunk 7
	passes_not 8
	vif_trunk 8
	passes 8
	passes_not 7
	vif_trunk none
	passes_not 8
	vif_trunk all
	passes 7
	passes 8
}

# Frames flow while the list changes around them
flows_on()
{
	local from=$1 to=$2 list

	frame xfer from "$from" vlan=7 dst="$(mac "$to")" count 1000 interval 1000 \
		to "$to=1000,vlan=7" for 20000 >/run/flow 2>&1 &
	while kill -0 $! 2>/dev/null; do
		for list in all 7,9 1-8 7; do
			vif_trunk "$list"
		done
	done
	wait $! || fail "from $from to $to" "$(</run/flow)"
}

a_change_loses_nothing_that_stays()
{
	root_and_view vif_trunk 7
	frame send g1 vlan=7
	frame send out vlan=7
	flows_on out g1
	flows_on g1 out
}

stations_of_a_vlan_that_goes_are_forgotten()
{
	local mac

	root_and_view vif_trunk 7-9
	mac=$(mac g1)
	frame send g1
	frame send g1 vlan=7
	frame send g1 vlan=8
	bridge fdb add 02:00:00:00:00:77 dev xenbr0 self via vif_g1 vlan 8 static
	vif_trunk 7
	expect_eq "VLAN 8 went" "$(fdb_port xenbr0 "$mac" 8)" ""
	expect_eq "with what was static" \
		"$(fdb_port xenbr0 02:00:00:00:00:77 8)" ""
	expect_eq "VLAN 7 stayed" "$(fdb_port xenbr0 "$mac" 7)" vif_g1
	expect_eq "untagged stayed" "$(fdb_port xenbr0 "$mac")" vif_g1
	vif_trunk none
	expect_eq "VLAN 7 went too" "$(fdb_port xenbr0 "$mac" 7)" ""
	expect_eq "untagged stayed again" "$(fdb_port xenbr0 "$mac")" vif_g1
}

# shown_as TEXT JSON: by ip(8), for people and for programs
shown_as()
{
	local text

	text=$(ip -d link show xenbr0)
	[[ $text = *" vif_trunk $1 "* ]] || fail "in text: not $1" "$text"
	expect_eq "in JSON" "$(ip -d -j link show xenbr0 |
		jq -c '.[0].linkinfo.info_data.vif_trunk')" "$2"
}

it_is_shown_as_it_was_given()
{
	network xenbr0
	shown_as all '[{"vlan":1,"vlanEnd":4094}]'
	vif_trunk 5,10-20,4094
	shown_as 5,10-20,4094 \
		'[{"vlan":5},{"vlan":10,"vlanEnd":20},{"vlan":4094}]'
	vif_trunk 20-22,7,21-30,8
	shown_as 7-8,20-30 '[{"vlan":7,"vlanEnd":8},{"vlan":20,"vlanEnd":30}]'
	vif_trunk none
	shown_as none '[]'
	vif_trunk 1-4094
	shown_as all '[{"vlan":1,"vlanEnd":4094}]'
}

what_is_no_list_changes_nothing()
{
	local list

	network xenbr0 vif_trunk 7
	for list in 0 4095 0-5 4000-4095 9-8 5- -5 '5,' ',5' 5,,6 5--6 5-6-7 \
		    five 5x "" " 5" "5 "; do
		expect_refused '"vif_trunk" is all, none, or a list' \
			vif_trunk "$list"
	done
	expect_refused "vif_trunk is an option of a root network" \
		ip link add link xenbr0 name xapi5 type xvs vlan 5 vif_trunk 5
	view xapi5 xenbr0 5
	expect_refused "vif_trunk is an option of a root network" \
		ip link set xapi5 type xvs vif_trunk 5
	shown_as 7 '[{"vlan":7}]'
}

run_tests all_is_the_default none_takes_and_gives_no_tags \
	a_list_takes_and_gives_its_tags it_holds_between_vifs_too \
	views_do_not_need_it a_new_vif_gets_what_holds \
	it_can_change_at_any_time a_change_loses_nothing_that_stays \
	stations_of_a_vlan_that_goes_are_forgotten \
	it_is_shown_as_it_was_given what_is_no_list_changes_nothing
