/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* A path may lead into an archive: that of the archive, two slashes and the name inside:
 * "/media/usb/images.zip//DICOM/IM0001". */
#define KERF_SOURCE_INSIDE "//"

/* TRUE where the path leads into an archive; *archive and *member (owned by the caller, may be NULL) are its parts. */
gboolean kerf_source_split (const char *path, char **archive, char **member);

/* When and how long a file was: one that is another later is never taken for the same. All 0: not known. */
typedef struct {
  guint64 device, inode, size;
  gint64 changed_ns;
} KerfStamp;

/* A regular file of a disk, open for reading; the caller closes it. −1 with IMPORT_ABSENT or IMPORT_UNREADABLE. */
int kerf_file_open (const char *path, KerfStamp *stamp, GError **error);
/* FALSE with errno. */
gboolean kerf_file_stamp (const char *path, KerfStamp *stamp);

G_END_DECLS
