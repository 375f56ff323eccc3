/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/read.h"

/* One format. `sniff` judges a file by its first bytes (SNIFF_BYTES, or fewer in a short file); `list` adds the series
 * of the files it took, sorted by path; `read` gives the voxels of one of its series. A process of its own may stand
 * behind these three later: they exchange values only. */
#define KERF_SNIFF_BYTES 544

typedef struct KerfReader {
  const char *name;
  gboolean (*sniff) (const char *path, const guint8 *head, gsize n);
  gboolean (*list) (GPtrArray *paths, KerfScan *scan, const KerfContext *context, GError **error);
  KerfVolume *(*read) (const KerfSeries *series, const KerfContext *context, GError **error);
  /* kerf_series_read_label */
  GBytes *(*read_label) (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error);
} KerfReader;

extern const KerfReader kerf_reader_dicom, kerf_reader_nifti;

/* The regions of file `k` of a structure set, through the room (kerf_dicom_read_structures). */
GPtrArray *kerf_series_rois (const KerfSeries *series, guint k, gboolean contours, const KerfContext *context,
                             GError **error);

/* Frames [first, end) of a file into `to` by whichever way it takes; `shared` and at[frame] say where that is in the
 * block that a decoder can reach. */
gboolean kerf_dicom_frames (KerfSourceFile *file, const KerfDicomHeader *header, KerfDicomStore store,
                            void *const *to, int shared, const gint64 *at, guint first, guint end,
                            const KerfContext *context, GError **error);

/* The SEG of this header as a series of labels. */
KerfSeries *kerf_segmentation_series (KerfDicomHeader *header);
GBytes *kerf_segmentation_read_label (const KerfSeries *series, gint32 label, const KerfContext *context,
                                      GError **error);

/* Sets the name of the frame from the content, where the files name none. */
gboolean kerf_series_name_frame (KerfSeries *series, GError **error);

/* Zeroed memory for voxels as bytes to be taken over by a volume; *to is where to write. Errors: IMPORT_TOO_LARGE. */
GBytes *
kerf_voxels_new (const char *series, const KerfGrid *grid, KerfVoxelKind kind, guint8 **to, GError **error);
/* The same in a block that a decoder can write into; the caller closes *fd. */
GBytes *kerf_voxels_new_shared (const char *series, const KerfGrid *grid, KerfVoxelKind kind, guint8 **to,
                                int *fd, GError **error);

/* The NIfTI file as a series; `mm_per_unit` 0: what the header says. NULL with an error where it is none. */
KerfSeries *kerf_nifti_series (const char *path, double mm_per_unit, GError **error);
GBytes *
kerf_nifti_read_label (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error);
