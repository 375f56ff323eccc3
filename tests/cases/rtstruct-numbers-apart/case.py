# SPDX-License-Identifier: GPL-3.0-or-later
"""ROI numbers that are not the order of the ROIs, one of them empty."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/rs.dcm"


def make(t):
    series(t / "ct", 5)
    rtstruct(t / "rs.dcm", [(9, "Bone", [square(11, 2)]), (4, "Tumour", [square(11), square(12)]), (2, "Empty", [])])
