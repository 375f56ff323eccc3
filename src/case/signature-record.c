/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/plan.h"

KerfSignature *
kerf_signature_new (void)
{
  KerfSignature *s = g_new0 (KerfSignature, 1);
  s->rests_on = g_array_new (FALSE, FALSE, sizeof (KerfRest));
  return s;
}

void
kerf_signature_free (KerfSignature *s)
{
  if (!s)
    return;
  char *texts[] = { s->what, s->name, s->role, s->note, s->reason, s->at_utc, s->finding };
  for (gsize k = 0; k < G_N_ELEMENTS (texts); k++)
    g_free (texts[k]);
  g_array_unref (s->rests_on);
  g_free (s);
}

void
kerf_signature_rest (KerfSignature *signature, const KerfObject *object)
{
  if (!object)
    return;
  KerfRest rest = { kerf_object_id (object), kerf_object_content_hash (object) };
  g_array_append_val (signature->rests_on, rest);
}

KerfJson *
kerf_signatures_to_json (const GPtrArray *signatures)
{
  KerfJson *array = kerf_json_array ();
  for (guint k = 0; signatures && k < signatures->len; k++) {
    const KerfSignature *s = g_ptr_array_index (signatures, k);
    KerfJson *json = kerf_json_object (), *rests = kerf_json_array ();
    const struct {
      const char *key, *text;
    } texts[] = { { "what", s->what },      { "name", s->name },     { "role", s->role ? s->role : "" },
                  { "note", s->note },      { "reason", s->reason }, { "at_utc", s->at_utc },
                  { "finding", s->finding } };
    for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
      if (texts[n].text)
        kerf_json_set_string (json, texts[n].key, texts[n].text);
    for (guint n = 0; n < s->rests_on->len; n++) {
      const KerfRest *rest = &g_array_index (s->rests_on, KerfRest, n);
      g_autofree char *id = kerf_id_to_text (rest->id), *hex = kerf_hash_to_hex (&rest->hash);
      KerfJson *one = kerf_json_object ();
      kerf_json_set_string (one, "id", id);
      kerf_json_set_string (one, "sha256", hex);
      kerf_json_append (rests, one);
    }
    kerf_json_set (json, "rests_on", rests);
    kerf_json_append (array, json);
  }
  return array;
}

GPtrArray *
kerf_signatures_from_json (const KerfJson *array)
{
  GPtrArray *signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_signature_free);
  for (gsize k = 0; k < kerf_json_length (array); k++) {
    const KerfJson *json = kerf_json_at (array, k), *rests = kerf_json_get (json, "rests_on");
    KerfSignature *s = kerf_signature_new ();
    s->what = g_strdup (kerf_json_get_string (json, "what", NULL));
    s->name = g_strdup (kerf_json_get_string (json, "name", ""));
    s->role = g_strdup (kerf_json_get_string (json, "role", ""));
    s->note = g_strdup (kerf_json_get_string (json, "note", NULL));
    s->reason = g_strdup (kerf_json_get_string (json, "reason", NULL));
    s->at_utc = g_strdup (kerf_json_get_string (json, "at_utc", ""));
    s->finding = g_strdup (kerf_json_get_string (json, "finding", NULL));
    for (gsize n = 0; n < kerf_json_length (rests); n++) {
      KerfRest rest;
      const KerfJson *one = kerf_json_at (rests, n);
      if (kerf_id_from_text (kerf_json_get_string (one, "id", ""), &rest.id) &&
          kerf_hash_from_hex (kerf_json_get_string (one, "sha256", NULL), &rest.hash))
        g_array_append_val (s->rests_on, rest);
    }
    g_ptr_array_add (signatures, s);
  }
  return signatures;
}

KerfId
kerf_signature_stale (const KerfSignature *signature, const KerfCase *kase)
{
  for (guint k = 0; k < signature->rests_on->len; k++) {
    const KerfRest *rest = &g_array_index (signature->rests_on, KerfRest, k);
    const KerfObject *object = kerf_case_get (kase, rest->id);
    KerfHash now = { { 0 } };
    if (object)
      now = kerf_object_content_hash (object);
    if (!kerf_hash_equal (&now, &rest->hash))
      return rest->id;
  }
  return KERF_ID_NONE;
}
