# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps are 1, 1.6, 1 and 2.5 mm (2)."""
from maker import *


def make(t):
    series(t, 5, ImagePositionPatient=at(10, 11, 12.6, 13.6, 16.1))
