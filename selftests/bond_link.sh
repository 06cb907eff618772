#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=300
#
# A bond's links, and what follows when one changes: how long it is waited for,
# and who is told here.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/bond_lib.sh
. "$(dirname "$0")/bond_lib.sh"

a_link_is_waited_for()
{
	bond active-backup
	ip link set xenbr0 type xvs updelay 3000 downdelay 1500
	ip link set out1 down
	expect_eq "it is still used" "$(active)" nic1
	ip link set out1 up
	sleep 2
	expect_eq "what comes back in time was not away" \
		"$(member 1 failures) $(active)" "1 nic1"
	ip link set out1 down
	expect_soon "what does not" carries 1 false
	ip link set out1 up
	until_true 2 is_up nic1
	expect_eq "is waited for" "$(member 1 carries)" false
	ip link set out2 down
	expect_soon "but not if there is no other" carries 1
}

a_link_that_flaps_is_waited_for_longer()
{
	local _

	bond active-backup
	for _ in 1 2 3; do
		pull 2
		mend 2
	done
	expect_eq "it has flapped" "$(member 2 flaps)" 2
	pull 2
	ip link set out2 up
	until_true 2 is_up nic2
	sleep 1
	expect_eq "that takes longer than a second" "$(member 2 carries)" false
}

# Newer kernels tell of such a link while they hold the NIC's own lock
a_nic_with_a_lock_is_asked_for_its_speed()
{
	test_devices || return
	network xenbr0
	ip link add nic1 type xvs_test_nic
	ip link set nic1 master xenbr0
	expect "it goes up" timeout 20 ip link set nic1 up
	expect_soon "with a speed" has_speed 1000
	expect "and down" timeout 20 ip link set nic1 down
}

has_speed()
{
	[[ $(<"/sys/class/net/xenbr0/speed") = "$1" ]]
}

changes_are_told()
{
	bond active-backup
	xvs -j monitor >/run/events &
	until_true 5 test -e /run/events
	sleep 0.5
	pull 1
	kill $!
	wait
	expect "that it is lost" grep -q '"ifname":"nic1".*"carries":false' \
		/run/events
	expect "and who stands in" grep -q '"ifname":"nic2".*"active":true' \
		/run/events
}

a_mode_changes_live()
{
	local mode

	bond active-backup
	frame send out1 src=02:00:00:00:0f:01
	for mode in balance-slb broadcast lacp active-backup; do
		expect "to $mode" ip link set xenbr0 type xvs bond_mode "$mode"
		expect_eq "it is" \
			"$(link_info xenbr0 .linkinfo.info_data.bond_mode)" "$mode"
		expect_eq "what was learned is known" \
			"$(fdb_port xenbr0 02:00:00:00:0f:01)" nic1
	done
	expect "it works" frame xfer from g1 to out1=1 out2=0
}

bad_options_are_refused()
{
	bond active-backup
	expect_refused "rebalance_interval must be 0 or 1000" \
		ip link set xenbr0 type xvs rebalance_interval 10
	expect_refused "updelay must be 0 to 600000 ms" \
		ip link set xenbr0 type xvs updelay 600001
	expect_refused "min_links must be 0 to 256" \
		ip link set xenbr0 type xvs min_links 257
	expect_refused "announce_rate must be 1 to 1000000" \
		ip link set xenbr0 type xvs announce_rate 0
	expect_refused "bond_mode" \
		ip link set xenbr0 type xvs bond_mode balance-rr
	expect_refused "bond_mode is an option of a root network" \
		ip link set xapi5 type xvs bond_mode lacp
	expect_refused "A pif joins a root network" \
		ip link set vif_g5 type xvs_slave role pif
}

run_tests a_link_is_waited_for a_link_that_flaps_is_waited_for_longer \
	a_nic_with_a_lock_is_asked_for_its_speed changes_are_told \
	a_mode_changes_live bad_options_are_refused
