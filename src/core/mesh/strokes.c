/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/solid-private.h"

/* Segments, and bins of those that can be nearest to a point of the bin within REACH_MM. */
#define BIN_MM   2.0
#define REACH_MM 2.0
enum { BINS_MAX = 200000 };

struct KerfStrokes {
  KerfVec3 *ends;
  gsize n;
  KerfVec3 lo;
  gint32 bins[3];
  guint32 *start, *member; /* NULL: too spread out for bins */
};

static double
segment_distance (KerfVec3 a, KerfVec3 b, KerfVec3 x, KerfVec3 *nearest)
{
  KerfVec3 d = kerf_sub (b, a), e = kerf_sub (x, a);
  double length2 = kerf_dot (d, d), t = length2 > 0 ? kerf_dot (e, d) / length2 : 0;
  KerfVec3 p = kerf_along (a, CLAMP (t, 0, 1), d);
  *nearest = p;
  return kerf_length (kerf_sub (x, p));
}

static void
bin_of (const KerfStrokes *s, KerfVec3 lo, KerfVec3 hi, gint32 from[3], gint32 to[3])
{
  for (int a = 0; a < 3; a++) {
    double o = kerf_component (s->lo, a);
    from[a] = (gint32) CLAMP (floor ((kerf_component (lo, a) - o) / BIN_MM), 0, s->bins[a] - 1);
    to[a] = (gint32) CLAMP (floor ((kerf_component (hi, a) - o) / BIN_MM), 0, s->bins[a] - 1);
  }
}

static void
fill_bins (KerfStrokes *s, gsize n_bins)
{
  KerfVec3 reach = kerf_vec3 (REACH_MM, REACH_MM, REACH_MM);
  s->start = g_new0 (guint32, n_bins + 2);
  for (int pass = 0; pass < 2; pass++) {
    for (gsize k = 0; k < s->n; k++) {
      gint32 from[3], to[3];
      KerfVec3 a = s->ends[2 * k], b = s->ends[2 * k + 1];
      bin_of (s, kerf_sub (kerf_vec3_min (a, b), reach), kerf_add (kerf_vec3_max (a, b), reach), from, to);
      for (gint32 z = from[2]; z <= to[2]; z++)
        for (gint32 y = from[1]; y <= to[1]; y++)
          for (gint32 x = from[0]; x <= to[0]; x++) {
            gsize bin = ((gsize) z * (gsize) s->bins[1] + (gsize) y) * (gsize) s->bins[0] + (gsize) x;
            if (pass == 0)
              s->start[bin + 2]++;
            else
              s->member[s->start[bin + 1]++] = (guint32) k;
          }
    }
    if (pass == 0) {
      for (gsize b = 1; b <= n_bins; b++)
        s->start[b + 1] += s->start[b];
      s->member = g_new (guint32, MAX (s->start[n_bins + 1], 1));
    }
  }
}

KerfStrokes *
kerf_strokes_new (const KerfVec3 *ends, gsize n)
{
  KerfStrokes *s = g_new0 (KerfStrokes, 1);
  s->ends = g_memdup2 (ends, 2 * n * sizeof *ends);
  s->n = n;
  KerfVec3 lo = ends[0], hi = ends[0];
  for (gsize k = 1; k < 2 * n; k++) {
    lo = kerf_vec3_min (lo, ends[k]);
    hi = kerf_vec3_max (hi, ends[k]);
  }
  s->lo = kerf_sub (lo, kerf_vec3 (REACH_MM, REACH_MM, REACH_MM));
  double n_bins = 1;
  for (int a = 0; a < 3; a++) {
    double size = kerf_component (hi, a) - kerf_component (lo, a) + 2 * REACH_MM;
    double along = fmin (ceil (size / BIN_MM), BINS_MAX);
    s->bins[a] = (gint32) fmax (along, 1);
    n_bins *= s->bins[a];
  }
  if (n_bins <= BINS_MAX)
    fill_bins (s, (gsize) n_bins);
  return s;
}

void
kerf_strokes_free (KerfStrokes *s)
{
  if (!s)
    return;
  g_free (s->ends);
  g_free (s->start);
  g_free (s->member);
  g_free (s);
}

double
kerf_strokes_distance (const KerfStrokes *s, KerfVec3 x, KerfVec3 *nearest)
{
  double best = (double) INFINITY;
  KerfVec3 p = x;
  gint32 bin[3], same[3];
  bin_of (s, x, x, bin, same);
  if (s->start) {
    gsize at = ((gsize) bin[2] * (gsize) s->bins[1] + (gsize) bin[1]) * (gsize) s->bins[0] + (gsize) bin[0];
    for (guint32 k = s->start[at]; k < s->start[at + 1]; k++) {
      KerfVec3 q;
      double d = segment_distance (s->ends[2 * s->member[k]], s->ends[2 * s->member[k] + 1], x, &q);
      if (d < best) {
        best = d;
        p = q;
      }
    }
  }
  for (gsize k = 0; !(best <= REACH_MM) && k < s->n; k++) {
    KerfVec3 q;
    double d = segment_distance (s->ends[2 * k], s->ends[2 * k + 1], x, &q);
    if (d < best) {
      best = d;
      p = q;
    }
  }
  *nearest = p;
  return best;
}
