#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=300
# xvs-test: alone
#
# A host of many guests: how long commands take. The limits are for an emulated
# processor; a real one takes a tenth.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

VIFS=1000
[[ $XVS_KERNEL != debug ]] || VIFS=100
SCALE=$XVS_TIME_SCALE

# Guests' devices, and a file that puts each on a network of its VLAN, locked
many()
{
	local i

	for ((i = 0; i < VIFS; i++)); do
		echo "link add vif$i type dummy"
	done | ip -batch -
	jq -n --argjson n "$VIFS" '
		def vif: {name: "vif\(.)", locking_mode: "locked",
			mac: "02:00:00:00:\(. / 90 | floor + 10):\(. % 90 + 10)",
			ipv4_allowed: ["10.0.\(. / 200 | floor).\(. % 200 + 1)"],
			tx_kbps: 10000};
		{version: 1, networks: [{name: "xenbr0", vif_trunk: "none",
			vifs: [range($n / 2 | floor) | vif],
			vlans: [range(10) as $v | {name: "xapi\($v)",
				vlan: ($v + 1), vifs: [range($n / 2 | floor; $n) |
				select(. % 10 == $v) | vif]}]}]}' >/run/file
}

# takes MS WHAT COMMAND...: no longer than that
takes()
{
	local limit=$(($1 * SCALE)) what=$2 start ms

	shift 2
	start=${EPOCHREALTIME/./}
	"$@" >/run/out 2>&1 || fail "$what" "$(head -n 5 /run/out)"
	ms=$(((${EPOCHREALTIME/./} - start) / 1000))
	note "$what: $ms ms"
	((ms <= limit)) || fail "$what: $ms ms, more than $limit"
}

a_host_of_many_guests_is_applied()
{
	local pid

	many
	takes 15000 "apply" xvs apply /run/file
	expect_eq "all are there" "$(xvs -j vif show | jq length)" "$VIFS"
	ip -o monitor link address route neigh >/run/events &
	pid=$!
	sleep 1
	takes 2500 "apply again" xvs apply /run/file
	sleep 0.5
	kill "$pid"
	expect_eq "no change" "$(wc -l </run/events)" 0
	takes 1500 "save" xvs save
	expect_eq "is the same" "$(xvs save | xvs apply --dry-run -)" ""
	takes 1500 "show" xvs show
	takes 1500 "vif show" xvs vif show
	takes 1500 "lock show" xvs lock show
	takes 100 "vif set" xvs vif set vif7 rx_kbps 5
	takes 100 "vif move" xvs vif move vif7 xapi3
	takes 100 "lock show DEV" xvs lock show vif7
	takes 200 "network set" xvs network set xenbr0 updelay 5
	takes 200 "bond show" xvs bond show xenbr0
	jq 'del(.networks[0].vifs[3].tx_kbps)' /run/file >/run/other
	takes 2500 "apply of little" xvs apply /run/other
	takes 30000 "reset" xvs reset --force
}

run_tests a_host_of_many_guests_is_applied
