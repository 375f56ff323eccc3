# SPDX-License-Identifier: GPL-3.0-or-later
"""Sixteen bits without sign, values above 32767."""
from maker import *

VOXELS = [v + 60000 for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, PixelRepresentation=0, RescaleIntercept=0, PixelData=lambda k: words([v + 60000 for v in ramp(k)]))
