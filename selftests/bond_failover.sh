#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# xvs-test: once
# xvs-test: nics = init
# xvs-test: timeout = 600
#
# How long a bond's member that loses its link takes its traffic along: a frame a
# millisecond, for a guest, a guest of a view and the host, out and in, in every
# mode; and that to make a bond, change its mode or unmake it costs nothing.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# At most so long (ms) at a downdelay of 0, and at the default one. Where time
# goes slower it may take longer.
SOON=$((50 * XVS_TIME_SCALE))
DELAYED=$((200 + 50 * XVS_TIME_SCALE))

# The PIF nicN is cabled to the switch outside, behind which the station st is
outside()
{
	local n

	host out
	ip -n out link add br0 up type bridge mcast_snooping 0
	ip -n out link add st up type veth peer name st0
	ip -n out link set st0 up master br0
	for n in 1 2; do
		ip link add "nic$n" up type veth peer name "p$n" netns out
		ip -n out link set "p$n" up master br0
	done
}

# member DEV: the PIF becomes one
member()
{
	xvs lock set "$1" role pif
	ip link set "$1" master xenbr0
	until_true 10 is_up "$1"
}

# inside MODE [OPTIONS]: a network with that bond, a guest, a view with a guest
inside()
{
	local mode=$1

	shift
	network xenbr0 bond_mode "$mode" updelay 0 "$@"
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g2 xenbr0
	vif g5 xapi5
}

# streams COMMAND: while frames go out and in, of all of them; the longest outage
# is in $outage and how many were lost at most in $lost
streams()
{
	local vid mac from pids=

	rm -f /run/stream.*
	for from in g1 g5 xenbr0; do
		vid=none
		[[ $from != g5 ]] || vid=5
		mac=$(mac "$from")
		# They know of each other
		frame send "$from" dst=out/st cookie=none
		frame send out/st dst="$mac" vlan="$vid" cookie=none
		frame stream "$from" count 3000 dst=out/st to out/st \
			>"/run/stream.$from.out" &
		pids+=" $!"
		frame stream out/st count 3000 dst="$mac" vlan="$vid" to "$from" \
			>"/run/stream.$from.in" &
		pids+=" $!"
	done
	sleep 1.2
	"$@"
	# shellcheck disable=SC2086 # words
	wait $pids
	outage=$(jq -s 'map(.outage_us) | max / 1000 | floor' /run/stream.*)
	lost=$(jq -s 'map(.lost) | max' /run/stream.*)
	twice=$(jq -s 'map(.duplicates) | max' /run/stream.*)
	note "outage at most $outage ms, lost at most $lost, twice $twice"
}

# fails DEV LIMIT: what that costs
fails()
{
	streams ip -n out link set "$1" down
	! carries "nic${1#p}" || fail "it has not failed"
	((outage <= $2)) || fail "it took $outage ms" "$(head /run/stream.*)"
	ip -n out link set "$1" up
	until_true 10 is_up "nic${1#p}"
}

a_lost_link()
{
	local mode

	for mode in active-backup balance-slb broadcast lacp; do
		outside
		inside "$mode" downdelay 0
		member nic1
		member nic2
		note "$mode"
		if [[ $mode = broadcast ]]; then
			streams ip -n out link set p1 down
			((outage <= SOON)) || fail "it took $outage ms"
		else
			fails p1 "$SOON"
		fi
		clean_up
	done
}

a_lost_link_at_the_default_delay()
{
	local mode

	for mode in active-backup balance-slb lacp; do
		outside
		inside "$mode"
		member nic1
		member nic2
		note "$mode"
		fails p1 "$DELAYED"
		clean_up
	done
}

# ---- making and unmaking ----------------------------------------------------

# costs LIMIT COMMAND...: not more than so many frames, and between guests none
costs()
{
	local limit=$1

	shift
	frame send g2 dst="$(mac g1)"
	frame stream g1 count 3000 dst="$(mac g2)" to g2 >/run/between &
	streams "$@"
	((lost <= limit)) || fail "lost $lost: $*" "$(head /run/stream.*)"
	expect_eq "lost between guests: $*" "$(jq .lost /run/between)" 0
	expect_eq "twice between guests: $*" "$(jq .duplicates /run/between)" 0
}

making_and_unmaking_costs_nothing()
{
	outside
	inside active-backup downdelay 0
	member nic1
	costs 1 member nic2
	costs 1 ip link set xenbr0 type xvs bond_mode balance-slb
	costs 1 ip link set xenbr0 type xvs bond_mode active-backup
	costs 1 ip link set xenbr0 type xvs bond_mode lacp
	costs 1 ip link set nic2 nomaster
	costs 1 member nic2
	costs 1 ip link set xenbr0 type xvs bond_mode broadcast
}

# ---- emulated NICs ----------------------------------------------------------

# The NICs' cables go to hubs, and what is at the other ends is the station
nics()
{
	local n

	[[ -n ${XVS_NICS:-} && -n ${XVS_MONITOR:-} ]] || {
		skip "needs the emulated NICs of vm/run"
		return 1
	}
	host out
	ip -n out link add br0 up type bridge mcast_snooping 0
	ip -n out link add st up type veth peer name st0
	ip -n out link set st0 up master br0
	for n in b c; do
		ip link set "nic${n}1" netns out
		ip -n out link set "nic${n}1" up master br0
		ip link set "nic${n}0" up
		until_true 20 is_up "nic${n}0"
	done
}

# link NIC on|off: by the emulator's monitor, as a cable would. It answers, and
# stops when nobody listens.
link()
{
	[[ -n ${MONITOR:-} ]] || {
		exec {MONITOR}<>"$XVS_MONITOR"
		cat <&"$MONITOR" >/dev/null &
	}
	echo "set_link ${1#nic} $2" >&"$MONITOR"
}

carries()
{
	[[ $(link_info "$1" .linkinfo.info_slave_data.carries) = true ]]
}

members_nics()
{
	local nic

	for nic in nicb0 nicc0; do
		member "$nic"
		until_true 20 carries "$nic" || fail "$nic does not carry"
	done
}

# loses COMMAND: the link of nicb0 is lost by that
loses()
{
	streams "$@"
	! carries nicb0 || fail "it has not failed"
	((outage <= SOON)) || fail "it took $outage ms" "$(head /run/stream.*)"
	link nicb0 on
	until_true 20 is_up nicb0
}

a_nics_lost_link()
{
	local mode

	nics || return
	for mode in active-backup balance-slb; do
		inside "$mode" downdelay 0 primary nicb0
		members_nics
		note "$mode"
		loses link nicb0 off
		ip link del xenbr0
		delete_links type veth
	done
}

# A carrier's change can wait for those of others
also_while_another_nic_flaps()
{
	local flapper

	nics || return
	inside active-backup downdelay 0 primary nicb0
	members_nics
	ip link set nica0 up
	link nica0 on
	flap &
	flapper=$!
	loses link nicb0 off
	kill "$flapper"
	wait "$flapper" 2>/dev/null
	link nica0 on
}

flap()
{
	while sleep 0.02; do
		link nica0 off
		sleep 0.02
		link nica0 on
	done
}

# Nothing of it waits for RTNL
also_while_a_thousand_interfaces_go()
{
	local i busy

	nics || return
	inside active-backup downdelay 0 primary nicb0
	members_nics
	for i in {1..1000}; do
		echo "link add dummy$i group 77 type dummy"
	done | ip -batch -
	loses busy_and_lost
	wait "$busy"
}

busy_and_lost()
{
	ip link del group 77 &
	busy=$!
	link nicb0 off
}

run_tests a_lost_link a_lost_link_at_the_default_delay \
	making_and_unmaking_costs_nothing a_nics_lost_link \
	also_while_another_nic_flaps also_while_a_thousand_interfaces_go
