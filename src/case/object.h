/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "base/hash.h"
#include "base/json.h"
#include "core/image/mask.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* ---- identity ---- */

typedef enum {
  KERF_KIND_NONE,
  KERF_KIND_SUBJECT, /* one per case; its id reads "subject" */
  KERF_KIND_VOLUME,
  KERF_KIND_SEGMENT,
  KERF_KIND_ALIGNMENT,
  KERF_KIND_TUBE,
  KERF_KIND_PLAN,
  KERF_KIND_GUIDE,
  KERF_KIND_MEASURE,
  KERF_KIND_LANDMARKS,
  KERF_KIND_COMPARISON,
  KERF_N_KINDS
} KerfKind;

typedef struct {
  KerfKind kind;
  guint32 number;
} KerfId;

#define KERF_ID_NONE ((KerfId){ KERF_KIND_NONE, 0 })

char *kerf_id_to_text (KerfId id);                         /* "v1"; the caller frees */
gboolean kerf_id_from_text (const char *text, KerfId *id); /* FALSE where it is none */
gboolean kerf_id_equal (KerfId a, KerfId b);
const char *kerf_kind_name (KerfKind kind); /* "volume" */

/* ---- content-addressed bytes ---- */

/* Where big and old things lie: bytes by the hash of their uncompressed content. Implemented by the store and by a
 * table in memory. Thread-safe. */
typedef struct KerfBlobs KerfBlobs;
struct KerfBlobs {
  gatomicrefcount count;
  GBytes *(*get) (KerfBlobs *blobs, const KerfHash *hash, GError **error); /* owned by the caller */
  /* Makes `bytes` available under its hash; in a store it is written but belongs to no revision yet. `kind` says how
   * it may be packed ("" plain, "i16" a 64³ tile, "tile" a mask tile, with `base` a likely predecessor or NULL). */
  gboolean (*put) (KerfBlobs *blobs, GBytes *bytes, const char *kind, const KerfHash *base, KerfHash *hash,
                   GError **error);
  gboolean (*has) (KerfBlobs *blobs, const KerfHash *hash);
  void (*finalize) (KerfBlobs *blobs);
};
KerfBlobs *kerf_blobs_ref (KerfBlobs *blobs);
void kerf_blobs_unref (KerfBlobs *blobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfBlobs, kerf_blobs_unref)
KerfBlobs *kerf_blobs_memory_new (void);

/* ---- objects ---- */

/* One immutable thing in a case: an id and a canonical record (JSON object with at least "name"). Voxels and mask
 * tiles are payload: the record holds the hash of their index ("voxels", "mask"), the payload itself comes from memory
 * or, when first asked for, from the blobs. The object's hash is that of the canonical record, so it covers the
 * payload too. */
typedef struct KerfObject KerfObject;

KerfObject *kerf_object_new (KerfId id, KerfJson *take_record);
/* The record gets its "mask" / "voxels" key from the payload. A reference is taken. */
KerfObject *kerf_object_new_segment (KerfId id, KerfJson *take_record, const KerfMask *mask);
KerfObject *kerf_object_new_volume (KerfId id, KerfJson *take_record, const KerfVolume *volume);
/* As read back: payload comes from `blobs` when asked for. */
KerfObject *kerf_object_new_stored (KerfId id, KerfJson *take_record, KerfBlobs *blobs);
KerfObject *kerf_object_ref (const KerfObject *object);
void kerf_object_unref (KerfObject *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfObject, kerf_object_unref)

KerfId kerf_object_id (const KerfObject *object);
const KerfJson *kerf_object_record (const KerfObject *object);
const char *kerf_object_name (const KerfObject *object);
KerfHash kerf_object_hash (const KerfObject *object); /* thread-safe, computed once */
/* Hash of what a derived value rests on: of a volume its voxels and grid, of a segment its mask; of others the whole
 * record. A change of name doesn't change it. */
KerfHash kerf_object_content_hash (const KerfObject *object);

/* The payload; owned by the caller. NULL with a sentence when it can't be read. */
KerfMask *kerf_object_mask (const KerfObject *segment, GError **error);
KerfVolume *kerf_object_volume (const KerfObject *volume, GError **error);
/* The grid without the payload. */
gboolean kerf_object_grid (const KerfObject *volume_or_segment, KerfGrid *grid);

/* A new object with the same payload and another record (the payload's key is kept). */
KerfObject *kerf_object_with_record (const KerfObject *object, KerfJson *take_record);

/* Writes the payload (tiles and index) into `blobs`, sharing what is there; then the record too. */
gboolean kerf_object_save (const KerfObject *object, const KerfObject *predecessor, KerfBlobs *blobs,
                           const KerfContext *context, GError **error);

/* Records hold matrices and points as arrays of numbers. */
KerfJson *kerf_json_vec3 (KerfVec3 v);
KerfJson *kerf_json_mat4 (const KerfMat4 *m);
gboolean kerf_json_get_vec3 (const KerfJson *object, const char *key, KerfVec3 *v);
gboolean kerf_json_get_mat4 (const KerfJson *object, const char *key, KerfMat4 *m);
KerfJson *kerf_json_grid (const KerfGrid *grid); /* {"dims":[…],"patient_from_index":[16]} */
gboolean kerf_json_to_grid (const KerfJson *json, KerfGrid *grid);

G_END_DECLS
