# SPDX-License-Identifier: GPL-3.0-or-later
"""A series that names no patient for a case that has one."""
from maker import *

BEFORE = [("{T}/in/a",)]
SOURCE = "{T}/in/b"


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientID=None, PatientName=None, SeriesDescription="Blank")
