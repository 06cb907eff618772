#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Does a VIF get the rate that it was given, once its burst is drained, for
# small, full and large frames? More than the rate is offered, at an even pace,
# and small frames by pktgen, as nothing else is quick enough. A row is
#
#   # rate-row MODE BYTES_A_SECOND FRAME GOT
#
# See "qos" beside this file, which has it run on a machine whose clock is exact.
#
# xvs-test: alone
# xvs-test: timeout = 3600

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

SECONDS_TAKEN=10
# Of the rate, in thousandths
TOLERANCE=20
# What is offered, in hundredths of the rate: so little more of a high one that
# the machine is not too slow for it
OFFERED=150
OFFERED_HIGH=108
HIGH=10000000

read -ra RATES <<<"${XVS_QOS_RATES//,/ }"
# Of which a large frame takes too long to say anything
GSO_FROM=1000000

# What 60000 bytes of TCP are after they were cut into frames of 1514
LARGE=(tcp4=192.0.2.1:1000-192.0.2.2:80 gso=1460 len=60000 csum=partial)
LARGE_BYTES=62214

# pgset FILE LINE...
pgset()
{
	local file=/proc/net/pktgen/$1 line

	shift
	for line in "$@"; do
		echo "$line" >"$file"
	done
}

# pace BYTES RATE: nanoseconds from one frame of so many bytes to the next
pace()
{
	local part=$OFFERED

	(($2 < HIGH)) || part=$OFFERED_HIGH
	echo $(($1 * 100 * 1000000000 / part / $2))
}

# offer BYTES RATE: frames of so many bytes
offer()
{
	pgset kpktgend_0 rem_device_all "add_device g1"
	pgset g1 "pkt_size $1" "count 0" \
		"delay $(pace "$1" "$2")" \
		"dst_mac $(mac g2)" "src_mac $(mac g1)" \
		"dst 192.0.2.2" "src_min 192.0.2.1"
	pgset pgctrl start &
	OFFER=$!
}

# offer_large RATE
offer_large()
{
	frame send g1 count 4000000000 dst="$(mac g2)" "${LARGE[@]}" \
		interval $(($(pace "$LARGE_BYTES" "$1") / 1000)) \
		cookie=none 2>/dev/null &
	OFFER=$!
}

stop()
{
	kill -INT "$OFFER"
	wait "$OFFER" 2>/dev/null
}

counter()
{
	link_info vif_g1 ".linkinfo.info_slave_data.tx.$1"
}

is_drained()
{
	(($(counter dropped) + $(counter delayed)))
}

# a_second: bytes that arrive
a_second()
{
	local before us bytes

	bytes=$(</sys/class/net/g2/statistics/rx_bytes)
	before=${EPOCHREALTIME/./}
	sleep "$SECONDS_TAKEN"
	bytes=$(($(</sys/class/net/g2/statistics/rx_bytes) - bytes))
	us=$((${EPOCHREALTIME/./} - before))
	echo $((bytes * 1000000 / us))
}

# measure MODE RATE FRAME
measure()
{
	local got off

	network sw
	vif g1 sw
	vif g2 sw
	ethtool -K vif_g2 tso off gso off >/dev/null
	frame send g2
	ip link set vif_g1 type xvs_slave tx_rate "$2" tx_mode "$1"
	if [[ $3 = gso ]]; then
		offer_large "$2"
	else
		offer "$3" "$2"
	fi
	expect "$1 $2 $3: more is offered" until_true 120 is_drained
	got=$(a_second)
	stop
	echo "# rate-row $1 $2 $3 $got"
	off=$(((got - $2) * 1000 / $2))
	((${off#-} <= TOLERANCE)) || fail "$1 $2 $3: $got bytes a second"
	clean_up
}

every_rate()
{
	local rate

	for rate in "${RATES[@]}"; do
		measure "$1" "$rate" 1514
		((rate < GSO_FROM)) || measure "$1" "$rate" gso
		measure "$1" "$rate" 60
	done
}

police()
{
	every_rate police
}

shape()
{
	every_rate shape
}

modprobe -q pktgen
run_tests police shape
