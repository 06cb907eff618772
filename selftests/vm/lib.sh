# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the scripts of this directory share: where things are kept, and how
# packages are had. Everything big lives in $XVS_CACHE, in directories whose
# names end in a hash of what made them, so a changed recipe is a new directory.

# shellcheck disable=SC2034 # for those who read this in

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd "$VM_DIR/../.." && pwd)
XVS_CACHE=${XVS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/xvs}

# The release that the root file system and the build tools come from
BASE_SUITE=bookworm

say()
{
	printf '# %s\n' "$*" >&2
}

die()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

need_root()
{
	[[ $EUID -eq 0 ]] || die "must be run by root"
}

# Hashes its arguments and the files named after "--"
recipe_hash()
{
	local words=()

	while (($#)) && [[ $1 != -- ]]; do
		words+=("$1")
		shift
	done
	{
		printf '%s\n' "${words[@]}"
		(($# > 1)) && cat "${@:2}"
		true
	} | sha256sum | cut -c1-12
}

# Runs a command with what is printed kept in a log, shown where it fails
logged()
{
	local log=$1

	shift
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n 60 "$log" >&2
		return 1
	fi
}

# Replaces a directory by one that was made complete under another name, so
# that an interrupted setup is never taken for a finished one
publish()
{
	rm -rf "$2"
	mv "$1" "$2"
}

# Marks what is used now, and drops what no checkout has used for a while:
# tidy USED PREFIX
tidy()
{
	touch "$1"
	find "$XVS_CACHE" -maxdepth 1 -name "$2-*" -mtime +7 \
		-exec rm -rf {} +
}

# ---- the machine's own packages -----------------------------------------

host_apt()
{
	DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=600 "$@"
}

# Another apt may hold the lock of the lists, for which apt does not wait
host_apt_update()
{
	local try

	for try in 1 2 3 4 5; do
		host_apt update && return
		sleep $((try * 3))
	done
	return 1
}

installed()
{
	[[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) = installed ]]
}

# Installs those of the named packages that are missing
host_packages()
{
	local pkg missing=()

	for pkg in "$@"; do
		installed "$pkg" || missing+=("$pkg")
	done
	((${#missing[@]})) || return 0

	need_root
	say "installing ${missing[*]}"
	mkdir -p "$XVS_CACHE"
	logged "$XVS_CACHE/apt-update.log" host_apt_update ||
		die "apt-get update failed"
	logged "$XVS_CACHE/apt-install.log" \
		host_apt install --no-install-recommends "${missing[@]}" ||
		die "could not install ${missing[*]}"
}

# ---- packages of any suite, into the cache -------------------------------

# The machine's sources with the suite replaced; apt itself reads them, so it
# does not matter in which format they are written.
suite_sources()
{
	local suite=$1 uri release component

	# shellcheck disable=SC2016 # these are apt's variables
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' | sort -u |
	while read -r uri release component; do
		case $release in
		"$BASE_SUITE") release=$suite ;;
		"$BASE_SUITE"-updates | "$BASE_SUITE"-security)
			# Only releases have these
			[[ $suite = *-backports || $suite = sid ]] && continue
			release=$suite-${release##*-}
			;;
		*) continue ;;
		esac
		printf 'deb %s %s %s\n' "$uri" "$release" "$component"
	done
}

# suite_apt SUITE COMMAND...: apt-get or apt-cache on that suite alone, with
# lists of its own and nothing taken for installed
suite_apt()
{
	local suite=$1 cmd=$2 dir=$XVS_CACHE/apt/$1

	shift 2
	"$cmd" -q \
		-o Dir::Etc::SourceList="$dir/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null \
		-o Dir::Etc::Preferences=/dev/null \
		-o Dir::Etc::PreferencesParts=/dev/null \
		-o Dir::State="$dir/state" \
		-o Dir::State::Status="$dir/status" \
		-o Dir::Cache="$dir/cache" \
		-o APT::Sandbox::User=root \
		"$@"
}

suite_update()
{
	local suite=$1 dir=$XVS_CACHE/apt/$1

	mkdir -p "$dir/state/lists/partial" "$dir/cache/archives/partial"
	: >"$dir/status"
	suite_sources "$suite" >"$dir/sources.list"
	[[ -s $dir/sources.list ]] || return 1
	logged "$dir/update.log" suite_apt "$suite" apt-get update
}

# suite_unpack SUITE DIR PACKAGE...: unpacks without installing
suite_unpack()
{
	local suite=$1 root=$2 tmp deb rc=0

	shift 2
	tmp=$(mktemp -d "$XVS_CACHE/tmp.XXXXXX") || return
	mkdir -p "$root"
	(cd "$tmp" && logged download.log \
		suite_apt "$suite" apt-get download "$@") || rc=1
	for deb in "$tmp"/*.deb; do
		((rc)) || dpkg -x "$deb" "$root" || rc=1
	done
	rm -rf "$tmp"
	return $rc
}

# linux_source DIR [FILE...]: the source of the base release's kernel, or only
# some files of it
linux_source()
{
	local dir=$1 package=linux-source-6.1 tmp=$1.package

	shift
	suite_update "$BASE_SUITE" || return
	suite_unpack "$BASE_SUITE" "$tmp" "$package" || return
	mkdir -p "$dir"
	tar -xJf "$tmp/usr/src/$package.tar.xz" -C "$dir" \
		--strip-components=1 "${@/#/$package/}" || return
	rm -rf "$tmp"
}

# The options of the machine's apt that tell how to fetch (proxies, checks of
# dates), for tools that do not read its configuration
apt_fetch_options()
{
	apt-config dump |
		grep -E '^Acquire::(https?(::|$| )|Check-|Retries)' || true
}

# make_root DIR SUITE OPTION...: a root of a release in DIR/root, by mmdebstrap
make_root()
{
	local dir=$1 suite=$2 options=() line

	shift 2
	host_packages mmdebstrap
	while IFS= read -r line; do
		options+=("--aptopt=$line")
	done < <(apt_fetch_options)
	suite_sources "$suite" >"$dir/sources.list"
	logged "$dir/mmdebstrap.log" mmdebstrap --mode=root "$@" \
		"${options[@]}" "$suite" "$dir/root" "$dir/sources.list"
}

# ---- images ---------------------------------------------------------------

# take_lock NAME: one at a time, until this process ends
take_lock()
{
	local fd

	exec {fd}>"$XVS_CACHE/$1.lock"
	flock -n "$fd" && return
	say "waiting for another that holds $1.lock"
	flock "$fd"
}

# dir_to_image DIR IMAGE MEGABYTES: an ext4 with that much room left. It has no
# journal: nobody mounts it again after a crash.
dir_to_image()
{
	local size

	size=$(du -sm --apparent-size "$1" | cut -f1)
	rm -f "$2"
	mke2fs -q -t ext4 -O ^has_journal -m 0 -d "$1" "$2" \
		"$((size + size / 8 + 16 + $3))M" >/dev/null
}

# The modules that have to be there before the root file system is, in the
# order in which they load. A kernel that has them built in gives none.
boot_modules()
{
	local module

	for module in virtio_pci virtio_blk crc32c_generic ext4; do
		modprobe -d "$1" -S "$2" --show-depends "$module" 2>/dev/null ||
			true
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++'
}

# boot_images DIR: the modules of DIR/root, as an image, and those that are
# needed to mount it
boot_images()
{
	local work=$1 release n=10 module

	release=$(<"$work/release")
	host_packages e2fsprogs kmod xz-utils
	depmod -b "$work/root" "$release"

	mkdir -p "$work/boot"
	for module in $(boot_modules "$work/root" "$release"); do
		cp "$module" "$work/boot/$((n++))-${module##*/}"
	done
	find "$work/boot" -name '*.xz' -exec unxz {} +

	mkdir "$work/modules"
	mv "$work/root/lib/modules/$release" "$work/modules/"
	dir_to_image "$work/modules" "$work/modules.img" 0
	rm -rf "$work/modules"
}

# unpacked NAME SUITE PACKAGE...: prints the directory where these are, and stay
unpacked()
{
	local dir=$XVS_CACHE/$1 suite=$2

	take_lock "$1"
	shift 2
	if [[ ! -e $dir ]]; then
		say "fetching $* of $suite"
		suite_update "$suite" || return
		suite_unpack "$suite" "$dir.tmp" "$@" || return
		publish "$dir.tmp" "$dir"
	fi
	echo "$dir"
}

busybox_static()
{
	local dir

	dir=$(unpacked busybox "$BASE_SUITE" busybox-static) || return
	echo "$dir/bin/busybox"
}

# QEMU before 8.1 may keep what it translated from a page that another processor
# was just writing to. Guests that patch themselves die of that, as Linux does
# where tracing is switched on, so that of the backports is taken, for whose
# libraries the release's own is installed.
recent_qemu()
{
	local dir

	host_packages qemu-system-x86
	dir=$(unpacked qemu "$BASE_SUITE-backports" qemu-system-x86 \
		qemu-system-common qemu-system-data seabios) || return
	echo "$dir/usr/bin/qemu-system-x86_64"
}

# make_initrd KERNELDIR IMAGE
make_initrd()
{
	local root=$2.root busybox

	host_packages cpio
	busybox=$(busybox_static) || return
	mkdir -p "$root"/{bin,dev,root}
	cp "$busybox" "$root/bin/busybox"
	install -m 755 "$VM_DIR/init" "$root/init"
	cp -r "$1/boot" "$root/modules"
	(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$2"
	rm -rf "$root"
}
