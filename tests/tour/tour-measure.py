#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring by mouse and keys: lengths, angles, regions, distances; snapping, taking back, moving, copying, deleting."""
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Tour, bone_with_tumour, write_nifti
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
images = os.path.join(work, "images")
case = os.path.join(work, "tour.kerf")
os.makedirs(images)
write_nifti(os.path.join(images, "CT.nii.gz"), 64, bone_with_tumour)
tour = Tour(kerf, "--import", images, case, "--workspace", "images")
tour.wait("the image's row", lambda: tour.row("CT.nii.gz"))
tour.workspace("Images")
x, y, width, height = tour.place("Axial")
ax, ay = tour.screen("Axial", (0, 0, 0))
bx, by = tour.screen("Axial", (20, 20, 0))
scale = (bx - ax) / 20


def at(mm_left, mm_back):
    return round(ax + mm_left * scale), round(ay + mm_back * scale)


def go(*points, hold=False):
    """Press at the first place, through the others, release."""
    px, py = at(*points[0])
    tour.xdo("mousemove", px, py, "mousedown", 1)
    for qx, qy in (at(*p) for p in points[1:]):
        for step in range(1, 6):
            tour.xdo("mousemove", px + (qx - px) * step // 5, py + (qy - py) * step // 5)
            time.sleep(0.02)
        px, py = qx, qy
    if not hold:
        tour.xdo("mouseup", 1)


def click(mm_left, mm_back):
    tour.xdo("mousemove", *at(mm_left, mm_back), "click", 1)


def spoken(name):
    """The figure in a row's name, which says its unit in full words."""
    found = tour.wait(name, lambda: (node := tour.row(name + ", ")) and re.search(r", (?:mean )?(−?[\d.]+) (\w+)", node.get_name()))
    return float(found[1].replace("−", "-")), found[2]


def near(value, wanted, within):
    assert abs(value - wanted) <= within, (value, wanted)


def from_menu(item, hint):
    """Opens the menu of measures by a click and goes down to the item by keys."""
    order = ["Length", "Angle", "Cobb angle", "Distance to a structure", "Angle between planes", "Ellipse", "Circle", "Outline"]
    tour.click("push button", "Measures")
    tour.wait("the menu", lambda: tour.find("menu item", item))
    time.sleep(0.5)  # it grows
    for _ in range(order.index(item)):
        tour.key("Down")
    tour.key("Return")
    tour.wait("the tool", lambda: tour.label(hint))
    time.sleep(0.6)  # and goes


def is_navigating():
    return tour.label("Click: crosshair")


# Length: the key, a drag, once.
tour.xdo("mousemove", *at(-28, -28), "click", 1)
tour.key("l")
tour.wait("the tool's hint", lambda: tour.label("Drag from end to end"))
go((-25, -25), (15, -25), hold=True)
tour.wait("a live figure", lambda: any(re.fullmatch(r"(39|40)\.\d\u202fmm", text) for text in tour.labels()))
tour.xdo("mouseup", 1)
value, unit = spoken("Length 1")
near(value, 40, 0.4)
assert unit == "millimetres", unit
tour.wait("back to Navigate", is_navigating)
tour.wait("one step", lambda: tour.find("push button", "Undo Measure Length"))
tour.ok("L and a drag: a length with a live figure, its row says millimetres, and Navigate again", "win.tool-length")
tour.wait("its page", lambda: tour.label("Position"))
tour.ok("it is selected, the inspector shows its figures")

# By clicks: Shift keeps it level; Backspace takes the point back, Esc drops it, Esc again leaves the tool.
tour.key("l")
click(-25, 25)
tour.xdo("mousemove", *at(-5, 22))
tour.wait("grows with the pointer", lambda: any(re.fullmatch(r"20\.\d\u202fmm", text) for text in tour.labels()))
tour.key("BackSpace")
tour.wait("nothing set", lambda: tour.label("Drag from end to end"))
click(-25, 25)
tour.xdo("mousemove", *at(-6, 22), "keydown", "Shift_L", "mousemove", *at(-5, 22))
tour.xdo("click", 1, "keyup", "Shift_L")
near(spoken("Length 2")[0], 20, 0.3)
tour.key("l")
click(0, 0)
tour.key("Escape")
tour.wait("dropped, the tool stays", lambda: tour.label("Drag from end to end"))
tour.key("Escape")
tour.wait("left", is_navigating)
assert not tour.row("Length 3")  # not yet
tour.ok("clicks, Shift, Backspace; Esc drops what was begun, then leaves the tool")

# Angle: Ctrl brings steps of 15°.
tour.key("a")
go((20, 20), (0, 20))
tour.wait("the second leg", lambda: tour.label("Now the end of the other leg"))
tour.xdo("mousemove", *at(12, 7), "keydown", "Control_L", "mousemove", *at(13, 8), "click", 1, "keyup", "Control_L")
assert spoken("Angle 1") == (45.0, "degrees"), spoken("Angle 1")
tour.ok("A: an angle, with Ctrl in steps of 15°", "win.tool-angle")

# Ellipse: a circle by Ctrl, from the centre by Shift; in bone of 700 HU with a grain of 6.6.
tour.key("e")
tour.xdo("mousemove", *at(12, 0), "keydown", "Control_L", "keydown", "Shift_L")
go((12, 0), (17, 3))
tour.xdo("keyup", "Control_L", "keyup", "Shift_L")
mean, _ = spoken("Ellipse 1")
near(mean, 700, 3)
shown = tour.wait("its label's area", lambda: next((t for t in tour.labels() if re.fullmatch(r"[\d.]+\u202f(mm|c)m?²", t)), None))
near(float(shown.split("\u202f")[0]) * (100 if "cm" in shown else 1), 78.5, 4)
assert tour.label("Standard deviation") and tour.label("Samples")
tour.ok("E with Ctrl and Shift: a circle about its centre, with the values of the image in it", "win.tool-ellipse")

# A circle is one without keys, too; from corner to corner.
from_menu("Circle", "Drag from corner to corner")
go((-12, -26), (-4, -20))
near(spoken("Circle 1")[0], 0, 5)
tour.ok("a circle from the menu of measures", "win.tool-circle")

# An outline, from the menu of measures.
from_menu("Outline", "Drag round the region")
go((8, -8), (17, -8), (17, 8), (8, 8), (7.5, -9))
near(spoken("Outline 1")[0], 700, 5)
tour.ok("an outline by hand from the menu; its tail is cut off", "win.tool-freehand")

from_menu("Cobb angle", "Drag two lines")
go((-28, 24), (-8, 24))
tour.wait("the second line", lambda: tour.label("Now the second line"))
tour.xdo("keydown", "Control_L")
go((-25, 0), (-10, -9))
tour.xdo("keyup", "Control_L")
assert spoken("Cobb angle 1") == (30.0, "degrees"), spoken("Cobb angle 1")
tour.ok("a Cobb angle by two drags", "win.tool-cobb")

# From the context menu.
tour.xdo("mousemove", *at(-28, 12), "click", 3)
tour.choose_entry("Measure from here")
tour.wait("the tool", lambda: tour.label("Drag from end to end"))
click(-28, 20)
near(spoken("Length 3")[0], 8, 0.3)
tour.ok("Measure from here: the first point is where the menu was asked for", "view.measure-from-here")

# The end of a selected one is dragged; one step; taken back.
tour.click_row("Length 1,")
tour.wait("its page", lambda: tour.label("40.") or tour.label("39."))
go((15, -25), (25, -25))
tour.wait("longer", lambda: tour.row("Length 1, 50.") or tour.row("Length 1, 49."))
tour.wait("a named step", lambda: tour.find("push button", "Undo Move Measure"))
tour.key("ctrl+z")
tour.wait("as it was", lambda: abs(spoken("Length 1")[0] - value) < 0.01)
tour.ok("an end is dragged: one step, Move Measure, taken back by Ctrl+Z")

# Its numbers as text.
tour.click_row("Length 1,")
tour.key("ctrl+c")
tour.wait("said", lambda: tour.label("Figures copied"))
read = """import gi
gi.require_version("Gtk", "4.0")
from gi.repository import Gtk, Gdk, GLib
Gtk.init()
loop = GLib.MainLoop()
def done(clipboard, result):
    print(clipboard.read_text_finish(result) or "")
    loop.quit()
Gdk.Display.get_default().get_clipboard().read_text_async(None, done)
GLib.timeout_add_seconds(10, loop.quit)
loop.run()"""
copied = subprocess.run(["/usr/bin/python3", "-c", read], capture_output=True, text=True, timeout=20)
if copied.returncode == 0:
    lines = dict(line.split("\t", 1) for line in copied.stdout.splitlines() if "\t" in line)
    assert lines["Measure"] == "Length 1" and lines["Image"] == "CT.nii.gz", copied.stdout
    number, mm = lines["Length"].split("\t")
    near(float(number), value, 0.06)
    assert mm == "mm" and " mm" in lines["Position"], copied.stdout
    tour.ok("Ctrl+C: name, image, position and number with unit, by tabs")
else:
    tour.skip("Ctrl+C", "no reader of the clipboard is here")

# Deleted and back.
tour.key("Delete")
tour.wait("gone", lambda: not tour.row("Length 1,"))
tour.key("ctrl+z")
tour.wait("back", lambda: tour.row("Length 1,"))
tour.ok("Delete takes it away, Ctrl+Z brings it back")

# From a point to bone.
tour.workspace("Contour")
tour.tool("Threshold")
Atspi.Value.set_current_value(tour.wait("lower limit", lambda: tour.find("spin button", "From")), 300)
tour.press("Apply")
tour.wait("bone", lambda: tour.row("bone"))
tour.key("Escape")
tour.workspace("Images")
from_menu("Distance to a structure", "Click a point")
tour.xdo("mousemove", *at(29, 1), "mousemove", *at(30, 1))
tour.wait("a live figure and whose it is", lambda: tour.label("mm to bone"))
click(30, 1)
near(spoken("Distance 1")[0], 10, 0.4)
tour.ok("the distance to bone's surface, live and kept", "win.tool-distance")
tour.xdo("mousemove", *at(10, 5))
tour.wait("structures in the probe", lambda: next((t for t in tour.labels() if re.search(r" mm   CT\.nii\.gz .*\d.* +bone", t)), None))
tour.ok("the probe says position, value and structure")

shown = subprocess.run([os.path.join(os.path.dirname(os.path.dirname(kerf)), "cli", "kerf-cli"), "show", case, "--json"],
                       capture_output=True, text=True, check=True)
found = {o["name"]: o for o in json.loads(shown.stdout)["objects"] if o["kind"] == "measure"}
assert set(found) == {"Length 1", "Length 2", "Length 3", "Angle 1", "Ellipse 1", "Circle 1", "Outline 1", "Cobb angle 1", "Distance 1"}, set(found)
near(found["Length 1"]["length_mm"], value, 0.06)
near(found["Ellipse 1"]["mean"], mean, 0.6)
ends = found["Length 2"]["points"]
assert abs(ends[0][1] - ends[1][1]) < 1e-9, ends  # Shift kept it level
for name in "Ellipse 1", "Circle 1":
    assert abs(found[name]["half_axis_long_mm"] - found[name]["half_axis_short_mm"]) < 1e-9, found[name]
assert found["Outline 1"]["volume"] == "v1" and found["Outline 1"]["outside_share"] == 0
tour.ok("kerf-cli show lists the same figures")
bad = tour.unnamed()
assert not bad, bad
tour.ok("no widget that can be acted on is without a name")
tour.end()
