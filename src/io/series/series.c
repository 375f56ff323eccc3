/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/series/series.h"

#include "base/real.h"
#include "base/text.h"
#include "io/series/series-private.h"

#include <stdio.h>
#include <string.h>

const char *
kerf_verdict_name (KerfVerdict verdict)
{
  static const char *const names[] = { "regular", "tilted", "uneven", "gap", "refused" };
  return names[verdict];
}

const char *
kerf_series_kind_name (KerfSeriesKind kind)
{
  static const char *const names[] = { "volume", "labels", "rtstruct" };
  return names[kind];
}

static void
source_file_free (gpointer data)
{
  KerfSourceFile *file = data;
  g_free (file->path);
  g_free (file);
}

KerfSeries *
kerf_series_new (const char *format, KerfSeriesKind kind, const char *label)
{
  KerfSeries *s = g_new0 (KerfSeries, 1);
  g_atomic_ref_count_init (&s->count);
  s->format = format;
  s->kind = kind;
  s->label = kerf_text_harmless (label);
  char **texts[] = { &s->modality,
                     &s->description,
                     &s->series_uid,
                     &s->study_uid,
                     &s->study_date,
                     &s->frame_uid,
                     &s->series_number,
                     &s->manufacturer,
                     &s->kernel,
                     &s->patient_position,
                     &s->identity.patient_id,
                     &s->identity.name,
                     &s->identity.birth_date,
                     &s->identity.sex };
  for (gsize k = 0; k < G_N_ELEMENTS (texts); k++)
    *texts[k] = g_strdup ("");
  s->role = "other";
  s->mm_per_unit = 1;
  s->n_volumes = 1;
  s->thickness_mm = s->window_centre = s->window_width = (double) NAN;
  s->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_finding_free);
  s->files = g_ptr_array_new_with_free_func (source_file_free);
  s->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_dicom_header_unref);
  s->slices = g_array_new (FALSE, TRUE, sizeof (KerfSlice));
  s->missing = g_array_new (FALSE, TRUE, sizeof (gint32));
  s->labels = g_array_new (FALSE, TRUE, sizeof (gint32));
  s->rois = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_dicom_roi_free);
  return s;
}

KerfSeries *
kerf_series_ref (const KerfSeries *series)
{
  union {
    const KerfSeries *lent;
    KerfSeries *owned;
  } same = { .lent = series };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_series_unref (KerfSeries *s)
{
  if (!s || !g_atomic_ref_count_dec (&s->count))
    return;
  char *texts[] = { s->label,
                    s->modality,
                    s->description,
                    s->series_uid,
                    s->study_uid,
                    s->study_date,
                    s->frame_uid,
                    s->series_number,
                    s->manufacturer,
                    s->kernel,
                    s->patient_position,
                    s->identity.patient_id,
                    s->identity.name,
                    s->identity.birth_date,
                    s->identity.sex };
  for (gsize k = 0; k < G_N_ELEMENTS (texts); k++)
    g_free (texts[k]);
  g_ptr_array_unref (s->findings);
  g_ptr_array_unref (s->files);
  g_ptr_array_unref (s->headers);
  g_ptr_array_unref (s->rois);
  g_array_unref (s->slices);
  g_array_unref (s->missing);
  g_array_unref (s->labels);
  g_free (s);
}

static void
replace (char **text, const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

KerfSeries *
kerf_series_new_dicom (const KerfDicomHeader *h, const char *label)
{
  KerfSeries *s = kerf_series_new ("dicom", KERF_SERIES_VOLUME, label);
  replace (&s->modality, h->text[KERF_DICOM_MODALITY]);
  replace (&s->description, h->text[KERF_DICOM_SERIES_DESCRIPTION]);
  replace (&s->series_uid, h->text[KERF_DICOM_SERIES_UID]);
  replace (&s->study_uid, h->text[KERF_DICOM_STUDY_UID]);
  replace (&s->study_date, h->text[KERF_DICOM_STUDY_DATE]);
  replace (&s->frame_uid, h->text[KERF_DICOM_FRAME_UID]);
  replace (&s->series_number, h->text[KERF_DICOM_SERIES_NUMBER]);
  replace (&s->manufacturer, h->text[KERF_DICOM_MANUFACTURER]);
  replace (&s->kernel, h->text[KERF_DICOM_KERNEL]);
  replace (&s->patient_position, h->text[KERF_DICOM_PATIENT_POSITION]);
  replace (&s->identity.patient_id, h->text[KERF_DICOM_PATIENT_ID]);
  replace (&s->identity.name, h->text[KERF_DICOM_PATIENT_NAME]);
  replace (&s->identity.birth_date, h->text[KERF_DICOM_BIRTH_DATE]);
  replace (&s->identity.sex, h->text[KERF_DICOM_SEX]);
  s->window_centre = h->window_centre;
  s->window_width = h->window_width;
  return s;
}

void
kerf_series_add_header (KerfSeries *series, KerfDicomHeader *header)
{
  kerf_series_add_file (series, header->path);
  ((KerfSourceFile *) series->files->pdata[series->files->len - 1])->stamp = header->stamp;
  g_ptr_array_add (series->headers, kerf_dicom_header_ref (header));
}

void
kerf_series_add_file (KerfSeries *series, const char *path)
{
  KerfSourceFile *file = g_new0 (KerfSourceFile, 1);
  file->path = g_strdup (path);
  g_ptr_array_add (series->files, file);
}

/* The same sentence is said once. */
void
kerf_findings_add (GPtrArray *findings, KerfFinding *take)
{
  for (guint k = 0; k < findings->len; k++)
    if (strcmp (((KerfFinding *) findings->pdata[k])->message, take->message) == 0) {
      kerf_finding_free (take);
      return;
    }
  g_ptr_array_add (findings, take);
}

void
kerf_series_find (KerfSeries *series, KerfFinding *take)
{
  kerf_findings_add (series->findings, take);
}

void
kerf_series_refuse (KerfSeries *series, KerfFinding *take)
{
  series->verdict = KERF_VERDICT_REFUSED;
  kerf_findings_add (series->findings, take);
}

void
kerf_series_refuse_error (KerfSeries *series, GError *take)
{
  KerfFinding *finding = g_new0 (KerfFinding, 1);
  finding->code = (KerfErrorCode) take->code;
  finding->message = g_strdup (take->message);
  kerf_series_refuse (series, finding);
  g_error_free (take);
}

gboolean
kerf_series_has_finding (const KerfSeries *series, KerfErrorCode code)
{
  for (guint k = 0; k < series->findings->len; k++)
    if (((KerfFinding *) series->findings->pdata[k])->code == code)
      return TRUE;
  return FALSE;
}

char *
kerf_short_figure (double value, int digits)
{
  g_autofree char *text = kerf_figure_to_text (value, digits, "");
  char *end = text + strlen (g_strchomp (text));
  if (strchr (text, '.')) {
    while (end > text && end[-1] == '0')
      *--end = 0;
    if (end > text && end[-1] == '.')
      *--end = 0;
  }
  return g_strdup (strcmp (text, "-0") == 0 ? "0" : text);
}

double
kerf_tilt_deg (KerfVec3 along, KerfVec3 normal)
{
  return kerf_real_atan2 (kerf_length (kerf_cross (along, normal)), fabs (kerf_dot (along, normal))) /
         KERF_RAD_PER_DEG;
}

gboolean
kerf_grid_init_sheared (KerfGrid *grid, const gint32 n[3], const KerfMat4 *m, const char *what,
                        GError **error)
{
  /* All but the lean of the k axis is judged on the upright twin. */
  KerfVec3 x = kerf_vec3 (m->m[0], m->m[4], m->m[8]), y = kerf_vec3 (m->m[1], m->m[5], m->m[9]),
           z = kerf_vec3 (m->m[2], m->m[6], m->m[10]), origin = kerf_vec3 (m->m[3], m->m[7], m->m[11]);
  KerfVec3 normal = kerf_unit (kerf_cross (x, y));
  KerfMat4 upright = kerf_mat4_from_columns (x, y, kerf_scale (normal, kerf_dot (z, normal)), origin);
  KerfGrid made;
  if (!kerf_grid_init (&made, n, &upright, what, error))
    return FALSE;
  made.patient_from_index = *m;
  if (!kerf_mat4_inverse (m, &made.index_from_patient))
    return kerf_fail (error, KERF_ERROR_IMPORT_NO_GEOMETRY, "file", what, NULL);
  *grid = made;
  return TRUE;
}

char *
kerf_plain_name (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  GString *out = g_string_new (NULL);
  for (const char *at = folded; *at; at++)
    if (*at != '^' && *at != ' ' && *at != '=' && *at != ',')
      g_string_append_c (out, *at);
  return g_string_free (out, FALSE);
}

static gboolean
same_text (const char *a, const char *b)
{
  g_autofree char *p = kerf_plain_name (a), *q = kerf_plain_name (b);
  return strcmp (p, q) == 0;
}

KerfIdentityMatch
kerf_identity_compare (const KerfIdentity *a, const KerfIdentity *b, const char **field, const char **x,
                       const char **y)
{
  const struct {
    const char *field, *x, *y;
  } rows[] = { { "Patient ID", a->patient_id, b->patient_id },
               { "Patient name", a->name, b->name },
               { "Birth date", a->birth_date, b->birth_date },
               { "Sex", a->sex, b->sex } };
  if ((!*a->patient_id && !*a->name) || (!*b->patient_id && !*b->name))
    return KERF_IDENTITY_UNKNOWN;
  gboolean same_id = *a->patient_id && *b->patient_id && same_text (a->patient_id, b->patient_id);
  /* Two hospitals give one person two numbers: name and birth date are then the same. */
  gboolean same_person = *a->name && *b->name && same_text (a->name, b->name) && *a->birth_date &&
                         *b->birth_date && same_text (a->birth_date, b->birth_date);
  for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
    if (!*rows[k].x || !*rows[k].y || same_text (rows[k].x, rows[k].y))
      continue;
    if (field)
      *field = rows[k].field;
    if (x)
      *x = rows[k].x;
    if (y)
      *y = rows[k].y;
    return same_id || same_person ? KERF_IDENTITY_DIFFERS : KERF_IDENTITY_OTHER;
  }
  /* Nothing contradicts; but an id against a bare name says nothing either. */
  gboolean common = same_id || (*a->name && *b->name);
  if (!common) { /* one goes by a number, the other by a name: somebody has to say that it is one person */
    if (field)
      *field = rows[0].field;
    if (x)
      *x = rows[0].x;
    if (y)
      *y = rows[0].y;
  }
  return common ? KERF_IDENTITY_SAME : KERF_IDENTITY_DIFFERS;
}

static gboolean
read_date (const char *text, GDate *date)
{
  int y, m, d;
  g_date_clear (date, 1);
  if (strlen (text) < 8 || sscanf (text, "%4d%2d%2d", &y, &m, &d) != 3 ||
      !g_date_valid_dmy ((GDateDay) CLAMP (d, 0, 99), (GDateMonth) CLAMP (m, 0, 13),
                         (GDateYear) CLAMP (y, 0, 9999)))
    return FALSE;
  g_date_set_dmy (date, (GDateDay) d, (GDateMonth) m, (GDateYear) y);
  return TRUE;
}

gboolean
kerf_days_between (const char *from, const char *to, gint *days)
{
  GDate p, q;
  if (!read_date (from, &p) || !read_date (to, &q))
    return FALSE;
  *days = g_date_days_between (&p, &q);
  return TRUE;
}

gboolean
kerf_series_days_apart (const KerfSeries *a, const KerfSeries *b, gint *days)
{
  return kerf_days_between (a->study_date, b->study_date, days);
}

static int
compare_numbers (const char *a, const char *b)
{
  gint64 p = g_ascii_strtoll (a, NULL, 10), q = g_ascii_strtoll (b, NULL, 10);
  return p < q ? -1 : p > q;
}

static int
in_order (gconstpointer pa, gconstpointer pb)
{
  const KerfSeries *a = *(const KerfSeries *const *) pa, *b = *(const KerfSeries *const *) pb;
  int by = strcmp (a->format, b->format);
  by = by ? by : (a->kind == KERF_SERIES_STRUCTURES) - (b->kind == KERF_SERIES_STRUCTURES);
  by = by ? by : strcmp (a->study_date, b->study_date);
  by = by ? by : compare_numbers (a->series_number, b->series_number);
  by = by ? by : strcmp (a->series_uid, b->series_uid);
  by = by ? by : strcmp (a->label, b->label);
  return by ? by
            : strcmp (((KerfSourceFile *) a->files->pdata[0])->path,
                      ((KerfSourceFile *) b->files->pdata[0])->path);
}

void
kerf_series_order (GPtrArray *series)
{
  g_ptr_array_sort (series, in_order);
  for (guint k = 0; k < series->len; k++)
    ((KerfSeries *) series->pdata[k])->number = k + 1;
}
