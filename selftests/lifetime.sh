#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=240
#
# Networks and ports come and go, in any order and under traffic, and whoever
# is left goes on.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# A root and a view with two ports each, of which g1, g2 and g5, g6 are the
# other ends
two_vlans()
{
	network xenbr0
	view xapi5 xenbr0 5
	wire vif1 g1 xenbr0
	wire vif2 g2 xenbr0
	wire vif5 g5 xapi5
	wire vif6 g6 xapi5
}

root_works()
{
	expect "the root" frame xfer from g1 to g2=1
}

view_works()
{
	expect "the view" frame xfer from g5 to g6=1,vlan=none g1=1,vlan=5
}

exists()
{
	[[ -e /sys/class/net/$1 ]]
}

is_gone()
{
	! exists "$1"
}

# released PORT...: as if they had never been
released()
{
	local dev info

	for dev in "$@"; do
		info=$(ip -d -o link show "$dev") || fail "$dev is gone"
		[[ $info != *" master "* && $info = *" promiscuity 0 "* &&
		   $info != *PROMISC* ]] || fail "$dev" "$info"
	done
}

# rename DEV NAME: which may have to be down for it, before Linux 6.2
rename()
{
	ip link set "$1" down
	expect "rename" ip link set "$1" name "$2"
	ip link set "$2" up
	# An internal network's state stays unknown
	[[ $2 != vif* ]] || until_true 5 is_up "$2"
}

# ---- names --------------------------------------------------------------------

all_can_be_renamed()
{
	two_vlans
	rename xenbr0 management
	rename xapi5 storage
	rename vif1 vif1.0
	root_works
	view_works
	expect_eq "a station's port" \
		"$(fdb_port management "$(mac g5)" 5)" vif5
	frame send g1
	expect_eq "a renamed one" \
		"$(fdb_port management "$(mac g1)")" vif1.0
	expect_eq "a port's network" "$(link_info vif5 .master)" storage
	expect_eq "a view's root" "$(link_info storage .link)" management
	wire vif3 g3 management
	expect "it takes ports" frame xfer from g1 to g3=1
	expect "a name is free again" ip link add xenbr0 type xvs
}

# ---- ports go -------------------------------------------------------------------

a_vif_is_deleted()
{
	two_vlans
	frame send g2
	ip link del vif2
	expect_eq "its station" "$(fdb_port xenbr0 "$(mac g1)")" ""
	wire vif3 g3 xenbr0
	expect "others go on" frame xfer from g1 to g3=1
	view_works
}

a_guest_dies()
{
	network xenbr0
	wire vif2 g2 xenbr0
	guest g1 xenbr0
	frame send g1/eth0
	ip netns del g1
	expect_soon "its vif goes" is_gone vif_g1
	guest g1 xenbr0
	expect "another comes" frame xfer from g1/eth0 to g2=1
}

a_pif_is_deleted()
{
	two_vlans
	uplink xenbr0
	expect "it was external" frame xfer from g5 to out/eth0=1,vlan=5
	ip link del nic
	root_works
	view_works
	uplink xenbr0
	expect "it is again" frame xfer from g5 to out/eth0=1,vlan=5
}

a_port_moves_to_another_namespace()
{
	local info

	two_vlans
	host elsewhere
	frame send g1
	ip link set vif1 netns elsewhere
	info=$(ip -n elsewhere -d -o link show vif1)
	[[ $info != *" master "* && $info = *" promiscuity 0 "* ]] ||
		fail "it is still a port" "$info"
	expect_eq "its station" "$(fdb_port xenbr0 "$(mac g1)")" ""
	ip -n elsewhere link set vif1 up
	expect "nobody hears from it" frame xfer from g1 \
		to elsewhere/vif1=1 g2=0
	ip -n elsewhere link set vif1 netns $$
	ip link set vif1 up master xenbr0
	root_works
}

# ---- networks go ----------------------------------------------------------------

a_view_is_deleted()
{
	two_vlans
	uplink xenbr0
	ip link del xapi5
	released vif5 vif6
	root_works
	ip link set xenbr0 type xvs vif_trunk none
	expect "its VLAN has no member" frame xfer from out/eth0 vlan=5 \
		to g1=0 g2=0 g5=0
	expect_eq "as is counted" "$(drops nic vlan_unused)" 1
	view xapi5 xenbr0 5
	ip link set vif5 master xapi5
	expect "another can have it" frame xfer from out/eth0 vlan=5 \
		to g5=1,vlan=none
}

a_root_goes_with_its_views()
{
	two_vlans
	view xapi7 xenbr0 7
	uplink xenbr0
	frame send g1
	frame send g5
	ip link del xenbr0
	expect_eq "networks left" "$(ip -o link show type xvs)" ""
	released vif1 vif2 vif5 vif6 nic
	network xenbr0
	ip link set vif1 master xenbr0
	ip link set vif2 master xenbr0
	root_works
}

what_the_host_has_on_it_goes_too()
{
	two_vlans
	ip addr add 192.0.2.1/24 dev xenbr0
	ip link add link xenbr0 name xenbr0.7 up type vlan id 7
	ip link add link xenbr0 name macvlan0 up type macvlan mode bridge
	ip link add link xapi5 name macvlan5 up type macvlan mode bridge
	ip link del xenbr0
	expect_eq "8021q" "$(ip -o link show type vlan)" ""
	expect_eq "macvlan" "$(ip -o link show type macvlan)" ""
	released vif1 vif2 vif5 vif6
}

a_namespace_ends()
{
	host dom1
	ip netns exec dom1 bash -c '
		ip link add xenbr0 up type xvs
		ip link add link xenbr0 name xapi5 up type xvs vlan 5
		ip link add xenbr1 up type xvs'
	cable inside dom1 vif1
	cable inside5 dom1 vif5
	cable pif dom1 nic
	ip -n dom1 link add vif2 type veth peer name g2
	ip -n dom1 link set vif1 master xenbr0
	ip -n dom1 link set vif5 master xapi5
	ip -n dom1 link set vif2 up master xenbr1
	ip -n dom1 link set g2 up master xenbr0
	ip -n dom1 link set nic master xenbr0
	ip -n dom1 link set nic type xvs_slave role pif
	expect "it works" frame xfer from inside5 to pif=1,vlan=5
	ip netns del dom1
	expect_soon "the ports are gone" is_gone inside
	expect_soon "of the view" is_gone inside5
	expect_soon "the uplink" is_gone pif
}

# ---- links come and go ------------------------------------------------------------

# xl enslaves a vif and sets it up seconds before the guest's driver is there
a_carrier_comes_late()
{
	network xenbr0
	wire vif1 g1 xenbr0
	ip link add vif2 type veth peer name g2
	ip link set vif2 up master xenbr0
	frame send g1 dst=02:00:00:00:00:99
	expect_eq "there is nobody" "$(drops vif1 no_target)" 1
	ip link set g2 up
	expect_soon "the kernel notices" is_up vif2
	expect "it hears what is sent" frame xfer from g1 to g2=1
	expect "and is heard" frame xfer from g2 to g1=1
}

a_vif_goes_down_and_up()
{
	two_vlans
	frame send g2
	ip link set vif2 down
	expect_eq "its station is forgotten" \
		"$(fdb_port xenbr0 "$(mac g2)")" ""
	expect "a frame to it is lost" frame xfer from g1 dst="$(mac g2)" \
		to g2=0
	ip link set vif2 up
	expect_soon "it comes back" is_up vif2
	root_works
	expect "both ways" frame xfer from g2 to g1=1
	expect_eq "it is still a port" "$(link_info vif2 .master)" xenbr0
}

# ---- again and again --------------------------------------------------------------

# rounds N: of everything, in one process. It remembers numbers by names, so
# that none may come again.
rounds()
{
	local i

	for ((i = 1; i <= $1; i++)); do
		cat <<-END
		link add root$i up type xvs
		link add link root$i name view$i up type xvs vlan $i
		link set vif1 master root$i
		link set vif5 master view$i
		link set vif2 master root$i
		link set vif2 nomaster
		link set vif5 master root$i
		link set vif6 master view$i
		link set root$i down
		END
		# The views first, or not
		((i % 2)) || echo "link del view$i"
		echo "link del root$i"
	done
}

attach_again()
{
	local dev

	for dev in vif1 vif2; do
		ip link set "$dev" master xenbr0
	done
	for dev in vif5 vif6; do
		ip link set "$dev" master xapi5
	done
}

many_come_and_go()
{
	two_vlans
	rounds 50 >/run/rounds
	expect "50 rounds" ip -batch /run/rounds
	released vif1 vif2 vif5 vif6
	attach_again
	root_works
	view_works
}

# The same, while every guest and the host send
many_come_and_go_under_traffic()
{
	local dev

	two_vlans
	unguarded vif1 vif2 vif5 vif6
	ip link set g2 address 02:00:00:00:00:02
	for dev in g1 g2 g5 xenbr0; do
		frame send "$dev" src=random count 100000 interval 100 2>&- &
	done
	frame send g6 vlan=5 dst=02:00:00:00:00:02 src=random count 100000 interval 100 2>&- &
	rounds 20 >/run/rounds
	expect "20 rounds" ip -batch /run/rounds
	expect "the root goes" ip link del xenbr0
	# shellcheck disable=SC2046 # several
	kill $(jobs -p) 2>/dev/null
	wait
	released vif1 vif2 vif5 vif6
	network xenbr0
	view xapi5 xenbr0 5
	attach_again
	root_works
	view_works
}

run_tests all_can_be_renamed a_vif_is_deleted a_guest_dies a_pif_is_deleted \
	a_port_moves_to_another_namespace a_view_is_deleted \
	a_root_goes_with_its_views what_the_host_has_on_it_goes_too \
	a_namespace_ends a_carrier_comes_late a_vif_goes_down_and_up \
	many_come_and_go many_come_and_go_under_traffic
