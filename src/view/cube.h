/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/scene.h"

G_BEGIN_DECLS

/* The orientation cube in the upper right corner of the 3-D view, under what is written there: its faces carry R L A P S I and turn with the patient. */

/* TRUE where (x, y) is on it; *into is then the direction to look along: a face's own, or between two faces near their
 * common edge (45° from both). */
gboolean kerf_cube_hit (const KerfScene *scene, double x, double y, KerfVec3 *into);
void kerf_scene_add_cube (KerfSceneBuild *build);

G_END_DECLS
