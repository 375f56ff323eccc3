/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file can do to its decoder, and what it can't do to us. */
#include "base/memory.h"
#include "io-check.h"
#include "io/room/guard.h"
#include "io/room/values.h"
#include "phantom.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#else
#define WITH_SANITIZER 0
#endif

/* A series of 5 slices, and a file beside it whose preamble tells the decoder what to do. */
static char *
folder_with_trap (const char *words)
{
  char *folder = kt_folder ();
  g_autofree char *inside = g_build_filename (folder, "ct", NULL);
  KerfGrid grid = kerf_grid_axial (8, 6, 5, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 1, 0);
  KerfDicomSeries series = phantom_series ();
  g_autoptr (GError) error = NULL;
  kerf_write_dicom_series (inside, volume, &series, NULL, &error);
  kt_no_error (error);
  char bytes[132] = "TRAP";
  g_strlcpy (bytes + 4, words, 100);
  memcpy (bytes + 128, "DICM", 4);
  kt_write (folder, "trap.dcm", bytes, sizeof bytes);
  return folder;
}

/* The file is named with the reason, and the series is read all the same. */
static void
only_the_file_is_lost (const char *words, const char *sentence)
{
  g_autofree char *folder = folder_with_trap (words);
  g_autoptr (KerfScan) scan = kt_scan (folder);
  ck_assert_uint_eq (scan->series->len, 1);
  kt_has_finding (scan->findings, "import.decoder-died", sentence);
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfVolume) read = kerf_series_read (kt_series (scan, 0), NULL, &error);
  kt_no_error (error);
  ck_assert_int_eq (read->grid.n[2], 5);
  kt_remove (folder);
}

START_TEST (a_file_that_kills_the_decoder_is_left_out)
{
  only_the_file_is_lost ("DIE", WITH_SANITIZER
                                    ? NULL
                                    : "Reading 'trap.dcm' stopped the decoder (it was ended by signal 11); "
                                      "it was left out and the others were read.");
}
END_TEST

START_TEST (a_file_that_never_ends_is_left_out)
{
  only_the_file_is_lost ("LOOP",
                         "Reading 'trap.dcm' stopped the decoder (it took too long); it was left out and "
                         "the others were read.");
}
END_TEST

START_TEST (a_file_that_eats_memory_is_left_out)
{
  if (!WITH_SANITIZER) /* there the limit is not set */
    only_the_file_is_lost ("EAT",
                           "Reading 'trap.dcm' stopped the decoder (it gave up, perhaps for want of memory); "
                           "it was left out and the others were read.");
}
END_TEST

START_TEST (an_answer_that_makes_no_sense_is_no_answer)
{
  only_the_file_is_lost ("LIE",
                         "Reading 'trap.dcm' stopped the decoder (its answer makes no sense); it was left "
                         "out and the others were read.");
}
END_TEST

/* No socket, no program, no file to write: else the decoder ends by SIGUSR1 and import.decoder-died is said. */
START_TEST (the_doors_are_shut)
{
  if (WITH_SANITIZER)
    return;
  g_autofree char *folder = folder_with_trap ("DOORS");
  g_autoptr (KerfScan) scan = kt_scan (folder);
  for (guint k = 0; k < scan->findings->len; k++)
    ck_assert_str_ne (kerf_error_code_name ((int) ((KerfFinding *) scan->findings->pdata[k])->code),
                      "import.decoder-died");
  kt_has_finding (scan->findings, "import.truncated", NULL);
  kt_remove (folder);
}
END_TEST

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (200000);
  g_atomic_int_set ((gint *) data, 1);
  return NULL;
}

START_TEST (waiting_for_a_decoder_can_be_cancelled)
{
  g_autofree char *folder = folder_with_trap ("WAIT");
  gint cancel = 0;
  KerfContext context = { .threads = 2, .cancel = &cancel };
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, &cancel);
  gint64 begin = g_get_monotonic_time ();
  KerfScan *scan = kerf_scan ((const char *const[]){ folder, NULL }, &context, &error);
  ck_assert_ptr_null (scan);
  ck_assert (g_error_matches (error, KERF_ERROR, KERF_ERROR_CANCELLED));
  ck_assert (g_get_monotonic_time () - begin <
             5 * G_USEC_PER_SEC); /* a decoder may be silent for two minutes */
  g_thread_join (thread);
  kt_remove (folder);
}
END_TEST

/* ---- wire ---- */

static KerfDicomHeader *
some_header (void)
{
  KerfDicomHeader *h = kerf_dicom_header_new ("/a/b", 4711);
  for (int k = 0; k < KERF_DICOM_N_TEXTS; k++) {
    g_free (h->text[k]);
    h->text[k] = g_strdup_printf ("text %d Ä", k);
  }
  h->rows = 300;
  h->columns = 200;
  h->samples = 1;
  h->bits_allocated = 16;
  h->bits_stored = 12;
  h->high_bit = 11;
  h->is_signed = h->is_big_endian = TRUE;
  h->pixels_at = 1234;
  h->projection_tag = "ImagerPixelSpacing";
  h->n_frames = 3;
  h->frames = g_new0 (KerfDicomFrame, 3);
  for (guint k = 0; k < 3; k++) {
    h->frames[k].position[2] = 0.1 * k;
    h->frames[k].slope = 1.5;
    h->frames[k].image_type = g_strdup ("A\\B");
    h->frames[k].instance = (gint32) k;
  }
  return h;
}

START_TEST (a_header_comes_off_the_wire_as_it_went_on)
{
  g_autoptr (KerfDicomHeader) sent = some_header ();
  g_autoptr (KerfDicomHeader) got = NULL;
  g_auto (KerfWire) out = { 0 };
  g_auto (KerfWire) again = { 0 };
  KerfWire in;
  kerf_wire_write (&out);
  kerf_wire_header (&out, &sent);
  kerf_wire_read (&in, out.out->data, out.out->len);
  kerf_wire_header (&in, &got);
  ck_assert (kerf_wire_ended (&in));
  kerf_wire_write (&again);
  kerf_wire_header (&again, &got);
  ck_assert_uint_eq (out.out->len, again.out->len);
  ck_assert_mem_eq (out.out->data, again.out->data, out.out->len);
  ck_assert_str_eq (got->projection_tag, "ImagerPixelSpacing");
  ck_assert_ptr_null (got->fault);
}
END_TEST

/* Whatever a taken-over decoder answers gives a header that can be used, or none; never more memory than bytes. */
START_TEST (any_bytes_off_the_wire_make_no_harm)
{
  g_autoptr (KerfDicomHeader) sent = some_header ();
  g_auto (KerfWire) out = { 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint refused = 0;
  kerf_wire_write (&out);
  kerf_wire_header (&out, &sent);
  for (guint round = 0; round < 20000; round++) {
    g_autofree guint8 *bytes = g_memdup2 (out.out->data, out.out->len);
    gsize size = round % 4 ? out.out->len : (gsize) g_rand_int_range (rand, 0, (gint32) out.out->len);
    for (guint k = 0; k < 1 + round % 5; k++)
      bytes[g_rand_int_range (rand, 0, (gint32) out.out->len)] = (guint8) g_rand_int (rand);
    g_autoptr (KerfDicomHeader) got = NULL;
    KerfWire in;
    kerf_wire_read (&in, bytes, size);
    kerf_wire_header (&in, &got);
    refused += !kerf_wire_ended (&in);
    ck_assert_uint_le (got->n_frames, out.out->len);
    if (!got->fault && !got->truncated_need && got->kind == KERF_DICOM_IMAGE)
      ck_assert (got->bits_stored >= 1 && got->bits_stored <= 16 && got->high_bit < 16 && got->rows > 0);
    for (int k = 0; k < KERF_DICOM_N_TEXTS; k++)
      ck_assert (g_utf8_validate (got->text[k], -1, NULL));
  }
  ck_assert_uint_gt (refused, 4000);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("room");
  TCase *t = tcase_create ("room");
  tcase_add_test (t, a_file_that_kills_the_decoder_is_left_out);
  tcase_add_test (t, a_file_that_never_ends_is_left_out);
  tcase_add_test (t, a_file_that_eats_memory_is_left_out);
  tcase_add_test (t, an_answer_that_makes_no_sense_is_no_answer);
  tcase_add_test (t, the_doors_are_shut);
  tcase_add_test (t, waiting_for_a_decoder_can_be_cancelled);
  tcase_add_test (t, a_header_comes_off_the_wire_as_it_went_on);
  tcase_add_test (t, any_bytes_off_the_wire_make_no_harm);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
