# SPDX-License-Identifier: GPL-3.0-or-later
"""One slice of five came without its pixels."""
from maker import *


def make(t):
    series(t, 5, PixelData=lambda k: None if k == 2 else words(ramp(k), True))
