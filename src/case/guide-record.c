/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/plan.h"
#include "case/record-private.h"
#include "core/guide/strokes.h"

static void
slot_free (gpointer data)
{
  KerfSlot *slot = data;
  g_free (slot->kind);
  g_free (slot);
}

KerfGuide *
kerf_guide_new (void)
{
  KerfGuide *guide = g_new0 (KerfGuide, 1);
  guide->letters = g_ptr_array_new_with_free_func (g_free);
  guide->outline = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  guide->footprint_radius_mm = (double) NAN;
  guide->slots = g_ptr_array_new_with_free_func (slot_free);
  guide->pins = g_ptr_array_new_with_free_func (g_free);
  guide->label_lines = g_ptr_array_new_with_free_func (g_free);
  guide->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_signature_free);
  return guide;
}

void
kerf_guide_free (KerfGuide *guide)
{
  if (!guide)
    return;
  g_free (guide->name);
  g_free (guide->printer);
  g_free (guide->blade);
  g_free (guide->version_hash);
  g_ptr_array_unref (guide->letters);
  g_array_unref (guide->outline);
  g_ptr_array_unref (guide->slots);
  g_ptr_array_unref (guide->pins);
  g_ptr_array_unref (guide->label_lines);
  kerf_json_unref (guide->label_strokes);
  g_ptr_array_unref (guide->signatures);
  g_free (guide);
}

static KerfJson *
texts_json (const GPtrArray *texts)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; k < texts->len; k++)
    kerf_json_append (list, kerf_json_string (g_ptr_array_index (texts, k)));
  return list;
}

static void
read_texts (const KerfJson *list, GPtrArray *texts)
{
  for (gsize k = 0; k < kerf_json_length (list); k++)
    g_ptr_array_add (texts, g_strdup (kerf_json_as_string (kerf_json_at (list, k), "")));
}

KerfJson *
kerf_guide_to_record (const KerfGuide *guide)
{
  KerfJson *record = kerf_json_object (), *slots = kerf_json_array (), *pins = kerf_json_array ();
  kerf_json_set_string (record, "name", guide->name);
  kerf_record_set_id (record, "plan", guide->plan);
  kerf_record_set_id (record, "bone", guide->bone);
  kerf_json_set (record, "letters", texts_json (guide->letters));
  kerf_json_set (record, "insertion_lps", kerf_json_vec3 (guide->insertion));
  kerf_json_set_string (record, "printer", guide->printer);
  kerf_json_set_string (record, "blade", guide->blade);
  kerf_json_set_real (record, "offset_fit_mm", guide->offset_fit_mm);
  kerf_json_set_real (record, "offset_print_mm", guide->offset_print_mm);
  kerf_json_set_real (record, "thickness_mm", guide->thickness_mm);
  kerf_json_set_real (record, "resolution_mm", guide->resolution_mm);
  if (guide->outline->len)
    kerf_json_set (record, "outline_lps_mm", kerf_record_points_json (guide->outline));
  if (!isnan (guide->footprint_radius_mm)) {
    kerf_json_set_real (record, "footprint_radius_mm", guide->footprint_radius_mm);
    kerf_json_set (record, "footprint_centre_lps_mm", kerf_json_vec3 (guide->footprint_centre));
  }
  for (guint k = 0; k < guide->slots->len; k++) {
    const KerfSlot *slot = g_ptr_array_index (guide->slots, k);
    KerfJson *one = kerf_json_object ();
    kerf_json_set_string (one, "letter", slot->letter);
    kerf_json_set_string (one, "kind", slot->kind);
    kerf_json_set_real (one, "blade_thickness_mm", slot->blade_thickness_mm);
    kerf_json_set_real (one, "clearance_mm", slot->clearance_mm);
    kerf_json_set_real (one, "centre_u_mm", slot->centre_u_mm);
    kerf_json_set_real (one, "length_mm", slot->length_mm);
    kerf_json_set_real (one, "wall_height_mm", slot->wall_height_mm);
    kerf_json_append (slots, one);
  }
  kerf_json_set (record, "slots", slots);
  for (guint k = 0; k < guide->pins->len; k++) {
    const KerfGuidePin *pin = g_ptr_array_index (guide->pins, k);
    KerfJson *one = kerf_json_object ();
    kerf_json_set_real (one, "number", pin->number);
    kerf_json_set (one, "entry_lps_mm", kerf_json_vec3 (pin->entry));
    kerf_json_set (one, "axis_lps", kerf_json_vec3 (pin->axis));
    kerf_json_set_real (one, "pin_diameter_mm", pin->pin_diameter_mm);
    kerf_json_set_real (one, "hole_diameter_mm", pin->hole_diameter_mm);
    kerf_json_set_real (one, "sleeve_outer_diameter_mm", pin->sleeve_outer_diameter_mm);
    kerf_json_set_real (one, "sleeve_length_mm", pin->sleeve_length_mm);
    kerf_json_append (pins, one);
  }
  kerf_json_set (record, "pins", pins);
  kerf_json_set (record, "label_lines", texts_json (guide->label_lines));
  if (guide->label_strokes)
    kerf_json_set (record, "label_strokes", kerf_json_ref (guide->label_strokes));
  kerf_json_set (record, "signatures", kerf_signatures_to_json (guide->signatures));
  if (guide->version_hash)
    kerf_json_set_string (record, "version_hash", guide->version_hash);
  return record;
}

static void
read_slots (const KerfJson *list, GPtrArray *slots)
{
  for (gsize k = 0; k < kerf_json_length (list); k++) {
    const KerfJson *one = kerf_json_at (list, k);
    KerfSlot *slot = g_new0 (KerfSlot, 1);
    g_strlcpy (slot->letter, kerf_json_get_string (one, "letter", "A"), sizeof slot->letter);
    slot->kind = g_strdup (kerf_json_get_string (one, "kind", "closed"));
    slot->blade_thickness_mm = kerf_json_get_real (one, "blade_thickness_mm", (double) NAN);
    slot->clearance_mm = kerf_json_get_real (one, "clearance_mm", 0.1);
    slot->centre_u_mm = kerf_json_get_real (one, "centre_u_mm", 0);
    slot->length_mm = kerf_json_get_real (one, "length_mm", 30);
    slot->wall_height_mm = kerf_json_get_real (one, "wall_height_mm", 10);
    g_ptr_array_add (slots, slot);
  }
}

static void
read_pins (const KerfJson *list, GPtrArray *pins)
{
  for (gsize k = 0; k < kerf_json_length (list); k++) {
    const KerfJson *one = kerf_json_at (list, k);
    KerfGuidePin *pin = g_new0 (KerfGuidePin, 1);
    pin->number = (guint) kerf_json_get_real (one, "number", (double) k + 1);
    kerf_json_get_vec3 (one, "entry_lps_mm", &pin->entry);
    kerf_json_get_vec3 (one, "axis_lps", &pin->axis);
    pin->pin_diameter_mm = kerf_json_get_real (one, "pin_diameter_mm", 2.5);
    pin->hole_diameter_mm = kerf_json_get_real (one, "hole_diameter_mm", 2.7);
    pin->sleeve_outer_diameter_mm = kerf_json_get_real (one, "sleeve_outer_diameter_mm", 6.7);
    pin->sleeve_length_mm = kerf_json_get_real (one, "sleeve_length_mm", 10);
    g_ptr_array_add (pins, pin);
  }
}

KerfGuide *
kerf_guide_from_object (const KerfObject *object)
{
  const KerfJson *record = kerf_object_record (object);
  KerfGuide *guide = kerf_guide_new ();
  guide->name = g_strdup (kerf_json_get_string (record, "name", "guide"));
  guide->plan = kerf_record_id (record, "plan");
  guide->bone = kerf_record_id (record, "bone");
  read_texts (kerf_json_get (record, "letters"), guide->letters);
  guide->insertion = kerf_vec3 (0, -1, 0);
  kerf_json_get_vec3 (record, "insertion_lps", &guide->insertion);
  guide->printer = g_strdup (kerf_json_get_string (record, "printer", ""));
  guide->blade = g_strdup (kerf_json_get_string (record, "blade", ""));
  guide->offset_fit_mm = kerf_json_get_real (record, "offset_fit_mm", 0.2);
  guide->offset_print_mm = kerf_json_get_real (record, "offset_print_mm", 0);
  guide->thickness_mm = kerf_json_get_real (record, "thickness_mm", 5);
  guide->resolution_mm = kerf_json_get_real (record, "resolution_mm", 0.25);
  g_array_unref (guide->outline);
  guide->outline = kerf_record_points (record, "outline_lps_mm");
  guide->footprint_radius_mm = kerf_json_get_real (record, "footprint_radius_mm", (double) NAN);
  kerf_json_get_vec3 (record, "footprint_centre_lps_mm", &guide->footprint_centre);
  read_slots (kerf_json_get (record, "slots"), guide->slots);
  read_pins (kerf_json_get (record, "pins"), guide->pins);
  read_texts (kerf_json_get (record, "label_lines"), guide->label_lines);
  const KerfJson *strokes = kerf_json_get (record, "label_strokes");
  guide->label_strokes = strokes ? kerf_json_ref (strokes) : NULL;
  g_ptr_array_unref (guide->signatures);
  guide->signatures = kerf_signatures_from_json (kerf_json_get (record, "signatures"));
  guide->version_hash = g_strdup (kerf_json_get_string (record, "version_hash", NULL));
  return guide;
}

/* ---- engraved outlines ---- */

static void
append_strokes (KerfJson *list, const char *text, const char *plane, GPtrArray *notes)
{
  g_autoptr (KerfStrokeText) strokes = kerf_stroke_text (text);
  KerfJson *one = kerf_json_object ();
  kerf_json_set_string (one, "text", strokes->text);
  if (plane)
    kerf_json_set_string (one, "plane", plane);
  kerf_json_set_real (one, "width", strokes->width);
  kerf_json_set_reals (one, "segments", strokes->segments, 4 * strokes->n_segments);
  kerf_json_append (list, one);
  if (strokes->changed && notes)
    g_ptr_array_add (notes, g_strdup_printf ("'%s' is engraved as '%s'.", text, strokes->text));
}

KerfJson *
kerf_guide_strokes (const KerfGuide *guide, GPtrArray *notes)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; k < guide->slots->len; k++) {
    const KerfSlot *slot = g_ptr_array_index (guide->slots, k);
    append_strokes (list, slot->letter, slot->letter, notes);
  }
  for (guint k = 0; k < guide->label_lines->len; k++)
    append_strokes (list, g_ptr_array_index (guide->label_lines, k), NULL, notes);
  return list;
}
