/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Of one member; larger ones are better unpacked by hand. */
#define KERF_MEMBER_MOST (G_GUINT64_CONSTANT (8) << 30)

/* What is in an archive, from an open file; done by the decoder. */

typedef struct {
  char *name;    /* as the archive has it: UTF-8, never used as a path of a disk */
  guint64 index; /* in the archive */
  guint64 size;  /* unpacked, bytes */
} KerfMember;

/* The files inside (KerfMember), without folders, in the archive's order; of a gzip file the one inside if that is
 * DICOM, else none. `name` is the archive's, for sentences. Sizes are the archive's word, held against what its bytes
 * can give. Errors: IMPORT_ARCHIVE. */
GArray *kerf_unpack_list (int fd, const char *name, GError **error);

/* The first `size` bytes of a member. Errors: IMPORT_ARCHIVE (damaged, or shorter than it was said to be). */
gboolean kerf_unpack_member (int fd, const char *name, guint64 index, guint8 *to, gsize size, GError **error);

G_END_DECLS
