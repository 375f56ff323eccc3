# SPDX-License-Identifier: GPL-3.0-or-later
"""Makers of the small files that the import cases hand to Kerf: DICOM in its encodings, NIfTI, NRRD, MetaImage, archives.

A data set is a dict from attribute names (or (group, element, VR) tuples) to values: text, numbers or lists of them, bytes,
lists of dicts (a sequence), Fragments. A value of None leaves the attribute out. A value of `series` may be a function of the
slice's index."""
import gzip
import math
import pathlib
import struct
import zipfile
import zlib

IMPLICIT, EXPLICIT, DEFLATED, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
RLE, JPEG2000, HTJ2K, MPEG4 = ("1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.201",
                               "1.2.840.10008.1.2.4.102")
JPEG_LOSSLESS, JPEG_LS = "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"
STORAGE = "1.2.840.10008.5.1.4.1.1."
CT, MR, CAPTURE, ENHANCED_CT, ENHANCED_MR = (STORAGE + x for x in ("2", "4", "7", "2.1", "4.1"))

NAMES = {name: (int(tag[:4], 16), int(tag[4:], 16), vr) for name, tag, vr in (line.split() for line in """
SpecificCharacterSet 00080005 CS|ImageType 00080008 CS|SOPClassUID 00080016 UI|SOPInstanceUID 00080018 UI
StudyDate 00080020 DA|SeriesDate 00080021 DA|Modality 00080060 CS|ConversionType 00080064 CS|Manufacturer 00080070 LO
CodeValue 00080100 SH|CodingSchemeDesignator 00080102 SH|CodeMeaning 00080104 LO
SeriesDescription 0008103E LO|ReferencedSOPClassUID 00081150 UI|ReferencedSOPInstanceUID 00081155 UI
ReferencedSeriesSequence 00081115 SQ|SourceImageSequence 00082112 SQ|DerivationDescription 00082111 ST
ReferencedInstanceSequence 0008114A SQ|ComplexImageComponent 00089208 CS|FrameType 00089007 CS
PatientName 00100010 PN|PatientID 00100020 LO|PatientBirthDate 00100030 DA|PatientSex 00100040 CS
SliceThickness 00180050 DS|EchoTime 00180081 DS|MagneticFieldStrength 00180087 DS|SpacingBetweenSlices 00180088 DS
ProtocolName 00181030 LO|GantryDetectorTilt 00181120 DS|ImagerPixelSpacing 00181164 DS|ConvolutionKernel 00181210 SH
NominalScannedPixelSpacing 00182010 DS|PatientPosition 00185100 CS|DiffusionBValue 00189087 FD
MREchoSequence 00189114 SQ|EffectiveEchoTime 00189082 FD|MRImageFrameTypeSequence 00189226 SQ
CTImageFrameTypeSequence 00189329 SQ|StudyInstanceUID 0020000D UI|SeriesInstanceUID 0020000E UI|SeriesNumber 00200011 IS
AcquisitionNumber 00200012 IS|InstanceNumber 00200013 IS|ImagePositionPatient 00200032 DS
ImageOrientationPatient 00200037 DS|FrameOfReferenceUID 00200052 UI|TemporalPositionIdentifier 00200100 IS
FrameContentSequence 00209111 SQ|PlanePositionSequence 00209113 SQ|PlaneOrientationSequence 00209116 SQ
TemporalPositionIndex 00209128 UL|FrameAcquisitionNumber 00209156 US|DimensionIndexValues 00209157 UL|StackID 00209056 SH
InStackPositionNumber 00209057 UL|DimensionIndexSequence 00209222 SQ
SamplesPerPixel 00280002 US|PhotometricInterpretation 00280004 CS|PlanarConfiguration 00280006 US|NumberOfFrames 00280008 IS
Rows 00280010 US|Columns 00280011 US|PixelSpacing 00280030 DS|BitsAllocated 00280100 US|BitsStored 00280101 US
HighBit 00280102 US|PixelRepresentation 00280103 US|PixelPaddingValue 00280120 SS|BurnedInAnnotation 00280301 CS
WindowCenter 00281050 DS|WindowWidth 00281051 DS|RescaleIntercept 00281052 DS|RescaleSlope 00281053 DS
RescaleType 00281054 LO|RedPaletteColorLookupTableDescriptor 00281101 US|GreenPaletteColorLookupTableDescriptor 00281102 US
BluePaletteColorLookupTableDescriptor 00281103 US|RedPaletteColorLookupTableData 00281201 OW
GreenPaletteColorLookupTableData 00281202 OW|BluePaletteColorLookupTableData 00281203 OW
LossyImageCompression 00282110 CS|LossyImageCompressionRatio 00282112 DS|ModalityLUTSequence 00283000 SQ
LUTDescriptor 00283002 US|LUTData 00283006 OW|PixelMeasuresSequence 00289110 SQ|PixelValueTransformationSequence 00289145 SQ
FileSetID 00041130 CS|OffsetOfTheFirstDirectoryRecord 00041200 UL|OffsetOfTheLastDirectoryRecord 00041202 UL
FileSetConsistencyFlag 00041212 US|DirectoryRecordSequence 00041220 SQ|OffsetOfTheNextDirectoryRecord 00041400 UL
RecordInUseFlag 00041410 US|OffsetOfReferencedLowerLevelDirectoryEntity 00041420 UL|DirectoryRecordType 00041430 CS
ReferencedFileID 00041500 CS|ReferencedSOPClassUIDInFile 00041510 UI|ReferencedSOPInstanceUIDInFile 00041511 UI
ReferencedTransferSyntaxUIDInFile 00041512 UI
StructureSetLabel 30060002 SH|ReferencedFrameOfReferenceSequence 30060010 SQ|ContourImageSequence 30060016 SQ
StructureSetROISequence 30060020 SQ|ROINumber 30060022 IS|ReferencedFrameOfReferenceUID 30060024 UI|ROIName 30060026 LO
ROIContourSequence 30060039 SQ|ContourSequence 30060040 SQ|ContourGeometricType 30060042 CS
NumberOfContourPoints 30060046 IS|ContourData 30060050 DS|RTROIObservationsSequence 30060080 SQ
ObservationNumber 30060082 IS|ReferencedROINumber 30060084 IS|RTROIInterpretedType 300600A4 CS
SegmentationType 00620001 CS|SegmentSequence 00620002 SQ|SegmentNumber 00620004 US|SegmentLabel 00620005 LO
SegmentAlgorithmType 00620008 CS|SegmentIdentificationSequence 0062000A SQ|ReferencedSegmentNumber 0062000B US
MaximumFractionalValue 0062000E US|SegmentationFractionalType 00620010 CS
SegmentedPropertyCategoryCodeSequence 00620003 SQ|SegmentedPropertyTypeCodeSequence 0062000F SQ
SharedFunctionalGroupsSequence 52009229 SQ|PerFrameFunctionalGroupsSequence 52009230 SQ
OverlayRows 60000010 US|OverlayColumns 60000011 US|OverlayType 60000040 CS|OverlayOrigin 60000050 SS
OverlayBitsAllocated 60000100 US|OverlayBitPosition 60000102 US
PixelData 7FE00010 OW""".replace("\n", "|").strip("|").split("|"))}
LONG = {"OB", "OW", "OF", "OD", "SQ", "UN", "UT", "UC", "UR"}
PACKED = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "AT": "H"}


class Fragments(list):
    """Compressed pixels: the items after the offset table."""


# ---- DICOM ----

def _value(vr, value, order, explicit):
    if isinstance(value, bytes):
        if vr == "OW" and order == ">":  # bytes are given as little endian words
            value = b"".join(value[k:k + 2][::-1] for k in range(0, len(value), 2))
        return value if vr in LONG or len(value) % 2 == 0 else value + b" "
    if vr == "SQ":
        items = (encode(item, order, explicit) for item in value)
        return b"".join(struct.pack(order + "HHI", 0xFFFE, 0xE000, len(item)) + item for item in items)
    values = value if isinstance(value, (list, tuple)) else [value]
    if vr in PACKED:
        return struct.pack(f"{order}{len(values)}{PACKED[vr]}", *values)
    text = "\\".join(v if isinstance(v, str) else f"{v:.10g}" for v in values).encode()
    return text + ((b"\0" if vr == "UI" else b" ") if len(text) % 2 else b"")


def encode(fields, order="<", explicit=True):
    """The bytes of a data set, elements in the order of their tags."""
    out = []
    rows = sorted((NAMES[k] if isinstance(k, str) else k, v) for k, v in fields.items() if v is not None)
    for (group, element, vr), value in rows:
        head = struct.pack(order + "HH", group, element)
        if isinstance(value, Fragments):
            vr, length = "OB", 0xFFFFFFFF
            body = struct.pack("<HHI", 0xFFFE, 0xE000, 0) + b"".join(
                struct.pack("<HHI", 0xFFFE, 0xE000, len(f)) + f for f in value) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
        else:
            body = _value(vr, value, order, explicit)
            length = len(body)
        if not explicit:
            head += struct.pack(order + "I", length)
        elif vr in LONG:
            head += vr.encode() + struct.pack(order + "HI", 0, length)
        else:
            head += vr.encode() + struct.pack(order + "H", length)
        out.append(head + body)
    return b"".join(out)


def dicom(path, fields, syntax=EXPLICIT, preamble=True, meta=True):
    """Writes a DICOM file; `meta` False: the data set alone."""
    body = encode(fields, ">" if syntax == BIG else "<", syntax != IMPLICIT)
    if syntax == DEFLATED:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = packer.compress(body) + packer.flush()
        body += b"\0" * (len(body) % 2)
    if meta:
        rest = encode({(2, 1, "OB"): b"\0\1", (2, 2, "UI"): fields.get("SOPClassUID") or CT,
                       (2, 3, "UI"): fields.get("SOPInstanceUID") or "1.2.3", (2, 0x10, "UI"): syntax,
                       (2, 0x12, "UI"): "1.2.826.0.1.3680043.9.9"})
        body = encode({(2, 0, "UL"): len(rest)}) + rest + body
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((b"\0" * 128 + b"DICM" if preamble else b"") + body)
    return path


def ramp(k, rows=8, columns=10):
    """Pixels that tell every voxel of a series apart: 100 · slice + place in the slice."""
    return [100 * k + p for p in range(rows * columns)]


def words(values, signed=False):
    return struct.pack(f"<{len(values)}{'h' if signed else 'H'}", *values)


def plain(k=0, series="1", **fields):
    """An axial CT slice of 10 × 8 pixels, 0.7 mm between rows, 0.5 mm between columns, 1 mm thick, at z = 10 + k."""
    f = dict(SOPClassUID=CT, SOPInstanceUID=f"1.2.3.{series}.{k + 1}", StudyDate="20240301", Modality="CT",
             SeriesDescription="Thin", PatientName="Able^Anna", PatientID="P1", PatientBirthDate="19700101", PatientSex="F",
             SliceThickness=1, PatientPosition="HFS", StudyInstanceUID="1.2.3", SeriesInstanceUID=f"1.2.3.{series}",
             SeriesNumber=int(series) if series.isdigit() else 1, InstanceNumber=k + 1, ImagePositionPatient=[-5, -4, 10 + k],
             ImageOrientationPatient=[1, 0, 0, 0, 1, 0], FrameOfReferenceUID="1.2.3.9", SamplesPerPixel=1,
             PhotometricInterpretation="MONOCHROME2", Rows=8, Columns=10, PixelSpacing=[0.7, 0.5], BitsAllocated=16,
             BitsStored=16, HighBit=15, PixelRepresentation=1, RescaleIntercept=-1000, RescaleSlope=1,
             PixelData=words(ramp(k), True))
    f.update(fields)
    return f


def series(t, n=5, series="1", name="{k:03}.dcm", skip=(), syntax=EXPLICIT, preamble=True, meta=True, **fields):
    """`n` slices as files of the folder `t`, without those of `skip`."""
    for k in range(n):
        if k not in skip:
            own = {key: v(k) if callable(v) else v for key, v in fields.items()}
            dicom(t / name.format(k=k), plain(k, series, **own), syntax, preamble, meta)


def at(*zs):
    """Positions at these places along z."""
    return lambda k: [-5, -4, zs[k]]


def mr(**fields):
    """What makes a slice one of an MR."""
    return dict(dict(SOPClassUID=MR, Modality="MR", SeriesDescription="T1", EchoTime=12, RescaleIntercept=None,
                     RescaleSlope=None), **fields)


def tilted(degrees):
    """Positions of a gantry that leans about x."""
    return lambda k: [-5, -4 - k * math.tan(math.radians(degrees)), 10 + k]


def rle(samples):
    """One frame of 16-bit samples as RLE: two segments of literal runs."""
    parts = []
    for shift in (8, 0):
        plane = bytes(v >> shift & 255 for v in samples)
        part = b"".join(bytes([len(plane[a:a + 128]) - 1]) + plane[a:a + 128] for a in range(0, len(plane), 128))
        parts.append(part + b"\0" * (len(part) % 2))
    return struct.pack("<16I", 2, 64, 64 + len(parts[0]), *[0] * 13) + parts[0] + parts[1]


def enhanced(path, n=5, groups=lambda k: {}, shared=None, syntax=EXPLICIT, **fields):
    """An enhanced multi-frame CT; frame k lies at z = 10 + k unless `groups` says otherwise."""
    def frame(k):
        own = dict(FrameContentSequence=[dict(DimensionIndexValues=[1, k + 1])],
                   PlanePositionSequence=[dict(ImagePositionPatient=[-5, -4, 10 + k])])
        own.update(groups(k))
        return own
    common = dict(PlaneOrientationSequence=[dict(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
                  PixelMeasuresSequence=[dict(PixelSpacing=[0.7, 0.5], SliceThickness=1)],
                  PixelValueTransformationSequence=[dict(RescaleIntercept=-1000, RescaleSlope=1, RescaleType="HU")])
    common.update(shared or {})
    whole = plain(0, SOPClassUID=ENHANCED_CT, NumberOfFrames=n, ImagePositionPatient=None, ImageOrientationPatient=None,
                  PixelSpacing=None, SliceThickness=None, RescaleIntercept=None, RescaleSlope=None,
                  PixelData=words([v for k in range(n) for v in ramp(k)], True),
                  SharedFunctionalGroupsSequence=[common], PerFrameFunctionalGroupsSequence=[frame(k) for k in range(n)])
    whole.update(fields)
    return dicom(path, whole, syntax)


def rtstruct(path, rois, images=(), frame="1.2.3.9", **fields):
    """A structure set; `rois` = (number, name, loops), each loop a list of points; loop j was drawn on images[j]."""
    def contour(j, loop):
        return dict(ContourImageSequence=[dict(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=images[j])]
                    if j < len(images) else None, ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=len(loop),
                    ContourData=[x for p in loop for x in p])
    whole = dict(SOPClassUID=STORAGE + "481.3", SOPInstanceUID="1.2.3.77.1", StudyDate="20240301", Modality="RTSTRUCT",
                 SeriesDescription="Contours", PatientName="Able^Anna", PatientID="P1", PatientBirthDate="19700101",
                 PatientSex="F", StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3.77", SeriesNumber=77,
                 StructureSetLabel="Contours",
                 StructureSetROISequence=[dict(ROINumber=n, ReferencedFrameOfReferenceUID=frame, ROIName=name)
                                          for n, name, _ in rois],
                 ROIContourSequence=[dict(ReferencedROINumber=n, ContourSequence=[contour(j, x) for j, x in enumerate(loops)]
                                          if loops else None) for n, _, loops in rois],
                 RTROIObservationsSequence=[dict(ObservationNumber=n, ReferencedROINumber=n, RTROIInterpretedType="GTV")
                                            for n, _, _ in rois])
    whole.update(fields)
    return dicom(path, whole)


def square(z, half=1.4):
    return [(-2.5 - half, -1.5 - half, z), (-2.5 + half, -1.5 - half, z), (-2.5 + half, -1.5 + half, z),
            (-2.5 - half, -1.5 + half, z)]


def seg(path, n=3, kind="BINARY", images=("1.2.3.1.1", "1.2.3.1.2", "1.2.3.1.3"), **fields):
    """A segmentation of one segment on the slices of `plain`: the left half of each of `n` frames."""
    half = [1 if p % 10 < 5 else 0 for p in range(80)]
    flat = half * n
    packed = bytes(sum(flat[8 * b + i] << i for i in range(8)) for b in range(len(flat) // 8))
    whole = dict(SOPClassUID=STORAGE + "66.4", SOPInstanceUID="1.2.3.66.1", StudyDate="20240301", Modality="SEG",
                 SeriesDescription="Segments", PatientName="Able^Anna", PatientID="P1", PatientBirthDate="19700101",
                 PatientSex="F", StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3.66", SeriesNumber=66,
                 FrameOfReferenceUID="1.2.3.9", ImageType=["DERIVED", "PRIMARY"], SamplesPerPixel=1,
                 PhotometricInterpretation="MONOCHROME2", NumberOfFrames=n, Rows=8, Columns=10,
                 BitsAllocated=1 if kind == "BINARY" else 8, BitsStored=1 if kind == "BINARY" else 8,
                 HighBit=0 if kind == "BINARY" else 7, PixelRepresentation=0, SegmentationType=kind,
                 MaximumFractionalValue=None if kind == "BINARY" else 255,
                 SegmentationFractionalType=None if kind == "BINARY" else "OCCUPANCY",
                 SegmentSequence=[dict(SegmentNumber=1, SegmentLabel="Tumour", SegmentAlgorithmType="MANUAL")],
                 SharedFunctionalGroupsSequence=[dict(
                     PlaneOrientationSequence=[dict(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
                     PixelMeasuresSequence=[dict(PixelSpacing=[0.7, 0.5], SliceThickness=1)])],
                 ReferencedSeriesSequence=[dict(SeriesInstanceUID="1.2.3.1", ReferencedInstanceSequence=[
                     dict(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=uid) for uid in images])],
                 PerFrameFunctionalGroupsSequence=[dict(
                     FrameContentSequence=[dict(DimensionIndexValues=[1, k + 1])],
                     PlanePositionSequence=[dict(ImagePositionPatient=[-5, -4, 10 + k])],
                     SegmentIdentificationSequence=[dict(ReferencedSegmentNumber=1)]) for k in range(n)],
                 PixelData=packed if kind == "BINARY" else bytes(255 * v for v in flat))
    whole.update(fields)
    return dicom(path, whole)


def dicomdir(path, names):
    """A DICOMDIR that lists images `names` (relative paths)."""
    def record(kind, **more):
        return dict(dict(OffsetOfTheNextDirectoryRecord=0, RecordInUseFlag=0xFFFF,
                         OffsetOfReferencedLowerLevelDirectoryEntity=0, DirectoryRecordType=kind), **more)
    rows = [record("PATIENT", PatientName="Able^Anna", PatientID="P1")] + [
        record("IMAGE", ReferencedFileID=name.replace("/", "\\"), ReferencedSOPClassUIDInFile=CT,
               ReferencedSOPInstanceUIDInFile=f"1.2.3.1.{k + 1}", ReferencedTransferSyntaxUIDInFile=EXPLICIT)
        for k, name in enumerate(names)]
    return dicom(path, dict(SOPClassUID="1.2.840.10008.1.3.10", FileSetID="DISC", OffsetOfTheFirstDirectoryRecord=0,
                            OffsetOfTheLastDirectoryRecord=0, FileSetConsistencyFlag=0, DirectoryRecordSequence=rows))


# ---- other formats ----

TYPES = {"uint8": (2, "B", 8), "int16": (4, "h", 16), "float32": (16, "f", 32), "uint16": (512, "H", 16), "rgb": (128, "B", 24)}
BOX = [[0.5, 0, 0, -5], [0, 0.7, 0, -4], [0, 0, 1, 10]]  # RAS


def write(path, data):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, 6, mtime=0) if path.name.endswith(".gz") else data)
    return path


def hu(shape=(10, 8, 6)):
    """Values as of a CT: air below, no label image."""
    n = shape[0] * shape[1] * shape[2]
    return [-1000 if p < n // 3 else (p * 37) % 1500 - 200 for p in range(n)]


def nifti(path, values=None, shape=(10, 8, 6), kind="int16", sform=BOX, qform=None, codes=(1, 0), unit=2, version=1,
          order="<", slope=1.0, intercept=0.0, quatern=(0, 0, 0), zooms=(0.5, 0.7, 1), qfac=1, more=b""):
    """A NIfTI file; codes = (sform_code, qform_code); `qform` is its offset (the quaternion alone turns it)."""
    code, letter, bits = TYPES[kind]
    values = hu(shape) if values is None else values
    dims = [len(shape), *shape] + [1] * (7 - len(shape))
    pixdim = [qfac, *zooms] + [1] * (7 - len(zooms))
    offset = list(qform or (-5, -4, 10))
    rows = [x for row in (sform or [[0] * 4] * 3) for x in row]
    if version == 1:
        head = struct.pack(order + "i36x8h14xhh2x8ffffhBB24x", 348, *dims, code, bits, *pixdim, 352, slope, intercept, 0, 0,
                           unit)
        head = head.ljust(252, b"\0")[:252] + struct.pack(order + "hh6f12f16x4s", codes[1], codes[0], *quatern, *offset, *rows,
                                                          b"n+1\0") + b"\0" * 4
    else:
        head = struct.pack(order + "i8shh8q8x", 540, b"n+2\0\r\n\x1a\n", code, bits, *dims)
        head = head.ljust(104, b"\0") + struct.pack(order + "8dqdd", *pixdim, 544, slope, intercept)
        head = head.ljust(344, b"\0") + struct.pack(order + "ii6d12d", codes[1], codes[0], *quatern, *offset, *rows)
        head = head.ljust(500, b"\0") + struct.pack(order + "i", unit)
        head = head.ljust(544, b"\0")
    return write(path, head + struct.pack(f"{order}{len(values)}{letter}", *values) + more)


def nrrd(path, values=None, shape=(10, 8, 6), encoding="raw", **fields):
    """An NRRD of int16; `fields` by name, spaces as underlines; None leaves one out."""
    values = hu(shape) if values is None else values
    data = struct.pack(f"<{len(values)}h", *values)
    if encoding == "gzip":
        data = gzip.compress(data, mtime=0)
    head = dict(type="short", dimension=len(shape), space="left-posterior-superior", sizes=" ".join(map(str, shape)),
                space_directions="(0.5,0,0) (0,0.7,0) (0,0,1)", kinds="domain domain domain", endian="little",
                encoding=encoding, space_origin="(-5,-4,10)")
    head.update(fields)
    text = "NRRD0004\n" + "".join(f"{k.replace('_', ' ')}: {v}\n" for k, v in head.items() if v is not None) + "\n"
    return write(path, text.encode() + data)


def metaimage(path, values=None, shape=(10, 8, 6), cut=0, **fields):
    values = hu(shape) if values is None else values
    head = dict(ObjectType="Image", NDims=len(shape), BinaryData="True", BinaryDataByteOrderMSB="False",
                CompressedData="False", TransformMatrix="1 0 0 0 1 0 0 0 1", Offset="-5 -4 10", CenterOfRotation="0 0 0",
                AnatomicalOrientation="RAI", ElementSpacing="0.5 0.7 1", DimSize=" ".join(map(str, shape)),
                ElementType="MET_SHORT", ElementDataFile="LOCAL")
    head.update(fields)
    text = "".join(f"{k} = {v}\n" for k, v in head.items() if v is not None).encode()
    data = struct.pack(f"<{len(values)}h", *values)
    return write(path, text + (data[:-cut] if cut else data))


# ---- archives ----

def pack(path, folder, into=""):
    """The files of `folder` as a zip at `path`, below the folder `into`; the folder goes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for p in sorted(pathlib.Path(folder).rglob("*")):
            if p.is_file():
                z.write(p, into + str(p.relative_to(folder)))
                p.unlink()
    for p in sorted(pathlib.Path(folder).rglob("*"), reverse=True):
        p.rmdir()
    pathlib.Path(folder).rmdir()
    return pathlib.Path(path)
