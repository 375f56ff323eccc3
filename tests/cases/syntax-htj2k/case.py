# SPDX-License-Identifier: GPL-3.0-or-later
"""A transfer syntax that came after this program (29)."""
from maker import *


def make(t):
    series(t, 4, syntax=HTJ2K, PixelData=Fragments([b"\0" * 64]))
