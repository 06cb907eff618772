# SPDX-License-Identifier: GPL-2.0
KERNELRELEASE ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KERNELRELEASE)/build

# What the module says it is. The package and its source for dkms are of that
VERSION = $(shell sed -n 's/^MODULE_VERSION("\(.*\)");/\1/p' module/main.c)
DKMS_DIR = $(DESTDIR)/usr/src/xvs-$(VERSION)
DEB_DIR ?= .

all: module tools

module:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

modules_install:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install

tools:
	$(MAKE) -C tools

install: modules_install
	$(MAKE) -C tools install

# With a DESTDIR the source is put there, for a package of it
dkms-install:
	rm -rf $(DKMS_DIR)
	mkdir -p $(DKMS_DIR)
	cp --parents COPYING Kbuild module/*.[ch] uapi/linux/*.h $(DKMS_DIR)
	sed 's/#MODULE_VERSION#/$(VERSION)/' tools/dkms.conf >$(DKMS_DIR)/dkms.conf
ifeq ($(DESTDIR),)
	dkms build --force -k $(KERNELRELEASE) xvs/$(VERSION)
	dkms install --force -k $(KERNELRELEASE) xvs/$(VERSION)
endif

deb:
	tools/deb $(VERSION) $(DEB_DIR)

check:
	selftests/vm/test

check-xen:
	selftests/xen/run

check-style:
	selftests/check-style

bench:
	selftests/bench/run

clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C tools clean

.PHONY: all module modules_install tools install dkms-install deb check \
	check-xen check-style bench clean
