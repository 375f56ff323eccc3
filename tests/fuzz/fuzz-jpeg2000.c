/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JPEG 2000 code stream that should hold 16 × 16 samples. */
#include "fuzz.h"
#include "io/dicom/dicom.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint16 samples[16 * 16];
  kerf_jpeg2000_decode (data, size, 16, 16, samples);
  return 0;
}
