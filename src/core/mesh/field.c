/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/field.h"

enum { BLOCK = 4 }; /* cells along a block of bounds */

static gint32
cells_along (const KerfField *f, int axis)
{
  return MAX (f->n[axis] - 1, 1);
}

/* Least and greatest of the samples of one cell, fine ones included. */
static void
cell_bounds (const KerfField *f, gint32 i, gint32 j, gint32 k, float *low, float *high)
{
  gsize row = (gsize) f->n[0], slab = row * (gsize) f->n[1];
  for (int c = 0; c < 8; c++) {
    gint32 kk = MIN (k + (c >> 2), f->n[2] - 1);
    float v = f->coarse[(gsize) (i + (c & 1)) + (gsize) (j + (c >> 1 & 1)) * row + (gsize) kk * slab];
    *low = MIN (*low, v);
    *high = MAX (*high, v);
  }
  if (!f->cell)
    return;
  gint32 which =
      f->cell[((gsize) k * (gsize) cells_along (f, 1) + (gsize) j) * (gsize) cells_along (f, 0) + (gsize) i];
  gsize size = (gsize) (f->split + 1) * (gsize) (f->split + 1) * (gsize) (f->split + 1);
  for (gsize s = 0; which >= 0 && s < size; s++) {
    float v = f->fine[(gsize) which * size + s];
    *low = MIN (*low, v);
    *high = MAX (*high, v);
  }
}

static void
make_bounds (KerfField *f)
{
  for (int a = 0; a < 3; a++)
    f->blocks[a] = (cells_along (f, a) + BLOCK - 1) / BLOCK;
  gsize n = (gsize) f->blocks[0] * (gsize) f->blocks[1] * (gsize) f->blocks[2], at = 0;
  g_free (f->low);
  g_free (f->high);
  f->low = g_new (float, n);
  f->high = g_new (float, n);
  for (gint32 c = 0; c < f->blocks[2]; c++)
    for (gint32 b = 0; b < f->blocks[1]; b++)
      for (gint32 a = 0; a < f->blocks[0]; a++, at++) {
        float low = HUGE_VALF, high = -HUGE_VALF;
        for (gint32 k = c * BLOCK; k < MIN ((c + 1) * BLOCK, cells_along (f, 2)); k++)
          for (gint32 j = b * BLOCK; j < MIN ((b + 1) * BLOCK, cells_along (f, 1)); j++)
            for (gint32 i = a * BLOCK; i < MIN ((a + 1) * BLOCK, cells_along (f, 0)); i++)
              cell_bounds (f, i, j, k, &low, &high);
        f->low[at] = low;
        f->high[at] = high;
      }
}

KerfField *
kerf_field_new_take (const KerfFrame3 *frame, double step_mm, const gint32 n[3], float *coarse)
{
  KerfField *f = g_new0 (KerfField, 1);
  g_atomic_ref_count_init (&f->count);
  f->frame = *frame;
  f->step_mm = step_mm;
  for (int a = 0; a < 3; a++)
    f->n[a] = n[a];
  f->coarse = coarse;
  f->split = 1;
  make_bounds (f);
  return f;
}

void
kerf_field_refine_take (KerfField *f, gint32 split, const guint32 *cells, gsize n_cells, float *fine)
{
  gsize n = (gsize) cells_along (f, 0) * (gsize) cells_along (f, 1) * (gsize) cells_along (f, 2);
  f->split = split;
  f->fine = fine;
  f->cell = g_new (gint32, n);
  for (gsize k = 0; k < n; k++)
    f->cell[k] = -1;
  for (gsize k = 0; k < n_cells; k++)
    f->cell[cells[k]] = (gint32) k;
  make_bounds (f);
}

KerfField *
kerf_field_ref (const KerfField *field)
{
  KerfField *f = (KerfField *) (gpointer) (gsize) field;
  g_atomic_ref_count_inc (&f->count);
  return f;
}

void
kerf_field_unref (KerfField *f)
{
  if (!f || !g_atomic_ref_count_dec (&f->count))
    return;
  g_free (f->coarse);
  g_free (f->cell);
  g_free (f->fine);
  g_free (f->low);
  g_free (f->high);
  g_free (f);
}

KerfVec3
kerf_field_sample_point (const KerfField *f, double i, double j, double k)
{
  return kerf_frame3_point (&f->frame, i * f->step_mm, j * f->step_mm, k * f->step_mm);
}

/* Cell and place in it, clamped to the grid. */
static inline gint32
locate (double x, gint32 n, double *w)
{
  double c = x < 0 ? 0 : x > n - 1 ? n - 1 : x;
  gint32 i = (gint32) c;
  if (i > n - 2)
    i = MAX (n - 2, 0);
  *w = c - i;
  return i;
}

/* Trilinear in a box of samples p[0], p[1], p[row] …; `up` is the step to the upper layer (0: constant along k). */
static inline double
blend (const float *p, gsize row, gsize up, const double w[3], double grid_step, double g[3])
{
  double a00 = (double) p[0], d00 = (double) p[1] - a00, a10 = (double) p[row],
         d10 = (double) p[row + 1] - a10;
  double a01 = (double) p[up], d01 = (double) p[up + 1] - a01, a11 = (double) p[up + row],
         d11 = (double) p[up + row + 1] - a11;
  double b00 = a00 + w[0] * d00, b10 = a10 + w[0] * d10, b01 = a01 + w[0] * d01, b11 = a11 + w[0] * d11;
  double c0 = b00 + w[1] * (b10 - b00), c1 = b01 + w[1] * (b11 - b01);
  if (g) {
    double e0 = d00 + w[1] * (d10 - d00), e1 = d01 + w[1] * (d11 - d01);
    g[0] = (e0 + w[2] * (e1 - e0)) / grid_step;
    g[1] = ((b10 - b00) + w[2] * ((b11 - b01) - (b10 - b00))) / grid_step;
    g[2] = (c1 - c0) / grid_step;
  }
  return c0 + w[2] * (c1 - c0);
}

double
kerf_field_at (const KerfField *f, KerfVec3 point, KerfVec3 *gradient)
{
  KerfVec3 d = kerf_sub (point, f->frame.p);
  double u[3] = { kerf_dot (d, f->frame.u) / f->step_mm, kerf_dot (d, f->frame.v) / f->step_mm,
                  kerf_dot (d, f->frame.n) / f->step_mm };
  double w[3], g[3], value, step = f->step_mm;
  gint32 i[3];
  for (int a = 0; a < 3; a++)
    i[a] = locate (u[a], f->n[a], &w[a]);
  gint32 which = -1;
  if (f->cell)
    which = f->cell[((gsize) i[2] * (gsize) cells_along (f, 1) + (gsize) i[1]) * (gsize) cells_along (f, 0) +
                    (gsize) i[0]];
  if (which >= 0) {
    gsize row = (gsize) f->split + 1, slab = row * row;
    gint32 s[3];
    for (int a = 0; a < 3; a++)
      s[a] = locate (w[a] * f->split, f->split + 1, &w[a]);
    step /= f->split;
    value =
        blend (f->fine + (gsize) which * slab * row + (gsize) s[0] + (gsize) s[1] * row + (gsize) s[2] * slab,
               row, slab, w, step, gradient ? g : NULL);
  } else {
    gsize row = (gsize) f->n[0], slab = row * (gsize) f->n[1];
    value = blend (f->coarse + (gsize) i[0] + (gsize) i[1] * row + (gsize) i[2] * slab, row,
                   f->n[2] > 1 ? slab : 0, w, step, gradient ? g : NULL);
  }
  if (gradient)
    *gradient = kerf_add (kerf_scale (f->frame.u, g[0]),
                          kerf_add (kerf_scale (f->frame.v, g[1]), kerf_scale (f->frame.n, g[2])));
  return value;
}

void
kerf_field_range (const KerfField *f, KerfVec3 centre, KerfVec3 half, double *low, double *high)
{
  const KerfVec3 axes[3] = { f->frame.u, f->frame.v, f->frame.n };
  KerfVec3 d = kerf_sub (centre, f->frame.p);
  gint32 lo[3], hi[3];
  for (int a = 0; a < 3; a++) {
    double c = kerf_dot (d, axes[a]) / f->step_mm;
    double r =
        (fabs (axes[a].x) * half.x + fabs (axes[a].y) * half.y + fabs (axes[a].z) * half.z) / f->step_mm;
    double top = cells_along (f, a) - 1;
    lo[a] = (gint32) CLAMP (floor (c - r), 0, top) / BLOCK;
    hi[a] = (gint32) CLAMP (floor (c + r), 0, top) / BLOCK;
  }
  *low = (double) INFINITY;
  *high = (double) -INFINITY;
  for (gint32 k = lo[2]; k <= hi[2]; k++)
    for (gint32 j = lo[1]; j <= hi[1]; j++)
      for (gint32 i = lo[0]; i <= hi[0]; i++) {
        gsize at = ((gsize) k * (gsize) f->blocks[1] + (gsize) j) * (gsize) f->blocks[0] + (gsize) i;
        *low = fmin (*low, (double) f->low[at]);
        *high = fmax (*high, (double) f->high[at]);
      }
}
