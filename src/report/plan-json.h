/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/plan-document.h"
#include "case/store.h"

G_BEGIN_DECLS

/* The whole plan JSON (kerf-plan-1): document, identity, results. `prefix` is the base name of the meshes beside it
 * (structures[].file is then set); NULL: no files are named. Unknown quantities are null. */
KerfJson *kerf_report_plan_json (const KerfCase *kase, KerfId plan, const KerfHash *revision,
                                 const char *prefix, const KerfContext *context, GError **error);

/* Writes the JSON to `path` and, beside it, the mesh of each structure that it names (PATH-s1.stl in the plan's space).
 * Refused while stale or superseded (export.stale, export.superseded). */
gboolean kerf_report_write_plan (const KerfCase *kase, KerfId plan, const KerfHash *revision,
                                 const char *path, const KerfContext *context, GError **error);

/* What is in a case, as `show --json` gives it: volumes with findings, segments with volumes, alignments with quality,
 * plans with margins, guides; what is stale and why. */
KerfJson *kerf_report_case_json (const KerfCase *kase, const KerfHash *revision, const KerfContext *context,
                                 GError **error);

G_END_DECLS
