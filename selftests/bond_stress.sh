#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# xvs-test: timeout = 300
#
# Members of a bond are added, removed, downed, renamed and deleted at random,
# and its mode is changed, under traffic, for $XVS_STRESS seconds (30): nothing
# gets stuck, and whoever is left works.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

SECONDS_TO_GO=${XVS_STRESS:-30}
MODES=(balance-slb active-backup lacp broadcast split-horizon)
MEMBERS=4

# From frame to frame, in us: a debug kernel is to have time for the changes, too
INTERVAL=50
[[ $XVS_KERNEL != debug ]] || INTERVAL=2000

# member N: the PIF nicN, whose other end is outN
member()
{
	[[ -e /sys/class/net/nic$1 ]] ||
		ip link add "nic$1" up type veth peer name "out$1"
	ip link set "out$1" up
	xvs lock set "nic$1" role pif
	ip link set "nic$1" up master xenbr0
}

# Any of them may fail, as the member may not be there
something()
{
	local n=$((RANDOM % MEMBERS))

	case $((RANDOM % 10)) in
	0) member "$n" ;;
	1) ip link set "nic$n" nomaster ;;
	2) ip link set "nic$n" down ;;
	3) ip link set "nic$n" up ;;
	4) ip link set "out$n" down ;;
	5) ip link set "out$n" up ;;
	6) ip link del "nic$n" ;;
	7) ip link set "nic$n" name other && ip link set other name "nic$n" ;;
	8) ip link set xenbr0 type xvs bond_mode "${MODES[RANDOM % 5]}" \
		updelay 0 downdelay $((RANDOM % 50)) rebalance_interval 1000 ;;
	9) xvs bond announce xenbr0; xvs bond rebalance xenbr0 ;;
	esac 2>/dev/null
}

# Frames from everywhere to everybody, until the file /run/go is gone
traffic()
{
	while [[ -e /run/go ]]; do
		frame send "$@" count 500 interval "$INTERVAL" cookie=none 2>/dev/null ||
			sleep 0.1
	done
}

members_come_and_go()
{
	local n count=0 end

	network xenbr0 bond_mode balance-slb
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g2 xenbr0
	vif g5 xapi5
	unguarded vif_g1 vif_g2 vif_g5
	lock vif_g2 02:00:00:00:0a:02 ipv4_allowed 192.0.2.2
	for ((n = 0; n < MEMBERS; n++)); do
		member "$n"
	done
	touch /run/go
	traffic g1 src=random &
	traffic g2 src=02:00:00:00:0a:02 arp=request:192.0.2.2:192.0.2.9 &
	traffic g5 dst=02:00:00:00:0f:01 &
	traffic out0 src=02:00:00:00:0f:01 dst="$(mac g1)" &
	traffic out1 vlan=5 src=random &
	end=$((SECONDS + SECONDS_TO_GO))
	while ((SECONDS < end)); do
		something
		((++count))
	done
	rm /run/go
	wait
	note "$count changes"
	((count > SECONDS_TO_GO / XVS_TIME_SCALE)) ||
		fail "only $count changes: was it stuck?"
	for ((n = 0; n < MEMBERS; n++)); do
		member "$n"
	done
	ip link set xenbr0 type xvs bond_mode broadcast
	ip link set xenbr0 type xvs bond_mode active-backup active none
	expect_soon "it works" frame xfer from xenbr0 to g1=1 g2=1
	expect_soon "outside, too" reaches_outside
}

reaches_outside()
{
	frame stream g1 count 1 to out0 out1 out2 out3 |
		jq -e .lost==0 >/dev/null
}

run_tests members_come_and_go
