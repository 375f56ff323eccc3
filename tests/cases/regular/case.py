# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is wrong: five slices, told apart by every voxel."""
from maker import *

VOXELS = [v - 1000 for k in range(5) for v in ramp(k)]


def make(t):
    series(t, 5)
