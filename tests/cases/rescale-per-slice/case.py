# SPDX-License-Identifier: GPL-3.0-or-later
"""Slope and intercept differ from slice to slice (15): each with its own."""
from maker import *

VOXELS = [(1 + 0.5 * k) * v - 10 * k for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, RescaleSlope=lambda k: 1 + 0.5 * k, RescaleIntercept=lambda k: -10 * k)
