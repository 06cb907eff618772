#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=300
#
# A whole host in one file: xvs save, apply, confirm, reset.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:00:01

# devices DEV...: that are to be ports
devices()
{
	local dev

	for dev in "$@"; do
		wire "$dev" "at_$dev"
	done
}

# says FILE: a host of everything
says()
{
	cat >"$1" <<-END
	{ "version": 1,
	  "networks": [
	    { "name": "xenbr0", "vif_trunk": "5,10-20", "bond_mode": "lacp",
	      "updelay": 1000, "mtu": 1400, "address": "02:00:00:00:0a:00",
	      "pifs": [ "nic1", { "name": "nic2", "lacp_prio": 7 } ],
	      "vifs": [ { "name": "vif1", "locking_mode": "locked",
	                  "mac": "$MAC", "isolated": true,
	                  "ipv4_allowed": [ "192.0.2.1", "198.51.100.0/24" ],
	                  "tx_kbps": 100 }, "vif2" ],
	      "vlans": [
	        { "name": "xapi5", "vlan": 5, "default_locking_mode": "disabled",
	          "vifs": [ { "name": "vif3", "guard_arp": 7,
	                      "up": false } ] },
	        { "name": "xapi6", "vlan": 6, "up": false } ] },
	    { "name": "xapi0" } ] }
	END
}

a_host()
{
	devices nic1 nic2 vif1 vif2 vif3
	says /run/file
	expect "it is made so" xvs apply /run/file
}

# of JQ: of the saved host
of()
{
	xvs save | jq -c "$1"
}

a_host_is_made_what_the_file_says()
{
	a_host
	expect_eq "networks" "$(of '[.networks[].name]')" '["xenbr0","xapi0"]'
	expect_eq "their options" "$(of '.networks[0] |
		[.vif_trunk, .bond_mode, .updelay, .mtu, .address]')" \
		'["5,10-20","lacp",1000,1400,"02:00:00:00:0a:00"]'
	expect_eq "PIFs" "$(of '.networks[0].pifs')" \
		'["nic1",{"name":"nic2","lacp_prio":7}]'
	expect_eq "VIFs" "$(of '.networks[0].vifs[0] | [.locking_mode, .mac,
		.isolated, .tx_rate, .ipv4_allowed]')" \
		"[\"locked\",\"$MAC\",true,102400,[\"192.0.2.1\",\"198.51.100.0/24\"]]"
	expect_eq "VLANs" "$(of '[.networks[0].vlans[] | [.name, .vlan, .up]]')" \
		'[["xapi5",5,null],["xapi6",6,false]]'
	expect_eq "a VIF of one" "$(of '.networks[0].vlans[0].vifs')" \
		'[{"name":"vif3","up":false,"guard_arp":7}]'
	expect_eq "they are up" "$(link_info xenbr0 '.flags | index("UP") != null')" \
		true
	expect_eq "and VIFs" "$(link_info vif1 '.flags | index("UP") != null')" true
}

again_is_nothing()
{
	local pid

	a_host
	xvs save >/run/before
	ip -o monitor link address route neigh >/run/events &
	pid=$!
	sleep 0.5
	expect "again" xvs apply /run/file
	expect "what was saved" xvs apply /run/before
	expect_eq "there is nothing to do" "$(xvs apply --dry-run /run/before)" ""
	sleep 0.5
	kill "$pid"
	expect_eq "nothing was said to the kernel" "$(cat /run/events)" ""
	expect_eq "it is the same" "$(xvs save)" "$(cat /run/before)"
}

# The steps are commands, and lead to the same
a_dry_run_prints_the_steps()
{
	local steps

	devices nic1 nic2 vif1 vif2 vif3
	says /run/file
	steps=$(xvs apply --dry-run /run/file)
	expect_eq "nothing was done" "$(xvs -j show)" "[]"
	[[ $steps = *"network add xenbr0 "*"pif add nic1 xenbr0"*"vif add vif3 xapi5 "* ]] ||
		fail "not the steps" "$steps"
	expect "as commands" xvs -b - <<<"$steps"
	expect_eq "it is what the file says" \
		"$(xvs apply --dry-run /run/file)" ""
}

only_what_differs_is_touched()
{
	local pid

	a_host
	jq '.networks[0].vifs[1] = {name: "vif2", rx_kbps: 5} |
		del(.networks[1])' /run/file >/run/other
	expect_eq "the steps" "$(xvs apply --dry-run /run/other)" \
		"vif set vif2 rx_rate 5120
network del xapi0"
	ip -o monitor link >/run/events &
	pid=$!
	sleep 0.5
	expect "it is done" xvs apply /run/other
	sleep 0.5
	kill "$pid"
	expect_eq "the kernel was told of no other device" "$(grep -v ^Deleted \
		/run/events | cut -d ' ' -f 2 | sed 's/[@:].*//' | sort -u |
		xargs)" "vif2 xapi0"
	expect_eq "and no more" "$(of '.networks[0].vifs[1]')" \
		'{"name":"vif2","rx_rate":5120}'
	expect "and back" xvs apply /run/file
	expect_eq "as it was" "$(xvs apply --dry-run /run/file)" ""
}

# What is in the way goes first; whoever moves is never without its policy
much_can_change_at_once()
{
	a_host
	cat >/run/other <<-END
	{ "version": 1, "networks": [
	  { "name": "xapi5", "pifs": [ "nic2" ],
	    "vlans": [ { "name": "xapi6", "vlan": 5, "vifs": [ "vif1" ] },
	               { "name": "xapi7", "vlan": 6 } ] },
	  { "name": "xapi0", "pifs": [ "nic1" ], "vifs": [ "vif3", "vif2" ] } ] }
	END
	expect "it is done" xvs apply /run/other
	expect_eq "it is so" "$(xvs apply --dry-run /run/other)" ""
	expect_eq "as saved" "$(of '.networks |
		sort_by(.name) | [.[] | [.name, .pifs, .vifs,
		 [.vlans[] | [.name, .vlan, .vifs]]]]')" \
		'[["xapi0",["nic1"],["vif2","vif3"],[]],["xapi5",["nic2"],[],[["xapi6",5,["vif1"]],["xapi7",6,[]]]]]'
	expect "and back" xvs apply /run/file
	expect_eq "as it was" "$(xvs apply --dry-run /run/file)" ""
}

# wrong TEXT JQ: the file changed so is refused with these words, before anything
wrong()
{
	jq "$2" /run/file >/run/wrong
	expect_refused "$1" xvs apply /run/wrong
	expect_eq "$2: nothing has changed" "$(xvs -j show)" "[]"
}

what_is_wrong_is_found_before_anything_is_done()
{
	devices nic1 nic2 vif1 vif2 vif3
	says /run/file
	wrong "networks[0].vlans[1].vlan: is a number in 0..4094" \
		'.networks[0].vlans[1].vlan = 4095'
	wrong "networks[1].colour: no such word here" '.networks[1].colour = "red"'
	wrong "networks[0].vifs[1].role: no such word" \
		'.networks[0].vifs[1] = {name: "vif2", role: "pif"}'
	wrong "networks[0].updelay: \"updelay\" is a number" \
		'.networks[0].updelay = "soon"'
	wrong "networks[0].vifs[0].ipv4_allowed: a list of IPv4" \
		'.networks[0].vifs[0].ipv4_allowed = ["2001:db8::1"]'
	wrong "networks[0].pifs: a list is meant" '.networks[0].pifs = "nic1"'
	wrong "networks[1].name: is missing" 'del(.networks[1].name)'
	wrong "networks[1].name: no name" '.networks[1].name = "a/b"'
	wrong "\"vif2\" is there twice" '.networks[1].vifs = ["vif2"]'
	wrong "VLAN 6 of \"xenbr0\" is there twice" \
		'.networks[0].vlans[0].vlan = 6'
	wrong "version: is missing" 'del(.version)'
	wrong "no device \"vif9\"" '.networks[1].vifs = ["vif9"]'
	wrong "is a device, and no network" '.networks[1].name = "at_nic1"'
	wrong "bond_mode" '.networks[0].vlans[0].bond_mode = "lacp"'
	wrong "networks[1].mtu: \"mtu\" is a number of bytes" \
		'.networks[1].mtu = -1'
	wrong "networks[1].address: \"address\" is such as" \
		'.networks[1].address = "02:00"'
	wrong "networks[0].primary: \"primary\" is a device or none" \
		'.networks[0].primary = 7'
	wrong "networks[0].vif_trunk: \"vif_trunk\" is" \
		'.networks[0].vif_trunk = [4294967297]'
	wrong "networks[0].vifs[0].tx-rate: an option may be given only once" \
		'.networks[0].vifs[0] += {"tx-rate": 1}'
	echo '{ "version": 1, "version": 1 }' >/run/wrong
	expect_refused "/run/wrong:1: duplicate object key" xvs apply /run/wrong
	expect_refused "/run/nothing" xvs apply /run/nothing
	expect_refused "\"--dry\" is no option" xvs apply --dry /run/file
	expect_refused "\"--confirm\" needs a number" xvs apply --confirm
	expect_refused "\"--confirm\" needs a number" \
		xvs apply --confirm /run/file
	expect_eq "nothing was done" "$(xvs -j show)" "[]"
}

# What is in the way of another goes first
the_vlan_of_guests_stays()
{
	a_host
	jq '.networks[0].vlans[0] |= (.vlan = 7 | del(.vifs))' /run/file \
		>/run/other
	expect_refused "\"xapi5\" has to go, on which \"vif3\" is" \
		xvs apply /run/other
	jq '.networks[0].vlans[0] |= (.name = "xapi7" | del(.vifs))' /run/file \
		>/run/renamed
	expect_refused "\"xapi5\" has to go, on which \"vif3\" is" \
		xvs apply /run/renamed
	# A root becomes a VLAN of another, and takes its own along
	echo '{"version": 1, "networks": [{"name": "xapi0", "vlans": [
		{"name": "xenbr0", "vlan": 5, "vifs": ["vif1", "vif2"]},
		{"name": "xapi5", "vlan": 6}]}]}' >/run/moved
	expect_refused "\"xapi5\" has to go, on which \"vif3\" is" \
		xvs apply /run/moved
	expect_eq "nothing has changed" "$(xvs apply --dry-run /run/file)" ""
	expect "it is meant" xvs apply --force /run/other
	expect_eq "it has another VLAN" "$(of '.networks[0].vlans[] |
		select(.name == "xapi5") | [.vlan, .vifs]')" '[7,[]]'
	expect "and back" xvs apply /run/file
	jq '.networks[0].vlans[0].vlan = 7' /run/file >/run/other
	expect "its VIFs are in the file" xvs apply /run/other
	expect_eq "they are on it again" "$(of '.networks[0].vlans[] |
		select(.name == "xapi5") | [.vlan, .vifs]')" \
		'[7,[{"name":"vif3","up":false,"guard_arp":7}]]'
}

# Nobody can adopt from a network that is gone before
the_addresses_of_a_vlan_are_not_lost_by_a_name()
{
	a_host
	ip addr add 192.0.2.9/24 dev xapi6
	jq '.networks[0].vlans[1] |= (.name = "xapi7" | .adopt = "xapi6")' \
		/run/file >/run/other
	expect_refused "\"xapi7\" can't adopt the addresses of \"xapi6\"" \
		xvs apply /run/other
	jq '.networks[0].vlans[1] |= (.vlan = 7 | .adopt = "xapi6")' \
		/run/file >/run/same
	expect_refused "\"xapi6\" can't adopt the addresses of \"xapi6\"" \
		xvs apply /run/same
	expect_eq "nothing has changed" "$(xvs apply --dry-run /run/file)" ""
	ip addr flush dev xapi6
	expect "there is none to be lost" xvs apply /run/other
}

a_hyphen_is_an_underscore()
{
	devices vif1
	echo '{"version": 1, "networks": [{"name": "xenbr0", "ageing-time": 1000,
		"vifs": [{"name": "vif1", "tx-kbps": 100, "rx-kbps": 5,
			"guard-arp": 7}]}]}' >/run/file
	expect "applied" xvs apply /run/file
	expect_eq "it is so" "$(of '.networks[0] | [.ageing_time,
		(.vifs[0] | .tx_rate, .rx_rate, .guard_arp)]')" \
		'[1000,102400,5120,7]'
}

# The kernel alone can know that this PIF can't be one
what_fails_half_way_is_taken_back()
{
	a_host
	xvs save >/run/before
	ip link add dummy0 type dummy
	ip link add link dummy0 name dummy0.5 type vlan id 5
	jq '.networks[0].pifs += ["dummy0"] | .networks[0].updelay = 5 |
		.networks[0].vlans = [] | .networks[1].vifs = ["vif3"]' \
		/run/file >/run/other
	expect_refused "8021q devices on it (xvs pif add dummy0 xenbr0)." \
		xvs apply /run/other
	expect_eq "as it was" "$(xvs save)" "$(cat /run/before)"
}

a_change_is_taken_back_unless_it_is_confirmed()
{
	a_host
	xvs save >/run/before
	jq '.networks[0].vlans = [] | .networks[0].pifs = ["nic1"] |
		.networks[1].vifs = ["vif3"]' /run/file >/run/other
	# The session is gone at once
	setsid --wait bash -c 'xvs apply --confirm 4 /run/other; kill -HUP 0' \
		>/dev/null 2>&1
	expect_eq "it is done" "$(xvs apply --dry-run /run/other)" ""
	expect_refused "An earlier change waits" \
		xvs apply --confirm 4 /run/file
	expect_soon "it is taken back" is_as_before
	expect_eq "it is as before" "$(xvs save)" "$(cat /run/before)"
	expect_refused "nothing to confirm" xvs confirm
	expect "again" xvs apply --confirm 4 /run/other
	expect "confirmed" xvs confirm
	sleep 5
	expect_eq "it stays" "$(xvs apply --dry-run /run/other)" ""
	expect_refused "nothing to confirm" xvs confirm
}

# Whoever makes the change is stopped in the middle of it, and then gone
its_time_runs_from_the_end_of_the_change()
{
	local pid

	network xenbr0
	xvs save >/run/before
	jq '.networks[0].vlans = [range(1; 301) | {name: "xapi\(.)", vlan: .}]' \
		/run/before >/run/file
	xvs apply --confirm 1 /run/file &
	pid=$!
	while [[ -e /proc/$pid && ! -e /sys/class/net/xapi1 ]]; do
		sleep 0.01
	done
	kill -STOP "$pid"
	sleep 3
	[[ ! -e /sys/class/net/xapi300 ]] || fail "it was not stopped in time"
	expect "it is not taken back" test -e /sys/class/net/xapi1
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	expect_soon "it is taken back" is_as_before
}

# There is nothing left to be taken back
who_fails_does_not_wait()
{
	a_host
	xvs save >/run/before
	ip link add dummy0 type dummy
	ip link add link dummy0 name dummy0.5 type vlan id 5
	jq '.networks[0].pifs += ["dummy0"]' /run/file >/run/other
	expect_refused "8021q devices" xvs apply --confirm 60 /run/other
	expect_eq "as it was" "$(xvs save)" "$(cat /run/before)"
	expect_refused "nothing to confirm" xvs confirm
}

is_as_before()
{
	[[ $(xvs save) = "$(cat /run/before)" ]]
}

# Guests come and go, and a NIC may be broken
what_is_missing_may_be_left_out()
{
	local out

	devices nic1 vif1 vif3
	says /run/file
	expect_refused "There is no device \"nic2\"" xvs apply /run/file
	jq '.networks[0].primary = "nic2"' /run/file >/run/primary
	expect_refused "the primary of \"xenbr0\"" xvs apply /run/primary
	mv /run/primary /run/file
	out=$(xvs apply --ignore-missing /run/file 2>&1) || fail "refused" "$out"
	expect_eq "it is said" "$out" "\"nic2\" is not there: left out of \"xenbr0\".
\"vif2\" is not there: left out of \"xenbr0\"."
	expect_eq "the rest" "$(of '.networks[0].pifs')" '["nic1"]'
	xvs save --no-vifs | jq -e '[.. | objects | has("vifs")] | any | not' \
		>/dev/null || fail "VIFs were saved"
	xvs save --no-vifs >/run/networks
	expect_eq "they are left alone" \
		"$(xvs apply --dry-run /run/networks)" ""
}

# A guest loses its network only if that is what is meant
a_network_with_guests_stays()
{
	a_host
	jq 'del(.networks[0].vlans[0])' /run/file >/run/other
	expect_refused "on which \"vif3\" is" xvs apply /run/other
	expect_eq "it is there" "$(xvs apply --dry-run /run/file)" ""
	expect "it is meant" xvs apply --force /run/other
	expect_eq "it is gone" "$(of '.networks[0].vlans | length')" 1
}

everything_can_be_reset()
{
	a_host
	expect_refused "--force" xvs reset
	expect "reset" xvs reset --force
	expect_eq "nothing is left" "$(xvs -j show)" "[]"
	expect_eq "NICs are clean" "$(link_info nic1 .promiscuity)" 0
	expect "and again" xvs apply /run/file
}

# of_schema KIND: its words and a value of each
of_schema()
{
	jq -c --arg kind "$1" '.["$defs"][$kind].properties | to_entries[] |
		select(.value | has("default") or has("examples")) |
		[.key, (.value.examples[0] // .value.default)]' \
		"$IP_LIB_DIR/../Documentation/xvs.schema.json"
}

# accepted KIND JQ: each of its words, where JQ puts {WORD: VALUE}
accepted()
{
	local pair n=0

	for pair in $(of_schema "$1"); do
		jq -n --argjson pair "$pair" "{(\$pair[0]): \$pair[1]} as \$o |
			{version: 1, networks: [$2]}" >/run/file
		expect "$1: $pair" xvs apply --dry-run /run/file
		n=$((n + 1))
	done
	((n > 1)) || fail "$1: nothing of the schema was tried"
}

# Everything that is saved is in the schema, and everything that is there may be
# said
the_schema_is_what_is_understood()
{
	local schema=$IP_LIB_DIR/../Documentation/xvs.schema.json

	devices nic1 vif1
	# shellcheck disable=SC2016 # variables of jq
	accepted network '{name: "xenbr0"} + $o'
	# shellcheck disable=SC2016
	accepted vlan '{name: "xenbr0", vlans: [{name: "xapi5", vlan: 5} + $o]}'
	# shellcheck disable=SC2016
	accepted vif '{name: "xenbr0", vifs: [{name: "vif1"} + $o]}'
	# shellcheck disable=SC2016
	accepted pif '{name: "xenbr0", pifs: [{name: "nic1"} + $o]}'
	# What is not by default is not left out
	xvs network add xenbr0 down updelay 1 downdelay 1 vif_trunk 5 \
		ageing_time 1000 fdb_max_learned 9 \
		default_locking_mode disabled bond_mode lacp primary lo \
		primary_reselect better rebalance_interval 1000 \
		hashing_algorithm src_mac lacp_rate fast lacp_active off \
		lacp_sys_prio 1 min_links 1 lacp_fallback_ab off announce_rate 7 \
		mtu 1400 address "$MAC"
	xvs pif add nic1 xenbr0 lacp_prio 1 lacp_key 2
	xvs network add xapi5 link xenbr0 vlan 5 default_locking_mode disabled
	xvs vif add vif1 xapi5 down learning off flood off mcast_flood off \
		bcast_flood off isolated on locked on locking_mode locked \
		mac "$MAC" ipv4_allowed 192.0.2.1 ipv6_allowed 2001:db8::1 \
		ipv6_linklocal eui64 trunk 5 tx_rate 1 tx_burst 1 tx_packets 1 \
		tx_mode police rx_rate 1 rx_burst 1 rx_packets 1 rx_mode police \
		guard_broadcast 1 guard_multicast 1 guard_unknown 1 guard_arp 1 \
		guard_nd 1 guard_dhcp 1 learn_rate 1 learn_limit 1
	xvs save >/run/all
	# shellcheck disable=SC2016 # variables of jq
	expect_eq "words that are not in the schema" \
		"$(jq -c --slurpfile s "$schema" '$s[0]["$defs"] as $d | [
		(.networks[0] | keys - ($d.network.properties | keys)),
		(.networks[0].vlans[0] | keys - ($d.vlan.properties | keys)),
		(.networks[0].pifs[0] | keys - ($d.pif.properties | keys)),
		(.networks[0].vlans[0].vifs[0] | keys -
		 ($d.vif.properties | keys))] | add' /run/all)" "[]"
	# shellcheck disable=SC2016
	expect_eq "words of the schema that are not saved" \
		"$(jq -c --slurpfile s "$schema" '$s[0]["$defs"] as $d | [
		(($d.network.properties | keys) - (.networks[0] | keys)),
		(($d.vif.properties | keys) -
		 (.networks[0].vlans[0].vifs[0] | keys))] | add | sort' /run/all)" \
		'["adopt","rx_kbps","tx_kbps"]'
	expect "reset" xvs reset --force
	expect "and again" xvs apply /run/all
	expect_eq "as it was" "$(xvs save)" "$(cat /run/all)"
}

# What Documentation/xvs.rst shows of xvs(8), as it is there
examples_work()
{
	local doc=$IP_LIB_DIR/../Documentation/xvs.rst commands

	devices eth0 eth1 vif1.0
	commands=$(sed -n '/^xvs(8)$/,/^A whole host/p' "$doc" |
		sed -n '/^  xvs /{:more
			/\\$/{N;s/\\\n//;bmore}
			s/^  xvs //p}')
	expect_eq "how many" "$(wc -l <<<"$commands")" 4
	expect "commands" xvs -b - <<<"$commands"
	expect_eq "the last of them" "$(xvs -j vif show vif1.0 |
		jq -r '.[0] | "\(.effective_mode) \(.tx_rate)"')" \
		"locked 10240000"
	sed -n '/^  { "version": 1,/,/^$/p' "$doc" >/run/file
	expect "the file" xvs apply /run/file
	expect_eq "it is so" "$(of '.networks[0] | [.bond_mode, .pifs,
		.vlans[0].name]')" '["lacp",["eth0","eth1"],"xapi5"]'
}

run_tests a_host_is_made_what_the_file_says again_is_nothing \
	a_dry_run_prints_the_steps only_what_differs_is_touched \
	much_can_change_at_once what_is_wrong_is_found_before_anything_is_done \
	what_fails_half_way_is_taken_back \
	a_change_is_taken_back_unless_it_is_confirmed \
	its_time_runs_from_the_end_of_the_change who_fails_does_not_wait \
	what_is_missing_may_be_left_out a_network_with_guests_stays \
	the_vlan_of_guests_stays \
	the_addresses_of_a_vlan_are_not_lost_by_a_name a_hyphen_is_an_underscore \
	everything_can_be_reset the_schema_is_what_is_understood \
	examples_work
