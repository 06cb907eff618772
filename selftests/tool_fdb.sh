#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xvs-test: once
# xvs-test: timeout=300
#
# A dump of many addresses is complete and has each once, while others come and
# go and the table grows.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

STATIONS=65536
[[ $XVS_KERNEL != debug ]] || STATIONS=8192

# Addresses of g2 come at random, and all go at once, until the file is gone
churn()
{
	while [[ -e /run/churn ]]; do
		frame send g2 count 3000 src=random
		ip link set vif_g2 type xvs_slave fdb_flush
	done
}

# stations: how many of g1 are shown, and how many different ones
stations()
{
	xvs fdb show xenbr0 via vif_g1 | awk '
		/vlan/ { n++; if (!($1 in seen)) { seen[$1] = 1; different++ } }
		END { print n + 0, different + 0 }'
}

all_are_shown_once_while_others_come_and_go()
{
	local i pid

	network xenbr0 fdb_max_learned 1048576 ageing_time 100000000
	vif g1 xenbr0
	vif g2 xenbr0
	unguarded vif_g1 vif_g2
	frame send g1 count "$STATIONS" src=02:10:00:00:00:00+
	until_true 30 all_learned
	: >/run/churn
	churn &
	pid=$!
	for ((i = 0; i < 6; i++)); do
		expect_eq "dump $i" "$(stations)" "$STATIONS $STATIONS"
	done
	rm /run/churn
	wait "$pid"
	expect_eq "as bridge shows them" "$(bridge fdb show dev xenbr0 |
		grep -c 'via vif_g1')" "$STATIONS"
}

all_learned()
{
	(($(link_info vif_g1 .linkinfo.info_slave_data.stats.fdb_n_learned) ==
		STATIONS))
}

run_tests all_are_shown_once_while_others_come_and_go
