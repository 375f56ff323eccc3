/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/object.h"

#include "base/error.h"
#include "case/payload.h"

#include <pthread.h>
#include <string.h>

static const struct {
  char letter;
  const char *name;
} kinds[KERF_N_KINDS] = {
  [KERF_KIND_NONE] = { '-', "object" },
  [KERF_KIND_SUBJECT] = { 'u', "subject" },
  [KERF_KIND_VOLUME] = { 'v', "volume" },
  [KERF_KIND_SEGMENT] = { 's', "segment" },
  [KERF_KIND_ALIGNMENT] = { 'a', "alignment" },
  [KERF_KIND_TUBE] = { 't', "tube" },
  [KERF_KIND_PLAN] = { 'p', "plan" },
  [KERF_KIND_GUIDE] = { 'g', "guide" },
  [KERF_KIND_MEASURE] = { 'm', "measure" },
  [KERF_KIND_LANDMARKS] = { 'l', "landmarks" },
  [KERF_KIND_COMPARISON] = { 'c', "comparison" },
};

char *
kerf_id_to_text (KerfId id)
{
  if (id.kind == KERF_KIND_NONE)
    return g_strdup ("none");
  if (id.kind == KERF_KIND_SUBJECT)
    return g_strdup ("subject");
  return g_strdup_printf ("%c%u", kinds[id.kind].letter, id.number);
}

gboolean
kerf_id_from_text (const char *text, KerfId *id)
{
  if (strcmp (text, "subject") == 0) {
    *id = (KerfId){ KERF_KIND_SUBJECT, 1 };
    return TRUE;
  }
  guint64 number = 0;
  for (int kind = KERF_KIND_VOLUME; kind < KERF_N_KINDS; kind++)
    if (text[0] == kinds[kind].letter && g_ascii_isdigit (text[1]) && text[1] != '0' &&
        g_ascii_string_to_unsigned (text + 1, 10, 1, G_MAXUINT32, &number, NULL)) {
      *id = (KerfId){ (KerfKind) kind, (guint32) number };
      return TRUE;
    }
  return FALSE;
}

gboolean
kerf_id_equal (KerfId a, KerfId b)
{
  return a.kind == b.kind && a.number == b.number;
}

const char *
kerf_kind_name (KerfKind kind)
{
  return kinds[kind].name;
}

struct KerfObject {
  gatomicrefcount count;
  KerfId id;
  KerfJson *record;
  KerfHash hash;
  pthread_mutex_t lock;
  KerfBlobs *blobs;   /* where the payload comes from; NULL: it is in memory only */
  KerfMask *mask;     /* guarded by lock while NULL */
  KerfVolume *volume; /* guarded by lock while NULL */
};

static KerfObject *
object_make (KerfId id, KerfJson *take_record)
{
  KerfObject *object = g_new0 (KerfObject, 1);
  g_atomic_ref_count_init (&object->count);
  object->id = id;
  object->record = take_record;
  pthread_mutex_init (&object->lock, NULL);
  g_autofree char *text = kerf_json_to_text (take_record);
  object->hash = kerf_hash_bytes (text, strlen (text));
  return object;
}

KerfObject *
kerf_object_new (KerfId id, KerfJson *take_record)
{
  return object_make (id, take_record);
}

static void
set_text_hash (KerfJson *record, const char *key, const char *text)
{
  KerfHash hash = kerf_hash_bytes (text, strlen (text));
  g_autofree char *hex = kerf_hash_to_hex (&hash);
  kerf_json_set_string (record, key, hex);
}

KerfObject *
kerf_object_new_segment (KerfId id, KerfJson *take_record, const KerfMask *mask)
{
  g_autofree char *index = kerf_mask_index_text (mask);
  set_text_hash (take_record, "mask", index);
  kerf_json_set (take_record, "grid", kerf_json_grid (&mask->grid));
  KerfObject *object = object_make (id, take_record);
  object->mask = kerf_mask_ref (mask);
  return object;
}

KerfObject *
kerf_object_new_volume (KerfId id, KerfJson *take_record, const KerfVolume *volume)
{
  g_autofree char *index = kerf_volume_index_text (volume, NULL);
  set_text_hash (take_record, "voxels", index);
  kerf_json_set (take_record, "grid", kerf_json_grid (&volume->grid));
  kerf_json_set_real (take_record, "slope", volume->slope);
  kerf_json_set_real (take_record, "intercept", volume->intercept);
  KerfObject *object = object_make (id, take_record);
  object->volume = kerf_volume_ref (volume);
  return object;
}

KerfObject *
kerf_object_new_stored (KerfId id, KerfJson *take_record, KerfBlobs *blobs)
{
  KerfObject *object = object_make (id, take_record);
  object->blobs = kerf_blobs_ref (blobs);
  return object;
}

KerfObject *
kerf_object_ref (const KerfObject *object)
{
  union {
    const KerfObject *lent;
    KerfObject *owned;
  } same = { .lent = object };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_object_unref (KerfObject *object)
{
  if (!object || !g_atomic_ref_count_dec (&object->count))
    return;
  kerf_json_unref (object->record);
  kerf_mask_unref (object->mask);
  kerf_volume_unref (object->volume);
  if (object->blobs)
    kerf_blobs_unref (object->blobs);
  pthread_mutex_destroy (&object->lock);
  g_free (object);
}

KerfId
kerf_object_id (const KerfObject *object)
{
  return object->id;
}

const KerfJson *
kerf_object_record (const KerfObject *object)
{
  return object->record;
}

const char *
kerf_object_name (const KerfObject *object)
{
  return kerf_json_get_string (object->record, "name", kinds[object->id.kind].name);
}

KerfHash
kerf_object_hash (const KerfObject *object)
{
  return object->hash;
}

KerfHash
kerf_object_content_hash (const KerfObject *object)
{
  static const char *const keys[] = { "grid", "voxels", "mask", "slope", "intercept", NULL };
  gboolean payload = object->id.kind == KERF_KIND_VOLUME || object->id.kind == KERF_KIND_SEGMENT;
  g_autoptr (KerfJson) content = payload ? kerf_json_object () : kerf_json_copy (object->record);
  for (int k = 0; payload && keys[k]; k++) {
    const KerfJson *value = kerf_json_get (object->record, keys[k]);
    if (value)
      kerf_json_set (content, keys[k], kerf_json_ref (value));
  }
  static const char *const beside[] = { "name", "note", "signatures", "state", "version_hash", NULL };
  for (int k = 0; !payload && beside[k]; k++)
    kerf_json_remove (content, beside[k]);
  g_autofree char *text = kerf_json_to_text (content);
  return kerf_hash_bytes (text, strlen (text));
}

gboolean
kerf_object_grid (const KerfObject *object, KerfGrid *grid)
{
  return kerf_json_to_grid (kerf_json_get (object->record, "grid"), grid);
}

/* The index's hash under `key` of the record, with the grid. */
static gboolean
payload_place (const KerfObject *object, const char *key, KerfHash *index, KerfGrid *grid, GError **error)
{
  return (object->blobs && kerf_hash_from_hex (kerf_json_get_string (object->record, key, NULL), index) &&
          kerf_object_grid (object, grid)) ||
         kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' holds no %s.", kerf_object_name (object),
                         strcmp (key, "mask") == 0 ? "contour" : "image");
}

KerfMask *
kerf_object_mask (const KerfObject *segment, GError **error)
{
  g_autoptr (KerfObject) object = kerf_object_ref (segment);
  KerfHash index;
  KerfGrid grid;
  pthread_mutex_lock (&object->lock);
  if (!object->mask && payload_place (object, "mask", &index, &grid, error))
    object->mask = kerf_mask_load (&grid, &index, object->blobs, error);
  KerfMask *mask = object->mask ? kerf_mask_ref (object->mask) : NULL;
  pthread_mutex_unlock (&object->lock);
  return mask;
}

KerfVolume *
kerf_object_volume (const KerfObject *volume_object, GError **error)
{
  g_autoptr (KerfObject) object = kerf_object_ref (volume_object);
  KerfHash index;
  KerfGrid grid;
  pthread_mutex_lock (&object->lock);
  if (!object->volume && payload_place (object, "voxels", &index, &grid, error))
    object->volume =
        kerf_volume_load (&grid, kerf_json_get_real (object->record, "slope", 1),
                          kerf_json_get_real (object->record, "intercept", 0), &index, object->blobs, error);
  KerfVolume *volume = object->volume ? kerf_volume_ref (object->volume) : NULL;
  pthread_mutex_unlock (&object->lock);
  return volume;
}

KerfObject *
kerf_object_with_record (const KerfObject *from, KerfJson *take_record)
{
  static const char *const keys[] = { "grid", "voxels", "mask", "slope", "intercept", NULL };
  for (int k = 0; keys[k]; k++) {
    const KerfJson *value = kerf_json_get (from->record, keys[k]);
    if (value)
      kerf_json_set (take_record, keys[k], kerf_json_ref (value));
  }
  KerfObject *made = object_make (from->id, take_record);
  g_autoptr (KerfObject) object = kerf_object_ref (from);
  pthread_mutex_lock (&object->lock);
  made->mask = object->mask ? kerf_mask_ref (object->mask) : NULL;
  made->volume = object->volume ? kerf_volume_ref (object->volume) : NULL;
  made->blobs = object->blobs ? kerf_blobs_ref (object->blobs) : NULL;
  pthread_mutex_unlock (&object->lock);
  return made;
}

gboolean
kerf_object_save (const KerfObject *object, const KerfObject *predecessor, KerfBlobs *blobs,
                  const KerfContext *context, GError **error)
{
  KerfHash index, base, wanted;
  const char *mask_hex = kerf_json_get_string (object->record, "mask", NULL),
             *voxels_hex = kerf_json_get_string (object->record, "voxels", NULL);
  if (kerf_hash_from_hex (mask_hex, &wanted) && !blobs->has (blobs, &wanted)) {
    g_autoptr (KerfMask) mask = kerf_object_mask (object, error);
    gboolean based =
        predecessor && kerf_hash_from_hex (kerf_json_get_string (predecessor->record, "mask", NULL), &base);
    if (!mask || !kerf_mask_save (mask, based ? &base : NULL, blobs, &index, error))
      return FALSE;
    g_assert (kerf_hash_equal (&index, &wanted));
  }
  if (kerf_hash_from_hex (voxels_hex, &wanted) && !blobs->has (blobs, &wanted)) {
    g_autoptr (KerfVolume) volume = kerf_object_volume (object, error);
    if (!volume || !kerf_volume_save (volume, blobs, context, &index, error))
      return FALSE;
    g_assert (kerf_hash_equal (&index, &wanted));
  }
  g_autofree char *text = kerf_json_to_text (object->record);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  KerfHash made;
  return blobs->put (blobs, bytes, "", predecessor ? &predecessor->hash : NULL, &made, error);
}

/* ---- small values as JSON ---- */

KerfJson *
kerf_json_vec3 (KerfVec3 v)
{
  return kerf_json_reals ((double[3]){ v.x, v.y, v.z }, 3);
}

KerfJson *
kerf_json_mat4 (const KerfMat4 *m)
{
  return kerf_json_reals (m->m, 16);
}

gboolean
kerf_json_get_vec3 (const KerfJson *object, const char *key, KerfVec3 *v)
{
  double r[3];
  if (!kerf_json_get_reals (object, key, r, 3))
    return FALSE;
  *v = kerf_vec3 (r[0], r[1], r[2]);
  return TRUE;
}

gboolean
kerf_json_get_mat4 (const KerfJson *object, const char *key, KerfMat4 *m)
{
  return kerf_json_get_reals (object, key, m->m, 16);
}

KerfJson *
kerf_json_grid (const KerfGrid *grid)
{
  KerfJson *json = kerf_json_object ();
  kerf_json_set_reals (json, "dims", (double[3]){ grid->n[0], grid->n[1], grid->n[2] }, 3);
  kerf_json_set (json, "patient_from_index", kerf_json_mat4 (&grid->patient_from_index));
  return json;
}

gboolean
kerf_json_to_grid (const KerfJson *json, KerfGrid *grid)
{
  double dims[3];
  KerfMat4 m;
  if (!kerf_json_get_reals (json, "dims", dims, 3) || !kerf_json_get_mat4 (json, "patient_from_index", &m))
    return FALSE;
  gint32 n[3];
  for (int a = 0; a < 3; a++) {
    if (!(dims[a] >= 1 && dims[a] <= 65536))
      return FALSE;
    n[a] = (gint32) dims[a];
  }
  /* Not kerf_grid_init: the grid of a tilted stack leans, and is kept as it is until somebody resamples it. */
  KerfGrid made = { .n = { n[0], n[1], n[2] }, .patient_from_index = m };
  if (!kerf_mat4_inverse (&m, &made.index_from_patient))
    return FALSE;
  *grid = made;
  return TRUE;
}
