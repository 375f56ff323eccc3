#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guides made by kerf-cli, judged from outside: by the referee, admesh and PrusaSlicer. On the femur phantom, and on the
real pelvis where the shared images are (in full: minutes). Usage: test-guide.py KERF_CLI [full]"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import check, end, referee, run, shared, skip

os.environ["SOURCE_DATE_EPOCH"] = "1750000000"  # the same bytes whenever it is run


def do(case, operation, *words):
    r = run("do", case, operation, *words, "--author", "tester", "--quiet")
    if r.returncode:
        check(f"{operation} is done", False, r.stderr)
    return r.stdout.strip()


def mends_nothing(what, file):
    if shutil.which("admesh"):
        r = subprocess.run(["admesh", file], capture_output=True, text=True, timeout=300)
        words = ("Degenerate facets", "Edges fixed", "Facets removed", "Facets added", "Facets reversed", "Backwards edges", "Normals fixed")
        left = [w for w in words if not re.search(re.escape(w) + r"\s*:\s*0\b", r.stdout)]
        check(f"admesh finds nothing to mend in {what}", r.returncode == 0 and not left, (left, r.stdout[-800:]))
    else:
        skip(f"admesh finds nothing to mend in {what}", "admesh is not installed")
    slicer = shutil.which("prusa-slicer")
    if slicer:
        r = subprocess.run([slicer, "--info", file], capture_output=True, text=True, timeout=300)
        check(f"PrusaSlicer finds {what} manifold", "manifold = yes" in r.stdout and "repaired" not in r.stdout, r.stdout + r.stderr)
    else:
        skip(f"PrusaSlicer finds {what} manifold", "prusa-slicer is not installed")


def judge(d, case, what):
    """Exports a guide and its plan and has them judged."""
    t = time.monotonic()
    one = run("export", "guide", case, d / "one.stl", "--threads", "1", "--force")
    spent = time.monotonic() - t
    two = run("export", "guide", case, d / "two.stl", "--threads", "2", "--force")
    if not check(f"{what} is exported", one.returncode == 0 and two.returncode == 0, one.stderr + two.stderr):
        return
    print(f"# {what}: {spent:.1f} s on one thread, distance of the bone included", flush=True)
    files = [d / f"DRAFT-{n}.stl" for n in ("one", "two")]
    if not check("what is not approved is called DRAFT", all(f.exists() for f in files), sorted(p.name for p in d.iterdir())):
        return
    sums = [hashlib.sha256(f.read_bytes()).hexdigest() for f in files]
    check(f"{what} has the same bytes with one thread and two", sums[0] == sums[1])
    check("and says DRAFT inside", b"DRAFT" in files[0].read_bytes()[:80])
    mends_nothing(what, files[0])
    r = run("export", "plan", case, d / "plan.json", "--force")
    if not check("the plan is exported", r.returncode == 0, r.stderr):
        return
    plan = json.loads((d / "plan.json").read_text())
    guide = plan["guides"][0]
    bone = next(s for s in plan["structures"] if s["id"] == guide["bone"])
    referee(f"referee mesh passes {what}", "mesh", files[0], "--no-thickness")
    said = referee(f"referee guide passes {what}", "guide", "--guide", files[0], "--bone", d / bone["file"]["path"], "--plan", d / "plan.json", "--id", guide["id"])
    if said and "underside" in said:
        print(f"# {what}: clearance P95 {said['underside'].get('deviation_p95_mm'):.4f} mm, P99 {said['underside'].get('deviation_p99_mm'):.4f} mm", flush=True)
    return said


def femur(d):
    r = run("phantom", "femur", d / "images", "--size", "small")
    if not check("the femur phantom is written", r.returncode == 0, r.stderr):
        return
    case = d / "femur.kerf"
    r = run("import", d / "images" / "ct", case, "--quiet")
    check("its CT is imported", r.returncode == 0, r.stderr)
    truth = json.loads((d / "images" / "truth.json").read_text())
    do(case, "segment.threshold", "volume=v1", "low=200", "high=none", "name=bone", "class=bone")
    do(case, "segment.largest", "segment=s1")
    do(case, "case.subject", "bone=femur", "side=left", "study_id=ID-0042", "confirm=yes")
    do(case, "plan.new", "volume=v1", "bone=s1", "name=plan")
    return case, truth


def pelvis(d):
    folder = shared / "data" / "vhf-pelvis-ct"
    if not folder.exists():
        return skip("a guide on the real pelvis", "the shared images are not here")
    case = d / "pelvis.kerf"
    r = run("import", folder, case, "--quiet")
    if not check("the pelvis is imported", r.returncode == 0, r.stderr):
        return
    do(case, "segment.threshold", "volume=v1", "low=200", "high=none", "name=bone", "class=bone")
    do(case, "segment.largest", "segment=s1")
    # The part that matters, as one would cut it out: the referee holds the whole pelvis in many gigabytes.
    do(case, "segment.box", "segment=s1", "from=205,268,925", "to=300,380,1015", "mode=keep", "name=sacrum")
    do(case, "case.subject", "bone=sacrum", "side=midline", "study_id=ID-0042", "confirm=yes")
    do(case, "plan.new", "volume=v1", "bone=sacrum", "name=plan")
    do(case, "plane.line", "plan=p1", "from=249,345,960", "to=249,300,956", "view_normal=1,0,0", "half_extent_u_mm=35", "half_extent_v_mm=60")
    do(case, "plane.line", "plan=p1", "from=266,330,976", "to=267,290,976", "view_normal=0,0.1,1", "half_extent_u_mm=30", "half_extent_v_mm=60")
    do(case, "guide.new", "plan=p1", "insertion=0,-1,0")
    do(case, "guide.pin", "guide=g1", "entry=237,331.8,968", "axis=0,-1,0")
    do(case, "guide.pin", "guide=g1", "entry=261,332.7,968", "axis=0,-1,0")
    do(case, "guide.label", "guide=g1")
    judge(d, case, "the guide on the pelvis")


def shaft(d):
    made = femur(d)
    if not made:
        return
    case, truth = made
    for letter, plane in sorted((p["letter"], p) for p in truth["planes"])[:2]:
        frame = plane["planned"] if "planned" in plane else plane
        words = [f"{k}=" + ",".join(repr(x) for x in frame[j]) for k, j in (("point", "point_lps_mm"), ("normal", "normal_lps"), ("axis_u", "axis_u_lps"))]
        p = frame["point_lps_mm"]
        do(case, "plane.through", "plan=p1", "points=" + ";".join(f"{p[0] + a},{p[1] + b},{p[2]}" for a, b in ((-5, 0), (5, 0), (0, 5))), f"name={letter}")
        do(case, "plane.set", f"plane=p1.{letter}", *words)
    into = truth["planes"][0]["planned"] if "planned" in truth["planes"][0] else truth["planes"][0]
    n, u = into["normal_lps"], into["axis_u_lps"]
    v = (n[1] * u[2] - n[2] * u[1], n[2] * u[0] - n[0] * u[2], n[0] * u[1] - n[1] * u[0])
    do(case, "guide.new", "plan=p1", "insertion=" + ",".join(repr(x) for x in v))
    do(case, "guide.label", "guide=g1")
    judge(d, case, "the guide on the femur phantom")
    # Approval: the plan is locked first; a later change of the bone makes the guide stale and it stays here.
    r = run("do", case, "guide.approve", "guide=g1", "by=A", "role=surgeon")
    check("a guide is not approved before its plan is locked", r.returncode == 1 and "is not locked" in r.stderr, r.stderr)
    do(case, "plan.lock", "plan=p1", "by=A", "role=surgeon", "reason=test")
    do(case, "guide.approve", "guide=g1", "by=A", "role=surgeon")
    r = run("export", "guide", case, d / "approved.3mf")
    check("an approved guide is exported under its name", r.returncode == 0 and (d / "approved.3mf").exists(), r.stderr)
    do(case, "guide.body", "guide=g1", "thickness_mm=6")
    r = run("export", "guide", case, d / "stale.stl")
    check("a guide that changed since stays here", r.returncode == 1 and "changed" in r.stderr and not (d / "stale.stl").exists(), r.stderr)


with tempfile.TemporaryDirectory() as folder:
    for name, work in ((("pelvis", pelvis),) if "full" in sys.argv[2:] else (("shaft", shaft),)):
        place = pathlib.Path(folder, name)
        place.mkdir()
        work(place)
end()
