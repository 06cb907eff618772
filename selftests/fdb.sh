#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: timeout=300
#
# How many stations a switch remembers, at whose cost, and when it forgets.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

three_guests()
{
	network xenbr0 "$@"
	vif g1 xenbr0
	vif g2 xenbr0
	vif g3 xenbr0
}

n_learned()
{
	[[ $(ip -d -j link show xenbr0) =~ \"fdb_n_learned\":([0-9]+) ]] &&
		echo "${BASH_REMATCH[1]}"
}

# stations PORT...: how many each has learned
stations()
{
	bridge fdb show dev xenbr0 | awk -v ports="$*" '
		!/static|permanent/ {
			for (i = 2; i < NF; i++)
				if ($i == "via")
					n[$(i + 1)]++
		}
		END {
			for (i = split(ports, port); i; i--)
				line = " " (n[port[i]] + 0) line
			print substr(line, 2)
		}'
}

# learn NS COUNT BYTE: stations of a guest, told apart by a byte
learn()
{
	frame send "$1" count "$2" src="02:00:00:00:$3:00+" \
		dst=02:00:00:00:00:99
}

a_flood_evicts_its_own()
{
	three_guests fdb_max_learned 64
	view xapi5 xenbr0 5
	vif g5 xapi5
	learn g2 10 02
	learn g3 10 03
	learn g5 10 05
	unguarded vif_g1
	frame send g1 count 2000 src=random dst=02:00:00:00:02:01
	expect_eq "nobody else's" "$(stations vif_g2 vif_g3 vif_g5 vif_g1)" \
		"10 10 10 34"
	expect_eq "and no more than were allowed" "$(n_learned)" 64
	learn g3 5 13
	expect_eq "others can still be learned" \
		"$(stations vif_g2 vif_g3 vif_g5 vif_g1)" "10 15 10 29"
	expect "and are found" frame xfer from g2 \
		dst=02:00:00:00:03:09 to g3=1 g1=0
}

# all_between MIN MAX PORT...: so many stations on each
all_between()
{
	local min=$1 max=$2 have n

	shift 2
	have=$(stations "$@")
	for n in $have; do
		((n >= min && n <= max)) ||
			fail "not $min to $max each on $*: $have"
	done
}

the_port_that_owns_most_makes_room()
{
	three_guests fdb_max_learned 45
	learn g1 20 01
	learn g2 19 02
	learn g3 200 03
	all_between 14 16 vif_g1 vif_g2 vif_g3
	ip link set xenbr0 type xvs fdb_max_learned 12
	expect_eq "the same when the limit is lowered" \
		"$(stations vif_g1 vif_g2 vif_g3)" "4 4 4"
	ip link set xenbr0 type xvs fdb_max_learned 14
	learn g1 200 11
	expect_eq "and as it should when it is raised" "$(stations vif_g1 vif_g2 vif_g3)" "6 4 4"
	expect_eq "it is as was said" "$(link_info xenbr0 \
		.linkinfo.info_data.fdb_max_learned)" 14
}

what_is_static_makes_no_room()
{
	three_guests
	bridge fdb add 02:00:00:00:00:77 dev xenbr0 self via vif_g1 static
	learn g1 1 01
	learn g2 1 02
	bridge fdb del 02:00:00:00:01:00 dev xenbr0 self
	ip link set xenbr0 type xvs fdb_max_learned 1
	learn g3 20 03
	expect_eq "g1 had nothing to lose" \
		"$(stations vif_g1 vif_g2 vif_g3)" "0 0 1"
	expect_eq "and lost nothing" \
		"$(fdb_port xenbr0 02:00:00:00:00:77)" vif_g1
}

twenty_thousand_are_found_and_shown_and_age()
{
	local n=20000

	network xenbr0
	vif g1 xenbr0
	vif g2 xenbr0
	unguarded vif_g1
	frame send g2 src=02:00:00:00:00:77
	frame send g1 count "$n" src=02:01:00:00:00:00+ \
		dst=02:00:00:00:00:77
	expect_eq "each is learned" "$(n_learned)" $((n + 1))
	expect_eq "and shown once" "$(bridge fdb show dev xenbr0 |
		grep '^02:01:.* via vif_g1 ' | sort -u | wc -l)" "$n"
	expect "the first is found" frame xfer from g2 \
		dst=02:01:00:00:00:00 to g1=1
	expect "the last is found" frame xfer from g2 \
		dst=02:01:00:00:4e:1f to g1=1
	expect "and not flooded to" frame xfer from g1 \
		dst=02:01:00:00:4e:1f to g2=0
	ip link set xenbr0 type xvs ageing_time 200
	expect_soon "all age" none_learned
	expect_eq "and are not shown" \
		"$(bridge fdb show dev xenbr0 | grep -c '^02:')" 0
}

none_learned()
{
	[[ $(n_learned) = 0 ]]
}

forgotten()
{
	[[ -z $(fdb_port xenbr0 "$1" "${2:-0}") ]]
}

who_is_cut_off_is_forgotten()
{
	network xenbr0
	view xapi5 xenbr0 5
	vif g1 xenbr0
	vif g2 xenbr0
	pif xenbr0
	frame send g2 src=02:00:00:00:00:77
	frame send out src=02:00:00:00:00:66 vlan=5
	bridge fdb add 02:00:00:00:00:78 dev xenbr0 self via vif_g2 static
	ip link set g2 down
	expect_soon "a guest's station" forgotten 02:00:00:00:00:77
	expect_eq "but not a static one" \
		"$(fdb_port xenbr0 02:00:00:00:00:78)" vif_g2
	expect "which nobody else hears for" frame xfer from g1 \
		dst=02:00:00:00:00:78 to out=0
	expect_eq "dropped as such" "$(drops vif_g1 port_down)" 1
	expect_eq "others are still known" \
		"$(fdb_port xenbr0 02:00:00:00:00:66 5)" nic
	ip link set out down
	expect_soon "those behind the NIC" forgotten 02:00:00:00:00:66 5

	ip link set g2 up
	frame send g2 src=02:00:00:00:00:77
	expect_eq "back again" "$(fdb_port xenbr0 02:00:00:00:00:77)" vif_g2
	expect "and the static one too" frame xfer from g1 \
		dst=02:00:00:00:00:78 to g2=1
	ip link set vif_g2 down
	expect_eq "at once when the port is set down" \
		"$(fdb_port xenbr0 02:00:00:00:00:77)" ""
}

run_tests a_flood_evicts_its_own the_port_that_owns_most_makes_room \
	twenty_thousand_are_found_and_shown_and_age \
	who_is_cut_off_is_forgotten what_is_static_makes_no_room
