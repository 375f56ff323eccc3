/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the underside is cut from. D: distance to bone; S(x): the least D at x and anywhere above it. S ≥ offset is all
 * that can be lifted off along −insertion without touching bone (the guide is a height field, undercuts are filled);
 * where bone is not covered by other bone S is D itself, so the underside lies at the offset from it. F ≤ S adds relief
 * in undercuts. */
#include "base/error.h"
#include "core/guide/guide-private.h"

#include <string.h>

enum { TOP_STRIDE = 4, SPLIT = 4 };

/* Where bone above covers a place (the wall beside an overhang) the guide keeps off more than the offset, up to this,
 * so that it is clearly no contact. Nothing changes where the distance itself is the least, nor where it is so but for the
 * steps of a surface made of voxels: F = S − min (8·(D − S − 0.05), …). */
#define RELIEF_MM      0.6
#define RELIEF_SLOPE   8.0f
#define RELIEF_FROM_MM 0.05f
#define COVERED_MM     0.25f /* a smaller difference of D and S between coarse samples is their own error */

/* Samples that are not reached yet, on the way from coarse to fine. */
typedef struct {
  KerfGuideSite *site;
  gint32 stride;
  double low, high; /* computed exactly where the coarser samples say it lies between these */
} Level;

static inline float
relieved (float distance, float swept)
{
  return swept - MIN (RELIEF_SLOPE * MAX (distance - swept - RELIEF_FROM_MM, 0), (float) RELIEF_MM);
}

static gsize
sample (const KerfGuideSite *s, gint32 i, gint32 j, gint32 k)
{
  return ((gsize) k * (gsize) s->n[1] + (gsize) j) * (gsize) s->n[0] + (gsize) i;
}

static KerfVec3
sample_point (const KerfGuideSite *s, double i, double j, double k)
{
  return kerf_frame3_point (&s->frame, i * s->step_mm, j * s->step_mm, k * s->step_mm);
}

/* Mean of the corners of the coarser cell's edge, face or body whose middle this is. */
static double
between (const KerfGuideSite *s, gint32 i, gint32 j, gint32 k, gint32 stride)
{
  gint32 x[3] = { i, j, k }, lo[3], hi[3];
  for (int a = 0; a < 3; a++) {
    lo[a] = x[a] / (2 * stride) * (2 * stride);
    hi[a] = x[a] == lo[a] ? lo[a] : lo[a] + 2 * stride;
  }
  double sum = 0;
  for (int c = 0; c < 8; c++)
    sum +=
        (double) s->distance[sample (s, c & 1 ? hi[0] : lo[0], c & 2 ? hi[1] : lo[1], c & 4 ? hi[2] : lo[2])];
  return sum / 8;
}

static void
sample_rows (gsize begin, gsize end, gpointer data)
{
  const Level *level = data;
  const KerfGuideSite *s = level->site;
  gint32 st = level->stride, rows = (s->n[1] - 1) / st + 1;
  for (gsize r = begin; r < end; r++) {
    gint32 j = (gint32) (r % (gsize) rows) * st, k = (gint32) (r / (gsize) rows) * st;
    for (gint32 i = 0; i < s->n[0]; i += st) {
      float *d = &s->distance[sample (s, i, j, k)];
      gboolean coarser = i % (2 * st) == 0 && j % (2 * st) == 0 && k % (2 * st) == 0;
      if (st < TOP_STRIDE && coarser)
        continue;
      double bound = (double) INFINITY, guess = 0;
      if (st < TOP_STRIDE) {
        guess = between (s, i, j, k, st);
        *d = (float) guess;
        if (guess < level->low || guess > level->high)
          continue;
        bound = fabs (guess) + 2 * st * s->step_mm;
      }
      double exact = isfinite (bound)
                         ? kerf_distance_within (s->in->bone, sample_point (s, i, j, k), bound, NULL)
                         : kerf_distance_at (s->in->bone, sample_point (s, i, j, k), NULL);
      *d = isfinite (exact) ? (float) exact : (float) guess;
    }
  }
}

static gboolean
sample_level (KerfGuideSite *s, gint32 stride, double low, double high)
{
  Level level = { s, stride, low, high };
  gsize rows = (gsize) ((s->n[1] - 1) / stride + 1) * (gsize) ((s->n[2] - 1) / stride + 1);
  return kerf_parallel_for (s->context, rows, 16, sample_rows, &level);
}

/* Bone above the grid covers a column. */
static gboolean
is_covered (const KerfGuideSite *s, gint32 i, gint32 j)
{
  double t;
  guint32 triangle;
  return kerf_distance_ray (s->in->bone, sample_point (s, i, j, s->n[2] - 1), s->up, &t, &triangle);
}

static void
sweep_rows (gsize begin, gsize end, gpointer data)
{
  KerfGuideSite *s = data;
  gint32 top = s->n[2] - 1;
  for (gsize j = begin; j < end; j++)
    for (gint32 i = 0; i < s->n[0]; i++) {
      float least = is_covered (s, i, (gint32) j) ? -1 : HUGE_VALF, above = HUGE_VALF;
      gsize column = kerf_site_column (s, i, (gint32) j);
      s->height[column] = (float) NAN;
      for (gint32 k = top; k >= 0; k--) {
        gsize at = sample (s, i, (gint32) j, k);
        least = MIN (least, s->distance[at]);
        s->swept[at] = least;
        if (least < 0 && above >= 0 && k < top) {
          double w = (double) least / ((double) least - (double) above);
          s->height[column] = (float) ((k + w) * s->step_mm);
        }
        above = least;
      }
    }
}

/* Columns whose bone faces up enough, by the slope of the field where it is met. */
static void
mark_reached (KerfGuideSite *s)
{
  for (gint32 j = 0; j < s->n[1]; j++)
    for (gint32 i = 0; i < s->n[0]; i++) {
      gsize column = kerf_site_column (s, i, j);
      if (isnan (s->height[column]))
        continue;
      KerfVec3 g, p = sample_point (s, i, j, (double) s->height[column] / s->step_mm);
      kerf_field_at (s->outside, p, &g);
      s->reached[column] = kerf_dot (kerf_unit (g), s->up) >= KERF_COS_STEEP;
    }
}

gboolean
kerf_site_sample (KerfGuideSite *s, GError **error)
{
  gsize n = (gsize) s->n[0] * (gsize) s->n[1] * (gsize) s->n[2];
  double off = s->in->offset_mm, far = off + s->in->thickness_mm;
  s->n_columns = (gsize) s->n[0] * (gsize) s->n[1];
  s->distance = g_new (float, n);
  s->swept = g_new (float, n);
  s->height = g_new (float, s->n_columns);
  s->reached = g_malloc0 (s->n_columns);
  s->foot = g_malloc0 (s->n_columns);
  gboolean good = sample_level (s, 4, 0, 0) && sample_level (s, 2, -4 * s->step_mm, far + 4 * s->step_mm) &&
                  sample_level (s, 1, off - 3.5 * s->step_mm, off + 3.5 * s->step_mm) &&
                  kerf_parallel_for (s->context, (gsize) s->n[1], 4, sweep_rows, s);
  if (!good)
    return kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  float *field = g_new (float, n);
  for (gsize k = 0; k < n; k++)
    field[k] = relieved (s->distance[k], s->swept[k]);
  s->field = kerf_field_new_take (&s->frame, s->step_mm, s->n, field);
  s->outside = kerf_field_new_take (&s->frame, s->step_mm, s->n, g_memdup2 (s->swept, n * sizeof (float)));
  mark_reached (s);
  return TRUE;
}

/* ---- fine samples ---- */

typedef struct {
  KerfGuideSite *site;
  guint32 *cells;         /* ascending */
  gint32 *which;          /* block of each cell, or −1 */
  float *distance, *fine; /* samples of D; of S, in the end of F */
  gsize n;
} Refinement;

enum { ROW = SPLIT + 1, BLOCK = ROW * ROW * ROW };

static void
cell_place (const KerfGuideSite *s, guint32 cell, gint32 x[3])
{
  guint32 ni = (guint32) s->n[0] - 1, nj = (guint32) s->n[1] - 1;
  x[0] = (gint32) (cell % ni);
  x[1] = (gint32) (cell / ni % nj);
  x[2] = (gint32) (cell / ni / nj);
}

static gint32
block_at (const Refinement *r, gint32 i, gint32 j, gint32 k)
{
  const KerfGuideSite *s = r->site;
  if (i < 0 || j < 0 || k < 0 || i >= s->n[0] - 1 || j >= s->n[1] - 1 || k >= s->n[2] - 1)
    return -1;
  return r->which[((gsize) k * (gsize) (s->n[1] - 1) + (gsize) j) * (gsize) (s->n[0] - 1) + (gsize) i];
}

/* The block that owns a fine sample on this cell's far faces: a finer neighbour, where there is one. */
static gint32
owner (const Refinement *r, const gint32 x[3], const gint32 f[3], gint32 in_owner[3])
{
  gint32 y[3];
  for (int a = 0; a < 3; a++) {
    y[a] = f[a] == SPLIT ? x[a] + 1 : x[a];
    in_owner[a] = f[a] == SPLIT ? 0 : f[a];
  }
  return block_at (r, y[0], y[1], y[2]);
}

static void
measure_cells (gsize begin, gsize end, gpointer data)
{
  const Refinement *r = data;
  const KerfGuideSite *s = r->site;
  for (gsize c = begin; c < end; c++) {
    gint32 x[3], f[3], other[3];
    cell_place (s, r->cells[c], x);
    float *block = r->distance + c * BLOCK;
    for (f[2] = 0; f[2] < ROW; f[2]++)
      for (f[1] = 0; f[1] < ROW; f[1]++)
        for (f[0] = 0; f[0] < ROW; f[0]++) {
          gboolean far_face = f[0] == SPLIT || f[1] == SPLIT || f[2] == SPLIT;
          if (far_face && owner (r, x, f, other) >= 0)
            continue; /* copied afterwards */
          KerfVec3 p = sample_point (s, x[0] + (double) f[0] / SPLIT, x[1] + (double) f[1] / SPLIT,
                                     x[2] + (double) f[2] / SPLIT);
          double d = kerf_distance_within (s->in->bone, p, 4 * s->step_mm, NULL);
          block[(f[2] * ROW + f[1]) * ROW + f[0]] =
              isfinite (d) ? (float) d : (float) kerf_field_at (s->outside, p, NULL);
        }
  }
}

/* Samples on far faces from the neighbour that owns them. */
static void
copy_faces (const Refinement *r, float *samples)
{
  for (gsize c = 0; c < r->n; c++) {
    gint32 x[3], f[3], o[3];
    cell_place (r->site, r->cells[c], x);
    for (f[2] = 0; f[2] < ROW; f[2]++)
      for (f[1] = 0; f[1] < ROW; f[1]++)
        for (f[0] = 0; f[0] < ROW; f[0]++) {
          if (f[0] != SPLIT && f[1] != SPLIT && f[2] != SPLIT)
            continue;
          gint32 from = owner (r, x, f, o);
          if (from >= 0)
            samples[c * BLOCK + (gsize) ((f[2] * ROW + f[1]) * ROW + f[0])] =
                samples[(gsize) from * BLOCK + (gsize) ((o[2] * ROW + o[1]) * ROW + o[0])];
        }
  }
}

/* A coarse picture's value on the upper face of a cell, at one of its fine columns. */
static float
on_top (const KerfGuideSite *s, const float *samples, const gint32 x[3], int i, int j)
{
  const float *p = samples + sample (s, x[0], x[1], x[2] + 1), a = (float) i / SPLIT, b = (float) j / SPLIT;
  float near = p[0] + a * (p[1] - p[0]), far = p[s->n[0]] + a * (p[s->n[0] + 1] - p[s->n[0]]);
  return near + b * (far - near);
}

/* From above: each fine sample takes the least of itself and what lies above it. */
static void
sweep_cells (const Refinement *r)
{
  const KerfGuideSite *s = r->site;
  for (gsize c = r->n; c-- > 0;) { /* descending cells: those above come first */
    gint32 x[3];
    cell_place (s, r->cells[c], x);
    gint32 above = block_at (r, x[0], x[1], x[2] + 1);
    for (int j = 0; j < ROW; j++)
      for (int i = 0; i < ROW; i++) {
        float *column = r->fine + c * BLOCK + j * ROW + i;
        float least;
        if (above >= 0)
          least = r->fine[(gsize) above * BLOCK + (gsize) (j * ROW + i)];
        else {
          float swept = on_top (s, s->swept, x, i, j), distance = on_top (s, s->distance, x, i, j);
          least = distance - swept < COVERED_MM ? HUGE_VALF : swept;
        }
        for (int k = SPLIT; k >= 0; k--) {
          float *f = column + k * ROW * ROW;
          least = MIN (least, *f);
          *f = least;
        }
      }
  }
}

/* TRUE where something of the guide may stand over a column. */
static gboolean
is_used (const KerfGuideSite *s, gint32 i, gint32 j)
{
  KerfVec3 p = sample_point (s, i + 0.5, j + 0.5, 0);
  if (kerf_field_at (s->footprint, p, NULL) < 2 * s->step_mm)
    return TRUE;
  KerfVec3 c = kerf_frame3_coordinates (&s->frame, p);
  for (gsize k = 0; k < s->in->n_slots + s->in->n_pins; k++) {
    KerfBox3 box = k < s->in->n_slots ? kerf_slot_box (&s->slots[k], &s->frame)
                                      : kerf_pin_box (&s->in->pins[k - s->in->n_slots], &s->frame);
    if (c.x > box.lo.x - 1 && c.x < box.hi.x + 1 && c.y > box.lo.y - 1 && c.y < box.hi.y + 1)
      return TRUE;
  }
  return FALSE;
}

gboolean
kerf_site_refine (KerfGuideSite *s, GError **error)
{
  Refinement r = { .site = s };
  gsize n_cells = (gsize) (s->n[0] - 1) * (gsize) (s->n[1] - 1) * (gsize) (s->n[2] - 1), at = 0;
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint8 *used = g_malloc0 (s->n_columns);
  for (gint32 j = 0; j + 1 < s->n[1]; j++)
    for (gint32 i = 0; i + 1 < s->n[0]; i++)
      used[kerf_site_column (s, i, j)] = is_used (s, i, j) ? 1 : 0;
  r.which = g_new (gint32, n_cells);
  for (gint32 k = 0; k + 1 < s->n[2]; k++)
    for (gint32 j = 0; j + 1 < s->n[1]; j++)
      for (gint32 i = 0; i + 1 < s->n[0]; i++, at++) {
        double mean = 0;
        for (int c = 0; c < 8; c++)
          mean += (double) s->swept[sample (s, i + (c & 1), j + (c >> 1 & 1), k + (c >> 2))] / 8;
        r.which[at] = -1;
        if (!used[kerf_site_column (s, i, j)] || fabs (mean - s->in->offset_mm) > 0.95 * s->step_mm)
          continue;
        guint32 cell = (guint32) at;
        r.which[at] = (gint32) cells->len;
        g_array_append_val (cells, cell);
      }
  r.cells = (guint32 *) (gpointer) cells->data;
  r.n = cells->len;
  r.fine = g_new (float, MAX (r.n, 1) * BLOCK);
  r.distance = g_new (float, MAX (r.n, 1) * BLOCK);
  gboolean good = kerf_parallel_for (s->context, r.n, 64, measure_cells, &r);
  if (good) {
    copy_faces (&r, r.distance);
    memcpy (r.fine, r.distance, r.n * BLOCK * sizeof (float));
    sweep_cells (&r);
    copy_faces (&r, r.fine); /* neighbours agree on their common faces */
    for (gsize k = 0; k < r.n * BLOCK; k++)
      r.fine[k] = relieved (r.distance[k], r.fine[k]);
    kerf_field_refine_take (s->field, SPLIT, r.cells, r.n, r.fine);
  } else
    g_free (r.fine);
  g_free (r.which);
  g_free (r.distance);
  return good || kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
}
