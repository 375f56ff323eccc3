/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/record-private.h"

KerfId
kerf_record_id (const KerfJson *record, const char *key)
{
  KerfId id = KERF_ID_NONE;
  kerf_id_from_text (kerf_json_get_string (record, key, "none"), &id);
  return id;
}

void
kerf_record_set_id (KerfJson *record, const char *key, KerfId id)
{
  g_autofree char *text = kerf_id_to_text (id);
  if (id.kind != KERF_KIND_NONE)
    kerf_json_set_string (record, key, text);
}

GArray *
kerf_record_ids (const KerfJson *record, const char *key)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (KerfId));
  const KerfJson *list = kerf_json_get (record, key);
  for (gsize k = 0; k < kerf_json_length (list); k++) {
    KerfId id;
    if (kerf_id_from_text (kerf_json_as_string (kerf_json_at (list, k), ""), &id))
      g_array_append_val (ids, id);
  }
  return ids;
}

KerfJson *
kerf_record_ids_json (const GArray *ids)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; ids && k < ids->len; k++) {
    g_autofree char *text = kerf_id_to_text (g_array_index (ids, KerfId, k));
    kerf_json_append (list, kerf_json_string (text));
  }
  return list;
}

GArray *
kerf_record_points (const KerfJson *record, const char *key)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  const KerfJson *list = kerf_json_get (record, key);
  for (gsize k = 0; k < kerf_json_length (list); k++) {
    const KerfJson *p = kerf_json_at (list, k);
    KerfVec3 v = kerf_vec3 (kerf_json_as_real (kerf_json_at (p, 0), (double) NAN),
                            kerf_json_as_real (kerf_json_at (p, 1), (double) NAN),
                            kerf_json_as_real (kerf_json_at (p, 2), (double) NAN));
    if (kerf_vec3_is_finite (v))
      g_array_append_val (points, v);
  }
  return points;
}

KerfJson *
kerf_record_points_json (const GArray *points)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; points && k < points->len; k++)
    kerf_json_append (list, kerf_json_vec3 (g_array_index (points, KerfVec3, k)));
  return list;
}

void
kerf_record_set_unless_nan (KerfJson *record, const char *key, double value)
{
  if (!isnan (value))
    kerf_json_set_real (record, key, value);
}
