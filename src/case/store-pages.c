/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/store-private.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A checksum in the last eight bytes of every page of the file, so that a flipped bit is found wherever it lies, also in
 * space that holds nothing. An SQLite VFS over the system's own adds it when a page goes to the file; nothing else is
 * changed on the way. The log beside the file has SQLite's own checksums. */

enum { RESERVED = KERF_STORE_PAGE_RESERVE };

typedef struct {
  sqlite3_file base;
  gboolean pages; /* the database itself, not its log */
  sqlite3_file *real;
} PageFile;

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((PageFile *) (gpointer) file)->real;
}

/* Two running sums over 32-bit words (Fletcher 1982), begun with the page's place so that a page that went to the wrong
 * place is found too. */
static guint64
page_sum (const guint8 *page, gsize size, gint64 at)
{
  guint32 a = (guint32) (at >> 14) + 1, b = 0x4b455246u, word;
  for (gsize k = 0; k + 4 <= size - RESERVED; k += 4) {
    memcpy (&word, page + k, sizeof word);
    a += word;
    b += a;
  }
  return (guint64) b << 32 | a;
}

static int
page_write (sqlite3_file *f, const void *data, int size, sqlite3_int64 at)
{
  const PageFile *file = (const PageFile *) (gconstpointer) f;
  if (!file->pages || size < 4096 || at % size)
    return file->real->pMethods->xWrite (file->real, data, size, at);
  g_autofree guint8 *page = g_memdup2 (data, (gsize) size);
  guint64 sum = page_sum (page, (gsize) size, at);
  memcpy (page + size - RESERVED, &sum, sizeof sum);
  return file->real->pMethods->xWrite (file->real, page, size, at);
}

static int
page_close (sqlite3_file *f)
{
  PageFile *file = (PageFile *) (gpointer) f;
  int status = file->real->pMethods->xClose (file->real);
  g_clear_pointer (&file->real, g_free);
  return status;
}

/* All others are the system's own. */
#define FORWARD(name, method, parameters, arguments) \
  static int name parameters                         \
  {                                                  \
    return real_of (f)->pMethods->method arguments;  \
  }
FORWARD (page_read, xRead, (sqlite3_file * f, void *to, int size, sqlite3_int64 at),
         (real_of (f), to, size, at))
FORWARD (page_truncate, xTruncate, (sqlite3_file * f, sqlite3_int64 size), (real_of (f), size))
FORWARD (page_sync, xSync, (sqlite3_file * f, int flags), (real_of (f), flags))
FORWARD (page_size, xFileSize, (sqlite3_file * f, sqlite3_int64 *size), (real_of (f), size))
FORWARD (page_lock, xLock, (sqlite3_file * f, int level), (real_of (f), level))
FORWARD (page_unlock, xUnlock, (sqlite3_file * f, int level), (real_of (f), level))
FORWARD (page_reserved, xCheckReservedLock, (sqlite3_file * f, int *out), (real_of (f), out))
FORWARD (page_control, xFileControl, (sqlite3_file * f, int op, void *arg), (real_of (f), op, arg))
FORWARD (page_sector, xSectorSize, (sqlite3_file * f), (real_of (f)))
FORWARD (page_traits, xDeviceCharacteristics, (sqlite3_file * f), (real_of (f)))
FORWARD (page_map, xShmMap, (sqlite3_file * f, int page, int size, int extend, void volatile **out),
         (real_of (f), page, size, extend, out))
FORWARD (page_map_lock, xShmLock, (sqlite3_file * f, int offset, int n, int flags),
         (real_of (f), offset, n, flags))
FORWARD (page_unmap, xShmUnmap, (sqlite3_file * f, int remove), (real_of (f), remove))

static void
page_barrier (sqlite3_file *f)
{
  real_of (f)->pMethods->xShmBarrier (real_of (f));
}

static const sqlite3_io_methods page_methods = {
  .iVersion = 2,
  .xClose = page_close,
  .xRead = page_read,
  .xWrite = page_write,
  .xTruncate = page_truncate,
  .xSync = page_sync,
  .xFileSize = page_size,
  .xLock = page_lock,
  .xUnlock = page_unlock,
  .xCheckReservedLock = page_reserved,
  .xFileControl = page_control,
  .xSectorSize = page_sector,
  .xDeviceCharacteristics = page_traits,
  .xShmMap = page_map,
  .xShmLock = page_map_lock,
  .xShmBarrier = page_barrier,
  .xShmUnmap = page_unmap,
};

static int
page_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
  sqlite3_vfs *real = vfs->pAppData;
  PageFile *file = (PageFile *) (gpointer) f;
  file->pages = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  file->real = g_malloc0 ((gsize) real->szOsFile);
  int status = real->xOpen (real, name, file->real, flags, out);
  f->pMethods = status == SQLITE_OK ? &page_methods : NULL;
  if (status != SQLITE_OK)
    g_clear_pointer (&file->real, g_free);
  return status;
}

const char *
kerf_store_pages_vfs (const char *over)
{
  static GMutex lock;
  g_autofree char *name = g_strconcat ("kerf-", over ? over : "pages", NULL);
  g_mutex_lock (&lock);
  sqlite3_vfs *made = sqlite3_vfs_find (name), *real = sqlite3_vfs_find (over);
  if (!made && real && !over)
    kerf_store_own_locks (real);
  if (!made && real) {
    made = g_memdup2 (real, sizeof *real); /* lives as long as the process: SQLite keeps it in its list */
    made->zName = g_strdup (name);
    made->szOsFile = sizeof (PageFile);
    made->xOpen = page_open;
    made->pAppData = real;
    made->pNext = NULL;
    sqlite3_vfs_register (made, 0);
  }
  g_mutex_unlock (&lock);
  return made ? made->zName : over;
}

void
kerf_store_check_pages (const char *path, gsize page_size, KerfPageFunc bad, gpointer data)
{
  g_autofree guint8 *page = g_malloc (page_size);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gint64 at = 0;
  gssize n;
  while (fd >= 0 && (n = pread (fd, page, page_size, at)) > 0) {
    guint64 sum;
    memcpy (&sum, page + page_size - RESERVED, sizeof sum);
    if ((gsize) n != page_size || sum != page_sum (page, page_size, at))
      bad (data, at / (gint64) page_size + 1);
    at += n;
  }
  if (fd >= 0)
    close (fd);
}
