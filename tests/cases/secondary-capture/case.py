# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen picture without positions (7)."""
from maker import *


def make(t):
    series(t, 1, SOPClassUID=CAPTURE, ImagePositionPatient=None, ImageOrientationPatient=None, SeriesDescription="Screen Save")
