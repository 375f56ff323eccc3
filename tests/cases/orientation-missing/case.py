# SPDX-License-Identifier: GPL-3.0-or-later
"""No Image Orientation in any slice (11)."""
from maker import *


def make(t):
    series(t, 4, ImageOrientationPatient=None)
