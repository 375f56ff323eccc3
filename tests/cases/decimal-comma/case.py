# SPDX-License-Identifier: GPL-3.0-or-later
"""Decimal commas (26)."""
from maker import *


def make(t):
    series(t, 4, PixelSpacing="0,7\\0,5", ImagePositionPatient=lambda k: f"-5,0\\-4,0\\{10 + 1.25 * k}".replace(".", ","),
           SliceThickness="1,25")
