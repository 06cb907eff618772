#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every command that README and Documentation/ show is run, in the order of its
# page, on the devices that the page speaks of. A manual of another program than
# these, or a page that is not listed below, is a failure.
#
# xvs-test: alone
# xvs-test: once

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

TREE=$LIB_DIR/..

# Where files may be written
cd /tmp || exit

# Programs whose commands are run, and those whose are not: what is for the
# machine's packages and firmware is not for this one (packages/run does much of
# it), and Open vSwitch is not here.
RUN="bridge brctl cat cp ebtables echo ip modinfo modprobe rmmod tc xvs"
ELSEWHERE="apt-get dkms make mokutil ovs-appctl ovs-ofctl ovs-vsctl"

# What was said to others was said to other devices
OTHERS=others

# ---- reading --------------------------------------------------------------------

# Each joins lines that end in a backslash, and puts one command on a line

# What stands behind a command in README is what it is for
readme_commands()
{
	sed -n 's/^    \([^ ]\)/\1/p; s/^            \([^ ].*\)/\\\1/p' "$1" |
		sed -e ':a; /\\$/{N; s/ *\\\n\\*/ /; ba}' -e 's/   *.*//'
}

# Literal blocks, but for a file
rst_commands()
{
	awk '/^[^ ]/ || /^ +\{/ { literal = 0 }
		literal && NF { sub(/^ +/, ""); print }
		/::$/ { literal = 1 }' "$1" |
		sed -e ':a; /\\$/{N; s/ *\\\n */ /; ba}'
}

# The same, where a backslash is written \e
man_commands()
{
	awk '/^\.Ed/ || /^\{/ { literal = 0 }
		literal { print }
		/^\.Bd -literal/ { literal = 1 }' "$1" |
		sed -e ':a; /\\e$/{N; s/ *\\e\n */ /; ba}'
}

# The file that it shows
man_file()
{
	sed -n '/^{/,/^\.Ed/{ /^\.Ed/!p }' "$TREE/Documentation/man/$1"
}

# commands PAGE: those of it, with the "-" or "+" before some of them
commands()
{
	case $1 in
	README) readme_commands "$TREE/$1" ;;
	*.rst) rst_commands "$TREE/Documentation/$1" ;;
	*) man_commands "$TREE/Documentation/man/$1" ;;
	esac
}

program()
{
	local line=${1#[-+] }

	echo "${line%% *}"
}

is_among()
{
	[[ " $2 " = *" $1 "* ]]
}

# ---- running --------------------------------------------------------------------

# What a host has to say for the module to be there again
modprobe()
{
	insmod "$XVS_KO"
}

# The installed module is not where modinfo looks
modinfo()
{
	command modinfo "${@//xvs/$XVS_KO}"
}

# run_line LINE [BODY]: as a user's shell would. A frame that would be dropped
# is a good answer too.
run_line()
{
	local line=${1#[-+] } rc=0 where=()

	[[ $1 != "- "* ]] || where=(ip netns exec "$OTHERS")
	# Another story begins
	[[ $1 != "+ ip link add xenbr0 "* && $1 != "xvs network add xenbr0 "* ]] ||
		ip link del xenbr0 2>/dev/null
	SAID=$("${where[@]}" bash -c "$line" 2>&1 <<<"${2:-}") || rc=$?
	[[ $line != *"xvs check"* ]] || ((rc != 1)) || rc=0
	((!rc)) || fail "$line" "$SAID"
}

# show_runs PAGE: its commands do what they should, as far as they say so
show_runs()
{
	local page=$1 line body lines n=0

	export -f modprobe modinfo
	readarray -t lines <<<"$(commands "$page")"
	while ((${#lines[@]})); do
		line=${lines[0]}
		lines=("${lines[@]:1}")
		is_among "$(program "$line")" "$RUN" || continue
		body=
		if [[ $line = *"<<END" ]]; then
			line=${line% <<END}
			while [[ ${lines[0]} != *END ]]; do
				body+=${lines[0]#[-+] }$'\n'
				lines=("${lines[@]:1}")
			done
			lines=("${lines[@]:1}")
		fi
		run_line "$line" "$body"
		n=$((n + 1))
	done
	note "$page: $n commands"
	((n)) || fail "$page shows no command"
}

# device NAME...: somebody is at the other end of each
device()
{
	local name

	for name in "$@"; do
		wire "$name" "${name}-far"
	done
}

# nic NAME...: it is taken for hardware
nic()
{
	local name

	device "$@"
	for name in "$@"; do
		xvs lock set "$name" role pif
	done
}

# ---- claims -----------------------------------------------------------------------

# Nothing is overlooked: neither a page, nor what a page shows
every_page_is_read()
{
	local pages page line known

	pages=$(cd "$TREE" && echo README Documentation/*.rst Documentation/man/*)
	for page in $pages; do
		page=${page##*/}
		is_among "$page" "$PAGES" || fail "$page is not among those run"
		[[ $page != README ]] || continue
		readarray -t known <<<"$(commands "$page")"
		for line in "${known[@]}"; do
			[[ -z $line ]] || is_known "$line" ||
				fail "$page shows what is not known" "$line"
		done
	done
}

# A line within a here-document is none of its own
is_known()
{
	is_among "$(program "$1")" \
		"$RUN $ELSEWHERE addr link network route vif END"
}

readme_is_right()
{
	nic eth0 eth1
	device vif1.0 vif2.0
	show_runs README
}

the_model_is_right()
{
	network xenbr0
	nic eth0
	device vif1.0
	ip link set vif1.0 master xenbr0
	show_runs xvs.rst
}

# The others have the same names in a namespace of their own
migrating_is_right()
{
	local dev

	host "$OTHERS"
	for dev in eth0 eth1 vif1.0 vif2.0; do
		ip -n "$OTHERS" link add "$dev" type dummy
	done
	nic eth0 eth1 eth2
	device vif1.0 vif2.0
	ip addr add 198.51.100.1/24 dev eth2
	show_runs migrating.rst
}

installing_is_right()
{
	nic eth0
	device vif1.0
	show_runs installing.rst
}

ip_link_xvs_is_right()
{
	nic eth0 eth1
	device vif1.0 vxlan0
	show_runs ip-link-xvs.8
}

xvs_7_is_right()
{
	nic eth0
	device vif1.0
	show_runs xvs.7
}

xvs_8_is_right()
{
	device eth0 eth1 vif1.0
	ip addr add 192.0.2.254/24 dev eth0
	show_runs xvs.8
	expect_eq "all is away" "$(xvs -j show)" "[]"
	ip -4 addr show dev eth0 | grep -q 192.0.2.254 ||
		fail "and eth0 has no address"
}

xvs_json_5_is_right()
{
	device eth0 eth1 vif1.0
	man_file xvs.json.5 >xvs.json
	show_runs xvs.json.5
	expect_eq "it is what the file says" "$(xvs apply --dry-run xvs.json)" ""
}

PAGES="README xvs.rst migrating.rst xenserver.rst installing.rst"
PAGES+=" ip-link-xvs.8 xvs.7 xvs.8 xvs.json.5"

run_tests \
	every_page_is_read \
	readme_is_right \
	the_model_is_right \
	migrating_is_right \
	installing_is_right \
	ip_link_xvs_is_right \
	xvs_7_is_right \
	xvs_8_is_right \
	xvs_json_5_is_right
