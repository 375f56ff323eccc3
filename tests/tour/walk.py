# SPDX-License-Identifier: GPL-3.0-or-later
"""What the acceptance walks share: a tour by keys alone. Focus goes by Tab, Shift+Tab, F6 and shortcuts, and is followed by
the events that a screen reader follows; nothing is clicked, nothing is set from outside."""
import json
import os
import subprocess
import sys
import time

from tour import Tour
from gi.repository import Atspi, GLib


def command(kerf, *words, check=True):
    """kerf-cli, as a script would run it."""
    cli = os.path.join(os.path.dirname(os.path.dirname(kerf)), "cli", "kerf-cli")
    return subprocess.run([cli, *map(str, words)], check=check, capture_output=True, text=True)


def script(kerf, case, lines):
    """Operations, one a line: what a walk's start needs is made in one run."""
    path = case + ".txt"
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    command(kerf, "script", case, path, "--author", "Preparation")


def point(at):
    return ",".join(f"{v:.6f}".rstrip("0").rstrip(".") for v in at)


class Walk(Tour):
    def __init__(self, kerf, *arguments):
        self.kerf, self.focus, self.moves = kerf, None, 0
        self.pressed, self.decisions, self.undone = 0, 0, []
        self.started = time.monotonic()
        super().__init__(kerf, *arguments)
        self.listener = Atspi.EventListener.new(self.heard)
        self.listener.register("object:state-changed:focused")
        self.windows = []
        self.take_window()

    def heard(self, event):
        if event.detail1:
            self.focus, self.moves = event.source, self.moves + 1

    @staticmethod
    def listen():
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass

    # ---- windows: without a window manager somebody has to give the newest one the keys ----
    def take_window(self):
        def mapped():
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True,
                                   text=True).stdout.split()
            return found if found and found != self.windows else None

        before, self.windows = self.windows, self.wait("another set of windows", mapped)
        fresh = [window for window in self.windows if window not in before]
        self.xdo("windowfocus", (fresh or self.windows)[-1])

    # ---- keys ----
    def key(self, *keys):
        self.pressed += len(keys)
        for one in keys:
            self.xdo("key", one)

    def type(self, text):
        self.pressed += 1
        self.xdo("type", "--delay", 8, "--", text)

    def move(self, key):
        """A key that moves the focus: waits until it was told."""
        before = self.moves
        self.xdo("key", key)
        end = time.monotonic() + 1
        while self.moves == before and time.monotonic() < end:
            self.listen()
            time.sleep(0.004)
        self.listen()
        return self.moves != before

    def has_focus(self, node):
        return node.get_state_set().contains(Atspi.StateType.FOCUSED)

    def tab_to(self, role, name, back=False, most=90):
        """Tab until the widget of that name has the focus: that it can be reached is part of what is tested."""
        roles = (role,) if isinstance(role, str) else role
        what = f"{roles[0]} '{name if isinstance(name, str) else '…'}'"
        node = self.wait(what, lambda: next((n for n in map(lambda r: self.find(r, name), roles) if n and self.shown(n)), None))
        for _ in range(most):
            if self.has_focus(node) or self.focus_is_inside(node) or self.focus_is(roles, name):
                return node
            self.move("shift+Tab" if back else "Tab")
        said = f"{self.focus.get_role_name()} '{self.focus.get_name()}'" if self.focus else "nothing"
        raise SystemExit(f"{what} can't be reached by Tab; the focus is at {said}")

    def focus_is_inside(self, node):
        """A drop-down's own button has the focus."""
        try:
            return (node.get_role_name() == "combo box" and self.focus is not None and self.has_focus(self.focus) and
                    self.focus.get_parent() == node)
        except GLib.Error:
            return False

    def focus_is(self, roles, name):
        """A row that unfolds has its name twice, and the inner one gets the focus."""
        try:
            return (self.focus is not None and self.has_focus(self.focus) and self.focus.get_role_name() in roles and
                    (name(self.focus.get_name()) if callable(name) else self.focus.get_name() == name))
        except GLib.Error:
            return False

    def focus_is_in(self, region):
        self.listen()
        try:
            node = self.focus if self.focus and self.has_focus(self.focus) else None
            while node is not None and node.get_name() != region:
                node = node.get_parent()
            return node is not None
        except GLib.Error:  # it went away
            return False

    def region(self, name):
        """F6 until the focus is in that region."""
        for _ in range(8):
            if self.focus_is_in(name):
                return
            self.move("F6")
        raise SystemExit(f"region '{name}' can't be reached by F6")

    def go(self, name):
        """A workspace by Alt and its place among those that are shown."""
        names = ("Images", "Align", "Contour", "Plan", "Guide", "Compare", "Study")
        shown = self.wait("the workspaces", lambda: [n for n in (self.find("push button", one) or self.find("toggle button", one)
                                                                 for one in names) if n])
        node = next(n for n in shown if n.get_name() == name)
        self.key(f"alt+{shown.index(node) + 1}")
        on = (Atspi.StateType.PRESSED, Atspi.StateType.CHECKED)
        self.wait(f"workspace {name}", lambda: any(node.get_state_set().contains(state) for state in on))

    def view(self, name):
        """The keys go to this view: on by Tab, then back by Shift+Tab; the way round through the data panel selects its rows."""
        wanted = lambda n: n.startswith(name + " view")  # noqa: E731
        node = self.wait(f"view {name}", lambda: (n := self.find("image", wanted)) and self.shown(n) and n)
        self.region("Views")
        for key in ("Tab", "shift+Tab"):
            for _ in range(12):
                if self.has_focus(node):
                    return node
                self.move(key)
                if key == "Tab" and not self.focus_is_in("Views"):
                    break
        raise SystemExit(f"view {name} can't be reached by Tab and Shift+Tab")

    def into(self, name, text, enter=True):
        """Types into a field."""
        self.tab_to(("text", "entry"), name)
        self.xdo("key", "ctrl+a")
        self.type(text)
        if enter:
            self.key("Return")

    def push(self, name):
        """Tab to a button and Enter."""
        self.tab_to("push button", name)
        self.key("Return")

    def unfold(self, name):
        """Tab to a row and Enter; its state says that it is unfolded."""
        self.tab_to("list item", name)
        row = self.focus
        if not row.get_state_set().contains(Atspi.StateType.EXPANDED):
            self.key("Return")
        self.wait(f"{name} is unfolded", lambda: row.get_state_set().contains(Atspi.StateType.EXPANDED))

    def pick(self, name, wanted):
        """Goes to a choice and takes the one of that name: letters don't matter, arrows do."""
        self.tab_to("combo box", name)
        node = self.focus if self.focus.get_role_name() == "combo box" else self.focus.get_parent()  # not another form's
        self.key("space")
        self.wait(f"'{wanted}' among the choices of {name}", lambda: self.choices(node, wanted))
        self.move("Home")
        for _ in range(30):
            if any(self.has_focus(item) for item in self.choices(node, wanted)):
                break
            self.move("Down")
        else:
            raise SystemExit(f"'{wanted}' can't be reached in {name}")
        self.key("Return")
        return node

    def choices(self, node, wanted):
        """What is chosen now stands twice: in the row and in the list."""
        return [n for n in self.walk(node) if n.get_role_name() == "list item" and n.get_name() == wanted and
                n != node and self.shown(n)]

    def select(self, start):
        """Alt+Up, Alt+Down until that row is selected, in whichever region the focus is."""
        row = self.wait(f"row '{start}'", lambda: self.row(start))
        selected = lambda: self.row(start).get_state_set().contains(Atspi.StateType.SELECTED)  # noqa: E731
        for key, times in (("alt+Down", 40), ("alt+Up", 40)):
            for _ in range(times):
                if selected():
                    return row
                before = self.selected()
                self.xdo("key", key)
                end = time.monotonic() + 0.4
                while self.selected() == before and time.monotonic() < end:
                    time.sleep(0.01)
                if self.selected() == before:
                    break
        raise SystemExit(f"row '{start}' can't be selected by Alt+Down and Alt+Up")

    def selected(self):
        panel = self.find("list", "What is in the case")
        return next((n.get_name() for n in self.walk(panel) if n.get_role_name() == "list item" and
                     n.get_state_set().contains(Atspi.StateType.SELECTED)), None)

    # ---- any operation, by its name ----
    def operation(self, title, fields=(), choices=()):
        """A form of the inspector: unfolds it, fills it in, runs it."""
        self.region("Inspector")
        self.unfold(title)
        for name, wanted in choices:
            self.pick(name, wanted)
        for name, text in fields:
            self.into(name, text, enter=False)
        self.push(title)

    def run(self, title):
        """Ctrl+K: the window of all operations, with this one's form unfolded."""
        before = len(self.frames())
        self.key("ctrl+k")
        self.wait("the operations", lambda: len(self.frames()) > before)
        self.take_window()
        self.unfold(title)

    def on(self, role, name, text=None, back=False):
        """In a window of many forms: by Tab to the nearest widget of that name; the whole tree isn't looked through for it. A
        form that unfolds may still be closed to the first Tab: then the way back leads into it."""
        ways = [("Tab", 12), ("shift+Tab", 30)]
        for way, times in reversed(ways) if back else ways:
            for _ in range(times):
                if self.focus_is((role,), name):
                    break
                self.move(way)
        if not self.focus_is((role,), name):
            raise SystemExit(f"{role} '{name}' can't be reached by Tab")
        if text is None:
            self.key("Return")
        else:
            self.xdo("key", "ctrl+a")
            self.type(text)

    def leave(self):
        """Esc closes the newest window."""
        before = len(self.frames())
        self.key("Escape")
        self.wait("it closes", lambda: len(self.frames()) < before)
        self.take_window()

    # ---- the small window that asks who answers for it ----
    def sign(self, button, name, role, note=None):
        """Where it has ticks, nothing can be signed before each is set. What they say."""
        self.region("Inspector")
        self.push(button)
        self.wait("the question", lambda: self.find("text", "Name"))
        self.take_window()
        ticks = [n for n in self.walk(self.frames()[-1]) if n.get_role_name() == "check box"]
        said = [n.get_name() for n in ticks]
        for text in said:
            self.tab_to("check box", text)
            self.key("space")
        self.into("Name", name, enter=False)
        self.into("Role", role, enter=False)
        if note:
            self.into("Note or reason", note, enter=False)
        self.key("Return")
        self.wait("it closes", lambda: not self.find("text", "Note or reason"))
        self.take_window()
        return said

    # ---- what is in the file ----
    def shown_json(self, case, *words):
        return json.loads(command(self.kerf, "show", case, *words, "--json").stdout)

    def saved(self):
        self.wait("saved", lambda: self.label("Saved · revision"))

    # ---- what is said ----
    @staticmethod
    def picture(name):
        folder = os.environ.get("KERF_TOUR_PICTURES")
        if folder:
            subprocess.run(["import", "-window", "root", f"{folder}/{os.path.basename(sys.argv[0])}-{name}.png"])

    def undoable(self, what, why):
        """A step that the program can't do yet: said, never counted as passed."""
        self.undone.append(what)
        self.skip(what, why)

    def done(self, target):
        bad = self.unnamed()
        assert not bad, bad
        self.ok("no widget that can be acted on is without a name")
        twins = self.twins()
        assert not twins, twins
        print(f"# {time.monotonic() - self.started:.0f} s, {self.pressed} keys and typed figures that act beside Tab and F6, "
              f"{self.decisions} decisions (target {target}); not possible yet: {'; '.join(self.undone) or 'nothing'}", flush=True)
        self.end()
