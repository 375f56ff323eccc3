#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The radiologist's acceptance walk by keyboard alone: CT and MR from a folder, aligned and accepted, the tumour on the MR drawn
and signed."""
import gzip
import json
import os
import re
import struct
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from walk import Walk, command, point
from gi.repository import Atspi

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

# 4: three pairs.
tour.key("alt+Up")
tour.go("Images")
tour.go("Align")
tour.view("Axial")
tour.key("Escape")
tour.wait("nothing is selected", lambda: tour.find("list item", "Align by Landmarks"))
marks = [truth["tubes"][k]["points_lps_mm"][0] for k in (0, 1)] + [truth["tubes"][4]["points_lps_mm"][2], lesion]
pairs = ";".join(point(at) for one in marks for at in (one, on_mr(one)))
tour.operation("Align by Landmarks", fields=[("Pairs, mm", pairs)], choices=[("Fixed", ct["name"]), ("Moving", mr["name"])])
tour.decisions += 1
second = tour.wait("the second alignment", lambda: [a for a in objects("alignment") if a["id"] != first["id"]], 60)[0]
assert second["fre_mm"] < 0.05, second
tour.wait("its page", lambda: tour.label("expected at the centroid of the pairs"))
tour.ok(f"4 landmark pairs: residual {second['fre_mm']:.3f} mm, TRE {second['tre_mm']} with its definition")
tour.undoable("4 residuals per pair", "only their root mean square is shown")

# 5: looked at and accepted.
tour.sign("Accept…", "Dr. Reader", "radiologist")
tour.decisions += 1
tour.wait("accepted", lambda: any(a["accepted"] for a in objects("alignment") if a["id"] == second["id"]))
tour.view("Axial")
if "fusion" not in view():
    tour.key("f")
tour.wait("fused", lambda: tour.find("slider", "Opacity of the other image, per cent"))
tour.key("shift+f")
tour.xdo("keydown", "space")
tour.wait("the other image while Space is held", lambda: mr["name"] in view())
tour.xdo("keyup", "space")
tour.wait("the base again", lambda: ct["name"] in view())
tour.key("f")
tour.ok("5 accepted by name; fusion, wipe and the other image under Space")

# 6: the tumour on the MR. The MR becomes the base by Enter on its row.
tour.go("Contour")
tour.region("Data panel")
tour.tab_to("list item", lambda n: n.startswith(mr["name"]))
tour.key("Return")
tour.wait("MR is the base", lambda: mr["name"] in view())
tour.view("Axial")
tour.key("ctrl+5")
tour.wait("layout 5", lambda: len([n for n in tour.walk() if n.get_role_name() == "image" and " view" in n.get_name() and tour.shown(n)]) == 3)
tour.view("Axial")
tour.key("Escape")
tour.key("t")
tour.wait("its limits", lambda: tour.find("spin button", "From"))
tour.region("Inspector")
for name, value in (("From", 200), ("To", 290)):
    tour.tab_to(("text", "spin button"), name)
    tour.xdo("key", "ctrl+a")
    tour.type(str(value))
    tour.key("Return")
tour.push("Apply")
tour.decisions += 1
segment = tour.wait("a segment", lambda: objects("segment"), 60)[0]
assert segment["volume"] == mr["id"], segment
tour.ok("6 T on the MR, Apply: a segment on the MR")
tour.end()
