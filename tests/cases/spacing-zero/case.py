# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels of 0 mm."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing=[0, 0])
