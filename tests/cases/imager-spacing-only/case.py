# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixel sizes of the detector alone (13)."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing=None, ImagerPixelSpacing=[0.7, 0.5])
