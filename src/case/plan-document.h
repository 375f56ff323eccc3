/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"
#include "case/plan.h"

G_BEGIN_DECLS

/* A plan as the document kerf-plan-1 has it, without identity, generator, results and file names: volumes, structures,
 * tumour, bone, target, planes, cuts, stages, registrations, guides, frame, conventions, format. Structures of other
 * frames stand in the plan's space. NULL with a sentence where a structure can't be brought there. */
KerfJson *kerf_plan_document (const KerfCase *kase, KerfId plan, GError **error);

/* SHA-256 over what is commanded: the document's keys volumes … guides without names, data of placing and signatures
 * (the schema's identity.version_hash). The same commands give the same hash. */
gboolean kerf_plan_version_hash (const KerfCase *kase, KerfId plan, KerfHash *hash, GError **error);

/* The structures that belong to a plan's document: bone, tumour, protected ones, tubes within reach. GArray of KerfId. */
GArray *kerf_plan_structures (const KerfCase *kase, KerfId plan);

/* TRUE when a later version of the same plan is locked. */
gboolean kerf_plan_is_superseded (const KerfCase *kase, KerfId plan, int *by_version);

/* Name of the first input that changed since the plan's (or guide's) last signature of this kind, or NULL: it holds. */
const char *kerf_object_stale_input (const KerfCase *kase, KerfId id, const char **what);

G_END_DECLS
