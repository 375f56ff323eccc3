#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole job on the phantom by kerf-cli demo, judged from outside by the referee and against the phantom's own truth.
Usage: test-job.py KERF_CLI [full]; in full the referee also measures the guide against the bone (minutes)."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import check, end, referee, run, skip

full = "full" in sys.argv[2:]

with tempfile.TemporaryDirectory() as folder:
    d = pathlib.Path(folder, "demo")
    fixed = dict(os.environ, SOURCE_DATE_EPOCH="1750000000")
    r = run("demo", d, "--author", "tester", env=fixed)
    check("the demo does the job", r.returncode == 0, r.stderr)
    names = ["case.kerf", "DRAFT-guide.stl", "DRAFT-guide.3mf", "report.pdf", "plan.json"]
    check("and leaves its results", all((d / n).exists() for n in names), [n for n in names if not (d / n).exists()])
    check("the case is sound", run("check", d / "case.kerf").returncode == 0)
    truth = json.loads((d / "images" / "truth.json").read_text())
    plan = json.loads((d / "plan.json").read_text())
    by_letter = {q["letter"]: q for q in plan["planes"]}
    results = {q["plane"]: q for q in plan["results"]["planes"]}
    for t in truth["planes"]:
        got = results[by_letter[t["letter"]]["id"]]
        for key in ("margin_unbounded_discard_mm", "margin_bounded_discard_mm"):
            want = t.get(key)
            if want is not None:
                check(f"plane {t['letter']}: {key} {got[key]:.4f} is {want:.4f}", abs(got[key] - want) < 0.05, got[key])
    check("the side agrees with the midline", plan["identity"]["subject"]["side_check"] == "agrees", plan["identity"]["subject"])
    check("no figure is NaN", "NaN" not in (d / "plan.json").read_text())
    referee("the referee passes the plan", "plan", d / "plan.json")
    referee("the referee finds the same margins", "margins", "--plan", d / "plan.json")
    for name in ("DRAFT-guide.stl", "DRAFT-guide.3mf"):
        referee(f"the referee passes {name}", "mesh", d / name, "--no-thickness")
    bone = next(s for s in plan["structures"] if s["id"] == plan["guides"][0]["bone"])
    if full and "file" in bone:
        referee("the referee passes the guide", "guide", "--guide", d / "DRAFT-guide.stl", "--bone", d / bone["file"]["path"], "--plan", d / "plan.json")

    # E1: the saw was moved by known amounts; the post-operative image shows the kept face.
    e1 = json.loads(run("compare", d / "case.kerf", "p1", "v4", "--json").stdout)
    for t in truth["planes"]:
        row = next(x for x in e1["planes"] if x["name"] == t["letter"])
        want = t["achieved"]["e_unbounded_mm"]
        got = row["margin_unbounded_b_mm"] - row["margin_unbounded_a_mm"]
        check(f"E1 of plane {t['letter']}: {got:.4f} is {want:.4f}", abs(got - want) < 0.01, row)
    # E2 of the copied plan: the same planes, carried over and back.
    e2 = json.loads(run("compare", d / "case.kerf", "p1", "p2", "--json").stdout)
    check("a copied plan is the same plan", all(abs(x["offset_mm"]) < 1e-6 and x["angle_deg"] < 1e-6 for x in e2["planes"]), e2["planes"])
    c = pathlib.Path(folder, "e2.json")
    c.write_text(json.dumps(e2))
    p2 = pathlib.Path(folder, "p2.json")
    check("the copy exports", run("export", "plan", d / "case.kerf", p2, "--id", "p2").returncode == 0)
    m = pathlib.Path(folder, "m.json")
    m.write_text(json.dumps({"matrix_b_to_a": e2["matrix_b_to_a"]}))
    referee("the referee compares them alike", "compare", "--a", d / "plan.json", "--b", p2, "--transform", m, "--claimed", c)

    second = pathlib.Path(folder, "again")
    r = run("demo", second, "--author", "tester", "--threads", "1", env=fixed)
    same = [n for n in ("DRAFT-guide.stl", "DRAFT-guide.3mf", "plan.json") if (d / n).read_bytes() != (second / n).read_bytes()] if r.returncode == 0 else [r.stderr]
    check("the same bytes with one thread", not same, same)

    text = subprocess.run(["pdftotext", "-layout", d / "report.pdf", "-"], capture_output=True, text=True).stdout
    check("the report names the side and what it is for", "LEFT" in text and "For research, not for clinical use" in text, text[:400])
    check("and no patient", "SAMPLE^" not in text and "KERF-SAMPLE" not in text)

end()
