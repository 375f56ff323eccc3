/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/raster/nifti-private.h"
#include "io/raster/raster-private.h"

#include <string.h>

/* Fields by offset, in either byte order. */
typedef struct {
  const guint8 *at;
  gboolean swapped;
} Fields;

static guint16
u16 (const Fields *f, gsize offset)
{
  guint16 v;
  memcpy (&v, f->at + offset, sizeof v);
  if (f->swapped)
    v = (guint16) (v << 8 | v >> 8);
  return v;
}

static guint32
u32 (const Fields *f, gsize offset)
{
  guint32 v;
  memcpy (&v, f->at + offset, sizeof v);
  return f->swapped ? GUINT32_SWAP_LE_BE (v) : v;
}

static guint64
u64 (const Fields *f, gsize offset)
{
  guint64 v;
  memcpy (&v, f->at + offset, sizeof v);
  return f->swapped ? GUINT64_SWAP_LE_BE (v) : v;
}

static double
f32 (const Fields *f, gsize offset)
{
  guint32 bits = u32 (f, offset);
  float v;
  memcpy (&v, &bits, sizeof v);
  return (double) v;
}

static double
f64 (const Fields *f, gsize offset)
{
  guint64 bits = u64 (f, offset);
  double v;
  memcpy (&v, &bits, sizeof v);
  return v;
}

static double
real (const Fields *f, gsize offset, gboolean wide)
{
  return wide ? f64 (f, offset) : f32 (f, offset);
}

static gsize
type_bytes (int type)
{
  switch (type) {
  case KERF_NIFTI_UINT8:
  case KERF_NIFTI_INT8:
    return 1;
  case KERF_NIFTI_INT16:
  case KERF_NIFTI_UINT16:
    return 2;
  case KERF_NIFTI_INT32:
  case KERF_NIFTI_UINT32:
  case KERF_NIFTI_FLOAT32:
    return 4;
  case KERF_NIFTI_INT64:
  case KERF_NIFTI_UINT64:
  case KERF_NIFTI_FLOAT64:
    return 8;
  default:
    return 0;
  }
}

/* Quaternion, offset and pixel sizes → matrix (nifti1.h, method 2). */
static KerfMat4
matrix_of_qform (const double q[6], const double pixdim[4])
{
  double b = q[0], c = q[1], d = q[2], a2 = 1 - (b * b + c * c + d * d), a = 0;
  if (a2 < 1e-7) { /* half a turn: made unit */
    double scale = 1 / sqrt (fmax (b * b + c * c + d * d, 1e-300));
    b *= scale;
    c *= scale;
    d *= scale;
  } else
    a = sqrt (a2);
  double hand = pixdim[0] < 0 ? -1 : 1;
  KerfVec3 x = kerf_vec3 (a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)),
           y = kerf_vec3 (2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)),
           z = kerf_vec3 (2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c);
  return kerf_mat4_from_columns (kerf_scale (x, pixdim[1]), kerf_scale (y, pixdim[2]),
                                 kerf_scale (z, hand * pixdim[3]), kerf_vec3 (q[3], q[4], q[5]));
}

/* Where the two versions keep their fields. */
typedef struct {
  gsize dim, type, pixdim, vox_offset, slope, intercept, description, qform_code, sform_code, quatern, srow,
      unit, intent, intent_name;
} Layout;

static const Layout LAYOUT_1 = { .dim = 40,
                                 .type = 70,
                                 .pixdim = 76,
                                 .vox_offset = 108,
                                 .slope = 112,
                                 .intercept = 116,
                                 .description = 148,
                                 .qform_code = 252,
                                 .sform_code = 254,
                                 .quatern = 256,
                                 .srow = 280,
                                 .unit = 123,
                                 .intent = 68,
                                 .intent_name = 328 };
static const Layout LAYOUT_2 = { .dim = 16,
                                 .type = 12,
                                 .pixdim = 104,
                                 .vox_offset = 168,
                                 .slope = 176,
                                 .intercept = 184,
                                 .description = 240,
                                 .qform_code = 344,
                                 .sform_code = 348,
                                 .quatern = 352,
                                 .srow = 400,
                                 .unit = 500,
                                 .intent = 504,
                                 .intent_name = 508 };

static void
parse_matrices (const Fields *f, const Layout *l, gboolean wide, KerfNifti *nifti)
{
  gsize step = wide ? 8 : 4;
  double pixdim[4], q[6];
  for (gsize k = 0; k < 4; k++)
    pixdim[k] = real (f, l->pixdim + k * step, wide);
  for (gsize k = 0; k < 6; k++)
    q[k] = real (f, l->quatern + k * step, wide);
  nifti->qform = matrix_of_qform (q, pixdim);
  nifti->sform = kerf_mat4_identity ();
  for (gsize k = 0; k < 12; k++)
    nifti->sform.m[k] = real (f, l->srow + k * step, wide);
}

static void
parse_fields (const Fields *f, const Layout *l, gboolean wide, KerfNifti *nifti)
{
  nifti->n_dims = wide ? (int) CLAMP ((gint64) u64 (f, l->dim), -1, 99) : (gint16) u16 (f, l->dim);
  for (gsize k = 1; k < 8; k++)
    nifti->dim[k] = wide ? (gint64) u64 (f, l->dim + 8 * k) : (gint16) u16 (f, l->dim + 2 * k);
  nifti->type = (gint16) u16 (f, l->type);
  nifti->bytes = type_bytes (nifti->type);
  nifti->vox_offset = wide ? (double) (gint64) u64 (f, l->vox_offset) : f32 (f, l->vox_offset);
  nifti->slope = real (f, l->slope, wide);
  nifti->intercept = real (f, l->intercept, wide);
  if (!isfinite (nifti->slope) || nifti->slope == 0) {
    nifti->slope = 1;
    nifti->intercept = 0;
  }
  if (!isfinite (nifti->intercept))
    nifti->intercept = 0;
  nifti->qform_code = wide ? (gint32) u32 (f, l->qform_code) : (gint16) u16 (f, l->qform_code);
  nifti->sform_code = wide ? (gint32) u32 (f, l->sform_code) : (gint16) u16 (f, l->sform_code);
  nifti->unit = wide ? (int) (u32 (f, l->unit) & 7) : f->at[l->unit] & 7;
  nifti->intent = wide ? (gint32) u32 (f, l->intent) : (gint16) u16 (f, l->intent);
  memcpy (nifti->intent_name, f->at + l->intent_name, 16);
  memcpy (nifti->description, f->at + l->description, 80);
  parse_matrices (f, l, wide, nifti);
}

gboolean
kerf_nifti_parse (const guint8 *head, gsize n, KerfNifti *nifti)
{
  Fields f = { head, FALSE };
  *nifti = (KerfNifti){ 0 };
  if (n < 348)
    return FALSE;
  guint32 size = u32 (&f, 0);
  f.swapped = size == GUINT32_SWAP_LE_BE (348) || size == GUINT32_SWAP_LE_BE (540);
  gboolean wide = u32 (&f, 0) == 540;
  const char *magic = (const char *) head + (wide ? 4 : 344);
  if (u32 (&f, 0) != 348 && (!wide || n < 540))
    return FALSE;
  nifti->pair = strncmp (magic, wide ? "ni2" : "ni1", 4) == 0;
  if (!nifti->pair && strncmp (magic, wide ? "n+2" : "n+1", 4) != 0)
    return FALSE;
  nifti->swapped = f.swapped;
  nifti->wide = wide;
  parse_fields (&f, wide ? &LAYOUT_2 : &LAYOUT_1, wide, nifti);
  return TRUE;
}

/* The name of the file that holds the voxels of a pair. */
static char *
image_of (const char *name)
{
  char *image = g_strdup (name), *end = g_strrstr (image, ".hdr");
  if (end)
    memcpy (end, ".img", 4);
  return image;
}

static KerfNumber
number_of_type (int type)
{
  switch (type) {
  case KERF_NIFTI_UINT8:
    return KERF_NUMBER_UINT8;
  case KERF_NIFTI_INT8:
    return KERF_NUMBER_INT8;
  case KERF_NIFTI_INT16:
    return KERF_NUMBER_INT16;
  case KERF_NIFTI_UINT16:
    return KERF_NUMBER_UINT16;
  case KERF_NIFTI_INT32:
    return KERF_NUMBER_INT32;
  case KERF_NIFTI_UINT32:
    return KERF_NUMBER_UINT32;
  case KERF_NIFTI_INT64:
    return KERF_NUMBER_INT64;
  case KERF_NIFTI_UINT64:
    return KERF_NUMBER_UINT64;
  case KERF_NIFTI_FLOAT32:
    return KERF_NUMBER_FLOAT32;
  case KERF_NIFTI_FLOAT64:
    return KERF_NUMBER_FLOAT64;
  default:
    return KERF_NUMBER_NONE;
  }
}

/* Values and sizes; refused where they are none that can be planned on. */
static void
set_values (const KerfNifti *nifti, KerfRaster *raster)
{
  enum { RGB = 128, RGBA = 2304, COMPLEX64 = 32, COMPLEX128 = 1792, COMPLEX256 = 2048 };
  if (nifti->n_dims == 2)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_ONE_SLICE, "%s", "");
  else if (nifti->n_dims < 3 || nifti->n_dims > 7)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "it has %d dimensions", nifti->n_dims);
  else if (nifti->type == RGB || nifti->type == RGBA)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_COLOUR, "%s", "");
  else if (nifti->type == COMPLEX64 || nifti->type == COMPLEX128 || nifti->type == COMPLEX256)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are complex numbers");
  else if (!nifti->bytes)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are of type %d", nifti->type);
  for (int k = 5; k <= nifti->n_dims && k < 8; k++)
    if (nifti->dim[k] > 1)
      kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are vectors");
  guint64 n[3], more = nifti->n_dims > 3 ? (guint64) MAX (nifti->dim[4], 1) : 1;
  for (int a = 0; a < 3; a++)
    n[a] = (guint64) MAX (nifti->dim[a + 1], 0);
  if (!raster->refused)
    kerf_raster_set_sizes (raster, n, 1, more);
  g_strlcpy (raster->by, more > 1 ? "by time" : "", sizeof raster->by);
}

static KerfMat4
lps_from_ras (const KerfMat4 *ras)
{
  KerfMat4 m = *ras;
  for (int k = 0; k < 12; k++)
    m.m[k] = (k < 8 ? -m.m[k] : m.m[k]) + 0.0; /* no -0 */
  return m;
}

/* Largest distance between the places that two matrices give to the corners of the volume. */
static double
disagreement (const KerfMat4 *a, const KerfMat4 *b, const gint32 n[3])
{
  double worst = 0;
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_vec3 (corner & 1 ? n[0] - 1 : 0, corner & 2 ? n[1] - 1 : 0, corner & 4 ? n[2] - 1 : 0);
    worst = fmax (worst, kerf_distance (kerf_mat4_point (a, p), kerf_mat4_point (b, p)));
  }
  return worst;
}

/* sform where it has a code, else qform (domain §5.3, 37 and 38). */
static void
set_place (const KerfNifti *nifti, KerfRaster *raster)
{
  static const double mm[] = { 0, 1000, 1, 1e-3, 1, 1, 1, 1 };
  raster->mm_per_unit = mm[nifti->unit];
  raster->lps_from_index = lps_from_ras (nifti->sform_code > 0 ? &nifti->sform : &nifti->qform);
  gboolean known = nifti->sform_code > 0 || nifti->qform_code > 0;
  for (int k = 0; k < 12; k++)
    known = known && isfinite (raster->lps_from_index.m[k]);
  if (!known)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NIFTI_NO_FORM, "%s", "");
  else if (nifti->sform_code > 0 && nifti->qform_code > 0)
    raster->forms_apart = disagreement (&nifti->sform, &nifti->qform, raster->n);
}

gboolean
kerf_nifti_to_raster (const guint8 *head, gsize n, gboolean packed, KerfRaster *raster)
{
  KerfNifti nifti;
  if (!kerf_nifti_parse (head, n, &nifti))
    return FALSE;
  raster->format = KERF_RASTER_NIFTI;
  raster->number = number_of_type (nifti.type);
  raster->swapped = nifti.swapped;
  raster->slope = nifti.slope;
  raster->intercept = nifti.intercept;
  raster->encoding = packed ? KERF_RASTER_GZIP : KERF_RASTER_RAW;
  /* Behind the header at least, which some files state as 0. */
  double least = nifti.pair ? 0 : nifti.wide ? 540 : 348;
  raster->byte_skip = nifti.vox_offset >= least && nifti.vox_offset < 1e12
                          ? (gint64) nifti.vox_offset
                          : (gint64) (least > 0 ? least + 4 : 0);
  if (nifti.pair) {
    raster->data_files = g_new0 (char *, 2);
    raster->data_files[0] = image_of (raster->name);
  }
  g_strlcpy (raster->description, nifti.description, sizeof raster->description);
  raster->says_labels = nifti.intent == KERF_NIFTI_INTENT_LABEL;
  raster->is_coverage = strcmp (nifti.intent_name, KERF_NIFTI_COVERAGE) == 0;
  set_values (&nifti, raster);
  set_place (&nifti, raster);
  return TRUE;
}
