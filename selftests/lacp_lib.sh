# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of LACP share, beside lib.sh. Their cast is
#
#   [g1] eth0 --- vif_g1 -- xenbr0 -- nic0 --- eth0 \
#                                  -- nic1 --- eth1 -- lag [out]
#
# where lag is of the kernel's own bonding driver. 192.0.2.1 is g1, .2 the host
# and .3 out.

# shellcheck disable=SC2034,SC2119,SC2120 # for those who read this in
SLOW_GROUP=01:80:c2:00:00:02

# lacp_network [OPTIONS]: a network that asks for a LACPDU each second, and whose
# links are in use as soon as they are there
lacp_network()
{
	local option

	for option in lacp_rate=fast updelay=0 downdelay=0; do
		[[ " $* " = *" ${option%=*} "* ]] ||
			set -- "${option%=*}" "${option#*=}" "$@"
	done
	network xenbr0 bond_mode lacp "$@"
	ip addr add 192.0.2.2/24 dev xenbr0
}

# link_to NS I: the PIF nicI, whose other end is ethI in NS
link_to()
{
	cable "nic$2" "$1" "eth$2"
	pif_of "nic$2"
}

# pif_of DEV: it is a PIF
pif_of()
{
	ip link set "$1" master xenbr0
	ip link set "$1" type xvs_slave role pif
}

# bond_peer NS "I..." [OPTIONS]: ethI... of NS are a bond there
bond_peer()
{
	local ns=$1 links=$2 i

	shift 2
	ip -n "$ns" link add lag type bond mode 802.3ad miimon 50 \
		lacp_rate fast xmit_hash_policy layer3+4 "$@"
	for i in $links; do
		ip -n "$ns" link set "eth$i" down
		ip -n "$ns" link set "eth$i" master lag
	done
	ip -n "$ns" link set lag up
}

# lacp_pair N [OPTIONS OF THE BOND]: N links to out
lacp_pair()
{
	local n=$1 i links=

	shift
	for ((i = 0; i < n; i++)); do
		link_to out "$i"
		links+=" $i"
	done
	bond_peer out "$links" "$@"
	ip -n out addr add 192.0.2.3/24 dev lag
}

# two_links [OPTIONS OF THE NETWORK]: everybody is there, and in use
two_links()
{
	lacp_network "$@"
	guest g1 xenbr0 192.0.2.1/24
	lacp_pair 2
	expect_soon "agreed" agree "0 1"
}

# ---- what both ends say -------------------------------------------------------

# bond_info JQ: of `xvs bond show`
bond_info()
{
	xvs -j bond show xenbr0 | jq -r ".[0] | $1"
}

# pif_info I JQ: of the same, about nicI; of ip, which says the same and is asked
# for much less, if one value will do
pif_info()
{
	if [[ $2 =~ ^(\.[a-z_]+)+$ ]]; then
		link_info "nic$1" ".linkinfo.info_slave_data$2"
	else
		bond_info ".pifs[] | select(.ifname == \"nic$1\") | $2"
	fi
}

# What is asked until it is so is not asked of jq, which takes long to start

# in_a_row: lines are words
in_a_row()
{
	local words

	mapfile -t words
	echo "${words[*]}"
}

# carriers: the numbers of the PIFs that carry by LACP's leave, such as "0 1"
carriers()
{
	xvs -j bond show xenbr0 | awk -v RS='"ifname":"nic' '
		NR > 1 && /"carries":true/ &&
		/"lacp_mux":"collecting-distributing"/ { print $0 + 0 }' |
		in_a_row
}

# peer_carriers [NS]: which of its links the peer sends on. In the state of a port
# 0x20 is that it distributes.
peer_carriers()
{
	ip -n "${1:-out}" -d -j link show master lag |
		awk -v RS='"ifname":"eth' '
		NR > 1 && /"state":"ACTIVE","mii_status":"UP"/ {
			at = index($0, "\"ad_actor_oper_port_state\":")
			state = substr($0, at + 27) + 0
			if (at && int(state / 32) % 2)
				print $0 + 0
		}' | sort -n | in_a_row
}

# agree "I...": these links, and no others, are in use at both ends
agree()
{
	[[ $(carriers) = "$1" && $(peer_carriers) = "$1" ]]
}

carries_only()
{
	[[ $(carriers) = "$1" ]]
}

peer_sends_only()
{
	[[ $(peer_carriers) = "$1" ]]
}

# rx_state I STATE: of nicI's receive machine
rx_state()
{
	[[ $(pif_info "$1" .lacp_rx) = "$2" ]]
}

# mux_state I STATE: of nicI's mux machine
mux_state()
{
	[[ $(pif_info "$1" .lacp_mux) = "$2" ]]
}

# state_has I actor|partner FLAG
state_has()
{
	[[ ,$(pif_info "$1" ".$2.state"), = *,$3,* ]]
}

has_carrier()
{
	[[ $(<"/sys/class/net/$1/carrier") = 1 ]]
}

has_no_carrier()
{
	[[ $(<"/sys/class/net/$1/carrier") = 0 ]]
}

# ms since the machine started
now()
{
	local uptime

	read -r uptime _ </proc/uptime
	echo $((10#${uptime/./} * 10))
}

# negotiate N OWN-RATE OWN-ACTIVE RATE ACTIVE: all links, whoever speaks first
negotiate()
{
	local what="$1 links, $2 $3, peer $4 $5" links start

	links=$(seq -s ' ' 0 $(($1 - 1)))
	lacp_network lacp_rate "$2" lacp_active "$3"
	guest g1 xenbr0 192.0.2.1/24
	lacp_pair "$1" lacp_rate "$4" lacp_active "$5"
	start=$(now)
	expect_soon "$what" agree "$links" || return
	note "$what: $(($(now) - start)) ms"
	expect_eq "$what: negotiated" "$(bond_info .lacp_negotiated)" true
	expect "$what: traffic" all_reach
}

# ---- losing LACPDUs -----------------------------------------------------------

# mute [NS/]DEV: its LACPDUs don't get out, while all else does
mute()
{
	local dev=${1#*/} ns=()

	[[ $1 != */* ]] || ns=(-n "${1%/*}")
	tc "${ns[@]}" qdisc add dev "$dev" clsact
	tc "${ns[@]}" filter add dev "$dev" egress protocol 0x8809 matchall \
		action drop
}

unmute()
{
	local dev=${1#*/} ns=()

	[[ $1 != */* ]] || ns=(-n "${1%/*}")
	tc "${ns[@]}" qdisc del dev "$dev" clsact
}

# deaden NS/DEV: nothing enters or leaves, but the link stays
deaden()
{
	tc -n "${1%/*}" qdisc add dev "${1#*/}" clsact
	tc -n "${1%/*}" filter add dev "${1#*/}" egress matchall action drop
	tc -n "${1%/*}" filter add dev "${1#*/}" ingress matchall action drop
}

# ---- traffic --------------------------------------------------------------------

# reaches NS ADDRESS
reaches()
{
	ip netns exec "$1" ping -q -c 1 -W 2 "$2"
}

# Both ways between all that there are
all_reach()
{
	reaches g1 192.0.2.3 && ping -q -c 1 -W 2 192.0.2.3 &&
		reaches out 192.0.2.1 && reaches out 192.0.2.2
}

# received [NS/]DEV: frames so far
received()
{
	if [[ $1 = */* ]]; then
		ip netns exec "${1%/*}" \
			cat "/sys/class/net/${1#*/}/statistics/rx_packets"
	else
		echo "$(<"/sys/class/net/$1/statistics/rx_packets")"
	fi
}

# flow out|in PORT: what makes up the frames of a flow from g1 to out, or back
flow()
{
	if [[ $1 = out ]]; then
		echo "g1/eth0 src=$G1 dst=$OUT" \
			"udp4=192.0.2.1:$2-192.0.2.3:9"
	else
		echo "out/lag src=$OUT dst=$G1" \
			"udp4=192.0.2.3:$2-192.0.2.1:9"
	fi
}

# meet: who the ends of flows are
meet()
{
	G1=$(mac g1/eth0) OUT=$(mac out/lag)
	expect "g1 and out meet" reaches g1 192.0.2.3
}

# flow_by out|in I: the port of a flow that goes by link I
flow_by()
{
	local end=out/eth$2 port before flow

	[[ $1 = out ]] || end=nic$2
	for ((port = 5001; port < 5064; port++)); do
		read -ra flow <<<"$(flow "$1" "$port")"
		before=$(received "$end")
		frame send "${flow[0]}" count 20 "${flow[@]:1}"
		(($(received "$end") - before < 20)) || break
	done
	echo "$port"
}

# A stream is a flow of 500 frames a second, whose arrival is recorded.
#
# stream out|in PORT SECONDS
stream()
{
	local where=out/lag flow

	[[ $1 = out ]] || where=g1/eth0
	read -ra flow <<<"$(flow "$1" "$2")"
	ip netns exec "${where%/*}" tcpdump -i "${where#*/}" -Q in -Z root \
		-s 64 -B 4096 --immediate-mode -U -w "/run/stream-$1" \
		"udp src port $2" 2>"/run/stream-$1.log" &
	until_true 10 grep -q '^tcpdump: listening' "/run/stream-$1.log"
	frame send "${flow[0]}" count $(($3 * 500)) interval 2000 "${flow[@]:1}" &
	STREAMS[$1]=$!
	SENT[$1]=$(($3 * 500))
}

# stream_ends out|in: leaves in LOST how many frames did not come, and in GAP for
# how many ms none did at most
stream_ends()
{
	wait "${STREAMS[$1]}"
	sleep 0.3
	read -r LOST GAP <<<"$(tcpdump -tt -n -r "/run/stream-$1" 2>/dev/null |
		awk -v sent="${SENT[$1]}" '
			NR > 1 && $1 - last > gap { gap = $1 - last }
			{ last = $1 }
			END { print sent - NR, int(gap * 1000) }')"
	note "$1: of ${SENT[$1]} frames $LOST lost, none for $GAP ms"
}
declare -A STREAMS SENT
