#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# Bonds: two PIFs or more are one uplink. Which of them a frame leaves by, and
# by which of them it is taken, is for the mode to say.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/bond_lib.sh
. "$(dirname "$0")/bond_lib.sh"

MAC=02:00:00:00:0a:01

# ---- what is a bond ---------------------------------------------------------

a_second_pif_makes_one()
{
	local addr

	network xenbr0 bond_mode active-backup
	vif g1 xenbr0
	pif 1
	addr=$(mac xenbr0)
	frame send g1
	frame send out1 src=02:00:00:00:0f:01
	expect_eq "learned" "$(fdb_port xenbr0 02:00:00:00:0f:01)" nic1
	pif 2
	expect_eq "the network's address is the first's" "$(mac xenbr0)" "$addr"
	expect_eq "which is active" "$(active)" nic1
	expect_eq "what was learned is where it was" \
		"$(fdb_port xenbr0 02:00:00:00:0f:01)" nic1
	expect "a known station is reached" frame xfer from g1 \
		dst=02:00:00:00:0f:01 to out1=1 out2=0
	ip link set nic1 nomaster
	expect_eq "the address stays" "$(mac xenbr0)" "$addr"
	expect_eq "the second is active" "$(active)" nic2
	expect "the station is reached by it" frame xfer from g1 \
		dst=02:00:00:00:0f:01 to out2=1 out1=0
	ip link set nic2 nomaster
	expect_eq "without any it is the network's own" "$(mac xenbr0)" \
		fe:ff:ff:ff:ff:ff
	expect_eq "and nothing is learned" \
		"$(fdb_port xenbr0 02:00:00:00:0f:01)" ""
}

the_network_has_what_all_have()
{
	bond active-backup
	expect "carrier" is_carrier xenbr0 1
	ip link set nic2 mtu 1400
	expect_eq "the smallest MTU" "$(link_info xenbr0 .mtu)" 1400
	ip link set nic2 nomaster
	expect_eq "of those that are there" "$(link_info xenbr0 .mtu)" 1500
	ip link set nic2 master xenbr0
	pull 1
	expect_soon "carrier with one" is_carrier xenbr0 1
	pull 2
	expect_soon "none without any" is_carrier xenbr0 0
	expect_soon "nor has a view" is_carrier xapi5 0
	mend 2
	expect_soon "with another one" is_carrier xenbr0 1
}

is_carrier()
{
	[[ $(<"/sys/class/net/$1/carrier") = "$2" ]]
}

# ---- active-backup ----------------------------------------------------------

one_carries_everything()
{
	bond active-backup
	expect "out by the active one" frame xfer from g1 to out1=1 out2=0
	expect "tagged, of the view" frame xfer from g5 to out1=1,vlan=5 out2=0
	expect "the host's too" frame xfer from xenbr0 to out1=1 out2=0
	expect "in by it" frame xfer from out1 dst="$(mac g1)" to g1=1
	expect "not by the other" frame xfer from out2 to g1=0 xenbr0=0
	expect_eq "for a reason" "$(drops nic2 bond_backup)" 1
	pull 1
	expect "the other stands in" frame xfer from g1 to out2=1
	expect "both ways" frame xfer from out2 to g1=1
	expect "of the view" frame xfer from g5 to out2=1,vlan=5
	mend 1
	expect "it goes on to" frame xfer from g1 to out2=1 out1=0
}

the_primary_is_preferred()
{
	bond active-backup
	ip link set xenbr0 type xvs primary nic2
	expect_soon "at once" is_active nic2
	pull 2
	expect_eq "not if it can't" "$(active)" nic1
	mend 2
	expect_soon "when it can again" is_active nic2
	ip link set xenbr0 type xvs primary_reselect failure
	pull 2
	mend 2
	expect_eq "or only when the other fails" "$(active)" nic1
	pull 1
	expect_eq "as now" "$(active)" nic2
	mend 1
	ip link set xenbr0 type xvs primary_reselect better
	ip link set xenbr0 type xvs primary nic1
	expect_eq "or if it is better, which it is not" "$(active)" nic2
}

another_can_be_made_active()
{
	bond active-backup
	expect "by hand" ip link set xenbr0 type xvs active nic2
	expect_eq "it is" "$(active)" nic2
	expect "it carries" frame xfer from g1 to out2=1 out1=0
	expect_refused "active must be a pif of this network that can send" \
		ip link set xenbr0 type xvs active vif_g1
	pull 1
	expect_refused "active must be a pif of this network that can send" \
		ip link set xenbr0 type xvs active nic1
	expect_eq "it was not changed" "$(active)" nic2
}

# ---- balance-slb ------------------------------------------------------------

# which MAC: by which of the two a station's frames leave
which()
{
	frame stream g1 count 1 src="$1" to out1 out2 |
		jq -r 'if .out1 == 1 and .out2 == 0 then 1
		       elif .out1 == 0 and .out2 == 1 then 2 else 0 end'
}

each_station_has_its_member()
{
	local i on count=(0 0 0)

	bond balance-slb
	for i in {1..16}; do
		on=$(which "$(printf 02:00:00:01:00:%02x "$i")")
		((count[on]++))
	done
	((count[1] > 0 && count[2] > 0 && count[1] + count[2] == 16)) ||
		fail "spread" "${count[*]}"
	on=$(which "$MAC")
	expect "for it by its member" frame xfer from "out$on" dst="$MAC" to g1=1
	expect "not by the other, where it is flooded" \
		frame xfer from "out$((3 - on))" dst="$MAC" to g1=0
	expect "a group's by the active one" frame xfer from out1 to g1=1
	expect "not by the other" frame xfer from out2 to g1=0
	pull "$on"
	expect "it moves" frame xfer from g1 src="$MAC" to "out$((3 - on))=1"
	expect "and is reached there" \
		frame xfer from "out$((3 - on))" dst="$MAC" to g1=1
}

# The switch outside floods what it does not know, to every member: $XVS_FLOOD
# frames (20000), each of which is to come in once
what_is_flooded_comes_in_once()
{
	local n=${XVS_FLOOD:-20000} from=02:00:00:00:0f:01 flood senders i

	bond balance-slb
	expect_soon "shared" has_share 1
	# A bucket that has moved is taken from both members as long
	sleep 1.2
	tc qdisc add dev g1 clsact
	tc filter add dev g1 ingress protocol all flower src_mac "$from" action pass
	flood="src=$from dst=02:00:00:01:00:00+ cookie=none count $n interval 100"
	for i in 1 2; do
		# shellcheck disable=SC2086 # words
		frame send "out$i" $flood &
		senders+=" $!"
	done
	# shellcheck disable=SC2086 # words
	wait $senders
	expect_soon "all are there" has_arrived "$n"
	expect_eq "frames" "$(filtered g1)" "$n"
}

has_arrived()
{
	(($(filtered g1) >= $1))
}

# A station goes elsewhere, and what would say so was lost
a_silent_move_is_noticed_in_a_second()
{
	local start

	bond balance-slb
	frame send g1 src="$MAC" count 2 interval 1000000
	start=${EPOCHREALTIME/./}
	until_true 5 has_moved
	note "$(((${EPOCHREALTIME/./} - start) / 1000)) ms"
	((${EPOCHREALTIME/./} - start < 1200000 * XVS_TIME_SCALE)) ||
		fail "that took too long"
	frame send g1 src="$MAC"
	expect_eq "back at once" "$(fdb_port xenbr0 "$MAC")" vif_g1
}

loads_are_evened_out()
{
	local i buckets

	bond balance-slb rebalance_interval 1000
	unguarded vif_g1
	expect_soon "shared" has_share 1
	pull 2
	expect_eq "moved" "$(member 1 buckets)" 256
	mend 2
	expect_soon "shared again" has_share 2
	# four stations that have the same bucket's member
	for i in {1..64}; do
		frame send g1 src="$(printf 02:00:00:01:00:%02x "$i")" len=1500 \
			count 200 cookie=none
	done
	expect_soon "looked at" has_load 1
	buckets=$(xvs -j bond show xenbr0 | jq '.[0].pifs[].load')
	note "loads: ${buckets//$'\n'/ }"
	expect "evenly" awk "BEGIN { split(\"${buckets//$'\n'/ }\", l); \
		d = l[1] - l[2]; exit !(d * d * 100 <= (l[1] + l[2]) ^ 2) }"
}

has_share()
{
	local n

	n=$(member "$1" buckets)
	((n >= 120 && n <= 136))
}

has_load()
{
	(($(xvs -j bond show xenbr0 | jq '[.[0].pifs[].load] | add') > 1000000))
}

# ---- what comes back --------------------------------------------------------

STATIONS=02:00:00:01:00:01

# echo_outside: a switch outside, that sends by each of its ports to us what comes
# in by the other
echo_outside()
{
	local i

	for i in 1 2; do
		tc qdisc add dev "out$i" clsact
		tc filter add dev "out$i" ingress matchall \
			action mirred egress redirect dev "out$((3 - i))"
	done
}

# Sixteen stations of g1, of which some have either member
stations()
{
	frame send g1 src="$STATIONS+" count 16 cookie=none "$@"
}

# How many stations are known at a port
known_at()
{
	bridge fdb show dev xenbr0 | grep -c "^02:00:00:01:00:.* via $1 "
}

has_echoed()
{
	(($(drops nic1 bond_reflection) > 0))
}

an_announcement_comes_back_in_vain()
{
	bond balance-slb
	expect_soon "shared" has_share 1
	stations
	echo_outside
	# Now they are silent
	sleep 1.5
	xvs bond announce xenbr0
	expect_soon "it comes back" has_echoed
	expect_eq "stations that are still here" "$(known_at vif_g1)" 16
}

so_does_what_has_waited()
{
	bond balance-slb
	expect_soon "shared" has_share 1
	echo_outside
	ip link set vif_g1 type xvs_slave tx_rate 1 tx_burst 1514
	stations len=1514
	sleep 1.5
	ip link set vif_g1 type xvs_slave tx_rate 0
	expect_soon "it comes back" has_echoed
	expect_eq "stations that are still here" "$(known_at vif_g1)" 16
}

# Sixteen, of which as many are known as may be
who_is_not_known_is_not_taken_for_another()
{
	bond balance-slb
	expect_soon "shared" has_share 1
	echo_outside
	ip link set vif_g1 type xvs_slave learn_limit 4
	stations
	expect_eq "none is outside" "$(known_at nic1)" 0
	expect_eq "but as many here" "$(known_at vif_g1)" 4
	sleep 1.5
	frame send g1 src=02:00:00:01:00:10
	expect_eq "one gives way" "$(fdb_port xenbr0 02:00:00:01:00:10)" vif_g1
	expect_eq "to another" "$(known_at vif_g1)" 4
	ip link set vif_g1 type xvs_slave learning off fdb_flush
	stations
	expect_eq "nor without learning" "$(known_at nic1)" 0
	ip link set xenbr0 type xvs bond_mode active-backup
	expect "out by one who has nothing come back" \
		frame xfer from g1 src=02:00:00:01:00:01 to out1=1
}

# By one member, what comes back comes by none that is taken from
a_guest_is_not_for_long_who_is_outside()
{
	bond active-backup
	frame send out1 src="$MAC"
	frame send g1 src="$MAC"
	frame send out1 src="$MAC"
	expect_eq "the station outside is there" "$(fdb_port xenbr0 "$MAC")" nic1
}

a_reflection_is_dropped()
{
	bond balance-slb
	frame send g1 src="$MAC"
	expect_eq "known here" "$(fdb_port xenbr0 "$MAC")" vif_g1
	expect "what the switch outside sends back" \
		frame xfer from out1 src="$MAC" to g1=0 xenbr0=0
	expect_eq "is known as such" "$(drops nic1 bond_reflection)" 1
	expect_eq "it is still here" "$(fdb_port xenbr0 "$MAC")" vif_g1
	until_true 5 has_moved
	expect_eq "when it has been silent it is where it speaks" \
		"$(fdb_port xenbr0 "$MAC")" nic1
}

has_moved()
{
	frame send out1 src="$MAC"
	[[ $(fdb_port xenbr0 "$MAC") = nic1 ]]
}

garp()
{
	frame send "$1" src="$MAC" arp=request:192.0.2.1:192.0.2.1 cookie=none
}

an_announcement_from_outside_moves_it()
{
	bond balance-slb
	frame send g1 src="$MAC"
	garp out1
	expect_eq "at once" "$(fdb_port xenbr0 "$MAC")" nic1
	frame send g1 src="$MAC"
	garp g1
	garp out1
	expect_eq "but not its own, come back" "$(fdb_port xenbr0 "$MAC")" vif_g1
	expect_eq "which is dropped" "$(drops nic1 bond_reflection)" 1
}

an_owner_is_not_moved()
{
	bond balance-slb
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
	frame send g1 src="$MAC" ip4=192.0.2.1-192.0.2.9
	expect "its own, come back" frame xfer from out1 src="$MAC" to xenbr0=0
	expect_eq "is known as such" "$(drops nic1 bond_reflection)" 1
}

# ---- all of them ------------------------------------------------------------

broadcast_sends_by_all()
{
	bond broadcast
	expect "a group's" frame xfer from g1 to out1=1 out2=1
	expect "a known station's" known_by_all
	expect "takes from all" frame xfer from out2 to g1=1
	pull 1
	expect "by those that are left" frame xfer from g1 to out2=1
}

known_by_all()
{
	frame send out1 src=02:00:00:00:0f:01 &&
		frame xfer from g1 dst=02:00:00:00:0f:01 to out1=1 out2=1
}

a_mesh_keeps_its_members_apart()
{
	bond split-horizon
	expect "a group's by all" frame xfer from g1 to out1=1 out2=1
	expect "of one to us alone" frame xfer from out1 to g1=1 out2=0
	frame send out1 src=02:00:00:00:0f:01
	expect_eq "learned on its own" \
		"$(fdb_port xenbr0 02:00:00:00:0f:01)" nic1
	expect "and found there" frame xfer from g1 dst=02:00:00:00:0f:01 \
		to out1=1 out2=0
	expect "but not from another" frame xfer from out2 \
		dst=02:00:00:00:0f:01 to out1=0 g1=0
	expect_eq "for a reason" "$(drops nic2 split_horizon)" 1
	ip link set xenbr0 type xvs bond_mode active-backup
	expect_eq "another mode knows it no more" \
		"$(fdb_port xenbr0 02:00:00:00:0f:01)" ""
	expect "and has one way" frame xfer from g1 to out1=1 out2=0
}

run_tests a_second_pif_makes_one the_network_has_what_all_have \
	one_carries_everything the_primary_is_preferred \
	another_can_be_made_active each_station_has_its_member \
	what_is_flooded_comes_in_once a_silent_move_is_noticed_in_a_second \
	loads_are_evened_out an_announcement_comes_back_in_vain \
	so_does_what_has_waited who_is_not_known_is_not_taken_for_another \
	a_guest_is_not_for_long_who_is_outside \
	a_reflection_is_dropped \
	an_announcement_from_outside_moves_it an_owner_is_not_moved \
	broadcast_sends_by_all a_mesh_keeps_its_members_apart
