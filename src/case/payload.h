/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/object.h"

G_BEGIN_DECLS

/* Voxels and mask tiles as blobs. An index (canonical JSON) lists the tiles by hash; its own hash stands in the
 * object's record (docs/decisions/0002-mask-tiles.md, 0004-imported-bytes.md). */

enum { KERF_VOLUME_TILE = 64 };

/* The index of a payload without writing anything; the caller frees. */
char *kerf_mask_index_text (const KerfMask *mask);
char *kerf_volume_index_text (const KerfVolume *volume, const KerfContext *context);

/* Writes tiles and index. `base_index` names the index of a likely predecessor, or NULL. */
gboolean kerf_mask_save (const KerfMask *mask, const KerfHash *base_index, KerfBlobs *blobs, KerfHash *index,
                         GError **error);
gboolean kerf_volume_save (const KerfVolume *volume, KerfBlobs *blobs, const KerfContext *context, KerfHash *index,
                           GError **error);

KerfMask *kerf_mask_load (const KerfGrid *grid, const KerfHash *index, KerfBlobs *blobs, GError **error);
KerfVolume *kerf_volume_load (const KerfGrid *grid, double slope, double intercept, const KerfHash *index,
                              KerfBlobs *blobs, GError **error);

/* Hashes of the blobs that an index names (KerfHash in a GArray); for checks and sweeps. NULL: not an index. */
GArray *kerf_payload_index_blobs (const char *text, gsize size);

G_END_DECLS
