/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers → series: what is refused as a whole, what is set apart, what is stacked (domain §5.3). */
#include "io/series/series-private.h"

#include <string.h>

#define SAME_AXES    1e-3 /* largest difference of a component */
#define SAME_SPACING 1e-4

/* Images of two patients are never one series, whatever a bad anonymiser did to the UIDs. */
static int
compare_series (const KerfDicomHeader *a, const KerfDicomHeader *b)
{
  static const KerfDicomText keys[] = { KERF_DICOM_SERIES_UID, KERF_DICOM_PATIENT_ID, KERF_DICOM_BIRTH_DATE };
  for (gsize k = 0; k < G_N_ELEMENTS (keys); k++) {
    int by = strcmp (a->text[keys[k]], b->text[keys[k]]);
    if (by)
      return by;
  }
  g_autofree char *p = kerf_plain_name (a->text[KERF_DICOM_PATIENT_NAME]),
                  *q = kerf_plain_name (b->text[KERF_DICOM_PATIENT_NAME]);
  return strcmp (p, q);
}

static int
by_identity (gconstpointer pa, gconstpointer pb)
{
  const KerfDicomHeader *a = *(KerfDicomHeader *const *) pa, *b = *(KerfDicomHeader *const *) pb;
  int by = compare_series (a, b);
  by = by ? by : strcmp (a->text[KERF_DICOM_SOP_UID], b->text[KERF_DICOM_SOP_UID]);
  return by ? by : strcmp (a->path, b->path);
}

static char *
label_of (const KerfDicomHeader *h)
{
  const char *description = h->text[KERF_DICOM_SERIES_DESCRIPTION], *modality = h->text[KERF_DICOM_MODALITY];
  if (*description)
    return g_strdup (description);
  return g_strstrip (
      g_strdup_printf ("%s %s", *modality ? modality : "Series", h->text[KERF_DICOM_SERIES_NUMBER]));
}

static gboolean
has_value (const char *values, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (values, "\\", -1);
  return g_strv_contains ((const char *const *) parts, value);
}

static gboolean
is_capture (const KerfDicomHeader *h)
{
  return g_str_has_prefix (h->text[KERF_DICOM_SOP_CLASS], "1.2.840.10008.5.1.4.1.1.7") &&
         !(h->n_frames && h->frames[0].has_position);
}

/* Why a file can't be part of a volume whatever its geometry; NULL: it can. `n` is the number of slices of its kind. */
static KerfFinding *
reason_of_kind (const KerfDicomHeader *h, const char *label, guint n)
{
  const char *modality = h->text[KERF_DICOM_MODALITY];
  static const char *const planned[] = { "CT", "MR", "PT", NULL };
  g_autofree char *count = g_strdup_printf ("%u", n);
  if (h->is_colour && !h->truncated_need)
    return kerf_finding_new (KERF_ERROR_IMPORT_COLOUR, "series", label, NULL);
  if (is_capture (h))
    return kerf_finding_new (KERF_ERROR_IMPORT_SECONDARY, "series", label, NULL);
  if (!g_strv_contains (planned, modality))
    return kerf_finding_new (KERF_ERROR_IMPORT_MODALITY, "series", label, "modality",
                             *modality ? modality : "unknown", NULL);
  if (has_value (h->text[KERF_DICOM_IMAGE_TYPE], "LOCALIZER"))
    return kerf_finding_new (KERF_ERROR_IMPORT_LOCALISER, "series", label, "n", count, NULL);
  return NULL;
}

/* The files of one series UID while they are being sorted out. */
typedef struct {
  GPtrArray *headers; /* lent, sorted */
  char *label;
  KerfPixelHash hash;
  GPtrArray *out, *findings;
  GArray *candidates; /* what may become slices */
  GPtrArray *damaged; /* KerfDicomHeader *, lent */
} Bucket;

static KerfErrorCode
kind_of (const Bucket *b, const KerfDicomHeader *h)
{
  g_autoptr (KerfFinding) reason = reason_of_kind (h, b->label, 0);
  return reason ? reason->code : KERF_N_ERRORS;
}

/* One refused series for all files of the bucket with this reason. */
static void
refuse_kind (Bucket *b, KerfErrorCode kind)
{
  KerfSeries *series = NULL;
  guint n = 0;
  for (guint k = 0; k < b->headers->len; k++) {
    KerfDicomHeader *h = b->headers->pdata[k];
    if (kind_of (b, h) != kind)
      continue;
    if (!series)
      series = kerf_series_new_dicom (h, b->label);
    kerf_series_add_header (series, h);
    n += MAX (h->n_frames, 1);
  }
  if (!series)
    return;
  kerf_series_refuse (series, reason_of_kind (series->headers->pdata[0], b->label, n));
  g_ptr_array_add (b->out, series);
}

static KerfFinding *
truncated_finding (const KerfDicomHeader *h)
{
  g_autofree char *file = g_path_get_basename (h->path),
                  *have = g_strdup_printf ("%" G_GUINT64_FORMAT, h->file_size),
                  *need = g_strdup_printf ("%s%" G_GUINT64_FORMAT, h->need_is_least ? "at least " : "",
                                           h->truncated_need);
  return kerf_finding_new (KERF_ERROR_IMPORT_TRUNCATED, "file", file, "have", have, "need", need, NULL);
}

static KerfFinding *
damage_finding (const KerfDicomHeader *h)
{
  g_autofree char *file = g_path_get_basename (h->path);
  if (h->truncated_need)
    return truncated_finding (h);
  if (h->codec)
    return kerf_finding_new (KERF_ERROR_IMPORT_CODEC, "file", file, "syntax", h->codec, NULL);
  return kerf_finding_new (KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason", h->fault, NULL);
}

/* Files of one series that can't be decoded: each is named, and nothing of the series is taken, for a slice that is
 * missing at the end of a stack would not be seen. */
static void
refuse_for_damage (Bucket *b, KerfSeries *series)
{
  guint cut = 0;
  const KerfDicomHeader *first = NULL;
  for (guint k = 0; k < b->damaged->len; k++) {
    const KerfDicomHeader *h = b->damaged->pdata[k];
    gboolean lost = h->truncated_need || (!h->codec && !h->is_foreign);
    cut += lost ? 1 : 0;
    first = lost && !first ? h : first;
  }
  if (first) {
    g_autofree char *n = g_strdup_printf ("%u", cut), *total = g_strdup_printf ("%u", b->headers->len),
                    *file = g_path_get_basename (first->path);
    kerf_series_refuse (series, kerf_finding_new (KERF_ERROR_IMPORT_TRUNCATED_SERIES, "series", b->label, "n",
                                                  n, "total", total, "file", file, NULL));
  }
  kerf_series_refuse (series, damage_finding (b->damaged->pdata[0]));
}

/* A series of files that say not enough to lie anywhere. */
static void
refuse_placeless (Bucket *b, GPtrArray *placeless)
{
  KerfDicomHeader *h = placeless->pdata[0];
  KerfSeries *series = kerf_series_new_dicom (h, b->label);
  for (guint k = 0; k < placeless->len; k++)
    kerf_series_add_header (series, placeless->pdata[k]);
  g_autofree char *file = g_path_get_basename (h->path);
  const KerfDicomFrame *f = h->n_frames ? h->frames : NULL;
  KerfFinding *why;
  if (f && !f->has_spacing && h->projection_tag)
    why = kerf_finding_new (KERF_ERROR_IMPORT_PROJECTION, "series", b->label, "tag", h->projection_tag, NULL);
  else if (f && !f->has_spacing && f->has_position && f->has_orientation)
    why = kerf_finding_new (KERF_ERROR_IMPORT_SPACING, "file", file, "value", "nothing", NULL);
  else
    why = kerf_finding_new (KERF_ERROR_IMPORT_NO_GEOMETRY, "file", file, NULL);
  kerf_series_refuse (series, why);
  if (b->damaged->len)
    refuse_for_damage (b, series);
  g_ptr_array_add (b->out, series);
}

static gboolean
is_damaged (const KerfDicomHeader *h)
{
  return h->fault || h->codec || h->truncated_need;
}

/* Directions of length 0 are none. */
static gboolean
is_placed (const KerfDicomFrame *f)
{
  const double *x = f->orientation, *y = f->orientation + 3;
  return f->has_position && f->has_orientation && f->has_spacing &&
         x[0] * x[0] + x[1] * x[1] + x[2] * x[2] > 1e-6 && y[0] * y[0] + y[1] * y[1] + y[2] * y[2] > 1e-6;
}

static void
sort_out (Bucket *b)
{
  g_autoptr (GPtrArray) placeless = g_ptr_array_new ();
  for (guint k = 0; k < b->headers->len; k++) {
    KerfDicomHeader *h = b->headers->pdata[k];
    if (kind_of (b, h) != KERF_N_ERRORS)
      continue;
    if (is_damaged (h)) {
      g_ptr_array_add (b->damaged, h);
      if (h->truncated_need)
        kerf_findings_add (b->findings, truncated_finding (h));
      continue;
    }
    gboolean placed = TRUE;
    for (guint f = 0; f < h->n_frames; f++)
      placed = placed && is_placed (&h->frames[f]);
    if (!placed)
      g_ptr_array_add (placeless, h);
    for (guint f = 0; placed && f < h->n_frames; f++) {
      KerfCandidate candidate = { .header = h, .frame = f };
      g_array_append_val (b->candidates, candidate);
    }
  }
  if (placeless->len)
    refuse_placeless (b, placeless);
}

static gboolean
same_axes (const KerfCandidate *a, const KerfCandidate *b)
{
  for (int k = 0; k < 6; k++)
    if (!(fabs (kerf_candidate_frame (a)->orientation[k] - kerf_candidate_frame (b)->orientation[k]) <=
          SAME_AXES))
      return FALSE;
  return TRUE;
}

/* The same size and spacing. */
static gboolean
same_grid (const KerfCandidate *a, const KerfCandidate *b)
{
  const double *p = kerf_candidate_frame (a)->spacing, *q = kerf_candidate_frame (b)->spacing;
  return a->header->rows == b->header->rows && a->header->columns == b->header->columns &&
         fabs (p[0] - q[0]) <= SAME_SPACING * fabs (p[0]) && fabs (p[1] - q[1]) <= SAME_SPACING * fabs (p[1]);
}

static gboolean
same_lattice (const KerfCandidate *a, const KerfCandidate *b)
{
  return same_grid (a, b) && same_axes (a, b) &&
         strcmp (a->header->text[KERF_DICOM_FRAME_UID], b->header->text[KERF_DICOM_FRAME_UID]) == 0;
}

static void
group_free (gpointer data)
{
  g_array_unref (data);
}

static int
larger_first (gconstpointer pa, gconstpointer pb)
{
  const GArray *a = *(GArray *const *) pa, *b = *(GArray *const *) pb;
  return a->len > b->len ? -1 : a->len < b->len;
}

/* Candidates of one size and direction together; the largest group first. */
static GPtrArray *
group_by_lattice (GArray *candidates)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  for (guint k = 0; k < candidates->len; k++) {
    const KerfCandidate *c = &g_array_index (candidates, KerfCandidate, k);
    GArray *mine = NULL;
    for (guint g = 0; g < groups->len && !mine; g++)
      if (same_lattice (&g_array_index ((GArray *) groups->pdata[g], KerfCandidate, 0), c))
        mine = groups->pdata[g];
    if (!mine) {
      mine = g_array_new (FALSE, FALSE, sizeof (KerfCandidate));
      g_ptr_array_add (groups, mine);
    }
    g_array_append_val (mine, *c);
  }
  g_ptr_array_sort (groups, larger_first);
  return groups;
}

static void
add_headers (KerfSeries *series, GArray *group)
{
  for (guint k = 0; k < group->len; k++) {
    KerfDicomHeader *h = g_array_index (group, KerfCandidate, k).header;
    if (!series->headers->len || series->headers->pdata[series->headers->len - 1] != h)
      kerf_series_add_header (series, h);
  }
}

static void
refuse_different (KerfSeries *series, GArray *group, double at_mm)
{
  add_headers (series, group);
  g_autofree char *mm = kerf_short_figure (at_mm, 2);
  kerf_series_refuse (series, kerf_finding_new (KERF_ERROR_IMPORT_DUPLICATE_DIFFER, "series", series->label,
                                                "mm", mm, NULL));
}

/* The volumes of one group, called `label`. Returns the first. */
static KerfSeries *
make_volumes (Bucket *b, GArray *group, const char *label)
{
  KerfSplit split;
  double at_mm = 0;
  KerfSeries *first = NULL;
  KerfDicomHeader *h = g_array_index (group, KerfCandidate, 0).header;
  gboolean clear = kerf_split_candidates (group, &b->hash, &split, &at_mm);
  g_autofree char *n = g_strdup_printf ("%u", split.volumes->len),
                  *twice = g_strdup_printf ("%u", split.duplicates);
  for (guint k = 0; k < MAX (split.volumes->len, 1); k++) {
    const char *suffix = clear ? split.suffixes->pdata[k] : "";
    g_autofree char *name = *suffix ? g_strdup_printf ("%s (%s)", label, suffix) : g_strdup (label);
    KerfSeries *series = kerf_series_new_dicom (h, name);
    if (b->damaged->len) /* gaps between what is whole would only hide the reason */
      add_headers (series, clear ? split.volumes->pdata[k] : group);
    else if (clear)
      kerf_series_stack (series, split.volumes->pdata[k]);
    else
      refuse_different (series, group, at_mm);
    if (split.duplicates)
      kerf_series_find (series,
                        kerf_finding_new (KERF_ERROR_IMPORT_DUPLICATE, "series", label, "n", twice, NULL));
    if (clear && split.volumes->len > 1)
      kerf_series_find (series, kerf_finding_new (KERF_ERROR_IMPORT_SPLIT, "series", label, "n", n, "by",
                                                  split.by, NULL));
    if (b->damaged->len)
      refuse_for_damage (b, series);
    g_ptr_array_add (b->out, series);
    first = first ? first : series;
  }
  kerf_split_clear (&split);
  return first;
}

/* Different images under one UID (domain §5.3, 31). */
static guint
count_reused_uids (Bucket *b)
{
  guint n = 0;
  for (guint k = 1; k < b->candidates->len; k++) {
    KerfCandidate *a = &g_array_index (b->candidates, KerfCandidate, k - 1);
    KerfCandidate *c = &g_array_index (b->candidates, KerfCandidate, k);
    const char *uid = c->header->text[KERF_DICOM_SOP_UID];
    if (a->header == c->header || !*uid || strcmp (uid, a->header->text[KERF_DICOM_SOP_UID]) != 0)
      continue;
    const double *p = kerf_candidate_frame (a)->position, *q = kerf_candidate_frame (c)->position;
    KerfHash x, y;
    gboolean differ = memcmp (p, q, 3 * sizeof *p) != 0;
    if (!differ && b->hash.func && b->hash.func (a->header, a->frame, &x, b->hash.data) &&
        b->hash.func (c->header, c->frame, &y, b->hash.data))
      differ = !kerf_hash_equal (&x, &y);
    n += differ ? 1 : 0;
  }
  return n ? n + 1 : 0;
}

static void
make_series (Bucket *b)
{
  guint reused = count_reused_uids (b);
  g_autoptr (GPtrArray) groups = group_by_lattice (b->candidates);
  KerfSeries *first = NULL;
  for (guint g = 0; g < groups->len; g++) {
    GArray *group = groups->pdata[g];
    g_autofree char *name = g ? g_strdup_printf ("%s, part %u", b->label, g + 1) : g_strdup (b->label);
    g_autofree char *n = g_strdup_printf ("%u", group->len), *parts = g_strdup_printf ("%u", groups->len);
    const KerfCandidate *main = &g_array_index ((GArray *) groups->pdata[0], KerfCandidate, 0),
                        *other = &g_array_index (group, KerfCandidate, 0);
    gboolean turned = g && !same_axes (main, other);
    const char *by = same_grid (main, other) ? "by frame of reference" : "by matrix and spacing";
    KerfSeries *made = make_volumes (b, group, name);
    first = first ? first : made;
    if (g)
      kerf_series_find (first, turned ? kerf_finding_new (KERF_ERROR_IMPORT_ODD_FRAME, "series", b->label,
                                                          "n", n, "name", name, NULL)
                                      : kerf_finding_new (KERF_ERROR_IMPORT_SPLIT, "series", b->label, "n",
                                                          parts, "by", by, NULL));
  }
  if (reused && first) {
    g_autofree char *n = g_strdup_printf ("%u", reused);
    kerf_series_find (first,
                      kerf_finding_new (KERF_ERROR_IMPORT_UID_REUSED, "series", b->label, "n", n, NULL));
  }
  if (!groups->len && b->damaged->len) {
    KerfSeries *series = kerf_series_new_dicom (b->damaged->pdata[0], b->label);
    for (guint k = 0; k < b->damaged->len; k++)
      kerf_series_add_header (series, b->damaged->pdata[k]);
    refuse_for_damage (b, series);
    g_ptr_array_add (b->out, series);
  }
}

static void
make_bucket (GPtrArray *headers, const KerfPixelHash *hash, GPtrArray *out, GPtrArray *findings)
{
  static const KerfErrorCode kinds[] = { KERF_ERROR_IMPORT_COLOUR, KERF_ERROR_IMPORT_SECONDARY,
                                         KERF_ERROR_IMPORT_MODALITY, KERF_ERROR_IMPORT_LOCALISER };
  Bucket b = { .headers = headers,
               .label = label_of (headers->pdata[0]),
               .hash = *hash,
               .out = out,
               .findings = findings,
               .candidates = g_array_new (FALSE, FALSE, sizeof (KerfCandidate)),
               .damaged = g_ptr_array_new () };
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    refuse_kind (&b, kinds[k]);
  sort_out (&b);
  make_series (&b);
  g_array_unref (b.candidates);
  g_ptr_array_unref (b.damaged);
  g_free (b.label);
}

/* The CT and the MR that lie furthest apart in time. An image after the operation is late on purpose. */
static void
say_age (GPtrArray *series, GPtrArray *findings)
{
  const KerfSeries *older = NULL, *newer = NULL;
  gint most = KERF_OLD_DAYS, days = 0;
  for (guint k = 0; k < series->len; k++)
    for (guint j = 0; j < series->len; j++) {
      const KerfSeries *a = series->pdata[k], *b = series->pdata[j];
      gboolean pair = (strcmp (a->role, "ct") == 0 && strcmp (b->role, "mr") == 0) ||
                      (strcmp (a->role, "mr") == 0 && strcmp (b->role, "ct") == 0);
      if (!pair || a->verdict == KERF_VERDICT_REFUSED || b->verdict == KERF_VERDICT_REFUSED ||
          !kerf_series_days_apart (a, b, &days) || days <= most)
        continue;
      most = days;
      older = a;
      newer = b;
    }
  g_autofree char *text = g_strdup_printf ("%d", most);
  if (older)
    kerf_findings_add (findings, kerf_finding_new (KERF_ERROR_IMPORT_AGE, "a", older->label, "b",
                                                   newer->label, "days", text, NULL));
}

static gboolean
names_nobody (const KerfSeries *s)
{
  return !*s->identity.patient_id && !*s->identity.name;
}

/* Series without a patient, beside those of one. */
static void
say_no_identity (GPtrArray *series)
{
  const KerfIdentity *patient = NULL;
  for (guint k = 0; k < series->len && !patient; k++)
    patient = names_nobody (series->pdata[k]) ? NULL : &((KerfSeries *) series->pdata[k])->identity;
  for (guint k = 0; patient && k < series->len; k++) {
    KerfSeries *s = series->pdata[k];
    if (names_nobody (s) && s->verdict != KERF_VERDICT_REFUSED)
      kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_NO_IDENTITY, "series", s->label, "patient",
                                             *patient->name ? patient->name : patient->patient_id, NULL));
  }
}

GPtrArray *
kerf_series_from_headers (GPtrArray *headers, KerfPixelHashFunc pixel_hash, gpointer data,
                          GPtrArray *findings)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_series_unref);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  KerfPixelHash hash = { pixel_hash, data };
  for (guint k = 0; k < headers->len; k++)
    g_ptr_array_add (sorted, headers->pdata[k]);
  g_ptr_array_sort (sorted, by_identity);
  for (guint begin = 0, end; begin < sorted->len; begin = end) {
    g_autoptr (GPtrArray) bucket = g_ptr_array_new ();
    for (end = begin; end < sorted->len && compare_series (sorted->pdata[begin], sorted->pdata[end]) == 0;
         end++)
      g_ptr_array_add (bucket, sorted->pdata[end]);
    make_bucket (bucket, &hash, out, findings);
  }
  for (guint k = 0; k < out->len; k++)
    kerf_series_describe (out->pdata[k]);
  say_age (out, findings);
  say_no_identity (out);
  return out;
}
