# SPDX-License-Identifier: GPL-3.0-or-later
"""A structured report beside the CT."""
from maker import *


def make(t):
    series(t / "ct", 4)
    dicom(t / "report.dcm", plain(0, "5", SOPClassUID=STORAGE + "88.11", Modality="SR", PixelData=None, Rows=None, Columns=None))
