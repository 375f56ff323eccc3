/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"

G_BEGIN_DECLS

/* Archives as folders: zip files, and single files packed by gzip. Their members are unpacked into memory, one at a
 * time, by the decoder. */

/* An archive by its first bytes and its name: a gzip file of a format that reads gzip itself (.nii.gz …) is none. */
gboolean kerf_archive_sniff (const char *path, const guint8 *head, gsize n);

/* Paths (char *, kerf_source_split) of all members of the archive. Errors: IMPORT_ARCHIVE with the reason (damaged,
 * encrypted, unpacking would fill the memory, an archive inside), IMPORT_UNREADABLE, CANCELLED. */
GPtrArray *kerf_archive_list (const char *path, const KerfContext *context, GError **error);

/* The first bytes of a member; how many there are, −1 with an error. */
gssize kerf_archive_head (const char *path, guint8 *to, gsize n, const KerfContext *context, GError **error);

/* The unpacked member in memory, read only. −1 with an error. */
int kerf_archive_open_member (const char *path, const KerfContext *context, GError **error);

G_END_DECLS
