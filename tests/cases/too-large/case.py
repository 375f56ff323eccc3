# SPDX-License-Identifier: GPL-3.0-or-later
"""More voxels than there is memory for: the sizes are refused before anything is decoded."""
from maker import *

LIMIT_MB = 2000


def make(t):
    enhanced(t / "all.dcm", 100, syntax=RLE, Rows=4000, Columns=4000, PixelData=Fragments([b"\0" * 64] * 100))
