#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole job by command line on real images, judged by the referee: a sarcoma at the femur (CT and MR) and a pelvis.
Usage: test-real.py KERF_CLI"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import check, end, referee, run, shared, skip


def script(case, name, lines):
    """Operations one a line, as a person would type them."""
    path = case.with_suffix(f".{name}.txt")
    path.write_text("\n".join(lines) + "\n")
    r = run("script", case, path)
    check(f"{case.stem}: {name}", r.returncode == 0, r.stderr)


def judge(case, guide, second, compared):
    """Exports the plan, its guide and the comparison with the second plan; the referee on each."""
    folder, name = case.parent, case.stem
    for out, what, more in (("plan.json", "plan", ("p1",)), ("guide.stl", "guide", (guide,)), ("second.json", "plan", (second,))):
        r = run("export", what, case, folder / f"{name}-{out}", "--id", *more)
        check(f"{name}: {out} is exported", r.returncode == 0, r.stderr)
    plan = json.loads((folder / f"{name}-plan.json").read_text())
    solid = folder / f"DRAFT-{name}-guide.stl"
    bone = next(s for s in plan["structures"] if s["id"] == plan["guides"][-1]["bone"])
    referee(f"{name}: plan", "plan", folder / f"{name}-plan.json")
    referee(f"{name}: margins", "margins", "--plan", folder / f"{name}-plan.json")
    referee(f"{name}: mesh", "mesh", solid, "--no-thickness")
    said = referee(f"{name}: guide", "guide", "--guide", solid, "--bone", folder / bone["file"]["path"], "--plan",
                   folder / f"{name}-plan.json")
    if said:
        print(f"# {name}: underside {json.dumps(said.get('contact', said.get('underside', {})))[:400]}")
    r = run("compare", case, "p1", second, *compared, "--json")
    check(f"{name}: the plans are compared", r.returncode == 0, r.stderr)
    if r.returncode == 0:
        claimed, matrix = folder / f"{name}-e2.json", folder / f"{name}-m.json"
        claimed.write_text(r.stdout)
        matrix.write_text(json.dumps({"matrix_b_to_a": json.loads(r.stdout)["matrix_b_to_a"]}))
        referee(f"{name}: the comparison", "compare", "--a", folder / f"{name}-plan.json", "--b",
                folder / f"{name}-second.json", "--transform", matrix, "--claimed", claimed)


def limb(folder):
    images = shared / "data/sts-limb-pairs-dev/STS_046"
    if not images.exists():
        return skip("limb", "the images are not here")
    case = folder / "limb.kerf"
    for words in (("CT.nii.gz", "--role", "ct"), ("MR_T1.nii.gz", "--role", "mr"),
                  ("CT_mask.nii.gz", "--as-segment", "Tumour", "--class", "tumour", "--on", "v1")):
        r = run("import", images / words[0], case, *words[1:])
        check(f"limb: {words[0]} comes in", r.returncode == 0, r.stderr)
    script(case, "radiologist", [
        "case.subject bone=Femur side=right confirm=yes", "case.midline limb=right",
        "segment.threshold volume=v1 low=200 high=none name=Bone class=bone", "segment.largest segment=s2",
        "align.rigid fixed=v1 moving=v2 region=s2", "align.accept alignment=a1 by=Radiologist role=radiologist",
        "segment.boolean a=s2 b=s1 kind=union name=BoneWithTumour",
        "segment.sign segment=s1 by=Radiologist role=radiologist"])
    script(case, "surgeon", [
        "plan.new name=Femur volume=v1 tumour=s1 bone=s3", "plan.target plan=p1 margin_mm=10",
        "plane.line plan=p1 from=-75,2,739 to=-140,2,739 view_normal=0,1,0",
        "plane.line plan=p1 from=-75,20,932 to=-150,20,932 view_normal=0,1,0",
        "guide.new plan=p1 planes=A bone=s2", "guide.pin guide=g1 entry=-92,2,724 axis=-1,0,0",
        "guide.pin guide=g1 entry=-92,2,712 axis=-1,0,0", "guide.label guide=g1",
        "plan.duplicate plan=p1 name=Second volume=v2 alignment=a1",
        "plane.move plane=p2.A along_mm=-1.2 pitch_deg=1.5", "plane.move plane=p2.B along_mm=0.7 roll_deg=-1"])
    judge(case, "g1", "p2", ("--planning", "replanned", "--basis", "whole-bone", "--alignment", "a1"))


def pelvis(folder):
    images, labels = shared / "data/vhf-pelvis-ct", shared / "data/vhf-pelvis-ct-labels/sacrum-coccyx.nii.gz"
    if not (images.exists() and labels.exists()):
        return skip("pelvis", "the images are not here")
    case = folder / "pelvis.kerf"
    r = run("import", images, case)
    check("pelvis: the CT comes in", r.returncode == 0, r.stderr)
    r = run("import", labels, case, "--as-segment", "Sacrum", "--class", "bone", "--on", "v1", "--item", "1")
    check("pelvis: the sacrum comes in", r.returncode == 0, r.stderr)
    script(case, "radiologist", [
        "case.subject bone=Sacrum side=left confirm=yes",
        "segment.new volume=v1 name=Tumour class=tumour", "segment.brush segment=s2 points=265,290,985 radius_mm=14",
        "segment.brush segment=s2 points=275,285,978 radius_mm=9",
        "segment.boolean a=s1 b=s2 kind=union name=SacrumWithTumour"])
    # Not on the labels' lattice: there a section meets vertices only.
    script(case, "surgeon", [
        "plan.new name=Sacrum volume=v1 tumour=s2 bone=s3", "plan.target plan=p1 margin_mm=5",
        "plane.line plan=p1 from=244.87,330,985 to=244.87,260,985 view_normal=0,0,1",
        "plane.line plan=p1 from=265,330,956.83 to=265,260,956.83 view_normal=1,0,0",
        "plane.move plane=p1.A pitch_deg=0.7", "plane.move plane=p1.B pitch_deg=0.8",
        "guide.new plan=p1 planes=B bone=s1", "guide.label guide=g1",
        "plan.duplicate plan=p1 name=Second", "plane.move plane=p2.A along_mm=1.1", "plane.move plane=p2.B roll_deg=2"])
    judge(case, "g1", "p2", ("--planning", "replanned", "--basis", "frame-of-reference"))


with tempfile.TemporaryDirectory() as place:
    limb(pathlib.Path(place))
    pelvis(pathlib.Path(place))
end()
