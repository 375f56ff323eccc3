/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/mesh-arrays.h"

#include "view/shading.h"

#include <string.h>

enum { CHUNK_TRIANGLES = 1024, COARSE_FROM = 80000, PREPARE_FROM = 2000, CODE_BITS = 10 };
#define COARSE_CELLS 96 /* along the longest side of the box */

/* A unit normal in ten bits an axis (GL_INT_2_10_10_10_REV): eight show as bands on a large smooth bone. */
static guint32
packed (const float n[3])
{
  guint32 bits = 0;
  for (int axis = 0; axis < 3; axis++)
    bits |= ((guint32) lrintf (n[axis] * 511) & 1023u) << (10 * axis);
  return bits;
}

static KerfMeshVertex *
with_normals (const float *positions, const KerfShading *shading)
{
  KerfMeshVertex *vertices = g_new (KerfMeshVertex, shading->n);
  for (gsize i = 0; i < shading->n; i++) {
    memcpy (vertices[i].at, positions + 3 * (gsize) shading->source[i], sizeof vertices[i].at);
    vertices[i].normal = packed (shading->normals + 3 * i);
  }
  return vertices;
}

static void
box_of (const float *positions, guint32 n, float lo[3], float hi[3])
{
  for (int axis = 0; axis < 3; axis++)
    lo[axis] = G_MAXFLOAT, hi[axis] = -G_MAXFLOAT;
  for (gsize i = 0; i < n; i++)
    for (int axis = 0; axis < 3; axis++) {
      lo[axis] = MIN (lo[axis], positions[3 * i + (gsize) axis]);
      hi[axis] = MAX (hi[axis], positions[3 * i + (gsize) axis]);
    }
}

/* Ten bits spread to every third place. */
static guint32
spread (guint32 x)
{
  x = (x | x << 16) & 0x030000FFu;
  x = (x | x << 8) & 0x0300F00Fu;
  x = (x | x << 4) & 0x030C30C3u;
  return (x | x << 2) & 0x09249249u;
}

typedef struct {
  guint32 code, triangle;
} Placed;

/* Along a space-filling curve: two passes of a radix sort over 30 bits. */
static guint32 *
sorted_triangles (const float *positions, guint32 n_vertices, const guint32 *triangles, guint32 n_triangles)
{
  float lo[3], hi[3], longest = 1e-6F;
  box_of (positions, n_vertices, lo, hi);
  for (int axis = 0; axis < 3; axis++)
    longest = MAX (longest, hi[axis] - lo[axis]);
  float scale = (float) ((1 << CODE_BITS) - 1) / longest;
  g_autofree Placed *a = g_new (Placed, n_triangles), *b = g_new (Placed, n_triangles);
  for (guint32 t = 0; t < n_triangles; t++) {
    guint32 code = 0;
    for (int axis = 0; axis < 3; axis++) {
      float sum = 0;
      for (int corner = 0; corner < 3; corner++)
        sum += positions[3 * (gsize) triangles[3 * (gsize) t + (gsize) corner] + (gsize) axis];
      code |= spread ((guint32) ((sum / 3 - lo[axis]) * scale)) << axis;
    }
    a[t] = (Placed){ code, t };
  }
  enum { DIGIT = 15, BUCKETS = 1 << DIGIT };
  g_autofree guint32 *starts = g_new (guint32, BUCKETS + 1);
  for (int pass = 0; pass < 2; pass++) {
    Placed *from = pass ? b : a, *to = pass ? a : b;
    memset (starts, 0, (BUCKETS + 1) * sizeof *starts);
    for (guint32 t = 0; t < n_triangles; t++)
      starts[(from[t].code >> (pass * DIGIT) & (BUCKETS - 1)) + 1]++;
    for (int i = 0; i < BUCKETS; i++)
      starts[i + 1] += starts[i];
    for (guint32 t = 0; t < n_triangles; t++)
      to[starts[from[t].code >> (pass * DIGIT) & (BUCKETS - 1)]++] = from[t];
  }
  guint32 *sorted = g_new (guint32, 3 * (gsize) n_triangles);
  for (gsize t = 0; t < n_triangles; t++)
    memcpy (sorted + 3 * t, triangles + 3 * (gsize) a[t].triangle, 3 * sizeof *sorted);
  return sorted;
}

static GArray *
make_chunks (const float *positions, const guint32 *sorted, guint32 n_triangles)
{
  GArray *chunks = g_array_new (FALSE, FALSE, sizeof (KerfMeshChunk));
  for (guint32 first = 0; first < n_triangles; first += CHUNK_TRIANGLES) {
    guint32 count = MIN (CHUNK_TRIANGLES, n_triangles - first);
    KerfMeshChunk chunk = { .first = 3 * first, .count = 3 * count };
    for (int axis = 0; axis < 3; axis++)
      chunk.lo[axis] = G_MAXFLOAT, chunk.hi[axis] = -G_MAXFLOAT;
    for (gsize i = 3 * (gsize) first; i < 3 * (gsize) (first + count); i++)
      for (int axis = 0; axis < 3; axis++) {
        float x = positions[3 * (gsize) sorted[i] + (gsize) axis];
        chunk.lo[axis] = MIN (chunk.lo[axis], x);
        chunk.hi[axis] = MAX (chunk.hi[axis], x);
      }
    g_array_append_val (chunks, chunk);
  }
  return chunks;
}

static void
level_init (KerfMeshArraysLevel *level, const float *positions, guint32 n_vertices, const guint32 *triangles,
            guint32 n_triangles, gboolean edged)
{
  KerfShading shading;
  g_autofree guint32 *sorted = sorted_triangles (positions, n_vertices, triangles, n_triangles);
  level->chunks = make_chunks (positions, sorted, n_triangles);
  kerf_shading_init (&shading, positions, n_vertices, sorted, n_triangles, edged);
  level->vertices = with_normals (positions, &shading);
  level->n_vertices = shading.n;
  level->indices = g_steal_pointer (&shading.triangles);
  level->n_indices = 3 * n_triangles;
  level->source = g_steal_pointer (&shading.source);
  kerf_shading_clear (&shading);
}

/* ---- coarse: the vertices of each cell of a lattice become their mean ---- */

typedef struct {
  guint32 *cells;   /* open addressing: code + 1 */
  guint32 *numbers; /* of the new vertex */
  gsize mask;
} CellTable;

static guint32
number_of (CellTable *table, guint32 code, guint32 *n)
{
  gsize at = ((gsize) code * 2654435761u) & table->mask;
  while (table->cells[at] && table->cells[at] != code + 1)
    at = (at + 1) & table->mask;
  if (!table->cells[at]) {
    table->cells[at] = code + 1;
    table->numbers[at] = (*n)++;
  }
  return table->numbers[at];
}

static void
coarse_init (KerfMeshArraysLevel *level, const KerfMesh *mesh)
{
  float lo[3], hi[3], longest = 1e-6F;
  box_of (mesh->vertices, mesh->n_vertices, lo, hi);
  for (int axis = 0; axis < 3; axis++)
    longest = MAX (longest, hi[axis] - lo[axis]);
  float per_mm = COARSE_CELLS / longest;
  gsize slots = 1024;
  while (slots < 2 * (gsize) mesh->n_vertices)
    slots *= 2;
  CellTable table = { g_new0 (guint32, slots), g_new (guint32, slots), slots - 1 };
  g_autofree guint32 *to = g_new (guint32, mesh->n_vertices);
  g_autofree float *sums = g_new0 (float, 3 * (gsize) mesh->n_vertices);
  g_autofree guint32 *counts = g_new0 (guint32, mesh->n_vertices);
  guint32 n = 0;
  for (gsize i = 0; i < mesh->n_vertices; i++) {
    guint32 code = 0;
    for (int axis = 0; axis < 3; axis++)
      code =
          code * (COARSE_CELLS + 2) + (guint32) ((mesh->vertices[3 * i + (gsize) axis] - lo[axis]) * per_mm);
    to[i] = number_of (&table, code, &n);
    counts[to[i]]++;
    for (int axis = 0; axis < 3; axis++)
      sums[3 * (gsize) to[i] + (gsize) axis] += mesh->vertices[3 * i + (gsize) axis];
  }
  for (gsize i = 0; i < n; i++)
    for (int axis = 0; axis < 3; axis++)
      sums[3 * i + (gsize) axis] /= (float) counts[i];
  g_autofree guint32 *triangles = g_new (guint32, 3 * (gsize) mesh->n_triangles);
  guint32 kept = 0;
  for (gsize t = 0; t < mesh->n_triangles; t++) {
    guint32 a = to[mesh->triangles[3 * t]], b = to[mesh->triangles[3 * t + 1]],
            c = to[mesh->triangles[3 * t + 2]];
    if (a == b || b == c || c == a)
      continue;
    triangles[3 * (gsize) kept] = a, triangles[3 * (gsize) kept + 1] = b, triangles[3 * (gsize) kept + 2] = c;
    kept++;
  }
  g_free (table.cells);
  g_free (table.numbers);
  if (kept == 0)
    return;
  level_init (level, sums, n, triangles, kept, FALSE);
  g_autofree guint32 *one = g_new (guint32, n); /* of each cell */
  for (guint32 i = 0; i < mesh->n_vertices; i++)
    one[to[i]] = i;
  for (guint32 i = 0; i < level->n_vertices; i++)
    level->source[i] = one[level->source[i]];
}

/* ---- the arrays ---- */

KerfMeshArrays *
kerf_mesh_arrays_new (const KerfMesh *mesh, gboolean edged)
{
  KerfMeshArrays *arrays = g_new0 (KerfMeshArrays, 1);
  g_atomic_ref_count_init (&arrays->count);
  arrays->edged = edged;
  arrays->outward = kerf_mesh_is_closed (mesh) && kerf_mesh_volume_mm3 (mesh) > 0;
  level_init (&arrays->levels[0], mesh->vertices, mesh->n_vertices, mesh->triangles, mesh->n_triangles,
              edged);
  if (mesh->n_triangles >= COARSE_FROM)
    coarse_init (&arrays->levels[1], mesh);
  return arrays;
}

void
kerf_mesh_arrays_unref (KerfMeshArrays *arrays)
{
  if (!arrays || !g_atomic_ref_count_dec (&arrays->count))
    return;
  for (int i = 0; i < 2; i++) {
    g_clear_pointer (&arrays->levels[i].chunks, g_array_unref);
    g_free (arrays->levels[i].vertices);
    g_free (arrays->levels[i].indices);
    g_free (arrays->levels[i].source);
  }
  g_free (arrays);
}

/* ---- those that wait to be drawn ---- */

enum { MOST_WAITING = 24 };

typedef struct {
  KerfMesh *mesh;
  KerfMeshArrays *arrays;
} Waiting;

static Waiting waiting[MOST_WAITING]; /* the oldest first */
static guint n_waiting;
static GMutex lock;

static void
drop (guint index)
{
  kerf_mesh_unref (waiting[index].mesh);
  kerf_mesh_arrays_unref (waiting[index].arrays);
  memmove (waiting + index, waiting + index + 1, (--n_waiting - index) * sizeof *waiting);
}

void
kerf_mesh_arrays_prepare (const KerfMesh *mesh, gboolean edged)
{
  if (mesh->n_triangles < PREPARE_FROM)
    return;
  KerfMeshArrays *arrays = kerf_mesh_arrays_new (mesh, edged);
  g_mutex_lock (&lock);
  if (n_waiting == MOST_WAITING)
    drop (0);
  waiting[n_waiting++] = (Waiting){ kerf_mesh_ref (mesh), arrays };
  g_mutex_unlock (&lock);
}

KerfMeshArrays *
kerf_mesh_arrays_take (const KerfMesh *mesh, gboolean edged)
{
  KerfMeshArrays *found = NULL;
  g_mutex_lock (&lock);
  for (guint i = n_waiting; i-- > 0 && !found;)
    if (waiting[i].mesh == mesh && waiting[i].arrays->edged == edged) {
      found = g_steal_pointer (&waiting[i].arrays);
      drop (i);
    }
  g_mutex_unlock (&lock);
  return found ? found : kerf_mesh_arrays_new (mesh, edged);
}

void
kerf_mesh_arrays_trim (void)
{
  g_mutex_lock (&lock);
  while (n_waiting > 0)
    drop (n_waiting - 1);
  g_mutex_unlock (&lock);
}
