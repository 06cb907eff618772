# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests share. A test file sources this, defines one function for
# each thing it claims, and ends with
#
#   run_tests first_claim second_claim ...
#
# Each claim starts in a network namespace without devices, the dom0 of its
# story, and is one line of KTAP. It fails when an expectation in it does.
#
# The usual cast, which the functions below set up:
#
#   [g1] eth0 --- vif_g1 \                       / nic --- eth0 [out]
#   [g2] eth0 --- vif_g2 -- xenbr0, xapi5 (dom0) 
#
# g1, g2, out are network namespaces; frames are made and caught by `frame`.

set -u

KSFT_PASS=0
KSFT_FAIL=1
KSFT_SKIP=4

LIB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$LIB_DIR:$LIB_DIR/../tools:$PATH
export IP_LIB_DIR=${IP_LIB_DIR:-$LIB_DIR/../tools}

# What vm/run says of the machine; any other is neither slow nor a debug kernel
: "${XVS_TIME_SCALE:=1}" "${XVS_KERNEL:=}"

# Outside of vm/run, which has done so, the test makes itself a dom0 of its own
if [[ -z $XVS_KERNEL${XVS_INNER:-} ]]; then
	export XVS_INNER=1
	if [[ $EUID -ne 0 ]]; then
		echo "1..0 # SKIP needs root"
		exit $KSFT_SKIP
	fi
	if ! [[ -d /sys/module/xvs ]] && ! modprobe -q xvs; then
		echo "1..0 # SKIP needs the module xvs"
		exit $KSFT_SKIP
	fi
	exec unshare -n -m -p -f --kill-child --mount-proc "$0" "$@"
fi
if [[ -n ${XVS_INNER:-} ]]; then
	mount -t tmpfs tmpfs /run
	mount -t sysfs sysfs /sys
	ip link set lo up
fi

# ---- saying what came of it -------------------------------------------------

RET=0
SKIPPED=

note()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# fail WHAT [OUTPUT]: the claim does not hold
fail()
{
	note "FAIL: $1 (line ${BASH_LINENO[1]})"
	[[ -z ${2:-} ]] || note "$2"
	RET=1
	return 1
}

# expect WHAT COMMAND...: the command succeeds
expect()
{
	local what=$1 out

	shift
	out=$("$@" 2>&1) || fail "$what: $*" "$out"
}

# expect_eq WHAT GOT WANTED
expect_eq()
{
	[[ $2 = "$3" ]] || fail "$1: got '$2', wanted '$3'"
}

# expect_refused TEXT COMMAND...: the command fails and says TEXT
expect_refused()
{
	local text=$1 out

	shift
	if out=$("$@" 2>&1); then
		fail "not refused: $*"
	elif [[ $out != *"$text"* ]]; then
		fail "refused with other words than '$text': $*" "$out"
	fi
}

# expect_soon WHAT COMMAND...: the command succeeds within 10 seconds (longer
# where time goes slower)
expect_soon()
{
	local what=$1

	shift
	until_true 10 "$@" || fail "$what: not within 10 s: $*"
}

# until_true SECONDS COMMAND...
until_true()
{
	local end=$((SECONDS + $1 * XVS_TIME_SCALE)) pause

	shift
	# What takes long is asked for less and less often
	for pause in 0.0{2,4,6,8} 0.{1,2,3,4}; do
		! "$@" >/dev/null 2>&1 || return 0
		sleep "$pause"
	done
	while ! "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		sleep 0.5
	done
}

skip()
{
	SKIPPED=$*
}

# Everything that a claim made goes, so that the next one starts anew
clean_up()
{
	local ns dev

	for ns in $(ip netns list | cut -d' ' -f1); do
		ip netns pids "$ns" | xargs -r kill 2>/dev/null
		ip netns del "$ns"
	done
	delete_links type xvs
	delete_links
	for dev in ${XVS_NICS:-}; do
		until_true 5 ip link show "$dev"
		ip link set "$dev" down
	done
}

# delete_links [type TYPE]: but for lo and the machine's NICs. As a group they go
# at once, where one by one each would wait for RCU. What can't be deleted keeps
# its whole group from it, and is no device of a test's.
delete_links()
{
	local kept=" lo ${XVS_NICS:-} "

	ip -o link show "$@" | awk -F '[:@ ]+' -v kept="$kept" \
		'!index(kept, " " $2 " ") { print "link set", $2, "group 7876" }' |
		ip -force -batch - 2>/dev/null
	ip link del group 7876 2>/dev/null && return
	ip -o link show group 7876 |
		awk -F '[:@ ]+' '{ print "link del", $2 }' |
		ip -force -batch - 2>/dev/null
}

run_tests()
{
	local test n=0 failed=0 verdict start

	echo "TAP version 13"
	echo "1..$#"
	for test in "$@"; do
		RET=0 SKIPPED='' start=$SECONDS
		sysctl -qw net.ipv6.conf.default.disable_ipv6=1
		"$test"
		clean_up
		verdict=ok
		((RET == 0)) || verdict="not ok" failed=1
		((SECONDS - start < 10)) || note "$((SECONDS - start)) s"
		echo "$verdict $((++n)) $test${SKIPPED:+ # SKIP $SKIPPED}"
	done
	((!failed)) || exit $KSFT_FAIL
	exit $KSFT_PASS
}

# ---- the cast ---------------------------------------------------------------

# host NS: another machine, without IPv6's own frames
host()
{
	ip netns add "$1"
	ip netns exec "$1" sh -c '
		ip link set lo up
		echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
}

# cable DEV NS [PEER]: a device here, up, with its other end as PEER (eth0) there
cable()
{
	local peer=${3:-eth0}

	[[ -e /run/netns/$2 ]] || host "$2"
	ip link add "$1" type veth peer name "$peer" netns "$2"
	ip link set "$1" up
	ip -n "$2" link set "$peer" up
}

# network NAME [OPTIONS]: a root that is up
network()
{
	local name=$1

	shift
	ip link add "$name" type xvs "$@"
	ip link set "$name" up
}

# view NAME ROOT VLAN: a view that is up
view()
{
	ip link add link "$2" name "$1" type xvs vlan "$3"
	ip link set "$1" up
}

# guest NS NETWORK [ADDRESS/LEN]: a guest whose vif_NS is on the network; it
# looks like netback's, which all have the same address
guest()
{
	cable "vif_$1" "$1"
	ip link set "vif_$1" address fe:ff:ff:ff:ff:ff master "$2"
	[[ -z ${3:-} ]] || ip -n "$1" addr add "$3" dev eth0
}

# wire PORT PEER [NETWORK]: a port whose other end is here too, both up; one
# process, where a guest takes ten
wire()
{
	ip -batch - <<-END
	link add $1 type veth peer name $2
	link set $1 up ${3:+master $3}
	link set $2 up
	END
	until_true 5 is_up "$1"
	until_true 5 is_up "$2"
}

# is_up DEV: with carrier, and the kernel got round to noticing it
is_up()
{
	[[ $(<"/sys/class/net/$1/operstate") = up ]]
}

# vif PEER NETWORK: a guest that is no more than the device PEER here
vif()
{
	wire "vif_$1" "$1" "$2"
}

# pif NETWORK: the network's PIF nic, and the outside is the device out here
pif()
{
	wire nic out "$1"
	ip link set nic type xvs_slave role pif
}

# uplink NETWORK [DEV [NS]]: the host out is behind the network's PIF nic
uplink()
{
	local dev=${2:-nic} ns=${3:-out}

	cable "$dev" "$ns"
	ip link set "$dev" master "$1"
	ip link set "$dev" type xvs_slave role pif
}

# lock PORT MAC [OPTIONS]: it may be nobody but MAC
lock()
{
	local port=$1 mac=$2

	shift 2
	ip link set "$port" type xvs_slave locking_mode locked mac "$mac" "$@"
}

# unguarded PORT...: VIFs that may flood and have learned as much as they like
unguarded()
{
	local port

	for port in "$@"; do
		ip link set "$port" type xvs_slave guard_broadcast 0 \
			guard_multicast 0 guard_unknown 0 learn_rate 0 \
			learn_limit 0
	done
}

# test_devices: lets the kinds of devices of modules/xvs_test_nic.c be made, or
# skips. The module stays, as another test may be using it too.
test_devices()
{
	local module=${XVS_TEST_MODULES:-$LIB_DIR/modules}/xvs_test_nic.ko
	local state=/sys/module/xvs_test_nic/initstate

	[[ -e $state ]] || insmod "$module" 2>/dev/null
	until_true 5 grep -q live "$state" && return
	skip "needs $module"
	return 1
}

# mac [NS/]DEV: its address
mac()
{
	if [[ $1 = */* ]]; then
		ip netns exec "${1%/*}" cat "/sys/class/net/${1#*/}/address"
	else
		echo "$(<"/sys/class/net/$1/address")"
	fi
}

# ---- what the switch says ---------------------------------------------------

# link_info DEV JQ: of `ip -d -s -j link show`
link_info()
{
	if [[ $2 =~ ^(\.[a-z0-9_]+)+$ ]]; then
		ip -d -s -j link show dev "$1" | field "$2"
	else
		ip -d -s -j link show dev "$1" | jq -r ".[0] | $2"
	fi
}

# drops PORT REASON: how many frames of the port
drops()
{
	local pattern="\"drops\":\{[^}]*\"$2\":([0-9]+)"

	# jq takes longer than all the rest of many a test
	[[ $(ip -d -s -j link show dev "$1") =~ $pattern ]] &&
		echo "${BASH_REMATCH[1]}"
}

# tcp_throughput FROM TO ADDRESS [OPTION...]: bits a second that arrive from one
# guest at another, by iperf3
tcp_throughput()
{
	local from=$1 to=$2 address=$3

	shift 3
	ip netns exec "$to" iperf3 -s -1 -D -I /tmp/iperf3.pid >/dev/null
	until_true 10 eval "ip netns exec $to ss -Hltn | grep -q :5201"
	ip netns exec "$from" iperf3 -J -c "$address" "$@" |
		jq '.end.sum_received.bits_per_second | floor'
}

# filtered [-n NETNS] DEV: how many frames that it has received a filter has seen
filtered()
{
	tc -s -j "${@:1:$#-1}" filter show dev "${!#}" ingress |
		jq '[.[].options.actions[]?.stats.packets] | add // 0'
}

# net_drops NETWORK REASON: how many of the network's host and ports
net_drops()
{
	ethtool -S "$1" | awk -v r="drop_$2:" '$1 == r { print $2 }'
}

# fdb_port NETWORK MAC [VLAN]: where the switch has an address, empty if nowhere
fdb_port()
{
	bridge fdb show dev "$1" | awk -v mac="$2" -v vlan="${3:-0}" '
		$1 == mac {
			delete said
			for (i = 2; i < NF; i++)
				said[$i] = $(i + 1)
			if (said["vlan"] + 0 == vlan)
				print said["via"]
		}'
}
