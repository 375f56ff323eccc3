# SPDX-License-Identifier: GPL-3.0-or-later
"""Implicit little endian (28)."""
from maker import *

VOXELS = [v - 1000 for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, syntax=IMPLICIT)
