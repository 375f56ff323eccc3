/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops/identity.h"

#include "base/error.h"
#include "io/series/series.h"

static void
identity_of (const KerfJson *record, const char *id_key, KerfIdentity *identity)
{
  *identity = (KerfIdentity){ .patient_id = g_strdup (kerf_json_get_string (record, id_key, "")),
                              .name = g_strdup (kerf_json_get_string (record, "name", "")),
                              .birth_date = g_strdup (kerf_json_get_string (record, "birth_date", "")),
                              .sex = g_strdup (kerf_json_get_string (record, "sex", "")) };
}

static void
identity_clear (KerfIdentity *identity)
{
  g_free (identity->patient_id);
  g_free (identity->name);
  g_free (identity->birth_date);
  g_free (identity->sex);
}

gboolean
kerf_edit_identity (const KerfCase *kase, const KerfJson *record, const char *reason, const char *what,
                    GError **error)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *patient = subject ? kerf_json_get (kerf_object_record (subject), "patient") : NULL;
  if (!patient)
    return TRUE;
  KerfIdentity known, found;
  const char *field = "", *x = "", *y = "";
  identity_of (patient, "id", &known);
  identity_of (kerf_json_get (record, "identity"), "patient_id", &found);
  KerfIdentityMatch match = kerf_identity_compare (&known, &found, &field, &x, &y);
  if (match == KERF_IDENTITY_OTHER)
    kerf_fail (error, KERF_ERROR_IMPORT_OTHER_PATIENT, "series", what, "a", x, "b", y, NULL);
  gboolean asks = match == KERF_IDENTITY_DIFFERS && !(reason && *reason);
  if (asks)
    kerf_fail (error, KERF_ERROR_IMPORT_IDENTITY_DIFFERS, "field", field, "a", "the case", "b", what, "x", x,
               "y", y, NULL);
  identity_clear (&known);
  identity_clear (&found);
  return match != KERF_IDENTITY_OTHER && !asks;
}
