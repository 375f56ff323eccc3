# SPDX-License-Identifier: GPL-3.0-or-later
"""Compressed data that are no JPEG at all, in one slice of four."""
from maker import *


def make(t):
    series(t, 4, syntax=JPEG_LOSSLESS, PixelData=Fragments([b"\xff\xd8\xff\xd9" + b"no picture." * 8]))
