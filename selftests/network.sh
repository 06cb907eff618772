#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=240
#
# What a network shows the host of itself: address, MTU, carrier, features,
# speed, options; and where it has them from.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

INTERNAL=fe:ff:ff:ff:ff:ff
# NET_ADDR_STOLEN and NET_ADDR_SET of linux/netdevice.h
STOLEN=2
SET=3

# attr DEV NAME: of a device, in sysfs
attr()
{
	cat "/sys/class/net/$1/$2"
}

is()
{
	[[ $(attr "$1" "$2") = "$3" ]]
}

# all_have ATTRIBUTE VALUE NETWORK...
all_have()
{
	local dev

	for dev in "${@:3}"; do
		expect_eq "$1 of $dev" "$(attr "$dev" "$1")" "$2"
	done
}

# all_get: ... before long
all_get()
{
	local dev

	for dev in "${@:3}"; do
		expect_soon "$1 of $dev" is "$dev" "$1" "$2"
	done
}

# ---- address ------------------------------------------------------------------

an_internal_network_has_xen_s_address()
{
	network xenbr0
	view xapi5 xenbr0 5
	guest g1 xenbr0
	all_have address "$INTERNAL" xenbr0 xapi5
}

an_external_network_has_its_pif_s_address()
{
	local addr

	network xenbr0
	view xapi5 xenbr0 5
	guest g1 xenbr0
	uplink xenbr0
	view xapi6 xenbr0 6
	all_have address "$(mac nic)" xenbr0 xapi5 xapi6
	for addr in 02:00:00:00:00:10 02:00:00:00:00:11; do
		ip link set nic address "$addr"
		all_have address "$addr" xenbr0 xapi5 xapi6
	done
	ip link set nic nomaster
	all_have address "$INTERNAL" xenbr0 xapi5 xapi6
	ip link set nic master xenbr0
	all_have address "$addr" xenbr0 xapi5 xapi6
	ip link del nic
	all_have address "$INTERNAL" xenbr0 xapi5 xapi6
}

# or udev would give it one of its own
an_address_says_that_it_is_another_s()
{
	network xenbr0
	view xapi5 xenbr0 5
	all_have addr_assign_type "$STOLEN" xenbr0 xapi5
	uplink xenbr0
	all_have addr_assign_type "$STOLEN" xenbr0 xapi5
}

a_chosen_address_stays()
{
	local addr=02:00:00:00:00:20

	network xenbr0
	ip link add xenbr1 address "$addr" type xvs
	ip link set xenbr0 address "$addr"
	uplink xenbr0
	uplink xenbr1 nic1 out1
	all_have address "$addr" xenbr0 xenbr1
	ip link set nic address 02:00:00:00:00:10
	ip link set nic1 nomaster
	all_have address "$addr" xenbr0 xenbr1
	all_have addr_assign_type "$SET" xenbr0 xenbr1
}

a_view_has_its_root_s_or_a_chosen_address()
{
	local addr=02:00:00:00:00:20 chosen=02:00:00:00:00:21

	network xenbr0
	view xapi5 xenbr0 5
	view xapi6 xenbr0 6
	ip link add link xenbr0 name xapi7 address "$chosen" type xvs vlan 7
	ip link set xapi6 address "$chosen"
	ip link set xenbr0 address "$addr"
	all_have address "$addr" xenbr0 xapi5
	all_have address "$chosen" xapi6 xapi7
	uplink xenbr0
	ip link set nic address 02:00:00:00:00:10
	all_have address "$addr" xenbr0 xapi5
	all_have address "$chosen" xapi6 xapi7
}

neighbours_are_told_of_a_new_address()
{
	network xenbr0
	ip addr add 192.0.2.1/24 dev xenbr0
	guest g1 xenbr0
	cable nic out
	ip link set nic address 02:00:00:00:00:10 master xenbr0
	frame count g1/eth0 for 10000 until 1 ready /run/ready \
		arp=request:192.0.2.1:192.0.2.1 src=02:00:00:00:00:10 \
		>/run/count &
	expect_soon "somebody listens" test -e /run/ready
	ip link set nic type xvs_slave role pif
	wait $!
	expect_eq "gratuitous ARP" "$(</run/count)" 1
}

# ---- MTU ----------------------------------------------------------------------

mtu_follows_the_pif()
{
	network xenbr0
	view xapi5 xenbr0 5
	cable nic out
	ip link set nic mtu 9000
	all_have mtu 1500 xenbr0 xapi5
	ip link set nic master xenbr0
	all_have mtu 1500 xenbr0 xapi5
	ip link set nic type xvs_slave role pif
	view xapi6 xenbr0 6
	all_have mtu 9000 xenbr0 xapi5 xapi6
	ip link set nic mtu 1400
	all_have mtu 1400 xenbr0 xapi5 xapi6
	ip link set nic nomaster
	all_have mtu 1500 xenbr0 xapi5 xapi6
}

a_chosen_mtu_stays()
{
	local net

	network xenbr0
	view xapi5 xenbr0 5
	ip link add xenbr1 mtu 1400 type xvs
	ip link set xenbr0 mtu 1400
	cable nic out
	ip link set nic mtu 9000
	for net in xenbr0 xenbr1; do
		ip link set nic master "$net"
		ip link set nic type xvs_slave role pif
		expect_eq "above it is the pif" "$(attr "$net" mtu)" 1400
		ip link set nic mtu 8000
		expect_eq "whatever the pif has" "$(attr "$net" mtu)" 1400
	done
	expect_eq "a view follows" "$(attr xapi5 mtu)" 1400
}

a_view_may_have_a_shorter_one()
{
	network xenbr0
	uplink xenbr0
	ip link add link xenbr0 name xapi5 mtu 1300 type xvs vlan 5
	view xapi6 xenbr0 6
	ip link set xapi6 mtu 1300
	ip link set nic mtu 9000
	expect_eq "the root follows its pif" "$(attr xenbr0 mtu)" 9000
	all_have mtu 1300 xapi5 xapi6
}

# A NIC may be told so by an administrator, and is not refused to obey
a_view_is_never_above_its_root()
{
	ip link add xenbr0 mtu 9000 type xvs
	ip link add link xenbr0 name xapi5 mtu 9000 type xvs vlan 5
	ip link set xenbr0 mtu 1500
	expect_eq "it comes down with its root" "$(attr xapi5 mtu)" 1500
}

a_pif_that_shrinks_is_sent_no_longer_frames()
{
	ip link add xenbr0 up mtu 1500 type xvs
	guest g1 xenbr0
	uplink xenbr0
	ip link set nic mtu 1400
	expect_eq "the chosen one stays" "$(attr xenbr0 mtu)" 1500
	expect "what fits goes" frame xfer from g1/eth0 len=1414 to out/eth0=1
	expect "what doesn't is dropped" \
		frame xfer from g1/eth0 len=1415 to out/eth0=0
	expect_eq "as such" "$(drops vif_g1 mtu)" 1
}

a_tag_does_not_count()
{
	network xenbr0
	view xapi5 xenbr0 5
	guest g5 xapi5
	uplink xenbr0
	expect "the longest frame of a VLAN, outwards" frame xfer \
		from g5/eth0 len=1514 to out/eth0=1,vlan=5,len=1518
	expect "and inwards" frame xfer \
		from out/eth0 vlan=5 len=1518 to g5/eth0=1,vlan=none,len=1514
}

a_vif_s_mtu_is_its_own()
{
	network xenbr0
	guest g1 xenbr0
	guest g2 xenbr0
	ip link set vif_g1 mtu 9000
	uplink xenbr0
	ip link set nic mtu 1400
	expect_eq "the network's" "$(attr xenbr0 mtu)" 1400
	expect_eq "a longer one" "$(attr vif_g1 mtu)" 9000
	expect_eq "the usual one" "$(attr vif_g2 mtu)" 1500
}

# ---- carrier ------------------------------------------------------------------

an_internal_network_always_has_carrier()
{
	network xenbr0
	view xapi5 xenbr0 5
	all_have carrier 1 xenbr0 xapi5
	guest g1 xenbr0
	ip -n g1 link set eth0 down
	expect_soon "a port without" is vif_g1 carrier 0
	all_have carrier 1 xenbr0 xapi5
}

an_external_network_has_its_pif_s_carrier()
{
	network xenbr0
	view xapi5 xenbr0 5
	uplink xenbr0
	all_get carrier 1 xenbr0 xapi5
	ip -n out link set eth0 down
	all_get carrier 0 xenbr0 xapi5
	view xapi6 xenbr0 6
	all_get carrier 0 xapi6
	ip -n out link set eth0 up
	all_get carrier 1 xenbr0 xapi5 xapi6
	ip link set nic down
	all_get carrier 0 xenbr0 xapi5 xapi6
	ip link set nic nomaster
	all_get carrier 1 xenbr0 xapi5 xapi6
	ip link set nic master xenbr0
	all_get carrier 0 xenbr0 xapi5 xapi6
	ip link set nic up
	all_get carrier 1 xenbr0 xapi5 xapi6
}

a_network_that_is_down_stops_the_host_alone()
{
	network xenbr0
	view xapi5 xenbr0 5
	guest g1 xenbr0
	guest g5 xapi5
	uplink xenbr0
	expect "the host hears" frame xfer from g1/eth0 \
		to out/eth0=1 xenbr0=1
	ip link set xenbr0 down
	ip link set xapi5 down
	expect "others go on" frame xfer from g1/eth0 \
		to out/eth0=1,vlan=none xenbr0=0
	expect "in the VLAN too" frame xfer from g5/eth0 \
		to out/eth0=1,vlan=5 xapi5=0
	expect "and back" frame xfer from out/eth0 vlan=5 \
		to g5/eth0=1,vlan=none
	ip link set xapi5 up
	expect "a view is up by itself" frame xfer from out/eth0 vlan=5 \
		to g5/eth0=1,vlan=none xapi5=1
}

# ---- features, speed, options ---------------------------------------------------

features_are_constant()
{
	local root view feature

	network xenbr0
	view xapi5 xenbr0 5
	root=$(ethtool -k xenbr0)
	view=$(ethtool -k xapi5)
	guest g1 xenbr0
	cable nic out
	ethtool -K nic tx off sg off tso off gso off txvlan off
	ip link set nic master xenbr0
	ip link set nic type xvs_slave role pif
	expect_eq "of a root" "$(ethtool -k xenbr0)" "$root"
	expect_eq "of a view" "$(ethtool -k xapi5)" "$view"
	for feature in scatter-gather tx-checksum-ip-generic \
		tcp-segmentation-offload tx-udp-segmentation highdma; do
		[[ $root = *"$feature: on"* ]] || fail "root: $feature is off"
		[[ $view = *"$feature: on"* ]] || fail "view: $feature is off"
	done
	[[ $root = *"tx-vlan-offload: on"* ]] || fail "root: no tags"
	[[ $view = *"vlan-challenged: on"* ]] || fail "view: takes VLANs"
}

it_says_who_it_is()
{
	local info

	network xenbr0
	info=$(ethtool -i xenbr0)
	[[ $info = *"driver: xvs"* ]] || fail "driver" "$info"
	[[ $info =~ version:\ [0-9] ]] || fail "version" "$info"
	grep -q '^DEVTYPE=xvs$' /sys/class/net/xenbr0/uevent ||
		fail "DEVTYPE" "$(attr xenbr0 uevent)"
}

speed_is_the_pif_s()
{
	network xenbr0
	view xapi5 xenbr0 5
	[[ $(ethtool xenbr0) = *"Speed: Unknown!"* ]] ||
		fail "an internal network has a speed" "$(ethtool xenbr0)"
	uplink xenbr0
	expect_soon "carrier" is xenbr0 carrier 1
	all_have speed "$(attr nic speed)" xenbr0 xapi5
	all_have duplex "$(attr nic duplex)" xenbr0 xapi5
	[[ $(ethtool xenbr0) = *"Link detected: yes"* ]] ||
		fail "no link" "$(ethtool xenbr0)"
}

# options DEV: of a network as ip shows them, but for what only can be read and
# those of its bond
options()
{
	all_options "$1" | sed 's/ bond_mode .*//'
}

# all_options DEV: with those of its bond
all_options()
{
	ip -d -o link show "$1" |
		grep -o ' xvs .* addrgenmode' |
		sed 's/ addrgenmode//; s/ fdb_n_learned [0-9]*//'
}

options_shown_can_be_given()
{
	local opts

	network xenbr0 vif_trunk 1,5,10-20,4094 ageing_time 1000 \
		fdb_max_learned 100 default_locking_mode disabled
	expect_eq "as shown" "$(options xenbr0)" " xvs vif_trunk 1,5,10-20,4094 \
ageing_time 1000 fdb_max_learned 100 default_locking_mode disabled"
	# shellcheck disable=SC2046 # options
	expect "given" ip link add xenbr1 type $(all_options xenbr0)
	expect_eq "as shown" "$(all_options xenbr1)" "$(all_options xenbr0)"
	for opts in "vif_trunk none ageing_time 100000000 fdb_max_learned 1 \
default_locking_mode unlocked" \
		"vif_trunk all ageing_time 200 fdb_max_learned 1048576 \
default_locking_mode disabled"; do
		# shellcheck disable=SC2086 # options
		expect "changed" ip link set xenbr1 type xvs $opts
		expect_eq "as shown" "$(options xenbr1)" " xvs $opts"
	done
	ip link add link xenbr0 name xapi0 type xvs vlan 0
	ip link add link xenbr0 name xapi4094 type xvs vlan 4094
	expect_eq "native VLAN" "$(options xapi0)" \
		" xvs vlan 0 default_locking_mode unlocked"
	expect_eq "highest VLAN" "$(options xapi4094)" \
		" xvs vlan 4094 default_locking_mode unlocked"
	expect_eq "of the root" "$(link_info xapi4094 .link)" xenbr0
}

options_have_defaults()
{
	ip link add xenbr0 type xvs
	expect_eq "as documented" "$(options xenbr0)" \
		" xvs vif_trunk all ageing_time 30000 fdb_max_learned 65536 \
default_locking_mode unlocked"
}

ip_needs_no_plugin()
{
	local -x IP_LIB_DIR=/nonexistent

	expect "create" ip link add xenbr0 up type xvs
	ip link add vif1.0 type veth peer name g1
	expect "attach" ip link set vif1.0 up master xenbr0
	ip link set g1 up
	expect "show" ip -d link show xenbr0
	expect "show a port" ip -d link show vif1.0
	expect "it works" frame xfer from g1 to xenbr0=1
	expect "delete" ip link del xenbr0
}

run_tests an_internal_network_has_xen_s_address \
	an_external_network_has_its_pif_s_address \
	an_address_says_that_it_is_another_s a_chosen_address_stays \
	a_view_has_its_root_s_or_a_chosen_address \
	neighbours_are_told_of_a_new_address mtu_follows_the_pif \
	a_chosen_mtu_stays a_view_may_have_a_shorter_one \
	a_view_is_never_above_its_root \
	a_pif_that_shrinks_is_sent_no_longer_frames a_tag_does_not_count \
	a_vif_s_mtu_is_its_own an_internal_network_always_has_carrier \
	an_external_network_has_its_pif_s_carrier \
	a_network_that_is_down_stops_the_host_alone features_are_constant \
	it_says_who_it_is speed_is_the_pif_s options_shown_can_be_given \
	options_have_defaults ip_needs_no_plugin
