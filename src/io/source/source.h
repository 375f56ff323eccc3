/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "base/hash.h"
#include "io/source/file.h"

G_BEGIN_DECLS

/* Where the bytes of an image come from: a file, or a member of an archive. Nothing is ever unpacked to a disk. */

/* An open file, or the unpacked member in memory; the caller closes it. *stamp (may be NULL) is the file's, or the
 * archive's. −1 with IMPORT_ABSENT, IMPORT_UNREADABLE, IMPORT_ARCHIVE. */
int kerf_source_open (const char *path, KerfStamp *stamp, const KerfContext *context, GError **error);

/* One file of a series. */
typedef struct {
  char *path;
  KerfStamp stamp; /* when it was first looked at */
  KerfHash hash;   /* SHA-256 of the whole file, once `hashed` */
  gboolean hashed;
} KerfSourceFile;

/* Opens it, and holds what is there against the stamp: IMPORT_NO_PIXELS where it was changed since. */
int kerf_source_file_open (KerfSourceFile *file, const KerfContext *context, GError **error);

/* SHA-256 of the file, kept in it. */
gboolean kerf_source_file_hash (KerfSourceFile *file, const KerfContext *context, GError **error);

/* Of all files (KerfSourceFile *), on all threads. */
gboolean kerf_source_files_hash (GPtrArray *files, const KerfContext *context, GError **error);

G_END_DECLS
