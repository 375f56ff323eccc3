/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/room/room.h"

/* How what the room answers looks on the wire: each function writes the value that is there or makes the one that is
 * read. A value that was read is fit to be used whatever the other end meant: sizes within range, arrays as long as
 * they say. */

void kerf_wire_header (KerfWire *wire, KerfDicomHeader **header);
/* Only what decoding needs, with the frames [first, end) of header->n_frames. */
void kerf_wire_pixels (KerfWire *wire, KerfDicomHeader **header, guint32 *first, guint32 *end);
void kerf_wire_rois (KerfWire *wire, GPtrArray **rois);
void kerf_wire_error (KerfWire *wire, GError **error);
void kerf_wire_raster (KerfWire *wire, KerfRaster *raster);
void kerf_wire_survey (KerfWire *wire, KerfRasterSurvey *survey);
