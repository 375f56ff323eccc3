/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"
#include "case/op.h"
#include "case/plan.h"

G_BEGIN_DECLS

/* Steps that several operations share. */

#define KERF_SET(kind)  (1u << (kind))
#define KERF_VOLUMES    KERF_SET (KERF_KIND_VOLUME)
#define KERF_SEGMENTS   KERF_SET (KERF_KIND_SEGMENT)
#define KERF_ALIGNMENTS KERF_SET (KERF_KIND_ALIGNMENT)
#define KERF_TUBES      KERF_SET (KERF_KIND_TUBE)
#define KERF_PLANS      KERF_SET (KERF_KIND_PLAN)
#define KERF_GUIDES     KERF_SET (KERF_KIND_GUIDE)

extern const char *const kerf_class_words[]; /* "bone" "tumour" … */
extern const char *const kerf_side_words[];  /* "left" "right" "midline" "unknown" */

/* The case with `object` in it; takes the object. Notes the id as made when `is_new`. */
KerfCase *kerf_edit_put (const KerfCase *kase, KerfObject *take, gboolean is_new, KerfOpRun *run);

/* A new signature by author, role, note, at the revision's time. */
KerfSignature *kerf_edit_signature (const char *what, const char *by, const char *role, const char *note,
                                    const KerfOpRun *run);

/* The plan as a struct to change, refused while it is locked; caller frees. */
KerfPlan *kerf_edit_plan (const KerfCase *kase, KerfId id, GError **error);
/* The case with the changed plan (its state falls back to draft, its review is withdrawn by staleness). */
KerfCase *
kerf_edit_put_plan (const KerfCase *kase, KerfId id, const KerfPlan *plan, gboolean is_new, KerfOpRun *run);
/* Also finds the plane; a locked plane is refused. */
KerfPlan *kerf_edit_plane (const KerfCase *kase, const KerfPlaneRef *ref, KerfPlane **plane, GError **error);

/* Surface of a plan's bone (or tumour) in the plan's space; NULL without `error` set when the plan names none. */
KerfMesh *kerf_edit_plan_mesh (const KerfCase *kase, const KerfPlan *plan, KerfId segment,
                               const KerfContext *context, GError **error);

/* A segment's result: a new segment where `name` is given, else `from` changed. Takes nothing. */
KerfCase *kerf_edit_put_mask (const KerfCase *kase, const KerfObject *from, const char *name,
                              const KerfMask *mask, KerfOpRun *run);

/* The volume that is meant: `given`, else the first CT, else the first. FALSE with a sentence where there is none. */
gboolean kerf_edit_volume (const KerfCase *kase, KerfId given, KerfId *volume, GError **error);

char *kerf_edit_uuid (const KerfOpRun *run, const char *what);

G_END_DECLS
