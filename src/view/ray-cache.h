/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/drawable.h"

G_BEGIN_DECLS

/* Blocks of the volumes that were looked through last, and the last transfer table of each: some 15 ms each at 512 × 512 ×
 * 400, so kept between pictures. One cache for the program, safe from any thread. */

/* New references to both; `transfer` NULL: no table is made and *table is NULL. */
void kerf_ray_cache_get (const KerfVolume *volume, const KerfTransfer *transfer, KerfBlocks **blocks,
                         KerfRayTable **table);
/* The rays of a picture of width × height pixels of a drawable of kind VOLUME; blocks and table are new references that the
 * spec lends. */
KerfRaySpec kerf_ray_spec (const KerfProjection *projection, const KerfDrawable *volume, int width,
                           int height, KerfBlocks **blocks, KerfRayTable **table);
/* The point of base space that is seen at a logical pixel: where half of the light is lost, or where the extreme lies; NaN:
 * nothing is seen there. */
KerfVec3
kerf_ray_pick_point (const KerfProjection *projection, const KerfDrawable *volume, double x, double y);
/* Lets go of all volumes. */
void kerf_ray_cache_trim (void);

G_END_DECLS
