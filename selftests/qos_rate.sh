#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A VIF gets the rate that it was given: no more once its burst is drained, and
# no less, for frames of each size, with either mode, in both directions, and on
# several CPUs at once. The rates are such that a slow machine is faster, and the
# bursts such that it may stall; bench/qos has higher ones.
#
# xvs-test: once
# xvs-test: timeout=300
# xvs-test: alone

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

SECONDS_TAKEN=10
# Of the rate, in thousandths. On a debug kernel a sample itself takes its time.
TOLERANCE=20

SMALL=(len=60)
FULL=(len=1514)
LARGE=(tcp4=192.0.2.1:1000-192.0.2.2:80 gso=1460 len=60000 csum=partial)

# counter PORT KEY: of the direction that DIR says
counter()
{
	link_info "$1" ".linkinfo.info_slave_data.$DIR.$2"
}

# pair NAME: a VIF that sends to another, which has what it gets cut into frames
pair()
{
	vif "a$1" xenbr0
	vif "b$1" xenbr0
	ethtool -K "vif_b$1" tso off gso off >/dev/null
	frame send "b$1"
}

# flood NAME US KEY=VALUE...: a frame after so many microseconds, until it is
# killed; at an even pace, as what does not come can't pass
flood()
{
	local name=$1 interval=$2

	shift 2
	frame send "a$name" count 4000000000 interval "$interval" \
		dst="$(mac "b$name")" "$@" cookie=none 2>/dev/null &
	FLOODS+=($!)
}

stop_floods()
{
	kill "${FLOODS[@]}"
	wait "${FLOODS[@]}" 2>/dev/null
	FLOODS=()
}

# sample FILE NAME...: "NAME us bytes frames" for each, of what has arrived
sample()
{
	local file=$1 name stats

	shift
	for name in "$@"; do
		stats=/sys/class/net/b$name/statistics
		echo "$name ${EPOCHREALTIME/./} $(<"$stats/rx_bytes")" \
			"$(<"$stats/rx_packets")"
	done >"$file"
}

# within WHAT GOT WANTED
within()
{
	local off=$((($2 - $3) * 1000 / $3))

	note "$1: $2 of $3 ($((off / 10)).$((${off#-} % 10)) %)"
	((${off#-} <= TOLERANCE)) || fail "$1: $2 a second, not $3"
}

# rates FIELD NAME RATE...: does each arrive with its rate? The field is 3, bytes,
# or 4, frames
rates()
{
	local field=$1 name names=() i got

	shift
	for ((i = 1; i <= $#; i += 2)); do
		names+=("${!i}")
	done
	sample /tmp/before "${names[@]}"
	sleep "$SECONDS_TAKEN"
	sample /tmp/after "${names[@]}"
	while (($#)); do
		got=$(awk -v name="$1" -v field="$field" '
			$1 != name { next }
			FNR == NR { us = $2; n = $field; next }
			{ printf "%d", ($field - n) * 1000000 / ($2 - us) }' \
			/tmp/before /tmp/after)
		within "$1" "$got" "$2"
		shift 2
	done
}

# is_drained PORT...: has been over its rate, so that the burst is spent
is_drained()
{
	local port

	for port in "$@"; do
		(($(counter "$port" dropped) + $(counter "$port" delayed))) ||
			return
	done
}

# limit NAME OPTIONS...: of the sender or of the receiver, as DIR says
limit()
{
	local name=$1 port=vif_a$1

	shift
	[[ $DIR = tx ]] || port=vif_b$name
	ip link set "$port" type xvs_slave "$@"
	LIMITED+=("$port")
}

# the_rate MODE: three sizes at once
the_rate()
{
	local mode=$1

	LIMITED=() FLOODS=()
	network xenbr0
	pair 60
	pair 1514
	pair gso
	limit 60 "${DIR}_rate" 20000 "${DIR}_mode" "$mode" "${DIR}_burst" 6000
	limit 1514 "${DIR}_rate" 200000 "${DIR}_mode" "$mode" "${DIR}_burst" 60000
	limit gso "${DIR}_rate" 1000000 "${DIR}_mode" "$mode" "${DIR}_burst" 300000
	flood 60 1000 "${SMALL[@]}"
	flood 1514 2500 "${FULL[@]}"
	flood gso 20000 "${LARGE[@]}"
	expect "all are over it" until_true 60 is_drained "${LIMITED[@]}"
	rates 3 60 20000 1514 200000 gso 1000000
	stop_floods
}

police_what_is_sent()
{
	DIR=tx the_rate police
}

police_what_is_received()
{
	DIR=rx the_rate police
}

shape_what_is_sent()
{
	DIR=tx the_rate shape
}

shape_what_is_received()
{
	DIR=rx the_rate shape
}

packets_are_limited_too()
{
	DIR=tx LIMITED=() FLOODS=()
	network xenbr0
	pair police
	pair shape
	limit police tx_packets 500 tx_mode police
	limit shape tx_packets 500 tx_rate 1000000
	flood police 700 "${SMALL[@]}"
	flood shape 700 "${SMALL[@]}"
	expect "both are over it" until_true 60 is_drained "${LIMITED[@]}"
	rates 4 police 500 shape 500
	stop_floods
}

# A large frame is as many as it is cut into, all with their own headers
a_large_frame_costs_what_its_parts_do()
{
	local DIR=tx passed

	network xenbr0
	pair 1
	ip link set vif_a1 type xvs_slave tx_rate 1 tx_burst 622139 \
		tx_mode police
	frame send a1 count 20 dst="$(mac b1)" "${LARGE[@]}" cookie=none
	# 59946 bytes in 42 parts with 54 bytes of headers each: 62214 in all
	passed=$(counter vif_a1 passed)
	expect_eq "of a burst for a byte less than 10" "$passed" 9
	expect_eq "the others" "$(counter vif_a1 dropped)" 11
	expect_eq "for this reason" "$(drops vif_a1 tx_rate)" 11
	expect_eq "the parts have arrived" \
		"$(</sys/class/net/b1/statistics/rx_bytes)" $((9 * 62214))
}

# ... but how many they are is the sender's word, and another is to receive them
a_large_frame_costs_others_no_more()
{
	local DIR=rx

	network xenbr0
	vif a1 xenbr0
	vif b1 xenbr0
	frame send b1
	ip link set vif_b1 type xvs_slave rx_rate 1 rx_burst 140000 \
		rx_mode police
	# 19946 bytes in parts of 1: counted as 227 of 88, so 32204
	frame send a1 count 4 dst="$(mac b1)" "${LARGE[0]}" gso=1 len=20000 \
		csum=partial cookie=none
	expect_eq "all have passed" "$(counter vif_b1 passed)" 4
}

# One that is larger than the burst passes whenever that is full
a_frame_above_the_burst_passes()
{
	network xenbr0
	pair 1
	ip link set vif_a1 type xvs_slave tx_rate 1000 tx_burst 1000 \
		tx_mode police
	expect "one does" frame xfer from a1 dst="$(mac b1)" count 5 \
		"${FULL[@]}" to b1=1
}

every_frame_is_counted()
{
	local DIR=tx

	network xenbr0
	pair 1
	ip link set vif_a1 type xvs_slave tx_rate 10000 tx_burst 15140 \
		tx_mode police
	frame send a1 count 500 dst="$(mac b1)" "${FULL[@]}"
	expect_eq "those that passed have arrived" "$(counter vif_a1 passed)" \
		"$(</sys/class/net/b1/statistics/rx_packets)"
	expect_eq "all are there" "$(($(counter vif_a1 passed) +
		$(counter vif_a1 dropped)))" 500
	expect_eq "by reason" "$(counter vif_a1 dropped)" \
		"$(drops vif_a1 tx_rate)"
	DIR=rx
	ip link set vif_a1 type xvs_slave tx_rate 0
	ip link set vif_b1 type xvs_slave rx_rate 10000 rx_burst 15140 \
		rx_mode police
	frame send a1 count 500 dst="$(mac b1)" "${FULL[@]}"
	expect_eq "to a guest too" "$(($(counter vif_b1 passed) +
		$(counter vif_b1 dropped)))" 500
	expect_eq "against who has sent" "$(drops vif_a1 rx_rate)" \
		"$(counter vif_b1 dropped)"
}

# Each CPU's frames are received on it
two_cpus_share_a_rate()
{
	local DIR=tx cpu

	if (($(nproc) < 2)); then
		skip "needs two CPUs"
		return
	fi
	LIMITED=() FLOODS=()
	network xenbr0
	pair 1
	limit 1 tx_rate 200000 tx_mode police tx_burst 60000
	for cpu in 0 1; do
		taskset -c "$cpu" frame send a1 count 4000000000 \
			interval 2500 dst="$(mac b1)" "${FULL[@]}" cookie=none \
			2>/dev/null &
		FLOODS+=($!)
	done
	expect "it is drained" until_true 60 is_drained "${LIMITED[@]}"
	rates 3 1 200000
	stop_floods
}

run_tests police_what_is_sent police_what_is_received shape_what_is_sent \
	shape_what_is_received packets_are_limited_too \
	a_large_frame_costs_what_its_parts_do \
	a_large_frame_costs_others_no_more a_frame_above_the_burst_passes \
	every_frame_is_counted two_cpus_share_a_rate
