# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixel data of odd length, without the byte that makes it even (27)."""
from maker import *

VOXELS = [v % 256 for k in range(4) for v in ramp(k, 7, 9)]


def make(t):
    series(t, 4, Rows=7, Columns=9, BitsAllocated=8, BitsStored=8, HighBit=7, PixelRepresentation=0, RescaleIntercept=0,
           PixelData=lambda k: bytes(v % 256 for v in ramp(k, 7, 9)))
