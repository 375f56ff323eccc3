/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/read.h"

/* One format. `sniff` judges a file by its first bytes (SNIFF_BYTES, or fewer in a short file); `list` adds the series
 * of the files it took, sorted by path; `read` gives the voxels of one of its series and `read_label` one label of a
 * label image; `claim` adds the paths of files that belong to a header, of which nobody need hear that they are nothing by
 * themselves. The last two may be NULL. */
#define KERF_SNIFF_BYTES 544

typedef struct KerfReader {
  const char *name, *title; /* title: as people know it */
  gboolean (*sniff) (const char *path, const guint8 *head, gsize n, const KerfContext *context);
  gboolean (*list) (GPtrArray *paths, KerfScan *scan, const KerfContext *context, GError **error);
  KerfVolume *(*read) (const KerfSeries *series, const KerfContext *context, GError **error);
  GBytes *(*read_label) (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error);
  void (*claim) (const char *path, GHashTable *claimed, const KerfContext *context);
} KerfReader;

extern const KerfReader kerf_reader_dicom, kerf_reader_nifti, kerf_reader_nrrd, kerf_reader_meta;

/* The regions of file `k` of a structure set, through the room (kerf_dicom_read_structures). */
GPtrArray *kerf_series_rois (const KerfSeries *series, guint k, gboolean contours, const KerfContext *context,
                             GError **error);

/* A file that may have been a slice could not be looked at: said, and kept in scan->lost. */
void kerf_scan_lose (KerfScan *scan, const GError *error);

/* The structure set of this header as a series; `images` are the headers (KerfDicomHeader *) of what lies beside it. */
KerfSeries *
kerf_structures_series (KerfDicomHeader *header, const GPtrArray *images, const KerfContext *context);

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

/* Zeroed memory of `size` bytes for a series, that a decoder can write into; *to is where to write, the caller closes
 * *fd. Errors: IMPORT_TOO_LARGE. */
GBytes *kerf_series_memory (const char *series, gsize size, guint8 **to, int *fd, GError **error);

/* The same for voxels as bytes to be taken over by a volume; *to is where to write. Errors: IMPORT_TOO_LARGE. */
GBytes *
kerf_voxels_new (const char *series, const KerfGrid *grid, KerfVoxelKind kind, guint8 **to, GError **error);
/* The same in a block that a decoder can write into; the caller closes *fd. */
GBytes *kerf_voxels_new_shared (const char *series, const KerfGrid *grid, KerfVoxelKind kind, guint8 **to,
                                int *fd, GError **error);

/* What the readers of rasters share. The series (KerfSeries *) of a file, one a volume; `mm_per_unit` 0: what the header
 * says. NULL with an error where it is no such file. */
GPtrArray *kerf_raster_series (const KerfReader *reader, const char *path, double mm_per_unit,
                               const KerfContext *context, GError **error);
gboolean kerf_raster_list (const KerfReader *reader, GPtrArray *paths, KerfScan *scan,
                           const KerfContext *context, GError **error);
KerfVolume *kerf_raster_read_volume (const KerfSeries *series, const KerfContext *context, GError **error);
GBytes *
kerf_raster_read_label (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error);
void kerf_raster_claim (const char *path, GHashTable *claimed, const KerfContext *context);
