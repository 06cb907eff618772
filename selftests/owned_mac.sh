#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Owned addresses: a locked VIF's MAC is its own, or that of the set of VIFs
# that are locked to it, as long as one of them has carrier.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:0a:01
IP=192.0.2.1

# owner GUEST: lock its VIF to the address
owner()
{
	lock "vif_$1" "$MAC" ipv4_allowed "$IP/32"
}

# sends FROM RECEIVER...: the owner's frames, from wherever, reach whom
sends()
{
	local from=$1

	shift
	frame xfer from "$from" src="$MAC" "ip4=$IP-192.0.2.9" to "$@"
}

# finds FROM RECEIVER...: frames for the owner
finds()
{
	local from=$1

	shift
	frame xfer from "$from" dst="$MAC" "ip4=192.0.2.9-$IP" to "$@"
}

three_guests()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	vif g3 xenbr0
	pif xenbr0
	owner g1
}

it_is_known_before_it_has_sent()
{
	three_guests
	expect "of the guests it alone" finds out g1=1 g2=0 g3=0
	expect "also from another guest" finds g2 g1=1 g3=0 out=0
	expect "and from the host" finds xenbr0 g1=1 g2=0 out=0
}

nobody_else_sends_from_it()
{
	three_guests
	expect "not another guest" sends g2 g1=0 g3=0 out=0
	expect_eq "held against that one" "$(drops vif_g2 owned_mac)" 1
	expect "it is where it was" finds out g1=1 g2=0
	expect "nor one whose port does not learn" \
		ip link set vif_g3 type xvs_slave learning off
	expect "not that" sends g3 g1=0 g2=0 out=0
	expect "the owner does" sends g1 g2=1 g3=1 out=1
}

the_uplink_does_not_move_it()
{
	three_guests
	expect "a reflection, say" sends out g2=1
	expect "does not move it" finds g2 g1=1 out=0
}

unknown_addresses_are_not_for_it()
{
	three_guests
	expect "a sniffer that is locked sees nothing" \
		frame xfer from out dst=02:00:00:00:00:99 to g1=0 g2=1 g3=1
	expect "but what is for all" frame xfer from out to g1=1 g2=1
}

both_ports_of_an_hvm_guest()
{
	three_guests
	owner g2
	expect "until one has sent both are asked" finds out g1=1 g2=1 g3=0
	expect "the emulated one boots" sends g1 out=1
	expect "it gets the answers" finds out g1=1 g2=0 g3=0
	expect "then the driver takes over" sends g2 out=1
	expect "and gets them" finds out g1=0 g2=1 g3=0
	ip link set g2 down
	until_true 5 eval '! is_up vif_g2'
	expect "without carrier it does not count" finds out g1=1 g3=0
}

a_migration_on_the_same_host()
{
	three_guests
	expect "the guest runs" sends g1 out=1
	ip link set vif_g2 nomaster
	ip link set g2 down
	owner_beforehand g2
	ip link set vif_g2 master xenbr0
	expect "its new half has no carrier yet" finds out g1=1 g3=0
	ip link set g1 down
	ip link set g2 up
	until_true 5 is_up vif_g2
	until_true 5 eval '! is_up vif_g1'
	expect "now it has, and the old one none" finds out g2=1 g3=0
	ip link del g1
	expect "and the old one is gone" finds out g2=1 g3=0
	expect "still nobody else's" sends g3 out=0 g2=0
}

# Policy set on a device that is no port
owner_beforehand()
{
	xvs lock set "vif_$1" locking_mode locked mac "$MAC" ipv4_allowed "$IP/32"
}

a_migration_to_another_host()
{
	network xenbr0
	network xenbr1
	vif g1 xenbr0
	vif g2 xenbr0
	vif h1 xenbr1
	vif h2 xenbr1
	wire up0 up1
	ip link set up0 master xenbr0
	ip link set up0 type xvs_slave role pif
	ip link set up1 master xenbr1
	ip link set up1 type xvs_slave role pif
	owner g1
	ip link set h1 down
	owner h1
	expect "it runs on the first" sends g1 g2=1 h2=1
	expect "the second's guests find it there" finds h2 g1=1 g2=0
	ip link set g1 down
	ip link set h1 up
	until_true 5 is_up vif_h1
	until_true 5 eval '! is_up vif_g1'
	expect "it has moved and says so" sends h1 h2=1 g2=1
	expect "the first's guests find it" finds g2 h1=1 h2=0
	expect "and the second's" finds h2 h1=1 g2=0
	expect "nobody sends for it on the first" sends g2 g1=0 h1=1
}

without_an_owner_it_is_an_ordinary_address()
{
	three_guests
	ip link set g1 down
	until_true 5 eval '! is_up vif_g1'
	expect "somebody outside has it" sends out g2=1
	expect "and is found" finds g2 out=1 g3=0
	ip link set g1 up
	until_true 5 is_up vif_g1
	expect "until the owner is back" finds g2 g1=1 out=0
}

it_stays_when_it_is_unlocked()
{
	three_guests
	expect "it sends" sends g1 out=1
	ip link set vif_g1 type xvs_slave locking_mode unlocked
	expect "and is found" finds out g1=1 g2=0 g3=0
	expect "but can be taken" sends g2 out=1
	expect "by whoever" finds out g2=1 g1=0
	owner g1
	expect "until it is locked again" finds out g1=1 g2=0
}

the_hosts_address_is_nobodys()
{
	three_guests
	lock vif_g1 "$(mac xenbr0)" ipv4_allowed "$IP/32"
	expect "a lock does not make it a guest's" frame xfer from g1 \
		src="$(mac xenbr0)" "ip4=$IP-192.0.2.9" to g2=0 out=0
	expect_eq "dropped as such" "$(drops vif_g1 host_mac)" 1
}

it_can_not_be_pinned_elsewhere()
{
	three_guests
	expect_refused "A VIF is locked to the address" \
		bridge fdb add "$MAC" dev xenbr0 self via vif_g2 static
	expect_refused "A VIF is locked to the address" \
		bridge fdb del "$MAC" dev xenbr0 self
	expect "flushing is no way either" \
		ip link set xenbr0 type xvs fdb_flush
	expect "it is there" finds out g1=1 g2=0
}

in_its_own_vlan_alone()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xapi5
	vif g2 xenbr0
	pif xenbr0
	owner g1
	expect "elsewhere another has it" sends g2 out=1,vlan=none g1=0
	expect "with a tag it is the owner's" frame xfer from g2 vlan=5 \
		src="$MAC" "ip4=$IP-192.0.2.9" to out=0 g1=0
	expect_eq "dropped as such" "$(drops vif_g2 owned_mac)" 1
	expect "both are found: one" finds out g2=1 g1=0
	expect "and the other" frame xfer from out vlan=5 dst="$MAC" \
		"ip4=192.0.2.9-$IP" to g1=1 g2=0
}

run_tests it_is_known_before_it_has_sent nobody_else_sends_from_it \
	the_uplink_does_not_move_it unknown_addresses_are_not_for_it \
	both_ports_of_an_hvm_guest a_migration_on_the_same_host \
	a_migration_to_another_host without_an_owner_it_is_an_ordinary_address \
	it_stays_when_it_is_unlocked the_hosts_address_is_nobodys \
	it_can_not_be_pinned_elsewhere in_its_own_vlan_alone
