# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of bonds share: a bond of two PIFs, and what it says of them.

# pif N [NETWORK]: the PIF nicN, whose other end is outN
pif()
{
	wire "nic$1" "out$1" "${2:-xenbr0}"
	ip link set "nic$1" type xvs_slave role pif
	until_true 5 is_up "nic$1"
}

# bond MODE [OPTIONS]: of two PIFs, with a guest on the root and one on VLAN 5
bond()
{
	local mode=$1

	shift
	network xenbr0 bond_mode "$mode" downdelay 0 updelay 0 "$@"
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g5 xapi5
	pif 1
	pif 2
}

# member N KEY: what the PIF nicN says of itself
member()
{
	link_info "nic$1" ".linkinfo.info_slave_data.$2"
}

active()
{
	link_info xenbr0 .linkinfo.info_data.active
}

is_active()
{
	[[ $(active) = "$1" ]]
}

# carries N [true|false]
carries()
{
	[[ $(member "$1" carries) = "${2:-true}" ]]
}

# pull N, mend N: the cable
pull()
{
	ip link set "out$1" down
	expect_soon "nic$1 is not used" carries "$1" false
}

mend()
{
	ip link set "out$1" up
	expect_soon "nic$1 is used" carries "$1"
}
