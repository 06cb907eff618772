#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a packet costs, in instructions: xvs beside the kernel's bridge. Each row
# is measured on a switch with the settings that a user gets, which learns,
# ages and counts; what is measured is received, switched and transmitted to
# ports that do nothing but count and free. A row holds if every frame arrived
# where it should, as it was, and nowhere else. See bench.h, and "run" beside
# this file, which has it run on a machine where the figures mean something.
#
# xvs-test: alone
# xvs-test: timeout = 600

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

DEBUGFS=/sys/kernel/debug/xvs_bench
SAMPLES=20000

# A row of which is wanted, too, where the instructions go
PROFILED=${XVS_BENCH_PROFILE:-}

# ---- the switches ---------------------------------------------------------------

# ports NAME...: that are up
ports()
{
	local port

	for port in "$@"; do
		echo "link add $port type xvs_bench"
		echo "link set $port up"
	done | ip -batch -
}

# join NETWORK PORT...
join()
{
	local network=$1 port

	shift
	for port in "$@"; do
		echo "link set $port master $network"
	done | ip -batch -
}

bridge_of()
{
	ports "$@"
	ip link add sw type bridge
	ip link set sw up
	join sw "$@"
}

xvs_of()
{
	ports "$@"
	network sw
	join sw "$@"
}

# eight guests in VLAN 5, which is tagged on the NIC
vlan_bridge_of()
{
	local port

	ports nic "$@"
	ip link add sw type bridge vlan_filtering 1 vlan_default_pvid 0
	ip link set sw up
	join sw nic "$@"
	for port in "$@"; do
		echo "vlan add dev $port vid 5 pvid untagged"
	done | bridge -batch -
	bridge vlan add dev nic vid 5
}

vlan_xvs_of()
{
	ports nic "$@"
	network sw
	join sw nic
	ip link set nic type xvs_slave role pif
	view view5 sw 5
	join view5 "$@"
}

# The same with a second NIC, which waits: of a bond of that mode the first one
# carries everything
bond_xvs_of()
{
	local mode=$1

	shift
	vlan_xvs_of "$@"
	ip link set sw type xvs bond_mode "$mode" downdelay 0
	ports nic2
	join sw nic2
	ip link set nic2 type xvs_slave role pif
	ip link set nic2 down
	until_true 5 is_backup nic2
}

is_backup()
{
	[[ $(link_info "$1" .linkinfo.info_slave_data.carries) = false ]]
}

ab_bridge_of()
{
	vlan_bridge_of "$@"
}

ab_xvs_of()
{
	bond_xvs_of active-backup "$@"
}

slb_bridge_of()
{
	vlan_bridge_of "$@"
}

slb_xvs_of()
{
	bond_xvs_of balance-slb "$@"
}

lacp_bridge_of()
{
	vlan_bridge_of "$@"
}

# The NIC hears what inj sends: so does it of a partner, which is believed for
# 90 s, as it is asked to be slow
lacp_xvs_of()
{
	bond_xvs_of lacp "$@"
	ip link set sw type xvs lacp_rate slow
	ip link add inj up type veth peer name inj0
	ip link set inj0 up
	tc qdisc add dev inj0 clsact
	tc filter add dev inj0 ingress matchall \
		action mirred ingress redirect dev nic
	until_true 20 agrees
}

agrees()
{
	frame send inj raw="$(lacpdu)" cookie=none
	[[ $(link_info nic .linkinfo.info_slave_data.lacp_mux) = \
		collecting-distributing ]]
}

# lacpdu: what a partner says that has heard of the NIC (IEEE 802.1AX-2020, 6.4.2.3)
lacpdu()
{
	local us=.linkinfo.info_slave_data.actor system

	system=$(link_info nic "$us.system")
	printf 0180c200000202000000000188090101
	printf 0114ffff0200000000010001ffff00013d000000
	printf '0214%04x%s%04x%04x%04x3d000000' \
		"$(link_info nic "$us.system_prio")" "${system//:/}" \
		"$(link_info nic "$us.key")" "$(link_info nic "$us.port_prio")" \
		"$(link_info nic "$us.port")"
	printf '0310%0132d' 0
}

# learned PORT: the address that was learned on it
learned()
{
	bridge fdb show dev sw | awk -v port="$1" \
		'/ via / && !/ permanent/ && !/ static/ {
			for (i = 2; i < NF; i++)
				if ($i == "via" && $(i + 1) == port)
					print $1
		}'
}

# addresses N: of stations 0 to N - 1, by tens, as ip takes no more at a time
addresses()
{
	local i

	for ((i = 0; i < $1; i++)); do
		((i % 10)) && echo -n , || echo
		echo -n "10.0.$(((i + 1) / 256)).$(((i + 1) % 256))"
	done
	echo
}

# p0 and p1 are locked to the stations that have sent from there, and to N
# addresses
xvs_locked_to()
{
	local n=$1 port list

	shift
	xvs_of "$@"
	cost from=p0,p1 stations=2
	for port in p0 p1; do
		lock "$port" "$(learned "$port")"
		for list in $(addresses "$n"); do
			ip link set "$port" type xvs_slave ipv4_add "$list"
		done
	done
}

# Guests whose rates are limited, but not so that it would be felt
TX_RATE="tx_rate 50000000000 tx_mode police"
RX_RATE="rx_rate 50000000000 rx_mode police"

# xvs_rated_to RATE PORT...
xvs_rated_to()
{
	local rate=$1 port

	shift
	xvs_of "$@"
	for port in p0 p1; do
		# shellcheck disable=SC2086 # it is words
		ip link set "$port" type xvs_slave $rate
	done
}

policed_xvs_of()
{
	xvs_rated_to "$TX_RATE" "$@"
}

policed_bridge_of()
{
	local port

	bridge_of "$@"
	for port in p0 p1; do
		tc qdisc add dev "$port" clsact
		tc filter add dev "$port" ingress matchall \
			action police rate 30gbit burst 1g conform-exceed drop
	done
}

policed_rx_xvs_of()
{
	xvs_rated_to "$RX_RATE" "$@"
}

policed_rx_bridge_of()
{
	bridge_of "$@"
}

# Guests that may flood as much as they like, and yet are counted
flooding_xvs_of()
{
	local port

	xvs_of "$@"
	for port in "$@"; do
		ip link set "$port" type xvs_slave guard_unknown 4000000000
	done
}

flooding_bridge_of()
{
	bridge_of "$@"
}

# ... and have learned as many stations as they like
many_xvs_of()
{
	xvs_of "$@"
	unguarded "$@"
}

many_bridge_of()
{
	bridge_of "$@"
}

locked_bridge_of()
{
	bridge_of "$@"
}

locked_xvs_of()
{
	xvs_locked_to 2 "$@"
}

locked_256_bridge_of()
{
	bridge_of "$@"
}

locked_256_xvs_of()
{
	xvs_locked_to 256 "$@"
}

# ---- measuring ------------------------------------------------------------------

# cost WORDS...: of a batch, into COST, of what the words describe
cost()
{
	local median frames expected wrong

	COST=
	echo "$*" >"$DEBUGFS/row" || {
		fail "can't be measured: $*"
		return
	}
	# shellcheck disable=SC2034
	IFS='= ' read -r _ median _ _ _ _ _ frames _ expected _ wrong \
		<"$DEBUGFS/row"
	expect_eq "frames that arrived" "$frames" "$expected" || return
	expect_eq "lost, misdelivered or damaged" "$wrong" 0 || return
	COST=$median
}

# measure ROW SWITCH WORDS...: says what its floor costs, and what it does
measure()
{
	local row=$1 switch=$2 gross words=()

	shift 2
	[[ $switch != xvs || $row != "$PROFILED" ]] || words+=("samples=$SAMPLES")
	cost "$@" "${words[@]}" || return
	gross=$COST
	cost "$@" path=sink || return
	echo "# bench-row $row $switch $COST $gross"
	((!${#words[@]})) || show_samples
}

show_samples()
{
	sort "$DEBUGFS/samples" | uniq -c | sort -rn |
		sed 's/^ */# bench-sample /'
}

no_drops()
{
	expect_eq "drops" \
		"$(ethtool -S sw | awk '$1 ~ /^drop_/ && $2 != 0')" ""
}

# compare ROW PREFIX PORTS WORDS...: on a switch of either kind
compare()
{
	local row=$1 prefix=$2 ports=$3

	shift 3
	# shellcheck disable=SC2086 # they are words
	"${prefix}bridge_of" $ports
	measure "$row" bridge "$@"
	clean_up
	# shellcheck disable=SC2086
	"${prefix}xvs_of" $ports
	measure "$row" xvs "$@"
	no_drops
}

EIGHT="p0 p1 p2 p3 p4 p5 p6 p7"
ALL_EIGHT=${EIGHT// /,}

# ---- the rows -------------------------------------------------------------------

# What it takes to make a frame, to count it and to free it, which is no part of
# the other rows' figures; and to transmit it without a switch
floor()
{
	ports p0 p1
	cost from=p0 to=p1 path=sink || return
	echo "# bench-row floor none 0 $COST"
	measure transmit none from=p0 to=p1 path=xmit
}

# Two guests
pair()
{
	compare pair "" "$EIGHT" from=p0,p1 stations=2
}

# The same, but each may be nobody else
locked()
{
	compare locked locked_ "$EIGHT" from=p0,p1 stations=2
}

locked_256()
{
	compare locked_256 locked_256_ "$EIGHT" from=p0,p1 stations=2
}

# Guests with a rate, beside what tc's policer does on a bridge
policed()
{
	compare policed policed_ "$EIGHT" from=p0,p1 stations=2
}

policed_rx()
{
	compare policed_rx policed_rx_ "$EIGHT" from=p0,p1 stations=2
}

stations_64()
{
	compare stations_64 "" "$EIGHT" "from=$ALL_EIGHT" stations=64
}

# From guests of a VLAN to stations behind the NIC
vlan_out()
{
	compare vlan_out vlan_ "$EIGHT" "from=$ALL_EIGHT" to=nic stations=64 \
		to_vlan=5
}

# ... and from those to guests
vlan_in()
{
	compare vlan_in vlan_ "$EIGHT" from=nic "to=$ALL_EIGHT" stations=64 \
		from_vlan=5
}

# The same, where the NIC is one of a bond's
ab_out()
{
	compare ab_out ab_ "$EIGHT" "from=$ALL_EIGHT" to=nic stations=64 \
		to_vlan=5
}

slb_out()
{
	compare slb_out slb_ "$EIGHT" "from=$ALL_EIGHT" to=nic stations=64 \
		to_vlan=5
}

lacp_out()
{
	compare lacp_out lacp_ "$EIGHT" "from=$ALL_EIGHT" to=nic stations=64 \
		to_vlan=5
}

ab_in()
{
	compare ab_in ab_ "$EIGHT" from=nic "to=$ALL_EIGHT" stations=64 \
		from_vlan=5
}

slb_in()
{
	compare slb_in slb_ "$EIGHT" from=nic "to=$ALL_EIGHT" stations=64 \
		from_vlan=5
}

lacp_in()
{
	compare lacp_in lacp_ "$EIGHT" from=nic "to=$ALL_EIGHT" stations=64 \
		from_vlan=5
}

# To somebody unknown, and so to eight ports
flood_8()
{
	compare flood_8 flooding_ "$EIGHT p8" "from=$ALL_EIGHT,p8" stations=9 flood
}

# A frame of 60 kB between two guests
large()
{
	compare large "" "$EIGHT" from=p0,p1 stations=2 gso
}

# As many stations as a switch learns by default
stations_65536()
{
	compare stations_65536 many_ "$EIGHT" "from=$ALL_EIGHT" stations=65536 \
		batches=1024
}

insmod "$XVS_TEST_MODULES/xvs_bench.ko" || exit
trap 'rmmod xvs_bench' EXIT

run_tests floor pair locked locked_256 policed policed_rx stations_64 \
	vlan_out vlan_in ab_out ab_in slb_out slb_in lacp_out lacp_in flood_8 large \
	stations_65536
