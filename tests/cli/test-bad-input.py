#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each way of handing Kerf something bad: one sentence (what, where, what to do), exit status 1, nothing written or changed.
Usage: test-bad-input.py KERF_CLI"""
import hashlib
import pathlib
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import check, end, run


def digest(folder):
    h = hashlib.sha256()
    for p in sorted(pathlib.Path(folder).rglob("*")):
        h.update(str(p).encode())
        if p.is_file():
            h.update(p.read_bytes())
    return h.hexdigest()


def refused(name, r, sentence, untouched=None, before=None, absent=None, status=1):
    lines = [x for x in r.stderr.strip().split("\n") if not x.startswith("kerf-cli: note:")]
    said = lines[-1] if lines else ""
    ok = r.returncode == status and said.startswith("kerf-cli: ") and said[len("kerf-cli: "):] == sentence
    if callable(sentence):
        ok = r.returncode == status and sentence(said[len("kerf-cli: "):])
    if absent:
        ok = ok and not any(pathlib.Path(str(absent) + end).exists() for end in ("", "-wal", "-shm"))
    if untouched:
        ok = ok and digest(untouched) == before
    check(name, ok, f"{r.returncode}: {r.stderr!r}")


with tempfile.TemporaryDirectory() as folder:
    t = pathlib.Path(folder)
    assert run("phantom", "sacrum", t / "a", "--matrix", "32x32x32").returncode == 0
    assert run("phantom", "femur", t / "b", "--matrix", "32x32x32").returncode == 0
    ct = t / "a" / "ct"
    slices = sorted(ct.iterdir())

    empty = t / "letters"
    empty.mkdir()
    (empty / "one.txt").write_text("Dear colleague, the images follow by post.\n")
    (empty / "two.txt").write_text("They did not.\n")
    r = run("import", empty, t / "x.kerf")
    refused("a folder without images", r, f"No images in '{empty}': 2 files were looked at and none is DICOM, NIfTI, NRRD or MetaImage; "
            "choose the folder that the scanner or PACS exported.", absent=t / "x.kerf")

    r = run("import", t / "nowhere", t / "x.kerf")
    refused("a path that is not there", r, f"There is no '{t}/nowhere'; check the name.", absent=t / "x.kerf")

    letter = t / "letter.dcm"
    letter.write_text("This is text, although its name says otherwise. " * 20)
    r = run("import", letter, t / "x.kerf")
    refused("a text file named .dcm", r, f"'{letter.name}' is named like DICOM but is a text file; it was left out.", absent=t / "x.kerf")

    cut = t / "cut"
    shutil.copytree(ct, cut)
    victim = sorted(cut.iterdir())[5]
    whole = victim.read_bytes()
    victim.write_bytes(whole[: len(whole) // 2])
    r = run("import", cut, t / "x.kerf")
    refused("a truncated file", r, lambda s: s.startswith(f"'{victim.name}' ends after ") and s.endswith(" bytes; copy it again from its source.")
            or s.startswith("Series ") and "damaged files of" in s and str(victim.name) in s, absent=t / "x.kerf")

    gap = t / "gap"
    shutil.copytree(ct, gap)
    for p in sorted(gap.iterdir())[10:12]:
        p.unlink()
    r = run("import", gap, t / "x.kerf")
    refused("a missing slice", r, lambda s: "misses 2 slices between" in s and s.endswith("until then no margin is computed there."),
            absent=t / "x.kerf")
    r = run("import", gap, t / "gap.kerf", "--select", "1")
    check("a gap that was chosen is imported and noted", r.returncode == 0 and r.stdout == "v1\n" and "misses 2 slices" in r.stderr, r.stderr)

    two = t / "two"
    two.mkdir()
    shutil.copytree(ct, two / "one")
    shutil.copytree(t / "b" / "ct", two / "other")
    r = run("import", two, t / "x.kerf")
    refused("two patients in one folder", r, lambda s: s.startswith(f"'{two}' holds 2 patients (") and "choose the series of one patient." in s,
            absent=t / "x.kerf")

    good = t / "good.kerf"
    assert run("import", ct, good, "--role", "ct").returncode == 0
    before = good.read_bytes()
    r = run("import", t / "b" / "ct", good)
    refused("another patient into an open case", r, lambda s: "belongs to 'KERF-SAMPLE-2', this case to 'KERF-SAMPLE-1'; open another case for it." in s)
    check("and the case stays as it was", run("log", good).stdout.count("\n") == 2)

    r = run("import", ct, "/proc/case.kerf")
    refused("a destination that can't be written", r, "'/proc' can't be written; choose another folder for the case.")

    r = run("import", ct, t / "full.kerf", env={"KERF_TEST_MAX_PAGES": "4"})
    refused("a full disk", r, lambda s: s.startswith(f"The disk of '{t}/full.kerf' is full") and "nothing was changed" in s, absent=t / "full.kerf")

    half = t / "half.kerf"
    half.write_bytes(before[: len(before) // 2])
    h = half.read_bytes()
    r = run("show", half)
    refused("a case cut in half", r, lambda s: s.startswith(f"'{half}' is damaged") and "check --repair" in s)
    check("and it was not changed", half.read_bytes() == h)

    flipped = t / "flipped.kerf"
    data = bytearray(before)
    data[len(data) // 2] ^= 16
    flipped.write_bytes(data)
    r = run("check", flipped)
    refused("a flipped bit", r, lambda s: s.startswith(f"'{flipped}' is damaged"))
    r = run("check", flipped, "--repair", t / "saved.kerf")
    check("what is sound is saved", r.returncode in (0, 1) and (r.returncode == 1 or run("check", t / "saved.kerf").returncode == 0), r.stderr)

    newer = t / "newer.kerf"
    shutil.copy(good, newer)
    db = sqlite3.connect(newer)
    db.execute("PRAGMA user_version = 7")
    db.commit()
    db.close()
    r = run("do", newer, "case.subject", "side=left")
    refused("a newer schema", r, f"'{newer}' was written by a newer Kerf (format 7, this is 1); update Kerf.")

    r = run("show", letter)
    refused("a case that is none", r, f"'{letter}' is not a Kerf case; to add images, drop them on an open case.")

    r = run("imprt", ct, t / "x.kerf")
    refused("a command that is none", r, "There is no command 'imprt'; did you mean 'import'?", status=2)
    r = run("do", good, "segment.treshold", "volume=v1")
    refused("an operation that is none", r, "There is no operation 'segment.treshold'; did you mean 'segment.threshold'?", status=2)
    r = run("do", good, "segment.threshold", "volume=v1", "lo=1")
    refused("a key that is none", r, lambda s: "has no key 'lo'" in s, status=2)
    r = run("do", good, "segment.threshold", "volume=v1", "low=1,5")
    refused("a number with a comma", r, "'low' is '1,5'; give a number such as 1.5.")

    script = t / "script.txt"
    script.write_text("# two lines\nsegment.threshold volume=v1 low=200 name=Bone class=bone\nsegment.largest segment=s9\n")
    r = run("script", good, script, "--atomic")
    refused("a script that fails keeps nothing with --atomic", r, lambda s: s.startswith("line 3: There is no segment 's9'"))
    check("and nothing was kept", run("log", good).stdout.count("\n") == 2)
    out = t / "out.nii.gz"
    out.write_bytes(b"mine")
    r = run("export", "volume", good, out)
    refused("an existing file without --force", r, lambda s: "exists already" in s)
    check("and it is as it was", out.read_bytes() == b"mine")

end()
