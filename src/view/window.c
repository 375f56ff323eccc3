/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/window.h"

#include <glib/gi18n.h>

enum { BINS = 2048, MOST_SAMPLES = 4000000 };
#define TISSUE_SHARE 0.15 /* of the step from dark to bright that two kinds of dark are apart at least */

const KerfWindowPreset *
kerf_window_presets (guint *n)
{
  static const KerfWindowPreset presets[] = {
    { '1', N_ ("From the scanner"), NAN, NAN }, { '2', N_ ("Bone"), 400, 1800 },
    { '3', N_ ("Soft tissue"), 40, 400 },       { '4', N_ ("Spine bone"), 300, 1500 },
    { '5', N_ ("Lung"), -600, 1500 },           { '6', N_ ("Abdomen"), 50, 400 },
    { '7', N_ ("Metal"), 3000, 10000 },         { '8', N_ ("Automatic"), NAN, NAN },
    { '9', N_ ("My window"), NAN, NAN },        { '0', N_ ("Full range"), NAN, NAN },
  };
  *n = G_N_ELEMENTS (presets);
  return presets;
}

static void
fill_histogram (const KerfVolume *volume, guint64 counts[BINS])
{
  gsize n = kerf_grid_voxels (&volume->grid), step = n / MOST_SAMPLES | 1; /* odd: no stripes of one column */
  double scale = (BINS - 1) / fmax (volume->high - volume->low, 1e-9);
  for (gsize at = 0; at < n; at += step) {
    double stored = volume->i16 ? (double) volume->i16[at] : (double) volume->f32[at];
    double place = (volume->slope * stored + volume->intercept - volume->low) * scale;
    if (!(place >= 0 && place < BINS))
      continue;
    counts[(int) place]++;
  }
}

/* The bin of the first `bins` that parts background and object best (greatest variance between the two classes: Otsu). */
static int
otsu (const guint64 counts[BINS], int bins)
{
  double sum = 0, total = 0, below_sum = 0, below = 0, best = -1;
  int at = 0;
  for (int i = 0; i < bins; i++) {
    sum += (double) i * (double) counts[i];
    total += (double) counts[i];
  }
  for (int i = 0; i < bins - 1; i++) {
    below += (double) counts[i];
    below_sum += (double) i * (double) counts[i];
    double above = total - below;
    if (below == 0 || above == 0)
      continue;
    double gap = below_sum / below - (sum - below_sum) / above;
    double between = below * above * gap * gap;
    if (between > best) {
      best = between;
      at = i;
    }
  }
  return at;
}

/* Mean place of what lies in [from, to); `from` where nothing does. */
static double
mean_bin (const guint64 counts[BINS], int from, int to)
{
  double sum = 0, n = 0;
  for (int i = from; i < to; i++) {
    sum += (double) i * (double) counts[i];
    n += (double) counts[i];
  }
  return n > 0 ? sum / n : from;
}

static double
percentile (const guint64 counts[BINS], int from, double share)
{
  guint64 total = 0, seen = 0;
  for (int i = from; i < BINS; i++)
    total += counts[i];
  for (int i = from; i < BINS; i++) {
    seen += counts[i];
    if ((double) seen >= share * (double) total)
      return i;
  }
  return BINS - 1;
}

static void
find_automatic (const KerfVolume *volume, double *centre, double *width)
{
  g_autofree guint64 *counts = g_new0 (guint64, BINS);
  fill_histogram (volume, counts);
  double per_bin = fmax (volume->high - volume->low, 1e-9) / (BINS - 1);
  /* On T1 the first split parts fat from muscle and air; then the second one, below it, is that of tissue and air. Where the
   * first one was that already, the second only splits noise, by little. */
  int background = otsu (counts, BINS), lower = otsu (counts, background + 1);
  double step = mean_bin (counts, background + 1, BINS) - mean_bin (counts, 0, background + 1);
  if (mean_bin (counts, lower + 1, background + 1) - mean_bin (counts, 0, lower + 1) > TISSUE_SHARE * step)
    background = lower;
  double low = volume->low + per_bin * percentile (counts, background + 1, 0.01);
  double high = volume->low + per_bin * percentile (counts, background + 1, 0.99);
  *width = fmax (high - low, per_bin);
  *centre = (low + high) / 2;
}

/* What tells an image from another one without holding it. */
typedef struct {
  gconstpointer voxels;
  gsize n;
  double slope, intercept, low, high, centre, width;
} Found;

static gboolean
is_of (const Found *found, const KerfVolume *volume)
{
  return found->voxels == volume->bytes && found->n == kerf_grid_voxels (&volume->grid) &&
         found->slope == volume->slope && found->intercept == volume->intercept &&
         found->low == volume->low && found->high == volume->high;
}

/* Once per image, whichever view or picture asks: it looks at millions of voxels. */
void
kerf_window_automatic (const KerfVolume *volume, double *centre, double *width)
{
  static Found known[8];
  static guint next;
  static GMutex lock;
  g_mutex_lock (&lock);
  Found found = { 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].voxels && is_of (&known[i], volume))
      found = known[i];
  g_mutex_unlock (&lock);
  if (!found.voxels) {
    found = (Found){ volume->bytes,
                     kerf_grid_voxels (&volume->grid),
                     volume->slope,
                     volume->intercept,
                     volume->low,
                     volume->high,
                     0,
                     0 };
    find_automatic (volume, &found.centre, &found.width);
    g_mutex_lock (&lock);
    known[next++ % G_N_ELEMENTS (known)] = found;
    g_mutex_unlock (&lock);
  }
  *centre = found.centre;
  *width = found.width;
}

static gboolean
is_ct (const char *role)
{
  return g_strcmp0 (role, "ct") == 0 || g_strcmp0 (role, "pseudo-ct") == 0 ||
         g_strcmp0 (role, "post-op-ct") == 0;
}

/* The header's window where one holds for all slices. */
static gboolean
of_header (const KerfObject *object, double *centre, double *width)
{
  const KerfJson *record = kerf_object_record (object);
  double c = kerf_json_get_real (record, "window_centre", NAN),
         w = kerf_json_get_real (record, "window_width", NAN);
  if (!isfinite (c) || !(w > 0))
    return FALSE;
  *centre = c;
  *width = w;
  /* DICOM's LINEAR (PS3.3 C.11.2.1.2), which holds where nothing is said, reaches white half a value earlier; at w = 1 it
   * is a step. */
  if (w >= 1 && kerf_json_get_string (record, "series_uid", NULL)) {
    *centre = c - 0.5;
    *width = fmax (w - 1, 1e-6);
  }
  return TRUE;
}

void
kerf_window_default (const KerfObject *object, const KerfVolume *voxels, double *centre, double *width,
                     char *preset)
{
  if (is_ct (kerf_volume_role (object))) {
    *centre = 400;
    *width = 1800;
    *preset = '2';
  } else if (of_header (object, centre, width)) {
    *preset = '1';
  } else if (voxels) {
    kerf_window_automatic (voxels, centre, width);
    *preset = '8';
  } else {
    *centre = 500;
    *width = 1000;
    *preset = '8';
  }
}

gboolean
kerf_window_of_preset (const KerfObject *object, const KerfVolume *voxels, char key, double *centre,
                       double *width)
{
  gboolean ct = is_ct (kerf_volume_role (object));
  if (key == '1')
    return of_header (object, centre, width);
  if (key == '8' || key == '0') {
    if (!voxels)
      return FALSE;
    if (key == '8') {
      kerf_window_automatic (voxels, centre, width);
    } else {
      *centre = (voxels->low + voxels->high) / 2;
      *width = fmax (voxels->high - voxels->low, 1e-6);
    }
    return TRUE;
  }
  /* No metal in a synthetic CT, nor in a range that can't hold it. */
  if (key == '7' &&
      (g_strcmp0 (kerf_volume_role (object), "pseudo-ct") == 0 || !voxels || voxels->high < 4000))
    return FALSE;
  guint n;
  const KerfWindowPreset *presets = kerf_window_presets (&n);
  for (guint i = 0; i < n; i++)
    if (presets[i].key == key && isfinite (presets[i].centre) && ct) {
      *centre = presets[i].centre;
      *width = presets[i].width;
      return TRUE;
    }
  return FALSE;
}

char *
kerf_window_text (double centre, double width)
{
  char w[G_ASCII_DTOSTR_BUF_SIZE], c[G_ASCII_DTOSTR_BUF_SIZE];
  const char *format = fabs (width) < 10 ? "%.2f" : "%.0f";
  g_ascii_formatd (w, sizeof w, format, width);
  g_ascii_formatd (c, sizeof c, format, centre);
  return g_strdup_printf ("W %s · C %s", w, g_strcmp0 (c, "-0") == 0 ? "0" : c);
}
