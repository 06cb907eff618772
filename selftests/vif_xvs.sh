#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The hotplug script vif-xvs, run as xl does, without Xen: xenstore is a
# directory, and the guests' devices are those of other tests.
#
# xvs-test: timeout=240
# xvs-test: once

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

STORE=/run/xenstore
UUID=5eed5eed-0000-4000-8000-000000000001

# ---- a Xen ----------------------------------------------------------------------

# fake NAME: the standard input is the program
fake()
{
	cat >"/run/fake/$1"
	chmod +x "/run/fake/$1"
}

fake_xenstore()
{
	mkdir -p /run/fake
	fake xenstore-read <<-END
	#!/bin/sh
	case \$1 in
	/*) cat "$STORE\$1" ;;
	*) cat "$STORE/local/domain/0/\$1" ;;
	esac
	END
	fake xenstore-write <<-END
	#!/bin/sh
	while [ \$# -ge 2 ]; do
		case \$1 in
		/*) path=$STORE\$1 ;;
		*) path=$STORE/local/domain/0/\$1 ;;
		esac
		mkdir -p "\${path%/*}" && echo "\$2" >"\$path" || exit
		shift 2
	done
	END
}

# backend DOMID KEY VALUE...: of the domain's device 0
backend()
{
	local path=backend/vif/$1/0

	shift
	while (($#)); do
		xenstore-write "$path/$1" "$2"
		shift 2
	done
}

# private DOMID KEY VALUE...: as XenServer's tools do
private()
{
	local path=/xapi/$UUID/private/vif/0

	xenstore-write "/local/domain/$1/vm" "/vm/$UUID"
	shift
	while (($#)); do
		xenstore-write "$path/$1" "$2"
		shift 2
	done
}

# domain DOMID BRIDGE [KEY VALUE]...: its device vifDOMID.0 is there, and what
# xl writes of it. The guest is the device gDOMID.
domain()
{
	local domid=$1

	rm -rf "$STORE"/{xapi,local/domain/{"$domid","0/backend/vif/$domid"}}
	wire "vif$domid.0" "g$domid"
	ip link set "vif$domid.0" down
	backend "$domid" bridge "$2" mac "02:00:00:00:00:0$domid" "${@:3}"
}

# script DOMID ACTION [TYPE]
script()
{
	XENBUS_PATH=backend/vif/$1/0 XENBUS_BASE_PATH=backend \
		XENBUS_TYPE=vif script=vif-xvs vif=vif$1.0 \
		INTERFACE=vif$1.0-emu vif-xvs "$2" "type_if=${3:-vif}"
}

status()
{
	xenstore-read "backend/vif/$1/0/hotplug-status" 2>/dev/null
}

frontend()
{
	xenstore-read "/local/domain/$1/device/vif/0/$2" 2>/dev/null
}

# ---- looking --------------------------------------------------------------------

master()
{
	link_info "$1" .master
}

is_flagged()
{
	[[ $(link_info "$1" ".flags | index(\"$2\") != null") = true ]]
}

not()
{
	! "$@"
}

# policy DEV JQ: what was said of it
policy()
{
	xvs -j lock show "$1" | jq -r ".[0] | $2"
}

# expect_error DOMID TEXT: the script fails, says so where xl looks for it, and
# has not let the guest on any network
expect_error()
{
	local text=$2

	expect_refused "$text" script "$1" online
	expect_eq "status" "$(status "$1")" error
	case $(xenstore-read "backend/vif/$1/0/hotplug-error") in
	*"$text"*) ;;
	*) fail "xl is not told '$text'" ;;
	esac
	expect_eq "network" "$(master "vif$1.0")" null
	expect "it is down" not is_flagged "vif$1.0" UP
}

# ---- claims -----------------------------------------------------------------------

a_vif_is_plugged()
{
	network xenbr0
	ip link set xenbr0 mtu 1400
	domain 1 xenbr0
	ip addr add 192.0.2.1/24 dev vif1.0
	expect "online" script 1 online
	expect_eq "network" "$(master vif1.0)" xenbr0
	expect_eq "role" "$(policy vif1.0 .role)" vif
	expect_eq "status" "$(status 1)" connected
	expect_eq "address" "$(mac vif1.0)" fe:ff:ff:ff:ff:ff
	expect_eq "the host's address on it" \
		"$(link_info vif1.0 .mtu) $(ip -o addr show dev vif1.0)" "1400 "
	expect_eq "the guest's MTU" "$(frontend 1 mtu)" 1400
	expect "it is up" is_flagged vif1.0 UP
	expect "it does no ARP" is_flagged vif1.0 NOARP
	expect_eq "its mode" "$(policy vif1.0 .effective_mode)" unlocked
}

its_own_mtu_counts()
{
	network xenbr0
	domain 1 xenbr0 mtu 1300
	expect "online" script 1 online
	expect_eq "MTU" "$(link_info vif1.0 .mtu)" 1300
	expect_eq "the guest's MTU" "$(frontend 1 mtu)" 1300
}

it_is_unplugged()
{
	network xenbr0
	domain 1 xenbr0
	expect "online" script 1 online
	expect "offline" script 1 offline
	expect_eq "network" "$(master vif1.0)" null
	expect "it is down" not is_flagged vif1.0 UP
	expect "once more" script 1 offline
	ip link del vif1.0
	expect "without it" script 1 offline
}

twice_is_as_good_as_once()
{
	network xenbr0
	domain 1 xenbr0 ip 192.0.2.1
	expect "online" script 1 online
	expect "online" script 1 online
	expect_eq "network" "$(master vif1.0)" xenbr0
	expect_eq "addresses" "$(policy vif1.0 '.ipv4_allowed | join(",")')" \
		192.0.2.1
	expect "it is up" is_flagged vif1.0 UP
}

a_vlan_is_the_view_of_it()
{
	network xenbr0
	view xapi5 xenbr0 5
	domain 1 xenbr0.5
	domain 2 xapi5
	expect "online" script 1 online
	expect "online" script 2 online
	expect_eq "the view" "$(master vif1.0)" xapi5
	expect_soon "carrier" is_up vif1.0
	expect_soon "carrier" is_up vif2.0
	expect "they meet" frame xfer from g1 to g2=1
}

a_view_is_made()
{
	local domid

	network xenbr0
	for domid in 1 2 3; do
		domain "$domid" xenbr0.7
	done
	for domid in 1 2 3; do
		script "$domid" online &
	done
	wait
	for domid in 1 2 3; do
		expect_eq "status" "$(status "$domid")" connected
		expect_eq "the view" "$(master "vif$domid.0")" xenbr0.7
	done
	expect_eq "its VLAN" "$(link_info xenbr0.7 .linkinfo.info_data.vlan)" 7
}

# A bridge's name may end like a VLAN
a_network_is_taken_by_its_name()
{
	network xenbr0
	network xenbr0.5
	domain 1 xenbr0.5
	expect "online" script 1 online
	expect_eq "network" "$(master vif1.0)" xenbr0.5
}

tags_are_the_guests_trunk()
{
	network xenbr0 vif_trunk none
	domain 1 xenbr0:5:10-12
	domain 2 xenbr0
	expect "online" script 1 online
	expect "online" script 2 online
	expect_eq "tags" "$(xvs lock show vif1.0 | grep -o 'trunk [^ ]*')" \
		"trunk 5,10-12"
	expect_eq "of another" "$(xvs lock show vif2.0 | grep -o 'trunk [^ ]*')" \
		"trunk default"
}

addresses_of_xl_are_a_lock()
{
	network xenbr0
	domain 1 xenbr0 ip "192.0.2.1 2001:db8::1 198.51.100.0/24"
	expect "online" script 1 online
	expect_eq "mode" "$(policy vif1.0 .locking_mode)" locked
	expect_eq "MAC" "$(policy vif1.0 .mac)" 02:00:00:00:00:01
	expect_eq "IPv4" "$(policy vif1.0 '.ipv4_allowed | join(",")')" \
		192.0.2.1,198.51.100.0/24
	expect_eq "IPv6" "$(policy vif1.0 '.ipv6_allowed | join(",")')" \
		2001:db8::1
}

so_is_what_xenserver_says()
{
	network xenbr0
	domain 1 xenbr0 ip 203.0.113.1
	private 1 locking-mode locked ipv4-allowed 192.0.2.1,192.0.2.2 \
		ipv6-allowed ""
	expect "online" script 1 online
	expect_eq "mode" "$(policy vif1.0 .locking_mode)" locked
	expect_eq "IPv4" "$(policy vif1.0 '.ipv4_allowed | join(",")')" \
		192.0.2.1,192.0.2.2
	expect_eq "IPv6" "$(policy vif1.0 '.ipv6_allowed | length')" 0
}

# What the device was when it was put on the network
the_lock_is_there_first()
{
	network xenbr0
	domain 1 xenbr0 ip 192.0.2.1
	fake xvs <<-END
	#!/bin/sh
	[ "\$1" != vif ] || {
		cat /sys/class/net/vif1.0/flags
		$(type -P xvs) lock show vif1.0
	} >/run/joined
	exec $(type -P xvs) "\$@"
	END
	hash -r
	expect "online" script 1 online
	rm /run/fake/xvs
	hash -r
	expect "it was locked" grep -q "locking_mode locked" /run/joined
	expect_eq "up" $(($(head -n 1 /run/joined) & 1)) 0
}

a_rate_is_the_whole_guests()
{
	network xenbr0
	domain 1 xenbr0 rate 5120,50000
	domain 2 xenbr0
	expect "online" script 1 online
	expect "online" script 2 online
	expect_eq "bytes a second" "$(policy vif1.0 .tx_rate)" 102400
	expect_eq "without one" "$(policy vif2.0 .tx_rate)" 0
}

a_disabled_guest_sees_it()
{
	network xenbr0
	domain 1 xenbr0
	private 1 locking-mode disabled
	expect "online" script 1 online
	expect_eq "mode" "$(policy vif1.0 .effective_mode)" disabled
	expect_eq "disconnect" "$(frontend 1 disconnect)" 1
	private 1 locking-mode unlocked
	expect "move" script 1 move
	expect_eq "mode" "$(policy vif1.0 .effective_mode)" unlocked
	expect_eq "disconnect" "$(frontend 1 disconnect)" 0
}

# The device of an emulated NIC is the same guest
a_tap_gets_the_same()
{
	network xenbr0
	domain 1 xenbr0 ip 192.0.2.1
	wire vif1.0-emu emu
	expect "online" script 1 online
	expect "add" script 1 add tap
	expect_eq "network" "$(master vif1.0-emu)" xenbr0
	expect_eq "mode" "$(policy vif1.0-emu .locking_mode)" locked
	expect_eq "MAC" "$(policy vif1.0-emu .mac)" 02:00:00:00:00:01
	expect "remove" script 1 remove tap
	expect_eq "network" "$(master vif1.0-emu)" null
	expect_eq "the other" "$(master vif1.0)" xenbr0
}

# The guest would have lost its carrier
it_moves_without_going_down()
{
	local changes=/sys/class/net/g1/carrier_changes before

	network xenbr0
	network xenbr1
	domain 1 xenbr0 ip 192.0.2.1
	expect "online" script 1 online
	expect_soon "carrier" is_up g1
	before=$(<"$changes")
	backend 1 bridge xenbr1 ip 192.0.2.2
	expect "move" script 1 move
	expect_eq "network" "$(master vif1.0)" xenbr1
	expect_eq "addresses" "$(policy vif1.0 '.ipv4_allowed | join(",")')" \
		192.0.2.2
	expect_eq "carrier came and went" "$(<"$changes")" "$before"
}

it_may_have_a_name()
{
	network xenbr0
	domain 1 xenbr0 vifname web
	expect "online" script 1 online
	expect_eq "network" "$(master web)" xenbr0
	expect "once more" script 1 online
	domain 2 xenbr0 vifname web
	expect_error 2 "File exists"
	ip link del vif2.0
	expect "the other goes" script 2 offline
	expect_eq "it is still there" "$(master web)" xenbr0
	expect "offline" script 1 offline
	expect_eq "network" "$(master web)" null
}

what_is_wrong_is_said()
{
	network xenbr0
	domain 1 xenbr9
	expect_error 1 "there is no network xenbr9"
	backend 1 bridge xenbr0.5x
	expect_error 1 "there is no network xenbr0.5x"
	backend 1 bridge xenbr0.4095
	expect_error 1 "no VLAN 4095 on xenbr0"
	backend 1 bridge xenbr0 rate fast
	expect_error 1 '"fast" is wrong'
	backend 1 rate 5120,50000 ip 192.0.2.256
	expect_error 1 '"192.0.2.256" is wrong'
	backend 1 ip 192.0.2.1 mac ""
	expect_error 1 "needs a mac"
	expect_refused "no action" script 1 add
	domain 2 xenbr0
	ip link del vif2.0
	expect_refused "there is no device vif2.0" script 2 online
}

fake_xenstore
PATH=/run/fake:$PATH
run_tests \
	a_vif_is_plugged \
	its_own_mtu_counts \
	it_is_unplugged \
	twice_is_as_good_as_once \
	a_vlan_is_the_view_of_it \
	a_view_is_made \
	a_network_is_taken_by_its_name \
	tags_are_the_guests_trunk \
	addresses_of_xl_are_a_lock \
	so_is_what_xenserver_says \
	the_lock_is_there_first \
	a_rate_is_the_whole_guests \
	a_disabled_guest_sees_it \
	a_tap_gets_the_same \
	it_moves_without_going_down \
	it_may_have_a_name \
	what_is_wrong_is_said
