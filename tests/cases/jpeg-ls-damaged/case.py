# SPDX-License-Identifier: GPL-3.0-or-later
"""JPEG-LS data that are none."""
from maker import *


def make(t):
    series(t, 4, syntax=JPEG_LS, PixelData=Fragments([b"\xff\xd8\xff\xf7" + b"\0" * 60]))
