/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/nifti-private.h"
#include "io/read-private.h"
#include "io/series-private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

/* zlib makes at most about 1,032 bytes of one: a header that claims more is not believed with memory. */
#define MOST_OF_A_BYTE 1040

/* ---- bytes ---- */

/* gzopen reads plain files too. */
static gzFile
open_at (const char *path, gint64 offset, GError **error)
{
  errno = 0;
  gzFile file = gzopen (path, "rb");
  if (!file) {
    kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason",
               g_strerror (errno ? errno : ENOMEM), NULL);
    return NULL;
  }
  gzbuffer (file, 1 << 18);
  if (offset > 0)
    gzseek (file, (z_off_t) offset, SEEK_SET);
  return file;
}

static gsize
read_some (gzFile file, void *to, gsize size)
{
  gsize have = 0;
  while (have < size) {
    int n = gzread (file, (guint8 *) to + have, (unsigned) MIN (size - have, 1u << 30));
    if (n <= 0)
      break;
    have += (gsize) n;
  }
  return have;
}

static gboolean
read_header (const char *path, KerfNifti *nifti, GError **error)
{
  guint8 head[540];
  gzFile file = open_at (path, 0, error);
  if (!file)
    return FALSE;
  gsize n = read_some (file, head, sizeof head);
  gzclose (file);
  g_autofree char *name = g_path_get_basename (path);
  return kerf_nifti_parse (head, n, nifti) || kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", name,
                                                         "reason", "its header is damaged", NULL);
}

static gboolean
nifti_sniff (const char *path, const guint8 *head, gsize n)
{
  KerfNifti nifti;
  if (kerf_nifti_parse (head, n, &nifti))
    return TRUE;
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return n > 2 && head[0] == 0x1f && head[1] == 0x8b &&
         (g_str_has_suffix (lower, ".nii.gz") || g_str_has_suffix (lower, ".hdr.gz")) &&
         read_header (path, &nifti, NULL);
}

/* ---- values ---- */

static void
swap_values (guint8 *data, gsize n, gsize bytes)
{
  for (gsize k = 0; k < n * bytes; k += bytes)
    for (gsize a = 0; a < bytes / 2; a++) {
      guint8 keep = data[k + a];
      data[k + a] = data[k + bytes - 1 - a];
      data[k + bytes - 1 - a] = keep;
    }
}

#define EACH_TYPE(DO)             \
  DO (KERF_NIFTI_UINT8, guint8)   \
  DO (KERF_NIFTI_INT8, gint8)     \
  DO (KERF_NIFTI_INT16, gint16)   \
  DO (KERF_NIFTI_UINT16, guint16) \
  DO (KERF_NIFTI_INT32, gint32)   \
  DO (KERF_NIFTI_UINT32, guint32) \
  DO (KERF_NIFTI_INT64, gint64)   \
  DO (KERF_NIFTI_UINT64, guint64) \
  DO (KERF_NIFTI_FLOAT32, float)  \
  DO (KERF_NIFTI_FLOAT64, double)

/* Values as they mean: slope · stored + intercept. */
static void
to_reals (const KerfNifti *nifti, const void *data, gsize n, double *to)
{
#define CONVERT(type, ctype)                                      \
  case type: {                                                    \
    const ctype *from = data;                                     \
    for (gsize k = 0; k < n; k++)                                 \
      to[k] = nifti->slope * (double) from[k] + nifti->intercept; \
    break;                                                        \
  }
  switch (nifti->type) {
    EACH_TYPE (CONVERT)
  default:
    g_assert_not_reached ();
  }
#undef CONVERT
}

static gboolean
fits_int16 (const KerfNifti *nifti)
{
  return nifti->bytes <= 2;
}

/* Stored values as int16; unsigned 16 bits less 32768. */
static void
to_int16 (const KerfNifti *nifti, const void *data, gsize n, gint16 *to)
{
  switch (nifti->type) {
  case KERF_NIFTI_UINT8:
    for (gsize k = 0; k < n; k++)
      to[k] = ((const guint8 *) data)[k];
    break;
  case KERF_NIFTI_INT8:
    for (gsize k = 0; k < n; k++)
      to[k] = ((const gint8 *) data)[k];
    break;
  case KERF_NIFTI_INT16:
    memcpy (to, data, n * sizeof *to);
    break;
  case KERF_NIFTI_UINT16:
    for (gsize k = 0; k < n; k++)
      to[k] = (gint16) (((const guint16 *) data)[k] - 32768);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* Calls `each` with the raw values of one slice after another, in machine order. */
typedef gboolean (*SliceFunc) (const KerfNifti *nifti, gint32 k, const void *values, gsize n, gpointer data);

static gboolean
fail_short (const char *path, const KerfNifti *nifti, gsize read, GError **error)
{
  guint64 offset = nifti->vox_offset > 0 ? (guint64) nifti->vox_offset : 0;
  guint64 need =
      offset + (guint64) nifti->dim[1] * (guint64) nifti->dim[2] * (guint64) nifti->dim[3] * nifti->bytes;
  g_autofree char *file = g_path_get_basename (path),
                  *have = g_strdup_printf ("%" G_GUINT64_FORMAT, offset + read),
                  *all = g_strdup_printf ("%" G_GUINT64_FORMAT, need);
  return kerf_fail (error, KERF_ERROR_IMPORT_TRUNCATED, "file", file, "have", have, "need", all, NULL);
}

static gboolean
for_slices (const char *path, const KerfContext *context, SliceFunc each, gpointer data, GError **error)
{
  KerfNifti nifti;
  if (!read_header (path, &nifti, error))
    return FALSE;
  g_autofree char *from = kerf_nifti_data_path (&nifti, path);
  gzFile file = open_at (from, (gint64) nifti.vox_offset, error);
  if (!file)
    return FALSE;
  gsize n = (gsize) nifti.dim[1] * (gsize) nifti.dim[2], have = 0;
  g_autofree guint8 *values = g_malloc (n * nifti.bytes);
  gboolean good = TRUE, more = TRUE;
  for (gint32 k = 0; k < nifti.dim[3] && good && more; k++) {
    gsize got = read_some (file, values, n * nifti.bytes);
    have += got;
    if (got < n * nifti.bytes) {
      good = fail_short (from, &nifti, have, error);
      break;
    }
    if (nifti.swapped)
      swap_values (values, n, nifti.bytes);
    more = each (&nifti, k, values, n, data);
    kerf_context_progress (context, "Reading images", (double) (k + 1) / (double) nifti.dim[3]);
    good = kerf_context_check (context, error);
  }
  gzclose (file);
  return good;
}

/* ---- geometry ---- */

static KerfMat4
lps_from_file (const KerfMat4 *ras, double mm_per_unit)
{
  KerfMat4 m = *ras;
  for (int k = 0; k < 12; k++)
    m.m[k] *= k < 8 ? -mm_per_unit : mm_per_unit;
  for (int k = 0; k < 12; k++)
    m.m[k] += 0.0; /* no -0 */
  return m;
}

/* Largest distance between the places that two matrices give to the corners of the volume. */
static double
disagreement (const KerfMat4 *a, const KerfMat4 *b, const gint32 n[3])
{
  double worst = 0;
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_vec3 (corner & 1 ? n[0] - 1 : 0, corner & 2 ? n[1] - 1 : 0, corner & 4 ? n[2] - 1 : 0);
    worst = fmax (worst, kerf_distance (kerf_mat4_point (a, p), kerf_mat4_point (b, p)));
  }
  return worst;
}

static KerfVec3
column (const KerfMat4 *m, int k)
{
  return kerf_vec3 (m->m[k], m->m[4 + k], m->m[8 + k]);
}

/* Grid and verdict of a matrix in mm. */
static void
place (KerfSeries *s, const KerfMat4 *m, const gint32 n[3])
{
  KerfVec3 x = column (m, 0), y = column (m, 1), z = column (m, 2);
  double tilt = kerf_tilt_deg (z, kerf_cross (x, y));
  gboolean square = fabs (kerf_dot (kerf_unit (x), kerf_unit (y))) <= 1e-3;
  GError *error = NULL;
  if (square && tilt > 0.1) {
    g_autofree char *deg = kerf_short_figure (tilt, 1);
    s->verdict = KERF_VERDICT_TILTED;
    s->tilt_deg = tilt;
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_TILT, "series", s->label, "deg", deg, "tag",
                                           "none", NULL));
    s->has_grid = kerf_grid_init_sheared (&s->grid, n, m, s->label, &error);
  } else
    s->has_grid = kerf_grid_init (&s->grid, n, m, s->label, &error);
  if (!s->has_grid)
    kerf_series_refuse_error (s, error);
}

static double
stated_unit (const KerfNifti *nifti)
{
  return nifti->unit == 1 ? 1000 : nifti->unit == 3 ? 1e-3 : 1;
}

static void
ask_unit (KerfSeries *s, const KerfMat4 *m, const gint32 n[3])
{
  double widest = 0;
  for (int k = 0; k < 3; k++)
    widest = fmax (widest, n[k] * kerf_length (column (m, k)));
  g_autofree char *size = kerf_short_figure (widest, widest < 10 ? 3 : 0);
  kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_UNIT, "file", s->label, "size", size, NULL));
  s->asks_unit = TRUE;
}

/* sform where it has a code, else qform (domain §5.3, 37 and 38). */
static void
set_geometry (KerfSeries *s, const KerfNifti *nifti, double mm_per_unit)
{
  gint32 n[3] = { (gint32) nifti->dim[1], (gint32) nifti->dim[2], (gint32) nifti->dim[3] };
  if (nifti->sform_code <= 0 && nifti->qform_code <= 0) {
    kerf_series_refuse (s, kerf_finding_new (KERF_ERROR_IMPORT_NIFTI_NO_FORM, "file", s->label, NULL));
    return;
  }
  s->mm_per_unit = mm_per_unit > 0 ? mm_per_unit : stated_unit (nifti);
  KerfMat4 q = lps_from_file (&nifti->qform, s->mm_per_unit),
           f = lps_from_file (&nifti->sform, s->mm_per_unit);
  const KerfMat4 *used = nifti->sform_code > 0 ? &f : &q;
  double apart = nifti->sform_code > 0 && nifti->qform_code > 0 ? disagreement (&f, &q, n) : 0;
  if (apart > 0.1) {
    g_autofree char *mm = kerf_short_figure (apart, 1);
    kerf_series_find (s,
                      kerf_finding_new (KERF_ERROR_IMPORT_NIFTI_CONFLICT, "file", s->label, "mm", mm, NULL));
  }
  for (int k = 0; k < 12; k++)
    if (!isfinite (used->m[k])) {
      kerf_series_refuse (s, kerf_finding_new (KERF_ERROR_IMPORT_NIFTI_NO_FORM, "file", s->label, NULL));
      return;
    }
  if (nifti->unit == 0 && !(mm_per_unit > 0))
    ask_unit (s, used, n);
  place (s, used, n);
}

/* ---- what it is ---- */

/* A label image: whole values from 0, few of them, and neighbours that mostly agree. A CT gives itself away by air. */
typedef struct {
  double *row;
  guint8 seen[65536 / 8];
  guint n_seen;
  guint64 pairs, equal; /* of neighbours of which one is not 0 */
  gboolean labels, air;
} Survey;

static gboolean
survey_slice (const KerfNifti *nifti, G_GNUC_UNUSED gint32 k, const void *values, gsize n, gpointer data)
{
  Survey *s = data;
  to_reals (nifti, values, n, s->row);
  for (gsize i = 0; i < n && s->labels; i++) {
    double v = s->row[i];
    s->air = s->air || v <= -500;
    if (!(v >= 0 && v <= 65535) || v != floor (v)) {
      s->labels = FALSE;
      break;
    }
    guint32 whole = (guint32) v;
    guint8 bit = (guint8) (1u << (whole & 7));
    if (!(s->seen[whole >> 3] & bit)) {
      s->seen[whole >> 3] |= bit;
      s->n_seen++;
    }
    if (i && (v > 0 || s->row[i - 1] > 0)) {
      s->pairs++;
      s->equal += v == s->row[i - 1] ? 1 : 0;
    }
    s->labels = s->n_seen <= 256;
  }
  return s->labels;
}

static void
keep_labels (KerfSeries *series, const Survey *survey, gboolean coverage)
{
  gint32 one = 1;
  if (coverage)
    g_array_append_val (series->labels, one);
  for (gint32 v = 1; v < 65536 && !coverage; v++)
    if (survey->seen[v >> 3] & (1u << (v & 7)))
      g_array_append_val (series->labels, v);
  series->kind = KERF_SERIES_LABELS;
}

static gboolean
survey_values (KerfSeries *series, const KerfNifti *nifti, const char *path, gboolean *air, GError **error)
{
  g_autofree Survey *survey = g_new0 (Survey, 1);
  g_autofree double *row = g_new (double, (gsize) nifti->dim[1] * (gsize) nifti->dim[2]);
  survey->row = row;
  survey->labels = TRUE;
  if (!for_slices (path, NULL, survey_slice, survey, error))
    return FALSE;
  gboolean coverage = strcmp (nifti->intent_name, KERF_NIFTI_COVERAGE) == 0;
  gboolean zero = survey->seen[0] & 1, some = survey->n_seen > 1;
  gboolean agree = nifti->intent == KERF_NIFTI_INTENT_LABEL || coverage || survey->equal * 2 >= survey->pairs;
  *air = survey->air;
  if (survey->labels && zero && some && agree)
    keep_labels (series, survey, coverage);
  return TRUE;
}

static const char *
role_of_name (KerfSeries *s, gboolean air)
{
  g_autofree char *upper = g_ascii_strup (s->label, -1);
  g_auto (GStrv) words = g_strsplit_set (upper, " -_.,()", -1);
  const char *plain = air ? "ct" : "other";
  const char *hint = NULL;
  for (char **word = words; *word && strcmp (plain, "other") == 0; word++) {
    static const char *const mr[] = { "MR", "MRI", "T1", "T2", "T1W", "T2W", "STIR", "FLAIR", "ZTE", NULL };
    plain = strcmp (*word, "CT") == 0                                 ? "ct"
            : strcmp (*word, "PET") == 0 || strcmp (*word, "PT") == 0 ? "pet"
            : g_strv_contains (mr, *word)                             ? "mr"
                                                                      : plain;
  }
  const char *role = kerf_role_from_text (s->label, plain, &hint);
  if (hint)
    kerf_series_find (s,
                      kerf_finding_new (KERF_ERROR_IMPORT_SYNTHETIC, "series", s->label, "hint", hint, NULL));
  return role;
}

/* FALSE with the reason added to the series where its values are none that can be planned on. */
static gboolean
judge_values (KerfSeries *s, const KerfNifti *nifti, gboolean packed, guint64 file_size)
{
  gint64 more = 1;
  double voxels = 1;
  for (int k = 1; k < 8 && k <= nifti->n_dims; k++)
    if (k > 3)
      more *= MAX (nifti->dim[k], 1) < 1 << 20 ? MAX (nifti->dim[k], 1) : 1 << 20;
    else
      voxels *= (double) nifti->dim[k];
  g_autofree char *reason = NULL;
  if (nifti->n_dims < 3 || nifti->n_dims > 7)
    reason = g_strdup_printf ("it has %d dimensions", nifti->n_dims);
  else if (more > 1)
    reason = g_strdup_printf ("it holds %" G_GINT64_FORMAT " volumes", more);
  else if (nifti->dim[1] < 1 || nifti->dim[2] < 1 || nifti->dim[3] < 1 || !(voxels <= 2147483648.0))
    reason = g_strdup ("its header gives no size");
  else if (!nifti->bytes && (nifti->type == 128 || nifti->type == 2304)) {
    kerf_series_refuse (s, kerf_finding_new (KERF_ERROR_IMPORT_COLOUR, "series", s->label, NULL));
    return FALSE;
  } else if (!nifti->bytes)
    reason = g_strdup_printf ("its values are of type %d", nifti->type);
  else if (packed && voxels * (double) nifti->bytes > (double) file_size * MOST_OF_A_BYTE)
    reason = g_strdup ("it is far shorter than its header says");
  if (reason)
    kerf_series_refuse (s, kerf_finding_new (KERF_ERROR_IMPORT_NO_PIXELS, "file", s->label, "reason", reason,
                                             NULL));
  return !reason;
}

/* A plain file is long enough or not; a packed one tells when it is read. */
static gboolean
judge_size (KerfSeries *s, const KerfNifti *nifti, const char *path, guint64 file_size)
{
  guint64 values = (guint64) nifti->dim[1] * (guint64) nifti->dim[2] * (guint64) nifti->dim[3] * nifti->bytes;
  guint64 offset = nifti->vox_offset > 0 ? (guint64) nifti->vox_offset : 0;
  GError *error = NULL;
  if (g_str_has_suffix (path, ".gz") || file_size >= values + offset)
    return TRUE;
  fail_short (path, nifti, file_size > offset ? file_size - offset : 0, &error);
  kerf_series_refuse_error (s, error);
  return FALSE;
}

static void
judge_count (KerfSeries *s, const KerfNifti *nifti)
{
  gint64 least = MIN (nifti->dim[1], MIN (nifti->dim[2], nifti->dim[3]));
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, least);
  if (least == 1)
    kerf_series_refuse (s, kerf_finding_new (KERF_ERROR_IMPORT_ONE_SLICE, "series", s->label, NULL));
  else if (least == 2)
    kerf_series_refuse (s, kerf_finding_new (KERF_ERROR_IMPORT_FEW_SLICES, "series", s->label, "n", n, NULL));
}

/* NIfTI has no thickness: the longest edge of a voxel stands for it. */
static void
say_thick (KerfSeries *s)
{
  if (!s->has_grid || (strcmp (s->role, "ct") != 0 && strcmp (s->role, "mr") != 0))
    return;
  KerfVec3 h = kerf_grid_spacing (&s->grid);
  double thick = fmax (h.x, fmax (h.y, h.z));
  g_autofree char *mm = kerf_short_figure (thick, 2);
  if (thick > KERF_THIN_MM + 1e-6)
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_THICK, "series", s->label, "mm", mm, NULL));
}

KerfSeries *
kerf_nifti_series (const char *path, double mm_per_unit, GError **error)
{
  KerfNifti nifti;
  struct stat st;
  if (!read_header (path, &nifti, error))
    return NULL;
  g_autofree char *name = g_path_get_basename (path), *valid = g_utf8_make_valid (name, -1);
  g_autofree char *data = kerf_nifti_data_path (&nifti, path);
  g_autoptr (KerfSeries) s = kerf_series_new ("nifti", KERF_SERIES_VOLUME, valid);
  kerf_series_add_file (s, path);
  if (nifti.pair)
    kerf_series_add_file (s, data);
  gboolean air = FALSE;
  if (stat (data, &st) != 0) {
    kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", data, NULL);
    return NULL;
  }
  if (judge_values (s, &nifti, g_str_has_suffix (data, ".gz"), (guint64) st.st_size) &&
      judge_size (s, &nifti, data, (guint64) st.st_size)) {
    set_geometry (s, &nifti, mm_per_unit);
    judge_count (s, &nifti);
    GError *broken = NULL;
    if (!survey_values (s, &nifti, path, &air, &broken))
      kerf_series_refuse_error (s, broken);
  }
  if (s->kind == KERF_SERIES_VOLUME) {
    s->role = role_of_name (s, air);
    say_thick (s);
  }
  return kerf_series_name_frame (s, error) ? g_steal_pointer (&s) : NULL;
}

static gboolean
nifti_list (GPtrArray *paths, KerfScan *scan, const KerfContext *context, GError **error)
{
  for (guint k = 0; k < paths->len; k++) {
    GError *broken = NULL;
    KerfSeries *series = kerf_nifti_series (paths->pdata[k], 0, &broken);
    if (series) {
      for (guint f = 0; f < series->findings->len; f++) {
        const KerfFinding *finding = series->findings->pdata[f];
        if (finding->code == KERF_ERROR_IMPORT_TRUNCATED) {
          KerfFinding *copy = g_new0 (KerfFinding, 1);
          *copy = (KerfFinding){ finding->code, g_strdup (finding->message) };
          kerf_findings_add (scan->findings, copy);
        }
      }
      g_ptr_array_add (scan->series, series);
    } else if (g_error_matches (broken, KERF_ERROR, KERF_ERROR_IMPORT_NO_PIXELS)) {
      KerfFinding *finding = g_new0 (KerfFinding, 1);
      *finding = (KerfFinding){ (KerfErrorCode) broken->code, g_strdup (broken->message) };
      kerf_findings_add (scan->findings, finding);
      g_error_free (broken);
    } else {
      g_propagate_error (error, broken);
      return FALSE;
    }
    kerf_context_progress (context, "Reading headers", (double) (k + 1) / paths->len);
    if (!kerf_context_check (context, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- read ---- */

static gboolean
take_int16 (const KerfNifti *nifti, gint32 k, const void *values, gsize n, gpointer data)
{
  to_int16 (nifti, values, n, (gint16 *) data + (gsize) k * n);
  return TRUE;
}

static gboolean
take_float (const KerfNifti *nifti, gint32 k, const void *values, gsize n, gpointer data)
{
  g_autofree double *reals = g_new (double, n);
  float *to = (float *) data + (gsize) k * n;
  to_reals (nifti, values, n, reals);
  for (gsize i = 0; i < n; i++)
    to[i] = (float) reals[i];
  return TRUE;
}

/* FALSE where the file is no longer what it was when it was looked at. */
static gboolean
still_the_same (const KerfSeries *series, KerfNifti *nifti, GError **error)
{
  const char *path = ((KerfSourceFile *) series->files->pdata[0])->path;
  if (!read_header (path, nifti, error))
    return FALSE;
  gboolean same = nifti->bytes != 0;
  for (int k = 0; k < 3; k++)
    same = same && nifti->dim[k + 1] == series->grid.n[k];
  return same || kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", series->label, "reason",
                            "it was changed while it was read", NULL);
}

static KerfVolume *
nifti_read (const KerfSeries *series, const KerfContext *context, GError **error)
{
  KerfNifti nifti;
  if (!still_the_same (series, &nifti, error))
    return NULL;
  const char *path = ((KerfSourceFile *) series->files->pdata[0])->path;
  gboolean narrow = fits_int16 (&nifti);
  KerfVoxelKind kind = narrow ? KERF_VOXEL_INT16 : KERF_VOXEL_FLOAT32;
  guint8 *to = NULL;
  g_autoptr (GBytes) bytes = kerf_voxels_new (series->label, &series->grid, kind, &to, error);
  if (!bytes || !for_slices (path, context, narrow ? take_int16 : take_float, to, error))
    return NULL;
  double shift = nifti.type == KERF_NIFTI_UINT16 ? 32768 * nifti.slope : 0;
  return kerf_volume_new (&series->grid, kind, bytes, narrow ? nifti.slope : 1,
                          narrow ? nifti.intercept + shift : 0);
}

typedef struct {
  guint8 *to;
  double least, most; /* values inside */
} LabelTake;

static gboolean
take_label (const KerfNifti *nifti, gint32 k, const void *values, gsize n, gpointer data)
{
  LabelTake *take = data;
  g_autofree double *reals = g_new (double, n);
  to_reals (nifti, values, n, reals);
  for (gsize i = 0; i < n; i++)
    take->to[(gsize) k * n + i] = reals[i] >= take->least && reals[i] <= take->most;
  return TRUE;
}

GBytes *
kerf_nifti_read_label (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error)
{
  KerfNifti nifti;
  if (!still_the_same (series, &nifti, error))
    return NULL;
  gboolean coverage = strcmp (nifti.intent_name, KERF_NIFTI_COVERAGE) == 0;
  gsize size = kerf_grid_voxels (&series->grid);
  guint8 *to = g_malloc (size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (to, size);
  LabelTake take = { to, coverage ? 127.5 : label, coverage ? 255 : label };
  const char *path = ((KerfSourceFile *) series->files->pdata[0])->path;
  return for_slices (path, context, take_label, &take, error) ? g_steal_pointer (&bytes) : NULL;
}

const KerfReader kerf_reader_nifti = { "nifti", nifti_sniff, nifti_list, nifti_read, kerf_nifti_read_label };
