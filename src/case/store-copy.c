/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Writing another file: under a hidden name beside it, renamed when it is whole. */

static char *
hidden_beside (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path), *name = g_path_get_basename (path);
  return g_strdup_printf ("%s/.%.200s.%08x", dir, name, g_random_int ());
}

static char *
log_of (const char *path, const char *ending)
{
  return g_strconcat (path, ending, NULL);
}

static void
remove_file (const char *path)
{
  g_autofree char *wal = log_of (path, "-wal"), *shm = log_of (path, "-shm");
  unlink (path);
  unlink (wal);
  unlink (shm);
}

static gboolean
may_be_written (const char *path, gboolean replace, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path), *wal = log_of (path, "-wal");
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !replace)
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' exists already; choose another name.", path);
  /* A log that lies there belongs to the old file and would be taken for the new one's. */
  if (g_file_test (wal, G_FILE_TEST_EXISTS))
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "'%s' is open in another window; close it or choose another name.", path);
  return access (dir, W_OK) == 0 || kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
}

static gboolean
publish (const char *hidden, const char *path, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  if (rename (hidden, path) != 0)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "'%s' could not be written (%s); choose another folder.", path,
                           g_strerror (errno));
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    fsync (fd); /* some file systems refuse it for folders; the rename stands all the same */
    close (fd);
  }
  return TRUE;
}

gboolean
kerf_store_backup (KerfStore *store, const char *copy, gboolean replace, GError **error)
{
  sqlite3 *to = NULL;
  if (!may_be_written (copy, replace, error))
    return FALSE;
  g_autofree char *hidden = hidden_beside (copy), *uri = kerf_store_uri (hidden, FALSE);
  int status = sqlite3_open_v2 (uri, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI,
                                kerf_store_pages_vfs (NULL));
  if (status == SQLITE_OK) {
    kerf_store_lock (store);
    sqlite3_backup *backup = sqlite3_backup_init (to, "main", store->db, "main");
    status = backup ? sqlite3_backup_step (backup, -1) : sqlite3_errcode (to);
    if (backup && sqlite3_backup_finish (backup) == SQLITE_OK && status == SQLITE_DONE)
      status = SQLITE_OK;
    kerf_store_unlock (store);
  }
  sqlite3_close_v2 (to);
  if (status == SQLITE_OK && publish (hidden, copy, error))
    return TRUE;
  remove_file (hidden);
  return status == SQLITE_OK ? FALSE
                             : kerf_fail_text (error, KERF_ERROR_REFUSED,
                                               "'%s' could not be written (%s); choose another folder.", copy,
                                               sqlite3_errstr (status));
}

gboolean
kerf_store_begin_with (const char *path, gboolean replace, const KerfCase *kase, const char *operation,
                       int version, const char *parameters, const char *author, const char *time_utc,
                       const KerfContext *context, GError **error)
{
  static const KerfHash none;
  if (!may_be_written (path, replace, error))
    return FALSE;
  g_autofree char *hidden = hidden_beside (path);
  /* One thread: the order of the blobs is the order of the rows. */
  KerfContext one = context ? *context : (KerfContext){ 0 };
  one.threads = 1;
  g_autoptr (KerfStore) to = kerf_store_open (hidden, KERF_STORE_CREATE, error);
  gboolean good = to != NULL;
  if (good) {
    /* Nobody else writes here: blobs need no mark of this computer and process, and taking it off would leave it in
     * the free part of a page. */
    g_clear_pointer (&to->writer, g_free);
    good = kerf_store_commit (to, operation, version, parameters, author, time_utc, NULL, kase, &none, NULL,
                              &one, error);
  }
  g_clear_pointer (&to, kerf_store_unref);
  good = good && publish (hidden, path, error);
  if (!good)
    remove_file (hidden);
  return good;
}
