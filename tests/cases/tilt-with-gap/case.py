# SPDX-License-Identifier: GPL-3.0-or-later
"""A leaning gantry and a missing slice: the worse verdict, both sentences."""
from maker import *


def make(t):
    series(t, 8, skip={4}, ImagePositionPatient=tilted(12))
