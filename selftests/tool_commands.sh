#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
#
# xvs(8): each object and its verbs, how they may be written, and how it says no.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:00:01

# of DEV JQ: of `xvs -j show DEV` or of the port
of_network()
{
	xvs -j network show "$1" | jq -r ".[0] | $2"
}

of_vif()
{
	xvs -j vif show "$1" | jq -r ".[0] | $2"
}

a_network_comes_changes_and_goes()
{
	expect "a root" xvs network add xenbr0 up vif_trunk none mtu 1400 \
		address "$MAC"
	expect_eq "it is there" "$(of_network xenbr0 \
		'"\(.up) \(.mtu) \(.address) \(.vif_trunk | length)"')" \
		"true 1400 $MAC 0"
	expect "a VLAN" xvs network add xapi5 link xenbr0 vlan 5
	expect_eq "of it" "$(of_network xenbr0 '.vlans[0] |
		"\(.ifname) \(.vlan) \(.up)"')" "xapi5 5 false"
	expect "it changes" xvs network set xenbr0 down updelay 0 \
		default_locking_mode disabled
	expect_eq "as ip has it" "$(link_info xenbr0 .linkinfo.info_data.updelay)" 0
	expect_eq "it is down" "$(of_network xenbr0 .up)" false
	expect_refused "xapi5" xvs network del xenbr0
	expect_refused "There is no network" xvs network add xapi6 link nowhere \
		vlan 6
	expect_refused "File exists" xvs network add xenbr0
	expect_refused "no network of xvs" xvs network del lo
	expect "both" xvs network del xenbr0 --force
	expect_eq "nothing is left" "$(xvs -j show)" "[]"
}

a_vif_joins_with_its_policy()
{
	network xenbr0
	view xapi5 xenbr0 5
	ip link add vif1.0 type veth peer name g1
	expect "joins" xvs vif add vif1.0 xenbr0 locking-mode=locked mac="$MAC" \
		ipv4-allowed=192.0.2.1 kbps=100 isolated=on
	expect_eq "it is up" "$(of_vif vif1.0 .up)" true
	expect_eq "it is locked" "$(of_vif vif1.0 \
		'"\(.effective_mode) \(.mac) \(.ipv4_allowed[0]) \(.tx_rate)"')" \
		"locked $MAC 192.0.2.1 102400"
	expect_eq "and isolated" "$(of_vif vif1.0 .isolated)" true
	expect "changes" xvs vif set vif1.0 isolated off ipv4_add 192.0.2.2 down
	expect_eq "both" "$(of_vif vif1.0 '.ipv4_allowed | length')" 2
	expect_eq "it is down" "$(of_vif vif1.0 .up)" false
	expect "moves" xvs vif move vif1.0 xapi5
	expect_eq "it is there" "$(of_vif vif1.0 .network)" xapi5
	expect "leaves" xvs vif del vif1.0
	expect_refused "is no vif" xvs vif show vif1.0
	expect_refused "is on no network" xvs vif set vif1.0 isolated on
	expect_eq "its policy stays" "$(xvs -j lock show vif1.0 |
		jq -r '.[0].locking_mode')" locked
}

pifs_are_a_bond()
{
	local i

	network xenbr0
	for i in 1 2; do
		wire "nic$i" "out$i"
		expect "joins" xvs pif add "nic$i" xenbr0
	done
	expect "its mode" xvs bond set xenbr0 mode=active-backup primary=nic2
	expect_eq "as shown" "$(xvs -j bond show xenbr0 |
		jq -r '.[0].bond_mode')" active-backup
	expect_eq "its primary" "$(of_network xenbr0 .primary)" nic2
	expect_eq "two of them" "$(xvs -j pif | jq length)" 2
	expect "announces" xvs bond announce xenbr0
	expect "rebalances" xvs bond rebalance xenbr0
	expect_refused "what the object's name says" \
		xvs pif add nic1 xenbr0 role vif
	expect "one leaves" xvs pif del nic1
	expect_eq "one is left" "$(xvs -j pif show | jq length)" 1
	view xapi5 xenbr0 5
	expect_refused "joins a root" xvs pif move nic2 xapi5
}

addresses_are_shown_pinned_and_forgotten()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	expect "pinned" xvs fdb add "$MAC" xenbr0 via vif_g1
	expect "in a VLAN" xvs fdb add 02:00:00:00:00:05 xenbr0 via vif_g5 vlan 5
	expect_eq "as bridge has it" "$(fdb_port xenbr0 "$MAC")" vif_g1
	expect_eq "in words" "$(xvs fdb show xenbr0 mac "$MAC" | tail -n 1 |
		xargs)" "$MAC vlan 0 via vif_g1 state static"
	expect_eq "of a VLAN" "$(xvs -j fdb show xenbr0 vlan 5 via vif_g5 |
		jq -r '.[0].fdb[0].mac')" 02:00:00:00:00:05
	expect "forgotten" xvs fdb del 02:00:00:00:00:05 xenbr0 vlan 5
	frame send g1 src=02:00:00:00:00:77
	expect_eq "learned" "$(xvs -j fdb show xenbr0 mac 02:00:00:00:00:77 |
		jq -r '.[0].fdb[0].state')" learned
	expect "flushed" xvs fdb flush xenbr0
	expect_eq "not any more" "$(xvs -j fdb show xenbr0 \
		mac 02:00:00:00:00:77 | jq '.[0].fdb | length')" 0
	expect_eq "what was pinned is" "$(fdb_port xenbr0 "$MAC")" vif_g1
	expect_refused "is no address" xvs fdb add here xenbr0 via vif_g1
	expect_refused "via is needed" xvs fdb add "$MAC" xenbr0 vlan 7
}

an_offender_s_frame_is_decoded()
{
	network xenbr0
	vif g1 xenbr0
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
	frame send g1 src="$MAC" arp=request:192.0.2.9:192.0.2.2
	frame send g1 src="$MAC" vlan=7 udp4=192.0.2.9:67-192.0.2.2:68
	frame send g1 src="$MAC" dst=02:00:00:00:00:02 ip6=fe80::9-2001:db8::2
	expect_eq "who it claims to be, and where" "$(xvs -j vif drops xenbr0 |
		jq -r '.[] | "\(.vlan) \(.decoded)"')" "\
0 $MAC to ff:ff:ff:ff:ff:ff: arp who has 192.0.2.2 from 192.0.2.9 ($MAC)
7 $MAC to ff:ff:ff:ff:ff:ff: ip4 192.0.2.9 to 192.0.2.2 udp port 67 to 68
0 $MAC to 02:00:00:00:00:02: ip6 fe80::9 to 2001:db8::2 protocol 253"
	[[ $(xvs vif drops xenbr0) = *"reason arp_sender_ip"*"arp who has"* ]] ||
		fail "not in words" "$(xvs vif drops xenbr0)"
}

words_may_be_abbreviated()
{
	expect "add" xvs n add xenbr0 up
	expect_refused "may be add or adopt" xvs n a xenbr1
	expect_refused "may be show or set" xvs network s xenbr0
	expect_eq "as far as they are clear" "$(xvs -j ne sh xenbr0 |
		jq -r '.[0].ifname')" xenbr0
	expect_refused "is no object" xvs nowhere
	expect_refused "is no verb" xvs network become xenbr0
}

every_object_tells_its_usage()
{
	local object n=0

	for object in $(xvs help | sed -n 's/.*xvs \([a-z]\+\).*/\1/p'); do
		[[ $(xvs "$object" help) = "Usage: xvs $object"* ]] ||
			fail "$object" "$(xvs "$object" help 2>&1)"
		n=$((n + 1))
	done
	((n == 15)) || fail "not all objects: $n"
	expect_refused "Usage: xvs save [ --no-vifs ]" xvs save here
	expect "a column" xvs top sort tx-packets interval 1 count 1
	expect_refused "takes \"sort\" with a column" xvs top sort colour
}

commands_come_from_a_file()
{
	printf '%s\n' "# a host" "network add xenbr0 up" "" \
		"network add xapi5 link xenbr0 vlan 5 # a VLAN" >/run/commands
	expect "all of it" xvs -b /run/commands
	expect_eq "is there" "$(of_network xenbr0 '.vlans | length')" 1
	expect_refused "/run/commands:2" xvs -b /run/commands
	expect "from a pipe" xvs -b - <<<"network del xenbr0 --force"
	expect_refused "No such file" xvs -b /run/nothing
}

errors_are_a_line_in_the_kernel_s_words()
{
	local out rc

	network xenbr0
	out=$(xvs network set xenbr0 ageing_time 1 2>&1)
	rc=$?
	expect_eq "the words" "$out" "Error: ageing_time must be 200 to 100000000 hundredths of a second."
	expect_eq "refused by the kernel" "$rc" 2
	out=$(xvs network set xenbr0 ageing_time soon 2>&1)
	rc=$?
	expect_eq "the words" "$out" "Error: \"soon\" is wrong: \"ageing_time\" is a number of hundredths of a second."
	expect_eq "wrong by itself" "$rc" 255
	expect_eq "nothing has changed" "$(of_network xenbr0 .ageing_time)" 30000
	expect_refused "is no option of a network" xvs network set xenbr0 colour red
	expect_refused "needs a value" xvs network set xenbr0 mtu
	expect_refused "no name of a device" xvs network add a-name-that-is-too-long
}

# What ip shows to everybody xvs shows to everybody; what changes anything, or
# shows bytes of frames, is root's
everybody_may_look()
{
	local user=(setpriv --reuid 65534 --clear-groups) command

	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1
	for command in show "network show" "vif show" "pif show" "bond show" \
		"lock show" "fdb show" save "top interval 1" \
		"apply --dry-run /run/file"; do
		xvs save >/run/file
		# shellcheck disable=SC2086 # words of a command
		expect "$command" "${user[@]}" xvs $command
	done
	expect_eq "the same" "$("${user[@]}" xvs -d show)" "$(xvs -d show)"
	for command in "vif drops xenbr0" "network add xenbr1" \
		"vif set vif_g1 locking_mode unlocked" "fdb flush xenbr0" \
		"network del xenbr0 --force" "reset --force"; do
		# shellcheck disable=SC2086 # words of a command
		expect_refused "not permitted" "${user[@]}" xvs $command
	done
	expect_eq "it is locked" "$(of_vif vif_g1 .effective_mode)" locked
}

# completed WORD...: what the last one may become
completed()
{
	COMP_WORDS=(xvs "$@")
	COMP_CWORD=$#
	_xvs
	echo "${COMPREPLY[*]}"
}

the_version_is_the_modules()
{
	expect_eq "the version" "$(xvs -V)" "xvs $(</sys/module/xvs/version)"
}

completion_knows_the_words()
{
	# shellcheck source=tools/xvs.bash-completion
	. "$IP_LIB_DIR/xvs.bash-completion"
	expect_eq "objects" "$(completed n)" network
	expect_eq "options" "$(completed -j)" -json
	expect_eq "verbs" "$(completed -j network a)" "add adopt"
	expect_eq "of all" "$(completed bond "")" "show set announce rebalance"
	network xenbr0
	expect_eq "devices" "$(completed network set xenb)" xenbr0
	expect_eq "and what is said of them" \
		"$(completed vif set vif1.0 locking)" locking_mode
	expect_eq "of networks" "$(completed network set xenbr0 bond)" bond_mode
	expect_eq "words of apply" "$(completed apply --c)" --confirm
}

run_tests a_network_comes_changes_and_goes a_vif_joins_with_its_policy \
	pifs_are_a_bond addresses_are_shown_pinned_and_forgotten \
	an_offender_s_frame_is_decoded words_may_be_abbreviated \
	every_object_tells_its_usage \
	commands_come_from_a_file errors_are_a_line_in_the_kernel_s_words \
	everybody_may_look completion_knows_the_words \
	the_version_is_the_modules
