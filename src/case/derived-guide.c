/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/derived-guide.h"

#include <string.h>

#include "base/error.h"
#include "core/guide/profiles.h"

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
  return solid->mesh ? 12 * ((gsize) solid->mesh->n_vertices + solid->mesh->n_triangles) : 64;
}

static const KerfFunction fine_function = { "guide-solid", 1, solid_ref, solid_unref, solid_size };
static const KerfFunction coarse_function = { "guide-solid-coarse", 1, solid_ref, solid_unref, solid_size };

typedef struct {
  const KerfCase *kase;
  const KerfGuide *guide;
  const KerfPlan *plan;
  gboolean coarse;
} Input;

/* ---- from records to what the computation takes ---- */

static GArray *
slots_of (const Input *in, GError **error)
{
  static const char *const words[] = { "closed", "open", "ledge-keep", "ledge-discard" };
  g_autoptr (GArray) slots = g_array_new (FALSE, TRUE, sizeof (KerfGuideSlot));
  for (guint k = 0; k < in->guide->slots->len; k++) {
    const KerfSlot *slot = g_ptr_array_index (in->guide->slots, k);
    const KerfPlane *plane = kerf_plan_plane (in->plan, slot->letter);
    KerfGuideSlot one = { .letter = slot->letter,
                          .clearance_mm = slot->clearance_mm,
                          .centre_u_mm = slot->centre_u_mm,
                          .length_mm = slot->length_mm,
                          .wall_height_mm = slot->wall_height_mm };
    if (!plane) {
      kerf_fail_text (error, KERF_ERROR_REFUSED, "Guide '%s' has a slot for plane %s, which plan '%s' no longer has; make the guide anew.",
                      in->guide->name, slot->letter, in->plan->name);
      return NULL;
    }
    one.cut = plane->cut;
    for (int w = 0; w < 4; w++)
      if (g_strcmp0 (words[w], slot->kind) == 0)
        one.kind = (KerfSlotKind) w;
    g_array_append_val (slots, one);
  }
  return g_steal_pointer (&slots);
}

static GArray *
pins_of (const KerfGuide *guide)
{
  GArray *pins = g_array_new (FALSE, TRUE, sizeof (KerfGuideSleeve));
  for (guint k = 0; k < guide->pins->len; k++) {
    const KerfGuidePin *pin = g_ptr_array_index (guide->pins, k);
    KerfGuideSleeve one = { pin->number, pin->entry, pin->axis, pin->hole_diameter_mm, pin->sleeve_outer_diameter_mm,
                            pin->sleeve_length_mm };
    g_array_append_val (pins, one);
  }
  return pins;
}

/* Lines of the label from the strokes that the record keeps; `segments` owns their numbers. */
static GArray *
lines_of (const KerfGuide *guide, GPtrArray *segments)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (KerfLabelLine));
  for (gsize k = 0; k < kerf_json_length (guide->label_strokes); k++) {
    const KerfJson *json = kerf_json_at (guide->label_strokes, k), *list = kerf_json_get (json, "segments");
    gsize n = kerf_json_length (list) / 4;
    double *values = g_new0 (double, MAX (4 * n, 1));
    for (gsize v = 0; v < 4 * n; v++)
      values[v] = kerf_json_as_real (kerf_json_at (list, v), 0);
    g_ptr_array_add (segments, values);
    KerfLabelLine line = { kerf_json_get_string (json, "text", ""), kerf_json_get_string (json, "plane", NULL),
                           kerf_json_get_real (json, "width", 0), values, n };
    if (n)
      g_array_append_val (lines, line);
  }
  return lines;
}

/* Where an arrow points: to the near end of the limb where a long axis was given, else to the head. */
static KerfVec3
towards_of (const KerfCase *kase)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *axis = subject ? kerf_json_get (kerf_object_record (subject), "long_axis") : NULL;
  KerfVec3 p[2];
  for (gsize k = 0; k < 2; k++) {
    const KerfJson *point = kerf_json_at (axis, k);
    p[k] = kerf_vec3 (kerf_json_as_real (kerf_json_at (point, 0), (double) NAN), kerf_json_as_real (kerf_json_at (point, 1), (double) NAN),
                      kerf_json_as_real (kerf_json_at (point, 2), (double) NAN));
  }
  KerfVec3 d = kerf_unit (kerf_sub (p[0], p[1]));
  return kerf_vec3_is_finite (d) ? d : kerf_vec3 (0, 0, 1);
}

static KerfDistance *
bone_of (const Input *in, const KerfContext *context, GError **error)
{
  const KerfObject *bone = kerf_case_get (in->kase, in->guide->bone);
  KerfMat4 m;
  if (!bone) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "The bone of guide '%s' is gone; make the guide anew.", in->guide->name);
    return NULL;
  }
  KerfId volume = kerf_object_volume_id (bone);
  if (!kerf_case_transform (in->kase, in->plan->volume, volume, in->plan->alignments, &m, NULL, error))
    return NULL;
  return kerf_derived_distance (bone, kerf_id_equal (volume, in->plan->volume) ? NULL : &m, context, error);
}

static gpointer
compute_guide (gpointer data, const KerfContext *context, GError **error)
{
  const Input *in = data;
  const KerfGuide *g = in->guide;
  g_autoptr (KerfDistance) bone = bone_of (in, context, error);
  g_autoptr (GArray) slots = bone ? slots_of (in, error) : NULL;
  if (!slots)
    return NULL;
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) pins = pins_of (g), lines = lines_of (g, segments);
  const KerfPrinter *printer = kerf_printer_find (g->printer);
  KerfGuideInput input = { .bone = bone,
                           .insertion = g->insertion,
                           .offset_mm = g->offset_fit_mm + g->offset_print_mm,
                           .thickness_mm = g->thickness_mm,
                           .resolution_mm = g->resolution_mm,
                           .slots = (const KerfGuideSlot *) (gconstpointer) slots->data,
                           .n_slots = slots->len,
                           .pins = (const KerfGuideSleeve *) (gconstpointer) pins->data,
                           .n_pins = pins->len,
                           .outline = (const KerfVec3 *) (gconstpointer) g->outline->data,
                           .n_outline = g->outline->len,
                           .centre = g->footprint_centre,
                           .radius_mm = g->footprint_radius_mm,
                           .lines = (const KerfLabelLine *) (gconstpointer) lines->data,
                           .n_lines = lines->len,
                           .towards = towards_of (in->kase),
                           .cap_height_mm = 3.5,
                           .stroke_mm = 0.6,
                           .least_wall_mm = printer ? printer->minimum_wall_mm : (double) NAN,
                           .build_size_mm = { (double) NAN, (double) NAN, (double) NAN },
                           .coarse = in->coarse };
  return kerf_guide_solid_new (&input, context, error);
}

/* ---- the memo ---- */

/* The guide's own record without names and signatures, the planes, the bone, where an arrow points. */
static gsize
inputs_of (const KerfCase *kase, const KerfObject *object, const KerfGuide *guide, const KerfPlan *plan, KerfHash *in)
{
  g_autoptr (KerfJson) record = kerf_plan_to_record (plan);
  g_autofree char *planes = kerf_json_to_text (kerf_json_get (record, "planes"));
  KerfVec3 towards = towards_of (kase);
  const KerfObject *bone = kerf_case_get (kase, guide->bone);
  gsize n = 0;
  in[n++] = kerf_object_content_hash (object);
  in[n++] = kerf_hash_bytes (planes, strlen (planes));
  in[n++] = kerf_hash_bytes (&towards, sizeof towards);
  if (bone)
    in[n++] = kerf_object_content_hash (bone);
  for (guint k = 0; k < MIN (plan->alignments->len, 4); k++) {
    const KerfObject *alignment = kerf_case_get (kase, g_array_index (plan->alignments, KerfId, k));
    if (alignment)
      in[n++] = kerf_object_content_hash (alignment);
  }
  return n;
}

KerfGuideSolid *
kerf_derived_guide (const KerfCase *kase, KerfId id, gboolean coarse, const KerfContext *context, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_GUIDE) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no such guide; kerf-cli show lists the guides.");
    return NULL;
  }
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  const KerfObject *plan_object = kerf_case_get (kase, guide->plan);
  if (!plan_object) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "The plan of guide '%s' is gone; make the guide anew.", guide->name);
    return NULL;
  }
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (plan_object);
  KerfHash in[12];
  gsize n = inputs_of (kase, object, guide, plan, in);
  Input input = { kase, guide, plan, coarse };
  return kerf_memo_get (kerf_memo_shared (), coarse ? &coarse_function : &fine_function, in, n, compute_guide, &input, context, error);
}

KerfGuideSolid *
kerf_derived_guide_peek (const KerfCase *kase, KerfId id)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_GUIDE)
    return NULL;
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  const KerfObject *plan_object = kerf_case_get (kase, guide->plan);
  if (!plan_object)
    return NULL;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (plan_object);
  KerfHash in[12];
  gsize n = inputs_of (kase, object, guide, plan, in);
  KerfGuideSolid *fine = kerf_memo_peek (kerf_memo_shared (), &fine_function, in, n);
  return fine ? fine : kerf_memo_peek (kerf_memo_shared (), &coarse_function, in, n);
}
