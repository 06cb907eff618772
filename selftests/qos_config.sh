#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How much may pass a device: how it is said, shown and kept.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# shown DEV KEY...: by ip
shown()
{
	local dev=$1 keys

	shift
	keys=$(printf ' .%s,' "$@")
	link_info "$dev" ".linkinfo.info_slave_data |
		[${keys%,}] | map(tostring) | join(\" \")"
}

# kept DEV KEY: by xvs, whether it is a port or not
kept()
{
	xvs -j lock show "$1" | jq -r ".[0].$2"
}

# guards SHOW DEV: all of them, in the order of their options
guards()
{
	local key

	for key in guard_{broadcast,multicast,unknown,arp,nd,dhcp} \
		learn_{rate,limit}; do
		"$1" "$2" "$key"
	done | xargs
}

DEFAULTS="1000 4000 2000 1000 1000 200 500 128"

nothing_is_limited_at_first()
{
	local dir

	network xenbr0
	vif g1 xenbr0
	for dir in tx rx; do
		expect_eq "$dir rate" "$(shown vif_g1 "${dir}"_rate)" 0
		expect_eq "$dir burst" "$(shown vif_g1 "${dir}"_burst)" 0
		expect_eq "$dir packets" "$(shown vif_g1 "${dir}"_packets)" 0
		expect_eq "$dir mode" "$(shown vif_g1 "${dir}"_mode)" shape
	done
	expect_eq "text says nothing of it" \
		"$(ip -d link show dev vif_g1 | grep -c tx_rate)" 0
}

guards_are_on_for_a_vif_alone()
{
	network xenbr0
	vif g1 xenbr0
	pif xenbr0
	expect_eq "of a VIF" "$(guards shown vif_g1)" "$DEFAULTS"
	expect_eq "of a PIF" "$(guards shown nic)" "0 0 0 0 0 0 0 0"
	ip link set nic type xvs_slave guard_broadcast 7
	expect_eq "of a PIF that was given one" "$(guards shown nic)" \
		"7 0 0 0 0 0 0 0"
	ip link set vif_g1 type xvs_slave guard_arp 0 learn_limit 5
	expect_eq "two of a VIF" "$(guards shown vif_g1)" \
		"1000 4000 2000 0 1000 200 500 5"
	ip link set vif_g1 type xvs_slave guard_arp default learn_limit default
	expect_eq "as before" "$(guards shown vif_g1)" "$DEFAULTS"
}

what_was_set_is_shown()
{
	network xenbr0
	vif g1 xenbr0
	ip link set vif_g1 type xvs_slave tx_rate 1000000 tx_burst 200000 \
		tx_packets 5000 tx_mode police rx_rate 100000000000 \
		rx_burst 1000000000000 rx_packets 4294967294 rx_mode shape
	expect_eq "what is sent" \
		"$(shown vif_g1 tx_rate tx_burst tx_packets tx_mode)" \
		"1000000 200000 5000 police"
	expect_eq "what is received" \
		"$(shown vif_g1 rx_rate rx_burst rx_packets rx_mode)" \
		"100000000000 1000000000000 4294967294 shape"
	expect_eq "in text too" \
		"$(ip -d link show dev vif_g1 | grep -o 'tx_rate.*tx_mode [a-z]*')" \
		"tx_rate 1000000 tx_burst 200000 tx_packets 5000 tx_mode police"
	ip link set vif_g1 type xvs_slave tx_packets 0
	expect_eq "what was not named stays" \
		"$(shown vif_g1 tx_rate tx_burst tx_packets)" \
		"1000000 200000 0"
	ip link set vif_g1 type xvs_slave tx_rate 0
	expect_eq "no rate" "$(shown vif_g1 tx_rate)" 0
}

a_kbps_is_1024_bytes()
{
	network xenbr0
	vif g1 xenbr0
	ip link set vif_g1 type xvs_slave tx_kbps 100 rx_kbps 7
	expect_eq "tx" "$(shown vif_g1 tx_rate)" 102400
	expect_eq "rx" "$(shown vif_g1 rx_rate)" 7168
	expect_refused "only once" ip link set vif_g1 type xvs_slave \
		tx_kbps 100 tx_rate 1
}

it_is_kept_by_the_device()
{
	network xenbr0
	network xenbr1
	wire vif_g1 g1
	expect "before it joins" xvs lock set vif_g1 tx_rate 5000 rx_kbps 2 \
		guard_nd 9
	expect_eq "it is there" "$(kept vif_g1 tx_rate)" 5000
	ip link set vif_g1 master xenbr0
	expect_eq "on a network" "$(shown vif_g1 tx_rate)" 5000
	expect_eq "both ways" "$(shown vif_g1 rx_rate)" 2048
	expect_eq "and guards" "$(shown vif_g1 guard_nd)" 9
	ip link set vif_g1 nomaster
	expect_eq "on none" "$(kept vif_g1 tx_rate)" 5000
	ip link set vif_g1 master xenbr1
	ip link set vif_g1 type xvs_slave rx_rate 77
	expect "it moves" xvs vif move vif_g1 xenbr0
	expect_eq "on another" "$(kept vif_g1 tx_rate)" 5000
	expect_eq "what was said there, too" "$(kept vif_g1 rx_rate)" 77
	expect_eq "and is limited" "$(kept vif_g1 'tx.passed')" null
	expect_eq "counters" "$(xvs -j -s lock show vif_g1 |
		jq -c '.[0].tx')" \
		'{"passed":0,"delayed":0,"marked":0,"dropped":0,"backlog":0}'
}

what_is_wrong_is_refused_by_name()
{
	network xenbr0
	vif g1 xenbr0
	ip link set vif_g1 type xvs_slave tx_rate 5 rx_rate 6
	expect_refused "tx_rate must be at most 100000000000" \
		ip link set vif_g1 type xvs_slave tx_rate 100000000001
	expect_refused "rx_rate must be at most" \
		xvs lock set vif_g1 rx_rate 9999999999999999999
	expect_refused "tx_burst must be at most 1000000000000" \
		ip link set vif_g1 type xvs_slave tx_burst 1000000000001
	expect_refused "rx_burst must be at most" \
		ip link set vif_g1 type xvs_slave tx_rate 9 guard_arp 9 \
		rx_burst 1000000000001
	expect_refused "shape or police" \
		ip link set vif_g1 type xvs_slave rx_mode drop
	expect_refused "a number of bytes" \
		ip link set vif_g1 type xvs_slave tx_rate fast
	expect_refused "a number of 1024 bytes" \
		ip link set vif_g1 type xvs_slave tx_kbps 18014398509481984
	expect_refused "a number of 32 bits" \
		ip link set vif_g1 type xvs_slave guard_arp 4294967295
	expect_refused "is no option" xvs lock set vif_g1 tx_speed 7
	expect_refused "can't be" xvs lock set xenbr0 tx_rate 7
	expect_eq "nothing has changed" \
		"$(shown vif_g1 tx_rate tx_burst rx_rate guard_arp)" \
		"5 0 6 1000"
}

a_pif_keeps_it_without_effect()
{
	network xenbr0
	vif g1 xenbr0
	pif xenbr0
	ip link set nic type xvs_slave tx_rate 1 tx_burst 1 tx_mode police \
		rx_rate 1 rx_burst 1 rx_mode police
	expect_eq "kept" "$(shown nic tx_rate)" 1
	expect "from outside" frame xfer from out count 10 to g1=10
	expect "to the outside" frame xfer from g1 count 10 to out=10
	ip link set nic type xvs_slave role vif
	expect "as a VIF it has one" frame xfer from out count 10 to g1=1
}

run_tests nothing_is_limited_at_first guards_are_on_for_a_vif_alone \
	what_was_set_is_shown a_kbps_is_1024_bytes it_is_kept_by_the_device \
	what_is_wrong_is_refused_by_name a_pif_keeps_it_without_effect
