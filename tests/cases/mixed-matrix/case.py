# SPDX-License-Identifier: GPL-3.0-or-later
"""Slices of two sizes in one series: two volumes."""
from maker import *


def make(t):
    series(t, 5)
    for k in range(4):
        dicom(t / f"b{k}.dcm", plain(k, SOPInstanceUID=f"1.2.3.8.{k}", Rows=6, PixelData=words(ramp(k, 6), True)))
