/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/store.h"
#include "io/read.h"

G_BEGIN_DECLS

/* The way from files to operations, for window and command line alike: what the reader made is stored as blobs first,
 * then the operation names them by hash (design: ideas 2 and 4). */

typedef struct {
  const char *role;   /* NULL: as the header suggests */
  const char *name;   /* NULL: as the series is called */
  const char *reason; /* why a differing identity is the same person; NULL */
  const char *author;
} KerfImportOptions;

/* volume.import of one series. A series whose verdict is "refused" is refused here. `done` gets the id. */
gboolean kerf_import_volume (KerfStore *store, const KerfSeries *series, const KerfImportOptions *options,
                             const KerfContext *context, KerfDone *done, GError **error);

/* segment.import of each label (or ROI) of a label image or structure set: `item` 0 takes all. `on` names the volume;
 * KERF_ID_NONE finds it by the frame of reference, refused where that is not one. Ids are appended to `made`. */
gboolean kerf_import_segments (KerfStore *store, const KerfSeries *series, int item, const char *name,
                               const char *klass, KerfId on, const char *author, const KerfContext *context,
                               GArray *made, GError **error);

G_END_DECLS
