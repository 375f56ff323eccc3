/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a guide and of a comparison. */
#include "app/command.h"
#include "app/panels/inspector-private.h"
#include "app/sheets/signature.h"
#include "case/derived-compare.h"
#include "case/derived-guide.h"
#include "view/orientation.h"

#include <glib/gi18n.h>
#include <string.h>

static const KerfObject *
object_of (KerfWindow *window, const char *what)
{
  g_autofree char *id_text = g_strndup (what, strcspn (what, ":"));
  KerfId id;
  return kerf_id_from_text (id_text, &id) ? kerf_case_get (kerf_window_case (window), id) : NULL;
}

static const char *
part_of (const char *what)
{
  return what + strcspn (what, ":") + 1;
}

/* ---- guide: what was asked for ---- */

static char *
asked_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = object_of (window, what);
  const char *part = part_of (what);
  (void) state;
  if (!object)
    return NULL;
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  if (strcmp (part, "fit") == 0)
    return g_strdup_printf ("%.2f + %.2f mm", guide->offset_fit_mm, guide->offset_print_mm);
  if (strcmp (part, "body") == 0)
    return g_strdup_printf ("%.1f · %.2f mm", guide->thickness_mm, guide->resolution_mm);
  if (strcmp (part, "blade") == 0)
    return g_strdup (guide->blade ? guide->blade : "–");
  if (strcmp (part, "printer") == 0)
    return g_strdup (guide->printer ? guide->printer : "–");
  char letters[4];
  kerf_orientation_letters (guide->insertion, letters);
  return g_strdup (letters);
}

static void
add_asked (KerfPage *page, GtkWidget *group, const char *id, const char *part, const char *title,
           const char *subtitle)
{
  g_autofree char *what = g_strdup_printf ("%s:%s", id, part);
  kerf_page_figure (page, group, title, subtitle, FALSE, asked_figure, what);
}

/* ---- guide: what was found in the solid ---- */

static KerfGuideSolid *
solid_of (KerfWindow *window, const char *what, gboolean *fine)
{
  const KerfObject *object = object_of (window, what);
  return object ? kerf_pool_guide (kerf_window_pool (window), kerf_window_case (window),
                                   kerf_object_id (object), fine)
                : NULL;
}

static char *
state_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  gboolean fine;
  g_autoptr (KerfGuideSolid) solid = solid_of (window, what, &fine);
  if (!solid)
    return g_strdup (_ ("being built…"));
  if (!fine)
    return g_strdup (_ ("preview"));
  *state = solid->problems->len ? KERF_STATE_HURTS : KERF_STATE_HELD;
  return solid->problems->len ? g_strdup_printf (ngettext ("%u problem", "%u problems", solid->problems->len),
                                                 solid->problems->len)
                              : g_strdup (_ ("ready"));
}

static char *
mesh_check (const KerfGuideSolid *solid, KerfFigureState *state)
{
  gboolean good = solid->closed && solid->self_intersections == 0 && solid->parts == 1;
  *state = good ? KERF_STATE_HELD : KERF_STATE_HURTS;
  return good ? g_strdup_printf (_ ("%u triangles"), solid->mesh->n_triangles)
              : g_strdup_printf (_ ("%u parts, %" G_GINT64_FORMAT " crossings"), solid->parts,
                                 solid->self_intersections);
}

static char *
found_check (const KerfGuideSolid *solid, KerfFigureState *state)
{
  gsize slots = 0, pins = 0;
  for (gsize i = 0; i < solid->n_slots; i++) {
    const KerfFoundSlot *slot = &solid->slots[i];
    gboolean good = slot->open;
    for (int w = 0; w < 2; w++)
      good &= !slot->walls[w].wanted || slot->walls[w].found;
    slots += good ? 1 : 0;
  }
  for (gsize i = 0; i < solid->n_pins; i++)
    pins += solid->pins[i].found && solid->pins[i].open ? 1 : 0;
  *state = slots == solid->n_slots && pins == solid->n_pins ? KERF_STATE_HELD : KERF_STATE_HURTS;
  return g_strdup_printf ("%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT " + %" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT,
                          slots, solid->n_slots, pins, solid->n_pins);
}

static char *
check_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  gboolean fine;
  g_autoptr (KerfGuideSolid) solid = solid_of (window, what, &fine);
  const char *part = part_of (what);
  if (!solid || !fine)
    return g_strdup ("…");
  if (strcmp (part, "mesh") == 0)
    return mesh_check (solid, state);
  if (strcmp (part, "found") == 0)
    return found_check (solid, state);
  if (strcmp (part, "wall") == 0)
    return kerf_figure_to_text (solid->min_wall_mm, 2, "mm");
  if (strcmp (part, "seat") == 0)
    return kerf_figure_to_text (solid->deviation_p95_mm, 2, "mm");
  if (strcmp (part, "contact") == 0)
    return kerf_figure_to_text (solid->contact_area_mm2 / 100, 1, "cm²");
  if (strcmp (part, "size") == 0)
    return g_strdup_printf ("%.0f × %.0f × %.0f mm", solid->size_mm[0], solid->size_mm[1], solid->size_mm[2]);
  return kerf_figure_to_text (solid->volume_mm3 / 1000, 1, "cm³");
}

static char *
problems_text (KerfWindow *window, const char *what, KerfFigureState *state)
{
  gboolean fine;
  g_autoptr (KerfGuideSolid) solid = solid_of (window, what, &fine);
  const KerfObject *object = object_of (window, what);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; solid && fine && i < solid->problems->len; i++)
    g_string_append_printf (text, "%s■ %s", text->len ? "\n" : "",
                            (const char *) g_ptr_array_index (solid->problems, i));
  if (text->len)
    *state = KERF_STATE_HURTS;
  /* What can be built and wants to be known all the same: a wall that the printer may not hold. */
  for (guint i = 0; solid && fine && i < solid->notes->len; i++)
    g_string_append_printf (text, "%s▲ %s", text->len ? "\n" : "",
                            (const char *) g_ptr_array_index (solid->notes, i));
  g_autoptr (GPtrArray) findings =
      object ? kerf_derived_guide_findings (kerf_window_case (window), kerf_object_id (object)) : NULL;
  for (guint i = 0; findings && i < findings->len; i++)
    g_string_append_printf (text, "%s▲ %s", text->len ? "\n" : "",
                            (const char *) g_ptr_array_index (findings, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- guide: buttons ---- */

static void
on_approve (GtkButton *button, gpointer data)
{
  g_autofree char *word =
      g_strdup_printf ("guide=%s", (const char *) g_object_get_data (G_OBJECT (button), "ref"));
  kerf_ask_signature (data, "guide.approve", _ ("Approve this guide?"),
                      _ ("It may be exported without DRAFT until something it rests on changes."),
                      _ ("_Approve"), (const char *const[]){ word, NULL }, NULL);
}

static void
on_export (GtkButton *button, gpointer data)
{
  kerf_command_export (data, "guide", g_object_get_data (G_OBJECT (button), "ref"), ".3mf");
}

/* A pin where the crosshair stands, along the insertion. */
static void
on_pin (GtkButton *button, gpointer data)
{
  (void) button;
  kerf_pin_place (data, kerf_window_state (data)->crosshair);
}

/* The usual lines: bone and side, what it is for, the way to the head, the planes' letters. */
static void
on_engrave (GtkButton *button, gpointer data)
{
  g_autofree char *word =
      g_strdup_printf ("guide=%s", (const char *) g_object_get_data (G_OBJECT (button), "ref"));
  kerf_window_do (data, "guide.label", (const char *const[]){ word, NULL });
}

static GtkWidget *
button_for (KerfPage *page, const char *label, const char *style, GCallback clicked, const char *id)
{
  GtkWidget *button = kerf_page_button (page, label, style, clicked, page->window);
  g_object_set_data_full (G_OBJECT (button), "ref", g_strdup (id), g_free);
  return button;
}

void
kerf_page_guide (KerfPage *page)
{
  KerfId id = kerf_window_state (page->window)->selected;
  const KerfCase *kase = kerf_window_case (page->window);
  const KerfObject *object = kerf_case_get (kase, id);
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  const KerfObject *plan = kerf_case_get (kase, guide->plan);
  g_autofree char *id_text = kerf_id_to_text (id);
  g_autofree char *follows = plan ? g_strdup_printf (_ ("follows %s"), kerf_object_name (plan)) : NULL;
  kerf_page_heading (page, kerf_object_name (object), follows);
  GtkWidget *group = kerf_page_group (page, NULL);
  kerf_page_figure (page, group, _ ("Solid"), NULL, TRUE, state_figure, id_text);
  add_asked (page, group, id_text, "fit", _ ("Fits on the bone"), _ ("clearance to fit · to print"));
  add_asked (page, group, id_text, "blade", _ ("Blade"), NULL);
  add_asked (page, group, id_text, "printer", _ ("Printer"), NULL);
  add_asked (page, group, id_text, "body", _ ("Thickness · resolution"), NULL);
  add_asked (page, group, id_text, "insertion", _ ("Goes on along"), _ ("the way it moves"));
  GtkWidget *checks = kerf_page_group (page, _ ("Checks"));
  static const struct {
    const char *part, *title, *subtitle;
  } rows[] = { { "mesh", N_ ("Closed, one piece, no crossing"), NULL },
               { "found", N_ ("Slots and pins found"), N_ ("by name in the solid") },
               { "seat", N_ ("Underside off its clearance"), N_ ("95 % of it within") },
               { "contact", N_ ("Contact area"), NULL },
               { "wall", N_ ("Thinnest wall"), N_ ("sampled") },
               { "size", N_ ("Size"), N_ ("as it is printed") },
               { "volume", N_ ("Material"), NULL } };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *what = g_strdup_printf ("%s:%s", id_text, rows[i].part);
    kerf_page_figure (page, checks, _ (rows[i].title), rows[i].subtitle ? _ (rows[i].subtitle) : NULL, FALSE,
                      check_figure, what);
  }
  kerf_page_text (page, problems_text, id_text);
  kerf_page_buttons (page);
  kerf_page_button (page, _ ("Pin at crosshair"), NULL, G_CALLBACK (on_pin), page->window);
  button_for (page, _ ("Engrave"), NULL, G_CALLBACK (on_engrave), id_text);
  kerf_page_buttons (page);
  button_for (page, _ ("Approve…"), NULL, G_CALLBACK (on_approve), id_text);
  button_for (page, _ ("Export 3MF…"), "suggested-action", G_CALLBACK (on_export), id_text);
  static const char *const but[] = { "guide.approve", NULL };
  kerf_page_operations (page, id, _ ("Change"), but);
}

/* ---- comparison ---- */

/* `what`: "c1:planes:0:offset_mm:mm" – a number of a row, or "c1:summary::mean_abs_mm:mm". */
static char *
compared_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = object_of (window, what);
  g_auto (GStrv) parts = g_strsplit (what, ":", 5);
  (void) state;
  if (!object || g_strv_length (parts) < 5)
    return NULL;
  g_autoptr (KerfJson) json =
      kerf_pool_comparison (kerf_window_pool (window), kerf_window_case (window), kerf_object_id (object));
  if (!json)
    return g_strdup ("…");
  const KerfJson *row = kerf_json_get (json, parts[1]);
  if (parts[2][0])
    row = kerf_json_at (row, (gsize) g_ascii_strtoull (parts[2], NULL, 10));
  double value = kerf_json_get_real (row, parts[3], (double) NAN);
  if (isnan (value))
    return g_strdup (_ ("not assessed"));
  g_autofree char *text = kerf_figure_to_text (fabs (value), 1, parts[4]);
  gboolean size = g_str_has_suffix (parts[3], "abs_mm"); /* has no sign */
  return g_strdup_printf ("%s%s", size ? "" : value < -0.05 ? "−" : value > 0.05 ? "+" : "", text);
}

static void
add_compared (KerfPage *page, GtkWidget *group, const char *title, const char *subtitle, const char *id,
              const char *place, const char *key, const char *unit)
{
  g_autofree char *what = g_strdup_printf ("%s:%s:%s:%s", id, place, key, unit);
  kerf_page_figure (page, group, title, subtitle, FALSE, compared_figure, what);
}

/* By what the two are brought together: a figure is worth no more than that. */
static void
add_grounds (KerfPage *page, const KerfCase *kase, const KerfJson *alignment)
{
  static const char *const bases[][2] = { { "whole-bone", N_ ("whole bone") },
                                          { "away-from-footprint", N_ ("away from the footprint") },
                                          { "soft-tissue", N_ ("soft tissue") },
                                          { "frame-of-reference", N_ ("frame of reference") } };
  GtkWidget *group = kerf_page_group (page, NULL);
  KerfId id;
  const char *id_text = kerf_json_get_string (alignment, "id", NULL),
             *basis = kerf_json_get_string (alignment, "basis", NULL),
             *by = kerf_json_get_string (alignment, "accepted_by", NULL);
  const KerfObject *object =
      id_text && kerf_id_from_text (id_text, &id) ? kerf_case_get (kase, id) : NULL;
  kerf_page_plain (group, _ ("Alignment"), NULL, object ? kerf_object_name (object) : _ ("one image"));
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    if (g_strcmp0 (basis, bases[i][0]) == 0)
      kerf_page_plain (group, _ ("Rests on"), NULL, _ (bases[i][1]));
  if (!object)
    return;
  g_autofree char *tre =
      kerf_figure_to_text (kerf_json_get_real (alignment, "tre_mm", (double) NAN), 1, "mm");
  kerf_page_plain (group, _ ("Target registration error"), NULL, tre);
  kerf_page_plain (group, _ ("Accepted by"), NULL, by ? by : "–");
}

/* One row a plane: how far, how tilted, and what it does to the margin. */
static void
add_planes (KerfPage *page, const KerfJson *planes, const char *id)
{
  static const char *const columns[][2] = {
    { "offset_mm", "mm" }, { "pitch_deg", "°" }, { "roll_deg", "°" }, { "margin_diff_mm", "mm" }
  };
  const char *const heads[] = { _ ("distance"), _ ("pitch"), _ ("roll"), _ ("Δ margin") };
  GtkWidget *group = kerf_page_group (page, NULL);
  kerf_page_columns (page, group, "", heads, G_N_ELEMENTS (heads));
  for (gsize i = 0; i < kerf_json_length (planes); i++) {
    const char *name = kerf_json_get_string (kerf_json_at (planes, i), "name", "?");
    g_autoptr (GPtrArray) what = g_ptr_array_new_with_free_func (g_free);
    for (gsize k = 0; k < G_N_ELEMENTS (columns); k++)
      g_ptr_array_add (what,
                       g_strdup_printf ("%s:planes:%d:%s:%s", id, (int) i, columns[k][0], columns[k][1]));
    kerf_page_row_of_figures (page, group, name, kerf_palette_plane (name).colour, compared_figure,
                              (const char *const *) what->pdata, what->len);
  }
}

void
kerf_page_comparison (KerfPage *page)
{
  KerfId id = kerf_window_state (page->window)->selected;
  const KerfCase *kase = kerf_window_case (page->window);
  const KerfObject *object = kerf_case_get (kase, id);
  g_autofree char *id_text = kerf_id_to_text (id);
  g_autoptr (KerfJson) json = kerf_pool_comparison (kerf_window_pool (page->window), kase, id);
  gboolean e1 = g_strcmp0 (kerf_json_get_string (json, "kind", ""), "e1") == 0;
  kerf_page_heading (page, kerf_object_name (object), !json ? NULL : e1 ? "E1" : "E2");
  if (json)
    add_grounds (page, kase, kerf_json_get (json, "alignment"));
  add_planes (page, kerf_json_get (json, "planes"), id_text);
  if (json) {
    GtkWidget *group = kerf_page_group (page, _ ("All planes"));
    add_compared (page, group, _ ("Mean size of the difference"), NULL, id_text, "summary:", "mean_abs_mm",
                  "mm");
    add_compared (page, group, _ ("Largest"), NULL, id_text, "summary:", "max_abs_mm", "mm");
  }
  kerf_page_operations (page, id, _ ("Change"), NULL);
}
