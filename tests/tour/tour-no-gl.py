#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without usable OpenGL: a page in the place of the pictures says why, and everything else works."""
import os
import sys
import time

os.environ.update(MESA_GL_VERSION_OVERRIDE="2.1", MESA_GLSL_VERSION_OVERRIDE="120", GSK_RENDERER="cairo",
                  __EGL_VENDOR_LIBRARY_DIRS="/nonexistent")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import Atspi, Tour, demo_case

kerf, work = sys.argv[1], sys.argv[2]
case = demo_case(kerf, work)
tour = Tour(kerf, case)
said = tour.wait("why", lambda: tour.label("No pictures can be drawn here"))
assert said.endswith("install the OpenGL driver or use another computer."), said
tour.ok("the page says why there are no pictures and what to do")
tour.wait("the margins", lambda: tour.row("Plane A, margin"), 120)
tour.workspace("Plan")
panel = tour.find("list", "What is in the case")
index = next(i for i in range(panel.get_child_count()) if panel.get_child_at_index(i).get_name().startswith("Plane A"))
Atspi.Selection.select_child(panel, index)
tour.wait("its page", lambda: tour.label("Margin in bone"))
tour.ok("data panel and inspector work")
tour.type_into("Along the normal, mm", "1")
tour.key("Return")
tour.wait("moved", lambda: tour.find("push button", lambda n: n.startswith("Undo Move Plane")))
tour.press(tour.find("push button", lambda n: n.startswith("Undo Move Plane")).get_name())
tour.wait("undone", lambda: not tour.find("push button", lambda n: n.startswith("Undo Move Plane")))
tour.ok("operations work, and their undo")
tour.key("ctrl+p")
tour.wait("where to", lambda: tour.label("Name:"))
time.sleep(0.5)
pdf = os.path.join(work, "report.pdf")
tour.key("ctrl+a")
tour.xdo("type", "--delay", 10, pdf)
tour.key("Return")
tour.wait("the report", lambda: os.path.exists(pdf) and os.path.getsize(pdf) > 1000, 120)
tour.wait("said", lambda: tour.label("No pictures can be drawn here: EGL"))
tour.ok("the report is written, and says that it has no pictures")
bad = tour.unnamed()
assert not bad, bad
tour.ok("no widget that can be acted on is without a name")
tour.end()
