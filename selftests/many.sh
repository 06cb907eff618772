#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: alone
# xvs-test: timeout=600
#
# A host may have thousands of networks, a network thousands of ports, and a
# switch every VLAN that there is. What one of them costs does not depend on
# how many others there are.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# A debug kernel has to do with an eighth of them: it is to find what is wrong,
# not how long it takes
if [[ $XVS_KERNEL = debug ]]; then
	FEW=125 MANY=512
else
	FEW=1000 MANY=4096
fi

# The group of the devices that are made here, as a group goes at once
GROUP=9

# each FROM TO LINE...: for ip -batch, with the number for every %
each()
{
	local i line

	for ((i = $1; i <= $2; i++)); do
		for line in "${@:3}"; do
			echo "${line//%/$i}"
		done
	done >/run/batch
	ip -batch /run/batch || fail "${*:3}"
}

# dummies FROM TO [OPTIONS]: ports that take frames and send none
dummies()
{
	each "$1" "$2" "link add d% up group $GROUP ${3:-} type dummy"
}

# timed COMMAND...: leaves in TOOK how many milliseconds it took
timed()
{
	local start=$EPOCHREALTIME end

	"$@"
	end=$EPOCHREALTIME
	TOOK=$(((${end/[.,]/} - ${start/[.,]/}) / 1000))
}

# within SECONDS WHAT COMMAND...
within()
{
	local limit=$(($1 * XVS_TIME_SCALE))

	timed "${@:3}"
	note "$2: $TOOK ms"
	((TOOK < limit * 1000)) || fail "$2 took $TOOK ms of $limit s"
}

# sent_by_each DEVICES: how often each number of frames was sent
sent_by_each()
{
	local dev

	for dev in "$@"; do
		echo /sys/class/net/"$dev"/statistics/tx_packets
	done | xargs cat | sort -n | uniq -c | xargs
}

count_networks()
{
	ip -o link show type xvs | wc -l
}

a_thousand_ports()
{
	local all

	mapfile -t all <<<"$(seq -f d%g "$FEW")"
	network xenbr0
	wire first g1 xenbr0
	dummies 1 "$FEW"
	within 20 "$FEW ports join" each 1 "$FEW" "link set d% master xenbr0"
	wire last g2 xenbr0
	frame send g2
	expect "from the first to the last" \
		frame xfer from g1 dst="$(mac g2)" count 10 to g2=10
	expect_eq "what others have of it" "$(sent_by_each "${all[@]}")" "$FEW 1"
	expect "to all" frame xfer from g1 count 3 to g2=3 xenbr0=3
	expect_eq "and all have it" "$(sent_by_each "${all[@]}")" "$FEW 4"
	within 20 "a network with $FEW ports goes" ip link del xenbr0
	expect_eq "ports left" "$(ip -o link show | grep -c ' master ')" 0
	within 20 "$FEW devices go" ip link del group "$GROUP"
}

a_thousand_views_with_ports()
{
	local all

	mapfile -t all <<<"$(seq -f d%g "$FEW")"
	network xenbr0 vif_trunk none
	wire nic out xenbr0
	ip link set nic type xvs_slave role pif
	dummies 1 "$FEW"
	within 20 "$FEW views are made" each 1 "$FEW" \
		"link add link xenbr0 name view% up type xvs vlan %"
	within 20 "$FEW ports join them" \
		each 1 "$FEW" "link set d% master view%"
	wire first g1 view1
	wire last glast "view$FEW"
	expect "outwards" frame xfer from glast to "out=1,vlan=$FEW"
	expect "inwards" frame xfer from out "vlan=$FEW" \
		to glast=1,vlan=none g1=0
	expect "the first" frame xfer from out vlan=1 to g1=1 glast=0
	expect_eq "what their neighbours have" "$(sent_by_each d1 "d$FEW")" \
		"1 1 1 2"
	expect_eq "what others have" "$(sent_by_each "${all[@]:1:FEW-2}")" \
		"$((FEW - 2)) 0"
	within 20 "a root with $FEW views and ports goes" ip link del xenbr0
	expect_eq "networks left" "$(count_networks)" 0
	expect_eq "ports left" "$(ip -o link show | grep -c ' master ')" 0
	ip link del group "$GROUP"
}

# cheapest WHAT N COMMAND...: the least that it took so far, as others who use
# the machine only ever make it more
cheapest()
{
	local key="$1 $2"

	timed "${@:3}"
	[[ -n ${COST[$key]:-} ]] && ((TOOK >= COST[$key])) || COST[$key]=$TOOK
}

measure()
{
	local n

	for n in 250 1000; do
		ip link add root type xvs
		cheapest "ports join" "$n" each 1 "$n" "link set d% master root"
		cheapest "ports go" "$n" ip link del root
		ip link add root type xvs
		cheapest "views are made" "$n" each 1 "$n" \
			"link add link root name view% type xvs vlan %"
		cheapest "views are joined" "$n" \
			each 1 "$n" "link set d% master view%"
		cheapest "views go" "$n" ip link del root
	done
}

STEPS=("ports join" "ports go" "views are made" "views are joined" "views go")

# Four times as many may cost eight times as much; a loop over all for each
# would make it sixteen
is_linear()
{
	local step few many

	for step in "${STEPS[@]}"; do
		few=${COST[$step 250]} many=${COST[$step 1000]}
		((many < 8 * few + 200)) || return
	done
}

no_step_is_quadratic()
{
	local -A COST
	local step try

	dummies 1 1000
	for try in 1 2 3; do
		measure
		! is_linear || break
	done
	for step in "${STEPS[@]}"; do
		note "$step: 250 in ${COST[$step 250]} ms," \
			"1000 in ${COST[$step 1000]} ms"
	done
	is_linear || fail "a step is quadratic, $try times"
	ip link del group "$GROUP"
}

every_vlan_has_a_view()
{
	local last=$((MANY - 2))

	network xenbr0
	wire nic out xenbr0
	ip link set nic type xvs_slave role pif
	within 100 "$((MANY - 1)) views are made" each 0 "$last" \
		"link add link xenbr0 name view% up type xvs vlan %"
	expect_eq "networks" "$(count_networks)" "$MANY"
	wire vif0 g0 view0
	wire viflast glast "view$last"
	expect "the native one" frame xfer from g0 to out=1,vlan=none
	expect "the last" frame xfer from out "vlan=$last" \
		to glast=1,vlan=none
	within 60 "they go" ip link del xenbr0
	expect_eq "networks left" "$(count_networks)" 0
}

four_thousand_networks()
{
	within 100 "$MANY networks are made" each 1 "$MANY" \
		"link add net% up group $GROUP type xvs"
	expect_eq "networks" "$(count_networks)" "$MANY"
	wire vif1 g1 "net$MANY"
	wire vif2 g2 "net$MANY"
	expect "the last works" frame xfer from g1 to g2=1 "net$MANY"=1
	within 60 "they go" ip link del group "$GROUP"
	expect_eq "networks left" "$(count_networks)" 0
}

four_thousand_ports()
{
	local all

	mapfile -t all <<<"$(seq -f d%g "$MANY")"
	network xenbr0
	within 150 "$MANY ports are made" dummies 1 "$MANY" "master xenbr0"
	frame send xenbr0
	expect_eq "all are sent to" "$(sent_by_each "${all[@]}")" "$MANY 1"
	within 60 "they go with their network" ip link del xenbr0
	ip link del group "$GROUP"
}

tests=(a_thousand_ports a_thousand_views_with_ports
	every_vlan_has_a_view four_thousand_networks four_thousand_ports)
[[ $XVS_KERNEL = debug ]] || tests+=(no_step_is_quadratic)
run_tests "${tests[@]}"
