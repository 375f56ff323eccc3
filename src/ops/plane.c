/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/real.h"
#include "base/text.h"
#include "ops/edit.h"

#include <string.h>

static const char *const face_words[] = { "centre", "keep", "discard", NULL };

/* The point that lies on the specimen's side: the tumour's centroid, else the bone's, else none. */
static gboolean
specimen_side (const KerfCase *kase, const KerfPlan *plan, const KerfMesh *bone, KerfOpRun *run,
               KerfVec3 *side, GError **error)
{
  GError *inner = NULL;
  g_autoptr (KerfMesh) tumour = kerf_edit_plan_mesh (kase, plan, plan->tumour, run->job, &inner);
  if (inner) {
    g_propagate_error (error, inner);
    return FALSE;
  }
  if (tumour && tumour->n_triangles)
    *side = kerf_mesh_centroid (tumour);
  else if (bone && bone->n_triangles)
    *side = kerf_mesh_centroid (bone);
  else
    return kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "Plan '%s' has neither tumour nor bone, so no side to keep; name them in plan.new.", plan->name);
  return TRUE;
}

/* What the two ways of placing share. */
typedef struct {
  KerfId plan;
  GArray *points;
  KerfVec3 from, to, view_normal;
  char *name;
  double half_extent_u_mm, half_extent_v_mm, width_mm;
  int face;
} PlanePlace;

static KerfPlane *
add_plane (KerfPlan *plan, const PlanePlace *a, const KerfCut *cut, gboolean typed)
{
  KerfPlane *plane = kerf_plane_new ();
  g_autofree char *letter = kerf_letter_from_number (plan->letters_used++);
  g_strlcpy (plane->letter, letter, sizeof plane->letter);
  plane->name = g_strdup (a->name && *a->name ? a->name : letter);
  plane->cut = *cut;
  plane->datum = cut->frame;
  plane->kerf_from = g_strdup (typed ? "typed" : plan->planes->len ? "previous-plane" : "default");
  g_ptr_array_add (plan->planes, plane);
  return plane;
}

/* Kerf of a new plane: what is given, else the plan's last plane's, else 1.2 mm, centre (assumed until plane.kerf). */
static void
kerf_of_new (const KerfPlan *plan, const PlanePlace *a, double *width, KerfFace *face)
{
  const KerfPlane *last = plan->planes->len ? g_ptr_array_index (plan->planes, plan->planes->len - 1) : NULL;
  *width = kerf_given (a->width_mm) ? a->width_mm : last ? last->cut.width_mm : 1.2;
  *face = a->face >= 0 ? (KerfFace) a->face : last ? last->cut.face : KERF_FACE_CENTRE;
}

static KerfCase *
place (const KerfCase *kase, const PlanePlace *a, gboolean by_line, KerfOpRun *run, GError **error)
{
  GError *inner = NULL;
  g_autoptr (KerfPlan) plan = kerf_edit_plan (kase, a->plan, error);
  if (!plan)
    return NULL;
  if (!by_line && a->points->len != 3) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "'points' has %u points; give three, the first two where the blade enters.",
                    a->points->len);
    return NULL;
  }
  g_autoptr (KerfMesh) bone = kerf_edit_plan_mesh (kase, plan, plan->bone, run->job, &inner);
  KerfVec3 side, near;
  if (inner) {
    g_propagate_error (error, inner);
    return NULL;
  }
  if (!specimen_side (kase, plan, bone, run, &side, error))
    return NULL;
  KerfCut cut;
  double width;
  KerfFace face;
  kerf_of_new (plan, a, &width, &face);
  const KerfVec3 *p = by_line ? NULL : (const KerfVec3 *) (gconstpointer) a->points->data;
  if (by_line ? !kerf_cut_line (a->from, a->to, a->view_normal, side, width, face, &cut, error)
              : !kerf_cut_through_points (p, side, width, face, &cut, error))
    return NULL;
  near = cut.frame.p;
  KerfCut fitted = kerf_cut_fit_extents (&cut, bone, near);
  double hu = kerf_given (a->half_extent_u_mm) ? a->half_extent_u_mm : (double) NAN,
         hv = kerf_given (a->half_extent_v_mm) ? a->half_extent_v_mm : (double) NAN;
  fitted = kerf_cut_with_extents (&fitted, hu, hv);
  add_plane (plan, a, &fitted, kerf_given (a->width_mm) || a->face >= 0);
  return kerf_edit_put_plan (kase, a->plan, plan, FALSE, run);
}

#define PLACE_ROWS                                                                                           \
  KERF_ARG_TEXT (PlanePlace, name, NULL, 0, "Name; the letter where not given"),                             \
      KERF_ARG_REAL (PlanePlace, half_extent_u_mm, "mm", 0.5, 1000, (double) NAN, KERF_NONE | KERF_ADVANCED, \
                     "Half width across the blade; section + 10 mm where not given, none = not bounded"),    \
      KERF_ARG_REAL (PlanePlace, half_extent_v_mm, "mm", 0.5, 1000, (double) NAN, KERF_NONE | KERF_ADVANCED, \
                     "Half depth along the blade; section + 10 mm where not given, none = not bounded"),     \
      KERF_ARG_REAL (PlanePlace, width_mm, "mm", 0, 10, (double) NAN, KERF_ADVANCED,                         \
                     "Kerf; that of the plan's last plane where not given"),                                 \
      KERF_ARG_ENUM (PlanePlace, face, face_words, (double) NAN, KERF_ADVANCED,                              \
                     "Which face of the kerf the plane is")

static const KerfParam plane_through_params[] = {
  KERF_ARG_ID (PlanePlace, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  KERF_ARG_POINTS (PlanePlace, points, 3, KERF_REQUIRED,
                   "Three points: two where the blade enters, the third deeper"),
  PLACE_ROWS,
};

static KerfCase *
plane_through (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return place (kase, args, FALSE, run, error);
}

KERF_OP (plane_through) = { .id = "plane.through",
                            .title = "Place Plane",
                            .help = "Places a cut plane through three points",
                            .version = 1,
                            .size = sizeof (PlanePlace),
                            .apply = plane_through,
                            KERF_PARAMS (plane_through_params) };

static const KerfParam plane_line_params[] = {
  KERF_ARG_ID (PlanePlace, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  KERF_ARG_POINT (PlanePlace, from, KERF_REQUIRED, "Where the blade enters"),
  KERF_ARG_POINT (PlanePlace, to, KERF_REQUIRED, "Where it goes"),
  KERF_ARG_DIRECTION (PlanePlace, view_normal, KERF_REQUIRED, "Across the slice that the line is drawn on"),
  PLACE_ROWS,
};

static KerfCase *
plane_line (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return place (kase, args, TRUE, run, error);
}

KERF_OP (plane_line) = { .id = "plane.line",
                         .title = "Draw Plane",
                         .help = "Places a cut plane at right angles to a slice, along a line on it",
                         .version = 1,
                         .size = sizeof (PlanePlace),
                         .apply = plane_line,
                         KERF_PARAMS (plane_line_params) };

/* ---- plane.set ---- */

typedef struct {
  KerfPlaneRef plane;
  KerfVec3 point, normal, axis_u;
} PlaneSet;

static const KerfParam plane_set_params[] = {
  KERF_ARG_PLANE (PlaneSet, plane, "The plane"),
  KERF_ARG_POINT (PlaneSet, point, 0, "Its point"),
  KERF_ARG_DIRECTION (PlaneSet, normal, 0, "Its normal, towards the bone that stays"),
  KERF_ARG_DIRECTION (PlaneSet, axis_u, 0, "Across the blade; as near the old one as can be where not given"),
};

static KerfCase *
plane_set (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlaneSet *a = args;
  KerfPlane *plane;
  g_autoptr (KerfPlan) plan = kerf_edit_plane (kase, &a->plane, &plane, error);
  if (!plan)
    return NULL;
  const KerfFrame3 *old = &plane->cut.frame;
  plane->cut.frame =
      kerf_frame3 (isnan (a->point.x) ? old->p : a->point, isnan (a->normal.x) ? old->n : a->normal,
                   isnan (a->axis_u.x) ? old->u : a->axis_u);
  plane->datum = plane->cut.frame;
  return kerf_edit_put_plan (kase, a->plane.plan, plan, FALSE, run);
}

KERF_OP (plane_set) = { .id = "plane.set",
                        .title = "Set Plane",
                        .help = "Puts a plane where the numbers say",
                        .version = 1,
                        .size = sizeof (PlaneSet),
                        .apply = plane_set,
                        KERF_PARAMS (plane_set_params) };

/* ---- plane.move ---- */

typedef struct {
  KerfPlaneRef plane;
  double along_mm, u_mm, v_mm, pitch_deg, roll_deg, turn_deg;
  KerfVec3 pivot;
} PlaneMove;

#define MOVE_MM(f, h)                                                                                \
  {                                                                                                  \
    KERF_ARG (PlaneMove, f, KERF_PARAM_REAL, "mm", 0, -500, 500, 0, h), .ui_min = -50, .ui_max = 50, \
                                                                        .step = 0.5, .digits = 1     \
  }
#define MOVE_DEG(f, limit, h)                                                                           \
  {                                                                                                     \
    KERF_ARG (PlaneMove, f, KERF_PARAM_REAL, "°", 0, -limit, limit, 0, h), .ui_min = -45, .ui_max = 45, \
                                                                           .step = 1, .digits = 1       \
  }

static const KerfParam plane_move_params[] = {
  KERF_ARG_PLANE (PlaneMove, plane, "The plane"),
  MOVE_MM (along_mm, "Along the normal, towards the bone that stays"),
  MOVE_MM (u_mm, "Across the blade"),
  MOVE_MM (v_mm, "The way the blade goes"),
  MOVE_DEG (pitch_deg, 60, "Tilt about u; + brings the deep end to the kept side"),
  MOVE_DEG (roll_deg, 60, "Tilt about v; + brings the +u end to the specimen's side"),
  MOVE_DEG (turn_deg, 360, "Turn about the normal"),
  KERF_ARG_POINT (PlaneMove, pivot, KERF_ADVANCED,
                  "About which it turns; the section's centroid where not given"),
};

static KerfCase *
plane_move (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlaneMove *a = args;
  KerfPlane *plane;
  g_autoptr (KerfPlan) plan = kerf_edit_plane (kase, &a->plane, &plane, error);
  if (!plan)
    return NULL;
  KerfCutMove move = { a->along_mm,
                       a->u_mm,
                       a->v_mm,
                       a->pitch_deg * KERF_RAD_PER_DEG,
                       a->roll_deg * KERF_RAD_PER_DEG,
                       a->turn_deg * KERF_RAD_PER_DEG,
                       a->pivot };
  gboolean turns = a->pitch_deg != 0 || a->roll_deg != 0 || a->turn_deg != 0;
  if (isnan (a->pivot.x)) {
    GError *inner = NULL;
    g_autoptr (KerfMesh) bone = turns ? kerf_edit_plan_mesh (kase, plan, plan->bone, run->job, &inner) : NULL;
    if (inner) {
      g_propagate_error (error, inner);
      return NULL;
    }
    move.pivot = plane->cut.frame.p;
    if (bone)
      kerf_cut_pivot (&plane->cut, bone, &move.pivot);
  }
  KerfCut moved;
  if (!kerf_cut_move (&plane->cut, &move, &moved, error))
    return NULL;
  plane->cut = moved;
  return kerf_edit_put_plan (kase, a->plane.plan, plan, FALSE, run);
}

KERF_OP (plane_move) = { .id = "plane.move",
                         .title = "Move Plane",
                         .help = "Moves and tilts a plane by so much",
                         .version = 1,
                         .size = sizeof (PlaneMove),
                         .apply = plane_move,
                         KERF_PARAMS (plane_move_params) };

/* ---- plane.bound ---- */

typedef struct {
  KerfPlaneRef plane;
  double half_extent_u_mm, half_extent_v_mm, depth_mm;
} PlaneBound;

static const KerfParam plane_bound_params[] = {
  KERF_ARG_PLANE (PlaneBound, plane, "The plane"),
  KERF_ARG_REAL (PlaneBound, half_extent_u_mm, "mm", 0.5, 1000, (double) NAN, KERF_NONE,
                 "Half width across the blade; none = not bounded"),
  KERF_ARG_REAL (PlaneBound, half_extent_v_mm, "mm", 0.5, 1000, (double) NAN, KERF_NONE,
                 "Half depth along the blade; none = not bounded"),
  KERF_ARG_REAL (PlaneBound, depth_mm, "mm", 0.5, 1000, (double) NAN, KERF_NONE,
                 "How far the blade goes; none = through"),
};

static KerfCase *
plane_bound (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlaneBound *a = args;
  KerfPlane *plane;
  g_autoptr (KerfPlan) plan = kerf_edit_plane (kase, &a->plane, &plane, error);
  if (!plan)
    return NULL;
  KerfCut *cut = &plane->cut;
  if (kerf_given (a->half_extent_u_mm))
    cut->half_extent_u_mm = a->half_extent_u_mm;
  if (kerf_given (a->half_extent_v_mm))
    cut->half_extent_v_mm = a->half_extent_v_mm;
  if (kerf_given (a->depth_mm))
    cut->depth_mm = a->depth_mm;
  if (isfinite (cut->depth_mm) && !isfinite (cut->half_extent_v_mm)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "A depth needs a bound along the blade; give half_extent_v_mm too.");
    return NULL;
  }
  return kerf_edit_put_plan (kase, a->plane.plan, plan, FALSE, run);
}

KERF_OP (plane_bound) = { .id = "plane.bound",
                          .title = "Bound Plane",
                          .help = "Bounds a plane: outside its bounds it does not cut",
                          .version = 1,
                          .size = sizeof (PlaneBound),
                          .apply = plane_bound,
                          KERF_PARAMS (plane_bound_params) };

/* ---- plane.kerf, plane.flip ---- */

typedef struct {
  KerfPlaneRef plane;
  double width_mm;
  int face;
} PlaneKerf;

static const KerfParam plane_kerf_params[] = {
  KERF_ARG_PLANE (PlaneKerf, plane, "The plane"),
  { KERF_ARG (PlaneKerf, width_mm, KERF_PARAM_REAL, "mm", 0, 0, 10, (double) NAN,
              "Width of bone that the blade takes away"),
    .ui_min = 0, .ui_max = 3, .step = 0.1, .digits = 2 },
  KERF_ARG_ENUM (PlaneKerf, face, face_words, (double) NAN, 0, "Which face of the kerf the plane is"),
};

static KerfCase *
plane_kerf (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlaneKerf *a = args;
  KerfPlane *plane;
  g_autoptr (KerfPlan) plan = kerf_edit_plane (kase, &a->plane, &plane, error);
  if (!plan)
    return NULL;
  if (kerf_given (a->width_mm))
    plane->cut.width_mm = a->width_mm;
  if (a->face >= 0)
    plane->cut.face = (KerfFace) a->face;
  g_free (plane->kerf_from);
  plane->kerf_from = g_strdup ("typed");
  return kerf_edit_put_plan (kase, a->plane.plan, plan, FALSE, run);
}

KERF_OP (plane_kerf) = { .id = "plane.kerf",
                         .title = "Set Kerf",
                         .help = "Sets how wide the saw cuts and which of its faces the plane is",
                         .version = 1,
                         .size = sizeof (PlaneKerf),
                         .apply = plane_kerf,
                         KERF_PARAMS (plane_kerf_params) };

typedef struct {
  KerfPlaneRef plane;
} PlaneFlip;

static const KerfParam plane_flip_params[] = {
  KERF_ARG_PLANE (PlaneFlip, plane, "The plane"),
};

static KerfCase *
plane_flip (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlaneFlip *a = args;
  KerfPlane *plane;
  g_autoptr (KerfPlan) plan = kerf_edit_plane (kase, &a->plane, &plane, error);
  if (!plan)
    return NULL;
  plane->cut = kerf_cut_flip (&plane->cut);
  plane->datum.n = kerf_scale (plane->datum.n, -1);
  plane->datum.u = kerf_scale (plane->datum.u, -1);
  return kerf_edit_put_plan (kase, a->plane.plan, plan, FALSE, run);
}

KERF_OP (plane_flip) = { .id = "plane.flip",
                         .title = "Flip Plane",
                         .help = "Turns a plane so that its other side is kept",
                         .version = 1,
                         .size = sizeof (PlaneFlip),
                         .apply = plane_flip,
                         KERF_PARAMS (plane_flip_params) };
