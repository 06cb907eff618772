#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# An uplink by a real driver: an e1000, emulated, which filters addresses and
# VLANs, has VLAN, checksum and segmentation offload, loses its link whenever
# it is told anything, and can be taken from its driver at any time.
#
# xvs-test: nics = init
# xvs-test: timeout = 300

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

if [[ -z ${XVS_NICS:-} ]]; then
	echo "1..0 # SKIP needs the emulated NICs of vm/run"
	exit $KSFT_SKIP
fi

has_carrier()
{
	[[ $(<"/sys/class/net/$1/carrier") = "${2:-1}" ]]
}

# cable_in: the host out is at the other end of nica0's cable
cable_in()
{
	host out
	ip link set nica1 netns out
	ip -n out link set nica1 up
	ip link set nica0 up
	expect_soon "there is a link" has_carrier nica0
}

# A network on nica0: guest g1 on the root may use tag 7, g2 is on VLAN 5
nic_network()
{
	cable_in
	network xenbr0 vif_trunk 7
	ip link set nica0 master xenbr0
	view xapi5 xenbr0 5
	guest g1 xenbr0
	guest g2 xapi5
}

# What the NIC would filter if it were not for us, in and out
guests_are_reached()
{
	expect "untagged" frame xfer from out/nica1 dst=g1/eth0 \
		to g1/eth0=1,vlan=none g2/eth0=0
	expect "on the view" frame xfer from out/nica1 dst=g2/eth0 vlan=5 \
		to g2/eth0=1,vlan=none g1/eth0=0
	expect "by a tag" frame xfer from out/nica1 dst=g1/eth0 vlan=7 \
		to g1/eth0=1,vlan=7 g2/eth0=0
	expect "and reach out, untagged" frame xfer from g1/eth0 \
		dst=out/nica1 to out/nica1=1,vlan=none
	expect "from the view" frame xfer from g2/eth0 dst=out/nica1 \
		to out/nica1=1,vlan=5
	expect "by a tag" frame xfer from g1/eth0 dst=out/nica1 vlan=7 \
		to out/nica1=1,vlan=7
}

promiscuity()
{
	link_info "$1" .promiscuity
}

becomes_a_pif_and_is_as_before_when_it_leaves()
{
	# With this the driver filters VLANs even if nobody asked for one
	modprobe -q 8021q
	nic_network
	expect_eq "its role" "$(link_info nica0 \
		.linkinfo.info_slave_data.role)" pif
	expect_eq "its address is the network's" "$(mac xenbr0)" "$(mac nica0)"
	expect_eq "it hears all" "$(promiscuity nica0)" 1
	guests_are_reached

	ip link set nica0 nomaster
	expect_eq "it no longer does" "$(promiscuity nica0)" 0
	expect "and filters again" frame xfer from out/nica1 dst=g1/eth0 \
		to nica0=0,nopromisc g1/eth0=0
	expect "tags too" frame xfer from out/nica1 dst="$(mac nica0)" vlan=5 \
		to nica0=0,nopromisc
}

# Devices without a link type, as NICs and netback's: the kernel reserves no room
# for what is shown of them
all_is_shown_of_a_vif_without_a_type()
{
	local i list6="" list4=""

	for ((i = 0; i < 256; i++)); do
		list4+=,10.0.$i.1
		list6+=,2001:db8::$(printf %x "$i")
	done
	network xenbr0
	expect "its lock is long" xvs lock set nica0 role vif \
		mac 02:00:00:00:00:01 ipv4_allowed "${list4:1}" \
		ipv6_allowed "${list6:1}"
	ip link set nica0 master xenbr0
	expect_eq "addresses of IPv4" "$(link_info nica0 \
		'.linkinfo.info_slave_data.ipv4_allowed | length')" 256
	expect_eq "addresses of IPv6" "$(link_info nica0 \
		'.linkinfo.info_slave_data.ipv6_allowed | length')" 256
	expect_eq "among all" "$(ip -d -j link | jq '.[] |
		select(.ifname == "nica0") |
		.linkinfo.info_slave_data.ipv6_allowed | length')" 256
	# Without a filter mask, as getifaddrs() asks, too
	sysctl -qw net.ipv6.conf.nica0.disable_ipv6=0
	expect "addresses" ip -4 addr show
	expect "neighbours" ip neigh show
	xvs lock set nica0 role pif mac none ipv4_allowed none ipv6_allowed none
}

# A list of tags opens the NIC's filter for each, `all' relies on promiscuity
any_tag_reaches_a_guest_that_may_use_all()
{
	cable_in
	network xenbr0 vif_trunk all
	ip link set nica0 master xenbr0
	guest g1 xenbr0
	expect "in" frame xfer from out/nica1 dst=g1/eth0 vlan=4094 \
		to g1/eth0=1,vlan=4094
	expect "out" frame xfer from g1/eth0 dst=out/nica1 vlan=4094 \
		to out/nica1=1,vlan=4094
}

tcpdump_shows_the_tags()
{
	nic_network
	frame send out/nica1 vlan=5
	timeout 20 tcpdump -U -c 3 -nn -e -i nica0 ether proto 0x88b5 or \
		'(vlan and ether proto 0x88b5)' >/tmp/dump 2>/tmp/dump.log &
	expect_soon "tcpdump listens" grep -q listening /tmp/dump.log
	frame send g2/eth0 dst=02:00:00:00:00:05
	frame send g1/eth0 dst=02:00:00:00:00:01
	frame send out/nica1 dst=g2/eth0 vlan=5
	wait $!
	expect "from the view" grep -q "02:00:00:00:00:05.*vlan 5," /tmp/dump
	expect "from the root" grep "02:00:00:00:00:01" /tmp/dump
	expect_eq "untagged" "$(grep -c "02:00:00:00:00:01.*vlan" /tmp/dump)" 0
	expect "to the view" grep -q "$(mac g2/eth0).*vlan 5," /tmp/dump
}

# has_learned MAC PORT
has_learned()
{
	[[ $(fdb_port xenbr0 "$1") = "$2" ]]
}

carrier_changes()
{
	cat "/sys/class/net/$1/carrier_$2_count"
}

# The link goes and comes again
bounced()
{
	[[ $(carrier_changes xapi5 down) -gt $1 ]] && has_carrier xapi5
}

networks_follow_the_link()
{
	local downs

	nic_network
	ip link set nica0 down
	expect_soon "the root" has_carrier xenbr0 0
	expect_soon "the view" has_carrier xapi5 0
	ip link set nica0 up
	expect_soon "the root" has_carrier xenbr0
	expect_soon "the view" has_carrier xapi5

	frame send out/nica1
	expect_soon "the host out is known" has_learned "$(mac out/nica1)" nica0
	downs=$(carrier_changes xapi5 down)
	ethtool -r nica0
	expect_soon "a link that is negotiated anew" bounced "$downs"
	expect "it is forgotten" has_learned "$(mac out/nica1)" ""
	guests_are_reached
}

jumbo_frames()
{
	nic_network
	ip -n out link set nica1 mtu 9000
	ip link set nica0 mtu 9000
	expect_eq "the network's MTU follows" \
		"$(link_info xapi5 .mtu)" 9000
	ip link set vif_g2 mtu 9000
	ip -n g2 link set eth0 mtu 9000
	expect_soon "the link is back" has_carrier nica0
	expect "out" frame xfer from g2/eth0 dst=out/nica1 len=9014 \
		to out/nica1=1,vlan=5
	expect "in" frame xfer from out/nica1 dst=g2/eth0 vlan=5 len=9018 \
		to g2/eth0=1,vlan=none
}

# A megabyte by TCP, between g2 and the host out on VLAN 5
tcp()
{
	local from=$1 to=$2 address=$3

	ip netns exec "$to" timeout 60 socat -u TCP-LISTEN:7000,reuseaddr \
		CREATE:/tmp/got &
	expect_soon "$to listens" is_listening "$to"
	expect "$from sends" ip netns exec "$from" timeout 60 \
		socat -u FILE:/tmp/sent "TCP:$address:7000"
	wait $!
	expect "unharmed" cmp /tmp/sent /tmp/got
	rm -f /tmp/got
}

is_listening()
{
	ip netns exec "$1" ss -Htln | grep -q :7000
}

# The NIC's hardware tags and segments, or the core does it for it
with_and_without_its_offloads()
{
	local states

	nic_network
	ip -n g2 addr add 10.0.5.2/24 dev eth0
	ip -n out link add link nica1 name vlan5 type vlan id 5
	ip -n out addr add 10.0.5.1/24 dev vlan5
	ip -n out link set vlan5 up
	# To see what was on the wire
	ip netns exec out ethtool -K nica1 gro off
	head -c 1M /dev/urandom >/tmp/sent
	for states in "rxvlan on tx on tso on" "rxvlan off" \
		      "tx off sg off tso off gso off gro off"; do
		# shellcheck disable=SC2086 # words
		ethtool -K nica0 $states >/dev/null
		expect_soon "the link is back" has_carrier nica0
		expect "$states" guests_are_reached
		expect "large frames: $states" frame xfer from g2/eth0 \
			dst=out/nica1 tcp4=10.0.5.2:1000-10.0.5.1:80 gso=1400 \
			to out/nica1=all,vlan=5,gso=0,csum=ok
		tcp g2 out 10.0.5.1
		tcp out g2 10.0.5.2
	done
}

its_address_changes()
{
	local new=52:54:00:78:76:77

	nic_network
	ip link set nica0 address "$new"
	expect_eq "the root's follows" "$(mac xenbr0)" "$new"
	expect_eq "and the view's" "$(mac xapi5)" "$new"
	expect "the host is there" frame xfer from out/nica1 dst="$new" \
		to xenbr0=1,nopromisc g1/eth0=0
	expect "and on the view" frame xfer from out/nica1 dst="$new" vlan=5 \
		to xapi5=1,nopromisc g2/eth0=0
	guests_are_reached
}

lldp_is_for_who_listens_on_the_nic()
{
	nic_network
	timeout 20 python3 -c '
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88cc))
s.bind(("nica0", 0x88cc))
print("ready", flush=True)
print(s.recv(2000))' >/tmp/lldp &
	expect_soon "it listens" grep -q ready /tmp/lldp
	expect "to nobody else" frame xfer from out/nica1 \
		dst=01:80:c2:00:00:0e type=0x88cc payload=nearest-bridge \
		to g1/eth0=0 g2/eth0=0 xenbr0=0
	wait $!
	expect "to it" grep -q nearest-bridge /tmp/lldp
}

# What the driver has made of a PCI device
nic_of()
{
	ls "/sys/bus/pci/devices/$1/net" 2>/dev/null
}

# As when a driver is updated, or the hardware pulled out
the_driver_lets_go_of_it()
{
	local driver=/sys/bus/pci/drivers/e1000 device

	nic_network
	guest g3 xapi5
	device=$(basename "$(readlink -f /sys/class/net/nica0/device)")
	echo "$device" >"$driver/unbind"
	expect_eq "the root has the address of an internal network" \
		"$(mac xenbr0)" fe:ff:ff:ff:ff:ff
	expect "and is on" has_carrier xenbr0
	expect "its guests hear each other" frame xfer from g2/eth0 \
		to g3/eth0=1,vlan=none

	echo "$device" >"$driver/bind"
	expect_soon "the NIC is back" nic_of "$device"
	ip link set "$(nic_of "$device")" name nica0
	expect_eq "on no network" "$(link_info nica0 .master)" null
	ip link set nica0 up
	ip link set nica0 master xenbr0
	expect_soon "there is a link" has_carrier nica0
	guests_are_reached
}

run_tests becomes_a_pif_and_is_as_before_when_it_leaves \
	all_is_shown_of_a_vif_without_a_type \
	any_tag_reaches_a_guest_that_may_use_all tcpdump_shows_the_tags \
	networks_follow_the_link jumbo_frames with_and_without_its_offloads \
	its_address_changes lldp_is_for_who_listens_on_the_nic \
	the_driver_lets_go_of_it
