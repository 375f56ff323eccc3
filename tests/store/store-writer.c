/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program to be killed, and a disk to lose its power.
 *   store-writer write FILE SEED          paints dabs for ever; prints each revision after it was acknowledged
 *   store-writer cut FILE SEED            the same on a disk that takes back a random part of what was not yet
 *                                         synced at a random write, and leaves with status 9
 *   store-writer verify FILE REVISION…    0 when the file is sound and every revision named is in it */
#include "../case/toy-ops.h"
#include "case/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the disk: an SQLite VFS that keeps the old bytes under every write until the next sync ---- */

typedef struct Undo {
  struct Undo *next;
  struct DiskFile *file;
  sqlite3_int64 at, old_size;
  int size, had;
  char old[];
} Undo;

typedef struct DiskFile {
  sqlite3_file base;
  sqlite3_file *real;
  gboolean open;
} DiskFile;

static Undo *undo;
static sqlite3_vfs *real_vfs;
static long writes_left = -1;
static guint32 random_state = 1;

static guint32
next_random (void)
{
  random_state = random_state * 1664525u + 1013904223u;
  return random_state >> 16;
}

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((DiskFile *) (gpointer) file)->real;
}

static void G_GNUC_NORETURN
power_off (void)
{
  for (Undo *u = undo; u; u = u->next) { /* newest first */
    sqlite3_file *real = u->file->real;
    sqlite3_int64 now = 0;
    if (!u->file->open || !(next_random () & 1))
      continue;
    if (u->had > 0)
      real->pMethods->xWrite (real, u->old, u->had, u->at);
    real->pMethods->xFileSize (real, &now);
    if (now > u->old_size && now <= u->at + u->size)
      real->pMethods->xTruncate (real, u->old_size);
  }
  _exit (9);
}

static void
remember (DiskFile *file, sqlite3_int64 at, int size)
{
  Undo *u = g_malloc0 (sizeof *u + (gsize) size);
  u->file = file;
  u->at = at;
  u->size = size;
  file->real->pMethods->xFileSize (file->real, &u->old_size);
  u->had = u->old_size > at ? (int) MIN (u->old_size - at, (sqlite3_int64) size) : 0;
  if (u->had)
    file->real->pMethods->xRead (file->real, u->old, u->had, at);
  u->next = undo;
  undo = u;
}

static int
disk_write (sqlite3_file *f, const void *data, int size, sqlite3_int64 at)
{
  if (writes_left > 0 && --writes_left == 0)
    power_off ();
  remember ((DiskFile *) (gpointer) f, at, size);
  return real_of (f)->pMethods->xWrite (real_of (f), data, size, at);
}

static int
disk_truncate (sqlite3_file *f, sqlite3_int64 size)
{
  sqlite3_int64 now = 0;
  real_of (f)->pMethods->xFileSize (real_of (f), &now);
  if (now > size && now - size < (1 << 26))
    remember ((DiskFile *) (gpointer) f, size, (int) (now - size));
  return real_of (f)->pMethods->xTruncate (real_of (f), size);
}

static int
disk_sync (sqlite3_file *f, int flags)
{
  for (Undo **u = &undo; *u;)
    if ((*u)->file == (DiskFile *) (gpointer) f) {
      Undo *done = *u;
      *u = done->next;
      g_free (done);
    } else
      u = &(*u)->next;
  return real_of (f)->pMethods->xSync (real_of (f), flags);
}

static int
disk_close (sqlite3_file *f)
{
  DiskFile *file = (DiskFile *) (gpointer) f;
  disk_sync (f, SQLITE_SYNC_NORMAL);
  file->open = FALSE;
  int status = file->real->pMethods->xClose (file->real);
  g_free (file->real);
  return status;
}

static int
disk_read (sqlite3_file *f, void *to, int size, sqlite3_int64 at)
{
  return real_of (f)->pMethods->xRead (real_of (f), to, size, at);
}

static int
disk_size (sqlite3_file *f, sqlite3_int64 *size)
{
  return real_of (f)->pMethods->xFileSize (real_of (f), size);
}

static int
disk_lock (sqlite3_file *f, int level)
{
  return real_of (f)->pMethods->xLock (real_of (f), level);
}

static int
disk_unlock (sqlite3_file *f, int level)
{
  return real_of (f)->pMethods->xUnlock (real_of (f), level);
}

static int
disk_reserved (sqlite3_file *f, int *out)
{
  return real_of (f)->pMethods->xCheckReservedLock (real_of (f), out);
}

static int
disk_control (sqlite3_file *f, int op, void *arg)
{
  return real_of (f)->pMethods->xFileControl (real_of (f), op, arg);
}

static int
disk_sector (sqlite3_file *f)
{
  return real_of (f)->pMethods->xSectorSize (real_of (f));
}

static int
disk_promises (G_GNUC_UNUSED sqlite3_file *f)
{
  return 0; /* nothing: no atomic writes, no order */
}

static int
disk_map (sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
  return real_of (f)->pMethods->xShmMap (real_of (f), page, size, extend, out);
}

static int
disk_map_lock (sqlite3_file *f, int offset, int n, int flags)
{
  return real_of (f)->pMethods->xShmLock (real_of (f), offset, n, flags);
}

static void
disk_barrier (sqlite3_file *f)
{
  real_of (f)->pMethods->xShmBarrier (real_of (f));
}

static int
disk_unmap (sqlite3_file *f, int remove)
{
  return real_of (f)->pMethods->xShmUnmap (real_of (f), remove);
}

static const sqlite3_io_methods disk_methods = {
  .iVersion = 2,
  .xClose = disk_close,
  .xRead = disk_read,
  .xWrite = disk_write,
  .xTruncate = disk_truncate,
  .xSync = disk_sync,
  .xFileSize = disk_size,
  .xLock = disk_lock,
  .xUnlock = disk_unlock,
  .xCheckReservedLock = disk_reserved,
  .xFileControl = disk_control,
  .xSectorSize = disk_sector,
  .xDeviceCharacteristics = disk_promises,
  .xShmMap = disk_map,
  .xShmLock = disk_map_lock,
  .xShmBarrier = disk_barrier,
  .xShmUnmap = disk_unmap,
};

static int
disk_open (G_GNUC_UNUSED sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
  DiskFile *file = (DiskFile *) (gpointer) f;
  file->real = g_malloc0 ((gsize) real_vfs->szOsFile);
  file->open = TRUE;
  int status = real_vfs->xOpen (real_vfs, name, file->real, flags, out);
  f->pMethods = status == SQLITE_OK ? &disk_methods : NULL;
  return status;
}

static void
install_disk (void)
{
  static sqlite3_vfs vfs;
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "power";
  vfs.szOsFile = sizeof (DiskFile);
  vfs.xOpen = disk_open;
  vfs.pNext = NULL;
  sqlite3_vfs_register (&vfs, 0);
  writes_left = 10 + (long) (next_random () % 300);
}

/* ---- the program ---- */

static int
write_for_ever (const char *path, const char *vfs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfStore) store = kerf_store_open_on (path, KERF_STORE_CREATE, vfs, &error);
  for (int round = 0; store && round < 5000; round++) {
    ToyDab dab = { .at = kerf_vec3 (next_random () % 64, next_random () % 64, next_random () % 64),
                   .radius_mm = 5 };
    KerfDone done = { 0 };
    if (!kerf_store_do (store, &toy_dab_op, &dab, "tester", NULL, &done, &error))
      break;
    g_autofree char *hex = kerf_hash_to_hex (&done.revision), *line = g_strconcat (hex, "\n", NULL);
    if (write (STDOUT_FILENO, line, strlen (line)) != (ssize_t) strlen (line))
      return 3;
    kerf_done_clear (&done);
  }
  if (error)
    fprintf (stderr, "%s\n", error->message);
  return error ? 1 : 0;
}

static int
verify (const char *path, int n, char **revisions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_WRITE, &error);
  KerfCheck check = { 0 };
  if (!store || !kerf_store_check (store, &check, NULL, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return 1;
  }
  int bad = (int) check.problems->len;
  for (guint k = 0; k < check.problems->len; k++)
    fprintf (stderr, "%s\n", (const char *) g_ptr_array_index (check.problems, k));
  for (int k = 0; k < n; k++) {
    KerfHash hash;
    g_autoptr (KerfCase) kase = NULL;
    if (!kerf_hash_from_hex (revisions[k], &hash) || !(kase = kerf_store_case_at (store, &hash, NULL))) {
      fprintf (stderr, "lost: %s\n", revisions[k]);
      bad++;
    }
  }
  kerf_check_clear (&check);
  return bad ? 1 : 0;
}

int
main (int argc, char **argv)
{
  if (argc < 3)
    return 2;
  if (strcmp (argv[1], "verify") == 0)
    return verify (argv[2], argc - 3, argv + 3);
  random_state = (guint32) (argc > 3 ? atoi (argv[3]) : 1) * 2654435761u + 1;
  gboolean cut = strcmp (argv[1], "cut") == 0;
  if (cut)
    install_disk ();
  return write_for_ever (argv[2], cut ? "power" : NULL);
}
