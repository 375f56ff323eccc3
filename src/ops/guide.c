/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "case/plan-document.h"
#include "core/guide/profiles.h"
#include "core/guide/strokes.h"
#include "core/mesh/section.h"
#include "ops/edit.h"

/* What a guide is commanded to be; its solid is derived. */

static KerfGuide *
guide_of (const KerfCase *kase, KerfId id)
{
  return kerf_guide_from_object (kerf_case_get (kase, id));
}

static KerfCase *
put_guide (const KerfCase *kase, KerfId id, const KerfGuide *guide, gboolean is_new, KerfOpRun *run)
{
  return kerf_edit_put (kase, kerf_object_new (id, kerf_guide_to_record (guide)), is_new, run);
}

static KerfPlan *
plan_of (const KerfCase *kase, const KerfGuide *guide)
{
  return kerf_plan_from_object (kerf_case_get (kase, guide->plan));
}

/* Along u: middle and width of the bone's section within the cut's rectangle; FALSE where there is none. */
static gboolean
section_along_u (const KerfCut *cut, const KerfMesh *bone, double *centre_mm, double *width_mm)
{
  double t0, t1, planes[4][3];
  gsize n = 0;
  g_autoptr (KerfSection) whole = kerf_mesh_section (bone, &cut->frame);
  kerf_cut_t_range (cut, &t0, &t1);
  if (isfinite (cut->half_extent_u_mm)) {
    memcpy (planes[n++], (double[3]){ 1, 0, cut->half_extent_u_mm }, sizeof planes[0]);
    memcpy (planes[n++], (double[3]){ -1, 0, cut->half_extent_u_mm }, sizeof planes[0]);
  }
  if (isfinite (t0))
    memcpy (planes[n++], (double[3]){ 0, -1, -t0 }, sizeof planes[0]);
  if (isfinite (t1))
    memcpy (planes[n++], (double[3]){ 0, 1, t1 }, sizeof planes[0]);
  g_autoptr (KerfSection) part = kerf_section_clipped (whole, planes, n);
  if (kerf_section_is_empty (part))
    return FALSE;
  *centre_mm = (part->lo[0] + part->hi[0]) / 2;
  *width_mm = part->hi[0] - part->lo[0];
  return TRUE;
}

/* The closed slot that a plane gets where nobody says more. */
static KerfSlot *
slot_new (const KerfPlane *plane, const KerfMesh *bone, const KerfBlade *blade)
{
  KerfSlot *slot = g_new0 (KerfSlot, 1);
  double centre = 0, width = 30;
  g_strlcpy (slot->letter, plane->letter, sizeof slot->letter);
  slot->kind = g_strdup ("closed");
  slot->blade_thickness_mm = blade->thickness_mm;
  slot->clearance_mm = 0.1;
  slot->wall_height_mm = 10;
  if (bone)
    section_along_u (&plane->cut, bone, &centre, &width);
  slot->centre_u_mm = centre;
  slot->length_mm = width + 10;
  return slot;
}

static KerfSlot *
find_slot (const KerfGuide *guide, const char *letter)
{
  for (guint k = 0; k < guide->slots->len; k++) {
    KerfSlot *slot = g_ptr_array_index (guide->slots, k);
    if (strcmp (slot->letter, letter) == 0)
      return slot;
  }
  return NULL;
}

/* A change withdraws an approval: what was approved is no longer what is there. */
static gboolean
open_guide (const KerfCase *kase, KerfId id, KerfGuide **guide, GError **error)
{
  *guide = guide_of (kase, id);
  if (kerf_case_get (kase, (*guide)->plan))
    return TRUE;
  kerf_guide_free (*guide);
  *guide = NULL;
  return kerf_fail_text (error, KERF_ERROR_REFUSED, "The plan of this guide is gone; make the guide anew.");
}

/* ---- guide.new ---- */

typedef struct {
  KerfId plan, bone;
  char *planes, *printer, *blade, *name;
  KerfVec3 insertion;
} GuideNew;

static const KerfParam guide_new_params[] = {
  KERF_ARG_ID (GuideNew, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  KERF_ARG_TEXT (GuideNew, planes, NULL, 0, "Letters of the planes it serves, with commas; all where not given"),
  KERF_ARG_ID (GuideNew, bone, KERF_SEGMENTS, 0, "Bone that it sits on; the plan's where not given"),
  KERF_ARG_DIRECTION (GuideNew, insertion, 0, "The way it is put on, towards the bone; mean of the blades' ways where not given"),
  KERF_ARG_TEXT (GuideNew, printer, NULL, 0, "Profile of the printer"),
  KERF_ARG_TEXT (GuideNew, blade, NULL, 0, "Profile of the blade"),
  KERF_ARG_TEXT (GuideNew, name, NULL, 0, "Name"),
};

static gboolean
choose_planes (KerfGuide *guide, const KerfPlan *plan, const char *letters, GError **error)
{
  g_auto (GStrv) words = g_strsplit (letters ? letters : "", ",", -1);
  for (gsize k = 0; words[k]; k++) {
    const char *dot = strchr (g_strstrip (words[k]), '.');
    if (!*words[k])
      continue;
    const KerfPlane *plane = kerf_plan_plane (plan, dot ? dot + 1 : words[k]);
    if (!plane)
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "Plan '%s' has no plane '%s'; kerf-cli show lists its planes.", plan->name,
                             words[k]);
    g_ptr_array_add (guide->letters, g_strdup (plane->letter));
  }
  for (guint k = 0; !guide->letters->len && k < plan->planes->len; k++)
    g_ptr_array_add (guide->letters, g_strdup (((const KerfPlane *) g_ptr_array_index (plan->planes, k))->letter));
  return guide->letters->len ||
         kerf_fail_text (error, KERF_ERROR_REFUSED, "Plan '%s' has no plane yet; place one before making a guide.", plan->name);
}

static gboolean
set_profiles (KerfGuide *guide, const char *printer, const char *blade, const KerfBlade **found_blade, GError **error)
{
  const KerfPrinter *p = kerf_printer_find (printer);
  *found_blade = kerf_blade_find (blade);
  if (!p || !*found_blade)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no profile '%s'; the folder data lists printers and blades.",
                           p ? blade : printer);
  guide->printer = g_strdup (p->name);
  guide->blade = g_strdup ((*found_blade)->name);
  guide->offset_print_mm = p->offset_print_mm;
  return TRUE;
}

static KerfCase *
guide_new (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideNew *a = args;
  GError *inner = NULL;
  const KerfBlade *blade;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, a->plan));
  g_autoptr (KerfGuide) guide = kerf_guide_new ();
  guide->plan = a->plan;
  guide->bone = a->bone.kind == KERF_KIND_NONE ? plan->bone : a->bone;
  if (guide->bone.kind == KERF_KIND_NONE) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "Plan '%s' names no bone; give 'bone'.", plan->name);
    return NULL;
  }
  if (!choose_planes (guide, plan, a->planes, error) || !set_profiles (guide, a->printer, a->blade, &blade, error))
    return NULL;
  g_autoptr (KerfMesh) bone = kerf_edit_plan_mesh (kase, plan, guide->bone, run->job, &inner);
  if (inner) {
    g_propagate_error (error, inner);
    return NULL;
  }
  KerfVec3 mean = kerf_vec3 (0, 0, 0);
  for (guint k = 0; k < guide->letters->len; k++) {
    const KerfPlane *plane = kerf_plan_plane (plan, g_ptr_array_index (guide->letters, k));
    mean = kerf_add (mean, plane->cut.frame.v);
    g_ptr_array_add (guide->slots, slot_new (plane, bone, blade));
  }
  guide->insertion = isnan (a->insertion.x) ? kerf_unit (mean) : a->insertion;
  if (!(kerf_length (guide->insertion) > 0.5)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "The blades come from opposite sides, so no way to put the guide on follows; give 'insertion'.");
    return NULL;
  }
  g_autofree char *wanted = g_strdup_printf ("Guide of %s", plan->name);
  guide->name = kerf_case_free_name (kase, a->name && *a->name ? a->name : wanted);
  guide->offset_fit_mm = 0.2;
  guide->thickness_mm = 5;
  guide->resolution_mm = 0.25;
  return put_guide (kase, kerf_case_next_id (kase, KERF_KIND_GUIDE), guide, TRUE, run);
}

KERF_OP (guide_new) = { .id = "guide.new",
                        .title = "New Guide",
                        .help = "Makes a cutting guide with a closed slot for each plane",
                        .version = 1,
                        .size = sizeof (GuideNew),
                        .apply = guide_new,
                        KERF_PARAMS (guide_new_params) };

/* ---- guide.body ---- */

typedef struct {
  KerfId guide;
  double offset_fit_mm, offset_print_mm, thickness_mm, resolution_mm, radius_mm;
  GArray *footprint;
  KerfVec3 centre;
} GuideBody;

static const KerfParam guide_body_params[] = {
  KERF_ARG_ID (GuideBody, guide, KERF_GUIDES, KERF_REQUIRED, "The guide"),
  { KERF_ARG (GuideBody, offset_fit_mm, KERF_PARAM_REAL, "mm", 0, 0, 2, (double) NAN, "Gap to the bone so that it goes on"), .ui_max = 0.5, .step = 0.05, .digits = 2 },
  { KERF_ARG (GuideBody, offset_print_mm, KERF_PARAM_REAL, "mm", 0, 0, 2, (double) NAN, "Gap that the printer needs"), .ui_max = 0.5, .step = 0.05, .digits = 2 },
  { KERF_ARG (GuideBody, thickness_mm, KERF_PARAM_REAL, "mm", 0, 1.5, 20, (double) NAN, "Thickness of the shell"), .ui_min = 3, .ui_max = 8, .step = 0.5 },
  { KERF_ARG (GuideBody, resolution_mm, KERF_PARAM_REAL, "mm", KERF_ADVANCED, 0.1, 1, (double) NAN, "Step of the contouring"), .step = 0.05, .digits = 2 },
  KERF_ARG_POINTS (GuideBody, footprint, 3, KERF_NONE, "Outline on the bone; none = the default footprint"),
  KERF_ARG_POINT (GuideBody, centre, 0, "Middle of a round footprint"),
  KERF_ARG_REAL (GuideBody, radius_mm, "mm", 3, 150, (double) NAN, KERF_NONE, "Its radius; none = the default footprint"),
};

static KerfCase *
guide_body (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideBody *a = args;
  KerfGuide *guide;
  if (!open_guide (kase, a->guide, &guide, error))
    return NULL;
  const struct {
    double from;
    double *to;
  } values[] = { { a->offset_fit_mm, &guide->offset_fit_mm },
                 { a->offset_print_mm, &guide->offset_print_mm },
                 { a->thickness_mm, &guide->thickness_mm },
                 { a->resolution_mm, &guide->resolution_mm } };
  for (gsize k = 0; k < G_N_ELEMENTS (values); k++)
    if (kerf_given (values[k].from))
      *values[k].to = values[k].from;
  if (a->footprint) {
    g_array_set_size (guide->outline, 0);
    g_array_append_vals (guide->outline, a->footprint->data, a->footprint->len);
    guide->footprint_radius_mm = (double) NAN;
  }
  if (kerf_given (a->radius_mm))
    guide->footprint_radius_mm = kerf_none (a->radius_mm) ? (double) NAN : a->radius_mm;
  if (!isnan (a->centre.x))
    guide->footprint_centre = a->centre;
  KerfCase *next = NULL;
  if (kerf_given (a->radius_mm) && !kerf_none (a->radius_mm) && isnan (a->centre.x))
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "A round footprint needs its middle; give 'centre' too.");
  else
    next = put_guide (kase, a->guide, guide, FALSE, run);
  kerf_guide_free (guide);
  return next;
}

KERF_OP (guide_body) = { .id = "guide.body",
                         .title = "Set Guide's Body",
                         .help = "Sets gaps, thickness and footprint of a guide",
                         .version = 1,
                         .size = sizeof (GuideBody),
                         .apply = guide_body,
                         KERF_PARAMS (guide_body_params) };

/* ---- guide.slot ---- */

static const char *const slot_words[] = { "closed", "open", "ledge-keep", "ledge-discard", NULL };

typedef struct {
  KerfId guide;
  char *plane;
  int kind;
  double blade_thickness_mm, clearance_mm, centre_u_mm, length_mm, wall_height_mm;
} GuideSlot;

static const KerfParam guide_slot_params[] = {
  KERF_ARG_ID (GuideSlot, guide, KERF_GUIDES, KERF_REQUIRED, "The guide"),
  KERF_ARG_TEXT (GuideSlot, plane, NULL, KERF_REQUIRED, "The plane that it guides"),
  KERF_ARG_ENUM (GuideSlot, kind, slot_words, (double) NAN, 0, "Two walls, or a ledge on one side of the blade"),
  { KERF_ARG (GuideSlot, blade_thickness_mm, KERF_PARAM_REAL, "mm", 0, 0.2, 5, (double) NAN, "Thickness of the blade's body"), .step = 0.05, .digits = 2 },
  { KERF_ARG (GuideSlot, clearance_mm, KERF_PARAM_REAL, "mm", 0, 0, 2, (double) NAN, "Gap between kerf and wall, per side"), .step = 0.05, .digits = 2 },
  KERF_ARG_REAL (GuideSlot, centre_u_mm, "mm", -300, 300, (double) NAN, 0, "Its middle along u from the plane's point"),
  KERF_ARG_REAL (GuideSlot, length_mm, "mm", 3, 400, (double) NAN, 0, "Length along u"),
  KERF_ARG_REAL (GuideSlot, wall_height_mm, "mm", 2, 60, (double) NAN, 0, "Guided height"),
};

static KerfCase *
guide_slot (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideSlot *a = args;
  KerfGuide *opened;
  GError *inner = NULL;
  if (!open_guide (kase, a->guide, &opened, error))
    return NULL;
  g_autoptr (KerfGuide) guide = opened;
  g_autoptr (KerfPlan) plan = plan_of (kase, guide);
  const char *dot = strchr (a->plane, '.');
  const KerfPlane *plane = kerf_plan_plane (plan, dot ? dot + 1 : a->plane);
  if (!plane) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "Plan '%s' has no plane '%s'; kerf-cli show lists its planes.", plan->name, a->plane);
    return NULL;
  }
  KerfSlot *slot = find_slot (guide, plane->letter);
  if (!slot) {
    g_autoptr (KerfMesh) bone = kerf_edit_plan_mesh (kase, plan, guide->bone, run->job, &inner);
    if (inner) {
      g_propagate_error (error, inner);
      return NULL;
    }
    slot = slot_new (plane, bone, kerf_blade_find (guide->blade) ? kerf_blade_find (guide->blade) : kerf_blade_find (NULL));
    g_ptr_array_add (guide->slots, slot);
    g_ptr_array_add (guide->letters, g_strdup (plane->letter));
  }
  const struct {
    double from;
    double *to;
  } values[] = { { a->blade_thickness_mm, &slot->blade_thickness_mm },
                 { a->clearance_mm, &slot->clearance_mm },
                 { a->centre_u_mm, &slot->centre_u_mm },
                 { a->length_mm, &slot->length_mm },
                 { a->wall_height_mm, &slot->wall_height_mm } };
  for (gsize k = 0; k < G_N_ELEMENTS (values); k++)
    if (kerf_given (values[k].from))
      *values[k].to = values[k].from;
  if (a->kind >= 0) {
    g_free (slot->kind);
    slot->kind = g_strdup (slot_words[a->kind]);
  }
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_slot) = { .id = "guide.slot",
                         .title = "Set Slot",
                         .help = "Sets the slot that guides the blade along a plane",
                         .version = 1,
                         .size = sizeof (GuideSlot),
                         .apply = guide_slot,
                         KERF_PARAMS (guide_slot_params) };

/* ---- guide.pin ---- */

typedef struct {
  KerfId guide;
  KerfVec3 entry, axis;
  double pin_diameter_mm, hole_diameter_mm, sleeve_outer_diameter_mm, sleeve_length_mm;
} GuidePin;

static const KerfParam guide_pin_params[] = {
  KERF_ARG_ID (GuidePin, guide, KERF_GUIDES, KERF_REQUIRED, "The guide"),
  KERF_ARG_POINT (GuidePin, entry, KERF_REQUIRED, "Where its axis meets the bone"),
  KERF_ARG_DIRECTION (GuidePin, axis, KERF_REQUIRED, "The way it goes, into the bone"),
  { KERF_ARG (GuidePin, pin_diameter_mm, KERF_PARAM_REAL, "mm", 0, 0.8, 10, 2.5, "Diameter of the pin"), .step = 0.1 },
  KERF_ARG_REAL (GuidePin, hole_diameter_mm, "mm", 0.8, 12, (double) NAN, 0, "Diameter of the bore; pin + 0.2 where not given"),
  KERF_ARG_REAL (GuidePin, sleeve_outer_diameter_mm, "mm", 2, 20, (double) NAN, 0, "Outer diameter of the sleeve; bore + 4 where not given"),
  { KERF_ARG (GuidePin, sleeve_length_mm, KERF_PARAM_REAL, "mm", 0, 2, 60, 10, "Length of the sleeve from the bone outwards"), .step = 0.5 },
};

static KerfCase *
guide_pin (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuidePin *a = args;
  KerfGuide *opened;
  if (!open_guide (kase, a->guide, &opened, error))
    return NULL;
  g_autoptr (KerfGuide) guide = opened;
  double hole = kerf_given (a->hole_diameter_mm) ? a->hole_diameter_mm : a->pin_diameter_mm + 0.2,
         outer = kerf_given (a->sleeve_outer_diameter_mm) ? a->sleeve_outer_diameter_mm : hole + 4;
  if (hole < a->pin_diameter_mm || outer < hole + 1) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "A bore of %.2f mm in a sleeve of %.2f mm does not take a pin of %.2f mm; make them wider.",
                    hole, outer, a->pin_diameter_mm);
    return NULL;
  }
  KerfGuidePin *pin = g_new0 (KerfGuidePin, 1);
  for (guint k = 0; k < guide->pins->len; k++)
    pin->number = MAX (pin->number, ((const KerfGuidePin *) g_ptr_array_index (guide->pins, k))->number);
  pin->number++;
  pin->entry = a->entry;
  pin->axis = a->axis;
  pin->pin_diameter_mm = a->pin_diameter_mm;
  pin->hole_diameter_mm = hole;
  pin->sleeve_outer_diameter_mm = outer;
  pin->sleeve_length_mm = a->sleeve_length_mm;
  g_ptr_array_add (guide->pins, pin);
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_pin) = { .id = "guide.pin",
                        .title = "Add Pin",
                        .help = "Adds a pin with its sleeve to a guide",
                        .version = 1,
                        .size = sizeof (GuidePin),
                        .apply = guide_pin,
                        KERF_PARAMS (guide_pin_params) };

/* ---- guide.label ---- */

typedef struct {
  KerfId guide;
  char *text;
} GuideLabel;

static const KerfParam guide_label_params[] = {
  KERF_ARG_ID (GuideLabel, guide, KERF_GUIDES, KERF_REQUIRED, "The guide"),
  KERF_ARG_TEXT (GuideLabel, text, NULL, KERF_NONE, "Lines with ; between; study id, side, bone, version, RESEARCH where not given"),
};

/* ID-0042 L SACRUM / V3 7F3A9C1E / RESEARCH, and PCT for a pseudo-CT. */
static char *
default_label (const KerfCase *kase, const KerfGuide *guide, GError **error)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL;
  g_autoptr (KerfPlan) plan = plan_of (kase, guide);
  KerfHash version;
  if (!kerf_plan_version_hash (kase, guide->plan, &version, error))
    return NULL;
  g_autofree char *hex = kerf_hash_to_hex (&version), *short_hex = g_strndup (hex, 8), *hash = g_ascii_strup (short_hex, -1),
                  *id = kerf_text_plain (kerf_json_get_string (record, "study_id", "NO-ID")),
                  *bone = kerf_text_plain (kerf_json_get_string (record, "bone", "BONE"));
  const char *side = kerf_json_get_string (record, "side", "unknown");
  const char *letter = strcmp (side, "left") == 0 ? "L" : strcmp (side, "right") == 0 ? "R" : strcmp (side, "midline") == 0 ? "M" : "X";
  const KerfObject *volume = kerf_case_get (kase, plan->volume);
  gboolean synthetic = volume && strcmp (kerf_json_get_string (kerf_object_record (volume), "role", ""), "pseudo-ct") == 0;
  return g_strdup_printf ("%s %s %s;V%d %s;RESEARCH%s", id, letter, bone, plan->version, hash, synthetic ? " PCT" : "");
}

/* The strokes of the lines, kept in the guide so that no later alphabet changes its solid; and a letter at each slot. */
static KerfJson *
strokes_of (const KerfGuide *guide, KerfOpRun *run)
{
  KerfJson *list = kerf_json_array ();
  guint n_lines = guide->label_lines->len;
  for (guint k = 0; k < n_lines + guide->slots->len; k++) {
    const char *letter = k < n_lines ? NULL : ((const KerfSlot *) g_ptr_array_index (guide->slots, k - n_lines))->letter;
    const char *line = letter ? letter : g_ptr_array_index (guide->label_lines, k);
    g_autoptr (KerfStrokeText) text = kerf_stroke_text (line);
    KerfJson *one = kerf_json_object ();
    if (text->changed && run->notes)
      g_ptr_array_add (run->notes, g_strdup_printf ("'%s' is engraved as '%s': the stroke alphabet has no other letters.", line, text->text));
    kerf_json_set_string (one, "text", text->text);
    if (letter)
      kerf_json_set_string (one, "plane", letter);
    kerf_json_set_real (one, "width", text->width);
    kerf_json_set_reals (one, "segments", text->segments, 4 * text->n_segments);
    kerf_json_append (list, one);
  }
  return list;
}

static KerfCase *
guide_label (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideLabel *a = args;
  KerfGuide *opened;
  if (!open_guide (kase, a->guide, &opened, error))
    return NULL;
  g_autoptr (KerfGuide) guide = opened;
  g_autofree char *text = a->text ? g_strdup (a->text) : default_label (kase, guide, error);
  if (!text)
    return NULL;
  g_auto (GStrv) lines = g_strsplit (text, ";", -1);
  g_ptr_array_set_size (guide->label_lines, 0);
  for (gsize k = 0; lines[k]; k++)
    if (*g_strstrip (lines[k]))
      g_ptr_array_add (guide->label_lines, g_strdup (lines[k]));
  kerf_json_unref (guide->label_strokes);
  guide->label_strokes = guide->label_lines->len ? strokes_of (guide, run) : NULL;
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_label) = { .id = "guide.label",
                          .title = "Set Label",
                          .help = "Sets what is engraved on a guide",
                          .version = 1,
                          .size = sizeof (GuideLabel),
                          .apply = guide_label,
                          KERF_PARAMS (guide_label_params) };

/* ---- guide.approve ---- */

typedef struct {
  KerfId guide;
  char *by, *role, *note;
} GuideApprove;

static const KerfParam guide_approve_params[] = {
  KERF_ARG_ID (GuideApprove, guide, KERF_GUIDES, KERF_REQUIRED, "The guide"),
  KERF_ARG_TEXT (GuideApprove, by, NULL, KERF_REQUIRED, "Who answers for it"),
  KERF_ARG_TEXT (GuideApprove, role, NULL, KERF_REQUIRED, "What the person is"),
  KERF_ARG_TEXT (GuideApprove, note, NULL, 0, "A note"),
};

static KerfCase *
guide_approve (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideApprove *a = args;
  KerfGuide *opened;
  KerfHash version;
  if (!open_guide (kase, a->guide, &opened, error))
    return NULL;
  g_autoptr (KerfGuide) guide = opened;
  g_autoptr (KerfPlan) plan = plan_of (kase, guide);
  if (strcmp (plan->state, "locked") != 0) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "Plan '%s' is not locked; plan and guide are approved one after the other, lock it first.",
                    plan->name);
    return NULL;
  }
  if (!kerf_plan_version_hash (kase, guide->plan, &version, error))
    return NULL;
  KerfSignature *s = kerf_edit_signature ("approve", a->by, a->role, a->note, run);
  kerf_signature_rest (s, kerf_case_get (kase, a->guide));
  kerf_signature_rest (s, kerf_case_get (kase, guide->plan));
  kerf_signature_rest (s, kerf_case_get (kase, guide->bone));
  g_ptr_array_add (guide->signatures, s);
  g_free (guide->version_hash);
  guide->version_hash = kerf_hash_to_hex (&version);
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_approve) = { .id = "guide.approve",
                            .title = "Approve Guide",
                            .help = "A person approves the guide of a locked plan",
                            .version = 1,
                            .size = sizeof (GuideApprove),
                            .apply = guide_approve,
                            KERF_PARAMS (guide_approve_params) };
