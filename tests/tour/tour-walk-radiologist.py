#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first steps of the radiologist's acceptance walk by keyboard alone: CT and MR from a folder, and their alignment."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from walk import Walk, command

kerf, work = sys.argv[1], sys.argv[2]
case, phantom, images = (os.path.join(work, name) for name in ("tumour.kerf", "phantom", "images"))
command(kerf, "phantom", "sacrum", phantom)
os.makedirs(images)
for folder in ("ct", "mr-t1"):
    os.rename(os.path.join(phantom, folder), os.path.join(images, folder))
with open(os.path.join(phantom, "truth.json"), encoding="utf-8") as file:
    truth = json.load(file)
mr_from_ct = truth["mr_from_ct"]


def on_mr(at):
    return [sum(mr_from_ct[4 * r + c] * at[c] for c in range(3)) + mr_from_ct[4 * r + 3] for r in range(3)]


def view(name="Axial"):
    node = tour.find("image", lambda n: n.startswith(name + " view"))
    return node.get_name() if node else ""


tour = Walk(kerf)

# 1: the folder. What is dropped is chosen by Ctrl+I.
tour.wait("the empty state", lambda: tour.label("Drop a folder of images here"))
tour.key("ctrl+i")
tour.wait("the chooser", lambda: len(tour.frames()) > 1)
tour.take_window()
tour.type(images)
tour.key("Return")
tour.wait("the sheet", lambda: tour.find("push button", "Import 2"), 60)
tour.take_window()
assert sum("regular" in text for text in tour.labels()) >= 2, tour.labels()
assert not tour.unnamed(), tour.unnamed()
tour.pressed = 1
tour.ok("1 the folder is looked through: two regular series in the sheet")

# 2: roles accepted.
tour.push("Import 2")
tour.wait("where to keep it", lambda: tour.label("Make case"))
tour.take_window()
tour.xdo("key", "ctrl+a")
tour.type(case)
tour.key("Return")
tour.decisions += 1
tour.wait("two images", lambda: tour.find("list", "What is in the case") and
          len([n for n in tour.walk(tour.find("list", "What is in the case")) if n.get_role_name() == "list item" and
               n.get_name().endswith("mm")]) == 2, 90)
tour.take_window()
tour.saved()
volumes = {one["role"]: one for one in tour.shown_json(case)["objects"] if one["kind"] == "volume"}
assert set(volumes) == {"ct", "mr"}, volumes
ct, mr = volumes["ct"], volumes["mr"]
tour.wait("Align is there", lambda: tour.find("push button", "Align") or tour.find("toggle button", "Align"))
tour.ok("2 both are imported with their roles; Align is offered")


def objects(kind):
    return [one for one in tour.shown_json(case)["objects"] if one["kind"] == kind]


# 5, first half: before there is an alignment nothing is fused.
tour.view("Axial")
tour.key("f")
tour.wait("refused", lambda: tour.label("lie in different frames; align them to show one over the other."))
tour.ok("5 before the alignment: fusion is refused with its sentence")

# 3: automatic.
tour.go("Align")
tour.operation("Align Images")
row = tour.wait("the alignment", lambda: any("not accepted" in (n.get_name() or "") for n in
                tour.walk(tour.find("list", "What is in the case"))), 120)
tour.decisions += 1
first = tour.wait("in the file", lambda: objects("alignment"))[0]
assert first["tre_mm"] is None, first
matrix = first.get("matrix") or first["fixed_from_moving"]
lesion = truth["lesion"]["balls"][0]["centre_lps_mm"]
fixed_is_ct = first["fixed"] == ct["id"]
source, target = (on_mr(lesion), lesion) if fixed_is_ct else (lesion, on_mr(lesion))
found = [sum(matrix[4 * r + c] * source[c] for c in range(3)) + matrix[4 * r + 3] for r in range(3)]
error = sum((a - b) ** 2 for a, b in zip(found, target)) ** 0.5
assert error < 1, error
tour.ok(f"3 Align Images: {error:.2f} mm from truth at the tumour; target registration error not assessed")
tour.undoable("3 mask bone", "the region needs a segment of bone first; the form's Region takes one")

for what in ("4 landmark pairs", "5 wipe and acceptance", "6 tumour on the MR", "7 painting by its operation"):
    tour.undoable(what, "not yet part of this tour by keys; the program can do it")
for what in ("8 interpolation", "10 slices to review", "11 other reader, next difference"):
    tour.undoable(what, "the program can't do it yet")
tour.done("≤ 10 D, ≤ 70 c")
