#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=300
#
# How port locking is spoken to: by ip(8) to a port and by xvs(8) to any device,
# in the same words; what is kept, what is refused, and that what is refused
# changes nothing. What a lock does to frames is told elsewhere.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:00:01

# By each of these the same is said
WAYS=("ip link set vif_g1 type xvs_slave" "xvs lock set vif_g1")

# Options that say something of everything, as they are shown
ALL="locking_mode locked mac $MAC \
ipv4_allowed 192.0.2.1,198.51.100.0/24 ipv6_allowed 2001:db8::1,2001:db8:1::/64 \
ipv6_linklocal eui64 trunk 5,10-20"
NONE="locking_mode network_default mac none ipv4_allowed none ipv6_allowed none \
ipv6_linklocal default trunk default"

# A port vif_g1 of xenbr0
a_port()
{
	network xenbr0
	vif g1 xenbr0
}

# shown [DEV]: its lock in words, without what can only be read, and without what
# limits it
shown()
{
	local text pattern='^[^
]*
 *(locking_mode [a-z_]+)( effective_mode [a-z_]+)?( [^
]*[^ 
])'

	text=$(xvs lock show "${1:-vif_g1}")
	[[ $text =~ $pattern ]] && echo "${BASH_REMATCH[1]}${BASH_REMATCH[3]}"
}

# shows WORD VALUE: of the lock of vif_g1
shows()
{
	local text

	text=" $(shown) "
	[[ $text = *" $1 $2 "* ]] || fail "not $1 $2" "$text"
}

# of_lock: what of an object in JSON says who the device may be
of_lock()
{
	jq -cS 'with_entries(select(.key as $k |
		["role", "locking_mode", "effective_mode", "mac", "ipv4_allowed",
		 "ipv6_allowed", "ipv6_linklocal", "trunk"] | index($k)))'
}

# lock_json DEV: its lock in JSON, from xvs
lock_json()
{
	xvs -j lock show "$1" | jq '.[0]' | of_lock
}

# ip_json DEV: the same, from ip
ip_json()
{
	ip -d -j link show dev "$1" |
		jq '.[0].linkinfo.info_slave_data' | of_lock
}

# set_lock WORDS...: by xvs, of vif_g1
set_lock()
{
	expect "set" xvs lock set vif_g1 "$@"
}

# refused TEXT OPTIONS...: in both ways, without any change
refused()
{
	local text=$1 way before

	shift
	before=$(shown)
	for way in "${WAYS[@]}"; do
		# shellcheck disable=SC2086 # words of a command
		expect_refused "$text" $way "$@"
		expect_eq "$way $*: unchanged" "$(shown)" "$before"
	done
}

all_is_set_and_shown_in_both_ways()
{
	local way text

	a_port
	expect_eq "at first" "$(shown)" "$NONE"
	for way in "${WAYS[@]}"; do
		# shellcheck disable=SC2086 # words of a command
		expect "set" $way $ALL
		expect_eq "$way" "$(shown)" "$ALL"
		expect_eq "$way, JSON" "$(ip_json vif_g1)" "$(lock_json vif_g1)"
		text=$(ip -d link show dev vif_g1)
		[[ $text = *" ${ALL/mac/effective_mode locked mac} "* ]] ||
			fail "ip shows something else" "$text"
		# shellcheck disable=SC2086
		expect "unset" $way $NONE
		expect_eq "$way, unset" "$(shown)" "$NONE"
	done
	expect_eq "JSON" "$(lock_json vif_g1)" \
		'{"effective_mode":"unlocked","ipv4_allowed":[],"ipv6_allowed":[],"ipv6_linklocal":"default","locking_mode":"network_default","role":"vif"}'
}

the_words_of_xe_will_do()
{
	a_port
	set_lock locking-mode locked mac "$MAC" ipv4-allowed 192.0.2.1
	shows locking_mode locked
	shows ipv4_allowed 192.0.2.1
}

each_option_is_changed_alone()
{
	local words

	a_port
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	for words in "locking_mode disabled" "mac 02:00:00:00:00:02" \
		     "ipv4_allowed 192.0.2.7" "ipv6_allowed 2001:db8::7" \
		     "ipv6_linklocal first" "trunk none" "trunk all" \
		     "trunk default" "locking_mode unlocked" "mac none" \
		     "ipv4_allowed none" "ipv6_allowed none" \
		     "ipv6_linklocal listed"; do
		# shellcheck disable=SC2086
		set_lock $words
		# shellcheck disable=SC2086
		shows $words
	done
	expect_eq "in the end" "$(shown)" \
		"locking_mode unlocked mac none ipv4_allowed none ipv6_allowed none ipv6_linklocal listed trunk default"
}

# lists FAMILY A B C NET DIRTY: of addresses, and a prefix clean and with bits
# behind it
lists()
{
	local f=$1 a=$2 b=$3 c=$4 net=$5 dirty=$6

	set_lock "${f}_allowed" "$a,$b"
	shows "${f}_allowed" "$a,$b"
	set_lock "${f}_add" "$c"
	shows "${f}_allowed" "$a,$b,$c"
	set_lock "${f}_add" "$a,$c"
	shows "${f}_allowed" "$a,$b,$c"
	set_lock "${f}_del" "$b"
	shows "${f}_allowed" "$a,$c"
	refused "${f}_del: the prefix is not in the list" "${f}_del" "$a,$b"
	refused "${f}_del: the prefix is not in the list" "${f}_del" "$net"
	set_lock "${f}_add" "$dirty,$net"
	shows "${f}_allowed" "$a,$c,$net"
	set_lock "${f}_del" "$dirty"
	shows "${f}_allowed" "$a,$c"
	set_lock "${f}_allowed" "$b,$a,$b"
	shows "${f}_allowed" "$b,$a"
	set_lock "${f}_del" "$b,$c" "${f}_add" "$c" "${f}_allowed" "$a,$b"
	shows "${f}_allowed" "$a"
	set_lock "${f}_allowed" none
	shows "${f}_allowed" none
}

lists_are_set_added_to_and_removed_from()
{
	a_port
	lists ipv4 192.0.2.1 192.0.2.2 192.0.2.3 198.51.100.0/24 198.51.100.9/24
	lists ipv6 2001:db8::1 2001:db8::2 2001:db8::3 2001:db8:1::/48 \
		2001:db8:1:2::3/48
	set_lock ipv4_allowed 0.0.0.0/0,10.0.0.0/8,192.0.2.129/25,192.0.2.2/31
	shows ipv4_allowed 0.0.0.0/0,10.0.0.0/8,192.0.2.128/25,192.0.2.2/31
	set_lock ipv6_allowed ::/0,fe80::1,2001:db8::ffff/127,2001:db8:0:0:ff::/65
	shows ipv6_allowed ::/0,fe80::1,2001:db8::fffe/127,2001:db8::/65
	# 10.1.2.3 is in 10.0.0.0/8, but not in the list
	refused "ipv4_del: the prefix is not in the list" ipv4_del 10.1.2.3
}

a_wrong_value_is_refused_and_nothing_is_changed()
{
	local net

	a_port
	refused "locked needs a mac" locking_mode locked
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	refused "locked needs a mac" mac none
	refused "locked needs a mac" mac 00:00:00:00:00:00
	refused "mac must be that of a station" mac 01:00:5e:00:00:01
	refused "mac must be that of a station" mac ff:ff:ff:ff:ff:ff
	for net in 224.0.0.1 239.255.255.255 224.0.0.0/4 225.0.0.0/8 0.0.0.0 \
		   255.255.255.255; do
		refused "ipv4_allowed: no station" ipv4_allowed "$net"
		refused "ipv4_add: no station" ipv4_add "192.0.2.9,$net"
	done
	for net in ff02::1 ff00::/8 ff05::/16 ::; do
		refused "ipv6_allowed: no station" ipv6_allowed "$net"
		refused "ipv6_add: no station" ipv6_add "2001:db8::9,$net"
	done
	refused "0 to 32 bits" ipv4_allowed 192.0.2.0/33
	refused "0 to 128 bits" ipv6_add 2001:db8::/129
	refused "not in the list" mac 02:00:00:00:00:09 ipv4_add 192.0.2.9 \
		ipv6_add 2001:db8::9 trunk none ipv6_del 2001:db8::8
	refused "not in the list" locking_mode unlocked ipv4_del 192.0.2.8
}

# What the tools know to be wrong they do not send
a_wrong_word_is_refused_by_the_tools()
{
	local words

	a_port
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	for words in "locking_mode off" "locking_mode 1" "mac 02:00" "mac x" \
		     "mac 02:00:00:00:00:01:02" "ipv4_allowed 192.0.2" \
		     "ipv4_allowed 192.0.2.1," "ipv4_add 192.0.2.1/" \
		     "ipv4_add 192.0.2.1/x" "ipv4_add 2001:db8::1" \
		     "ipv6_add 192.0.2.1" "ipv6_linklocal all" "trunk 0" \
		     "trunk 4095" "trunk 5-" "effective_mode locked" \
		     "mac $MAC mac $MAC"; do
		# shellcheck disable=SC2086
		refused "" $words
	done
}

modes_come_to_what_the_network_says()
{
	local mode

	network xenbr0
	vif g1 xenbr0
	network xenbr1 default_locking_mode disabled
	vif g2 xenbr1
	for mode in unlocked disabled locked; do
		set_lock mac "$MAC" locking_mode "$mode"
		expect_eq "$mode" "$(link_info vif_g1 \
			.linkinfo.info_slave_data.effective_mode)" "$mode"
	done
	expect_eq "an unlocked network" "$(xvs lock set vif_g1 \
		locking_mode network_default; link_info vif_g1 \
		.linkinfo.info_slave_data.effective_mode)" unlocked
	expect_eq "a disabled network" "$(link_info vif_g2 \
		.linkinfo.info_slave_data.effective_mode)" disabled
}

# default_mode NETWORK: as ip shows it
default_mode()
{
	link_info "$1" .linkinfo.info_data.default_locking_mode
}

a_networks_mode_is_fixed_while_it_has_vifs()
{
	network xenbr0
	view xapi5 xenbr0 5
	expect_eq "a root" "$(default_mode xenbr0)" unlocked
	expect_eq "a view" "$(default_mode xapi5)" unlocked
	ip link set xapi5 type xvs default_locking_mode disabled
	expect_eq "a view of its own" "$(default_mode xapi5)" disabled
	expect_eq "not the root's" "$(default_mode xenbr0)" unlocked
	vif g1 xapi5
	expect_refused "can't change while a vif is attached" \
		ip link set xapi5 type xvs default_locking_mode unlocked
	expect_eq "unchanged" "$(default_mode xapi5)" disabled
	expect "what it is already" \
		ip link set xapi5 type xvs default_locking_mode disabled
	expect "another network of the switch" \
		ip link set xenbr0 type xvs default_locking_mode disabled
	ip link set vif_g1 nomaster
	expect "without VIFs" \
		ip link set xapi5 type xvs default_locking_mode unlocked
	pif xenbr0
	expect "a PIF is no VIF" \
		ip link set xenbr0 type xvs default_locking_mode unlocked
	expect_refused default_locking_mode \
		ip link set xenbr0 type xvs default_locking_mode locked
	expect_refused "can't change while a vif is attached" sh -c '
		ip link set vif_g1 master xenbr0
		ip link set xenbr0 type xvs vif_trunk none \
			default_locking_mode disabled'
	expect_eq "nothing half" \
		"$(link_info xenbr0 '.linkinfo.info_data.vif_trunk | length')" 1
}

a_device_is_locked_before_it_joins()
{
	network xenbr0
	wire vif_g1 g1
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	expect_eq "kept" "$(shown)" "$ALL"
	expect_eq "no port has no effective mode" \
		"$(xvs -j lock show vif_g1 | jq '.[0].effective_mode')" null
	ip link set vif_g1 master xenbr0
	expect_eq "of the port" "$(shown)" "$ALL"
	expect_eq "ip knows" "$(ip_json vif_g1)" "$(lock_json vif_g1)"
	expect_eq "in effect" "$(link_info vif_g1 \
		.linkinfo.info_slave_data.effective_mode)" locked
}

a_role_is_given_before_it_joins()
{
	network xenbr0
	wire nic out
	expect "set" xvs lock set nic role pif
	ip link set nic master xenbr0
	expect_eq "in effect" "$(link_info nic \
		.linkinfo.info_slave_data.role)" pif
	expect_refused "role" xvs lock set nic role host
}

a_lock_stays_with_the_device()
{
	network xenbr0
	view xapi5 xenbr0 5
	network xenbr1
	vif g1 xenbr0
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	ip link set vif_g1 nomaster
	expect_eq "without a network" "$(shown)" "$ALL"
	ip link set vif_g1 master xapi5
	expect_eq "on a view" "$(shown)" "$ALL"
	ip link set vif_g1 master xenbr1
	expect_eq "on another root" "$(shown)" "$ALL"
	ip link set vif_g1 down
	ip link set vif_g1 up
	ip link del xenbr1
	expect_eq "its network is gone" "$(shown)" "$ALL"
	ip link del vif_g1
	vif g1 xenbr0
	expect_eq "another of that name" "$(shown)" "$NONE"
}

# many FAMILY FROM TO: so many addresses
many()
{
	local i list=

	for ((i = $2; i <= $3; i++)); do
		case $1 in
		ipv4) list+=,10.0.$((i / 256)).$((i % 256)) ;;
		ipv6) list+=,$(printf '2001:db8::%x' "$i") ;;
		esac
	done
	echo "${list#,}"
}

lists_hold_256_prefixes()
{
	local f i

	a_port
	for f in ipv4 ipv6; do
		set_lock "${f}_allowed" "$(many "$f" 1 256)"
		shows "${f}_allowed" "$(many "$f" 1 256)"
		refused "${f}_add: no more than 256" "${f}_add" "$(many "$f" 257 257)"
		expect "what is there" xvs lock set vif_g1 \
			"${f}_add" "$(many "$f" 100 256)"
		set_lock "${f}_del" "$(many "$f" 1 1)"
		set_lock "${f}_add" "$(many "$f" 257 257)"
		expect_refused "${f}_allowed: no more than 256" \
			xvs lock set vif_g1 "${f}_allowed" "$(many "$f" 1 257)"
		expect_refused "too long for one command of ip" \
			ip link set vif_g1 type xvs_slave \
			"${f}_allowed" "$(many "$f" 1 256)"
		shows "${f}_allowed" "$(many "$f" 2 257)"
		ip link set vif_g1 type xvs_slave "${f}_allowed" none
		for ((i = 0; i < 256; i += 32)); do
			expect "in steps" ip link set vif_g1 type xvs_slave \
				"${f}_add" "$(many "$f" $((i + 1)) $((i + 32)))"
		done
		shows "${f}_allowed" "$(many "$f" 1 256)"
	done
	expect_eq "ip shows all" "$(ip_json vif_g1)" "$(lock_json vif_g1)"
}

what_is_shown_can_be_given()
{
	local from to

	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	from=$(shown)
	# shellcheck disable=SC2086
	expect "given" xvs lock set vif_g2 $from
	to=$(shown vif_g2)
	expect_eq "as it was" "$to" "$from"
}

all_devices_are_shown_that_matter()
{
	network xenbr0
	vif g1 xenbr0
	wire vif_g2 g2
	wire vif_g3 g3
	xvs lock set vif_g2 mac "$MAC"
	expect_eq "of all devices" "$(xvs -j lock show |
		jq -r '[.[].ifname] | sort | join(" ")')" "vif_g1 vif_g2"
	expect_eq "with their networks" "$(xvs -j lock show |
		jq -r '[.[].network] | join(" ")' | xargs)" xenbr0
	[[ $(xvs -s -j lock show vif_g1 | jq '.[0].drops.lro') = 0 ]] ||
		fail "no drop counters"
}

# 300 ports do not fit into one part of the answer
all_of_many_devices_are_shown()
{
	local i

	network xenbr0
	for ((i = 0; i < 300; i++)); do
		echo "link add d$i type dummy"
		echo "link set d$i master xenbr0"
	done | ip -batch -
	expect_eq "each once" "$(xvs -j lock show |
		jq -r '.[].ifname' | sort -u | wc -l)" 300
	expect_eq "none twice" "$(xvs -j lock show | jq length)" 300
}

devices_of_others_are_not_there()
{
	network xenbr0
	guest g1 xenbr0
	expect_refused "no such device" xvs lock show nowhere
	expect_refused "no such device" xvs lock set nowhere mac "$MAC"
	expect_refused "no such device" \
		ip netns exec g1 xvs lock show vif_g1
	expect_eq "none there" "$(ip netns exec g1 xvs lock show)" ""
	expect "its own" ip netns exec g1 xvs lock set eth0 mac "$MAC"
	expect_refused "A network is no port" xvs lock set xenbr0 mac "$MAC"
}

# network_of DEV: what it is on
network_of()
{
	ip -j link show dev "$1" | jq -r '.[0].master'
}

a_port_is_moved()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	expect "to a view" xvs vif move vif_g1 xapi5
	expect_eq "it is there" "$(network_of vif_g1)" xapi5
	expect_eq "as it was" "$(shown)" "$ALL"
	expect "to where it is" xvs vif move vif_g1 xapi5
	wire vif_g2 g2
	expect "from nowhere" xvs vif move vif_g2 xapi5
	expect_eq "it is there" "$(network_of vif_g2)" xapi5
}

a_move_that_is_refused_changes_nothing()
{
	network xenbr0
	view xapi5 xenbr0 5
	network xenbr1
	vif g1 xenbr0
	pif xenbr0
	# shellcheck disable=SC2086 # words of a command
	set_lock $ALL
	expect_refused "no network of xvs" xvs vif move vif_g1 g1
	expect_refused "no such device" xvs vif move vif_g1 nowhere
	expect_refused "no such device" xvs vif move nowhere xenbr1
	expect_eq "it stays" "$(network_of vif_g1)" xenbr0
	expect_eq "as it was" "$(shown)" "$ALL"
	expect_refused "pif joins a root" xvs vif move nic xapi5
	expect_eq "the PIF stays" "$(network_of nic)" xenbr0
	expect "and works" frame xfer from xenbr0 to out=1
	expect_refused "" xvs vif move xapi5 xenbr1
}

# hex FIELDS...: an Ethernet frame, of MACs and hexadecimal bytes
hex()
{
	tr -d ': ' <<<"$*"
}

# unhex DIGITS: the bytes
unhex()
{
	local i

	for ((i = 0; i < ${#1}; i += 2)); do
		printf '%b' "\\x${1:i:2}"
	done
}

a_frame_is_tried_without_being_sent()
{
	local ok bad before

	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	set_lock mac "$MAC" locking_mode locked ipv4_allowed 192.0.2.1
	# ARP: who has 192.0.2.2, tell 192.0.2.1
	ok=$(hex ff:ff:ff:ff:ff:ff "$MAC" 0806 0001 0800 06 04 0001 \
		"$MAC" c0000201 000000000000 c0000202)
	bad=${ok/${MAC//:/}/020000000099}
	before=$(link_info vif_g1 .linkinfo.info_slave_data.stats)
	expect_eq "passes" "$(xvs check -x vif_g1 <<<"$ok")" pass
	expect_eq "raw too" "$(unhex "$ok" | xvs -j check vif_g1 |
		jq -r .verdict)" pass
	expect_refused "drop lock_mac: A locked port" \
		xvs check -x vif_g1 <<<"$bad"
	expect_eq "JSON" "$(xvs -j check -x vif_g1 <<<"$bad" |
		jq -r '[.verdict, .reason] | join(" ")')" "drop lock_mac"
	expect_eq "nothing was counted" \
		"$(link_info vif_g1 .linkinfo.info_slave_data.stats)" "$before"
	expect_eq "nor dropped" "$(drops vif_g1 lock_mac)" 0
	expect_eq "nor remembered" "$(xvs vif drops xenbr0)" ""
	expect_eq "another port passes it" \
		"$(xvs check -x vif_g2 <<<"$bad")" pass
	expect_refused "drop vlan_tag" xvs check -x vif_g1 \
		<<<"${ok:0:24}81000005${ok:24}"
	set_lock trunk 5
	expect_eq "with a tag of its own" "$(xvs check -x vif_g1 \
		<<<"${ok:0:24}81000005${ok:24}")" pass
	expect_refused "drop lock_mac" xvs check -x vif_g1 \
		<<<"${bad:0:24}81000005${bad:24}"
	set_lock locking_mode disabled
	expect_refused "drop disabled" xvs check -x vif_g1 <<<"$ok"
	expect_refused "at least 14 bytes" xvs check -x vif_g1 <<<"0200"
	expect_refused "port of no network" xvs check -x g1 <<<"$ok"
	expect_refused "no such device" xvs check -x nowhere <<<"$ok"
}

the_longest_frame_can_be_tried()
{
	local head

	a_port
	head=$(hex ff:ff:ff:ff:ff:ff "$MAC" 88b5)
	expect "65531 bytes" sh -c "
		{ echo $head; head -c 65517 /dev/zero | od -An -v -tx1; } |
			xvs check -x vif_g1 >/tmp/verdict; test \$? -le 1"
	expect_refused "longer than 65531" sh -c "
		{ echo $head; head -c 65518 /dev/zero | od -An -v -tx1; } |
			xvs check -x vif_g1"
}

# A monitor in the background, which writes to /tmp/events
start_monitor()
{
	xvs -j monitor >/tmp/events &
	# It is there when the kernel has a listener; a frame before is lost
	# shellcheck disable=SC2016 # these are awk's
	until_true 5 awk -v pid=$! '$3 == pid && $4 != "00000000" { found = 1 }
		END { exit !found }' /proc/net/netlink
}

offenders_are_shown_and_told()
{
	local monitor

	network xenbr0
	vif g1 xenbr0
	set_lock mac "$MAC" locking_mode locked
	expect_eq "none yet" "$(xvs vif drops xenbr0)" ""
	start_monitor
	monitor=$!
	frame send g1 src=02:00:00:00:00:99
	frame send g1 src=02:00:00:00:00:98
	expect_eq "remembered" "$(xvs -j vif drops xenbr0 |
		jq -r '.[] | [.ifname, .reason, .frame[12:24]] | join(" ")')" \
		"vif_g1 lock_mac 020000000099
vif_g1 lock_mac 020000000098"
	expect_soon "told" grep -q '"reason":"lock_mac"' /tmp/events
	expect_eq "once a second" "$(grep -c lock_mac /tmp/events)" 1
	expect_eq "of which network" "$(jq -r .network /tmp/events)" xenbr0
	kill "$monitor"
	wait "$monitor" 2>/dev/null
	[[ $(xvs vif drops xenbr0) = *"vif_g1 reason lock_mac vlan 0 "* ]] ||
		fail "not shown" "$(xvs vif drops xenbr0)"
	frame send g1 src="$MAC" vlan=7
	expect_eq "with the tag that it may not have" \
		"$(xvs -j vif drops xenbr0 | jq -c '.[-1] | [.reason, .vlan]')" \
		'["vlan_tag",7]'
	ip link del vif_g1
	expect_eq "of a port that is gone" "$(xvs -j vif drops xenbr0 |
		jq -r '[.[].ifname] | unique | .[]')" null
	expect_refused "no network of xvs" xvs vif drops lo
}

run_tests all_is_set_and_shown_in_both_ways the_words_of_xe_will_do \
	each_option_is_changed_alone lists_are_set_added_to_and_removed_from \
	a_wrong_value_is_refused_and_nothing_is_changed \
	a_wrong_word_is_refused_by_the_tools \
	modes_come_to_what_the_network_says \
	a_networks_mode_is_fixed_while_it_has_vifs \
	a_device_is_locked_before_it_joins a_role_is_given_before_it_joins \
	a_lock_stays_with_the_device lists_hold_256_prefixes \
	what_is_shown_can_be_given all_devices_are_shown_that_matter \
	all_of_many_devices_are_shown devices_of_others_are_not_there \
	a_port_is_moved a_move_that_is_refused_changes_nothing \
	a_frame_is_tried_without_being_sent the_longest_frame_can_be_tried \
	offenders_are_shown_and_told
