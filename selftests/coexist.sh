#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bridge.ko, bonding, 8021q, macvlan and tunnels go on working beside xvs, and
# some of them as parts of it.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

beside_a_bridge()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	ip link add br0 up type bridge
	wire b1 h1 br0
	wire b2 h2 br0
	expect "the bridge's frames are its" \
		frame xfer from h1 to h2=1 g1=0 g2=0
	expect "the switch's are its" frame xfer from g1 to g2=1 h1=0 h2=0
	expect_refused "" ip link set xenbr0 master br0
	expect "a port moves to the bridge" ip link set vif_g2 master br0
	expect "and works there" frame xfer from h1 to g2=1 g1=0
	expect "and back" ip link set vif_g2 master xenbr0
	expect "and works here" frame xfer from g1 to g2=1 h1=0
}

# What bridge(8) shows of both
bridge_tool_knows_both()
{
	network xenbr0
	vif g1 xenbr0
	ip link add br0 up type bridge
	wire b1 h1 br0
	frame send g1 src=02:00:00:00:00:77
	expect_eq "ports" "$(bridge link show | grep -cE '(vif_g1|b1)@')" 2
	expect "vlans" bridge vlan show
	expect_eq "no network is a bridge" \
		"$(ip -o link show type bridge | grep -c xenbr0)" 0
	bridge fdb show >/run/all
	expect "addresses of all" grep -q '^02:00:00:00:00:77 dev xenbr0 via vif_g1' \
		/run/all
	expect "addresses of the bridge" bridge fdb show br br0
}

beside_8021q()
{
	network xenbr0
	vif g1 xenbr0
	wire lan far
	ip link add link lan name lan.5 up type vlan id 5
	ip link add link far name far.5 up type vlan id 5
	until_true 5 is_up lan.5
	expect "a VLAN of another NIC" frame xfer from far.5 to lan.5=1 g1=0
	expect "an 8021q device is a VIF" ip link set lan.5 master xenbr0
	expect "and carries" frame xfer from g1 to far.5=1
}

# A bond that exists may stay what it is, and be the PIF
a_bond_is_a_pif()
{
	network xenbr0
	vif g1 xenbr0
	view xapi5 xenbr0 5
	vif g5 xapi5
	wire m1 far1
	wire m2 far2
	ip link set m1 down
	ip link set m2 down
	ip link add bond0 type bond mode active-backup miimon 10
	ip link set m1 master bond0
	ip link set m2 master bond0
	ip link set bond0 up master xenbr0
	ip link set bond0 type xvs_slave role pif
	expect_soon "carrier" grep -q 1 /sys/class/net/xenbr0/carrier
	ip link set bond0 type bond active_slave m1
	expect "out by the active member" \
		frame xfer from g5 to far1=1,vlan=5 far2=0
	ip link set bond0 type bond active_slave m2
	expect "or the other one" frame xfer from g1 to far2=1,vlan=none far1=0
	expect "and in" frame xfer from far2 vlan=5 to g5=1,vlan=none
}

a_tunnel_is_a_pif()
{
	host far
	network xenbr0
	guest g1 xenbr0 10.0.0.1/24
	cable under far
	ip addr add 192.0.2.1/24 dev under
	ip -n far addr add 192.0.2.2/24 dev eth0
	ip link add vx0 up type vxlan id 7 local 192.0.2.1 remote 192.0.2.2 \
		dstport 4789
	ip -n far link add vx0 up type vxlan id 7 local 192.0.2.2 \
		remote 192.0.2.1 dstport 4789
	ip -n far addr add 10.0.0.2/24 dev vx0
	ip link set vx0 master xenbr0
	ip link set vx0 type xvs_slave role pif
	expect "a guest reaches who is behind it" \
		ip netns exec g1 ping -qc 1 -W 5 10.0.0.2
	expect_eq "the network has its MTU" \
		"$(</sys/class/net/xenbr0/mtu)" "$(</sys/class/net/vx0/mtu)"
}

macvtap_on_a_network()
{
	network xenbr0
	vif g1 xenbr0
	expect "it is made" ip link add link xenbr0 name mv0 up type macvtap \
		mode bridge
	expect "and gets its frames" frame xfer from g1 dst="$(mac mv0)" \
		to mv0=1,nopromisc
}

run_tests beside_a_bridge bridge_tool_knows_both beside_8021q a_bond_is_a_pif \
	a_tunnel_is_a_pif macvtap_on_a_network
