/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of this folder share: temporary folders, truth files, checksums of volumes. */
#pragma once
#include "../kerf-check.h"
#include "io/read.h"
#include "io/write/write.h"

#include <glib/gstdio.h>
#include <unistd.h>

static inline char *
kt_folder (void)
{
  char *folder = g_dir_make_tmp ("kerf-test-XXXXXX", NULL);
  ck_assert_ptr_nonnull (folder);
  return folder;
}

static inline void
kt_remove (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
      g_autofree char *inside = g_build_filename (path, name, NULL);
      kt_remove (inside);
    }
  }
  g_remove (path);
}

static inline guint
kt_count_files (const char *folder)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

static inline void
kt_copy (const char *from, const char *folder, const char *name)
{
  char *data;
  gsize size;
  ck_assert_msg (g_file_get_contents (from, &data, &size, NULL), "'%s' can't be read", from);
  g_autofree char *to = g_build_filename (folder, name, NULL);
  ck_assert (g_file_set_contents (to, data, (gssize) size, NULL));
  g_free (data);
}

static inline void
kt_write (const char *folder, const char *name, const void *data, gsize size)
{
  g_autofree char *to = g_build_filename (folder, name, NULL);
  ck_assert (g_file_set_contents (to, data, (gssize) size, NULL));
}

static inline KerfJson *
kt_truth (const char *inside)
{
  const char *path = kt_shared (inside);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  if (!path)
    return NULL;
  ck_assert (g_file_get_contents (path, &text, &size, NULL));
  KerfJson *truth = kerf_json_parse (text, (gssize) size, path, &error);
  kt_no_error (error);
  return truth;
}

static inline KerfScan *
kt_scan (const char *path)
{
  g_autoptr (GError) error = NULL;
  KerfScan *scan = kerf_scan ((const char *const[]){ path, NULL }, NULL, &error);
  kt_no_error (error);
  return scan;
}

static inline KerfSeries *
kt_series (const KerfScan *scan, guint k)
{
  ck_assert_uint_lt (k, scan->series->len);
  return scan->series->pdata[k];
}

/* SHA-256 of slope · stored + intercept as float32, i fastest, as the truth files have it. */
static inline char *
kt_volume_sha (const KerfVolume *volume)
{
  KerfHasher *hasher = kerf_hasher_new ();
  gsize n = kerf_grid_voxels (&volume->grid), piece = 1 << 16;
  g_autofree float *values = g_new (float, piece);
  for (gsize begin = 0; begin < n; begin += piece) {
    gsize end = MIN (n, begin + piece);
    for (gsize k = begin; k < end; k++)
      values[k - begin] =
          (float) ((volume->i16 ? (double) volume->i16[k] : (double) volume->f32[k]) * volume->slope +
                   volume->intercept);
    kerf_hasher_add (hasher, values, (end - begin) * sizeof *values);
  }
  KerfHash hash = kerf_hasher_end (hasher);
  return kerf_hash_to_hex (&hash);
}

static inline void
kt_has_finding (const GPtrArray *findings, const char *code, const char *sentence)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  for (guint k = 0; k < findings->len; k++) {
    const KerfFinding *finding = findings->pdata[k];
    if (strcmp (kerf_error_code_name ((int) finding->code), code) == 0 &&
        (!sentence || strcmp (finding->message, sentence) == 0))
      return;
    g_string_append_printf (seen, "\n  %s: %s", kerf_error_code_name ((int) finding->code), finding->message);
  }
  ck_abort_msg ("no %s \"%s\" among:%s", code, sentence ? sentence : "", seen->str);
}
