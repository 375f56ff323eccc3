# SPDX-License-Identifier: GPL-3.0-or-later
"""Thirty-two bits a sample, as of a dose: no image of a patient."""
from maker import *


def make(t):
    series(t, 4, BitsAllocated=32, BitsStored=32, HighBit=31, PixelData=bytes(320))
