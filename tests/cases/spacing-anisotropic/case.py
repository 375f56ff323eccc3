# SPDX-License-Identifier: GPL-3.0-or-later
"""PixelSpacing is row spacing, then column spacing (12); the size shows which."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing=[2, 0.5])
