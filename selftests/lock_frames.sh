#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Hundreds of frames, hostile and legitimate, from a locked guest: the frames of
# unit/, which says what is to become of each, sent to another guest, to the
# uplink and to the host, untagged and with a tag.
#
# xvs-test: once
# xvs-test: timeout=400

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

MAC=00:16:3e:11:22:33
LINKLOCAL=(default listed eui64 first)
# In digits; MTU and header
LONGEST=$((1514 * 2))

# all_drops PORT: "REASON COUNT" for each
all_drops()
{
	link_info "$1" '.linkinfo.info_slave_data.drops | to_entries[] |
		"\(.key) \(.value)"'
}

received()
{
	echo "$(<"/sys/class/net/$1/statistics/rx_packets")"
}

# or_none "A B": as ip's LIST
or_none()
{
	local list=${1// /,}

	echo "${list:-none}"
}

# send_all MAC [TAG]: every frame, to that address; leaves in EXPECTED how many
# there are for each reason
send_all()
{
	local dst=${1//:/} tag=${2:-} locked="" lock
	local ipv4 ipv6 linklocal reason raw name

	EXPECTED=()
	while IFS='|' read -r ipv4 ipv6 linklocal reason _ raw name; do
		((${#raw} + ${#tag} <= LONGEST)) || continue
		# The core itself drops a tag with nothing behind it
		[[ -z $tag || ${#raw} -gt 28 ]] || continue
		lock="$ipv4|$ipv6|$linklocal"
		if [[ $lock != "$locked" ]]; then
			lock vif_g1 "$MAC" ipv4_allowed "$(or_none "$ipv4")" \
				ipv6_allowed "$(or_none "$ipv6")" \
				ipv6_linklocal "${LINKLOCAL[linklocal]}"
			locked=$lock
		fi
		# Where no tag is allowed that is said first
		[[ -n $tag || ${raw:24:4} != 88a8 ]] || reason=vlan_nested
		frame send g1 raw="$dst${raw:12:12}$tag${raw:24}" cookie=none ||
			fail "not sent: $name"
		: $((EXPECTED[$reason] += 1))
	done <<<"$(lock_frames list)"
}

# judged WHERE DEVICE MAC [TAG]: what passes gets to the device, what does not
# is counted for its reason
judged()
{
	local where=$1 device=$2 reason count n=0
	local -A EXPECTED=() before=()

	while read -r reason count; do
		before[$reason]=$count
	done <<<"$(all_drops vif_g1)"
	n=$(received "$device")
	send_all "${@:3}"
	expect_eq "passed to $where" "$(($(received "$device") - n))" \
		"${EXPECTED[passes]}"
	n=0
	while read -r reason count; do
		((count -= before[$reason], n += count))
		expect_eq "$where: $reason" "$count" \
			"${EXPECTED[$reason]:-0}"
	done <<<"$(all_drops vif_g1)"
	note "$where: ${EXPECTED[passes]} frames passed, $n dropped"
	((EXPECTED[passes] > 60 && n > 60)) || fail "too few"
}

in_a_vlan()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xapi5
	vif g2 xapi5
	pif xenbr0
	frame send g2
	frame send out vlan=5
	judged "a guest" g2 "$(mac g2)"
	judged "the uplink" out "$(mac out)"
	judged "the host" xapi5 "$(mac xapi5)"
}

with_a_tag()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g2 xapi5
	pif xenbr0
	ip link set vif_g1 type xvs_slave trunk 5
	frame send g2
	frame send out vlan=5
	judged "a guest" g2 "$(mac g2)" 81000005
	judged "the uplink" out "$(mac out)" 81000005
	judged "the host" xapi5 "$(mac xapi5)" 81000005
}

run_tests in_a_vlan with_a_tag
