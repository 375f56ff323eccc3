// SPDX-License-Identifier: GPL-3.0-or-later
// What the C++ files of this folder share. DCMTK's osconfig.h has to come first.
#pragma once
#include "base/error.h"
#include "io/dicom/dicom.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <stdexcept>
#include <string>

namespace kerf {

// A reason that ends as {reason} of a sentence.
struct Reason : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Runs `body`; whatever is thrown becomes the sentence of import.no-pixels for `path`.
template <typename Body>
gboolean
guarded (const char *path, GError **error, Body body) noexcept
{
  std::string reason;
  try {
    return body ();
  } catch (const std::bad_alloc &) {
    reason = "there is not enough memory";
  } catch (const std::exception &e) {
    reason = e.what ();
  } catch (...) {
    reason = "the decoder gave up";
  }
  char *file = g_path_get_basename (path);
  kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason", reason.c_str (), nullptr);
  g_free (file);
  return FALSE;
}

// A name under which DCMTK, which takes names only, finds an open file.
std::string path_of (int fd);

// Attributes with a default: DCMTK's findAndGet… write 0 where an attribute is absent.
char *text (DcmItem &item, const DcmTagKey &tag);
bool number (DcmItem &item, const DcmTagKey &tag, double *value, unsigned long at = 0);
double number_or (DcmItem &item, const DcmTagKey &tag, double otherwise);
gint32 whole_or (DcmItem &item, const DcmTagKey &tag, gint32 otherwise);
bool numbers (DcmItem &item, const DcmTagKey &tag, double *values, unsigned n);
DcmItem *first_item (DcmItem *item, const DcmTagKey &tag);

// Calls `each` for every item of a sequence.
template <typename Each>
void
for_items (DcmItem &data, const DcmTagKey &tag, Each each)
{
  DcmSequenceOfItems *sequence = nullptr;
  if (data.findAndGetSequence (tag, sequence).bad () || !sequence)
    return;
  for (DcmObject *at = sequence->nextInContainer (nullptr); at; at = sequence->nextInContainer (at))
    if (auto *item = dynamic_cast<DcmItem *> (at))
      each (*item);
}

// Fills the frames of `header` from the groups of an enhanced file, or from the top level of a plain one.
void read_frames (DcmDataset &data, KerfDicomHeader *header, guint n_frames);

// Makes `header` one of KERF_DICOM_SEGMENTS: what its frames are masks of. What can't be used gets a fault.
void read_segments (DcmDataset &data, KerfDicomHeader *header);

} // namespace kerf
