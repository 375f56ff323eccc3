#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image over another: refused without an alignment, then its kinds, the slider, the wipe's edge, the held key, the base."""
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Tour, bone_with_tumour, write_nifti
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
cli = os.path.join(os.path.dirname(os.path.dirname(kerf)), "cli", "kerf-cli")
images = os.path.join(work, "images")
case = os.path.join(work, "tour.kerf")
os.makedirs(images)
write_nifti(os.path.join(images, "CT.nii.gz"), 48, bone_with_tumour)
write_nifti(os.path.join(images, "MR.nii.gz"), 40, lambda x, y, z: 900 - bone_with_tumour(x, y, z))


def run(*words):
    return subprocess.run([cli, *words], check=True, capture_output=True, text=True).stdout


for name in ("CT", "MR"):
    run("import", os.path.join(images, name + ".nii.gz"), case)
shown = run("show", case)
ct, mr = (re.search(rf"^(v\d+) +{n}", shown, re.M)[1] for n in ("CT", "MR"))
run("do", case, "volume.role", f"volume={ct}", "role=ct")
run("do", case, "volume.role", f"volume={mr}", "role=mr")

tour = Tour(kerf, case)
tour.wait("the images", lambda: tour.row("CT") and tour.row("MR"))
x, y, width, height = tour.place("Axial")
tour.xdo("mousemove", x, y, "click", 1)
tour.key("f")
tour.wait("the sentence", lambda: tour.label("lie in different frames; align them to show one over the other."))
assert tour.find("push button", "Align…")
tour.press("Align…")
tour.wait("workspace Align", lambda: tour.label("Align"))
tour.ok("without an alignment nothing is fused; the sentence stands where the hand is, with the way out")
tour.process.terminate()
tour.process.wait(20)

run("do", case, "align.matrix", f"fixed={ct}", f"moving={mr}", "matrix=1,0,0,3,0,1,0,0,0,0,1,0,0,0,0,1")
again = Tour(kerf, case)
again.count, again.shows = tour.count, tour.shows
tour = again
tour.wait("the images", lambda: tour.row("CT") and tour.row("MR"))
tour.workspace("Images")


state, kept = tour.state, tour.kept


def view():
    return next((n.get_name() for n in tour.walk() if n.get_role_name() == "image" and n.get_name().startswith("Axial view")), "")


x, y, width, height = tour.place("Axial")
tour.xdo("mousemove", x, y, "click", 1)
if not tour.find("slider", "Opacity of the other image, per cent"):
    tour.key("f")
slider = tour.wait("the slider", lambda: tour.find("slider", "Opacity of the other image, per cent"))
kept("a blend", lambda s: s["fusion"] == 1 and s["fusion_share"] == 0.5)
Atspi.Value.set_current_value(slider, 30)
kept("30 %", lambda s: abs(s["fusion_share"] - 0.3) < 1e-9)
tour.xdo("mousemove", x, y, "click", 1)
tour.key("ctrl+Prior")
kept("40 %", lambda s: abs(s["fusion_share"] - 0.4) < 1e-9)
tour.key("ctrl+Next")
kept("30 %", lambda s: abs(s["fusion_share"] - 0.3) < 1e-9)
tour.key("ctrl+Prior")
kept("40 %", lambda s: abs(s["fusion_share"] - 0.4) < 1e-9)
bad = tour.unnamed()
assert not bad, bad
tour.ok("a blend by F, its share by slider and keys", "view.fusion", "view.fusion-more", "view.fusion-less")

tour.key("shift+f")
kept("a wipe", lambda s: s["fusion"] == 2)
tour.drag(x, y - height // 2 + int(height * 0.3), -width // 4, 0)
kept("its edge moved", lambda s: abs(s["wipe_share"] - 0.25) < 0.02)
moved = state()["crosshair"]
tour.key("shift+f")
kept("a checkerboard", lambda s: s["fusion"] == 3 and s["crosshair"] == moved)
tour.ok("the wipe's edge goes with the hand and nothing else does; Shift+F goes through the kinds", "view.fusion-kind")

tour.xdo("keydown", "space")
tour.wait("the other image", lambda: "MR" in view())
tour.xdo("keyup", "space")
tour.wait("the base", lambda: "CT" in view())
assert state()["fusion"] == 3 and abs(state()["fusion_share"] - 0.4) < 1e-9
tour.ok("Space shows the other image while it is held, and leaves everything as it was", "view.other-volume")


def from_main_menu(*names):
    tour.key("F10")
    tour.choose_entry("View", *names)


from_main_menu("Colours of the other image")
kept("other colours", lambda s: s["fusion_map"] != 0)
tour.ok("the other image in colours, from the main menu", "view.fusion-map")
tour.wait("the view has the keys again", lambda: tour.view("Axial").get_state_set().contains(Atspi.StateType.FOCUSED))
tour.key("shift+f")
kept("a blend", lambda s: s["fusion"] == 1)
tour.ok("after a choice from the main menu the keys are the view's again")
from_main_menu("Swap base and other image")
kept("MR below", lambda s: s.get("base") == mr)
tour.wait("named", lambda: "MR" in view())
tour.ok("base and other image change places", "view.swap-images")
from_main_menu("Swap base and other image")
kept("CT below", lambda s: s.get("base") == ct)
tour.key("F10")
tour.wait("the menu", lambda: tour.find("menu item", "Share without identity…"))
tour.key("Escape")
tour.wait("gone", lambda: not tour.find("menu item", "Share without identity…"))
tour.wait("the view has the keys", lambda: tour.view("Axial").get_state_set().contains(Atspi.StateType.FOCUSED))
tour.ok("F10 and Esc leave the keys where they were")
eye = tour.wait("its eye", lambda: tour.find("push button", lambda n: n.startswith("MR.nii.gz lies over")) or
                tour.find("toggle button", lambda n: n.startswith("MR.nii.gz lies over")))
Atspi.Action.do_action(eye, 0)
kept("no fusion", lambda s: s["fusion"] == 0)
box = tour.extents(tour.row("MR"))
tour.xdo("mousemove", box.x + box.width // 3, box.y + box.height // 2)
time.sleep(0.3)
tour.xdo("click", "--repeat", 2, "--delay", 100, 1)
kept("the base", lambda s: s.get("base") == mr)
tour.wait("named", lambda: "MR" in view())
tour.ok("the data panel's eye takes it away, a double click makes an image the base")
tour.click_row("CT")
tour.key("Menu")
tour.choose_entry("Base image")
kept("by the menu of its row", lambda s: s.get("base") == ct)
tour.ok("the Menu key opens the menu of an image's row")
tour.end()
