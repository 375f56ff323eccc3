#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Views that lose everything on the card, two hundred times: the same pixels, nothing left behind."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tour import bone_with_tumour, write_nifti

kerf, work = sys.argv[1], sys.argv[2]
cli = os.path.join(os.path.dirname(os.path.dirname(kerf)), "cli", "kerf-cli")
case, image = os.path.join(work, "cycles.kerf"), os.path.join(work, "CT.nii.gz")
write_nifti(image, 64, bone_with_tumour)
for words in (("import", image, case), ("do", case, "segment.threshold", "volume=v1", "low=300", "high=none", "name=Bone", "class=bone")):
    subprocess.run([cli, *words], check=True, capture_output=True)
said = subprocess.run([kerf, "--measure", "cycles", case], capture_output=True, text=True, timeout=500).stdout
rows = re.findall(r"cycles of (.+): (\d+), (\d+) pictures differ, (\d+) objects and at most (\d+), ([\d.]+) MB and (-?[\d.]+) MB more", said)
assert [row[0] for row in rows] == ["one view", "all views"], said
for number, (what, n, differ, objects, most, _, more) in enumerate(rows, 1):
    good = int(n) == 200 and differ == "0" and int(most) <= int(objects) + 8 and float(more) < 12
    print(f"{'ok' if good else 'not ok'} {number} - {what}: {n} times the same picture, {objects} objects and at most {most}, {more} MB more", flush=True)
print("1..2", flush=True)
sys.exit(0)
