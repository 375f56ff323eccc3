# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions that are rounded to 0.01 mm are regular."""
from maker import *


def make(t):
    series(t, 5, ImagePositionPatient=at(10, 11, 12.01, 13, 14))
