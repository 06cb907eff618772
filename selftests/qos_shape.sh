#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Frames over a rate wait their turn: none is lost before the queue is full, and
# none outlives the port that it waits at, nor keeps a guest's pages.
#
# xvs-test: timeout=240

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

FULL=(len=1514)

# counter PORT DIRECTION KEY
counter()
{
	link_info "$1" ".linkinfo.info_slave_data.$2.$3"
}

cast()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	frame send g2
}

# slow DIRECTION [RATE]: ten frames pass at once, and all others have to wait
slow()
{
	local port=vif_g1

	[[ $1 = tx ]] || port=vif_g2
	ip link set "$port" type xvs_slave "$1_rate" "${2:-20000}" \
		"$1_burst" 15140
}

# send N [KEY=VALUE...]: to g2
send()
{
	local n=$1

	shift
	frame send g1 count "$n" eager dst="$(mac g2)" "${FULL[@]}" "$@"
}

# flood [eager]: until it is stopped
flood()
{
	frame send g1 count 4000000000 dst="$(mac g2)" "${FULL[@]}" \
		cookie=none "$@" 2>/dev/null &
	FLOOD=$!
}

stop_flood()
{
	kill "$FLOOD" 2>/dev/null
	wait "$FLOOD" 2>/dev/null
}

# waits PORT DIRECTION: are there frames in the queue?
waits()
{
	(($(counter "$1" "$2" backlog) > 0))
}

is_full()
{
	(($(drops "$1" tx_queue) > 0))
}

# is_empty PORT DIRECTION
is_empty()
{
	(($(counter "$1" "$2" backlog) == 0))
}

nothing_is_lost_before_the_queue_is_full()
{
	local dir port

	for dir in tx rx; do
		cast
		slow "$dir"
		port=vif_g1
		[[ $dir = tx ]] || port=vif_g2
		expect "50 frames, $dir" frame xfer from g1 dst="$(mac g2)" \
			count 50 "${FULL[@]}" to g2=50 for 20000
		expect_eq "none was dropped" "$(counter "$port" "$dir" dropped)" 0
		expect_eq "all have passed or waited" \
			"$(($(counter "$port" "$dir" passed) +
			    $(counter "$port" "$dir" delayed)))" 50
		(($(counter "$port" "$dir" delayed) >= 30)) ||
			fail "only $(counter "$port" "$dir" delayed) have waited"
		clean_up
	done
}

# has_delayed N: frames that did not pass at once
has_delayed()
{
	(($(counter vif_g1 tx delayed) >= $1))
}

# Its frames are its own until they have gone, and so it waits with others
who_sends_is_slowed()
{
	cast
	slow tx 100000
	flood
	expect_soon "frames wait" has_delayed 100
	stop_flood
	expect_eq "none was dropped" "$(counter vif_g1 tx dropped)" 0
}

they_leave_in_order()
{
	cast
	slow tx 100000
	frame watch g2 until 60 for 20000 ready /tmp/ready src="$(mac g1)" \
		>/tmp/seen &
	until_true 10 test -e /tmp/ready
	for ((i = 100; i < 160; i++)); do
		frame send g1 dst="$(mac g2)" len=1514 payload="number $i."
	done
	wait $!
	expect_eq "all" "$(grep -oE 'number.[0-9]{3}' /tmp/seen | wc -l)" 60
	expect "in order" eval \
		'grep -oE "number.[0-9]{3}" /tmp/seen | sort -c -k1.8n'
}

the_queue_is_bounded()
{
	cast
	slow tx 1
	send 3000 cookie=none
	(($(counter vif_g1 tx backlog) <= 1048576)) ||
		fail "$(counter vif_g1 tx backlog) bytes wait"
	expect_eq "the others were dropped" "$(drops vif_g1 tx_queue)" \
		"$((3000 - 10 - 692))"
	expect_eq "and counted" "$(counter vif_g1 tx dropped)" \
		"$(drops vif_g1 tx_queue)"
	clean_up
	cast
	slow tx 1
	frame send g1 count 3000 eager dst="$(mac g2)" len=60 cookie=none
	expect_eq "small ones by number" "$(drops vif_g1 tx_queue)" \
		"$((3000 - 252 - 2048))"
}

# ecn TOS: a frame of UDP over IPv4 with such bits, without a checksum of UDP
ecn()
{
	local ip="45$1 0030 0000 0000 4011" src="c0000201" dst="c0000202" sum

	sum=$(python3 -c '
import sys
h = bytes.fromhex(sys.argv[1])
s = sum(h[i] << 8 | h[i + 1] for i in range(0, len(h), 2))
while s >> 16:
    s = (s & 0xffff) + (s >> 16)
print("%04x" % (s ^ 0xffff))' "${ip// /}0000$src$dst")
	echo "$(mac g2 | tr -d :)$(mac g1 | tr -d :)0800${ip// /}$sum$src${dst}\
03e807d0001c0000$(printf '%040d' 0)"
}

# have_arrived N: packets that tcpdump has seen
have_arrived()
{
	(($(tcpdump -r /tmp/seen 2>/dev/null | wc -l) == $1))
}

who_understands_it_is_told_early()
{
	local marked

	cast
	slow tx 1000
	tcpdump -U -i g2 -w /tmp/seen udp 2>/tmp/ready &
	until_true 10 grep -q listening /tmp/ready
	send 250 cookie=none
	frame send g1 count 5 raw="$(ecn 02)"
	frame send g1 count 5 raw="$(ecn 00)"
	expect_eq "a quarter of the queue is not much" \
		"$(counter vif_g1 tx marked)" 5
	ip link set vif_g1 type xvs_slave tx_rate 0
	expect_soon "all have arrived" have_arrived 10
	kill $!
	wait $!
	marked=$(tcpdump -v -r /tmp/seen 'ip[1] & 3 == 3' 2>/dev/null)
	expect_eq "those that understand" "$(grep -c CE <<<"$marked")" 5
	expect_eq "with a sum that is right" "$(grep -c bad <<<"$marked")" 0
}

a_limit_that_is_lifted_loses_nothing()
{
	cast
	slow tx 1000
	send 200 cookie=none
	waits vif_g1 tx || fail "nothing waits"
	ip link set vif_g1 type xvs_slave tx_rate 0
	expect_soon "the queue is empty" is_empty vif_g1 tx
	expect_eq "all have arrived" \
		"$(</sys/class/net/g2/statistics/rx_packets)" 200
	expect "others follow" frame xfer from g1 dst="$(mac g2)" count 20 \
		to g2=20
	slow tx 1000
	send 200 cookie=none
	ip link set vif_g1 type xvs_slave tx_mode police
	expect_soon "nor does another mode keep them" is_empty vif_g1 tx
	expect_eq "nothing was dropped" "$(counter vif_g1 tx dropped)" 0
}

a_rate_that_changes_loses_nothing()
{
	local i

	cast
	slow tx 300000
	for ((i = 0; i < 200; i++)); do
		echo "link set vif_g1 type xvs_slave tx_rate $((300000 + i % 7))"
	done >/tmp/changes
	while :; do
		ip -batch /tmp/changes || break
	done &
	expect "400 frames meanwhile" frame xfer from g1 dst="$(mac g2)" \
		count 400 interval 1000 "${FULL[@]}" to g2=400 for 30000
	kill $!
	wait $! 2>/dev/null
	expect_eq "none was dropped" "$(counter vif_g1 tx dropped)" 0
}

# purged EVENT COMMAND...: is what waits gone after it?
purged()
{
	local event=$1 dir

	shift
	for dir in tx rx; do
		cast
		slow "$dir" 1000
		send 300 cookie=none
		PORT=vif_g1
		[[ $dir = tx ]] || PORT=vif_g2
		waits "$PORT" "$dir" || fail "nothing waits, $dir"
		"$@"
		if [[ -n $(shown_master "$PORT") ]]; then
			expect_eq "$event, $dir" \
				"$(counter "$PORT" "$dir" backlog)" 0
			expect_eq "counted, $event, $dir" \
				"$(drops "$PORT" purged)" \
				"$(counter "$PORT" "$dir" dropped)"
		fi
		clean_up
	done
}

shown_master()
{
	ip -j link show dev "$1" 2>/dev/null | jq -r '.[0].master // empty'
}

go_down()
{
	ip link set "$PORT" down
}

be_disabled()
{
	ip link set "$PORT" type xvs_slave locking_mode disabled
}

leave()
{
	ip link set "$PORT" nomaster
}

be_moved()
{
	network xenbr1
	xvs vif move "$PORT" xenbr1 || fail "it does not move"
	sleep 1
}

be_deleted()
{
	ip link del "$PORT"
}

what_waits_does_not_outlive_its_port()
{
	purged "down" go_down
	purged "disabled" be_disabled
	purged "left" leave
	purged "moved" be_moved
	purged "deleted" be_deleted
}

# recalled WHAT COMMAND...: is what g1 might have sent gone after it?
recalled()
{
	local what=$1

	shift
	cast
	slow tx 1
	send 50 cookie=none
	waits vif_g1 tx || fail "nothing waits"
	expect "$what" "$@"
	expect_eq "nothing waits, $what" "$(counter vif_g1 tx backlog)" 0
	expect_eq "it was dropped, $what" "$(drops vif_g1 purged)" 40
	clean_up
}

be_somebody()
{
	lock vif_g1 02:00:00:00:0a:01
}

have_no_tags()
{
	ip link set xenbr0 type xvs vif_trunk none
}

what_may_not_be_sent_any_more_is_not()
{
	recalled "another lock" be_somebody
	recalled "other tags" have_no_tags
	cast
	slow tx 1
	send 50 cookie=none
	ip link set vif_g1 type xvs_slave learning off
	expect_eq "all else keeps it" "$(drops vif_g1 purged)" 0
}

# took LIMIT COMMAND...: milliseconds, as the machine's clock has it
took()
{
	local limit=$1 begin end

	shift
	begin=${EPOCHREALTIME/./}
	"$@" || fail "$*"
	end=${EPOCHREALTIME/./}
	note "$*: $(((end - begin) / 1000)) ms"
	(((end - begin) / 1000 < limit * XVS_TIME_SCALE)) ||
		fail "$*: took more than $limit ms"
}

a_flooded_port_is_deleted_at_once()
{
	local what

	for what in "del vif_g1" "set vif_g1 nomaster" "set vif_g1 down" \
		"del xenbr0" "del vif_g2"; do
		cast
		slow tx 10000
		slow rx 10000
		flood eager
		expect_soon "it is full" is_full vif_g1
		# shellcheck disable=SC2086 # it is words
		took 2000 ip link $what
		stop_flood
		clean_up
	done
}

# What the guest has lent is its again, though its frames wait for long, and
# though others wait before them
pages_are_given_back()
{
	local round ms

	network xenbr0
	guest g1 xenbr0 192.0.2.1/24
	guest g2 xenbr0 192.0.2.2/24
	ip netns exec g1 ping -c 1 192.0.2.2 >/dev/null
	ip link set vif_g1 type xvs_slave tx_rate 100 tx_burst 1514
	for round in first second; do
		ms=$(ip netns exec g1 zerocopy 192.0.2.2 9 16)
		note "the $round 16 datagrams came back after $ms ms"
		if [[ -z $ms ]] || ((ms >= 500 * XVS_TIME_SCALE)); then
			fail "not within 500 ms"
		fi
	done
	waits vif_g1 tx || fail "nothing waits"
	ip link set vif_g1 type xvs_slave tx_rate 0
	expect_soon "the copies are sent" is_empty vif_g1 tx
	expect_eq "none was dropped" "$(counter vif_g1 tx dropped)" 0
}

run_tests nothing_is_lost_before_the_queue_is_full who_sends_is_slowed \
	they_leave_in_order \
	the_queue_is_bounded who_understands_it_is_told_early \
	a_limit_that_is_lifted_loses_nothing a_rate_that_changes_loses_nothing \
	what_waits_does_not_outlive_its_port \
	what_may_not_be_sent_any_more_is_not a_flooded_port_is_deleted_at_once \
	pages_are_given_back
