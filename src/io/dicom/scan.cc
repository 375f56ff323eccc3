// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/dicom/dicom-private.hh"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace {

const struct {
  KerfDicomText text;
  DcmTagKey tag;
} TEXTS[] = {
  { KERF_DICOM_SOP_CLASS, DCM_SOPClassUID },
  { KERF_DICOM_SOP_UID, DCM_SOPInstanceUID },
  { KERF_DICOM_MODALITY, DCM_Modality },
  { KERF_DICOM_SERIES_UID, DCM_SeriesInstanceUID },
  { KERF_DICOM_STUDY_UID, DCM_StudyInstanceUID },
  { KERF_DICOM_FRAME_UID, DCM_FrameOfReferenceUID },
  { KERF_DICOM_SERIES_NUMBER, DCM_SeriesNumber },
  { KERF_DICOM_SERIES_DESCRIPTION, DCM_SeriesDescription },
  { KERF_DICOM_PROTOCOL, DCM_ProtocolName },
  { KERF_DICOM_STUDY_DATE, DCM_StudyDate },
  { KERF_DICOM_SERIES_TIME, DCM_SeriesTime },
  { KERF_DICOM_PATIENT_ID, DCM_PatientID },
  { KERF_DICOM_PATIENT_NAME, DCM_PatientName },
  { KERF_DICOM_BIRTH_DATE, DCM_PatientBirthDate },
  { KERF_DICOM_SEX, DCM_PatientSex },
  { KERF_DICOM_PATIENT_POSITION, DCM_PatientPosition },
  { KERF_DICOM_MANUFACTURER, DCM_Manufacturer },
  { KERF_DICOM_MODEL, DCM_ManufacturerModelName },
  { KERF_DICOM_KERNEL, DCM_ConvolutionKernel },
  { KERF_DICOM_IMAGE_TYPE, DCM_ImageType },
  { KERF_DICOM_DERIVATION, DCM_DerivationDescription },
  { KERF_DICOM_PHOTOMETRIC, DCM_PhotometricInterpretation },
  { KERF_DICOM_BURNED_IN, DCM_BurnedInAnnotation },
  { KERF_DICOM_LOSSY, DCM_LossyImageCompression },
  { KERF_DICOM_GANTRY_TILT, DCM_GantryDetectorTilt },
};

// What a file without pixels is, as far as people may meet it.
const struct {
  const char *modality, *is;
} WITHOUT_PIXELS[] = {
  { "SR", "it is a report" },
  { "PR", "it is a presentation state" },
  { "KO", "it is a selection of key images" },
  { "REG", "it is a registration" },
  { "RTPLAN", "it is a radiotherapy plan" },
  { "RTRECORD", "it is a radiotherapy record" },
  { "RWV", "it is a table of units" },
  { "DOC", "it is a document" },
};

// Transfer syntaxes that are younger than DCMTK's list.
const struct {
  const char *uid, *name;
} YOUNG_SYNTAXES[] = {
  { "1.2.840.10008.1.2.4.110", "JPEG XL lossless" },
  { "1.2.840.10008.1.2.4.111", "JPEG XL from JPEG" },
  { "1.2.840.10008.1.2.4.112", "JPEG XL" },
  { "1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 lossless" },
  { "1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 lossless" },
  { "1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000" },
};

const char *
name_of_syntax (const char *uid)
{
  for (auto &row : YOUNG_SYNTAXES)
    if (strcmp (row.uid, uid) == 0)
      return row.name;
  return uid;
}

gboolean
is_plain_ascii (const char *text)
{
  for (; *text; text++)
    if (static_cast<unsigned char> (*text) >= 0x80 || *text == 0x1b)
      return FALSE;
  return TRUE;
}

void
read_texts (DcmDataset &data, KerfDicomHeader *header)
{
  for (auto key : { DCM_PatientName, DCM_PatientID, DCM_SeriesDescription, DCM_ProtocolName }) {
    OFString raw;
    if (data.findAndGetOFStringArray (key, raw).good () && !is_plain_ascii (raw.c_str ())) {
      data.convertToUTF8 (); // where it fails the bytes stay, and text () makes them valid
      break;
    }
  }
  for (auto &row : TEXTS) {
    g_free (header->text[row.text]);
    header->text[row.text] = kerf::text (data, row.tag);
  }
  // Empty parts of a name: "DOE^JANE^^^".
  char *name = header->text[KERF_DICOM_PATIENT_NAME];
  for (size_t end = strlen (name); end && strchr ("^= ", name[end - 1]); end--)
    name[end - 1] = 0;
}

void
read_transfer_syntax (DcmFileFormat &file, KerfDicomHeader *header)
{
  DcmDataset &data = *file.getDataset ();
  char *stated =
      file.getMetaInfo () ? kerf::text (*file.getMetaInfo (), DCM_TransferSyntaxUID) : g_strdup ("");
  DcmXfer xfer (*stated ? DcmXfer (stated).getXfer () : data.getOriginalXfer ());
  g_free (header->text[KERF_DICOM_TRANSFER_SYNTAX]);
  const char *known = xfer.getXferID ();
  header->text[KERF_DICOM_TRANSFER_SYNTAX] = *stated ? g_strdup (stated) : g_strdup (known ? known : "");
  switch (xfer.getXfer ()) {
  case EXS_LittleEndianImplicit:
  case EXS_LittleEndianExplicit:
  case EXS_BigEndianExplicit:
  case EXS_DeflatedLittleEndianExplicit:
  case EXS_JPEGProcess1:
  case EXS_JPEGProcess2_4:
  case EXS_JPEGProcess6_8:
  case EXS_JPEGProcess10_12:
  case EXS_JPEGProcess14:
  case EXS_JPEGProcess14SV1:
  case EXS_JPEGLSLossless:
  case EXS_JPEGLSLossy:
  case EXS_JPEG2000LosslessOnly:
  case EXS_JPEG2000:
  case EXS_RLELossless:
    break;
  default:
    header->codec = g_strdup (xfer.getXfer () == EXS_Unknown ? name_of_syntax (stated) : xfer.getXferName ());
  }
  g_free (stated);
}

void
read_pixel_layout (DcmDataset &data, KerfDicomHeader *header)
{
  header->rows = kerf::whole_or (data, DCM_Rows, 0);
  header->columns = kerf::whole_or (data, DCM_Columns, 0);
  header->samples = kerf::whole_or (data, DCM_SamplesPerPixel, 1);
  header->bits_allocated = kerf::whole_or (data, DCM_BitsAllocated, 0);
  header->bits_stored = kerf::whole_or (data, DCM_BitsStored, header->bits_allocated);
  header->high_bit = kerf::whole_or (data, DCM_HighBit, header->bits_stored - 1);
  header->is_signed = kerf::whole_or (data, DCM_PixelRepresentation, 0) == 1;
  header->is_colour =
      header->samples != 1 || (*header->text[KERF_DICOM_PHOTOMETRIC] &&
                               !g_str_has_prefix (header->text[KERF_DICOM_PHOTOMETRIC], "MONOCHROME"));
  header->window_centre = kerf::number_or (data, DCM_WindowCenter, NAN);
  header->window_width = kerf::number_or (data, DCM_WindowWidth, NAN);
  header->lossy_ratio = kerf::number_or (data, DCM_LossyImageCompressionRatio, NAN);
  double unused;
  header->is_mr_acquisition =
      kerf::number (data, DCM_MagneticFieldStrength, &unused) || kerf::number (data, DCM_EchoTime, &unused);
  if (!data.tagExistsWithValue (DCM_PixelSpacing)) {
    if (data.tagExistsWithValue (DCM_ImagerPixelSpacing))
      header->projection_tag = "ImagerPixelSpacing";
    else if (data.tagExistsWithValue (DCM_NominalScannedPixelSpacing))
      header->projection_tag = "NominalScannedPixelSpacing";
  }
}

// Everything that a decoder would stumble over, judged from the header alone.
void
judge_pixels (DcmDataset &data, KerfDicomHeader *header, double n_frames)
{
  if (header->rows < 1 || header->columns < 1 || header->rows > 65535 || header->columns > 65535)
    header->fault = g_strdup ("its header gives no size");
  else if (header->bits_allocated != 8 && header->bits_allocated != 16 &&
           !(header->bits_allocated == 1 && header->kind == KERF_DICOM_SEGMENTS))
    header->fault = g_strdup_printf ("%d bits a sample", header->bits_allocated);
  else if (header->bits_stored < 1 || header->bits_stored > header->bits_allocated ||
           header->high_bit < header->bits_stored - 1 || header->high_bit >= header->bits_allocated)
    header->fault = g_strdup ("its header contradicts itself on the bits of a sample");
  else if (!(n_frames >= 1 && n_frames <= 1e6))
    header->fault = g_strdup ("its header gives no number of frames");
  else if (data.tagExistsWithValue (DCM_ModalityLUTSequence))
    header->fault = g_strdup ("its values go through a table");
  header->is_foreign = header->fault && (data.tagExistsWithValue (DCM_ModalityLUTSequence) ||
                                         (header->bits_allocated != 8 && header->bits_allocated != 16));
}

// The pixel data has to be there before memory is asked for on the word of the header.
void
compare_sizes (DcmElement &pixels, KerfDicomHeader *header, guint n_frames)
{
  const guint64 bits = static_cast<guint64> (header->rows) * static_cast<guint64> (header->columns) *
                       static_cast<guint64> (header->bits_allocated);
  DcmXfer xfer (header->text[KERF_DICOM_TRANSFER_SYNTAX]);
  if (!xfer.isEncapsulated ()) {
    const guint64 have = pixels.getLengthField (), need = (bits * n_frames + 7) / 8; // masks lie bit by bit
    if (have < need)
      header->truncated_need = header->file_size + (need - have);
    return;
  }
  auto *data = dynamic_cast<DcmPixelData *> (&pixels);
  DcmPixelSequence *sequence = nullptr;
  E_TransferSyntax syntax = EXS_Unknown;
  const DcmRepresentationParameter *parameter = nullptr;
  if (data)
    data->getOriginalRepresentationKey (syntax, parameter);
  if (!data || data->getEncapsulatedRepresentation (syntax, parameter, sequence).bad () || !sequence ||
      sequence->card () < n_frames + 1ul)
    header->fault = g_strdup_printf ("the data of %u frames are not there", n_frames);
}

void
judge_without_pixels (DcmDataset &data, KerfDicomHeader *header)
{
  const char *modality = header->text[KERF_DICOM_MODALITY];
  if (strcmp (modality, "RTSTRUCT") == 0 ||
      strcmp (header->text[KERF_DICOM_SOP_CLASS], UID_RTStructureSetStorage) == 0) {
    header->kind = KERF_DICOM_STRUCTURES;
    return;
  }
  header->kind = KERF_DICOM_OTHER;
  if (data.tagExists (DCM_DirectoryRecordSequence)) {
    header->fault = g_strdup ("it is a DICOMDIR, a list of files");
    return;
  }
  for (auto &row : WITHOUT_PIXELS)
    if (strcmp (row.modality, modality) == 0) {
      header->fault = g_strdup (row.is);
      return;
    }
  if (data.tagExistsWithValue (DCM_FloatPixelData) || data.tagExistsWithValue (DCM_DoubleFloatPixelData))
    header->fault = g_strdup ("they are floating-point numbers");
  else
    header->fault = g_strdup ("it has none");
  if (header->rows > 0 && header->columns > 0) // an image that lost its pixels: its series lacks a slice
    header->kind = KERF_DICOM_IMAGE;
}

void
read_header (DcmFileFormat &file, KerfDicomHeader *header)
{
  DcmDataset &data = *file.getDataset ();
  read_texts (data, header);
  read_transfer_syntax (file, header);
  read_pixel_layout (data, header);
  DcmElement *pixels = nullptr;
  if (data.findAndGetElement (DCM_PixelData, pixels).bad () || !pixels)
    if (!header->truncated_need) {
      judge_without_pixels (data, header);
      header->n_frames = 0;
      if (header->kind == KERF_DICOM_IMAGE)
        kerf::read_frames (data, header, 1);
      return;
    }
  double n_frames = kerf::number_or (data, DCM_NumberOfFrames, 1);
  if (strcmp (header->text[KERF_DICOM_MODALITY], "SEG") == 0 ||
      g_str_has_prefix (header->text[KERF_DICOM_SOP_CLASS], UID_SegmentationStorage))
    kerf::read_segments (data, header);
  judge_pixels (data, header, n_frames);
  // A cut file may claim anything: its frames are not looked at.
  const guint n = header->fault || header->truncated_need ? 1 : static_cast<guint> (n_frames);
  if (!header->fault && !header->truncated_need && !header->codec && pixels && !header->is_colour)
    compare_sizes (*pixels, header, n);
  kerf::read_frames (data, header, header->fault || header->truncated_need ? 1 : n);
  for (guint k = 0; k < header->n_frames && !header->fault; k++)
    if (std::isnan (header->frames[k].slope) || std::isnan (header->frames[k].intercept)) {
      header->fault = g_strdup ("its rescale is no number");
      header->is_foreign = TRUE;
    }
}

guint32
le32 (const guint8 *p)
{
  return p[0] | static_cast<guint32> (p[1]) << 8 | static_cast<guint32> (p[2]) << 16 |
         static_cast<guint32> (p[3]) << 24;
}

// Where the items of compressed pixels that begin at `at` would end; beyond `size` where the file is cut.
guint64
end_of_items (const guint8 *file, guint64 size, guint64 at)
{
  while (at + 8 <= size && file[at] == 0xfe && file[at + 1] == 0xff && file[at + 2] == 0x00 &&
         file[at + 3] == 0xe0)
    at += 8ull + le32 (file + at + 4);
  return at + 8; // the delimiter
}

// How long a cut file would have to be, from the length that its pixel data states; 0 where that can't be seen.
guint64
needed_size (const guint8 *file, guint64 size, gboolean *least)
{
  static const guint8 tag[4] = { 0xe0, 0x7f, 0x10, 0x00 };
  for (guint64 at = 0; at + 12 <= size;) {
    auto *found = static_cast<const guint8 *> (memmem (file + at, size - at, tag, sizeof tag));
    if (!found || static_cast<guint64> (found - file) + 12 > size)
      return 0;
    at = static_cast<guint64> (found - file);
    const bool has_vr = found[4] == 'O' && (found[5] == 'W' || found[5] == 'B') && !found[6] && !found[7];
    const guint64 start = at + (has_vr ? 12 : 8);
    const guint32 length = le32 (found + (has_vr ? 8 : 4));
    const guint64 end = length == 0xffffffffu ? end_of_items (file, size, start) : start + length;
    *least = length == 0xffffffffu;
    if (end > size)
      return end;
    at += 4;
  }
  return 0;
}

void
find_needed_size (int fd, KerfDicomHeader *header)
{
  GMappedFile *map = g_mapped_file_new_from_fd (fd, FALSE, nullptr);
  if (map) {
    auto *bytes = reinterpret_cast<const guint8 *> (g_mapped_file_get_contents (map));
    header->truncated_need = bytes ? needed_size (bytes, header->file_size, &header->need_is_least) : 0;
    g_mapped_file_unref (map);
  }
}

gboolean
fail_truncated (const char *path, guint64 have, GError **error)
{
  char *file = g_path_get_basename (path), *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, have);
  kerf_fail (error, KERF_ERROR_IMPORT_TRUNCATED, "file", file, "have", bytes, "need", "an unknown number of",
             nullptr);
  g_free (file);
  g_free (bytes);
  return FALSE;
}

// The part before the pixels of a file that could not be read as a whole.
gboolean
scan_cut_file (int fd, KerfDicomHeader *header, const OFCondition &why, GError **error)
{
  find_needed_size (fd, header);
  DcmFileFormat file;
  OFCondition read = file.loadFileUntilTag (kerf::path_of (fd).c_str (), EXS_Unknown, EGL_noChange, 4096,
                                            ERM_autoDetect, DCM_PixelData);
  bool ended = why == EC_EndOfStream || why == EC_StreamNotifyClient || strstr (why.text (), "remature end");
  if (read.bad () || !file.getDataset ()->tagExistsWithValue (DCM_Rows)) {
    if (ended || header->truncated_need)
      return fail_truncated (header->path, header->file_size, error);
    throw kerf::Reason ("its header is damaged");
  }
  if (!header->truncated_need) {
    if (!ended)
      throw kerf::Reason ("its header is damaged");
    header->truncated_need = header->file_size + 1;
    header->need_is_least = TRUE;
  }
  read_header (file, header);
  return TRUE;
}

// Where the values of uncompressed pixels begin: 0 stays where that can't be told for certain.
void
find_pixels (int fd, DcmDataset &data, KerfDicomHeader *header)
{
  const E_TransferSyntax syntax = DcmXfer (header->text[KERF_DICOM_TRANSFER_SYNTAX]).getXfer ();
  const bool big = syntax == EXS_BigEndianExplicit, is_implicit = syntax == EXS_LittleEndianImplicit;
  DcmElement *pixels = nullptr;
  // Big endian bytes of 8-bit values come swapped in pairs where the VR is OW.
  if ((!big && !is_implicit && syntax != EXS_LittleEndianExplicit) || (big && header->bits_allocated == 8) ||
      header->bits_allocated < 8 || data.findAndGetElement (DCM_PixelData, pixels).bad () || !pixels)
    return;
  GMappedFile *map = g_mapped_file_new_from_fd (fd, FALSE, nullptr);
  if (!map)
    return;
  guint32 length = 0;
  const guint64 at =
      kerf_dicom_find_pixels (reinterpret_cast<const guint8 *> (g_mapped_file_get_contents (map)),
                              g_mapped_file_get_length (map), big, is_implicit, &length);
  g_mapped_file_unref (map);
  if (at && length == pixels->getLengthField ()) {
    header->pixels_at = at;
    header->is_big_endian = big;
  }
}

gboolean
scan_file (int fd, KerfDicomHeader *header, GError **error)
{
  DcmFileFormat file;
  OFCondition read = file.loadFile (kerf::path_of (fd).c_str (), EXS_Unknown, EGL_noChange,
                                    4096 /* longer values stay in the file */);
  if (read.bad ())
    return scan_cut_file (fd, header, read, error);
  if (file.getDataset ()->card () == 0)
    throw kerf::Reason ("it is empty");
  read_header (file, header);
  if (header->kind == KERF_DICOM_IMAGE && !header->fault && !header->truncated_need)
    find_pixels (fd, *file.getDataset (), header);
  return TRUE;
}

} // namespace

KerfDicomHeader *
kerf_dicom_header_new (const char *path, guint64 size)
{
  KerfDicomHeader *header = g_new0 (KerfDicomHeader, 1);
  g_atomic_ref_count_init (&header->count);
  header->path = g_strdup (path);
  header->file_size = size;
  for (auto &text : header->text)
    text = g_strdup ("");
  header->window_centre = header->window_width = header->lossy_ratio = header->slice_step_mm = NAN;
  return header;
}

gboolean
kerf_dicom_start (GError **error)
{
  static std::once_flag once;
  std::call_once (once, [] {
    OFLog::configure (OFLogger::OFF_LOG_LEVEL); // else warnings with names of patients go to standard error
    dcmEnableUnknownVRConversion.set (OFTrue);  // archives write UN for what they don't know
    DJDecoderRegistration::registerCodecs ();   // the registries are global, not per thread
    DJLSDecoderRegistration::registerCodecs ();
  });
  return dcmDataDict.isDictionaryLoaded () ||
         kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "DICOM can't be read: DCMTK's dictionary is missing; install the "
                         "package that brings 'dicom.dic'.");
}

KerfDicomHeader *
kerf_dicom_scan_at (int fd, const char *path, GError **error)
{
  struct stat st;
  if (!kerf_dicom_start (error))
    return nullptr;
  if (fstat (fd, &st) != 0) {
    kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason", g_strerror (errno), nullptr);
    return nullptr;
  }
  KerfDicomHeader *header = kerf_dicom_header_new (path, static_cast<guint64> (st.st_size));
  if (!kerf::guarded (path, error, [&] { return scan_file (fd, header, error); }))
    g_clear_pointer (&header, kerf_dicom_header_unref);
  return header;
}

KerfDicomHeader *
kerf_dicom_scan (const char *path, GError **error)
{
  const int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason", g_strerror (errno), nullptr);
    return nullptr;
  }
  KerfDicomHeader *header = kerf_dicom_scan_at (fd, path, error);
  close (fd);
  return header;
}

KerfDicomHeader *
kerf_dicom_header_ref (KerfDicomHeader *header)
{
  g_atomic_ref_count_inc (&header->count);
  return header;
}

void
kerf_dicom_header_unref (KerfDicomHeader *header)
{
  if (!header || !g_atomic_ref_count_dec (&header->count))
    return;
  for (guint k = 0; k < header->n_frames; k++)
    g_free (header->frames[k].image_type);
  for (auto &text : header->text)
    g_free (text);
  for (guint k = 0; k < header->n_segments; k++)
    g_free (header->segments[k].label);
  g_free (header->segments);
  g_free (header->frames);
  g_free (header->fault);
  g_free (header->codec);
  g_free (header->path);
  g_free (header);
}
