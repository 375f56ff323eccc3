# SPDX-License-Identifier: GPL-3.0-or-later
"""A transfer syntax that is a film (29)."""
from maker import *


def make(t):
    series(t, 4, syntax=MPEG4, PixelData=Fragments([b"\0" * 64]))
