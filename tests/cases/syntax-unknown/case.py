# SPDX-License-Identifier: GPL-3.0-or-later
"""A private transfer syntax (29)."""
from maker import *


def make(t):
    series(t, 4, syntax="1.2.3.4.5.6", PixelData=Fragments([b"\0" * 64]))
