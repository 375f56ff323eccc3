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
} KerfReader;

extern const KerfReader kerf_reader_dicom, kerf_reader_nifti;

/* SHA-256 of the file, kept in it. */
gboolean kerf_source_file_hash (KerfSourceFile *file, GError **error);

/* Sets the name of the frame from the content, where the files name none. */
gboolean kerf_series_name_frame (KerfSeries *series, GError **error);

/* Zeroed memory for voxels as bytes to be taken over by a volume; *to is where to write. Errors: IMPORT_TOO_LARGE. */
GBytes *
kerf_voxels_new (const char *series, const KerfGrid *grid, KerfVoxelKind kind, guint8 **to, GError **error);

/* The NIfTI file as a series; `mm_per_unit` 0: what the header says. NULL with an error where it is none. */
KerfSeries *kerf_nifti_series (const char *path, double mm_per_unit, GError **error);
GBytes *
kerf_nifti_read_label (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error);
