#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=300
#
# The host's own addresses: they move from a NIC onto its network, survive that
# this becomes a bond or a VLAN, and come back.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# The host has addresses and routes on nic1; out is the gateway behind it
a_host()
{
	cable nic1 out
	sysctl -qw net.ipv6.conf.nic1.disable_ipv6=0
	ip addr add 192.0.2.1/24 dev nic1
	ip addr add 192.0.2.7/24 dev nic1 label nic1:1
	ip addr add 2001:db8::1/64 dev nic1 nodad
	ip route add default via 192.0.2.254
	ip route add 203.0.113.0/24 via 192.0.2.253 metric 7
	ip route add 2001:db8:1::/48 via 2001:db8::fe
	ip -n out addr add 192.0.2.254/24 dev eth0
	echo '{"version":1,"networks":[{"name":"xenbr0","adopt":"nic1",
		"pifs":["nic1"]}]}' >/run/file
}

# has DEV: what there was on nic1 is on DEV
has()
{
	local dev=$1

	expect_eq "$dev: IPv4" "$(ip -j -4 addr show dev "$dev" |
		jq -r '[.[].addr_info[] | .local // empty] | join(" ")')" "192.0.2.1 192.0.2.7"
	expect_eq "$dev: IPv6" "$(ip -j -6 addr show dev "$dev" scope global |
		jq -r '[.[].addr_info[] | .local // empty] | join(" ")')" \
		"2001:db8::1"
	expect_eq "$dev: routes" "$(ip route show | grep via | xargs)" \
		"default via 192.0.2.254 dev $dev 203.0.113.0/24 via 192.0.2.253 dev $dev metric 7"
	expect_eq "$dev: routes of IPv6" "$(ip -6 route show 2001:db8:1::/48 |
		cut -d ' ' -f 1-5)" "2001:db8:1::/48 via 2001:db8::fe dev $dev"
	expect_eq "and nowhere else" "$(ip -j addr show scope global |
		jq '[.[].addr_info[] | select(.family == "inet")] | length')" 2
}

# IPv6 may be off on devices that are new
ipv6_on()
{
	sysctl -qw net.ipv6.conf.default.disable_ipv6=0
}

reaches_the_gateway()
{
	ping -q -c 1 -W 1 192.0.2.254
}

addresses_move_onto_the_network_and_back()
{
	ipv6_on
	a_host
	expect "the network" xvs network add xenbr0 up
	expect "its PIF" xvs pif add nic1 xenbr0
	expect "adopts" xvs network adopt xenbr0 nic1
	has xenbr0
	expect_soon "the gateway is reached" reaches_the_gateway
	expect "again is nothing" xvs network adopt xenbr0 nic1
	has xenbr0
	expect "releases" xvs network release xenbr0 nic1
	has nic1
	expect "the PIF leaves" xvs pif del nic1
	expect_soon "the gateway is reached" reaches_the_gateway
	expect_refused "There is no device" xvs network adopt xenbr0 nowhere
}

a_file_moves_them()
{
	ipv6_on
	a_host
	expect "apply" xvs apply /run/file
	has xenbr0
	expect_soon "the gateway is reached" reaches_the_gateway
	expect_eq "again is nothing" "$(xvs apply --dry-run /run/file)" ""
	expect "reset" xvs reset --force
	has nic1
	expect_soon "the gateway is reached" reaches_the_gateway
}

# Of a hundred pings to the gateway, meanwhile, few are lost
they_survive_a_bond_and_a_vlan()
{
	ipv6_on
	a_host
	wire nic2 out2
	xvs apply /run/file
	ping -q -i 0.05 -w 6 192.0.2.254 >/run/ping &
	jq '.networks[0] |= (.pifs += ["nic2"] | .bond_mode = "active-backup" |
		.primary = "nic1")' /run/file >/run/bond
	expect "a bond" xvs apply /run/bond
	has xenbr0
	wait $!
	(($(sed -n 's/.* \([0-9]*\)% packet loss.*/\1/p' /run/ping) <= 5)) ||
		fail "the gateway was not reached" "$(cat /run/ping)"
	jq '.networks[0] |= (del(.adopt) | .vlans = [{name: "xapi5", vlan: 5,
		adopt: "xenbr0"}])' /run/bond >/run/vlan
	expect "a VLAN" xvs apply /run/vlan
	has xapi5
	jq '.networks[0].adopt = "xapi5"' /run/bond >/run/back
	expect "and back" xvs apply /run/back
	has xenbr0
}

unconfirmed_they_come_back()
{
	ipv6_on
	a_host
	expect "apply" xvs apply --confirm 3 /run/file
	has xenbr0
	expect_soon "it is taken back" is_gone xenbr0
	sleep 1
	has nic1
	expect_soon "the gateway is reached" reaches_the_gateway
}

is_gone()
{
	! ip link show dev "$1"
}

# What goes away in a change that fails half-way comes back too
a_failed_change_leaves_them()
{
	ipv6_on
	a_host
	ip link add dummy0 type dummy
	ip link add link dummy0 name dummy0.5 type vlan id 5
	xvs apply /run/file
	jq '.networks[0].name = "xenbr1" | .networks[0].adopt = "xenbr0" |
		.networks += [{name: "xenbr2", pifs: ["dummy0"]}]' \
		/run/file >/run/other
	expect_refused "8021q" xvs apply /run/other
	has xenbr0
	expect_soon "the gateway is reached" reaches_the_gateway
}

run_tests addresses_move_onto_the_network_and_back a_file_moves_them \
	they_survive_a_bond_and_a_vlan unconfirmed_they_come_back \
	a_failed_change_leaves_them
