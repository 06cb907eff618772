#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# What a port is sent and whom it reaches: learning, flood, mcast_flood,
# bcast_flood, isolated and locked, in the bridge's words and with its tools.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

WAYS=(
	"ip link set vif_g1 type xvs_slave"
	"ip link set vif_g1 type bridge_slave"
	"bridge link set dev vif_g1"
)
DEFAULTS="learning on flood on mcast_flood on bcast_flood on isolated off \
locked off"
OTHERS="learning off flood off mcast_flood off bcast_flood off isolated on \
locked on"

# is_set FLAGS: as ip(8) tells of vif_g1
is_set()
{
	local text

	text=$(ip -d link show vif_g1)
	[[ $text = *" $1 "* ]] || fail "not $1" "$text"
}

# shows JQ FLAGS TOOL...: for people, one by one, and for programs
shows()
{
	local jq=$1 flags=$2 tool=("${@:3}") text name value rest=$2

	text=$("${tool[@]}" link show dev vif_g1)
	while [[ -n $rest ]]; do
		read -r name value rest <<<"$rest"
		[[ $text = *" $name $value "* ]] ||
			fail "${tool[*]}: no $name $value" "$text"
	done
	expect_eq "${tool[*]} -j" "$("${tool[@]}" -j link show dev vif_g1 |
		jq -r "$jq | [.learning, .flood, .mcast_flood, .bcast_flood,
			      .isolated, .locked] | join(\" \")")" \
		"$(sed 's/[a-z_]* on/true/g; s/[a-z_]* off/false/g' <<<"$flags")"
}

each_is_set_in_three_ways()
{
	local way flag off

	network xenbr0
	vif g1 xenbr0
	is_set "$DEFAULTS"
	for way in "${WAYS[@]}"; do
		for flag in learning flood mcast_flood bcast_flood isolated \
			    locked; do
			[[ $flag = *ed ]] && off=on || off=off
			# shellcheck disable=SC2086 # words of a command
			expect "set" $way $flag $off
			is_set "$flag $off"
		done
		is_set "$OTHERS"
		# shellcheck disable=SC2086
		expect "all at once" $way $DEFAULTS
		is_set "$DEFAULTS"
	done
}

they_are_shown_by_both_tools()
{
	local flags

	network xenbr0
	vif g1 xenbr0
	for flags in "$DEFAULTS" "$OTHERS"; do
		# shellcheck disable=SC2086
		ip link set vif_g1 type xvs_slave $flags
		shows ".[0].linkinfo.info_slave_data" "$flags" ip -d
		shows ".[0]" "$flags" bridge -d
	done
}

# floods PORT PEER OTHERS...: each flag keeps its own kind of frame from a port
# and no other kind
floods()
{
	local port=$1 peer=$2 flag kind want
	local -A dst=(
		[flood]=02:00:00:00:00:99
		[mcast_flood]=01:00:5e:00:00:fb
		[bcast_flood]=ff:ff:ff:ff:ff:ff
	)

	shift 2
	for flag in "${!dst[@]}"; do
		ip link set "$port" type xvs_slave "$flag" off
		for kind in "${!dst[@]}"; do
			[[ $kind = "$flag" ]] && want=0 || want=1
			expect "$kind without $flag" frame xfer from g1 \
				dst="${dst[$kind]}" to "$peer=$want" "$@"
		done
		expect "known without $flag" frame xfer from g1 \
			dst="$(mac "$peer")" to "$peer=1"
		ip link set "$port" type xvs_slave "$flag" on
	done
}

floods_can_be_kept_from_a_vif()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	vif g3 xenbr0
	frame send g2
	floods vif_g2 g2 g3=1
}

floods_can_be_kept_from_a_pif()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	pif xenbr0
	frame send out
	floods nic out g2=1
}

isolated_ports()
{
	local port

	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g2 xenbr0
	vif g3 xenbr0
	vif g5 xapi5
	pif xenbr0
	for port in vif_g1 vif_g2 vif_g5; do
		ip link set "$port" type xvs_slave isolated on
	done
}

isolated_ports_do_not_reach_each_other()
{
	local dst

	isolated_ports
	for dst in ff:ff:ff:ff:ff:ff 01:00:5e:00:00:fb 02:00:00:00:00:99; do
		expect "$dst" frame xfer from g1 dst="$dst" \
			to g2=0 g3=1 out=1
	done
	frame send g2
	expect "a known station" frame xfer from g1 dst="$(mac g2)" \
		to g2=0 g3=0
	expect_eq "dropped as such" "$(drops vif_g1 isolated)" 1
	expect "from a trunk to a view" frame xfer from g1 vlan=5 \
		to g5=0 out=1,vlan=5
	expect "from a view to a trunk" frame xfer from g5 \
		to g1=0 g3=1,vlan=5
	ip link set vif_g2 type xvs_slave isolated off
	expect "one alone is not isolated" frame xfer from g1 dst="$(mac g2)" \
		to g2=1
}

isolated_ports_reach_all_others()
{
	local peer

	isolated_ports
	for peer in g1 g3 out; do
		frame send "$peer"
	done
	for peer in g3 out; do
		expect "to $peer" frame xfer from g1 dst="$(mac "$peer")" \
			to "$peer=1"
		expect "from $peer" frame xfer from "$peer" dst="$(mac g1)" \
			to g1=1
		expect "from $peer to all" frame xfer from "$peer" to g1=1 g2=1
	done
	expect "to the host" frame xfer from g1 dst="$(mac xenbr0)" \
		to xenbr0=1,nopromisc
	expect "from the host" frame xfer from xenbr0 dst="$(mac g1)" to g1=1
	expect "from the host to all" frame xfer from xenbr0 to g1=1 g2=1
}

# As an authenticator wants it: whom it has let in is known there
a_locked_port_is_for_who_is_known_there()
{
	local mac=02:00:00:00:00:77

	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	frame send g2
	ip link set vif_g1 type bridge_slave locked on
	expect "nobody is" frame xfer from g1 src="$mac" to g2=0
	expect_eq "dropped as such" "$(drops vif_g1 port_locked)" 1
	expect_eq "and not learned" "$(fdb_port xenbr0 "$mac")" ""
	expect "it is still sent to" frame xfer from g2 dst="$mac" to g1=1
	bridge fdb add "$mac" dev xenbr0 self via vif_g1 static
	expect "one is" frame xfer from g1 src="$mac" to g2=1
	expect "others are not" frame xfer from g1 to g2=0
	expect "nor one of elsewhere" frame xfer from g1 src="$(mac g2)" \
		dst="$mac" to g2=0
	expect_eq "who stays there" "$(fdb_port xenbr0 "$(mac g2)")" vif_g2
	ip link set vif_g1 type bridge_slave locked off
	expect "all are again" frame xfer from g1 to g2=1
}

# As the bridge's do, unless the device is moved by us
they_end_with_the_port()
{
	network xenbr0
	network xenbr1
	vif g1 xenbr0
	vif g2 xenbr1
	# shellcheck disable=SC2086
	ip link set vif_g1 type xvs_slave $OTHERS
	xvs vif move vif_g1 xenbr1
	is_set "$OTHERS"
	expect "and are obeyed" frame xfer from g2 to g1=0
	ip link set vif_g1 master xenbr0
	is_set "$DEFAULTS"
	# shellcheck disable=SC2086
	ip link set vif_g1 type xvs_slave $OTHERS
	ip link set vif_g1 nomaster
	ip link set vif_g1 master xenbr1
	is_set "$DEFAULTS"
	expect "and are obeyed" frame xfer from g2 to g1=1
	# shellcheck disable=SC2086
	ip link set vif_g1 type xvs_slave $OTHERS
	ip link del xenbr1
	ip link set vif_g1 master xenbr0
	is_set "$DEFAULTS"
}

the_bridges_flush_is_ours()
{
	network xenbr0
	vif g1 xenbr0
	frame send g1 src=02:00:00:00:00:77
	expect_eq "learned" "$(fdb_port xenbr0 02:00:00:00:00:77)" vif_g1
	expect "flushed" ip link set vif_g1 type bridge_slave fdb_flush
	expect_eq "forgotten" "$(fdb_port xenbr0 02:00:00:00:00:77)" ""
}

other_options_of_the_bridge_are_refused_by_name()
{
	local option

	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	for option in "state 3" "priority 3" "cost 5" "hairpin on" "guard on" \
		      "root_block on" "fastleave on" "mcast_router 1" \
		      "mcast_to_unicast on" "neigh_suppress on" \
		      "vlan_tunnel on" "backup_port vif_g2"; do
		# shellcheck disable=SC2086 # words of a command
		refused "${option% *}" flood off $option
	done
	for option in "proxy_arp on" "proxy_arp_wifi on" "group_fwd_mask 8"; do
		# shellcheck disable=SC2086
		expect_refused "${option% *} is no option of a port" \
			ip link set vif_g1 type bridge_slave $option
	done
	expect_refused "learning_sync is no option of a port" \
		bridge link set dev vif_g1 learning_sync on
	expect_refused "VLANs" bridge vlan add dev vif_g1 vid 5
	is_set "$DEFAULTS"
}

# refused NAME OPTIONS...: by each way of the bridge's
refused()
{
	local name=$1 way

	shift
	for way in "${WAYS[@]:1}"; do
		# shellcheck disable=SC2086 # words of a command
		expect_refused "$name is no option of a port" $way "$@"
	done
}

run_tests each_is_set_in_three_ways they_are_shown_by_both_tools \
	floods_can_be_kept_from_a_vif floods_can_be_kept_from_a_pif \
	isolated_ports_do_not_reach_each_other isolated_ports_reach_all_others \
	a_locked_port_is_for_who_is_known_there \
	they_end_with_the_port the_bridges_flush_is_ours \
	other_options_of_the_bridge_are_refused_by_name
