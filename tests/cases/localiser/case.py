# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with nothing but a localiser (7)."""
from maker import *


def make(t):
    series(t, 3, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"], SeriesDescription="Scout")
