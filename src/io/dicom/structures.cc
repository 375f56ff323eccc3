// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/dicom/dicom-private.hh"

#include <cmath>
#include <cstring>
#include <vector>

namespace {

KerfDicomRoi *
find_roi (GPtrArray *rois, gint32 number)
{
  for (guint k = 0; k < rois->len; k++) {
    auto *roi = static_cast<KerfDicomRoi *> (g_ptr_array_index (rois, k));
    if (roi->number == number)
      return roi;
  }
  return nullptr;
}

// "x\y\z\x\y\z…": false where a number is none, or the numbers are no triples.
bool
read_points (DcmItem &contour, KerfDicomLoop *loop)
{
  OFString data;
  if (contour.findAndGetOFStringArray (DCM_ContourData, data).bad ())
    return false;
  std::vector<double> values;
  for (const char *at = data.c_str (); *at;) {
    char *end = nullptr;
    double value = g_ascii_strtod (at, &end);
    if (end == at || !std::isfinite (value))
      return false;
    values.push_back (value);
    while (g_ascii_isspace (*end))
      end++;
    if (*end && *end != '\\')
      return false;
    at = *end ? end + 1 : end;
  }
  if (values.empty () || values.size () % 3)
    return false;
  loop->n_points = values.size () / 3;
  loop->points = g_new (double, values.size ());
  memcpy (loop->points, values.data (), values.size () * sizeof (double));
  return true;
}

// The last point of a closed contour is joined to the first; a repeated one is dropped.
void
drop_repeated_point (KerfDicomLoop *loop)
{
  const double *first = loop->points, *last = loop->points + 3 * (loop->n_points - 1);
  if (loop->kind == KERF_LOOP_CLOSED && loop->n_points > 3 && memcmp (first, last, 3 * sizeof (double)) == 0)
    loop->n_points--;
}

bool
read_loop (DcmItem &contour, KerfDicomLoop *loop)
{
  char *type = kerf::text (contour, DCM_ContourGeometricType);
  loop->kind = strcmp (type, "POINT") == 0                                                 ? KERF_LOOP_POINTS
               : strcmp (type, "OPEN_PLANAR") == 0 || strcmp (type, "OPEN_NONPLANAR") == 0 ? KERF_LOOP_OPEN
                                                                                           : KERF_LOOP_CLOSED;
  g_free (type);
  if (!read_points (contour, loop))
    return false;
  DcmItem *image = kerf::first_item (&contour, DCM_ContourImageSequence);
  loop->image_uid = image ? kerf::text (*image, DCM_ReferencedSOPInstanceUID) : g_strdup ("");
  drop_repeated_point (loop);
  return true;
}

void
read_contours (DcmItem &item, KerfDicomRoi *roi)
{
  GArray *loops = g_array_new (FALSE, TRUE, sizeof (KerfDicomLoop));
  kerf::for_items (item, DCM_ContourSequence, [&] (DcmItem &contour) {
    KerfDicomLoop loop = {};
    if (!contour.tagExistsWithValue (DCM_ContourData))
      return; // nothing was drawn
    if (!read_loop (contour, &loop)) {
      g_free (loop.points);
      roi->n_loops = loops->len;
      roi->loops = reinterpret_cast<KerfDicomLoop *> (static_cast<void *> (g_array_free (loops, FALSE)));
      throw kerf::Reason ("a contour has points that are no numbers");
    }
    g_array_append_val (loops, loop);
  });
  roi->n_loops = loops->len;
  roi->loops = reinterpret_cast<KerfDicomLoop *> (static_cast<void *> (g_array_free (loops, FALSE)));
}

gint
by_number (gconstpointer a, gconstpointer b)
{
  auto *p = *static_cast<KerfDicomRoi *const *> (a), *q = *static_cast<KerfDicomRoi *const *> (b);
  return p->number < q->number ? -1 : p->number > q->number;
}

// ROIs, their contours and their meaning stand in three sequences that are joined by number, never by order.
void
read_structures (int fd, gboolean contours, GPtrArray *rois)
{
  DcmFileFormat file;
  if (file.loadFile (kerf::path_of (fd).c_str (), EXS_Unknown, EGL_noChange, 4096).bad ())
    throw kerf::Reason ("it is damaged");
  DcmDataset &data = *file.getDataset ();
  data.convertToUTF8 ();
  kerf::for_items (data, DCM_StructureSetROISequence, [&] (DcmItem &item) {
    const gint32 number = kerf::whole_or (item, DCM_ROINumber, -1);
    if (find_roi (rois, number))
      return;
    auto *roi = g_new0 (KerfDicomRoi, 1);
    roi->number = number;
    roi->name = kerf::text (item, DCM_ROIName);
    roi->frame_uid = kerf::text (item, DCM_ReferencedFrameOfReferenceUID);
    roi->type = g_strdup ("");
    g_ptr_array_add (rois, roi);
  });
  kerf::for_items (data, DCM_RTROIObservationsSequence, [&] (DcmItem &item) {
    if (KerfDicomRoi *roi = find_roi (rois, kerf::whole_or (item, DCM_ReferencedROINumber, -1))) {
      g_free (roi->type);
      roi->type = kerf::text (item, DCM_RTROIInterpretedType);
    }
  });
  if (contours)
    kerf::for_items (data, DCM_ROIContourSequence, [&] (DcmItem &item) {
      KerfDicomRoi *roi = find_roi (rois, kerf::whole_or (item, DCM_ReferencedROINumber, -1));
      if (roi && !roi->loops)
        read_contours (item, roi);
    });
  g_ptr_array_sort (rois, by_number);
}

} // namespace

GPtrArray *
kerf_dicom_read_structures (int fd, const char *path, gboolean contours, GError **error)
{
  if (!kerf_dicom_start (error))
    return nullptr;
  GPtrArray *rois = g_ptr_array_new_with_free_func (reinterpret_cast<GDestroyNotify> (kerf_dicom_roi_free));
  if (!kerf::guarded (path, error, [&] {
        read_structures (fd, contours, rois);
        return TRUE;
      }))
    g_clear_pointer (&rois, g_ptr_array_unref);
  return rois;
}

void
kerf_dicom_roi_free (KerfDicomRoi *roi)
{
  if (!roi)
    return;
  for (guint k = 0; k < roi->n_loops; k++) {
    g_free (roi->loops[k].points);
    g_free (roi->loops[k].image_uid);
  }
  g_free (roi->loops);
  g_free (roi->name);
  g_free (roi->frame_uid);
  g_free (roi->type);
  g_free (roi);
}
