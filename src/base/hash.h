/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* SHA-256 as a value. */
typedef struct {
  guint8 b[32];
} KerfHash;

KerfHash kerf_hash_bytes (const void *data, gsize size);
char *kerf_hash_to_hex (const KerfHash *hash); /* 64 lower-case digits; the caller frees */
gboolean kerf_hash_from_hex (const char *hex, KerfHash *hash);
gboolean kerf_hash_equal (const KerfHash *a, const KerfHash *b);
gboolean kerf_hash_is_zero (const KerfHash *hash);

/* For GHashTable with KerfHash keys. */
guint kerf_hash_ghash (gconstpointer hash);
gboolean kerf_hash_gequal (gconstpointer a, gconstpointer b);

/* Piece by piece: kerf_hasher_new, _add …, _end (which frees it). */
typedef struct KerfHasher KerfHasher;
KerfHasher *kerf_hasher_new (void);
void kerf_hasher_add (KerfHasher *hasher, const void *data, gsize size);
KerfHash kerf_hasher_end (KerfHasher *hasher);

/* HMAC-SHA-256 (RFC 2104) of `data` under `key`. */
KerfHash kerf_hash_keyed (const KerfHash *key, const void *data, gsize size);

/* A UUID (36 characters) made from a hash: RFC 4122 layout, version 8 (custom). */
char *kerf_uuid_from_hash (const KerfHash *hash);

G_END_DECLS
