/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A surface taken from voxels carries steps of a few hundredths of a millimetre at the voxels' rhythm. They are true to the
 * image and far below what anyone plans by, but light grazing them draws rings all over the bone. So normals are averaged
 * over the neighbourhood; the vertices stay where they are. */
#include "view/shading.h"

#include <math.h>
#include <string.h>

#define SAME_COS 0.999F
#define ROUNDS   6

/* A triangle that leans further than `crease` from its vertex's mean normal makes the vertex one of a crease; triangles about
 * such a vertex within `side` of each other are one side of it. Cosines. */
typedef struct {
  float crease, side;
} Angles;

static const Angles smooth_angles = { 0.80F, 0.70F }, edged_angles = { 0.966F, 0.90F };

typedef struct {
  const Angles *angles;
  const float *positions;
  const guint32 *triangles;
  guint32 n_vertices, n_triangles;
  float *faces;   /* 3·n_triangles: unit normals */
  float *areas;   /* n_triangles, doubled */
  guint8 *crease; /* n_vertices */
  guint32 *next;  /* per corner, the next corner at the same crease vertex + 1; 0 ends */
  guint32 *first; /* n_vertices: its first corner + 1 */
} Maker;

static float
dot (const float *a, const float *b)
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static float
make_unit (float *v)
{
  float length = sqrtf (dot (v, v)), scale = length > 0 ? 1 / length : 0;
  for (int axis = 0; axis < 3; axis++)
    v[axis] *= scale;
  return length;
}

static void
find_faces (Maker *m)
{
  for (gsize t = 0; t < m->n_triangles; t++) {
    const guint32 *triangle = m->triangles + 3 * t;
    const float *a = m->positions + 3 * (gsize) triangle[0], *b = m->positions + 3 * (gsize) triangle[1],
                *c = m->positions + 3 * (gsize) triangle[2];
    float u[3] = { b[0] - a[0], b[1] - a[1], b[2] - a[2] }, v[3] = { c[0] - a[0], c[1] - a[1], c[2] - a[2] };
    float *n = m->faces + 3 * t;
    n[0] = u[1] * v[2] - u[2] * v[1];
    n[1] = u[2] * v[0] - u[0] * v[2];
    n[2] = u[0] * v[1] - u[1] * v[0];
    m->areas[t] = make_unit (n);
  }
}

/* Means weighted by area; marks the vertices that have a triangle far from theirs. */
static void
find_means (Maker *m, float *normals)
{
  double whole = 0;
  for (gsize t = 0; t < m->n_triangles; t++) {
    whole += (double) m->areas[t];
    for (int corner = 0; corner < 3; corner++)
      for (int axis = 0; axis < 3; axis++)
        normals[3 * (gsize) m->triangles[3 * t + (gsize) corner] + (gsize) axis] +=
            m->areas[t] * m->faces[3 * t + (gsize) axis];
  }
  for (gsize i = 0; i < m->n_vertices; i++)
    make_unit (normals + 3 * i);
  float sliver = (float) (0.01 * whole / MAX (m->n_triangles, 1));
  for (gsize t = 0; t < m->n_triangles; t++)
    for (int corner = 0; corner < 3 && m->areas[t] > sliver; corner++) {
      guint32 at = m->triangles[3 * t + (gsize) corner];
      if (dot (normals + 3 * (gsize) at, m->faces + 3 * t) < m->angles->crease)
        m->crease[at] = 1;
    }
}

/* Each round a vertex takes the mean of itself and its neighbours; those on a crease stay. */
static void
smooth (const Maker *m, float *normals)
{
  g_autofree float *sums = g_new (float, 3 * (gsize) m->n_vertices);
  for (int round = 0; round < ROUNDS; round++) {
    memcpy (sums, normals, 3 * sizeof *sums * m->n_vertices);
    for (gsize t = 0; t < m->n_triangles; t++) {
      const guint32 *v = m->triangles + 3 * t;
      if (m->crease[v[0]] || m->crease[v[1]] || m->crease[v[2]])
        continue;
      for (gsize axis = 0; axis < 3; axis++) {
        float sum = normals[3 * (gsize) v[0] + axis] + normals[3 * (gsize) v[1] + axis] +
                    normals[3 * (gsize) v[2] + axis];
        for (int corner = 0; corner < 3; corner++)
          sums[3 * (gsize) v[corner] + axis] += sum;
      }
    }
    for (gsize i = 0; i < m->n_vertices; i++)
      if (make_unit (sums + 3 * i) > 0)
        memcpy (normals + 3 * i, sums + 3 * i, 3 * sizeof *sums);
  }
}

static void
list_corners (Maker *m)
{
  for (guint32 c = 3 * m->n_triangles; c-- > 0;) {
    guint32 at = m->triangles[c];
    if (!m->crease[at])
      continue;
    m->next[c] = m->first[at];
    m->first[at] = c + 1;
  }
}

/* The normal of one corner's side of the crease. */
static void
side_normal (const Maker *m, guint32 corner, float n[3])
{
  const float *own = m->faces + 3 * (gsize) (corner / 3);
  memset (n, 0, 3 * sizeof *n);
  for (guint32 c = m->first[m->triangles[corner]]; c; c = m->next[c - 1]) {
    const float *face = m->faces + 3 * (gsize) ((c - 1) / 3);
    if (dot (face, own) >= m->angles->side)
      for (int axis = 0; axis < 3; axis++)
        n[axis] += m->areas[(c - 1) / 3] * face[axis];
  }
  make_unit (n);
}

/* The vertices of one source form a list: of `found` ones, `link` holds the next + 1. */
typedef struct {
  KerfShading *shading;
  guint32 *link;
  guint32 room;
} Twins;

static guint32
add_twin (Twins *twins, guint32 of, const float n[3])
{
  KerfShading *s = twins->shading;
  if (s->n == twins->room) {
    twins->room += twins->room / 4 + 1024;
    s->source = g_renew (guint32, s->source, twins->room);
    s->normals = g_renew (float, s->normals, 3 * (gsize) twins->room);
    twins->link = g_renew (guint32, twins->link, twins->room);
  }
  s->source[s->n] = s->source[of];
  memcpy (s->normals + 3 * (gsize) s->n, n, 3 * sizeof *n);
  twins->link[s->n] = twins->link[of];
  twins->link[of] = s->n + 1;
  return s->n++;
}

/* A crease's vertex keeps its number for the first side that is met and gets a new one for each other. */
static void
part_creases (const Maker *m, KerfShading *shading)
{
  Twins twins = { shading, g_new0 (guint32, m->n_vertices), m->n_vertices };
  g_autofree guint8 *met = g_malloc0 (m->n_vertices);
  for (guint32 corner = 0; corner < 3 * m->n_triangles; corner++) {
    guint32 at = m->triangles[corner], found = 0;
    float n[3];
    if (!m->crease[at])
      continue;
    side_normal (m, corner, n);
    if (!met[at]) {
      met[at] = 1;
      memcpy (shading->normals + 3 * (gsize) at, n, sizeof n);
      continue;
    }
    for (guint32 v = at + 1; v && !found; v = twins.link[v - 1])
      if (dot (shading->normals + 3 * (gsize) (v - 1), n) > SAME_COS)
        found = v;
    shading->triangles[corner] = found ? found - 1 : add_twin (&twins, at, n);
  }
  g_free (twins.link);
}

void
kerf_shading_init (KerfShading *shading, const float *positions, guint32 n_vertices, const guint32 *triangles,
                   guint32 n_triangles, gboolean edged)
{
  *shading = (KerfShading){ .n = n_vertices,
                            .source = g_new (guint32, n_vertices),
                            .normals = g_new0 (float, 3 * (gsize) n_vertices),
                            .triangles = g_memdup2 (triangles, 12 * (gsize) n_triangles) };
  for (guint32 i = 0; i < n_vertices; i++)
    shading->source[i] = i;
  Maker m = { .angles = edged ? &edged_angles : &smooth_angles,
              .positions = positions,
              .triangles = triangles,
              .n_vertices = n_vertices,
              .n_triangles = n_triangles,
              .faces = g_new (float, 3 * (gsize) n_triangles),
              .areas = g_new (float, n_triangles),
              .crease = g_malloc0 (n_vertices),
              .next = g_new (guint32, 3 * (gsize) n_triangles),
              .first = g_new0 (guint32, n_vertices) };
  find_faces (&m);
  find_means (&m, shading->normals);
  smooth (&m, shading->normals);
  list_corners (&m);
  part_creases (&m, shading);
  g_free (m.faces);
  g_free (m.areas);
  g_free (m.crease);
  g_free (m.next);
  g_free (m.first);
}

void
kerf_shading_clear (KerfShading *shading)
{
  g_clear_pointer (&shading->source, g_free);
  g_clear_pointer (&shading->normals, g_free);
  g_clear_pointer (&shading->triangles, g_free);
}
