# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Open vSwitch beside xvs, where it is installed; its bridge is sw.

ovs_vsctl()
{
	ovs-vsctl --timeout=20 "$@" >/dev/null 2>&1
}

# Starts it once. The kernel is never told who is to hear what a first bridge does
# not know, so that is one that nobody uses.
ovs_up()
{
	[[ ! -e /run/openvswitch/ovs-vswitchd.pid ]] || return 0
	type ovs-vswitchd >/dev/null 2>&1 && modprobe -q openvswitch || return
	mkdir -p /run/openvswitch
	ovsdb-tool create /run/conf.db \
		/usr/share/openvswitch/vswitch.ovsschema &&
		ovsdb-server /run/conf.db --detach --pidfile --no-chdir \
			--log-file=/dev/null \
			--remote=punix:/run/openvswitch/db.sock &&
		ovs-vswitchd --detach --pidfile --no-chdir \
			--log-file=/dev/null &&
		ovs_vsctl add-br sw && until_true 10 ovs_listens && ovs_down
} >/tmp/ovs.log 2>&1

ovs_listens()
{
	grep -qs ^handler \
		/proc/"$(</run/openvswitch/ovs-vswitchd.pid)"/task/*/comm
}

ovs_down()
{
	[[ ! -e /run/openvswitch/ovs-vswitchd.pid ]] ||
		ovs_vsctl --if-exists del-br sw
}
