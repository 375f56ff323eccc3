# SPDX-License-Identifier: GPL-3.0-or-later
"""A slope of 0 is one writer's way to say none."""
from maker import *

VOXELS = [v for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, RescaleSlope=0, RescaleIntercept=0)
