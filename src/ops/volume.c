/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/image/straighten.h"
#include "io/series/series.h"
#include "ops/edit.h"
#include "ops/identity.h"

#include <string.h>

static const char *const role_words[] = { "ct",  "mr",   "pseudo-ct", "post-op-ct", "specimen",
                                          "pet", "dose", "other",     NULL };

/* ---- volume.import ---- */

typedef struct {
  KerfHash blobs;
  char *series, *name, *reason;
  int role;
} VolumeImport;

static const KerfParam volume_import_params[] = {
  KERF_ARG_HASH (VolumeImport, blobs, KERF_REQUIRED, "Hash of the header's record, which names the voxels"),
  KERF_ARG_TEXT (VolumeImport, series, NULL, 0, "Which series it was, in words"),
  KERF_ARG_ENUM (VolumeImport, role, role_words, (double) NAN, 0,
                 "What the image is for; as the header suggests"),
  KERF_ARG_TEXT (VolumeImport, name, NULL, 0, "Name"),
  KERF_ARG_TEXT (VolumeImport, reason, NULL, 0, "Why a differing identity is the same person"),
};

static KerfJson *
read_record (const KerfCase *kase, const KerfHash *hash, GError **error)
{
  KerfBlobs *blobs = kerf_case_blobs (kase);
  g_autoptr (GBytes) bytes = blobs->get (blobs, hash, error);
  if (!bytes)
    return NULL;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  return kerf_json_parse (text, (gssize) size, "The record of an image", error);
}

/* What is to be known about an image only because of what the case has already: added to the findings of its record. */
static void
add_finding (KerfJson *record, KerfOpRun *run, KerfFinding *take)
{
  g_autoptr (KerfFinding) finding = take;
  const KerfJson *had = kerf_json_get (record, "findings");
  for (gsize k = 0; k < kerf_json_length (had); k++)
    if (strcmp (kerf_json_get_string (kerf_json_at (had, k), "message", ""), finding->message) == 0)
      return; /* the series has said it already */
  KerfJson *findings = had ? kerf_json_copy (had) : kerf_json_array (), *one = kerf_json_object ();
  kerf_json_set_string (one, "code", kerf_error_code_name ((int) finding->code));
  kerf_json_set_string (one, "message", finding->message);
  kerf_json_append (findings, one);
  kerf_json_set (record, "findings", findings);
  g_ptr_array_add (run->notes, g_strdup (finding->message));
}

/* A CT and an MR so many days apart show two tumours (domain §5.3, 32). */
static void
find_age (const KerfCase *kase, KerfJson *record, const char *role, KerfOpRun *run)
{
  const char *date = kerf_json_get_string (record, "study_date", ""),
             *name = kerf_json_get_string (record, "name", "");
  const KerfObject *apart = NULL;
  gint most = KERF_OLD_DAYS;
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *other = kerf_case_at (kase, k);
    const KerfJson *known = kerf_object_record (other);
    const char *their_role = kerf_json_get_string (known, "role", "");
    gboolean pair = (strcmp (role, "ct") == 0 && strcmp (their_role, "mr") == 0) ||
                    (strcmp (role, "mr") == 0 && strcmp (their_role, "ct") == 0);
    gint days = 0;
    if (kerf_object_id (other).kind != KERF_KIND_VOLUME || !pair ||
        !kerf_days_between (date, kerf_json_get_string (known, "study_date", ""), &days) ||
        ABS (days) <= ABS (most))
      continue;
    most = days;
    apart = other;
  }
  if (!apart)
    return;
  g_autofree char *text = g_strdup_printf ("%d", ABS (most));
  const char *theirs = kerf_object_name (apart);
  add_finding (record, run,
               kerf_finding_new (KERF_ERROR_IMPORT_AGE, "a", most > 0 ? name : theirs, "b",
                                 most > 0 ? theirs : name, "days", text, NULL));
}

static void
find_no_identity (const KerfCase *kase, KerfJson *record, const char *what, KerfOpRun *run)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *patient = subject ? kerf_json_get (kerf_object_record (subject), "patient") : NULL,
                 *found = kerf_json_get (record, "identity");
  const char *name = kerf_json_get_string (patient, "name", ""),
             *id = kerf_json_get_string (patient, "id", "");
  if ((!*name && !*id) || *kerf_json_get_string (found, "patient_id", "") ||
      *kerf_json_get_string (found, "name", ""))
    return;
  add_finding (record, run,
               kerf_finding_new (KERF_ERROR_IMPORT_NO_IDENTITY, "series", what, "patient", *name ? name : id,
                                 NULL));
}

/* The first image that names a patient gives the case its identity. */
static KerfCase *
with_identity (const KerfCase *kase, const KerfJson *record)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *found = kerf_json_get (record, "identity");
  const char *id = kerf_json_get_string (found, "patient_id", "");
  if ((!*id && !*kerf_json_get_string (found, "name", "")) ||
      (subject && kerf_json_get (kerf_object_record (subject), "patient")))
    return kerf_case_ref (kase);
  KerfJson *next = subject ? kerf_json_copy (kerf_object_record (subject)) : kerf_json_object (),
           *patient = kerf_json_object ();
  static const char *const keys[] = { "name", "birth_date", "sex", NULL };
  kerf_json_set_string (patient, "id", id);
  for (int k = 0; keys[k]; k++)
    kerf_json_set_string (patient, keys[k], kerf_json_get_string (found, keys[k], ""));
  kerf_json_set (next, "patient", patient);
  kerf_json_set_string (next, "name", "subject");
  g_autoptr (KerfObject) object = kerf_object_new ((KerfId){ KERF_KIND_SUBJECT, 1 }, next);
  return kerf_case_with (kase, object);
}

static KerfCase *
volume_import (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const VolumeImport *a = args;
  g_autoptr (KerfJson) record = read_record (kase, &a->blobs, error);
  if (!record)
    return NULL;
  KerfGrid grid;
  const char *what =
      kerf_json_get_string (record, "label", kerf_json_get_string (record, "description", "The image"));
  if (!kerf_json_to_grid (kerf_json_get (record, "grid"), &grid) || !kerf_json_get (record, "voxels")) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'blobs' names no image; use kerf-cli import.");
    return NULL;
  }
  if (!kerf_edit_identity (kase, record, a->reason, what, error))
    return NULL;
  const char *role = a->role >= 0 ? role_words[a->role] : kerf_json_get_string (record, "role", "other");
  g_autofree char *name = kerf_case_free_name (kase, a->name && *a->name ? a->name : what);
  KerfJson *made = kerf_json_copy (record);
  kerf_json_set_string (made, "name", name);
  kerf_json_set_string (made, "role", role);
  kerf_json_set_bool (made, "role_confirmed", a->role >= 0);
  if (a->reason && *a->reason)
    kerf_json_set_string (made, "identity_reason", a->reason);
  find_age (kase, made, role, run);
  find_no_identity (kase, made, what, run);
  g_autoptr (KerfCase) with_patient = with_identity (kase, record);
  KerfId id = kerf_case_next_id (kase, KERF_KIND_VOLUME);
  return kerf_edit_put (with_patient, kerf_object_new_stored (id, made, kerf_case_blobs (kase)), TRUE, run);
}

KERF_OP (volume_import) = { .id = "volume.import",
                            .title = "Import Image",
                            .help = "Adds an image whose voxels and header are stored already",
                            .version = 1,
                            .size = sizeof (VolumeImport),
                            .apply = volume_import,
                            KERF_PARAMS (volume_import_params) };

/* ---- volume.role, volume.accept ---- */

typedef struct {
  KerfId volume;
  int role;
  gboolean confirm;
} VolumeRole;

static const KerfParam volume_role_params[] = {
  KERF_ARG_ID (VolumeRole, volume, KERF_VOLUMES, KERF_REQUIRED, "The image"),
  KERF_ARG_ENUM (VolumeRole, role, role_words, (double) NAN, KERF_REQUIRED, "What the image is for"),
  KERF_ARG_BOOL (VolumeRole, confirm, 0, "A person answers for it"),
};

static KerfCase *
volume_role (const KerfCase *kase, const void *args, KerfOpRun *run, G_GNUC_UNUSED GError **error)
{
  const VolumeRole *a = args;
  const KerfObject *object = kerf_case_get (kase, a->volume);
  KerfJson *record = kerf_json_copy (kerf_object_record (object));
  kerf_json_set_string (record, "role", role_words[a->role]);
  kerf_json_set_bool (record, "role_confirmed", a->confirm);
  return kerf_edit_put (kase, kerf_object_with_record (object, record), FALSE, run);
}

KERF_OP (volume_role) = { .id = "volume.role",
                          .title = "Set Role",
                          .help = "Says what an image is for",
                          .version = 1,
                          .size = sizeof (VolumeRole),
                          .apply = volume_role,
                          KERF_PARAMS (volume_role_params) };

typedef struct {
  KerfId volume;
  char *finding, *by, *reason;
} VolumeAccept;

static const KerfParam volume_accept_params[] = {
  KERF_ARG_ID (VolumeAccept, volume, KERF_VOLUMES, KERF_REQUIRED, "The image"),
  KERF_ARG_TEXT (VolumeAccept, finding, NULL, KERF_REQUIRED, "Code of the finding, such as import.gap"),
  KERF_ARG_TEXT (VolumeAccept, by, NULL, KERF_REQUIRED, "Who answers for it"),
  KERF_ARG_TEXT (VolumeAccept, reason, NULL, KERF_REQUIRED, "Why it may be used"),
};

static gboolean
has_finding (const KerfJson *record, const char *code)
{
  const KerfJson *findings = kerf_json_get (record, "findings");
  for (gsize k = 0; k < kerf_json_length (findings); k++)
    if (strcmp (kerf_json_get_string (kerf_json_at (findings, k), "code", ""), code) == 0)
      return TRUE;
  return FALSE;
}

static KerfCase *
volume_accept (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const VolumeAccept *a = args;
  const KerfObject *object = kerf_case_get (kase, a->volume);
  if (!has_finding (kerf_object_record (object), a->finding)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' has no finding '%s'; kerf-cli show lists what it has.",
                    kerf_object_name (object), a->finding);
    return NULL;
  }
  g_autoptr (GPtrArray) accepted =
      kerf_signatures_from_json (kerf_json_get (kerf_object_record (object), "accepted"));
  KerfSignature *s = kerf_edit_signature ("accept", a->by, "", NULL, run);
  s->finding = g_strdup (a->finding);
  s->reason = g_strdup (a->reason);
  kerf_signature_rest (s, object);
  g_ptr_array_add (accepted, s);
  KerfJson *record = kerf_json_copy (kerf_object_record (object));
  kerf_json_set (record, "accepted", kerf_signatures_to_json (accepted));
  return kerf_edit_put (kase, kerf_object_with_record (object, record), FALSE, run);
}

KERF_OP (volume_accept) = { .id = "volume.accept",
                            .title = "Accept Finding",
                            .help = "Accepts a finding of an image, with a reason",
                            .version = 1,
                            .size = sizeof (VolumeAccept),
                            .apply = volume_accept,
                            KERF_PARAMS (volume_accept_params) };

/* ---- volume.resample ---- */

typedef struct {
  KerfId volume;
  double spacing_mm;
  char *name;
} VolumeResample;

static const KerfParam volume_resample_params[] = {
  KERF_ARG_ID (VolumeResample, volume, KERF_VOLUMES, KERF_REQUIRED, "The image"),
  KERF_ARG_REAL (VolumeResample, spacing_mm, "mm", 0.2, 10, (double) NAN, KERF_REQUIRED,
                 "Edge of the new voxels"),
  KERF_ARG_TEXT (VolumeResample, name, NULL, 0, "Name"),
};

/* Where the slices of an uneven series stand; NULL where they are even. */
static gboolean
read_offsets (const KerfObject *object, const KerfVolume *volume, double **offsets, GError **error)
{
  const KerfJson *list = kerf_json_get (kerf_object_record (object), "slice_offsets_mm");
  gsize n = (gsize) volume->grid.n[2];
  if (!list)
    return TRUE;
  *offsets = g_new0 (double, n);
  for (gsize k = 0; k < n; k++) {
    (*offsets)[k] = kerf_json_as_real (kerf_json_at (list, k), (double) NAN);
    if (kerf_json_length (list) != n || !(k ? (*offsets)[k] > (*offsets)[k - 1] : (*offsets)[0] == 0))
      return kerf_fail_text (error, KERF_ERROR_REFUSED,
                             "'%s' does not say where its slices stand; import it again.",
                             kerf_object_name (object));
  }
  return TRUE;
}

static KerfCase *
volume_resample (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const VolumeResample *a = args;
  const KerfObject *object = kerf_case_get (kase, a->volume);
  g_autoptr (KerfVolume) volume = kerf_object_volume (object, error);
  if (!volume)
    return NULL;
  g_autofree double *offsets = NULL;
  double bend = kerf_json_get_real (kerf_object_record (object), "bend_mm", 0);
  if (bend > 0) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "'%s' has slices shifted by up to %.1f mm in their plane; send the series again.",
                    kerf_object_name (object), bend);
    return NULL;
  }
  if (!read_offsets (object, volume, &offsets, error))
    return NULL;
  g_autoptr (KerfVolume) made = kerf_volume_straightened (volume, offsets, a->spacing_mm, run->job, error);
  if (!made)
    return NULL;
  g_autofree char *wanted = g_strdup_printf ("%s, resampled", kerf_object_name (object));
  g_autofree char *name = kerf_case_free_name (kase, a->name && *a->name ? a->name : wanted),
                  *from = kerf_id_to_text (a->volume);
  KerfJson *record = kerf_json_copy (kerf_object_record (object));
  kerf_json_set_string (record, "name", name);
  kerf_json_set_string (record, "resampled_from", from);
  kerf_json_remove (record, "accepted");
  kerf_json_remove (record, "slice_offsets_mm");
  kerf_json_remove (record, "filled_slices");
  /* A gap is not closed by resampling; the rest is upright and even now, and says where it comes from. */
  kerf_json_set_string (record, "verdict", has_finding (record, "import.gap") ? "gap" : "regular");
  kerf_json_set_real (record, "tilt_deg", 0);
  return kerf_edit_put (kase,
                        kerf_object_new_volume (kerf_case_next_id (kase, KERF_KIND_VOLUME), record, made),
                        TRUE, run);
}

KERF_OP (volume_resample) = { .id = "volume.resample",
                              .title = "Resample Image",
                              .help = "Makes a new image with cubic voxels, marked as resampled",
                              .version = 2, /* 1 kept the lean of the slices */
                              .size = sizeof (VolumeResample),
                              .apply = volume_resample,
                              KERF_PARAMS (volume_resample_params) };
