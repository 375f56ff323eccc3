# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows and columns that are not at a right angle (domain §5.2)."""
from maker import *


def make(t):
    series(t, 4, ImageOrientationPatient=[1, 0, 0, 0.0871557, 0.9961947, 0])
