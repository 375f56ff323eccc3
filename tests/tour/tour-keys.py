#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key of the window, its objects, its views and its slices, in one window; what each has done is asked of the tree."""
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import EDGE, Tour, demo_case
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
case = demo_case(kerf, work)
tour = Tour(kerf, case)
tour.wait("the margins", lambda: tour.row("Plane A, margin"), 120)
main = tour.frames()[0].get_name()
SELECTED, FOCUSED = Atspi.StateType.SELECTED, Atspi.StateType.FOCUSED


def selected():
    return next((n.get_name() for n in tour.rows() if n.get_state_set().contains(SELECTED)), "")


def over_it():
    """Without a window manager nobody gives the keys to a new window."""
    tour.give_keys(tour.frames()[-1].get_name())


def close_it():
    tour.wait("it closes by Esc", lambda: len(tour.frames()) == 1 or over_it() or tour.key("Escape") or time.sleep(0.7))


def away():
    tour.give_keys(main)


def another_window(keys, name, action):
    """Opens a window of its own by keys and closes it by Esc."""
    tour.key(keys)
    shown = tour.wait(f"{keys} opens {name}", lambda: next((f for f in tour.frames()[1:] if re.search(name, f.get_name() or "")), None)
                      or print("#", [f.get_name() for f in tour.frames()][1:], file=sys.stderr))
    tour.wait("drawn", lambda: shown.get_state_set().contains(tour.VISIBLE))
    time.sleep(0.3)  # for the picture
    tour.ok(f"{keys}: {shown.get_name()}", action)
    close_it()
    away()


def flag(keys, name, action, words):
    """A key that turns something kept on or off, and back."""
    was = tour.kept("its state", lambda s: (s[name],))[0]
    tour.key(keys)
    tour.kept(f"{keys}: {words}", lambda s: s[name] != was)
    tour.ok(f"{keys}: {words}", action)
    tour.key(keys)
    tour.kept("back", lambda s: s[name] == was)


# ---- objects ----
tour.workspace("Images")
tour.click_row("Bone,")
tour.wait("selected", lambda: selected().startswith("Bone,"))
tour.key("F2")
tour.wait("a form whose field has the focus", lambda: any(
    n.get_role_name() in ("text", "entry") and n.get_state_set().contains(FOCUSED) for n in tour.walk(tour.frames()[-1])))
tour.ok("F2: the form for another name", "win.rename")
over_it()
tour.key("ctrl+a")
tour.xdo("type", "--delay", 20, "Pelvis")
tour.key("Return")
tour.wait("renamed", lambda: tour.row("Pelvis"))
tour.wait("alone", lambda: len(tour.frames()) == 1)
away()
tour.ok("the row has the new name")
for keys, row, action in (("ctrl+z", "Bone,", "win.undo"), ("ctrl+shift+z", "Pelvis", "win.redo"), ("ctrl+z", "Bone,", None),
                          ("ctrl+y", "Pelvis", None), ("ctrl+z", "Bone,", None)):
    tour.key(keys)
    tour.wait(f"{keys}: {row}", lambda: tour.row(row))
    if action:
        tour.ok(f"{keys}: {row}", action)
tour.key("alt+Down")
tour.wait("the next", lambda: selected().startswith("Tumour"))
tour.ok("Alt+Down: the next object", "win.next-object")
tour.key("alt+Up")
tour.wait("the one before", lambda: selected().startswith("Bone,"))
tour.ok("Alt+Up: the one before", "win.previous-object")


def bone_shown(state):
    return {one["id"]: one["visible"] for one in state["shown"]}.get("s1", True)


tour.key("ctrl+shift+h")
tour.kept("shown, as it was hidden", bone_shown)
tour.ok("Ctrl+Shift+H: shown, and the eye in its row is open", "win.toggle-shown")
tour.key("ctrl+shift+h")
tour.kept("hidden again", lambda s: not bone_shown(s))
tour.key("ctrl+c")
tour.wait("copied", lambda: tour.label("Figures copied"))
tour.ok("Ctrl+C copies the figures of what is selected", "win.copy")
tour.key("alt+Return")
tour.wait("its page has the focus", lambda: any(n.get_state_set().contains(FOCUSED) and not n.get_name().startswith("Bone,")
                                                for n in tour.walk()))
tour.ok("Alt+Enter goes to the page of what is selected", "win.properties")
another_window("ctrl+e", "Export|Save", "win.export")
tour.click_row("Hemisacrectomy,")
tour.wait("the plan", lambda: selected().startswith("Hemisacrectomy,"))
tour.key("ctrl+d")
tour.wait("a second", lambda: tour.row("Hemisacrectomy, copy"), 120)
tour.ok("Ctrl+D makes a copy of the plan", "win.duplicate")
tour.click_row("Hemisacrectomy, copy")
tour.wait("the copy", lambda: selected().startswith("Hemisacrectomy, copy"))
tour.key("Delete")
tour.wait("gone", lambda: not tour.row("Hemisacrectomy, copy"))
tour.ok("Delete takes it away", "win.delete")
tour.click_row("Hemisacrectomy,")
tour.key("ctrl+l")
tour.wait("what a lock means", lambda: tour.label("Lock the plan?") and tour.label("A 10.0"))
tour.ok("Ctrl+L asks, with side and margins, before a plan is locked", "win.lock")
close_it()
away()

# ---- the window ----
tour.key("ctrl+s")
tour.wait("said", lambda: tour.label("Everything is saved"))
tour.ok("Ctrl+S: everything is saved", "win.save")
another_window("ctrl+o", "Open a case", "win.open")
another_window("ctrl+i", "Choose the folder", "win.import")
another_window("ctrl+shift+s", "Save a copy", "win.save-copy")
another_window("ctrl+p", "Report|Save|Export", "win.report")
another_window("ctrl+h", "History", "win.history")
another_window("ctrl+k", "Run an operation", "win.run-operation")
another_window("ctrl+question", "Shortcuts", "win.shortcuts")
another_window("F1", "From images to a guide", "win.help")
tour.key("F10")
tour.wait("the menu", lambda: tour.find("menu item", "Share without identity…"))
tour.ok("F10: the main menu", "win.main-menu")
tour.key("Escape")
tour.wait("gone", lambda: not tour.find("menu item", "Share without identity…"))
tour.key("ctrl+f")
tour.wait("the field", lambda: next((n for n in tour.walk() if n.get_role_name() in ("text", "entry", "search box", "search bar")
                                     and n.get_state_set().contains(FOCUSED)), None))
tour.xdo("type", "--delay", 20, "root")
tour.wait("only roots", lambda: tour.row("Root") and not tour.row("Tumour"))
tour.ok("Ctrl+F: rows by their name", "win.find")
tour.key("Escape")
tour.wait("all again", lambda: tour.row("Tumour"))
for keys, name, action in (("F9", "Data", "win.data-panel"), ("shift+F9", "Inspector", "win.inspector")):
    wide = tour.place("Sagittal")[2]
    tour.key(keys)
    tour.wait("more room", lambda: tour.place("Sagittal")[2] > wide + 40)
    tour.ok(f"{keys} folds the panel away", action)
    tour.key(keys)
    tour.wait("back", lambda: tour.place("Sagittal")[2] == wide)
tour.focus("Axial")


def focused():
    return next(((n.get_role_name(), n.get_name()) for n in tour.walk() if n.get_state_set().contains(FOCUSED)), None)


start = focused()
assert start[1].startswith("Axial view"), start
tour.key("F6")
right = tour.wait("another region", lambda: focused() not in (None, start) and focused())
tour.ok(f"F6: the next region, {right[1]}", "win.next-region")
tour.key("shift+F6")
tour.wait("the views again", lambda: " view" in (focused() or ("", ""))[1])
tour.key("shift+F6")
left = tour.wait("the region before", lambda: " view" not in (focused() or ("", " view"))[1] and focused() != right and focused())
tour.ok(f"Shift+F6: the region before, {left[1]}", "win.previous-region")
names = ["Images", "Align", "Contour", "Plan", "Guide", "Compare"]
for number, name in enumerate(names, 1):
    tour.key(f"alt+{number}")
    tour.kept(name, lambda s: s["workspace"] == name.lower())
    if name == "Guide":
        tour.wait("the guide from where it comes", lambda: "from behind" in tour.view("3-D").get_name())
    tour.ok(f"Alt+{number}: workspace {name}", f"win.workspace-{number}")
tour.key("alt+1")
tour.kept("Images", lambda s: s["workspace"] == "images")

# ---- any view ----
tour.focus("Axial")
tour.key("ctrl+2")
tour.key("r")
x, y, width, height = tour.place("Axial")
x, y = x + EDGE, y + EDGE
tour.xdo("mousemove", x + 20, y + 30)
tour.key("r")
tour.kept("fits", lambda s: s["layout"] == 2 and s["views"]["axial"]["zoom_px_per_mm"] == 0)


def zoom():
    return tour.state()["views"]["axial"]["zoom_px_per_mm"]


tour.key("ctrl+equal")
first = tour.kept("nearer", lambda s: s["views"]["axial"]["zoom_px_per_mm"])
tour.key("ctrl+plus")
tour.kept("nearer", lambda s: abs(s["views"]["axial"]["zoom_px_per_mm"] / first - 1.25) < 1e-9)
tour.ok("Ctrl++ and Ctrl+=: nearer by a quarter", "view.zoom-in")
tour.key("ctrl+minus")
tour.kept("farther", lambda s: abs(s["views"]["axial"]["zoom_px_per_mm"] / first - 1) < 1e-9)
tour.ok("Ctrl+−: farther", "view.zoom-out")
tour.key("ctrl+0")
tour.kept("fits", lambda s: s["views"]["axial"]["zoom_px_per_mm"] == 0)
tour.ok("Ctrl+0: fits", "view.zoom-fit")
tour.key("shift+z")
tour.wait("in millimetres or why not", lambda: tour.label("This monitor does not state its size") or zoom() > 0)
tour.ok("Shift+Z: actual size, or why not", "view.actual-size")
tour.key("r")
tour.kept("fits", lambda s: s["views"]["axial"]["zoom_px_per_mm"] == 0)
flag("c", "crosshair_shown", "view.crosshair", "no crosshair")
flag("s", "structures_shown", "view.structures", "no structures")
flag("k", "slab", "view.slab", "a slab")
tour.key("k")
slab = tour.kept("a slab", lambda s: s["slab"])
tour.key("shift+k")
tour.kept("of another kind", lambda s: s["slab"] not in (0, slab))
tour.ok("Shift+K: another kind of slab", "view.slab-kind")
tour.key("k")
tour.kept("none", lambda s: s["slab"] == 0)
tour.xdo("keydown", "h")
time.sleep(0.8)
tour.ok("H held: only letters, badges and the side are left", "view.hide-overlays")
tour.xdo("keyup", "h")

# ---- slices ----
was = tour.state()["crosshair"]
tour.xdo("mousemove", x + 2, y + 5, "click", 1)
start = tour.kept("a crosshair", lambda s: s["crosshair"] != was and s["crosshair"])


def goes(keys, action, by, words, within=1e-6):
    """The crosshair has moved by so much."""
    was = tour.state()["crosshair"]
    tour.key(keys)
    tour.kept(f"{keys}: {words}", lambda s: all(abs(s["crosshair"][i] - was[i] - by[i]) <= within for i in range(3)))
    tour.ok(f"{keys}: {words}", action)


goes("Down", "view.slice-on", (0, 0, -1), "a slice to the feet")
goes("Up", "view.slice-back", (0, 0, 1), "a slice back")
goes("Next", "view.slice-on-10", (0, 0, -10), "10 mm to the feet")
goes("Prior", "view.slice-back-10", (0, 0, 10), "10 mm back")
for keys, name, by, way in (("Left", "left", (-1, 0), "right of the patient"), ("Right", "right", (1, 0), "left of the patient"),
                            ("Up", "up", (0, -1), "front"), ("Down", "down", (0, 1), "back")):
    goes("ctrl+" + keys, "view.crosshair-" + name, (*by, 0), f"1 mm to the {way}")
    goes("ctrl+shift+" + keys, f"view.crosshair-{name}-fine", (by[0] / 10, by[1] / 10, 0), f"0.1 mm to the {way}")
tour.key("End")
foot = tour.kept("the last", lambda s: s["crosshair"][2] < start[2] - 20 and s["crosshair"][2])
tour.wait("slice 1 or the last", lambda: "inferior" in tour.view("Axial").get_name())
tour.ok("End: the last slice", "view.slice-last")
tour.key("Home")
tour.kept("the first", lambda s: s["crosshair"][2] > foot + 100)
tour.ok("Home: the first slice", "view.slice-first")
tour.xdo("mousemove", x + 2, y + 5)
for _ in range(7):
    tour.key("Next")
names = {"2": "Bone", "3": "Soft tissue", "4": "Spine bone", "5": "Lung", "6": "Abdomen", "8": "Automatic", "0": "Full range"}
for digit, name in names.items():
    tour.key(digit)
    tour.wait(name, lambda: re.search(f"window {name}", tour.view("Axial").get_name(), re.I))
    tour.ok(f"{digit}: window {name}", "view.preset-" + digit)
tour.key("1")
tour.wait("the scanner's, or why not", lambda: "rom the scanner" in tour.view("Axial").get_name()
          or tour.label("The header has no window that holds for all slices"))
tour.ok("1: the scanner's window, or why not", "view.preset-1")
tour.key("7")
tour.wait("why not", lambda: tour.label("The scanner stored no values of metal"))
tour.ok("7: says that the scanner stored no values of metal", "view.preset-7")
tour.drag(x + 60, y + 60, 50, 20)
tour.key("3")
tour.key("9")
tour.kept("mine", lambda s: any(one["preset"] == "9" for one in s["windows"]))
tour.ok("9: my window", "view.preset-9")
tour.key("v")
tour.kept("prone", lambda s: s["surgeon"])
tour.ok("V: the surgeon’s view")
tour.key("shift+r")
tour.kept("defaults", lambda s: not s["windows"] and not s["surgeon"])
tour.ok("Shift+R: everything to default", "view.defaults")

# ---- what has no key ----
def from_menu(*names):
    tour.xdo("mousemove", x + 2, y + 70, "click", 3)
    tour.choose_entry(*names)


def axes(state, view="axial"):
    return state["views"][view]["right"]


from_menu("Orientation", "Turn left by 90°")
tour.kept("turned", lambda s: abs(axes(s)[0]) < 1e-6 and abs(abs(axes(s)[1]) - 1) < 1e-6)
tour.ok("a slice turns by 90°", "view.turn-plane-left")
from_menu("Orientation", "Turn right by 90°")
tour.kept("back", lambda s: abs(axes(s)[0] - 1) < 1e-6)
tour.ok("and back", "view.turn-plane-right")
from_menu("Orientation", "Turn left by 1°")
tour.kept("a degree", lambda s: abs(abs(axes(s)[1]) - 0.0174524) < 1e-6)
tour.ok("by a degree", "view.turn-plane-left-fine")
from_menu("Orientation", "Turn right by 1°")
tour.kept("back", lambda s: abs(axes(s)[1]) < 1e-6)
tour.ok("and back", "view.turn-plane-right-fine")
from_menu("Orientation", "Turn the other planes left by 5°")
tour.kept("five degrees", lambda s: abs(abs(axes(s, "coronal")[1]) - 0.0871557) < 1e-6 and axes(s)[0] == 1)
tour.ok("the other planes turn by 5°", "view.turn-others-left")
from_menu("Orientation", "Turn the other planes right by 5°")
tour.kept("back", lambda s: abs(axes(s, "coronal")[1]) < 1e-6)
tour.ok("and back", "view.turn-others-right")
sampling = tour.state()["sampling"]
tour.key("F10")
tour.choose_entry("View", "Between voxels: linear, cubic, nearest")
tour.kept("another", lambda s: s["sampling"] != sampling)
tour.ok("between voxels, from the main menu", "view.sampling")
tour.key("F10")
tour.choose_entry("Save picture…")
tour.wait("how large, and whether with patient text", lambda: tour.find("check box", "Patient text"))
tour.ok("Save picture asks for size and patient text", "win.save-picture")
tour.key("Escape")
tour.wait("gone", lambda: not tour.find("check box", "Patient text"))

# ---- the selected cut ----
tour.key("alt+4")
tour.kept("Plan", lambda s: s["workspace"] == "plan")
tour.click_row("Plane A, margin")
tour.wait("selected", lambda: selected().startswith("Plane A"))
tour.focus("Axial")
tour.key("q")
tour.kept("along the cut", lambda s: s["layout"] == 6)
tour.wait("its views", lambda: tour.find("image", lambda n: n.startswith("Cut face view") or n.startswith("Along")
                                         or n.startswith("Cut")))
tour.ok("Q: along the selected cut", "view.along-cut")
tour.key("q")
tour.kept("back", lambda s: s["layout"] != 6)
tour.focus("Axial")
tour.key("ctrl+6")
tour.kept("along the cut", lambda s: s["layout"] == 6)
tour.ok("Ctrl+6 the same, as a layout", "win.layout-6")
tour.key("q")
layout = tour.kept("back", lambda s: s["layout"] != 6 and s["layout"])
tour.focus("Axial")
was = tour.state()["crosshair"]
tour.key("j")
tour.kept("the closest pair", lambda s: s["crosshair"] != was)
tour.click("push button", "Measures")
tour.choose_entry("Angle between planes")
tour.wait("its form", lambda: len(tour.frames()) == 2)
tour.ok("Angle between planes: two rows of planes", "win.measure-planes")
close_it()
away()
tour.focus("Axial")
tour.ok("J: the crosshair goes to the closest pair", "view.closest-pair")
for keys, action in (("Menu", "view.menu"), ("shift+F10", None)):
    tour.key(keys)
    tour.wait("its menu", lambda: tour.find("menu item", "Crosshair here"))
    tour.ok(f"{keys}: the view's menu", *filter(None, [action]))
    tour.key("Escape")
    tour.wait("gone", lambda: not tour.find("menu item", "Crosshair here"))

# ---- windows ----
tour.key("ctrl+n")
tour.wait("another window", lambda: len(tour.frames()) == 2)
time.sleep(0.5)
tour.ok("Ctrl+N: a window for a new case", "app.new-window")
tour.key("ctrl+w")
tour.wait("one window", lambda: len(tour.frames()) == 1)
tour.ok("Ctrl+W closes it", "window.close")
tour.key("ctrl+q")
end = time.monotonic() + 30
while tour.process.poll() is None and time.monotonic() < end:
    time.sleep(0.05)
assert tour.process.poll() == 0, tour.process.poll()
tour.ok("Ctrl+Q ends", "app.quit")
if shutil.which("openbox"):  # which windows are full is a window manager's word
    manager = subprocess.Popen(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    again = Tour(kerf, case)
    again.count, again.shows = tour.count, tour.shows
    tour = again
    tour.wait("the case", lambda: tour.row("Tumour"))

    def width():
        return tour.extents(tour.frames()[0]).width

    subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{re.escape(main)}$", "windowsize", "1100", "740"])
    was = tour.wait("a smaller window", lambda: 1050 < width() < 1150 and width())
    away()
    tour.key("F11")
    tour.wait("all of the screen", lambda: width() >= 1280 - 2 * EDGE)
    tour.ok("F11: full screen", "win.fullscreen")
    tour.key("F11")
    tour.wait("a window again", lambda: width() == was)
    tour.process.terminate()
    tour.process.wait(20)
    manager.terminate()
else:
    tour.skip("F11", "no window manager is here")
    tour.shows.add("win.fullscreen")
tour.say_end()
