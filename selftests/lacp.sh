#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=600
#
# LACP: the links on which the system at their other end agrees carry, and no
# others. The other end is the bonding driver.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/lacp_lib.sh
. "$(dirname "$0")/lacp_lib.sh"

whoever_speaks_first()
{
	negotiate 2 fast on fast on
	clean_up
	negotiate 2 fast on fast off
	clean_up
	negotiate 2 fast off fast on
}

at_any_rate()
{
	negotiate 2 slow on slow on
	clean_up
	negotiate 2 slow on fast on
	clean_up
	negotiate 2 fast on slow on
	clean_up
	negotiate 2 slow off slow on
	clean_up
	negotiate 2 slow on slow off
}

four_links()
{
	negotiate 4 fast on fast on
	clean_up
	negotiate 4 slow on slow on
}

# nobody_speaks FALLBACK: both ends wait for the other
nobody_speaks()
{
	lacp_network lacp_active off lacp_fallback_ab "$1"
	guest g1 xenbr0 192.0.2.1/24
	lacp_pair 2 lacp_active off
	expect_soon "nobody is heard" rx_state 0 defaulted
	expect_eq "nothing was negotiated" "$(bond_info .lacp_negotiated)" false
	expect_eq "nothing was said" "$(bond_info '[.pifs[].lacp_pdus_tx] | add')" 0
}

passive_ends_fall_back()
{
	nobody_speaks on
	expect "carrier" has_carrier xenbr0
	expect_eq "an active member" "$(bond_info '[.pifs[] | select(.active)] |
		length')" 1
	# It may be another one that the peer has chosen
	ip link set xenbr0 type xvs active "nic$(ip netns exec out \
		sed -n '/Aggregator ID/{s/.*: //;p}' /proc/net/bonding/lag |
		awk 'NR == 1 { a = $1 } NR > 1 && $1 == a { print NR - 2; exit }')"
	expect_soon "traffic" all_reach
}

passive_ends_stay_down()
{
	nobody_speaks off
	expect_soon "no carrier" has_no_carrier xenbr0
	expect_eq "none carries" "$(bond_info '[.pifs[] | select(.carries)] |
		length')" 0
	expect "nothing gets out" frame xfer from g1/eth0 to out/eth0=0 \
		out/eth1=0
	expect "nothing gets in" frame xfer from out/eth0 to g1/eth0=0
}

# A PIF alone, that is spoken with
one_link_speaks_too()
{
	lacp_network
	guest g1 xenbr0 192.0.2.1/24
	lacp_pair 1
	expect_soon "agreed" agree 0 || return
	expect "traffic" all_reach
	link_to out 1
	ip -n out link set eth1 down
	ip -n out link set eth1 master lag
	expect_soon "a second one joins" agree "0 1"
	ip link set nic0 nomaster
	expect_soon "the first one leaves" carries_only 1
	expect_eq "and is no longer spoken of" "$(bond_info '.pifs | length')" 1
	expect_soon "the peer has seen it" peer_sends_only 1
	expect "traffic" all_reach
}

pulled_and_put_back()
{
	local i

	two_links || return
	for i in 1 0; do
		ip -n out link set "eth$i" down
		expect_soon "link $i is pulled" agree $((1 - i))
		expect "traffic" all_reach
		ip -n out link set "eth$i" up
		expect_soon "link $i is back" agree "0 1"
		expect "traffic" all_reach
	done
	ip link set nic0 down
	expect_soon "taken down here" agree 1
	expect "traffic" all_reach
	ip link set nic0 up
	expect_soon "and up" agree "0 1"
}

slow_links_come_back_at_once()
{
	lacp_network lacp_rate slow
	guest g1 xenbr0 192.0.2.1/24
	lacp_pair 2 lacp_rate slow
	expect_soon "agreed" agree "0 1"
	ip -n out link set eth1 down
	expect_soon "pulled" agree 0
	ip -n out link set eth1 up
	expect_soon "back" agree "0 1"
	expect "traffic" all_reach
}

# Too few links are none
enough_links()
{
	two_links min_links 2 || return
	expect "carrier" has_carrier xenbr0
	expect "traffic" all_reach
	ip -n out link set eth1 down
	expect_soon "one is too few" has_no_carrier xenbr0
	expect_eq "it carries nothing" "$(bond_info '[.pifs[] |
		select(.carries)] | length')" 0
	expect_eq "though there is a partner" "$(pif_info 0 .lacp_mux)" \
		collecting-distributing
	expect "nothing gets out" frame xfer from g1/eth0 to out/eth0=0
	ip link set xenbr0 type xvs min_links 1
	expect_soon "one is enough now" has_carrier xenbr0
	expect "traffic" all_reach
	ip link set xenbr0 type xvs min_links 2
	expect_soon "too few again" has_no_carrier xenbr0
	ip -n out link set eth1 up
	expect_soon "two" agree "0 1"
	expect_soon "carrier is back" has_carrier xenbr0
}

# What each end says of itself is what the other knows of it
what_is_said_is_heard()
{
	local peer

	two_links lacp_sys_prio 1000 || return
	ip link set nic0 type xvs_slave lacp_prio 77 lacp_key 4711
	ip link set nic1 type xvs_slave lacp_key 4711
	expect_soon "agreed again" agree "0 1"
	expect_soon "what we say has arrived" hears_key 4711
	peer=$(ip netns exec out cat /proc/net/bonding/lag)
	expect_eq "our system" "$(of_partner 0 'system mac address')" \
		"$(mac xenbr0)"
	expect_eq "its priority" "$(of_partner 0 'system priority')" 1000
	expect_eq "the port's priority" "$(of_partner 0 'port priority')" 77
	expect_eq "the other's" "$(of_partner 1 'port priority')" 65535
	expect_eq "the peer's system" "$(pif_info 0 .partner.system)" \
		"$(mac out/lag)"
	expect_eq "its key" "$(pif_info 0 .partner.key)" \
		"$(of_actor 0 'port key')"
	expect_eq "its port" "$(pif_info 1 .partner.port)" \
		"$(of_actor 1 'port number')"
	expect "it is in sync" state_has 0 partner synchronization
	expect "it collects" state_has 0 partner collecting
	expect "we distribute" state_has 0 actor distributing
	expect "it is not to be slow" state_has 0 actor timeout
}

# of_partner I KEY: what bonding knows of us by link I, and of_actor: of itself
of_partner()
{
	of_end "$1" "details partner" "$2"
}

of_actor()
{
	of_end "$1" "details actor" "$2"
}

of_end()
{
	awk -F ': ' -v dev="eth$1" -v end="$2" -v key="$3" '
		$1 == "Slave Interface" { here = $2 == dev }
		/^details/ { there = index($1, end) == 1 }
		here && there && $1 ~ "^ *" key "$" { print $2 }' <<<"$peer"
}

hears_key()
{
	peer=$(ip netns exec out cat /proc/net/bonding/lag)
	[[ $(of_partner 0 'oper key') = "$1" && $(of_partner 1 'oper key') = "$1" ]]
}

# iproute2 and generic netlink say the same
all_ways_of_showing()
{
	local i

	two_links || return
	for i in 0 1; do
		expect_eq "nic$i" "$(link_info "nic$i" \
			'.linkinfo.info_slave_data |
			[.lacp_rx, .lacp_mux, .actor.key, .partner.system,
			 .partner.state, .carries] | join(" ")')" \
			"$(pif_info "$i" \
			'[.lacp_rx, .lacp_mux, .actor.key, .partner.system,
			 .partner.state, .carries] | join(" ")')"
	done
	expect "in words" grep -q 'lacp_mux collecting-distributing' \
		<<<"$(xvs bond show xenbr0)"
	expect "of a link" grep -q 'lacp_rx current' \
		<<<"$(ip -d link show nic0)"
	expect_eq "nothing was wrong" "$(pif_info 0 .lacp_pdus_bad)" 0
	expect "much was heard" test "$(pif_info 0 .lacp_pdus_rx)" -gt 1
}

links_with_different_keys()
{
	two_links || return
	ip link set nic1 type xvs_slave lacp_key 99
	expect_soon "one of them is left" agree 0
	expect "traffic" all_reach
	ip link set nic0 type xvs_slave lacp_key 99
	expect_soon "both again" agree "0 1"
}

another_system_is_left_out()
{
	lacp_network
	guest g1 xenbr0 192.0.2.1/24
	lacp_pair 2
	link_to other 2
	bond_peer other 2
	expect_soon "agreed" agree "0 1"
	expect_soon "the other is heard" rx_state 2 current
	expect "but not aggregated" carries_only "0 1"
	expect_eq "nor does it send here" "$(peer_carriers other)" ""
	expect "its frames end here" frame xfer from other/eth2 \
		to g1/eth0=0 xenbr0=0
	expect "ours don't get there" frame xfer from g1/eth0 to other/eth2=0
	ip -n out link set eth0 down
	ip -n out link set eth1 down
	expect_soon "it takes their place" carries_only 2
	ip -n out link set eth0 up
	ip -n out link set eth1 up
	expect_soon "and keeps it as long as it is there" rx_state 1 current
	expect "though it is one" carries_only 2
}

# A cable between two PIFs, or the network itself at the other end
a_loop_is_left_out()
{
	two_links || return
	wire nic2 nic3 xenbr0
	ip link set nic2 type xvs_slave role pif
	pif_of nic3
	expect_soon "it is heard" rx_state 2 current
	expect_eq "it is us" "$(pif_info 2 .partner.system)" "$(mac xenbr0)"
	expect "and not aggregated" carries_only "0 1"
	expect "nothing goes round" frame xfer from g1/eth0 to out/lag=1 \
		xenbr0=1 nic2=0 nic3=0
}

# Taps can be told what they are; socat is the cable, and breaks if a frame comes
# for the end that is down: this one is up and says nothing yet.
tap_link()
{
	socat "TUN,tun-type=tap,tun-name=nic$1,iff-no-pi" \
		"TUN,tun-type=tap,tun-name=eth$1,iff-no-pi" &
	until_true 5 ip link show "eth$1"
	until_true 5 ip link show "nic$1"
	ethtool -s "nic$1" speed 100 duplex "$2" autoneg off
	ethtool -s "eth$1" speed 100 duplex full autoneg off
	ip link set "eth$1" netns out
	ip link set "nic$1" addrgenmode none up
}

# half_duplex_links I: nicI agrees first, and then there are three of which nic1
# is half duplex; a bond has one aggregator, which keeps a partner it has
half_duplex_links()
{
	local i

	modprobe -q tun
	lacp_network
	guest g1 xenbr0 192.0.2.1/24
	host out
	tap_link 0 full
	tap_link 1 half
	tap_link 2 full
	bond_peer out "0 1 2"
	ip -n out addr add 192.0.2.3/24 dev lag
	pif_of "nic$1"
	expect_soon "the first one" agree "$1"
	for i in 0 1 2; do
		pif_of "nic$i"
	done
}

half_duplex_is_left_out()
{
	half_duplex_links 0
	expect_soon "the others agree" agree "0 2"
	expect_eq "it has a duplex" "$(pif_info 1 .duplex)" half
	expect "and another key" test "$(pif_info 1 .actor.key)" \
		-ne "$(pif_info 0 .actor.key)"
	expect "traffic" all_reach
}

# Who has not been heard for a while was heard all the same, and stays where the
# others are not agreed upon
who_stays_elsewhere_is_followed()
{
	half_duplex_links 1
	mute out/eth1
	expect_soon "it is not heard" mux_state 0 attached
	unmute out/eth1
	expect_soon "it is followed" agree 1
	expect "traffic" all_reach
}

# Without a partner, and while there is one no longer
falls_back_and_forth()
{
	two_links || return
	mute out/eth0
	mute out/eth1
	expect_soon "the peer is not heard any more" rx_state 0 defaulted
	expect_soon "on either link" rx_state 1 defaulted
	expect_eq "nothing is negotiated" "$(bond_info .lacp_negotiated)" false
	expect "carrier" has_carrier xenbr0
	unmute out/eth0
	unmute out/eth1
	expect_soon "agreed again" agree "0 1"
	expect "traffic" all_reach
}

# The one that carried by itself may not any more, and no other has to wait
who_is_agreed_with_is_not_waited_for()
{
	lacp_network updelay 60000
	link_to out 0
	link_to out 1
	bond_peer out 1
	expect_soon "agreed" agree 1
}

# The first to be lost sight of goes without a word, and so does the last
who_falls_back_is_announced()
{
	two_links || return
	mute out/eth1
	expect_soon "one is lost" agree 0
	ip netns exec out timeout 20 tcpdump -c 1 -n -i eth0 -Q in rarp \
		>/dev/null 2>/run/told &
	until_true 5 grep -q listening /run/told
	mute out/eth0
	wait $! || fail "nothing was announced"
	expect_eq "it is the one" "$(pif_info 0 .active)" true
}

no_fallback_no_carrier()
{
	two_links lacp_fallback_ab off || return
	mute out/eth0
	mute out/eth1
	expect_soon "no carrier" has_no_carrier xenbr0
	ip link set xenbr0 type xvs lacp_fallback_ab on
	expect_soon "a backup is enough" has_carrier xenbr0
	ip link set xenbr0 type xvs lacp_fallback_ab off
	expect_soon "no carrier" has_no_carrier xenbr0
	unmute out/eth0
	unmute out/eth1
	expect_soon "agreed again" agree "0 1"
	expect "carrier" has_carrier xenbr0
	expect "traffic" all_reach
}

# The mode, live
other_modes_do_not_speak()
{
	local said

	two_links || return
	ip link set xenbr0 type xvs bond_mode active-backup
	expect_eq "no LACP is shown" "$(pif_info 0 .lacp_rx)" null
	expect_soon "the peer notices" peer_sends_only ""
	expect_eq "one is in use" "$(bond_info '[.pifs[] | select(.active)] |
		length')" 1
	expect "carrier" has_carrier xenbr0
	expect "nothing is said" frame count nic0 out for 2500 type=0x8809
	said=$(frame count nic0 out for 2500 type=0x8809 2>/dev/null)
	expect_eq "nothing is said" "$said" 0
	ip link set xenbr0 type xvs bond_mode lacp
	expect_soon "agreed again" agree "0 1"
	expect "traffic" all_reach
}

# Our system is the address of the network's
a_new_address_is_another_system()
{
	two_links || return
	ip link set nic0 address 02:00:00:00:00:55
	expect_soon "it is said" system_is 02:00:00:00:00:55
	expect_soon "agreed again" agree "0 1"
	expect "traffic" all_reach
}

system_is()
{
	[[ $(bond_info '[.pifs[].actor.system] | unique | join(" ")') = "$1" ]]
}

what_happens_is_told()
{
	local monitor

	two_links || return
	xvs -j monitor >/run/events &
	monitor=$!
	until_true 5 grep -q . "/proc/$monitor/net/netlink"
	sleep 0.5
	ip -n out link set eth1 down
	expect_soon "it carries no longer" event nic1 .carries false
	ip -n out link set eth1 up
	expect_soon "it carries" event nic1 .carries true
	mute out/eth1
	expect_soon "without a partner it does not" \
		event nic1 .partner.state activity,timeout,aggregation,collecting,distributing
	note "$(head -n 2 /run/events)"
	kill "$monitor"
	wait "$monitor" 2>/dev/null
}

# event PIF JQ VALUE
event()
{
	jq -r "select(.pifs).pifs[] | select(.ifname == \"$1\") | $2" \
		/run/events | grep -qxF -- "$3"
}

run_tests whoever_speaks_first at_any_rate four_links passive_ends_fall_back \
	passive_ends_stay_down one_link_speaks_too pulled_and_put_back \
	slow_links_come_back_at_once enough_links what_is_said_is_heard \
	all_ways_of_showing links_with_different_keys \
	another_system_is_left_out a_loop_is_left_out half_duplex_is_left_out \
	who_stays_elsewhere_is_followed falls_back_and_forth \
	who_is_agreed_with_is_not_waited_for who_falls_back_is_announced \
	no_fallback_no_carrier other_modes_do_not_speak \
	a_new_address_is_another_system what_happens_is_told
