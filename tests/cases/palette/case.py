# SPDX-License-Identifier: GPL-3.0-or-later
"""A palette of colours (36)."""
from maker import *


def make(t):
    table = {f"{c}PaletteColorLookupTable{x}": v for c in ("Red", "Green", "Blue")
             for x, v in (("Descriptor", [256, 0, 16]), ("Data", bytes(512)))}
    series(t, 4, PhotometricInterpretation="PALETTE COLOR", BitsAllocated=8, BitsStored=8, HighBit=7, PixelRepresentation=0,
           PixelData=bytes(80), **table)
