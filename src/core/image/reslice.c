/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a picture are straight lines through the index space: where a row and all its planes lie inside the volume is an
 * interval of x, known beforehand; there nothing is checked, and eight pixels are done at a time where the processor can. */
#include "core/image/reslice.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define WIDE 1
#else
#define WIDE 0
#endif

enum { ROWS_AT_ONCE = 8, LANES = 8 };

typedef struct {
  const KerfVolume *volume;
  const KerfReslice *plan;
  float *values;
  /* in index space */
  float from[3], across[3], down[3], step[3]; /* from: of the first plane */
  gsize row, slice;
  gboolean wide;
} Work;

static inline float
stored (const KerfVolume *volume, gsize at)
{
  return volume->i16 ? (float) volume->i16[at] : volume->f32[at];
}

/* A cell that lies inside; f in it. */
static inline float
trilinear (const Work *w, gsize at, float fx, float fy, float fz)
{
  const KerfVolume *v = w->volume;
  float a = stored (v, at), b = stored (v, at + w->row), c = stored (v, at + w->slice),
        d = stored (v, at + w->row + w->slice);
  a += fx * (stored (v, at + 1) - a);
  b += fx * (stored (v, at + w->row + 1) - b);
  c += fx * (stored (v, at + w->slice + 1) - c);
  d += fx * (stored (v, at + w->row + w->slice + 1) - d);
  a += fy * (b - a);
  c += fy * (d - c);
  return a + fz * (c - a);
}

static inline float
inner_sample (const Work *w, const float p[3])
{
  gint32 i = (gint32) p[0], j = (gint32) p[1], k = (gint32) p[2];
  return trilinear (w, (gsize) k * w->slice + (gsize) j * w->row + (gsize) i, p[0] - (float) i,
                    p[1] - (float) j, p[2] - (float) k);
}

/* Anywhere; FALSE beyond half a voxel. */
static gboolean
edge_sample (const Work *w, const float p[3], float *value)
{
  const gint32 *n = w->volume->grid.n;
  gint32 cell[3];
  float f[3];
  for (int axis = 0; axis < 3; axis++) {
    if (!(p[axis] >= -0.5F && p[axis] <= (float) n[axis] - 0.5F))
      return FALSE;
    float inside = CLAMP (p[axis], 0.0F, (float) (n[axis] - 1));
    cell[axis] = MIN ((gint32) inside, MAX (n[axis] - 2, 0));
    f[axis] = inside - (float) cell[axis];
  }
  float sum = 0;
  for (int corner = 0; corner < 8; corner++) {
    float weight = 1;
    gint32 at[3];
    for (int axis = 0; axis < 3; axis++) {
      gboolean high = (corner >> axis) & 1;
      weight *= high ? f[axis] : 1 - f[axis];
      at[axis] = MIN (cell[axis] + high, n[axis] - 1);
    }
    if (weight > 0)
      sum += weight * stored (w->volume, kerf_grid_offset (&w->volume->grid, at[0], at[1], at[2]));
  }
  *value = sum;
  return TRUE;
}

static inline float
join (KerfResliceKind kind, float so_far, float now)
{
  return kind == KERF_RESLICE_MAX   ? MAX (so_far, now)
         : kind == KERF_RESLICE_MIN ? MIN (so_far, now)
                                    : so_far + now;
}

static inline void
place (const Work *w, int x, const float row[3], int plane, float p[3])
{
  for (int axis = 0; axis < 3; axis++)
    p[axis] = row[axis] + (float) x * w->across[axis] + (float) plane * w->step[axis];
}

static float
finish (const Work *w, float value, int n)
{
  const KerfVolume *v = w->volume;
  if (w->plan->slab == KERF_RESLICE_MEAN)
    value *= 1.0F / (float) n;
  return value * (float) v->slope + (float) v->intercept;
}

/* One pixel; `inner`: all its planes lie inside. */
static float
one_pixel (const Work *w, int x, const float row[3], gboolean inner)
{
  float sum = 0;
  int n = 0;
  for (int plane = 0; plane < w->plan->count; plane++) {
    float p[3], now;
    place (w, x, row, plane, p);
    if (inner)
      now = inner_sample (w, p);
    else if (!edge_sample (w, p, &now))
      continue;
    sum = n++ ? join (w->plan->slab, sum, now) : now;
  }
  return n ? finish (w, sum, n) : (float) w->plan->outside;
}

#if WIDE
/* Two neighbours along i are one 32-bit word: four loads give the eight corners of a cell. */
__attribute__ ((target ("avx2"))) static inline __m256
eight_samples (const Work *w, __m256 x, __m256 y, __m256 z)
{
  __m256i i = _mm256_cvttps_epi32 (x), j = _mm256_cvttps_epi32 (y), k = _mm256_cvttps_epi32 (z);
  __m256 fx = _mm256_sub_ps (x, _mm256_cvtepi32_ps (i)), fy = _mm256_sub_ps (y, _mm256_cvtepi32_ps (j)),
         fz = _mm256_sub_ps (z, _mm256_cvtepi32_ps (k));
  __m256i at = _mm256_add_epi32 (_mm256_add_epi32 (_mm256_mullo_epi32 (k, _mm256_set1_epi32 ((int) w->slice)),
                                                   _mm256_mullo_epi32 (j, _mm256_set1_epi32 ((int) w->row))),
                                 i);
  const gint16 *base = w->volume->i16;
  const gint16 *bases[4] = { base, base + w->row, base + w->slice, base + w->row + w->slice };
  __m256 corner[4];
  for (int c = 0; c < 4; c++) {
    __m256i pair = _mm256_i32gather_epi32 ((const int *) (const void *) bases[c], at, 2);
    __m256 low = _mm256_cvtepi32_ps (_mm256_srai_epi32 (_mm256_slli_epi32 (pair, 16), 16)),
           high = _mm256_cvtepi32_ps (_mm256_srai_epi32 (pair, 16));
    corner[c] = _mm256_add_ps (low, _mm256_mul_ps (fx, _mm256_sub_ps (high, low)));
  }
  __m256 a = _mm256_add_ps (corner[0], _mm256_mul_ps (fy, _mm256_sub_ps (corner[1], corner[0]))),
         b = _mm256_add_ps (corner[2], _mm256_mul_ps (fy, _mm256_sub_ps (corner[3], corner[2])));
  return _mm256_add_ps (a, _mm256_mul_ps (fz, _mm256_sub_ps (b, a)));
}

__attribute__ ((target ("avx2"))) static void
eight_pixels (const Work *w, int x, const float row[3], float *to)
{
  const KerfReslice *plan = w->plan;
  __m256 xs = _mm256_add_ps (_mm256_set1_ps ((float) x), _mm256_setr_ps (0, 1, 2, 3, 4, 5, 6, 7)), p[3],
         sum = xs;
  for (int axis = 0; axis < 3; axis++)
    p[axis] =
        _mm256_add_ps (_mm256_set1_ps (row[axis]), _mm256_mul_ps (xs, _mm256_set1_ps (w->across[axis])));
  for (int plane = 0; plane < plan->count; plane++) {
    __m256 q[3], at = _mm256_set1_ps ((float) plane);
    for (int axis = 0; axis < 3; axis++)
      q[axis] = _mm256_add_ps (p[axis], _mm256_mul_ps (at, _mm256_set1_ps (w->step[axis])));
    __m256 now = eight_samples (w, q[0], q[1], q[2]);
    if (plane == 0)
      sum = now;
    else if (plan->slab == KERF_RESLICE_MAX)
      sum = _mm256_max_ps (sum, now);
    else if (plan->slab == KERF_RESLICE_MIN)
      sum = _mm256_min_ps (sum, now);
    else
      sum = _mm256_add_ps (sum, now);
  }
  if (plan->slab == KERF_RESLICE_MEAN)
    sum = _mm256_mul_ps (sum, _mm256_set1_ps (1.0F / (float) plan->count));
  _mm256_storeu_ps (to, _mm256_add_ps (_mm256_mul_ps (sum, _mm256_set1_ps ((float) w->volume->slope)),
                                       _mm256_set1_ps ((float) w->volume->intercept)));
}
#endif

/* The x for which every plane of the row lies in [0, n − 1): [*begin, *end). */
static void
inner_interval (const Work *w, const float row[3], int *begin, int *end)
{
  double lo = 0, hi = w->plan->width;
  for (int axis = 0; axis < 3; axis++) {
    double last = (double) w->step[axis] * (w->plan->count - 1), a = (double) w->across[axis];
    double least = (double) row[axis] + fmin (last, 0) - 1e-3,
           most = (double) row[axis] + fmax (last, 0) + 1e-3;
    double n = w->volume->grid.n[axis] - 1;
    if (fabs (a) < 1e-9) {
      if (least < 0 || most >= n)
        hi = -1;
    } else {
      double at_low = -least / a, at_high = (n - most) / a;
      lo = fmax (lo, ceil (a > 0 ? at_low : at_high));
      hi = fmin (hi, floor (a > 0 ? at_high : at_low));
    }
  }
  *begin = (int) fmin (lo, w->plan->width);
  *end = (int) CLAMP (hi, *begin, w->plan->width);
}

static void
do_rows (gsize first, gsize last, gpointer data)
{
  const Work *w = data;
  int width = w->plan->width;
  for (gsize y = first; y < last; y++) {
    float row[3], *to = w->values + y * (gsize) width;
    int begin, end, x = 0;
    for (int axis = 0; axis < 3; axis++)
      row[axis] = w->from[axis] + (float) y * w->down[axis];
    inner_interval (w, row, &begin, &end);
    for (; x < begin; x++)
      to[x] = one_pixel (w, x, row, FALSE);
#if WIDE
    for (; w->wide && x + LANES <= end; x += LANES)
      eight_pixels (w, x, row, to + x);
#endif
    for (; x < end; x++)
      to[x] = one_pixel (w, x, row, TRUE);
    for (; x < width; x++)
      to[x] = one_pixel (w, x, row, FALSE);
  }
}

static void
store (KerfVec3 from, float to[3])
{
  for (int axis = 0; axis < 3; axis++)
    to[axis] = (float) kerf_component (from, axis);
}

gboolean
kerf_volume_reslice (const KerfVolume *volume, const KerfReslice *plan, float *values,
                     const KerfContext *context)
{
  const KerfMat4 *m = &volume->grid.index_from_patient;
  KerfReslice own = *plan;
  own.count = plan->slab == KERF_RESLICE_PLANE ? 1 : MAX (plan->count, 1);
  Work work = { .volume = volume, .plan = &own, .values = values };
  KerfVec3 first =
      kerf_along (plan->origin, -0.5 * (own.count - 1), own.count > 1 ? plan->step : kerf_vec3 (0, 0, 0));
  store (kerf_mat4_point (m, first), work.from);
  store (kerf_mat4_direction (m, plan->across), work.across);
  store (kerf_mat4_direction (m, plan->down), work.down);
  store (kerf_mat4_direction (m, own.count > 1 ? plan->step : kerf_vec3 (0, 0, 0)), work.step);
  work.row = (gsize) volume->grid.n[0];
  work.slice = work.row * (gsize) volume->grid.n[1];
#if WIDE
  work.wide = volume->i16 && __builtin_cpu_supports ("avx2");
#endif
  return kerf_parallel_for (context, (gsize) plan->height, ROWS_AT_ONCE, do_rows, &work);
}
