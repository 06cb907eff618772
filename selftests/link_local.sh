#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Link-local addresses of IPv6 of a locked VIF: by its MAC, by its list, or
# first come, first served.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC1=02:00:00:00:0a:01
MAC2=02:00:00:00:0a:02
EUI1=fe80::ff:fe00:a01
EUI2=fe80::ff:fe00:a02

# cast POLICY: of two locked guests
cast()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	pif xenbr0
	lock vif_g1 "$MAC1" ipv6_allowed 2001:db8::1 ipv6_linklocal "$1"
	lock vif_g2 "$MAC2" ipv6_allowed 2001:db8::2 ipv6_linklocal "$1"
}

# speaks GUEST MAC ADDRESS: and is heard outside
speaks()
{
	frame xfer from "$1" src="$2" ip6="$3-2001:db8::9" proto=17 to out=1
}

# is_not_heard GUEST MAC ADDRESS
is_not_heard()
{
	local before after

	before=$(drops "vif_$1" ip6_linklocal)
	frame xfer from "$1" src="$2" ip6="$3-2001:db8::9" proto=17 to out=0 ||
		return
	after=$(drops "vif_$1" ip6_linklocal)
	((after == before + 1)) || {
		echo "not dropped as ip6_linklocal"
		return 1
	}
}

made_of_its_mac()
{
	cast eui64
	expect "its own" speaks g1 "$MAC1" "$EUI1"
	expect "not the other's" is_not_heard g1 "$MAC1" "$EUI2"
	expect "not one of its choice" is_not_heard g1 "$MAC1" fe80::1
	expect "nor another prefix" is_not_heard g1 "$MAC1" fe80:1::ff:fe00:a01
}

listed()
{
	cast listed
	expect "not even its own" is_not_heard g1 "$MAC1" "$EUI1"
	ip link set vif_g1 type xvs_slave ipv6_add fe80::1
	expect "but one in the list" speaks g1 "$MAC1" fe80::1
	expect "of itself alone" is_not_heard g2 "$MAC2" fe80::1
}

first_come_first_served()
{
	cast first
	expect "g1 was first" speaks g1 "$MAC1" fe80::1234
	expect "g2 is not" is_not_heard g2 "$MAC2" fe80::1234
	expect "it takes another" speaks g2 "$MAC2" fe80::5678
	expect "which is not g1's" is_not_heard g1 "$MAC1" fe80::5678
	expect "their own addresses stay" speaks g1 "$MAC1" 2001:db8::1
}

no_more_than_four()
{
	local i

	cast first
	for i in 1 2 3 4; do
		expect "number $i" speaks g1 "$MAC1" "fe80::b:$i"
	done
	expect "but no fifth" is_not_heard g1 "$MAC1" fe80::b:5
	expect "those it has it keeps" speaks g1 "$MAC1" fe80::b:1
	expect "the other is not concerned" speaks g2 "$MAC2" fe80::b:5
}

four_in_each_vlan()
{
	local i vlan

	cast first
	ip link set vif_g1 type xvs_slave trunk 5-8
	for vlan in 5 6 7 8; do
		for i in 1 2; do
			expect "number $i" frame xfer from g1 src="$MAC1" \
				"vlan=$vlan" ip6="fe80::b:$i-2001:db8::9" \
				proto=17 to out=1
		done
	done
}

# neighbour DEV MAC TYPE ADDRESS: neighbour discovery of that type, to all, of
# the address (an advertisement's target, too), is heard by all who may
neighbour()
{
	frame send "$1" src="$2" dst=33:33:00:00:00:01 ip6="$4-ff02::1" proto=58 \
		payload="hex:${3}00000000000000fe80000000000000${5}" cookie=none
}

a_silent_one_keeps_it()
{
	cast first
	ip link set xenbr0 type xvs ageing_time 200
	expect "g1 was first" speaks g1 "$MAC1" fe80::1234
	sleep 3
	expect "and is still there" is_not_heard g2 "$MAC2" fe80::1234
	ip link set g1 down
	expect_soon "until it is not" speaks g2 "$MAC2" fe80::1234
	ip link set g1 up
	until_true 5 is_up vif_g1
	expect "now it is g2's" is_not_heard g1 "$MAC1" fe80::1234
}

# The router's, above all
what_is_used_outside_is_not_to_be_taken()
{
	cast first
	neighbour out 02:00:00:00:0f:01 86 fe80::1 0000000000000001
	neighbour out 02:00:00:00:0f:02 88 fe80::2 0000000000000002
	expect "a router's" is_not_heard g1 "$MAC1" fe80::1
	expect "another station's" is_not_heard g1 "$MAC1" fe80::2
	expect "one that is nobody's" speaks g1 "$MAC1" fe80::3
	ip link set xenbr0 type xvs ageing_time 200
	sleep 3
	expect "a router need not speak often" is_not_heard g1 "$MAC1" fe80::1
	expect "what is not heard any more may be gone" \
		speaks g1 "$MAC1" fe80::2
	ip link set nic nomaster
	ip link set nic master xenbr0
	expect "without the uplink nothing is there" speaks g1 "$MAC1" fe80::1
}

nor_what_an_unlocked_guest_uses()
{
	cast first
	ip link set vif_g2 type xvs_slave locking_mode unlocked
	neighbour g2 "$MAC2" 88 fe80::2 0000000000000002
	expect "an address of its choice" is_not_heard g1 "$MAC1" fe80::2
	ip link set vif_g2 type xvs_slave locking_mode locked
	expect "it can have it when it is locked" speaks g2 "$MAC2" fe80::2
}

# A guest that restarts is away for a while
its_own_is_kept_for_it()
{
	cast first
	ip link set vif_g2 nomaster
	expect "g1 takes that of g2's MAC" speaks g1 "$MAC1" "$EUI2"
	ip link set vif_g2 master xenbr0
	until_true 5 is_up vif_g2
	expect "g2 is back" speaks g2 "$MAC2" "$EUI2"
	expect "and g1 has lost it" is_not_heard g1 "$MAC1" "$EUI2"
	expect "g1 takes another" speaks g1 "$MAC1" fe80::77
	ip link set vif_g2 type xvs_slave ipv6_add fe80::77
	expect "the list says whose it is" is_not_heard g1 "$MAC1" fe80::77
}

what_another_lists_is_not_to_be_taken()
{
	cast first
	ip link set vif_g2 type xvs_slave ipv6_add fe80::77
	expect "in a list" is_not_heard g1 "$MAC1" fe80::77
	expect "by its MAC" is_not_heard g1 "$MAC1" "$EUI2"
	expect "it can have them" speaks g2 "$MAC2" fe80::77
	expect "both" speaks g2 "$MAC2" "$EUI2"
}

the_hosts_is_not_to_be_taken()
{
	cast first
	echo 0 >/proc/sys/net/ipv6/conf/xenbr0/disable_ipv6
	ip addr add fe80::99/64 dev xenbr0 nodad
	expect "an address of the host" is_not_heard g1 "$MAC1" fe80::99
}

they_are_given_back()
{
	cast first
	expect "g1 has it" speaks g1 "$MAC1" fe80::1234
	ip link set vif_g1 nomaster
	expect "it has left" speaks g2 "$MAC2" fe80::1234
	ip link set vif_g2 type xvs_slave locking_mode unlocked
	ip link set vif_g1 master xenbr0
	until_true 5 is_up vif_g1
	expect "a lock less, it is back" speaks g1 "$MAC1" fe80::1234
}

both_ports_of_a_guest_share_them()
{
	cast first
	lock vif_g2 "$MAC1"
	expect "one takes it" speaks g1 "$MAC1" fe80::1234
	expect "for both" speaks g2 "$MAC1" fe80::1234
}

none_without_ipv6()
{
	cast default
	expect "where IPv6 is allowed: as first" speaks g1 "$MAC1" fe80::1
	ip link set vif_g1 type xvs_slave ipv6_allowed none \
		ipv4_allowed 192.0.2.1
	expect "where it is not: none" is_not_heard g1 "$MAC1" "$EUI1"
}

run_tests made_of_its_mac listed first_come_first_served no_more_than_four four_in_each_vlan \
	a_silent_one_keeps_it what_is_used_outside_is_not_to_be_taken \
	nor_what_an_unlocked_guest_uses its_own_is_kept_for_it what_another_lists_is_not_to_be_taken \
	the_hosts_is_not_to_be_taken they_are_given_back \
	both_ports_of_a_guest_share_them none_without_ipv6
