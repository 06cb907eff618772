#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: alone
# xvs-test: timeout=300
#
# When another member of a bond carries, who is told outside, of whom, and how
# soon.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/bond_lib.sh
. "$(dirname "$0")/bond_lib.sh"

MAC=02:00:00:00:0a:01

# told N VLAN MAC COMMAND...: by outN everybody is told of a station
told()
{
	local out=$1 vlan=$2 mac=$3

	shift 3
	rm -f /run/listening
	timeout 10 tcpdump -c 1 -n -e -i "out$out" -Q in \
		"ether src $mac and $vlan" >/run/told 2>/run/listening &
	until_true 5 is_listening
	"$@"
	wait $!
}

# What comes before tcpdump says so may be lost on its filter
is_listening()
{
	grep -qs "listening on" /run/listening
}

a_failover_is_announced()
{
	bond active-backup
	frame send g1 src="$MAC"
	frame send g5 src=02:00:00:00:0a:05
	expect "the guest, untagged" told 2 "ether proto 0x8035" "$MAC" pull 1
	mend 1
	expect "the view's, tagged" told 1 "vlan 5" 02:00:00:00:0a:05 pull 2
	mend 2
	expect "the host" told 2 "ether proto 0x8035" "$(mac xenbr0)" pull 1
	expect "on request" told 2 "ether proto 0x8035" "$MAC" \
		xvs bond announce xenbr0
}

a_mode_that_is_changed_is_announced()
{
	bond balance-slb
	frame send g1 src="$MAC"
	expect "everybody may be elsewhere" told 1 "ether proto 0x8035" \
		"$MAC" ip link set xenbr0 type xvs bond_mode active-backup
}

addresses_are_announced_if_in_use()
{
	bond active-backup
	lock vif_g1 "$MAC" ipv4_allowed 192.0.2.1,192.0.2.2 ipv6_allowed 2001:db8::1
	ip addr add 198.51.100.1 peer 198.51.100.9 dev xenbr0
	frame send g1 src="$MAC" arp=request:192.0.2.1:192.0.2.9 cookie=none
	expect "a locked guest's" told 2 \
		"arp and arp[14:4] = 0xc0000201 and arp[24:4] = 0xc0000201" \
		"$MAC" pull 1
	timeout 2 tcpdump -c 1 -n -i out2 -Q in \
		"arp and arp[14:4] = 0xc0000202" >/dev/null 2>&1 &&
		fail "one that it does not use"
	expect "the host's" told 2 "arp and arp[14:4] = 0xc6336401" \
		"$(mac xenbr0)" xvs bond announce xenbr0
}

# announced: of what is in /run/told, which locked VIFs
announced()
{
	tcpdump -n -e -r /run/told 2>/dev/null | grep -o "02:00:00:00:0a:.. >"
}

is_told_of_host()
{
	tcpdump -n -e -r /run/told 2>/dev/null | grep -q "$(mac xenbr0) >"
}

# Two may have it, and one after the other does. The host comes last.
a_shared_address_is_announced_for_one()
{
	local i pid

	bond active-backup
	ip addr add 198.51.100.1/24 dev xenbr0
	vif g2 xenbr0
	for i in 1 2; do
		lock "vif_g$i" "02:00:00:00:0a:0$i" ipv4_allowed 192.0.2.1
		frame send "g$i" src="02:00:00:00:0a:0$i" \
			arp=request:192.0.2.1:192.0.2.9 cookie=none
		sleep 0.1
	done
	rm -f /run/listening
	tcpdump --immediate-mode -U -n -i out1 -Q in -w /run/told arp \
		2>/run/listening &
	pid=$!
	until_true 5 is_listening
	xvs bond announce xenbr0
	expect_soon "the host is announced" is_told_of_host
	kill "$pid"
	wait "$pid"
	expect_eq "who has it" "$(announced)" "02:00:00:00:0a:02 >"
}

# guests N: vifI with the address 10.0.A.B, of which they have spoken, and whose
# other ends are gI
guests()
{
	local i ip mac

	for ((i = 1; i <= $1; i++)); do
		ip=10.0.$((i / 256)).$((i % 256))
		printf -v mac 02:00:00:00:%02x:%02x $((i / 256)) $((i % 256))
		echo "link add vif$i up type veth peer name g$i"
		echo "link set g$i up"
		echo "link set vif$i master xenbr0"
		echo "link set vif$i type xvs_slave bcast_flood off" \
			"locking_mode locked mac $mac ipv4_allowed $ip"
	done | ip -batch - || fail "no guests"
	for ((i = 1; i <= $1; i++)); do
		ip=10.0.$((i / 256)).$((i % 256))
		printf -v mac 02:00:00:00:%02x:%02x $((i / 256)) $((i % 256))
		echo "send g$i src=$mac arp=request:$ip:10.9.9.9 cookie=none"
	done | frame batch || fail "a guest is not heard"
}

# are_told N: so many different ones were, by what is kept so far
are_told()
{
	tcpdump -tt -n -r /run/told 2>/dev/null >/run/told.txt
	(($(sed -n 's/^[0-9.]* ARP/ARP/p' /run/told.txt | sort -u | wc -l) == $1))
}

# A RARP and an ARP of each of a thousand, at 20,000 a second: as the PIF sends
# them, since a slow machine's other end may lose some
a_thousand_are_announced_in_150_ms()
{
	local start last pid n=1000

	[[ $XVS_KERNEL != debug ]] || n=100
	network xenbr0 bond_mode active-backup downdelay 0 updelay 0
	pif 1
	pif 2
	guests "$n"
	rm -f /run/told
	tcpdump -U -B 16384 -s 64 -i nic2 -Q out -w /run/told \
		"rarp or arp" >/dev/null 2>&1 &
	pid=$!
	until_true 5 test -s /run/told
	start=$EPOCHREALTIME
	ip link set out1 down
	expect_soon "all are told of, in each way" are_told $((2 * n + 1))
	sleep 1
	kill "$pid"
	wait "$pid"
	expect "and nobody else is" are_told $((2 * n + 1))
	last=$(awk 'END { print $1 }' /run/told.txt)
	note "$(awk "BEGIN { print ($last - $start) * 1000 }") ms"
	awk "BEGIN { exit !($last - $start < 0.150 * $XVS_TIME_SCALE) }" ||
		fail "it took longer"
}

a_guest_that_comes_is_announced()
{
	network xenbr0
	pif 1
	ip link add vif_g1 type veth peer name g1
	xvs lock set vif_g1 locking_mode locked mac "$MAC"
	ip link set vif_g1 master xenbr0
	ip link set vif_g1 up
	expect "with its carrier" told 1 "ether proto 0x8035" "$MAC" \
		ip link set g1 up
}

run_tests a_failover_is_announced a_mode_that_is_changed_is_announced \
	addresses_are_announced_if_in_use \
	a_shared_address_is_announced_for_one \
	a_thousand_are_announced_in_150_ms a_guest_that_comes_is_announced
