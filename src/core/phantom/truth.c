/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"
#include "core/phantom/phantom-private.h"

static KerfJson *
vec (KerfVec3 v)
{
  return kerf_json_reals ((double[3]){ v.x, v.y, v.z }, 3);
}

/* Two balls: their sum less the lens where they overlap. */
static double
lesion_volume_mm3 (const KerfPhantom *p)
{
  double r = p->lesion[0].radius_mm, s = p->lesion[1].radius_mm,
         d = kerf_distance (p->lesion[0].centre, p->lesion[1].centre);
  double both = 4.0 / 3 * KERF_PI * (r * r * r + s * s * s);
  if (d >= r + s)
    return both;
  if (d <= fabs (r - s))
    return 4.0 / 3 * KERF_PI * fmax (r, s) * fmax (r, s) * fmax (r, s);
  double lens =
      KERF_PI * (r + s - d) * (r + s - d) * (d * d + 2 * d * (r + s) - 3 * (r - s) * (r - s)) / (12 * d);
  return both - lens;
}

static double
unbounded_mm (const KerfPhantom *p, const KerfCut *cut, KerfFace face)
{
  KerfFrame3 f = kerf_cut_face (cut, face);
  double least = HUGE_VAL;
  for (int k = 0; k < 2; k++)
    least = fmin (least, kerf_dot (f.n, kerf_sub (f.p, p->lesion[k].centre)) - p->lesion[k].radius_mm);
  return least;
}

/* The bounded margin is the unbounded one where the foot of the nearest ball lies in bone, inside the rectangle and at
 * least 2 mm from its border; else it isn't known in closed form. */
static double
bounded_mm (const KerfPhantom *p, const KerfCut *cut, KerfFace face)
{
  KerfFrame3 f = kerf_cut_face (cut, face);
  double margin = unbounded_mm (p, cut, face);
  for (int k = 0; k < 2; k++) {
    KerfVec3 c = kerf_frame3_coordinates (&f, p->lesion[k].centre);
    if (fabs (-c.z - p->lesion[k].radius_mm - margin) > 1e-9)
      continue;
    KerfVec3 foot = kerf_frame3_point (&f, c.x, c.y, 0);
    if (fabs (c.x) < cut->half_extent_u_mm - 2 && fabs (c.y) < cut->half_extent_v_mm - 2 &&
        kerf_phantom_bone_mm (p, foot) > 2)
      return margin;
  }
  return (double) NAN;
}

static KerfJson *
cut_json (const KerfCut *cut)
{
  KerfJson *json = kerf_json_object ();
  kerf_json_set (json, "point_lps_mm", vec (cut->frame.p));
  kerf_json_set (json, "normal_lps", vec (cut->frame.n));
  kerf_json_set (json, "axis_u_lps", vec (cut->frame.u));
  kerf_json_set_real (json, "half_extent_u_mm", cut->half_extent_u_mm);
  kerf_json_set_real (json, "half_extent_v_mm", cut->half_extent_v_mm);
  kerf_json_set_real (json, "kerf_width_mm", cut->width_mm);
  kerf_json_set_string (json, "kerf_face", "centre");
  return json;
}

static KerfJson *
plane_json (const KerfPhantom *p, const KerfPhantomPlane *plane)
{
  KerfJson *json = cut_json (&plane->planned), *achieved = cut_json (&plane->achieved),
           *keep = kerf_json_object ();
  KerfFrame3 face = kerf_cut_face (&plane->achieved, KERF_FACE_KEEP);
  KerfCutDeviation d =
      kerf_cut_deviation (&plane->planned.frame, &plane->achieved.frame, plane->planned.frame.p, NULL, 0);
  kerf_json_set_string (json, "letter", plane->letter);
  kerf_json_set_real (json, "margin_unbounded_discard_mm",
                      unbounded_mm (p, &plane->planned, KERF_FACE_DISCARD));
  kerf_json_set_real (json, "margin_unbounded_centre_mm",
                      unbounded_mm (p, &plane->planned, KERF_FACE_CENTRE));
  kerf_json_set_real (json, "margin_unbounded_keep_mm", unbounded_mm (p, &plane->planned, KERF_FACE_KEEP));
  kerf_json_set_real (json, "margin_bounded_discard_mm", bounded_mm (p, &plane->planned, KERF_FACE_DISCARD));
  kerf_json_set_real (achieved, "margin_unbounded_discard_mm",
                      unbounded_mm (p, &plane->achieved, KERF_FACE_DISCARD));
  kerf_json_set_real (achieved, "offset_mm", d.offset_mm);
  kerf_json_set_real (achieved, "pitch_deg", d.pitch_rad / KERF_RAD_PER_DEG);
  kerf_json_set_real (achieved, "roll_deg", d.roll_rad / KERF_RAD_PER_DEG);
  kerf_json_set_real (achieved, "e_unbounded_mm",
                      unbounded_mm (p, &plane->achieved, KERF_FACE_DISCARD) -
                          unbounded_mm (p, &plane->planned, KERF_FACE_DISCARD));
  /* The keep face as the post-operative image shows it, in that image's space. */
  kerf_json_set (keep, "point_lps_mm", vec (kerf_mat4_point (&p->postop_from_ct, face.p)));
  kerf_json_set (keep, "normal_lps", vec (kerf_mat4_direction (&p->postop_from_ct, face.n)));
  kerf_json_set (achieved, "keep_face_in_post_op", keep);
  kerf_json_set (json, "achieved", achieved);
  return json;
}

static KerfJson *
tube_json (const KerfPhantom *p, const KerfPhantomTube *tube)
{
  KerfJson *json = kerf_json_object (), *points = kerf_json_array ();
  for (int k = 0; k < tube->n; k++)
    kerf_json_append (points, vec (tube->points[k]));
  kerf_json_set_string (json, "name", tube->name);
  kerf_json_set_string (json, "class", tube->klass);
  kerf_json_set (json, "points_lps_mm", points);
  kerf_json_set_real (json, "radius_mm", tube->radius_mm);
  (void) p;
  return json;
}

static KerfJson *
tissue_json (KerfPhantomImage image)
{
  KerfPhantomTissues t = kerf_phantom_tissues (image);
  KerfJson *json = kerf_json_object ();
  kerf_json_set_real (json, "air", t.air);
  kerf_json_set_real (json, "fat", t.fat);
  kerf_json_set_real (json, "muscle", t.muscle);
  kerf_json_set_real (json, "cortex", t.cortex);
  kerf_json_set_real (json, "spongy", t.spongy);
  kerf_json_set_real (json, "lesion", t.lesion);
  return json;
}

KerfJson *
kerf_phantom_truth (const KerfPhantom *p)
{
  KerfJson *json = kerf_json_object (), *balls = kerf_json_array (), *planes = kerf_json_array (),
           *tubes = kerf_json_array (), *tissues = kerf_json_object (), *lesion = kerf_json_object ();
  for (int k = 0; k < 2; k++) {
    KerfJson *ball = kerf_json_object ();
    kerf_json_set (ball, "centre_lps_mm", vec (p->lesion[k].centre));
    kerf_json_set_real (ball, "radius_mm", p->lesion[k].radius_mm);
    kerf_json_append (balls, ball);
  }
  for (int k = 0; k < p->n_planes; k++)
    kerf_json_append (planes, plane_json (p, &p->planes[k]));
  for (int k = 0; k < p->n_tubes; k++)
    kerf_json_append (tubes, tube_json (p, &p->tubes[k]));
  for (int k = 0; k < KERF_PHANTOM_N_IMAGES; k++)
    kerf_json_set (tissues, kerf_phantom_image_name ((KerfPhantomImage) k),
                   tissue_json ((KerfPhantomImage) k));
  kerf_json_set (lesion, "balls", balls);
  kerf_json_set_real (lesion, "volume_mm3", lesion_volume_mm3 (p));
  kerf_json_set_string (json, "format", "kerf-phantom-1");
  kerf_json_set_string (json, "kind", p->kind == KERF_PHANTOM_SACRUM ? "sacrum" : "femur");
  kerf_json_set_string (json, "bone", p->kind == KERF_PHANTOM_SACRUM ? "Sacrum" : "Femur");
  kerf_json_set_string (json, "side", "left");
  kerf_json_set_real (json, "seed", (double) p->seed);
  kerf_json_set_real (json, "target_margin_mm", p->target_margin_mm);
  kerf_json_set_real (json, "cortex_mm", p->cortex_mm);
  kerf_json_set (json, "lesion", lesion);
  kerf_json_set (json, "planes", planes);
  kerf_json_set (json, "tubes", tubes);
  kerf_json_set (json, "tissues", tissues);
  kerf_json_set_reals (json, "mr_from_ct", p->mr_from_ct.m, 16);
  kerf_json_set_reals (json, "post_op_from_ct", p->postop_from_ct.m, 16);
  return json;
}
