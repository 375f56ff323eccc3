/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/raycast/transfer.h"

#include <math.h>
#include <stdlib.h>

#define MOST_OPACITY 0.999 /* of 1 mm; more would need an infinite density */

static int
by_value (gconstpointer a, gconstpointer b)
{
  const KerfTransferNode *x = a, *y = b;
  return (x->value > y->value) - (x->value < y->value);
}

gboolean
kerf_transfer_mend (KerfTransfer *transfer)
{
  guint kept = 0;
  for (guint i = 0; i < MIN (transfer->n, KERF_TRANSFER_NODES); i++) {
    KerfTransferNode node = transfer->nodes[i];
    if (!isfinite (node.value))
      continue;
    node.opacity = isfinite (node.opacity) ? CLAMP (node.opacity, 0, MOST_OPACITY) : 0;
    for (int c = 0; c < 3; c++)
      node.rgb[c] = isfinite (node.rgb[c]) ? CLAMP (node.rgb[c], 0, 1) : 0;
    transfer->nodes[kept++] = node;
  }
  transfer->n = kept;
  if (kept < 2)
    return FALSE;
  qsort (transfer->nodes, kept, sizeof *transfer->nodes, by_value);
  double least = fmax (transfer->nodes[kept - 1].value - transfer->nodes[0].value, 1e-6) * 1e-6;
  for (guint i = 1; i < kept; i++)
    transfer->nodes[i].value = fmax (transfer->nodes[i].value, transfer->nodes[i - 1].value + least);
  return TRUE;
}

KerfTransferNode
kerf_transfer_at (const KerfTransfer *transfer, double value)
{
  const KerfTransferNode *nodes = transfer->nodes;
  guint last = transfer->n - 1, i = 0;
  if (!(value > nodes[0].value))
    return nodes[0];
  if (value >= nodes[last].value)
    return nodes[last];
  while (value >= nodes[i + 1].value)
    i++;
  double f = (value - nodes[i].value) / (nodes[i + 1].value - nodes[i].value);
  KerfTransferNode at = { .value = value,
                          .opacity = nodes[i].opacity + f * (nodes[i + 1].opacity - nodes[i].opacity) };
  for (int c = 0; c < 3; c++)
    at.rgb[c] = nodes[i].rgb[c] + f * (nodes[i + 1].rgb[c] - nodes[i].rgb[c]);
  return at;
}

KerfTransferTable *
kerf_transfer_table_new (const KerfTransfer *transfer, double slope, double intercept)
{
  KerfTransferTable *table = g_new0 (KerfTransferTable, 1);
  double low = (transfer->nodes[0].value - intercept) / slope,
         high = (transfer->nodes[transfer->n - 1].value - intercept) / slope, sums[4] = { 0 };
  double from = fmin (low, high), bin = fabs (high - low) / (KERF_TABLE_BINS - 1);
  table->first = (float) from;
  table->gain = (float) (1 / bin);
  for (int i = 0; i <= KERF_TABLE_BINS; i++) {
    KerfTransferNode at = kerf_transfer_at (transfer, (from + i * bin) * slope + intercept);
    double tau = -log1p (-at.opacity);
    for (int c = 0; c < 4; c++) {
      double now = c == 3 ? tau : tau * at.rgb[c];
      if (i > 0)
        sums[c] += ((double) table->density[i - 1][c] + now) / 2;
      table->density[i][c] = (float) now;
      table->sums[i][c] = (float) sums[c];
    }
    table->filled[i + 1] = table->filled[i] + (tau > 0);
  }
  return table;
}

gboolean
kerf_transfer_table_shows (const KerfTransferTable *table, float lo, float hi)
{
  if (!(lo <= hi))
    return FALSE;
  float most = KERF_TABLE_BINS - 1;
  float a = CLAMP (floorf ((lo - table->first) * table->gain), 0, most),
        b = CLAMP (ceilf ((hi - table->first) * table->gain), 0, most);
  return table->filled[(int) b + 1] > table->filled[(int) a];
}
