/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/align/rigid.h"

#include <string.h>

#include "base/error.h"
#include "base/real.h"
#include "core/image/mask-edit.h"

enum { BINS = 32, PADDED = BINS + 4, BLOCKS = 32, MOST_SAMPLES = 90000 };

/* ---- one image at one level ---- */

typedef struct {
  gint32 n[3];
  KerfMat4 index_from_patient, patient_from_index;
  float *v;
  double low, high; /* range of the bins: half a per cent cut off at either end */
} Level;

static void
level_clear (Level *level)
{
  g_free (level->v);
}

/* Values of the image averaged over boxes of about `spacing_mm`. */
static Level
level_new (const KerfVolume *volume, double spacing_mm)
{
  const KerfGrid *g = &volume->grid;
  KerfVec3 h = kerf_grid_spacing (g);
  gint32 f[3];
  Level level = { .v = NULL };
  for (int a = 0; a < 3; a++) {
    f[a] = CLAMP ((gint32) (spacing_mm / kerf_component (h, a) + 0.5), 1, MAX (1, g->n[a] / 8));
    level.n[a] = g->n[a] / f[a];
  }
  level.v = g_new (float, (gsize) level.n[0] * (gsize) level.n[1] * (gsize) level.n[2]);
  gsize at = 0;
  for (gint32 k = 0; k < level.n[2]; k++)
    for (gint32 j = 0; j < level.n[1]; j++)
      for (gint32 i = 0; i < level.n[0]; i++) {
        double sum = 0;
        for (gint32 c = 0; c < f[2]; c++)
          for (gint32 b = 0; b < f[1]; b++)
            for (gint32 a = 0; a < f[0]; a++) {
              gsize offset = kerf_grid_offset (g, i * f[0] + a, j * f[1] + b, k * f[2] + c);
              double stored = volume->i16 ? (double) volume->i16[offset] : (double) volume->f32[offset];
              sum += isfinite (stored) ? stored : 0;
            }
        level.v[at++] = (float) (sum / (f[0] * f[1] * f[2]) * volume->slope + volume->intercept);
      }
  KerfMat4 fine_from_coarse = kerf_mat4_from_columns (kerf_vec3 (f[0], 0, 0), kerf_vec3 (0, f[1], 0), kerf_vec3 (0, 0, f[2]),
                                                      kerf_vec3 ((f[0] - 1) / 2.0, (f[1] - 1) / 2.0, (f[2] - 1) / 2.0));
  level.patient_from_index = kerf_mat4_mul (&g->patient_from_index, &fine_from_coarse);
  g_assert (kerf_mat4_inverse (&level.patient_from_index, &level.index_from_patient));
  return level;
}

static void
level_range (Level *level)
{
  enum { STEPS = 4096 };
  gsize n = (gsize) level->n[0] * (gsize) level->n[1] * (gsize) level->n[2], below = 0;
  float least = level->v[0], most = level->v[0];
  guint32 counts[STEPS] = { 0 };
  for (gsize k = 0; k < n; k++) {
    least = MIN (least, level->v[k]);
    most = MAX (most, level->v[k]);
  }
  double step = fmax ((double) (most - least) / STEPS, 1e-12);
  for (gsize k = 0; k < n; k++)
    counts[MIN ((gsize) ((double) (level->v[k] - least) / step), (gsize) STEPS - 1)]++;
  level->low = (double) least;
  level->high = (double) most;
  for (gsize k = 0; k < STEPS; k++) {
    gsize now = below + counts[k];
    if (below < n / 200 && now >= n / 200)
      level->low = (double) least + (double) k * step;
    if (below < n - n / 200 && now >= n - n / 200)
      level->high = (double) least + (double) (k + 1) * step;
    below = now;
  }
  if (!(level->high > level->low))
    level->high = level->low + 1;
}

/* Trilinear at an index; FALSE outside the centres. */
static gboolean
level_sample (const Level *level, KerfVec3 p, double *value)
{
  gint32 i, j, k;
  if (!(p.x >= 0 && p.y >= 0 && p.z >= 0 && p.x <= level->n[0] - 1 && p.y <= level->n[1] - 1 && p.z <= level->n[2] - 1))
    return FALSE;
  i = MIN ((gint32) p.x, MAX (level->n[0] - 2, 0));
  j = MIN ((gint32) p.y, MAX (level->n[1] - 2, 0));
  k = MIN ((gint32) p.z, MAX (level->n[2] - 2, 0));
  double a = p.x - i, b = p.y - j, c = p.z - k;
  gsize row = (gsize) level->n[0], slice = row * (gsize) level->n[1], at = (gsize) k * slice + (gsize) j * row + (gsize) i;
  gsize di = level->n[0] > 1, dj = level->n[1] > 1 ? row : 0, dk = level->n[2] > 1 ? slice : 0;
  const float *q = level->v + at;
  double e = (double) q[0] + a * (double) (q[di] - q[0]), f = (double) q[dj] + a * (double) (q[dj + di] - q[dj]),
         g = (double) q[dk] + a * (double) (q[dk + di] - q[dk]),
         h = (double) q[dk + dj] + a * (double) (q[dk + dj + di] - q[dk + dj]);
  double front = e + b * (f - e), back = g + b * (h - g);
  *value = front + c * (back - front);
  return TRUE;
}

/* ---- samples of the fixed image ---- */

typedef struct {
  KerfVec3 point;
  gint32 bin;
} Sample;

static GArray *
samples_of (const Level *fixed, const KerfMask *region)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  gsize n = (gsize) fixed->n[0] * (gsize) fixed->n[1] * (gsize) fixed->n[2], stride = 1;
  if (!region)
    stride = MAX (1, n / MOST_SAMPLES);
  for (gsize k = 0; k < n; k += stride) {
    KerfVec3 index = kerf_vec3 ((double) (k % (gsize) fixed->n[0]), (double) (k / (gsize) fixed->n[0] % (gsize) fixed->n[1]),
                                (double) (k / (gsize) fixed->n[0] / (gsize) fixed->n[1]));
    Sample s = { .point = kerf_mat4_point (&fixed->patient_from_index, index) };
    if (region && kerf_mask_sample (region, s.point) < 0)
      continue;
    double x = ((double) fixed->v[k] - fixed->low) / (fixed->high - fixed->low);
    s.bin = CLAMP ((gint32) (x * BINS), 0, BINS - 1);
    g_array_append_val (samples, s);
  }
  if (region && samples->len > MOST_SAMPLES) {
    guint keep = (samples->len + MOST_SAMPLES - 1) / MOST_SAMPLES, m = 0;
    for (guint k = 0; k < samples->len; k += keep)
      g_array_index (samples, Sample, m++) = g_array_index (samples, Sample, k);
    g_array_set_size (samples, m);
  }
  return samples;
}

/* ---- mutual information of one motion ---- */

typedef struct {
  const Sample *samples;
  gsize n;
  const Level *moving;
  KerfMat4 moving_index_from_fixed;
  double (*joint)[BINS][PADDED]; /* one table a block */
  gsize inside[BLOCKS];
} Count;

static void
count_blocks (gsize begin, gsize end, gpointer data)
{
  Count *count = data;
  for (gsize block = begin; block < end; block++) {
    gsize from = count->n * block / BLOCKS, to = count->n * (block + 1) / BLOCKS, inside = 0;
    double (*joint)[PADDED] = count->joint[block];
    memset (joint, 0, sizeof count->joint[block]);
    double scale = BINS / (count->moving->high - count->moving->low);
    for (gsize k = from; k < to; k++) {
      double value;
      if (!level_sample (count->moving, kerf_mat4_point (&count->moving_index_from_fixed, count->samples[k].point), &value))
        continue;
      inside++;
      double x = CLAMP ((value - count->moving->low) * scale, 0, BINS - 1e-9) + 1.5;
      gint32 b = (gint32) x;
      double t = x - b, u = 1 - t;
      double *row = joint[count->samples[k].bin] + b - 1;
      row[0] += u * u * u / 6; /* cubic B-spline about the value */
      row[1] += (4 - 6 * t * t + 3 * t * t * t) / 6;
      row[2] += (4 - 6 * u * u + 3 * u * u * u) / 6;
      row[3] += t * t * t / 6;
    }
    count->inside[block] = inside;
  }
}

static double
entropy_term (double p)
{
  return p > 0 ? -p * kerf_real_log (p) : 0;
}

typedef struct {
  const Level *moving;
  const GArray *samples;
  const KerfContext *context;
  double (*joint)[BINS][PADDED];
  guint evaluations;
} Metric;

/* Mutual information in nats; 0 where fewer than a quarter of the samples fall inside. */
static double
mutual_information (Metric *metric, const KerfMat4 *fixed_from_moving, double *nmi, double *overlap)
{
  KerfMat4 moving_from_fixed;
  Count count = { .samples = (const Sample *) (gconstpointer) metric->samples->data,
                  .n = metric->samples->len,
                  .moving = metric->moving,
                  .joint = metric->joint };
  g_assert (kerf_mat4_inverse (fixed_from_moving, &moving_from_fixed));
  count.moving_index_from_fixed = kerf_mat4_mul (&metric->moving->index_from_patient, &moving_from_fixed);
  kerf_parallel_for (metric->context, BLOCKS, 1, count_blocks, &count);
  metric->evaluations++;
  double joint[BINS][PADDED] = { { 0 } }, pf[BINS] = { 0 }, pm[PADDED] = { 0 }, total = 0, hf = 0, hm = 0, hfm = 0;
  gsize inside = 0;
  for (int b = 0; b < BLOCKS; b++) {
    inside += count.inside[b];
    for (int i = 0; i < BINS; i++)
      for (int j = 0; j < PADDED; j++)
        joint[i][j] += metric->joint[b][i][j];
  }
  for (int i = 0; i < BINS; i++)
    for (int j = 0; j < PADDED; j++)
      total += joint[i][j];
  if (overlap)
    *overlap = count.n ? (double) inside / (double) count.n : 0;
  if (!(total > 0))
    return 0;
  for (int i = 0; i < BINS; i++)
    for (int j = 0; j < PADDED; j++) {
      double p = joint[i][j] / total;
      pf[i] += p;
      pm[j] += p;
      hfm += entropy_term (p);
    }
  for (int i = 0; i < BINS; i++)
    hf += entropy_term (pf[i]);
  for (int j = 0; j < PADDED; j++)
    hm += entropy_term (pm[j]);
  if (nmi)
    *nmi = hfm > 0 ? (hf + hm) / hfm : 1;
  return inside * 4 < count.n ? 0 : hf + hm - hfm;
}

/* ---- the search: along each of the six parameters in turn, by parabolas, with steps that shrink ---- */

typedef struct {
  KerfMat4 start;
  KerfVec3 centre;
  double arm_mm; /* a turn by 1/arm moves bone at this distance by a millimetre */
} Space;

static KerfMat4
motion_at (const Space *space, const double p[6])
{
  KerfMat4 x = kerf_mat4_rotation (kerf_vec3 (1, 0, 0), p[0] / space->arm_mm, space->centre),
           y = kerf_mat4_rotation (kerf_vec3 (0, 1, 0), p[1] / space->arm_mm, space->centre),
           z = kerf_mat4_rotation (kerf_vec3 (0, 0, 1), p[2] / space->arm_mm, space->centre),
           t = kerf_mat4_translation (kerf_vec3 (p[3], p[4], p[5]));
  KerfMat4 yx = kerf_mat4_mul (&y, &x), zyx = kerf_mat4_mul (&z, &yx), moved = kerf_mat4_mul (&t, &zyx);
  return kerf_mat4_mul (&moved, &space->start);
}

static double
value_at (Metric *metric, const Space *space, const double p[6])
{
  KerfMat4 m = motion_at (space, p);
  return mutual_information (metric, &m, NULL, NULL);
}

/* Tries p ± step along one direction; takes the better, or the parabola's top between them. TRUE: something was gained. */
static gboolean
search_line (Metric *metric, const Space *space, double p[6], const double direction[6], double step, double *best)
{
  double q[6], at[3] = { 0 };
  gboolean gained = FALSE;
  double centre = *best, here[6];
  memcpy (here, p, sizeof here);
  for (int side = -1; side <= 1; side += 2) {
    for (int k = 0; k < 6; k++)
      q[k] = here[k] + side * step * direction[k];
    at[side + 1] = value_at (metric, space, q);
    if (at[side + 1] > *best + 1e-9) {
      *best = at[side + 1];
      memcpy (p, q, sizeof q);
      gained = TRUE;
    }
  }
  double bend = at[0] - 2 * centre + at[2];
  if (bend < 0) {
    double shift = CLAMP (0.5 * (at[0] - at[2]) / bend, -1, 1) * step;
    for (int k = 0; k < 6; k++)
      q[k] = here[k] + shift * direction[k];
    double top = value_at (metric, space, q);
    if (top > *best + 1e-9) {
      *best = top;
      memcpy (p, q, sizeof q);
      gained = gained || fabs (shift) > 0.05 * step;
    }
  }
  return gained;
}

static void
search (Metric *metric, const Space *space, double p[6], double first_step, double last_step)
{
  double best = value_at (metric, space, p);
  for (double step = first_step; step >= last_step && !kerf_context_cancelled (metric->context); step *= 0.5)
    for (int sweep = 0; sweep < 8; sweep++) {
      double before[6], direction[6], length = 0;
      gboolean gained = FALSE;
      memcpy (before, p, sizeof before);
      for (int axis = 5; axis >= 0; axis--) {
        memset (direction, 0, sizeof direction);
        direction[axis] = 1;
        gained = search_line (metric, space, p, direction, step, &best) || gained;
      }
      if (!gained || kerf_context_cancelled (metric->context))
        break;
      /* And once along the way that the whole sweep took (Powell 1964). */
      for (int k = 0; k < 6; k++)
        length += (p[k] - before[k]) * (p[k] - before[k]);
      if (length > 0) {
        for (int k = 0; k < 6; k++)
          direction[k] = (p[k] - before[k]) / sqrt (length);
        search_line (metric, space, p, direction, step, &best);
      }
    }
}

static KerfVec3
region_centre (const GArray *samples)
{
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  for (guint k = 0; k < samples->len; k++)
    sum = kerf_add (sum, g_array_index (samples, Sample, k).point);
  return kerf_scale (sum, 1 / fmax (samples->len, 1));
}

static KerfVec3
box_centre (const KerfGrid *grid)
{
  return kerf_grid_point (grid, (grid->n[0] - 1) / 2.0, (grid->n[1] - 1) / 2.0, (grid->n[2] - 1) / 2.0);
}

static gboolean
too_few (GError **error)
{
  return kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "The two images have too little in common where they begin; start from their centres or from landmarks.");
}

gboolean
kerf_align_rigid (const KerfVolume *fixed, const KerfVolume *moving, const KerfRigidOptions *options,
                  const KerfContext *context, KerfRigidResult *result, GError **error)
{
  static const struct {
    double spacing_mm, first_step, last_step;
  } levels[] = { { 6, 8, 1 }, { 3, 3, 0.2 }, { 1.5, 0.8, 0.02 } };
  g_autoptr (KerfMask) region = NULL;
  Space space = { .start = kerf_mat4_identity (), .arm_mm = 50 };
  if (options->start)
    space.start = *options->start;
  else
    space.start = kerf_mat4_translation (kerf_sub (box_centre (&fixed->grid), box_centre (&moving->grid)));
  if (options->region && !(region = kerf_mask_offset (options->region, options->region_margin_mm, context, error)))
    return FALSE;
  g_autofree double (*joint)[BINS][PADDED] = g_malloc (BLOCKS * sizeof *joint);
  double p[6] = { 0 };
  memset (result, 0, sizeof *result);
  for (gsize l = 0; l < G_N_ELEMENTS (levels); l++) {
    Level f = level_new (fixed, levels[l].spacing_mm), m = level_new (moving, levels[l].spacing_mm);
    level_range (&f);
    level_range (&m);
    g_autoptr (GArray) samples = samples_of (&f, region);
    Metric metric = { &m, samples, context, joint, 0 };
    KerfMat4 at = motion_at (&space, p);
    double overlap = 0;
    if (l == 0)
      space.centre = region_centre (samples);
    mutual_information (&metric, &at, NULL, &overlap);
    gboolean enough = samples->len >= 500 && overlap * samples->len >= (l == 0 ? 300 : 1000);
    if (enough) {
      search (&metric, &space, p, levels[l].first_step, levels[l].last_step);
      at = motion_at (&space, p);
      result->fixed_from_moving = kerf_mat4_orthonormalised (&at);
      result->mutual_information =
          mutual_information (&metric, &result->fixed_from_moving, &result->nmi, &result->overlap);
      result->evaluations += metric.evaluations;
    }
    level_clear (&f);
    level_clear (&m);
    kerf_context_progress (context, "Aligning", (double) (l + 1) / G_N_ELEMENTS (levels));
    if (!enough)
      return too_few (error);
  }
  return kerf_context_check (context, error);
}

gboolean
kerf_align_quality (const KerfVolume *fixed, const KerfVolume *moving, const KerfMat4 *fixed_from_moving,
                    const KerfMask *region, const KerfContext *context, KerfRigidResult *result, GError **error)
{
  Level f = level_new (fixed, 1.5), m = level_new (moving, 1.5);
  level_range (&f);
  level_range (&m);
  g_autoptr (GArray) samples = samples_of (&f, region);
  g_autofree double (*joint)[BINS][PADDED] = g_malloc (BLOCKS * sizeof *joint);
  Metric metric = { &m, samples, context, joint, 0 };
  memset (result, 0, sizeof *result);
  result->fixed_from_moving = *fixed_from_moving;
  result->mutual_information = mutual_information (&metric, fixed_from_moving, &result->nmi, &result->overlap);
  result->evaluations = 1;
  level_clear (&f);
  level_clear (&m);
  return kerf_context_check (context, error);
}

void
kerf_rigid_difference (const KerfMat4 *a, const KerfMat4 *b, const KerfBox3 *box, double *angle_rad, double *mean_mm,
                       double *max_mm)
{
  KerfMat4 back;
  double sum = 0, most = 0;
  g_assert (kerf_mat4_inverse (a, &back));
  KerfMat4 between = kerf_mat4_mul (&back, b);
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_vec3 (corner & 1 ? box->hi.x : box->lo.x, corner & 2 ? box->hi.y : box->lo.y, corner & 4 ? box->hi.z : box->lo.z);
    double d = kerf_distance (kerf_mat4_point (a, p), kerf_mat4_point (b, p));
    sum += d;
    most = fmax (most, d);
  }
  *angle_rad = kerf_real_acos ((between.m[0] + between.m[5] + between.m[10] - 1) / 2);
  *mean_mm = sum / 8;
  *max_mm = most;
}
