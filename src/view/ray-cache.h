/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/raycast/raycast.h"

G_BEGIN_DECLS

/* Blocks of the volumes that were looked through last, and the last transfer table of each: some 15 ms each at 512 × 512 ×
 * 400, so kept between pictures. One cache for the program, safe from any thread. */

/* New references to both; `transfer` NULL: no table is made and *table is NULL. */
void kerf_ray_cache_get (const KerfVolume *volume, const KerfTransfer *transfer, KerfBlocks **blocks,
                         KerfRayTable **table);
/* Lets go of all volumes. */
void kerf_ray_cache_trim (void);

G_END_DECLS
