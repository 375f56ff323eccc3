# SPDX-License-Identifier: GPL-3.0-or-later
"""The gantry leans by 12° and the header says 0 (3)."""
from maker import *


def make(t):
    series(t, 5, ImagePositionPatient=tilted(12), GantryDetectorTilt=0)
