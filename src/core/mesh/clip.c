/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/clip.h"

#include "core/mesh/section.h"

#include <string.h>

/* 3V = ∮ x·n dA over what bounds the region: triangles of the mesh clipped by all half-spaces, and for each half-space
 * the mesh's section with its plane clipped by the others, whose n·x is the offset. */

enum { MOST_CORNERS = 64 };

typedef struct {
  const KerfMesh *mesh;
  const KerfHalfSpace *h; /* offsets about the mesh's origin */
  gsize n;
  double *sums; /* per block */
} Clip;

enum { BLOCK = 4096 };

/* Clips the polygon in place; returns its number of corners. */
static int
clip_polygon (KerfVec3 *p, int n, const KerfHalfSpace *h)
{
  KerfVec3 out[MOST_CORNERS];
  int m = 0;
  for (int k = 0; k < n; k++) {
    KerfVec3 a = p[k], b = p[(k + 1) % n];
    double da = kerf_dot (h->normal, a) - h->offset_mm, db = kerf_dot (h->normal, b) - h->offset_mm;
    if (da <= 0 && m < MOST_CORNERS)
      out[m++] = a;
    if ((da <= 0) != (db <= 0) && m < MOST_CORNERS)
      out[m++] = kerf_lerp (a, b, da / (da - db));
  }
  memcpy (p, out, (gsize) m * sizeof *p);
  return m;
}

/* x·n dA of a triangle's part within all half-spaces, times 2. */
static double
triangle_flux (const Clip *clip, guint32 triangle)
{
  KerfVec3 p[MOST_CORNERS];
  int n = 3;
  for (int k = 0; k < 3; k++) {
    const float *v =
        clip->mesh->vertices + 3 * (gsize) clip->mesh->triangles[3 * (gsize) triangle + (gsize) k];
    p[k] = kerf_vec3 ((double) v[0], (double) v[1], (double) v[2]);
  }
  for (gsize h = 0; h < clip->n; h++) {
    int out = 0;
    for (int k = 0; k < n; k++)
      out += kerf_dot (clip->h[h].normal, p[k]) > clip->h[h].offset_mm;
    if (out == n)
      return 0;
    if (out)
      n = clip_polygon (p, n, &clip->h[h]);
  }
  double sum = 0;
  for (int k = 1; k + 1 < n; k++)
    sum += kerf_dot (p[0], kerf_cross (p[k], p[k + 1]));
  return sum;
}

static void
sum_block (gsize begin, gsize end, gpointer data)
{
  const Clip *clip = data;
  double sum = 0;
  for (gsize t = begin; t < end; t++)
    sum += triangle_flux (clip, (guint32) t);
  clip->sums[begin / BLOCK] = sum;
}

/* Offset · area of the section with plane `which`, within the other half-spaces. */
static double
cap_flux (const Clip *clip, gsize which)
{
  KerfVec3 n = clip->h[which].normal;
  KerfFrame3 frame =
      kerf_frame3 (kerf_along (clip->mesh->origin, clip->h[which].offset_mm, n), n, kerf_perpendicular (n));
  g_autoptr (KerfSection) section = kerf_mesh_section (clip->mesh, &frame);
  if (kerf_section_is_empty (section))
    return 0;
  double (*half_planes)[3] = g_malloc0_n (MAX (clip->n, 1), sizeof *half_planes);
  gsize used = 0;
  gboolean nothing = FALSE;
  for (gsize k = 0; k < clip->n; k++) {
    if (k == which)
      continue;
    double a = kerf_dot (clip->h[k].normal, frame.u), b = kerf_dot (clip->h[k].normal, frame.v);
    double c = clip->h[k].offset_mm - kerf_dot (clip->h[k].normal, kerf_sub (frame.p, clip->mesh->origin));
    if (fabs (a) < 1e-12 && fabs (b) < 1e-12) {
      /* Parallel: all of the plane or nothing; of two equal half-spaces only the first has a cap. */
      gboolean same = kerf_dot (clip->h[k].normal, n) > 0;
      nothing = nothing || c < 0 || (same && !(c > 0) && k < which);
      continue;
    }
    half_planes[used][0] = a;
    half_planes[used][1] = b;
    half_planes[used++][2] = c;
  }
  double area = 0;
  if (!nothing) {
    g_autoptr (KerfSection) inside = kerf_section_clipped (section, (const double (*)[3]) half_planes, used);
    area = inside->area_mm2;
  }
  g_free (half_planes);
  return area * clip->h[which].offset_mm;
}

/* Vertices in the plane would have to be taken for inside by the triangles and by the sections alike; instead the plane
 * is moved a little until it has none. 1e-7 mm on 10⁴ mm² of section is 10⁻³ mm³. */
static double
nudged (const KerfMesh *mesh, const KerfHalfSpace *h)
{
  double offset = h->offset_mm, gap = 1e-10 * (1 + fabs (offset));
  for (int step = 1; step <= 40; step++) {
    gboolean clear = TRUE;
    for (guint32 v = 0; v < mesh->n_vertices && clear; v++) {
      const float *p = mesh->vertices + 3 * (gsize) v;
      double at = kerf_dot (h->normal, kerf_vec3 ((double) p[0], (double) p[1], (double) p[2]));
      clear = fabs (at - offset) > gap;
    }
    if (clear)
      break;
    offset = h->offset_mm + (step & 1 ? 1 : -1) * step * 1.7e-9 * (1 + fabs (h->offset_mm));
  }
  return offset;
}

double
kerf_mesh_clipped_volume_mm3 (const KerfMesh *mesh, const KerfHalfSpace *half_spaces, gsize n,
                              const KerfContext *context)
{
  gsize blocks = ((gsize) mesh->n_triangles + BLOCK - 1) / BLOCK;
  g_autofree double *sums = g_new0 (double, MAX (blocks, 1));
  g_autofree KerfHalfSpace *h = g_new (KerfHalfSpace, MAX (n, 1));
  for (gsize k = 0; k < n; k++)
    h[k] = (KerfHalfSpace){ half_spaces[k].normal,
                            half_spaces[k].offset_mm - kerf_dot (half_spaces[k].normal, mesh->origin) };
  for (gsize k = 0; k < n; k++)
    h[k].offset_mm = nudged (mesh, &h[k]);
  Clip clip = { mesh, h, n, sums };
  if (!kerf_parallel_for (context, mesh->n_triangles, BLOCK, sum_block, &clip))
    return (double) NAN;
  double sum = 0;
  for (gsize b = 0; b < blocks; b++)
    sum += sums[b];
  sum /= 2;
  for (gsize k = 0; k < n; k++)
    sum += cap_flux (&clip, k);
  return sum / 3;
}

/* A bounded polytope is empty exactly where no three planes meet in a point of it. */
gboolean
kerf_half_spaces_meet (const KerfHalfSpace *half_spaces, gsize n, const KerfBox3 *box)
{
  gsize total = n + 6;
  g_autofree KerfHalfSpace *h = g_new (KerfHalfSpace, total);
  memcpy (h, half_spaces, n * sizeof *h);
  for (int a = 0; a < 3; a++) {
    KerfVec3 e = kerf_vec3 (a == 0, a == 1, a == 2);
    h[n + 2 * (gsize) a] = (KerfHalfSpace){ e, kerf_component (box->hi, a) };
    h[n + 2 * (gsize) a + 1] = (KerfHalfSpace){ kerf_scale (e, -1), -kerf_component (box->lo, a) };
  }
  for (gsize i = 0; i < total; i++)
    for (gsize j = i + 1; j < total; j++)
      for (gsize k = j + 1; k < total; k++) {
        KerfVec3 jk = kerf_cross (h[j].normal, h[k].normal), ki = kerf_cross (h[k].normal, h[i].normal),
                 ij = kerf_cross (h[i].normal, h[j].normal);
        double det = kerf_dot (h[i].normal, jk);
        if (!(fabs (det) > 1e-9))
          continue;
        KerfVec3 x = kerf_scale (jk, h[i].offset_mm / det);
        x = kerf_along (kerf_along (x, h[j].offset_mm / det, ki), h[k].offset_mm / det, ij);
        gboolean inside = TRUE;
        for (gsize m = 0; m < total && inside; m++)
          inside = kerf_dot (h[m].normal, x) <= h[m].offset_mm + 1e-9 * (1 + fabs (h[m].offset_mm));
        if (inside)
          return TRUE;
      }
  return FALSE;
}
