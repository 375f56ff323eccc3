#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canary words in everything that can name a patient: none of them may come through a pseudonymised copy.
Usage: test-pseudonym.py KERF_CLI."""
import ctypes
import ctypes.util
import gzip
import json
import os
import pathlib
import re
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import check, end, referee, run, skip

PLANNED = 1976443200  # 2032-08-18: the day on which everything is done
WORDS = {name: name.upper() + "QZ" for name in """
    hospital department operator referring physician reading station serial comments protocol maker kernel requested
    device filename foldername casefile note signer role reason segment plan plane volume guide label studyid bone author
    view tube measure accession ethnic occupation address phone mother private""".split()}
NAME, PATIENT, BIRTH, CT_DAY, MR_DAY = "QUOKKAQZ^Zanzibarqz", "PIDQZ7731-04", "19431127", "20310405", "20310417"
UIDS = {k: f"1.2.826.0.1.99917.{n}.5553{n}.77123{n}" for n, k in enumerate(["study", "ct", "mr", "pct", "frame-a", "frame-b"], 1)}
SAID = {}  # canaries that are known once the case is made: UUIDs, hashes

# ---- DICOM, as the phantom writes it: explicit little endian, no sequences ----

LONG = {b"OB", b"OW", b"UN", b"SQ", b"UT"}


def read_dicom(data):
    at, found = 132, {}
    while at < len(data):
        group, element, vr = *struct.unpack_from("<HH", data, at), data[at + 4:at + 6]
        size, at = (struct.unpack_from("<I", data, at + 8)[0], at + 12) if vr in LONG else (struct.unpack_from("<H", data, at + 6)[0], at + 8)
        found[group << 16 | element] = vr, data[at:at + size]
        at += size
    return found


def write_dicom(elements):
    def one(tag, vr, value):
        head = struct.pack("<HH", tag >> 16, tag & 0xffff) + vr
        return head + (struct.pack("<HI", 0, len(value)) if vr in LONG else struct.pack("<H", len(value))) + value
    meta = b"".join(one(t, *elements[t]) for t in sorted(elements) if 0x20000 < t < 0x30000)
    body = b"".join(one(t, *elements[t]) for t in sorted(elements) if t >= 0x30000)
    return bytes(128) + b"DICM" + one(0x20000, b"UL", struct.pack("<I", len(meta))) + meta + body


def patch(folder, day, series, frame, burned_in=False):
    """Puts canaries into every file of a series and gives the files canary names."""
    w = WORDS
    texts = {0x00080020: ("DA", day), 0x00080021: ("DA", day), 0x00080022: ("DA", day), 0x00080050: ("SH", w["accession"]),
             0x00080070: ("LO", w["maker"]), 0x00080080: ("LO", w["hospital"]), 0x00080081: ("ST", w["address"]), 0x00080090: ("PN", w["referring"]),
             0x00081010: ("SH", w["station"]), 0x00081030: ("LO", w["requested"]), 0x0008103e: ("LO", w["protocol"]), 0x00081040: ("LO", w["department"]),
             0x00081050: ("PN", w["physician"]), 0x00081060: ("PN", w["reading"]), 0x00081070: ("PN", w["operator"]),
             0x00100010: ("PN", NAME), 0x00100020: ("LO", PATIENT), 0x00100030: ("DA", BIRTH), 0x00101060: ("PN", w["mother"]), 0x00102154: ("SH", w["phone"]),
             0x00102160: ("SH", w["ethnic"]), 0x00102180: ("SH", w["occupation"]), 0x00104000: ("LT", w["comments"]), 0x00181000: ("LO", w["serial"]),
             0x00181030: ("LO", w["protocol"]), 0x00181210: ("SH", w["kernel"]), 0x00190010: ("LO", w["private"]), 0x00191001: ("LO", w["private"]),
             0x0020000d: ("UI", UIDS["study"]), 0x0020000e: ("UI", UIDS[series]), 0x00200052: ("UI", UIDS[frame])}
    if burned_in:
        texts[0x00280301] = ("CS", "YES")
    for n, file in enumerate(sorted(folder.iterdir())):
        e = read_dicom(file.read_bytes())
        sop = f"{UIDS[series]}.{n + 1}"
        for tag, (vr, text) in {**texts, 0x00080018: ("UI", sop), 0x00020003: ("UI", sop)}.items():
            value = text.encode()
            e[tag] = vr.encode(), value + (b"\0" if vr == "UI" else b" ") * (len(value) % 2)
        (folder / f"{WORDS['filename']}{n:04}.dcm").write_bytes(write_dicom(e))
        file.unlink()


# ---- looking for canaries ----

zstd = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
zstd.ZSTD_createDCtx.restype = ctypes.c_void_p
zstd.ZSTD_decompressDCtx.restype = ctypes.c_size_t
context = ctypes.c_void_p(zstd.ZSTD_createDCtx())


def unpacked(blobs, digest):
    """A blob as it was: alone, or against the one it was packed by (docs/decisions/0001-case-file.md)."""
    pack, size, base, data = blobs[digest]
    if pack == 0:
        return data
    out, prefix = ctypes.create_string_buffer(size), unpacked(blobs, base) if pack == 2 else None
    zstd.ZSTD_DCtx_reset(context, 1)
    if prefix:
        zstd.ZSTD_DCtx_refPrefix(context, prefix, ctypes.c_size_t(len(prefix)))
    got = zstd.ZSTD_decompressDCtx(context, out, ctypes.c_size_t(size), data, ctypes.c_size_t(len(data)))
    assert got == size, "a part of the case can't be unpacked"
    return out.raw


def parts(path):
    """The bytes of a file, and of whatever is packed inside it."""
    data = path.read_bytes()
    yield data
    if path.suffix == ".gz":
        yield gzip.decompress(data)
    elif path.suffix == ".3mf":
        with zipfile.ZipFile(path) as z:
            for name in z.namelist():
                yield name.encode() + b"\n" + z.read(name)
    elif path.suffix == ".pdf":
        for stream in re.finditer(rb"stream\r?\n", data):
            try:
                yield zlib.decompressobj().decompress(data[stream.end():])
            except zlib.error:
                pass
        yield subprocess.run(["pdftotext", path, "-"], capture_output=True).stdout
    elif path.suffix == ".png":
        at = 8
        while at < len(data):
            size, kind = struct.unpack_from(">I4s", data, at)
            if kind == b"zTXt":
                yield zlib.decompress(data[at + 8:at + 8 + size].split(b"\0", 1)[1][1:])
            at += size + 12
    elif path.suffix == ".kerf":
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        blobs = {row[0]: row[1:] for row in db.execute("SELECT hash, pack, size, base, data FROM blob")}
        db.close()
        yield from (unpacked(blobs, digest) for digest in blobs)


def canaries():
    """name → the forms in which it could come through; compared without case."""
    forms = {k: {v} for k, v in WORDS.items()}
    forms["name"] = {NAME, NAME.replace("^", " "), *NAME.split("^")}
    forms["id"] = {PATIENT, PATIENT.replace("-", ""), PATIENT.split("-")[0]}
    for k, date in {"birth": BIRTH, "ct day": CT_DAY, "mr day": MR_DAY, "planned": "20320818"}.items():
        y, m, day = date[:4], date[4:6], date[6:]
        forms[k] = {date, f"{y}-{m}-{day}", f"{y}.{m}.{day}", f"{day}.{m}.{y}", f"{m}/{day}/{y}"}
    forms.update({f"uid {k}": {v} for k, v in UIDS.items()})
    forms.update({k: {v} for k, v in SAID.items()})
    return {k: [b for f in v for b in (f.lower().encode(), f.lower().encode("utf-16-le"), f.lower().encode("utf-16-be"))] for k, v in forms.items()}


def leaks(files, texts=()):
    """What of the canaries occurs in files (content and names) and texts."""
    known, found = canaries(), []
    for where, data in [(f.name, p) for f in files for p in (f.name.encode(), *parts(f))] + [("output", t.encode()) for t in texts]:
        low = data.lower()
        found += [f"{k} in {where}" for k, forms in known.items() if any(b in low for b in forms)]
    return found


def must(name, *words, **more):
    r = run(*words, **more)
    check(name, r.returncode == 0, r.stderr) if r.returncode else None
    return r


def voxels(path):
    """Affine, scale and voxels of a NIfTI; the free text of its header left out."""
    data = gzip.decompress(path.read_bytes())
    return data[40:148] + data[252:344], data[352:]


# ---- the case with canaries ----

def make_case(d):
    images = d / WORDS["foldername"]
    must("the phantom is made", "phantom", "sacrum", images, "--matrix", "96x75x93")
    truth = json.loads((images / "truth.json").read_text())
    for folder, day, series, frame in (("ct", CT_DAY, "ct", "frame-a"), ("mr-t1", MR_DAY, "mr", "frame-b"), ("pseudo-ct", MR_DAY, "pct", "frame-b")):
        patch(images / folder, day, series, frame)
    case = d / f"{WORDS['casefile']}.kerf"
    env = {"SOURCE_DATE_EPOCH": str(PLANNED)}
    by = ["--author", WORDS["author"]]
    for folder, role, name in (("ct", "ct", WORDS["volume"]), ("mr-t1", "mr", "MR T1"), ("pseudo-ct", "pseudo-ct", "Pseudo-CT")):
        must("it is imported", "import", images / folder, case, "--role", role, "--name", name, *by, env=env)
    point = lambda p: ",".join(map(repr, p))
    along = lambda p, *steps: [p[a] + sum(s * q[a] for s, q in steps) for a in range(3)]
    identity = "1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1"
    lines = [f"case.subject bone={WORDS['bone']} side=left study_id={WORDS['studyid']} confirm=yes",
             f"object.note id=v1 text={WORDS['note']}",
             "segment.threshold volume=v1 low=200 high=none name=Bone class=bone", "segment.largest segment=s1",
             f"segment.new volume=v1 name={WORDS['segment']} class=tumour"]
    lines += [f"segment.brush segment=s2 points={point(b['centre_lps_mm'])} radius_mm={b['radius_mm']!r}" for b in truth["lesion"]["balls"]]
    lines += ["segment.boolean a=s1 b=s2 kind=union name=\"Bone with tumour\"",
              f"segment.sign segment=s2 by={WORDS['signer']} role={WORDS['role']} note={WORDS['note']}",
              f"align.matrix fixed=v1 moving=v2 matrix={identity}", f"align.accept alignment=a1 by={WORDS['signer']} role=radiologist note={WORDS['note']}",
              f"tube.draw volume=v1 points={';'.join(map(point, truth['tubes'][0]['points_lps_mm']))} radius_mm=2.5 class=nerve name={WORDS['tube']}",
              f"plan.new name={WORDS['plan']} volume=v1 tumour=s2 bone=s3", "plan.target plan=p1 margin_mm=10"]
    for k, t in enumerate(truth["planes"]):
        p, n, u = t["point_lps_mm"], t["normal_lps"], t["axis_u_lps"]
        v = [n[1] * u[2] - n[2] * u[1], n[2] * u[0] - n[0] * u[2], n[0] * u[1] - n[1] * u[0]]
        three = ";".join(map(point, (along(p, (-10, u), (-10, v)), along(p, (10, u), (-10, v)), along(p, (10, v)))))
        name = f" name={WORDS['plane']}" if k == 0 else ""
        lines += [f"plane.through plan=p1 points={three} half_extent_u_mm={t['half_extent_u_mm']!r} half_extent_v_mm={t['half_extent_v_mm']!r} width_mm=1.2 face=centre{name}",
                  f"plane.set plane=p1.{'ABCDEF'[k]} point={point(p)} normal={point(n)} axis_u={point(u)}"]
    lines += ["plan.protect plan=p1 structure=t1 clearance_mm=2", f"guide.new plan=p1 insertion=0,-1,0 name={WORDS['guide']}",
              "guide.body guide=g1 resolution_mm=0.8", f"guide.label guide=g1 text={WORDS['label']};RESEARCH",
              "plan.duplicate plan=p1 name=\"Plan B\"", f"plan.lock plan=p1 by={WORDS['signer']} role=surgeon reason={WORDS['reason']}",
              f"guide.approve guide=g1 by={WORDS['signer']} role=surgeon note={WORDS['note']}",
              "compare.plans a=p1 b=p2 planning=replanned registration_basis=whole-bone", "object.delete id=c1",
              "measure.length points=0,0,0;1,2,3", "measure.ellipse points=0,0,0;9,0,0;0,5,0 volume=v2", "measure.planes a=p1.A b=p1.B",
              f"measure.distance point=1,2,3 structure=s2 name={WORDS['measure']}"]
    script = d / "lines"
    script.write_text("\n".join(lines) + "\n")
    must("the plan is made and signed", "script", case, script, *by, env=env)
    with sqlite3.connect(case) as db:
        db.execute("INSERT OR REPLACE INTO view VALUES ('window', ?)", (json.dumps({"x": WORDS["view"]}),))
    db.close()
    return case


def learn(case):
    """UUIDs, revisions and hashes of files that the source's own records hold."""
    shown = json.loads(must("the case is shown", "show", case, "--json").stdout)
    SAID["uuid case"] = shown["uuid"]
    for o in shown["objects"]:
        if o["kind"] == "plan":
            SAID[f"uuid {o['id']}"] = o["plan_uuid"]
    log = json.loads(run("log", case, "--json").stdout)["revisions"]
    SAID.update({f"revision {r['number']}": r["hash"] for r in log})
    for word, text in (("host", socket.gethostname()), ("login", os.environ.get("USER", ""))):
        if len(text) > 5:
            SAID[word] = text
    return shown


def export_all(copy, out, env):
    """Every export of the copy; the commands' own output is given back."""
    said, words = [], [("plan.json", "plan", []), ("guide.stl", "guide", []), ("guide.3mf", "guide", []), ("report.pdf", "report", ["--patient-text", "--id", "p1"]),
                       ("bone.stl", "segment", ["--id", "s1"]), ("tumour.nii.gz", "segment", ["--id", "s2"]), ("a.json", "alignment", []),
                       ("ct.nii.gz", "volume", ["--volume", "v1"]), ("ct", "volume", ["--volume", "v1"]), ("mr", "volume", ["--volume", "v2"]),
                       ("pct", "volume", ["--volume", "v3"]), ("picture.png", "picture", ["--patient-text", "--view", "axial", "--volume", "v1"])]
    for name, what, more in words:
        r = run("export", what, copy, out / name, *(["--id", "p1"] if what == "plan" else []), *more, env=env)
        gl = what == "picture" and "OpenGL" in r.stderr
        if r.returncode and not gl:
            check(f"{what} is exported from the copy", False, r.stderr)
        said += [r.stdout, r.stderr]
    for words in (["show", copy], ["show", copy, "--json"], ["log", copy], ["log", copy, "--json"], ["check", copy],
                  ["render", copy, out / "render.png", "--patient-text", "--view", "four-up"], ["export", "case", copy, out / "again.kerf"]):
        r = run(*words, env=env)
        said += [r.stdout, r.stderr]
    return said


with tempfile.TemporaryDirectory() as folder:
    d = pathlib.Path(folder)
    case = make_case(d)
    shown = learn(case)
    out = d / "out"
    out.mkdir()
    env = {"SOURCE_DATE_EPOCH": str(PLANNED)}
    key, copy = d / "site.key", out / "copy.kerf"
    key.write_text("kerf-key-1\n" + "4b" * 31 + "07\n")
    key.chmod(0o600)
    ps = ["--pseudonymise", "SUB-001", "--key", key]

    check("the canaries are there before", len(set(x.split(" in ")[0] for x in leaks([case]))) > 15, leaks([case]))

    # The preview.
    before = case.read_bytes()
    p = json.loads(must("there is a preview", "export", "case", case, "--preview", "--json", *ps).stdout)
    values = "\n".join(r["value"] for r in p["rows"])
    seen = [w for w in ("maker", "kernel", "note", "signer", "role", "segment", "plan", "plane", "volume", "guide", "label", "studyid", "bone", "reason", "tube", "protocol")
            if WORDS[w] not in values]
    check("the preview shows what identifies", not seen and NAME in values and PATIENT in values and UIDS["frame-b"] in values, seen)
    kept = "\n".join(r["becomes"] for r in p["rows"])
    check("and what becomes of it holds none of it", not leaks([], [kept]), leaks([], [kept]))
    check("the preview changes nothing", case.read_bytes() == before)

    # The copy and everything that is written from it.
    r = must("the case is exported", "export", "case", case, copy, *ps, env=env)
    said = [r.stdout, r.stderr]
    check("the lock is said to have stayed behind", "The lock of 'p1' stayed behind" in r.stderr, r.stderr)
    check("no key of a record is unknown", "on no list" not in r.stderr, r.stderr)
    check("the copy is sound", run("check", copy).returncode == 0)
    said += export_all(copy, out, {})
    must("an image is exported from the case itself", "export", "volume", case, out / "direct", "--volume", "v2", *ps, env=env)
    must("also as NIfTI", "export", "volume", case, out / "direct.nii.gz", "--volume", "v1", *ps, env=env)
    files = [f for f in sorted(out.rglob("*")) if f.is_file()]
    check(f"{len(files)} files were written, of every kind", {f.suffix for f in files} >= {".kerf", ".stl", ".3mf", ".pdf", ".json", ".gz", ".dcm"}, files)
    found = leaks(files, said)
    first = {x.split(" in ")[0]: x for x in sorted(set(found), reverse=True)}
    check("no canary is in any file, name or output", not found, list(first.values()))
    check("nothing else lies beside", not [f for f in d.rglob(".*")] and not list(d.glob("*-wal")), list(d.rglob(".*")))

    # What the copy is.
    db = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    check("it has no free pages", db.execute("PRAGMA freelist_count").fetchone() == (0,))
    check("no view state came along", db.execute("SELECT count(*) FROM view").fetchone() == (0,))
    check("no mark of the computer", db.execute("SELECT count(*) FROM blob WHERE writer IS NOT NULL").fetchone() == (0,)
          and not re.search(re.escape(socket.gethostname().encode()) + rb":\d{2,}", copy.read_bytes()))
    db.close()
    log = json.loads(run("log", copy, "--json").stdout)["revisions"]
    note = log[0]["parameters"]
    check("its history is one revision, made from", len(log) == 1 and note["format"] == "kerf-made-from-1" and log[0]["parent"] is None, log)
    check("the note names what was dropped", {(x["object"], x["what"]) for x in note["dropped"]} == {("p1", "lock"), ("g1", "approve")}, note)
    new = {o["id"]: o for o in json.loads(run("show", copy, "--json").stdout)["objects"]}
    old = {o["id"]: o for o in shown["objects"]}
    check("all objects are there under their ids", set(new) == set(old), set(new) ^ set(old))
    check("the locked plan is a draft again", new["p1"]["state"] == "draft" and old["p1"]["state"] == "locked", new["p1"]["state"])
    check("the contour is signed still", new["s2"].get("signatures") and not new["s2"]["stale"] and re.fullmatch("staff [0-9a-f]{6}", new["s2"]["signatures"][0]["name"]), new["s2"])
    check("the alignment is accepted still", new["a1"]["accepted"] and not new["a1"]["stale"], new["a1"])
    check("figures are the same", all(new["p1"][k] == old["p1"][k] for k in ("margin_mm", "bone_resected_mm3", "tumour_mm3")))
    check("numbers are not given again", run("do", copy, "compare.plans", "a=p1", "b=p2", "planning=replanned", "registration_basis=whole-bone").stdout.strip() == "c2")

    # Relations inside the patient.
    v = [new[f"v{k}"] for k in (1, 2, 3)]
    day = lambda t: int(subprocess.run(["date", "-u", "-d", t, "+%s"], capture_output=True, text=True).stdout) // 86400
    check("one frame stays one frame", v[1]["frame_uid"] == v[2]["frame_uid"] != v[0]["frame_uid"], [x["frame_uid"] for x in v])
    check("new UIDs are UIDs", all(re.fullmatch(r"2\.25\.(0|[1-9]\d{0,38})", x[k]) for x in v for k in ("series_uid", "frame_uid")))
    check("twelve days stay twelve days", day(v[1]["study_date"]) - day(v[0]["study_date"]) == 12, [x["study_date"] for x in v])
    shift = day(CT_DAY) - day(v[0]["study_date"])
    check("and they go back by 31 to 3682 days", 31 <= shift <= 3682, shift)
    other = d / "other.kerf"
    must("another case of the patient", "import", d / WORDS["foldername"] / "pseudo-ct", other, "--role", "pseudo-ct")
    must("is exported with the same key", "export", "case", other, d / "o.kerf", *ps)
    o = json.loads(run("show", d / "o.kerf", "--json").stdout)["objects"][1]
    check("and gets the same UIDs and days", all(o[k] == v[2][k] for k in ("frame_uid", "series_uid", "study_date")), o)
    fresh = d / "fresh.key"
    r = must("a key is made where there is none", "export", "case", other, d / "f.kerf", "--pseudonymise", "SUB-001", "--key", fresh)
    check("for its owner alone", fresh.stat().st_mode & 0o777 == 0o600 and len(fresh.read_text()) == 76)
    o = json.loads(run("show", d / "f.kerf", "--json").stdout)["objects"][1]
    check("another key gives other UIDs", o["frame_uid"] != v[2]["frame_uid"])
    must("the same again", "export", "case", case, d / "twice.kerf", *ps, env=env)
    must("and again", "export", "case", case, d / "thrice.kerf", "--threads", "1", *ps, env=env)
    check("the same case and key give the same bytes", (d / "twice.kerf").read_bytes() == (d / "thrice.kerf").read_bytes())

    # Geometry and voxels.
    must("the source's image", "export", "volume", case, d / "source.nii.gz", "--volume", "v1")
    check("voxels and geometry are the same bits", voxels(d / "source.nii.gz") == voxels(out / "ct.nii.gz") == voxels(out / "direct.nii.gz"))
    back = d / "back.kerf"
    must("the DICOM series is read back", "import", out / "ct", back, "--role", "ct")
    must("and written", "export", "volume", back, d / "back.nii.gz")
    check("with the same voxels", voxels(d / "source.nii.gz") == voxels(d / "back.nii.gz"))
    slices = {f: read_dicom(f.read_bytes()) for x in ("mr", "direct", "ct") for f in (out / x).iterdir()}
    flags = [(e[0x00120062][1], e[0x00280303][1], [c for c in (b"113100", b"113105", b"113107") if c not in e[0x00120064][1]]) for e in slices.values()]
    check("each slice says how its identity was taken out", set(map(str, flags)) == {str((b"YES ", b"MODIFIED", []))}, flags[0])
    check("and belongs to the pseudonym", all(e[0x00100020][1].strip() == b"SUB-001" == e[0x00100010][1].strip() and not e[0x00100030][1] for e in slices.values()))
    uids = lambda x, t: {e[t][1] for f, e in slices.items() if f.parent.name == x}
    check("by way of the copy or not: the same UIDs", all(uids("mr", t) == uids("direct", t) for t in (0x0020000d, 0x0020000e, 0x00200052, 0x00080018)))
    check("DICOM and plan name the same frame", uids("ct", 0x00200052) == {v[0]["frame_uid"].encode() + b"\0" * (len(v[0]["frame_uid"]) % 2)})
    referee("the referee passes the copy's plan", "plan", out / "plan.json")
    referee("and its margins", "margins", "--plan", out / "plan.json")

    # What is refused, and leaves nothing.
    for words, why in ((["--pseudonymise", "PIDQZ7731", "--key", d / "no.key"], "part of the patient's name or number"),
                       (["--pseudonymise", "a b", "--key", d / "no.key"], "can't be a pseudonym"),
                       (["--pseudonymise", "SUB-001"], "needs the site's key"),
                       (["--pseudonymise", "SUB-001", "--key", case], "is no key")):
        r = run("export", "case", case, d / "no.kerf", *words)
        check(f"refused: {why}", r.returncode in (1, 2) and why in r.stderr and not (d / "no.kerf").exists() and not (d / "no.key").exists(), r.stderr)
    r = run("export", "case", case, copy, *ps)
    check("an existing file is not replaced", r.returncode == 1 and "exists already" in r.stderr, r.stderr)
    check("but with --force", run("export", "case", case, copy, "--force", *ps, env=env).returncode == 0 and copy.read_bytes() == (d / "twice.kerf").read_bytes())
    for path in (case, key):
        r = run("export", "case", case, path, "--force", *ps)
        check("neither the case nor the key is written over", r.returncode == 1 and "itself" in r.stderr and key.stat().st_size == 76, r.stderr)
    must("a copy of a copy, under the same pseudonym", "export", "case", copy, d / "second.kerf", *ps)
    check("keeps the contour's signature", json.loads(run("show", d / "second.kerf", "s2", "--json").stdout)["signatures"], d)
    r = run("export", "report", case, d / "no.pdf", *ps)
    check("a report is pseudonymised by way of a copy", r.returncode == 2 and "from that copy" in r.stderr, r.stderr)

    # Text in the pixels.
    marked = d / "marked"
    must("another phantom", "phantom", "femur", marked, "--matrix", "32x32x32")
    patch(marked / "ct", CT_DAY, "ct", "frame-a", burned_in=True)
    must("with text in its pixels", "import", marked / "ct", d / "marked.kerf", "--role", "ct")
    for words in (["export", "case", d / "marked.kerf", d / "m.kerf", *ps], ["export", "volume", d / "marked.kerf", d / "m", *ps], ["export", "volume", d / "marked.kerf", d / "m.nii.gz"]):
        r = run(*words)
        check(f"{words[1]} stays here until somebody looked", r.returncode == 1 and "--burned-in-checked" in r.stderr and not pathlib.Path(words[3]).exists(), r.stderr)
        check("and goes then", run(*words, "--burned-in-checked", "looked at all of it").returncode == 0)

    plain = d / "plain.kerf"
    must("a plain copy", "export", "case", case, plain)
    check("is the whole case", run("log", plain, "--json").stdout == run("log", case, "--json").stdout and run("check", plain).returncode == 0)

end()
