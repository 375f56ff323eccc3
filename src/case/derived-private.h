/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"

/* What the files of derived values share. */

/* Distance to a structure of the plan, in the plan's space. NULL without an error where the plan names none. */
KerfDistance *kerf_plan_distance (const KerfCase *kase, const KerfPlan *plan, KerfId id,
                                  const KerfContext *context, GError **error);
/* TRUE also where there is no such segment. */
gboolean kerf_object_is_empty (const KerfCase *kase, KerfId id);
