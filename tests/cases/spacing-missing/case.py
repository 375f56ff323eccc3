# SPDX-License-Identifier: GPL-3.0-or-later
"""No pixel size of any kind."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing=None)
