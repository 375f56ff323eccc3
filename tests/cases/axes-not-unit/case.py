# SPDX-License-Identifier: GPL-3.0-or-later
"""Directions that are no unit vectors."""
from maker import *


def make(t):
    series(t, 4, ImageOrientationPatient=[2, 0, 0, 0, 1, 0])
