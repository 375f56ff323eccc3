/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/read.h"

#include "io/read-private.h"
#include "io/room/room.h"
#include "io/series/series-private.h"
#include "io/source/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const KerfReader *const READERS[] = { &kerf_reader_dicom, &kerf_reader_nifti, &kerf_reader_nrrd,
                                             &kerf_reader_meta };

/* ---- files and folders ---- */

typedef struct {
  GPtrArray *paths; /* of regular files */
  GHashTable
      *visited; /* "device:inode" of folders and files, so that links can't make a circle or a double */
} Collection;

static gboolean
is_new (Collection *c, const struct stat *st)
{
  return g_hash_table_add (c->visited, g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                                        (guint64) st->st_dev, (guint64) st->st_ino));
}

static gboolean
is_directory_of_disc (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  return g_ascii_strcasecmp (name, "DICOMDIR") == 0;
}

static gboolean collect (Collection *c, const char *path, guint depth, GError **error);

static int
text_order (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
collect_folder (Collection *c, const char *path, guint depth, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  errno = 0;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  if (!dir)
    return kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason",
                      g_strerror (errno ? errno : EACCES), NULL);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, text_order);
  for (guint k = 0; k < names->len; k++)
    if (!collect (c, names->pdata[k], depth + 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
collect (Collection *c, const char *path, guint depth, GError **error)
{
  struct stat st;
  if (stat (path, &st) != 0)
    return errno == ENOENT && depth == 0 ? kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", path, NULL)
                                         : kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path,
                                                      "reason", g_strerror (errno), NULL);
  if (S_ISREG (st.st_mode) && depth == 0 && is_directory_of_disc (path)) {
    /* Who points at the list means what it lists: everything on its disc, whether or not the list is right. */
    g_autofree char *folder = g_path_get_dirname (path);
    return collect (c, folder, depth, error);
  }
  if (S_ISDIR (st.st_mode))
    return depth > 64 || !is_new (c, &st) || collect_folder (c, path, depth, error);
  if (S_ISREG (st.st_mode) && is_new (c, &st))
    g_ptr_array_add (c->paths, g_strdup (path));
  return TRUE;
}

/* ---- what a file is ---- */

typedef struct {
  const KerfReader *reader; /* NULL: none */
  const char *what;         /* words for what it is instead */
  gboolean is_archive;
  int error;       /* errno of opening it */
  GError *failure; /* what was wrong with the archive around it; owned */
} Sniffed;

static void
sniffed_clear (gpointer data)
{
  g_clear_error (&((Sniffed *) data)->failure);
}

static const char *
what_else (const guint8 *head, gsize n)
{
  static const struct {
    const char *magic, *what;
  } kinds[] = { { "PK\x03\x04", "a zip archive" }, { "\x1f\x8b", "a gzip archive" },
                { "\x89PNG", "a PNG picture" },    { "\xff\xd8\xff", "a JPEG picture" },
                { "%PDF", "a PDF document" },      { "SQLite format 3", "a database" },
                { "7z\xbc\xaf", "a 7z archive" },  { "Rar!", "a RAR archive" } };
  if (n == 0)
    return "empty";
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    if (n >= strlen (kinds[k].magic) && memcmp (head, kinds[k].magic, strlen (kinds[k].magic)) == 0)
      return kinds[k].what;
  if (memchr (head, 0, n) == NULL && g_utf8_validate_len ((const char *) head, n > 8 ? n - 4 : n, NULL))
    return "a text file";
  for (gsize k = 0; k < n; k++)
    if (head[k] < 9)
      return "something else";
  return "a text file";
}

/* The first bytes; −1 with errno, or (of a member of an archive) with an error. */
static gssize
read_head (const char *path, guint8 head[KERF_SNIFF_BYTES], const KerfContext *context, GError **error)
{
  if (kerf_source_split (path, NULL, NULL))
    return kerf_archive_head (path, head, KERF_SNIFF_BYTES, context, error);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  gssize n = fd < 0 ? -1 : read (fd, head, KERF_SNIFF_BYTES);
  int why = errno;
  if (fd >= 0)
    close (fd);
  errno = why;
  return n;
}

static void
sniff (const char *path, const KerfContext *context, Sniffed *s)
{
  guint8 head[KERF_SNIFF_BYTES];
  gssize n = read_head (path, head, context, &s->failure);
  if (n < 0 && !s->failure)
    s->error = errno;
  if (n < 0)
    return;
  for (gsize k = 0; k < G_N_ELEMENTS (READERS) && !s->reader; k++)
    if (READERS[k]->sniff (path, head, (gsize) n, context))
      s->reader = READERS[k];
  s->is_archive = !s->reader && kerf_archive_sniff (path, head, (gsize) n);
  s->what = what_else (head, (gsize) n);
}

typedef struct {
  GPtrArray *paths;
  Sniffed *sniffed;
  const KerfContext *context;
} SniffJob;

static void
sniff_block (gsize begin, gsize end, gpointer data)
{
  SniffJob *job = data;
  for (gsize k = begin; k < end; k++)
    sniff (job->paths->pdata[k], job->context, &job->sniffed[k]);
}

static gboolean
is_named_like_dicom (const char *path)
{
  static const char *const ends[] = { ".dcm", ".dicom", ".dic", ".ima" };
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (gsize k = 0; k < G_N_ELEMENTS (ends); k++)
    if (g_str_has_suffix (lower, ends[k]))
      return TRUE;
  return g_str_has_suffix (lower, "/dicomdir");
}

/* Archives of another kind that may hold images; a .gz of something else is nobody's business. */
static gboolean
is_other_archive (const char *path, const char *what)
{
  if (strcmp (what, "a gzip archive") != 0)
    return g_str_has_suffix (what, "archive");
  return g_str_has_suffix (path, ".tar.gz") || g_str_has_suffix (path, ".tgz");
}

static void
add_other_file (KerfScan *scan, const char *path, const char *what)
{
  g_autofree char *file = g_path_get_basename (path);
  gboolean inside = kerf_source_split (path, NULL, NULL);
  if (is_named_like_dicom (path))
    kerf_findings_add (scan->findings,
                       kerf_finding_new (KERF_ERROR_IMPORT_NOT_DICOM, "file", file, "what", what, NULL));
  else if (is_other_archive (path, what))
    kerf_findings_add (scan->findings,
                       kerf_finding_new (KERF_ERROR_IMPORT_ARCHIVE, "file", file, "reason",
                                         inside ? "it lies in another archive" : "it is no zip archive",
                                         NULL));
}

static KerfFinding *
finding_of (const GError *error)
{
  KerfFinding *finding = g_new0 (KerfFinding, 1);
  finding->code = (KerfErrorCode) error->code;
  finding->message = g_strdup (error->message);
  return finding;
}

void
kerf_scan_lose (KerfScan *scan, const GError *error)
{
  if (!scan->lost)
    scan->lost = finding_of (error);
  kerf_findings_add (scan->findings, finding_of (error));
}

/* Sniffs all of `paths`; the caller clears what comes back. NULL: cancelled. */
static GArray *
sniff_all (GPtrArray *paths, const KerfContext *context, GError **error)
{
  GArray *sniffed = g_array_sized_new (FALSE, TRUE, sizeof (Sniffed), paths->len + 1);
  g_array_set_clear_func (sniffed, sniffed_clear);
  g_array_set_size (sniffed, paths->len);
  SniffJob job = { paths, &g_array_index (sniffed, Sniffed, 0), context };
  if (paths->len && !kerf_parallel_for (context, paths->len, 16, sniff_block, &job)) {
    kerf_context_check (context, error);
    g_clear_pointer (&sniffed, g_array_unref);
  }
  return sniffed;
}

/* Members of the archives among `paths` are added behind them. One that can't be unpacked is said. FALSE: cancelled. */
static gboolean
open_archives (GPtrArray *paths, GArray *sniffed, KerfScan *scan, const KerfContext *context, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  for (guint k = 0; k < sniffed->len; k++) {
    GError *failure = NULL;
    if (!g_array_index (sniffed, Sniffed, k).is_archive)
      continue;
    GPtrArray *inside = kerf_archive_list (paths->pdata[k], context, &failure);
    if (g_error_matches (failure, KERF_ERROR, KERF_ERROR_CANCELLED)) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (failure)
      kerf_scan_lose (scan, failure);
    g_clear_error (&failure);
    if (inside)
      g_ptr_array_extend_and_steal (members, inside);
  }
  g_autoptr (GArray) more = sniff_all (members, context, error);
  if (!more)
    return FALSE;
  for (guint k = 0; k < more->len; k++) {
    Sniffed *s = &g_array_index (more, Sniffed, k);
    s->is_archive = FALSE; /* an archive in an archive stays closed */
    g_array_append_val (sniffed, *s);
    s->failure = NULL; /* it is the other array's now */
  }
  scan->n_files += members->len;
  g_ptr_array_extend (paths, members, NULL, NULL);
  return TRUE;
}

/* Files that no reader takes, and why. */
static gboolean
judge_others (GPtrArray *paths, GArray *sniffed, KerfScan *scan, const KerfContext *context, GError **error)
{
  g_autoptr (GHashTable) claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint k = 0; k < paths->len; k++) {
    const KerfReader *reader = g_array_index (sniffed, Sniffed, k).reader;
    if (reader && reader->claim)
      reader->claim (paths->pdata[k], claimed, context);
  }
  for (guint k = 0; k < paths->len; k++) {
    const Sniffed *s = &g_array_index (sniffed, Sniffed, k);
    if (s->error)
      return kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", paths->pdata[k], "reason",
                        g_strerror (s->error), NULL);
    if (s->failure)
      kerf_scan_lose (scan, s->failure);
    else if (!s->reader && !s->is_archive && !g_hash_table_contains (claimed, paths->pdata[k]))
      add_other_file (scan, paths->pdata[k], s->what);
  }
  return TRUE;
}

static gboolean
list_all (GPtrArray *paths, KerfScan *scan, const KerfContext *context, GError **error)
{
  g_autoptr (GArray) sniffed = sniff_all (paths, context, error);
  if (!sniffed || !open_archives (paths, sniffed, scan, context, error) ||
      !judge_others (paths, sniffed, scan, context, error))
    return FALSE;
  for (gsize r = 0; r < G_N_ELEMENTS (READERS); r++) {
    g_autoptr (GPtrArray) mine = g_ptr_array_new ();
    for (guint k = 0; k < paths->len; k++)
      if (g_array_index (sniffed, Sniffed, k).reader == READERS[r])
        g_ptr_array_add (mine, paths->pdata[k]);
    if (mine->len && !READERS[r]->list (mine, scan, context, error))
      return FALSE;
  }
  return kerf_context_check (context, error);
}

/* ---- patients ---- */

static const char *
patient_words (const KerfIdentity *a, const KerfIdentity *other)
{
  gboolean same_name = g_ascii_strcasecmp (a->name, other->name) == 0;
  return *a->name && !same_name ? a->name : *a->patient_id ? a->patient_id : *a->name ? a->name : "unnamed";
}

static void
say_identity_differs (KerfScan *scan, const KerfSeries *a, const KerfSeries *b)
{
  const char *field = "", *x = "", *y = "";
  kerf_identity_compare (&a->identity, &b->identity, &field, &x, &y);
  kerf_findings_add (scan->findings, kerf_finding_new (KERF_ERROR_IMPORT_IDENTITY_DIFFERS, "field", field,
                                                       "a", a->label, "b", b->label, "x", x, "y", y, NULL));
}

/* Patients that contradict each other; one id spelled in two ways is asked about. */
static void
count_patients (KerfScan *scan, const char *where)
{
  g_autoptr (GPtrArray) first = g_ptr_array_new (); /* a series of each */
  for (guint k = 0; k < scan->series->len; k++) {
    KerfSeries *s = scan->series->pdata[k];
    gboolean known = !*s->identity.patient_id && !*s->identity.name;
    for (guint p = 0; p < first->len && !known; p++) {
      KerfIdentityMatch match =
          kerf_identity_compare (&((KerfSeries *) first->pdata[p])->identity, &s->identity, NULL, NULL, NULL);
      known = match == KERF_IDENTITY_SAME || match == KERF_IDENTITY_DIFFERS;
      if (match == KERF_IDENTITY_DIFFERS)
        say_identity_differs (scan, first->pdata[p], s);
    }
    if (!known)
      g_ptr_array_add (first, s);
  }
  scan->n_patients = first->len;
  if (first->len < 2)
    return;
  g_autofree char *n = g_strdup_printf ("%u", first->len);
  const KerfIdentity *a = &((KerfSeries *) first->pdata[0])->identity,
                     *b = &((KerfSeries *) first->pdata[1])->identity;
  scan->two_patients = kerf_finding_new (KERF_ERROR_IMPORT_TWO_PATIENTS, "dir", where, "n", n, "a",
                                         patient_words (a, b), "b", patient_words (b, a), NULL);
}

/* ---- */

/* Why nothing can be imported: the word on a file that was named itself, or on the only DICOM there is; else that
 * there are no images. */
static gboolean
fail_empty (const KerfScan *scan, const char *where, GError **error)
{
  gboolean named = g_file_test (where, G_FILE_TEST_IS_REGULAR);
  for (guint k = 0; k < scan->findings->len; k++) {
    const KerfFinding *finding = scan->findings->pdata[k];
    if (named ||
        (finding->code != KERF_ERROR_IMPORT_NOT_DICOM && finding->code != KERF_ERROR_IMPORT_ARCHIVE)) {
      g_set_error_literal (error, KERF_ERROR, (int) finding->code, finding->message);
      return FALSE;
    }
  }
  g_autofree char *n = g_strdup_printf ("%u", scan->n_files);
  return kerf_fail (error, KERF_ERROR_IMPORT_NOTHING, "dir", where, "n", n, NULL);
}

KerfScan *
kerf_scan (const char *const *paths, const KerfContext *context, GError **error)
{
  g_return_val_if_fail (paths && paths[0], NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Collection collection = { files, visited };
  for (const char *const *path = paths; *path; path++) {
    g_autoptr (GString) clean = g_string_new (*path); /* two slashes lead into archives, and nowhere else */
    while (g_string_replace (clean, "//", "/", 0))
      ;
    if (!collect (&collection, clean->str, 0, error))
      return NULL;
  }
  g_ptr_array_sort (files, text_order);

  g_autoptr (KerfScan) scan = g_new0 (KerfScan, 1);
  scan->series = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_series_unref);
  scan->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_finding_free);
  scan->n_files = files->len;
  if (!list_all (files, scan, context, error))
    return NULL;
  if (!scan->series->len) {
    fail_empty (scan, paths[0], error);
    return NULL;
  }
  kerf_series_order (scan->series);
  count_patients (scan, paths[0]);
  return g_steal_pointer (&scan);
}

void
kerf_scan_free (KerfScan *scan)
{
  if (!scan)
    return;
  g_clear_pointer (&scan->series, g_ptr_array_unref);
  g_clear_pointer (&scan->findings, g_ptr_array_unref);
  kerf_finding_free (scan->two_patients);
  kerf_finding_free (scan->lost);
  g_free (scan);
}

/* The sentence that says best why a series is none: what refuses before what is only found. */
static gboolean
fail_refused (const KerfSeries *series, GError **error)
{
  const KerfFinding *best = NULL;
  for (guint k = 0; k < series->findings->len; k++) {
    const KerfFinding *finding = series->findings->pdata[k];
    if (!best || (kerf_error_severity ((int) finding->code) == KERF_REFUSED &&
                  kerf_error_severity ((int) best->code) != KERF_REFUSED))
      best = finding;
  }
  if (!best)
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' holds no voxels; choose another series.",
                           series->label);
  g_set_error_literal (error, KERF_ERROR, (int) best->code, best->message);
  return FALSE;
}

static const KerfReader *
reader_of (const KerfSeries *series)
{
  for (gsize k = 0; k < G_N_ELEMENTS (READERS); k++)
    if (strcmp (READERS[k]->name, series->format) == 0)
      return READERS[k];
  g_assert_not_reached ();
}

KerfVolume *
kerf_series_read (const KerfSeries *series, const KerfContext *context, GError **error)
{
  if (series->verdict == KERF_VERDICT_REFUSED || series->kind == KERF_SERIES_STRUCTURES ||
      !series->has_grid) {
    fail_refused (series, error);
    return NULL;
  }
  return reader_of (series)->read (series, context, error);
}

KerfContours *
kerf_series_read_contours (const KerfSeries *series, const KerfContext *context, GError **error)
{
  if (series->kind != KERF_SERIES_STRUCTURES) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' holds no contours; choose an RTSTRUCT.", series->label);
    return NULL;
  }
  if (!kerf_context_check (context, error))
    return NULL;
  g_autoptr (KerfContours) contours = g_new0 (KerfContours, 1);
  contours->rois = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_dicom_roi_free);
  for (guint k = 0; k < series->files->len; k++) {
    GPtrArray *rois = kerf_series_rois (series, k, TRUE, context, error);
    if (!rois || !kerf_source_file_hash (series->files->pdata[k], context, error))
      return NULL;
    g_ptr_array_extend_and_steal (contours->rois, rois);
  }
  return g_steal_pointer (&contours);
}

void
kerf_contours_free (KerfContours *contours)
{
  if (!contours)
    return;
  g_clear_pointer (&contours->rois, g_ptr_array_unref);
  g_free (contours);
}

GBytes *
kerf_series_read_label (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error)
{
  if (series->kind != KERF_SERIES_LABELS || !series->has_grid || series->verdict == KERF_VERDICT_REFUSED) {
    fail_refused (series, error);
    return NULL;
  }
  return reader_of (series)->read_label (series, label, context, error);
}

KerfSeries *
kerf_series_with_unit (const KerfSeries *series, double mm_per_unit, GError **error)
{
  if (!series->asks_unit)
    return kerf_series_ref (series);
  g_autoptr (GPtrArray) all =
      kerf_raster_series (reader_of (series), ((KerfSourceFile *) series->files->pdata[0])->path, mm_per_unit,
                          NULL, error);
  if (!all)
    return NULL;
  if (series->volume >= all->len) {
    kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", series->label, "reason",
               "it was changed while it was read", NULL);
    return NULL;
  }
  const KerfSourceFile *before = series->files->pdata[0],
                       *after = ((KerfSeries *) all->pdata[series->volume])->files->pdata[0];
  if (before->hashed && after->hashed && !kerf_hash_equal (&before->hash, &after->hash)) {
    kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", series->label, "reason",
               "it was changed while it was read", NULL);
    return NULL;
  }
  KerfSeries *answered = kerf_series_ref (all->pdata[series->volume]);
  answered->number = series->number;
  return answered;
}

const char *
kerf_series_format_title (const KerfSeries *series)
{
  return reader_of (series)->title;
}
