# SPDX-License-Identifier: GPL-2.0
KERNELRELEASE ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KERNELRELEASE)/build

all: module tools

module:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

modules_install:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install

tools:
	$(MAKE) -C tools

install: modules_install
	$(MAKE) -C tools install

check:
	selftests/vm/test

check-style:
	selftests/check-style

bench:
	selftests/bench/run

clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C tools clean

.PHONY: all module modules_install tools install check check-style bench clean
