/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DICOM file: header, first frame, contours. */
#include "fuzz.h"
#include "io/dicom/dicom.h"

#include <fcntl.h>
#include <string.h>

static void
decode_first (const KerfDicomHeader *h)
{
  gint64 n = (gint64) h->rows * h->columns;
  if (h->fault || h->codec || h->truncated_need || n <= 0 || n * 4 > KF_MOST_BYTES || !h->n_frames)
    return;
  g_autofree void **to = g_new0 (void *, h->n_frames);
  g_autofree float *frame = g_new (float, (gsize) n);
  to[0] = frame;
  kerf_dicom_decode (h, KERF_DICOM_FLOAT32, to, NULL);
  if (kerf_dicom_is_native (h)) {
    int fd = open (h->path, O_RDONLY | O_CLOEXEC);
    g_autofree float *copy = g_new (float, (gsize) n);
    to[0] = copy;
    if (kerf_dicom_copy (fd, h, KERF_DICOM_FLOAT32, to, NULL))
      g_assert (memcmp (frame, copy, (gsize) n * sizeof *copy) == 0); /* both ways give the same */
    close (fd);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = kf_open ("dicom", data, size);
  if (fd < 0)
    return -1;
  g_autofree char *path = kf_path (fd);
  g_autoptr (KerfDicomHeader) header = kerf_dicom_scan (path, NULL);
  if (header && header->kind == KERF_DICOM_IMAGE)
    decode_first (header);
  else if (header && header->kind == KERF_DICOM_STRUCTURES) {
    g_autoptr (GPtrArray) rois = kerf_dicom_read_structures (fd, path, TRUE, NULL);
  }
  close (fd);
  return 0;
}
