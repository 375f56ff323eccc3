# SPDX-License-Identifier: GPL-3.0-or-later
"""RLE whose segments end early."""
from maker import *


def make(t):
    series(t, 4, syntax=RLE, PixelData=lambda k: Fragments([rle(ramp(k))[:100 if k == 2 else None]]))
