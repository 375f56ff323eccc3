# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed 12 bits without extended sign in 16 (19)."""
from maker import *

VOXELS = [v - 300 for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, BitsStored=12, HighBit=11, RescaleIntercept=0, PixelData=lambda k: words([v - 300 & 0xFFF for v in ramp(k)]))
