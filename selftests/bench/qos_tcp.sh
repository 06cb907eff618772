#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What TCP makes of a rate: its goodput, as a part of what the rate leaves it
# (1448 bytes of 1514), for 1, 8 and 32 flows over 0, 20 and 100 ms. Beside xvs
# are what else there is: tc's policer and Open vSwitch's policing, and tc's tbf.
# A row is
#
#   # qos-row LIMITER FLOWS DELAY_MS THOUSANDTHS
#
# See "qos" beside this file.
#
# xvs-test: alone
# xvs-test: timeout = 7200

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ovs_lib.sh
. "$(dirname "$0")/ovs_lib.sh"

# Bytes a second, and what tc is told of it
RATE=$XVS_QOS_RATE
BITS=$((RATE * 8))
BURST=$((RATE / 20 > 131072 ? RATE / 20 : 131072))

WARM=3
TAKEN=10

read -ra FLOWS <<<"${XVS_QOS_FLOWS//,/ }"
read -ra DELAYS <<<"${XVS_QOS_DELAYS//,/ }"

# By LIMITER/FLOWS/DELAY_MS
declare -A GOODPUT

# ---- what limits: from g1, behind vif_g1, to g2 -----------------------------------

shape()
{
	network sw
	guests
	ip link set vif_g1 type xvs_slave tx_rate "$RATE"
}

police()
{
	shape
	ip link set vif_g1 type xvs_slave tx_mode police
}

bridge()
{
	ip link add sw type bridge
	ip link set sw up
	guests
}

tc_police()
{
	bridge
	tc qdisc add dev vif_g1 clsact
	tc filter add dev vif_g1 ingress matchall action police \
		rate "${BITS}bit" burst "$BURST" mtu 65600 conform-exceed drop
}

# By the guest's own way in, as nothing else delays what comes from it
tc_tbf()
{
	bridge
	tc qdisc add dev vif_g2 root tbf rate "${BITS}bit" burst "$BURST" \
		limit "$((RATE / 4 > 1048576 ? RATE / 4 : 1048576))"
}

# What a controller of XenServer sets; the burst is as the others'
ovs_police()
{
	ovs_up || return
	cable vif_g1 g1
	cable vif_g2 g2
	addresses
	ovs_vsctl add-br sw -- add-port sw vif_g1 -- \
		add-port sw vif_g2 -- set interface vif_g1 \
		ingress_policing_rate=$((BITS / 1000)) \
		ingress_policing_burst=$((BURST * 8 / 1000))
}

addresses()
{
	ip -n g1 addr add 192.0.2.1/24 dev eth0
	ip -n g2 addr add 192.0.2.2/24 dev eth0
}

guests()
{
	guest g1 sw
	guest g2 sw
	addresses
}

# ---- measuring ------------------------------------------------------------------

# goodput FLOWS DELAY: of what the rate leaves TCP, in thousandths
goodput()
{
	local bits

	bits=$(tcp_throughput g1 g2 192.0.2.2 -P "$1" -O "$WARM" -t "$TAKEN")
	echo $((${bits:-0} * 1000 / (BITS * 1448 / 1514)))
}

# measure LIMITER FLOWS DELAY
measure()
{
	local got

	if ! "$1"; then
		note "$1: not there"
		clean_up
		return 1
	fi
	# Answers take the whole of it
	(($3 == 0)) || ip netns exec g2 tc qdisc add dev eth0 root netem \
		delay "$3ms" limit 100000
	ip netns exec g1 ping -c 1 -W 5 192.0.2.2 >/dev/null
	got=$(goodput "$2" "$3")
	GOODPUT[$1/$2/$3]=$got
	echo "# qos-row $1 $2 $3 $got"
	ovs_down
	clean_up
}

measure_all()
{
	local flows delay

	for delay in "${DELAYS[@]}"; do
		for flows in "${FLOWS[@]}"; do
			measure "$1" "$flows" "$delay" || return
		done
	done
}

# at_least THOUSANDTHS LIMITER FLOWS DELAY
at_least()
{
	local got=${GOODPUT[$2/$3/$4]:-0}

	((got >= $1)) || fail "$2, $3 flows, $4 ms: $got of 1000, not $1"
}

# ---- the rows -------------------------------------------------------------------

shaped()
{
	local flows delay

	measure_all shape
	for flows in "${FLOWS[@]}"; do
		for delay in "${DELAYS[@]}"; do
			at_least $((delay == 100 ? 950 : 980)) shape \
				"$flows" "$delay"
		done
	done
}

# Others are as good as they are: what counts is that ours is no worse
policed()
{
	local key other flows delay

	measure_all police
	measure_all tc_police
	measure_all ovs_police
	for key in "${!GOODPUT[@]}"; do
		other=${key%%/*}
		case $other in
		tc_police | ovs_police)
			IFS=/ read -r _ flows delay <<<"$key"
			at_least $((GOODPUT[$key] * 95 / 100)) police \
				"$flows" "$delay"
			;;
		esac
	done
}

tbf()
{
	measure_all tc_tbf
}

run_tests shaped policed tbf
