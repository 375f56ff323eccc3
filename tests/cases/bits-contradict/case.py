# SPDX-License-Identifier: GPL-3.0-or-later
"""More bits stored than allocated."""
from maker import *


def make(t):
    series(t, 4, BitsAllocated=16, BitsStored=17, HighBit=16)
