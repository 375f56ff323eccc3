# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixel Padding Value outside the field of view (17): values stay as they are."""
from maker import *


def values(k):
    return [-2000 if p % 10 in (0, 9) else v for p, v in enumerate(ramp(k))]


VOXELS = [v for k in range(4) for v in values(k)]


def make(t):
    series(t, 4, PixelPaddingValue=-2000, RescaleIntercept=0, PixelData=lambda k: words(values(k), True))
