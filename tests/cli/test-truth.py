#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every image of the shared data is imported and compared with what other programs found in it: corners to 1e-4 mm, voxels
by the SHA-256 of their float32 values, labels and contours by the voxels they hold; or it is refused with the right sentence.
The table "file, what Kerf says" is printed, and written as Markdown to $KERF_TRUTH_TABLE where that is set.
Usage: test-truth.py KERF_CLI"""
import array
import gzip
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import struct
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import tap
from tap import check, end, run, shared, skip

data = shared / "data"
TOLERANCE_MM = 1e-4
# Where the README of the data proposes something else than Kerf's documents, which win.
DECISIONS = {
    "dicom-zoo/charset": "have pixels: screen pictures without positions, not 'no image'",
    "dicom-zoo/damaged/ExplVR_BigEndNoMeta.dcm": "big endian without meta information is read (domain §5.3, 28): a plan",
    "dicom-zoo/damaged/GH178.dcm": "a screen picture first of all, whatever it lost",
    "dicom-zoo/damaged/badVR.dcm": "readable but for one value; a dose, which Kerf does not plan on",
    "dicom-zoo/damaged/meta_missing_tsyntax.dcm": "read by its content: pixels of no modality",
    "dicom-zoo/geometry/12bitSigned_0x0F0F.dcm": "what stands above BitsStored is masked (domain §5.3, 19); the truth keeps it",
    "dicom-zoo/enhanced/IM_0027_fMAP.dcm": "several volumes in one are split and listed one by one (import.split)",
    "dicom-zoo/geometry/mr-ge-4-volumes": "several volumes in one are split and listed one by one (import.split)",
    "dicom-zoo/enhanced/hyperfine.dcm": "nothing is irregular: positions per frame count, the one at the top says nothing",
    "dicom-zoo/containers/dicomdir/98892003": "single slices of localisers and projections: no volume among them",
    "dicom-zoo/containers/dicomdir/98892001": "a regular CT and its localiser",
    "dicom-zoo/containers/abd1.zip": "three orientations of a localiser that does not call itself one: listed one by one",
    "dicom-zoo/segmentation/seg_image_ct_true_fractional.dcm": "probabilities are no coverage (domain §5.4)",
    "dicom-zoo/rt/rt_no_contours.dcm": "has closed contours, whatever its name says",
    "volumes/derived/n1-no-form-codes.nii.gz": "no valid form is refused (import.nifti-no-form)",
    "volumes/derived/nospace.nrrd": "no space is refused (import.space), never guessed",
    "volumes/derived/n1-float32-nan-inf.nii.gz": "the table has no sentence on values that are no numbers",
    "volumes/derived/n1-units-metre.nii.gz": "a stated unit is no reason to warn",
    "volumes/nrrd/BallBinary30x30x30": "two values in compact regions: a label image",
    "volumes/nrrd/BallBinary30x30x30_nifti.nhdr": "its byte skip is a comment, so the bytes of the NIfTI header are voxels",
    "volumes/mha/2DMRI-T1_brain.mha": "two dimensions are a single slice",
    "volumes/*/4-D": "volumes of one file are split and listed one by one (import.split)",
}

# ---- sentences of the table (conventions §3.2) ----


def modality(series, what):
    return f"Series '{series}' is of modality {what}, which Kerf does not plan on; it was left out."


def capture(series):
    return f"Series '{series}' is a screen picture (secondary capture) without positions; ask for the original series."


def colour(series):
    return f"Series '{series}' is a colour picture, not a measurement; it was left out."


def one_slice(series):
    return f"Series '{series}' has a single slice; a volume needs at least 3."


def few_slices(series, n):
    return f"Series '{series}' has {n} slices; a volume needs at least 3."


def no_pixels(file, reason):
    return f"'{file}' holds no usable pixels ({reason}); it was left out."


def truncated(file, have, need):
    return f"'{file}' ends after {have} of {need} bytes; copy it again from its source."


def no_geometry(file):
    return f"'{file}' says neither where nor how its slices lie; export it with Image Position and Image Orientation."


def nothing(path):
    return (f"No images in '{path}': 1 files were looked at and none is DICOM, NIfTI, NRRD or MetaImage; choose the folder "
            "that the scanner or PACS exported.")


# Files of the zoo that are no volume: the sentence of a plain import.
REFUSED = {
    **{f"charset/chr{x}.dcm": capture("OT 1") for x in ("Arab", "Fren", "Greek", "H31", "Russ", "X1")},
    "charset/chrKoreanMulti.dcm": modality("Chest PA PA", "CR"),
    "containers/DICOMDIR-empty.dcm": no_pixels("DICOMDIR-empty.dcm", "it is a DICOMDIR, a list of files"),
    "damaged/3gb-bulk-data-truncated": truncated("3gb-bulk-data-truncated", 100000, 3221227392),
    "damaged/ExplVR_BigEndNoMeta.dcm": no_pixels("ExplVR_BigEndNoMeta.dcm", "it is a radiotherapy plan"),
    "damaged/GH178.dcm": capture("Rapport dose."),
    "damaged/GH487.dcm": no_pixels("GH487.dcm", "it has none"),
    "damaged/MR_truncated.dcm": truncated("MR_truncated.dcm", 9630, 9692),
    "damaged/UN_sequence.dcm": no_pixels("UN_sequence.dcm", "it has none"),
    "damaged/badVR.dcm": modality("RTDOSE 1", "RTDOSE"),
    "damaged/meta_missing_tsyntax.dcm": modality("Series", "unknown"),
    "damaged/no_meta.dcm": "'no_meta.dcm' is named like DICOM but is something else; it was left out.",
    "damaged/no_meta_group_length.dcm": no_pixels("no_meta_group_length.dcm", "it has none"),
    "damaged/no_preamble_dicm_in_data": truncated("no_preamble_dicm_in_data", 862, "an unknown number of"),
    **{f"enhanced/emri_small{x}.dcm": no_geometry(f"emri_small{x}.dcm")
       for x in ("", "_RLE", "_big_endian", "_jpeg_2k_lossless")},
    "geometry/12bitSigned_0x0F0F.dcm": one_slice("FMRI_AX_ASC"),
    "geometry/decimal_rescale.dcm": one_slice("CV_map_neuro_qT1_FA12nTI128"),
    "geometry/slicethickness_empty_string.dcm": one_slice("<MIP Range>"),
    "not-an-image/report_dfl": no_pixels("report_dfl", "it is a report"),
    "not-an-image/rwvm.dcm": no_pixels("rwvm.dcm", "it is a table of units"),
    "not-an-image/test-SR.dcm": no_pixels("test-SR.dcm", "it is a report"),
    "pixels/CR-MONO1-10-chest": modality("CR", "CR"),
    "refuse-colour-capture/GH184.dcm": one_slice("PET  7S 6IT 6 POST"),
    "refuse-colour-capture/NM-MONO2-16-13x-heart": modality("NM 1", "NM"),
    "refuse-colour-capture/SC_rgb.dcm": colour("OT 1"),
    "refuse-colour-capture/SC_rgb_jpeg_dcmtk.dcm": colour("OT 1"),
    "refuse-colour-capture/US1_J2KR.dcm": colour("US 1"),
    "refuse-colour-capture/dx_image.dcm": modality("CHEST", "DX"),
    "refuse-colour-capture/sm_image_control.dcm": colour("SM 1"),
    "rt/rtdose.dcm": modality("RTDOSE 1", "RTDOSE"),
    "rt/rtplan.dcm": no_pixels("rtplan.dcm", "it is a radiotherapy plan"),
    "segmentation/parametric_map_float.dcm": modality("OT 1", "OT"),
    "transfer-syntax/CT-JPEGLosslessSV1.dcm": one_slice("CT 1533"),
    "transfer-syntax/CT_small.dcm": one_slice("CT 1"),
    "transfer-syntax/D_CLUNIE_CT1_RLE_FRAGS.dcm": one_slice("CT 1"),
    "transfer-syntax/ExplVR_BigEnd.dcm": colour("US 0"),
    "transfer-syntax/J2K_pixelrep_mismatch.dcm": one_slice("Lv2"),
    "transfer-syntax/JLSL_16_15_1_1F.dcm": capture("Series"),
    "transfer-syntax/JPEG-LL.dcm": capture("NM 1"),
    "transfer-syntax/JPEGLSNearLossless_16.dcm": capture("Series"),
    "transfer-syntax/JPGExtended.dcm": capture("NM 1"),
    **{f"transfer-syntax/MR_small{x}.dcm": one_slice("MR 1") for x in
       ("", "_RLE", "_bigendian", "_implicit", "_jp2klossless", "_jpeg_ls_lossless", "_padded")},
    "transfer-syntax/image_dfl.dcm": capture("OT"),
}

# Folders and enhanced files: the verdicts of the volumes that are listed, and the sentence that stops a plain import.
STACKS = {
    "vhf-pelvis-ct": (["regular"], None),
    "series/ct-ge-tilt-uneven": (["uneven"], "Series 'CT 2' has slices 1.08 mm to 7 mm apart; resample it to use it for margins."),
    "series/mr-siemens-sagittal-hfs": (["regular"], None),
    "series/mr-siemens-t1-fragments": (["regular"], None),
    "sts-limb-pairs-dev/STS_035/dicom/CT": (["regular"], None),
    "sts-limb-pairs-dev/STS_035/dicom/MR_T1": (["regular"], None),
    "sts-limb-pairs-dev/STS_035/dicom/PET": (["regular"], None),
    "dicom-zoo/geometry/ct-oblique-non-square": (["regular"], None),
    "dicom-zoo/geometry/ct-siemens-same-position": (["refused", "refused"], one_slice("CT 4 (acquisition 14)")),
    "dicom-zoo/geometry/ct-siemens-tilt-and-gap": (
        ["gap"], "Series 'CT 3' misses 1 slices between -51.14 mm and -49.58 mm; send it again, or accept the gap with a "
                 "reason, until then no margin is computed there."),
    "dicom-zoo/geometry/mr-ge-4-volumes": (["regular"] * 4, None),
    "dicom-zoo/geometry/mr-ge-sagittal": (["regular"], None),
    "dicom-zoo/geometry/mr-hitachi-oblique": (["regular"], None),
    "dicom-zoo/geometry/mr-philips-repeat": (["refused"] * 4, few_slices("MR 801 (volume 1)", 2)),
    "dicom-zoo/geometry/mr-philips-two-orientations": (["refused"] * 2, few_slices("MR 202", 2)),
    "dicom-zoo/geometry/mr-pmod-non-square": (["regular"], None),
    "dicom-zoo/geometry/mr-sagittal-j2k": (["regular"], None),
    "dicom-zoo/geometry/mr-sagittal-rle": (["regular"], None),
    "dicom-zoo/containers/dicomdir/77654033": (
        ["gap"] + ["refused"] * 3,
        "Series 'Routine Brain' misses 161 slices between -99.48 mm and 103.02 mm; send it again, or accept the gap with a "
        "reason, until then no margin is computed there."),
    "dicom-zoo/containers/dicomdir/98892001": (["refused", "regular"], None),
    "dicom-zoo/containers/dicomdir/98892003": (["refused"] * 17, one_slice("FAST LOCALIZER")),
    "dicom-zoo/enhanced/IM_0027_fMAP.dcm": (["regular"] * 2, None),
    "dicom-zoo/enhanced/ct_mf_24x38x3.dcm": (["regular"], None),
    "dicom-zoo/enhanced/hyperfine.dcm": (["regular"], None),
    "dicom-zoo/enhanced/philips_enhanced_anatomical.dcm": (["regular"], None),
    "dicom-zoo/enhanced/siemens_multiframe.dcm": (["regular"], None),
}

# Of volume files that are no plain volume: the kind ("split": several; None: refused) and the sentence that goes with it.
FILES = {
    "derived/n1-4d.nii.gz": ("split", None),
    "nifti/example_nifti2.nii.gz": ("split", None),
    "nifti/functional.nii": ("split", None),
    "derived/n1-no-form-codes.nii.gz": (None, "'n1-no-form-codes.nii.gz' has no valid sform or qform; save it with one."),
    "derived/n1-rgb24.nii.gz": (None, colour("n1-rgb24.nii.gz")),
    "derived/n1-sform-differs-from-qform.nii.gz": (
        "volume", "sform and qform of 'n1-sform-differs-from-qform.nii.gz' differ by 24.7 mm; the sform was used, check the "
                  "letters."),
    "derived/n1-sheared-sform.nii.gz": (
        "volume", "Series 'n1-sheared-sform.nii.gz' is tilted by 15.4° by its positions (header: none); resample it to use it for "
                  "margins."),
    "derived/n1-labels-uint8.nii.gz": ("labels", None),
    "derived/nospace.nrrd": (None, "'nospace.nrrd' does not say in which patient directions its axes run; add 'space' to its "
                                   "header."),
    "derived/truncated.mhd": (None, truncated("truncated.raw", 30720, 61440)),
    "mha/2DMRI-T1_brain.mha": (None, one_slice("2DMRI-T1_brain.mha")),
    "mha/3DCT_lung_baseline_mask.mha": ("labels", None),
    "mha/mask_fixed.mhd": (None, one_slice("mask_fixed.mhd")),
    "nifti/totalseg_ct_3mm_labels.nii.gz": ("labels", None),
    "nrrd/test_customFields.nrrd": (None, no_pixels("test_customFields.nrrd", "it has 1 dimensions")),
    "nrrd/test_simple4d_raw.nrrd": (None, one_slice("test_simple4d_raw.nrrd")),
    **{f"nrrd/{x}": ("labels", None) for x in
       ("BallBinary30x30x30.nhdr", "BallBinary30x30x30.nii.gz", "BallBinary30x30x30.nrrd", "BallBinary30x30x30_gz.nrrd",
        "BallBinary30x30x30_byteskip_minus_one.nhdr", "liver_seg.nrrd", "liver_spine_gapped_seg.nrrd")},
}
# Segmentations whose pixels are packed otherwise: RLE, a label map.
NOT_BITS = ("liver_rle.dcm", "sparse-labelmap-noppv.dcm")
PARTS = ("detached-data.raw.gz", "detached.zraw", "n1-pair.img", "truncated.raw", "mask_fixed.raw", "BallBinary30x30x30.raw")

# ---- the table ----

table = []
seen = set()


def note(name, says, how):
    """A row of the table; `name` below the data folder."""
    table.append((name, " ".join(says.replace(f"{data}/", "").split()), how))
    seen.add(name)


def say_table():
    for name, says, how in table:
        print(f"# {name} | {says} | {how}")
    out = os.environ.get("KERF_TRUTH_TABLE")
    if out:
        rows = "".join(f"| `{n}` | {s.replace('|', '/')} | {h} |\n" for n, s, h in table)
        decided = "".join(f"| `{n}` | {why} |\n" for n, why in DECISIONS.items())
        pathlib.Path(out).write_text("| file or folder | what Kerf says | compared |\n|---|---|---|\n" + rows +
                                     "\nDecisions against the proposals of the data's README:\n\n| file | why |\n|---|---|\n" +
                                     decided)


# ---- geometry ----

def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def place(matrix, i, j, k):
    return [dot(matrix[4 * a:4 * a + 3], (i, j, k)) + matrix[4 * a + 3] for a in range(3)]


def corners(matrix, n):
    return [place(matrix, *((n[a] - 1) * bit[a] for a in range(3))) for bit in itertools.product((0, 1), repeat=3)]


def unit(v):
    length = dot(v, v) ** 0.5
    return [x / length for x in v]


def stack_matrix(orientation, spacing, first, last, n):
    """The matrix of a stack by domain §5.2, its axes made orthonormal, row by row."""
    x = unit(orientation[:3])
    y = orientation[3:]
    y = unit([b - dot(y, x) * a for a, b in zip(x, y)])
    step = [(b - a) / (n - 1) for a, b in zip(first, last)]
    rows = zip([spacing[1] * v for v in x], [spacing[0] * v for v in y], step, first)
    return [v for row in rows for v in row]


def apart(matrix, n, want, want_n):
    """The largest distance of corresponding corners; infinite where the sizes differ."""
    if list(n) != list(want_n):
        return float("inf")
    return max(sum((a - b) ** 2 for a, b in zip(p, q)) ** 0.5 for p, q in zip(corners(matrix, n), corners(want, n)))


def lps_of_ras(affine, scale=1):
    return [(-scale if a < 2 else scale) * affine[a][c] for a in range(3) for c in range(4)]


# ---- values ----

def nearest(value, exact):
    """The number among `exact` that a float32 header rounded to `value`, or `value`."""
    return next((x for x in exact if x is not None and abs(x - value) <= 1e-6 * max(1e-30, abs(x))), value)


def slices_of(path, slopes=(), intercepts=()):
    """The slices of an exported NIfTI as float32 bytes. Its header keeps slope and intercept as float32 only; where they
    are roundings of those that the truth names, these are meant."""
    whole = path.read_bytes()
    n = struct.unpack_from("<3h", whole, 42)
    code, start, slope, intercept = struct.unpack_from("<h", whole, 70) + struct.unpack_from("<fff", whole, 108)
    body = whole[int(start):]
    if code == 16:
        values = body
    else:
        letter, size, low = {2: ("B", 256, 0), 4: ("h", 65536, -32768)}[code]
        slope = nearest(slope or 1, slopes)
        shift = 32768 if any(abs(intercept - 32768 * slope - (x or 0)) < 1e-3 for x in intercepts) else 0
        intercept = nearest(intercept - shift * slope, intercepts)
        stored = array.array(letter, body)
        if (slope, intercept, shift) == (1, 0, 0):
            values = array.array("f", stored).tobytes()
        else:
            lut = array.array("f", [slope * (v + shift) + intercept for v in range(low, low + size)])
            at = lut[-low:] + lut[:-low] if low else lut  # indexed by the stored value, negative ones from the end
            values = array.array("f", map(at.__getitem__, stored)).tobytes()
    length = 4 * n[0] * n[1]
    return [values[k * length:(k + 1) * length] for k in range(n[2])]


def sha(parts):
    h = hashlib.sha256()
    for p in parts:
        h.update(p)
    return h.hexdigest()


def shown(case):
    """Objects of a case by id."""
    return {o["id"]: o for o in json.loads(run("show", case, "--json").stdout)["objects"]}


def clear(folder):
    for p in folder.iterdir():
        shutil.rmtree(p) if p.is_dir() else p.unlink()


def exported(what, case, ident, t):
    out = t / f"{ident}.nii"
    r = run("export", what, case, out, "--id", ident, "--force")
    return out if r.returncode == 0 else None


def listing(path, *words):
    r = run("import", "--list", "--json", path, *words)
    return (json.loads(r.stdout) if r.returncode == 0 else None), r.stderr.strip().removeprefix("kerf-cli: ")


def stopped(path, case, *words):
    """A plain import: None where it went through, else the sentence."""
    r = run("import", path, case, *words)
    lines = [x for x in r.stderr.strip().split("\n") if not x.startswith("kerf-cli: note:")]
    return None if r.returncode == 0 else lines[-1].removeprefix("kerf-cli: ")


def words_of(found):
    """What the list says of a source, in short."""
    said = []
    for s in found["series"]:
        more = "; ".join(f["code"] for f in s["findings"])
        said.append(f"{s['verdict']} {s['kind']}" + (f" ({more})" if more else ""))
    runs = [(key, len(list(group))) for key, group in itertools.groupby(said)]
    return ", ".join(key if n == 1 else f"{n} × {key}" for key, n in runs)


# ---- DICOM ----

def missing_slots(series):
    """Slots that the sentences on gaps say are empty."""
    n, m = series["grid"]["dims"], series["grid"]["patient_from_index"]
    axis = max(range(3), key=lambda a: abs(m[4 * a + 2]))
    empty = set()
    for f in series["findings"]:
        if f["code"] == "import.gap":
            a, b = map(float, re.search(r"between (\S+) mm and (\S+) mm", f["message"]).groups())
            empty |= {k for k in range(n[2]) if a + 0.01 < place(m, 0, 0, k)[axis] < b - 0.01}
    return empty


def stack(t, name, series_truth, file_truth):
    """A folder or an enhanced file: the list, the plain import, and every volume of it."""
    path = data / name
    verdicts, stop = STACKS[name]
    found, error = listing(path)
    if not check(f"{name}: is listed", found, error):
        return
    check(f"{name}: verdicts", [s["verdict"] for s in found["series"]] == verdicts, words_of(found))
    case = t / "stack.kerf"
    said = stopped(path, case)
    check(f"{name}: what stops a plain import", said == stop, said)
    usable = [s for s in found["series"] if s["verdict"] != "refused"]
    compared = []
    if said and usable:
        r = run("import", path, case, "--select", ",".join(str(s["number"]) for s in usable))
        check(f"{name}: what is chosen comes in", r.returncode == 0, r.stderr)
    objects = shown(case) if usable else {}
    for k, s in enumerate(usable):
        volume = objects.get(f"v{k + 1}")
        label = name + (f", {s['label']}" if len(usable) > 1 else "")
        out = exported("volume", case, f"v{k + 1}", t) if volume else None
        if not check(f"{label}: is exported", out):
            continue
        if isinstance(series_truth, list):
            folder_volume(label, s, volume, out, series_truth, file_truth, len(usable), compared)
        else:
            enhanced_volume(label, k, volume, out, series_truth, len(usable), compared)
    note(name, words_of(found), ", ".join(dict.fromkeys(compared)) or "sentences")
    clear(t)


def folder_volume(label, s, volume, out, series_truth, file_truth, n_volumes, compared):
    """One volume of a folder of single-frame files."""
    grid = volume["grid"]
    slopes = [x.get("slope") for x in file_truth] or [1]
    parts = slices_of(out, slopes, [x.get("intercept") for x in file_truth] or [0, -1024, -1000])
    empty = missing_slots(s)
    parts = [p for k, p in enumerate(parts) if k not in empty]
    truth = next((x for x in series_truth if x["slices"] == len(parts) * n_volumes and x["columns"] == grid["dims"][0]), None)
    if not check(f"{label}: has the slices of the truth", truth, f"{len(parts)} slices"):
        return
    want = stack_matrix(truth["orientation"], truth["spacing_row_column"], truth["position_first"], truth["position_last"],
                        grid["dims"][2])
    off = apart(grid["patient_from_index"], grid["dims"], want, (truth["columns"], truth["rows"], grid["dims"][2]))
    check(f"{label}: corners, {off:.1e} mm apart", off <= TOLERANCE_MM, grid)
    compared.append("corners")
    if n_volumes == 1:
        check(f"{label}: voxels", sha(parts) == truth["sha256_rescaled_f32"])
    else:
        known = {x["sha256_rescaled_f32"] for x in file_truth}
        check(f"{label}: voxels", len({sha([p]) for p in parts} & known) == len(parts))
    compared.append("voxels")


def enhanced_volume(label, k, volume, out, truth, n_volumes, compared):
    """One volume of an enhanced file: its slices put back into the order of the frames."""
    groups = truth["frame_groups"]
    grid, order = volume["grid"], truth["stack"]["order"]
    parts = slices_of(out, [g["slope"] for g in groups], [g["intercept"] for g in groups])
    want = stack_matrix(groups[0]["orientation"], groups[0]["spacing"], truth["stack"]["position_first"],
                        truth["stack"]["position_last"], grid["dims"][2])
    off = apart(grid["patient_from_index"], grid["dims"], want, (truth["columns"], truth["rows"], truth["frames"] // n_volumes))
    check(f"{label}: corners, {off:.1e} mm apart", off <= TOLERANCE_MM, grid)
    compared.append("corners")
    frames_of.setdefault(label.split(",")[0], {}).update(
        {f: p for f, p in zip([f for f in order if n_volumes == 1 or f // (truth["frames"] // n_volumes) == k], parts)})
    frames = frames_of[label.split(",")[0]]
    if len(frames) == truth["frames"]:
        whole = [frames[f] for f in range(truth["frames"])]
        other = whole[len(whole) // 2:] + whole[:len(whole) // 2]  # the order of the volumes is Kerf's own
        check(f"{label}: voxels", truth["sha256_rescaled_f32"] in (sha(whole), sha(other) if n_volumes == 2 else ""))
        compared.append("voxels")


frames_of = {}


def single(t, name, truth):
    """A file that is no volume: its sentence. Where it is one good slice it is given two neighbours, copies of it at
    other positions, so that its pixels are decoded and compared too."""
    path = data / "dicom-zoo" / name
    said = stopped(path, t / "x.kerf")
    check(f"{name}: the sentence", said == REFUSED[name], said)
    how = "sentence"
    if " has a single slice" in REFUSED[name] and truth.get("position") and "sha256_rescaled_f32" in truth:
        how = neighbours(t, name, path, truth) or how
    note(f"dicom-zoo/{name}", said or "imported", how)


def masked_12_bits(whole):
    """The checksum of signed 12 bits in 16 without what stands above them; pydicom takes all 16."""
    start = whole.rindex(b"\xe0\x7f\x10\0OW") + 12
    stored = array.array("H", whole[start:start + int.from_bytes(whole[start - 4:start], "little")])
    return sha([array.array("f", [((v & 0xFFF) ^ 0x800) - 0x800 for v in stored]).tobytes()])


def neighbours(t, name, path, truth):
    whole = path.read_bytes()
    axis = max(range(3), key=lambda a: abs(truth["orientation"][(a + 1) % 3] * truth["orientation"][3 + (a + 2) % 3] -
                                           truth["orientation"][(a + 2) % 3] * truth["orientation"][3 + (a + 1) % 3]))
    for found in re.finditer(rb"[-+0-9.eE ]+\\[-+0-9.eE ]+\\[-+0-9.eE]+", whole):
        try:
            values = [float(x) for x in found.group().split(b"\\")]
        except ValueError:
            continue
        if all(abs(a - b) < 1e-6 for a, b in zip(values, truth["position"])):
            break
    else:
        return None
    fields = found.group().split(b"\\")
    width = len(fields[axis])
    for k in range(3):
        text = f"{values[axis] + 5 * k:.{width}f}"[:width].encode().ljust(width)
        changed = b"\\".join(text if a == axis else f for a, f in enumerate(fields))
        copy = t / "three" / f"{k}.dcm"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(whole[:found.start()] + changed + whole[found.end():])
    r = run("import", t / "three", t / "three.kerf", "--select", "1")
    out = exported("volume", t / "three.kerf", "v1", t) if r.returncode == 0 else None
    if check(f"{name}: is decoded", out, r.stderr):
        parts = slices_of(out, [truth["slope"]], [truth["intercept"]])
        want = masked_12_bits(whole) if name.endswith("/12bitSigned_0x0F0F.dcm") else truth["sha256_rescaled_f32"]
        check(f"{name}: voxels", {sha([p]) for p in parts} == {want})
    clear(t)
    return "sentence, voxels"


def archives(t, zoo):
    """Containers, and what is in them by hand."""
    name = "containers/philips_mprage.dcm.gz"
    whole = t / "mprage.dcm"
    whole.write_bytes(gzip.decompress((data / "dicom-zoo" / name).read_bytes()))
    truth = zoo[name]["inside"]
    for path in (whole, data / "dicom-zoo" / name):
        said = stopped(path, t / "mprage.kerf")
        what = name + (", unpacked" if path == whole else "")
        if not check(f"{what}: comes in", said is None, said):
            continue
        volume, groups = shown(t / "mprage.kerf")["v1"], truth["frame_groups"]
        out = exported("volume", t / "mprage.kerf", "v1", t)
        # The last position stands among the frames; the stack may run either way along them.
        ends = truth["stack"]["position_first"], truth["stack"]["position_last"]
        want = stack_matrix(groups[0]["orientation"], groups[0]["spacing"], *ends, truth["frames"])
        off = apart(volume["grid"]["patient_from_index"], volume["grid"]["dims"], want,
                    (truth["columns"], truth["rows"], truth["frames"]))
        check(f"{what}: corners, {off:.1e} mm apart", off <= TOLERANCE_MM, volume["grid"])
        parts = slices_of(out, [groups[0]["slope"]], [groups[0]["intercept"]])
        frames = dict(zip(truth["stack"]["order"], parts))
        check(f"{what}: voxels", sha(frames[k] for k in range(len(frames))) == truth["sha256_rescaled_f32"])
        for p in t.glob("mprage.kerf*"):
            p.unlink()
    note("dicom-zoo/" + name, said or "regular volume", "corners, voxels")
    name = "containers/abd1.zip"
    folder = t / "abd1"
    with zipfile.ZipFile(data / "dicom-zoo" / name) as z:
        z.extractall(folder)
    found, error = listing(folder)
    check(f"{name}, unpacked: three orientations, each its own", found and len(found["series"]) == 3, found and words_of(found))
    inside, error = listing(data / "dicom-zoo" / name)
    check(f"{name}: lists the same", inside and [s["verdict"] for s in inside["series"]] ==
          [s["verdict"] for s in found["series"]], error)
    note("dicom-zoo/" + name, words_of(inside) if inside else error, f"sentence (unpacked: {words_of(found)})")
    disc = data / "dicom-zoo/containers/dicomdir"
    for path in (disc, disc / "DICOMDIR"):
        said = stopped(path, t / "y.kerf")
        check(f"{path.relative_to(data)}: two patients on one disc", said == f"'{path}' holds 2 patients ('Doe^Archibald', "
              "'Doe^Peter'…); choose the series of one patient.", said)
    note("dicom-zoo/containers/dicomdir/DICOMDIR", said or "imported", "sentence")


def contours(t):
    """Structure sets: against the masks made of them, and the sentences of those that fit nowhere."""
    root = data / "sts-limb-pairs-dev/STS_035"
    for what in ("CT", "MR_T1"):
        case = t / "rs.kerf"
        name = f"sts-limb-pairs-dev/STS_035/dicom/{what}_RS.dcm"
        said = stopped(root / "dicom" / what, case) or stopped(data / name, case)
        check(f"{name}: comes in", said is None, said)
        out = exported("segment", case, "s1", t) if said is None else None
        if check(f"{name}: is exported", out):
            mask = gzip.decompress((root / f"{what}_mask.nii.gz").read_bytes())
            inside = [v >= 128 for v in out.read_bytes()[352:]]
            want = [v > 0 for v in mask[int(struct.unpack_from("<f", mask, 108)[0]):]]
            both = sum(a and b for a, b in zip(inside, want))
            dice = 2 * both / max(1, sum(inside) + sum(want))
            check(f"{name}: Dice with its mask {dice:.4f}", len(inside) == len(want) and dice > 0.98, f"{both} voxels")
            note(name, "contours", f"mask: Dice {dice:.4f}")
        for p in t.glob("rs.kerf*"):
            p.unlink()
    base = t / "base.kerf"
    run("import", data / "volumes/derived/n1-big-endian.nii.gz", base)
    for name, label in (("rtstruct.dcm", "rtstruct.dcm"), ("rt_no_contours.dcm", "PHANTOM_EXAMPLE"),
                        ("non_existent_reference_rt.dcm", "non_existent_reference_rt.dcm")):
        said = stopped(data / "dicom-zoo/rt" / name, base)
        check(f"rt/{name}: fits nowhere",
              said == f"'{label}' fits 0 images by its frame of reference; name the image with --on.", said)
        forced = stopped(data / "dicom-zoo/rt" / name, base, "--on", "v1")
        check(f"rt/{name}: on an image that was named", forced is None, forced)
        note(f"dicom-zoo/rt/{name}", said or "imported", f"sentence; with --on: {forced or 'imported'}")
    for p in sorted((data / "dicom-zoo/segmentation").iterdir()):
        if p.name != "parametric_map_float.dcm":
            segments(t, p)


def segments(t, path):
    """A SEG: as many voxels in all its segments as its pixels have bits, where they are plain bits."""
    name = f"dicom-zoo/segmentation/{path.name}"
    case = t / "seg.kerf"
    run("import", data / "volumes/derived/n1-big-endian.nii.gz", case)
    r = run("import", path, case, "--on", "v1")
    made = r.stdout.split()
    if path.name == "seg_image_ct_true_fractional.dcm":
        said = r.stderr.strip().removeprefix("kerf-cli: ")
        check(f"{name}: is refused", said == no_pixels(path.name, "its values are probabilities, not parts of a voxel"), said)
        return note(name, said, "sentence")
    check(f"{name}: comes in", r.returncode == 0 and made, r.stderr)
    inside = sum(sum(exported("segment", case, s, t).read_bytes()[352:].translate(bytes(128) + bytes([1]) * 128)) for s in made)
    whole = path.read_bytes()
    at = max(whole.rfind(b"\xe0\x7f\x10\0"), whole.rfind(b"\x7f\xe0\0\x10"))
    body = whole[at + (12 if whole[at + 4:at + 5] == b"O" else 8):]
    how = "comes in"
    if path.name not in NOT_BITS:
        bits = int.from_bytes(body, "little").bit_count()
        how = f"{inside} voxels"
        check(f"{name}: {inside} voxels in {len(made)} segments", inside == bits, f"{bits} bits")
    note(name, f"{len(made)} segments" if made else r.stderr, how)
    for p in t.glob("seg.kerf*"):
        p.unlink()


# ---- NIfTI, NRRD, MetaImage ----

def volume_file(t, name, truth):
    short = name.removeprefix("volumes/")
    path = data / name
    masked = path.name.endswith("_mask.nii.gz") or "vhf-pelvis-ct-labels" in name
    kind, sentence = FILES.get(short, ("labels" if masked else "volume", None))
    found, error = listing(path)
    case = t / "file.kerf"
    said = stopped(path, case)
    if kind is None:
        check(f"{name}: is refused", said == sentence, said)
        note(name, said or words_of(found), "sentence")
        return clear(t)
    if not check(f"{name}: is listed", found, error):
        return
    one = found["series"][0]
    check(f"{name}: kind", one["kind"] == ("volume" if kind == "split" else kind), words_of(found))
    if sentence:
        check(f"{name}: the sentence", sentence in [f["message"] for f in one["findings"]], one["findings"])
    asks = any(f["code"] == "import.unit" for f in one["findings"])
    if asks:
        check(f"{name}: the unit is asked for", said and "states no unit" in said, said)
    more = ("--unit", "mm") if asks else ()
    clear(t)
    scale = 1000 if (truth.get("xyzt_units") or [""])[0] == "meter" else 1
    want = lps_of_ras(truth["affine_ras"], scale)
    off = max(apart(s["grid"]["patient_from_index"], s["grid"]["dims"], want, truth["sizes"][:3]) for s in found["series"])
    check(f"{name}: corners, {off:.1e} mm apart", off <= TOLERANCE_MM, one["grid"])
    if kind == "labels":
        labels(t, name, path, truth, more)
    else:
        numbers = ",".join(str(s["number"]) for s in found["series"])
        r = run("import", path, case, "--select", numbers, *more)
        made = r.stdout.split()
        check(f"{name}: volumes", len(made) == (truth["sizes"][3] if kind == "split" else 1), r.stderr)
        parts = [p for v in made for p in slices_of(exported("volume", case, v, t), [truth.get("slope")], [truth.get("inter")])]
        check(f"{name}: voxels", sha(parts) == truth["sha256_f32_k_slowest"])
    note(name, words_of(found), "corners, voxels")
    clear(t)


def labels(t, name, path, truth, more):
    """A label image: its segments put together again."""
    case = t / "labels.kerf"
    run("import", data / "volumes/derived/n1-big-endian.nii.gz", case)
    r = run("import", path, case, "--as-segment", "L", "--class", "other", "--on", "v1", *more)
    made = r.stdout.split()
    whole, size = 0, 0
    for ident in made:
        out = exported("segment", case, ident, t)
        inside = out.read_bytes()[352:].translate(bytes(128) + bytes([1]) * 128)
        size = 2 * len(inside)
        named = re.search(r"\d+$", shown(case)[ident]["name"])
        value = int(named.group()) if named and len(made) > 1 else int(truth["max"])
        # As one long number of 16 bits a voxel, each 0 or 1, so that a product gives every voxel its label.
        whole += int.from_bytes(array.array("H", array.array("B", inside)).tobytes(), "little") * value
    values = array.array("H", whole.to_bytes(size, "little"))
    got = sha([array.array("f", values).tobytes()]) if made else None
    check(f"{name}: voxels of {len(made)} labels", got == truth["sha256_f32_k_slowest"], r.stderr)


# ---- all ----

def everything(t):
    zoo = json.loads((data / "dicom-zoo/truth.json").read_text())["files"]
    truth = json.loads((data / "volumes-truth.json").read_text())
    for name in STACKS:
        if "/enhanced/" in name:
            stack(t, name, zoo[name.removeprefix("dicom-zoo/")], [])
        else:
            below = [x for key, one in truth["series"].items() if (key + "/").startswith(name + "/") for x in one]
            short = name.removeprefix("dicom-zoo/") + "/"
            stack(t, name, below, [x for key, x in zoo.items() if key.startswith(short)])
    for name in REFUSED:
        single(t, name, zoo[name])
    archives(t, zoo)
    contours(t)
    clear(t)
    for name, one in truth["files"].items():
        volume_file(t, name, one)
    for p in sorted((data / "volumes").rglob("*")):
        if p.name in PARTS:
            name = str(p.relative_to(data))
            said = stopped(p, t / "part.kerf")
            check(f"{name}: a part is no image", said == nothing(p), said)
            note(name, said or "imported", "sentence")
    files = [p.relative_to(data) for p in sorted(data.rglob("*")) if p.is_file() and p.suffix not in (".md", ".json", ".py")]
    left = [str(p) for p in files if not any(str(q) in seen for q in (p, *p.parents))]
    check("every file of the data was looked at", not left, left)


if not (data / "volumes-truth.json").exists():
    skip("the truth of the shared images", "the images are not here")
else:
    with tempfile.TemporaryDirectory() as folder:
        everything(pathlib.Path(folder))
    say_table()
end()
