#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=240
#
# What xvs refuses it refuses as a whole and says why: nothing of it is applied,
# and what was there goes on working.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# Two networks, a VLAN, and a guest in each of two VLANs, here for once: so
# many claims would make many namespaces
standing()
{
	ip -batch - <<-END
	link add xenbr0 up type xvs
	link add xenbr1 up type xvs
	link add link xenbr0 name xapi5 up type xvs vlan 5
	link add vif_g1 type veth peer name g1
	link add vif_g5 type veth peer name g5
	link set vif_g1 up master xenbr0
	link set vif_g5 up master xapi5
	link set g1 up
	link set g5 up
	END
	until_true 5 is_up vif_g1
	until_true 5 is_up vif_g5
	remember
}

# remember: how all devices are now; nothing_changed: they still are so, and
# the guests reach each other
remember()
{
	state >/run/remembered
}

# That the guests were seen is no change, and operstate comes when it comes
state()
{
	ip -d -o link show |
		sed 's/ fdb_n_learned [0-9]*//; s/ state [A-Z]* / /'
}

nothing_changed()
{
	local out

	out=$(state | diff /run/remembered -) || fail "changed" "$out"
	expect "the guests" frame xfer from g5 to g1=1,vlan=5
}

# attach_refused TEXT DEV: by a root and by a view
attach_refused()
{
	expect_refused "$1" ip link set "$2" master xenbr1
	expect_refused "$1" ip link set "$2" master xapi5
}

# ---- what can be a port -------------------------------------------------------

only_ethernet_is_a_port()
{
	standing
	modprobe -q tun
	ip tuntap add dev tun0 mode tun
	remember
	attach_refused "Only an Ethernet device can be a port" lo
	attach_refused "Only an Ethernet device can be a port" tun0
	nothing_changed
}

a_port_has_a_station_address()
{
	test_devices || return
	standing
	ip link add zero address 00:00:00:00:00:00 type xvs_test_nic
	ip link add many address 01:00:5e:00:00:01 type xvs_test_nic
	remember
	attach_refused "not that of a station" zero
	attach_refused "not that of a station" many
	nothing_changed
}

what_must_not_be_bridged_is_not()
{
	test_devices || return
	standing
	ip link add wlan0 type xvs_test_station
	remember
	attach_refused "does not allow to be bridged" wlan0
	nothing_changed
}

a_device_that_others_take_frames_of()
{
	standing
	ip link add nic0 type veth peer name peer0
	ip link add nic1 type veth peer name peer1
	ip link add link nic0 name nic0.5 type vlan id 5
	ip link add link nic1 name macvlan0 type macvlan mode bridge
	remember
	attach_refused "8021q" nic0
	attach_refused macvlan nic1
	nothing_changed
	ip link del nic0.5
	expect "when they are gone it is welcome" \
		ip link set nic0 master xenbr1
}

nothing_is_put_on_a_port()
{
	standing
	uplink xenbr1
	remember
	expect_refused "make a network with a vlan instead" \
		ip link add link vif_g1 name vif_g1.5 type vlan id 5
	expect_refused "make a network with a vlan instead" \
		ip link add link nic name nic.5 type vlan id 5
	expect_refused "" ip link add link nic name macvlan0 type macvlan
	nothing_changed
	ip link set nic nomaster
	expect "on a device without network it is" \
		ip link add link nic name nic.5 type vlan id 5
}

a_network_is_no_port()
{
	standing
	view xapi6 xenbr1 6
	remember
	attach_refused "A network can't be a port of a network" xenbr0
	attach_refused "A network can't be a port of a network" xapi6
	expect_refused "A network can't be a port of a network" \
		ip link set xapi5 master xenbr0
	expect_refused "A network can't be a port of a network" \
		ip link set xenbr0 master xenbr0
	nothing_changed
}

# ---- what can be a network ----------------------------------------------------

# The core does not see this loop: nothing says that a view is on its root
a_device_on_a_network_is_no_port()
{
	local dev

	standing
	ip link add link xenbr0 name xenbr0.5 up type vlan id 5
	ip link add link xapi5 name mv5 up type macvlan mode bridge
	remember
	for dev in xenbr0.5 mv5; do
		attach_refused "can't be a port of one" "$dev"
		expect_refused "can't be a port of one" \
			ip link set "$dev" master xenbr0
	done
	nothing_changed
}

a_vlan_needs_a_root()
{
	standing
	ip link add nic type veth peer name peer
	remember
	expect_refused "vlan needs a link, the root network that it is of" \
		ip link add xapi6 type xvs vlan 6
	expect_refused "A network with a link needs a vlan" \
		ip link add link xenbr0 name xapi6 type xvs
	expect_refused "link must be a root network, not a VLAN of one" \
		ip link add link xapi5 name xapi6 type xvs vlan 6
	expect_refused "link must be a network of xvs" \
		ip link add link nic name xapi6 type xvs vlan 6
	nothing_changed
}

a_vlan_is_made_once_and_stays()
{
	standing
	expect_refused "vlan is that of another network of this root" \
		ip link add link xenbr0 name xapi6 type xvs vlan 5
	expect_refused "vlan is given when a network is made" \
		ip link set xapi5 type xvs vlan 6
	expect_refused "vlan is given when a network is made" \
		ip link set xenbr0 type xvs vlan 5
	nothing_changed
	expect "another root has VLANs of its own" \
		ip link add link xenbr1 name xapi6 type xvs vlan 5
}

vlan_4095_is_reserved()
{
	standing
	expect_refused '"vlan" is a number in 0..4094' \
		ip link add link xenbr0 name xapi6 type xvs vlan 4095
	expect_refused '"vlan" is a number in 0..4094' \
		ip link add link xenbr0 name xapi6 type xvs vlan -1
	nothing_changed
}

a_network_stays_in_its_namespace()
{
	local home

	standing
	cable nic out
	home=$(ip -n out -o link show eth0 | grep -o 'link-netnsid [0-9]*')
	remember
	expect_refused "link is in another network namespace" ip link add \
		link xenbr0 name xapi6 netns out type xvs vlan 6
	# shellcheck disable=SC2086 # name and value
	expect_refused "link is in another network namespace" ip -n out link add \
		link "if$(</sys/class/net/xenbr0/ifindex)" $home \
		name xapi6 type xvs vlan 6
	expect_eq "what was made there" "$(ip -n out link show type xvs)" ""
	expect_refused "" ip link set xenbr1 netns out
	expect_refused "" ip link set xenbr0 netns out
	expect_refused "" ip link set xapi5 netns out
	nothing_changed
}

a_view_carries_no_vlans()
{
	standing
	expect_refused "VLANs not supported" \
		ip link add link xapi5 name xapi5.6 type vlan id 6
	nothing_changed
}

# ---- options ----------------------------------------------------------------

# refused_by_a_view OPTION VALUE: when it is made and later
refused_by_a_view()
{
	expect_refused "$1 is an option of a root network" \
		ip link set xapi5 type xvs "$1" "$2"
	expect_refused "$1 is an option of a root network" ip link add \
		link xenbr0 name xapi6 type xvs vlan 6 "$1" "$2"
}

options_of_a_root_are_no_options_of_a_view()
{
	standing
	refused_by_a_view vif_trunk 6
	refused_by_a_view ageing_time 3000
	refused_by_a_view fdb_max_learned 1000
	nothing_changed
}

# out_of_range OPTION VALUE...: when a network is made and later
out_of_range()
{
	local value

	for value in "${@:2}"; do
		expect_refused "$1 must be" \
			ip link set xenbr0 type xvs "$1" "$value"
		expect_refused "$1 must be" \
			ip link add xenbr2 type xvs "$1" "$value"
	done
}

numbers_have_a_range()
{
	standing
	out_of_range ageing_time 0 199 100000001 4294967295
	out_of_range fdb_max_learned 0 1048577 4294967295
	nothing_changed
	expect "the lowest" \
		ip link set xenbr0 type xvs ageing_time 200 fdb_max_learned 1
	expect "the highest" ip link set xenbr0 type xvs \
		ageing_time 100000000 fdb_max_learned 1048576
}

a_trunk_is_of_vlans()
{
	local list

	standing
	for list in 0 4095 0-5 7-6 "5," some; do
		expect_refused vif_trunk \
			ip link set xenbr0 type xvs vif_trunk "$list"
	done
	nothing_changed
}

a_network_has_a_station_address()
{
	local addr

	standing
	for addr in 01:00:5e:00:00:01 00:00:00:00:00:00; do
		expect_refused "address must be that of a station" \
			ip link add xenbr2 address "$addr" type xvs
		expect_refused "address must be that of a station" ip link add \
			link xenbr0 name xapi6 address "$addr" type xvs vlan 6
		expect_refused address ip link set xenbr0 address "$addr"
		expect_refused address ip link set xapi5 address "$addr"
	done
	nothing_changed
}

one_bad_option_spoils_all()
{
	standing
	expect_refused "fdb_max_learned must be" ip link set xenbr0 mtu 1400 \
		type xvs ageing_time 1000 vif_trunk 5 fdb_max_learned 0
	expect_refused "A pif joins a root" ip link set vif_g5 \
		type xvs_slave learning off isolated on role pif
	nothing_changed
	ip link set vif_g5 nomaster
	ip link set vif_g5 master xapi5
	nothing_changed
}

# ---- what a PIF can carry -------------------------------------------------------

mtu_is_within_the_pif_s()
{
	standing
	uplink xenbr0
	remember
	expect_refused "mtu greater than device maximum" \
		ip link set xenbr0 mtu 1501
	expect_refused "mtu greater than device maximum" \
		ip link set xapi5 mtu 1501
	expect_refused "mtu is above the root's" ip link add \
		link xenbr0 name xapi6 mtu 1501 type xvs vlan 6
	nothing_changed
}

a_pif_is_not_below_the_network_s_mtu()
{
	standing
	cable nic out
	ip link set nic master xenbr1
	ip link set nic type xvs_slave role pif
	ip link set nic nomaster
	ip link set xenbr0 mtu 9000
	remember
	expect_refused "The network's mtu was set above the device's" \
		ip link set nic master xenbr0
	expect_refused "The network's mtu was set above the device's" \
		ip link set vif_g1 type xvs_slave role pif
	nothing_changed
	ip link set nic mtu 9000
	expect "a longer one is" ip link set nic master xenbr0
}

a_pif_carries_the_vlans()
{
	test_devices || return
	standing
	ip link add nic up type xvs_test_novlan
	ip link set nic master xenbr1
	ip link set nic type xvs_slave role pif
	remember
	expect_refused "vlan can't be carried by the root's pif" \
		ip link add link xenbr1 name xapi6 type xvs vlan 6
	nothing_changed
	expect "the native VLAN can" \
		ip link add link xenbr1 name xapi0 type xvs vlan 0
	ip link set nic nomaster
	remember
	expect_refused "The network has VLANs, which the device can't carry" \
		ip link set nic master xenbr0
	nothing_changed
}

# ---- moves --------------------------------------------------------------------

# rtnetlink makes a device leave one master before it asks the next
a_refused_move_ends_without_network()
{
	standing
	uplink xenbr1
	cable nic2 out eth2
	remember
	ip link set nic2 master xenbr0
	ip link set nic2 type xvs_slave role pif
	expect_refused "A pif joins a root" ip link set nic2 master xapi5
	nothing_changed
	expect "nobody hears from it" frame xfer from out/eth2 \
		to g1=0 out/eth0=0
	expect_refused "A pif joins a root" ip link set nic2 master xapi5
	nothing_changed
	expect "it can come back" ip link set nic2 master xenbr0
	expect "and works" frame xfer from out/eth2 to g1=1
}

run_tests only_ethernet_is_a_port a_port_has_a_station_address \
	what_must_not_be_bridged_is_not a_device_that_others_take_frames_of \
	nothing_is_put_on_a_port a_network_is_no_port \
	a_device_on_a_network_is_no_port a_vlan_needs_a_root \
	a_vlan_is_made_once_and_stays vlan_4095_is_reserved \
	a_network_stays_in_its_namespace a_view_carries_no_vlans \
	options_of_a_root_are_no_options_of_a_view numbers_have_a_range \
	a_trunk_is_of_vlans a_network_has_a_station_address \
	one_bad_option_spoils_all mtu_is_within_the_pif_s \
	a_pif_is_not_below_the_network_s_mtu a_pif_carries_the_vlans \
	a_refused_move_ends_without_network
