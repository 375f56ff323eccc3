# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole files whose pixel data are shorter than rows × columns (27)."""
from maker import *


def make(t):
    series(t, 4, PixelData=lambda k: words(ramp(k)[:60], True))
