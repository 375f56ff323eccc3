# SPDX-License-Identifier: GPL-3.0-or-later
"""Contours of another frame of reference than the image."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/rs.dcm"


def make(t):
    series(t / "ct", 5)
    rtstruct(t / "rs.dcm", [(1, "Tumour", [square(11), square(12)])], frame="1.2.3.99")
