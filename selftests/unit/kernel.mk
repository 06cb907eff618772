# SPDX-License-Identifier: GPL-2.0
#
# The module's plain C, and how it is built in user space: of the kernel's
# headers it gets those in include/.

TOP := ../..
KERNEL := ../unit

MODULE := frame portlock prefix judge_arp judge_ip4 judge_ip6 judge_icmp6 \
	lacp lacp_pdu lacp_port lacp_select lacp_talk police slb
MODULE_SRC := $(MODULE:%=$(TOP)/module/%.c)
MODULE_DEP := $(MODULE_SRC) $(wildcard $(TOP)/module/*.h) \
	$(wildcard $(TOP)/uapi/linux/*.h $(KERNEL)/include/linux/*.h)

CPPFLAGS += -D_GNU_SOURCE -I$(KERNEL)/include -I$(TOP)/uapi -I$(TOP)/module
CPPFLAGS += '-D__packed=__attribute__((packed))'
CPPFLAGS += '-D__printf(a,b)=__attribute__((format(printf,a,b)))'
CPPFLAGS += '-Dnoinline=__attribute__((noinline))'

CFLAGS += -g -Wall -Wextra -Wno-unused-parameter -Werror
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS += $(SANITIZE)
