# SPDX-License-Identifier: GPL-3.0-or-later
"""The case knows a number, the image a name alone: that it is one person has to be said."""
from maker import *

BEFORE = [("{T}/ct",)]


def make(t):
    series(t.parent / "ct", 5, PatientName=None)
    series(t, 5, "2", PatientID=None, SeriesDescription="Second")
