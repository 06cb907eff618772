#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A frame may be larger than any wire carries, to be cut into segments by the
# device that it leaves by, and its checksum may be left to that device too. It
# goes through the switch as it is, and becomes small and complete right where
# the device that it leaves by needs that.
#
# xvs-test: timeout = 400

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# 43 segments
TCP4=(tcp4=10.0.0.1:1000-10.0.0.2:80 gso=1400)
TCP6=("tcp6=[fd00::1]:1000-[fd00::2]:80" gso=1400)

# ---- who can do what --------------------------------------------------------

# lacking [NS/]DEV [FEATURE...]: the device can do all that matters here but
# these
lacking()
{
	local dev=${1#*/} enter=() feature states=()

	[[ $1 != */* ]] || enter=(ip netns exec "${1%/*}")
	shift
	for feature in tx sg tso gso txvlan; do
		if [[ " $* " = *" $feature "* ]]; then
			states+=("$feature" off)
		else
			states+=("$feature" on)
		fi
	done
	"${enter[@]}" ethtool -K "$dev" "${states[@]}" >/dev/null
}

# large_frames FROM TO DEV FILTER [KEYS...]: frames of TCP over IPv4 and IPv6
# leave the switch by DEV; each line of the input is what of them arrives then,
# and what DEV lacks
large_frames()
{
	local from=$1 to=$2 dev=$3 filter=$4 keys=("${@:5}") arrives lacks

	while read -r arrives lacks; do
		# shellcheck disable=SC2086 # words
		lacking "$dev" $lacks
		expect "IPv4, $dev lacks '$lacks'" frame xfer from "$from" \
			dst="$(mac "$to")" "${keys[@]}" "${TCP4[@]}" \
			to "$to=$arrives,$filter"
		expect "IPv6, $dev lacks '$lacks'" frame xfer from "$from" \
			dst="$(mac "$to")" "${keys[@]}" "${TCP6[@]}" \
			to "$to=$arrives,$filter"
	done
}

# ---- large frames -----------------------------------------------------------

two_guests()
{
	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	frame send g2
}

from_vif_to_vif()
{
	two_guests
	large_frames g1 g2 vif_g2 vlan=none <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=partial	tso
	all,gso=0,csum=partial	sg
	all,gso=0,csum=ok	tx
	all,gso=0,csum=ok	tx sg tso gso
	END
	lacking vif_g2
	expect "the longest" frame xfer from g1 dst="$(mac g2)" "${TCP4[@]}" \
		len=65535 to g2=1,gso=1400
}

# A guest on VLAN 5, which the host out sees tagged
guest_on_a_view()
{
	network xenbr0 vif_trunk none
	pif xenbr0
	view xapi5 xenbr0 5
	vif g1 xapi5
	frame send g1
	frame send out vlan=5
}

from_a_view_to_the_uplink()
{
	guest_on_a_view
	large_frames g1 out nic vlan=5 <<-END
	1,gso=1400,csum=partial
	1,gso=1400,csum=partial	txvlan
	all,gso=0,csum=partial	tso
	all,gso=0,csum=partial	txvlan tso
	all,gso=0,csum=ok	txvlan tx
	all,gso=0,csum=ok	txvlan tx sg tso gso
	END
}

# By an 8021q device, which leaves the tag to the device below, and in band
from_the_uplink_to_a_view()
{
	guest_on_a_view
	ip link add link out name vlan5 type vlan id 5
	ip link set vlan5 up
	large_frames vlan5 g1 vif_g1 vlan=none <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=partial	tso
	all,gso=0,csum=ok	tx sg tso gso
	END
	lacking vif_g1
	ethtool -K nic rxvlan off
	expect "in band" frame xfer from out dst="$(mac g1)" vlan=5 \
		"${TCP4[@]}" to g1=1,vlan=none,gso=1400,csum=partial
}

# A guest on the root, which may use tags
guest_on_a_trunk()
{
	network xenbr0 vif_trunk all
	pif xenbr0
	vif g1 xenbr0
	frame send g1
	frame send g1 vlan=5
	frame send out vlan=5
}

from_a_trunk_to_the_uplink_and_back()
{
	guest_on_a_trunk
	large_frames g1 out nic vlan=5:3 vlan=5:3 <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=partial	txvlan tso
	END
	large_frames out g1 vif_g1 vlan=5:3 vlan=5:3 <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=ok	txvlan tx
	END
}

from_guest_to_host_and_back()
{
	local host

	network xenbr0
	vif g1 xenbr0
	frame send g1
	host=$(mac xenbr0)
	expect "IPv4 to the host" frame xfer from g1 dst="$host" \
		"${TCP4[@]}" to xenbr0=1,gso=1400,csum=partial,nopromisc
	expect "IPv6 to the host" frame xfer from g1 dst="$host" \
		"${TCP6[@]}" to xenbr0=1,gso=1400,csum=partial,nopromisc
	large_frames xenbr0 g1 vif_g1 vlan=none <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=ok	tx sg tso gso
	END
	lacking vif_g1
	lacking xenbr0 tx sg tso gso
	expect "from a host that lacks all" frame xfer from xenbr0 dst="$(mac g1)" \
		"${TCP4[@]}" to g1=all,gso=0,csum=ok
}

# By a view and by an 8021q device on the root
from_host_to_a_vlan_and_back()
{
	local host

	network xenbr0 vif_trunk none
	pif xenbr0
	view xapi5 xenbr0 5
	ip link add link xenbr0 name host6 type vlan id 6
	ip link set host6 up
	frame send out vlan=5
	frame send out vlan=6
	host=$(mac xenbr0)
	large_frames xapi5 out nic vlan=5 <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=ok	txvlan tx sg tso gso
	END
	large_frames host6 out nic vlan=6 <<-END
	all,gso=0,csum=partial	txvlan tso
	1,gso=1400,csum=partial
	END
	expect "the tag is in band" frame xfer from xenbr0 dst="$(mac out)" \
		vlan=6 "${TCP4[@]}" to out=1,vlan=6,gso=1400,csum=partial
	expect "to the view" frame xfer from out dst="$host" vlan=5 \
		"${TCP4[@]}" \
		to xapi5=1,vlan=none,gso=1400,csum=partial,nopromisc
	expect "to the 8021q device" frame xfer from out dst="$host" \
		vlan=6 "${TCP4[@]}" \
		to host6=1,vlan=none,gso=1400,csum=partial,nopromisc
}

# Each needs another frame of what is one and the same
flooded_to_ports_of_all_kinds()
{
	guest_on_a_view
	vif g2 xapi5
	vif g3 xapi5
	vif g4 xapi5
	lacking vif_g2 tso
	lacking vif_g3 tx sg tso gso
	lacking nic txvlan
	expect "each as it can" frame xfer from g1 "${TCP4[@]}" \
		to out=1,vlan=5,gso=1400,csum=partial \
		g2=all,vlan=none,gso=0,csum=partial \
		g3=all,vlan=none,gso=0,csum=ok \
		g4=1,vlan=none,gso=1400,csum=partial \
		xapi5=1,vlan=none,gso=1400,csum=partial,nopromisc
}

# ---- more tags than one, checksums, fragments -------------------------------

# What is behind the first tag is payload to the switch, and so is an S-tag
double_tagged()
{
	guest_on_a_trunk
	large_frames g1 out nic vlan=5,vlan=7 vlan=5 vlan=7 <<-END
	1,gso=1400,csum=partial
	1,gso=1400,csum=partial	txvlan
	all,gso=0,csum=partial	txvlan tso
	all,gso=0,csum=ok	tx
	all,gso=0,csum=ok	txvlan tx sg tso gso
	END
	large_frames out g1 vif_g1 vlan=5,vlan=7 vlan=5 vlan=7 <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=ok	txvlan tx
	END
	large_frames out g1 vif_g1 qinq=5,vlan=7 qinq=5 vlan=7 <<-END
	1,gso=1400,csum=partial
	all,gso=0,csum=ok	txvlan tx
	END
	expect "a checksum that is left to who can't" \
		frame xfer from out dst="$(mac g1)" vlan=5 vlan=7 csum=partial \
		"udp6=[fd00::1]:1000-[fd00::2]:80" \
		to g1=1,vlan=5,vlan=7,csum=ok
	lacking nic tx
	expect "and out" \
		frame xfer from g1 dst="$(mac out)" vlan=5 vlan=7 csum=partial \
		"udp6=[fd00::1]:1000-[fd00::2]:80" \
		to out=1,vlan=5,vlan=7,csum=ok
}

# Drivers count from there when they fill in a checksum
the_ip_header_is_found_behind_a_second_tag()
{
	guest_on_a_trunk
	tc qdisc add dev nic clsact
	tc filter add dev nic egress protocol all u32 \
		match ip src 10.0.0.1 action ok
	expect "two tags" frame xfer from g1 vlan=5 vlan=7 csum=partial \
		udp4=10.0.0.1:1000-10.0.0.2:80 to out=1,vlan=5,vlan=7
	expect "its IP header is where it belongs" filter_has_seen nic 1
}

# filter_has_seen DEV N: frames that the filter on its egress was for
filter_has_seen()
{
	tc -s filter show dev "$1" egress | grep -q "bytes $2 pkt"
}

checksum_is_left_to_the_port()
{
	local flow

	guest_on_a_view
	vif g2 xapi5
	for flow in {tcp,udp}4=10.0.0.1:1000-10.0.0.2:80 \
		    {tcp,udp}6="[fd00::1]:1000-[fd00::2]:80"; do
		lacking vif_g2
		lacking nic
		expect "$flow to ports that do it" frame xfer from g1 \
			csum=partial "$flow" to g2=1,csum=partial \
			out=1,vlan=5,csum=partial \
			xapi5=1,csum=partial,nopromisc
		lacking vif_g2 tx
		lacking nic tx txvlan
		expect "$flow to ports that do not" frame xfer from g1 \
			csum=partial "$flow" to g2=1,csum=ok \
			out=1,vlan=5,csum=ok \
			xapi5=1,csum=partial,nopromisc
	done
}

# A long frame's bytes are in several places, and not every device gathers them
gathered_for_a_port_that_can_not()
{
	local dev

	guest_on_a_view
	vif g2 xapi5
	for dev in nic out vif_g1 g1 vif_g2 g2; do
		ip link set "$dev" mtu 9000
	done
	lacking vif_g2 sg
	lacking nic sg txvlan
	expect "in one piece" frame xfer from g1 len=9014 to g2=1 out=1,vlan=5
}

# ---- sockets ----------------------------------------------------------------

# at NS|dom0 COMMAND...
at()
{
	if [[ $1 = dom0 ]]; then
		"${@:2}"
	else
		ip netns exec "$@"
	fi
}

# mean_frame NS/DEV: bytes of a frame that it has received, on average
mean_frame()
{
	ip -n "${1%/*}" -s link show "${1#*/}" |
		awk '/RX:/ { getline; print int($1 / $2) }'
}

receives_large()
{
	[[ $(mean_frame "$1") -gt 3000 ]]
}

receives_small()
{
	[[ $(mean_frame "$1") -le 1518 ]]
}

is_listening()
{
	at "$1" ss -Htln | grep -q :7000
}

# tcp FROM TO ADDRESS: a megabyte goes from one host to another
tcp()
{
	[[ -e /tmp/sent ]] || head -c 1M /dev/urandom >/tmp/sent
	at "$2" timeout 30 socat -u TCP-LISTEN:7000,reuseaddr CREATE:/tmp/got &
	expect_soon "$2 listens" is_listening "$2"
	expect "$1 sends" at "$1" timeout 30 socat -u FILE:/tmp/sent "TCP:$3:7000"
	wait $!
	expect "what $1 sent is what $2 got" cmp /tmp/sent /tmp/got
	rm -f /tmp/got
}

# The guests' devices check what they get, as veth by itself does not
check_checksums()
{
	local ns

	for ns in "$@"; do
		ip netns exec "$ns" ethtool -K eth0 rx off >/dev/null
	done
}

tcp_between_guests()
{
	network xenbr0
	guest g1 xenbr0 10.0.0.1/24
	guest g2 xenbr0 10.0.0.2/24
	tcp g1 g2 10.0.0.2
	expect "in large frames" receives_large g2/eth0
	check_checksums g1 g2
	lacking g1/eth0 tx sg tso gso
	lacking vif_g2 tx sg tso gso
	tcp g1 g2 10.0.0.2
	tcp g2 g1 10.0.0.1
}

# A guest and the host's own address on VLAN 5, and a host outside
hosts_on_vlan_5()
{
	network xenbr0 vif_trunk none
	uplink xenbr0
	view xapi5 xenbr0 5
	guest g1 xapi5 10.0.0.1/24
	ip addr add 10.0.0.2/24 dev xapi5
	ip -n out link add link eth0 name vlan5 type vlan id 5
	ip -n out link set vlan5 up
	ip -n out addr add 10.0.0.3/24 dev vlan5
}

tcp_over_a_view()
{
	hosts_on_vlan_5
	tcp dom0 g1 10.0.0.1
	expect "in large frames" receives_large g1/eth0
	tcp g1 out 10.0.0.3
	expect "in large frames" receives_large out/eth0
	tcp out dom0 10.0.0.2
}

tcp_over_a_view_without_offloads()
{
	hosts_on_vlan_5
	check_checksums g1 out
	lacking nic tx sg tso gso txvlan
	lacking vif_g1 tx sg tso gso txvlan
	lacking xapi5 tx sg tso gso
	tcp g1 out 10.0.0.3
	expect "in small frames" receives_small out/eth0
	lacking out/eth0 tx sg tso gso txvlan
	lacking g1/eth0 tx sg tso gso
	tcp out dom0 10.0.0.2
	tcp dom0 g1 10.0.0.1
	expect "in small frames" receives_small g1/eth0
}

# An 8021q device puts its tags in band where the device below takes no others
tcp_by_an_8021q_device_of_the_host()
{
	network xenbr0 vif_trunk none
	uplink xenbr0
	ip link add link xenbr0 name host6 type vlan id 6
	ip link set host6 up
	ip addr add 10.0.0.2/24 dev host6
	ip -n out link add link eth0 name vlan6 type vlan id 6
	ip -n out link set vlan6 up
	ip -n out addr add 10.0.0.3/24 dev vlan6
	lacking xenbr0 txvlan
	tcp dom0 out 10.0.0.3
	expect "in large frames" receives_large out/eth0
	lacking out/eth0 txvlan
	tcp out dom0 10.0.0.2
}

# A NIC puts together what it receives in small frames
tcp_by_a_nic_with_gro()
{
	hosts_on_vlan_5
	lacking out/eth0 tx sg tso gso
	ethtool -K nic gro on
	tcp out g1 10.0.0.1
	expect "in large frames" receives_large g1/eth0
	check_checksums g1
	lacking vif_g1 tx sg tso gso
	tcp out g1 10.0.0.1
}

# udp FROM NS ADDRESS: 40 datagrams in one frame
udp()
{
	head -c 56000 /dev/urandom >/tmp/datagrams
	ip netns exec "$2" socat -u UDP-RECV:7000 CREATE:/tmp/got &
	expect_soon "$2 listens" test -e /tmp/got
	expect "$1 sends" at "$1" socat -u -b 56000 FILE:/tmp/datagrams \
		"UDP-SENDTO:$3:7000,setsockopt-int=17:103:1400"
	expect_soon "$2 has it" cmp /tmp/datagrams /tmp/got
	kill $!
	rm -f /tmp/got
}

# packet(7) can't send such frames to older kernels, a socket can
udp_in_large_frames()
{
	hosts_on_vlan_5
	udp g1 out 10.0.0.3
	expect "in a large frame" receives_large out/eth0
	udp dom0 g1 10.0.0.1
	expect "in a large frame" receives_large g1/eth0
	check_checksums g1 out
	lacking vif_g1 tx sg
	lacking nic tx txvlan
	udp g1 out 10.0.0.3
	udp out g1 10.0.0.1
}

run_tests from_vif_to_vif from_a_view_to_the_uplink from_the_uplink_to_a_view \
	from_a_trunk_to_the_uplink_and_back from_guest_to_host_and_back \
	from_host_to_a_vlan_and_back flooded_to_ports_of_all_kinds \
	double_tagged the_ip_header_is_found_behind_a_second_tag \
	checksum_is_left_to_the_port gathered_for_a_port_that_can_not \
	tcp_between_guests tcp_over_a_view \
	tcp_over_a_view_without_offloads tcp_by_an_8021q_device_of_the_host \
	tcp_by_a_nic_with_gro udp_in_large_frames
