# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that the contours name are not those of the case; the frame of reference is."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/rs.dcm"


def make(t):
    series(t / "ct", 5)
    rtstruct(t / "rs.dcm", [(1, "Tumour", [square(11), square(12)])], ["1.2.3.55.1", "1.2.3.55.2"])
