# SPDX-License-Identifier: GPL-3.0-or-later
"""Nominal Scanned Pixel Spacing alone (13)."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing=None, NominalScannedPixelSpacing=[0.7, 0.5])
