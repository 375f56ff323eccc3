/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/specimen.h"

#include "core/plan/lines-private.h"

#include <string.h>

/* Inclusion and exclusion over the kerfs' slabs: Σ V(K_i) − Σ V(K_i ∩ K_j) + …; sets that do not meet within the bone's
 * box end their branch. */
typedef struct {
  const KerfMesh *bone;
  KerfBox3 box;
  const KerfCut *cuts;
  gsize n;
  const KerfContext *context;
  GArray *half_spaces; /* of the slabs chosen so far */
  gboolean cancelled;
} Union;

static double
union_from (Union *u, gsize first, double sign)
{
  double sum = 0;
  for (gsize k = first; k < u->n && !u->cancelled; k++) {
    KerfHalfSpace slab[6];
    guint before = u->half_spaces->len;
    gsize faces = kerf_cut_slab_half_spaces (&u->cuts[k], slab);
    if (!(u->cuts[k].width_mm > 0))
      continue;
    g_array_append_vals (u->half_spaces, slab, (guint) faces);
    const KerfHalfSpace *h = &g_array_index (u->half_spaces, KerfHalfSpace, 0);
    if (kerf_half_spaces_meet (h, u->half_spaces->len, &u->box)) {
      double volume = kerf_mesh_clipped_volume_mm3 (u->bone, h, u->half_spaces->len, u->context);
      u->cancelled = u->cancelled || isnan (volume);
      if (fabs (volume) > 1e-9)
        sum += sign * volume + union_from (u, k + 1, -sign);
    }
    g_array_set_size (u->half_spaces, before);
  }
  return sum;
}

static KerfHalfSpace *
discard_half_spaces (const KerfCut *cuts, gsize n)
{
  KerfHalfSpace *h = g_new (KerfHalfSpace, MAX (n, 1));
  for (gsize k = 0; k < n; k++)
    h[k] = kerf_cut_discard_half_space (&cuts[k]);
  return h;
}

/* Length along a line that is inside a but outside b, from their sorted crossings. */
static double
length_outside (const double *a, gsize na, const double *b, gsize nb)
{
  double sum = 0;
  for (gsize i = 0; i + 1 < na; i += 2) {
    sum += a[i + 1] - a[i];
    for (gsize j = 0; j + 1 < nb; j += 2)
      sum -= fmax (fmin (a[i + 1], b[j + 1]) - fmax (a[i], b[j]), 0);
  }
  return sum;
}

static double
share_outside (const KerfMesh *tumour, const KerfMesh *bone)
{
  KerfBox3 box = kerf_mesh_box (tumour);
  double step = fmax (box.hi.x - box.lo.x, box.hi.y - box.lo.y) / 400, all = 0, outside = 0;
  if (!(step > 0))
    return (double) NAN;
  g_autoptr (KerfLines) t = kerf_lines_new (tumour, &box, step);
  g_autoptr (KerfLines) b = kerf_lines_new (bone, &box, step);
  for (gsize k = 0; k < (gsize) t->n[0] * (gsize) t->n[1]; k++) {
    const double *z = t->z + t->first[k];
    gsize n = t->first[k + 1] - t->first[k];
    all += length_outside (z, n, NULL, 0);
    outside += length_outside (z, n, b->z + b->first[k], b->first[k + 1] - b->first[k]);
  }
  return all > 0 ? outside / all : (double) NAN;
}

gboolean
kerf_specimen_volumes (const KerfCut *cuts, gsize n, const KerfMesh *tumour, const KerfMesh *bone,
                       const KerfContext *context, KerfSpecimenVolumes *out)
{
  double none = (double) NAN;
  *out = (KerfSpecimenVolumes){ none, none, none, none, none, none, none };
  g_autofree KerfHalfSpace *h = discard_half_spaces (cuts, n);
  gboolean has_bone = bone && bone->n_triangles, has_tumour = tumour && tumour->n_triangles;
  if (has_bone) {
    Union u = { .bone = bone,
                .box = kerf_mesh_box (bone),
                .cuts = cuts,
                .n = n,
                .context = context,
                .half_spaces = g_array_new (FALSE, FALSE, sizeof (KerfHalfSpace)) };
    out->bone_mm3 = kerf_mesh_volume_mm3 (bone);
    out->resected_mm3 = n ? fmax (kerf_mesh_clipped_volume_mm3 (bone, h, n, context), 0) : 0;
    out->kerf_mm3 = fmax (union_from (&u, 0, 1), 0);
    out->kept_mm3 = fmax (out->bone_mm3 - out->resected_mm3 - out->kerf_mm3, 0);
    g_array_unref (u.half_spaces);
  }
  if (has_tumour) {
    out->tumour_mm3 = kerf_mesh_volume_mm3 (tumour);
    double inside = n ? kerf_mesh_clipped_volume_mm3 (tumour, h, n, context) : 0;
    double outside = out->tumour_mm3 - inside;
    out->tumour_outside_specimen_mm3 =
        outside > 1e-9 * out->tumour_mm3 ? outside : 0; /* rounding is no tumour */
  }
  if (has_bone && has_tumour)
    out->tumour_outside_bone_share = share_outside (tumour, bone);
  return !kerf_context_cancelled (context);
}

typedef struct {
  const KerfHalfSpace *h;
  gsize n;
  const KerfDistance *tumour, *bone;
  KerfBox3 box; /* of the tumour */
  double reach; /* target + growth */
  gint found;   /* atomic: a point of bone outside the specimen within reach */
} Shell;

static gboolean
box_holds (const KerfBox3 *box, KerfVec3 p)
{
  return p.x >= box->lo.x && p.y >= box->lo.y && p.z >= box->lo.z && p.x <= box->hi.x && p.y <= box->hi.y &&
         p.z <= box->hi.z;
}

/* TRUE where a point of the triangle that lies beyond the half-space is nearer than reach: halves the longest edge
 * until that is decided to 1e-6 mm. */
static gboolean
triangle_in_reach (const Shell *s, const KerfHalfSpace *beyond, KerfVec3 a, KerfVec3 b, KerfVec3 c, int depth)
{
  const KerfVec3 corner[3] = { a, b, c };
  int before = 0;
  for (int k = 0; k < 3; k++)
    before += kerf_dot (beyond->normal, corner[k]) <= beyond->offset_mm;
  if (before == 3)
    return FALSE;
  KerfVec3 m = kerf_scale (kerf_add (a, kerf_add (b, c)), 1.0 / 3);
  double radius = fmax (kerf_distance (m, a), fmax (kerf_distance (m, b), kerf_distance (m, c)));
  double d = kerf_distance_within (s->tumour, m, s->reach + radius + 1e-9, NULL);
  if (isinf (d)) /* far from its surface: only its box can hold it */
    return box_holds (&s->box, m) && kerf_distance_inside (s->tumour, m);
  if (d - radius >= s->reach - KERF_MARGIN_SLACK_MM)
    return FALSE;
  if (d < s->reach - KERF_MARGIN_SLACK_MM && kerf_dot (beyond->normal, m) > beyond->offset_mm)
    return TRUE;
  if (radius < KERF_MARGIN_SLACK_MM || depth > 60)
    return FALSE;
  double ab = kerf_distance (a, b), bc = kerf_distance (b, c), ca = kerf_distance (c, a);
  if (ab >= bc && ab >= ca) {
    KerfVec3 h = kerf_lerp (a, b, 0.5);
    return triangle_in_reach (s, beyond, a, h, c, depth + 1) ||
           triangle_in_reach (s, beyond, h, b, c, depth + 1);
  }
  return bc >= ca ? triangle_in_reach (s, beyond, b, c, a, depth + 1)
                  : triangle_in_reach (s, beyond, c, a, b, depth + 1);
}

static void
shell_block (gsize begin, gsize end, gpointer data)
{
  Shell *s = data;
  const KerfMesh *bone = kerf_distance_mesh (s->bone);
  for (gsize t = begin; t < end && !g_atomic_int_get (&s->found); t++) {
    KerfVec3 c[3];
    for (int k = 0; k < 3; k++)
      c[k] = kerf_mesh_vertex (bone, bone->triangles[3 * t + (gsize) k]);
    for (gsize k = 0; k < s->n; k++)
      if (triangle_in_reach (s, &s->h[k], c[0], c[1], c[2], 0))
        g_atomic_int_set (&s->found, 1);
  }
}

/* Bone outside the specimen is bone beyond some discard face; its nearest point to the tumour lies in that face, on the
 * bone's surface beyond it, or in the tumour. */
int
kerf_specimen_contains_shell (const KerfCut *cuts, gsize n, const KerfDistance *tumour, double grown_mm,
                              double target_mm, const KerfDistance *bone, const KerfContext *context)
{
  if (n == 0 || !tumour || !bone || isnan (target_mm) || !kerf_distance_mesh (tumour)->n_triangles ||
      !kerf_distance_mesh (bone)->n_triangles)
    return -1;
  g_autofree KerfHalfSpace *h = discard_half_spaces (cuts, n);
  double everywhere[2] = { -(double) INFINITY, (double) INFINITY };
  for (gsize k = 0; k < n; k++) {
    KerfFrame3 face = kerf_cut_face (&cuts[k], KERF_FACE_DISCARD);
    g_autoptr (KerfSection) section = kerf_distance_section (bone, &face);
    double least = kerf_region_margin_mm (section, everywhere, everywhere, tumour, NULL, NULL);
    if (least - grown_mm < target_mm - KERF_MARGIN_SLACK_MM)
      return 0;
  }
  Shell shell = { h, n, tumour, bone, kerf_mesh_box (kerf_distance_mesh (tumour)), target_mm + grown_mm, 0 };
  if (!kerf_parallel_for (context, kerf_distance_mesh (bone)->n_triangles, 1024, shell_block, &shell))
    return -1;
  return shell.found ? 0 : 1;
}
