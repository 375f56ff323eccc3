# SPDX-License-Identifier: GPL-3.0-or-later
"""A structure set without contours."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/rs.dcm"


def make(t):
    series(t / "ct", 5)
    rtstruct(t / "rs.dcm", [(1, "Tumour", []), (2, "Bone", [])])
