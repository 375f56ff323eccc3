/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/derived-guide.h"

#include "base/error.h"
#include "base/text.h"
#include "case/plan-document.h"
#include "core/guide/profiles.h"

#include <string.h>

/* Letters (conventions: engraving): cap height ≥ 3 mm, strokes ≥ 0.5 mm. */
#define CAP_MM    3.2
#define STROKE_MM 0.6

static gpointer
solid_ref (gpointer solid)
{
  return kerf_guide_solid_ref (solid);
}

static void
solid_unref (gpointer solid)
{
  kerf_guide_solid_unref (solid);
}

static gsize
solid_size (gconstpointer value)
{
  const KerfGuideSolid *solid = value;
  return 12 * ((gsize) solid->mesh->n_vertices + solid->mesh->n_triangles);
}

static const KerfFunction fine_function = { "guide-solid", 1, solid_ref, solid_unref, solid_size };
static const KerfFunction coarse_function = { "guide-preview", 1, solid_ref, solid_unref, solid_size };

/* Everything a build needs, from the case. */
typedef struct {
  const KerfCase *kase;
  KerfGuide *guide;
  KerfPlan *plan;
  const KerfObject *bone;
  KerfMat4 m; /* the plan's space from the bone's */
  gboolean moved, coarse;
  KerfVec3 towards;
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->guide, kerf_guide_free);
  g_clear_pointer (&job->plan, kerf_plan_free);
}

/* Where an arrow points: along the limb to its near end, else to the head. */
static KerfVec3
direction_of_arrow (const KerfCase *kase)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *axis = subject ? kerf_json_get (kerf_object_record (subject), "long_axis") : NULL;
  KerfVec3 p[2];
  for (int k = 0; k < 2 && kerf_json_length (axis) == 2; k++) {
    const KerfJson *point = kerf_json_at (axis, (gsize) k);
    p[k] = kerf_vec3 (kerf_json_as_real (kerf_json_at (point, 0), 0),
                      kerf_json_as_real (kerf_json_at (point, 1), 0),
                      kerf_json_as_real (kerf_json_at (point, 2), 0));
  }
  return kerf_json_length (axis) == 2 ? kerf_unit (kerf_sub (p[0], p[1])) : kerf_vec3 (0, 0, 1);
}

static gboolean
job_init (Job *job, const KerfCase *kase, KerfId id, gboolean coarse, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, id);
  *job = (Job){ .kase = kase, .coarse = coarse };
  if (!object || id.kind != KERF_KIND_GUIDE)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "There is no such guide; kerf-cli show lists the guides.");
  job->guide = kerf_guide_from_object (object);
  const KerfObject *plan = kerf_case_get (kase, job->guide->plan);
  if (!plan)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "The plan of guide '%s' was deleted; delete the guide too.", job->guide->name);
  job->plan = kerf_plan_from_object (plan);
  KerfId bone = job->guide->bone.kind != KERF_KIND_NONE ? job->guide->bone : job->plan->bone;
  job->bone = bone.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, bone);
  if (!job->bone)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "Guide '%s' has no bone to sit on; name one in guide.new.", job->guide->name);
  KerfId volume = kerf_object_volume_id (job->bone);
  job->moved = !kerf_id_equal (volume, job->plan->volume);
  job->towards = direction_of_arrow (kase);
  return kerf_case_transform (kase, job->plan->volume, volume, job->plan->alignments, &job->m, NULL, error);
}

/* ---- input ---- */

static KerfSlotKind
slot_kind (const char *word)
{
  return strcmp (word, "open") == 0            ? KERF_SLOT_OPEN
         : strcmp (word, "ledge-keep") == 0    ? KERF_SLOT_LEDGE_KEEP
         : strcmp (word, "ledge-discard") == 0 ? KERF_SLOT_LEDGE_DISCARD
                                               : KERF_SLOT_CLOSED;
}

/* The slots whose plane is still there. */
static GArray *
job_slots (const Job *job)
{
  GArray *slots = g_array_new (FALSE, TRUE, sizeof (KerfGuideSlot));
  for (guint k = 0; k < job->guide->slots->len; k++) {
    const KerfSlot *slot = g_ptr_array_index (job->guide->slots, k);
    const KerfPlane *plane = kerf_plan_plane (job->plan, slot->letter);
    KerfGuideSlot one = { .letter = slot->letter,
                          .kind = slot_kind (slot->kind),
                          .blade_thickness_mm = slot->blade_thickness_mm,
                          .clearance_mm = slot->clearance_mm,
                          .centre_u_mm = slot->centre_u_mm,
                          .length_mm = slot->length_mm,
                          .wall_height_mm = slot->wall_height_mm };
    if (!plane)
      continue;
    one.cut = plane->cut;
    g_array_append_val (slots, one);
  }
  return slots;
}

static GArray *
job_pins (const Job *job)
{
  GArray *pins = g_array_new (FALSE, TRUE, sizeof (KerfGuideSleeve));
  for (guint k = 0; k < job->guide->pins->len; k++) {
    const KerfGuidePin *pin = g_ptr_array_index (job->guide->pins, k);
    KerfGuideSleeve one = {
      pin->number,          pin->entry, pin->axis, pin->hole_diameter_mm, pin->sleeve_outer_diameter_mm,
      pin->sleeve_length_mm
    };
    g_array_append_val (pins, one);
  }
  return pins;
}

static void
free_line (gpointer data)
{
  g_free ((double *) (gpointer) (gsize) ((KerfLabelLine *) data)->segments);
}

static GArray *
job_lines (const Job *job)
{
  const KerfJson *stored = job->guide->label_strokes;
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (KerfLabelLine));
  g_array_set_clear_func (lines, free_line);
  for (gsize k = 0; k < kerf_json_length (stored); k++) {
    const KerfJson *json = kerf_json_at (stored, k), *segments = kerf_json_get (json, "segments");
    gsize n = kerf_json_length (segments) / 4;
    double *values = g_new (double, MAX (4 * n, 1));
    for (gsize v = 0; v < 4 * n; v++)
      values[v] = kerf_json_as_real (kerf_json_at (segments, v), 0);
    KerfLabelLine line = { .text = kerf_json_get_string (json, "text", ""),
                           .plane = kerf_json_get_string (json, "plane", NULL),
                           .width = kerf_json_get_real (json, "width", 0),
                           .segments = values,
                           .n_segments = n };
    g_array_append_val (lines, line);
  }
  return lines;
}

static gpointer
compute_guide (gpointer data, const KerfContext *context, GError **error)
{
  const Job *job = data;
  g_autoptr (KerfDistance) bone =
      kerf_derived_distance (job->bone, job->moved ? &job->m : NULL, context, error);
  if (!bone)
    return NULL;
  const KerfGuide *g = job->guide;
  g_autoptr (GArray) slots = job_slots (job), pins = job_pins (job), lines = job_lines (job);
  const KerfPrinter *printer = kerf_printer_find (g->printer);
  KerfGuideInput in = { .bone = bone,
                        .insertion = g->insertion,
                        .offset_mm = g->offset_fit_mm + g->offset_print_mm,
                        .thickness_mm = g->thickness_mm,
                        .resolution_mm = g->resolution_mm,
                        .slots = (const KerfGuideSlot *) (gpointer) slots->data,
                        .n_slots = slots->len,
                        .pins = (const KerfGuideSleeve *) (gpointer) pins->data,
                        .n_pins = pins->len,
                        .outline = (const KerfVec3 *) (gpointer) g->outline->data,
                        .n_outline = g->outline->len,
                        .centre = g->footprint_centre,
                        .radius_mm = g->footprint_radius_mm,
                        .lines = (const KerfLabelLine *) (gpointer) lines->data,
                        .n_lines = lines->len,
                        .towards = job->towards,
                        .cap_height_mm = CAP_MM,
                        .stroke_mm = STROKE_MM,
                        .least_wall_mm = printer ? printer->minimum_wall_mm : (double) NAN,
                        .coarse = job->coarse };
  for (int a = 0; a < 3; a++)
    in.build_size_mm[a] = printer ? printer->build_size_mm[a] : (double) NAN;
  return kerf_guide_solid_new (&in, context, error);
}

/* ---- key ---- */

enum { KEYS = 3 };

/* The guide's own record, the planes it serves, bone and where it stands. */
static void
job_inputs (const Job *job, KerfHash in[KEYS])
{
  g_autoptr (KerfJson) record = kerf_guide_to_record (job->guide), plan = kerf_plan_to_record (job->plan);
  static const char *const beside[] = { "name", "signatures", "version_hash", "plan",
                                        "bone", "letters",    "blade",        NULL };
  for (int k = 0; beside[k]; k++)
    kerf_json_remove (record, beside[k]);
  const KerfJson *planes = kerf_json_get (plan, "planes");
  KerfJson *served = kerf_json_array ();
  for (gsize p = 0; p < kerf_json_length (planes); p++) {
    KerfJson *plane = kerf_json_copy (kerf_json_at (planes, p));
    static const char *const not_shape[] = {
      "name", "datum", "kerf_from", "target_margin_mm", "locked", NULL
    };
    for (int k = 0; not_shape[k]; k++)
      kerf_json_remove (plane, not_shape[k]);
    for (guint k = 0; k < job->guide->slots->len; k++) {
      const KerfSlot *slot = g_ptr_array_index (job->guide->slots, k);
      if (strcmp (slot->letter, kerf_json_get_string (plane, "letter", "")) == 0)
        kerf_json_append (served, kerf_json_ref (plane));
    }
    kerf_json_unref (plane);
  }
  kerf_json_set (record, "served", served);
  kerf_json_set (record, "towards", kerf_json_vec3 (job->towards));
  g_autofree char *text = kerf_json_to_text (record);
  in[0] = kerf_hash_bytes (text, strlen (text));
  in[1] = kerf_object_content_hash (job->bone);
  in[2] = kerf_hash_bytes (job->m.m, sizeof job->m.m);
}

KerfGuideSolid *
kerf_derived_guide (const KerfCase *kase, KerfId id, gboolean coarse, const KerfContext *context,
                    GError **error)
{
  Job job;
  KerfHash in[KEYS];
  KerfGuideSolid *solid = NULL;
  if (job_init (&job, kase, id, coarse, error)) {
    job_inputs (&job, in);
    solid = kerf_memo_get (kerf_memo_shared (), coarse ? &coarse_function : &fine_function, in, KEYS,
                           compute_guide, &job, context, error);
  }
  job_clear (&job);
  return solid;
}

KerfGuideSolid *
kerf_derived_guide_peek (const KerfCase *kase, KerfId id)
{
  Job job;
  KerfHash in[KEYS];
  KerfGuideSolid *solid = NULL;
  if (job_init (&job, kase, id, FALSE, NULL)) {
    job_inputs (&job, in);
    solid = kerf_memo_peek (kerf_memo_shared (), &fine_function, in, KEYS);
    if (!solid)
      solid = kerf_memo_peek (kerf_memo_shared (), &coarse_function, in, KEYS);
  }
  job_clear (&job);
  return solid;
}

/* ---- what belongs to the case, not to the solid ---- */

char *
kerf_guide_version_text (const KerfCase *kase, KerfId plan_id, GError **error)
{
  KerfHash hash;
  if (!kerf_plan_version_hash (kase, plan_id, &hash, error))
    return NULL;
  g_autofree char *hex = kerf_hash_to_hex (&hash);
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, plan_id));
  g_autofree char *text = g_strdup_printf ("V%d %.8s", plan->version, hex);
  return g_ascii_strup (text, -1);
}

gboolean
kerf_guide_line_names_version (const char *line)
{
  if (line[0] != 'V' || !g_ascii_isdigit (line[1]))
    return FALSE;
  const char *space = strchr (line, ' ');
  if (!space || strlen (space + 1) != 8)
    return FALSE;
  for (const char *c = space + 1; *c; c++)
    if (!g_ascii_isxdigit (*c))
      return FALSE;
  return TRUE;
}

GPtrArray *
kerf_derived_guide_findings (const KerfCase *kase, KerfId id)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_free);
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_GUIDE)
    return findings;
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  g_autofree char *today = kerf_guide_version_text (kase, guide->plan, NULL);
  for (guint k = 0; k < guide->label_lines->len && today; k++) {
    const char *line = g_ptr_array_index (guide->label_lines, k);
    if (kerf_guide_line_names_version (line) && strcmp (line, today) != 0)
      g_ptr_array_add (
          findings, g_strdup_printf ("The label of '%s' says %s and the plan is %s now; set the label anew.",
                                     guide->name, line, today));
  }
  if (!guide->label_lines->len)
    g_ptr_array_add (findings,
                     g_strdup_printf ("'%s' carries no label; set one with guide.label.", guide->name));
  for (guint k = 0; k < guide->slots->len; k++) {
    const KerfSlot *slot = g_ptr_array_index (guide->slots, k);
    const KerfObject *plan = kerf_case_get (kase, guide->plan);
    g_autoptr (KerfPlan) p = plan ? kerf_plan_from_object (plan) : NULL;
    if (p && !kerf_plan_plane (p, slot->letter))
      g_ptr_array_add (findings, g_strdup_printf ("Plane %s was deleted; its slot in '%s' is left out.",
                                                  slot->letter, guide->name));
  }
  return findings;
}

/* ---- as JSON ---- */

static KerfJson *
lines_json (const GPtrArray *lines)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; k < lines->len; k++)
    kerf_json_append (list, kerf_json_string (g_ptr_array_index (lines, k)));
  return list;
}

static KerfJson *
slots_json (const KerfGuideSolid *g)
{
  static const char *const names[2] = { "keep", "discard" };
  KerfJson *list = kerf_json_array ();
  for (gsize k = 0; k < g->n_slots; k++) {
    KerfJson *slot = kerf_json_object ();
    kerf_json_set_string (slot, "letter", g->slots[k].letter);
    kerf_json_set_bool (slot, "meets_bone", g->slots[k].meets_bone);
    kerf_json_set_bool (slot, "open", g->slots[k].open);
    for (int w = 0; w < 2; w++) {
      const KerfFoundWall *wall = &g->slots[k].walls[w];
      KerfJson *one = kerf_json_object ();
      if (!wall->wanted) {
        kerf_json_unref (one);
        continue;
      }
      kerf_json_set_bool (one, "found", wall->found);
      kerf_json_set_real (one, "area_mm2", wall->area_mm2);
      kerf_json_set_real (one, "coverage", wall->coverage);
      kerf_json_set_real (one, "misplaced_mm", wall->misplaced_mm);
      kerf_json_set_real (one, "flatness_mm", wall->flatness_mm);
      kerf_json_set (slot, names[w], one);
    }
    kerf_json_append (list, slot);
  }
  return list;
}

static KerfJson *
pins_json (const KerfGuideSolid *g)
{
  KerfJson *list = kerf_json_array ();
  for (gsize k = 0; k < g->n_pins; k++) {
    KerfJson *pin = kerf_json_object ();
    kerf_json_set_real (pin, "number", g->pins[k].number);
    kerf_json_set_bool (pin, "found", g->pins[k].found);
    kerf_json_set_bool (pin, "open", g->pins[k].open);
    kerf_json_set_real (pin, "bore_length_mm", g->pins[k].bore_length_mm);
    kerf_json_set_real (pin, "off_bone_mm", g->pins[k].off_bone_mm);
    kerf_json_append (list, pin);
  }
  return list;
}

KerfJson *
kerf_guide_results_json (const KerfGuideSolid *g)
{
  KerfJson *json = kerf_json_object ();
  const double box[6] = { g->box.lo.x, g->box.lo.y, g->box.lo.z, g->box.hi.x, g->box.hi.y, g->box.hi.z };
  kerf_json_set_bool (json, "closed", g->closed);
  if (g->self_intersections >= 0) {
    kerf_json_set_bool (json, "manifold",
                        g->closed); /* tested with the intersections; else it is not built */
    kerf_json_set_real (json, "self_intersections", (double) g->self_intersections);
  }
  kerf_json_set_real (json, "volume_mm3", g->volume_mm3);
  kerf_json_set_real (json, "area_mm2", g->area_mm2);
  kerf_json_set_real (json, "contact_area_mm2", g->contact_area_mm2);
  kerf_json_set_real (json, "min_wall_mm", g->min_wall_mm);
  kerf_json_set_reals (json, "bbox_lps_mm", box, 6);
  kerf_json_set_real (json, "triangles", g->mesh->n_triangles);
  kerf_json_set (json, "problems", lines_json (g->problems));
  kerf_json_set (json, "x_notes", lines_json (g->notes));
  kerf_json_set_real (json, "x_clearance_off_p95_mm", g->deviation_p95_mm);
  kerf_json_set_real (json, "x_parts", g->parts);
  kerf_json_set_reals (json, "x_size_mm", g->size_mm, 3);
  kerf_json_set (json, "x_slots", slots_json (g));
  kerf_json_set (json, "x_pins", pins_json (g));
  return json;
}
