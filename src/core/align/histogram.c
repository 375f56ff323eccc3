/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"
#include "core/align/histogram-private.h"

#include <string.h>

enum { BINS = KERF_BINS, PAD = 2, BLOCK = 2048 };

/* Values beyond these shares of the samples go to the outer bins: a few metal voxels would else squeeze all tissue
 * into two of them. */
#define TAIL 0.002

typedef struct {
  KerfVec3 at; /* fixed space */
  guint8 bin;
} Sample;

struct KerfMutual {
  KerfVolume *moving;
  Sample *samples;
  gsize n;
  KerfVec3 centre;
  double radius;
  double low, scale; /* moving value → bin coordinate PAD + (v − low)·scale */
};

/* A fixed fraction in [−½, ½) for a lattice point and axis. */
static double
jitter (guint32 k, guint32 axis)
{
  guint32 x = k * 2654435761u + axis * 40503u + 1013904223u;
  x ^= x >> 15;
  x *= 2246822519u;
  x ^= x >> 13;
  x *= 3266489917u;
  x ^= x >> 16;
  return x / 4294967296.0 - 0.5;
}

/* The values at which TAIL of them lie below and above, from a histogram of 4096. */
static void
range_of (const float *values, gsize n, double *low, double *high)
{
  enum { FINE = 4096 };
  float least = HUGE_VALF, most = -HUGE_VALF;
  for (gsize k = 0; k < n; k++) {
    least = MIN (least, values[k]);
    most = MAX (most, values[k]);
  }
  *low = (double) least;
  *high = (double) most;
  if (!(most > least))
    return;
  g_autofree guint64 *counts = g_new0 (guint64, FINE);
  double scale = (FINE - 1) / ((double) most - (double) least);
  for (gsize k = 0; k < n; k++)
    counts[(gsize) (((double) values[k] - (double) least) * scale)]++;
  guint64 tail = (guint64) (TAIL * (double) n), sum = 0;
  int from = 0, to = FINE - 1;
  for (; from < FINE - 1 && sum + counts[from] <= tail; from++)
    sum += counts[from];
  for (sum = 0; to > from + 1 && sum + counts[to] <= tail; to--)
    sum += counts[to];
  *low = (double) least + from / scale;
  *high = (double) least + (to + 1) / scale;
}

static double
bin_scale (double low, double high)
{
  return high > low ? (BINS - 2 * PAD - 1) / (high - low) : 0;
}

/* Which lattice points are taken: every `stride`-th along each axis. */
static gint32
stride_for (const KerfGrid *grid, gsize most)
{
  gint32 stride = 1;
  while (kerf_grid_voxels (grid) / (gsize) (stride * stride * stride) > most && stride < 64)
    stride++;
  return stride;
}

static void
take_samples (KerfMutual *m, const KerfVolume *fixed, const KerfMask *region, gint32 stride)
{
  const KerfGrid *g = &fixed->grid;
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (float));
  guint32 number = 0;
  for (gint32 k = stride / 2; k < g->n[2]; k += stride)
    for (gint32 j = stride / 2; j < g->n[1]; j += stride)
      for (gint32 i = stride / 2; i < g->n[0]; i += stride, number++) {
        Sample s = { .at =
                         kerf_grid_point (g, i + stride * jitter (number, 0), j + stride * jitter (number, 1),
                                          k + stride * jitter (number, 2)) };
        if (region && kerf_mask_sample (region, s.at) < 0)
          continue;
        float value = (float) kerf_volume_sample (fixed, s.at);
        if (!isfinite (value))
          continue;
        g_array_append_val (samples, s);
        g_array_append_val (values, value);
      }
  m->n = samples->len;
  double low = 0, high = 0;
  const float *v = &g_array_index (values, float, 0);
  if (m->n)
    range_of (v, m->n, &low, &high);
  double scale = bin_scale (low, high);
  for (gsize k = 0; k < m->n; k++) {
    double bin = PAD + ((double) v[k] - low) * scale;
    g_array_index (samples, Sample, k).bin = (guint8) CLAMP (bin + 0.5, PAD, BINS - 1 - PAD);
  }
  m->samples = (Sample *) (gpointer) g_array_free (g_steal_pointer (&samples), FALSE);
}

KerfMutual *
kerf_mutual_new (const KerfVolume *fixed, const KerfVolume *moving, const KerfMask *region, gsize most)
{
  KerfMutual *m = g_new0 (KerfMutual, 1);
  m->moving = kerf_volume_ref (moving);
  gint32 stride = stride_for (&fixed->grid, most);
  take_samples (m, fixed, region, stride);
  while (region && stride > 1 && m->n < most / 4) { /* a small region: take it more densely */
    g_free (m->samples);
    take_samples (m, fixed, region, --stride);
  }
  for (gsize k = 0; k < m->n; k++)
    m->centre = kerf_along (m->centre, 1.0 / (double) m->n, m->samples[k].at);
  double squares = 0;
  for (gsize k = 0; k < m->n; k++) {
    KerfVec3 d = kerf_sub (m->samples[k].at, m->centre);
    squares += kerf_dot (d, d) / (double) m->n;
  }
  m->radius = fmax (sqrt (squares), 1);
  gsize voxels = kerf_grid_voxels (&moving->grid);
  double low = moving->low, high = moving->high;
  if (moving->f32)
    range_of (moving->f32, voxels, &low, &high);
  m->low = low;
  m->scale = bin_scale (low, high);
  return m;
}

void
kerf_mutual_free (KerfMutual *m)
{
  if (!m)
    return;
  kerf_volume_unref (m->moving);
  g_free (m->samples);
  g_free (m);
}

gsize
kerf_mutual_samples (const KerfMutual *m)
{
  return m->n;
}

KerfVec3
kerf_mutual_centre (const KerfMutual *m)
{
  return m->centre;
}

double
kerf_mutual_radius_mm (const KerfMutual *m)
{
  return m->radius;
}

/* Trilinear value of the moving image (float) and its gradient per voxel at an index; FALSE outside its centres. */
static gboolean
moving_at (const KerfVolume *v, KerfVec3 index, double *value, KerfVec3 *gradient)
{
  const gint32 *n = v->grid.n;
  if (!(index.x >= 0 && index.y >= 0 && index.z >= 0 && index.x <= n[0] - 1 && index.y <= n[1] - 1 &&
        index.z <= n[2] - 1) ||
      n[0] < 2 || n[1] < 2 || n[2] < 2)
    return FALSE;
  gint32 i = MIN ((gint32) index.x, n[0] - 2), j = MIN ((gint32) index.y, n[1] - 2),
         k = MIN ((gint32) index.z, n[2] - 2);
  double x = index.x - i, y = index.y - j, z = index.z - k;
  gsize row = (gsize) n[0], slice = row * (gsize) n[1];
  const float *p = v->f32 + kerf_grid_offset (&v->grid, i, j, k);
  double a = (double) p[0], b = (double) p[1], c = (double) p[row], d = (double) p[row + 1],
         e = (double) p[slice], f = (double) p[slice + 1], g = (double) p[slice + row],
         h = (double) p[slice + row + 1];
  double ab = a + x * (b - a), cd = c + x * (d - c), ef = e + x * (f - e), gh = g + x * (h - g);
  double low = ab + y * (cd - ab), high = ef + y * (gh - ef);
  *value = low + z * (high - low);
  gradient->x = ((b - a) * (1 - y) + (d - c) * y) * (1 - z) + ((f - e) * (1 - y) + (h - g) * y) * z;
  gradient->y = (cd - ab) * (1 - z) + (gh - ef) * z;
  gradient->z = high - low;
  return TRUE;
}

typedef struct {
  const KerfMutual *m;
  KerfMat4 index_from_fixed; /* of the moving image */
  double *joint;             /* per block, BINS × BINS */
  gsize *inside;             /* per block */
  const double *weight;      /* BINS × BINS: what a share in each bin is worth; second pass */
  double *slope;             /* per block, 6 */
} Pass;

/* Bin coordinate of a moving value; FALSE where it is beyond the range and its derivative is nothing. */
static gboolean
bin_of (const KerfMutual *m, double value, double *bin)
{
  *bin = PAD + (value - m->low) * m->scale;
  gboolean within = *bin > PAD && *bin < BINS - 1 - PAD;
  *bin = CLAMP (*bin, PAD, BINS - 1 - PAD);
  return within;
}

static void
spline (double x, double w[4])
{
  double y = 1 - x;
  w[0] = y * y * y / 6;
  w[1] = (4 - 6 * x * x + 3 * x * x * x) / 6;
  w[2] = (4 - 6 * y * y + 3 * y * y * y) / 6;
  w[3] = x * x * x / 6;
}

static void
spline_slope (double x, double w[4])
{
  double y = 1 - x;
  w[0] = -y * y / 2;
  w[1] = -2 * x + 1.5 * x * x;
  w[2] = 2 * y - 1.5 * y * y;
  w[3] = x * x / 2;
}

static void
fill_joint (gsize begin, gsize end, gpointer data)
{
  const Pass *p = data;
  double *joint = p->joint + begin / BLOCK * BINS * BINS;
  for (gsize k = begin; k < end; k++) {
    const Sample *s = &p->m->samples[k];
    double value, bin, w[4];
    KerfVec3 g;
    if (!moving_at (p->m->moving, kerf_mat4_point (&p->index_from_fixed, s->at), &value, &g))
      continue;
    bin_of (p->m, value, &bin);
    int first = (int) bin;
    spline (bin - first, w);
    for (int q = 0; q < 4; q++)
      joint[s->bin * BINS + first - 1 + q] += w[q];
    p->inside[begin / BLOCK]++;
  }
}

static void
fill_slope (gsize begin, gsize end, gpointer data)
{
  const Pass *p = data;
  double *slope = p->slope + begin / BLOCK * 6;
  const double *a = p->index_from_fixed.m;
  for (gsize k = begin; k < end; k++) {
    const Sample *s = &p->m->samples[k];
    double value, bin, w[4], worth = 0;
    KerfVec3 g;
    if (!moving_at (p->m->moving, kerf_mat4_point (&p->index_from_fixed, s->at), &value, &g) ||
        !bin_of (p->m, value, &bin))
      continue;
    int first = (int) bin;
    spline_slope (bin - first, w);
    for (int q = 0; q < 4; q++)
      worth += w[q] * p->weight[s->bin * BINS + first - 1 + q];
    worth *= p->m->scale;
    /* Gradient in fixed space: transpose of the index matrix. */
    KerfVec3 f = kerf_vec3 (a[0] * g.x + a[4] * g.y + a[8] * g.z, a[1] * g.x + a[5] * g.y + a[9] * g.z,
                            a[2] * g.x + a[6] * g.y + a[10] * g.z);
    KerfVec3 turn = kerf_cross (kerf_sub (s->at, p->m->centre), f);
    const double parts[6] = {
      f.x, f.y, f.z, turn.x / p->m->radius, turn.y / p->m->radius, turn.z / p->m->radius
    };
    for (int q = 0; q < 6; q++)
      slope[q] += worth * parts[q];
  }
}

/* Entropies from the summed histogram; `weight` gets log (p(f, m) / p(m)). */
static void
judge (const double *joint, double total, KerfMutualValue *value, double *weight)
{
  double rows[BINS] = { 0 }, columns[BINS] = { 0 }, h_f = 0, h_m = 0, h_fm = 0;
  for (int f = 0; f < BINS; f++)
    for (int m = 0; m < BINS; m++) {
      rows[f] += joint[f * BINS + m] / total;
      columns[m] += joint[f * BINS + m] / total;
    }
  for (int k = 0; k < BINS; k++) {
    h_f -= rows[k] > 0 ? rows[k] * kerf_real_log (rows[k]) : 0;
    h_m -= columns[k] > 0 ? columns[k] * kerf_real_log (columns[k]) : 0;
  }
  for (int f = 0; f < BINS; f++)
    for (int m = 0; m < BINS; m++) {
      double p = joint[f * BINS + m] / total;
      weight[f * BINS + m] = p > 1e-15 ? kerf_real_log (p / columns[m]) : 0;
      h_fm -= p > 0 ? p * kerf_real_log (p) : 0;
    }
  value->information = h_f + h_m - h_fm;
  value->nmi = h_fm > 0 ? (h_f + h_m) / h_fm : (double) NAN;
}

gboolean
kerf_mutual_at (const KerfMutual *m, const KerfMat4 *moving_from_fixed, gboolean slope,
                const KerfContext *context, KerfMutualValue *value)
{
  gsize blocks = MAX ((m->n + BLOCK - 1) / BLOCK, 1);
  g_autofree double *joint = g_new0 (double, blocks *BINS *BINS);
  g_autofree double *slopes = g_new0 (double, blocks * 6);
  g_autofree gsize *inside = g_new0 (gsize, blocks);
  double weight[BINS * BINS];
  Pass pass = { .m = m,
                .joint = joint,
                .inside = inside,
                .slope = slopes,
                .weight = weight,
                .index_from_fixed = kerf_mat4_mul (&m->moving->grid.index_from_patient, moving_from_fixed) };
  *value = (KerfMutualValue){ 0 };
  if (!kerf_parallel_for (context, m->n, BLOCK, fill_joint, &pass))
    return FALSE;
  for (gsize b = 1; b < blocks; b++)
    for (int k = 0; k < BINS * BINS; k++)
      joint[k] += joint[b * BINS * BINS + (gsize) k];
  for (gsize b = 0; b < blocks; b++)
    value->inside += inside[b];
  if (value->inside == 0)
    return TRUE;
  judge (joint, (double) value->inside, value, weight);
  if (!slope)
    return TRUE;
  if (!kerf_parallel_for (context, m->n, BLOCK, fill_slope, &pass))
    return FALSE;
  for (gsize b = 0; b < blocks; b++)
    for (int k = 0; k < 6; k++)
      value->slope[k] += slopes[6 * b + (gsize) k] / (double) value->inside;
  return TRUE;
}

typedef struct {
  const KerfVolume *volume;
  gint32 factor[3], n[3];
  float *out;
} Average;

static void
average_rows (gsize begin, gsize end, gpointer data)
{
  const Average *a = data;
  const KerfVolume *v = a->volume;
  for (gsize row = begin; row < end; row++) {
    gint32 j = (gint32) (row % (gsize) a->n[1]), k = (gint32) (row / (gsize) a->n[1]);
    for (gint32 i = 0; i < a->n[0]; i++) {
      double sum = 0;
      gint32 count = 0;
      for (gint32 z = k * a->factor[2]; z < (k + 1) * a->factor[2]; z++)
        for (gint32 y = j * a->factor[1]; y < (j + 1) * a->factor[1]; y++)
          for (gint32 x = i * a->factor[0]; x < (i + 1) * a->factor[0]; x++) {
            double value = kerf_volume_value (v, x, y, z);
            if (isnan (value))
              continue;
            sum += value;
            count++;
          }
      a->out[row * (gsize) a->n[0] + (gsize) i] = (float) (count ? sum / count : v->low);
    }
  }
}

KerfVolume *
kerf_volume_averaged (const KerfVolume *volume, double spacing_mm, const KerfContext *context)
{
  Average a = { .volume = volume };
  KerfVec3 h = kerf_grid_spacing (&volume->grid);
  KerfGrid grid = volume->grid;
  KerfVec3 axis[3];
  for (int x = 0; x < 3; x++) {
    a.factor[x] =
        (gint32) CLAMP (floor (spacing_mm / kerf_component (h, x) + 0.3), 1, MAX (grid.n[x] / 2, 1));
    grid.n[x] = a.n[x] = grid.n[x] / a.factor[x];
    axis[x] = kerf_scale (kerf_grid_axis (&volume->grid, x), kerf_component (h, x) * a.factor[x]);
  }
  KerfVec3 origin = kerf_grid_point (&volume->grid, (a.factor[0] - 1) / 2.0, (a.factor[1] - 1) / 2.0,
                                     (a.factor[2] - 1) / 2.0);
  grid.patient_from_index = kerf_mat4_from_columns (axis[0], axis[1], axis[2], origin);
  if (!kerf_mat4_inverse (&grid.patient_from_index, &grid.index_from_patient))
    return NULL;
  gsize voxels = kerf_grid_voxels (&grid);
  a.out = g_new (float, voxels);
  g_autoptr (GBytes) bytes = g_bytes_new_take (a.out, voxels * sizeof *a.out);
  if (!kerf_parallel_for (context, (gsize) a.n[1] * (gsize) a.n[2], 16, average_rows, &a))
    return NULL;
  return kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
}
