# SPDX-License-Identifier: GPL-3.0-or-later
"""What tours share: starting Kerf on a small phantom, finding widgets by name, moving the mouse, asserting what is shown."""
import gzip
import json
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
import warnings

import bindings
import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

warnings.simplefilter("ignore")
EDGE = 5  # libadwaita's border without a window manager


def write_nifti(path, size, value):
    """An axial image of int16, 1 mm, LPS origin in its middle; `value (x, y, z)` gives HU."""
    half = size / 2 - 0.5
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, size, size, size, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 4, 16)
    struct.pack_into("<8f", header, 76, 1, 1, 1, 1, 0, 0, 0, 0)
    struct.pack_into("<3f", header, 108, 352, 1, 0)
    header[123] = 2
    struct.pack_into("<2h", header, 252, 0, 1)
    # RAS in the file: x and y of LPS turned.
    struct.pack_into("<12f", header, 280, -1, 0, 0, half, 0, -1, 0, half, 0, 0, 1, -half)
    header[344:348] = b"n+1\0"
    voxels = bytearray()
    for k in range(size):
        for j in range(size):
            voxels += struct.pack(f"<{size}h", *(int(value(i - half, j - half, k - half)) for i in range(size)))
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(bytes(header) + bytes(voxels))


def bone_with_tumour(x, y, z):
    """A block of bone along z with a soft lesion in it, in water; a little texture, so that it is no label image."""
    grain = (3 * x + 5 * y + 7 * z) % 23 - 11
    if (x + 6) ** 2 + y ** 2 + z ** 2 < 64:
        return 60 + grain
    if abs(x) < 20 and abs(y) < 14:
        return 700 + grain
    return grain


def demo_case(kerf, work):
    """A copy of the demo's case, with everything a case can hold. It is made once for each build of the program, beside it."""
    cli = os.path.join(os.path.dirname(os.path.dirname(kerf)), "cli", "kerf-cli")
    stat = os.stat(cli)
    kept = os.path.join(os.path.dirname(cli), f"tour-demo-{stat.st_mtime_ns}-{stat.st_size}.kerf")
    case = os.path.join(work, "case.kerf")
    if not os.path.exists(kept):
        for name in os.listdir(os.path.dirname(cli)):
            if name.startswith("tour-demo-"):
                os.remove(os.path.join(os.path.dirname(cli), name))
        folder = os.path.join(work, "demo")
        subprocess.run([cli, "demo", folder], check=True, capture_output=True)
        making = os.path.join(os.path.dirname(cli), f"making-{os.getpid()}.kerf")
        shutil.move(os.path.join(folder, "case.kerf"), making)
        os.rename(making, kept)
    shutil.copy(kept, case)
    return case


class Tour:
    VISIBLE = Atspi.StateType.VISIBLE

    def __init__(self, executable, *arguments):
        Atspi.init()
        Atspi.set_timeout(10000, 20000)  # a loaded machine answers late
        self.count = 0
        self.views = {}
        self.shows = set()
        self.parts, self.answered = {}, []
        self.case = next((word for word in arguments if word.endswith(".kerf")), None)
        self.process = subprocess.Popen([executable, *arguments])
        self.wait("the window", lambda: self.root() and any(True for _ in self.walk()))

    # ---- the tree ----
    def root(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(index)
            if app is not None and app.get_process_id() == self.process.pid:
                return app
        return None

    def walk(self, node=None):
        node = node or self.root()
        if node is None:
            return
        yield node
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is not None:
                yield from self.walk(child)

    def find(self, role, name, visible=True):
        for node in self.walk():
            if node.get_role_name() != role or not (node.get_name() == name or (callable(name) and name(node.get_name()))):
                continue
            if not visible or node.get_state_set().contains(Atspi.StateType.VISIBLE):
                return node
        return None

    def wait(self, what, condition, seconds=60):
        """Never a fixed sleep: polls what is shown."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"Kerf ended with {self.process.returncode} while waiting for: {what}")
            try:
                value = condition()
                if value:
                    return value
            except GLib.Error:  # the tree changed under us
                pass
            time.sleep(0.03)
        folder = os.environ.get("KERF_TOUR_PICTURES")
        if folder:
            subprocess.run(["import", "-window", "root", f"{folder}/failed.png"])
        raise SystemExit(f"waited {seconds} s for: {what}\nlabels: {self.labels()}")

    def labels(self):
        try:
            return [n.get_name() for n in self.walk() if n.get_role_name() in ("label", "status bar") and n.get_name()]
        except GLib.Error:
            return []

    def known(self, role, name):
        """A part of the first window, looked for only once: walking the tree is what takes the time."""
        node = self.parts.get((role, name))
        try:
            if node and node.get_name() == name:
                return node
        except GLib.Error:
            pass
        self.parts[role, name] = self.find(role, name, visible=False)
        return self.parts[role, name]

    def label(self, part):
        """Those that answered before are asked first: the hint and the probe at the window's foot."""
        for node in self.answered:
            try:
                if part in node.get_name() and node.get_state_set().contains(self.VISIBLE):
                    return node.get_name()
            except GLib.Error:
                pass
        for node in self.walk():
            if node.get_role_name() in ("label", "status bar") and part in node.get_name():
                self.answered.append(node)
                return node.get_name()
        return None

    def row(self, start):
        """A row of the data panel by the beginning of its name: "bone, 69.5 cm³"."""
        return next((n for n in self.rows() if n.get_name().startswith(start)), None)

    def rows(self):
        panel = self.known("list", "What is in the case")
        children = [panel.get_child_at_index(i) for i in range(panel.get_child_count())] if panel else []
        return [n for n in children if n is not None and n.get_role_name() == "list item"]

    def figure(self, row):
        """The number in a row's name: "tumour, 11.5 cm³"; 0 where it has none yet."""
        found = re.search(r", (-?[\d.]+)\u202f", self.row(row).get_name())
        return float(found[1]) if found else 0

    # ---- what the window keeps of its views ----
    def state(self):
        """It is written a moment after the hand rests; None before the first time."""
        try:
            with sqlite3.connect(f"file:{self.case}?mode=ro", uri=True) as base:
                tables = [row[0] for row in base.execute("select name from sqlite_master where type='table' and name like '%view%'")]
                texts = [v if isinstance(v, str) else v.decode() for row in base.execute(f"select * from {tables[0]}")
                         for v in row if isinstance(v, (str, bytes))]
            return json.loads(next(text for text in texts if "kerf-view-1" in text))
        except (StopIteration, sqlite3.OperationalError, json.JSONDecodeError, IndexError):
            return None

    def kept(self, what, condition):
        """Waits until what is kept is so; the condition's value."""
        def holds():
            try:
                state = self.state()
                return state and condition(state)
            except (KeyError, IndexError, TypeError):
                return False
        return self.wait(what, holds)

    # ---- menus ----
    def entry(self, name):
        return self.find("menu item", name) or self.find("push button", name)

    def choose_entry(self, *names):
        """Goes down an open menu by keys to the entry, through the menus under it. (Places of entries are not told.)"""
        focused = Atspi.StateType.FOCUSED
        for name in names:
            node = self.wait(f"entry {name}", lambda: self.entry(name))
            self.wait("the menu has the focus", lambda: any(n.get_state_set().contains(focused) for n in self.walk()
                                                            if n.get_role_name() in ("menu item", "push button")))
            for _ in range(40):
                if node.get_state_set().contains(focused):
                    break
                self.key("Down")
                time.sleep(0.05)
            assert node.get_state_set().contains(focused), name
            self.key("Return")
        self.wait("the menu has gone", lambda: not self.find("menu item", names[-1]))

    def set_value(self, name, value):
        Atspi.Value.set_current_value(self.wait(name, lambda: self.find("spin button", name)), value)

    def press(self, name, role="push button"):
        node = self.wait(f"{role} '{name}'", lambda: self.find(role, name) or self.find("toggle button", name))
        Atspi.Action.do_action(node, 0)

    def tool(self, name):
        pill = self.wait("the tools", lambda: self.find("panel", "Tools") or self.find("filler", "Tools"))
        node = self.wait(f"tool {name}", lambda: next((n for n in self.walk(pill) if n.get_name() == name), None))
        Atspi.Action.do_action(node, 0)
        # The call comes back before it is done.
        pressed = (Atspi.StateType.PRESSED, Atspi.StateType.CHECKED)
        self.wait(f"{name} taken", lambda: any(node.get_state_set().contains(state) for state in pressed))

    def workspace(self, name):
        self.press(name)
        node = self.find("push button", name) or self.find("toggle button", name)
        pressed = (Atspi.StateType.PRESSED, Atspi.StateType.CHECKED)
        self.wait(f"workspace {name}", lambda: any(node.get_state_set().contains(state) for state in pressed))

    def click(self, role, name):
        """A click in the middle of a widget."""
        self.click_on(f"{role} '{name}'", lambda: self.find(role, name))

    def click_row(self, start):
        self.click_on(f"row '{start}'", lambda: self.row(start))

    def click_on(self, what, find):
        node = self.wait(what, find)
        box = self.wait(f"{what} has its place", lambda: self.in_sight(node))
        self.xdo("mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 1)

    def in_sight(self, node):
        """Its place; a list or page that it is in is scrolled by the wheel first."""
        for _ in range(40):
            box = self.extents(node)
            if not box or 84 <= box.y <= 756 - box.height or 0 <= box.y < 50:  # the header bar doesn't scroll
                break
            self.xdo("mousemove", box.x + box.width // 2, 400, "click", 4 if box.y < 84 else 5)
            time.sleep(0.1)
        return box

    @staticmethod
    def extents(node):
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        return box if box.width > 0 and box.height > 0 else None

    def type_into(self, name, text):
        """Focus by a click in the middle of the field, then keys. (Pages that aren't shown may have a field of this name.)"""
        node = self.wait(f"field {name}", lambda: next((n for n in self.walk() if n.get_role_name() in ("text", "entry") and
                                                        n.get_name() == name and self.extents(n)), None))
        box = self.in_sight(node)
        self.xdo("mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 1)
        self.xdo("key", "ctrl+a")
        self.xdo("type", "--delay", 20, "--", text)

    def choose(self, name, steps):
        """Opens a row of choices by a click and goes down by so many from the first."""
        node = self.wait(f"choice {name}", lambda: self.find("combo box", name) or self.find("list item", name))
        box = self.in_sight(node)
        self.xdo("mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 1)
        time.sleep(1)  # the popover grows; it says nothing when it is there
        self.xdo("key", "Home")
        for _ in range(steps):
            self.xdo("key", "Down")
        self.xdo("key", "Return")
        time.sleep(0.6)  # and goes

    # ---- the mouse ----
    @staticmethod
    def xdo(*arguments):
        subprocess.run(["xdotool", *map(str, arguments)], check=True)

    def view(self, name):
        """A view by the beginning of its accessible name; the tree is walked only for one that isn't known yet."""
        known = self.views.get(name)
        try:
            if known and known.get_name().startswith(name + " view") and known.get_state_set().contains(self.VISIBLE):
                return known
        except GLib.Error:
            pass
        self.views[name] = self.wait(f"view {name}", lambda: self.find("image", lambda n: n.startswith(name + " view")))
        return self.views[name]

    def focus(self, name):
        """A view gets the keys by a level right drag, which zooms by nothing: a click would move the crosshair."""
        x, y, width, height = self.place(name)
        self.drag(x - 60, y - 60, 8, 0, button=3, steps=2)
        focused = Atspi.StateType.FOCUSED
        self.wait(f"{name} has the focus", lambda: self.view(name).get_state_set().contains(focused))

    def place(self, name):
        """Middle of a view by the beginning of its accessible name, in screen pixels."""
        node = self.view(name)
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        return box.x + box.width // 2, box.y + box.height // 2, box.width, box.height

    def wheel(self, x, y, notches):
        self.xdo("mousemove", x, y)
        for _ in range(notches):
            self.xdo("click", 5)
        time.sleep(0.5)  # it glides

    def point(self, x, y):
        """The patient's place (LPS, mm) under the mouse, as the status line says it."""
        self.xdo("mousemove", x - 3, y, "mousemove", x, y)
        time.sleep(0.3)  # the line follows the hand
        place = re.compile(r"([LR]) ([\d.]+)  ([AP]) ([\d.]+)  ([SI]) ([\d.]+) mm")
        found = self.wait("a place", lambda: next(filter(None, map(place.match, self.labels())), None))
        return [float(found[k + 1]) * (1 if found[k] in "LPS" else -1) for k in (1, 3, 5)]

    def screen(self, view, at):
        """Where a place (LPS) lies on the screen in a plain view, from two places read off it."""
        x, y, width, height = self.place(view)
        a, b = self.point(x - width // 4, y - height // 4), self.point(x + width // 4, y)  # the tools lie over the foot
        across, down = {"Axial": (0, 1), "Coronal": (0, 2), "Sagittal": (1, 2)}[view]
        return (round(x - width / 4 + (at[across] - a[across]) * (width / 2) / (b[across] - a[across])),
                round(y - height / 4 + (at[down] - a[down]) * (height / 4) / (b[down] - a[down])))

    def drag(self, x, y, dx, dy, button=1, steps=12, key=None):
        self.xdo("mousemove", x, y)
        if key:
            self.xdo("keydown", key)
        self.xdo("mousedown", button)
        for step in range(1, steps + 1):
            self.xdo("mousemove", x + dx * step // steps, y + dy * step // steps)
            time.sleep(0.02)
        self.xdo("mouseup", button)
        if key:
            self.xdo("keyup", key)

    def key(self, keys):
        self.xdo("key", keys)

    def give_keys(self, title):
        """To a window by its title, where there is no window manager."""
        subprocess.run(["xdotool", "search", "--onlyvisible", "--limit", "1", "--name", "^" + re.escape(title) + "$", "windowfocus"],
                       timeout=20, check=False)

    # ---- what is said at the end ----
    def ok(self, what, *shows):
        """What stands, and which rows of bindings.py it has shown; with KERF_TOUR_PICTURES a picture of it."""
        self.count += 1
        print(f"ok {self.count} - {what}", flush=True)
        self.shows.update(shows)
        folder = os.environ.get("KERF_TOUR_PICTURES")
        if folder:
            time.sleep(1)  # at rest the 3-D picture is a fine one
            picture = f"{folder}/{os.path.basename(sys.argv[0])}-{self.count:02}.png"
            subprocess.run(["import", "-window", "root", picture])
            for binding in shows:
                shutil.copy(picture, f"{folder}/{binding}.png")

    def skip(self, what, why):
        self.count += 1
        print(f"ok {self.count} - {what} # SKIP {why}", flush=True)

    def unnamed(self):
        """Widgets that can be acted on and have no name of their own."""
        bad = []
        acting = ("push button", "toggle button", "check box", "spin button", "combo box", "text", "entry", "slider",
                  "list item", "image", "menu item")
        for node in self.walk():
            states = node.get_state_set()
            if node.get_role_name() not in acting:
                continue
            parent = node.get_parent()
            if parent is not None and parent.get_name() == "AdwToastWidget":
                continue  # libadwaita's own close button
            if not states.contains(Atspi.StateType.FOCUSABLE) or not states.contains(Atspi.StateType.VISIBLE):
                continue
            name = node.get_name()
            if not name or re.match("(Gtk|Adw|Kerf)[A-Z]", name) or re.fullmatch(r"(.+) \1", name):  # or said twice
                path, above = [], node.get_parent()
                while above is not None and len(path) < 6:
                    path.append(f"{above.get_role_name()} {above.get_name()}")
                    above = above.get_parent()
                bad.append((node.get_role_name(), name, path))
        return bad

    def frames(self):
        """The windows of the program."""
        root = self.root()
        return [n for n in (root.get_child_at_index(i) for i in range(root.get_child_count())) if n is not None]

    def shown(self, node):
        """Visible with all that is above it: pages of a stack that are not the current one aren't."""
        while node is not None and node.get_role_name() != "application":
            if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
                return False
            node = node.get_parent()
        return True

    def twins(self):
        """Widgets that can be acted on, beside each other, with one name and one role."""
        acting = ("push button", "toggle button", "check box", "radio button", "spin button", "combo box", "text", "entry",
                  "slider", "list item", "image", "menu item")
        found = []
        for parent in self.walk():
            seen = {}
            for index in range(parent.get_child_count()):
                node = parent.get_child_at_index(index)
                if node is None or node.get_role_name() not in acting or not self.shown(node):
                    continue
                if not node.get_state_set().contains(Atspi.StateType.FOCUSABLE):
                    continue
                key = (node.get_role_name(), node.get_name())
                if key in seen:
                    found.append((parent.get_name(), *key))
                seen[key] = node
        return found

    def out_of_order(self):
        """Buttons and rows of one parent that lie before what the tree names first: above it, or left of it on one line."""
        found = []
        for parent in self.walk():
            last = None
            for index in range(parent.get_child_count()):
                node = parent.get_child_at_index(index)
                if node is None or node.get_role_name() not in ("push button", "list item") or not self.shown(node):
                    continue
                box = self.extents(node)
                if not box:
                    continue
                if last and (box.y + box.height <= last.y or (abs(box.y - last.y) < 4 and box.x + box.width <= last.x)):
                    found.append((parent.get_name(), node.get_name()))
                last = box
        return found

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.say_end()

    def say_end(self):
        """All the rows that the table gives to this tour must have been shown, and no others."""
        wanted = bindings.of_tour(os.path.basename(sys.argv[0]).removeprefix("tour-").removesuffix(".py"))
        assert self.shows == wanted, ("not shown:", sorted(wanted - self.shows), "not in the table:", sorted(self.shows - wanted))
        print(f"1..{self.count}", flush=True)


def sample_in_space(kerf, work):
    """The sample with the 3-D view large in workspace Images: tour, case, and what tells the middle of that view on the screen."""
    case = demo_case(kerf, work)
    tour = Tour(kerf, case)
    tour.wait("the margins", lambda: tour.row("Plane A, margin"), 120)
    tour.workspace("Images")
    tour.focus("3-D")
    tour.key("ctrl+3")
    tour.kept("3-D is large", lambda s: s["layout"] == 3)

    def middle():
        x, y, width, height = tour.place("3-D")
        return x + EDGE, y + EDGE, width, height
    return tour, case, middle


def export_guide(tour, work):
    """By its button and the file chooser; where the file lies. Nobody approved it, so it says DRAFT."""
    tour.press("Export 3MF…")
    tour.wait("where to", lambda: tour.label("Name:"))
    time.sleep(0.5)  # it grows
    tour.key("ctrl+a")
    tour.xdo("type", "--delay", 10, os.path.join(work, "guide.stl"))
    tour.key("Return")
    tour.wait("said", lambda: tour.label("it was written as"), 120)
    return os.path.join(work, "DRAFT-guide.stl")


def judge(tour, kerf, case, guide, work, on_bone=True):
    """What the referee says of the exported guide and the case's plan; says *skipped* where it isn't here. Not `on_bone`: the
    guide isn't laid on the bone. On a bone made of labels small faces of the underside that happen to run along a slot's
    wall are taken for the wall, here or there with the pixel that was clicked."""
    shared = os.environ.get("KERF_SHARED", "../shared")
    referee = os.path.join(shared, "referee", "referee")
    cli = os.path.join(os.path.dirname(os.path.dirname(kerf)), "cli", "kerf-cli")
    plan = os.path.join(work, "plan.json")
    subprocess.run([cli, "export", "plan", case, plan, "--id", "p1"], check=True, capture_output=True)
    with open(plan, encoding="utf-8") as file:
        known = json.load(file)
    bone = next(s for s in known["structures"] if s["id"] == known["guides"][0]["bone"])
    for what, words in (("mesh", [guide, "--no-thickness"]), ("plan", [plan]), ("margins", ["--plan", plan]),
                        ("guide", ["--guide", guide, "--bone", os.path.join(work, bone["file"]["path"]), "--plan", plan])):
        if what == "guide" and not on_bone:
            continue
        if not os.path.exists(referee):
            tour.skip(f"the referee on {what}", "it is not here")
            continue
        said = subprocess.run(["/usr/bin/python3", referee, what, *words], capture_output=True, text=True)
        assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-500:]
        tour.ok(f"the referee passes {what}")
