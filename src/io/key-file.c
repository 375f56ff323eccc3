/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/key-file.h"

#include "base/error.h"
#include "io/write/write-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static const char first_line[] = "kerf-key-1\n";

gboolean
kerf_key_file_read (const char *path, KerfHash *key, gboolean *open_to_others, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  struct stat about;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", path, NULL);
  if (!g_file_get_contents (path, &text, NULL, &why))
    return kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason", why->message, NULL);
  gboolean good = g_str_has_prefix (text, first_line);
  if (good) {
    g_strchomp (text);
    good = kerf_hash_from_hex (text + strlen (first_line), key) && !kerf_hash_is_zero (key);
  }
  if (open_to_others)
    *open_to_others = stat (path, &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  return good ||
         kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "'%s' is no key of Kerf; give another name, and a new key is made there.", path);
}

gboolean
kerf_key_file_make (const char *path, KerfHash *key, GError **error)
{
  if (getrandom (key->b, sizeof key->b, 0) != (ssize_t) sizeof key->b)
    return kerf_fail_text (error, KERF_ERROR_INTERNAL,
                           "The system gives no random numbers; no key was made.");
  g_autofree char *hex = kerf_hash_to_hex (key), *text = g_strconcat (first_line, hex, "\n", NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return kerf_fail_write (path, errno, strlen (text), error);
  gboolean good = write (fd, text, strlen (text)) == (ssize_t) strlen (text) && fsync (fd) == 0;
  int why = errno;
  if (close (fd) != 0 && good) {
    why = errno;
    good = FALSE;
  }
  if (!good) {
    unlink (path);
    return kerf_fail_write (path, why, strlen (text), error);
  }
  kerf_sync_folder_of (path);
  return TRUE;
}
