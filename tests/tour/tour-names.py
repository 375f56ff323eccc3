#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree that screen readers walk, in every workspace of a whole case: names, siblings, pictures, rows of what is drawn."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Tour, demo_case

kerf, work = sys.argv[1], sys.argv[2]
case = demo_case(kerf, work)
tour = Tour(kerf, case)
tour.wait("the margins", lambda: tour.row("Plane A, margin"), 120)

for workspace in ("Images", "Align", "Contour", "Plan", "Guide", "Compare"):
    tour.workspace(workspace)
    tour.wait(f"{workspace}: every widget that can be acted on has a name", lambda: not tour.unnamed() or time.sleep(0.3), 20)
    twins = tour.twins()
    assert not twins, (workspace, twins)
    tour.ok(f"{workspace}: every widget has a name, and no two beside each other the same one")
    misplaced = tour.out_of_order()
    assert not misplaced, (workspace, misplaced)
    tour.ok(f"{workspace}: the order of the tree is the order of reading")

tour.workspace("Plan")
row = tour.wait("the plane's row", lambda: tour.row("Plane A, margin"))
assert re.match(r"Plane A, margin [\d.]+ millimetres, target 10, held", row.get_name()), row.get_name()
tour.ok("what the canvas shows of a plane is a row: margin, target, state")
for view in ("Axial", "Coronal", "Sagittal"):
    node = tour.wait(view, lambda: tour.find("image", lambda n: re.match(view + r" view, CT, [\d.]+ millimetres \w+, window Bone$", n)))
    text = tour.wait(f"{view} is described", lambda: node.get_description())
    assert re.match(r"Crosshair at [LR] [\d.]+  [AP] [\d.]+  [SI] [\d.]+ mm, CT −?\d+ HU", text), text
tour.ok("each picture says what it shows, and its description what is under the crosshair")

# The views' own actions are there for scripts and screen readers.
node = tour.find("image", lambda n: n.startswith("Axial view"))
from gi.repository import Atspi  # noqa: E402

count = Atspi.Action.get_n_actions(node)
names = [Atspi.Action.get_action_name(node, i) for i in range(count)]
assert "view.slice-on" in names and "view.menu" in names and count > 60, names
before = node.get_name()
Atspi.Action.do_action(node, names.index("view.slice-on"))
tour.wait("it scrolls", lambda: node.get_name() != before)
tour.ok("every action of a view can be run from the tree")

# Popovers and small windows, too.
for keys, what in (("ctrl+shift+c", "Patient text"), ("ctrl+question", None), ("F1", "Declare bone and side"), ("ctrl+f", None), ("ctrl+k", "Accept Alignment")):
    tour.click_on("the axial view", lambda: tour.find("image", lambda n: n.startswith("Axial view")))
    tour.key(keys)
    if what:
        tour.wait(what, lambda: any(n.get_name() == what for n in tour.walk()))
    time.sleep(1)
    bad = [entry for entry in tour.unnamed() if not any(part.startswith("frame Shortcuts") or "Shortcut" in part for part in entry[2])]
    assert not bad, (keys, bad)
    tour.key("Escape")
    time.sleep(0.5)
    tour.key("Escape")
tour.ok("popovers and small windows have names for everything as well")
tour.end()
