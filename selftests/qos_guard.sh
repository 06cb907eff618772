#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=240
#
# No guest can hurt another: what it floods is rationed by kind, and what it
# makes the switch learn is, too.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

cast()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	vif g3 xenbr0
}

# guard OPTIONS...: of g1
guard()
{
	ip link set vif_g1 type xvs_slave "$@"
}

BROADCAST=(dst=ff:ff:ff:ff:ff:ff)
ARP=(dst=ff:ff:ff:ff:ff:ff arp=request:192.0.2.1:192.0.2.2)
DHCP6=(dst=33:33:00:01:00:02 "udp6=[fe80::1]:546-[ff02::1:2]:547")
KINDS=(broadcast multicast unknown arp nd dhcp)

# frame_of KIND: into FRAME
frame_of()
{
	case $1 in
	broadcast) FRAME=("${BROADCAST[@]}") ;;
	multicast) FRAME=(dst=01:00:5e:00:00:fb) ;;
	unknown) FRAME=(dst=02:00:00:00:00:99) ;;
	arp) FRAME=("${ARP[@]}") ;;
	nd) FRAME=(dst=33:33:00:00:00:01 ip6=fe80::1-ff02::1 proto=58
		payload=hex:8700000000000000) ;;
	dhcp) FRAME=("${BROADCAST[@]}" udp4=0.0.0.0:68-255.255.255.255:67) ;;
	esac
}

each_kind_has_its_own_ration()
{
	local kind other passed

	for kind in "${KINDS[@]}"; do
		cast
		guard "guard_$kind" 20
		frame_of "$kind"
		frame send g1 count 500 "${FRAME[@]}"
		passed=$((500 - $(drops vif_g1 "guard_$kind")))
		((passed >= 20 && passed < 120)) ||
			fail "$kind: $passed have passed"
		expect_eq "$kind: as many have arrived" \
			"$(link_info vif_g2 \
			   .linkinfo.info_slave_data.stats.tx_packets)" \
			"$passed"
		for other in "${KINDS[@]}"; do
			[[ $other != "$kind" ]] || continue
			frame_of "$other"
			expect "$other beside $kind" frame xfer from g1 \
				"${FRAME[@]}" to g2=1 g3=1
		done
		clean_up
	done
}

dhcp_of_ipv6_is_dhcp()
{
	cast
	guard guard_dhcp 1
	frame send g1 count 100 "${DHCP6[@]}"
	(($(drops vif_g1 guard_dhcp) >= 90)) ||
		fail "$(drops vif_g1 guard_dhcp) were dropped"
}

a_ration_comes_back()
{
	cast
	guard guard_broadcast 10
	frame send g1 count 100 "${BROADCAST[@]}"
	expect_soon "it passes again" frame xfer from g1 "${BROADCAST[@]}" \
		to g2=1
}

who_is_known_is_not_rationed()
{
	cast
	guard guard_unknown 1 guard_broadcast 1
	frame send g2
	frame send g1 count 100
	expect "a known station" frame xfer from g1 dst="$(mac g2)" count 200 \
		to g2=200 g3=0
}

# has_no_end FROM: more pass than a ration is, in parts that a CPU's backlog has
# room for
has_no_end()
{
	local i

	for ((i = 0; i < 3; i++)); do
		expect "from $1 has no end" frame xfer from "$1" \
			"${BROADCAST[@]}" count 900 to g2=900
	done
}

# A debug kernel takes longer to send a frame than another one comes to
by_default_a_vif_has_a_ration()
{
	cast
	frame send g1 count 6000 "${BROADCAST[@]}" cookie=none
	(($(drops vif_g1 guard_broadcast) > 0)) ||
		[[ $XVS_KERNEL = debug ]] || fail "all have passed"
	guard guard_broadcast 0
	has_no_end g1
}

neither_a_pif_nor_the_host_has_one()
{
	cast
	pif xenbr0
	has_no_end out
	has_no_end xenbr0
	ip link set nic type xvs_slave guard_broadcast 1
	frame send out count 100 "${BROADCAST[@]}"
	(($(drops nic guard_broadcast) > 90)) ||
		fail "one that was given to a PIF has no effect"
}

learned()
{
	link_info "$1" .linkinfo.info_slave_data.stats.fdb_n_learned
}

not_learned()
{
	link_info "$1" .linkinfo.info_slave_data.not_learned
}

so_many_addresses_are_learned()
{
	cast
	frame send g2
	expect "all are forwarded" frame xfer from g1 src=02:00:00:01:00:00+ \
		dst="$(mac g2)" count 300 to g2=300
	expect_eq "128 are learned" "$(learned vif_g1)" 128
	expect_eq "the others are not" "$(not_learned vif_g1)" 172
	expect_eq "the first" "$(fdb_port xenbr0 02:00:00:01:00:00)" vif_g1
	expect_eq "the last" "$(fdb_port xenbr0 02:00:00:01:01:2b)" ""
	guard learn_limit 0 learn_rate 0
	frame send g1 src=02:00:00:02:00:00+ dst="$(mac g2)" count 1000
	expect_eq "without a limit" "$(learned vif_g1)" 1128
	ip link set vif_g1 type xvs_slave learn_limit 5 fdb_flush
	frame send g1 src=02:00:00:03:00:00+ dst="$(mac g2)" count 10
	expect_eq "with another" "$(learned vif_g1)" 5
}

so_many_a_second()
{
	local n

	cast
	frame send g2
	guard learn_limit 0 learn_rate 10
	frame send g1 src=random dst="$(mac g2)" count 500
	n=$(learned vif_g1)
	((n >= 10 && n < 100)) || fail "$n were learned"
	expect_eq "and the others not" "$(not_learned vif_g1)" "$((500 - n))"
}

# It can't take what it is not allowed to have
others_keep_their_places()
{
	cast
	frame send g2
	frame send g3
	guard learn_limit 3
	frame send g1 src=02:00:00:03:00:00+ count 3
	frame send g1 src="$(mac g2)" dst="$(mac g3)"
	expect_eq "g2 is where it was" "$(fdb_port xenbr0 "$(mac g2)")" vif_g2
}

# whole KIND: a flood of it as fast as the machine can; are g2 and g3 reached?
whole()
{
	local flood

	network xenbr0
	guest g2 xenbr0 192.0.2.2/24
	guest g3 xenbr0 192.0.2.3/24
	vif g1 xenbr0
	frame send g1 count 4000000000 "$@" cookie=none 2>/dev/null &
	flood=$!
	expect "they find each other" ip netns exec g2 ping -c 3 -i 0.3 \
		-W 10 192.0.2.3
	ip -n g2 neigh flush dev eth0
	expect "and do again" ip netns exec g2 ping -c 3 -i 0.3 -W 10 192.0.2.3
	expect_eq "g2 is known" "$(fdb_port xenbr0 "$(mac g2/eth0)")" vif_g2
	expect_eq "and g3" "$(fdb_port xenbr0 "$(mac g3/eth0)")" vif_g3
	(($(bridge fdb show dev xenbr0 | grep -c vif_g1) <= 128)) ||
		fail "too many are known of g1"
	kill "$flood"
	wait "$flood" 2>/dev/null
	clean_up
}

others_are_reached_under_a_flood()
{
	whole "${BROADCAST[@]}"
	whole "${BROADCAST[@]}" src=random
	whole dst=random
	whole "${ARP[@]}"
}

is_over()
{
	(($(drops "$1" guard_broadcast) > 0))
}

# Its own flood leaves it what it needs to be reached
who_floods_still_resolves()
{
	local flood

	network xenbr0
	guest g1 xenbr0 192.0.2.1/24
	guest g2 xenbr0 192.0.2.2/24
	frame send g1/eth0 count 4000000000 "${BROADCAST[@]}" cookie=none \
		2>/dev/null &
	flood=$!
	expect_soon "it has no more" is_over vif_g1
	expect "it is found" ip netns exec g2 ping -c 2 -W 10 192.0.2.1
	ip -n g1 neigh flush dev eth0
	expect "it finds" ip netns exec g1 ping -c 2 -W 10 192.0.2.2
	kill "$flood"
	wait "$flood" 2>/dev/null
}

run_tests each_kind_has_its_own_ration dhcp_of_ipv6_is_dhcp \
	a_ration_comes_back who_is_known_is_not_rationed \
	by_default_a_vif_has_a_ration neither_a_pif_nor_the_host_has_one \
	so_many_addresses_are_learned so_many_a_second \
	others_keep_their_places others_are_reached_under_a_flood \
	who_floods_still_resolves
