# SPDX-License-Identifier: GPL-3.0-or-later
"""The date of birth differs from that of the case (10)."""
from maker import *

BEFORE = [("{T}/in/a",)]
SOURCE = "{T}/in/b"


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientBirthDate="19710101", SeriesDescription="Other")
