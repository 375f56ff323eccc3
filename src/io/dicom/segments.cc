// SPDX-License-Identifier: GPL-3.0-or-later
// What the frames of a SEG (PS3.3 A.51, C.8.20) are masks of.
#include "io/dicom/dicom-private.hh"

#include <cmath>
#include <cstring>

namespace {

void
add_segment (GArray *segments, DcmItem &item)
{
  KerfDicomSegment segment = { kerf::whole_or (item, DCM_SegmentNumber, -1),
                               kerf::text (item, DCM_SegmentLabel) };
  // Number 0 of a label map is what belongs to no segment.
  if (segment.number >= 1 && segment.number <= 65535)
    g_array_append_val (segments, segment);
  else
    g_free (segment.label);
}

} // namespace

void
kerf::read_segments (DcmDataset &data, KerfDicomHeader *header)
{
  GArray *segments = g_array_new (FALSE, TRUE, sizeof (KerfDicomSegment));
  for_items (data, DCM_SegmentSequence, [&] (DcmItem &item) { add_segment (segments, item); });
  header->kind = KERF_DICOM_SEGMENTS;
  header->n_segments = segments->len;
  header->segments =
      reinterpret_cast<KerfDicomSegment *> (static_cast<void *> (g_array_free (segments, FALSE)));
  char *type = text (data, DCM_SegmentationType), *fraction = text (data, DCM_SegmentationFractionalType);
  const bool is_fraction = strcmp (type, "FRACTIONAL") == 0;
  header->full_value = strcmp (type, "LABELMAP") == 0 ? 0
                       : is_fraction                  ? whole_or (data, DCM_MaximumFractionalValue, 255)
                                                      : 1;
  if (header->full_value < 0 || (is_fraction && header->full_value < 1) ||
      (is_fraction && strcmp (fraction, "OCCUPANCY") != 0))
    header->full_value = -1;
  DcmItem *shared = first_item (&data, DCM_SharedFunctionalGroupsSequence);
  DcmItem *measures = first_item (shared, DCM_PixelMeasuresSequence);
  header->slice_step_mm =
      measures ? number_or (*measures, DCM_SpacingBetweenSlices, NAN) : static_cast<double> (NAN);
  g_free (type);
  g_free (fraction);
}
