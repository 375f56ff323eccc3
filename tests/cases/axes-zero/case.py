# SPDX-License-Identifier: GPL-3.0-or-later
"""Directions of length 0."""
from maker import *


def make(t):
    series(t, 4, ImageOrientationPatient=[0, 0, 0, 0, 0, 0])
