#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# A network is the host's own port of the switch. A view has the frames of its
# VLAN, untagged; the root has those that no view has, with their tags, as far
# as somebody on it asked for them.

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

# An 8021q device on the root: somebody who asks for a VLAN
vlan_device()
{
	ip link add link xenbr0 name "xenbr0.$1" type vlan id "$1"
	ip link set "xenbr0.$1" up
}

what_is_addressed_to_the_host_is_its_alone()
{
	root_and_view
	expect "untagged it is the root's" frame xfer from out \
		dst="$host_mac" to xenbr0=1,vlan=none,nopromisc \
		xapi5=0,nopromisc g1=0 g5=0
	expect "tagged the view's, without the tag" frame xfer from out \
		vlan=5 dst="$host_mac" to xapi5=1,vlan=none,nopromisc \
		xenbr0=0,nopromisc g1=0 g5=0
	expect "from a vif of the view" frame xfer from g5 \
		dst="$host_mac" to xapi5=1,vlan=none,nopromisc \
		xenbr0=0,nopromisc g1=0 out=0
	expect "from a trunk" frame xfer from g1 vlan=5 dst="$host_mac" \
		to xapi5=1,vlan=none,nopromisc xenbr0=0,nopromisc \
		g5=0 out=0
}

groups_reach_the_host_of_their_vlan()
{
	local dst

	root_and_view
	for dst in ff:ff:ff:ff:ff:ff 01:00:5e:00:00:fb; do
		expect "untagged" frame xfer from g1 dst="$dst" \
			to xenbr0=1,vlan=none,nopromisc xapi5=0,nopromisc
		expect "tagged" frame xfer from out vlan=5 dst="$dst" \
			to xapi5=1,vlan=none,nopromisc xenbr0=0,nopromisc
	done
	expect "unknown stations are not the host" frame xfer from g1 \
		dst=02:00:00:00:00:99 to xenbr0=0,nopromisc out=1
}

the_root_gets_tags_it_asked_for()
{
	root_and_view
	expect "VLAN 7 was not asked for" frame xfer from out vlan=7 \
		dst="$host_mac" to xenbr0=0,nopromisc g1=0
	expect_eq "dropped as such" "$(drops nic host_vlan)" 1
	expect "nor its groups" frame xfer from out vlan=7 \
		to xenbr0=0,nopromisc g1=1,vlan=7
	expect "a sniffer asks for all" frame xfer from out vlan=7 \
		dst="$host_mac" to xenbr0=1,vlan=7 g1=0

	vlan_device 7
	expect "an 8021q device for its own" frame xfer from out vlan=7 \
		dst="$host_mac" to xenbr0=1,vlan=7,nopromisc \
		xenbr0.7=1,vlan=none,nopromisc
	expect "and its groups" frame xfer from g1 vlan=7 \
		to xenbr0=1,vlan=7,nopromisc out=1,vlan=7
	expect "and no other" frame xfer from out vlan=8 \
		dst="$host_mac" to xenbr0=0,nopromisc
	ip link del xenbr0.7
	expect "while it is there" frame xfer from out vlan=7 \
		dst="$host_mac" to xenbr0=0,nopromisc
}

a_view_comes_before_the_root_while_it_is_up()
{
	root_and_view
	vlan_device 5
	expect "it is the view's" frame xfer from out vlan=5 \
		dst="$host_mac" to xapi5=1,nopromisc xenbr0=0,nopromisc
	ip link set xapi5 down
	expect "down, it is the root's, which asked" frame xfer from out \
		vlan=5 dst="$host_mac" to xenbr0=1,vlan=5,nopromisc g5=0
	ip link del xenbr0.5
	expect "or nobody's" frame xfer from out vlan=5 \
		dst="$host_mac" to xenbr0=0,nopromisc g1=0 g5=0
	ip link set xapi5 up
	expect "up, it is the view's again" frame xfer from out vlan=5 \
		dst="$host_mac" to xapi5=1,nopromisc xenbr0=0,nopromisc
}

view_0_has_what_is_untagged()
{
	network xenbr0
	view xapi0 xenbr0 0
	vif g1 xenbr0
	pif xenbr0
	host_mac=$(mac xenbr0)
	expect "untagged" frame xfer from out dst="$host_mac" \
		to xapi0=1,vlan=none,nopromisc xenbr0=0,nopromisc
	expect "with a priority" frame xfer from g1 vlan=0:5 \
		dst="$host_mac" to xapi0=1,vlan=none,nopromisc xenbr0=0,nopromisc
	expect "groups go to both" frame xfer from out \
		to xapi0=1,vlan=none,nopromisc xenbr0=1,vlan=none,nopromisc
	vlan_device 7
	expect "tagged is the root's" frame xfer from out vlan=7 \
		to xenbr0=1,vlan=7,nopromisc xapi0=0,nopromisc
	ip link set xapi0 down
	expect "down, all is the root's" frame xfer from out \
		dst="$host_mac" to xenbr0=1,vlan=none,nopromisc
}

# Of the root, of the view, and of a device for a VLAN on the root
the_host_sends_with_the_right_tag()
{
	local dst

	root_and_view
	vlan_device 7
	frame send out
	frame send out vlan=5
	frame send out vlan=7
	expect "the root's to all" frame xfer from xenbr0 \
		to out=1,vlan=none g1=1,vlan=none g5=0
	expect "the view's to all" frame xfer from xapi5 \
		to out=1,vlan=5 g1=1,vlan=5 g5=1,vlan=none
	expect "the VLAN's to all" frame xfer from xenbr0.7 \
		to out=1,vlan=7 g1=1,vlan=7 g5=0
	for dst in 02:00:00:00:00:99 "$(mac out)"; do
		expect "the root's to $dst" frame xfer from xenbr0 dst="$dst" \
			to out=1,vlan=none
		expect "the view's to $dst" frame xfer from xapi5 dst="$dst" \
			to out=1,vlan=5
		expect "the VLAN's to $dst" frame xfer from xenbr0.7 dst="$dst" \
			to out=1,vlan=7
	done
	expect "a known station's is its alone" frame xfer from xapi5 \
		dst="$(mac out)" to out=1 g1=0 g5=0
	expect "a view takes no tags" frame xfer from xapi5 vlan=7 \
		to out=0 g1=0
	expect_eq "dropped as such" "$(net_drops xapi5 vlan_tag)" 1
	expect_refused "VLANs not supported" \
		ip link add link xapi5 name xapi5.7 type vlan id 7
}

the_host_does_not_hear_itself()
{
	root_and_view
	view xapi0 xenbr0 0
	vlan_device 7
	expect "from root to view by tag" frame xfer from xenbr0 vlan=5 \
		to xapi5=0 out=1,vlan=5 g5=1,vlan=none
	expect "from root to the native view" frame xfer from xenbr0 \
		to xapi0=0 out=1,vlan=none
	expect "from view to root" frame xfer from xapi5 \
		to xenbr0=0 out=1,vlan=5
	expect "from the native view to root" frame xfer from xapi0 \
		to xenbr0=0 xapi5=0 out=1,vlan=none
	expect "by address" frame xfer from xenbr0 vlan=5 dst="$host_mac" \
		to xapi5=0 xenbr0=0 out=0 g5=0
	expect_eq "dropped as such" "$(net_drops xenbr0 host_loop)" 1
}

a_host_port_that_is_down_is_down_alone()
{
	root_and_view
	frame send g1
	ip link set xenbr0 down
	expect "guests go on" frame xfer from out dst="$(mac g1)" to g1=1
	expect "and to all" frame xfer from g1 to out=1
	expect "and the view's" frame xfer from g5 to out=1,vlan=5 \
		xapi5=1,nopromisc
	expect "and the host there" frame xfer from xapi5 to out=1,vlan=5 \
		g5=1
	expect "what is for the root is nobody's" frame xfer from g1 \
		dst="$host_mac" to out=0
	expect_eq "dropped as such" "$(drops vif_g1 host_down)" 1

	ip link set xenbr0 up
	ip link set xapi5 down
	expect "a view that is down is its host's alone too" \
		frame xfer from g5 to out=1,vlan=5
	expect "both ways" frame xfer from out vlan=5 dst="$(mac g5)" \
		to g5=1,vlan=none
	ip link set xapi5 up
	expect "and comes back" frame xfer from g5 \
		to xapi5=1,vlan=none,nopromisc
}

run_tests what_is_addressed_to_the_host_is_its_alone \
	groups_reach_the_host_of_their_vlan the_root_gets_tags_it_asked_for \
	a_view_comes_before_the_root_while_it_is_up \
	view_0_has_what_is_untagged the_host_sends_with_the_right_tag \
	the_host_does_not_hear_itself a_host_port_that_is_down_is_down_alone
