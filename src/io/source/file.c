/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/source/file.h"

#include "base/error.h"

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

static void
fill_stamp (const struct stat *st, KerfStamp *stamp)
{
  *stamp = (KerfStamp){ (guint64) st->st_dev, (guint64) st->st_ino, (guint64) st->st_size,
                        (gint64) st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec };
}

gboolean
kerf_file_stamp (const char *path, KerfStamp *stamp)
{
  struct stat st;
  if (stat (path, &st) != 0)
    return FALSE;
  fill_stamp (&st, stamp);
  return TRUE;
}

int
kerf_file_open (const char *path, KerfStamp *stamp, GError **error)
{
  struct stat st;
  int fd = open (path,
                 O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe or a device must not make us wait */
  int why = errno;
  if (fd >= 0 && fstat (fd, &st) == 0 && S_ISREG (st.st_mode)) {
    if (stamp)
      fill_stamp (&st, stamp);
    return fd;
  }
  if (fd >= 0) {
    close (fd);
    why = EINVAL;
  }
  if (why == ENOENT)
    kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", path, NULL);
  else
    kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason", g_strerror (why), NULL);
  return -1;
}
