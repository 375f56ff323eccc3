# SPDX-License-Identifier: GPL-3.0-or-later
"""A localiser beside the series that is wanted: it is left out."""
from maker import *


def make(t):
    series(t / "ct", 5)
    series(t / "scout", 2, "2", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"], SeriesDescription="Scout")
