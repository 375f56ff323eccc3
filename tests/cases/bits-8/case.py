# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight bits a sample."""
from maker import *

VOXELS = [v % 256 for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, BitsAllocated=8, BitsStored=8, HighBit=7, PixelRepresentation=0, RescaleIntercept=0,
           PixelData=lambda k: bytes(v % 256 for v in ramp(k)))
