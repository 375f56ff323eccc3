/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"
#include "core/guide/guide.h"

G_BEGIN_DECLS

/* A guide's solid in its plan's space, with what was found in it; memoised. `coarse`: a preview of 1 mm, not tested. The
 * caller owns it. NULL with a sentence. */
KerfGuideSolid *kerf_derived_guide (const KerfCase *kase, KerfId guide, gboolean coarse, const KerfContext *context,
                                    GError **error);
/* What is already there (the fine one first), or NULL; computes nothing. */
KerfGuideSolid *kerf_derived_guide_peek (const KerfCase *kase, KerfId guide);

G_END_DECLS
