// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/dicom/dicom-private.hh"

#include <cerrno>
#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcfcache.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace {

void
need (const OFCondition &condition, const char *what)
{
  if (condition.bad ())
    throw kerf::Reason (what);
}

// One open file and what is needed to take single frames from it.
class Frames {
public:
  Frames (int fd, const KerfDicomHeader *header) : header_ (header), path_ (kerf::path_of (fd))
  {
    // Longer values stay in the file: pixels go from there straight to where they belong.
    need (file_.loadFile (path_.c_str (), EXS_Unknown, EGL_noChange, 4096),
          "it was changed while it was read");
    data_ = file_.getDataset ();
    need (data_->findAndGetElement (DCM_PixelData, pixels_), "it was changed while it was read");
    DcmXfer xfer (header->text[KERF_DICOM_TRANSFER_SYNTAX]);
    encapsulated_ = xfer.isEncapsulated ();
    rle_ = xfer.getXfer () == EXS_RLELossless;
    jpeg2000_ = xfer.getXfer () == EXS_JPEG2000LosslessOnly || xfer.getXfer () == EXS_JPEG2000;
    samples_ = static_cast<size_t> (header->rows) * static_cast<size_t> (header->columns);
    if (kerf::whole_or (*data_, DCM_Rows, 0) != header->rows ||
        kerf::whole_or (*data_, DCM_Columns, 0) != header->columns ||
        kerf::whole_or (*data_, DCM_BitsAllocated, 0) != header->bits_allocated ||
        (!encapsulated_ && pixels_->getLengthField () < (static_cast<guint64> (header->n_frames) * samples_ *
                                                             static_cast<guint64> (header->bits_allocated) +
                                                         7) /
                                                            8))
      throw kerf::Reason ("it was changed while it was read");
  }

  size_t
  samples () const
  {
    return samples_;
  }

  // Frame `k` as it is stored, one 16-bit word a sample.
  void
  read (guint k, guint16 *to)
  {
    if (header_->bits_allocated == 1)
      read_bits (k, to);
    else if (jpeg2000_ || rle_)
      read_joined (k, to);
    else if (header_->bits_allocated == 8) {
      bytes_.resize (samples_ + 1); // DCMTK wants an even length
      read_raw (k, bytes_.data (), samples_);
      for (size_t i = 0; i < samples_; i++)
        to[i] = bytes_[i];
    } else
      read_raw (k, to, samples_ * 2);
  }

private:
  // One bit a sample, the lowest first; uncompressed frames follow each other without a gap (PS3.5 8.1.1), compressed
  // ones are of whole bytes.
  void
  read_bits (guint k, guint16 *to)
  {
    size_t begin = rle_ ? 0 : k * samples_, bytes = (begin % 8 + samples_ + 7) / 8;
    bits_.resize (bytes + 1);
    if (rle_) {
      std::vector<guint16> packed (bytes);
      join (k);
      if (!kerf_rle_decode (bytes_.data (), bytes_.size (), bytes, 1, packed.data ()))
        throw kerf::Reason ("its compressed data are damaged");
      for (size_t i = 0; i < bytes; i++)
        bits_[i] = static_cast<guint8> (packed[i]);
    } else if (encapsulated_)
      throw kerf::Reason ("its masks are compressed in an unusual way");
    else
      need (pixels_->getPartialValue (bits_.data (), static_cast<Uint32> (begin / 8),
                                      static_cast<Uint32> (bytes), &cache_),
            "its pixels can't be read");
    for (size_t i = 0, at = begin % 8; i < samples_; i++, at++)
      to[i] = (bits_[at / 8] >> (at % 8)) & 1;
  }

  void
  read_raw (guint k, void *to, size_t size)
  {
    if (!encapsulated_) {
      need (pixels_->getPartialValue (to, static_cast<Uint32> (k * size), static_cast<Uint32> (size),
                                      &cache_),
            "its pixels can't be read");
      return;
    }
    compare_jpeg (k);
    Uint32 fragment = k == next_frame_ ? next_fragment_ : 0;
    OFString model;
    need (pixels_->getUncompressedFrame (data_, k, fragment, to, static_cast<Uint32> (size + (size & 1)),
                                         model, &cache_),
          "its compressed data are damaged");
    next_frame_ = k + 1;
    next_fragment_ = fragment;
  }

  // A JPEG that is smaller, turned or of other samples than the file says would fill a frame with nonsense.
  void
  compare_jpeg (guint k)
  {
    DcmPixelItem *item = nullptr;
    Uint8 *data = nullptr;
    DcmPixelSequence *sequence = fragments ();
    need (sequence->getItem (item, first_fragment (sequence, k)), "its compressed data are damaged");
    need (item->getUint8Array (data), "its compressed data are damaged");
    int precision = 0, rows = 0, columns = 0;
    if (!data || !kerf_jpeg_head (data, item->getLength (), &precision, &rows, &columns))
      throw kerf::Reason ("its compressed data are damaged");
    if (rows != header_->rows || columns != header_->columns ||
        (precision > 8) != (header_->bits_allocated == 16))
      throw kerf::Reason ("its compressed picture is another one than its header says");
  }

  DcmPixelSequence *
  fragments ()
  {
    auto *data = dynamic_cast<DcmPixelData *> (pixels_);
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter *parameter = nullptr;
    DcmPixelSequence *sequence = nullptr;
    if (data)
      data->getOriginalRepresentationKey (syntax, parameter);
    if (!data || data->getEncapsulatedRepresentation (syntax, parameter, sequence).bad () || !sequence)
      throw kerf::Reason ("its compressed data are damaged");
    return sequence;
  }

  // First fragment of frame `k`; item 0 is the offset table.
  Uint32
  first_fragment (DcmPixelSequence *sequence, guint k)
  {
    const auto items = static_cast<Uint32> (sequence->card ());
    if (k == 0)
      return 1;
    if (k >= header_->n_frames)
      return items;
    if (items == header_->n_frames + 1)
      return k + 1;
    Uint32 start = 0;
    need (DcmCodec::determineStartFragment (k, static_cast<Sint32> (header_->n_frames), sequence, start),
          "its frames can't be told apart");
    return start;
  }

  // The bytes of frame `k` out of its fragments, in bytes_.
  void
  join (guint k)
  {
    DcmPixelSequence *sequence = fragments ();
    const Uint32 begin = first_fragment (sequence, k), end = first_fragment (sequence, k + 1);
    bytes_.clear ();
    for (Uint32 i = begin; i < end; i++) {
      DcmPixelItem *item = nullptr;
      Uint8 *data = nullptr;
      need (sequence->getItem (item, i), "its compressed data are damaged");
      need (item->getUint8Array (data), "its compressed data are damaged");
      if (data)
        bytes_.insert (bytes_.end (), data, data + item->getLength ());
    }
  }

  // DCMTK has no decoder for JPEG 2000 and a wrong one for RLE in fragments: ours take the joined fragments.
  void
  read_joined (guint k, guint16 *to)
  {
    join (k);
    if (!(rle_ ? kerf_rle_decode (bytes_.data (), bytes_.size (), samples_, header_->bits_allocated / 8, to)
               : kerf_jpeg2000_decode (bytes_.data (), bytes_.size (), header_->rows, header_->columns, to)))
      throw kerf::Reason ("its compressed data are damaged");
  }

  const KerfDicomHeader *header_;
  std::string path_;
  DcmFileFormat file_;
  DcmDataset *data_ = nullptr;
  DcmElement *pixels_ = nullptr;
  DcmFileCache cache_;
  bool encapsulated_ = false, jpeg2000_ = false, rle_ = false;
  size_t samples_ = 0;
  guint next_frame_ = 0;
  Uint32 next_fragment_ = 0;
  std::vector<guint8> bytes_, bits_;
};

gboolean
decode (int fd, const KerfDicomHeader *header, KerfDicomStore store, void *const *to)
{
  Frames frames (fd, header);
  std::vector<guint16> scratch (store == KERF_DICOM_FLOAT32 ? frames.samples () : 0);
  for (guint k = 0; k < header->n_frames; k++) {
    if (!to[k])
      continue;
    guint16 *values = store == KERF_DICOM_FLOAT32 ? scratch.data () : static_cast<guint16 *> (to[k]);
    frames.read (k, values);
    kerf_dicom_finish (header, &header->frames[k], store, values, frames.samples (), to[k]);
  }
  return TRUE;
}

} // namespace

gboolean
kerf_dicom_decode_at (int fd, const KerfDicomHeader *header, KerfDicomStore store, void *const *to,
                      GError **error)
{
  if (!kerf_dicom_start (error))
    return FALSE;
  return kerf::guarded (header->path, error, [&] {
    if (header->fault || header->codec || header->truncated_need || header->is_colour)
      throw kerf::Reason (header->fault ? header->fault : "its pixels are incomplete");
    return decode (fd, header, store, to);
  });
}

gboolean
kerf_dicom_decode (const KerfDicomHeader *header, KerfDicomStore store, void *const *to, GError **error)
{
  const int fd = open (header->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", header->path, "reason", g_strerror (errno),
                      nullptr);
  const gboolean good = kerf_dicom_decode_at (fd, header, store, to, error);
  close (fd);
  return good;
}
