/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/tube-mesh.h"

#include "base/real.h"

enum { SIDES = 20, CAP_RINGS = 5 };

typedef struct {
  GArray *vertices;  /* of float */
  GArray *triangles; /* of guint32 */
  KerfVec3 origin;
  guint rings;
} TubeBuild;

static void
add_point (TubeBuild *build, KerfVec3 at)
{
  KerfVec3 d = kerf_sub (at, build->origin);
  const float xyz[3] = { (float) d.x, (float) d.y, (float) d.z };
  g_array_append_vals (build->vertices, xyz, 3);
}

static void
add_ring (TubeBuild *build, KerfVec3 centre, KerfVec3 u, KerfVec3 v, double radius)
{
  for (int i = 0; i < SIDES; i++) {
    double angle = 2 * KERF_PI * i / SIDES;
    add_point (build, kerf_along (kerf_along (centre, radius * cos (angle), u), radius * sin (angle), v));
  }
  guint32 now = SIDES * build->rings, last = now - SIDES;
  for (guint32 i = 0; build->rings > 0 && i < SIDES; i++) {
    guint32 j = (i + 1) % SIDES;
    const guint32 quad[6] = { last + i, last + j, now + j, last + i, now + j, now + i };
    g_array_append_vals (build->triangles, quad, 6);
  }
  build->rings++;
}

static void
add_tip (TubeBuild *build, KerfVec3 at, gboolean first)
{
  guint32 tip = build->vertices->len / 3, ring = first ? 0 : SIDES * (build->rings - 1);
  add_point (build, at);
  for (guint32 i = 0; i < SIDES; i++) {
    guint32 j = (i + 1) % SIDES;
    const guint32 fan[3] = { tip, ring + (first ? j : i), ring + (first ? i : j) };
    g_array_append_vals (build->triangles, fan, 3);
  }
}

/* Half a ball: rings from its tip (`from` −1) or towards it (+1). */
static void
add_cap (TubeBuild *build, KerfVec3 centre, KerfVec3 along, KerfVec3 u, KerfVec3 v, double radius, int way)
{
  for (int ring = 1; ring <= CAP_RINGS; ring++) {
    double angle = KERF_PI / 2 * (way < 0 ? ring : CAP_RINGS - ring + 0.5) / (CAP_RINGS + 0.5);
    add_ring (build, kerf_along (centre, way * radius * cos (angle), along), u, v, radius * sin (angle));
  }
}

KerfMesh *
kerf_tube_mesh (const KerfVec3 *points, gsize n, double radius_mm)
{
  if (n == 0)
    return NULL;
  TubeBuild build = { g_array_new (FALSE, FALSE, sizeof (float)),
                      g_array_new (FALSE, FALSE, sizeof (guint32)), points[0], 0 };
  KerfVec3 along = n > 1 ? kerf_unit (kerf_sub (points[1], points[0])) : kerf_vec3 (0, 0, 1);
  if (kerf_length (along) == 0)
    along = kerf_vec3 (0, 0, 1);
  KerfVec3 first_along = along, u = kerf_perpendicular (along);
  add_cap (&build, points[0], along, u, kerf_cross (along, u), radius_mm, -1);
  for (gsize i = 0; i < n; i++) {
    KerfVec3 before = i > 0 ? kerf_unit (kerf_sub (points[i], points[i - 1])) : along;
    KerfVec3 after = i + 1 < n ? kerf_unit (kerf_sub (points[i + 1], points[i])) : before;
    KerfVec3 mean = kerf_unit (kerf_add (before, after));
    along = kerf_length (mean) > 0 ? mean : before;
    /* Carried along without a twist. */
    u = kerf_unit (kerf_along (u, -kerf_dot (u, along), along));
    add_ring (&build, points[i], u, kerf_cross (along, u), radius_mm);
  }
  add_cap (&build, points[n - 1], along, u, kerf_cross (along, u), radius_mm, 1);
  add_tip (&build, kerf_along (points[0], -radius_mm, first_along), TRUE);
  add_tip (&build, kerf_along (points[n - 1], radius_mm, along), FALSE);
  guint32 n_vertices = build.vertices->len / 3, n_triangles = build.triangles->len / 3;
  return kerf_mesh_new_take (build.origin, (float *) (gpointer) g_array_free (build.vertices, FALSE),
                             n_vertices, (guint32 *) (gpointer) g_array_free (build.triangles, FALSE),
                             n_triangles);
}
