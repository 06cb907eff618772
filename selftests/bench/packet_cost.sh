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
# shellcheck source=selftests/ovs_lib.sh
. "$(dirname "$0")/ovs_lib.sh"

DEBUGFS=/sys/kernel/debug/xvs_bench
SAMPLES=20000

# A row of which is wanted, too, where the instructions go
PROFILED=${XVS_BENCH_PROFILE:-}

# All that there are, by default
SWITCHES=${XVS_BENCH_SWITCHES:-bridge,stack,ovs,xvs}

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

ovs_of()
{
	ovs_up || return
	ports "$@"
	ovs_vsctl add-br sw
	join_ovs "" "$@"
}

# join_ovs OPTIONS PORT...
join_ovs()
{
	local options=$1 port

	shift
	for port in "$@"; do
		# shellcheck disable=SC2086 # it is words
		ovs_vsctl add-port sw "$port" $options || return
	done
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

# What a host of XenServer or XCP-ng stacks: a bond, a VLAN on it and a bridge
bond_with_vlan()
{
	modprobe -q bonding max_bonds=0
	ports nic nic2
	ip link set nic down
	ip link set nic2 down
	ip link add bond0 type bond mode active-backup miimon 100
	ip link set nic master bond0
	ip link set nic2 master bond0
	ip link set bond0 type bond primary nic
	ip link set bond0 up
	ip link add link bond0 name bond0.5 up type vlan id 5
	until_true 10 grep -qx nic /sys/class/net/bond0/bonding/active_slave
}

ab_stack_of()
{
	bond_with_vlan || return
	ports "$@"
	ip link add sw type bridge
	ip link set sw up
	join sw bond0.5 "$@"
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
POLICE=(matchall action police rate 30gbit burst 1g conform-exceed drop)

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
		tc filter add dev "$port" ingress "${POLICE[@]}"
	done
}

policed_rx_xvs_of()
{
	xvs_rated_to "$RX_RATE" "$@"
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

# ... and have learned as many stations as they like
many_xvs_of()
{
	xvs_of "$@"
	unguarded "$@"
}

locked_xvs_of()
{
	xvs_locked_to 2 "$@"
}

locked_256_xvs_of()
{
	xvs_locked_to 256 "$@"
}

# ---- a guest with all of its policy -----------------------------------------------

# mix NUMBER: as bench_mix() of frame.c, in a shell's signed integers
mix()
{
	local x=$(($1 + 0x9e3779b97f4a7c15))

	x=$(((x ^ (x >> 30 & 0x3ffffffff)) * 0xbf58476d1ce4e5b9))
	x=$(((x ^ (x >> 27 & 0x1fffffffff)) * 0x94d049bb133111eb))
	echo $((x ^ (x >> 31 & 0x1ffffffff)))
}

# station I: sets MAC and IP to those of a row's station I
station()
{
	local mac

	mac=$(printf %012x $((0x020000000000 | ($(mix "$1") >> 24 & 0xffffffffff))))
	MAC=${mac:0:2}:${mac:2:2}:${mac:4:2}:${mac:6:2}:${mac:8:2}:${mac:10:2}
	IP=10.0.0.$(($1 + 1))
}

# XAPI's rules for a locked VIF of a bridge
ebtables_lock()
{
	local rule

	while read -ra rule; do
		ebtables-legacy "${rule[@]}" || return
	done <<-END
	-N f_$1 -P DROP
	-A FORWARD -o $1 -j f_$1
	-A FORWARD -i $1 -j f_$1
	-A f_$1 -o $1 -j ACCEPT
	-A f_$1 -s ! $MAC -j DROP
	-A f_$1 -p IPv4 --ip-proto udp --ip-dport 67 -j ACCEPT
	-A f_$1 -p ARP --arp-opcode Request --arp-ip-src $IP -j ACCEPT
	-A f_$1 -p ARP --arp-opcode Reply --arp-ip-src $IP --arp-mac-src $MAC -j ACCEPT
	-A f_$1 -p IPv4 --ip-src $IP -j ACCEPT
	END
}

full_bridge_of()
{
	vlan_bridge_of "$@"
}

full_stack_of()
{
	local port i=0

	ab_stack_of "$@" || return
	for port in "$@"; do
		station $((i++))
		ebtables_lock "$port" || return
		tc qdisc add dev "$port" clsact
		tc filter add dev "$port" ingress "${POLICE[@]}"
	done
}

# The rules are none of a bridge's, and would cost the next one something even
# if there were none left
stack_down()
{
	[[ -e /sys/module/ebtable_filter ]] || return 0
	ebtables-legacy --init-table
	modprobe -r ebtable_filter
}

# XAPI's rules for one of Open vSwitch
ovs_lock()
{
	ovs-ofctl add-flows sw - <<-END
	priority=8000,in_port=$1,dl_src=$MAC,udp,tp_dst=67,actions=normal
	priority=7000,in_port=$1,dl_src=$MAC,arp,arp_sha=$MAC,arp_spa=$IP,actions=normal
	priority=7000,in_port=$1,dl_src=$MAC,arp,arp_sha=$MAC,arp_spa=0.0.0.0,actions=normal
	priority=6000,in_port=$1,dl_src=$MAC,ip,nw_src=$IP,actions=normal
	priority=4000,in_port=$1,actions=drop
	END
}

full_ovs_of()
{
	local port i=0

	ovs_up || return
	ports nic nic2 "$@"
	ovs_vsctl add-br sw -- add-bond sw bond0 nic nic2 \
		bond_mode=active-backup other_config:bond-primary=nic || return
	join_ovs tag=5 "$@" || return
	for port in "$@"; do
		station $((i++))
		ovs_lock "$port" || return
		ovs_vsctl set interface "$port" \
			ingress_policing_rate=30000000 \
			ingress_policing_burst=8000000 || return
	done
}

full_xvs_of()
{
	local port i=0

	bond_xvs_of active-backup "$@"
	for port in "$@"; do
		station $((i++))
		lock "$port" "$MAC" ipv4_allowed "$IP"
		# shellcheck disable=SC2086 # it is words
		ip link set "$port" type xvs_slave $TX_RATE
	done
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

# warm_up WORDS...: until what was told to a process has come to the kernel, for
# which Open vSwitch takes some seconds after it was started
warm_up()
{
	until_true 30 all_arrive "$@"
}

all_arrive()
{
	local frames expected

	echo "$*" >"$DEBUGFS/row"
	IFS='= ' read -r _ _ _ _ _ _ _ frames _ expected _ <"$DEBUGFS/row"
	[[ $frames = "$expected" ]]
}

# measure ROW SWITCH WORDS...: says what its floor costs, and what it does
measure()
{
	local row=$1 switch=$2 gross words=()

	shift 2
	[[ $switch != ovs ]] || warm_up "$@"
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

# maker PREFIX SWITCH: what makes that one for a row; for want of a bridge of its
# own a plain one
maker()
{
	if [[ $(type -t "$1$2_of") = function ]]; then
		echo "$1$2_of"
	elif [[ $2 = bridge ]]; then
		echo bridge_of
	else
		return 1
	fi
}

# compare ROW PREFIX PORTS WORDS...: on all switches that there are for the row
compare()
{
	local row=$1 prefix=$2 ports=$3 switch make

	shift 3
	for switch in ${SWITCHES//,/ }; do
		make=$(maker "$prefix" "$switch") || continue
		# shellcheck disable=SC2086 # they are words
		"$make" $ports || fail "$switch: could not be made"
		measure "$row" "$switch" "$@"
		case $switch in
		stack) stack_down ;;
		ovs) ovs_down ;;
		xvs) no_drops ;;
		esac
		clean_up
	done
}

EIGHT="p0 p1 p2 p3 p4 p5 p6 p7"
ALL_EIGHT=${EIGHT// /,}

# ---- the rows -------------------------------------------------------------------

# What it takes to make a frame, to count it and to free it, which is no part of
# the other rows' figures; to transmit it without a switch; and to have tc send
# what comes by one port to the other, and back
floor()
{
	local pair

	ports p0 p1
	cost from=p0 to=p1 path=sink || return
	echo "# bench-row floor none 0 $COST"
	measure transmit none from=p0 to=p1 path=xmit
	for pair in "p0 p1" "p1 p0"; do
		tc qdisc add dev "${pair% *}" clsact
		tc filter add dev "${pair% *}" ingress matchall \
			action mirred egress redirect dev "${pair#* }"
	done
	measure mirred none from=p0,p1 stations=2
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

# A guest of a VLAN that is locked and has a rate, to a station behind the bond
full_out()
{
	compare full_out full_ p0 from=p0 to=nic stations=1 to_vlan=5
}

# ... and eight
full_out_8()
{
	compare full_out_8 full_ "$EIGHT" "from=$ALL_EIGHT" to=nic stations=8 \
		to_vlan=5
}

# ... a frame of 60 kB, of which no burst of Open vSwitch's has room for enough
full_large()
{
	SWITCHES=${SWITCHES/ovs,/} compare full_large full_ p0 from=p0 to=nic stations=1 to_vlan=5 gso
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

ROWS=(floor pair locked locked_256 policed policed_rx stations_64 vlan_out vlan_in
	ab_out ab_in slb_out slb_in lacp_out lacp_in full_out full_out_8
	full_large flood_8 large stations_65536)
[[ -z ${XVS_BENCH_ROWS:-} ]] || read -ra ROWS <<<"${XVS_BENCH_ROWS//,/ }"
run_tests "${ROWS[@]}"
