/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

struct KerfHasher {
  EVP_MD_CTX *md;
};

KerfHasher *
kerf_hasher_new (void)
{
  KerfHasher *hasher = g_new0 (KerfHasher, 1);
  hasher->md = EVP_MD_CTX_new ();
  g_assert (hasher->md && EVP_DigestInit_ex (hasher->md, EVP_sha256 (), NULL) == 1);
  return hasher;
}

void
kerf_hasher_add (KerfHasher *hasher, const void *data, gsize size)
{
  g_assert (EVP_DigestUpdate (hasher->md, data, size) == 1);
}

KerfHash
kerf_hasher_end (KerfHasher *hasher)
{
  KerfHash hash;
  unsigned size = sizeof hash.b;
  g_assert (EVP_DigestFinal_ex (hasher->md, hash.b, &size) == 1 && size == sizeof hash.b);
  EVP_MD_CTX_free (hasher->md);
  g_free (hasher);
  return hash;
}

KerfHash
kerf_hash_bytes (const void *data, gsize size)
{
  KerfHash hash;
  unsigned length = sizeof hash.b;
  g_assert (EVP_Digest (data, size, hash.b, &length, EVP_sha256 (), NULL) == 1);
  return hash;
}

KerfHash
kerf_hash_keyed (const KerfHash *key, const void *data, gsize size)
{
  KerfHash hash;
  unsigned length = sizeof hash.b;
  g_assert (HMAC (EVP_sha256 (), key->b, sizeof key->b, data, size, hash.b, &length) &&
            length == sizeof hash.b);
  return hash;
}

char *
kerf_hash_to_hex (const KerfHash *hash)
{
  static const char digits[] = "0123456789abcdef";
  char *hex = g_malloc (2 * sizeof hash->b + 1);
  for (gsize k = 0; k < sizeof hash->b; k++) {
    hex[2 * k] = digits[hash->b[k] >> 4];
    hex[2 * k + 1] = digits[hash->b[k] & 15];
  }
  hex[2 * sizeof hash->b] = 0;
  return hex;
}

gboolean
kerf_hash_from_hex (const char *hex, KerfHash *hash)
{
  if (!hex || strlen (hex) != 2 * sizeof hash->b)
    return FALSE;
  for (gsize k = 0; k < sizeof hash->b; k++) {
    int high = g_ascii_xdigit_value (hex[2 * k]), low = g_ascii_xdigit_value (hex[2 * k + 1]);
    if (high < 0 || low < 0)
      return FALSE;
    hash->b[k] = (guint8) (high * 16 + low);
  }
  return TRUE;
}

gboolean
kerf_hash_equal (const KerfHash *a, const KerfHash *b)
{
  return memcmp (a->b, b->b, sizeof a->b) == 0;
}

gboolean
kerf_hash_is_zero (const KerfHash *hash)
{
  static const KerfHash zero;
  return kerf_hash_equal (hash, &zero);
}

guint
kerf_hash_ghash (gconstpointer hash)
{
  guint value;
  memcpy (&value, ((const KerfHash *) hash)->b, sizeof value);
  return value;
}

gboolean
kerf_hash_gequal (gconstpointer a, gconstpointer b)
{
  return kerf_hash_equal (a, b);
}

char *
kerf_uuid_from_hash (const KerfHash *hash)
{
  KerfHash h = *hash;
  h.b[6] = (guint8) ((h.b[6] & 0x0f) | 0x80);
  h.b[8] = (guint8) ((h.b[8] & 0x3f) | 0x80);
  g_autofree char *hex = kerf_hash_to_hex (&h);
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}
