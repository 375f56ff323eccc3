# SPDX-License-Identifier: GPL-3.0-or-later
"""Blanks around numbers (26)."""
from maker import *


def make(t):
    series(t, 4, ImagePositionPatient=lambda k: f" -5 \\-4  \\  {10 + k}", PixelSpacing=" 0.7 \\ 0.5 ")
