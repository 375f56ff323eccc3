/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad input: the exact sentence for each. */
#include "io-check.h"

#include <errno.h>
#include <sys/stat.h>

static void
scan_fails (const char *path, const char *code, const char *format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfScan) scan = kerf_scan ((const char *const[]){ path, NULL }, NULL, &error);
  ck_assert_msg (scan == NULL, "something was found in '%s'", path);
  g_auto (GStrv) parts = g_strsplit (format, "PATH", -1);
  g_autofree char *sentence = g_strjoinv (path, parts);
  ck_assert_str_eq (error->message, sentence);
  ck_assert_str_eq (kerf_error_code_name (error->code), code);
}

START_TEST (a_path_that_is_absent_is_named)
{
  scan_fails ("/nowhere/at/all", "import.absent", "There is no 'PATH'; check the name.");
}
END_TEST

START_TEST (a_folder_without_images_says_how_many_files_it_has)
{
  g_autofree char *folder = kt_folder ();
  kt_write (folder, "notes.txt", "hello\n", 6);
  kt_write (folder, "table.csv", "1,2\n", 4);
  kt_write (folder, "picture.png", "\x89PNG\r\n", 6);
  scan_fails (
      folder, "import.nothing",
      "No images in 'PATH': 3 files were looked at and none is DICOM, NIfTI, NRRD or MetaImage; choose the folder "
      "that the scanner or PACS exported.");
  kt_remove (folder);
}
END_TEST

START_TEST (an_empty_folder_has_no_images)
{
  g_autofree char *folder = kt_folder ();
  scan_fails (
      folder, "import.nothing",
      "No images in 'PATH': 0 files were looked at and none is DICOM, NIfTI, NRRD or MetaImage; choose the folder "
      "that the scanner or PACS exported.");
  kt_remove (folder);
}
END_TEST

START_TEST (a_file_that_is_only_named_like_dicom_is_called_what_it_is)
{
  const struct {
    const char *bytes;
    gsize size;
    const char *sentence;
  } rows[] = {
    { "just words\n", 11, "'a.dcm' is named like DICOM but is a text file; it was left out." },
    { "", 0, "'a.dcm' is named like DICOM but is empty; it was left out." },
    { "%PDF-1.4", 8, "'a.dcm' is named like DICOM but is a PDF document; it was left out." },
    { "\x89PNG\r\n\x1a\n", 8, "'a.dcm' is named like DICOM but is a PNG picture; it was left out." },
    { "Rar!zzzz", 8, "'a.dcm' is named like DICOM but is a RAR archive; it was left out." },
    { "\1\2\3\4\0\0\0\0", 8, "'a.dcm' is named like DICOM but is something else; it was left out." }
  };
  for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
    g_autofree char *folder = kt_folder ();
    kt_write (folder, "a.dcm", rows[k].bytes, rows[k].size);
    g_autofree char *file = g_build_filename (folder, "a.dcm", NULL);
    scan_fails (file, "import.not-dicom", rows[k].sentence);
    kt_remove (folder);
  }
}
END_TEST

START_TEST (a_text_file_among_images_is_left_out_and_said)
{
  const char *from = kt_shared ("data/dicom-zoo/geometry/mr-sagittal-rle");
  if (!from)
    return;
  g_autofree char *source = g_strdup (from), *folder = kt_folder ();
  g_autoptr (GDir) dir = g_dir_open (source, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (source, name, NULL);
    kt_copy (path, folder, name);
  }
  kt_write (folder, "readme.dcm", "not an image\n", 13);
  g_autoptr (KerfScan) scan = kt_scan (folder);
  ck_assert_uint_eq (scan->series->len, 1);
  ck_assert_str_eq (kerf_verdict_name (kt_series (scan, 0)->verdict), "regular");
  kt_has_finding (scan->findings, "import.not-dicom",
                  "'readme.dcm' is named like DICOM but is a text file; it was left out.");
  kt_remove (folder);
}
END_TEST

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The first `keep` files of a real series, in order of their names. */
static char *
some_of (const char *inside, guint keep)
{
  const char *from = kt_shared (inside);
  if (!from)
    return NULL;
  g_autofree char *source = g_strdup (from);
  char *folder = kt_folder ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (source, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  for (guint k = 0; k < MIN (keep, names->len); k++) {
    g_autofree char *path = g_build_filename (source, names->pdata[k], NULL);
    g_autofree char *name = g_strdup_printf ("%03u.dcm", k);
    kt_copy (path, folder, name);
  }
  return folder;
}

static void
cut (const char *folder, const char *name, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  ck_assert_int_eq (truncate (path, (off_t) size), 0);
}

START_TEST (a_cut_file_says_where_it_ends_and_stops_its_series)
{
  g_autofree char *folder = some_of ("data/dicom-zoo/geometry/mr-hitachi-oblique", 4);
  if (!folder)
    return;
  g_autofree char *path = g_build_filename (folder, "002.dcm", NULL);
  struct stat st;
  ck_assert_int_eq (stat (path, &st), 0);
  cut (folder, "002.dcm", (gsize) st.st_size - 1000);
  g_autofree char *sentence =
      g_strdup_printf ("'002.dcm' ends after %ld of %ld bytes; copy it again from its source.",
                       (long) st.st_size - 1000, (long) st.st_size);
  g_autoptr (KerfScan) scan = kt_scan (folder);
  kt_has_finding (scan->findings, "import.truncated", sentence);
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_str_eq (kerf_verdict_name (s->verdict), "refused");
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_series_read (s, NULL, &error));
  ck_assert_str_eq (error->message,
                    "Series 'MR 10' has 1 damaged files of 4, first '002.dcm'; copy the series again from "
                    "its source.");
  kt_remove (folder);
}
END_TEST

/* Wherever a file is cut there is a sentence, and never more than what is there. */
START_TEST (no_cut_of_a_file_goes_unseen)
{
  static const char *const names[] = { "MR_small.dcm",
                                       "MR_small_RLE.dcm",
                                       "MR_small_jp2klossless.dcm",
                                       "MR_small_jpeg_ls_lossless.dcm",
                                       "MR_small_bigendian.dcm",
                                       "MR_small_implicit.dcm" };
  if (!kt_shared ("data/dicom-zoo"))
    return;
  for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autofree char *inside = g_strconcat ("data/dicom-zoo/transfer-syntax/", names[n], NULL);
    g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.dcm", NULL);
    struct stat st;
    ck_assert_int_eq (stat (kt_shared (inside), &st), 0);
    for (gsize size = 140; size + 40 < (gsize) st.st_size; size += 61) {
      kt_copy (kt_shared (inside), folder, "a.dcm");
      cut (folder, "a.dcm", size);
      g_autoptr (GError) error = NULL;
      g_autoptr (KerfDicomHeader) header = kerf_dicom_scan (path, &error);
      gboolean seen =
          !header || header->truncated_need > size || header->fault || header->kind == KERF_DICOM_OTHER;
      if (!seen) { /* damage inside compressed data shows when it is decoded */
        g_autofree gint16 *pixels = g_new (gint16, 64 * 64);
        seen = !kerf_dicom_decode (header, KERF_DICOM_INT16, (void *const[]){ pixels }, NULL);
      }
      ck_assert_msg (seen, "'%s' cut to %zu bytes is taken", names[n], size);
    }
    kt_remove (folder);
  }
}
END_TEST

START_TEST (a_missing_slice_is_seen_in_a_real_series)
{
  g_autofree char *folder = some_of ("data/vhf-pelvis-ct", 12);
  if (!folder)
    return;
  g_autofree char *gone = g_build_filename (folder, "005.dcm", NULL);
  g_remove (gone);
  g_autoptr (KerfScan) scan = kt_scan (folder);
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_str_eq (kerf_verdict_name (s->verdict), "gap");
  kt_has_finding (
      s->findings, "import.gap",
      "Series 'Resampled to 1mm voxels' misses 1 slices between 1003 mm and 1005 mm; send it again, or accept "
      "the gap with a reason, until then no margin is computed there.");
  kt_remove (folder);
}
END_TEST

START_TEST (two_patients_are_said_and_counted)
{
  g_autofree char *a = some_of ("data/dicom-zoo/geometry/mr-hitachi-oblique", 4);
  const char *other = kt_shared ("data/dicom-zoo/transfer-syntax/MR_small.dcm");
  if (!a || !other)
    return;
  kt_copy (other, a, "other.dcm");
  g_autoptr (KerfScan) scan = kt_scan (a);
  ck_assert_uint_eq (scan->n_patients, 2);
  g_autofree char *sentence =
      g_strdup_printf ("'%s' holds 2 patients ('%s', '%s'…); choose the series of one patient.", a,
                       kt_series (scan, 0)->identity.name, kt_series (scan, 1)->identity.name);
  ck_assert_str_eq (scan->two_patients->message, sentence);
  kt_remove (a);
}
END_TEST

START_TEST (the_order_of_the_file_system_does_not_matter)
{
  g_autofree char *a = some_of ("data/dicom-zoo/geometry/mr-sagittal-rle", 4);
  if (!a)
    return;
  g_autofree char *b = kt_folder ();
  for (guint k = 0; k < 4; k++) {
    g_autofree char *from = g_strdup_printf ("%s/%03u.dcm", a, k), *name = g_strdup_printf ("z%u", 9 - k);
    kt_copy (from, b, name);
  }
  g_autoptr (KerfScan) p = kt_scan (a), q = kt_scan (b);
  g_autoptr (KerfVolume) v = kerf_series_read (kt_series (p, 0), NULL, NULL);
  g_autoptr (KerfVolume) w = kerf_series_read (kt_series (q, 0), NULL, NULL);
  ck_assert (kerf_grid_equal (&v->grid, &w->grid));
  ck_assert (g_bytes_equal (v->bytes, w->bytes));
  kt_remove (a);
  kt_remove (b);
}
END_TEST

START_TEST (a_file_that_cannot_be_opened_stops_the_look)
{
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.dcm", NULL);
  kt_write (folder, "a.dcm", "x", 1);
  chmod (folder, 0755);
  chmod (path, 0);
  if (geteuid () == 0 && seteuid (65534) != 0)
    ck_abort_msg ("can't become nobody");
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfScan) scan = kerf_scan ((const char *const[]){ folder, NULL }, NULL, &error);
  if (getuid () == 0)
    ck_assert_int_eq (seteuid (0), 0);
  ck_assert_ptr_null (scan);
  g_autofree char *sentence =
      g_strdup_printf ("'%s' can't be read: %s; check the permissions or copy it to this computer "
                       "first.",
                       path, g_strerror (EACCES));
  ck_assert_str_eq (error->message, sentence);
  ck_assert_str_eq (kerf_error_code_name (error->code), "import.unreadable");
  kt_remove (folder);
}
END_TEST

START_TEST (links_that_make_a_circle_end)
{
  g_autofree char *folder = some_of ("data/dicom-zoo/geometry/mr-sagittal-rle", 4);
  if (!folder)
    return;
  g_autofree char *link = g_build_filename (folder, "again", NULL);
  ck_assert_int_eq (symlink (folder, link), 0);
  g_autoptr (KerfScan) scan = kt_scan (folder);
  ck_assert_uint_eq (scan->n_files, 4);
  kt_remove (folder);
}
END_TEST

START_TEST (a_cancelled_look_says_so)
{
  const char *path = kt_shared ("data/series/mr-siemens-sagittal-hfs");
  if (!path)
    return;
  gint cancel = 1;
  KerfContext context = { .cancel = &cancel };
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_scan ((const char *const[]){ path, NULL }, &context, &error));
  ck_assert_str_eq (kerf_error_code_name (error->code), "cancelled");
}
END_TEST

/* A file that changes between look and read must not write beyond the volume. */
START_TEST (a_file_changed_after_the_look_is_refused)
{
  g_autofree char *folder = some_of ("data/dicom-zoo/geometry/mr-sagittal-rle", 4);
  const char *other = kt_shared ("data/dicom-zoo/transfer-syntax/D_CLUNIE_CT1_RLE_FRAGS.dcm");
  if (!folder || !other)
    return;
  g_autoptr (KerfScan) scan = kt_scan (folder);
  kt_copy (other, folder, "001.dcm");
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_series_read (kt_series (scan, 0), NULL, &error));
  ck_assert_str_eq (kerf_error_code_name (error->code), "import.truncated-series");
  ck_assert_ptr_nonnull (strstr (error->message, "has 1 damaged files of 4, first '001.dcm'"));
  kt_remove (folder);
}
END_TEST

/* Every file of the zoo alone: a sentence or a series, never a crash. */
START_TEST (every_odd_file_gives_a_sentence_or_a_series)
{
  const char *path = kt_shared ("data/dicom-zoo");
  if (!path)
    return;
  g_autoptr (GPtrArray) stack = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (stack, g_strdup (path));
  guint looked = 0;
  for (guint at = 0; at < stack->len; at++) {
    g_autoptr (GDir) dir = g_dir_open (stack->pdata[at], 0, NULL);
    for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
      g_ptr_array_add (stack, g_build_filename (stack->pdata[at], name, NULL));
    if (dir)
      continue;
    g_autoptr (GError) error = NULL;
    g_autoptr (KerfScan) scan = kerf_scan ((const char *const[]){ stack->pdata[at], NULL }, NULL, &error);
    ck_assert ((scan == NULL) == (error != NULL));
    for (guint k = 0; scan && k < scan->series->len; k++) {
      const KerfSeries *s = kt_series (scan, k);
      ck_assert_msg (s->verdict != KERF_VERDICT_REFUSED || s->findings->len > 0, "'%s' without a reason",
                     (char *) stack->pdata[at]);
    }
    looked++;
  }
  ck_assert_uint_ge (looked, 160);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("refusals");
  TCase *t = tcase_create ("refusals");
  tcase_add_test (t, a_path_that_is_absent_is_named);
  tcase_add_test (t, a_folder_without_images_says_how_many_files_it_has);
  tcase_add_test (t, an_empty_folder_has_no_images);
  tcase_add_test (t, a_file_that_is_only_named_like_dicom_is_called_what_it_is);
  tcase_add_test (t, a_text_file_among_images_is_left_out_and_said);
  tcase_add_test (t, a_cut_file_says_where_it_ends_and_stops_its_series);
  tcase_add_test (t, no_cut_of_a_file_goes_unseen);
  tcase_add_test (t, a_missing_slice_is_seen_in_a_real_series);
  tcase_add_test (t, two_patients_are_said_and_counted);
  tcase_add_test (t, the_order_of_the_file_system_does_not_matter);
  tcase_add_test (t, a_file_that_cannot_be_opened_stops_the_look);
  tcase_add_test (t, links_that_make_a_circle_end);
  tcase_add_test (t, a_cancelled_look_says_so);
  tcase_add_test (t, a_file_changed_after_the_look_is_refused);
  tcase_add_test (t, every_odd_file_gives_a_sentence_or_a_series);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
