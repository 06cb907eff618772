#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The host's own IP addresses, on a root, on a view and on a VLAN of the root:
# reached from outside and by guests.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

SIZE=1000000

# out_vlan VID ADDRESS: out is in a VLAN too
out_vlan()
{
	ip -n out link add link eth0 name "eth0.$1" type vlan id "$1"
	ip -n out addr add "$2" dev "eth0.$1"
	ip -n out link set "eth0.$1" up
}

# While COMMAND... runs the host sends SIZE bytes to whoever connects to it
serving()
{
	socat -U TCP-LISTEN:7,reuseaddr,fork SYSTEM:"head -c $SIZE /dev/zero" &
	"$@"
	kill $!
	wait $! 2>/dev/null
}

# reaches NS ADDRESS: by ping and TCP
reaches()
{
	expect "$1 reaches $2" ip netns exec "$1" ping -qc 1 -W 5 "$2"
	expect_eq "$1 has TCP with $2" "$(ip netns exec "$1" \
		socat -u "TCP:$2:7,retry=50,interval=0.1" - | wc -c)" "$SIZE"
}

addresses_of_root_and_view_are_reached()
{
	network xenbr0
	view xapi5 xenbr0 5
	ip addr add 10.0.0.1/24 dev xenbr0
	ip addr add 10.0.5.1/24 dev xapi5
	guest g1 xenbr0 10.0.0.2/24
	guest g5 xapi5 10.0.5.2/24
	uplink xenbr0
	ip -n out addr add 10.0.0.9/24 dev eth0
	out_vlan 5 10.0.5.9/24
	serving everybody_reaches
}

everybody_reaches()
{
	reaches g1 10.0.0.1
	reaches out 10.0.0.1
	reaches g5 10.0.5.1
	reaches out 10.0.5.1
}

guests_reach_each_other_and_the_outside()
{
	network xenbr0
	view xapi5 xenbr0 5
	guest g1 xapi5 10.0.5.2/24
	guest g2 xapi5 10.0.5.3/24
	uplink xenbr0
	out_vlan 5 10.0.5.9/24
	expect "each other" ip netns exec g1 ping -qc 1 -W 5 10.0.5.3
	expect "the outside" ip netns exec g1 ping -qc 1 -W 5 10.0.5.9
	expect "from outside" ip netns exec out ping -qc 1 -W 5 10.0.5.3
}

a_vlan_device_on_the_root_is_reached()
{
	network xenbr0
	ip link add link xenbr0 name xenbr0.7 type vlan id 7
	ip addr add 10.0.7.1/24 dev xenbr0.7
	ip link set xenbr0.7 up
	guest g1 xenbr0
	ip -n g1 link add link eth0 name eth0.7 type vlan id 7
	ip -n g1 addr add 10.0.7.2/24 dev eth0.7
	ip -n g1 link set eth0.7 up
	uplink xenbr0
	out_vlan 7 10.0.7.9/24
	serving by_vlan
}

by_vlan()
{
	reaches g1 10.0.7.1
	reaches out 10.0.7.1
	ethtool -K xenbr0 txvlan off
	reaches g1 10.0.7.1
	reaches out 10.0.7.1
}

run_tests addresses_of_root_and_view_are_reached \
	guests_reach_each_other_and_the_outside \
	a_vlan_device_on_the_root_is_reached
