/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/source/file.h"

G_BEGIN_DECLS

/* DICOM files as plain C values: the header of a file, its decoded frames, the contours of a structure set. Behind
 * this stands the only C++ of the program (DCMTK); no exception and no type of it comes through. Every function may
 * be called from any thread, each call with its own file. */

/* Text of the header, UTF-8; absent attributes are "". Several values are joined by a backslash. */
typedef enum {
  KERF_DICOM_SOP_CLASS,
  KERF_DICOM_SOP_UID,
  KERF_DICOM_TRANSFER_SYNTAX,
  KERF_DICOM_MODALITY,
  KERF_DICOM_SERIES_UID,
  KERF_DICOM_STUDY_UID,
  KERF_DICOM_FRAME_UID, /* frame of reference */
  KERF_DICOM_SERIES_NUMBER,
  KERF_DICOM_SERIES_DESCRIPTION,
  KERF_DICOM_PROTOCOL,
  KERF_DICOM_STUDY_DATE,
  KERF_DICOM_SERIES_TIME,
  KERF_DICOM_PATIENT_ID,
  KERF_DICOM_PATIENT_NAME,
  KERF_DICOM_BIRTH_DATE,
  KERF_DICOM_SEX,
  KERF_DICOM_PATIENT_POSITION,
  KERF_DICOM_MANUFACTURER,
  KERF_DICOM_MODEL,
  KERF_DICOM_KERNEL,
  KERF_DICOM_IMAGE_TYPE,
  KERF_DICOM_DERIVATION,
  KERF_DICOM_PHOTOMETRIC,
  KERF_DICOM_BURNED_IN,
  KERF_DICOM_LOSSY,
  KERF_DICOM_GANTRY_TILT,
  KERF_DICOM_N_TEXTS
} KerfDicomText;

typedef enum {
  KERF_DICOM_IMAGE,      /* has pixels, or would have */
  KERF_DICOM_STRUCTURES, /* RTSTRUCT */
  KERF_DICOM_SEGMENTS,   /* SEG: frames of masks */
  KERF_DICOM_OTHER,      /* a report, a directory, a plan …: `fault` says what */
} KerfDicomKind;

/* One frame of a file; a single-frame file has one. In enhanced files the per-frame groups, then the shared ones. */
typedef struct {
  gboolean has_position, has_orientation, has_spacing;
  double position[3];    /* mm, LPS: centre of the first voxel */
  double orientation[6]; /* direction of increasing column index, then of increasing row index */
  double spacing[2];     /* between rows, between columns: the order of the standard, mm */
  double slope, intercept;
  double thickness_mm, echo_ms, b_value;  /* NaN: not stated */
  gint32 temporal, acquisition, instance; /* -1: not stated; instance: of the file, or the frame's index */
  gint32 segment;                         /* whose mask it is, in a SEG; 0: the values are segment numbers */
  char *image_type;                       /* of the frame, or of the file */
} KerfDicomFrame;

/* A segment of a SEG. */
typedef struct {
  gint32 number;
  char *label;
} KerfDicomSegment;

typedef struct KerfDicomHeader {
  gatomicrefcount count;
  char *path;
  guint64 file_size;
  KerfStamp stamp; /* of the file whose header this is; filled by who opened it */
  KerfDicomKind kind;
  char *text[KERF_DICOM_N_TEXTS];
  char *fault;         /* why its pixels can't be used, as {reason} of import.no-pixels; NULL: they can */
  gboolean is_foreign; /* of a fault: the file is whole, only its kind of values is not read */
  char *codec;         /* name of a transfer syntax that can't be decoded; NULL: it can */
  guint64
      truncated_need; /* not 0: the file ends after file_size of so many bytes (at least, where so said) */
  gboolean need_is_least;
  gint32 rows, columns, samples, bits_allocated, bits_stored, high_bit;
  gboolean is_signed, is_colour, is_mr_acquisition;
  gboolean is_big_endian; /* the stored values, where they are not compressed */
  guint64 pixels_at; /* where uncompressed values begin in the file; 0: compressed, deflated or not known */
  double window_centre, window_width; /* NaN: none */
  double lossy_ratio;                 /* NaN: not stated */
  const char *projection_tag;         /* attribute that alone gives a pixel size; NULL: none */
  guint n_frames;
  KerfDicomFrame *frames;
  guint n_segments; /* of a SEG */
  KerfDicomSegment *segments;
  gint32
      full_value; /* of a mask's frame: the value that means all of the voxel; 0: a label map; −1: probabilities */
  double slice_step_mm; /* between the slices of a SEG, as stated; NaN: not */
} KerfDicomHeader;

/* Registers the codecs; called by all others, once. Returns FALSE with a sentence where DCMTK has no dictionary. */
gboolean kerf_dicom_start (GError **error);

/* TRUE where the first bytes of a file (144 or more, fewer of a short one) look like DICOM. */
gboolean kerf_dicom_sniff (const guint8 *head, gsize n);

/* An empty header of a file of so many bytes. */
KerfDicomHeader *kerf_dicom_header_new (const char *path, guint64 size);

/* Reads the header of the open file `fd` (lent, as are all descriptors here), leaves the pixels in the file. `path` is
 * its name: it is kept and said, not opened. A file whose pixels are cut off or can't be used gives a header that says
 * so. Errors: IMPORT_UNREADABLE; IMPORT_TRUNCATED (ends inside the header); IMPORT_NO_PIXELS (no header can be made
 * out). */
KerfDicomHeader *kerf_dicom_scan_at (int fd, const char *path, GError **error);
KerfDicomHeader *kerf_dicom_scan (const char *path, GError **error); /* opens it */
KerfDicomHeader *kerf_dicom_header_ref (KerfDicomHeader *header);
void kerf_dicom_header_unref (KerfDicomHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfDicomHeader, kerf_dicom_header_unref)

/* What becomes of a stored value, masked to its bits and extended by its sign. */
typedef enum {
  KERF_DICOM_INT16,         /* itself */
  KERF_DICOM_INT16_SHIFTED, /* itself − 32768: for unsigned values of 16 bits */
  KERF_DICOM_FLOAT32,       /* slope · itself + intercept of its frame */
} KerfDicomStore;

/* Decodes frame f of the open file `fd` into to[f] (rows × columns values of the kind `store` makes; NULL: not wanted).
 * The sizes are those of `header`; a file that no longer agrees with it is refused. Errors: IMPORT_UNREADABLE,
 * IMPORT_NO_PIXELS with the reason. */
gboolean kerf_dicom_decode_at (int fd, const KerfDicomHeader *header, KerfDicomStore store, void *const *to,
                               GError **error);
gboolean kerf_dicom_decode (const KerfDicomHeader *header, KerfDicomStore store, void *const *to,
                            GError **error); /* opens it */

/* TRUE where the frames lie in the file as they are: then kerf_dicom_copy does what kerf_dicom_decode_at does, by
 * nothing but reading and arithmetic on what was read, with one copy. */
gboolean kerf_dicom_is_native (const KerfDicomHeader *header);
gboolean kerf_dicom_copy (int fd, const KerfDicomHeader *header, KerfDicomStore store, void *const *to,
                          GError **error);

/* Stored values as they come out of the file or a decoder → what `store` asks for; `values` and `to` may be the same
 * but for KERF_DICOM_FLOAT32. Bits outside the value are cut off, the sign extended. */
void kerf_dicom_finish (const KerfDicomHeader *header, const KerfDicomFrame *frame, KerfDicomStore store,
                        guint16 *values, gsize n, void *to);

/* Contours of one region in a structure set. */
typedef enum { KERF_LOOP_CLOSED, KERF_LOOP_OPEN, KERF_LOOP_POINTS } KerfLoopKind;
typedef struct {
  KerfLoopKind kind;
  gsize n_points;
  double *points;  /* 3 · n_points, patient LPS mm */
  char *image_uid; /* the image it was drawn on; "" where none is named */
} KerfDicomLoop;
typedef struct {
  gint32 number;
  char *name, *frame_uid, *type; /* type: GTV, ORGAN …, "" where not stated */
  guint n_loops;                 /* 0 after a scan */
  KerfDicomLoop *loops;
} KerfDicomRoi;

/* The regions of a structure set, an array of KerfDicomRoi * in the order of their numbers; the three sequences are
 * joined by ROI number. With `contours` FALSE only numbers and names. Errors: IMPORT_UNREADABLE, IMPORT_NO_PIXELS. */
GPtrArray *kerf_dicom_read_structures (int fd, const char *path, gboolean contours, GError **error);
void kerf_dicom_roi_free (KerfDicomRoi *roi);

/* Where the value of Pixel Data begins in a whole file of little (or `big`) endian explicit (or implicit) elements, and
 * how long it is; 0 where the file is out of the ordinary in any way. */
guint64 kerf_dicom_find_pixels (const guint8 *file, guint64 size, gboolean big, gboolean is_implicit,
                                guint32 *length);

/* One grey JPEG 2000 code stream (J2K or JP2) into rows × columns samples of 16 bits, the upper bits of samples cut
 * off. FALSE where it is damaged or of another size. */
gboolean kerf_jpeg2000_decode (const guint8 *data, gsize size, gint32 rows, gint32 columns, guint16 *to);

/* Bits a sample, rows and columns that a JPEG or JPEG-LS stream states (its start of frame). FALSE where there is none. */
gboolean kerf_jpeg_head (const guint8 *data, gsize size, int *precision, int *rows, int *columns);

/* One frame of RLE, joined from its fragments, into n samples of `bytes` (1 or 2) bytes each. FALSE where it is damaged. */
gboolean kerf_rle_decode (const guint8 *data, gsize size, gsize n, int bytes, guint16 *to);

G_END_DECLS
