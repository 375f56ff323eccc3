# SPDX-License-Identifier: GPL-3.0-or-later
"""Slices of 2 mm every millimetre overlap (14)."""
from maker import *


def make(t):
    series(t, 4, SliceThickness=2)
