# SPDX-License-Identifier: GPL-3.0-or-later
"""Twelve bits in 16, with the intercept of a CT."""
from maker import *

VOXELS = [v - 1024 for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, BitsStored=12, HighBit=11, PixelRepresentation=0, RescaleIntercept=-1024)
