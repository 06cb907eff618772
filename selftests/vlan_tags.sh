#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# What makes a VLAN: an 0x8100 tag with a VID, in the frame or beside it. VID 0
# makes a priority and 4095 nothing at all; what is behind the first tag, and
# an 0x88a8 tag, is payload, which trunks carry and access ports don't.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

trunk_and_view()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	pif xenbr0
}

# tagged DEV TAG...: a receiver of one frame with just these tags
tagged()
{
	local to=$1

	shift
	echo "$to=1$(printf ',%s' "$@")"
}

vid_0_is_no_vlan()
{
	trunk_and_view
	expect "a guest's priority is that of the tag outside" \
		frame xfer from g5 vlan=0:6 to out=1,vlan=5:6 \
		g1=1,vlan=5:6 xapi5=1,vlan=none,nopromisc
	expect "a trunk's goes with its tag" frame xfer from g1 vlan=0:6 \
		to out=1,vlan=none g5=0
	expect "the uplink's too" frame xfer from out vlan=0:6 \
		to g1=1,vlan=none g5=0
	expect "a VLAN's priority is kept" frame xfer from out vlan=5:6 \
		to g1=1,vlan=5:6 g5=1,vlan=none
	expect_eq "the sender is known in the VLAN of its port" \
		"$(fdb_port xenbr0 "$(mac g5)" 5)" vif_g5
}

vid_4095_is_nobodys()
{
	trunk_and_view
	expect "a trunk's" frame xfer from g1 vlan=4095 \
		to out=0 g5=0
	expect "an access port's" frame xfer from g5 vlan=4095 \
		to out=0 g1=0
	expect "the uplink's" frame xfer from out vlan=4095 \
		to g1=0 g5=0
	expect_eq "dropped as such of g1" "$(drops vif_g1 vlan_tag)" 1
	expect_eq "of g5" "$(drops vif_g5 vlan_tag)" 1
	expect_eq "of the NIC" "$(drops nic vlan_tag)" 1
}

trunks_carry_any_tags()
{
	local tags

	trunk_and_view
	for tags in qinq=5:3 "vlan=5:3 vlan=7:1" "vlan=5 qinq=7" \
		    "qinq=5:3 vlan=5:1" "vlan=0:3 vlan=5:1" \
		    "vlan=0 qinq=5" "qinq=5 qinq=6" \
		    "vlan=5 vlan=6 vlan=7"; do
		# shellcheck disable=SC2086 # each tag is a word
		expect "$tags out" frame xfer from g1 $tags \
			to "$(tagged out $tags)" g5=0
		# shellcheck disable=SC2086
		expect "$tags in" frame xfer from out $tags \
			to "$(tagged g1 $tags)" g5=0
	done
}

access_ports_carry_no_tags()
{
	local tags n=0

	trunk_and_view
	view xapi7 xenbr0 7
	vif g7 xapi7
	for tags in qinq=7 qinq=5 "vlan=0 vlan=7" "vlan=0 vlan=5" \
		    "vlan=0 qinq=7" "qinq=0 vlan=7"; do
		# shellcheck disable=SC2086 # each tag is a word
		expect "$tags" frame xfer from g5 $tags \
			to out=0 g1=0 g7=0
		expect_eq "$tags dropped as such" \
			"$(drops vif_g5 vlan_nested)" $((++n))
	done
	expect "nor do they when the first tag would do" \
		frame xfer from g5 vlan=5 vlan=7 \
		to out=0 g1=0 g7=0
}

known_access_ports_are_spared_tags()
{
	trunk_and_view
	frame send g5
	expect "of the uplink" frame xfer from out vlan=5 vlan=7 \
		dst="$(mac g5)" to g5=0 g1=0
	expect_eq "dropped as such" "$(drops nic vlan_nested)" 1
	expect "of the host" frame xfer from xenbr0 vlan=5 qinq=7 \
		dst="$(mac g5)" to g5=0 g1=0
	expect_eq "dropped as such too" "$(net_drops xenbr0 vlan_nested)" 2
}

# The core takes the tag behind a VID 0 for the frame's
payload_is_not_the_hosts_tag()
{
	local tags from

	network xenbr0 vif_trunk 5
	vif g1 xenbr0
	pif xenbr0
	ip link add link xenbr0 name xenbr0.7 type vlan id 7
	ip link set xenbr0.7 up
	for from in g1 out; do
		for tags in "vlan=0 vlan=7" "qinq=0 vlan=7" "qinq=5 vlan=7" \
			    "vlan=5 vlan=7"; do
			# shellcheck disable=SC2086 # each tag is a word
			expect "$tags from $from" frame xfer from $from $tags \
				to xenbr0.7=0
		done
	done
	expect "its own is" frame xfer from out vlan=7 to xenbr0.7=1,vlan=none
}

# offload DEV TX RX: whether the device inserts and strips tags
offload()
{
	ethtool -K "$1" txvlan "$2" tx-vlan-stag-hw-insert "$2" \
		rxvlan "$3" rx-vlan-stag-hw-parse "$3" >/dev/null
}

offload_makes_no_difference()
{
	local modes=("on on" "on off" "off on" "off off") pif vif dev

	trunk_and_view
	for pif in "${modes[@]}"; do
		# shellcheck disable=SC2086 # two words
		offload nic $pif
		for vif in "on on" "off off"; do
			for dev in vif_g1 vif_g5; do
				# shellcheck disable=SC2086
				offload $dev $vif
			done
			expect "in, NIC $pif, VIF $vif" \
				frame xfer from out vlan=5:3 \
				to g5=1,vlan=none g1=1,vlan=5:3
			expect "out, NIC $pif, VIF $vif" \
				frame xfer from g5 \
				to out=1,vlan=5 g1=1,vlan=5
			expect "nested, NIC $pif, VIF $vif" \
				frame xfer from g1 vlan=7 qinq=8 \
				to out=1,vlan=7,qinq=8
		done
	done
}

run_tests vid_0_is_no_vlan vid_4095_is_nobodys trunks_carry_any_tags \
	access_ports_carry_no_tags known_access_ports_are_spared_tags \
	payload_is_not_the_hosts_tag offload_makes_no_difference
