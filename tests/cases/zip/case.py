# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip of one series."""
from maker import *

SOURCE = "{T}/in/a.zip"
VOXELS = [v - 1000 for k in range(4) for v in ramp(k)]


def make(t):
    series(t / "x", 4)
    pack(t / "a.zip", t / "x")
