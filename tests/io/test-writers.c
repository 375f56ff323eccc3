/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "phantom.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* Oblique, unlike edges. */
static KerfGrid
oblique_grid (gint32 n0, gint32 n1, gint32 n2)
{
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (1, 2, 3), 0.6, kerf_vec3 (0, 0, 0));
  KerfMat4 m = kerf_mat4_from_columns (kerf_mat4_direction (&turn, kerf_vec3 (0.7, 0, 0)),
                                       kerf_mat4_direction (&turn, kerf_vec3 (0, 0.9, 0)),
                                       kerf_mat4_direction (&turn, kerf_vec3 (0, 0, 1.3)),
                                       kerf_vec3 (-12.25, 33.5, 871.125));
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, (gint32[3]){ n0, n1, n2 }, &m, "phantom", NULL));
  return grid;
}

static void
near_grid (const KerfGrid *a, const KerfGrid *b, double tolerance)
{
  for (int corner = 0; corner < 8; corner++) {
    double i = corner & 1 ? a->n[0] - 1 : 0, j = corner & 2 ? a->n[1] - 1 : 0,
           k = corner & 4 ? a->n[2] - 1 : 0;
    kt_near (kerf_distance (kerf_grid_point (a, i, j, k), kerf_grid_point (b, i, j, k)), 0, tolerance);
  }
}

START_TEST (a_dicom_series_comes_back_as_it_was)
{
  KerfGrid grid = oblique_grid (13, 11, 6);
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 0.5, -1024);
  g_autofree char *folder = kt_folder (), *ct = g_build_filename (folder, "ct", NULL);
  KerfDicomSeries series = phantom_series ();
  g_autoptr (GError) error = NULL;
  ck_assert (kerf_write_dicom_series (ct, volume, &series, NULL, &error));
  ck_assert_uint_eq (kt_count_files (ct), 6);
  ck_assert_uint_eq (kt_count_files (folder), 1); /* nothing temporary is left */
  g_autoptr (KerfScan) scan = kt_scan (ct);
  const KerfSeries *s = kt_series (scan, 0);
  g_autoptr (KerfVolume) back = kerf_series_read (s, NULL, &error);
  near_grid (&back->grid, &grid, 1e-6);
  ck_assert (g_bytes_equal (back->bytes, volume->bytes));
  kt_near (back->slope, 0.5, 0);
  kt_near (back->intercept, -1024, 0);
  ck_assert_str_eq (s->identity.name, "PHANTOM^ÄÖ");
  ck_assert_str_eq (s->identity.patient_id, "P1");
  ck_assert_str_eq (s->frame_uid, "2.25.102");
  ck_assert_str_eq (s->description, "asymmetric");
  ck_assert_str_eq (s->study_date, "20240102");
  kt_near (s->thickness_mm, 1.3, 1e-9);
  kt_near (s->window_centre, 40, 0);
  kt_remove (folder);
}
END_TEST

START_TEST (a_float_volume_as_dicom_keeps_its_values_to_a_step_of_its_range)
{
  KerfGrid grid = oblique_grid (5, 6, 4);
  gsize n = kerf_grid_voxels (&grid);
  float *voxels = g_new (float, n);
  for (gsize k = 0; k < n; k++)
    voxels[k] = (float) k * 0.01f - 0.3f;
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, n * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
  g_autofree char *folder = kt_folder (), *mr = g_build_filename (folder, "mr", NULL);
  KerfDicomSeries series = phantom_series ();
  series.modality = "MR";
  ck_assert (kerf_write_dicom_series (mr, volume, &series, NULL, NULL));
  g_autoptr (KerfScan) scan = kt_scan (mr);
  g_autoptr (KerfVolume) back = kerf_series_read (kt_series (scan, 0), NULL, NULL);
  for (gint32 k = 0; k < 4; k++)
    for (gint32 i = 0; i < 5; i++)
      kt_near (kerf_volume_value (back, i, 2, k), kerf_volume_value (volume, i, 2, k),
               (volume->high - volume->low) / 65534);
  kt_remove (folder);
}
END_TEST

/* A leaning k axis survives as positions. */
START_TEST (a_tilted_stack_comes_back_tilted)
{
  KerfGrid grid = kerf_grid_axial (4, 5, 6, kerf_vec3 (1, 1, 2), kerf_vec3 (0, 0, 0));
  grid.patient_from_index.m[6] = 0.5; /* y by k */
  ck_assert (kerf_mat4_inverse (&grid.patient_from_index, &grid.index_from_patient));
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 1, 0);
  g_autofree char *folder = kt_folder (), *ct = g_build_filename (folder, "ct", NULL);
  KerfDicomSeries series = phantom_series ();
  ck_assert (kerf_write_dicom_series (ct, volume, &series, NULL, NULL));
  g_autoptr (KerfScan) scan = kt_scan (ct);
  ck_assert_str_eq (kerf_verdict_name (kt_series (scan, 0)->verdict), "tilted");
  kt_near (kt_series (scan, 0)->tilt_deg, atan (0.25) * 180 / 3.14159265358979323846, 1e-9);
  near_grid (&kt_series (scan, 0)->grid, &grid, 1e-9);
  kt_remove (folder);
}
END_TEST

static void
same_files (const char *a, const char *b)
{
  g_autofree char *p = NULL, *q = NULL;
  gsize m, n;
  ck_assert (g_file_get_contents (a, &p, &m, NULL) && g_file_get_contents (b, &q, &n, NULL));
  ck_assert_msg (m == n && memcmp (p, q, m) == 0, "'%s' and '%s' differ", a, b);
}

static const float TETRAHEDRON[12] = { 0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 10 };
static const guint32 FACES[12] = { 0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3 };

START_TEST (the_same_arguments_give_the_same_bytes_with_any_number_of_threads)
{
  KerfGrid grid = oblique_grid (150, 140, 90); /* more than three pieces of the compressor */
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 0.5, 5000);
  g_autofree char *folder = kt_folder ();
  g_autofree char *n1 = g_build_filename (folder, "1.nii.gz", NULL),
                  *n2 = g_build_filename (folder, "2.nii.gz", NULL),
                  *d1 = g_build_filename (folder, "d1", NULL), *d2 = g_build_filename (folder, "d2", NULL),
                  *m1 = g_build_filename (folder, "1.3mf", NULL),
                  *m2 = g_build_filename (folder, "2.3mf", NULL);
  KerfContext one = { .threads = 1 }, three = { .threads = 3 };
  ck_assert (kerf_write_nifti (n1, volume, "x", &one, NULL) &&
             kerf_write_nifti (n2, volume, "x", &three, NULL));
  same_files (n1, n2);
  KerfDicomSeries series = phantom_series ();
  ck_assert (kerf_write_dicom_series (d1, volume, &series, &one, NULL) &&
             kerf_write_dicom_series (d2, volume, &series, &three, NULL));
  for (int k = 1; k <= 90; k += 13) {
    g_autofree char *a = g_strdup_printf ("%s/IM%05d.dcm", d1, k),
                    *b = g_strdup_printf ("%s/IM%05d.dcm", d2, k);
    same_files (a, b);
  }
  g_setenv ("TZ", "America/New_York", TRUE);
  ck_assert (kerf_write_3mf (m1, TETRAHEDRON, 4, FACES, 4, kerf_vec3 (1, 2, 3), "g1", NULL, NULL));
  g_setenv ("TZ", "Asia/Tokyo", TRUE);
  ck_assert (kerf_write_3mf (m2, TETRAHEDRON, 4, FACES, 4, kerf_vec3 (1, 2, 3), "g1", NULL, NULL));
  same_files (m1, m2);
  g_autoptr (KerfScan) scan = kt_scan (n1);
  g_autoptr (KerfVolume) back = kerf_series_read (kt_series (scan, 0), NULL, NULL);
  ck_assert (g_bytes_equal (back->bytes, volume->bytes));
  near_grid (&back->grid, &grid, 1e-3);
  kt_remove (folder);
}
END_TEST

START_TEST (a_float_nifti_comes_back_bit_by_bit)
{
  KerfGrid grid = oblique_grid (7, 5, 4);
  gsize n = kerf_grid_voxels (&grid);
  float *voxels = g_new (float, n);
  for (gsize k = 0; k < n; k++)
    voxels[k] = (float) k / 7;
  voxels[3] = NAN;
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, n * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.nii", NULL);
  ck_assert (kerf_write_nifti (path, volume, "text", NULL, NULL));
  g_autoptr (KerfScan) scan = kt_scan (path);
  g_autoptr (KerfVolume) back = kerf_series_read (kt_series (scan, 0), NULL, NULL);
  ck_assert (g_bytes_equal (back->bytes, volume->bytes));
  kt_remove (folder);
}
END_TEST

START_TEST (coverage_comes_back_as_what_is_half_full)
{
  KerfGrid grid = oblique_grid (8, 8, 8);
  guint8 coverage[512];
  for (int k = 0; k < 512; k++)
    coverage[k] = (guint8) (k / 2);
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.nii.gz", NULL);
  ck_assert (kerf_write_nifti_coverage (path, &grid, coverage, NULL, NULL, NULL));
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_int_eq (s->kind, KERF_SERIES_LABELS);
  ck_assert_uint_eq (s->labels->len, 1);
  g_autoptr (GBytes) bytes = kerf_series_read_label (s, 1, NULL, NULL);
  const guint8 *inside = g_bytes_get_data (bytes, NULL);
  for (int k = 0; k < 512; k++)
    ck_assert_int_eq (inside[k], coverage[k] >= 128);
  kt_remove (folder);
}
END_TEST

/* Runs a command; NULL (said aloud) where the program is not installed. */
static char *
output_of (const char *program, const char *arguments, const char *path, const char *rest)
{
  g_autofree char *found = g_find_program_in_path (program), *quoted = g_shell_quote (path), *noise = NULL;
  g_autofree char *command = g_strjoin (" ", program, arguments, quoted, rest, NULL);
  char *out = NULL;
  if (!found) {
    fprintf (stderr, "skipped: no %s here\n", program);
    return NULL;
  }
  ck_assert (g_spawn_command_line_sync (command, &out, &noise, NULL, NULL));
  return out;
}

START_TEST (an_stl_says_its_frame_and_another_program_finds_nothing_to_mend)
{
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.stl", NULL), *data = NULL;
  gsize size;
  ck_assert (kerf_write_stl (path, TETRAHEDRON, 4, FACES, 4, kerf_vec3 (-100, 50, 900), "g1 v1", NULL));
  ck_assert (g_file_get_contents (path, &data, &size, NULL));
  ck_assert_uint_eq (size, 84 + 4 * 50);
  ck_assert (strncmp (data, "solid", 5) != 0);
  ck_assert_ptr_nonnull (strstr (data, "LPS"));
  ck_assert_ptr_nonnull (strstr (data, "mm"));
  ck_assert_ptr_nonnull (strstr (data, "g1 v1"));
  float corner[3];
  memcpy (corner, data + 84 + 12, sizeof corner);
  ck_assert (corner[0] == -100 && corner[1] == 50 && corner[2] == 900);
  g_autofree char *out = output_of ("admesh", "", path, "");
  if (out) {
    ck_assert_msg (g_regex_match_simple ("Total disconnected facets +: +0 +0", out, 0, 0), "%s", out);
    ck_assert_msg (g_regex_match_simple ("Backwards edges +: +0", out, 0, 0), "%s", out);
    ck_assert_msg (g_regex_match_simple ("Facets reversed +: +0", out, 0, 0), "%s", out);
    ck_assert_msg (g_regex_match_simple ("Volume +: +166\\.66", out, 0, 0), "%s", out);
  }
  kt_remove (folder);
}
END_TEST

START_TEST (a_3mf_says_millimetre_its_name_and_its_metadata)
{
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.3mf", NULL);
  const char *const metadata[] = { "Title", "Guide <1>", "plan_hash", "abc", NULL };
  ck_assert (
      kerf_write_3mf (path, TETRAHEDRON, 4, FACES, 4, kerf_vec3 (-100, 50, 900), "g1 \"A\"", metadata, NULL));
  g_autofree char *out = output_of ("unzip", "-p", path, "3D/3dmodel.model");
  if (out) {
    ck_assert_ptr_nonnull (strstr (out, "unit=\"millimeter\""));
    ck_assert_ptr_nonnull (strstr (out, "<metadata name=\"Title\">Guide &lt;1&gt;</metadata>"));
    ck_assert_ptr_nonnull (strstr (out, "<metadata name=\"kerf:plan_hash\">abc</metadata>"));
    ck_assert_ptr_nonnull (strstr (out, "name=\"g1 &quot;A&quot;\""));
    ck_assert_ptr_nonnull (strstr (out, "<vertex x=\"-90\" y=\"50\" z=\"900\"/>"));
  }
  g_autofree char *slicer = output_of ("prusa-slicer", "--info", path, "");
  if (slicer) {
    ck_assert_msg (strstr (slicer, "manifold = yes") != NULL, "%s", slicer);
    ck_assert_msg (strstr (slicer, "volume = 166.66") != NULL, "%s", slicer);
  }
  kt_remove (folder);
}
END_TEST

START_TEST (a_mesh_with_an_index_beyond_its_vertices_is_not_written)
{
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.stl", NULL);
  ck_assert (!kerf_write_stl (path, TETRAHEDRON, 3, FACES, 4, kerf_vec3 (0, 0, 0), NULL, NULL));
  ck_assert (!kerf_write_3mf (path, TETRAHEDRON, 3, FACES, 4, kerf_vec3 (0, 0, 0), NULL, NULL, NULL));
  ck_assert_uint_eq (kt_count_files (folder), 0);
  kt_remove (folder);
}
END_TEST

START_TEST (a_folder_that_cannot_be_written_is_named)
{
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.stl", NULL),
                  *sentence =
                      g_strdup_printf ("'%s' can't be written; choose another folder for the case.", folder);
  KerfGrid grid = kerf_grid_axial (3, 3, 3, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 1, 0);
  KerfDicomSeries series = phantom_series ();
  g_autofree char *ct = g_build_filename (folder, "ct", NULL);
  g_autoptr (GError) first = NULL, second = NULL;
  ck_assert_int_eq (chmod (folder, 0555), 0);
  if (geteuid () == 0 && seteuid (65534) != 0)
    ck_abort_msg ("can't become nobody");
  gboolean stl = kerf_write_stl (path, TETRAHEDRON, 4, FACES, 4, kerf_vec3 (0, 0, 0), NULL, &first);
  gboolean dicom = kerf_write_dicom_series (ct, volume, &series, NULL, &second);
  if (getuid () == 0)
    ck_assert_int_eq (seteuid (0), 0);
  ck_assert (!stl && !dicom);
  ck_assert_str_eq (first->message, sentence);
  ck_assert_str_eq (second->message, sentence);
  ck_assert_str_eq (kerf_error_code_name (first->code), "store.readonly");
  chmod (folder, 0755);
  kt_remove (folder);
}
END_TEST

/* A limit on the size of files answers like a full disk: nothing is left, and an older file stays as it was. */
START_TEST (a_full_disk_leaves_what_was_there)
{
  KerfGrid grid = oblique_grid (64, 64, 16);
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 1, 8000);
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "a.nii", NULL),
                  *ct = g_build_filename (folder, "ct", NULL), *size = g_format_size (352 + 64 * 64 * 16 * 2),
                  *sentence = g_strdup_printf (
                      "The disk of '%s' is full: %s more are needed; nothing was changed, make room "
                      "and try again.",
                      path, size);
  kt_write (folder, "a.nii", "old", 3);
  struct rlimit before, small;
  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (getrlimit (RLIMIT_FSIZE, &before), 0);
  small = before;
  small.rlim_cur = 5000;
  g_autoptr (GError) first = NULL, second = NULL;
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &small), 0);
  KerfDicomSeries series = phantom_series ();
  gboolean nifti = kerf_write_nifti (path, volume, NULL, NULL, &first);
  gboolean dicom = kerf_write_dicom_series (ct, volume, &series, NULL, &second);
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &before), 0);
  ck_assert (!nifti && !dicom);
  ck_assert_str_eq (first->message, sentence);
  ck_assert_str_eq (kerf_error_code_name (second->code), "store.full");
  ck_assert_uint_eq (kt_count_files (folder), 1);
  g_autofree char *old = NULL;
  ck_assert (g_file_get_contents (path, &old, NULL, NULL));
  ck_assert_str_eq (old, "old");
  kt_remove (folder);
}
END_TEST

START_TEST (a_folder_with_files_is_not_overwritten_by_a_series)
{
  KerfGrid grid = kerf_grid_axial (3, 3, 3, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 1, 0);
  g_autofree char *folder = kt_folder (), *ct = g_build_filename (folder, "ct", NULL),
                  *sentence = g_strdup_printf ("'%s' is not empty; choose another folder.", ct);
  KerfDicomSeries series = phantom_series ();
  ck_assert (kerf_write_dicom_series (ct, volume, &series, NULL, NULL));
  g_autoptr (GError) error = NULL;
  ck_assert (!kerf_write_dicom_series (ct, volume, &series, NULL, &error));
  ck_assert_str_eq (error->message, sentence);
  ck_assert_uint_eq (kt_count_files (ct), 3);
  ck_assert_uint_eq (kt_count_files (folder), 1);
  kt_remove (folder);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("writers");
  TCase *t = tcase_create ("writers");
  tcase_add_test (t, a_dicom_series_comes_back_as_it_was);
  tcase_add_test (t, a_float_volume_as_dicom_keeps_its_values_to_a_step_of_its_range);
  tcase_add_test (t, a_tilted_stack_comes_back_tilted);
  tcase_add_test (t, the_same_arguments_give_the_same_bytes_with_any_number_of_threads);
  tcase_add_test (t, a_float_nifti_comes_back_bit_by_bit);
  tcase_add_test (t, coverage_comes_back_as_what_is_half_full);
  tcase_add_test (t, an_stl_says_its_frame_and_another_program_finds_nothing_to_mend);
  tcase_add_test (t, a_3mf_says_millimetre_its_name_and_its_metadata);
  tcase_add_test (t, a_mesh_with_an_index_beyond_its_vertices_is_not_written);
  tcase_add_test (t, a_folder_that_cannot_be_written_is_named);
  tcase_add_test (t, a_full_disk_leaves_what_was_there);
  tcase_add_test (t, a_folder_with_files_is_not_overwritten_by_a_series);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
