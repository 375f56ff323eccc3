# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels of 700 mm."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing=[700, 500])
