// SPDX-License-Identifier: GPL-2.0
/*
 * The link of a bond's member, and when it is trusted: after a delay, and after
 * a longer one if it did not last the times before.
 */
#include <linux/jiffies.h>
#include "xvs.h"

/* A link that is lost sooner than this after it was trusted has flapped. */
#define XVS_FLAP_WINDOW		(60 * HZ)
/* The wait for a link that flaps: a second, doubled each time, up to 64. */
#define XVS_FLAP_MAX		7

static unsigned long xvs_link_delay(const struct xvs_member *member,
				    const struct xvs_bond_config *config)
{
	unsigned long backoff = 0;

	if (!member->link)
		return msecs_to_jiffies(config->downdelay);
	if (member->flaps)
		backoff = HZ << (member->flaps - 1);
	return max(backoff, msecs_to_jiffies(config->updelay));
}

static void xvs_link_count_loss(struct xvs_member *member, unsigned long now)
{
	member->failures++;
	if (time_after(now, member->enabled_at + XVS_FLAP_WINDOW))
		member->flaps = 0;
	else if (member->flaps < XVS_FLAP_MAX)
		member->flaps++;
}

/**
 * xvs_link_start() - look at a member's link for the first time
 * @member: the member; the bond's lock is held
 *
 * One that is there already is trusted at once, and does not flap if it is lost
 * soon.
 */
void xvs_link_start(struct xvs_member *member)
{
	member->link = xvs_port_usable(member->port);
	member->enabled = member->link;
	member->enabled_at = jiffies - 2 * XVS_FLAP_WINDOW;
	member->flaps = 0;
}

/**
 * xvs_link_enable() - trust a member's link at once
 * @member: the member; the bond's lock is held
 * @now: jiffies
 */
void xvs_link_enable(struct xvs_member *member, unsigned long now)
{
	member->enabled = true;
	member->enabled_at = now;
}

/**
 * xvs_link_step() - look at a member's link
 * @member: the member; the bond's lock is held
 * @config: its delays
 * @now: jiffies
 *
 * The device is read and not what a notifier remembers of it: a NIC's carrier
 * change can wait a second for its notifier. A link that flips back within the
 * delay has not changed.
 *
 * Return: whether the member was enabled or disabled
 */
bool xvs_link_step(struct xvs_member *member,
		   const struct xvs_bond_config *config, unsigned long now)
{
	bool link = xvs_port_usable(member->port);

	if (link != member->link) {
		member->link = link;
		if (!link && member->enabled)
			xvs_link_count_loss(member, now);
		member->due = now + xvs_link_delay(member, config);
	}
	if (member->link == member->enabled || time_before(now, member->due))
		return false;
	if (member->link)
		xvs_link_enable(member, now);
	else
		member->enabled = false;
	return true;
}
