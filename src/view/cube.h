/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/scene.h"

G_BEGIN_DECLS

/* The orientation cube in the upper right corner of the 3-D view: its faces carry R L A P S I and turn with the patient. */

/* TRUE where (x, y) is on it (with large text it gives way to the writing); *into is then the direction to look along: a face's own, or between two faces near their
 * common edge (45° from both). */
gboolean
kerf_cube_hit (const KerfProjection *projection, double text_factor, double x, double y, KerfVec3 *into);
void kerf_scene_add_cube (KerfSceneBuild *build);

G_END_DECLS
