# SPDX-License-Identifier: GPL-3.0-or-later
"""MONOCHROME1 turns the display, never the values (18)."""
from maker import *

VOXELS = [v - 1000 for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, PhotometricInterpretation="MONOCHROME1")
