# SPDX-License-Identifier: GPL-3.0-or-later
"""CT slices of 5 mm (33)."""
from maker import *


def make(t):
    series(t, 4, SliceThickness=5, ImagePositionPatient=lambda k: [-5, -4, 10 + 5 * k])
