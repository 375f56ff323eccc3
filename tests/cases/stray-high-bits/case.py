# SPDX-License-Identifier: GPL-3.0-or-later
"""Rubbish above the high bit of unsigned 12 in 16 (19)."""
from maker import *

VOXELS = [v for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, BitsStored=12, HighBit=11, PixelRepresentation=0, RescaleIntercept=0,
           PixelData=lambda k: words([v | (v % 13) << 12 for v in ramp(k)]))
