#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Policies change while traffic runs: what is allowed before and after is never
# lost, what never was never passes, and no link goes down.
#
# xvs-test: timeout=300

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:0a:01
CHANGES=10000
# A debug kernel is to find what is wrong with them, which takes fewer
[[ $XVS_KERNEL != debug ]] || CHANGES=1000

cast()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
}

carrier_changes()
{
	cat /sys/class/net/vif_g1/carrier_changes
}

# changes N: of addresses, tags, link-local policy and mode, but in all of them
# the guest may send from MAC and 192.0.2.1 and not from 192.0.2.66
changes()
{
	local i set="link set vif_g1 type xvs_slave"

	for ((i = 0; i < $1; i += 8)); do
		cat <<-END
		$set ipv4_allowed 192.0.2.1,198.51.100.0/24
		$set ipv4_add 203.0.113.$((i % 250 + 1))
		$set trunk 5,7-9
		$set ipv6_allowed 2001:db8::$((i % 9999)) ipv6_linklocal eui64
		$set ipv4_del 198.51.100.0/24
		$set locking_mode locked trunk none ipv4_allowed 192.0.2.0/26
		$set ipv6_linklocal first trunk 5
		$set ipv4_allowed 192.0.2.1
		END
	done
}

# flood NAME KEY=VALUE...: until the file /run/go is gone; how many were sent
# is in /run/NAME
flood()
{
	local name=$1 n=0

	shift
	while [[ -e /run/go ]]; do
		frame send g1 count 500 interval 100 src="$MAC" "$@" cookie=none
		((n += 500))
	done
	echo "$n" >"/run/$name"
}

received()
{
	ip -s -j link show dev "$1" | jq '.[0].stats64.rx.packets'
}

nothing_is_lost_and_nothing_leaks()
{
	local before good spoofed got

	cast
	before=$(carrier_changes)
	# Known unicast and no noise: what g2 gets is what g1 has sent
	frame send g2 src="$(mac g2)"
	got=$(received g2)
	touch /run/go
	flood good dst="$(mac g2)" ip4=192.0.2.1-192.0.2.9 &
	flood spoofed dst="$(mac g2)" ip4=192.0.2.66-192.0.2.9 &
	changes "$CHANGES" >/run/changes
	expect "$CHANGES changes" ip -batch /run/changes
	rm /run/go
	wait
	good=$(</run/good) spoofed=$(</run/spoofed)
	note "$good legitimate frames and $spoofed spoofed ones meanwhile"
	expect_eq "each legitimate one has come, and no spoofed one" \
		"$(($(received g2) - got))" "$good"
	expect_eq "each spoofed one was counted" \
		"$(drops vif_g1 ip4_source)" "$spoofed"
	expect_eq "no link went down" "$(carrier_changes)" "$before"
}

locked_and_unlocked_again()
{
	local got i

	cast
	frame send g2 src="$(mac g2)"
	got=$(received g2)
	touch /run/go
	flood good dst="$(mac g2)" ip4=192.0.2.1-192.0.2.9 &
	for ((i = 0; i < 1000; i++)); do
		echo "link set vif_g1 type xvs_slave locking_mode unlocked"
		echo "link set vif_g1 type xvs_slave locking_mode locked"
	done >/run/changes
	expect "2000 changes of mode" ip -batch /run/changes
	rm /run/go
	wait
	expect_eq "each legitimate frame has come" \
		"$(($(received g2) - got))" "$(</run/good)"
	expect "what comes for it finds it" frame xfer from g2 dst="$MAC" \
		ip4=192.0.2.9-192.0.2.1 to g1=1
}

joining_with_a_policy()
{
	local i got

	network xenbr0
	wire vif_g1 g1
	vif g2 xenbr0
	frame send g2 src="$(mac g2)"
	got=$(received g2)
	expect "a policy before it is a port" xvs lock set vif_g1 \
		locking_mode locked mac "$MAC" ipv4_allowed 192.0.2.1
	touch /run/go
	flood spoofed dst="$(mac g2)" ip4=192.0.2.66-192.0.2.9 &
	for ((i = 0; i < 50; i++)); do
		echo "link set vif_g1 master xenbr0"
		echo "link set vif_g1 nomaster"
	done >/run/changes
	expect "50 joins" ip -batch /run/changes
	rm /run/go
	wait
	expect_eq "not one unfiltered frame" "$(($(received g2) - got))" 0
}

run_tests nothing_is_lost_and_nothing_leaks locked_and_unlocked_again \
	joining_with_a_policy
