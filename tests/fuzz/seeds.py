#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes seeds for the fuzz targets: seeds.py FOLDER [KERF_CLI]. FOLDER gets one folder a target; DICOM files come
from the invented patient of kerf-cli where that is given."""
import gzip
import io
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

N = (5, 4, 3)
VOXELS = N[0] * N[1] * N[2]


def nifti1(code, value, order="<", dims=N, pair=False, slope=0.0, unit=2):
    """Header (and voxels) of a NIfTI-1 file with both forms."""
    h = bytearray(352)
    p = lambda form, at, *v: struct.pack_into(order + form, h, at, *v)
    p("i", 0, 348)
    p("8h", 40, len(dims), *dims, *[1] * (7 - len(dims)))
    p("2h", 70, code, 8 * len(value))
    p("8f", 76, 1, 1, 2, 3, 1, 1, 1, 1)
    p("3f", 108, 0 if pair else 352, slope, 1)
    h[123] = unit
    p("2h", 252, 1, 2)
    p("6f", 256, 0, 0, 0, 4, 5, 6)
    p("12f", 280, 1, 0, 0, 4, 0, 2, 0, 5, 0, 0, 3, 6)
    h[344:348] = b"ni1\0" if pair else b"n+1\0"
    n = 1
    for d in dims:
        n *= d
    return bytes(h) + value * n


def nifti2(code, value):
    """The same as NIfTI-2."""
    h = bytearray(544)
    struct.pack_into("<i8sHh8q", h, 0, 540, b"n+2\0\r\n\x1a\n", code, 8 * len(value), 3, *N, 1, 1, 1, 1)
    struct.pack_into("<8d", h, 104, 1, 1, 2, 3, 1, 1, 1, 1)
    struct.pack_into("<q2d", h, 168, 544, 1, 0)
    struct.pack_into("<2i6d12d", h, 344, 1, 2, 0, 0, 0, 4, 5, 6, 1, 0, 0, 4, 0, 2, 0, 5, 0, 0, 3, 6)
    struct.pack_into("<i", h, 500, 2)
    return bytes(h) + value * VOXELS


def nifti_seeds():
    yield "u8.nii", nifti1(2, b"\x07")
    yield "i16-big.nii", nifti1(4, struct.pack(">h", -300), ">")
    yield "f32-slope.nii", nifti1(16, struct.pack("<f", 1.5), slope=2.0)
    yield "u16-4d.nii", nifti1(512, b"\x01\x02", dims=(*N, 2))
    yield "rgb.nii", nifti1(128, b"rgb")
    yield "no-unit.nii", nifti1(4, b"\x01\x00", unit=0)
    yield "f64.nii2", nifti2(64, struct.pack("<d", 2.25))
    yield "i16.nii.gz", gzip.compress(nifti1(4, b"\x01\x00"), mtime=0)


def nrrd(fields, data):
    """An attached NRRD of the usual head and these fields."""
    head = ("NRRD0004\n# seed\ndimension: 3\nspace: left-posterior-superior\nsizes: 5 4 3\n"
            "space directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (4,5,6)\n")
    return head.encode() + fields.encode() + b"\n" + data


def nrrd_seeds():
    shorts = b"\x01\x02" * VOXELS
    yield "raw.nrrd", nrrd("type: short\nendian: big\nencoding: raw\n", shorts)
    yield "gzip.nrrd", nrrd("type: short\nendian: little\nencoding: gzip\n", gzip.compress(shorts, mtime=0))
    yield "ascii.nrrd", nrrd("type: float\nencoding: ascii\n", b"1.5 nan -3e4 " * (VOXELS // 3))
    yield "skip.nrrd", nrrd("type: uchar\nencoding: raw\nbyte skip: -1\nkey:=value\n", b"\x05" * VOXELS)
    yield "lines.nrrd", nrrd("type: uchar\nencoding: raw\nline skip: 2\nbyte skip: 3\n", b"a\nb\nxyz" + b"\x05" * VOXELS)
    yield "list.nhdr", nrrd("type: uchar\nencoding: raw\ndata file: LIST\na.raw\nb.raw\nc.raw\n", b"")
    yield "pattern.nhdr", nrrd("type: uchar\nencoding: raw\ndata file: s%03d.raw 1 3 1 2\n", b"")
    yield "axis.nrrd", (b"NRRD0005\ntype: uint16\ndimension: 4\nspace: RAS\nsizes: 2 5 4 3\nendian: little\n"
                        b"space directions: none (1,0,0) (0,2,0) (0,0,3)\nkinds: list domain domain domain\n"
                        b"space units: \"mm\" \"mm\" \"mm\"\nencoding: raw\nspace origin: (0,0,0)\n\n" + shorts * 2)


FOUR = ("ObjectType = Image\nNDims = 4\nDimSize = 5 4 3 2\nElementSpacing = 1 2 3 1\nOffset = 4 5 6 0\n"
        "TransformMatrix = 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1\n")


def meta(fields, data):
    """A MetaImage with voxels behind its header."""
    head = ("ObjectType = Image\nNDims = 3\nTransformMatrix = 1 0 0 0 1 0 0 0 1\n"
            "Offset = 4 5 6\nElementSpacing = 1 2 3\nDimSize = 5 4 3\n")
    return (head + fields).encode() + data


def meta_seeds():
    shorts = b"\x01\x02" * VOXELS
    packed = zlib.compress(shorts)
    local = "ElementType = MET_SHORT\nElementDataFile = LOCAL\n"
    yield "raw.mha", meta("BinaryDataByteOrderMSB = True\n" + local, shorts)
    yield "zlib.mha", meta("CompressedData = True\nCompressedDataSize = %d\n" % len(packed) + local, packed)
    yield "text.mha", meta("BinaryData = False\nElementType = MET_FLOAT\nElementDataFile = LOCAL\n", b"1 2.5 " * (VOXELS // 2))
    yield "header.mhd", meta("HeaderSize = -1\nElementType = MET_SHORT\nElementDataFile = a.raw\n", b"")
    yield "list.mhd", meta("ElementType = MET_SHORT\nElementDataFile = LIST\na.raw\nb.raw\nc.raw\n", b"")
    yield "pattern.mhd", meta("ElementType = MET_SHORT\nElementDataFile = s%03d.raw 1 3 1\n", b"")
    yield "4d.mha", (FOUR + local).encode() + shorts * 2


def code_stream():
    """JPEG 2000, 16 × 16 samples of 12 bits in one code block whose only packet is empty."""
    siz = struct.pack(">HHIIIIIIIIH3B", 41, 0, 16, 16, 0, 0, 16, 16, 0, 0, 1, 11, 1, 1)
    cod = struct.pack(">HBBHBBBBBB", 12, 0, 0, 1, 0, 0, 2, 2, 0, 1)
    qcd = struct.pack(">HBB", 4, 0x40, 12 << 3)
    body = b"\xff\x93\x00"
    sot = struct.pack(">HHIBB", 10, 0, 12 + len(body), 0, 1)
    return (b"\xff\x4f\xff\x51" + siz + b"\xff\x52" + cod + b"\xff\x5c" + qcd + b"\xff\x90" + sot + body + b"\xff\xd9")


def jpeg2000_seeds():
    box = lambda kind, data: struct.pack(">I4s", 8 + len(data), kind) + data
    stream = code_stream()
    yield "grey.j2k", stream
    header = box(b"ihdr", struct.pack(">IIHBBBB", 16, 16, 1, 11, 7, 0, 0)) + box(b"colr", struct.pack(">BBBI", 1, 0, 0, 17))
    yield "grey.jp2", (box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ") + box(b"jp2h", header)
                       + box(b"jp2c", stream))


def element(group, number, vr, value):
    """One element, explicit VR, little endian."""
    value += (b"\0" if vr in ("UI", "OB", "OW") else b" ") if len(value) % 2 else b""
    length = struct.pack("<HI", 0, len(value)) if vr in ("OB", "OW", "SQ", "UT") else struct.pack("<H", len(value))
    return struct.pack("<HH2s", group, number, vr.encode()) + length + value


def dicom(syntax, pixels, bits=16):
    """A small CT slice; `pixels` is the whole pixel element."""
    meta_group = element(2, 0x10, "UI", syntax.encode())
    us = lambda number, v: element(0x28, number, "US", struct.pack("<H", v))
    body = (element(8, 0x16, "UI", b"1.2.840.10008.5.1.4.1.1.2") + element(8, 0x18, "UI", b"1.2.3.1")
            + element(8, 0x60, "CS", b"CT") + element(0x10, 0x20, "LO", b"P1") + element(0x20, 0x0e, "UI", b"1.2.3")
            + element(0x20, 0x32, "DS", b"0\\0\\0") + element(0x20, 0x37, "DS", b"1\\0\\0\\0\\1\\0")
            + us(2, 1) + element(0x28, 4, "CS", b"MONOCHROME2") + us(0x10, 16) + us(0x11, 16)
            + element(0x28, 0x30, "DS", b"1\\1") + us(0x100, bits) + us(0x101, min(bits, 12)) + us(0x102, min(bits, 12) - 1)
            + us(0x103, 0) + element(0x28, 0x1052, "DS", b"-1024") + element(0x28, 0x1053, "DS", b"1"))
    return bytes(128) + b"DICM" + element(2, 0, "UL", struct.pack("<I", len(meta_group))) + meta_group + body + pixels


def encapsulated(data):
    data += b"\0" * (len(data) % 2)
    item = lambda number, value: struct.pack("<HHI", 0xfffe, number, len(value)) + value
    return (struct.pack("<HH2sHI", 0x7fe0, 0x10, b"OB", 0, 0xffffffff) + item(0xe000, b"") + item(0xe000, data)
            + item(0xe0dd, b""))


def dicom_seeds(kerf_cli):
    yield "plain.dcm", dicom("1.2.840.10008.1.2.1", element(0x7fe0, 0x10, "OW", b"\x01\x02" * 256))
    rle = struct.pack("<16I", 2, 64, 68, *[0] * 13) + b"\x81\x01\x81\x01" + b"\x81\x02\x81\x02"
    yield "rle.dcm", dicom("1.2.840.10008.1.2.5", encapsulated(rle))
    yield "jpeg2000.dcm", dicom("1.2.840.10008.1.2.4.90", encapsulated(code_stream()))
    if not kerf_cli:
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([kerf_cli, "phantom", "sacrum", folder + "/p", "--matrix", "16x16x16"], check=True,
                       stdout=subprocess.DEVNULL)
        seen = set()
        for path in sorted(pathlib.Path(folder).rglob("*.dcm")):
            if path.parent not in seen and path.stat().st_size < 1 << 16:
                seen.add(path.parent)
                yield "%s.dcm" % path.parent.name, path.read_bytes()


def zip_seeds():
    """Archives of a few small files: stored, deflated, nested folders, a comment, gzip of DICOM."""
    image = dicom("1.2.840.10008.1.2.1", b"\0" * 512)
    for name, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED), ("bzip2", zipfile.ZIP_BZIP2)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as z:
            z.comment = b"comment"
            for inside in ("a.dcm", "folder/b.dcm", "folder/deeper/c"):
                z.writestr(zipfile.ZipInfo(inside), image, method)
        yield name + ".zip", out.getvalue()
    yield "one.dcm.gz", gzip.compress(image, mtime=0)


def main():
    folder = pathlib.Path(sys.argv[1])
    kerf_cli = sys.argv[2] if len(sys.argv) > 2 else shutil.which("kerf-cli")
    for target, seeds in (("nifti", nifti_seeds()), ("nrrd", nrrd_seeds()), ("meta", meta_seeds()),
                          ("jpeg2000", jpeg2000_seeds()), ("dicom", dicom_seeds(kerf_cli)), ("zip", zip_seeds())):
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, data in seeds:
            (folder / target / name).write_bytes(data)


main()
