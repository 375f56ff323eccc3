/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* Writers. What is written appears whole under its name or not at all: a temporary name in the same folder, synced,
 * renamed. An existing file is replaced; whether it may be is the caller's question. The same arguments give the same
 * bytes. Errors of all: STORE_READONLY, STORE_FULL, REFUSED with the system's reason. */

gboolean kerf_write_bytes (const char *path, const void *data, gsize size, GError **error);

/* NIfTI-1; compressed where the name ends in ".gz", in pieces on all threads. int16 volumes keep their slope and
 * intercept. `description` (at most 79 bytes, may be NULL) is the header's descrip. */
gboolean kerf_write_nifti (const char *path, const KerfVolume *volume, const char *description,
                           const KerfContext *context, GError **error);

/* Coverage of each voxel, 0 … 255 = full, one byte a voxel, i fastest; intent_name says "coverage". */
gboolean kerf_write_nifti_coverage (const char *path, const KerfGrid *grid, const guint8 *coverage,
                                    const char *description, const KerfContext *context, GError **error);

/* Label image, one byte a voxel. */
gboolean kerf_write_nifti_labels (const char *path, const KerfGrid *grid, const guint8 *labels,
                                  const char *description, const KerfContext *context, GError **error);

/* A mesh in LPS mm: `vertices` (3 · n_vertices) about `origin`, `triangles` (3 · n_triangles) outward. Binary STL; the
 * header says the frame and the unit, then `title` (may be NULL). Refused where an index is beyond the vertices. */
gboolean kerf_write_stl (const char *path, const float *vertices, gsize n_vertices, const guint32 *triangles,
                         gsize n_triangles, KerfVec3 origin, const char *title, GError **error);

/* 3MF with one object called `name`, in millimetres; `metadata` holds name, value, name, value …, NULL (may be NULL).
 * Names that 3MF knows (Title, Description, Application, Designer, Copyright, LicenseTerms, CreationDate,
 * ModificationDate, Rating) stand as they are, others under Kerf's namespace. */
gboolean kerf_write_3mf (const char *path, const float *vertices, gsize n_vertices, const guint32 *triangles,
                         gsize n_triangles, KerfVec3 origin, const char *name, const char *const *metadata,
                         GError **error);

/* One code of a sequence: value, designator ("DCM"), meaning. */
typedef struct {
  const char *value, *scheme, *meaning;
} KerfDicomCode;

/* How the identity was taken out (PS3.3 C.7.1.1, C.12.1.1): written as PatientIdentityRemoved YES with the method. */
typedef struct {
  const char *method;         /* at most 64 characters */
  const KerfDicomCode *codes; /* of context group 7050, ended by a NULL value */
  gboolean dates_modified;    /* LongitudinalTemporalInformationModified MODIFIED, else REMOVED */
} KerfDicomDeidentified;

/* What a DICOM series says besides its voxels. NULL texts are left empty. The UIDs are the caller's: they decide
 * whether two series share a frame or a study. */
typedef struct {
  const char *patient_id, *patient_name, *birth_date, *sex;
  const char *study_uid, *series_uid, *frame_uid; /* at most 59 characters: slices are series_uid.1, .2 … */
  const char *study_date, *study_description, *series_description;
  const char *modality;                                 /* "CT", "MR", "PT" */
  const char *image_type;                               /* "DERIVED\\PRIMARY\\AXIAL" */
  const char *manufacturer, *patient_position, *kernel; /* kernel: CT alone */
  const KerfDicomDeidentified *deidentified;            /* NULL: the identity stands as it is */
  gboolean no_burned_in;                                /* somebody looked: BurnedInAnnotation NO */
  int series_number;
  double thickness_mm;                /* NaN: the grid's step along k */
  double window_centre, window_width; /* NaN: not written */
} KerfDicomSeries;

/* One file a slice, explicit little endian, in the new folder `folder`, which may exist only if empty. float32 volumes
 * are written in 65,534 steps of their range. A k axis that leans is kept as positions. */
gboolean kerf_write_dicom_series (const char *folder, const KerfVolume *volume, const KerfDicomSeries *series,
                                  const KerfContext *context, GError **error);

G_END_DECLS
