# SPDX-License-Identifier: GPL-3.0-or-later
"""A series that names no patient beside one that does."""
from maker import *


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientID=None, PatientName=None, SeriesDescription="Blank")
