/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM xvs

#if !defined(_XVS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _XVS_TRACE_H

#include <linux/tracepoint.h>
#include "xvs.h"

/* One line a dropped frame: which port sent it, and why it went no further. */
TRACE_EVENT(xvs_drop,
	TP_PROTO(const struct sk_buff *skb, const struct xvs_frame *f,
		 enum xvs_drop reason),
	TP_ARGS(skb, f, reason),
	TP_STRUCT__entry(
		__string(port, f->from->dev->name)
		__field(const void *, skbaddr)
		__field(u16, vid)
		__field(int, reason)
	),
	TP_fast_assign(
		xvs_assign_str(port, f->from->dev->name);
		__entry->skbaddr = skb;
		__entry->vid = f->vid;
		__entry->reason = reason;
	),
	TP_printk("port=%s vlan=%u reason=%s skbaddr=%p", __get_str(port),
		  __entry->vid, xvs_drop_names[__entry->reason],
		  __entry->skbaddr)
);

#endif /* _XVS_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
