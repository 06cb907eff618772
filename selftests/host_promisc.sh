#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A promiscuous network is a sniffer's: the root sees every frame of its switch
# as the PIF would wear it, a view every frame of its VLAN, each once.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

root_and_view()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	pif xenbr0
	host_mac=$(mac xenbr0)
}

a_promiscuous_root_sees_everything()
{
	root_and_view
	frame send out
	frame send out vlan=5
	expect "nobody watches" frame xfer from g1 dst="$(mac out)" \
		to out=1 xenbr0=0,nopromisc
	expect "others' frames" frame xfer from g1 dst="$(mac out)" \
		to out=1 xenbr0=1,vlan=none
	expect "of a view with its tag" frame xfer from g5 dst="$(mac out)" \
		to out=1,vlan=5 xenbr0=1,vlan=5
	expect "for a view's host too" frame xfer from g5 \
		dst="$host_mac" to xapi5=1,nopromisc xenbr0=1,vlan=5
	expect "its own once" frame xfer from g5 vlan=0 \
		to xenbr0=1,vlan=5 xapi5=1,vlan=none,nopromisc
	expect "and once by address" frame xfer from g1 \
		dst="$host_mac" to xenbr0=1 out=0
	ip link set xenbr0 type xvs vif_trunk none
	expect "even of VLANs that nobody uses" frame xfer from out \
		vlan=4000 dst=02:00:00:00:00:99 to xenbr0=1,vlan=4000
}

a_promiscuous_view_sees_its_vlan()
{
	root_and_view
	vif g6 xapi5
	frame send g6
	frame send out
	expect "others' frames, without tag" frame xfer from g5 \
		dst="$(mac g6)" to g6=1 xapi5=1,vlan=none xenbr0=0,nopromisc
	expect "from the trunk" frame xfer from g1 vlan=5 dst="$(mac g6)" \
		to g6=1 xapi5=1,vlan=none
	expect "of no other VLAN" frame xfer from g1 dst="$(mac out)" \
		to out=1 xapi5=0
	expect "nor to all of one" frame xfer from g1 to out=1 xapi5=0
}

# It would be routed, and so sent twice
what_is_only_watched_is_not_the_hosts()
{
	network xenbr0
	guest g1 xenbr0
	uplink xenbr0
	ip addr add 10.0.0.1/24 dev xenbr0
	sysctl -qw net.ipv4.ip_forward=1
	ip neigh add 10.0.0.9 lladdr "$(mac out/eth0)" dev xenbr0
	frame send out/eth0
	ip link set xenbr0 promisc on
	expect "the frame itself" frame xfer from g1/eth0 dst=out/eth0 \
		ip4=10.0.0.2-10.0.0.9 ttl=64 to out/eth0=1 xenbr0=1
}

run_tests a_promiscuous_root_sees_everything a_promiscuous_view_sees_its_vlan \
	what_is_only_watched_is_not_the_hosts
