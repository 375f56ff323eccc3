#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The study coordinator's acceptance walk by keyboard alone: a plan on CT against one on pseudo-CT, and against the result."""
import json
import math
import os
import re
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from walk import Walk, command, point, script
from gi.repository import Atspi

kerf, work = sys.argv[1], sys.argv[2]
case, phantom = os.path.join(work, "sample-sacrum.kerf"), os.path.join(work, "phantom")
command(kerf, "phantom", "sacrum", phantom)
with open(os.path.join(phantom, "truth.json"), encoding="utf-8") as file:
    truth = json.load(file)


# ---- vectors; matrices are 16 numbers, row by row ----
def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def along(p, by, n):
    return [x + by * y for x, y in zip(p, n)]


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def turn(m, v):
    return [sum(m[4 * r + c] * v[c] for c in range(3)) for r in range(3)]


def carry(m, p):
    return [x + m[4 * r + 3] for r, x in enumerate(turn(m, p))]


def inverse(m):
    rotation = [m[4 * c + r] if c < 3 and r < 3 else 0 for r in range(4) for c in range(4)]
    moved = turn(rotation, [m[3], m[7], m[11]])
    return [rotation[4 * r + c] if c < 3 else -moved[r] for r in range(3) for c in range(4)] + [0, 0, 0, 1]


# ---- the start: two locked plans, on CT and on pseudo-CT ----
p_from_c = truth["mr_from_ct"]
c_from_p = inverse(p_from_c)
for folder, role, name in (("ct", "ct", "CT"), ("pseudo-ct", "pseudo-ct", "Pseudo-CT")):
    command(kerf, "import", os.path.join(phantom, folder), case, "--role", role, "--name", name)


def brush(segment, motion=None):
    return ["segment.brush segment={} points={} radius_mm={}".format(segment, point(carry(motion, b["centre_lps_mm"]) if motion else
            b["centre_lps_mm"]), b["radius_mm"]) for b in truth["lesion"]["balls"]]


def planes_of_ct():
    for one in truth["planes"]:
        u, n, p = one["axis_u_lps"], one["normal_lps"], one["point_lps_mm"]
        v = cross(n, u)
        points = ";".join(point([p[k] + a * u[k] + b * v[k] for k in range(3)]) for a, b in ((-10, -10), (10, -10), (0, 20)))
        yield (f"plane.through plan=p1 points={points} half_extent_u_mm={one['half_extent_u_mm']} "
               f"half_extent_v_mm={one['half_extent_v_mm']} width_mm={one['kerf_width_mm']} face=centre")
        yield f"plane.set plane=p1.{one['letter']} point={point(p)} normal={point(n)} axis_u={point(u)}"


def planes_of_pseudo_ct():
    """Where the saw went in truth, taken for what a second reader planned."""
    for one in truth["planes"]:
        other = one["achieved"]
        yield "plane.set plane=p2.{} point={} normal={} axis_u={}".format(one["letter"], point(carry(p_from_c, other["point_lps_mm"])),
            *(point(turn(p_from_c, other[k])) for k in ("normal_lps", "axis_u_lps")))


script(kerf, case, [
    f"case.subject bone=Sacrum side={truth['side']} study_id=STUDY-07 confirm=yes",
    "case.midline points=0,27,40;0,28,-8;0,-8,-50;0,0,45",
    "segment.threshold volume=v1 low=200 high=none name=Bone class=bone", "segment.largest segment=s1",
    "segment.new volume=v1 name=Tumour class=tumour", *brush("s2"),
    "segment.boolean a=s1 b=s2 kind=union name=\"Bone with tumour\"",
    "segment.sign segment=s2 by=\"Dr. Reader\" role=radiologist",
    "segment.threshold volume=v2 low=200 high=none name=\"Bone on pseudo-CT\" class=bone", "segment.largest segment=s4",
    *brush("s4", p_from_c),
    f"align.matrix fixed=v1 moving=v2 matrix={point(c_from_p)}", "align.accept alignment=a1 by=\"Dr. Reader\" role=radiologist",
    "plan.new name=CT-plan volume=v1 tumour=s2 bone=s3", f"plan.target plan=p1 margin_mm={truth['target_margin_mm']}",
    *planes_of_ct(),
    "plan.duplicate plan=p1 name=pCT-plan volume=v2 alignment=a1 bone=s4", *planes_of_pseudo_ct(),
    "plan.lock plan=p1 by=\"Dr. Surgeon\" role=surgeon", "plan.lock plan=p2 by=\"Dr. Surgeon\" role=surgeon"])

# ---- an own reckoning: the bone's surface is the program's, tumour and planes are truth's ----
def read_stl(path):
    with open(path, "rb") as file:
        data = file.read()
    return [(f[3:6], f[6:9], f[9:12]) for f in struct.iter_unpack("<12fH", data[84:])]


command(kerf, "export", "plan", case, os.path.join(work, "plan.json"), "--id", "p1")
bone = read_stl(os.path.join(work, "plan-s3.stl"))


class Plane:
    """A rectangle in the frame of the CT: middle p, axes u, v, n, half extents along u and v."""

    def __init__(self, p, n, u, half):
        self.p, self.half = p, half
        self.n = [x / math.sqrt(dot(n, n)) for x in n]
        u = along(u, -dot(u, self.n), self.n)
        self.u = [x / math.sqrt(dot(u, u)) for x in u]
        self.v = cross(self.n, self.u)
        self.loops = None

    def moved(self, mm):
        return Plane(along(self.p, mm, self.n), self.n, self.u, self.half)

    def section(self):
        """Loops of bone in the plane, in (s, t) from p, within the rectangle."""
        if self.loops is None:
            goes, off = {}, {}
            for triangle in bone:
                d = [off[c] if c in off else off.setdefault(c, dot(c, self.n) - dot(self.p, self.n)) for c in triangle]
                ends = {}
                for i in range(3):
                    a, b = i, (i + 1) % 3
                    if (d[a] < 0) != (d[b] < 0):
                        ends[d[a] < 0] = tuple(sorted((triangle[a], triangle[b])))
                if ends:
                    goes[ends[True]] = ends[False]
            self.loops = []
            while goes:
                edge, loop = next(iter(goes)), []
                while edge in goes:
                    a, b = edge
                    at = off[a] / (off[a] - off[b])
                    x = [p + (q - p) * at - o for p, q, o in zip(a, b, self.p)]
                    loop.append((dot(x, self.u), dot(x, self.v)))
                    edge = goes.pop(edge)
                for axis, sign in ((0, 1), (0, -1), (1, 1), (1, -1)):
                    loop = clipped(loop, axis, sign, self.half[axis])
                if loop:
                    self.loops.append(loop)
        return self.loops

    def centroid(self):
        """The middle of the section's area."""
        area = s = t = 0
        for loop in self.section():
            for (a, b), (c, d) in zip(loop, loop[1:] + loop[:1]):
                w = a * d - b * c
                area, s, t = area + w, s + w * (a + c), t + w * (b + d)
        return along(along(self.p, s / area / 3, self.u), t / area / 3, self.v)

    def margin(self):
        """From the section to truth's balls."""
        return min(self.distance(b["centre_lps_mm"]) - b["radius_mm"] for b in truth["lesion"]["balls"])

    def unbounded(self):
        return min(dot(self.n, along(self.p, -1, b["centre_lps_mm"])) - b["radius_mm"] for b in truth["lesion"]["balls"])

    def distance(self, at):
        x = along(at, -1, self.p)
        s, t, h = dot(x, self.u), dot(x, self.v), dot(x, self.n)
        inside, least = False, math.inf
        for loop in self.section():
            for (a, b), (c, d) in zip(loop, loop[1:] + loop[:1]):
                if (b > t) != (d > t) and s < a + (t - b) / (d - b) * (c - a):
                    inside = not inside
                long = (c - a) ** 2 + (d - b) ** 2
                k = max(0, min(1, ((s - a) * (c - a) + (t - b) * (d - b)) / long)) if long else 0
                least = min(least, math.hypot(a + k * (c - a) - s, b + k * (d - b) - t))
        return abs(h) if inside else math.hypot(least, h)


def clipped(loop, axis, sign, most):
    kept = []
    for a, b in zip(loop[-1:] + loop[:-1], loop):
        x, y = sign * a[axis], sign * b[axis]
        if (x > most) != (y > most):
            k = (most - x) / (y - x)
            kept.append((a[0] + k * (b[0] - a[0]), a[1] + k * (b[1] - a[1])))
        if y <= most:
            kept.append(b)
    return kept


def deviation(a, b):
    """How plane b lies to plane a, about the middle of a's section."""
    q = a.centroid()
    bu, bv, bn = dot(b.n, a.u), dot(b.n, a.v), dot(b.n, a.n)
    offset = dot(b.n, along(b.p, -1, q)) / bn
    x = along(q, -1, a.p)
    s, t = dot(x, a.u), dot(x, a.v)
    high = [offset - ((c - s) * bu + (d - t) * bv) / bn for loop in a.section() for c, d in loop]
    return {"offset_mm": offset, "pitch_deg": -math.degrees(math.atan2(bv, bn)), "roll_deg": math.degrees(math.atan2(bu, bn)),
            "angle_deg": math.degrees(math.acos(min(1, bn))), "L_dev_mm": max(map(abs, high)),
            "L_zone_mm": 2 * max(map(abs, high)), "h_min_mm": min(high)}


def plane_of(one):
    return Plane(one["point_lps_mm"], one["normal_lps"], one["axis_u_lps"], (one["half_extent_u_mm"], one["half_extent_v_mm"]))


def e2_of(one):
    """The row of a plane and of where the saw went, which stands on the pseudo-CT."""
    a, b, kerf_half = plane_of(one), plane_of(one["achieved"]), one["kerf_width_mm"] / 2
    face_a, face_b = a.moved(-kerf_half), b.moved(-kerf_half)
    row = deviation(a, b)
    row.update(margin_a_mm=face_a.margin(), margin_b_mm=face_b.margin(), margin_unbounded_a_mm=face_a.unbounded(),
               margin_unbounded_b_mm=face_b.unbounded())
    row["margin_diff_mm"] = row["margin_b_mm"] - row["margin_a_mm"]
    return row


def e1_of(one, motion):
    """The row of a plane's discard face and of the face that was cut, seen on the image after the operation, by that motion."""
    seen = one["achieved"]["keep_face_in_post_op"]
    face = plane_of(one).moved(-one["kerf_width_mm"] / 2)
    n, p = turn(motion, seen["normal_lps"]), carry(motion, seen["point_lps_mm"])
    p = along(p, -one["kerf_width_mm"], n)
    middle = plane_of(one)
    by = dot(n, along(p, -1, middle.p)) / dot(n, middle.n)
    cut = Plane(along(middle.p, by, middle.n), n, middle.u, middle.half)
    row = deviation(face, cut)
    row.update(margin_a_mm=face.margin(), margin_b_mm=cut.margin(), margin_unbounded_a_mm=face.unbounded(),
               margin_unbounded_b_mm=cut.unbounded())
    row["margin_diff_mm"] = row["margin_b_mm"] - row["margin_a_mm"]
    return row


e2 = {one["letter"]: e2_of(one) for one in truth["planes"]}
tour = Walk(kerf)


def told():
    """All that the tree says: names, descriptions and what stands in fields."""
    for node in tour.walk():
        yield node.get_name() or ""
        yield node.get_description() or ""
        if node.get_role_name() in ("text", "entry"):
            yield Atspi.Text.get_text(node, 0, -1)


NAMES = ("SAMPLE, Sacrum", "KERF-SAMPLE-1", "1970-01-01", "sample-sacrum")


def named():
    return [word for word in NAMES if any(word.lower() in text.lower() for text in told())]


def views(start):
    """The views of that name with their places on the screen, from the left."""
    found = [n for n in tour.walk() if n.get_role_name() == "image" and n.get_name().startswith(start + " view") and tour.shown(n)]
    return sorted(found, key=lambda n: tour.extents(n).x)


# 1: the case from the empty state, without the patient's name.
tour.wait("the empty state", lambda: tour.find("push button", "Open case…") or tour.label("Drop a folder of images here"))
tour.key("ctrl+o")
tour.wait("the chooser", lambda: len(tour.frames()) > 1)
tour.take_window()
tour.xdo("type", "--delay", 8, case)
tour.key("Return")
tour.wait("the views", lambda: tour.row("pCT-plan") and sum(map(len, map(views, ("Axial", "Coronal", "Sagittal", "3-D")))) == 4)
tour.take_window()
tour.pressed = 1
tour.wait("the name", lambda: set(named()) == set(NAMES))
tour.key("F10")
tour.choose_entry("Show or hide patient text")
tour.wait("no name", lambda: tour.label("STUDY-07") and not named())
assert tour.label(f"Sacrum · {truth['side'].upper()}") and tour.label("For research, not for clinical use")
assert all(", locked, of " in n.get_name() for n in tour.rows() if n.get_name().startswith("Plane ")), "both plans are locked"
assert not tour.find("frame", lambda n: "sample" in n.lower(), visible=False)
recent = os.path.join(os.environ["HOME"], ".local", "share", "recently-used.xbel")


def recent_titles():
    with open(recent, encoding="utf-8") as file:
        return re.findall("<title>(.*?)</title>", file.read())


tour.wait("the study's id among the recent files", lambda: os.path.exists(recent) and "STUDY-07" in recent_titles())
assert not any("sample" in title.lower() for title in recent_titles()), recent_titles()
tour.ok("1 patient text off: the study's id for the name, nowhere in titles, tree and recent files; the side stays")

# 2: A on the CT against B on the pseudo-CT.
tour.go("Compare")
tour.region("Inspector")
for choice, wanted in (("A", "CT-plan"), ("B", "pCT-plan"), ("Alignment", "Pseudo-CT → CT"), ("Planning", "Replanned"), ("Tumour", "Common"),
                       ("Registration basis", "Away-from-footprint")):
    tour.pick(choice, wanted)
tour.push("Compare Plans")
tour.decisions += 2
made = tour.wait("the comparison", lambda: [o for o in tour.shown_json(case)["objects"] if o["kind"] == "e2"])
tour.wait("its row", lambda: tour.row("CT-plan, pCT-plan") and tour.label("Rests on"))


def hung(start):
    """Left the CT, right what was computed to be like one."""
    left, right = (n.get_name() for n in views(start))
    return left.startswith(f"{start} view, CT, ") and right.startswith(f"{start} view, Pseudo-CT, SYNTHETIC CT, ")


def place(node):
    """The part of a view's name that says where its slice is."""
    return re.search(r", ([\d.]+ millimetres \w+)", node.get_name())[1]


tour.wait("side by side", lambda: len(views("Axial")) == len(views("Coronal")) == 2 and hung("Axial") and hung("Coronal"))
assert tour.row("Pseudo-CT").get_name().endswith("SYNTHETIC CT")
before = place(views("Axial")[0])
for side, keys in enumerate(("Axial view, CT", "Axial view, Pseudo-CT")):
    tour.region("Views")
    tour.tab_to("image", lambda n: n.startswith(keys))
    was = place(views("Axial")[0])
    tour.key("Next")
    tour.wait(f"{keys} goes on", lambda: place(views("Axial")[side]) != was)
    tour.wait("the other goes with it", lambda: place(views("Axial")[0]) == place(views("Axial")[1]))
tour.ok(f"2 side by side, CT left, SYNTHETIC CT right; scrolled by keys in either, both go from {before} to {place(views('Axial')[0])}")

# 3: what it rests on.
def said(title):
    """What stands in a row of the inspector."""
    row = tour.find("list item", title)
    return [n.get_name() for n in tour.walk(row) if n.get_role_name() == "label"][1:] if row and tour.shown(row) else None


grounds = {title: said(title) for title in ("Alignment", "Rests on", "Target registration error", "Accepted by")}
assert grounds == {"Alignment": ["Pseudo-CT → CT"], "Rests on": ["away from the footprint"], "Target registration error": ["not assessed"],
                   "Accepted by": ["Dr. Reader"]}, grounds
tour.ok("3 its alignment, basis, error and signer stand above the table")



# 4: the table.
NUMBERS = {key: 0.1 if key.endswith("_deg") else 0.05 for key in next(iter(e2.values()))}
COLUMNS = {"distance": "offset_mm", "pitch": "pitch_deg", "roll": "roll_deg", "Δ margin": "margin_diff_mm"}


def compared(b):
    """The rows as kerf-cli compares them, and all else that it says."""
    whole = json.loads(command(kerf, "compare", case, "p1", b, "--json").stdout)
    return {row["name"]: row for row in whole["planes"]}, whole


def as_reckoned(rows, own):
    """Every number of every plane; the farthest of all."""
    assert set(rows) == set(own), rows
    for letter, row in own.items():
        for key, within in NUMBERS.items():
            assert abs(rows[letter][key] - row[key]) <= within, (letter, key, rows[letter][key], row[key])
    return max(abs(rows[letter][key] - row[key]) for letter, row in own.items() for key in NUMBERS)


def table_shows(rows):
    """The inspector's table says these numbers: signed, with one decimal and a unit."""
    items = {n.get_name(): [c.get_name() for c in tour.walk(n) if c.get_role_name() == "label"][-len(COLUMNS):] for n in tour.walk()
             if n.get_role_name() == "list item" and n.get_name() in ("Columns", *rows) and tour.shown(n)}
    if set(items) != {"Columns", *rows} or items["Columns"] != list(COLUMNS):
        return False
    for letter, row in rows.items():
        for text, key in zip(items[letter], COLUMNS.values()):
            found = re.fullmatch("([+−]?)([0-9]+[.][0-9])\u202f(mm|°)", text)
            if not found or found[3] != ("°" if key.endswith("_deg") else "mm"):
                return False
            if found[1] != ("−" if row[key] < -0.05 else "+" if row[key] > 0.05 else "") or abs(float(found[2]) - abs(row[key])) > 0.0501:
                return False
    return True


def summed(whole, own):
    sizes = [abs(row["margin_diff_mm"]) for row in own.values()]
    assert whole["summary"]["n"] == len(sizes) and whole["unmatched"] == [], whole
    assert abs(whole["summary"]["mean_abs_mm"] - sum(sizes) / len(sizes)) <= 0.05 >= abs(whole["summary"]["max_abs_mm"] - max(sizes)), whole
    for title, key in (("Mean size of the difference", "mean_abs_mm"), ("Largest", "max_abs_mm")):
        assert said(title) == [f"{whole['summary'][key]:.1f}\u202fmm"], (title, said(title))


rows, whole = compared("p2")
farthest = as_reckoned(rows, e2)
assert (whole["kind"], whole["planning"], whole["tumour"]) == ("e2", "replanned", "common"), whole
assert (whole["a"]["role"], whole["b"]["role"]) == ("ct", "pseudo-ct") and whole["alignment"]["accepted_by"] == "Dr. Reader", whole
assert whole["alignment"]["basis"] == made[0]["registration_basis"] == "away-from-footprint", (whole["alignment"], made)
tour.wait("the table", lambda: table_shows(rows))
summed(whole, e2)
assert not any(o["kind"] == "e1" for o in tour.shown_json(case)["objects"])
tour.ok("4 E2 = an own reckoning from truth, at most {:.3f} off in {} numbers: ".format(farthest, len(NUMBERS) * len(e2)) + ", ".join(
    "{} {:+.2f} mm {:+.1f}° {:+.1f}° Δ {:+.2f} mm".format(k, *(rows[k][c] for c in COLUMNS.values())) for k in sorted(rows)))
tour.undoable("4 intent and seat apart", "the seat of a guide made on the pseudo-CT is not reckoned on the CT yet")

# 5: plane B.
one = next(o for o in truth["planes"] if o["letter"] == "B")
b = plane_of(one)
ball = min(truth["lesion"]["balls"], key=lambda k: dot(b.n, along(b.p, -1, k["centre_lps_mm"])) - k["radius_mm"])
middle = along(ball["centre_lps_mm"], ball["radius_mm"] + e2["B"]["margin_a_mm"] / 2, b.n)


def crosshair():
    found = re.search(r"([LR]) ([\d.]+)  ([AP]) ([\d.]+)  ([SI]) ([\d.]+) mm", views("Axial")[0].get_description())
    return [float(found[k + 1]) * (1 if found[k] in "LPS" else -1) for k in (1, 3, 5)]


tour.select(f"Plane B, margin {e2['B']['margin_a_mm']:.1f}")
tour.view("Axial")
tour.key("j")
tour.wait("the views are there", lambda: math.dist(crosshair(), middle) < 2 and abs(dot(b.n, along(crosshair(), -1, middle))) < 0.15)
tour.wait("both sides", lambda: hung("Axial") and all(place(views(v)[0]) == place(views(v)[1]) for v in ("Axial", "Coronal")))
tour.ok(f"5 row Plane B and J: both sides at {place(views('Axial')[0])}, {place(views('Coronal')[0])}, {math.dist(crosshair(), middle):.1f} mm from truth")
tour.undoable("5 difference map", "there is a map of margins, none of the difference of two plans; the table's own rows lead nowhere")

# 6: two 3-D views.
assert not views("3-D"), "the workspace has a 3-D view now: this step can be walked"
tour.undoable("6 turning both 3-D views", "side by side there are slices only, and there is one 3-D view in all")

# 7: the result.
RESULT = "CT after the operation"
tour.key("ctrl+i")
tour.wait("the chooser", lambda: len(tour.frames()) > 1)
tour.take_window()
tour.type(os.path.join(phantom, "post-op-ct"))
tour.key("Return")
tour.wait("the sheet", lambda: tour.find("push button", "Import 1"), 60)
tour.take_window()
assert not named(), named()
tour.pick(f"Role of {RESULT}", RESULT)
tour.push("Import 1")
tour.wait("imported", lambda: tour.row(RESULT), 90)
tour.take_window()
tour.decisions += 1
tour.saved()
assert os.path.exists(case + "-wal"), "the log is gone from beside the open case: what is saved now would be lost"
result = next(o for o in tour.shown_json(case)["objects"] if o["kind"] == "volume" and o["name"] == RESULT)
assert result["role"] == "post-op-ct", result
tour.go("Align")
tour.view("Axial")
tour.key("Escape")  # from the alignment that is there to a new one
tour.operation("Align Images", choices=(("Fixed", "CT"), ("Moving", RESULT), ("Region", "Bone")))
tour.wait("the alignment", lambda: tour.row(f"{RESULT} → CT, ▲ not accepted"), 120)
tour.sign("Accept…", "Dr. Reader", "radiologist")
tour.wait("accepted", lambda: tour.row(f"{RESULT} → CT, ✓ accepted"))
tour.saved()
tour.decisions += 1
motion = next(o for o in tour.shown_json(case)["objects"] if o["kind"] == "alignment" and o["moving"] == result["id"])["fixed_from_moving"]
off = max(math.dist(carry(motion, o["achieved"]["keep_face_in_post_op"]["point_lps_mm"]),
                    carry(inverse(truth["post_op_from_ct"]), o["achieved"]["keep_face_in_post_op"]["point_lps_mm"])) for o in truth["planes"])
assert off < 0.3, off
tour.go("Compare")
tour.region("What is in the case")
tour.tab_to("push button", "Add to Comparisons", back=True)
tour.key("Return")
faces = ((o["letter"], o["achieved"]["keep_face_in_post_op"]) for o in truth["planes"])
tour.operation("Compare with Result", choices=(("Plan", "CT-plan"), ("Volume", RESULT), ("Alignment", f"{RESULT} → CT"), ("Face measured", "Keep")),
               fields=(("Planes", ";".join(f"{k}:{point(f['point_lps_mm'])}:{point(f['normal_lps'])}" for k, f in faces)),))
tour.wait("its row", lambda: tour.row("CT-plan, as cut"))
tour.saved()
tour.decisions += 1
e1 = {o["letter"]: e1_of(o, motion) for o in truth["planes"]}
true = {o["letter"]: e1_of(o, inverse(truth["post_op_from_ct"])) for o in truth["planes"]}
rows, whole = compared(result["id"])
farthest = as_reckoned(rows, e1)
assert (whole["kind"], whole["pairing"], whole["b"]["role"]) == ("e1", "none", "post-op-ct"), whole
for letter, row in rows.items():
    assert row["face_measured"] == "keep" and row["kerf_source"] == "planned" and row["u_mm"] is None, row
    assert abs(row["e1_abs_mm"] - abs(true[letter]["margin_diff_mm"])) <= 0.05, (letter, row, true[letter], off)
tour.wait("the table", lambda: table_shows(rows))
summed(whole, e1)
assert said("Alignment") == [f"{RESULT} → CT"] and said("Accepted by") == ["Dr. Reader"]
tour.wait("the result stands right", lambda: [n.get_name().split(", ")[1] for n in views("Axial")] == ["CT", RESULT])
assert not named(), named()
tour.ok("7 imported, aligned ({:.2f} mm off at the cuts), accepted, keep face: ".format(off) + ", ".join(
    f"{k} {rows[k]['margin_diff_mm']:+.2f}, truth {true[k]['margin_diff_mm']:+.2f}" for k in sorted(rows)) + f" mm; {farthest:.3f} off an own reckoning")
tour.undoable("7 faces found on the image", "the four faces are typed; the program doesn't fit them to the image yet")
tour.undoable("7 uncertainty beside E1", "it is null in the file, not reckoned yet")

tour.undoable("8 Plane D not assessable, with a reason", "a plane that is left out is counted out; no reason can be given for it")
tour.undoable("9 Study: cases, Compute", "there is no workspace Study yet")
tour.undoable("10 tables and figure of the study", "there is no study yet")
tour.done("≤ 8 D, ≤ 30 c")
