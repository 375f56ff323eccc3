# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers with exponents (26)."""
from maker import *


def make(t):
    series(t, 4, ImagePositionPatient=lambda k: f"-5E0\\-4.0e+00\\{(10 + k) / 10}E+1", PixelSpacing="7.0E-01\\5e-1")
