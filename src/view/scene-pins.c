/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pins of guides where a slice cuts them: from the outer end of the sleeve along the pin's axis as far as it runs in bone. */
#include "base/real.h"
#include "view/scene.h"

#define NO_BONE_MM 30.0 /* drawn where nothing says how far the bone goes */
#define LEAST_MM   1.0  /* beyond the entry, so that the entry itself is not taken for the far side */
enum { SIDES = 24, MOST_POINTS = 3 * SIDES };

typedef struct {
  double s, t, angle;
} Corner;

static int
by_angle (gconstpointer a, gconstpointer b)
{
  double x = ((const Corner *) a)->angle, y = ((const Corner *) b)->angle;
  return (x > y) - (x < y);
}

static void
cross_edge (const KerfFrame3 *plane, KerfVec3 a, KerfVec3 b, Corner *corners, guint *n)
{
  KerfVec3 p = kerf_frame3_coordinates (plane, a), q = kerf_frame3_coordinates (plane, b);
  if ((p.z > 0) == (q.z > 0) || *n >= MOST_POINTS)
    return;
  double share = p.z / (p.z - q.z);
  corners[(*n)++] = (Corner){ p.x + share * (q.x - p.x), p.y + share * (q.y - p.y), 0 };
}

/* A cylinder cut by a plane, as the corners of a convex outline in order; 0 where the plane misses it. */
static guint
cut_cylinder (const KerfFrame3 *plane, KerfVec3 a, KerfVec3 b, double radius, Corner corners[MOST_POINTS])
{
  KerfVec3 axis = kerf_unit (kerf_sub (b, a));
  KerfVec3 aside = fabs (axis.z) < 0.9 ? kerf_vec3 (0, 0, 1) : kerf_vec3 (1, 0, 0);
  KerfVec3 u = kerf_unit (kerf_cross (axis, aside)), v = kerf_cross (axis, u);
  KerfVec3 rim[SIDES];
  guint n = 0;
  for (int i = 0; i < SIDES; i++) {
    double angle = 2 * KERF_PI * i / SIDES;
    rim[i] = kerf_add (kerf_scale (u, radius * cos (angle)), kerf_scale (v, radius * sin (angle)));
  }
  for (int i = 0; i < SIDES; i++) {
    int next = (i + 1) % SIDES;
    cross_edge (plane, kerf_add (a, rim[i]), kerf_add (b, rim[i]), corners, &n);
    cross_edge (plane, kerf_add (a, rim[i]), kerf_add (a, rim[next]), corners, &n);
    cross_edge (plane, kerf_add (b, rim[i]), kerf_add (b, rim[next]), corners, &n);
  }
  double s = 0, t = 0;
  for (guint i = 0; i < n; i++) {
    s += corners[i].s / n;
    t += corners[i].t / n;
  }
  for (guint i = 0; i < n; i++)
    corners[i].angle = atan2 (corners[i].t - t, corners[i].s - s);
  qsort (corners, n, sizeof *corners, by_angle);
  return n >= 3 ? n : 0;
}

static void
add_outline (KerfSceneBuild *build, KerfId guide, KerfDrawKind kind, const Corner *corners, guint n)
{
  KerfDrawable *drawable = kerf_drawable_new (kind, guide, NULL);
  KerfLineStyle style = kerf_palette_guide ();
  kerf_drawable_set_line (drawable, style);
  if (kind == KERF_DRAW_FILL)
    drawable->colour = kerf_colour_with_alpha (style.colour, 0.35);
  drawable->closed = TRUE;
  kerf_drawable_path (drawable);
  for (guint i = 0; i < n; i++)
    kerf_drawable_point (drawable, kerf_frame3_point (&build->plane, corners[i].s, corners[i].t, 0));
  g_ptr_array_add (build->scene->drawables, drawable);
}

/* From the entry to where it leaves the bone again. */
static double
way_in_bone (const KerfDistance *bone, const KerfGuidePin *pin)
{
  double t;
  guint32 triangle;
  KerfVec3 from = kerf_along (pin->entry, LEAST_MM, pin->axis);
  return bone && kerf_distance_ray (bone, from, pin->axis, &t, &triangle) ? t + LEAST_MM : NO_BONE_MM;
}

void
kerf_scene_add_pins (KerfSceneBuild *build, const KerfObject *object, const KerfMat4 *base_from_own)
{
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  const KerfObject *bone_object = kerf_case_get (build->kase, guide->bone);
  g_autoptr (KerfDistance) bone =
      bone_object && guide->pins->len ? build->source->distance (build->source->data, bone_object) : NULL;
  for (guint i = 0; i < guide->pins->len; i++) {
    const KerfGuidePin *pin = g_ptr_array_index (guide->pins, i);
    KerfVec3 out = kerf_along (pin->entry, -pin->sleeve_length_mm, pin->axis),
             in = kerf_along (pin->entry, way_in_bone (bone, pin), pin->axis);
    Corner corners[MOST_POINTS];
    guint n = cut_cylinder (&build->plane, kerf_mat4_point (base_from_own, out),
                            kerf_mat4_point (base_from_own, in), pin->pin_diameter_mm / 2, corners);
    if (n == 0)
      continue;
    add_outline (build, kerf_object_id (object), KERF_DRAW_FILL, corners, n);
    add_outline (build, kerf_object_id (object), KERF_DRAW_LINE, corners, n);
  }
}
