#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Layouts, a second window, the presentation, a picture, and digits on a French keyboard."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import EDGE, Tour, demo_case

kerf, work = sys.argv[1], sys.argv[2]
case = demo_case(kerf, work)
tour = Tour(kerf, case)
tour.wait("the margins", lambda: tour.row("Plane A, margin"), 120)


def views():
    """Names of the views that are shown, by their first word."""
    return sorted(n.get_name().split(",")[0] for n in tour.walk()
                  if n.get_role_name() == "image" and " view" in n.get_name() and n.get_state_set().contains(tour.VISIBLE))


def focus():
    tour.click_on("the axial view", lambda: tour.find("image", lambda n: n.startswith("Axial view")))


four = ["3-D view", "Axial view", "Coronal view", "Sagittal view"]
tour.workspace("Images")
focus()
for key, shown in (("ctrl+1", ["Axial view"]), ("ctrl+2", four), ("ctrl+4", ["Axial view", "Axial view", "Coronal view", "Coronal view"]),
                   ("ctrl+5", ["Axial view", "Coronal view", "Sagittal view"]), ("ctrl+3", four)):
    tour.key(key)
    tour.wait(f"layout by {key}", lambda: views() == shown)
tour.ok("Ctrl and a digit choose the layout", "win.layout-1", "win.layout-2", "win.layout-3", "win.layout-4", "win.layout-5")
tour.workspace("Plan")
tour.wait("Plan has its own", lambda: tour.find("image", lambda n: n.startswith("Axial view")))
tour.key("ctrl+5")
tour.wait("five", lambda: len(views()) == 3)
tour.workspace("Images")
tour.wait("three again", lambda: views() == four)
tour.ok("each workspace keeps its layout")


def box(view):
    return tour.extents(tour.find("image", lambda n: n.startswith(view + " view")))


# Separators: the second level one of *one and three*, and back.
before = box("Sagittal")
tour.drag(before.x + before.width // 2 + EDGE, before.y - 1 + EDGE, 0, 60)
tour.wait("a lower Sagittal", lambda: abs(before.height - 60 - box("Sagittal").height) <= 3)
upright = box("3-D")
tour.drag(upright.x + upright.width + 1 + EDGE, upright.y + 40 + EDGE, -80, 0)
tour.wait("a narrower 3-D view", lambda: abs(upright.width - 80 - box("3-D").width) <= 3)
time.sleep(0.6)
now = box("Sagittal")
tour.xdo("mousemove", now.x + now.width // 2 + EDGE, now.y - 1 + EDGE, "click", "--repeat", 2, "--delay", 60, 1)
tour.wait("as it was", lambda: abs(before.height - box("Sagittal").height) <= 1)
tour.ok("separators drag, also where three views stand above each other; a double click puts them back")
tour.key("ctrl+2")
focus()
tour.key("ctrl+7")
tour.wait("one view", lambda: len(views()) == 1)
tour.key("Escape")
tour.wait("four views", lambda: views() == four)
tour.ok("a view is maximised by Ctrl+7 and restored by Esc", "win.maximise")

# French keyboard: the digits' keys print & é \" ' ( without Shift; they count by their place.
subprocess.run(["setxkbmap", "fr"], check=True)
time.sleep(0.5)
focus()
for keycode, shown in ((10, 1), (11, 4), (14, 3), (11, 4)):
    tour.xdo("keydown", "Control_L", "key", keycode, "keyup", "Control_L")
    tour.wait(f"layout by the key {keycode}", lambda: len(views()) == shown)
tour.xdo("key", 12)  # the 3 of soft tissue
tour.wait("the window", lambda: tour.find("image", lambda n: n.startswith("Axial view") and n.endswith("window Soft tissue")))
tour.xdo("key", 11)
tour.wait("the window", lambda: tour.find("image", lambda n: n.startswith("Axial view") and n.endswith("window Bone")))
tour.key("y")  # a letter goes by what it prints
tour.wait("unlinked", lambda: tour.label("Views no longer linked"))
subprocess.run(["setxkbmap", "us"], check=True)
time.sleep(0.5)
tour.ok("on a French keyboard digits go by their place, letters by what they print")


def place(view):
    return tour.find("image", lambda n: n.startswith(view + " view")).get_name()


time.sleep(1)
coronal, axial = place("Coronal"), place("Axial")
focus()
time.sleep(1)
axial = place("Axial")
tour.key("Down")
tour.wait("axial moves", lambda: place("Axial") != axial)
assert place("Coronal") == coronal, (coronal, place("Coronal"))
tour.ok("a view that is not linked moves by itself", "view.link")
tour.key("y")
tour.wait("linked", lambda: tour.label("Views linked"))

# A second window of the same case.
focus()
tour.key("ctrl+shift+n")
tour.wait("two windows", lambda: len(tour.frames()) == 2)
second = tour.wait("the second", lambda: next((f for f in tour.frames() if f.get_name().endswith("(2)")), None))
first = next(f for f in tour.frames() if not f.get_name().endswith("(2)"))
assert any(n.get_name() == "For research, not for clinical use" for n in tour.walk(second))
assert any("LEFT" in n.get_name() for n in tour.walk(second) if n.get_role_name() == "label")
tour.ok("a second window of the case, with its strip", "win.second-window")


def in_window(frame, role, start):
    return next((n for n in tour.walk(frame) if n.get_role_name() == role and n.get_name().startswith(start)), None)


tour.wait("its rows", lambda: in_window(second, "list item", "Plane A, margin"))
row = in_window(first, "list item", "Plane A, margin")
from gi.repository import Atspi  # noqa: E402

panel = in_window(second, "list", "What is in the case")
index = next(i for i in range(panel.get_child_count()) if panel.get_child_at_index(i).get_name().startswith("Plane B"))
Atspi.Selection.select_child(panel, index)
chosen = tour.wait("selected in both", lambda: in_window(first, "list item", "Plane B").get_state_set().contains(Atspi.StateType.SELECTED))
tour.ok("what is selected in one is selected in the other")


def axial_of(frame):
    return in_window(frame, "image", "Axial view")


name = axial_of(first).get_name()
actions = [Atspi.Action.get_action_name(axial_of(second), i) for i in range(Atspi.Action.get_n_actions(axial_of(second)))]
Atspi.Action.do_action(axial_of(second), actions.index("view.slice-on-10"))
tour.wait("the crosshair goes along", lambda: axial_of(first).get_name() != name and axial_of(first).get_name() == axial_of(second).get_name())
tour.ok("linked, the crosshair is one")
subprocess.run([kerf.replace("/app/kerf", "/cli/kerf-cli"), "do", case, "object.rename", "id=s1", "name=Renamed"], check=True, capture_output=True)
tour.wait("in both", lambda: all(in_window(f, "list item", "Renamed") for f in (first, second)))
undo = in_window(second, "push button", "Undo Rename")
Atspi.Action.do_action(undo, 0)
tour.wait("undone in both", lambda: not any(in_window(f, "list item", "Renamed") for f in (first, second)))
tour.ok("an edit and its undo show in both")
tour.xdo("key", "ctrl+w")
tour.wait("one window", lambda: len(tour.frames()) == 1)
time.sleep(1)
tour.wait("it goes on", lambda: tour.row("Plane A, margin") and tour.process.poll() is None)
tour.ok("closing one leaves the other")

# The presentation.
focus()
tour.key("F5")
tour.wait("the overview", lambda: tour.label("4 planes, margin") or tour.label("planes, margin"))
assert tour.label("For research, not for clinical use") and tour.label("LEFT")
names = [n for n in tour.labels() if "SAMPLE, Sacrum" in n or "KERF-SAMPLE" in n]
assert not names, names
tour.ok("the plan is presented with side and research sentence, without a name", "win.presentation")
tour.key("t")
tour.wait("the name, where it is wanted", lambda: tour.label("SAMPLE, Sacrum"))
tour.key("t")
tour.wait("and not", lambda: not tour.label("SAMPLE, Sacrum"))
tour.key("Right")
tour.wait("axial", lambda: any(text.startswith("Axial · ") for text in tour.labels()))
tour.key("space")
tour.wait("coronal", lambda: any(text.startswith("Coronal · ") for text in tour.labels()))
tour.key("BackSpace")
tour.wait("axial", lambda: any(text.startswith("Axial · ") for text in tour.labels()))
for _ in range(3):
    tour.key("Right")
tour.wait("plane A", lambda: any(text.startswith("Plane A: margin ") and "target 10" in text and text.endswith("✓") for text in tour.labels()))
tour.ok("a step a key: views, then each plane with its margin, target and state")
tour.key("Escape")
tour.wait("the window as it was", lambda: tour.row("Plane A, margin") and views() == four and tour.label("SAMPLE, Sacrum"))
tour.ok("Esc gives the window back as it was")

# A picture.
focus()
tour.key("ctrl+shift+c")
tick = tour.wait("the tick", lambda: tour.find("check box", "Patient text"))
assert not tick.get_state_set().contains(Atspi.StateType.CHECKED)
time.sleep(0.5)
tour.key("shift+Tab")  # from Copy over Save
tour.key("shift+Tab")
tour.wait("it has the focus", lambda: tick.get_state_set().contains(Atspi.StateType.FOCUSED))
tour.key("space")
tour.wait("ticked", lambda: tick.get_state_set().contains(Atspi.StateType.CHECKED))
tour.key("Escape")
time.sleep(0.5)
focus()
tour.key("ctrl+shift+c")
tick = tour.wait("the tick", lambda: tour.find("check box", "Patient text"))
assert not tick.get_state_set().contains(Atspi.StateType.CHECKED)
tour.press("Copy")
tour.wait("copied", lambda: tour.label("Picture copied, without patient text"))
tour.ok("a picture is copied; the tick of patient text is off each time anew", "win.copy-picture")
tour.end()
