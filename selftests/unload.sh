#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: alone init
# xvs-test: timeout=240
#
# The module can be taken out at any time: its networks go, and their ports are
# as if they had never been ports. Then it can be loaded and used again.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# Another's module is not taken away from under them
if [[ -z ${XVS_KO:-} ]]; then
	echo "1..0 # SKIP needs a virtual machine"
	exit $KSFT_SKIP
fi

# Something of everything, here and in another namespace
in_use()
{
	network xenbr0
	view xapi5 xenbr0 5
	wire vif1 g1 xenbr0
	wire vif2 g2 xenbr0
	wire vif5 g5 xapi5
	wire nic out xenbr0
	ip link set nic type xvs_slave role pif
	unguarded vif1 vif2 vif5
	ip addr add 192.0.2.1/24 dev xenbr0
	ip link add link xenbr0 name xenbr0.7 up type vlan id 7
	ip link add link xapi5 name macvlan5 up type macvlan
	host dom1
	ip -n dom1 link add xenbr0 up type xvs
	ip -n dom1 link add vif1 type veth peer name g1
	ip -n dom1 link set vif1 up master xenbr0
	ip -n dom1 link set g1 up
}

works()
{
	expect "between guests" frame xfer from g1 to g2=1
	expect "to the uplink" frame xfer from g5 to out=1,vlan=5
	expect "to the host" frame xfer from out to xenbr0=1
	expect "elsewhere" frame xfer from dom1/g1 to dom1/xenbr0=1
}

# Frames from everywhere to everywhere, known and unknown
traffic()
{
	local dev

	for dev in g1 g2 out xenbr0 xapi5 dom1/g1; do
		frame send "$dev" count 1000000 interval 300 2>/dev/null &
		frame send "$dev" src=random dst="$(mac g1)" \
			count 1000000 interval 300 2>/dev/null &
	done
}

# Those that sent by a network have ended with it
end_traffic()
{
	# shellcheck disable=SC2046 # several
	kill $(jobs -p) 2>/dev/null
	wait
}

unload()
{
	expect "rmmod" timeout $((30 * XVS_TIME_SCALE)) rmmod xvs
}

nothing_is_left()
{
	local dev info

	expect_eq "networks" "$(ip -o link show type xvs)" ""
	expect_eq "networks elsewhere" "$(ip -n dom1 -o link show type xvs)" ""
	expect_eq "what was on them" "$(ip -o link show type vlan
		ip -o link show type macvlan)" ""
	for dev in vif1 vif2 vif5 nic; do
		info=$(ip -d -o link show "$dev")
		[[ $info != *" master "* && $info = *" promiscuity 0 "* ]] ||
			fail "$dev" "$info"
	done
	[[ ! -e /sys/module/xvs ]] || fail "the module is there"
	[[ ! -e /sys/kernel/tracing/events/xvs ]] || fail "its events are there"
}

it_unloads_while_in_use()
{
	in_use
	works
	unload
	nothing_is_left
	expect "the guests are alone" frame xfer from g1 to g2=0 out=0
	insmod "$XVS_KO"
}

it_unloads_under_traffic()
{
	local round

	for round in 1 2 3; do
		in_use
		traffic
		unload
		nothing_is_left
		end_traffic
		insmod "$XVS_KO"
		clean_up
		((RET == 0)) || fail "in round $round"
	done
	in_use
	works
}

# What a device was told goes with the module
it_forgets_roles()
{
	in_use
	unload
	insmod "$XVS_KO"
	network xenbr0
	ip link set nic master xenbr0
	expect_eq "role" \
		"$(link_info nic .linkinfo.info_slave_data.role)" vif
}

it_unloads_while_networks_are_made()
{
	local round maker

	for ((round = 0; round < 200; round++)); do
		echo "link add name net$round up type xvs"
		echo "link add link net$round name view$round type xvs vlan 5"
		echo "link del net$round"
	done >/run/rounds
	for round in 1 2 3; do
		ip -force -batch /run/rounds >/dev/null 2>&1 &
		maker=$!
		until_true 5 ls -d /sys/class/net/net*
		unload
		# It goes on to look for the module
		kill "$maker"
		wait "$maker"
		expect_eq "networks" "$(ip -o link show type xvs)" ""
		insmod "$XVS_KO"
	done
	in_use
	works
}

run_tests it_unloads_while_in_use it_unloads_under_traffic it_forgets_roles \
	it_unloads_while_networks_are_made
