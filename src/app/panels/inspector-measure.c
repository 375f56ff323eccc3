/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a measure, and its numbers as text. */
#include "app/panels/inspector-private.h"
#include "view/measure-text.h"
#include "view/orientation.h"

#include <glib/gi18n.h>
#include <string.h>

#define OF(kind) (1u << KERF_MEASURE_##kind)
#define REGIONS  (OF (ELLIPSE) | OF (FREEHAND))
#define VALUE    "value" /* the unit is the image's own */

typedef struct {
  const char *key, *title, *subtitle, *unit;
  guint kinds;
} Row;

static const Row rows[] = {
  { "length", N_ ("Length"), NULL, "mm", OF (LENGTH) },
  { "angle", N_ ("Angle"), NULL, "°", OF (ANGLE) },
  { "angle", N_ ("Angle"), N_ ("between the lines, 0 to 90°"), "°", OF (COBB) },
  { "angle", N_ ("Angle"), N_ ("between the planes, 0 to 90°"), "°", OF (PLANES) },
  { "other", N_ ("Other angle"), N_ ("180° less"), "°", OF (COBB) | OF (PLANES) },
  { "distance", N_ ("Distance"), N_ ("to its surface; below 0 inside"), "mm", OF (DISTANCE) },
  { "mean", N_ ("Mean"), NULL, VALUE, REGIONS },
  { "sd", N_ ("Standard deviation"), NULL, VALUE, REGIONS },
  { "min", N_ ("Minimum"), NULL, VALUE, REGIONS },
  { "max", N_ ("Maximum"), NULL, VALUE, REGIONS },
  { "area", N_ ("Area"), NULL, "mm²", REGIONS },
  { "perimeter", N_ ("Perimeter"), NULL, "mm", REGIONS },
  { "long", N_ ("Long axis"), NULL, "mm", OF (ELLIPSE) },
  { "short", N_ ("Short axis"), NULL, "mm", OF (ELLIPSE) },
  { "samples", N_ ("Samples"), N_ ("cells of the image's grid, cut by the outline"), "", REGIONS },
  { "outside", N_ ("Outside the image"), N_ ("not counted"), "%", REGIONS },
};

static double
number (const KerfMeasureFigures *f, const char *key)
{
  const struct {
    const char *key;
    double value;
  } all[] = { { "length", f->length_mm },
              { "angle", f->angle_deg },
              { "other", 180 - f->angle_deg },
              { "distance", f->distance_mm },
              { "mean", f->values.mean },
              { "sd", f->values.sd },
              { "min", f->values.min },
              { "max", f->values.max },
              { "area", f->area_mm2 },
              { "perimeter", f->perimeter_mm },
              { "long", 2 * f->half_u_mm },
              { "short", 2 * f->half_v_mm },
              { "samples", (double) f->values.samples },
              { "outside", 100 * f->values.outside } };
  for (gsize k = 0; k < G_N_ELEMENTS (all); k++)
    if (strcmp (all[k].key, key) == 0)
      return all[k].value;
  return (double) NAN;
}

static char *
shown_number (const KerfMeasureFigures *f, const Row *row)
{
  double x = number (f, row->key);
  if (strcmp (row->key, "area") == 0)
    return kerf_area_text (x);
  if (strcmp (row->key, "distance") == 0)
    return kerf_margin_to_text (x);
  if (strcmp (row->unit, "°") == 0)
    return kerf_degrees_text (x);
  if (strcmp (row->unit, VALUE) == 0)
    return kerf_voxel_value_text (x, f->unit);
  return kerf_figure_to_text (x, row->unit[0] ? 1 : 0, row->unit);
}

/* ---- the measure ---- */

static const KerfObject *
measure_of (KerfWindow *window, const char *what)
{
  g_autofree char *text = g_strndup (what, strcspn (what, ":"));
  KerfId id;
  return kerf_id_from_text (text, &id) && id.kind == KERF_KIND_MEASURE
             ? kerf_case_get (kerf_window_case (window), id)
             : NULL;
}

static KerfMeasureFigures *
figures_of (KerfWindow *window, const KerfObject *object, gboolean *stale)
{
  return kerf_pool_measure (kerf_window_pool (window), kerf_window_case (window), kerf_object_id (object),
                            stale);
}

static char *
row_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = measure_of (window, what);
  g_autoptr (KerfMeasureFigures) f = object ? figures_of (window, object, NULL) : NULL;
  gsize index = (gsize) g_ascii_strtoull (what + strcspn (what, ":") + 1, NULL, 10);
  if (!f)
    return g_strdup ("…");
  if (strcmp (rows[index].key, "outside") == 0 && f->values.outside >= 0.005)
    *state = KERF_STATE_QUESTION;
  return shown_number (f, &rows[index]);
}

static char *
why_text (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = measure_of (window, what);
  g_autoptr (KerfMeasureFigures) f = object ? figures_of (window, object, NULL) : NULL;
  if (!f || !f->why)
    return g_strdup ("");
  *state = KERF_STATE_QUESTION;
  return g_strdup_printf ("▲ %s", f->why);
}

/* What it lies on or stands between. */
static char *
context_text (const KerfCase *kase, const KerfMeasure *measure)
{
  const KerfObject *volume = kerf_case_get (kase, measure->volume),
                   *structure = kerf_case_get (kase, measure->structure),
                   *plan = kerf_case_get (kase, measure->plan);
  if (measure->kind == KERF_MEASURE_PLANES)
    return plan ? g_strdup (kerf_object_name (plan)) : g_strdup ("–");
  if (measure->kind == KERF_MEASURE_DISTANCE)
    return structure ? g_strdup_printf (_ ("to %s"), kerf_object_name (structure)) : g_strdup ("–");
  return volume ? g_strdup_printf (_ ("on %s"), kerf_object_name (volume)) : g_strdup ("–");
}

/* The middle of it, in the space of its image; NaN: it has none. */
static KerfVec3
middle_of (const KerfMeasure *measure)
{
  g_autoptr (KerfRoi) roi = kerf_measure_is_region (measure->kind) ? kerf_measure_roi (measure, NULL) : NULL;
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  if (roi)
    return roi->frame.p;
  for (guint k = 0; k < measure->points->len; k++)
    sum = kerf_along (sum, 1.0 / measure->points->len, g_array_index (measure->points, KerfVec3, k));
  return measure->points->len ? sum : kerf_vec3 ((double) NAN, (double) NAN, (double) NAN);
}

static char *
position_figure (KerfWindow *window, const char *what, G_GNUC_UNUSED KerfFigureState *state)
{
  const KerfObject *object = measure_of (window, what);
  g_autoptr (KerfMeasure) measure = object ? kerf_measure_from_object (object) : NULL;
  KerfVec3 middle = measure ? middle_of (measure) : kerf_vec3 ((double) NAN, 0, 0);
  return kerf_vec3_is_finite (middle) ? kerf_position_text (middle) : g_strdup ("–");
}

/* ---- as text ---- */

static void
add_number (GString *text, const KerfMeasureFigures *f, const Row *row)
{
  double x = number (f, row->key);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE] = "";
  if (!isnan (x))
    g_ascii_formatd (buffer, sizeof buffer, row->unit[0] ? "%.3f" : "%.0f", x);
  g_string_append_printf (text, "%s\t%s\t%s\n", _ (row->title), isnan (x) ? _ ("not assessed") : buffer,
                          strcmp (row->unit, VALUE) == 0 ? f->unit : row->unit);
}

char *
kerf_measure_text (KerfWindow *window, KerfId id)
{
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *object = kerf_case_get (kase, id), *subject = kerf_case_subject (kase);
  gboolean stale = TRUE;
  g_autoptr (KerfMeasureFigures) f =
      object && id.kind == KERF_KIND_MEASURE ? figures_of (window, object, &stale) : NULL;
  if (!f || stale)
    return NULL;
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
  const KerfObject *volume = kerf_case_get (kase, measure->volume);
  GString *text = g_string_new (NULL);
  const char *study = subject ? kerf_json_get_string (kerf_object_record (subject), "study_id", "") : "";
  KerfVec3 middle = middle_of (measure);
  if (study[0])
    g_string_append_printf (text, "%s\t%s\n", _ ("Study id"), study);
  g_string_append_printf (text, "%s\t%s\n", _ ("Measure"), kerf_object_name (object));
  if (volume)
    g_string_append_printf (text, "%s\t%s\n", _ ("Image"), kerf_object_name (volume));
  if (!kerf_measure_is_region (measure->kind) && measure->kind >= KERF_MEASURE_PLANES) {
    g_autofree char *between = context_text (kase, measure);
    g_string_append_printf (text, "%s\t%s\n", _ ("Of"), between);
  }
  if (kerf_vec3_is_finite (middle)) {
    g_autofree char *place = kerf_position_text (middle);
    g_string_append_printf (text, "%s\t%s\n", _ ("Position"), place);
  }
  for (gsize k = 0; k < G_N_ELEMENTS (rows); k++)
    if (rows[k].kinds & (1u << measure->kind))
      add_number (text, f, &rows[k]);
  if (f->why)
    g_string_append_printf (text, "%s\n", f->why);
  return g_string_free (text, FALSE);
}

static void
on_delete (GtkButton *button, gpointer data)
{
  (void) button;
  gtk_widget_activate_action (GTK_WIDGET (data), "win.delete", NULL);
}

static void
on_copy (GtkButton *button, gpointer data)
{
  (void) button;
  gtk_widget_activate_action (GTK_WIDGET (data), "win.copy", NULL);
}

void
kerf_page_measure (KerfPage *page)
{
  KerfId id = kerf_window_state (page->window)->selected;
  const KerfCase *kase = kerf_window_case (page->window);
  const KerfObject *object = kerf_case_get (kase, id);
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
  g_autofree char *id_text = kerf_id_to_text (id), *context = context_text (kase, measure);
  gboolean first = TRUE;
  kerf_page_heading (page, kerf_object_name (object), context);
  GtkWidget *group = kerf_page_group (page, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
    if (!(rows[k].kinds & (1u << measure->kind)))
      continue;
    g_autofree char *what = g_strdup_printf ("%s:%d", id_text, (int) k);
    kerf_page_figure (page, group, _ (rows[k].title), rows[k].subtitle ? _ (rows[k].subtitle) : NULL, first,
                      row_figure, what);
    first = FALSE;
  }
  if (measure->points->len)
    kerf_page_figure (page, group, _ ("Position"), _ ("of its middle, in its own image"), FALSE,
                      position_figure, id_text);
  kerf_page_text (page, why_text, id_text);
  kerf_page_buttons (page);
  kerf_page_button (page, _ ("Delete"), NULL, G_CALLBACK (on_delete), page->window);
  kerf_page_button (page, _ ("Copy"), "suggested-action", G_CALLBACK (on_copy), page->window);
}
