/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report.h"

#include "base/error.h"
#include "base/real.h"
#include "base/text.h"
#include "report/page.h"
#include "report/picture.h"
#include "view/offscreen.h"

#include <string.h>

typedef struct {
  KerfStore *store;
  const KerfCase *kase;
  KerfId plan_id;
  KerfPlan *plan;
  KerfPlanFigures *figures;
  GArray *spared;
  KerfPages *pages;
  KerfOffscreen *offscreen; /* NULL: no pictures can be drawn here */
  const KerfContext *context;
  const KerfReportOptions *options;
} Report;

/* ---- tables in the making ---- */

typedef struct {
  GPtrArray *rows; /* of char ** */
} Table;

static void
free_row (gpointer row)
{
  g_strfreev (row);
}

static Table
table_new (void)
{
  return (Table){ g_ptr_array_new_with_free_func (free_row) };
}

/* Takes the texts; ended by NULL. */
static void
table_add (Table *table, char *first, ...)
{
  GPtrArray *row = g_ptr_array_new ();
  va_list args;
  va_start (args, first);
  for (char *cell = first; cell; cell = va_arg (args, char *))
    g_ptr_array_add (row, cell);
  va_end (args);
  g_ptr_array_add (row, NULL);
  g_ptr_array_add (table->rows, g_ptr_array_free (row, FALSE));
}

static void
table_end (Table *table, KerfPages *pages, const double *widths)
{
  kerf_pages_table (pages, widths, (char *const *const *) (gpointer) table->rows->pdata, table->rows->len);
  g_ptr_array_unref (table->rows);
}

static char *
verdict_words (KerfCutVerdict verdict)
{
  static const char *const words[] = { "✓ holds",        "▲ short",     "■ through tumour",
                                       "▲ outside bone", "– no target", "– not assessed" };
  return g_strdup (words[verdict]);
}

static char *
fate_words (KerfFate fate)
{
  static const char *const words[] = { "✓ preserved", "▲ at risk", "■ sacrificed", "– not assessed" };
  return g_strdup (words[fate]);
}

static double
target_of (const KerfPlan *plan, const KerfPlane *plane)
{
  return isnan (plane->target_margin_mm) ? plan->target_margin_mm : plane->target_margin_mm;
}

/* ---- pictures ---- */

static cairo_surface_t *
picture (const Report *r, KerfViewState *state, KerfViewName view, double width, double height)
{
  KerfPictureSize size = { width, height, 2, 1 };
  return r->offscreen ? kerf_picture_render (r->offscreen, r->kase, state, view, &size, r->context, NULL)
                      : NULL;
}

static KerfViewState *
state_at (const Report *r, KerfVec3 at)
{
  KerfViewState *state = kerf_view_state_new ();
  state->plan = r->plan_id;
  state->base = r->plan->volume;
  kerf_picture_hide_other_bones (state, r->kase);
  if (kerf_vec3_is_finite (at))
    state->crosshair = at;
  return state;
}

static KerfVec3
tumour_centre (const Report *r)
{
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  guint n = 0;
  for (gsize k = 0; k < r->figures->n_cuts; k++) {
    KerfVec3 p = r->figures->cuts[k].face[KERF_FACE_DISCARD].closest_tumour;
    if (kerf_vec3_is_finite (p)) {
      sum = kerf_add (sum, p);
      n++;
    }
  }
  return n ? kerf_scale (sum, 1.0 / n) : kerf_vec3 ((double) NAN, (double) NAN, (double) NAN);
}

static void
drop (cairo_surface_t *surface)
{
  if (surface)
    cairo_surface_destroy (surface);
}

/* ---- the surgeon's page ---- */

static void
margins_table (const Report *r)
{
  static const double widths[] = { 1.5, 1.6, 1.3, 1.1, 1.2, 1.6, 0 };
  Table t = table_new ();
  table_add (&t, g_strdup ("Plane"), g_strdup ("Margin in bone"), g_strdup ("Target"), g_strdup ("Kerf"),
             g_strdup ("Cut area"), g_strdup ("Verdict"), NULL);
  for (guint k = 0; k < r->plan->planes->len; k++) {
    const KerfPlane *p = g_ptr_array_index (r->plan->planes, k);
    const KerfCutFigures *f = &r->figures->cuts[k];
    gboolean named = strcmp (p->letter, p->name) != 0;
    table_add (&t, named ? g_strdup_printf ("%s · %s", p->letter, p->name) : g_strdup (p->letter),
               kerf_margin_to_text (f->face[KERF_FACE_DISCARD].bounded_mm),
               kerf_margin_to_text (target_of (r->plan, p)), kerf_figure_to_text (p->cut.width_mm, 2, "mm"),
               kerf_figure_to_text (f->cut_area_mm2 / 100, 1, "cm²"), verdict_words (f->verdict), NULL);
  }
  table_end (&t, r->pages, widths);
}

static void
spared_table (const Report *r)
{
  static const double widths[] = { 2.4, 1.6, 1.4, 1.4, 0 };
  if (!r->spared->len)
    return;
  Table t = table_new ();
  table_add (&t, g_strdup ("Structure"), g_strdup ("What becomes of it"), g_strdup ("Distance to kerf"),
             g_strdup ("Clearance wanted"), NULL);
  for (guint k = 0; k < r->spared->len; k++) {
    const KerfSpared *s = &g_array_index (r->spared, KerfSpared, k);
    table_add (&t, g_strdup (kerf_object_name (kerf_case_get (r->kase, s->structure))), fate_words (s->fate),
               kerf_margin_to_text (s->distance_mm), kerf_margin_to_text (s->clearance_mm), NULL);
  }
  table_end (&t, r->pages, widths);
}

static void
warnings (const Report *r)
{
  const char *what = NULL, *stale = kerf_object_stale_input (r->kase, r->plan_id, &what);
  g_autoptr (GError) side = NULL;
  g_autoptr (GError) margins = NULL;
  if (!kerf_derived_margins_allowed (r->kase, r->plan, &margins))
    kerf_pages_text (r->pages, 10, TRUE, "■ %s", margins->message);
  if (!kerf_derived_side_agrees (r->kase, r->plan_id, r->context, &side))
    kerf_pages_text (r->pages, 10, TRUE, "■ %s", side->message);
  else if (!kerf_derived_side (r->kase, r->plan_id, r->context))
    kerf_pages_text (r->pages, 10, FALSE, "– Side against the midline: not assessed.");
  if (stale)
    kerf_pages_text (r->pages, 10, TRUE, "▲ Stale: '%s' changed after the plan was %s.", stale, what);
  for (guint k = 0; k < r->plan->planes->len; k++) {
    const KerfPlane *p = g_ptr_array_index (r->plan->planes, k);
    if (g_strcmp0 (p->kerf_from, "default") == 0)
      kerf_pages_text (r->pages, 10, FALSE, "▲ The kerf of plane %s is assumed, nobody has set it.",
                       p->letter);
  }
  if (r->figures->volumes.tumour_outside_bone_share > 0.001)
    kerf_pages_text (
        r->pages, 10, FALSE,
        "▲ %.1f %% of the tumour lies outside the bone segment; a margin in soft tissue is not assessed.",
        100 * r->figures->volumes.tumour_outside_bone_share);
  kerf_pages_text (r->pages, 10, FALSE,
                   "– Soft-tissue margins, execution and alignment errors: not assessed.");
}

static void
surgeon_page (const Report *r, const KerfPageHead *head)
{
  const KerfSpecimenVolumes *v = &r->figures->volumes;
  kerf_pages_begin (r->pages, NULL);
  kerf_pages_text (r->pages, 28, TRUE, "%s", head->side);
  kerf_pages_text (r->pages, 14, TRUE, "%s · %s", head->bone, r->plan->name);
  g_autoptr (KerfViewState) state = state_at (r, tumour_centre (r));
  state->crosshair_shown = FALSE;
  cairo_surface_t *space = picture (r, state, KERF_VIEW_SPACE, 760, 470);
  kerf_pages_picture (r->pages, space, 300, NULL);
  drop (space);
  margins_table (r);
  spared_table (r);
  g_autofree char *lost = kerf_figure_to_text (v->resected_mm3 / 1000, 1, "cm³"),
                  *kept = kerf_figure_to_text (v->kept_mm3 / 1000, 1, "cm³"),
                  *outside = kerf_figure_to_text (v->tumour_outside_specimen_mm3 / 1000, 2, "cm³"),
                  *share = kerf_figure_to_text (100 * v->resected_mm3 / v->bone_mm3, 1, "%");
  kerf_pages_text (r->pages, 10.5, FALSE,
                   "Bone resected %s (%s of the segment), kept %s. Tumour outside the specimen %s.", lost,
                   share, kept, outside);
  const KerfFreedom *f = r->figures->freedom;
  if (!f || f->state == KERF_FREEDOM_NOT_ASSESSED)
    kerf_pages_text (r->pages, 10.5, FALSE, "Is the block free after all cuts: not assessed.");
  else if (f->state == KERF_FREE)
    kerf_pages_text (r->pages, 10.5, FALSE,
                     "The block is free after all cuts (bone only; soft tissue still holds).");
  else
    kerf_pages_text (r->pages, 10.5, TRUE, "▲ The block is still attached by %u pieces of bone.",
                     f->hinges->len);
  warnings (r);
}

/* ---- images, alignments, contours ---- */

static void
images_page (const Report *r)
{
  static const double image_widths[] = { 2.2, 1.3, 1.2, 2.4, 1.2, 1.6, 0 },
                      contour_widths[] = { 2.2, 1.2, 1.4, 2.6, 0 },
                      alignment_widths[] = { 2.6, 1.8, 1, 1, 2, 0 };
  kerf_pages_begin (r->pages, "Images, alignments, contours");
  Table images = table_new (), contours = table_new (), alignments = table_new ();
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  table_add (&images, g_strdup ("Image"), g_strdup ("Role"), g_strdup ("Date"), g_strdup ("Voxel, mm"),
             g_strdup ("Verdict"), g_strdup ("Findings"), NULL);
  table_add (&contours, g_strdup ("Contour"), g_strdup ("Class"), g_strdup ("Volume"), g_strdup ("Signed"),
             NULL);
  table_add (&alignments, g_strdup ("Alignment"), g_strdup ("Method"), g_strdup ("NMI"), g_strdup ("FRE"),
             g_strdup ("Accepted"), NULL);
  for (gsize k = 0; k < kerf_case_length (r->kase); k++) {
    const KerfObject *o = kerf_case_at (r->kase, k);
    const KerfJson *record = kerf_object_record (o);
    KerfId id = kerf_object_id (o);
    const KerfJson *signatures = kerf_json_get (record, "signatures");
    const KerfJson *last = kerf_json_at (signatures, kerf_json_length (signatures) - 1);
    const char *what = NULL, *stale = kerf_object_stale_input (r->kase, id, &what);
    g_autofree char *signature =
        !last   ? g_strdup ("– no")
        : stale ? g_strdup_printf ("▲ stale since '%s' changed", stale)
                : g_strdup_printf ("%s, %s, %.10s", kerf_json_get_string (last, "name", ""),
                                   kerf_json_get_string (last, "role", ""),
                                   kerf_json_get_string (last, "at_utc", ""));
    if (id.kind == KERF_KIND_VOLUME) {
      KerfGrid g;
      const KerfJson *list = kerf_json_get (record, "findings");
      for (gsize n = 0; n < kerf_json_length (list); n++)
        g_ptr_array_add (findings,
                         g_strdup_printf ("▲ %s: %s", kerf_object_name (o),
                                          kerf_json_get_string (kerf_json_at (list, n), "message", "")));
      gboolean has = kerf_object_grid (o, &g);
      KerfVec3 h = has ? kerf_grid_spacing (&g) : kerf_vec3 (0, 0, 0);
      table_add (&images, g_strdup (kerf_object_name (o)),
                 g_strdup (kerf_json_get_string (record, "role", "")),
                 g_strdup (kerf_json_get_string (record, "study_date", "–")),
                 g_strdup_printf ("%.3g × %.3g × %.3g", h.x, h.y, h.z),
                 g_strdup (kerf_json_get_string (record, "verdict", "–")),
                 kerf_json_length (list) ? g_strdup_printf ("▲ %zu, below", kerf_json_length (list))
                                         : g_strdup ("none"),
                 NULL);
    } else if (id.kind == KERF_KIND_SEGMENT)
      table_add (&contours, g_strdup (kerf_object_name (o)),
                 g_strdup (kerf_json_get_string (record, "class", "")),
                 kerf_figure_to_text (kerf_derived_volume_mm3 (o, r->context, NULL) / 1000, 2, "cm³"),
                 g_strdup (signature), NULL);
    else if (id.kind == KERF_KIND_ALIGNMENT) {
      g_autoptr (KerfAlignment) a = kerf_alignment_from_object (o);
      table_add (&alignments, g_strdup (a->name), g_strdup (a->method), kerf_figure_to_text (a->nmi, 3, ""),
                 kerf_figure_to_text (a->fre_mm, 2, "mm"), g_strdup (signature), NULL);
    }
  }
  table_end (&images, r->pages, image_widths);
  for (guint n = 0; n < findings->len; n++)
    kerf_pages_text (r->pages, 9.5, FALSE, "%s", (const char *) g_ptr_array_index (findings, n));
  if (alignments.rows->len > 1)
    table_end (&alignments, r->pages, alignment_widths);
  else
    g_ptr_array_unref (alignments.rows);
  table_end (&contours, r->pages, contour_widths);
  kerf_pages_text (
      r->pages, 9.5, FALSE,
      "A small residual (FRE) says nothing about the error at the cut; that error is not assessed here.");
  g_autoptr (KerfViewState) state = state_at (r, tumour_centre (r));
  state->layout = KERF_LAYOUT_FOUR_UP;
  cairo_surface_t *four = picture (r, state, KERF_PICTURE_LAYOUT, 1000, 760);
  kerf_pages_picture (r->pages, four, 380, "Four-up at the tumour");
  drop (four);
}

/* ---- a page a plane ---- */

/* A component that rounds to 0 is written without a sign. */
static double
no_minus (double component)
{
  return fabs (component) < 5e-6 ? 0 : component;
}

static void
plane_page (const Report *r, guint index)
{
  static const double widths[] = { 2, 1.2, 1.2, 1.2, 0 };
  const KerfPlane *p = g_ptr_array_index (r->plan->planes, index);
  const KerfCutFigures *f = &r->figures->cuts[index];
  const KerfMargin *d = &f->face[KERF_FACE_DISCARD];
  g_autofree char *heading =
      g_strdup_printf ("Plane %s%s%s", p->letter, strcmp (p->letter, p->name) ? " · " : "",
                       strcmp (p->letter, p->name) ? p->name : "");
  kerf_pages_begin (r->pages, heading);
  g_autoptr (KerfViewState) state =
      state_at (r, kerf_vec3_is_finite (d->closest_face) ? d->closest_face : p->cut.frame.p);
  kerf_view_state_select (state, r->plan_id, p->letter);
  state->margin_map_shown = TRUE;
  for (int k = 0; k < KERF_N_VIEWS;
       k++) { /* 130 mm about the place; the first along the cut, as the blade meets it */
    state->views[k].zoom_px_per_mm = 4;
    state->views[k].centre = state->crosshair;
  }
  state->views[KERF_VIEW_CUT].right = p->cut.frame.u;
  state->views[KERF_VIEW_CUT].down = p->cut.frame.v;
  state->views[KERF_VIEW_CUT].centre = p->cut.frame.p;
  cairo_surface_t *cut = picture (r, state, KERF_VIEW_CUT, 520, 440),
                  *axial = picture (r, state, KERF_VIEW_AXIAL, 520, 440),
                  *coronal = picture (r, state, KERF_VIEW_CORONAL, 520, 440),
                  *sagittal = picture (r, state, KERF_VIEW_SAGITTAL, 520, 440);
  kerf_pages_two_pictures (r->pages, cut, axial, 205, "In the cut's face, the blade going down",
                           "Axial at the closest point");
  kerf_pages_two_pictures (r->pages, coronal, sagittal, 205, "Coronal", "Sagittal");
  drop (cut);
  drop (axial);
  drop (coronal);
  drop (sagittal);
  Table t = table_new ();
  table_add (&t, g_strdup ("Margin to the tumour"), g_strdup ("Specimen's face"), g_strdup ("Centre"),
             g_strdup ("Kept face"), NULL);
  table_add (&t, g_strdup ("In bone (primary: specimen's face)"), kerf_margin_to_text (d->bounded_mm),
             kerf_margin_to_text (f->face[KERF_FACE_CENTRE].bounded_mm),
             kerf_margin_to_text (f->face[KERF_FACE_KEEP].bounded_mm), NULL);
  table_add (&t, g_strdup ("Unbounded plane"), kerf_margin_to_text (d->unbounded_mm),
             kerf_margin_to_text (f->face[KERF_FACE_CENTRE].unbounded_mm),
             kerf_margin_to_text (f->face[KERF_FACE_KEEP].unbounded_mm), NULL);
  table_end (&t, r->pages, widths);
  const KerfFrame3 *fr = &p->cut.frame;
  g_autofree char *hu = kerf_figure_to_text (p->cut.half_extent_u_mm, 1, "mm"),
                  *hv = kerf_figure_to_text (p->cut.half_extent_v_mm, 1, "mm"),
                  *area = kerf_figure_to_text (f->cut_area_mm2 / 100, 2, "cm²"),
                  *verdict = verdict_words (f->verdict),
                  *target = kerf_margin_to_text (target_of (r->plan, p));
  kerf_pages_text (
      r->pages, 10, FALSE,
      "Point (%.2f, %.2f, %.2f) mm LPS, normal (%.5f, %.5f, %.5f) towards the bone that stays, blade goes (%.5f, %.5f, %.5f).",
      fr->p.x, fr->p.y, fr->p.z, no_minus (fr->n.x), no_minus (fr->n.y), no_minus (fr->n.z),
      no_minus (fr->v.x), no_minus (fr->v.y), no_minus (fr->v.z));
  kerf_pages_text (r->pages, 10, FALSE,
                   "Half extents %s × %s. Kerf %.2f mm, stated face %s (%s). Cut area %s. Target %s: %s.",
                   isinf (p->cut.half_extent_u_mm) ? "not bounded" : hu,
                   isinf (p->cut.half_extent_v_mm) ? "not bounded" : hv, p->cut.width_mm,
                   kerf_face_name (p->cut.face), p->kerf_from ? p->kerf_from : "default", area, target,
                   verdict);
  double away = kerf_distance (fr->p, p->datum.p),
         tilt = kerf_real_acos (kerf_dot (fr->n, p->datum.n)) / KERF_RAD_PER_DEG;
  kerf_pages_text (r->pages, 10, FALSE, "Since it was placed it moved by %.1f mm and tilted by %.1f°.", away,
                   tilt);
}

/* ---- guides, history ---- */

static void
guide_pages (const Report *r)
{
  static const double slot_widths[] = { 1, 1.3, 1.4, 1.4, 1.4, 1.4, 0 },
                      pin_widths[] = { 1, 1.5, 1.5, 1.5, 0 };
  for (gsize k = 0; k < kerf_case_length (r->kase); k++) {
    const KerfObject *o = kerf_case_at (r->kase, k);
    if (kerf_object_id (o).kind != KERF_KIND_GUIDE)
      continue;
    g_autoptr (KerfGuide) g = kerf_guide_from_object (o);
    if (!kerf_id_equal (g->plan, r->plan_id))
      continue;
    g_autofree char *heading = g_strdup_printf ("Guide · %s", g->name);
    kerf_pages_begin (r->pages, heading);
    g_autoptr (KerfViewState) state = state_at (r, tumour_centre (r));
    state->crosshair_shown = FALSE;
    kerf_view_state_select (state, kerf_object_id (o), "");
    kerf_view_look_along (&state->views[KERF_VIEW_SPACE], g->insertion);
    cairo_surface_t *space = picture (r, state, KERF_VIEW_SPACE, 760, 470);
    kerf_pages_picture (r->pages, space, 300, NULL);
    drop (space);
    kerf_pages_text (r->pages, 10, FALSE,
                     "Clearance %.2f mm to fit + %.2f mm to print, thickness %.1f mm, printer %s, blade %s.",
                     g->offset_fit_mm, g->offset_print_mm, g->thickness_mm, g->printer, g->blade);
    Table slots = table_new (), pins = table_new ();
    table_add (&slots, g_strdup ("Slot"), g_strdup ("Kind"), g_strdup ("Clearance a side"),
               g_strdup ("Length"), g_strdup ("Guided height"), g_strdup ("Blade"), NULL);
    for (guint n = 0; n < g->slots->len; n++) {
      const KerfSlot *s = g_ptr_array_index (g->slots, n);
      table_add (&slots, g_strdup (s->letter), g_strdup (s->kind),
                 kerf_figure_to_text (s->clearance_mm, 2, "mm"), kerf_figure_to_text (s->length_mm, 1, "mm"),
                 kerf_figure_to_text (s->wall_height_mm, 1, "mm"),
                 kerf_figure_to_text (s->blade_thickness_mm, 2, "mm"), NULL);
    }
    table_end (&slots, r->pages, slot_widths);
    table_add (&pins, g_strdup ("Pin"), g_strdup ("Bore"), g_strdup ("Sleeve"), g_strdup ("Sleeve length"),
               NULL);
    for (guint n = 0; n < g->pins->len; n++) {
      const KerfGuidePin *p = g_ptr_array_index (g->pins, n);
      table_add (&pins, g_strdup_printf ("%u", p->number), kerf_figure_to_text (p->hole_diameter_mm, 2, "mm"),
                 kerf_figure_to_text (p->sleeve_outer_diameter_mm, 2, "mm"),
                 kerf_figure_to_text (p->sleeve_length_mm, 1, "mm"), NULL);
    }
    if (g->pins->len)
      table_end (&pins, r->pages, pin_widths);
    else
      g_ptr_array_unref (pins.rows);
    g_autoptr (GString) lines = g_string_new (NULL);
    for (guint n = 0; n < g->label_lines->len; n++)
      g_string_append_printf (lines, "%s%s", n ? " / " : "",
                              (const char *) g_ptr_array_index (g->label_lines, n));
    kerf_pages_text (r->pages, 10, FALSE, "Engraved: %s.", lines->len ? lines->str : "nothing");
    kerf_pages_text (r->pages, 10, FALSE, "%s",
                     g->signatures->len ? "Approved."
                                        : "Not approved: whatever is printed from it is a DRAFT.");
    kerf_pages_scale_bar (r->pages);
  }
}

static void
history_page (const Report *r)
{
  static const double widths[] = { 0.6, 1.3, 2.4, 1.6, 2.2, 0 };
  g_autoptr (GHashTable) branch = g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, g_free, NULL);
  g_autoptr (GPtrArray) log = kerf_store_log (r->store, branch, NULL);
  kerf_pages_begin (r->pages, "How it was made");
  Table t = table_new ();
  table_add (&t, g_strdup ("No."), g_strdup ("Revision"), g_strdup ("Operation"), g_strdup ("By"),
             g_strdup ("Time (UTC)"), NULL);
  for (guint k = 0; log && k < log->len; k++) {
    const KerfRevision *rev = g_ptr_array_index (log, k);
    g_autofree char *hex = kerf_hash_to_hex (&rev->hash);
    if (!g_hash_table_contains (branch, &rev->hash))
      continue;
    table_add (&t, g_strdup_printf ("%" G_GINT64_FORMAT, rev->number), g_strdup_printf ("%.8s", hex),
               g_strdup (rev->operation), g_strdup (rev->author), g_strdup_printf ("%.19s", rev->time_utc),
               NULL);
  }
  table_end (&t, r->pages, widths);
}

/* ---- all of it ---- */

static gboolean
uses_synthetic (const KerfCase *kase, const KerfPlan *plan)
{
  const KerfObject *volume = kerf_case_get (kase, plan->volume);
  return volume && strcmp (kerf_json_get_string (kerf_object_record (volume), "role", ""), "pseudo-ct") == 0;
}

static void
write_pages (Report *r, const KerfPageHead *head)
{
  surgeon_page (r, head);
  if (r->options->surgeon_only)
    return;
  images_page (r);
  for (guint k = 0; k < r->plan->planes->len; k++) {
    kerf_context_progress (r->context, "Writing the report", (double) k / r->plan->planes->len);
    plane_page (r, k);
  }
  guide_pages (r);
  history_page (r);
}

gboolean
kerf_report_write_pdf (KerfStore *store, const KerfCase *kase, KerfId plan_id, const KerfHash *revision,
                       const KerfReportOptions *options, const char *path, GPtrArray *notes,
                       const KerfContext *context, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, plan_id), *subject = kerf_case_subject (kase);
  int by = 0;
  KerfHash version;
  g_autoptr (GError) no_gl = NULL;
  if (!object || plan_id.kind != KERF_KIND_PLAN)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "There is no such plan; kerf-cli show lists the plans.");
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  if (kerf_plan_is_superseded (kase, plan_id, &by)) {
    g_autofree char *a = g_strdup_printf ("%d", plan->version), *b = g_strdup_printf ("%d", by);
    return kerf_fail (error, KERF_ERROR_EXPORT_SUPERSEDED, "what", plan->name, "a", a, "b", b, NULL);
  }
  if (!kerf_plan_version_hash (kase, plan_id, &version, error))
    return FALSE;
  g_autoptr (KerfPlanFigures) figures = kerf_derived_plan (kase, plan_id, FALSE, context, error);
  g_autoptr (GArray) spared = figures ? kerf_derived_spared (kase, plan_id, context, error) : NULL;
  g_autoptr (KerfRevision) rev = spared ? kerf_store_revision (store, revision, error) : NULL;
  if (!rev)
    return FALSE;
  g_autoptr (KerfOffscreen) offscreen = kerf_offscreen_new (&no_gl);
  if (!offscreen && notes)
    g_ptr_array_add (notes, g_strdup (no_gl->message));
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL;
  g_autofree char *hex = kerf_hash_to_hex (&version), *who = kerf_picture_who (kase, options->patient_text),
                  *side = g_ascii_strup (kerf_json_get_string (record, "side", "unknown"), -1),
                  *version_text = g_strdup_printf ("v%d · %.8s", plan->version, hex),
                  *time = g_strdup_printf ("%.19sZ", rev->time_utc);
  KerfPageHead head = { who,
                        side,
                        kerf_json_get_string (record, "bone", "bone not declared"),
                        version_text,
                        strcmp (plan->state, "locked") == 0 ? "LOCKED" : "DRAFT",
                        time,
                        uses_synthetic (kase, plan) };
  g_autoptr (KerfPages) pages = kerf_pages_new (&head, plan->name);
  Report r = { store, kase, plan_id, plan, figures, spared, pages, offscreen, context, options };
  write_pages (&r, &head);
  return kerf_context_check (context, error) && kerf_pages_end (pages, path, error);
}
