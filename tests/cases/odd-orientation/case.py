# SPDX-License-Identifier: GPL-3.0-or-later
"""Two of seven slices are turned (8)."""
from maker import *


def make(t):
    series(t, 7, ImageOrientationPatient=lambda k: [1, 0, 0, 0, 1, 0] if k < 5 else [1, 0, 0, 0, 0, -1],
           ImagePositionPatient=lambda k: [-5, -4, 10 + k] if k < 5 else [-5, k - 5, 10])
