# SPDX-License-Identifier: GPL-3.0-or-later
"""Enhanced multi-frame, positions per frame, the rest shared (21)."""
from maker import *

VOXELS = [v - 1000 for k in range(5) for v in ramp(k)]


def make(t):
    enhanced(t / "all.dcm", 5)
