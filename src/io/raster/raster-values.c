/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Voxels of a raster: what they are, and their way into a volume's buffer. */
#include "io/raster/raster-private.h"

#include <string.h>

enum { PIECE = 1 << 15 }; /* numbers that are looked at together */

#define EACH_NUMBER(DO)            \
  DO (KERF_NUMBER_UINT8, guint8)   \
  DO (KERF_NUMBER_INT8, gint8)     \
  DO (KERF_NUMBER_UINT16, guint16) \
  DO (KERF_NUMBER_INT16, gint16)   \
  DO (KERF_NUMBER_UINT32, guint32) \
  DO (KERF_NUMBER_INT32, gint32)   \
  DO (KERF_NUMBER_UINT64, guint64) \
  DO (KERF_NUMBER_INT64, gint64)   \
  DO (KERF_NUMBER_FLOAT32, float)  \
  DO (KERF_NUMBER_FLOAT64, double)

/* Every `step`th number from the first on, n of them, as they mean: slope · stored + intercept. */
static void
to_reals (const KerfRaster *r, const void *data, gsize n, gsize step, double *to)
{
#define CONVERT(type, ctype)                                     \
  case type: {                                                   \
    const ctype *from = data;                                    \
    for (gsize k = 0; k < n; k++)                                \
      to[k] = r->slope * (double) from[k * step] + r->intercept; \
    break;                                                       \
  }
  switch (r->number) {
    EACH_NUMBER (CONVERT)
  default:
    g_assert_not_reached ();
  }
#undef CONVERT
}

/* The same as int16, as stored; unsigned 16 bits less 32768. */
static void
to_int16 (KerfNumber number, const void *data, gsize n, gsize step, gint16 *to)
{
#define NARROW(type, ctype, less)                 \
  case type: {                                    \
    const ctype *from = data;                     \
    for (gsize k = 0; k < n; k++)                 \
      to[k] = (gint16) (from[k * step] - (less)); \
    break;                                        \
  }
  switch (number) {
    NARROW (KERF_NUMBER_UINT8, guint8, 0)
    NARROW (KERF_NUMBER_INT8, gint8, 0)
    NARROW (KERF_NUMBER_INT16, gint16, 0)
    NARROW (KERF_NUMBER_UINT16, guint16, 32768)
  default:
    g_assert_not_reached ();
  }
#undef NARROW
}

static guint64
voxels_of (const KerfRaster *r)
{
  return (guint64) r->n[0] * (guint64) r->n[1] * (guint64) r->n[2];
}

/* ---- survey ---- */

/* A label image: whole values from 0, few of them, and neighbours that mostly agree. A CT gives itself away by air. */
typedef struct {
  guint8 seen[65536 / 8];
  guint n_seen;
  guint64 pairs, equal; /* of neighbours of which one is not 0 */
  double before;
  gboolean labels, air;
} Look;

static void
look_at (Look *look, const double *values, gsize n, guint64 first, guint64 per_slice)
{
  for (gsize i = 0; i < n && look->labels; i++) {
    double v = values[i];
    look->air = look->air || v <= -500;
    if (!(v >= 0 && v <= 65535) || v != floor (v)) {
      look->labels = FALSE;
      break;
    }
    guint32 whole = (guint32) v;
    guint8 bit = (guint8) (1u << (whole & 7));
    if (!(look->seen[whole >> 3] & bit)) {
      look->seen[whole >> 3] |= bit;
      look->n_seen++;
    }
    if ((first + i) % per_slice && (v > 0 || look->before > 0)) {
      look->pairs++;
      look->equal += v == look->before ? 1 : 0;
    }
    look->before = v;
    look->labels = look->n_seen <= KERF_RASTER_MOST_LABELS;
  }
}

static gboolean
is_undecided (const Look *looks, guint n)
{
  for (guint k = 0; k < n; k++)
    if (looks[k].labels)
      return TRUE;
  return FALSE;
}

static void
conclude (const KerfRaster *r, const Look *look, KerfRasterSurvey *survey)
{
  *survey = (KerfRasterSurvey){ .has_air = look->air };
  gboolean agree = r->says_labels || r->is_coverage || look->equal * 2 >= look->pairs;
  survey->is_labels = look->labels && (look->seen[0] & 1) && look->n_seen > 1 && agree;
  if (!survey->is_labels)
    return;
  if (r->is_coverage)
    survey->labels[survey->n_labels++] = 1;
  for (guint v = 1; v < 65536 && !r->is_coverage; v++)
    if (look->seen[v >> 3] & (1u << (v & 7)))
      survey->labels[survey->n_labels++] = (guint16) v;
}

gboolean
kerf_raster_survey (const KerfRaster *r, const int *data_fds, KerfRasterSurvey *surveys,
                    const KerfContext *context, GError **error)
{
  g_autoptr (KerfStream) stream = kerf_stream_new (r, data_fds, error);
  if (!stream)
    return FALSE;
  guint n_volumes = kerf_raster_volumes (r);
  guint64 all = voxels_of (r), slice = (guint64) r->n[0] * (guint64) r->n[1];
  g_autofree Look *looks = g_new0 (Look, n_volumes);
  g_autofree guint64 *piece = g_new (guint64, PIECE);
  g_autofree double *reals = g_new (double, PIECE);
  for (guint v = 0; v < n_volumes; v++)
    looks[v].labels = TRUE;
  for (guint block = 0; block < r->outer && is_undecided (looks, n_volumes); block++) {
    Look *here = looks + (gsize) block * r->inner;
    for (guint64 k = 0; k < all;) {
      if (!is_undecided (here, r->inner)) {
        if (block + 1 < r->outer && !kerf_stream_skip (stream, (all - k) * r->inner, error))
          return FALSE;
        break;
      }
      gsize n = (gsize) MIN (all - k, PIECE / r->inner);
      if (!kerf_stream_take (stream, piece, n * r->inner, error) || !kerf_context_check (context, error))
        return FALSE;
      for (guint c = 0; c < r->inner; c++) {
        to_reals (r, (const guint8 *) piece + c * kerf_number_bytes (r->number), n, r->inner, reals);
        look_at (&here[c], reals, n, k, slice);
      }
      k += n;
    }
  }
  for (guint v = 0; v < n_volumes; v++)
    conclude (r, &looks[v], &surveys[v]);
  return TRUE;
}

/* ---- read ---- */

typedef struct {
  const KerfRaster *raster;
  KerfRasterStore store;
  double least, most;
  double *reals; /* PIECE of them */
} Target;

static void
put (const Target *t, const void *from, gsize n, gsize step, void *to)
{
  if (t->store == KERF_RASTER_INT16) {
    to_int16 (t->raster->number, from, n, step, to);
    return;
  }
  to_reals (t->raster, from, n, step, t->reals);
  if (t->store == KERF_RASTER_FLOAT32)
    for (gsize k = 0; k < n; k++)
      ((float *) to)[k] = (float) t->reals[k];
  else
    for (gsize k = 0; k < n; k++)
      ((guint8 *) to)[k] = t->reals[k] >= t->least && t->reals[k] <= t->most;
}

/* TRUE where the numbers of the file are those of the volume. */
static gboolean
is_direct (const KerfRaster *r, KerfRasterStore store)
{
  return r->inner == 1 && ((store == KERF_RASTER_INT16 && r->number == KERF_NUMBER_INT16) ||
                           (store == KERF_RASTER_FLOAT32 && r->number == KERF_NUMBER_FLOAT32 &&
                            r->slope == 1 && r->intercept == 0));
}

gboolean
kerf_raster_read (const KerfRaster *r, const int *data_fds, guint volume, KerfRasterStore store, double least,
                  double most, void *to, const KerfContext *context, GError **error)
{
  g_return_val_if_fail (volume < kerf_raster_volumes (r), FALSE);
  g_return_val_if_fail (store != KERF_RASTER_INT16 || kerf_number_bytes (r->number) <= 2, FALSE);
  g_autoptr (KerfStream) stream = kerf_stream_new (r, data_fds, error);
  guint64 all = voxels_of (r);
  gsize size = store == KERF_RASTER_INT16     ? sizeof (gint16)
               : store == KERF_RASTER_FLOAT32 ? sizeof (float)
                                              : 1;
  gboolean direct = is_direct (r, store);
  guint64 most_at_once = direct ? 32 * PIECE : PIECE / r->inner;
  g_autofree guint64 *piece = direct ? NULL : g_new (guint64, PIECE);
  g_autofree double *reals = direct ? NULL : g_new (double, PIECE);
  Target target = { r, store, least, most, reals };
  if (!stream || !kerf_stream_skip (stream, all * r->inner * (volume / r->inner), error))
    return FALSE;
  gsize column = (volume % r->inner) * kerf_number_bytes (r->number);
  for (guint64 k = 0; k < all;) {
    gsize n = (gsize) MIN (all - k, most_at_once);
    guint8 *out = (guint8 *) to + k * size;
    if (!kerf_stream_take (stream, direct ? (void *) out : piece, (guint64) n * r->inner, error))
      return FALSE;
    if (!direct)
      put (&target, (const guint8 *) piece + column, n, r->inner, out);
    k += n;
    kerf_context_progress (context, "Reading images", (double) k / (double) all);
    if (!kerf_context_check (context, error))
      return FALSE;
  }
  return kerf_stream_end (stream, error);
}
