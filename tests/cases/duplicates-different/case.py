# SPDX-License-Identifier: GPL-3.0-or-later
"""Two different slices lie at one place and nothing tells them apart."""
from maker import *


def make(t):
    series(t, 5)
    dicom(t / "other.dcm", plain(2, SOPInstanceUID="1.2.3.8.1", InstanceNumber=3, PixelData=words(ramp(7), True)))
