#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan by mouse: paint a tumour, place a plane by a line, move it by its handle, drop a drag with Esc."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Tour, bone_with_tumour, write_nifti
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
images = os.path.join(work, "images")
case = os.path.join(work, "tour.kerf")
os.makedirs(images)
write_nifti(os.path.join(images, "CT.nii.gz"), 64, bone_with_tumour)
tour = Tour(kerf, "--import", images, case, "--workspace", "contour")
tour.wait("the image's row", lambda: tour.row("CT.nii.gz"))
tour.workspace("Contour")

tour.tool("Threshold")
Atspi.Value.set_current_value(tour.wait("lower limit", lambda: tour.find("spin button", "From")), 300)
tour.press("Apply")
tour.wait("bone", lambda: tour.row("bone"))
tour.ok("bone by threshold")

tour.key("Escape")
tour.wait("nothing selected", lambda: True)
tour.press("Add to Structures")
tour.press("New Segment")
tour.wait("the new segment's row", lambda: tour.row("tumour"))
tour.ok("an empty segment to draw in")

tour.tool("Brush")
Atspi.Value.set_current_value(tour.wait("radius", lambda: tour.find("spin button", "Brush radius in mm")), 8)
x, y, width, height = tour.place("Axial")
scale = min(width, height) / 64  # the image fits the view
cx = x - int(6 * scale)
tour.xdo("mousemove", cx, y)
tour.xdo("mousedown", 1)
tour.xdo("mousemove", cx + 1, y)
tour.xdo("mouseup", 1)


def volume(row):
    name = tour.row(row).get_name()
    return float(name.split(", ")[1].split("\u202f")[0].split(" ")[0]) if "cm³" in name else 0


tour.wait("a painted ball", lambda: abs(volume("tumour") - 2.1) < 0.15)
tour.wait("one step", lambda: tour.find("push button", "Undo Paint"))
tour.ok("one dab is a ball of its radius and one step")

tour.press("Add to Plans")
tour.type_into("Bone", "Femur")
tour.choose("Side", 1)
tour.press("Declare Bone and Side")
tour.wait("declared", lambda: tour.label("Femur · LEFT"))
tour.ok("bone and side are declared, and stand in the strip")
tour.press("New plan")
tour.wait("the plan's row", lambda: any(n.get_name().endswith("draft") for n in tour.walk()
                                        if n.get_role_name() == "list item"))
tour.ok("a plan with tumour and bone as proposed")

tour.tool("Plane by a line")
x, y, width, height = tour.place("Axial")
scale = min(width, height) / 64
tour.drag(x + int(13 * scale), y - int(20 * scale), 0, int(40 * scale))
row = tour.wait("plane A", lambda: tour.row("Plane A"))
tour.wait("its margin", lambda: "millimetres" in tour.row("Plane A").get_name())


def margin():
    found = re.search(r"margin (-?[\d.]+) millimetres", tour.row("Plane A").get_name())
    return float(found[1]) if found else None


first = tour.wait("a margin", margin)
assert 9 < first < 13, first  # 13 mm + 6 mm − 8 mm − 0.6 mm of kerf, by hand
tour.ok("a plane by a line, with its margin")

tour.drag(x + int(13 * scale), y, int(5 * scale), 0)
moved = tour.wait("a larger margin", lambda: margin() and margin() > first + 3 and margin())
tour.wait("a named step", lambda: tour.find("push button", lambda n: n.startswith("Undo Move Plane")))
tour.ok("its handle moves it, the margin follows, one step with a name", "handle.drag")

tour.xdo("mousemove", x + int(18 * scale), y, "mousedown", 1)
for step in range(8):
    tour.xdo("mousemove", x + int(18 * scale) - step * 4, y)
tour.wait("a preview", lambda: margin() and abs(margin() - moved) > 1)
tour.key("Escape")
tour.xdo("mouseup", 1)
tour.wait("as it was", lambda: margin() and abs(margin() - moved) < 0.051)
tour.ok("Esc in a drag puts back what was before the press")

tour.key("ctrl+z")
tour.wait("undone", lambda: margin() and abs(margin() - first) < 0.051)
tour.ok("Ctrl+Z takes the move back")
bad = tour.unnamed()
assert not bad, bad
tour.ok("no widget that can be acted on is without a name")
tour.end()
