// SPDX-License-Identifier: GPL-2.0
/* How the bench is spoken to: see bench.h. */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <net/rtnetlink.h>
#include "bench.h"

#define BENCH_LINE	512

/* Of the row that was written last (RTNL). */
static struct bench_result bench_last;
static struct dentry *bench_dir;

static int bench_parse_ports(struct bench_port **ports, unsigned int *n,
			     char *list)
{
	char *name;

	while ((name = strsep(&list, ","))) {
		if (*n == BENCH_PORTS)
			return -E2BIG;
		ports[*n] = bench_port_find(name);
		if (!ports[(*n)++])
			return -ENODEV;
	}
	return 0;
}

static int bench_parse_path(enum bench_path *path, const char *name)
{
	static const char * const names[] = {
		[BENCH_SWITCH] = "switch",
		[BENCH_SINK] = "sink",
		[BENCH_XMIT] = "xmit",
	};
	int i = match_string(names, ARRAY_SIZE(names), name);

	if (i < 0)
		return -EINVAL;
	*path = i;
	return 0;
}

static int bench_parse_word(struct bench_row *row, const char *key, char *value)
{
	if (!value) {
		if (!strcmp(key, "flood"))
			row->flood = true;
		else if (!strcmp(key, "gso"))
			row->gso = true;
		else
			return -EINVAL;
		return 0;
	}
	if (!strcmp(key, "from"))
		return bench_parse_ports(row->from, &row->n_from, value);
	if (!strcmp(key, "to"))
		return bench_parse_ports(row->to, &row->n_to, value);
	if (!strcmp(key, "path"))
		return bench_parse_path(&row->path, value);
	if (!strcmp(key, "stations"))
		return kstrtouint(value, 0, &row->stations);
	if (!strcmp(key, "from_vlan"))
		return kstrtouint(value, 0, &row->from_vlan);
	if (!strcmp(key, "to_vlan"))
		return kstrtouint(value, 0, &row->to_vlan);
	if (!strcmp(key, "batches"))
		return kstrtouint(value, 0, &row->batches);
	if (!strcmp(key, "samples"))
		return kstrtouint(value, 0, &row->samples);
	return -EINVAL;
}

static int bench_parse(struct bench_row *row, char *line)
{
	char *word, *key;
	int err;

	while ((word = strsep(&line, "\n "))) {
		if (!*word)
			continue;
		key = strsep(&word, "=");
		err = bench_parse_word(row, key, word);
		if (err)
			return err;
	}
	if (!row->n_from || !row->batches || !row->stations ||
	    row->stations > BENCH_STATIONS ||
	    (row->path == BENCH_XMIT && row->flood))
		return -EINVAL;
	return 0;
}

static int bench_run_locked(char *line)
{
	struct bench_row row = { .stations = 1, .batches = 256 };
	int err;

	err = bench_parse(&row, line);
	if (err)
		return err;
	bench_last = (struct bench_result){};
	return bench_row_run(&row, &bench_last);
}

static ssize_t bench_write(struct file *file, const char __user *from,
			   size_t len, loff_t *pos)
{
	char *line;
	int err;

	if (len >= BENCH_LINE)
		return -E2BIG;
	line = memdup_user_nul(from, len);
	if (IS_ERR(line))
		return PTR_ERR(line);
	rtnl_lock();
	err = bench_run_locked(line);
	rtnl_unlock();
	kfree(line);
	return err ?: len;
}

static int bench_show(struct seq_file *m, void *v)
{
	const struct bench_result *r = &bench_last;

	rtnl_lock();
	seq_printf(m, "median=%llu min=%llu max=%llu frames=%llu expected=%llu wrong=%llu\n",
		   r->median, r->min, r->max, r->frames, r->expected, r->wrong);
	rtnl_unlock();
	return 0;
}

static int bench_open(struct inode *inode, struct file *file)
{
	return single_open(file, bench_show, NULL);
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.open = bench_open,
	.read = seq_read,
	.write = bench_write,
	.llseek = seq_lseek,
	.release = single_release,
};

DEFINE_SHOW_ATTRIBUTE(bench_samples);

static int __init bench_init(void)
{
	int err;

	err = bench_frame_init();
	if (err)
		return err;
	err = bench_fix_random();
	if (err)
		goto err_random;
	err = rtnl_link_register(&bench_link_ops);
	if (err)
		goto err_link;
	bench_dir = debugfs_create_dir("xvs_bench", NULL);
	debugfs_create_file("row", 0600, bench_dir, NULL, &bench_fops);
	debugfs_create_file("samples", 0400, bench_dir, NULL,
			    &bench_samples_fops);
	return 0;

err_link:
	bench_free_random();
err_random:
	bench_frame_exit();
	return err;
}

static void __exit bench_exit(void)
{
	debugfs_remove(bench_dir);
	rtnl_link_unregister(&bench_link_ops);
	bench_free_random();
	bench_frame_exit();
	bench_samples_free();
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("What a packet costs a switch, in instructions");
MODULE_LICENSE("GPL");
