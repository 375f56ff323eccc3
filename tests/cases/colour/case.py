# SPDX-License-Identifier: GPL-3.0-or-later
"""RGB pixels of modality CT (36)."""
from maker import *


def make(t):
    series(t, 4, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0, BitsAllocated=8, BitsStored=8,
           HighBit=7, PixelRepresentation=0, PixelData=bytes(240))
