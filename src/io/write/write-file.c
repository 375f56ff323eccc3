/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "io/write/write-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
kerf_fail_write (const char *path, int why, guint64 need, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path), *size = g_format_size (need);
  switch (why) {
  case EACCES:
  case EROFS:
  case EPERM:
    return kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return kerf_fail (error, KERF_ERROR_STORE_FULL, "path", path, "need", size, NULL);
  case ENOENT:
  case ENOTDIR:
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "There is no folder '%s' to write to; make it or choose another.", dir);
  case EISDIR:
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is a folder; choose another name for the file.",
                           path);
  default:
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' can't be written: %s; choose another folder.",
                           path, g_strerror (why));
  }
}

static gboolean
write_all (int fd, const void *data, gsize size)
{
  for (gsize at = 0; at < size;) {
    ssize_t n = write (fd, (const guint8 *) data + at, MIN (size - at, (gsize) 1 << 26));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    at += (gsize) n;
  }
  return TRUE;
}

gboolean
kerf_write_plain (const char *path, const void *data, gsize size, gboolean sync, int *why)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  gboolean good = fd >= 0 && write_all (fd, data, size) && (!sync || fsync (fd) == 0);
  *why = errno;
  if (fd >= 0 && close (fd) != 0 && good) {
    *why = errno;
    good = FALSE;
  }
  return good;
}

char *
kerf_temporary_beside (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path), *name = g_path_get_basename (path);
  return g_strdup_printf ("%s/.%.200s.%08x", dir, name, g_random_int ());
}

void
kerf_sync_folder_of (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path);
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  fsync (fd); /* some file systems refuse it for folders; the rename stands all the same */
  close (fd);
}

gboolean
kerf_write_bytes (const char *path, const void *data, gsize size, GError **error)
{
  g_autofree char *temporary = kerf_temporary_beside (path);
  int fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0)
    return kerf_fail_write (path, errno, size, error);
  gboolean good = write_all (fd, data, size) && fsync (fd) == 0;
  int why = errno;
  if (close (fd) != 0 && good) {
    why = errno;
    good = FALSE;
  }
  if (good && rename (temporary, path) != 0) {
    why = errno;
    good = FALSE;
  }
  if (!good) {
    unlink (temporary);
    return kerf_fail_write (path, why, size, error);
  }
  kerf_sync_folder_of (path);
  return TRUE;
}

void
kerf_put_u16 (GByteArray *to, guint16 value)
{
  guint16 little = GUINT16_TO_LE (value);
  g_byte_array_append (to, (const guint8 *) &little, sizeof little);
}

void
kerf_put_u32 (GByteArray *to, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);
  g_byte_array_append (to, (const guint8 *) &little, sizeof little);
}

void
kerf_put_f32 (GByteArray *to, float value)
{
  guint32 bits;
  memcpy (&bits, &value, sizeof bits);
  kerf_put_u32 (to, bits);
}
