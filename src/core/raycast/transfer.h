/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* How values become colour and opacity: straight lines between nodes. Below the first node and above the last the
 * outermost one holds. */
typedef struct {
  double value;   /* in the volume's unit (HU for CT) */
  double opacity; /* of 1 mm of this value, 0–0.999 */
  double rgb[3];  /* 0–1 */
} KerfTransferNode;

enum { KERF_TRANSFER_NODES = 16 };

typedef struct {
  guint n; /* at least 2, with values that rise */
  KerfTransferNode nodes[KERF_TRANSFER_NODES];
} KerfTransfer;

/* Puts values in order and apart, opacities and colours into their range; FALSE where fewer than two nodes are left. */
gboolean kerf_transfer_mend (KerfTransfer *transfer);
/* Between the nodes. */
KerfTransferNode kerf_transfer_at (const KerfTransfer *transfer, double value);

enum { KERF_TABLE_BINS = 4096 };

/* The same for stored values, made ready for sums along a ray: extinction per mm τ and emission τ·rgb in bins of the
 * stored value, and their running integrals, so that the mean over a piece of a ray along which the value changes from a
 * to b is (S(b) − S(a)) / (b − a), however steep the function is (Engel, Kraus, Ertl 2001: pre-integrated volume
 * rendering, without the attenuation inside one step). */
typedef struct KerfTransferTable {
  float first, gain;                     /* bin = (stored − first) · gain, clamped to [0, bins − 1] */
  float density[KERF_TABLE_BINS + 1][4]; /* τ·r, τ·g, τ·b, τ */
  float sums[KERF_TABLE_BINS + 1][4];    /* from bin 0 */
  guint32 filled[KERF_TABLE_BINS + 2];   /* how many bins before this one have τ > 0 */
} KerfTransferTable;

/* value = slope · stored + intercept. */
KerfTransferTable *kerf_transfer_table_new (const KerfTransfer *transfer, double slope, double intercept);
/* Is there anything to be seen of stored values within [lo, hi]? */
gboolean kerf_transfer_table_shows (const KerfTransferTable *table, float lo, float hi);

G_END_DECLS
