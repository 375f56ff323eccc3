/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How series are made and judged, on headers that are made here: no file is opened. */
#include "io-check.h"

static void
set (KerfDicomHeader *h, KerfDicomText key, const char *value)
{
  g_free (h->text[key]);
  h->text[key] = g_strdup (value);
}

/* An axial CT slice at z, 10 × 8 pixels of 0.7 mm (rows) and 0.5 mm (columns), 1 mm thick. */
static KerfDicomHeader *
slice_at (const char *name, double z)
{
  KerfDicomHeader *h = g_new0 (KerfDicomHeader, 1);
  g_atomic_ref_count_init (&h->count);
  h->path = g_strconcat ("/x/", name, NULL);
  h->file_size = 10000;
  for (int k = 0; k < KERF_DICOM_N_TEXTS; k++)
    h->text[k] = g_strdup ("");
  set (h, KERF_DICOM_MODALITY, "CT");
  set (h, KERF_DICOM_SERIES_UID, "1.2");
  set (h, KERF_DICOM_FRAME_UID, "1.3");
  set (h, KERF_DICOM_SOP_UID, name);
  set (h, KERF_DICOM_SERIES_DESCRIPTION, "Thin");
  set (h, KERF_DICOM_PHOTOMETRIC, "MONOCHROME2");
  h->rows = 8;
  h->columns = 10;
  h->samples = 1;
  h->bits_allocated = h->bits_stored = 16;
  h->high_bit = 15;
  h->window_centre = h->window_width = h->lossy_ratio = (double) NAN;
  h->n_frames = 1;
  h->frames = g_new0 (KerfDicomFrame, 1);
  *h->frames = (KerfDicomFrame){ .has_position = TRUE,
                                 .has_orientation = TRUE,
                                 .has_spacing = TRUE,
                                 .position = { -5, -4, z },
                                 .orientation = { 1, 0, 0, 0, 1, 0 },
                                 .spacing = { 0.7, 0.5 },
                                 .slope = 1,
                                 .thickness_mm = 1,
                                 .echo_ms = (double) NAN,
                                 .b_value = (double) NAN,
                                 .temporal = -1,
                                 .acquisition = -1,
                                 .instance = -1,
                                 .image_type = g_strdup ("") };
  return h;
}

typedef struct {
  GPtrArray *headers, *findings, *series;
} Made;

static Made
begin (void)
{
  return (Made){ g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_dicom_header_unref),
                 g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_finding_free), NULL };
}

static KerfDicomHeader *
add (Made *made, double z)
{
  g_autofree char *name = g_strdup_printf ("f%03u.dcm", made->headers->len);
  KerfDicomHeader *h = slice_at (name, z);
  g_ptr_array_add (made->headers, h);
  return h;
}

/* Pixels are the same where the sizes of the files are. */
static gboolean
hash_by_size (const KerfDicomHeader *header, G_GNUC_UNUSED guint frame, KerfHash *hash,
              G_GNUC_UNUSED gpointer data)
{
  *hash = kerf_hash_bytes (&header->file_size, sizeof header->file_size);
  return TRUE;
}

static KerfSeries *
make (Made *made)
{
  made->series = kerf_series_from_headers (made->headers, hash_by_size, NULL, made->findings);
  kerf_series_order (made->series);
  ck_assert_uint_ge (made->series->len, 1);
  return made->series->pdata[0];
}

static void
end (Made *made)
{
  g_ptr_array_unref (made->headers);
  g_ptr_array_unref (made->findings);
  g_ptr_array_unref (made->series);
}

static void
has (const KerfSeries *s, const char *verdict, const char *code, const char *sentence)
{
  ck_assert_str_eq (kerf_verdict_name (s->verdict), verdict);
  if (code)
    kt_has_finding (s->findings, code, sentence);
}

START_TEST (a_stack_is_sorted_by_position_whatever_the_order_of_the_files)
{
  Made made = begin ();
  for (int k = 0; k < 5; k++)
    add (&made, 10 + 1.25 * ((k * 3) % 5));
  KerfSeries *s = make (&made);
  has (s, "regular", NULL, NULL);
  ck_assert_uint_eq (s->findings->len, 0);
  ck_assert_str_eq (s->label, "Thin");
  KerfVec3 h = kerf_grid_spacing (&s->grid), p = kerf_grid_point (&s->grid, 2, 3, 4);
  kt_near (h.x, 0.5, 1e-12); /* column spacing is the second of PixelSpacing */
  kt_near (h.y, 0.7, 1e-12);
  kt_near (h.z, 1.25, 1e-12);
  kt_near (p.x, -5 + 1, 1e-12);
  kt_near (p.y, -4 + 2.1, 1e-12);
  kt_near (p.z, 15, 1e-12);
  end (&made);
}
END_TEST

START_TEST (a_window_is_the_series_own_where_all_slices_share_it)
{
  for (int differs = 0; differs < 2; differs++) {
    Made made = begin ();
    for (int k = 0; k < 5; k++) {
      KerfDicomHeader *h = add (&made, k);
      h->window_centre = 300 + (differs && k == 3 ? 20 : 0);
      h->window_width = 700;
    }
    KerfSeries *s = make (&made);
    if (differs) {
      ck_assert (isnan (s->window_centre) && isnan (s->window_width));
    } else {
      kt_near (s->window_centre, 300, 0);
      kt_near (s->window_width, 700, 0);
    }
    end (&made);
  }
}
END_TEST

START_TEST (the_step_comes_from_positions_never_from_thickness)
{
  Made made = begin ();
  for (int k = 0; k < 4; k++)
    add (&made, 0.8 * k)->frames->thickness_mm = 2;
  KerfSeries *s = make (&made);
  kt_near (kerf_grid_spacing (&s->grid).z, 0.8, 1e-12);
  has (s, "regular", "import.interpolated",
       "Slices of 'Thin' overlap (2 mm every 0.8 mm); they count as 2 mm.");
  has (s, "regular", "import.thick",
       "Slices of 'Thin' are 2 mm thick, guides want 1.25 mm or less; ask for a thin reconstruction.");
  end (&made);
}
END_TEST

/* Half a percent of the step, or a hundredth of a millimetre. */
START_TEST (steps_may_differ_by_the_stated_tolerance_and_no_more)
{
  const struct {
    double off;
    const char *verdict;
  } rows[] = { { 0.009, "regular" }, { 0.011, "uneven" } };
  for (int row = 0; row < 2; row++) {
    Made made = begin ();
    for (int k = 0; k < 6; k++)
      add (&made, k == 3 ? 3 + rows[row].off : k);
    has (make (&made), rows[row].verdict, NULL, NULL);
    end (&made);
  }
}
END_TEST

START_TEST (uneven_steps_are_said_with_their_range)
{
  Made made = begin ();
  const double z[] = { 0, 1, 2, 3.5, 5, 6 };
  for (int k = 0; k < 6; k++)
    add (&made, z[k]);
  has (make (&made), "uneven", "import.uneven",
       "Series 'Thin' has slices 1 mm to 1.5 mm apart; resample it to use it for margins.");
  end (&made);
}
END_TEST

START_TEST (each_gap_is_said_with_its_place)
{
  Made made = begin ();
  const double z[] = { 0, 1, 3, 4, 5, 8, 9 };
  for (int k = 0; k < 7; k++)
    add (&made, z[k]);
  KerfSeries *s = make (&made);
  has (
      s, "gap", "import.gap",
      "Series 'Thin' misses 1 slices between 1 mm and 3 mm; send it again, or accept the gap with a reason, until then "
      "no margin is computed there.");
  has (
      s, "gap", "import.gap",
      "Series 'Thin' misses 2 slices between 5 mm and 8 mm; send it again, or accept the gap with a reason, until then "
      "no margin is computed there.");
  ck_assert_int_eq (s->grid.n[2], 10);
  ck_assert_uint_eq (s->missing->len, 3);
  ck_assert_int_eq (g_array_index (s->missing, gint32, 0), 2);
  ck_assert_int_eq (g_array_index (s->missing, gint32, 2), 7);
  end (&made);
}
END_TEST

/* domain §5.2: step (0, −2.5 tan 12°, 2.5) → 12°, 2.5 mm along the normal. */
START_TEST (tilt_comes_from_positions)
{
  Made made = begin ();
  for (int k = 0; k < 4; k++) {
    KerfDicomHeader *h = add (&made, 2.5 * k);
    h->frames->position[1] -= 2.5 * k * tan (12 * 3.14159265358979323846 / 180);
  }
  KerfSeries *s = make (&made);
  has (s, "tilted", "import.tilt",
       "Series 'Thin' is tilted by 12° by its positions (header: none); resample it to use it for margins.");
  kt_near (s->tilt_deg, 12, 1e-9);
  KerfVec3 last = kerf_grid_point (&s->grid, 0, 0, 3);
  kt_near (last.y, -4 - 7.5 * tan (12 * 3.14159265358979323846 / 180), 1e-9);
  kt_near (last.z, 7.5, 1e-12);
  KerfVec3 back = kerf_grid_index (&s->grid, last);
  kt_near (back.y, 0, 1e-9);
  kt_near (back.z, 3, 1e-9);
  end (&made);
}
END_TEST

START_TEST (positions_off_their_line_are_no_regular_stack)
{
  Made made = begin ();
  for (int k = 0; k < 5; k++)
    add (&made, k)->frames->position[0] += k == 2 ? 0.5 : 0;
  has (make (&made), "uneven", "import.uneven", NULL);
  end (&made);
}
END_TEST

START_TEST (the_same_slice_twice_is_taken_once)
{
  Made made = begin ();
  for (int k = 0; k < 5; k++)
    add (&made, k);
  add (&made, 2);
  add (&made, 4);
  KerfSeries *s = make (&made);
  has (s, "regular", "import.duplicate",
       "Series 'Thin' has 2 slices twice at the same place with the same pixels; one of each was taken.");
  ck_assert_int_eq (s->grid.n[2], 5);
  end (&made);
}
END_TEST

START_TEST (two_different_slices_at_one_place_are_refused)
{
  Made made = begin ();
  for (int k = 0; k < 5; k++)
    add (&made, 100 + k);
  add (&made, 103)->file_size = 10001; /* other pixels, and nothing that tells whole volumes apart */
  KerfSeries *s = make (&made);
  has (s, "refused", "import.duplicate-differ",
       "Series 'Thin' has two different slices at 103 mm; choose one of them in the list.");
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_series_read (s, NULL, &error));
  ck_assert_str_eq (error->message,
                    "Series 'Thin' has two different slices at 103 mm; choose one of them in the list.");
  end (&made);
}
END_TEST

START_TEST (echoes_of_one_series_become_volumes)
{
  Made made = begin ();
  for (int k = 0; k < 8; k++) {
    KerfDicomHeader *h = add (&made, k / 2);
    set (h, KERF_DICOM_MODALITY, "MR");
    h->frames->echo_ms = k % 2 ? 4.8 : 2.4;
    h->file_size = 10000 + (guint) k;
  }
  KerfSeries *s = make (&made);
  ck_assert_uint_eq (made.series->len, 2);
  has (s, "regular", "import.split",
       "Series 'Thin' holds 2 volumes (by echo time); they are listed one by one.");
  ck_assert_str_eq (s->label, "Thin (echo 2.4 ms)");
  ck_assert_str_eq (((KerfSeries *) made.series->pdata[1])->label, "Thin (echo 4.8 ms)");
  end (&made);
}
END_TEST

START_TEST (turned_slices_are_split_off)
{
  Made made = begin ();
  for (int k = 0; k < 5; k++)
    add (&made, k);
  for (int k = 0; k < 2; k++) {
    KerfDicomHeader *h = add (&made, 50);
    h->frames->orientation[4] = 0;
    h->frames->orientation[5] = -1;
    h->frames->position[1] += k;
  }
  KerfSeries *s = make (&made);
  ck_assert_uint_eq (made.series->len, 2);
  has (s, "regular", "import.odd-frame",
       "Series 'Thin' has 2 slices of another orientation; they were split off as 'Thin, part 2'.");
  has (made.series->pdata[1], "refused", "import.few-slices",
       "Series 'Thin, part 2' has 2 slices; a volume needs at least 3.");
  end (&made);
}
END_TEST

START_TEST (axes_that_are_none_are_refused)
{
  Made made = begin ();
  for (int k = 0; k < 3; k++)
    add (&made, k)->frames->orientation[3] = 0.01; /* 0.57° off a right angle */
  has (make (&made), "refused", "import.not-orthogonal",
       "The axes in 'f000.dcm' are 0.57° off a right angle; Kerf reads orthogonal grids only.");
  end (&made);
}
END_TEST

START_TEST (absurd_spacing_is_refused)
{
  Made made = begin ();
  for (int k = 0; k < 3; k++)
    add (&made, k)->frames->spacing[0] = 0.01;
  has (make (&made), "refused", "import.spacing",
       "'f000.dcm' gives a spacing of 0.0100\u202fmm; it must lie between 0.05 mm and 20 mm.");
  end (&made);
}
END_TEST

/* What is refused whole: one change to the headers, the sentence. */
typedef struct {
  const char *code, *sentence;
  void (*change) (KerfDicomHeader *h);
} Refusal;

static void
make_colour (KerfDicomHeader *h)
{
  h->is_colour = TRUE;
}

static void
make_capture (KerfDicomHeader *h)
{
  set (h, KERF_DICOM_SOP_CLASS, "1.2.840.10008.5.1.4.1.1.7");
  h->frames->has_position = FALSE;
}

static void
make_ultrasound (KerfDicomHeader *h)
{
  set (h, KERF_DICOM_MODALITY, "US");
}

static void
make_localiser (KerfDicomHeader *h)
{
  set (h, KERF_DICOM_IMAGE_TYPE, "ORIGINAL\\PRIMARY\\LOCALIZER");
}

static void
make_placeless (KerfDicomHeader *h)
{
  h->frames->has_position = FALSE;
}

static void
make_projection (KerfDicomHeader *h)
{
  h->frames->has_spacing = FALSE;
  h->projection_tag = "ImagerPixelSpacing";
}

static void
make_unknown_codec (KerfDicomHeader *h)
{
  h->codec = g_strdup ("MPEG2 Main Profile");
}

static void
make_wide (KerfDicomHeader *h)
{
  h->bits_allocated = 32;
  h->fault = g_strdup ("32 bits a sample");
  h->is_foreign = TRUE;
}

static const Refusal REFUSALS[] = {
  { "import.colour", "Series 'Thin' is a colour picture, not a measurement; it was left out.", make_colour },
  { "import.secondary",
    "Series 'Thin' is a screen picture (secondary capture) without positions; ask for the original series.",
    make_capture },
  { "import.modality", "Series 'Thin' is of modality US, which Kerf does not plan on; it was left out.",
    make_ultrasound },
  { "import.localiser", "Series 'Thin' is a localiser of 3 slices; it was left out.", make_localiser },
  { "import.no-geometry",
    "'f000.dcm' says neither where nor how its slices lie; export it with Image Position and Image Orientation.",
    make_placeless },
  { "import.projection",
    "'Thin' gives pixel sizes of a projection (ImagerPixelSpacing) only; it can't be measured in 3-D.",
    make_projection },
  { "import.codec",
    "'f000.dcm' is compressed as MPEG2 Main Profile, which Kerf can't read; export the series uncompressed or as JPEG "
    "lossless.",
    make_unknown_codec },
  { "import.no-pixels", "'f000.dcm' holds no usable pixels (32 bits a sample); it was left out.", make_wide },
};

START_TEST (what_is_no_volume_is_refused_with_its_reason)
{
  Made made = begin ();
  for (int k = 0; k < 3; k++)
    REFUSALS[_i].change (add (&made, k));
  KerfSeries *s = make (&made);
  ck_assert_uint_eq (made.series->len, 1);
  has (s, "refused", REFUSALS[_i].code, REFUSALS[_i].sentence);
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_series_read (s, NULL, &error));
  ck_assert_str_eq (error->message, REFUSALS[_i].sentence);
  end (&made);
}
END_TEST

START_TEST (one_slice_is_no_volume)
{
  Made made = begin ();
  add (&made, 0);
  has (make (&made), "refused", "import.one-slice",
       "Series 'Thin' has a single slice; a volume needs at least 3.");
  end (&made);
}
END_TEST

START_TEST (a_cut_file_stops_its_series)
{
  Made made = begin ();
  for (int k = 0; k < 5; k++)
    add (&made, k);
  ((KerfDicomHeader *) made.headers->pdata[4])->truncated_need =
      12345; /* the last slice: no gap would be seen */
  KerfSeries *s = make (&made);
  has (s, "refused", "import.truncated-series",
       "Series 'Thin' has 1 damaged files of 5, first 'f004.dcm'; copy the series again from its source.");
  kt_has_finding (made.findings, "import.truncated",
                  "'f004.dcm' ends after 10000 of 12345 bytes; copy it again from its source.");
  end (&made);
}
END_TEST

START_TEST (what_else_is_to_be_known_is_found)
{
  Made made = begin ();
  for (int k = 0; k < 3; k++) {
    KerfDicomHeader *h = add (&made, k);
    h->frames->slope = 1 + k;
    set (h, KERF_DICOM_LOSSY, "01");
    h->lossy_ratio = 12.5;
    set (h, KERF_DICOM_BURNED_IN, "YES");
    set (h, KERF_DICOM_SERIES_DESCRIPTION, "ZTE pseudo-CT");
  }
  KerfSeries *s = make (&made);
  has (s, "regular", "import.rescale-varies",
       "'ZTE pseudo-CT' changes its rescale from slice to slice; each slice was read with its own.");
  has (s, "regular", "import.lossy",
       "'ZTE pseudo-CT' was compressed with loss (12.5 : 1); thresholds and margins may shift.");
  has (s, "regular", "import.burned-in",
       "'ZTE pseudo-CT' may have text burned into the pixels; look before you share pictures.");
  has (s, "regular", "import.synthetic",
       "'ZTE pseudo-CT' looks like a pseudo-CT (PSEUDO); confirm its role.");
  ck_assert_str_eq (s->role, "pseudo-ct");
  end (&made);
}
END_TEST

START_TEST (roles_are_proposed_from_words_never_from_parts_of_words)
{
  const struct {
    const char *description, *modality, *role;
  } rows[] = { { "Becken 1 mm", "CT", "ct" },       { "post-op CT", "CT", "post-op-ct" },
               { "CT postop", "CT", "post-op-ct" }, { "T1 post contrast", "MR", "mr" },
               { "DISCTEST", "CT", "ct" },          { "sCT pelvis", "CT", "pseudo-ct" },
               { "BoneMRI", "CT", "pseudo-ct" },    { "MRCAT Pelvis", "CT", "pseudo-ct" } };
  for (gsize r = 0; r < G_N_ELEMENTS (rows); r++) {
    Made made = begin ();
    for (int k = 0; k < 3; k++) {
      KerfDicomHeader *h = add (&made, k);
      set (h, KERF_DICOM_SERIES_DESCRIPTION, rows[r].description);
      set (h, KERF_DICOM_MODALITY, rows[r].modality);
    }
    ck_assert_msg (strcmp (make (&made)->role, rows[r].role) == 0, "'%s' is not %s", rows[r].description,
                   rows[r].role);
    end (&made);
  }
}
END_TEST

START_TEST (one_uid_on_two_images_is_said)
{
  Made made = begin ();
  for (int k = 0; k < 4; k++)
    add (&made, k);
  set (made.headers->pdata[2], KERF_DICOM_SOP_UID, "f001.dcm");
  KerfSeries *s = make (&made);
  has (s, "regular", "import.uid-reused",
       "'Thin' has 2 different images under one UID; all were kept, tell the sender.");
  ck_assert_int_eq (s->grid.n[2], 4);
  end (&made);
}
END_TEST

START_TEST (images_of_two_patients_are_never_one_series)
{
  Made made = begin ();
  for (int k = 0; k < 8; k++)
    set (add (&made, k), KERF_DICOM_PATIENT_ID, k % 2 ? "A" : "B");
  make (&made);
  ck_assert_uint_eq (made.series->len, 2);
  end (&made);
}
END_TEST

START_TEST (identities_are_compared_field_by_field)
{
  struct {
    char a[4][12], b[4][12];
    KerfIdentityMatch match;
    const char *field;
  } rows[] = {
    { { "1", "DOE^JANE", "19600101", "F" }, { "1", "Doe Jane", "", "" }, KERF_IDENTITY_SAME, NULL },
    { { "1", "DOE^JANE", "", "" }, { "1", "DOE^JAN", "", "" }, KERF_IDENTITY_DIFFERS, "Patient name" },
    { { "1", "DOE^JANE", "19600101", "" },
      { "1", "DOE^JANE", "19600102", "" },
      KERF_IDENTITY_DIFFERS,
      "Birth date" },
    { { "1", "DOE^JANE", "", "" }, { "2", "DOE^JANE", "", "" }, KERF_IDENTITY_OTHER, "Patient ID" },
    { { "", "DOE^JANE", "", "" }, { "", "ROE^JANE", "", "" }, KERF_IDENTITY_OTHER, "Patient name" },
    { { "", "", "", "" }, { "2", "DOE^JANE", "", "" }, KERF_IDENTITY_UNKNOWN, NULL },
    { { "1", "", "", "" }, { "", "DOE^JANE", "", "" }, KERF_IDENTITY_DIFFERS, "Patient ID" },
    { { "1", "DOE^JANE", "19600101", "" },
      { "2", "Doe Jane", "19600101", "" },
      KERF_IDENTITY_DIFFERS, /* two hospitals */
      "Patient ID" },
    { { "1", "DOE^JANE", "19600101", "" },
      { "2", "Doe Jane", "19600102", "" },
      KERF_IDENTITY_OTHER,
      "Patient ID" },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
    KerfIdentity a = { rows[k].a[0], rows[k].a[1], rows[k].a[2], rows[k].a[3] };
    KerfIdentity b = { rows[k].b[0], rows[k].b[1], rows[k].b[2], rows[k].b[3] };
    const char *field = NULL;
    ck_assert_int_eq (kerf_identity_compare (&a, &b, &field, NULL, NULL), rows[k].match);
    ck_assert_pstr_eq (field, rows[k].field);
  }
}
END_TEST

START_TEST (days_between_studies_are_counted)
{
  Made made = begin ();
  for (int k = 0; k < 6; k++) {
    KerfDicomHeader *h = add (&made, k);
    set (h, KERF_DICOM_SERIES_UID, k < 3 ? "1" : "2");
    set (h, KERF_DICOM_STUDY_DATE, k < 3 ? "20240229" : "20240522");
  }
  make (&made);
  gint days = 0;
  ck_assert (kerf_series_days_apart (made.series->pdata[0], made.series->pdata[1], &days));
  ck_assert_int_eq (days, 83);
  end (&made);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("series-rules");
  TCase *t = tcase_create ("series-rules");
  tcase_add_test (t, a_stack_is_sorted_by_position_whatever_the_order_of_the_files);
  tcase_add_test (t, a_window_is_the_series_own_where_all_slices_share_it);
  tcase_add_test (t, the_step_comes_from_positions_never_from_thickness);
  tcase_add_test (t, steps_may_differ_by_the_stated_tolerance_and_no_more);
  tcase_add_test (t, uneven_steps_are_said_with_their_range);
  tcase_add_test (t, each_gap_is_said_with_its_place);
  tcase_add_test (t, tilt_comes_from_positions);
  tcase_add_test (t, positions_off_their_line_are_no_regular_stack);
  tcase_add_test (t, the_same_slice_twice_is_taken_once);
  tcase_add_test (t, two_different_slices_at_one_place_are_refused);
  tcase_add_test (t, echoes_of_one_series_become_volumes);
  tcase_add_test (t, turned_slices_are_split_off);
  tcase_add_test (t, axes_that_are_none_are_refused);
  tcase_add_test (t, absurd_spacing_is_refused);
  tcase_add_loop_test (t, what_is_no_volume_is_refused_with_its_reason, 0, G_N_ELEMENTS (REFUSALS));
  tcase_add_test (t, one_slice_is_no_volume);
  tcase_add_test (t, a_cut_file_stops_its_series);
  tcase_add_test (t, what_else_is_to_be_known_is_found);
  tcase_add_test (t, roles_are_proposed_from_words_never_from_parts_of_words);
  tcase_add_test (t, one_uid_on_two_images_is_said);
  tcase_add_test (t, images_of_two_patients_are_never_one_series);
  tcase_add_test (t, identities_are_compared_field_by_field);
  tcase_add_test (t, days_between_studies_are_counted);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
