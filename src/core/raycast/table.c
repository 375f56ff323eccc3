/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where there is nothing to be seen: the chessboard distance to the next block that shows anything. */
#include "core/raycast/raycast-private.h"

enum { MOST_SKIP = 64 };

/* One sweep of the chessboard distance transform over the blocks. */
static void
sweep (guint8 *skip, const KerfBlocks *blocks, gboolean back)
{
  gint32 nx = blocks->n[0], ny = blocks->n[1], nz = blocks->n[2];
  gsize n = (gsize) nx * (gsize) ny * (gsize) nz;
  for (gsize s = 0; s < n; s++) {
    gsize at = back ? n - 1 - s : s;
    gint32 a = (gint32) (at % (gsize) nx), b = (gint32) (at / (gsize) nx % (gsize) ny),
           c = (gint32) (at / ((gsize) nx * (gsize) ny)), sign = back ? 1 : -1;
    guint8 least = skip[at];
    /* The 13 neighbours that this sweep has been to: nine of the slice before, three of the row before, one of the row. */
    for (int m = 0; m < 13 && least > 0; m++) {
      gint32 da = m < 12 ? m % 3 - 1 : sign,
             db = m < 9    ? m / 3 - 1
                  : m < 12 ? sign
                           : 0,
             dc = m < 9 ? sign : 0;
      if (a + da < 0 || b + db < 0 || c + dc < 0 || a + da >= nx || b + db >= ny || c + dc >= nz)
        continue;
      guint8 there = skip[((gsize) (c + dc) * (gsize) ny + (gsize) (b + db)) * (gsize) nx + (gsize) (a + da)];
      least = MIN (least, (guint8) (there + 1));
    }
    skip[at] = least;
  }
}

KerfRayTable *
kerf_ray_table_new (const KerfVolume *volume, const KerfBlocks *blocks, const KerfTransfer *transfer)
{
  KerfRayTable *table = g_new0 (KerfRayTable, 1);
  const KerfTransferNode *nodes = transfer->nodes;
  g_atomic_ref_count_init (&table->count);
  table->transfer = kerf_transfer_table_new (transfer, volume->slope, volume->intercept);
  table->soft = (float) (0.01 * (nodes[transfer->n - 1].value - nodes[0].value) / fabs (volume->slope));
  gsize n = kerf_blocks_count (blocks);
  table->skip = g_malloc (n);
  for (gsize i = 0; i < n; i++)
    table->skip[i] =
        kerf_transfer_table_shows (table->transfer, blocks->lo[i], blocks->hi[i]) ? 0 : MOST_SKIP;
  sweep (table->skip, blocks, FALSE);
  sweep (table->skip, blocks, TRUE);
  return table;
}

KerfRayTable *
kerf_ray_table_ref (const KerfRayTable *table)
{
  union {
    const KerfRayTable *lent;
    KerfRayTable *owned;
  } same = { .lent = table };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_ray_table_unref (KerfRayTable *table)
{
  if (!table || !g_atomic_ref_count_dec (&table->count))
    return;
  g_free (table->transfer);
  g_free (table->skip);
  g_free (table);
}
