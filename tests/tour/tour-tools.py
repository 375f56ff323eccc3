#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mouse on slices, the tools by their keys, brush, planes by clicks, handle keys, tube, pin: in one window."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import EDGE, Tour, demo_case
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
case = demo_case(kerf, work)
tour = Tour(kerf, case)
tour.wait("the margins", lambda: tour.row("Plane A, margin"), 120)
tour.workspace("Images")
tour.focus("Axial")
tour.key("r")


def middle(view):
    x, y, width, height = tour.place(view)
    return x + EDGE, y + EDGE, width, height


def axial(state):
    return state["views"]["axial"]


def hint(part):
    return tour.wait(part, lambda: tour.label(part))


x, y, width, height = middle("Axial")
tour.xdo("mousemove", x + 1, y + 2, "click", 1)
at = tour.kept("a crosshair", lambda s: s["crosshair"])
tour.ok("a click puts the crosshair there", "2d.left-click")
tour.xdo("mousemove", x + 40, y - 31, "mousemove", x + 40, y - 30)
hint("HU")
tour.ok("the status line says place, value and structures under the pointer", "2d.hover")
tour.xdo("click", 5)
tour.kept("a slice on", lambda s: abs(s["crosshair"][2] - at[2] + 1) < 1e-6)
tour.ok("the wheel towards the hand goes a slice to the feet", "2d.wheel")
tour.xdo("click", 4)
tour.kept("and back", lambda s: abs(s["crosshair"][2] - at[2]) < 1e-6)
tour.xdo("keydown", "shift", "mousemove", x + 20, y - 20, "mousemove", x + 24, y - 24)
moved = tour.kept("it follows", lambda s: abs(s["crosshair"][0] - at[0]) > 3 and s["crosshair"])
tour.xdo("keyup", "shift")
tour.ok("Shift+move: the crosshair follows, without a button", "2d.shift-move")
tour.xdo("mousemove", x + 60, y + 50, "keydown", "ctrl", "click", 4, "keyup", "ctrl")
zoomed = tour.kept("nearer", lambda s: axial(s)["zoom_px_per_mm"] and axial(s))
tour.ok("Ctrl+wheel zooms about the pointer", "2d.ctrl-wheel")
tour.drag(x + 60, y + 50, 30, -20, button=2)
tour.kept("panned", lambda s: abs((axial(s)["centre"][0] - zoomed["centre"][0]) * axial(s)["zoom_px_per_mm"] + 30) < 0.01
          and abs((axial(s)["centre"][1] - zoomed["centre"][1]) * axial(s)["zoom_px_per_mm"] - 20) < 0.01)
tour.ok("a middle drag pans one to one", "2d.middle-drag")
scale = zoomed["zoom_px_per_mm"]
before = axial(tour.state())["centre"]
tour.xdo("mousemove", x + 50, y - 40, "click", 2)
tour.kept("centred", lambda s: abs((axial(s)["centre"][0] - before[0]) * scale - 50) < 1
          and abs((axial(s)["centre"][1] - before[1]) * scale + 40) < 1)
tour.ok("a middle click centres the view on the point", "2d.middle-click")
tour.key("r")
tour.kept("fits", lambda s: axial(s)["zoom_px_per_mm"] == 0)
tour.drag(x + 70, y + 70, 40, 50)
tour.kept("wider and darker", lambda s: (w := next((w for w in s["windows"] if w["preset"] == "9"), None))
          and abs(w["width"] - 1800 * 2 ** (40 / 200)) < 0.01 and abs(w["centre"] - (400 + 1800 / 400 * 50)) < 0.01)
tour.ok("a left drag: right is wider, down is darker, by the rates of the table", "2d.left-drag")
tour.key("2")
tour.xdo("mousemove", x + 60, y + 60, "click", "--repeat", 2, "--delay", 60, 1)
tour.wait("alone", lambda: tour.place("Axial")[2] > width + 100)
tour.ok("a double click maximises", "2d.double-click")
tour.key("Escape")
tour.wait("four", lambda: tour.place("Axial")[2] == width)

# ---- tools by their letters; what a drag does ----
for key, words, action in (("w", "Drag right: wider", "window"), ("m", "Drag: moves the picture", "move"),
                           ("z", "Drag up: nearer", "zoom"), ("l", "Drag from end to end", "length"), ("a", "Click end, corner", "angle"),
                           ("e", "Drag from corner to corner", "ellipse"), ("n", "Click: crosshair", "navigate")):
    tour.key(key)
    hint(words)
    measures = action in ("length", "angle", "ellipse")  # tour-measure draws them
    tour.ok(f"{key.upper()}: {words}", *([] if measures else ["win.tool-" + action]))
    if key == "w":
        tour.drag(x - 20, y - 20, 30, 0)
        tour.kept("wider", lambda s: any(w["preset"] == "9" and abs(w["width"] - 1800 * 2 ** (30 / 200)) < 0.01 for w in s["windows"]))
        tour.drag(x - 40, y - 30, 60, 50, key="ctrl")
        tour.kept("of the box", lambda s: any(w["preset"] == "9" and abs(w["width"] - 1800 * 2 ** (30 / 200)) > 1 for w in s["windows"]))
        tour.ok("Window: a drag sets it, with Ctrl from a box", "tool.window-drag", "tool.window-box")
        tour.key("2")
    elif key == "m":
        tour.drag(x, y, 25, 10)
        tour.kept("moved", lambda s: axial(s)["centre"])
        tour.ok("Move: a drag pans", "tool.move-drag")
    elif key == "z":
        was = tour.state()["views"]["axial"]["zoom_px_per_mm"]
        tour.drag(x, y + 40, 0, -75)
        tour.kept("nearer", lambda s: axial(s)["zoom_px_per_mm"] > was)
        tour.ok("Zoom: a drag up is nearer", "tool.zoom-drag")
        tour.key("r")

# ---- brush ----
tour.workspace("Contour")
x, y, width, height = middle("Axial")
tour.click_row("Tumour")
tour.focus("Axial")
tour.key("r")
tour.key("b")
hint("Drag: paints")
tour.ok("B: the brush", "win.tool-brush")
tour.key("shift+b")
hint("Brush: disc in the slice")
tour.ok("Shift+B: a disc", "win.brush-shape")
tour.key("shift+b")
hint("Brush: ball")
tour.key("x")
hint("Brush erases")
tour.ok("X: it erases", "win.brush-mode")
tour.key("x")
hint("Brush paints")
tour.key("shift+Up")
size = float(re.match(r"[\d.]+", tour.wait("its size", lambda: next((t for t in tour.labels() if re.fullmatch(r"[\d.]+\u202fmm", t)
                                                                     and t.startswith("6.")), None)))[0])
tour.ok("Shift+Up: bigger by a quarter", "win.brush-bigger")
tour.key("shift+Down")
tour.wait("its size", lambda: any(re.fullmatch(r"5\.0\u202fmm", t) for t in tour.labels()))
tour.ok("Shift+Down: smaller", "win.brush-smaller")
tour.xdo("mousemove", x + 60, y + 60, "keydown", "shift", "click", 4, "keyup", "shift")
tour.wait("its size", lambda: any(re.fullmatch(r"5\.6\u202fmm", t) for t in tour.labels()))
tour.ok("Shift+wheel: bigger by 12 %", "2d.shift-wheel")
first = tour.figure("Tumour")
tour.drag(x + 60, y + 60, 40, 0)
more = tour.wait("painted", lambda: tour.figure("Tumour") > first + 0.2 and tour.figure("Tumour"))
tour.wait("a step", lambda: tour.find("push button", "Undo Paint"))
tour.ok("a stroke paints", "tool.brush-drag")
tour.drag(x + 60, y + 60, 40, 0, key="ctrl")
tour.wait("erased", lambda: tour.figure("Tumour") < more - 0.2)
tour.ok("with Ctrl it erases", "tool.brush-ctrl")
tour.key("ctrl+z")
tour.wait("as painted", lambda: abs(tour.figure("Tumour") - more) < 0.11)
tour.key("ctrl+z")
tour.wait("as it was", lambda: abs(tour.figure("Tumour") - first) < 0.11)
tour.key("t")
tour.wait("its limits", lambda: tour.find("spin button", "From"))
tour.ok("T: the threshold with its limits and a tinted preview", "win.tool-threshold")
tour.key("Escape")
hint("Click: crosshair")

# ---- planes ----
tour.workspace("Plan")
x, y, width, height = middle("Axial")
tour.click_row("Plane A, margin")
tour.focus("Axial")
tour.key("r")


def margin(letter="A"):
    found = re.search(r"margin (-?[\d.]+) millimetres", tour.row("Plane " + letter).get_name())
    return float(found[1]) if found else None


was = tour.wait("its margin", margin)
tour.key("Return")
hint("Up/Down: along the normal")
tour.ok("Enter takes the handle of the selected plane", "win.take-handle")
for keys, said, row in ((("ctrl+Up", "Up", "shift+Up"), "moved +1.6", "along"), (("Left",), "moved -0.5", "sideways"),
                        (("Prior",), "pitch 1.0°", "pitch"), (("Home",), "roll 1.0°", "roll")):
    tour.xdo("key", *keys)
    hint(said)
    tour.ok(f"{', '.join(keys)}: {said}", "handle." + row)
    time.sleep(0.8)  # a step closes half a second after its last key
tour.wait("the margin followed", lambda: abs(margin() - was) > 0.5)
tour.wait("a step with a name", lambda: tour.find("push button", lambda n: n.startswith("Undo Move Plane")))
tour.key("Escape")
hint("Click: crosshair")
tour.ok("Esc leaves the handle, what the keys did stays", "key.escape-handle")
tour.wait("as it was", lambda: abs((margin() or 0) - was) < 0.051 or tour.key("ctrl+z") or time.sleep(0.5))
tour.key("p")
hint("Click where the blade enters, twice")
tour.ok("P: a plane by three clicks", "win.tool-plane-points")
tour.xdo("mousemove", x - 60, y + 20, "click", 1)
second = hint("Second point")
tour.xdo("mousemove", x - 60, y + 60, "click", 1)
hint("Third point")
tour.key("BackSpace")
hint(second)
tour.ok("Backspace takes a point back", "key.backspace")
tour.xdo("mousemove", x - 62, y + 62, "click", 1)
hint("Third point")
tour.xdo("mousemove", x - 30, y + 40, "mousemove", x - 20, y + 42)
time.sleep(0.5)  # not a double click
tour.xdo("click", 1)
tour.wait("the plane", lambda: tour.row("Plane E"))
hint("Click: crosshair")
tour.ok("three clicks are a plane, once", "tool.points")
tour.key("ctrl+z")
tour.wait("undone", lambda: not tour.row("Plane E"))
tour.key("d")
hint("Press where the blade enters and drag")
tour.ok("D: a plane by a line", "win.tool-plane-line")
tour.drag(x - 70, y - 30, 10, 90, key="ctrl")
tour.wait("plane E", lambda: tour.row("Plane E"))
tour.ok("a line becomes a plane, with Ctrl in steps of 5°", "tool.line")
tour.key("ctrl+z")
tour.wait("undone", lambda: not tour.row("Plane E"))
tour.key("u")
tour.wait("the tool", lambda: not tour.label("Click: crosshair"))
tour.ok("U: a nerve root", "win.tool-tube")
roots = sum(1 for n in tour.rows() if n.get_name().startswith("Root"))
for dx, dy in ((-40, -60), (-30, -50), (-20, -42)):
    tour.xdo("mousemove", x + dx, y + dy, "click", 1)
    time.sleep(0.5)  # two clicks in a row would be a double click
tour.key("Return")
tour.wait("a root more", lambda: sum(1 for n in tour.rows() if re.search("nerve|root|tube", n.get_name(), re.I)) > roots)
tour.ok("clicks and Enter: a root", "tool.tube")
tour.key("ctrl+z")

# ---- pin ----
tour.workspace("Guide")
tour.focus("Axial")
tour.key("p")
hint("Click where a pin enters the bone")
tour.ok("P in Guide: a pin", "win.tool-pin")
tour.key("Escape")
hint("Click: crosshair")
tour.end()
