#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# brctl of bridge-utils plugs a device into a network and pulls it out, as Xen's
# script vif-bridge has it do, whether there is a bridge.ko or not.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# without CAPABILITY COMMAND...
without()
{
	setpriv --bounding-set "-$1" --inh-caps "-$1" "${@:2}"
}

master()
{
	link_info "$1" .master
}

a_port_is_added_and_deleted()
{
	network xenbr0
	ip link add xapi5 link xenbr0 type xvs vlan 5
	wire vif1.0 g1
	wire vif2.0 g2 xapi5
	expect "to a root" brctl addif xenbr0 vif1.0
	expect_eq "network" "$(master vif1.0)" xenbr0
	expect_eq "role" \
		"$(link_info vif1.0 .linkinfo.info_slave_data.role)" vif
	expect "from a root" brctl delif xenbr0 vif1.0
	expect_eq "network" "$(master vif1.0)" null
	expect "to a view" brctl addif xapi5 vif1.0
	expect "its frames go there" frame xfer from g1 to g2=1
	expect "from a view" brctl delif xapi5 vif1.0
	expect "the other one" brctl delif xapi5 vif2.0
	expect_eq "network" "$(master vif2.0)" null
}

what_ip_refuses_is_refused()
{
	network xenbr0
	network xenbr1
	wire vif1.0 g1 xenbr0
	expect_refused "already a member" brctl addif xenbr0 vif1.0
	expect_refused "already a member" brctl addif xenbr1 vif1.0
	expect_refused "not a port" brctl delif xenbr1 vif1.0
	expect_eq "it stays" "$(master vif1.0)" xenbr0
	expect_refused "not a port" brctl delif xenbr0 g1
	expect_refused "" brctl addif xenbr0 lo
	expect_refused "" brctl addif xenbr0 xenbr1
	expect_refused "" brctl addif xenbr0 none
}

nobody_else_may()
{
	network xenbr0
	wire vif1.0 g1 xenbr0
	wire vif2.0 g2
	expect_refused "" without net_admin brctl addif xenbr0 vif2.0
	expect_refused "" without net_admin brctl delif xenbr0 vif1.0
	expect_eq "the one" "$(master vif1.0)" xenbr0
	expect_eq "the other" "$(master vif2.0)" null
}

# They would seem to have had an effect
other_commands_are_refused()
{
	network xenbr0
	expect_refused "" brctl setfd xenbr0 15
	expect_refused "" brctl stp xenbr0 on
	expect_refused "" brctl hairpin xenbr0 vif1.0 on
}

run_tests \
	a_port_is_added_and_deleted \
	what_ip_refuses_is_refused \
	nobody_else_may \
	other_commands_are_refused
