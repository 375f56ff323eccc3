# SPDX-License-Identifier: GPL-3.0-or-later
"""JPEG 2000 data that are none."""
from maker import *


def make(t):
    series(t, 4, syntax=JPEG2000, PixelData=Fragments([b"\xff\x4f\xff\x51" + b"\0" * 60]))
