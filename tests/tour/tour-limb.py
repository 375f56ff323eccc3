#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole job by mouse on a real sarcoma of the thigh: CT, MR and the tumour's contour, to a guide."""
import os
import pathlib
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Tour, export_guide, judge

kerf, work = sys.argv[1], sys.argv[2]
images = pathlib.Path(os.environ.get("KERF_SHARED", "../shared"), "data/sts-limb-pairs-dev/STS_046")
if not images.exists():
    print("1..0 # SKIP the images are not here")
    sys.exit(0)
case = os.path.join(work, "limb.kerf")
tour = Tour(kerf, str(images.resolve()))
tour.wait("the sheet", lambda: tour.find("push button", "Import 4"))
tour.choose("What CT_mask.nii.gz is", 1)
tour.choose("What MR_T1_mask.nii.gz is", 1)
tour.ok("each label image has its image and its class in the sheet")
tour.press("Import 4")
tour.wait("where to keep it", lambda: tour.label("Make case"))
time.sleep(0.5)
tour.xdo("key", "ctrl+a")
tour.xdo("type", "--delay", 10, case)
tour.xdo("key", "Return")
tour.wait("the rows", lambda: tour.row("CT_mask, 750.3") and tour.row("MR_T1_mask, 750.3"), 60)
tour.ok("two images and their contours in a new case")

# The radiologist: MR to CT, looked at and accepted.
tour.workspace("Align")
tour.wait("the second image by itself", lambda: tour.find("image", lambda n: n.startswith("Axial view, MR")))
time.sleep(1)
tour.ok("before they are aligned each image is seen by itself")
tour.click("list item", "Align Images")
tour.wait("the form", lambda: tour.find("push button", "Align Images"))
time.sleep(0.5)  # the row unfolds
tour.click("push button", "Align Images")
tour.wait("the alignment", lambda: tour.row("MR_T1.nii.gz →"), 90)
tour.wait("its page", lambda: tour.find("push button", "Accept…"))
tour.ok("MR to CT by mutual information")
tour.click("push button", "Accept…")
tour.wait("the question", lambda: tour.find("text", "Name"))
time.sleep(0.5)  # it grows
tour.type_into("Name", "Dr. Tour")
tour.type_into("Role", "radiologist")
tour.click("push button", lambda n: n.endswith("Accept"))
tour.wait("accepted", lambda: tour.row("MR_T1.nii.gz → CT.nii.gz, ✓ accepted"))
tour.ok("the radiologist accepts it by name")

tour.workspace("Contour")
tour.tool("Threshold")
tour.wait("lower limit", lambda: tour.find("spin button", "From"))
tour.click("push button", "Apply")
tour.wait("bone", lambda: tour.row("bone"), 60)
tour.ok("bone by threshold")
tour.click("list item", "Combine Segments")
time.sleep(0.8)
tour.click("push button", "Combine Segments")
tour.wait("what is missing", lambda: tour.label("Fill in “Kind”"))
tour.choose("Kind", 1)
tour.choose("B", 0)
tour.type_into("Name", "Femur with tumour")
tour.click("push button", "Combine Segments")
tour.wait("the union", lambda: tour.row("Femur with tumour"), 60)
tour.ok("bone and tumour in one segment")
tour.click_row("CT_mask,")
tour.click("push button", "Sign…")
tour.wait("the question", lambda: tour.find("text", "Name"))
time.sleep(0.5)
tour.type_into("Name", "Dr. Tour")
tour.type_into("Role", "radiologist")
tour.click("push button", lambda n: n.endswith("Sign"))
tour.wait("signed", lambda: tour.label("Dr. Tour"))
tour.ok("the tumour is signed")

# The surgeon.
tour.workspace("Plan")
tour.press("Add to Plans")
tour.type_into("Bone", "Femur")
tour.choose("Side", 2)
tour.press("Declare Bone and Side")
tour.wait("declared", lambda: tour.label("Femur · RIGHT"))
tour.choose("Bone", 4)
tour.click("push button", "New plan")
tour.wait("the plan's row", lambda: tour.row("Plan, draft"))
tour.ok("a plan on the bone with its tumour")

tour.tool("Plane by a line")
tour.tool("Navigate")
tour.xdo("mousemove", *tour.screen("Axial", (-108, 2, 0)), "click", 1)  # through the shaft
tour.wait("the crosshair", lambda: tour.find("image", lambda n: n.startswith("Coronal view, CT.nii.gz, ") and " posterior" in n))
for z in 739, 932:
    tour.tool("Plane by a line")
    ax, ay = tour.screen("Coronal", (-75, 2, z))
    bx, by = tour.screen("Coronal", (-140, 2, z))
    tour.drag(ax, ay, bx - ax, by - ay)
    tour.wait("the plane", lambda: tour.row("Plane A" if z == 739 else "Plane B"))
tour.ok("two planes by lines on a slice")
tour.click_row("Plan,")
tour.type_into("Target margin, mm", "10")
tour.key("Return")
tour.wait("held", lambda: any(text.endswith("mm ✓") for text in tour.labels()))
tour.ok("a target, and both planes hold it")

# The guide, for the lower plane.
tour.workspace("Guide")
tour.type_into("Planes", "A")
tour.choose("Bone", 3)
tour.click("push button", "New Guide")
tour.wait("the guide's page", lambda: tour.label("1/1 + 0/0"), 90)
tour.ok("a guide for one plane")
x, y, width, height = tour.place("3-D")
tour.xdo("mousemove", x - width // 2 + 30, y, "click", 1)  # the view has the keys
tour.key("shift+l")
tour.key("ctrl+0")
tour.tool("Pin")
time.sleep(2)  # the picture is drawn
for number, (dx, dy) in enumerate(((37, 173), (45, 205)), 1):  # above and below the slot
    tour.xdo("mousemove", x + dx, y + dy, "click", 1)
    tour.wait("the pin", lambda: tour.label(f"1/1 + {number}/{number}"), 90)
tour.ok("two pins by a click each")
tour.key("Escape")
tour.press("Engrave")
tour.wait("letters", lambda: tour.find("push button", "Undo Label Guide"))
tour.wait("and the solid anew", lambda: tour.label("ready ✓"), 90)
tour.ok("it is engraved")
draft = export_guide(tour, work)
tour.ok("exported, and named a draft")
judge(tour, kerf, case, draft, work)
tour.end()
