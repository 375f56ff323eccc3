/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"
#include "case/plan.h"

G_BEGIN_DECLS

/* A plan or one of its planes with the figures that are there by now: where its pages get theirs. */
typedef struct {
  KerfId id;
  KerfPlan *plan;
  KerfPlanFigures *figures; /* may be NULL */
  int index;                /* of the plane; −1: none */
  const KerfPlane *plane;
} KerfKnownPlan;

/* `what` is "p1" or "p1.A"; `full`: with volumes and freedom, not only margins. FALSE: it is not there (any more). */
gboolean kerf_know_plan (KerfWindow *window, const char *what, gboolean full, KerfKnownPlan *known);
void kerf_known_plan_clear (KerfKnownPlan *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KerfKnownPlan, kerf_known_plan_clear)

G_END_DECLS
