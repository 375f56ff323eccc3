/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rasters as series: opens files, asks what they hold, judges how it lies. */
#include "io/raster/raster.h"
#include "io/read-private.h"
#include "io/room/room.h"
#include "io/series/series-private.h"

#include <string.h>
#include <unistd.h>

/* ---- files ---- */

/* A name in the folder of the file at `path`. */
static char *
beside (const char *path, const char *name)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *folder = g_strndup (path, slash ? (gsize) (slash + 1 - path) : 0);
  return g_strconcat (folder, name, NULL);
}

static gboolean
parse_path (const char *path, KerfRaster *raster, const KerfContext *context, GError **error)
{
  int fd = kerf_source_open (path, NULL, context, error);
  gboolean good = fd >= 0 && kerf_room_parse_raster (fd, path, raster, context, error);
  if (fd >= 0)
    close (fd);
  return good;
}

/* The descriptors of the voxels. */
typedef struct {
  int *fds;
  guint n;
} Opened;

static void
opened_clear (Opened *o)
{
  for (guint k = 0; k < o->n; k++)
    close (o->fds[k]);
  g_clear_pointer (&o->fds, g_free);
  o->n = 0;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Opened, opened_clear)

static char *
data_path (const KerfRaster *raster, const char *path, guint k)
{
  return raster->data_files ? beside (path, raster->data_files[k]) : g_strdup (path);
}

static gboolean
open_data (const KerfRaster *raster, const char *path, Opened *o, const KerfContext *context, GError **error)
{
  o->fds = g_new (int, raster->n_data_files);
  for (guint k = 0; k < raster->n_data_files; k++) {
    g_autofree char *file = data_path (raster, path, k);
    GError *own = NULL;
    int fd = kerf_source_open (file, NULL, context, &own);
    if (fd < 0 && g_error_matches (own, KERF_ERROR, KERF_ERROR_IMPORT_ABSENT)) {
      g_clear_error (&own);
      g_autofree char *reason = g_strdup_printf ("its data file '%s' is not there",
                                                 raster->data_files ? raster->data_files[k] : file);
      return kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", raster->name, "reason", reason, NULL);
    }
    if (fd < 0) {
      g_propagate_error (error, own);
      return FALSE;
    }
    o->fds[o->n++] = fd;
  }
  return TRUE;
}

void
kerf_raster_claim (const char *path, GHashTable *claimed, const KerfContext *context)
{
  g_auto (KerfRaster) raster = { 0 };
  if (parse_path (path, &raster, context, NULL))
    for (guint k = 0; raster.data_files && k < raster.n_data_files; k++)
      g_hash_table_add (claimed, data_path (&raster, path, k));
}

/* ---- geometry ---- */

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

static void
set_geometry (KerfSeries *s, const KerfRaster *raster, double mm_per_unit)
{
  s->mm_per_unit = mm_per_unit > 0 ? mm_per_unit : raster->mm_per_unit > 0 ? raster->mm_per_unit : 1;
  KerfMat4 m = raster->lps_from_index;
  for (int k = 0; k < 12; k++)
    m.m[k] *= s->mm_per_unit;
  double apart = raster->forms_apart * s->mm_per_unit;
  g_autofree char *mm = kerf_short_figure (apart, 1);
  if (apart > 0.1) /* domain §5.3, 37 */
    kerf_series_find (s,
                      kerf_finding_new (KERF_ERROR_IMPORT_NIFTI_CONFLICT, "file", s->label, "mm", mm, NULL));
  if (!(raster->mm_per_unit > 0) && !(mm_per_unit > 0))
    ask_unit (s, &m, raster->n);
  place (s, &m, raster->n);
}

/* ---- what it is ---- */

static const char *
role_of_words (const char *text)
{
  static const char *const mr[] = { "MR", "MRI", "T1", "T2", "T1W", "T2W", "STIR", "FLAIR", "ZTE", NULL };
  g_autofree char *upper = g_ascii_strup (text, -1);
  g_auto (GStrv) words = g_strsplit_set (upper, " -_.,()", -1);
  for (char **word = words; *word; word++)
    if (strcmp (*word, "CT") == 0)
      return "ct";
    else if (strcmp (*word, "PET") == 0 || strcmp (*word, "PT") == 0)
      return "pet";
    else if (g_strv_contains (mr, *word))
      return "mr";
  return "other";
}

/* The role that the modality says, or else the values and the name let one think of. */
static const char *
propose_role (KerfSeries *s, const KerfRaster *raster, gboolean air)
{
  g_autofree char *text = g_strjoin (" ", s->label, s->description, NULL);
  const char *plain = role_of_words (raster->modality), *hint = NULL;
  if (strcmp (plain, "other") == 0)
    plain = air ? "ct" : role_of_words (text);
  const char *role = kerf_role_from_text (text, plain, &hint);
  if (hint)
    kerf_series_find (s,
                      kerf_finding_new (KERF_ERROR_IMPORT_SYNTHETIC, "series", s->label, "hint", hint, NULL));
  return role;
}

/* These formats have no thickness: the longest edge of a voxel stands for it. */
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

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_utf8_make_valid (text, -1);
}

static KerfSeries *
new_series (const KerfReader *reader, const KerfRaster *raster, const char *path, guint volume)
{
  guint n_volumes = raster->refused ? 1 : kerf_raster_volumes (raster);
  g_autofree char *valid = g_utf8_make_valid (raster->name, -1), *n = g_strdup_printf ("%u", n_volumes),
                  *label = g_strdup_printf ("%s (%0*u)", valid, n_volumes > 9 ? 2 : 1, volume + 1);
  KerfSeries *s = kerf_series_new (reader->name, KERF_SERIES_VOLUME, n_volumes > 1 ? label : valid);
  s->volume = volume;
  s->n_volumes = n_volumes;
  kerf_series_add_file (s, path);
  if (raster->format != KERF_RASTER_NIFTI) { /* there it says which program wrote the file */
    set_text (&s->modality, raster->modality);
    set_text (&s->description, raster->description);
  }
  if (n_volumes > 1)
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_SPLIT, "series", valid, "n", n, "by", raster->by,
                                           NULL));
  return s;
}

static void
add_data_files (KerfSeries *s, const KerfRaster *raster, const char *path)
{
  for (guint k = 0; raster->data_files && k < raster->n_data_files; k++) {
    g_autofree char *file = data_path (raster, path, k);
    kerf_series_add_file (s, file);
  }
}

static void
take_survey (KerfSeries *s, const KerfRaster *raster, const KerfRasterSurvey *survey)
{
  for (guint k = 0; k < survey->n_labels; k++) {
    gint32 label = survey->labels[k];
    g_array_append_val (s->labels, label);
  }
  if (survey->is_labels)
    s->kind = KERF_SERIES_LABELS;
  else {
    s->role = propose_role (s, raster, survey->has_air);
    say_thick (s);
  }
}

/* What can be wrong with the voxels is the series' matter, unless somebody stops or a file can't be opened. */
static gboolean
survey_files (const KerfRaster *raster, const char *path, KerfRasterSurvey *surveys, GError **broken,
              const KerfContext *context, GError **error)
{
  g_auto (Opened) opened = { 0 };
  GError *own = NULL;
  if (open_data (raster, path, &opened, context, &own) &&
      kerf_room_survey_raster (raster, path, opened.fds, surveys, context, &own))
    return TRUE;
  if (g_error_matches (own, KERF_ERROR, KERF_ERROR_IMPORT_UNREADABLE) ||
      g_error_matches (own, KERF_ERROR, KERF_ERROR_CANCELLED)) {
    g_propagate_error (error, own);
    return FALSE;
  }
  *broken = own;
  return TRUE;
}

GPtrArray *
kerf_raster_series (const KerfReader *reader, const char *path, double mm_per_unit,
                    const KerfContext *context, GError **error)
{
  g_auto (KerfRaster) raster = { 0 };
  if (!parse_path (path, &raster, context, error))
    return NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_series_unref);
  if (raster.refused) {
    KerfSeries *s = new_series (reader, &raster, path, 0);
    g_ptr_array_add (all, s);
    kerf_series_refuse (s, kerf_raster_refusal (&raster));
    return kerf_series_name_frame (s, error) ? g_steal_pointer (&all) : NULL;
  }
  guint n_volumes = kerf_raster_volumes (&raster);
  g_autofree KerfRasterSurvey *surveys = g_new0 (KerfRasterSurvey, n_volumes);
  g_autoptr (GError) broken = NULL;
  if (!survey_files (&raster, path, surveys, &broken, context, error))
    return NULL;
  for (guint v = 0; v < n_volumes; v++) {
    KerfSeries *s = new_series (reader, &raster, path, v);
    g_ptr_array_add (all, s);
    if (broken)
      kerf_series_refuse_error (s, g_error_copy (broken));
    else {
      add_data_files (s, &raster, path);
      set_geometry (s, &raster, mm_per_unit);
      take_survey (s, &raster, &surveys[v]);
    }
    if (v) {
      const KerfSeries *first = all->pdata[0];
      set_text (&s->frame_uid, first->frame_uid);
      for (guint f = 0; f < MIN (s->files->len, first->files->len);
           f++) { /* the same files, looked at once */
        KerfSourceFile *file = s->files->pdata[f], *known = first->files->pdata[f];
        file->stamp = known->stamp;
        file->hash = known->hash;
        file->hashed = known->hashed;
      }
    } else if (!kerf_series_name_frame (s, error))
      return NULL;
  }
  return g_steal_pointer (&all);
}

/* ---- readers ---- */

static void
copy_finding (GPtrArray *to, KerfErrorCode code, const char *message)
{
  KerfFinding *copy = g_new0 (KerfFinding, 1);
  *copy = (KerfFinding){ code, g_strdup (message) };
  kerf_findings_add (to, copy);
}

gboolean
kerf_raster_list (const KerfReader *reader, GPtrArray *paths, KerfScan *scan, const KerfContext *context,
                  GError **error)
{
  for (guint k = 0; k < paths->len; k++) {
    g_autoptr (GError) broken = NULL;
    g_autoptr (GPtrArray) found = kerf_raster_series (reader, paths->pdata[k], 0, context, &broken);
    for (guint v = 0; found && v < found->len; v++) {
      const KerfSeries *series = found->pdata[v];
      for (guint f = 0; f < series->findings->len; f++) {
        const KerfFinding *finding = series->findings->pdata[f];
        if (finding->code == KERF_ERROR_IMPORT_TRUNCATED)
          copy_finding (scan->findings, finding->code, finding->message);
      }
    }
    if (found)
      g_ptr_array_extend_and_steal (scan->series, g_steal_pointer (&found));
    else if (g_error_matches (broken, KERF_ERROR, KERF_ERROR_IMPORT_NO_PIXELS) ||
             g_error_matches (broken, KERF_ERROR, KERF_ERROR_IMPORT_DECODER_DIED))
      copy_finding (scan->findings, (KerfErrorCode) broken->code, broken->message);
    else {
      g_propagate_error (error, g_steal_pointer (&broken));
      return FALSE;
    }
    kerf_context_progress (context, "Reading headers", (double) (k + 1) / paths->len);
    if (!kerf_context_check (context, error))
      return FALSE;
  }
  return TRUE;
}

/* Opens a series again, each file held against what it was when it was looked at. */
static gboolean
reopen (const KerfSeries *series, KerfRaster *raster, Opened *opened, const KerfContext *context,
        GError **error)
{
  KerfSourceFile *header = series->files->pdata[0];
  int fd = kerf_source_file_open (header, context, error);
  gboolean good = fd >= 0 && kerf_room_parse_raster (fd, header->path, raster, context, error);
  if (fd >= 0)
    close (fd);
  if (!good)
    return FALSE;
  gboolean same = !raster->refused && kerf_raster_volumes (raster) == series->n_volumes &&
                  series->files->len == (raster->data_files ? 1 + raster->n_data_files : 1);
  for (int a = 0; a < 3; a++)
    same = same && raster->n[a] == series->grid.n[a];
  if (!same)
    return kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", series->label, "reason",
                      "it was changed while it was read", NULL);
  opened->fds = g_new (int, raster->n_data_files);
  for (guint k = 0; k < raster->n_data_files; k++) {
    fd = kerf_source_file_open (series->files->pdata[raster->data_files ? k + 1 : 0], context, error);
    if (fd < 0)
      return FALSE;
    opened->fds[opened->n++] = fd;
  }
  return TRUE;
}

/* One volume out of the decoder into memory that is nobody else's from then on. NULL with an error. */
static GBytes *
read_values (const KerfSeries *series, const KerfRaster *raster, const Opened *opened, KerfRasterStore store,
             double least, double most, const KerfContext *context, GError **error)
{
  static const gsize bytes_of[] = {
    [KERF_RASTER_INT16] = 2, [KERF_RASTER_FLOAT32] = 4, [KERF_RASTER_INSIDE] = 1
  };
  gsize size = kerf_grid_voxels (&series->grid) * bytes_of[store];
  const char *path = ((KerfSourceFile *) series->files->pdata[0])->path;
  guint8 *to;
  int shared;
  g_autoptr (GBytes) bytes = kerf_series_memory (series->label, size, &to, &shared, error);
  if (!bytes)
    return NULL;
  gboolean good = kerf_room_read_raster (raster, path, opened->fds, series->volume, store, least, most,
                                         shared, context, error);
  close (shared);
  kerf_room_empty ();
  return good ? g_steal_pointer (&bytes) : NULL;
}

KerfVolume *
kerf_raster_read_volume (const KerfSeries *series, const KerfContext *context, GError **error)
{
  g_auto (KerfRaster) raster = { 0 };
  g_auto (Opened) opened = { 0 };
  if (!reopen (series, &raster, &opened, context, error))
    return NULL;
  gboolean narrow = kerf_number_bytes (raster.number) <= 2;
  KerfVoxelKind kind = narrow ? KERF_VOXEL_INT16 : KERF_VOXEL_FLOAT32;
  g_autoptr (GBytes) bytes =
      read_values (series, &raster, &opened, narrow ? KERF_RASTER_INT16 : KERF_RASTER_FLOAT32, 0, 0, context,
                   error);
  double shift = raster.number == KERF_NUMBER_UINT16 ? 32768 * raster.slope : 0;
  return bytes ? kerf_volume_new (&series->grid, kind, bytes, narrow ? raster.slope : 1,
                                  narrow ? raster.intercept + shift : 0)
               : NULL;
}

GBytes *
kerf_raster_read_label (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error)
{
  g_auto (KerfRaster) raster = { 0 };
  g_auto (Opened) opened = { 0 };
  if (!reopen (series, &raster, &opened, context, error))
    return NULL;
  double least = raster.is_coverage ? 127.5 : label, most = raster.is_coverage ? 255 : label;
  return read_values (series, &raster, &opened, KERF_RASTER_INSIDE, least, most, context, error);
}
