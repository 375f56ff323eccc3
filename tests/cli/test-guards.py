#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images that carry no margin: on a gap, a tilted or an uneven stack the margin of a plan is not assessed and says why; an
accepted gap or a resampled image gives it back. And the side: a lesion on the other side than declared stops the lock.
Usage: test-guards.py KERF_CLI"""
import json
import math
import pathlib
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here.parent / "cases"), str(here.parent)]
import tap
from maker import series
from tap import check, end

N = 24


def do(case, *words):
    r = tap.run("do", case, *words)
    return r.returncode, r.stdout.strip(), r.stderr.strip()


def plan_on(case, volume, at):
    """A ball of 2 mm at `at` in a box of bone, one plane 5 mm below it."""
    x, y, z = at
    steps = [("segment.new", f"volume={volume}", f"name=B{volume}", "class=bone"),
             ("segment.box", f"segment=B{volume}", f"from={x - 4},{y - 4},{z - 9}", f"to={x + 4},{y + 4},{z + 7}", "mode=add"),
             ("segment.new", f"volume={volume}", f"name=T{volume}", "class=tumour"),
             ("segment.brush", f"segment=T{volume}", f"points={x},{y},{z}", "radius_mm=2"),
             ("plan.new", f"volume={volume}", f"bone=B{volume}", f"tumour=T{volume}", f"name=P{volume}"),
             ("plane.through", f"plan=P{volume}", f"points={x - 3},{y},{z - 5};{x + 3},{y},{z - 5};{x},{y + 3},{z - 5}")]
    for words in steps:
        status, _, error = do(case, *words)
        if status:
            return check(f"{words[0]} on {volume}", False, error)
    return True


def shown(case, name):
    r = tap.run("show", case, "--json")
    return next(o for o in json.loads(r.stdout)["objects"] if o.get("name") == name)


def withheld(name, case, plan, words):
    o = shown(case, plan)
    check(f"{name}: no margin, and why", o["margin_mm"] is None and words in (o.get("margins_withheld") or ""), o)


def given(name, case, plan, want, tolerance):
    o = shown(case, plan)
    ok = o["margin_mm"] is not None and abs(o["margin_mm"] - want) < tolerance and "margins_withheld" not in o
    check(f"{name}: a margin of {want:.2f} mm within {tolerance}", ok, (o["margin_mm"], o.get("margins_withheld")))


def main():
    with tempfile.TemporaryDirectory() as folder:
        t = pathlib.Path(folder).resolve()
        big = dict(Rows=40, Columns=40, PixelSpacing=[0.5, 0.5], PixelData=bytes(3200))

        def stack(name, **more):
            series(t / name, N, **{**big, **more})
            case = t / f"{name}.kerf"
            r = tap.run("import", t / name, case, "--select", "1")
            check(f"{name} is imported", r.returncode == 0, r.stderr)
            do(case, "case.subject", "bone=Sacrum", "side=left")
            return case
        origin = (-5.0, -4.0, 10.0)
        middle = (origin[0] + 9.75, origin[1] + 9.75, origin[2] + 13)

        case = stack("plain")
        if plan_on(case, "v1", middle):
            given("regular", case, "Pv1", 3 - 0.6, 0.1)  # half of an assumed kerf of 1.2 mm

        case = stack("gap", skip={4})
        if plan_on(case, "v1", middle):
            withheld("gap", case, "Pv1", "until then no margin is computed there")
            status, _, error = do(case, "volume.accept", "volume=v1", "finding=import.gap", "by=R", "reason=far from the lesion")
            check("the gap is accepted", status == 0, error)
            given("accepted gap", case, "Pv1", 3 - 0.6, 0.1)

        lean = math.tan(math.radians(12))
        case = stack("tilt", ImagePositionPatient=lambda k: [origin[0], origin[1] + lean * k, origin[2] + k])
        if plan_on(case, "v1", middle):
            withheld("tilt", case, "Pv1", "is tilted by 12")
            status, made, error = do(case, "volume.resample", "volume=v1", "spacing_mm=0.5")
            check("the tilted stack is resampled", status == 0 and made == "v2", error)
            v = shown(case, "Thin, resampled")
            m = v["grid"]["patient_from_index"]
            check("upright, marked", v["verdict"] == "regular" and v["resampled_from"] == "v1" and
                  all(abs(m[4 * a + b] - (0.5 if a == b else 0)) < 1e-9 for a in range(3) for b in range(3)), v)
            if plan_on(case, "v2", middle):
                given("resampled tilt", case, "Pv2", 3 - 0.6, 0.1)

        case = stack("leaning-gap", skip={4}, ImagePositionPatient=lambda k: [origin[0], origin[1] + lean * k, origin[2] + k])
        if plan_on(case, "v1", middle):
            do(case, "volume.accept", "volume=v1", "finding=import.gap", "by=R", "reason=far from the lesion")
            withheld("a gap accepted on a leaning stack", case, "Pv1", "is tilted by 12")

        # A volume of several tiles: threads that pack it and the one that keeps the store must not wait for each other.
        case = stack("wide", Rows=200, Columns=200, PixelData=bytes(80000),
                     ImagePositionPatient=lambda k: [origin[0], origin[1] + lean * k, origin[2] + 4 * k])
        r = tap.run("do", case, "volume.resample", "volume=v1", "spacing_mm=0.5", timeout=100)
        check("a volume of several tiles is resampled", r.returncode == 0 and r.stdout.strip() == "v2", r.stderr)

        holes = [k if k < 12 else k + 6.3 for k in range(N)]
        case = stack("hole", ImagePositionPatient=lambda k: [origin[0], origin[1], origin[2] + holes[k]])
        if plan_on(case, "v1", middle):
            do(case, "volume.resample", "volume=v1", "spacing_mm=0.5")
            check("a hole is not closed by resampling", shown(case, "Thin, resampled")["verdict"] == "gap")

        case = stack("shifted", ImagePositionPatient=lambda k: [origin[0] + (5 if k > 12 else 0), origin[1], origin[2] + k])
        status, _, error = do(case, "volume.resample", "volume=v1", "spacing_mm=0.5")
        check("slices shifted in their plane are not resampled", status == 1 and "shifted by up to" in error, error)

        places = [sum(1 + (j % 3) * 0.5 for j in range(k)) for k in range(N)]
        case = stack("uneven", ImagePositionPatient=lambda k: [origin[0], origin[1], origin[2] + places[k]])
        if plan_on(case, "v1", middle):
            withheld("uneven", case, "Pv1", "resample it to use it for margins")
            status, made, error = do(case, "volume.resample", "volume=v1", "spacing_mm=0.5")
            check("the uneven stack is resampled", status == 0 and made == "v2", error)
            if plan_on(case, "v2", middle):
                given("resampled uneven", case, "Pv2", 3 - 0.6, 0.1)

        case = t / "plain.kerf"
        x, y, z = middle
        do(case, "case.midline", f"points={x - 4},{y},{z};{x - 4},{y + 4},{z};{x - 4},{y},{z + 4}")
        do(case, "case.subject", "bone=Sacrum", "side=right")
        status, _, error = do(case, "plan.lock", "plan=Pv1", "by=S", "role=surgeon")
        check("the lesion lies left of the midline, the case says right: no lock", status == 1 and error ==
              "kerf-cli: The lesion lies on the left and the case says right; look at the letters and correct one of them.", error)
        do(case, "case.subject", "side=left")
        status, _, error = do(case, "plan.lock", "plan=Pv1", "by=S", "role=surgeon")
        check("with the right side it is locked", status == 0, error)
    end()


main()
