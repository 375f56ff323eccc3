/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "base/json.h"
#include "core/image/volume.h"
#include "io/series/series.h"

G_BEGIN_DECLS

/* Reading of strangers' files: look first (kerf_scan), then take the voxels of what was chosen. */

typedef struct KerfScan {
  GPtrArray *series;   /* KerfSeries *, numbered from 1; refused ones too, with their reasons */
  GPtrArray *findings; /* KerfFinding * on single files: left out, cut off … */
  guint n_files;       /* looked at */
  guint n_patients;    /* that the DICOM files name */
  KerfFinding
      *lost; /* on the first file that looks like an image and could not be looked at: a slice may be missing
                        where nobody sees it; NULL: none */
  KerfFinding *two_patients; /* import.two-patients; NULL where there is one patient at most */
} KerfScan;

/* What is in these files and folders (recursively), whatever the order in which the system lists them. Only headers of
 * DICOM files are read. Nothing is changed. Errors: IMPORT_ABSENT, IMPORT_UNREADABLE (a folder or file that can't be
 * opened: a slice that is not seen would not be missed), IMPORT_NOTHING, the finding on a file that was named itself
 * and left nothing, CANCELLED. */
KerfScan *kerf_scan (const char *const *paths, const KerfContext *context, GError **error);
void kerf_scan_free (KerfScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfScan, kerf_scan_free)

/* The voxels, decoded on all threads straight into the volume's buffer, slices in geometric order. int16 with slope
 * and intercept where all slices share them (unsigned 16 bits by a shifted intercept), else float32. Slices missing in
 * a gap are interpolated between their neighbours; `series->missing` lists them.
 * Errors: the reason why the series is refused, IMPORT_UNREADABLE, IMPORT_TRUNCATED_SERIES, IMPORT_TOO_LARGE,
 * CANCELLED. */
KerfVolume *kerf_series_read (const KerfSeries *series, const KerfContext *context, GError **error);

/* The middle slice, one slice thick, for a picture of the series before it is imported; also of one that is refused, as
 * long as its pixels can be read. *placed says whether its axes are the patient's. Errors: there is no picture. */
KerfVolume *
kerf_series_preview (const KerfSeries *series, gboolean *placed, const KerfContext *context, GError **error);

/* Adds import.not-finite to the findings where the values say so; only they can. */
void kerf_series_find_undefined (const KerfSeries *series, const KerfVolume *volume);

/* The one record of the header that a case keeps: geometry, modality, identity, findings, source files by name and
 * SHA-256 … No path and no time of the clock, so the same files give the same bytes. `volume` may be NULL. Files whose
 * hash is not known yet (kerf_source_files_hash) are read once more; one that is gone or another one by then has the
 * hash null. */
KerfJson *kerf_series_record (const KerfSeries *series, const KerfVolume *volume);

/* The contours of a structure set. */
typedef struct KerfContours {
  GPtrArray *rois; /* KerfDicomRoi *, by number */
} KerfContours;
KerfContours *
kerf_series_read_contours (const KerfSeries *series, const KerfContext *context, GError **error);
void kerf_contours_free (KerfContours *contours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfContours, kerf_contours_free)

/* One label of a label image on series->grid: a byte a voxel, 1 inside. For a coverage image of Kerf's own (a single
 * label 1) inside is half full and more. */
GBytes *
kerf_series_read_label (const KerfSeries *series, gint32 label, const KerfContext *context, GError **error);

/* Answers import.unit: the same series with its coordinates multiplied (1 for mm, 1000 for m, 25.4 for inches). */
KerfSeries *kerf_series_with_unit (const KerfSeries *series, double mm_per_unit, GError **error);

/* The format as people know it: "DICOM", "NIfTI", "NRRD", "MetaImage". */
const char *kerf_series_format_title (const KerfSeries *series);

G_END_DECLS
