# SPDX-License-Identifier: GPL-3.0-or-later
"""The dose sheet that scanners send along, a secondary capture of modality CT (7)."""
from maker import *


def make(t):
    series(t / "ct", 5)
    series(t / "dose", 1, "999", SOPClassUID=CAPTURE, ImageType=["DERIVED", "SECONDARY", "SCREEN SAVE"], ImagePositionPatient=None,
           ImageOrientationPatient=None, SeriesDescription="Dose Report", BurnedInAnnotation="YES")
