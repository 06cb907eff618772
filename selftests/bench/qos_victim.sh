#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is left of a guest's throughput beside another one that sends at full
# speed: frames to a third guest, which is what it may do, or a flood; and, to be
# compared with, beside nobody and beside a flood of one without a guard. A row is
#
#   # victim-row KIND BITS_A_SECOND
#
# See "qos" beside this file, on whose machine all share one processor.
#
# xvs-test: alone
# xvs-test: timeout = 1800

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

WARM=2
TAKEN=10

# Of what is left beside a guest that is as busy and floods nothing, in hundredths
LEFT=90

declare -A SENT=(
	[busy]="dst=known"
	[unguarded]="dst=ff:ff:ff:ff:ff:ff"
	[broadcast]="dst=ff:ff:ff:ff:ff:ff"
	[sources]="dst=known src=random"
	[destinations]="dst=random"
	[arp]="dst=ff:ff:ff:ff:ff:ff arp=request:192.0.2.9:192.0.2.2"
)
BUSY=

# throughput: of TCP from g2 to g3
throughput()
{
	tcp_throughput g2 g3 192.0.2.3 -O "$WARM" -t "$TAKEN"
}

# cast: g2 and g3, which talk to each other
cast()
{
	network sw
	guest g2 sw 192.0.2.2/24
	guest g3 sw 192.0.2.3/24
	expect "they find each other" ip netns exec g2 ping -c 1 -W 10 192.0.2.3
}

# beside KIND [OPTION...]: of the guest beside them; into GOT
beside()
{
	local words flood

	cast
	vif g1 sw
	vif g4 sw
	frame send g4
	(($# == 1)) || ip link set vif_g1 type xvs_slave "${@:2}"
	read -ra words <<<"${SENT[$1]/dst=known/dst=$(mac g4)}"
	frame send g1 count 4000000000 "${words[@]}" cookie=none 2>/dev/null &
	flood=$!
	GOT=$(throughput)
	kill "$flood"
	wait "$flood" 2>/dev/null
	echo "# victim-row $1 $GOT"
	clean_up
}

busy()
{
	beside busy
	BUSY=$GOT
}

quiet()
{
	cast
	echo "# victim-row quiet $(throughput)"
}

unguarded()
{
	beside unguarded guard_broadcast 0
}

# flooded KIND
flooded()
{
	beside "$1"
	((GOT * 100 >= BUSY * LEFT)) ||
		fail "$1: $GOT bits a second, not $LEFT % of $BUSY"
}

broadcast()
{
	flooded broadcast
}

sources()
{
	flooded sources
}

destinations()
{
	flooded destinations
}

arp()
{
	flooded arp
}

run_tests busy broadcast sources destinations arp unguarded quiet
