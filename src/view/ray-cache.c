/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/ray-cache.h"

#include <string.h>

enum { MOST = 2 };

typedef struct {
  KerfVolume *volume;
  KerfBlocks *blocks;
  KerfTransfer transfer; /* of the table; n = 0: there is none */
  KerfRayTable *table;
  guint used;
} Item;

static Item items[MOST];
static guint clock_now;
static GMutex lock;

static void
clear_item (Item *item)
{
  kerf_volume_unref (item->volume);
  kerf_blocks_unref (item->blocks);
  kerf_ray_table_unref (item->table);
  *item = (Item){ 0 };
}

/* Field by field: the gaps of a structure hold anything. */
static gboolean
same_transfer (const KerfTransfer *a, const KerfTransfer *b)
{
  gboolean same = a->n == b->n;
  for (guint i = 0; same && i < a->n; i++) {
    const KerfTransferNode *x = &a->nodes[i], *y = &b->nodes[i];
    same = x->value == y->value && x->opacity == y->opacity && memcmp (x->rgb, y->rgb, sizeof x->rgb) == 0;
  }
  return same;
}

static Item *
item_of (const KerfVolume *volume)
{
  Item *oldest = &items[0];
  for (int i = 0; i < MOST; i++) {
    if (items[i].volume == volume)
      return &items[i];
    if (items[i].used < oldest->used)
      oldest = &items[i];
  }
  clear_item (oldest);
  oldest->volume = kerf_volume_ref (volume);
  oldest->blocks = kerf_blocks_new (volume, NULL);
  return oldest;
}

void
kerf_ray_cache_get (const KerfVolume *volume, const KerfTransfer *transfer, KerfBlocks **blocks,
                    KerfRayTable **table)
{
  g_mutex_lock (&lock);
  Item *item = item_of (volume);
  item->used = ++clock_now;
  if (transfer && !same_transfer (transfer, &item->transfer)) {
    kerf_ray_table_unref (item->table);
    item->table = kerf_ray_table_new (volume, item->blocks, transfer);
    item->transfer = *transfer;
  }
  *blocks = kerf_blocks_ref (item->blocks);
  *table = transfer ? kerf_ray_table_ref (item->table) : NULL;
  g_mutex_unlock (&lock);
}

void
kerf_ray_cache_trim (void)
{
  g_mutex_lock (&lock);
  for (int i = 0; i < MOST; i++)
    if (items[i].volume)
      clear_item (&items[i]);
  g_mutex_unlock (&lock);
}
