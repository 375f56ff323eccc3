/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as files: what their footer says and their chunks hold, and what they keep to themselves. */
#include "../kerf-check.h"
#include "report/picture.h"

#include <string.h>

#define CANARY "Zzyzx"

/* A CT of a few voxels and its patient, both by name, or by another. */
static KerfCase *
case_of (const char *name, gboolean study)
{
  g_autoptr (KerfBlobs) blobs = kerf_blobs_memory_new ();
  g_autoptr (KerfCase) empty = kerf_case_new ("uuid", blobs);
  KerfJson *record = kerf_json_object (), *patient = kerf_json_object (),
           *volume_record = kerf_json_object ();
  kerf_json_set_string (patient, "name", name);
  kerf_json_set_string (patient, "id", name);
  kerf_json_set_string (patient, "birth_date", "19620417");
  kerf_json_set (record, "patient", patient);
  kerf_json_set_string (record, "bone", "Sacrum");
  kerf_json_set_string (record, "side", "left");
  if (study)
    kerf_json_set_string (record, "study_id", "SUB-001");
  g_autoptr (KerfObject) subject = kerf_object_new ((KerfId){ KERF_KIND_SUBJECT, 1 }, record);
  KerfGrid grid = kerf_grid_axial (9, 9, 9, kerf_vec3 (5, 5, 5), kerf_vec3 (-20, -20, -20));
  gint16 *voxels = g_new0 (gint16, 729);
  for (int i = 0; i < 729; i++)
    voxels[i] = (gint16) (i % 9 * 200);
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, 1458);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  kerf_json_set_string (volume_record, "role", "ct");
  kerf_json_set_string (volume_record, "name", name);
  g_autoptr (KerfObject) image =
      kerf_object_new_volume ((KerfId){ KERF_KIND_VOLUME, 1 }, volume_record, volume);
  g_autoptr (KerfCase) with_subject = kerf_case_with (empty, subject);
  return kerf_case_with (with_subject, image);
}

static GBytes *
picture_of (const KerfCase *kase, gboolean patient_text, double dpi, int width, int height)
{
  GError *error = NULL;
  KerfContext context = { 0 };
  KerfHash revision = kerf_hash_bytes ("revision", 8);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->patient_text = patient_text;
  state->crosshair = kerf_vec3 (0, 0, 0);
  KerfPictureFile file = { KERF_VIEW_AXIAL, width, height, dpi, &revision };
  GBytes *png = kerf_picture_file (kase, state, &file, &context, &error);
  kt_no_error (error);
  return png;
}

/* ---- PNG ---- */

static guint32
u32 (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

/* The first chunk of a type, or the text with this key; its length by `n`. NULL: there is none. */
static const guint8 *
chunk_of (GBytes *png, const char *type, const char *key, guint32 *n)
{
  gsize size, at = 8;
  const guint8 *data = g_bytes_get_data (png, &size);
  for (; at + 12 <= size; at += 12 + u32 (data + at)) {
    *n = u32 (data + at);
    if (memcmp (data + at + 4, type, 4) == 0 &&
        (!key || strncmp ((const char *) data + at + 8, key, strlen (key) + 1) == 0))
      return data + at + 8;
  }
  return NULL;
}

typedef struct {
  const guint8 *at;
  gsize left;
} Reader;

static cairo_status_t
read_some (void *closure, unsigned char *to, unsigned int n)
{
  Reader *reader = closure;
  if (n > reader->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (to, reader->at, n);
  reader->at += n;
  reader->left -= n;
  return CAIRO_STATUS_SUCCESS;
}

/* libpng checks every chunk's sum as it reads. */
static cairo_surface_t *
pixels_of (GBytes *png)
{
  Reader reader;
  reader.at = g_bytes_get_data (png, &reader.left);
  cairo_surface_t *surface = cairo_image_surface_create_from_png_stream (read_some, &reader);
  ck_assert_int_eq (cairo_surface_status (surface), CAIRO_STATUS_SUCCESS);
  return surface;
}

/* Rows [from, to) are the same. */
static gboolean
same_rows (GBytes *a, GBytes *b, int from, int to)
{
  cairo_surface_t *x = pixels_of (a), *y = pixels_of (b);
  int stride = cairo_image_surface_get_stride (x);
  gboolean same =
      memcmp (cairo_image_surface_get_data (x) + from * stride,
              cairo_image_surface_get_data (y) + from * stride, (gsize) ((to - from) * stride)) == 0;
  cairo_surface_destroy (x);
  cairo_surface_destroy (y);
  return same;
}

static gboolean
holds (GBytes *bytes, const char *word)
{
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);
  return memmem (data, n, word, strlen (word)) != NULL;
}

/* ---- tests ---- */

START_TEST (the_footer_says_whose_it_is_or_not)
{
  g_autoptr (KerfCase) kase = case_of (CANARY, FALSE), study = case_of (CANARY, TRUE);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->patient_text = TRUE;
  g_autofree char *named = kerf_picture_footer (kase, state);
  ck_assert (strstr (named, CANARY) && strstr (named, "19620417"));
  state->patient_text = FALSE;
  g_autofree char *hidden = kerf_picture_footer (kase, state), *by_study = kerf_picture_footer (study, state);
  ck_assert (g_str_has_prefix (hidden, "Patient text hidden · Sacrum · LEFT · case "));
  ck_assert (g_str_has_prefix (by_study, "SUB-001 · Sacrum · LEFT · case "));
  ck_assert (g_str_has_suffix (hidden, "For research, not for clinical use"));
  ck_assert (!strstr (hidden, CANARY) && !strstr (hidden, "1962"));
  ck_assert (!strstr (by_study, CANARY) && !strstr (by_study, "1962"));
}
END_TEST

START_TEST (chunks_say_how_large_it_is_and_how_it_was_made)
{
  g_autoptr (KerfCase) kase = case_of (CANARY, FALSE);
  guint32 n;
  g_autoptr (GBytes) png = picture_of (kase, FALSE, 300, 900, 700),
                     again = picture_of (kase, FALSE, 300, 900, 700);
  ck_assert (g_bytes_equal (png, again));
  const guint8 *head = chunk_of (png, "IHDR", NULL, &n);
  ck_assert_uint_eq (u32 (head), 900);
  ck_assert_uint_eq (u32 (head + 4), 700);
  ck_assert_ptr_nonnull (chunk_of (png, "sRGB", NULL, &n));
  const guint8 *physical = chunk_of (png, "pHYs", NULL, &n);
  ck_assert_uint_eq (u32 (physical), 11811); /* dots a metre */
  ck_assert_uint_eq (u32 (physical + 4), 11811);
  ck_assert_uint_eq (physical[8], 1);
  KerfHash root = kerf_case_root (kase), revision = kerf_hash_bytes ("revision", 8);
  g_autofree char *root_hex = kerf_hash_to_hex (&root), *revision_hex = kerf_hash_to_hex (&revision);
  const guint8 *text = chunk_of (png, "tEXt", "Kerf-Case", &n);
  ck_assert_mem_eq (text + 10, root_hex, 64);
  text = chunk_of (png, "tEXt", "Kerf-Revision", &n);
  ck_assert_mem_eq (text + 14, revision_hex, 64);
  text = chunk_of (png, "tEXt", "Kerf-Views", &n);
  g_autofree char *views = g_strndup ((const char *) text + 11, n - 11);
  g_autoptr (KerfJson) json = kerf_json_parse (views, -1, "views", NULL);
  ck_assert_ptr_nonnull (json);
  const KerfJson *axial = kerf_json_at (json, 0);
  double right[3];
  ck_assert (kerf_json_get_reals (axial, "right", right, 3));
  kt_near (right[0], 1, 0);
  /* 45 mm fit the lower of the two sides, which is what a footer of some lines left of 700 px. */
  double mm_per_px = kerf_json_get_real (axial, "mm_per_px", 0);
  ck_assert (mm_per_px > 45.0 / 700 && mm_per_px < 45.0 / 450);
}
END_TEST

START_TEST (without_the_tick_nothing_of_the_patient_is_in_it)
{
  g_autoptr (KerfCase) one = case_of (CANARY, FALSE), other = case_of ("Quux", FALSE);
  g_autoptr (GBytes) a = picture_of (one, FALSE, 96, 500, 400), b = picture_of (other, FALSE, 96, 500, 400),
                     named = picture_of (one, TRUE, 96, 500, 400);
  ck_assert (!holds (a, CANARY) && !holds (a, "1962"));
  /* The picture itself is the same whoever it is of: the image's name is left out too. */
  ck_assert (same_rows (a, b, 0, 370));
  ck_assert (!same_rows (a, named, 0, 370));
  ck_assert (!same_rows (a, named, 370, 400));
}
END_TEST

START_TEST (a_footer_too_large_for_its_picture_is_refused)
{
  g_autoptr (KerfCase) kase = case_of (CANARY, FALSE);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  g_autoptr (GError) error = NULL;
  KerfContext context = { 0 };
  KerfPictureFile file = { KERF_VIEW_AXIAL, 200, 200, 1200, NULL };
  ck_assert_ptr_null (kerf_picture_file (kase, state, &file, &context, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "fewer dpi"));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("picture");
  TCase *tcase = tcase_create ("picture");
  tcase_set_timeout (tcase, 60);
  tcase_add_test (tcase, the_footer_says_whose_it_is_or_not);
  tcase_add_test (tcase, chunks_say_how_large_it_is_and_how_it_was_made);
  tcase_add_test (tcase, without_the_tick_nothing_of_the_patient_is_in_it);
  tcase_add_test (tcase, a_footer_too_large_for_its_picture_is_refused);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
