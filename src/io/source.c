/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/source.h"

#include "base/error.h"
#include "io/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
kerf_source_split (const char *path, char **archive, char **member)
{
  const char *inside = strstr (path, KERF_SOURCE_INSIDE);
  if (!inside)
    return FALSE;
  if (archive)
    *archive = g_strndup (path, (gsize) (inside - path));
  if (member)
    *member = g_strdup (inside + strlen (KERF_SOURCE_INSIDE));
  return TRUE;
}

static int
fail_unreadable (const char *path, int why, GError **error)
{
  kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason", g_strerror (why), NULL);
  return -1;
}

/* A pipe or a device must not make us wait. */
static int
open_file (const char *path, GError **error)
{
  struct stat st;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) {
    kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", path, NULL);
    return -1;
  }
  if (fd < 0)
    return fail_unreadable (path, errno, error);
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
    return fd;
  close (fd);
  return fail_unreadable (path, EINVAL, error);
}

/* Of a member: the archive's, whose bytes decide. */
static gboolean
stamp_of (const char *path, int fd, KerfStamp *stamp)
{
  struct stat st;
  g_autofree char *archive = NULL;
  gboolean inside = kerf_source_split (path, &archive, NULL);
  if ((inside ? stat (archive, &st) : fstat (fd, &st)) != 0)
    return FALSE;
  *stamp = (KerfStamp){ (guint64) st.st_dev, (guint64) st.st_ino, (guint64) st.st_size,
                        (gint64) st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec };
  return TRUE;
}

int
kerf_source_open (const char *path, KerfStamp *stamp, const KerfContext *context, GError **error)
{
  int fd = kerf_source_split (path, NULL, NULL) ? kerf_archive_open_member (path, context, error)
                                                : open_file (path, error);
  if (fd < 0)
    return -1;
  if (stamp && !stamp_of (path, fd, stamp)) {
    int why = errno;
    close (fd);
    return fail_unreadable (path, why, error);
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
    return fail_unreadable (file->path, why, error) >= 0;
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
