#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the locking modes let through, beside what a lock does: everything, or
# nothing, or what the network says; and which tags a locked guest has.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:0a:01

cast()
{
	network xenbr0 "$@"
	vif g1 xenbr0
	vif g2 xenbr0
	pif xenbr0
}

disabled_neither_sends_nor_receives()
{
	cast
	frame send g1
	ip link set vif_g1 type xvs_slave locking_mode disabled
	expect "it is not heard" frame xfer from g1 to g2=0 out=0 xenbr0=0
	expect_eq "dropped as such" "$(drops vif_g1 disabled)" 1
	expect "it hears nothing" frame xfer from out to g1=0 g2=1
	expect "nor what is for it" frame xfer from g2 dst="$(mac g1)" \
		to g1=0 out=1
	expect "nor from the host" frame xfer from xenbr0 to g1=0 g2=1
	expect "not with a pinned address" \
		bridge fdb add 02:00:00:00:00:77 dev xenbr0 self via vif_g1 static
	expect "either" frame xfer from g2 dst=02:00:00:00:00:77 to g1=0 out=0
	expect_eq "counted" "$(drops vif_g2 disabled)" 1
	expect "its link is up" is_up vif_g1
	ip link set vif_g1 type xvs_slave locking_mode unlocked
	expect "enabled again" frame xfer from g1 to g2=1 out=1
}

disabled_is_nobody()
{
	local src

	cast
	ip link set vif_g1 type xvs_slave locking_mode disabled
	for src in 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff "$MAC"; do
		expect "IPv4 of $src" frame xfer from g1 src="$src" \
			ip4=0.0.0.0-192.0.2.9 to g2=0 out=0
		expect "IPv6 of $src" frame xfer from g1 src="$src" \
			ip6=::-2001:db8::9 to g2=0 out=0
	done
	expect_eq "each is counted" "$(drops vif_g1 disabled)" 6
}

the_network_may_disable()
{
	cast default_locking_mode disabled
	expect "by default" frame xfer from g1 to g2=0 out=0
	ip link set vif_g1 type xvs_slave locking_mode unlocked
	expect "but not who has a mode" frame xfer from g1 to g2=0 out=1
	expect "the uplink has none" frame xfer from out to g1=1 g2=0
	ip link set vif_g1 type xvs_slave locking_mode network_default
	expect "and back" frame xfer from g1 to g2=0 out=0
	expect_refused "can't change while a vif is attached" \
		ip link set xenbr0 type xvs default_locking_mode unlocked
}

a_locked_guest_has_no_tags()
{
	cast
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
	expect "untagged" frame xfer from g1 src="$MAC" \
		ip4=192.0.2.1-192.0.2.9 to out=1
	expect "not with a tag" frame xfer from g1 src="$MAC" vlan=5 \
		ip4=192.0.2.1-192.0.2.9 to out=0 g2=0
	expect_eq "dropped as such" "$(drops vif_g1 vlan_tag)" 1
	expect "it is sent none" frame xfer from out vlan=5 to g1=0 g2=1
	expect "but for a priority" frame xfer from g1 src="$MAC" vlan=0:5 \
		ip4=192.0.2.1-192.0.2.9 to out=1
	ip link set vif_g1 type xvs_slave trunk 5,7
	expect "those of its list" frame xfer from g1 src="$MAC" vlan=5 \
		ip4=192.0.2.1-192.0.2.9 to out=1,vlan=5
	expect "and no others" frame xfer from g1 src="$MAC" vlan=6 \
		ip4=192.0.2.1-192.0.2.9 to out=0
	expect "with its own address" frame xfer from g1 src="$MAC" vlan=5 \
		ip4=192.0.2.2-192.0.2.9 to out=0
	expect "of that it is sent" frame xfer from out vlan=5 to g1=1,vlan=5
	expect "two tags hide nothing" frame xfer from g1 src="$MAC" vlan=5 \
		vlan=7 ip4=192.0.2.1-192.0.2.9 to out=0
}

an_unlocked_guest_may_have_tags_of_its_own()
{
	cast vif_trunk none
	ip link set vif_g1 type xvs_slave trunk 5
	expect "beside its network's" frame xfer from g1 vlan=5 \
		to out=1,vlan=5 g2=0
	expect "the uplink's frames are let in for it" frame xfer from out \
		vlan=5 to g1=1,vlan=5 g2=0
	expect "no others" frame xfer from out vlan=6 to g1=0
	ip link set vif_g1 nomaster
	expect "and not for nobody" frame xfer from out vlan=5 to g2=0
	expect_eq "dropped as such" "$(drops nic vlan_unused)" 2
	ip link set vif_g1 master xenbr0
	until_true 5 is_up vif_g1
	expect "they come along" frame xfer from g1 vlan=5 to out=1,vlan=5
	ip link set vif_g1 type xvs_slave trunk default
	expect "and go" frame xfer from g1 vlan=5 to out=0
}

a_pif_is_never_locked()
{
	cast
	expect "a policy for a guest" ip link set nic type xvs_slave \
		locking_mode locked mac "$MAC"
	expect "is none for a NIC" frame xfer from out to g1=1 g2=1
	ip link set nic type xvs_slave role vif
	expect "until it is a guest's" frame xfer from out to g1=0 g2=0
	expect_eq "dropped as such" "$(drops nic lock_mac)" 1
}

run_tests disabled_neither_sends_nor_receives disabled_is_nobody \
	the_network_may_disable a_locked_guest_has_no_tags \
	an_unlocked_guest_may_have_tags_of_its_own a_pif_is_never_locked
