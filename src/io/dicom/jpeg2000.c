/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/dicom/dicom.h"

#include <openjpeg.h>
#include <string.h>

typedef struct {
  const guint8 *data;
  gsize size, at;
} Memory;

static OPJ_SIZE_T
memory_read (void *buffer, OPJ_SIZE_T n, void *user)
{
  Memory *m = user;
  if (m->at >= m->size)
    return (OPJ_SIZE_T) -1; /* -1, not 0, is the end */
  n = MIN (n, m->size - m->at);
  memcpy (buffer, m->data + m->at, n);
  m->at += n;
  return n;
}

static OPJ_OFF_T
memory_skip (OPJ_OFF_T n, void *user)
{
  Memory *m = user;
  if (n < 0 || (gsize) n > m->size - m->at) {
    m->at = m->size;
    return -1;
  }
  m->at += (gsize) n;
  return n;
}

static OPJ_BOOL
memory_seek (OPJ_OFF_T n, void *user)
{
  Memory *m = user;
  if (n < 0 || (gsize) n > m->size)
    return OPJ_FALSE;
  m->at = (gsize) n;
  return OPJ_TRUE;
}

static opj_stream_t *
memory_stream (Memory *memory)
{
  opj_stream_t *stream = opj_stream_create (OPJ_J2K_STREAM_CHUNK_SIZE, OPJ_TRUE);
  opj_stream_set_read_function (stream, memory_read);
  opj_stream_set_skip_function (stream, memory_skip);
  opj_stream_set_seek_function (stream, memory_seek);
  opj_stream_set_user_data (stream, memory, NULL);
  opj_stream_set_user_data_length (stream, memory->size);
  return stream;
}

/* Sizes are judged before any pixel is allocated: a header of 100 bytes can claim 2³² × 2³². */
static gboolean
is_as_said (const opj_image_t *image, gint32 rows, gint32 columns)
{
  return image->numcomps == 1 && image->x1 >= image->x0 && image->y1 >= image->y0 &&
         image->x1 - image->x0 == (OPJ_UINT32) columns && image->y1 - image->y0 == (OPJ_UINT32) rows &&
         image->comps[0].prec <= 16 && image->comps[0].dx == 1 && image->comps[0].dy == 1;
}

gboolean
kerf_jpeg2000_decode (const guint8 *data, gsize size, gint32 rows, gint32 columns, guint16 *to)
{
  if (size < 12)
    return FALSE;
  Memory memory = { data, size, 0 };
  gboolean boxed = memcmp (data + 4, "jP  ", 4) == 0;
  opj_codec_t *codec = opj_create_decompress (boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K);
  opj_stream_t *stream = memory_stream (&memory);
  opj_image_t *image = NULL;
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters (&parameters);
  gboolean good = opj_setup_decoder (codec, &parameters) && opj_read_header (stream, codec, &image) &&
                  is_as_said (image, rows, columns) && opj_decode (codec, stream, image) &&
                  opj_end_decompress (codec, stream) && image->comps[0].w == (OPJ_UINT32) columns &&
                  image->comps[0].h == (OPJ_UINT32) rows && image->comps[0].data;
  for (gsize k = 0; good && k < (gsize) rows * (gsize) columns; k++)
    to[k] = (guint16) (image->comps[0].data[k] & 0xffff);
  if (image)
    opj_image_destroy (image);
  opj_stream_destroy (stream);
  opj_destroy_codec (codec);
  return good;
}
