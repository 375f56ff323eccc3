# SPDX-License-Identifier: GPL-3.0-or-later
"""One slice lies in the folder twice, byte for byte."""
from maker import *


def make(t):
    series(t, 5)
    dicom(t / "copy" / "000.dcm", plain(0))
