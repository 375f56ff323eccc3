/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/dicom/dicom.h"

/* Markers (ITU-T T.81 table B.1, T.87 C.1.1): a start of frame is C0 to CF but for DHT, JPG and DAC, or F7 of JPEG-LS. */
static gboolean
starts_frame (guint8 marker)
{
  return (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) ||
         marker == 0xf7;
}

gboolean
kerf_jpeg_head (const guint8 *data, gsize size, int *precision, int *rows, int *columns)
{
  gsize at = 2;
  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;
  while (at + 4 <= size) {
    if (data[at] != 0xff)
      return FALSE;
    guint8 marker = data[at + 1];
    if (marker == 0xff) { /* filling */
      at++;
      continue;
    }
    gsize length = (gsize) data[at + 2] << 8 | data[at + 3];
    if (starts_frame (marker)) {
      if (at + 9 > size)
        return FALSE;
      *precision = data[at + 4];
      *rows = data[at + 5] << 8 | data[at + 6];
      *columns = data[at + 7] << 8 | data[at + 8];
      return TRUE;
    }
    if (length < 2 || marker == 0xda || marker == 0xd9)
      return FALSE;
    at += 2 + length;
  }
  return FALSE;
}
