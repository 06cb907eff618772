#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who asks for an IP address of a locked VIF disturbs nobody else: where the
# address is a single one, one VIF alone has it, and that was seen to use it.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC1=02:00:00:00:0a:01
MAC2=02:00:00:00:0a:02

cast()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	vif g3 xenbr0
	pif xenbr0
	lock vif_g1 "$MAC1" ipv4_allowed 192.0.2.1,198.51.100.0/24 \
		ipv6_allowed 2001:db8::1
}

# asks FROM IP RECEIVER...
asks()
{
	local from=$1 ip=$2

	shift 2
	frame xfer from "$from" arp="request:192.0.2.9:$ip" to "$@"
}

answers()
{
	frame xfer from g1 src="$MAC1" arp="reply:${1:-192.0.2.1}:192.0.2.9" \
		to out=1
}

everybody_until_it_was_seen()
{
	cast
	expect "it may not be there" asks out 192.0.2.1 g1=1 g2=1 g3=1
	expect "it answers" answers
	expect "and is asked alone" asks out 192.0.2.1 g1=1 g2=0 g3=0
	expect "by a guest too" asks g2 192.0.2.1 g1=1 g3=0 out=0
	expect "and by the host" asks xenbr0 192.0.2.1 g1=1 g2=0 out=0
	expect "for other addresses all are asked" \
		asks out 192.0.2.2 g1=1 g2=1 g3=1
}

an_announcement_is_for_everybody()
{
	cast
	expect "it answers" answers
	expect "somebody else has it now" frame xfer from out \
		arp=request:192.0.2.1:192.0.2.1 to g1=1 g2=1 g3=1
	expect "its own probe" frame xfer from g1 src="$MAC1" \
		arp=request:0.0.0.0:192.0.2.1 to g2=1 g3=1 out=1
}

a_virtual_ip_is_anybodys()
{
	cast
	expect "it answers" answers
	lock vif_g2 "$MAC2" ipv4_allowed 192.0.2.1
	expect "all are asked" asks out 192.0.2.1 g1=1 g2=1 g3=1
	ip link set g2 down
	until_true 5 eval '! is_up vif_g2'
	expect "but for one without carrier" asks out 192.0.2.1 g1=1 g3=0
}

a_prefix_is_nobodys_address()
{
	cast
	expect "it answers for one of many" answers 198.51.100.7
	expect "all are asked" asks out 198.51.100.7 g1=1 g2=1 g3=1
}

it_goes_with_the_lock()
{
	cast
	expect "it answers" answers
	ip link set vif_g1 type xvs_slave ipv4_del 192.0.2.1
	expect "no longer its own" asks out 192.0.2.1 g1=1 g2=1
	ip link set vif_g1 type xvs_slave ipv4_add 192.0.2.1
	expect "it answers again" answers
	expect "its own" asks out 192.0.2.1 g1=1 g2=0
	ip link set vif_g1 type xvs_slave locking_mode unlocked
	expect "anybody's" asks out 192.0.2.1 g1=1 g2=1
}

only_in_its_vlan()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xapi5
	vif g2 xenbr0
	vif g3 xenbr0
	pif xenbr0
	lock vif_g1 "$MAC1" ipv4_allowed 192.0.2.1
	expect "it answers" frame xfer from g1 src="$MAC1" \
		arp=reply:192.0.2.1:192.0.2.9 to out=1
	expect "elsewhere all are asked" asks out 192.0.2.1 g2=1 g3=1 g1=0
	expect "here it is" frame xfer from out vlan=5 \
		arp=request:192.0.2.9:192.0.2.1 to g1=1,vlan=none g2=0
}

IP6=20010db8000000000000000000000001

neighbour_discovery()
{
	local ns=8700000000000000$IP6 na=8800000060000000$IP6

	cast
	expect "it advertises" frame xfer from g1 src="$MAC1" \
		dst=02:00:00:00:00:99 ip6=2001:db8::1-2001:db8::9 proto=58 \
		"payload=hex:${na}0201${MAC1//:/}" cookie=trailer \
		to out=1
	expect "and is asked alone" frame xfer from out dst=33:33:ff:00:00:01 \
		ip6=2001:db8::9-ff02::1:ff00:1 proto=58 \
		"payload=hex:$ns" cookie=trailer to g1=1 g2=0 g3=0
	expect "what is no question is for all" frame xfer from out \
		dst=33:33:ff:00:00:01 ip6=2001:db8::9-ff02::1:ff00:1 proto=17 \
		to g1=1 g2=1
}

run_tests everybody_until_it_was_seen an_announcement_is_for_everybody \
	a_virtual_ip_is_anybodys a_prefix_is_nobodys_address \
	it_goes_with_the_lock only_in_its_vlan neighbour_discovery
