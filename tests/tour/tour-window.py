#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import, look around, threshold, undo, restart: by mouse, keys and accessibility."""
import os
import sys

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
tour.ok("a folder is imported into a new case")

x, y, width, height = tour.place("Axial")
tour.xdo("mousemove", x, y, "click", 1)
tour.wait("the probe", lambda: tour.label(" mm   CT.nii.gz"))
at = tour.wait("position", lambda: tour.label(" mm   CT.nii.gz")).split("S ")
tour.ok("a click puts the crosshair there and the status line says where it is")


def level():
    """Signed S of the status line's position."""
    text = tour.label(" mm   CT.nii.gz")
    for letter, sign in (("S ", 1), ("I ", -1)):
        if "  " + letter in text:
            return sign * float(text.split("  " + letter)[1].split(" mm")[0])
    return None


before = level()
tour.xdo("click", "--repeat", 3, "--delay", 60, 5)
tour.wait("three slices towards the feet", lambda: abs(level() - (before - 3)) < 0.051)
tour.xdo("click", 4)
tour.wait("one back", lambda: abs(level() - (before - 2)) < 0.051)
tour.ok("the wheel goes one slice a notch, to the feet towards the hand")
tour.key("Down")
tour.wait("Down is one more", lambda: abs(level() - (before - 3)) < 0.051)
tour.ok("arrow keys step through slices")

tour.drag(x + 60, y + 60, 80, 0)
tour.wait("a wider window", lambda: True)
tour.key("2")
tour.ok("a drag sets the window, 2 sets it back to bone")

tour.workspace("Contour")
tour.wait("layout of Contour", lambda: tour.find("image", lambda n: n.startswith("Axial view")))
tour.tool("Threshold")
spin = tour.wait("the lower limit", lambda: tour.find("spin button", "From"))
from gi.repository import Atspi  # noqa: E402

Atspi.Value.set_current_value(spin, 300)
tour.press("Apply")
tour.wait("the bone's row", lambda: tour.row("bone"))
tour.wait("its volume", lambda: tour.row("bone").get_name().endswith("cm³"))
volume = float(tour.row("bone").get_name().split(", ")[1].split("\u202f")[0].split(" ")[0])
exact = (40 * 28 * 64 - 4 / 3 * 3.14159265 * 8 ** 3) / 1000
assert abs(volume - exact) < 0.02 * exact, (volume, exact)
tour.ok("a threshold with live tint becomes a segment of the right volume")

tour.wait("undo named", lambda: tour.find("push button", lambda n: n.startswith("Undo Threshold")))
tour.press(tour.find("push button", lambda n: n.startswith("Undo ")).get_name())
tour.wait("no bone", lambda: not tour.row("bone"))
tour.press(tour.wait("redo", lambda: tour.find("push button", lambda n: n.startswith("Redo Threshold"))).get_name())
tour.wait("bone again", lambda: tour.row("bone"))
tour.ok("undo and redo have names and do what they say")

for workspace in ("Images", "Contour", "Plan"):
    tour.workspace(workspace)
    bad = tour.wait("a quiet tree", lambda: [tour.unnamed()])[0]
    assert not bad, (workspace, bad)
tour.ok("no widget that can be acted on is without a name, in any workspace")
tour.wait("saved", lambda: tour.label("Saved · revision"))

tour.key("F10")
tour.wait("the menu", lambda: tour.find("menu item", "Share without identity…"))
tour.key("Down")
tour.key("Down")
tour.key("Return")
tour.click_on("the pseudonym", lambda: tour.find("text", "Pseudonym in the study") or tour.find("entry", "Pseudonym in the study"))
tour.xdo("type", "--delay", 20, "SUB-001")
tour.wait("what identifies", lambda: tour.label("1, the first: CT.nii.gz") and tour.label("v1.name → CT"))
tour.press("Cancel")
tour.ok("the sheet for sharing shows what identifies and what becomes of it")
tour.process.terminate()
tour.process.wait(20)

again = Tour(kerf, case)
again.count = tour.count
again.wait("the bone after a restart", lambda: again.row("bone"))
again.wait("undo after a restart", lambda: again.find("push button", lambda n: n.startswith("Undo Threshold")))
again.ok("everything is there after a restart, undo too")
again.end()
