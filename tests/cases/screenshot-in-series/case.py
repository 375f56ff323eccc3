# SPDX-License-Identifier: GPL-3.0-or-later
"""A screenshot with the UID of the CT series (7)."""
from maker import *


def make(t):
    series(t, 5)
    dicom(t / "shot.dcm", plain(9, SOPClassUID=CAPTURE, ImagePositionPatient=None, ImageOrientationPatient=None))
