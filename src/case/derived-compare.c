/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/derived-compare.h"

#include "base/error.h"
#include "base/real.h"
#include "case/record-private.h"

#include <stdlib.h>
#include <string.h>

/* Plan A with its tumour and bone in its own space: all that a comparison is measured against. */
typedef struct {
  KerfPlan *plan;
  KerfDistance *tumour, *bone; /* NULL: none */
} Side;

static void
side_clear (Side *side)
{
  kerf_plan_free (side->plan);
  kerf_distance_unref (side->tumour);
  kerf_distance_unref (side->bone);
}

static gboolean
side_load (Side *side, const KerfCase *kase, KerfId id, const KerfContext *context, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, id);
  GError *inner = NULL;
  memset (side, 0, sizeof *side);
  if (!object)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "A plan of this comparison is gone; make the comparison again.");
  side->plan = kerf_plan_from_object (object);
  const KerfId ids[2] = { side->plan->tumour, side->plan->bone };
  KerfDistance **to[2] = { &side->tumour, &side->bone };
  for (int k = 0; !inner && k < 2; k++) {
    const KerfObject *segment = ids[k].kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, ids[k]);
    KerfMat4 m;
    if (!segment)
      continue;
    KerfId volume = kerf_object_volume_id (segment);
    if (kerf_case_transform (kase, side->plan->volume, volume, side->plan->alignments, &m, NULL, &inner))
      *to[k] = kerf_derived_distance (segment, kerf_id_equal (volume, side->plan->volume) ? NULL : &m,
                                      context, &inner);
  }
  if (!inner)
    return TRUE;
  g_propagate_error (error, inner);
  return FALSE;
}

static KerfCut
moved_cut (const KerfCut *cut, const KerfMat4 *m)
{
  KerfCut moved = *cut;
  moved.frame = kerf_frame3 (kerf_mat4_point (m, cut->frame.p), kerf_mat4_direction (m, cut->frame.n),
                             kerf_mat4_direction (m, cut->frame.u));
  return moved;
}

/* Corners of the section of the stated plane with bone within the rectangle, in patient space; and its centroid q. */
static GArray *
face_points (const KerfCut *cut, const KerfDistance *bone, KerfVec3 *q)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  g_autoptr (KerfSection) whole = bone ? kerf_distance_section (bone, &cut->frame) : NULL;
  *q = cut->frame.p;
  if (!whole || kerf_section_is_empty (whole))
    return points;
  double t0, t1, planes[4][3];
  gsize n = 0;
  kerf_cut_t_range (cut, &t0, &t1);
  if (isfinite (cut->half_extent_u_mm)) {
    memcpy (planes[n++], (double[3]){ 1, 0, cut->half_extent_u_mm }, sizeof planes[0]);
    memcpy (planes[n++], (double[3]){ -1, 0, cut->half_extent_u_mm }, sizeof planes[0]);
  }
  if (isfinite (t1))
    memcpy (planes[n++], (double[3]){ 0, 1, t1 }, sizeof planes[0]);
  if (isfinite (t0))
    memcpy (planes[n++], (double[3]){ 0, -1, -t0 }, sizeof planes[0]);
  g_autoptr (KerfSection) part = kerf_section_clipped (whole, planes, n);
  if (kerf_section_is_empty (part) || isnan (part->s_centroid))
    return points;
  *q = kerf_frame3_point (&cut->frame, part->s_centroid, part->t_centroid, 0);
  for (guint32 k = 0; k < part->starts[part->n_loops]; k++) {
    KerfVec3 p = kerf_frame3_point (&cut->frame, part->st[2 * k], part->st[2 * k + 1], 0);
    g_array_append_val (points, p);
  }
  return points;
}

/* Bounded and unbounded margin of one face; NaN for what isn't known. */
static KerfMargin
margin_of (const KerfCut *cut, KerfFace face, const KerfDistance *tumour, const KerfDistance *bone)
{
  KerfMargin margin;
  kerf_margin (cut, face, tumour, 0, bone, &margin);
  return margin;
}

static double
degrees (double rad)
{
  return rad / KERF_RAD_PER_DEG;
}

static void
say_deviation (KerfJson *row, const KerfCutDeviation *d)
{
  kerf_json_set_real (row, "offset_mm", d->offset_mm);
  kerf_json_set_real (row, "pitch_deg", degrees (d->pitch_rad));
  kerf_json_set_real (row, "roll_deg", degrees (d->roll_rad));
  kerf_json_set_real (row, "angle_deg", degrees (d->angle_rad));
  kerf_json_set_real (row, "L_dev_mm", d->L_dev_mm);
  kerf_json_set_real (row, "L_zone_mm", d->L_zone_mm);
  kerf_json_set_real (row, "h_min_mm", d->h_min_mm);
}

/* One row: plane `b` (in A's frame) against `a`. `face_b` is the face of b whose margin counts. */
static KerfJson *
row_of (const char *name, const KerfCut *a, const KerfCut *b, KerfFace face_b, const Side *side,
        const KerfDistance *tumour_b, double *difference)
{
  KerfVec3 q;
  KerfJson *row = kerf_json_object (), *flags = kerf_json_array ();
  g_autoptr (GArray) points = face_points (a, side->bone, &q);
  KerfCutDeviation d = kerf_cut_deviation (&a->frame, &b->frame, q,
                                           (const KerfVec3 *) (gconstpointer) points->data, points->len);
  KerfMargin ma = margin_of (a, KERF_FACE_DISCARD, side->tumour, side->bone),
             mb = margin_of (b, face_b, tumour_b, side->bone);
  *difference = mb.bounded_mm - ma.bounded_mm;
  kerf_json_set_string (row, "name", name);
  say_deviation (row, &d);
  kerf_json_set_real (row, "margin_a_mm", ma.bounded_mm);
  kerf_json_set_real (row, "margin_b_mm", mb.bounded_mm);
  kerf_json_set_real (row, "margin_diff_mm", *difference);
  kerf_json_set_real (row, "margin_unbounded_a_mm", ma.unbounded_mm);
  kerf_json_set_real (row, "margin_unbounded_b_mm", mb.unbounded_mm);
  if (points->len == 0)
    kerf_json_append (flags, kerf_json_string ("no_section"));
  if (d.opposite_normal)
    kerf_json_append (flags, kerf_json_string ("opposite_normal"));
  if (a->width_mm != b->width_mm || a->face != b->face)
    kerf_json_append (flags, kerf_json_string ("kerf_differs"));
  kerf_json_set (row, "flags", flags);
  return row;
}

static int
by_value (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static KerfJson *
summary_of (const GArray *differences)
{
  KerfJson *json = kerf_json_object ();
  g_autofree double *values = g_new0 (double, differences->len + 1);
  guint n = 0;
  double sum = 0;
  for (guint k = 0; k < differences->len; k++) {
    double d = g_array_index (differences, double, k);
    if (isnan (d))
      continue; /* not assessed: it is counted out, never as 0 */
    values[n++] = fabs (d);
    sum += fabs (d);
  }
  qsort (values, n, sizeof *values, by_value);
  kerf_json_set_real (json, "n", n);
  kerf_json_set_real (json, "mean_abs_mm", n ? sum / n : (double) NAN);
  kerf_json_set_real (json, "median_abs_mm",
                      n ? (n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2) : (double) NAN);
  kerf_json_set_real (json, "max_abs_mm", n ? values[n - 1] : (double) NAN);
  return json;
}

static KerfJson *
arm_json (const KerfCase *kase, KerfId plan, KerfId volume)
{
  KerfJson *json = kerf_json_object ();
  const KerfObject *object = kerf_case_get (kase, volume);
  kerf_record_set_id (json, "plan", plan);
  kerf_record_set_id (json, "volume", volume);
  kerf_json_set_string (json, "role",
                        object ? kerf_json_get_string (kerf_object_record (object), "role", "other") : NULL);
  return json;
}

static KerfJson *
alignment_json (const KerfCase *kase, KerfId id, const char *basis)
{
  const KerfObject *object = id.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, id);
  g_autoptr (KerfAlignment) a = object ? kerf_alignment_from_object (object) : NULL;
  KerfJson *json = kerf_json_object ();
  const KerfSignature *last =
      a && a->signatures->len ? g_ptr_array_index (a->signatures, a->signatures->len - 1) : NULL;
  kerf_record_set_id (json, "id", id);
  kerf_json_set_string (json, "method", a ? a->method : "same-volume");
  kerf_json_set_string (json, "basis", basis);
  kerf_json_set_real (json, "tre_mm", a ? a->tre_mm : (double) NAN);
  kerf_json_set_string (json, "accepted_by", last ? last->name : NULL);
  return json;
}

static KerfPlane *
partner (const KerfPlan *b, const KerfJson *pairs, const char *letter)
{
  const char *other = kerf_json_get_string (pairs, letter, kerf_json_length (pairs) ? "" : letter);
  return *other ? kerf_plan_plane (b, other) : NULL;
}

/* ---- E2 ---- */

static KerfJson *
compare_plans (const KerfCase *kase, const KerfJson *record, const KerfContext *context, GError **error)
{
  Side a = { 0 }, b = { 0 };
  KerfMat4 a_from_b;
  KerfId ida = kerf_record_id (record, "a"), idb = kerf_record_id (record, "b"), by = KERF_ID_NONE;
  g_autoptr (GArray) given = g_array_new (FALSE, FALSE, sizeof (KerfId)),
                     differences = g_array_new (FALSE, FALSE, sizeof (double));
  KerfId alignment = kerf_record_id (record, "alignment");
  KerfJson *json = NULL;
  if (alignment.kind != KERF_KIND_NONE)
    g_array_append_val (given, alignment);
  if (side_load (&a, kase, ida, context, error) && side_load (&b, kase, idb, context, error) &&
      kerf_case_transform (kase, a.plan->volume, b.plan->volume, given, &a_from_b, &by, error)) {
    gboolean own = strcmp (kerf_json_get_string (record, "tumour", "common"), "own") == 0;
    const KerfJson *pairs = kerf_json_get (record, "pairs");
    KerfJson *planes = kerf_json_array (), *unmatched = kerf_json_array ();
    json = kerf_json_object ();
    for (guint k = 0; k < a.plan->planes->len; k++) {
      const KerfPlane *pa = g_ptr_array_index (a.plan->planes, k), *pb = partner (b.plan, pairs, pa->letter);
      double difference;
      if (!pb) {
        kerf_json_append (unmatched, kerf_json_string (pa->letter));
        continue;
      }
      KerfCut cut = moved_cut (&pb->cut, &a_from_b);
      KerfJson *row = row_of (pa->letter, &pa->cut, &cut, KERF_FACE_DISCARD, &a, a.tumour, &difference);
      if (own) { /* each plan's own tumour and bone, each in its own space */
        KerfMargin mb = margin_of (&pb->cut, KERF_FACE_DISCARD, b.tumour, b.bone);
        difference = mb.bounded_mm - kerf_json_get_real (row, "margin_a_mm", (double) NAN);
        kerf_json_set_real (row, "margin_b_mm", mb.bounded_mm);
        kerf_json_set_real (row, "margin_diff_mm", difference);
        kerf_json_set_real (row, "margin_unbounded_b_mm", mb.unbounded_mm);
      }
      kerf_json_set_real (row, "e1_abs_mm", fabs (difference));
      g_array_append_val (differences, difference);
      kerf_json_append (planes, row);
    }
    for (guint k = 0; k < b.plan->planes->len; k++) {
      const KerfPlane *pb = g_ptr_array_index (b.plan->planes, k);
      gboolean used = FALSE;
      for (guint n = 0; n < a.plan->planes->len; n++)
        used = used || partner (b.plan, pairs,
                                ((const KerfPlane *) g_ptr_array_index (a.plan->planes, n))->letter) == pb;
      if (!used)
        kerf_json_append (unmatched, kerf_json_string (pb->letter));
    }
    kerf_json_set_string (json, "kind", "e2");
    kerf_json_set_string (json, "planning", kerf_json_get_string (record, "planning", NULL));
    kerf_json_set_string (json, "tumour", own ? "own" : "common");
    kerf_json_set (json, "a", arm_json (kase, ida, a.plan->volume));
    kerf_json_set (json, "b", arm_json (kase, idb, b.plan->volume));
    kerf_json_set (json, "alignment",
                   alignment_json (kase, by, kerf_json_get_string (record, "registration_basis", NULL)));
    kerf_json_set (json, "matrix_b_to_a", kerf_json_mat4 (&a_from_b));
    kerf_json_set (json, "planes", planes);
    kerf_json_set (json, "unmatched", unmatched);
    kerf_json_set (json, "summary", summary_of (differences));
  }
  side_clear (&a);
  side_clear (&b);
  return json;
}

/* ---- E1 ---- */

/* The achieved discard face in A's frame, over A's rectangle: its point is A's centre brought to it along A's normal. */
static KerfCut
achieved_cut (const KerfCut *a, KerfVec3 point, KerfVec3 normal, double shift_mm)
{
  KerfCut cut = *a;
  KerfVec3 n = kerf_dot (normal, a->frame.n) < 0 ? kerf_scale (normal, -1) : normal;
  KerfVec3 p = kerf_along (point, shift_mm, n);
  double along = kerf_dot (n, kerf_sub (p, a->frame.p)) / kerf_dot (n, a->frame.n);
  cut.frame = kerf_frame3 (kerf_along (a->frame.p, along, a->frame.n), n, a->frame.u);
  cut.width_mm = 0;
  cut.face = KERF_FACE_CENTRE;
  return cut;
}

/* A's own discard face as a plane without kerf: what the achieved face is compared with. */
static KerfCut
planned_face (const KerfCut *a)
{
  KerfCut cut = *a;
  cut.frame = kerf_cut_face (a, KERF_FACE_DISCARD);
  cut.width_mm = 0;
  cut.face = KERF_FACE_CENTRE;
  return cut;
}

static KerfJson *
compare_postop (const KerfCase *kase, const KerfJson *record, const KerfContext *context, GError **error)
{
  Side a = { 0 };
  KerfMat4 a_from_o;
  KerfId ida = kerf_record_id (record, "plan"), volume = kerf_record_id (record, "volume"), by = KERF_ID_NONE,
         alignment = kerf_record_id (record, "alignment");
  g_autoptr (GArray) given = g_array_new (FALSE, FALSE, sizeof (KerfId)),
                     differences = g_array_new (FALSE, FALSE, sizeof (double));
  KerfJson *json = NULL;
  if (alignment.kind != KERF_KIND_NONE)
    g_array_append_val (given, alignment);
  if (side_load (&a, kase, ida, context, error) &&
      kerf_case_transform (kase, a.plan->volume, volume, given, &a_from_o, &by, error)) {
    const KerfJson *measured = kerf_json_get (record, "planes");
    KerfJson *planes = kerf_json_array (), *unmatched = kerf_json_array ();
    const char *face = kerf_json_get_string (record, "face_measured", ""),
               *source = kerf_json_get_string (record, "kerf_source", "planned");
    double width = kerf_json_get_real (record, "width_mm", (double) NAN);
    json = kerf_json_object ();
    for (guint k = 0; k < a.plan->planes->len; k++) {
      const KerfPlane *pa = g_ptr_array_index (a.plan->planes, k);
      const KerfJson *m = kerf_json_get (measured, pa->letter);
      KerfVec3 point, normal;
      double difference;
      if (!m || !kerf_json_get_vec3 (m, "point", &point) || !kerf_json_get_vec3 (m, "normal", &normal)) {
        kerf_json_append (unmatched, kerf_json_string (pa->letter));
        continue;
      }
      point = kerf_mat4_point (&a_from_o, point);
      normal = kerf_unit (kerf_mat4_direction (&a_from_o, normal));
      double w = strcmp (source, "measured") == 0 ? width : pa->cut.width_mm;
      KerfCut cut = achieved_cut (&pa->cut, point, normal, strcmp (face, "keep") == 0 ? -w : 0),
              planned = planned_face (&pa->cut);
      KerfJson *row = row_of (pa->letter, &planned, &cut, KERF_FACE_CENTRE, &a, a.tumour, &difference);
      kerf_json_set_real (row, "e_mm", difference);
      kerf_json_set_real (row, "e1_abs_mm", fabs (difference));
      kerf_json_set_real (row, "u_mm", (double) NAN);
      kerf_json_set_string (row, "face_measured", face);
      kerf_json_set_string (row, "kerf_source", source);
      g_array_append_val (differences, difference);
      kerf_json_append (planes, row);
    }
    kerf_json_set_string (json, "kind", "e1");
    kerf_json_set (json, "a", arm_json (kase, ida, a.plan->volume));
    kerf_json_set (json, "b", arm_json (kase, KERF_ID_NONE, volume));
    kerf_json_set (json, "alignment", alignment_json (kase, by, NULL));
    kerf_json_set_string (json, "pairing", "none");
    kerf_json_set (json, "planes", planes);
    kerf_json_set (json, "unmatched", unmatched);
    kerf_json_set (json, "summary", summary_of (differences));
  }
  side_clear (&a);
  return json;
}

KerfJson *
kerf_derived_comparison (const KerfCase *kase, KerfId id, const KerfContext *context, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_COMPARISON) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no such comparison; kerf-cli show lists them.");
    return NULL;
  }
  const KerfJson *record = kerf_object_record (object);
  return strcmp (kerf_json_get_string (record, "kind", ""), "e1") == 0
             ? compare_postop (kase, record, context, error)
             : compare_plans (kase, record, context, error);
}
