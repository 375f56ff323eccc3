/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/hash.h"

G_BEGIN_DECLS

/* A site's secret: 32 random bytes as "kerf-key-1", a newline, 64 hexadecimal digits, a newline. It never enters a case. */

/* Reads the key. `open_to_others` (may be NULL) says that somebody besides the owner may read the file. Errors:
 * IMPORT_ABSENT, IMPORT_UNREADABLE, REFUSED where it is no key. */
gboolean kerf_key_file_read (const char *path, KerfHash *key, gboolean *open_to_others, GError **error);

/* Makes a new key of the system's random bytes, readable by its owner alone (mode 0600). Refused where `path` is there
 * already; nothing is left behind where it can't be written. */
gboolean kerf_key_file_make (const char *path, KerfHash *key, GError **error);

G_END_DECLS
