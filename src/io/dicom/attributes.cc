// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "io/dicom/dicom-private.hh"

#include <cmath>

namespace kerf {

std::string
path_of (int fd)
{
  return "/proc/self/fd/" + std::to_string (fd);
}

char *
text (DcmItem &item, const DcmTagKey &tag)
{
  OFString value;
  if (item.findAndGetOFStringArray (tag, value).bad ())
    return g_strdup ("");
  return g_strstrip (kerf_text_harmless (value.c_str ()));
}

// Decimal commas, blanks and too long numbers occur; anything else that is no number counts as absent.
bool
number (DcmItem &item, const DcmTagKey &tag, double *value, unsigned long at)
{
  OFString read;
  if (item.findAndGetOFString (tag, read, at).bad ())
    return false;
  std::string clean;
  for (size_t k = 0; k < read.size (); k++)
    if (!g_ascii_isspace (read[k]) && read[k] != 0)
      clean += read[k] == ',' ? '.' : read[k];
  char *end = nullptr;
  double parsed = g_ascii_strtod (clean.c_str (), &end);
  if (clean.empty () || *end || !std::isfinite (parsed))
    return false;
  *value = parsed;
  return true;
}

double
number_or (DcmItem &item, const DcmTagKey &tag, double otherwise)
{
  double value;
  return number (item, tag, &value) ? value : otherwise;
}

gint32
whole_or (DcmItem &item, const DcmTagKey &tag, gint32 otherwise)
{
  double value;
  return number (item, tag, &value) && std::fabs (value) <= 2147483647.0 ? static_cast<gint32> (value)
                                                                         : otherwise;
}

bool
numbers (DcmItem &item, const DcmTagKey &tag, double *values, unsigned n)
{
  for (unsigned k = 0; k < n; k++)
    if (!number (item, tag, &values[k], k))
      return false;
  return true;
}

DcmItem *
first_item (DcmItem *item, const DcmTagKey &tag)
{
  DcmItem *found = nullptr;
  return item && item->findAndGetSequenceItem (tag, found, 0).good () ? found : nullptr;
}

namespace {

// The functional groups of one frame: its own first, then those that all share.
class Groups {
public:
  Groups (DcmItem *own, DcmItem *shared) : own_ (own), shared_ (shared)
  {
  }
  DcmItem *
  pick (const DcmTagKey &group) const
  {
    DcmItem *found = first_item (own_, group);
    return found ? found : first_item (shared_, group);
  }

private:
  DcmItem *own_, *shared_;
};

void
read_plane (KerfDicomFrame *f, DcmItem *position, DcmItem *orientation, DcmItem *measures)
{
  f->has_position = position && numbers (*position, DCM_ImagePositionPatient, f->position, 3);
  f->has_orientation = orientation && numbers (*orientation, DCM_ImageOrientationPatient, f->orientation, 6);
  f->has_spacing = measures && numbers (*measures, DCM_PixelSpacing, f->spacing, 2);
  f->thickness_mm = measures ? number_or (*measures, DCM_SliceThickness, NAN) : static_cast<double> (NAN);
}

void
read_rescale (KerfDicomFrame *f, DcmItem *item)
{
  // Stated and no number: NaN, not the value of one that is absent.
  auto stated = [item] (const DcmTagKey &tag, double otherwise) {
    return item && item->tagExistsWithValue (tag) ? number_or (*item, tag, NAN) : otherwise;
  };
  f->slope = stated (DCM_RescaleSlope, 1);
  f->intercept = stated (DCM_RescaleIntercept, 0);
  if (f->slope == 0) // one writer's way to say "none"
    f->slope = 1;
}

void
read_plain_frame (DcmDataset &data, const KerfDicomHeader *header, KerfDicomFrame *f)
{
  read_plane (f, &data, &data, &data);
  read_rescale (f, &data);
  f->echo_ms = number_or (data, DCM_EchoTime, NAN);
  f->b_value = number_or (data, DCM_DiffusionBValue, NAN);
  f->temporal = whole_or (data, DCM_TemporalPositionIdentifier, -1);
  f->acquisition = whole_or (data, DCM_AcquisitionNumber, -1);
  f->instance = whole_or (data, DCM_InstanceNumber, -1);
  f->image_type = g_strdup (header->text[KERF_DICOM_IMAGE_TYPE]);
}

void
read_enhanced_frame (const Groups &groups, const KerfDicomHeader *header, KerfDicomFrame *f)
{
  read_plane (f, groups.pick (DCM_PlanePositionSequence), groups.pick (DCM_PlaneOrientationSequence),
              groups.pick (DCM_PixelMeasuresSequence));
  read_rescale (f, groups.pick (DCM_PixelValueTransformationSequence));
  DcmItem *echo = groups.pick (DCM_MREchoSequence), *diffusion = groups.pick (DCM_MRDiffusionSequence),
          *content = groups.pick (DCM_FrameContentSequence),
          *type = groups.pick (DCM_MRImageFrameTypeSequence);
  if (!type)
    type = groups.pick (DCM_CTImageFrameTypeSequence);
  f->echo_ms = echo ? number_or (*echo, DCM_EffectiveEchoTime, NAN) : static_cast<double> (NAN);
  f->b_value = diffusion ? number_or (*diffusion, DCM_DiffusionBValue, NAN) : static_cast<double> (NAN);
  f->temporal = content ? whole_or (*content, DCM_TemporalPositionIndex, -1) : -1;
  f->acquisition = content ? whole_or (*content, DCM_FrameAcquisitionNumber, -1) : -1;
  DcmItem *identification = groups.pick (DCM_SegmentIdentificationSequence);
  f->segment = identification ? whole_or (*identification, DCM_ReferencedSegmentNumber, 0) : 0;
  char *frame_type = type ? text (*type, DCM_FrameType) : g_strdup ("");
  char *component = type ? text (*type, DCM_ComplexImageComponent) : g_strdup ("");
  f->image_type = *frame_type || *component ? g_strconcat (frame_type, "\\", component, nullptr)
                                            : g_strdup (header->text[KERF_DICOM_IMAGE_TYPE]);
  g_free (frame_type);
  g_free (component);
}

} // namespace

void
read_frames (DcmDataset &data, KerfDicomHeader *header, guint n_frames)
{
  header->frames = g_new0 (KerfDicomFrame, n_frames);
  header->n_frames = n_frames;
  DcmSequenceOfItems *per_frame = nullptr;
  DcmItem *shared = first_item (&data, DCM_SharedFunctionalGroupsSequence);
  bool enhanced =
      data.findAndGetSequence (DCM_PerFrameFunctionalGroupsSequence, per_frame).good () && per_frame;
  if (!enhanced && !shared) {
    for (guint k = 0; k < n_frames; k++) {
      read_plain_frame (data, header, &header->frames[k]);
      if (n_frames > 1) // one position at the top says nothing about many frames
        header->frames[k].has_position = FALSE;
    }
    return;
  }
  DcmObject *own = nullptr;
  for (guint k = 0; k < n_frames; k++) {
    own = per_frame && (k == 0 || own) ? per_frame->nextInContainer (own) : nullptr;
    read_enhanced_frame (Groups (dynamic_cast<DcmItem *> (own), shared), header, &header->frames[k]);
    header->frames[k].instance = static_cast<gint32> (k);
  }
}

} // namespace kerf
