# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten bits in 16."""
from maker import *

VOXELS = [v for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, BitsStored=10, HighBit=9, PixelRepresentation=0, RescaleIntercept=0)
