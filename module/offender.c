// SPDX-License-Identifier: GPL-2.0
/* Who was turned away at the door, and with what in hand. */
#include <linux/ktime.h>
#include <linux/slab.h>
#include "xvs.h"

/**
 * xvs_offenders_create() - make an empty list
 *
 * Return: the list, for kvfree(), or NULL
 */
struct xvs_offenders *xvs_offenders_create(void)
{
	struct xvs_offenders *list = kvzalloc(sizeof(*list), GFP_KERNEL);

	if (list)
		spin_lock_init(&list->lock);
	return list;
}

static void xvs_offender_fill(struct xvs_offender *o, const struct sk_buff *skb,
			      const struct xvs_frame *f, enum xvs_drop reason)
{
	*o = (struct xvs_offender) {
		.time_ns = ktime_get_boottime_ns(),
		.ifindex = f->from->dev->ifindex,
		.frame_len = skb->len - skb_mac_offset(skb),
		.vid = skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) :
						   f->vid,
		.reason = reason,
	};
	o->len = min_t(u32, o->frame_len, sizeof(o->bytes));
	if (skb_copy_bits(skb, skb_mac_offset(skb), o->bytes, o->len))
		o->len = 0;
}

/* One a second and port is told of. */
static bool xvs_offender_is_news(struct xvs_port *port)
{
	unsigned long now = jiffies;

	if (port->offended && time_before(now, READ_ONCE(port->offended) + HZ))
		return false;
	WRITE_ONCE(port->offended, now ?: 1);
	return true;
}

/**
 * xvs_offender_note() - remember a frame that is about to be dropped
 * @skb: the frame
 * @f: its port; caller is in softirq context under the RCU read lock
 * @reason: why
 *
 * While another CPU notes one, or it is read, this one is not: a flood of them
 * must not make CPUs wait for each other. All are counted by xvs_drop().
 */
void xvs_offender_note(struct sk_buff *skb, const struct xvs_frame *f,
		       enum xvs_drop reason)
{
	struct xvs_offenders *list = f->from->network->offenders;
	struct xvs_offender *o;

	if (!spin_trylock(&list->lock))
		return;
	o = &list->ring[list->count++ % XVS_OFFENDERS];
	xvs_offender_fill(o, skb, f, reason);
	if (xvs_offender_is_news(f->from))
		xvs_netlink_violation(f->from, o);
	spin_unlock(&list->lock);
}

/**
 * xvs_offenders_read() - copy what is remembered
 * @network: of this network; caller holds RTNL
 * @array: room for XVS_OFFENDERS
 *
 * Return: how many there are, the oldest first
 */
int xvs_offenders_read(const struct xvs_network *network,
		       struct xvs_offender *array)
{
	struct xvs_offenders *list = network->offenders;
	unsigned int i, n;

	spin_lock_bh(&list->lock);
	n = min_t(unsigned int, list->count, XVS_OFFENDERS);
	for (i = 0; i < n; i++)
		array[i] = list->ring[(list->count - n + i) % XVS_OFFENDERS];
	spin_unlock_bh(&list->lock);
	return n;
}
