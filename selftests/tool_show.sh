#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
#
# xvs show and xvs top: what there is, and what passes.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=02:00:00:00:00:01

a_host()
{
	network xenbr0 vif_trunk none bond_mode active-backup
	wire nic1 out1
	wire nic2 out2
	xvs pif add nic1 xenbr0
	xvs pif add nic2 xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	network xapi0
	xvs vif set vif_g5 locking_mode locked mac "$MAC" \
		ipv4_allowed 192.0.2.1,198.51.100.0/24 kbps=100
}

the_host_is_a_tree()
{
	a_host
	expect_eq "in words" "$(xvs show)" "\
network xenbr0 up mtu 1500 vif_trunk none bond_mode active-backup
  pif nic1 up active speed 10000 duplex full
  pif nic2 up backup speed 10000 duplex full
  vif vif_g1 up
  vlan 5 xapi5 up mtu 1500
    vif vif_g5 up locked $MAC 192.0.2.1 198.51.100.0/24 tx_kbps 100
network xapi0 up mtu 1500 vif_trunk all internal"
	expect_eq "in JSON" "$(xvs -j show | jq -c \
		'[.[] | {ifname, pifs: [.pifs[].ifname], vifs: [.vifs[].ifname],
		 vlans: [.vlans[] | {ifname, vlan, vifs: [.vifs[].ifname]}]}]')" \
		'[{"ifname":"xenbr0","pifs":["nic1","nic2"],"vifs":["vif_g1"],"vlans":[{"ifname":"xapi5","vlan":5,"vifs":["vif_g5"]}]},{"ifname":"xapi0","pifs":[],"vifs":[],"vlans":[]}]'
	expect_eq "one of them" "$(xvs show xapi5 | wc -l)" 2
	ip link set g5 down
	expect_soon "a lost carrier" says "vif vif_g5 no-carrier"
	[[ $(xvs -d show) = *"guard_arp 1000"* ]] || fail "no details"
	[[ $(xvs -s show) = *"rx "*" frames "*" dropped "* ]] ||
		fail "no counters"
}

# says TEXT: it is in the tree
says()
{
	[[ $(xvs show) = *"$1"* ]]
}

colours_are_for_people()
{
	a_host
	! xvs show | grep -q $'\e' || fail "colours in a pipe"
	xvs -color=always show | grep -q $'\e' || fail "none though wanted"
	! xvs -color=never show | grep -q $'\e' || fail "some though not wanted"
	expect_eq "the same words" "$(xvs -color=always show |
		sed 's/\x1b\[[0-9;]*m//g')" "$(xvs show)"
}

pretty_json_is_the_same()
{
	a_host
	expect_eq "the same" "$(xvs -p show | jq -c .)" "$(xvs -j show | jq -c .)"
	(($(xvs -p show | wc -l) > 50)) || fail "it is not pretty"
}

# top tells of some seconds in which one guest sends
rates_are_of_the_ports_that_have_them()
{
	local top

	a_host
	xvs -j top interval 8 sort rx_packets >/run/top &
	sleep 3
	frame send g1 count 300 dst=02:00:00:00:00:99 len=1000
	wait $!
	expect_eq "the first" "$(jq -r '.[0].ifname' /run/top)" vif_g1
	(($(jq '.[0].rx_packets' /run/top) > 0)) || fail "none" "$(cat /run/top)"
	expect_eq "all are there" "$(jq length /run/top)" 7
	top=$(xvs top interval 1 count 1)
	[[ $top = "port "*" network "*drops*vif_g1* ]] || fail "no lines" "$top"
	expect_refused "top takes" xvs top sort name
}

run_tests the_host_is_a_tree colours_are_for_people pretty_json_is_the_same \
	rates_are_of_the_ports_that_have_them
