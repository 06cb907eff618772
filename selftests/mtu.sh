#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Frames are as long as the port that they leave by can carry. A tag does not
# count. What is longer is dropped, and so is a large frame that would be cut
# into segments that are: a NIC may hang on them.
#
# xvs-test: timeout = 300

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# mtu MTU DEV...
mtu()
{
	local mtu=$1 dev

	shift
	for dev in "$@"; do
		ip link set "$dev" mtu "$mtu"
	done
}

mtu_of()
{
	cat "/sys/class/net/$1/mtu"
}

# A view's guest, another on the trunk, and a host outside
everybody()
{
	network xenbr0 vif_trunk all
	pif xenbr0
	view xapi5 xenbr0 5
	vif g1 xapi5
	vif g2 xapi5
	vif g3 xenbr0
}

# A frame of LEN bytes besides tags, from everybody to everybody
all_hear_all()
{
	local len=$1 tagged=$(($1 + 4))

	expect "from a view" frame xfer from g1 len="$len" \
		to g2=1,vlan=none g3=1,vlan=5 out=1,vlan=5 \
		xapi5=1,vlan=none,nopromisc
	expect "from the uplink" frame xfer from out vlan=5 len="$tagged" \
		to g2=1,vlan=none g3=1,vlan=5 \
		xapi5=1,vlan=none,nopromisc
	expect "from a trunk" frame xfer from g3 vlan=5 len="$tagged" \
		to g2=1,vlan=none out=1,vlan=5 \
		xapi5=1,vlan=none,nopromisc
	expect "from the host" frame xfer from xapi5 len="$len" \
		to g2=1,vlan=none g3=1,vlan=5 out=1,vlan=5
}

a_tag_does_not_count()
{
	everybody
	all_hear_all 1514
}

jumbo_frames()
{
	everybody
	mtu 9000 g{1,2,3} vif_g{1,2,3} out nic
	all_hear_all 9014
}

# 0x88a8, or a second tag, is payload that a switch in between did not count
further_tags_do_not_count()
{
	network xenbr0 vif_trunk all
	pif xenbr0
	vif g1 xenbr0
	mtu 1508 vif_g1 g1
	expect "two tags" frame xfer from g1 vlan=5 vlan=7 len=1522 \
		to out=1,vlan=5,vlan=7
	expect "an S-tag" frame xfer from g1 qinq=5 len=1518 \
		to out=1,qinq=5
	expect "segments with two tags" frame xfer from g1 vlan=5 vlan=7 \
		tcp4=10.0.0.1:1000-10.0.0.2:80 gso=1460 \
		to out=1,vlan=5,vlan=7,gso=1460
	expect "and one byte too much" frame xfer from g1 vlan=5 vlan=7 \
		tcp4=10.0.0.1:1000-10.0.0.2:80 gso=1461 to out=0
	expect_eq "counted" "$(drops vif_g1 mtu)" 1
}

too_long_for_the_target()
{
	network xenbr0
	pif xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	mtu 1400 vif_g2
	frame send g2
	expect "as long as it may be" frame xfer from g1 dst="$(mac g2)" \
		len=1414 to g2=1
	expect "one byte more, from a VIF" frame xfer from g1 dst="$(mac g2)" \
		len=1415 to g2=0
	expect_eq "counted" "$(drops vif_g1 mtu)" 1
	expect "from the uplink" frame xfer from out dst="$(mac g2)" \
		len=1415 to g2=0
	expect_eq "counted" "$(drops nic mtu)" 1
	expect "from the host" frame xfer from xenbr0 dst="$(mac g2)" len=1415 \
		to g2=0
	expect_eq "counted" "$(net_drops xenbr0 mtu)" 3
}

too_long_for_the_uplink()
{
	network xenbr0 vif_trunk none
	pif xenbr0
	view xapi5 xenbr0 5
	vif g1 xapi5
	mtu 9000 g1 vif_g1
	frame send out vlan=5
	expect "as long as it may be" frame xfer from g1 dst="$(mac out)" \
		len=1514 to out=1,vlan=5
	expect "one byte more" frame xfer from g1 dst="$(mac out)" len=1515 \
		to out=0
	expect_eq "counted" "$(drops vif_g1 mtu)" 1
}

# Segments have 40 or 60 bytes of headers besides Ethernet's
segments_too_long_for_the_target()
{
	local tcp4=tcp4=10.0.0.1:1000-10.0.0.2:80
	local tcp6="tcp6=[fd00::1]:1000-[fd00::2]:80"

	everybody
	frame send g2
	frame send out vlan=5
	mtu 1400 vif_g2
	mtu 9000 g1 vif_g1
	expect "IPv4 that fits" frame xfer from g1 dst="$(mac g2)" \
		"$tcp4" gso=1360 to g2=1,gso=1360
	expect "IPv6 that fits" frame xfer from g1 dst="$(mac g2)" \
		"$tcp6" gso=1340 to g2=1,gso=1340
	expect "IPv4 that does not" frame xfer from g1 dst="$(mac g2)" \
		"$tcp4" gso=1361 to g2=0
	expect "IPv6 that does not" frame xfer from g1 dst="$(mac g2)" \
		"$tcp6" gso=1341 to g2=0
	expect_eq "counted once each" "$(drops vif_g1 mtu)" 2
	expect "to the uplink, what fits" frame xfer from g1 dst="$(mac out)" \
		"$tcp4" gso=1460 to out=1,gso=1460,vlan=5
	expect "and what does not" frame xfer from g1 dst="$(mac out)" \
		"$tcp4" gso=1461 to out=0
	expect_eq "counted" "$(drops vif_g1 mtu)" 3
	expect_eq "nothing was left to the NIC to drop" \
		"$(link_info nic .stats64.tx.dropped)" 0
}

# Of UDP, which only a socket can send so to older kernels
datagrams_too_long_for_the_target()
{
	network xenbr0
	guest g1 xenbr0 10.0.0.1/24
	vif g2 xenbr0
	mtu 1400 vif_g2
	ip -n g1 neigh add 10.0.0.2 lladdr "$(mac g2)" dev eth0
	head -c 27440 /dev/zero >/tmp/datagrams
	ip netns exec g1 socat -u -b 27440 FILE:/tmp/datagrams \
		UDP-SENDTO:10.0.0.2:7000,setsockopt-int=17:103:1372
	expect_eq "20 that fit" "$(drops vif_g1 mtu)" 0
	ip netns exec g1 socat -u -b 27440 FILE:/tmp/datagrams \
		UDP-SENDTO:10.0.0.2:7000,setsockopt-int=17:103:1373
	expect_eq "20 that do not, in one frame" "$(drops vif_g1 mtu)" 1
}

a_short_port_harms_itself_alone()
{
	everybody
	mtu 1280 vif_g2
	expect "of what is flooded" frame xfer from g1 len=1514 \
		to g2=0 g3=1,vlan=5 out=1,vlan=5 xapi5=1
	expect_eq "counted" "$(drops vif_g1 mtu)" 1
	expect "of large frames too" frame xfer from g1 \
		tcp4=10.0.0.1:1000-10.0.0.2:80 gso=1400 to g2=0 \
		g3=1,gso=1400,vlan=5 out=1,gso=1400,vlan=5 \
		xapi5=1,gso=1400
	expect_eq "counted" "$(drops vif_g1 mtu)" 2
}

# The networks follow a NIC where nobody has chosen their MTU
networks_follow_the_nic()
{
	everybody
	mtu 1400 nic
	expect_eq "the root" "$(mtu_of xenbr0)" 1400
	expect_eq "its view" "$(mtu_of xapi5)" 1400
	view xapi6 xenbr0 6
	expect_eq "a view made later" "$(mtu_of xapi6)" 1400
	mtu 9000 nic
	expect_eq "the root" "$(mtu_of xenbr0)" 9000
	expect_eq "its view" "$(mtu_of xapi5)" 9000
	mtu 1600 xenbr0
	expect_eq "a view follows the root" "$(mtu_of xapi5)" 1600
}

# in_kernel_log TEXT
in_kernel_log()
{
	dmesg | grep -qF "$1"
}

# The kernel's log is everybody's, so the network's name is this one's alone
a_nic_that_shrinks()
{
	local net=mtu$RANDOM

	network "$net"
	pif "$net"
	vif g1 "$net"
	vif g2 "$net"
	frame send g2
	frame send out
	mtu 1450 "$net"
	mtu 1400 nic
	expect "a warning" in_kernel_log \
		"$net: MTU 1450 is above the 1400 of nic"
	expect_eq "the network's is as it was chosen" "$(mtu_of "$net")" 1450
	expect "what is too long now" frame xfer from g1 dst="$(mac out)" \
		len=1415 to out=0
	expect_eq "is dropped" "$(drops vif_g1 mtu)" 1
	expect "what is not" frame xfer from g1 dst="$(mac out)" len=1414 \
		to out=1
	expect "among guests nothing is" frame xfer from g1 dst="$(mac g2)" \
		len=1514 to g2=1
}

a_vif_keeps_its_own()
{
	everybody
	vif g4 xapi5
	ip link set vif_g4 nomaster
	mtu 1600 vif_g4
	ip link set vif_g4 master xapi5
	mtu 1400 nic
	expect_eq "when it joined" "$(mtu_of vif_g4)" 1600
	expect_eq "when the NIC shrank" "$(mtu_of vif_g1)" 1500
	mtu 1280 xenbr0
	expect_eq "when the network was told" "$(mtu_of vif_g1)" 1500
	expect_eq "and so does the NIC" "$(mtu_of nic)" 1400
	ip link set vif_g4 nomaster
	expect_eq "when it leaves" "$(mtu_of vif_g4)" 1600
}

run_tests a_tag_does_not_count jumbo_frames further_tags_do_not_count \
	too_long_for_the_target too_long_for_the_uplink \
	segments_too_long_for_the_target datagrams_too_long_for_the_target \
	a_short_port_harms_itself_alone networks_follow_the_nic \
	a_nic_that_shrinks a_vif_keeps_its_own
