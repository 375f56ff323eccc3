/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/case.h"

#include "base/error.h"
#include "base/text.h"
#include "case/recorder.h"

#include <string.h>

struct KerfCase {
  gatomicrefcount count;
  char *uuid;
  KerfBlobs *blobs;
  GPtrArray *objects;         /* sorted by kind, number */
  guint32 used[KERF_N_KINDS]; /* last serial number given, per kind */
  KerfRecorder *recorder;     /* who wants to know what is read; NULL mostly */
};

static KerfCase *
case_make (const char *uuid, KerfBlobs *blobs)
{
  KerfCase *kase = g_new0 (KerfCase, 1);
  g_atomic_ref_count_init (&kase->count);
  kase->uuid = g_strdup (uuid);
  kase->blobs = kerf_blobs_ref (blobs);
  kase->objects = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_object_unref);
  return kase;
}

KerfCase *
kerf_case_new (const char *uuid, KerfBlobs *blobs)
{
  return case_make (uuid, blobs);
}

KerfCase *
kerf_case_ref (const KerfCase *kase)
{
  union {
    const KerfCase *lent;
    KerfCase *owned;
  } same = { .lent = kase };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_case_unref (KerfCase *kase)
{
  if (!kase || !g_atomic_ref_count_dec (&kase->count))
    return;
  g_ptr_array_unref (kase->objects);
  kerf_blobs_unref (kase->blobs);
  kerf_recorder_unref (kase->recorder);
  g_free (kase->uuid);
  g_free (kase);
}

const char *
kerf_case_uuid (const KerfCase *kase)
{
  return kase->uuid;
}

KerfBlobs *
kerf_case_blobs (const KerfCase *kase)
{
  return kase->blobs;
}

static const KerfObject *
object_at (const KerfCase *kase, gsize index)
{
  return g_ptr_array_index (kase->objects, (guint) index);
}

static const KerfObject *
noted (const KerfCase *kase, const KerfObject *object)
{
  if (kase->recorder && object)
    kerf_recorder_note (kase->recorder, kerf_object_id (object));
  return object;
}

gsize
kerf_case_length (const KerfCase *kase)
{
  return kase->objects->len;
}

const KerfObject *
kerf_case_at (const KerfCase *kase, gsize index)
{
  return index < kase->objects->len ? noted (kase, object_at (kase, index)) : NULL;
}

static int
compare_ids (KerfId a, KerfId b)
{
  if (a.kind != b.kind)
    return a.kind < b.kind ? -1 : 1;
  return a.number < b.number ? -1 : a.number > b.number;
}

/* Place of `id`, or where it belongs. */
static guint
place (const KerfCase *kase, KerfId id, gboolean *found)
{
  guint low = 0, high = kase->objects->len;
  while (low < high) {
    guint mid = (low + high) / 2;
    int order = compare_ids (kerf_object_id (object_at (kase, mid)), id);
    if (order == 0) {
      *found = TRUE;
      return mid;
    }
    if (order < 0)
      low = mid + 1;
    else
      high = mid;
  }
  *found = FALSE;
  return low;
}

const KerfObject *
kerf_case_get (const KerfCase *kase, KerfId id)
{
  if (kase->recorder && id.kind != KERF_KIND_NONE)
    kerf_recorder_note (kase->recorder, id);
  gboolean found;
  guint at = place (kase, id, &found);
  return found ? object_at (kase, at) : NULL;
}

const KerfObject *
kerf_case_subject (const KerfCase *kase)
{
  return kerf_case_get (kase, (KerfId){ KERF_KIND_SUBJECT, 1 });
}

static const KerfObject *
find_by_name (const KerfCase *kase, KerfKind kind, const char *text, guint *hits)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  const KerfObject *hit = NULL;
  *hits = 0;
  for (gsize k = 0; k < kase->objects->len; k++) {
    const KerfObject *object = object_at (kase, k);
    if (kind != KERF_KIND_NONE && kerf_object_id (object).kind != kind)
      continue;
    g_autofree char *name = g_utf8_casefold (kerf_object_name (object), -1);
    if (strcmp (name, folded) == 0) {
      hit = object;
      ++*hits;
    }
  }
  return hit;
}

const KerfObject *
kerf_case_find (const KerfCase *kase, KerfKind kind, const char *text, GError **error)
{
  KerfId id;
  guint hits;
  const KerfObject *object = find_by_name (kase, kind, text, &hits);
  if (hits == 1)
    return noted (kase, object);
  if (kerf_id_from_text (text, &id) && (kind == KERF_KIND_NONE || id.kind == kind)) {
    object = kerf_case_get (kase, id);
    if (object)
      return object;
  }
  if (hits > 1) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "%u objects are called '%s'; name it by its id.", hits, text);
    return NULL;
  }
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  for (gsize k = 0; k < kase->objects->len; k++) {
    const KerfObject *each = object_at (kase, k);
    if (kind != KERF_KIND_NONE && kerf_object_id (each).kind != kind)
      continue;
    g_ptr_array_add (words, g_strdup (kerf_object_name (each)));
    g_ptr_array_add (words, kerf_id_to_text (kerf_object_id (each)));
  }
  g_ptr_array_add (words, NULL);
  const char *near = kerf_nearest_word (text, (const char *const *) words->pdata);
  if (near)
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no %s '%s' in this case; did you mean '%s'?",
                    kerf_kind_name (kind), text, near);
  else
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "There is no %s '%s' in this case; kerf-cli show lists what there is.",
                    kerf_kind_name (kind), text);
  return NULL;
}

KerfId
kerf_case_next_id (const KerfCase *kase, KerfKind kind)
{
  return (KerfId){ kind, kase->used[kind] + 1 };
}

static KerfCase *
case_copy (const KerfCase *kase)
{
  KerfCase *copy = case_make (kase->uuid, kase->blobs);
  memcpy (copy->used, kase->used, sizeof copy->used);
  copy->recorder = kase->recorder ? kerf_recorder_ref (kase->recorder) : NULL;
  for (gsize k = 0; k < kase->objects->len; k++)
    g_ptr_array_add (copy->objects, kerf_object_ref (object_at (kase, k)));
  return copy;
}

KerfCase *
kerf_case_with (const KerfCase *kase, KerfObject *object)
{
  KerfCase *next = case_copy (kase);
  KerfId id = kerf_object_id (object);
  gboolean found;
  guint at = place (next, id, &found);
  if (found)
    g_ptr_array_remove_index (next->objects, at);
  g_ptr_array_insert (next->objects, (gint) at, kerf_object_ref (object));
  next->used[id.kind] = MAX (next->used[id.kind], id.number);
  return next;
}

KerfCase *
kerf_case_without (const KerfCase *kase, KerfId id)
{
  KerfCase *next = case_copy (kase);
  gboolean found;
  guint at = place (next, id, &found);
  if (found)
    g_ptr_array_remove_index (next->objects, at);
  return next;
}

KerfCase *
kerf_case_recording (const KerfCase *kase, KerfRecorder *recorder)
{
  KerfCase *copy = case_copy (kase);
  kerf_recorder_unref (copy->recorder);
  copy->recorder = recorder ? kerf_recorder_ref (recorder) : NULL;
  return copy;
}

/* ---- the root ---- */

char *
kerf_case_root_text (const KerfCase *kase)
{
  g_autoptr (KerfJson) root = kerf_json_object ();
  kerf_json_set_string (root, "format", "kerf-case-1");
  kerf_json_set_string (root, "uuid", kase->uuid);
  KerfJson *objects = kerf_json_array (), *used = kerf_json_object ();
  for (gsize k = 0; k < kase->objects->len; k++) {
    const KerfObject *object = object_at (kase, k);
    KerfHash hash = kerf_object_hash (object);
    g_autofree char *id = kerf_id_to_text (kerf_object_id (object)), *hex = kerf_hash_to_hex (&hash);
    KerfJson *pair = kerf_json_array ();
    kerf_json_append (pair, kerf_json_string (id));
    kerf_json_append (pair, kerf_json_string (hex));
    kerf_json_append (objects, pair);
  }
  for (int kind = KERF_KIND_VOLUME; kind < KERF_N_KINDS; kind++)
    if (kase->used[kind])
      kerf_json_set_real (used, kerf_kind_name ((KerfKind) kind), kase->used[kind]);
  kerf_json_set (root, "objects", objects);
  kerf_json_set (root, "used", used);
  return kerf_json_to_text (root);
}

KerfHash
kerf_case_root (const KerfCase *kase)
{
  g_autofree char *text = kerf_case_root_text (kase);
  return kerf_hash_bytes (text, strlen (text));
}

static KerfObject *
read_object (const KerfJson *pair, KerfBlobs *blobs, GError **error)
{
  KerfId id;
  KerfHash hash;
  if (!kerf_id_from_text (kerf_json_as_string (kerf_json_at (pair, 0), ""), &id) ||
      !kerf_hash_from_hex (kerf_json_as_string (kerf_json_at (pair, 1), NULL), &hash)) {
    kerf_fail_text (error, KERF_ERROR_INTERNAL,
                    "The case lists something that is no object; run kerf-cli check.");
    return NULL;
  }
  g_autoptr (GBytes) bytes = blobs->get (blobs, &hash, error);
  if (!bytes)
    return NULL;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  KerfJson *record = kerf_json_parse (text, (gssize) size, "A record of the case", error);
  return record ? kerf_object_new_stored (id, record, blobs) : NULL;
}

KerfCase *
kerf_case_from_root (const char *text, gsize size, KerfBlobs *blobs, GError **error)
{
  g_autoptr (KerfJson) root = kerf_json_parse (text, (gssize) size, "The case's list of objects", error);
  if (!root)
    return NULL;
  const KerfJson *objects = kerf_json_get (root, "objects"), *used = kerf_json_get (root, "used");
  g_autoptr (KerfCase) kase = case_make (kerf_json_get_string (root, "uuid", ""), blobs);
  for (gsize k = 0; k < kerf_json_length (objects); k++) {
    KerfObject *object = read_object (kerf_json_at (objects, k), blobs, error);
    if (!object)
      return NULL;
    gboolean found;
    guint at = place (kase, kerf_object_id (object), &found);
    if (found) {
      kerf_object_unref (object);
      kerf_fail_text (error, KERF_ERROR_INTERNAL, "The case lists an object twice; run kerf-cli check.");
      return NULL;
    }
    g_ptr_array_insert (kase->objects, (gint) at, object);
  }
  for (int kind = KERF_KIND_VOLUME; kind < KERF_N_KINDS; kind++) {
    double n = kerf_json_get_real (used, kerf_kind_name ((KerfKind) kind), 0);
    kase->used[kind] = n >= 0 && n < G_MAXUINT32 ? (guint32) n : 0;
  }
  return g_steal_pointer (&kase);
}

char *
kerf_case_free_name (const KerfCase *kase, const char *wanted)
{
  g_autofree char *trimmed = g_strstrip (g_utf8_make_valid (wanted, -1));
  g_autofree char *base = g_utf8_substring (trimmed, 0, MIN (80, g_utf8_strlen (trimmed, -1)));
  if (!*base)
    return g_strdup ("unnamed");
  g_autofree char *name = g_strdup (base);
  guint hits = 1;
  for (guint n = 2; find_by_name (kase, KERF_KIND_NONE, name, &hits) && hits; n++) {
    g_free (name);
    name = g_strdup_printf ("%s (%u)", base, n);
  }
  return g_steal_pointer (&name);
}

GArray *
kerf_case_changed (const KerfCase *kase, const KerfCase *other)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (KerfId));
  for (gsize k = 0; k < kase->objects->len; k++) {
    const KerfObject *object = object_at (kase, k);
    KerfId id = kerf_object_id (object);
    gboolean found;
    guint at = place (other, id, &found);
    KerfHash a = kerf_object_hash (object), b = { { 0 } };
    if (found)
      b = kerf_object_hash (object_at (other, at));
    if (!kerf_hash_equal (&a, &b))
      g_array_append_val (ids, id);
  }
  return ids;
}
