/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/payload.h"

#include "base/error.h"
#include "base/memory.h"

#include <pthread.h>
#include <string.h>

G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN); /* voxels lie in the file as they lie in memory */

/* ---- mask tiles ---- */

static gsize
slot_count (const KerfMask *mask)
{
  return (gsize) (mask->hi[0] - mask->lo[0]) * (gsize) (mask->hi[1] - mask->lo[1]) *
         (gsize) (mask->hi[2] - mask->lo[2]);
}

static KerfJson *
json_ints (const gint32 *values, gsize n)
{
  KerfJson *array = kerf_json_array ();
  for (gsize k = 0; k < n; k++)
    kerf_json_append (array, kerf_json_real (values[k]));
  return array;
}

char *
kerf_mask_index_text (const KerfMask *mask)
{
  g_autoptr (KerfJson) json = kerf_json_object ();
  kerf_json_set_string (json, "format", "kerf-mask-1");
  kerf_json_set_real (json, "clamp", mask->clamp);
  kerf_json_set (json, "lo", json_ints (mask->lo, 3));
  kerf_json_set (json, "hi", json_ints (mask->hi, 3));
  KerfJson *slots = kerf_json_array ();
  for (gsize k = 0; k < slot_count (mask); k++) {
    if (!mask->slots[k].tile) {
      kerf_json_append (slots, kerf_json_real (mask->slots[k].value));
      continue;
    }
    KerfHash hash = kerf_tile_hash (mask->slots[k].tile);
    g_autofree char *hex = kerf_hash_to_hex (&hash);
    kerf_json_append (slots, kerf_json_string (hex));
  }
  kerf_json_set (json, "slots", slots);
  return kerf_json_to_text (json);
}

static KerfJson *
read_index (const KerfHash *hash, KerfBlobs *blobs, const char *format, GError **error)
{
  g_autoptr (GBytes) bytes = blobs->get (blobs, hash, error);
  if (!bytes)
    return NULL;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autoptr (KerfJson) json = kerf_json_parse (text, (gssize) size, "The index of an object", error);
  if (json && strcmp (kerf_json_get_string (json, "format", ""), format) != 0) {
    kerf_fail_text (error, KERF_ERROR_INTERNAL, "An object's index is of another kind; run kerf-cli check.");
    return NULL;
  }
  return g_steal_pointer (&json);
}

/* Hash of the tile at the same place in the predecessor, for packing against it. */
static gboolean
base_tile (const KerfJson *base, const gint32 *lo, const gint32 *hi, gsize slot, KerfHash *hash)
{
  double blo[3], bhi[3];
  if (!base || !kerf_json_get_reals (base, "lo", blo, 3) || !kerf_json_get_reals (base, "hi", bhi, 3))
    return FALSE;
  gsize nx = (gsize) (hi[0] - lo[0]), ny = (gsize) (hi[1] - lo[1]);
  gint32 at[3] = { lo[0] + (gint32) (slot % nx), lo[1] + (gint32) (slot / nx % ny),
                   lo[2] + (gint32) (slot / nx / ny) };
  for (int a = 0; a < 3; a++)
    if (at[a] < blo[a] || at[a] >= bhi[a])
      return FALSE;
  gsize bx = (gsize) (bhi[0] - blo[0]), by = (gsize) (bhi[1] - blo[1]);
  gsize index = ((gsize) (at[2] - blo[2]) * by + (gsize) (at[1] - blo[1])) * bx + (gsize) (at[0] - blo[0]);
  const char *hex = kerf_json_as_string (kerf_json_at (kerf_json_get (base, "slots"), index), NULL);
  return kerf_hash_from_hex (hex, hash);
}

gboolean
kerf_mask_save (const KerfMask *mask, const KerfHash *base_index, KerfBlobs *blobs, KerfHash *index,
                GError **error)
{
  g_autoptr (KerfJson) base = base_index ? read_index (base_index, blobs, "kerf-mask-1", NULL) : NULL;
  for (gsize k = 0; k < slot_count (mask); k++) {
    KerfTile *tile = mask->slots[k].tile;
    if (!tile)
      continue;
    KerfHash hash = kerf_tile_hash (tile), old;
    if (blobs->has (blobs, &hash))
      continue;
    g_autoptr (GBytes) bytes = g_bytes_new (tile->d, sizeof tile->d);
    const KerfHash *from = base_tile (base, mask->lo, mask->hi, k, &old) ? &old : NULL;
    if (!blobs->put (blobs, bytes, "tile", from, &hash, error))
      return FALSE;
  }
  g_autofree char *text = kerf_mask_index_text (mask);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  return blobs->put (blobs, bytes, "", base ? base_index : NULL, index, error);
}

KerfMask *
kerf_mask_load (const KerfGrid *grid, const KerfHash *index, KerfBlobs *blobs, GError **error)
{
  g_autoptr (KerfJson) json = read_index (index, blobs, "kerf-mask-1", error);
  if (!json)
    return NULL;
  const KerfJson *slots = kerf_json_get (json, "slots");
  double lo[3], hi[3], count = 1;
  gboolean good = kerf_json_get_reals (json, "lo", lo, 3) && kerf_json_get_reals (json, "hi", hi, 3);
  for (int a = 0; good && a < 3; a++) {
    good = lo[a] <= hi[a] && fabs (lo[a]) < 1e6 && fabs (hi[a]) < 1e6;
    count *= hi[a] - lo[a];
  }
  if (!good || count != (double) kerf_json_length (slots)) {
    kerf_fail_text (error, KERF_ERROR_INTERNAL,
                    "A segment's index does not fit its tiles; run kerf-cli check.");
    return NULL;
  }
  gint32 ilo[3], ihi[3];
  for (int a = 0; a < 3; a++) {
    ilo[a] = (gint32) lo[a];
    ihi[a] = (gint32) hi[a];
  }
  g_autoptr (KerfMask) mask = kerf_mask_builder_new (grid, ilo, ihi);
  gsize nx = (gsize) (ihi[0] - ilo[0]), ny = (gsize) (ihi[1] - ilo[1]);
  for (gsize k = 0; k < kerf_json_length (slots); k++) {
    const KerfJson *slot = kerf_json_at (slots, k);
    KerfTile *tile = NULL;
    KerfHash hash;
    if (kerf_json_kind (slot) == KERF_JSON_STRING) {
      if (!kerf_hash_from_hex (kerf_json_as_string (slot, NULL), &hash))
        return NULL;
      g_autoptr (GBytes) bytes = blobs->get (blobs, &hash, error);
      if (!bytes)
        return NULL;
      tile = kerf_tile_new ();
      if (g_bytes_get_size (bytes) != sizeof tile->d) {
        kerf_tile_unref (tile);
        kerf_fail_text (error, KERF_ERROR_INTERNAL,
                        "A segment's tile has the wrong size; run kerf-cli check.");
        return NULL;
      }
      memcpy (tile->d, g_bytes_get_data (bytes, NULL), sizeof tile->d);
      tile->hash = hash;
      g_atomic_int_set (&tile->hash_state, 2);
    }
    kerf_mask_builder_set (mask, ilo[0] + (gint32) (k % nx), ilo[1] + (gint32) (k / nx % ny),
                           ilo[2] + (gint32) (k / nx / ny), tile, (gint16) kerf_json_as_real (slot, 0));
  }
  kerf_mask_builder_end (mask);
  return g_steal_pointer (&mask);
}

/* ---- volume tiles ---- */

typedef struct {
  const KerfGrid *grid;
  gsize voxel;
  gsize n[3]; /* tiles along each axis */
} Tiling;

static Tiling
tiling (const KerfGrid *grid, KerfVoxelKind kind)
{
  Tiling t = { grid, kerf_voxel_size (kind), { 0 } };
  for (int a = 0; a < 3; a++)
    t.n[a] = ((gsize) grid->n[a] + KERF_VOLUME_TILE - 1) / KERF_VOLUME_TILE;
  return t;
}

static gsize
tile_total (const Tiling *t)
{
  return t->n[0] * t->n[1] * t->n[2];
}

/* Where tile `index` begins and how many voxels it spans; tiles at the far border are smaller. */
static gsize
tile_span (const Tiling *t, gsize index, gsize from[3], gsize span[3])
{
  gsize at[3] = { index % t->n[0], index / t->n[0] % t->n[1], index / t->n[0] / t->n[1] };
  for (int a = 0; a < 3; a++) {
    from[a] = at[a] * KERF_VOLUME_TILE;
    span[a] = MIN ((gsize) KERF_VOLUME_TILE, (gsize) t->grid->n[a] - from[a]);
  }
  return span[0] * span[1] * span[2] * t->voxel;
}

/* Row `n` of a tile in the voxels: its offset in bytes. */
static gsize
row_offset (const Tiling *t, const gsize from[3], const gsize span[3], gsize n)
{
  gsize j = from[1] + n % span[1], k = from[2] + n / span[1];
  return kerf_grid_offset (t->grid, (gint32) from[0], (gint32) j, (gint32) k) * t->voxel;
}

static void
copy_tile_out (const Tiling *t, gsize index, const guint8 *voxels, guint8 *tile)
{
  gsize from[3], span[3];
  tile_span (t, index, from, span);
  gsize row = span[0] * t->voxel;
  for (gsize n = 0; n < span[1] * span[2]; n++)
    memcpy (tile + n * row, voxels + row_offset (t, from, span, n), row);
}

static void
copy_tile_in (const Tiling *t, gsize index, guint8 *voxels, const guint8 *tile)
{
  gsize from[3], span[3];
  tile_span (t, index, from, span);
  gsize row = span[0] * t->voxel;
  for (gsize n = 0; n < span[1] * span[2]; n++)
    memcpy (voxels + row_offset (t, from, span, n), tile + n * row, row);
}

typedef struct {
  Tiling tiling;
  guint8 *voxels;
  KerfHash *hashes;
  KerfBlobs *blobs; /* NULL: hash only */
  pthread_mutex_t lock;
  GError *error; /* the first one; guarded by lock */
} TileWork;

static void
keep_error (TileWork *work, GError *error)
{
  pthread_mutex_lock (&work->lock);
  if (work->error)
    g_error_free (error);
  else
    work->error = error;
  pthread_mutex_unlock (&work->lock);
}

static void
save_tiles (gsize begin, gsize end, gpointer data)
{
  TileWork *work = data;
  for (gsize k = begin; k < end; k++) {
    gsize from[3], span[3], size = tile_span (&work->tiling, k, from, span);
    guint8 *tile = kerf_buffer_take (size);
    copy_tile_out (&work->tiling, k, work->voxels, tile);
    g_autoptr (GBytes) bytes = kerf_buffer_to_bytes (tile, size);
    GError *error = NULL;
    if (!work->blobs)
      work->hashes[k] = kerf_hash_bytes (tile, size);
    else if (!work->blobs->put (work->blobs, bytes, work->tiling.voxel == 2 ? "i16" : "f32", NULL,
                                &work->hashes[k], &error))
      keep_error (work, error);
  }
}

static char *
volume_index (const KerfVolume *volume, KerfBlobs *blobs, const KerfContext *context, GError **error)
{
  TileWork work = { .tiling = tiling (&volume->grid, volume->kind), .blobs = blobs };
  gsize n = tile_total (&work.tiling), size;
  union {
    const void *lent;
    guint8 *bytes;
  } same = { .lent = g_bytes_get_data (volume->bytes, &size) };
  work.voxels = same.bytes; /* only read */
  g_autofree KerfHash *hashes = g_new0 (KerfHash, n);
  work.hashes = hashes;
  pthread_mutex_init (&work.lock, NULL);
  gboolean done = kerf_parallel_for (context, n, 4, save_tiles, &work);
  kerf_buffer_trim ();
  pthread_mutex_destroy (&work.lock);
  if (work.error) {
    g_propagate_error (error, work.error);
    return NULL;
  }
  if (!done) {
    kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
    return NULL;
  }
  g_autoptr (KerfJson) json = kerf_json_object ();
  kerf_json_set_string (json, "format", "kerf-voxels-1");
  kerf_json_set_string (json, "kind", volume->kind == KERF_VOXEL_INT16 ? "int16" : "float32");
  kerf_json_set (json, "dims", json_ints (volume->grid.n, 3));
  KerfJson *tiles = kerf_json_array ();
  for (gsize k = 0; k < n; k++) {
    g_autofree char *hex = kerf_hash_to_hex (&hashes[k]);
    kerf_json_append (tiles, kerf_json_string (hex));
  }
  kerf_json_set (json, "tiles", tiles);
  return kerf_json_to_text (json);
}

char *
kerf_volume_index_text (const KerfVolume *volume, const KerfContext *context)
{
  return volume_index (volume, NULL, context, NULL);
}

gboolean
kerf_volume_save (const KerfVolume *volume, KerfBlobs *blobs, const KerfContext *context, KerfHash *index,
                  GError **error)
{
  g_autofree char *text = volume_index (volume, blobs, context, error);
  if (!text)
    return FALSE;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  return blobs->put (blobs, bytes, "", NULL, index, error);
}

static void
load_tiles (gsize begin, gsize end, gpointer data)
{
  TileWork *work = data;
  for (gsize k = begin; k < end; k++) {
    gsize from[3], span[3], size = tile_span (&work->tiling, k, from, span);
    GError *error = NULL;
    g_autoptr (GBytes) bytes = work->blobs->get (work->blobs, &work->hashes[k], &error);
    if (bytes && g_bytes_get_size (bytes) != size)
      kerf_fail_text (&error, KERF_ERROR_INTERNAL, "A volume's tile has the wrong size; run kerf-cli check.");
    if (error) {
      keep_error (work, error);
      continue;
    }
    copy_tile_in (&work->tiling, k, work->voxels, g_bytes_get_data (bytes, NULL));
  }
}

KerfVolume *
kerf_volume_load (const KerfGrid *grid, double slope, double intercept, const KerfHash *index,
                  KerfBlobs *blobs, GError **error)
{
  g_autoptr (KerfJson) json = read_index (index, blobs, "kerf-voxels-1", error);
  if (!json)
    return NULL;
  KerfVoxelKind kind =
      strcmp (kerf_json_get_string (json, "kind", ""), "int16") == 0 ? KERF_VOXEL_INT16 : KERF_VOXEL_FLOAT32;
  TileWork work = { .tiling = tiling (grid, kind), .blobs = blobs };
  gsize n = tile_total (&work.tiling);
  const KerfJson *tiles = kerf_json_get (json, "tiles");
  double dims[3] = { 0 };
  gboolean good = kerf_json_length (tiles) == n && kerf_json_get_reals (json, "dims", dims, 3);
  g_autofree KerfHash *hashes = g_new0 (KerfHash, n);
  for (gsize k = 0; good && k < n; k++)
    good = kerf_hash_from_hex (kerf_json_as_string (kerf_json_at (tiles, k), NULL), &hashes[k]);
  for (int a = 0; a < 3; a++)
    good = good && dims[a] == grid->n[a];
  if (!good) {
    kerf_fail_text (error, KERF_ERROR_INTERNAL,
                    "A volume's index does not fit its grid; run kerf-cli check.");
    return NULL;
  }
  gsize size = kerf_grid_voxels (grid) * work.tiling.voxel;
  work.hashes = hashes;
  g_autoptr (GBytes) bytes = kerf_memory_bytes (size, &work.voxels);
  if (!bytes) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "There is not enough memory for an image of %" G_GSIZE_FORMAT " MB; close other windows.",
                    size >> 20);
    return NULL;
  }
  pthread_mutex_init (&work.lock, NULL);
  kerf_parallel_for (NULL, n, 4, load_tiles, &work);
  kerf_buffer_trim ();
  pthread_mutex_destroy (&work.lock);
  if (work.error) {
    g_propagate_error (error, work.error);
    return NULL;
  }
  return kerf_volume_new (grid, kind, bytes, slope, intercept);
}

GArray *
kerf_payload_index_blobs (const char *text, gsize size)
{
  g_autoptr (KerfJson) json = kerf_json_parse (text, (gssize) size, "An index", NULL);
  const char *format = kerf_json_get_string (json, "format", "");
  gboolean mask = strcmp (format, "kerf-mask-1") == 0;
  if (!mask && strcmp (format, "kerf-voxels-1") != 0)
    return NULL;
  const KerfJson *list = kerf_json_get (json, mask ? "slots" : "tiles");
  GArray *hashes = g_array_new (FALSE, FALSE, sizeof (KerfHash));
  for (gsize k = 0; k < kerf_json_length (list); k++) {
    KerfHash hash;
    if (kerf_hash_from_hex (kerf_json_as_string (kerf_json_at (list, k), NULL), &hash))
      g_array_append_val (hashes, hash);
  }
  return hashes;
}
