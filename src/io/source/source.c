/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/source/source.h"

#include "base/error.h"
#include "io/source/archive.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int
kerf_source_open (const char *path, KerfStamp *stamp, const KerfContext *context, GError **error)
{
  g_autofree char *archive = NULL;
  if (!kerf_source_split (path, &archive, NULL))
    return kerf_file_open (path, stamp, error);
  int fd = kerf_archive_open_member (path, context, error);
  if (fd >= 0 && stamp &&
      !kerf_file_stamp (archive, stamp)) { /* of a member: the archive's, whose bytes decide */
    int why = errno;
    close (fd);
    kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", archive, "reason", g_strerror (why), NULL);
    return -1;
  }
  return fd;
}

int
kerf_source_file_open (KerfSourceFile *file, const KerfContext *context, GError **error)
{
  static const KerfStamp unknown;
  KerfStamp now;
  int fd = kerf_source_open (file->path, &now, context, error);
  if (fd < 0)
    return -1;
  if (memcmp (&file->stamp, &unknown, sizeof unknown) == 0)
    file->stamp = now;
  if (memcmp (&now, &file->stamp, sizeof now) == 0)
    return fd;
  close (fd);
  g_autofree char *name = g_path_get_basename (file->path);
  kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", name, "reason", "it was changed while it was read",
             NULL);
  return -1;
}

gboolean
kerf_source_file_hash (KerfSourceFile *file, const KerfContext *context, GError **error)
{
  enum { PIECE = 1 << 17 };
  if (file->hashed)
    return TRUE;
  int fd = kerf_source_file_open (file, context, error);
  if (fd < 0)
    return FALSE;
  g_autofree guint8 *piece = g_malloc (PIECE);
  ssize_t n = 0;
  off_t at = 0;
  KerfHasher *hasher = kerf_hasher_new ();
  while (!kerf_context_cancelled (context) && (n = pread (fd, piece, PIECE, at)) > 0) {
    kerf_hasher_add (hasher, piece, (gsize) n);
    at += n;
  }
  int why = errno;
  KerfHash hash = kerf_hasher_end (hasher);
  close (fd);
  if (!kerf_context_check (context, error))
    return FALSE;
  if (n < 0)
    return kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", file->path, "reason", g_strerror (why),
                      NULL);
  file->hash = hash;
  file->hashed = TRUE;
  return TRUE;
}

typedef struct {
  GPtrArray *files;
  const KerfContext *context;
  GError **errors;
} HashJob;

static void
hash_block (gsize begin, gsize end, gpointer data)
{
  HashJob *job = data;
  for (gsize k = begin; k < end; k++)
    kerf_source_file_hash (job->files->pdata[k], job->context, &job->errors[k]);
}

gboolean
kerf_source_files_hash (GPtrArray *files, const KerfContext *context, GError **error)
{
  g_autofree GError **errors = g_new0 (GError *, files->len + 1);
  HashJob job = { files, context, errors };
  gboolean good =
      kerf_parallel_for (context, files->len, 4, hash_block, &job) || kerf_context_check (context, error);
  for (guint k = 0; k < files->len; k++) {
    if (errors[k] && good) {
      g_propagate_error (error, g_steal_pointer (&errors[k]));
      good = FALSE;
    }
    g_clear_error (&errors[k]);
  }
  return good;
}
