/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "ops/edit.h"

#include <string.h>

typedef struct {
  KerfId id;
  char *name, *text;
} ObjectEdit;

static const KerfParam object_rename_params[] = {
  KERF_ARG_ID (ObjectEdit, id, 0, KERF_REQUIRED, "What to rename"),
  KERF_ARG_TEXT (ObjectEdit, name, NULL, KERF_REQUIRED, "Its new name, 1 to 80 characters"),
};

static KerfCase *
with_text (const KerfCase *kase, KerfId id, const char *key, const char *text, KerfOpRun *run)
{
  const KerfObject *object = kerf_case_get (kase, id);
  KerfJson *record = kerf_json_copy (kerf_object_record (object));
  kerf_json_set_string (record, key, text);
  return kerf_edit_put (kase, kerf_object_with_record (object, record), FALSE, run);
}

static KerfCase *
object_rename (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const ObjectEdit *a = args;
  const KerfObject *object = kerf_case_get (kase, a->id);
  if (!*a->name || g_utf8_strlen (a->name, -1) > 80) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'name' has %ld characters; give 1 to 80.",
                    g_utf8_strlen (a->name, -1));
    return NULL;
  }
  g_autoptr (KerfCase) others = kerf_case_without (kase, a->id);
  g_autofree char *name = kerf_case_free_name (others, a->name);
  (void) object;
  return with_text (kase, a->id, "name", name, run);
}

KERF_OP (object_rename) = { .id = "object.rename",
                            .title = "Rename",
                            .help = "Gives an object another name",
                            .version = 1,
                            .size = sizeof (ObjectEdit),
                            .apply = object_rename,
                            KERF_PARAMS (object_rename_params) };

static const KerfParam object_note_params[] = {
  KERF_ARG_ID (ObjectEdit, id, 0, KERF_REQUIRED, "What the note is about"),
  KERF_ARG_TEXT (ObjectEdit, text, NULL, KERF_REQUIRED | KERF_NONE, "The note; none takes it away"),
};

static KerfCase *
object_note (const KerfCase *kase, const void *args, KerfOpRun *run, G_GNUC_UNUSED GError **error)
{
  const ObjectEdit *a = args;
  return with_text (kase, a->id, "note", a->text, run);
}

KERF_OP (object_note) = { .id = "object.note",
                          .title = "Write Note",
                          .help = "Writes a note on an object",
                          .version = 1,
                          .size = sizeof (ObjectEdit),
                          .apply = object_note,
                          KERF_PARAMS (object_note_params) };

static const KerfParam object_delete_params[] = {
  KERF_ARG_ID (ObjectEdit, id, 0, KERF_REQUIRED, "What to delete"),
};

/* TRUE when any text in `json` is the id. Signatures are left out: they tell what was, and go stale. */
static gboolean
mentions (const KerfJson *json, const char *id)
{
  if (kerf_json_kind (json) == KERF_JSON_STRING)
    return strcmp (kerf_json_as_string (json, ""), id) == 0;
  for (gsize k = 0; k < kerf_json_length (json); k++) {
    const char *key = kerf_json_kind (json) == KERF_JSON_OBJECT ? kerf_json_key_at (json, k) : "";
    if (strcmp (key, "signatures") == 0 || strcmp (key, "name") == 0 || strcmp (key, "note") == 0)
      continue;
    if (mentions (kerf_json_at (json, k), id))
      return TRUE;
  }
  return FALSE;
}

static KerfCase *
object_delete (const KerfCase *kase, const void *args, G_GNUC_UNUSED KerfOpRun *run, GError **error)
{
  const ObjectEdit *a = args;
  g_autofree char *id = kerf_id_to_text (a->id);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *other = kerf_case_at (kase, k);
    if (kerf_id_equal (kerf_object_id (other), a->id) || !mentions (kerf_object_record (other), id))
      continue;
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is used by '%s'; delete that first.",
                    kerf_object_name (kerf_case_get (kase, a->id)), kerf_object_name (other));
    return NULL;
  }
  return kerf_case_without (kase, a->id);
}

KERF_OP (object_delete) = { .id = "object.delete",
                            .title = "Delete",
                            .help = "Deletes an object that nothing else rests on",
                            .version = 1,
                            .size = sizeof (ObjectEdit),
                            .apply = object_delete,
                            KERF_PARAMS (object_delete_params) };
