# SPDX-License-Identifier: GPL-3.0-or-later
"""The gantry leans by 5° and the header says nothing."""
from maker import *


def make(t):
    series(t, 5, ImagePositionPatient=tilted(5))
