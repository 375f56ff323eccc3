/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/raster/nifti-private.h"
#include "io/write/write-private.h"

#include <string.h>
#include <zlib.h>

/* Compressed in pieces of this size, whatever the number of threads: the same bytes always. */
#define PIECE       (1 << 20)
#define LEVEL       3
#define HEADER_SIZE 352

/* ---- header ---- */

static void
put_i16 (guint8 *head, gsize at, int value)
{
  guint16 little = GUINT16_TO_LE ((guint16) value);
  memcpy (head + at, &little, sizeof little);
}

static void
put_f32 (guint8 *head, gsize at, double value)
{
  float narrow = (float) value;
  guint32 bits;
  memcpy (&bits, &narrow, sizeof bits);
  bits = GUINT32_TO_LE (bits);
  memcpy (head + at, &bits, sizeof bits);
}

/* Quaternion of a rotation given by its columns (nifti1.h): of the four forms the one with the largest root. */
static void
quaternion (KerfVec3 x, KerfVec3 y, KerfVec3 z, double q[3])
{
  double a = x.x + y.y + z.z + 1, b = 1 + x.x - y.y - z.z, c = 1 - x.x + y.y - z.z, d = 1 - x.x - y.y + z.z;
  if (a > 0.5) {
    a = 0.5 * sqrt (a);
    q[0] = 0.25 * (y.z - z.y) / a;
    q[1] = 0.25 * (z.x - x.z) / a;
    q[2] = 0.25 * (x.y - y.x) / a;
    return;
  }
  if (b >= c && b >= d) {
    b = 0.5 * sqrt (b);
    c = 0.25 * (y.x + x.y) / b;
    d = 0.25 * (z.x + x.z) / b;
    a = 0.25 * (y.z - z.y) / b;
  } else if (c >= d) {
    c = 0.5 * sqrt (c);
    b = 0.25 * (y.x + x.y) / c;
    d = 0.25 * (z.y + y.z) / c;
    a = 0.25 * (z.x - x.z) / c;
  } else {
    d = 0.5 * sqrt (d);
    b = 0.25 * (z.x + x.z) / d;
    c = 0.25 * (z.y + y.z) / d;
    a = 0.25 * (x.y - y.x) / d;
  }
  double sign = a < 0 ? -1 : 1;
  q[0] = sign * b;
  q[1] = sign * c;
  q[2] = sign * d;
}

static void
put_matrices (guint8 *head, const KerfGrid *grid)
{
  KerfMat4 ras = grid->patient_from_index;
  for (int k = 0; k < 8; k++)
    ras.m[k] = -ras.m[k] + 0.0;
  for (gsize k = 0; k < 12; k++)
    put_f32 (head, 280 + 4 * k, ras.m[k]);
  put_i16 (head, 254, 1); /* sform: scanner coordinates */
  KerfVec3 h = kerf_grid_spacing (grid);
  KerfVec3 x = kerf_scale (kerf_vec3 (ras.m[0], ras.m[4], ras.m[8]), 1 / h.x),
           y = kerf_scale (kerf_vec3 (ras.m[1], ras.m[5], ras.m[9]), 1 / h.y),
           z = kerf_scale (kerf_vec3 (ras.m[2], ras.m[6], ras.m[10]), 1 / h.z);
  double hand = kerf_dot (kerf_cross (x, y), z);
  put_f32 (head, 80, h.x);
  put_f32 (head, 84, h.y);
  put_f32 (head, 88, h.z);
  put_f32 (head, 76, hand < 0 ? -1 : 1);
  if (!(fabs (hand) > 1 - 1e-6))
    return; /* leaning axes: a quaternion can't say it, the sform alone does */
  double q[3];
  quaternion (x, y, hand < 0 ? kerf_scale (z, -1) : z, q);
  put_i16 (head, 252, 1);
  for (gsize k = 0; k < 3; k++) {
    put_f32 (head, 256 + 4 * k, q[k]);
    put_f32 (head, 268 + 4 * k, ras.m[4 * k + 3]);
  }
}

typedef struct {
  const KerfGrid *grid;
  KerfNiftiType type;
  double slope, intercept;
  int intent;
  const char *intent_name, *description;
  const void *values;
  gsize size; /* of values, bytes */
} Image;

static void
make_header (const Image *image, guint8 head[HEADER_SIZE])
{
  memset (head, 0, HEADER_SIZE);
  guint32 size = GUINT32_TO_LE (348);
  memcpy (head, &size, sizeof size);
  put_i16 (head, 40, 3);
  for (gsize k = 0; k < 3; k++)
    put_i16 (head, 42 + 2 * k, image->grid->n[k]);
  for (gsize k = 3; k < 7; k++)
    put_i16 (head, 42 + 2 * k, 1);
  put_i16 (head, 68, image->intent);
  put_i16 (head, 70, image->type);
  put_i16 (head, 72, image->type == KERF_NIFTI_UINT8 ? 8 : image->type == KERF_NIFTI_INT16 ? 16 : 32);
  put_f32 (head, 108, HEADER_SIZE);
  put_f32 (head, 112, image->slope);
  put_f32 (head, 116, image->intercept);
  head[123] = 2; /* mm */
  if (image->description)
    g_strlcpy ((char *) head + 148, image->description, 80);
  if (image->intent_name)
    g_strlcpy ((char *) head + 328, image->intent_name, 16);
  put_matrices (head, image->grid);
  memcpy (head + 344, "n+1", 4);
}

/* ---- compression ---- */

typedef struct {
  const guint8 *head, *values;
  gsize size; /* header and values */
  gsize n_pieces;
  GByteArray **packed;
  guint32 *crc;
} Packing;

/* Copies [begin, begin + n) of header and values together. */
static void
copy_range (const Packing *p, gsize begin, gsize n, guint8 *to)
{
  gsize from_head = begin < HEADER_SIZE ? MIN (n, HEADER_SIZE - begin) : 0;
  memcpy (to, p->head + MIN (begin, HEADER_SIZE), from_head);
  if (n > from_head)
    memcpy (to + from_head, p->values + (begin + from_head - HEADER_SIZE), n - from_head);
}

static void
pack_block (gsize begin, gsize end, gpointer data)
{
  Packing *p = data;
  g_autofree guint8 *piece = g_malloc (PIECE);
  for (gsize k = begin; k < end; k++) {
    gsize n = MIN (p->size - k * PIECE, PIECE);
    copy_range (p, k * PIECE, n, piece);
    z_stream z = { 0 };
    g_assert (deflateInit2 (&z, LEVEL, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    gsize room = deflateBound (&z, n) + 64;
    p->packed[k] = g_byte_array_sized_new ((guint) room);
    g_byte_array_set_size (p->packed[k], (guint) room);
    z.next_in = piece;
    z.avail_in = (uInt) n;
    z.next_out = p->packed[k]->data;
    z.avail_out = (uInt) room;
    /* Each piece ends on a byte, so that they can stand one after another in one stream. */
    deflate (&z, k + 1 == p->n_pieces ? Z_FINISH : Z_FULL_FLUSH);
    g_byte_array_set_size (p->packed[k], (guint) (room - z.avail_out));
    deflateEnd (&z);
    p->crc[k] = (guint32) crc32 (0, piece, (uInt) n);
  }
}

static GByteArray *
join_pieces (const Packing *p)
{
  static const guint8 start[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255 }; /* no name, no time, no system */
  GByteArray *all = g_byte_array_new ();
  g_byte_array_append (all, start, sizeof start);
  uLong crc = 0;
  for (gsize k = 0; k < p->n_pieces; k++) {
    gsize n = MIN (p->size - k * PIECE, PIECE);
    g_byte_array_append (all, p->packed[k]->data, p->packed[k]->len);
    crc = k ? crc32_combine (crc, p->crc[k], (z_off_t) n) : p->crc[k];
  }
  kerf_put_u32 (all, (guint32) crc);
  kerf_put_u32 (all, (guint32) p->size);
  return all;
}

static GByteArray *
pack (const Image *image, const guint8 *head, const KerfContext *context, GError **error)
{
  Packing p = { .head = head, .values = image->values, .size = HEADER_SIZE + image->size };
  p.n_pieces = (p.size + PIECE - 1) / PIECE;
  p.packed = g_new0 (GByteArray *, p.n_pieces);
  p.crc = g_new0 (guint32, p.n_pieces);
  gboolean whole = kerf_parallel_for (context, p.n_pieces, 1, pack_block, &p);
  GByteArray *all = whole ? join_pieces (&p) : NULL;
  for (gsize k = 0; k < p.n_pieces; k++)
    if (p.packed[k])
      g_byte_array_unref (p.packed[k]);
  g_free (p.packed);
  g_free (p.crc);
  if (!whole)
    kerf_context_check (context, error);
  return all;
}

static gboolean
write_image (const char *path, const Image *image, const KerfContext *context, GError **error)
{
  guint8 head[HEADER_SIZE];
  for (int k = 0; k < 3; k++)
    if (image->grid->n[k] > G_MAXINT16)
      return kerf_fail_text (error, KERF_ERROR_REFUSED,
                             "'%s' can't be NIfTI: %d voxels in a row are too many for it; crop the volume.",
                             path, image->grid->n[k]);
  make_header (image, head);
  if (g_str_has_suffix (path, ".gz")) {
    g_autoptr (GByteArray) packed = pack (image, head, context, error);
    return packed && kerf_write_bytes (path, packed->data, packed->len, error);
  }
  g_autofree guint8 *plain = g_malloc (HEADER_SIZE + image->size);
  memcpy (plain, head, HEADER_SIZE);
  memcpy (plain + HEADER_SIZE, image->values, image->size);
  return kerf_write_bytes (path, plain, HEADER_SIZE + image->size, error);
}

G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN); /* voxels are written as they lie in memory */

gboolean
kerf_write_nifti (const char *path, const KerfVolume *volume, const char *description,
                  const KerfContext *context, GError **error)
{
  gsize size;
  const void *values = g_bytes_get_data (volume->bytes, &size);
  Image image = { .grid = &volume->grid,
                  .type = volume->kind == KERF_VOXEL_INT16 ? KERF_NIFTI_INT16 : KERF_NIFTI_FLOAT32,
                  .slope = volume->slope,
                  .intercept = volume->intercept,
                  .description = description,
                  .values = values,
                  .size = size };
  return write_image (path, &image, context, error);
}

gboolean
kerf_write_nifti_coverage (const char *path, const KerfGrid *grid, const guint8 *coverage,
                           const char *description, const KerfContext *context, GError **error)
{
  Image image = { .grid = grid,
                  .type = KERF_NIFTI_UINT8,
                  .slope = 1,
                  .intent_name = KERF_NIFTI_COVERAGE,
                  .description = description,
                  .values = coverage,
                  .size = kerf_grid_voxels (grid) };
  return write_image (path, &image, context, error);
}

gboolean
kerf_write_nifti_labels (const char *path, const KerfGrid *grid, const guint8 *labels,
                         const char *description, const KerfContext *context, GError **error)
{
  Image image = { .grid = grid,
                  .type = KERF_NIFTI_UINT8,
                  .slope = 1,
                  .intent = KERF_NIFTI_INTENT_LABEL,
                  .description = description,
                  .values = labels,
                  .size = kerf_grid_voxels (grid) };
  return write_image (path, &image, context, error);
}
