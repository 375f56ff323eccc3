/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/pick.h"

#include "view/ray-cache.h"

#include <string.h>

static double
segment_distance (double x, double y, KerfVec3 a, KerfVec3 b)
{
  double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? CLAMP (((x - a.x) * dx + (y - a.y) * dy) / length2, 0, 1) : 0;
  return hypot (x - a.x - t * dx, y - a.y - t * dy);
}

static KerfVec3
on_screen (const KerfScene *scene, const KerfDrawable *drawable, KerfVec3 point)
{
  return drawable->on_screen ? point : kerf_projection_screen (&scene->projection, point);
}

static double
line_distance (const KerfScene *scene, const KerfDrawable *drawable, double x, double y)
{
  double best = INFINITY;
  for (guint i = 0; i < kerf_drawable_paths (drawable); i++) {
    guint n;
    const KerfVec3 *points = kerf_drawable_path_at (drawable, i, &n);
    for (guint j = 0; j + (drawable->closed ? 0 : 1) < n; j++) {
      KerfVec3 a = on_screen (scene, drawable, points[j]),
               b = on_screen (scene, drawable, points[(j + 1) % n]);
      if (!isnan (a.x) && !isnan (b.x))
        best = fmin (best, segment_distance (x, y, a, b));
    }
  }
  return best;
}

double
kerf_pick_line_px (const KerfScene *scene, KerfId object, double x, double y)
{
  double best = INFINITY;
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->kind == KERF_DRAW_LINE && kerf_id_equal (drawable->object, object))
      best = fmin (best, line_distance (scene, drawable, x, y));
  }
  return best;
}

/* How far a place is from a label: from a measure's whole text, else from its middle. */
static double
label_distance (const KerfScene *scene, const KerfDrawable *label, double x, double y)
{
  KerfVec3 at = on_screen (scene, label, label->at);
  double box[4];
  if (label->object.kind != KERF_KIND_MEASURE)
    return fmax (hypot (x - at.x, y - at.y) - 8, 0);
  kerf_drawable_label_box (label, at, scene->text_factor, box);
  return hypot (fmax (0, fmax (box[0] - x, x - box[2])), fmax (0, fmax (box[1] - y, y - box[3])));
}

/* Even-odd, and the area of its box as a measure of size. */
static gboolean
fill_holds (const KerfScene *scene, const KerfDrawable *drawable, double x, double y, double *size)
{
  gboolean inside = FALSE;
  double lo[2] = { INFINITY, INFINITY }, hi[2] = { -INFINITY, -INFINITY };
  for (guint i = 0; i < kerf_drawable_paths (drawable); i++) {
    guint n;
    const KerfVec3 *points = kerf_drawable_path_at (drawable, i, &n);
    for (guint j = 0; j < n; j++) {
      KerfVec3 a = on_screen (scene, drawable, points[j]),
               b = on_screen (scene, drawable, points[(j + 1) % n]);
      if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x))
        inside = !inside;
      lo[0] = fmin (lo[0], a.x), hi[0] = fmax (hi[0], a.x);
      lo[1] = fmin (lo[1], a.y), hi[1] = fmax (hi[1], a.y);
    }
  }
  *size = (hi[0] - lo[0]) * (hi[1] - lo[1]);
  return inside;
}

static void
take (KerfPick *pick, const KerfDrawable *drawable)
{
  pick->object = drawable->object;
  memcpy (pick->part, drawable->part, sizeof pick->part);
}

static void
pick_slice (const KerfScene *scene, double x, double y, KerfPick *pick)
{
  double smallest = INFINITY;
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    double size;
    if (drawable->object.kind != KERF_KIND_NONE && drawable->closed && !drawable->part[0] &&
        (drawable->kind == KERF_DRAW_FILL || drawable->kind == KERF_DRAW_LINE) &&
        fill_holds (scene, drawable, x, y, &size) && size < smallest) {
      smallest = size;
      take (pick, drawable);
    }
  }
}

/* Does the ray's hit belong to the part of the surface that is drawn? */
static gboolean
is_drawn (const KerfDrawable *drawable, KerfVec3 base)
{
  if (!drawable->clips || drawable->clip_part == KERF_PART_ALL)
    return TRUE;
  gboolean specimen = TRUE;
  for (guint i = 0; i < drawable->clips->len; i++) {
    const KerfClip *clip = &g_array_index (drawable->clips, KerfClip, i);
    KerfVec3 sth = kerf_frame3_coordinates (&clip->frame, base);
    if (sth.z > 0)
      specimen = FALSE;
    if (sth.z > 0 && sth.z < clip->keep_mm && sth.x > clip->s_lo && sth.x < clip->s_hi &&
        sth.y > clip->t_lo && sth.y < clip->t_hi)
      return FALSE;
  }
  return specimen == (drawable->clip_part == KERF_PART_SPECIMEN);
}

static gboolean
is_kept (const KerfDrawable *drawable, KerfVec3 at)
{
  for (guint i = 0; drawable->cuts && i < drawable->cuts->len; i++) {
    const KerfRayCut *cut = &g_array_index (drawable->cuts, KerfRayCut, i);
    if (kerf_dot (cut->n, at) > cut->w)
      return FALSE;
  }
  return TRUE;
}

static double
surface_hit (const KerfDrawable *drawable, KerfDistance *distance, KerfVec3 from, KerfVec3 way)
{
  KerfVec3 own_from = kerf_vec3 (0, 0, 0);
  KerfMat4 own_from_base;
  if (!kerf_mat4_inverse (&drawable->to_own, &own_from_base))
    return INFINITY;
  own_from = kerf_mat4_point (&own_from_base, from);
  KerfVec3 own_way = kerf_mat4_direction (&own_from_base, way);
  double passed = 0;
  for (int tries = 0; tries < 32; tries++) {
    double t;
    guint32 triangle;
    if (!kerf_distance_ray (distance, kerf_along (own_from, passed, own_way), own_way, &t, &triangle))
      return INFINITY;
    passed += t;
    if (is_kept (drawable, kerf_along (from, passed, way)) &&
        is_drawn (drawable, kerf_along (from, passed, way)))
      return passed;
    passed += 1e-3; /* on to the next surface */
  }
  return INFINITY;
}

static double
sheet_hit (const KerfMesh *mesh, KerfVec3 from, KerfVec3 way)
{
  double best = INFINITY;
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    KerfVec3 a = kerf_mesh_vertex (mesh, mesh->triangles[3 * t]);
    KerfVec3 e1 = kerf_sub (kerf_mesh_vertex (mesh, mesh->triangles[3 * t + 1]), a);
    KerfVec3 e2 = kerf_sub (kerf_mesh_vertex (mesh, mesh->triangles[3 * t + 2]), a);
    KerfVec3 p = kerf_cross (way, e2);
    double det = kerf_dot (e1, p);
    if (fabs (det) < 1e-12)
      continue;
    KerfVec3 s = kerf_sub (from, a), q = kerf_cross (s, e1);
    double u = kerf_dot (s, p) / det, v = kerf_dot (way, q) / det, at = kerf_dot (e2, q) / det;
    if (u >= 0 && v >= 0 && u + v <= 1 && at > 0)
      best = fmin (best, at);
  }
  return best;
}

static void
pick_space (const KerfScene *scene, double x, double y, const KerfCase *kase, const KerfSceneSource *source,
            KerfPick *pick)
{
  KerfVec3 from, way;
  kerf_projection_ray (&scene->projection, x, y, &from, &way);
  double best = INFINITY, sheet = INFINITY;
  const KerfDrawable *sheet_drawable = NULL;
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->kind == KERF_DRAW_VOLUME) {
      KerfVec3 seen = kerf_ray_pick_point (&scene->projection, drawable, x, y);
      double at = kerf_vec3_is_finite (seen) ? kerf_dot (kerf_sub (seen, from), way) : INFINITY;
      if (at < best) {
        best = at;
        take (pick, drawable);
        pick->point = seen;
      }
      continue;
    }
    if (drawable->kind != KERF_DRAW_SURFACE)
      continue;
    if (drawable->flat) {
      double at = sheet_hit (drawable->mesh, from, way);
      if (at < sheet) {
        sheet = at;
        sheet_drawable = drawable;
      }
      continue;
    }
    const KerfObject *object = kerf_case_get (kase, drawable->object);
    if (drawable->colour.a < 0.25F || !object)
      continue;
    g_autoptr (KerfDistance) distance = kerf_scene_surface (source, kase, object);
    double at = distance ? surface_hit (drawable, distance, from, way) : INFINITY;
    if (at < best) {
      best = at;
      take (pick, drawable);
      pick->point = kerf_along (from, at, way);
    }
  }
  if (sheet < best && best == INFINITY && sheet_drawable) {
    take (pick, sheet_drawable);
    pick->point = kerf_along (from, sheet, way);
  }
}

KerfPick
kerf_pick (const KerfScene *scene, double x, double y, double reach_px, const KerfCase *kase,
           const KerfSceneSource *source)
{
  KerfPick pick = { KERF_ID_NONE, "", kerf_vec3 (NAN, NAN, NAN) };
  if (!scene->projection.space)
    pick.point = kerf_projection_patient (&scene->projection, x, y);
  double nearest = reach_px;
  for (guint i = scene->drawables->len; i-- > 0;) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->object.kind == KERF_KIND_NONE)
      continue;
    double away = INFINITY;
    if (drawable->kind == KERF_DRAW_LINE) {
      away = line_distance (scene, drawable, x, y);
    } else if (drawable->kind == KERF_DRAW_LABEL) {
      away = label_distance (scene, drawable, x, y);
    }
    if (away < nearest) {
      nearest = away;
      take (&pick, drawable);
    }
  }
  if (scene->projection.space) {
    KerfPick surface = { KERF_ID_NONE, "", kerf_vec3 (NAN, NAN, NAN) };
    pick_space (scene, x, y, kase, source, &surface);
    pick.point = surface.point;
    if (pick.object.kind == KERF_KIND_NONE)
      pick = surface;
  } else if (pick.object.kind == KERF_KIND_NONE) {
    pick_slice (scene, x, y, &pick);
  }
  return pick;
}

gboolean
kerf_pick_handle (const KerfCut *cut, const KerfProjection *projection, const KerfBox3 *box, double x,
                  double y, double reach_px, KerfHandle *handle)
{
  KerfHandle handles[KERF_MAX_HANDLES];
  guint n = kerf_cut_handles (cut, projection, box, handles);
  double nearest = reach_px;
  gboolean found = FALSE;
  for (guint i = 0; i < n; i++) {
    double away = hypot (x - handles[i].screen.x, y - handles[i].screen.y);
    if (away <= nearest) {
      nearest = away;
      *handle = handles[i];
      found = TRUE;
    }
  }
  return found;
}

int
kerf_pick_crosshair (const KerfProjection *projection, KerfVec3 crosshair, double x, double y)
{
  if (projection->space || !kerf_vec3_is_finite (crosshair))
    return 0;
  KerfVec3 at = kerf_projection_screen (projection, crosshair);
  return hypot (x - at.x, y - at.y) <= 12 ? 1 : 0;
}
