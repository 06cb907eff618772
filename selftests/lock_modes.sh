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

# What a checksum offload would write is written after the frame was judged
a_checksum_is_not_written_over_what_was_judged()
{
	local as="src=$MAC ip4=192.0.2.1-192.0.2.9" at

	cast
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
	# shellcheck disable=SC2086 # keys
	expect "it may send" frame xfer from g1 $as to out=1
	# the source, the ports, the Ethernet header; more than there is
	for at in 20+8 26+0 34+0 0+6 14+12 9000+2; do
		# shellcheck disable=SC2086 # keys
		frame send g1 $as proto=17 sum_at="$at" 2>/dev/null
	done
	# shellcheck disable=SC2086 # keys
	expect "but nothing of the kind" frame xfer from g1 $as sum_at=20+8 \
		to out=0 g2=0
	expect "nor another's ARP" frame xfer from g1 src="$MAC" \
		arp=request:192.0.2.1:192.0.2.9 sum_at=20+8 to out=0 g2=0
	expect "what is left to the device as it should be" \
		frame xfer from g1 src="$MAC" csum=partial \
		udp4=192.0.2.1:1000-192.0.2.9:1000 to out=1
	expect "and in segments" frame xfer from g1 src="$MAC" gso=1400 \
		tcp4=192.0.2.1:1000-192.0.2.9:1000 to out=1,gso=1400
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.0/24
	expect "of a prefix, too" frame xfer from g1 src="$MAC" gso=1400 \
		tcp4=192.0.2.1:1000-192.0.2.9:1000 to out=1,gso=1400
}

# dhcp_request CLIENT: the message in its name, so far as it matters
dhcp_request()
{
	printf '\001\001\006\000'
	head -c 24 /dev/zero
	printf '%b' "\\x${1//:/\\x}"
	head -c 202 /dev/zero
	printf 'c\202Sc\065\001\001\377'
}

# say_dhcp NS FILE: all in one frame, in datagrams of a message each
say_dhcp()
{
	ip netns exec "$1" socat -u -b 488 "FILE:$2" \
		UDP-SENDTO:192.0.2.2:67,setsockopt-int=17:103:244
}

listens_for_dhcp()
{
	ip netns exec "$1" ss -Hlun | grep -q ':67\>'
}

# Datagrams that are put together are cut by who receives them
a_client_of_dhcp_says_one_thing_at_a_time()
{
	local client

	network xenbr0
	guest g1 xenbr0 192.0.2.1/24
	guest g2 xenbr0 192.0.2.2/24
	client=$(mac g1/eth0)
	{
		dhcp_request "$client"
		dhcp_request 02:00:00:00:0a:02
	} >/tmp/messages
	dhcp_request "$client" >/tmp/message
	: >/tmp/got
	ip netns exec g2 socat -u UDP-RECV:67 OPEN:/tmp/got,append &
	expect_soon "g2 listens" listens_for_dhcp g2
	expect "two messages" say_dhcp g1 /tmp/messages
	expect_soon "get through" cmp /tmp/messages /tmp/got
	lock vif_g1 "$client" ipv4_allowed 192.0.2.1
	: >/tmp/got
	expect "not while it is locked" say_dhcp g1 /tmp/messages
	expect "but one" say_dhcp g1 /tmp/message
	expect_soon "alone" cmp /tmp/message /tmp/got
	expect_eq "dropped as such" "$(drops vif_g1 dhcp_client)" 1
	rm -f /tmp/messages /tmp/message /tmp/got
}

an_s_tag_is_no_tag_of_its_list()
{
	cast
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1 trunk 5
	expect "its tag" frame xfer from g1 src="$MAC" vlan=5 \
		ip4=192.0.2.1-192.0.2.9 to out=1,vlan=5
	expect "no S-tag" frame xfer from g1 src="$MAC" qinq=7 \
		ip4=192.0.2.1-192.0.2.9 to out=0 g2=0
}

# While it moves it has no network, but the host must not hear it either
a_moving_guest_does_not_speak_to_the_host()
{
	local before sender i

	cast
	network xenbr1
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
	before=$(cat /sys/class/net/vif_g1/statistics/rx_{dropped,nohandler})
	frame send g1 type=0x88b5 cookie=none count 20000 interval 50 &
	sender=$!
	for ((i = 0; i < 10; i++)); do
		xvs vif move vif_g1 xenbr1
		xvs vif move vif_g1 xenbr0
	done
	kill "$sender" 2>/dev/null
	wait "$sender"
	expect_eq "frames that nobody wanted" \
		"$(cat /sys/class/net/vif_g1/statistics/rx_{dropped,nohandler})" \
		"$before"
	expect "it is still locked" frame xfer from g1 to g2=0 out=0
}

# Those who come meanwhile are for the next time
a_list_of_offenders_ends()
{
	cast
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
	frame send g1 count 100000 interval 20 cookie=none &
	expect "while a guest goes on offending" \
		timeout 20 xvs vif drops xenbr0 >/dev/null
	kill $! 2>/dev/null
	wait
}

# A lock says what it is for
what_is_locked_is_a_vif()
{
	test_devices || return
	network xenbr0
	ip link add eth1 type xvs_test_nic
	xvs lock set eth1 locking_mode locked mac "$MAC"
	ip link set eth1 up master xenbr0
	expect_eq "hardware, too" \
		"$(link_info eth1 .linkinfo.info_slave_data.role)" vif
}

run_tests disabled_neither_sends_nor_receives disabled_is_nobody \
	the_network_may_disable a_locked_guest_has_no_tags \
	an_unlocked_guest_may_have_tags_of_its_own a_pif_is_never_locked \
	a_checksum_is_not_written_over_what_was_judged \
	a_client_of_dhcp_says_one_thing_at_a_time \
	an_s_tag_is_no_tag_of_its_list what_is_locked_is_a_vif \
	a_moving_guest_does_not_speak_to_the_host a_list_of_offenders_ends
