/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/plan/specimen.h"

/* Appends to `hinges` the connected pieces of bone in the discard faces, within the specimen's other half-spaces, that
 * no kerf in `done` (NULL: all) covers; largest first. */
void
kerf_hinges_find (const KerfCut *cuts, gsize n, const gboolean *done, const KerfMesh *bone, GArray *hinges);
