/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time of looking at a folder and of reading its largest series: bench-import FOLDER [THREADS [ROUNDS]]. Without a
 * folder a series of 512 × 512 × 400 is written to a temporary one first. The last line is JSON: seconds and processor
 * seconds of each round, decoders included; the largest memory of the program and of its decoders together; CRC-32 of
 * the values as int16. */
#include "io/read.h"
#include "io/room/room.h"
#include "io/write/write.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <zlib.h>

static double
now_s (void)
{
  return (double) g_get_monotonic_time () / 1e6;
}

/* With the decoders that have ended. */
static double
cpu_s (void)
{
  double sum = 0;
  static const __rusage_who_t all[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
  for (gsize k = 0; k < G_N_ELEMENTS (all); k++) {
    struct rusage use;
    getrusage (all[k], &use);
    sum += (double) use.ru_utime.tv_sec + (double) use.ru_stime.tv_sec +
           1e-6 * ((double) use.ru_utime.tv_usec + (double) use.ru_stime.tv_usec);
  }
  return sum;
}

/* As if all decoders had been at their largest while the program was. */
static double
peak_mb (guint decoders)
{
  struct rusage self, child;
  getrusage (RUSAGE_SELF, &self);
  getrusage (RUSAGE_CHILDREN, &child);
  return ((double) self.ru_maxrss + decoders * (double) child.ru_maxrss) / 1024;
}

/* Of slope · stored + intercept as int16, x fastest. */
static gulong
crc_of (const KerfVolume *volume)
{
  gsize n = kerf_grid_voxels (&volume->grid), piece = 1 << 16;
  g_autofree gint16 *values = g_new (gint16, piece);
  gulong crc = crc32_z (0, NULL, 0);
  for (gsize begin = 0; begin < n; begin += piece) {
    gsize end = MIN (n, begin + piece);
    for (gsize k = begin; k < end; k++)
      values[k - begin] = (gint16) ((volume->i16 ? volume->i16[k] : (double) volume->f32[k]) * volume->slope +
                                    volume->intercept);
    crc = crc32_z (crc, (const guint8 *) values, (end - begin) * sizeof *values);
  }
  return crc;
}

static gboolean
make_series (const char *folder, GError **error)
{
  KerfGrid grid = kerf_grid_axial (512, 512, 400, kerf_vec3 (0.78125, 0.78125, 1), kerf_vec3 (-200, -200, 0));
  gsize n = kerf_grid_voxels (&grid);
  gint16 *voxels = g_new (gint16, n);
  guint32 noise = 1;
  for (gsize k = 0; k < n; k++) {
    noise = noise * 1664525 + 1013904223;
    voxels[k] = (gint16) ((noise >> 20) - 1024);
  }
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, n * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  KerfDicomSeries series = { .patient_id = "BENCH",
                             .patient_name = "BENCH",
                             .study_uid = "2.25.1",
                             .series_uid = "2.25.2",
                             .frame_uid = "2.25.3",
                             .modality = "CT",
                             .series_description = "bench",
                             .thickness_mm = 1,
                             .window_centre = (double) NAN,
                             .window_width = (double) NAN };
  return kerf_write_dicom_series (folder, volume, &series, NULL, error);
}

static KerfVolume *
import (const char *folder, const KerfContext *context, double *scan_s, GError **error)
{
  double begin = now_s ();
  g_autoptr (KerfScan) scan = kerf_scan ((const char *const[]){ folder, NULL }, context, error);
  *scan_s = now_s () - begin;
  const KerfSeries *largest = NULL;
  for (guint k = 0; scan && k < scan->series->len; k++) {
    const KerfSeries *s = scan->series->pdata[k];
    if (s->has_grid && (!largest || kerf_grid_voxels (&s->grid) > kerf_grid_voxels (&largest->grid)))
      largest = s;
  }
  return largest ? kerf_series_read (largest, context, error) : NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  KerfContext context = { .threads = argc > 2 ? (guint) atoi (argv[2]) : 2 };
  int rounds = argc > 3 ? atoi (argv[3]) : 5;
  g_autofree char *made = argc > 1 ? NULL : g_dir_make_tmp ("kerf-bench-XXXXXX", &error);
  g_autofree char *folder = made ? g_build_filename (made, "ct", NULL) : g_strdup (argv[1]);
  if (error || (made && !make_series (folder, &error))) {
    fprintf (stderr, "bench-import: %s\n", error->message);
    return 1;
  }
  g_autoptr (GString) seconds = g_string_new (NULL);
  kerf_room_warm (context.threads); /* the window has started them before somebody drops a folder */
  gulong crc = 0;
  double before_cpu = cpu_s (), cpu = 0;
  for (int round = 0; round < rounds; round++) {
    double begin = now_s (), scan_s = 0;
    g_autoptr (KerfVolume) volume = import (folder, &context, &scan_s, &error);
    double all = now_s () - begin;
    if (!volume) {
      fprintf (stderr, "bench-import: %s\n", error ? error->message : "no volume in the folder");
      return 1;
    }
    printf ("%d × %d × %d: look %.3f s, read %.3f s, together %.3f s\n", volume->grid.n[0], volume->grid.n[1],
            volume->grid.n[2], scan_s, all - scan_s, all);
    g_string_append_printf (seconds, "%s%.4f", round ? ", " : "", all);
    if (round + 1 < rounds)
      continue;
    kerf_room_empty (); /* only decoders that have ended are counted */
    cpu = (cpu_s () - before_cpu) / rounds;
    crc = crc_of (volume);
  }
  printf (
      "{\"seconds\": [%s], \"cpu\": [%.4f], \"threads\": %u, \"peak_rss_mb\": %.0f, \"result\": {\"crc32\": "
      "\"%08lx\"}}\n",
      seconds->str, cpu, context.threads, peak_mb (context.threads), crc);
  if (made) {
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
    g_rmdir (folder);
    g_rmdir (made);
  }
  return 0;
}
