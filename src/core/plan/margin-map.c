/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/margin-map.h"

enum { MOST_NODES = 40000 };
#define RIM_MM 2.0 /* beyond the section, so that its edge lies within the lattice */

typedef struct {
  const KerfMesh *mesh;
  const KerfMat4 *move; /* NULL: none */
  const KerfDistance *tumour, *bone;
  float *values;
} Work;

static void
measure_nodes (gsize begin, gsize end, gpointer data)
{
  const Work *w = data;
  for (gsize i = begin; i < end; i++) {
    KerfVec3 p = kerf_mesh_vertex (w->mesh, (guint32) i);
    if (w->move)
      p = kerf_mat4_point (w->move, p);
    w->values[2 * i] = (float) kerf_distance_at (w->tumour, p, NULL);
    w->values[2 * i + 1] = w->bone ? (float) kerf_distance_at (w->bone, p, NULL) : -1;
  }
}

/* Takes the mesh. */
static KerfMarginMap *
measured (KerfMesh *take_mesh, const KerfMat4 *move, const KerfDistance *tumour, const KerfDistance *bone,
          const KerfContext *context)
{
  KerfMarginMap *map = g_new0 (KerfMarginMap, 1);
  g_atomic_ref_count_init (&map->count);
  map->mesh = take_mesh;
  map->values = g_new (float, 2 * (gsize) MAX (take_mesh->n_vertices, 1));
  Work work = { take_mesh, move, tumour, bone, map->values };
  if (!kerf_parallel_for (context, take_mesh->n_vertices, 512, measure_nodes, &work))
    g_clear_pointer (&map, kerf_margin_map_unref);
  return map;
}

static KerfMesh *
lattice (const KerfFrame3 *frame, const double lo[2], const double hi[2], double step_mm)
{
  double step = step_mm;
  while (((hi[0] - lo[0]) / step + 2) * ((hi[1] - lo[1]) / step + 2) > MOST_NODES)
    step *= 1.25;
  guint32 n[2], at = 0;
  for (int a = 0; a < 2; a++)
    n[a] = (guint32) ceil ((hi[a] - lo[a]) / step) + 1;
  float *vertices = g_new (float, 3 * (gsize) n[0] * n[1]);
  guint32 *triangles = g_new (guint32, 6 * (gsize) (n[0] - 1) * (n[1] - 1));
  for (guint32 j = 0; j < n[1]; j++)
    for (guint32 i = 0; i < n[0]; i++) {
      double s = lo[0] + (hi[0] - lo[0]) * i / (n[0] - 1), t = lo[1] + (hi[1] - lo[1]) * j / (n[1] - 1);
      KerfVec3 p = kerf_sub (kerf_frame3_point (frame, s, t, 0), frame->p);
      float *v = vertices + 3 * ((gsize) j * n[0] + i);
      v[0] = (float) p.x, v[1] = (float) p.y, v[2] = (float) p.z;
    }
  for (guint32 j = 0; j + 1 < n[1]; j++)
    for (guint32 i = 0; i + 1 < n[0]; i++) {
      guint32 a = j * n[0] + i, b = a + 1, c = a + n[0], d = c + 1;
      const guint32 two[6] = { a, c, b, b, c, d };
      for (int k = 0; k < 6; k++)
        triangles[at++] = two[k];
    }
  return kerf_mesh_new_take (frame->p, vertices, n[0] * n[1], triangles, at / 3);
}

KerfMarginMap *
kerf_margin_map_new (const KerfCut *cut, KerfFace face, const KerfDistance *tumour, const KerfDistance *bone,
                     double step_mm, const KerfContext *context)
{
  g_autoptr (KerfSection) section = kerf_cut_section (cut, face, NULL, bone);
  if (!section || kerf_section_is_empty (section))
    return NULL;
  KerfFrame3 frame = kerf_cut_face (cut, face);
  double t[2], lo[2], hi[2];
  kerf_cut_t_range (cut, &t[0], &t[1]);
  const double bounds[2][2] = { { -cut->half_extent_u_mm, cut->half_extent_u_mm }, { t[0], t[1] } };
  for (int a = 0; a < 2; a++) {
    lo[a] = fmax (section->lo[a] - RIM_MM, bounds[a][0]);
    hi[a] = fmin (section->hi[a] + RIM_MM, bounds[a][1]);
    if (!(hi[a] > lo[a]))
      return NULL;
  }
  return measured (lattice (&frame, lo, hi, step_mm), NULL, tumour, bone, context);
}

KerfMarginMap *
kerf_margin_map_of_mesh (const KerfMesh *mesh, const KerfMat4 *tumour_from_mesh, const KerfDistance *tumour,
                         const KerfContext *context)
{
  return measured (kerf_mesh_ref (mesh), tumour_from_mesh, tumour, NULL, context);
}

KerfMarginMap *
kerf_margin_map_ref (const KerfMarginMap *map)
{
  union {
    const KerfMarginMap *lent;
    KerfMarginMap *owned;
  } same = { .lent = map };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_margin_map_unref (KerfMarginMap *map)
{
  if (!map || !g_atomic_ref_count_dec (&map->count))
    return;
  kerf_mesh_unref (map->mesh);
  g_free (map->values);
  g_free (map);
}
