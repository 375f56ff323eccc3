# SPDX-License-Identifier: GPL-3.0-or-later
"""4 × 6.4 mm pixels, told apart (14)."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing=[4, 6.4])
