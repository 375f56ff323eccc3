/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/tools/tool.h"
#include "case/measure.h"

G_BEGIN_DECLS

/* Points and lines of the selected measure as handles: moved by delta, live, one revision at the release. Part of the
 * handle tool. */
typedef struct {
  gboolean held;
  KerfId id;
  KerfMeasure *start; /* as it was at the press, in its own space */
  int point;          /* index; −1: the whole, by its line */
  double x, y;        /* of the press */
  KerfMat4 base_from_own, own_from_base;
  KerfProjection projection;
  GArray *points; /* of KerfVec3, own space: as they are now; NULL: not moved */
} KerfGrip;

/* TRUE: something of the selected measure lies under the pointer and is held now. */
gboolean kerf_grip_press (KerfGrip *grip, KerfWindow *window, KerfViewArea *area, const KerfPointer *at);
gboolean kerf_grip_is_hot (KerfWindow *window, KerfViewArea *area, const KerfPointer *at);
void kerf_grip_drag (KerfGrip *grip, KerfWindow *window, KerfViewArea *area, const KerfPointer *at);
void kerf_grip_release (KerfGrip *grip, KerfWindow *window);
/* Lets go without a step; FALSE: nothing was held. */
gboolean kerf_grip_drop (KerfGrip *grip, KerfWindow *window);
/* What the status line says while it is held. */
void kerf_grip_say (KerfGrip *grip, KerfWindow *window);

G_END_DECLS
