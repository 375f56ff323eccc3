#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The 3-D view by mouse and keys: turn, roll, pan, zoom, pick, cube, keypad, and how it sees through the image."""
import math
import os
import re
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import sample_in_space
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
tour, case, middle = sample_in_space(kerf, work)
x, y, width, height = middle()


def dot(a, b):
    return sum(p * q for p, q in zip(a, b))


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def close(a, b, within=1e-6):
    return all(abs(p - q) <= within for p, q in zip(a, b))


def camera(state):
    view = state["views"]["3d"]
    view["into"] = cross(view["right"], view["down"])
    return view


def looks(what, condition):
    """Waits until the camera is so, and gives it."""
    return tour.kept(what, lambda s: condition(camera(s)) and camera(s))


def from_side(words):
    tour.wait(words, lambda: tour.view("3-D").get_name().endswith(", " + words))


# ---- keys ----
for key, words in (("shift+p", "from behind"), ("shift+l", "from the left"), ("shift+r", "from the right"),
                   ("shift+s", "from the head"), ("shift+i", "from the feet"), ("shift+a", "from the front")):
    tour.key(key)
    from_side(words)
    tour.ok(f"{key}: {words}", {"shift+a": "view.from-anterior", "shift+p": "view.from-posterior", "shift+l": "view.from-left",
                                "shift+r": "view.from-right", "shift+s": "view.from-superior", "shift+i": "view.from-inferior"}[key])
# The keypad by its place: NumLock and Shift change what these keys print.
for lock in (False, True):
    for code, plain, shifted in ((89, "from the left", "from the right"), (79, "from the head", "from the feet"),
                                 (87, "from the front", "from behind")):
        tour.xdo("key", code)
        from_side(plain)
        tour.xdo("keydown", "Shift_L", "key", code, "keyup", "Shift_L")
        from_side(shifted)
    tour.key("Num_Lock")
tour.ok("the keypad's 1, 3, 7 and with Shift the opposite side, whatever NumLock says")
tour.xdo("key", 90)
from_side("from the front")
tour.ok("the keypad's 0 resets the camera", "view.reset-camera")

tour.key("shift+o")
looks("orthographic", lambda v: not v["perspective"])
tour.ok("Shift+O: orthographic, with a scale bar", "view.perspective")
right = [1, 0, 0]
for key, action, about, degrees in (("Left", "left", 2, 5), ("Right", "right", 2, -5), ("Up", "up", 0, 5), ("Down", "down", 0, -5),
                                    ("ctrl+Left", "left-45", 2, 45), ("ctrl+Right", "right-45", 2, -45),
                                    ("ctrl+Up", "up-45", 0, 45), ("ctrl+Down", "down-45", 0, -45)):
    before = camera(tour.state())
    tour.key(key)
    now = looks(key, lambda v: abs(dot(v["into"], before["into"]) - math.cos(math.radians(degrees))) < 1e-6)
    # What one sees goes the way of the key, so one looks more to the other side.
    side = dot(now["into"], before["right"]) if about == 2 else dot(now["into"], before["down"])
    wanted = -math.sin(math.radians(degrees))
    assert abs(side - wanted) < 1e-6, (key, side, wanted)
    tour.ok(f"{key} turns by {abs(degrees)}°", "view.turn-" + action)
tour.xdo("key", 90)
looks("reset", lambda v: close(v["into"], (0, 1, 0)))

# ---- wheel and drags ----
tour.xdo("mousemove", x + 30, y - 20, "click", 4)
first = looks("nearer", lambda v: v["height_mm"] > 0)
tour.xdo("click", 4)
second = looks("by a tenth more", lambda v: abs(first["height_mm"] / v["height_mm"] - 1.1) < 1e-9)


def place(view, px, py):
    """The patient's place under a pixel, in the plane of the camera's target."""
    mm = view["height_mm"] / height
    return [c + mm * ((px - x) * r + (py - y) * d) for c, r, d in zip(view["centre"], view["right"], view["down"])]


assert close(place(first, x + 30, y - 20), place(second, x + 30, y - 20), 0.6 * second["height_mm"] / height), (first, second)
tour.ok("the wheel zooms by a tenth a notch about the pointer", "3d.wheel")
tour.xdo("keydown", "ctrl", "click", 5, "keyup", "ctrl")
looks("back", lambda v: abs(v["height_mm"] / first["height_mm"] - 1) < 1e-9)
tour.ok("Ctrl+wheel the same", "3d.ctrl-wheel")
tour.drag(x - 40, y + 30, 0, 150, button=3)
far = looks("half as near", lambda v: abs(v["height_mm"] / first["height_mm"] - 2) < 1e-6)
assert close(place(first, x - 40, y + 30), place(far, x - 40, y + 30), 0.6 * far["height_mm"] / height)
assert not tour.find("menu item", "Crosshair here")
tour.drag(x - 40, y + 30, 0, -150, button=3)
looks("as before", lambda v: abs(v["height_mm"] / first["height_mm"] - 1) < 1e-6)
tour.ok("a right drag zooms, up is nearer, twice a 150 px, about where it was pressed", "3d.right-drag")
for name, words in (("middle", {"button": 2}), ("shift-left", {"key": "shift"})):
    before = camera(tour.state())
    tour.drag(x, y, 60, 30, **words)
    mm = before["height_mm"] / height
    wanted = [c - mm * (60 * r + 30 * d) for c, r, d in zip(before["centre"], before["right"], before["down"])]
    looks("panned", lambda v: close(v["centre"], wanted, 1e-4))
    tour.drag(x, y, -60, -30, **words)
    looks("and back", lambda v: close(v["centre"], before["centre"], 1e-4))
    tour.ok(f"{name} drag pans one to one", f"3d.{name}-drag")
for key, by in (("shift+Left", (-1, 0)), ("shift+Right", (1, 0)), ("shift+Up", (0, -1)), ("shift+Down", (0, 1))):
    before = camera(tour.state())
    tour.key(key)
    mm = before["height_mm"] / height
    wanted = [c - 40 * mm * (by[0] * r + by[1] * d) for c, r, d in zip(before["centre"], before["right"], before["down"])]
    looks("panned", lambda v: close(v["centre"], wanted, 1e-4))
    tour.ok(f"{key} pans", "view.pan-" + key.split("+")[1].lower())

crosshair = tour.state()["crosshair"]
before = camera(tour.state())
tour.drag(x - 30, y + 10, width // 4, 0)
now = looks("turned by 45°", lambda v: abs(dot(v["into"], before["into"]) - math.cos(math.pi * (width // 4) / width)) < 1e-6)
off = [[c - q for c, q in zip(view["centre"], crosshair)] for view in (before, now)]
for axis in ("right", "down"):
    assert abs(dot(off[0], before[axis]) - dot(off[1], now[axis])) < 1e-3, "the crosshair moved on the screen"
tour.ok("a left drag turns by half a turn a width; the crosshair stays where it is on the screen", "3d.left-drag")
tour.drag(x + 120, y, 0, -120, key="ctrl")
rolled = looks("rolled", lambda v: close(v["into"], now["into"], 1e-6) and dot(v["right"], now["right"]) < 0.95)
tour.ok("Ctrl+drag rolls about the line of sight", "3d.ctrl-left-drag")
tour.xdo("mousemove", x - 30, y, "mousedown", 1, "mousemove", x, y, "mousemove", x + 60, y + 40)
tour.key("Escape")
tour.xdo("mouseup", 1)
looks("as before the press", lambda v: close(v["into"], rolled["into"], 1e-9))
tour.ok("Esc in a drag puts the camera back", "key.escape-3d")
tour.key("r")
looks("reset", lambda v: close(v["into"], (0, 1, 0)) and v["height_mm"] == 0)
tour.ok("R resets the view", "view.reset")

# ---- pick ----
for row in "Bone on pseudo-CT", "Bone,":
    tour.click_row(row)
    tour.key("ctrl+shift+h")
tour.kept("only this bone", lambda s: {one["id"]: one["visible"] for one in s["shown"]}.get("s4") is False)
folder = os.path.join(work, "bone.stl")
subprocess.run([kerf.replace("/app/kerf", "/cli/kerf-cli"), "export", "segment", case, folder, "--id", "s1"], check=True, capture_output=True)
with open(folder, "rb") as file:
    data = file.read()
triangles = [struct.unpack_from("<9f", data, 84 + 50 * i + 12) for i in range(struct.unpack_from("<I", data, 80)[0])]


def from_triangle(p, t):
    """Distance of a point from a triangle: from its plane where it lies over it, else from its sides."""
    a, b, c = t[0:3], t[3:6], t[6:9]
    n = cross([q - r for q, r in zip(b, a)], [q - r for q, r in zip(c, a)])
    size = math.sqrt(dot(n, n))
    sides = ((a, b), (b, c), (c, a))
    if size > 1e-9 and all(dot(cross([q - r for q, r in zip(t1, t0)], [q - r for q, r in zip(p, t0)]), n) >= 0 for t0, t1 in sides):
        return abs(dot([q - r for q, r in zip(p, a)], n)) / size
    nearest = math.inf
    for t0, t1 in sides:
        way = [q - r for q, r in zip(t1, t0)]
        f = min(max(dot([q - r for q, r in zip(p, t0)], way) / max(dot(way, way), 1e-12), 0), 1)
        nearest = min(nearest, math.dist(p, [q + f * w for q, w in zip(t0, way)]))
    return nearest


def from_bone(p):
    return min((from_triangle(p, t) for t in triangles if all(abs(t[i] - p[i]) < 6 for i in range(3))), default=math.inf)


def picked(state, was):
    return state["crosshair"] != was and state["crosshair"]


was = tour.state()["crosshair"]
tour.xdo("mousemove", x - width // 5, y - height // 8, "click", 1)
at = tour.kept("the crosshair", lambda s: picked(s, was))
away = from_bone(at)
print("# the picked point is", round(away, 3), "mm from the bone's surface", flush=True)
assert away < 0.1, (at, away)
selected = Atspi.StateType.SELECTED
chosen = tour.wait("selected", lambda: next((n.get_name() for n in tour.rows() if n.get_state_set().contains(selected)), None))
assert chosen.startswith("Bone"), chosen
tour.ok("a click picks the surface: its row is selected, the crosshair is on it to a tenth of a millimetre", "3d.left-click")
tour.xdo("keydown", "shift", "mousemove", x - width // 5 + 12, y - height // 8 + 12, "mousemove", x - width // 5 + 16, y - height // 8 + 16)
follows = tour.kept("it follows", lambda s: picked(s, at))
tour.xdo("keyup", "shift")
assert from_bone(follows) < 0.1, follows
tour.ok("Shift+move: the crosshair follows on the surface", "3d.shift-move")
tour.xdo("mousemove", x - width // 2 + 8, y - height // 3, "click", 1)
tour.wait("nothing selected", lambda: not any(n.get_state_set().contains(selected) for n in tour.rows()))
tour.ok("a click on nothing deselects", "3d.left-click-nothing")
tour.xdo("mousemove", x - width // 5, y - height // 8, "click", "--repeat", 2, "--delay", 60, 1)
looks("the target is there", lambda v: v["centre"] and from_bone(v["centre"]) < 0.1)
tour.ok("a double click on a surface makes it the camera's target", "3d.double-click-surface")
tour.key("r")
looks("reset", lambda v: v["height_mm"] == 0)
tour.xdo("mousemove", x - width // 2 + 8, y - height // 3, "click", "--repeat", 2, "--delay", 60, 1)
tour.wait("alone", lambda: tour.place("3-D")[2] > width + 100)
tour.ok("a double click on nothing maximises", "3d.double-click-nothing")
tour.key("Escape")
tour.wait("as it was", lambda: tour.place("3-D")[2] == width)

# ---- cube ----
cube_x, cube_y = x + width // 2 - 46, y - height // 2 + 8 + 2 * 18 + 36  # under two lines of text
tour.xdo("mousemove", cube_x + 16, cube_y, "click", 1)
half = math.sqrt(0.5)
looks("between front and left", lambda v: close(v["into"], (-half, half, 0)))
tour.ok("a click on the cube's edge turns by 45°", "3d.cube-edge")
tour.xdo("mousemove", cube_x + 13, cube_y, "click", 1)
from_side("from the left")
tour.ok("a click on a face of the cube looks from that side", "3d.cube-face")
tour.xdo("key", 90)
from_side("from the front")

# ---- margin map ----
tour.press("Plan")
tour.wait("Plan", lambda: tour.state() and tour.row("Plane A, margin"))
tour.click_row("Plane A, margin")
tour.focus("3-D")
tour.key("shift+m")
tour.kept("a map", lambda s: s["margin_map_shown"])
tour.ok("Shift+M: the margin map with its legend", "view.margin-map")
tour.key("shift+m")
tour.kept("no map", lambda s: not s["margin_map_shown"])
tour.workspace("Images")

# ---- see through the image ----
x, y, width, height = tour.place("3-D")
tour.xdo("mousemove", x - width // 2 + 8, y - height // 3, "click", 3)
tour.choose_entry("See through the image")
tour.kept("seen through", lambda s: s["look"]["volume_shown"])
tour.ok("See through the image, from the menu", "view.volume")
tour.click_row("CT")
tour.wait("its page", lambda: tour.find("image", "Colour and opacity by value"))
# The page shows what the menu chose.
toggle = tour.wait("its switch", lambda: next((n for n in tour.walk() if n.get_name() == "See through this image"
                                               and n.get_state_set().contains(Atspi.StateType.CHECKED)), None))
tour.choose("Appearance", 2)
preset = tour.kept("another appearance", lambda s: s["look"]["preset"] not in ("", "default", "bone") and s["look"]["preset"])
tour.ok(f"an appearance from the list: {preset}", "look.preset")
editor = tour.find("image", "Colour and opacity by value")


def point():
    found = re.match(r"Point (\d+) of (\d+): (\S+) HU, opacity ([\d.]+) a millimetre", editor.get_description())
    return found and (int(found[1]), int(found[2]), float(found[3].replace("−", "-")), float(found[4]))


for _ in range(3):  # a list that is still closing takes the first click for itself
    tour.choose("Appearance", 0)
    time.sleep(1)
    if tour.state()["look"]["preset"] not in ("", preset):
        break
tour.kept("bone", lambda s: s["look"]["preset"] not in ("", preset))
tour.click("image", "Colour and opacity by value")
tour.key("Next")
tour.wait("the first point", lambda: point() and point()[0] == 1)
tour.key("Next")
one = tour.wait("the second point", lambda: point() and point()[0] == 2 and point())
tour.key("Right")
tour.wait("a greater value", lambda: point()[2] > one[2])
tour.key("Up")
tour.wait("more opacity", lambda: point()[3] > one[3])
tour.key("Insert")
tour.wait("one more", lambda: point()[1] == one[1] + 1)
tour.ok("the curve by keys: Page Down selects a point, arrows move it, Insert adds one", "look.curve-keys")
tour.key("Delete")
tour.wait("one less", lambda: point()[1] == one[1])
assert tour.row("CT"), "Delete on the curve is not Delete of the image"
tour.kept("kept by hand", lambda s: s["look"]["preset"] == "" and len(s["look"]["transfer"]) == one[1])
tour.ok("Delete takes a point away", "look.curve-delete")

bad = tour.unnamed()
assert not bad, bad
tour.ok("no widget that can be acted on is without a name")
tour.end()
