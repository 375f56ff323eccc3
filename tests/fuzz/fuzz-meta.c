/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A MetaImage file. */
#include "fuzz-raster.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  return kf_raster (KERF_RASTER_META, data, size);
}
