#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole job by mouse on a real pelvis: DICOM and a label image of the sacrum, a lesion painted in, to a guide."""
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Tour, export_guide, judge

kerf, work = sys.argv[1], sys.argv[2]
data = pathlib.Path(os.environ.get("KERF_SHARED", "../shared"), "data").resolve()
images, labels = data / "vhf-pelvis-ct", data / "vhf-pelvis-ct-labels" / "sacrum-coccyx.nii.gz"
if not (images.exists() and labels.exists()):
    print("1..0 # SKIP the images are not here")
    sys.exit(0)
case = os.path.join(work, "pelvis.kerf")
tour = Tour(kerf, str(images), str(labels))
tour.wait("the sheet", lambda: tour.find("push button", "Import 2"), 60)
tour.choose("What sacrum-coccyx.nii.gz is", 0)
tour.press("Import 2")
tour.wait("where to keep it", lambda: tour.label("Make case"))
time.sleep(0.5)
tour.xdo("key", "ctrl+a")
tour.xdo("type", "--delay", 10, case)
tour.xdo("key", "Return")
tour.wait("the sacrum", lambda: tour.row("sacrum-coccyx 2,"), 90)
tour.ok("a CT from DICOM and the sacrum from labels")

# A lesion, painted.
tour.workspace("Contour")
tour.press("Add to Structures")
tour.press("New Segment")
tour.wait("the new segment's row", lambda: tour.row("tumour"))
tour.tool("Brush")
tour.set_value("Brush radius in mm", 14)
tour.tool("Navigate")
tour.xdo("mousemove", *tour.screen("Axial", (265, 290, 0)), "click", 1)
tour.wait("the crosshair", lambda: tour.find("image", lambda n: re.match("Coronal view.*, (290|289)[.0-9]* millimetres posterior", n)))
tour.xdo("mousemove", *tour.screen("Coronal", (265, 0, 985)), "click", 1)
tour.wait("its slice", lambda: tour.find("image", lambda n: re.match("Axial view.*, (985|984)[.0-9]* millimetres superior", n)))
tour.tool("Brush")
x, y = tour.screen("Axial", (265, 290, 985))
tour.xdo("mousemove", x, y, "mousedown", 1, "mousemove", x + 1, y, "mouseup", 1)
tour.wait("a painted ball", lambda: 11 < tour.figure("tumour") < 13)
tour.ok("a lesion of 14 mm by one dab")
tour.key("Escape")
tour.click_row("sacrum-coccyx 1,")
tour.click("list item", "Combine Segments")
time.sleep(0.8)  # the row unfolds
tour.choose("B", 2)
tour.choose("Kind", 1)
tour.type_into("Name", "Sacrum with tumour")
tour.click("push button", "Combine Segments")
tour.wait("the union", lambda: tour.row("Sacrum with tumour"), 60)
tour.ok("bone and lesion in one segment")

tour.workspace("Plan")
tour.press("Add to Plans")
tour.type_into("Bone", "Sacrum")
tour.choose("Side", 1)
tour.press("Declare Bone and Side")
tour.wait("declared", lambda: tour.label("Sacrum · LEFT"))
tour.choose("Bone", 4)
tour.click("push button", "New plan")
tour.wait("the plan's row", lambda: tour.row("Plan, draft"))
tour.ok("a plan on the sacrum")
for letter, view, start, end in (("A", "Axial", (240, 330, 0), (240, 260, 0)),
                                 ("B", "Sagittal", (0, 330, 957), (0, 260, 957))):
    tour.tool("Plane by a line")
    ax, ay = tour.screen(view, start)
    bx, by = tour.screen(view, end)
    tour.drag(ax, ay, bx - ax, by - ay)
    tour.wait("the plane", lambda: tour.row(f"Plane {letter}"))
tour.wait("margins", lambda: all("millimetres" in tour.row(f"Plane {k}").get_name() for k in "AB"), 60)
tour.ok("two planes by lines on slices")

tour.workspace("Guide")
tour.type_into("Planes", "B")
tour.click("push button", "New Guide")
tour.wait("the guide's page", lambda: tour.label("1/1 + 0/0"), 120)
tour.ok("a guide for one plane")
x, y, width, height = tour.place("3-D")
tour.xdo("mousemove", x - width // 2 + 30, y, "click", 1)  # the view has the keys
tour.key("shift+p")
tour.key("ctrl+0")
tour.tool("Pin")
time.sleep(2)  # the picture is drawn
for number, (dx, dy) in enumerate(((-32, -3), (40, 45)), 1):  # above and below the slot
    tour.xdo("mousemove", x + dx, y + dy, "click", 1)
    tour.wait("the pin", lambda: tour.label(f"1/1 + {number}/{number}"), 120)
tour.ok("two pins by a click each")
tour.key("Escape")
tour.press("Engrave")
tour.wait("letters", lambda: tour.find("push button", "Undo Label Guide"))
tour.wait("and the solid anew", lambda: tour.label("ready ✓"), 120)
tour.ok("it is engraved")
draft = export_guide(tour, work)
tour.ok("exported, and named a draft")
judge(tour, kerf, case, draft, work, on_bone=False)
tour.end()
