/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/volume-dicom.h"

#include "base/error.h"
#include "case/pseudonym.h"
#include "io/write/write.h"

#include <string.h>

/* Codes of PS3.16 CID 7050, as DCMTK's tables of codes have them: the profile, and the options that were applied. */
static const KerfDicomCode codes[] = {
  { "113100", "DCM", "Basic Application Confidentiality Profile" },
  { "113105", "DCM", "Clean Descriptors Option" },
  { "113107", "DCM", "Retain Longitudinal Temporal Information Modified Dates Option" },
  { NULL, NULL, NULL },
};
static const KerfDicomDeidentified removed = { "Kerf, allow-list " KERF_PSEUDONYM_PROFILE, codes, TRUE };

/* A UID from what it stands for: the arc 2.25 takes any 128-bit number (ITU-T X.667); 38 digits of it are enough. */
static char *
uid_from (const char *purpose, const char *a, const KerfHash *b)
{
  g_autofree char *hex = kerf_hash_to_hex (b), *text = g_strdup_printf ("%s %s %s", purpose, a, hex);
  KerfHash hash = kerf_hash_bytes (text, strlen (text));
  GString *uid = g_string_new ("2.25.1");
  for (gsize k = 0; k < sizeof hash.b; k++)
    g_string_append_c (uid, (char) ('0' + hash.b[k] % 10));
  return g_string_free (uid, FALSE);
}

/* The UID as it stands where it is one that DICOM takes; a frame that no file named is called by its hash in the case,
 * and gets one UID for all that lies in it. Where there is none, one from the content. */
static char *
valid_uid (const char *uid, const char *purpose, const KerfHash *content)
{
  static const KerfHash none;
  gsize n = strlen (uid);
  return n && n <= 59 && strspn (uid, "0123456789.") == n ? g_strdup (uid)
                                                          : uid_from (purpose, uid, n ? &none : content);
}

/* TRUE where this volume is what its series UID names: not resampled, and no other volume came from that series. */
static gboolean
owns_series (const KerfCase *kase, const KerfObject *volume)
{
  const KerfJson *record = kerf_object_record (volume);
  const char *uid = kerf_json_get_string (record, "series_uid", "");
  if (!*uid || kerf_json_get (record, "resampled_from"))
    return FALSE;
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *other = kerf_case_at (kase, k);
    if (kerf_object_id (other).kind != KERF_KIND_VOLUME ||
        strcmp (kerf_json_get_string (kerf_object_record (other), "series_uid", ""), uid) != 0 ||
        kerf_json_get (kerf_object_record (other), "resampled_from"))
      continue;
    return kerf_id_equal (kerf_object_id (other), kerf_object_id (volume));
  }
  return FALSE;
}

static const char *
modality_of (const KerfJson *record)
{
  const char *modality = kerf_json_get_string (record, "modality", ""),
             *role = kerf_json_get_string (record, "role", "other");
  if (*modality)
    return modality;
  return strcmp (role, "mr") == 0 ? "MR" : strcmp (role, "pet") == 0 ? "PT" : "CT";
}

gboolean
kerf_report_check_pixels (const KerfObject *volume, gboolean burned_in_checked, GError **error)
{
  return burned_in_checked || !kerf_volume_may_show_text (volume) ||
         kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "'%s' may have text burned into its pixels; look at every slice and say so with "
                         "--burned-in-checked REASON, or leave the image out.",
                         kerf_object_name (volume));
}

gboolean
kerf_report_write_dicom (const KerfCase *kase, KerfId id, gboolean burned_in_checked, const char *folder,
                         const KerfContext *context, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_VOLUME)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "There is no such image; kerf-cli show lists the images.");
  if (!kerf_report_check_pixels (object, burned_in_checked, error))
    return FALSE;
  g_autoptr (KerfVolume) volume = kerf_object_volume (object, error);
  if (!volume)
    return FALSE;
  const KerfJson *record = kerf_object_record (object), *identity = kerf_json_get (record, "identity");
  KerfHash content = kerf_object_content_hash (object);
  const char *series_uid = kerf_json_get_string (record, "series_uid", ""),
             *synthetic = "DERIVED\\SECONDARY\\AXIAL", *plain = "DERIVED\\PRIMARY\\AXIAL";
  gboolean anonymous = kerf_json_get_string (record, "deidentified", NULL) != NULL;
  g_autofree char *series = anonymous && owns_series (kase, object)
                                ? valid_uid (series_uid, "series", &content)
                                : uid_from ("series", series_uid, &content),
                  *study = valid_uid (kerf_json_get_string (record, "study_uid", ""), "study", &content),
                  *frame = valid_uid (kerf_json_get_string (record, "frame_uid", ""), "frame", &content);
  const char *name = kerf_object_name (object);
  g_autofree char *description = g_utf8_substring (name, 0, MIN (64, g_utf8_strlen (name, -1))); /* LO */
  KerfDicomSeries about = { .patient_id = kerf_json_get_string (identity, "patient_id", NULL),
                            .patient_name = kerf_json_get_string (identity, "name", NULL),
                            .birth_date = kerf_json_get_string (identity, "birth_date", NULL),
                            .sex = kerf_json_get_string (identity, "sex", NULL),
                            .study_uid = study,
                            .series_uid = series,
                            .frame_uid = frame,
                            .study_date = kerf_json_get_string (record, "study_date", NULL),
                            .series_description = description,
                            .modality = modality_of (record),
                            .image_type = strcmp (kerf_json_get_string (record, "role", ""), "pseudo-ct") == 0
                                              ? synthetic
                                              : plain,
                            .manufacturer = kerf_json_get_string (record, "manufacturer", NULL),
                            .patient_position = kerf_json_get_string (record, "patient_position", NULL),
                            .kernel = kerf_json_get_string (record, "kernel", NULL),
                            .deidentified = anonymous ? &removed : NULL,
                            .no_burned_in = burned_in_checked,
                            .series_number = (int) id.number,
                            .thickness_mm = kerf_json_get_real (record, "thickness_mm", (double) NAN),
                            .window_centre = kerf_json_get_real (record, "window_centre", (double) NAN),
                            .window_width = kerf_json_get_real (record, "window_width", (double) NAN) };
  return kerf_write_dicom_series (folder, volume, &about, context, error);
}
