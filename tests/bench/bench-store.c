/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time and memory from a folder of DICOM files to a stored case and back: bench-store [FOLDER]. The folder is
 * KERF_BENCH_CT's where none is named; without one a small phantom is written first. Each step runs in a process of its
 * own, so that its peak of memory is its own. The file lies beside TMPDIR's others: storing waits for that disk. */
#include "case/payload.h"
#include "core/phantom/phantom.h"
#include "io/write/write.h"
#include "ops/import.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 3, SMALL = 192 };

static double
now_s (void)
{
  return (double) g_get_monotonic_time () / 1e6;
}

/* A step too: threads begun before a fork would be missing after it. */
static gboolean
step_make (const char *folder, G_GNUC_UNUSED const char *path, GError **error)
{
  KerfPhantom phantom = kerf_phantom_new (KERF_PHANTOM_SACRUM, 1, NULL);
  for (int a = 0; a < 3; a++)
    phantom.matrix[a] = SMALL;
  g_autoptr (KerfVolume) volume = kerf_phantom_volume (&phantom, KERF_PHANTOM_CT, NULL);
  KerfDicomSeries series = { .patient_id = "BENCH",
                             .patient_name = "BENCH",
                             .study_uid = "2.25.1",
                             .series_uid = "2.25.2",
                             .frame_uid = "2.25.3",
                             .modality = "CT",
                             .series_description = "bench",
                             .thickness_mm = (double) NAN,
                             .window_centre = (double) NAN,
                             .window_width = (double) NAN };
  return kerf_write_dicom_series (folder, volume, &series, NULL, error);
}

static const KerfSeries *
largest (const KerfScan *scan)
{
  const KerfSeries *best = NULL;
  for (guint k = 0; k < scan->series->len; k++) {
    const KerfSeries *series = scan->series->pdata[k];
    if (series->kind == KERF_SERIES_VOLUME && (!best || series->files->len > best->files->len))
      best = series;
  }
  return best;
}

typedef gboolean (*Step) (const char *folder, const char *path, GError **error);

/* As one does it: look, read, store, on the disk. */
static gboolean
step_import (const char *folder, const char *path, GError **error)
{
  double begin = now_s ();
  g_autoptr (KerfScan) scan = kerf_scan ((const char *const[]){ folder, NULL }, NULL, error);
  double scanned = now_s ();
  const KerfSeries *series = scan ? largest (scan) : NULL;
  KerfImportOptions options = { .author = "bench", .reason = "the same" };
  KerfDone done = { 0 };
  g_autoptr (KerfStore) store = series ? kerf_store_open (path, KERF_STORE_CREATE, error) : NULL;
  if (!store || !kerf_import_volume (store, series, &options, NULL, &done, error))
    return FALSE;
  kerf_done_clear (&done);
  double stored = now_s ();
  g_clear_pointer (&store, kerf_store_unref);
  double closed = now_s ();
  printf ("import: look %.3f s, read and store %.3f s, close %.3f s, together %.3f s\n", scanned - begin,
          stored - scanned, closed - stored, closed - begin);
  return TRUE;
}

/* The parts of the second figure alone. */
static gboolean
step_parts (const char *folder, const char *path, GError **error)
{
  g_autoptr (KerfScan) scan = kerf_scan ((const char *const[]){ folder, NULL }, NULL, error);
  const KerfSeries *series = scan ? largest (scan) : NULL;
  double begin = now_s ();
  g_autoptr (KerfVolume) volume = series ? kerf_series_read (series, NULL, error) : NULL;
  double read = now_s ();
  g_autofree char *index = volume ? kerf_volume_index_text (volume, NULL) : NULL;
  double hashed = now_s ();
  KerfHash hash;
  g_autoptr (KerfStore) store = index ? kerf_store_open (path, KERF_STORE_CREATE, error) : NULL;
  if (!store || !kerf_volume_save (volume, kerf_store_blobs (store), NULL, &hash, error))
    return FALSE;
  printf ("parts: read %.3f s, hash tiles %.3f s, hash and store tiles %.3f s; %.0f MB of voxels\n",
          read - begin, hashed - read, now_s () - hashed, (double) g_bytes_get_size (volume->bytes) / 1e6);
  return TRUE;
}

/* Head and voxels of a stored case. */
static gboolean
step_reopen (G_GNUC_UNUSED const char *folder, const char *path, GError **error)
{
  double begin = now_s ();
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_READ, error);
  g_autoptr (KerfCase) head = store ? kerf_store_head (store, NULL, error) : NULL;
  double opened = now_s ();
  const KerfObject *object = head ? kerf_case_get (head, (KerfId){ KERF_KIND_VOLUME, 1 }) : NULL;
  g_autoptr (KerfVolume) volume = object ? kerf_object_volume (object, error) : NULL;
  if (!volume)
    return FALSE;
  printf ("reopen: head %.3f s, voxels %.3f s, together %.3f s\n", opened - begin, now_s () - opened,
          now_s () - begin);
  return TRUE;
}

/* Runs the step in a child; says its CPU time and peak of memory. */
static gboolean
run (Step step, const char *folder, const char *path)
{
  fflush (stdout);
  pid_t child = fork ();
  if (child == 0) {
    g_autoptr (GError) error = NULL;
    gboolean good = step (folder, path, &error);
    if (!good)
      fprintf (stderr, "bench-store: %s\n", error ? error->message : "no volume in the folder");
    fflush (stdout);
    _exit (good ? 0 : 1);
  }
  int status = 1;
  struct rusage use;
  if (child < 0 || wait4 (child, &status, 0, &use) != child || status != 0)
    return FALSE;
  printf ("  CPU %.2f s, %.0f MB of memory at most\n",
          (double) (use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
              1e-6 * (double) (use.ru_utime.tv_usec + use.ru_stime.tv_usec),
          (double) use.ru_maxrss * 1024 / 1e6);
  return TRUE;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *work = g_dir_make_tmp ("kerf-bench-XXXXXX", &error);
  const char *named = argc > 1 ? argv[1] : g_getenv ("KERF_BENCH_CT");
  g_autofree char *folder = named ? g_strdup (named) : g_build_filename (work ? work : ".", "ct", NULL);
  gboolean good = work && (named || run (step_make, folder, work));
  if (error)
    fprintf (stderr, "bench-store: %s\n", error->message);
  for (int round = 0; good && round < ROUNDS; round++) {
    g_autofree char *name = g_strdup_printf ("%d.kerf", round),
                    *parts = g_strdup_printf ("parts-%d.kerf", round),
                    *path = g_build_filename (work, name, NULL),
                    *beside = g_build_filename (work, parts, NULL);
    good = run (step_import, folder, path) && run (step_parts, folder, beside) &&
           run (step_reopen, folder, path);
  }
  if (work)
    remove_tree (work);
  return good ? 0 : 1;
}
