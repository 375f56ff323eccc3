# SPDX-License-Identifier: GPL-3.0-or-later
"""An overlay in bit 15 of the pixels (20)."""
from maker import *

VOXELS = [v for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, BitsStored=12, HighBit=11, PixelRepresentation=0, RescaleIntercept=0, OverlayRows=8, OverlayColumns=10,
           OverlayType="G", OverlayOrigin=[1, 1], OverlayBitsAllocated=16, OverlayBitPosition=15,
           PixelData=lambda k: words([v | 0x8000 * (v % 2) for v in ramp(k)]))
