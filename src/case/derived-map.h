/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"
#include "core/plan/margin-map.h"

G_BEGIN_DECLS

/* Margins over whole faces and over the bone, for pictures. In the plan's space; the bone's map in the bone's own. Not
 * memoised: who shows them keeps them. */
typedef struct {
  gatomicrefcount count;
  GPtrArray *faces; /* of KerfMarginMap, one a plane in the plan's order; NULL where its face meets no bone */
  KerfMarginMap *bone; /* of the bone's mesh; NULL: no bone */
} KerfMarginMaps;

/* Of the discard faces, whose margin decides. NULL with `error`: no tumour, no bone, a guard that allows no margin. */
KerfMarginMaps *
kerf_derived_margin_maps (const KerfCase *kase, KerfId plan, const KerfContext *context, GError **error);
KerfMarginMaps *kerf_margin_maps_ref (const KerfMarginMaps *maps);
void kerf_margin_maps_unref (KerfMarginMaps *maps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMarginMaps, kerf_margin_maps_unref)

G_END_DECLS
