# SPDX-License-Identifier: GPL-3.0-or-later
"""PET with a slope for each slice (15)."""
from maker import *


def make(t):
    series(t / "ct", 4)
    series(t / "pt", 4, "2", SOPClassUID=STORAGE + "128", Modality="PT", SeriesDescription="PET", SliceThickness=1,
           RescaleSlope=lambda k: 0.5 + k, RescaleIntercept=0)
