#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hand on slices: turn the planes by a handle, Ctrl steps, Esc, lines, box window, slab, sampling, surgeon's view, menu."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Tour, bone_with_tumour, write_nifti

kerf, work = sys.argv[1], sys.argv[2]
images = os.path.join(work, "images")
case = os.path.join(work, "tour.kerf")
os.makedirs(images)
write_nifti(os.path.join(images, "CT.nii.gz"), 64, bone_with_tumour)
tour = Tour(kerf, "--import", images, case)
tour.wait("the image's row", lambda: tour.row("CT.nii.gz"))
tour.wait("saved", lambda: tour.label("Saved · revision"))


state, kept = tour.state, tour.kept


def titles():
    return sorted(n.get_name().split(" view")[0] for n in tour.walk() if n.get_role_name() == "image" and " view" in n.get_name())


x, y, width, height = tour.place("Axial")
tour.xdo("mousemove", x, y, "click", 1)
time.sleep(0.5)
left, top = x - width // 2, y - height // 2
middle = (x, y)
handle = (left + 56, y)  # near the level line's left end

# ---- handles ----
tour.drag(*handle, 0, -60)
tour.wait("two oblique views", lambda: titles() == ["3-D", "Axial", "Oblique coronal", "Oblique sagittal"])
turned = kept("axes", lambda s: abs(s["views"]["coronal"]["right"][1]) > 0.2 and s)
a, b = turned["views"]["coronal"], turned["views"]["sagittal"]
assert abs(sum(p * q for p, q in zip(a["right"], b["right"]))) < 1e-9, (a, b)
assert turned["views"]["axial"]["right"] == [1, 0, 0], turned["views"]["axial"]
tour.ok("a handle near a line's end turns the two other planes, at right angles", "2d.drag-handle")

tour.workspace("Contour")
tour.wait("oblique in another workspace", lambda: "Oblique coronal" in titles())
tour.workspace("Images")
x, y, width, height = tour.place("Axial")
tour.xdo("mousemove", x + 90, y + 60, "click", 2)
tour.key("r")
tour.wait("plain again", lambda: titles() == ["3-D", "Axial", "Coronal", "Sagittal"])
tour.ok("they outlive a workspace; Reset view brings the plain planes back")

tour.xdo("mousemove", x, y, "click", 1)
time.sleep(0.5)
tour.xdo("mousemove", *handle, "mousedown", 1, "keydown", "ctrl")
for step in range(1, 9):
    tour.xdo("mousemove", handle[0], handle[1] - step * 6)
    time.sleep(0.03)
said = tour.wait("the angle", lambda: tour.label("Planes turned by"))
angle = float(re.search(r"by (-?[\d.]+)°", said)[1])
assert angle > 5 and abs(angle / 5 - round(angle / 5)) < 1e-6, said
tour.key("Escape")
tour.xdo("keyup", "ctrl", "mouseup", 1)
tour.wait("plain after Esc", lambda: titles() == ["3-D", "Axial", "Coronal", "Sagittal"])
tour.ok("Ctrl turns by steps of 5°, the status line says the angle, Esc puts the planes back",
        "2d.drag-handle-ctrl", "key.escape-drag")

# ---- a second button ----
tour.xdo("mousemove", x, y, "click", 1)
time.sleep(0.5)
tour.xdo("mousemove", *handle, "mousedown", 1)
for step in range(1, 5):
    tour.xdo("mousemove", handle[0], handle[1] - step * 8)
    time.sleep(0.03)
tour.xdo("mousedown", 3, "mouseup", 3)
tour.xdo("mousemove", handle[0], handle[1] - 60)
time.sleep(0.1)
tour.xdo("mouseup", 1)
twice = kept("turned on", lambda s: abs(s["views"]["coronal"]["right"][1]) > 0.2 and s)
kept("by the whole way", lambda s: abs(abs(s["views"]["coronal"]["right"][1]) - abs(a["right"][1])) < 0.02)
assert not tour.find("menu item", "Crosshair here")
tour.key("r")
tour.wait("plain", lambda: titles() == ["3-D", "Axial", "Coronal", "Sagittal"])
tour.ok("a second button during a drag is ignored", "2d.second-button")

# ---- lines and centre ----
before = kept("a crosshair", lambda s: s.get("crosshair"))
tour.drag(x + 50, y, 20, 30)  # on the level line: it only goes down
after = kept("the line moved", lambda s: s["crosshair"][1] - before[1] > 1 and s["crosshair"])
assert abs(after[0] - before[0]) < 1e-6 and abs(after[2] - before[2]) < 1e-6, (before, after)
tour.xdo("mousemove", x, y + 30)
tour.drag(x, y + 30, 25, -30)
both = kept("the centre moved", lambda s: abs(s["crosshair"][1] - before[1]) < 0.6 and s["crosshair"])
assert both[0] - before[0] > 1, (before, both)
tour.ok("a line moves across itself, the centre goes with the hand", "2d.drag-line", "2d.drag-centre")

# ---- zoom and pan ----
tour.key("r")
tour.xdo("mousemove", x + 60, y + 70)
tour.xdo("keydown", "ctrl", "click", 4, "keyup", "ctrl")
fit = kept("linked zoom", lambda s: s["views"]["axial"]["zoom_px_per_mm"] > 0 and s)
assert all(abs(fit["views"][n]["zoom_px_per_mm"] - fit["views"]["axial"]["zoom_px_per_mm"]) < 1e-9 for n in ("coronal", "sagittal"))
scale = fit["views"]["axial"]["zoom_px_per_mm"]
tour.drag(x + 70, y + 70, 0, -75, button=3)
kept("√2 nearer", lambda s: abs(s["views"]["axial"]["zoom_px_per_mm"] / scale - 2 ** 0.5) < 1e-6)
middle = kept("a centre", lambda s: s["views"]["axial"].get("centre"))
scale = state()["views"]["axial"]["zoom_px_per_mm"]
tour.drag(x + 70, y + 60, -40, 20, key="shift")
kept("panned 1:1", lambda s: abs((s["views"]["axial"]["centre"][0] - middle[0]) * scale - 40) < 0.01
     and abs((s["views"]["axial"]["centre"][1] - middle[1]) * scale + 20) < 0.01)
tour.key("r")
kept("fits", lambda s: s["views"]["axial"]["zoom_px_per_mm"] == 0)
tour.ok("Ctrl+wheel and right drag zoom, linked; Shift+drag pans; Reset view fits", "2d.right-drag", "2d.shift-left-drag")

# ---- window ----
tour.drag(x - 90, y - 40, 60, 40, key="ctrl")
box = kept("a window of the box", lambda s: s["windows"] and s["windows"][0]["preset"] == "9" and s["windows"][0])
tour.key("3")
kept("soft tissue", lambda s: s["windows"][0]["width"] == 400)
tour.key("9")
kept("my window", lambda s: s["windows"][0]["width"] == box["width"] and s["windows"][0]["centre"] == box["centre"])
tour.key("7")
tour.wait("why not", lambda: tour.label("The scanner stored no values of metal"))
tour.ok("a box sets the window, 9 brings back one's own, a preset without a meaning says why", "2d.ctrl-left-drag")

# ---- slab, sampling, turns ----
tour.key("k")
kept("a slab", lambda s: s["slab"] == 1)
tour.xdo("keydown", "shift", "click", 4, "click", 4, "keyup", "shift")
kept("two millimetres more", lambda s: s["slab_mm"] == 12)
tour.key("k")
tour.ok("Shift+wheel makes the slab thicker by a millimetre a notch")
tour.key("v")
kept("prone", lambda s: s["surgeon"] and s["views"]["axial"]["right"] == [-1, 0, 0])
tour.key("v")
kept("and back", lambda s: not s["surgeon"] and s["views"]["axial"]["right"] == [1, 0, 0])
tour.key("f")
tour.wait("no second image", lambda: tour.label("There is no second image"))
tour.ok("the surgeon's side and back; fusion says that there is nothing to fuse", "view.surgeon")

# ---- menu ----
tour.xdo("mousemove", x + 40, y + 50, "click", 3)
names = ["Crosshair here", "Measure from here", "Window", "Orientation", "Slab", "Fusion", "Maximise", "Copy picture"]
tour.wait("the menu", lambda: all(tour.find("menu item", n) or tour.find("push button", n) for n in ("Maximise", "Fusion")))
order = [n.get_name() for n in tour.walk() if n.get_name() in names and n.get_role_name() in ("menu item", "push button")]
assert order[:len(names)] == names, order  # the tools come after
tour.key("Escape")
time.sleep(0.5)
where = kept("crosshair", lambda s: s["crosshair"])
tour.xdo("mousemove", x + 40, y + 50, "click", 3)
tour.wait("the menu again", lambda: tour.find("menu item", "Crosshair here"))
time.sleep(0.5)
tour.key("Return")  # the first entry has the focus
kept("the crosshair is there", lambda s: s["crosshair"] != where)
tour.ok("the menu keeps its order, and its entries do what they say", "2d.right-click", "view.crosshair-here")
bad = tour.unnamed()
assert not bad, bad
tour.ok("no widget that can be acted on is without a name")
tour.end()
