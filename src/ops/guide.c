/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "case/derived-guide.h"
#include "case/plan-document.h"
#include "core/guide/profiles.h"
#include "ops/edit.h"

#include <string.h>

static const char *const kind_words[] = { "closed", "open", "ledge-keep", "ledge-discard", NULL };

/* ---- steps they share ---- */

static KerfGuide *
edit_guide (const KerfCase *kase, KerfId id, KerfPlan **plan, GError **error)
{
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (kerf_case_get (kase, id));
  const KerfObject *object = kerf_case_get (kase, guide->plan);
  if (!object) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "The plan of guide '%s' was deleted; delete the guide too.",
                    guide->name);
    return NULL;
  }
  if (plan)
    *plan = kerf_plan_from_object (object);
  return g_steal_pointer (&guide);
}

static KerfCase *
put_guide (const KerfCase *kase, KerfId id, const KerfGuide *guide, gboolean is_new, KerfOpRun *run)
{
  return kerf_edit_put (kase, kerf_object_new (id, kerf_guide_to_record (guide)), is_new, run);
}

/* Distance to the guide's bone in the plan's space. */
static KerfDistance *
guide_bone (const KerfCase *kase, const KerfGuide *guide, const KerfPlan *plan, KerfOpRun *run,
            GError **error)
{
  KerfMat4 m;
  const KerfObject *bone = guide->bone.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, guide->bone);
  if (!bone) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "Plan '%s' names no bone; give the guide one with bone=.",
                    plan->name);
    return NULL;
  }
  KerfId volume = kerf_object_volume_id (bone);
  if (!kerf_case_transform (kase, plan->volume, volume, plan->alignments, &m, NULL, error))
    return NULL;
  return kerf_derived_distance (bone, kerf_id_equal (volume, plan->volume) ? NULL : &m, run->job, error);
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

static KerfSlot *
add_slot (KerfGuide *guide, const KerfPlane *plane, const KerfDistance *bone)
{
  KerfSlot *slot = g_new0 (KerfSlot, 1);
  const KerfBlade *blade = kerf_blade_find (guide->blade);
  g_strlcpy (slot->letter, plane->letter, sizeof slot->letter);
  slot->kind = g_strdup ("closed");
  slot->blade_thickness_mm = blade ? blade->thickness_mm : (double) NAN;
  slot->clearance_mm = 0.1;
  slot->wall_height_mm = 10;
  kerf_slot_fit (&plane->cut, bone, &slot->centre_u_mm, &slot->length_mm);
  g_ptr_array_add (guide->slots, slot);
  g_ptr_array_add (guide->letters, g_strdup (plane->letter));
  return slot;
}

/* ---- guide.new ---- */

typedef struct {
  KerfId plan, bone;
  char *planes, *printer, *blade, *name;
  KerfVec3 insertion;
} GuideNew;

static const KerfParam guide_new_params[] = {
  KERF_ARG_ID (GuideNew, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  KERF_ARG_TEXT (GuideNew, planes, NULL, 0, "Planes it serves, such as A,B; all where not given"),
  KERF_ARG_ID (GuideNew, bone, KERF_SEGMENTS, 0, "Bone it sits on; the plan's where not given"),
  KERF_ARG_DIRECTION (GuideNew, insertion, 0,
                      "The way it moves when it is put on; mean of the planes' v where not given"),
  KERF_ARG_TEXT (GuideNew, printer, NULL, KERF_ADVANCED, "Printer profile; the first where not given"),
  KERF_ARG_TEXT (GuideNew, blade, NULL, KERF_ADVANCED, "Blade profile; the first where not given"),
  KERF_ARG_TEXT (GuideNew, name, NULL, 0, "Name"),
};

/* The planes that are named, or all; each once. */
static GPtrArray *
chosen_planes (const KerfPlan *plan, const char *words, GError **error)
{
  g_autoptr (GPtrArray) planes = g_ptr_array_new ();
  if (!words || !*words) {
    for (guint k = 0; k < plan->planes->len; k++)
      g_ptr_array_add (planes, g_ptr_array_index (plan->planes, k));
  } else {
    g_auto (GStrv) list = g_strsplit (words, ",", -1);
    for (char **word = list; *word; word++) {
      const char *dot = strrchr (g_strstrip (*word), '.');
      KerfPlane *plane = kerf_plan_plane (plan, dot ? dot + 1 : *word);
      if (!plane) {
        kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                        "Plan '%s' has no plane '%s'; kerf-cli show lists its planes.", plan->name, *word);
        return NULL;
      }
      if (!g_ptr_array_find (planes, plane, NULL))
        g_ptr_array_add (planes, plane);
    }
  }
  if (!planes->len) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "Plan '%s' has no planes; place one before making a guide.",
                    plan->name);
    return NULL;
  }
  return g_steal_pointer (&planes);
}

static gboolean
choose_profiles (KerfGuide *guide, const GuideNew *a, GError **error)
{
  const char *printer = a->printer && *a->printer ? a->printer : kerf_printers[0].name,
             *blade = a->blade && *a->blade ? a->blade : kerf_blades[0].name;
  const char *words[32] = { NULL };
  if (!kerf_printer_find (printer)) {
    for (int k = 0; kerf_printers[k].name && k < 31; k++)
      words[k] = kerf_printers[k].name;
    g_autofree char *known = g_strjoinv (", ", (char **) (gpointer) words);
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no printer '%s'; Kerf knows %s.", printer,
                           known);
  }
  if (!kerf_blade_find (blade)) {
    for (int k = 0; kerf_blades[k].name && k < 31; k++)
      words[k] = kerf_blades[k].name;
    g_autofree char *known = g_strjoinv (", ", (char **) (gpointer) words);
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no blade '%s'; Kerf knows %s.", blade,
                           known);
  }
  guide->printer = g_strdup (printer);
  guide->blade = g_strdup (blade);
  guide->offset_print_mm = kerf_printer_find (printer)->offset_print_mm;
  return TRUE;
}

static KerfCase *
guide_new (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideNew *a = args;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, a->plan));
  g_autoptr (GPtrArray) planes = chosen_planes (plan, a->planes, error);
  if (!planes)
    return NULL;
  g_autoptr (KerfGuide) guide = kerf_guide_new ();
  guide->plan = a->plan;
  guide->bone = a->bone.kind != KERF_KIND_NONE ? a->bone : plan->bone;
  guide->offset_fit_mm = 0.2;
  guide->thickness_mm = 5;
  guide->resolution_mm = 0.25;
  if (!choose_profiles (guide, a, error))
    return NULL;
  guide->insertion = kerf_vec3 (0, 0, 0);
  for (guint k = 0; k < planes->len; k++)
    guide->insertion =
        kerf_add (guide->insertion, ((const KerfPlane *) g_ptr_array_index (planes, k))->cut.frame.v);
  if (!isnan (a->insertion.x))
    guide->insertion = a->insertion;
  else if (kerf_length (guide->insertion) < 0.1 * planes->len) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "The planes are entered from opposite sides; give the guide's insertion, or make a "
                    "guide for each.");
    return NULL;
  }
  guide->insertion = kerf_unit (guide->insertion);
  g_autoptr (KerfDistance) bone = guide_bone (kase, guide, plan, run, error);
  if (!bone)
    return NULL;
  for (guint k = 0; k < planes->len; k++)
    add_slot (guide, g_ptr_array_index (planes, k), bone);
  guide->name = kerf_case_free_name (kase, a->name && *a->name ? a->name : "Guide");
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
  { KERF_ARG (GuideBody, offset_fit_mm, KERF_PARAM_REAL, "mm", 0, -1, 5, (double) NAN,
              "Clearance to bone that is wanted"),
    .ui_min = 0, .ui_max = 1, .step = 0.05, .digits = 2 },
  { KERF_ARG (GuideBody, offset_print_mm, KERF_PARAM_REAL, "mm", KERF_ADVANCED, -1, 2, (double) NAN,
              "What the printer needs beside that; its profile's at first"),
    .ui_min = 0, .ui_max = 0.5, .step = 0.05, .digits = 2 },
  { KERF_ARG (GuideBody, thickness_mm, KERF_PARAM_REAL, "mm", 0, 1, 20, (double) NAN,
              "Thickness of the shell"),
    .ui_min = 2, .ui_max = 10, .step = 0.5, .digits = 1 },
  { KERF_ARG (GuideBody, resolution_mm, KERF_PARAM_REAL, "mm", KERF_ADVANCED, 0.1, 1, (double) NAN,
              "Finest detail"),
    .step = 0.05, .digits = 2 },
  KERF_ARG_POINTS (GuideBody, footprint, 3, KERF_NONE,
                   "Outline of three or more points on the bone; none = the default"),
  KERF_ARG_POINT (GuideBody, centre, 0, "Middle of a round footprint"),
  KERF_ARG_REAL (GuideBody, radius_mm, "mm", 2, 200, (double) NAN, KERF_NONE,
                 "Its radius; none = the default footprint"),
};

static KerfCase *
guide_body (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideBody *a = args;
  g_autoptr (KerfGuide) guide = edit_guide (kase, a->guide, NULL, error);
  if (!guide)
    return NULL;
  if (kerf_given (a->offset_fit_mm))
    guide->offset_fit_mm = a->offset_fit_mm;
  if (kerf_given (a->offset_print_mm))
    guide->offset_print_mm = a->offset_print_mm;
  if (kerf_given (a->thickness_mm))
    guide->thickness_mm = a->thickness_mm;
  if (kerf_given (a->resolution_mm))
    guide->resolution_mm = a->resolution_mm;
  if (a->footprint) {
    g_array_set_size (guide->outline, 0);
    g_array_append_vals (guide->outline, a->footprint->data, a->footprint->len);
    guide->footprint_radius_mm = (double) NAN;
  }
  if (!isnan (a->centre.x))
    guide->footprint_centre = a->centre;
  if (kerf_given (a->radius_mm)) {
    if (!kerf_none (a->radius_mm) && isnan (guide->footprint_radius_mm) && isnan (a->centre.x)) {
      kerf_fail_text (error, KERF_ERROR_ARGUMENT, "A round footprint needs its middle; give centre too.");
      return NULL;
    }
    guide->footprint_radius_mm = kerf_none (a->radius_mm) ? (double) NAN : a->radius_mm;
    g_array_set_size (guide->outline, 0);
  } else if (!isnan (a->centre.x) && isnan (guide->footprint_radius_mm)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "A round footprint needs its radius; give radius_mm too.");
    return NULL;
  }
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_body) = { .id = "guide.body",
                         .title = "Change Guide Body",
                         .help = "Sets clearance, thickness and footprint of a guide",
                         .version = 1,
                         .size = sizeof (GuideBody),
                         .apply = guide_body,
                         KERF_PARAMS (guide_body_params) };

/* ---- guide.slot ---- */

typedef struct {
  KerfId guide;
  KerfPlaneRef plane;
  int kind;
  double blade_thickness_mm, clearance_mm, centre_u_mm, length_mm, wall_height_mm;
} GuideSlot;

static const KerfParam guide_slot_params[] = {
  KERF_ARG_ID (GuideSlot, guide, KERF_GUIDES, KERF_REQUIRED, "The guide"),
  KERF_ARG_PLANE (GuideSlot, plane, "The plane that it guides"),
  KERF_ARG_ENUM (GuideSlot, kind, kind_words, (double) NAN, 0,
                 "Closed all round, open at one end, or a ledge on one side"),
  { KERF_ARG (GuideSlot, blade_thickness_mm, KERF_PARAM_REAL, "mm", KERF_ADVANCED, 0.2, 5, (double) NAN,
              "Thickness of the blade's body; its profile's at first"),
    .step = 0.05, .digits = 2 },
  { KERF_ARG (GuideSlot, clearance_mm, KERF_PARAM_REAL, "mm", 0, -0.5, 2, (double) NAN,
              "From the kerf's face to the wall, per side"),
    .ui_min = 0, .ui_max = 0.5, .step = 0.05, .digits = 2 },
  { KERF_ARG (GuideSlot, centre_u_mm, KERF_PARAM_REAL, "mm", KERF_ADVANCED, -300, 300, (double) NAN,
              "Its middle across the blade"),
    .step = 1, .digits = 1 },
  { KERF_ARG (GuideSlot, length_mm, KERF_PARAM_REAL, "mm", 0, 3, 300, (double) NAN,
              "Length across the blade"),
    .step = 1, .digits = 1 },
  { KERF_ARG (GuideSlot, wall_height_mm, KERF_PARAM_REAL, "mm", 0, 2, 60, (double) NAN,
              "Guided height outside the bone"),
    .ui_min = 5, .ui_max = 25, .step = 1, .digits = 1 },
};

static KerfCase *
guide_slot (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideSlot *a = args;
  g_autoptr (KerfPlan) plan = NULL;
  g_autoptr (KerfGuide) guide = edit_guide (kase, a->guide, &plan, error);
  if (!guide)
    return NULL;
  KerfPlane *plane =
      kerf_id_equal (a->plane.plan, guide->plan) ? kerf_plan_plane (plan, a->plane.letter) : NULL;
  if (!plane) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "Guide '%s' is made for plan '%s'; name a plane of that plan.", guide->name, plan->name);
    return NULL;
  }
  KerfSlot *slot = find_slot (guide, plane->letter);
  if (!slot) {
    g_autoptr (KerfDistance) bone = guide_bone (kase, guide, plan, run, error);
    if (!bone)
      return NULL;
    slot = add_slot (guide, plane, bone);
  }
  if (a->kind >= 0) {
    g_free (slot->kind);
    slot->kind = g_strdup (kind_words[a->kind]);
  }
  const struct {
    double given, *to;
  } values[] = { { a->blade_thickness_mm, &slot->blade_thickness_mm },
                 { a->clearance_mm, &slot->clearance_mm },
                 { a->centre_u_mm, &slot->centre_u_mm },
                 { a->length_mm, &slot->length_mm },
                 { a->wall_height_mm, &slot->wall_height_mm } };
  for (gsize k = 0; k < G_N_ELEMENTS (values); k++)
    if (kerf_given (values[k].given))
      *values[k].to = values[k].given;
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_slot) = { .id = "guide.slot",
                         .title = "Set Slot",
                         .help = "Sets the slot of a plane in a guide",
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
  KERF_ARG_POINT (GuidePin, entry, KERF_REQUIRED, "Where it enters the bone"),
  KERF_ARG_DIRECTION (GuidePin, axis, KERF_REQUIRED, "The way it goes, into the bone"),
  { KERF_ARG (GuidePin, pin_diameter_mm, KERF_PARAM_REAL, "mm", 0, 0.5, 8, 2.5, "Diameter of the pin"),
    .step = 0.1, .digits = 1 },
  { KERF_ARG (GuidePin, hole_diameter_mm, KERF_PARAM_REAL, "mm", KERF_ADVANCED, 0.5, 10, (double) NAN,
              "Of the bore; pin + 0.2 where not given"),
    .step = 0.1, .digits = 1 },
  { KERF_ARG (GuidePin, sleeve_outer_diameter_mm, KERF_PARAM_REAL, "mm", KERF_ADVANCED, 2, 25, (double) NAN,
              "Of the sleeve; hole + 4 where not given"),
    .step = 0.5, .digits = 1 },
  { KERF_ARG (GuidePin, sleeve_length_mm, KERF_PARAM_REAL, "mm", 0, 2, 60, 10, "From the bone outwards"),
    .step = 1, .digits = 1 },
};

static KerfCase *
guide_pin (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuidePin *a = args;
  g_autoptr (KerfGuide) guide = edit_guide (kase, a->guide, NULL, error);
  if (!guide)
    return NULL;
  KerfGuidePin *pin = g_new0 (KerfGuidePin, 1);
  for (guint k = 0; k < guide->pins->len; k++)
    pin->number = MAX (pin->number, ((const KerfGuidePin *) g_ptr_array_index (guide->pins, k))->number);
  pin->number++;
  pin->entry = a->entry;
  pin->axis = a->axis;
  pin->pin_diameter_mm = a->pin_diameter_mm;
  pin->hole_diameter_mm = kerf_given (a->hole_diameter_mm) ? a->hole_diameter_mm : a->pin_diameter_mm + 0.2;
  pin->sleeve_outer_diameter_mm =
      kerf_given (a->sleeve_outer_diameter_mm) ? a->sleeve_outer_diameter_mm : pin->hole_diameter_mm + 4;
  pin->sleeve_length_mm = a->sleeve_length_mm;
  g_ptr_array_add (guide->pins, pin);
  if (pin->hole_diameter_mm < pin->pin_diameter_mm) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "A pin of %.1f mm doesn't go through a bore of %.1f mm; make the bore wider.",
                    pin->pin_diameter_mm, pin->hole_diameter_mm);
    return NULL;
  }
  if (pin->sleeve_outer_diameter_mm < pin->hole_diameter_mm + 1) {
    kerf_fail_text (
        error, KERF_ERROR_ARGUMENT,
        "The sleeve of %.1f mm leaves no wall round a bore of %.1f mm; make it 1 mm wider at least.",
        pin->sleeve_outer_diameter_mm, pin->hole_diameter_mm);
    return NULL;
  }
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
  KERF_ARG_TEXT (GuideLabel, text, NULL, KERF_NONE,
                 "Lines, ; between, or none; study id, side, bone, version and RESEARCH where not given"),
};

static const char *
side_letter (const char *side)
{
  return strcmp (side, "left") == 0      ? "L"
         : strcmp (side, "right") == 0   ? "R"
         : strcmp (side, "midline") == 0 ? "M"
                                         : "";
}

/* The lines of every guide: who, which side, which bone; which version; what it is for. */
static gboolean
default_lines (const KerfCase *kase, const KerfGuide *guide, const KerfPlan *plan, GPtrArray *lines,
               GError **error)
{
  const KerfObject *subject = kerf_case_subject (kase), *volume = kerf_case_get (kase, plan->volume);
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL;
  const char *words[3] = { kerf_json_get_string (record, "study_id", ""),
                           side_letter (kerf_json_get_string (record, "side", "")),
                           kerf_json_get_string (record, "bone", "") };
  g_autoptr (GString) first = g_string_new (NULL);
  for (int k = 0; k < 3; k++) {
    g_autofree char *plain = kerf_text_plain (words[k]);
    if (*plain)
      g_string_append_printf (first, "%s%s", first->len ? " " : "", plain);
  }
  char *version = kerf_guide_version_text (kase, guide->plan, error);
  if (!version)
    return FALSE;
  if (first->len)
    g_ptr_array_add (lines, g_strdup (first->str));
  g_ptr_array_add (lines, version);
  g_ptr_array_add (lines, g_strdup ("RESEARCH"));
  if (volume && strcmp (kerf_json_get_string (kerf_object_record (volume), "role", ""), "pseudo-ct") == 0)
    g_ptr_array_add (lines, g_strdup ("PCT"));
  g_ptr_array_add (lines, g_strdup (kerf_json_get (record, "limb") ? "→ PROXIMAL" : "→ CRANIAL"));
  return TRUE;
}

static KerfCase *
guide_label (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideLabel *a = args;
  g_autoptr (KerfPlan) plan = NULL;
  g_autoptr (KerfGuide) guide = edit_guide (kase, a->guide, &plan, error);
  if (!guide)
    return NULL;
  g_ptr_array_set_size (guide->label_lines, 0);
  g_clear_pointer (&guide->label_strokes, kerf_json_unref);
  if (a->text && !*a->text)
    return put_guide (kase, a->guide, guide, FALSE, run);
  if (a->text) {
    g_auto (GStrv) lines = g_strsplit (a->text, ";", -1);
    for (char **line = lines; *line; line++)
      if (*g_strstrip (*line))
        g_ptr_array_add (guide->label_lines, g_strdup (*line));
  } else if (!default_lines (kase, guide, plan, guide->label_lines, error))
    return NULL;
  guide->label_strokes = kerf_guide_strokes (guide, run->notes);
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_label) = { .id = "guide.label",
                          .title = "Label Guide",
                          .help = "Sets the engraved lines of a guide and its planes' letters",
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
  KERF_ARG_TEXT (GuideApprove, note, NULL, 0, "Note"),
};

static KerfCase *
guide_approve (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const GuideApprove *a = args;
  g_autoptr (KerfPlan) plan = NULL;
  g_autoptr (KerfGuide) guide = edit_guide (kase, a->guide, &plan, error);
  KerfHash version;
  if (!guide || !kerf_plan_version_hash (kase, guide->plan, &version, error))
    return NULL;
  if (strcmp (plan->state, "locked") != 0) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "Plan '%s' is not locked; lock it before its guide is approved.", plan->name);
    return NULL;
  }
  KerfSignature *s = kerf_edit_signature ("approve", a->by, a->role, a->note, run);
  kerf_signature_rest (s, kerf_case_get (kase, a->guide));
  kerf_signature_rest (s, kerf_case_get (kase, guide->plan));
  if (guide->bone.kind != KERF_KIND_NONE)
    kerf_signature_rest (s, kerf_case_get (kase, guide->bone));
  for (guint k = 0; k < plan->alignments->len; k++)
    kerf_signature_rest (s, kerf_case_get (kase, g_array_index (plan->alignments, KerfId, k)));
  g_ptr_array_add (guide->signatures, s);
  g_free (guide->version_hash);
  guide->version_hash = kerf_hash_to_hex (&version);
  return put_guide (kase, a->guide, guide, FALSE, run);
}

KERF_OP (guide_approve) = { .id = "guide.approve",
                            .title = "Approve Guide",
                            .help = "A person looked at the guide and answers for it",
                            .version = 1,
                            .size = sizeof (GuideApprove),
                            .apply = guide_approve,
                            KERF_PARAMS (guide_approve_params) };
