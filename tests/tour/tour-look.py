#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is cut away in 3-D, by the inspector: a box with typed sides, and along a cut."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import sample_in_space
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
tour, case, middle = sample_in_space(kerf, work)

# ---- see through the image ----
x, y, width, height = tour.place("3-D")
tour.xdo("mousemove", x - width // 2 + 8, y - height // 3, "click", 3)
tour.choose_entry("See through the image")
tour.kept("seen through", lambda s: s["look"]["volume_shown"])
tour.click_row("CT")
tour.wait("its page", lambda: tour.find("image", "Colour and opacity by value"))
# The page shows what the menu chose.
toggle = tour.wait("its switch", lambda: next((n for n in tour.walk() if n.get_name() == "See through this image"
                                               and n.get_state_set().contains(Atspi.StateType.CHECKED)), None))
tour.click("list item", "All beyond a box")
tour.kept("a box", lambda s: s["look"]["box_on"])
sides = (("right", 0, -1), ("left", 3, 1), ("front", 1, -1), ("back", 4, 1), ("head", 5, 1), ("feet", 2, -1))
for place, (name, index, sign) in enumerate(sides):
    tour.type_into(f"To the {name}, mm", str(60 - place))
    tour.key("Return")
    tour.kept(f"{60 - place} mm to the {name}", lambda s: s["look"]["box"][index] == sign * (60 - place))
tour.type_into("To the feet, mm", "-70")
tour.key("Return")
tour.wait("why not", lambda: tour.label("This side lies beyond the other one, at -56.0 mm."))
tour.type_into("To the feet, mm", "55")
tour.key("Return")
tour.wait("said no more", lambda: not any("This side lies beyond" in text for text in tour.labels()))
tour.ok("a box cuts away, its sides are typed", "look.box")
tour.click("list item", "All beyond a box")
tour.kept("no box", lambda s: not s["look"]["box_on"])
tour.choose("Along a cut", 1)
tour.kept("along A", lambda s: s["look"]["cut"] == "A" and not s["look"]["cut_keeps_specimen"])
tour.ok("what lies beyond a cut is left away", "look.cut")
tour.choose("Along a cut", 0)
tour.kept("whole", lambda s: s["look"]["cut"] == "")
bad = tour.unnamed()
assert not bad, bad
tour.ok("no widget that can be acted on is without a name")
tour.end()
