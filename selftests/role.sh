#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A port is a VIF, which is not trusted, or a PIF, which is the uplink. Which
# of them goes by what stands behind the device, unless somebody has decided.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# nic NAME, netback NAME: a device that hardware, or netback, stands behind; up
nic()
{
	ip link add "$1" type xvs_test_nic
	ip link set "$1" up
}

netback()
{
	ip link add "$1" type xvs_test_vif
	ip link set "$1" up
}

# role PORT: null if it is none
role()
{
	link_info "$1" .linkinfo.info_slave_data.role
}

hardware_on_a_root_is_a_pif()
{
	test_devices || return
	network xenbr0
	nic eth0
	ip link set eth0 master xenbr0
	expect_eq "role" "$(role eth0)" pif
	expect_eq "the network has its address" \
		"$(link_info xenbr0 .address)" "$(link_info eth0 .address)"
}

netback_is_never_a_pif()
{
	test_devices || return
	network xenbr0
	netback vif1.0
	netback vif2.0
	nic eth0
	expect_eq "it is on that bus" "$(link_info vif1.0 .parentbus)" xen-backend
	ip link set vif1.0 master xenbr0
	expect_eq "where there is no pif" "$(role vif1.0)" vif
	ip link set eth0 master xenbr0
	ip link set vif2.0 master xenbr0
	expect_eq "where there is one" "$(role vif2.0)" vif
	expect_eq "which stays" "$(role eth0)" pif
}

a_veth_is_a_vif()
{
	network xenbr0
	ip link add vif1.0 type veth peer name peer
	ip link set vif1.0 master xenbr0
	expect_eq "role" "$(role vif1.0)" vif
}

all_are_vifs_on_a_view()
{
	local dev

	test_devices || return
	network xenbr0
	view xapi5 xenbr0 5
	nic eth0
	netback vif1.0
	ip link add vif2.0 type veth peer name peer
	for dev in eth0 vif1.0 vif2.0; do
		ip link set "$dev" master xapi5
		expect_eq "$dev" "$(role "$dev")" vif
	done
}

# Guests in the native VLAN and in 5, which a VIF has no access to
guests_in_two_vlans()
{
	network xenbr0 vif_trunk none
	view xapi5 xenbr0 5
	guest g1 xenbr0
	guest g5 xapi5
}

a_role_can_be_decided()
{
	guests_in_two_vlans
	cable nic out
	ip link set nic master xenbr0
	expect "a vif has no tags" frame xfer from out/eth0 vlan=5 to g5/eth0=0
	expect "told" ip link set nic type xvs_slave role pif
	expect_eq "role" "$(role nic)" pif
	expect "a pif has" frame xfer from out/eth0 vlan=5 \
		to g5/eth0=1,vlan=none g1/eth0=0
	expect "told back" ip link set nic type xvs_slave role vif
	expect_eq "role" "$(role nic)" vif
	expect "has none again" frame xfer from out/eth0 vlan=5 to g5/eth0=0
}

hardware_can_be_a_vif()
{
	test_devices || return
	network xenbr0
	nic eth0
	nic eth1
	ip link set eth0 master xenbr0
	ip link set eth0 type xvs_slave role vif
	expect_eq "role" "$(role eth0)" vif
	expect_eq "the network has no uplink" \
		"$(link_info xenbr0 .address)" fe:ff:ff:ff:ff:ff
	expect "there is room for another" ip link set eth1 master xenbr0
	expect_eq "its role" "$(role eth1)" pif
}

a_new_role_forgets_what_was_learned()
{
	local new

	network xenbr0
	ip link add vif1.0 type veth peer name peer
	ip link set peer up
	ip link set vif1.0 up master xenbr0
	for new in pif vif; do
		frame send peer src=02:00:00:00:00:77
		expect_eq "it was learned" \
			"$(fdb_port xenbr0 02:00:00:00:00:77)" vif1.0
		ip link set vif1.0 type xvs_slave role "$new"
		expect_eq "and not by the new $new" \
			"$(fdb_port xenbr0 02:00:00:00:00:77)" ""
	done
}

a_role_survives_leaving_and_moving()
{
	local dev

	test_devices || return
	network xenbr0
	network xenbr1
	nic eth0
	ip link add vif1.0 type veth peer name peer
	ip link set eth0 master xenbr0
	ip link set eth0 type xvs_slave role vif
	ip link set vif1.0 master xenbr0
	ip link set vif1.0 type xvs_slave role pif
	for dev in eth0 vif1.0; do
		ip link set "$dev" nomaster
		expect_eq "a device without master has none" "$(role "$dev")" null
		ip link set "$dev" master xenbr0
	done
	expect_eq "back, hardware" "$(role eth0)" vif
	expect_eq "back, veth" "$(role vif1.0)" pif
	ip link set eth0 master xenbr1
	ip link set vif1.0 master xenbr1
	expect_eq "elsewhere, hardware" "$(role eth0)" vif
	expect_eq "elsewhere, veth" "$(role vif1.0)" pif
}

a_role_goes_with_its_device()
{
	network xenbr0
	ip link add vif1.0 index 4711 type veth peer name peer
	ip link set vif1.0 master xenbr0
	ip link set vif1.0 type xvs_slave role pif
	ip link del vif1.0
	ip link add vif1.0 index 4711 type veth peer name peer
	ip link set vif1.0 master xenbr0
	expect_eq "the next of its name and number" "$(role vif1.0)" vif
}

a_view_has_no_pif()
{
	guests_in_two_vlans
	expect_refused "A pif joins a root network, not a VLAN of it" \
		ip link set vif_g5 type xvs_slave role pif
	expect_eq "it stays a vif" "$(role vif_g5)" vif
	ip link set vif_g1 type xvs_slave role pif
	expect_refused "A pif joins a root network, not a VLAN of it" \
		ip link set vif_g1 master xapi5
	ip link set vif_g1 master xenbr0
	expect "both work" frame xfer from g5/eth0 to g1/eth0=1,vlan=5
}

# What it had while it was locked must not outlive it as a PIF
a_locked_guest_becomes_a_pif()
{
	local mac=02:00:00:00:0a:01 sender i

	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	lock vif_g1 "$mac" ipv6_allowed 2001:db8::1
	frame send g1 src="$mac" ip6=fe80::77-2001:db8::9 proto=17 cookie=none \
		count 50000 interval 20 &
	sender=$!
	for ((i = 0; i < 5; i++)); do
		ip link set vif_g1 type xvs_slave role pif
		ip link set vif_g1 type xvs_slave role vif
	done
	ip link set vif_g1 type xvs_slave role pif
	kill "$sender" 2>/dev/null
	wait "$sender"
	ip link set vif_g1 nomaster
	ip link del vif_g1
	expect_eq "its address" "$(fdb_port xenbr0 "$mac")" ""
}

an_unknown_role_is_refused()
{
	network xenbr0
	ip link add vif1.0 type veth peer name peer
	ip link set vif1.0 master xenbr0
	expect_refused role ip link set vif1.0 type xvs_slave role host
	expect_eq "role" "$(role vif1.0)" vif
}

a_role_changes_under_traffic()
{
	local sender changes=0

	guests_in_two_vlans
	uplink xenbr0
	frame send out/eth0 vlan=5 src=random count 5000 interval 200 &
	sender=$!
	while kill -0 "$sender" 2>/dev/null; do
		ip link set nic type xvs_slave role vif
		ip link set nic type xvs_slave role pif
		((changes++))
	done
	((changes > 3)) || fail "the role changed but $changes times"
	expect "it works as ever" frame xfer from out/eth0 vlan=5 \
		to g5/eth0=1,vlan=none g1/eth0=0
	expect "both ways" frame xfer from g5/eth0 to out/eth0=1,vlan=5
}

run_tests hardware_on_a_root_is_a_pif netback_is_never_a_pif a_veth_is_a_vif \
	all_are_vifs_on_a_view a_role_can_be_decided hardware_can_be_a_vif \
	a_new_role_forgets_what_was_learned a_role_survives_leaving_and_moving \
	a_role_goes_with_its_device a_view_has_no_pif a_locked_guest_becomes_a_pif \
	an_unknown_role_is_refused a_role_changes_under_traffic
