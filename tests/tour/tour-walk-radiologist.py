#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The radiologist's acceptance walk by keyboard alone: CT and MR from a folder, their alignment, the signed tumour on the MR."""
import array
import gzip
import json
import math
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from walk import Walk, command, point
import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf  # noqa: E402

kerf, work = sys.argv[1], sys.argv[2]
case, phantom, images = (os.path.join(work, name) for name in ("tumour.kerf", "phantom", "images"))
command(kerf, "phantom", "sacrum", phantom)
os.makedirs(images)
for folder in ("ct", "mr-t1"):
    os.rename(os.path.join(phantom, folder), os.path.join(images, folder))
with open(os.path.join(phantom, "truth.json"), encoding="utf-8") as file:
    truth = json.load(file)
mr_from_ct = truth["mr_from_ct"]


def moved(m, at):
    return [sum(m[4 * r + c] * at[c] for c in range(3)) + m[4 * r + 3] for r in range(3)]


def on_mr(at):
    return moved(mr_from_ct, at)


def apart(a, b):
    return math.sqrt(sum((x - y) ** 2 for x, y in zip(a, b)))


def nifti(what, id, path=None):
    """An exported grid: its size, LPS from index, its values."""
    out = os.path.join(work, "out.nii.gz")
    command(kerf, "export", what, path or case, out, "--id", id, "--force")
    with gzip.open(out) as file:
        data = file.read()
    size = struct.unpack_from("<3h", data, 42)
    rows = struct.unpack_from("<12f", data, 280)
    kind, start = struct.unpack_from("<h", data, 70)[0], int(struct.unpack_from("<f", data, 108)[0])
    slope, more = struct.unpack_from("<2f", data, 112)
    values = array.array({2: "B", 4: "h", 16: "f", 512: "H"}[kind], data[start:])
    lps = [sign * v for sign, row in ((-1, rows[:4]), (-1, rows[4:8]), (1, rows[8:])) for v in row]
    return size, lps, values, slope or 1, more


def cell(size, lps):
    """The volume of a voxel."""
    a, b, c = ([lps[k], lps[4 + k], lps[8 + k]] for k in range(3))
    return abs(sum(a[k] * (b[(k + 1) % 3] * c[(k + 2) % 3] - b[(k + 2) % 3] * c[(k + 1) % 3]) for k in range(3)))


def lies(size, lps, weights):
    """Where its middle lies and how large it is, from pairs of index and weight."""
    total, sums = 0, [0, 0, 0]
    for n, w in weights:
        at = (n % size[0], n // size[0] % size[1], n // (size[0] * size[1]))
        total += w
        for k in range(3):
            sums[k] += w * at[k]
    return moved(lps, [v / total for v in sums]), total * cell(size, lps)


def lies_segment(id):
    size, lps, values, *_ = nifti("segment", id)
    return lies(size, lps, [(n, w / 255) for n, w in enumerate(values) if w])


def mask(id, path=None):
    """Its bytes."""
    size, lps, values, *_ = nifti("segment", id, path)
    return size, lps, values.tobytes()


def balls():
    """Middle and volume of the lesion as the phantom has it, on the CT: summed over small cells."""
    own, step, total, sums = [(b["centre_lps_mm"], b["radius_mm"]) for b in truth["lesion"]["balls"]], 0.5, 0, [0, 0, 0]
    low, high = ([edge(c[k] + sign * r for c, r in own) for k in range(3)] for edge, sign in ((min, -1), (max, 1)))
    count = [int((high[k] - low[k]) / step) + 1 for k in range(3)]
    for i in range(count[0]):
        for j in range(count[1]):
            for k in range(count[2]):
                at = [low[0] + i * step, low[1] + j * step, low[2] + k * step]
                if any((at[0] - c[0]) ** 2 + (at[1] - c[1]) ** 2 + (at[2] - c[2]) ** 2 < r * r for c, r in own):
                    total += 1
                    for m in range(3):
                        sums[m] += at[m]
    return [v / total for v in sums]


def planar(fixed, moving):
    """Root mean square and each residual of the best rigid motion of three pairs, in closed form: three points lie in a plane,
    the best motion lays plane on plane and turns by one angle in it."""
    def in_plane(p):
        middle = [sum(one[k] for one in p) / 3 for k in range(3)]
        d = [[one[k] - middle[k] for k in range(3)] for one in p]
        u = [v / math.hypot(*d[0]) for v in d[0]]
        along = sum(a * b for a, b in zip(d[1], u))
        v = [b - along * a for a, b in zip(u, d[1])]
        v = [x / math.hypot(*v) for x in v]
        return [(sum(a * b for a, b in zip(one, u)), sum(a * b for a, b in zip(one, v))) for one in d]
    f, m = in_plane(fixed), in_plane(moving)
    angle = math.atan2(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(m, f)), sum(a[0] * b[0] + a[1] * b[1] for a, b in zip(m, f)))
    c, s = math.cos(angle), math.sin(angle)
    each = [math.hypot(c * a[0] - s * a[1] - b[0], s * a[0] + c * a[1] - b[1]) for a, b in zip(m, f)]
    return math.sqrt(sum(d * d for d in each) / 3), each


def outlined(path, at):
    """Box of what is drawn in the tumour's colour on the CT's slice there, in px: left, top, right, bottom."""
    out = os.path.join(work, "slice.png")
    command(kerf, "render", path, out, "--view", "axial", "--at", point(at), "--volume", ct["id"], "--size", "800x800", "--force")
    picture = GdkPixbuf.Pixbuf.new_from_file(out)
    data, stride, step = picture.get_pixels(), picture.get_rowstride(), picture.get_n_channels()
    found = [(x, y) for y in range(40, 740) for x in range(800)
             if data[y * stride + x * step] > data[y * stride + x * step + 2] + 60]
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return min(xs), min(ys), max(xs), max(ys)


def undo_name():
    return tour.find("push button", lambda n: n.startswith("Undo")).get_name()


def head():
    """The revision where the case stands: its operation, its parameters, its hash."""
    return next(one for one in json.loads(command(kerf, "log", case, "--json").stdout)["revisions"] if one["head"])


def revision():
    return head()["hash"]


def view(name="Axial"):
    node = tour.find("image", lambda n: n.startswith(name + " view"))
    return node.get_name() if node else ""


JOINED = "T1 TSE → CT bone 1 mm"
tour = Walk(kerf)

# 1: the folder. What is dropped is chosen by Ctrl+I.
tour.wait("the empty state", lambda: tour.label("Drop a folder of images here"))
tour.key("ctrl+i")
tour.wait("the chooser", lambda: len(tour.frames()) > 1)
tour.take_window()
tour.type(images)
tour.key("Return")
tour.wait("the sheet", lambda: tour.find("push button", "Import 2"), 60)
tour.take_window()
assert sum("regular" in text for text in tour.labels()) >= 2, tour.labels()
assert not tour.unnamed(), tour.unnamed()
tour.pressed = 1
tour.ok("1 the folder is looked through: two regular series in the sheet")

# 2: roles accepted.
tour.push("Import 2")
tour.wait("where to keep it", lambda: tour.label("Make case"))
tour.take_window()
tour.xdo("key", "ctrl+a")
tour.type(case)
tour.key("Return")
tour.decisions += 1
tour.wait("two images", lambda: tour.find("list", "What is in the case") and
          len([n for n in tour.walk(tour.find("list", "What is in the case")) if n.get_role_name() == "list item" and
               n.get_name().endswith("mm")]) == 2, 90)
tour.take_window()
tour.saved()
volumes = {one["role"]: one for one in tour.shown_json(case)["objects"] if one["kind"] == "volume"}
assert set(volumes) == {"ct", "mr"}, volumes
ct, mr = volumes["ct"], volumes["mr"]
tour.wait("Align is there", lambda: tour.find("push button", "Align") or tour.find("toggle button", "Align"))
tour.case = case
tour.ok("2 both are imported with their roles; Align is offered")


def objects(kind):
    return [one for one in tour.shown_json(case)["objects"] if one["kind"] == kind]


# 5, first half: before there is an alignment nothing is fused.
def top():
    return tour.extents(tour.find("image", lambda n: n.startswith("Axial view"))).y


tour.view("Axial")
above = top()
tour.key("f")
tour.wait("refused", lambda: tour.label("lie in different frames; align them to show one over the other."))
tour.wait("over the views", lambda: top() > above)
tour.ok("5 before the alignment: fusion is refused with its sentence")

# 3: automatic, for the bone.
tour.go("Contour")
tour.view("Axial")
tour.key("t")
tour.wait("its limits", lambda: tour.find("spin button", "From"))
tour.view("Axial")
tour.key("Return")
tour.wait("bone", lambda: tour.row("bone, "))
tour.go("Align")
tour.view("Axial")
tour.key("Escape")
tour.operation("Align Images", choices=(("Region", "bone"),))
tour.wait("the alignment", lambda: tour.row(JOINED + ", ▲ not accepted"), 120)
tour.decisions += 2
first = tour.wait("in the file", lambda: objects("alignment"))[0]
assert first["tre_mm"] is None and first["method"] == "mutual-information", first
assert (first["fixed"], first["moving"]) == (ct["id"], mr["id"]), first
matrix = first["fixed_from_moving"]

middle = balls()
here = moved(matrix, on_mr(middle))
error = apart(here, middle)
assert first["region"] == objects("segment")[0]["id"], first
assert error < 0.5, error
tour.wait("the refusal has gone, the views have its room", lambda: top() == above)
tour.ok(f"3 Align Images with the bone as region: {error:.2f} mm from truth at the tumour; target registration error not assessed")

# 4: three pairs, with errors that are known.
marks = [[0, 27, 40], [-40, 5, 0], [40, 5, -10]]
slips = [[0.6, 0, 0], [0, -0.5, 0.3], [0, 0.4, 0]]
others = [[a + b for a, b in zip(on_mr(one), slip)] for one, slip in zip(marks, slips)]
tour.view("Axial")
tour.key("Escape")
tour.operation("Align by Landmarks", (("Pairs, mm", ";".join(point(p) for pair in zip(marks, others) for p in pair)),))
tour.wait("the second alignment", lambda: tour.row(JOINED + " (2), ▲ not accepted"))
tour.decisions += 1
second = tour.wait("in the file", lambda: [one for one in objects("alignment") if one["method"] == "landmarks"])[0]
root, each = planar(marks, others)
assert abs(second["fre_mm"] - root) < 1e-4, (second, root)
residuals = [apart(moved(second["fixed_from_moving"], b), a) for a, b in zip(marks, others)]
assert all(abs(a - b) < 1e-4 for a, b in zip(residuals, each)), (residuals, each)
tour.wait("its page", lambda: tour.label("Residual of the pairs") and tour.label(f"{root:.1f}\u202fmm"))
tour.ok(f"4 three pairs are typed: residual {second['fre_mm']:.3f} mm, an own reckoning {root:.3f}")
assert second["tre_mm"] is None and set(second) >= {"fre_mm"} and "pairs" not in second, second
tour.wait("not assessed", lambda: tour.label("Target registration error") and tour.label("not assessed"))
tour.undoable("4 residuals of each pair, target registration error", "only the root mean square is kept and shown; the error of "
              "localisation can't be given, so the target registration error stays not assessed")

# Two alignments of one pair of images: nothing is fused until one is chosen.
tour.wait("refused", lambda: tour.label("name the one to use, Kerf doesn't choose"))
tour.select(JOINED + " (2)")
tour.view("Axial")
tour.key("Delete")
tour.wait("it has gone", lambda: not tour.row(JOINED + " (2)"))
tour.wait("in the file", lambda: len(objects("alignment")) == 1)
tour.decisions += 1
tour.ok("4 two alignments of the same images: fusion is refused with its sentence until one is deleted")

# 5: looked at, accepted.
tour.kept("fused at last", lambda s: s["fusion"] == 1)
tour.view("Axial")
base = view()
assert "CT bone 1 mm" in base, base
tour.xdo("keydown", "space")
tour.wait("the other image", lambda: "T1 TSE" in view())
tour.xdo("keyup", "space")
tour.wait("the base again", lambda: view() == base)
tour.key("shift+f")
tour.kept("a wipe", lambda s: s["fusion"] == 2 and s["wipe_share"] == 0.5)
tour.wait("its slider", lambda: tour.find("slider", "Place of the wipe, per cent"))
tour.key("ctrl+Prior")
tour.kept("its edge moved", lambda s: abs(s["wipe_share"] - 0.6) < 1e-9)
tour.ok("5 Space held shows the other image; Shift+F: a wipe, and its edge goes by keys")
tour.select(JOINED)
tour.sign("Accept…", "Dr. Reader", "radiologist")
tour.wait("accepted", lambda: tour.row(JOINED + ", ✓ accepted"))
tour.wait("by whom", lambda: tour.label("Dr. Reader") and not tour.find("push button", "Accept…"))
assert tour.focus_is_in("Inspector"), "the keys left the inspector"
tour.decisions += 1
accepted = tour.wait("in the file", lambda: [one for one in objects("alignment") if one["accepted"]])[0]
assert accepted["fixed_from_moving"] == matrix, accepted
assert head()["operation"] == "align.accept" and head()["parameters"]["by"] == "Dr. Reader", head()
tour.kept("still fused", lambda s: s["fusion"] == 2)
tour.ok("5 the alignment is accepted; the page says by whom, and asks no more")

# 6: the MR as the base, the tumour by threshold, boxed, the largest piece.
LOW, HIGH = 245, 300  # lesion 260, muscle 320 and spongy bone 700 on this image
edges = [[edge(on_mr(b["centre_lps_mm"])[k] + sign * (b["radius_mm"] + 3) for b in truth["lesion"]["balls"]) for k in range(3)]
         for edge, sign in ((min, -1), (max, 1))]
tour.go("Contour")
tour.view("Axial")
tour.key("f")
tour.kept("no fusion", lambda s: s["fusion"] == 0)
tour.key("F10")
tour.choose_entry("View", "Swap base and other image")
tour.wait("the MR", lambda: "T1 TSE" in view())
tour.view("Axial")
tour.key("ctrl+5")
tour.kept("layout 5", lambda s: s["layout"] == 5)
tour.key("t")
for name, value in (("From", LOW), ("To", HIGH)):
    tour.tab_to("spin button", name)
    tour.xdo("key", "ctrl+a")
    tour.type(str(value))
    tour.key("Return")
tour.pick("Class of the segment", "Tumour")
tour.view("Axial")
tour.key("Return")
tour.wait("a segment", lambda: tour.row("tumour, "))
tour.decisions += 1
tour.select("tumour, ")
tour.operation("Cut with Box", (("From, mm", point(edges[0])), ("To, mm", point(edges[1]))), (("Mode", "Keep"),))
tour.wait("boxed", lambda: 0 < tour.figure("tumour") < 40)
tour.operation("Keep Largest")
tour.wait("a step", lambda: tour.find("push button", "Undo Keep Largest"))
tour.saved()
grown = next(one for one in objects("segment") if one["name"] == "tumour")
assert grown["volume"] == mr["id"] and grown["class"] == "tumour", grown
size, lps, values, slope, more = nifti("volume", mr["id"])
seeds = set()
for n, value in enumerate(values):
    if LOW <= value * slope + more <= HIGH:
        at = moved(lps, (n % size[0], n // size[0] % size[1], n // (size[0] * size[1])))
        if all(edges[0][k] <= at[k] <= edges[1][k] for k in range(3)):
            seeds.add(n)
pieces = []
while seeds:
    piece, edge = [], [seeds.pop()]
    while edge:
        n = edge.pop()
        piece.append(n)
        for step in (1, size[0], size[0] * size[1]):
            for near in (n - step, n + step):
                if near in seeds:
                    seeds.discard(near)
                    edge.append(near)
    pieces.append(piece)
counted, voxels = lies(size, lps, [(n, 1) for n in max(pieces, key=len)])
own, volume = lies_segment(grown["id"])
assert abs(volume - grown["volume_mm3"]) < 0.02 * volume, (volume, grown)
assert abs(volume - voxels) < 0.05 * voxels and apart(own, counted) < 0.3, (volume, voxels, own, counted)
# What a threshold takes ends where the values cross it: half a voxel over the lesion's surface.
true, half = truth["lesion"]["volume_mm3"], cell(size, lps) ** (1 / 3) / 2 * 3300
assert abs(volume - true) < half, (volume, true, half)
tour.ok(f"6 layout 5, T, Enter, Cut with Box, Keep Largest: {volume / 1000:.2f} cm³ on the MR; an own count of voxels gives "
        f"{voxels / 1000:.2f}, the lesion has {true / 1000:.2f}; the middle is {apart(own, on_mr(middle)):.2f} mm from the lesion's")

# 7: painting. There is no stroke by keys, the operation takes its points.
tour.view("Axial")
tour.key("Delete")
tour.wait("what the threshold made has gone", lambda: not tour.row("tumour, "))
tour.key("Escape")
tour.region("Inspector")
tour.into("Name", "Lesion", enter=False)
tour.pick("Class", "Tumour")
tour.push("New Segment")
tour.wait("it is there", lambda: tour.row("Lesion"))
lesion = tour.wait("in the file", lambda: [one for one in objects("segment") if one["name"] == "Lesion"])[0]
assert lesion["volume"] == mr["id"], lesion
tour.select("Lesion")
slip = on_mr([middle[0], middle[1] - 36, middle[2]])


def paint(at, radius, back=False):
    tour.on("text", "Points, mm", point(at), back)
    tour.on("text", "Radius, mm", f"{radius:g}")
    tour.on("push button", "Paint")


large, small = [(on_mr(b["centre_lps_mm"]), b["radius_mm"], "Add") for b in truth["lesion"]["balls"]]
strokes = [large, (slip, 4, "Add"), small, (slip, 6, "Erase")]
tour.run("Paint")  # for what is selected
for at, radius, mode in strokes:
    before = head()
    if mode == "Erase":
        tour.pick("Mode", mode)
    paint(at, radius, (at, radius, mode) != strokes[0])
    tour.wait("one more step", lambda: head() != before and undo_name() == "Undo Paint")
tour.leave()
tour.decisions += 1
steps = json.loads(command(kerf, "log", case, "--json").stdout)["revisions"][-4:]
assert [one["operation"] for one in steps] == ["segment.brush"] * 4, steps
assert {one["parameters"]["segment"] for one in steps} == {lesion["id"]}, steps
assert [one["parameters"].get("mode", "add") for one in steps] == ["add", "add", "add", "erase"], steps
for one, (at, radius, _) in zip(steps, strokes):
    assert apart(one["parameters"]["points"][0], at) < 1e-3 and one["parameters"]["radius_mm"] == radius, (one, at, radius)
tour.ok("7 three strokes and one that erases, by the operation's points: four steps, Undo Paint each")
tour.undoable("7 Shift+wheel and strokes in the picture", "a stroke has no keys; tour-tools does it with the mouse")

# The outline on the CT, beside the same balls drawn on the CT itself.
beside = os.path.join(work, "beside.kerf")
command(kerf, "import", os.path.join(images, "ct"), beside, "--role", "ct")
command(kerf, "do", beside, "segment.new", "volume=v1", "name=Lesion", "class=tumour")
for b in truth["lesion"]["balls"]:
    command(kerf, "do", beside, "segment.brush", "segment=s1", f"points={point(b['centre_lps_mm'])}", f"radius_mm={b['radius_mm']}")
at = truth["lesion"]["balls"][0]["centre_lps_mm"]
on_ct, drawn = outlined(case, at), outlined(beside, at)
pixel = (drawn[2] - drawn[0]) / 30  # the balls of the phantom are 30 mm wide in that slice
assert pixel > 3, drawn
off = [(a - b) / pixel for a, b in zip(on_ct, drawn)]
assert all(abs(v) <= 0.5 for v in off), (on_ct, drawn, off)
own, volume = lies_segment(lesion["id"])
assert apart(moved(matrix, own), middle) < 0.5, (own, middle)
assert abs(volume - true) < 0.01 * true, (volume, true)
tour.ok(f"6 the tumour drawn on the MR lies on the CT where the lesion is: its outline is {max(map(abs, off)):.2f} px off, its "
        f"middle {apart(moved(matrix, own), middle):.2f} mm; {volume / 1000:.2f} cm³, the lesion {true / 1000:.2f}")

tour.undoable("8 interpolation", "the program has no interpolation between slices")

# 9: the same bytes.
painted = mask(lesion["id"])
hashes = [revision()]
for key in ("ctrl+z", "ctrl+z", "ctrl+shift+z", "ctrl+shift+z"):
    before = revision()
    tour.view("Axial")
    tour.key(key)
    tour.wait(key, lambda: revision() != before)
    hashes.append(revision())
    if key == "ctrl+z":
        assert mask(lesion["id"]) != painted, head()
after = mask(lesion["id"])
assert after == painted
assert hashes[4] == hashes[0] and hashes[3] == hashes[1] and len(set(hashes)) == 3, hashes
tour.ok(f"9 Ctrl+Z twice, Ctrl+Shift+Z twice: the same {len(after[2])} bytes of the mask, the same revision")

# 10: signed.
tour.undoable("10 slices to review", "the program has no list of interpolated slices to accept")
tour.select("Lesion")
tour.sign("Sign…", "Dr. Reader", "radiologist")
tour.wait("signed", lambda: tour.row("Lesion, ✓ signed"))
tour.wait("by whom", lambda: tour.label("Dr. Reader"))
tour.decisions += 1


def signed():
    one = next(o for o in objects("segment") if o["id"] == lesion["id"])
    return one if one.get("signatures") and one["stale"] is None else None


one = tour.wait("in the file", signed)
assert [(s["name"], s["role"]) for s in one["signatures"]] == [("Dr. Reader", "radiologist")], one
assert abs(one["volume_mm3"] - true) < 0.01 * true, (one, true)
tour.ok(f"10 signed, with name and role: {one['volume_mm3'] / 1000:.2f} cm³, the lesion {true / 1000:.2f}, "
        f"{100 * (one['volume_mm3'] / true - 1):+.2f} %")
tour.undoable("11 other reader, next difference", "the program shows no second reader and no differences")

# 12: a change withdraws the signature.
before = revision()
tour.run("Paint")
paint(slip, 4)
tour.leave()
tour.wait("withdrawn", lambda: (row := tour.row("Lesion, ")) and "signed" not in row.get_name())
tour.wait("said", lambda: tour.label("Dr. Reader, stale"))
tour.wait("in the file", lambda: revision() != before and not signed())
tour.view("Axial")
tour.key("ctrl+z")
tour.wait("it is back", lambda: tour.row("Lesion, ✓ signed"))
tour.wait("in the file", lambda: revision() == before and signed())
tour.ok("12 a stroke on the signed tumour withdraws the signature, Undo brings it back")

# What leaves the program comes back as it was.
for ending in ("dcm", "rtstruct.dcm", "seg.dcm"):
    said = command(kerf, "export", "segment", case, os.path.join(work, "lesion." + ending), "--id", lesion["id"], check=False)
    assert said.returncode == 1 and "can't write; give .nii.gz or .stl" in said.stderr, said
tour.undoable("RTSTRUCT and SEG read back", "the program writes neither; segments go out as .nii.gz and .stl")
command(kerf, "import", os.path.join(images, "mr-t1"), beside, "--role", "mr")
size, lps, gone = mask(lesion["id"])
command(kerf, "import", os.path.join(work, "out.nii.gz"), beside, "--as-segment", "Back", "--on", "v2", "--class", "tumour")
back = next(one for one in tour.shown_json(beside)["objects"] if one["name"] == "Back")
size_back, lps_back, come = mask(back["id"], beside)
assert size_back == size and max(abs(a - b) for a, b in zip(lps, lps_back)) < 1e-3, (lps, lps_back)
(middle_gone, volume_gone), (middle_come, volume_come) = (lies(size, lps, [(n, w / 255) for n, w in enumerate(data) if w])
                                                          for data in (gone, come))
assert apart(middle_gone, middle_come) < 0.05 and abs(volume_gone - volume_come) < 0.005 * true, (volume_gone, volume_come)
# A voxel that the outline runs through is covered by more or less as much as the outline moved.
most = max(abs(a - b) for a, b in zip(gone, come)) / 255 * cell(size, lps) ** (1 / 3)
assert 0.1 < most < 0.8, most
tour.ok(f"the tumour read back from its .nii.gz: its middle {apart(middle_gone, middle_come):.3f} mm off, its volume "
        f"{100 * (volume_come / volume_gone - 1):+.2f} %")
tour.undoable("the same outline within 0.1 mm from .nii.gz", f"what it covers in part comes back as whole voxels: {most:.1f} mm")
command(kerf, "export", "segment", case, os.path.join(work, "lesion.stl"), "--id", lesion["id"])
with open(os.path.join(work, "lesion.stl"), "rb") as file:
    data = file.read()
corners = {struct.unpack_from("<3f", data, 84 + 50 * n + 12 * k) for n in range(struct.unpack_from("<I", data, 80)[0]) for k in (1, 2, 3)}
off = sorted(abs(min(apart(at, centre) - radius for centre, radius, _ in (large, small))) for at in corners)
assert len(off) > 1000 and off[len(off) * 99 // 100] <= 0.1, (len(off), off[-20:])
tour.ok(f"its .stl: 99 % of {len(off)} corners within {off[len(off) * 99 // 100]:.3f} mm of the lesion's balls, the worst {off[-1]:.2f} "
        "where the two meet")

tour.done("≤ 10 D, ≤ 70 c")
